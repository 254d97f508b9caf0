package app

import (
	"context"
	"sync/atomic"
)

// Steps are how far work has come that reads no file: a fit, a draw or a plan.
type Steps struct{ thousandths atomic.Int64 }

// Progress returns in thousandths how far it has come.
func (s *Steps) Progress() (done, of, rows int64) { return s.thousandths.Load(), 1000, 0 }

type stepsKey struct{}

// Stepping returns a context whose work takes its steps where they can be seen.
func Stepping(ctx context.Context) (context.Context, *Steps) {
	s := &Steps{}
	return context.WithValue(ctx, stepsKey{}, s), s
}

// step says that work has come so far, from 0 to 1: never less far than before. The
// shares are of the time that it usually takes. The error is why it should end now.
func step(ctx context.Context, share float64) error {
	if s, seen := ctx.Value(stepsKey{}).(*Steps); seen {
		for now := int64(1000 * share); ; {
			before := s.thousandths.Load()
			if before >= now || s.thousandths.CompareAndSwap(before, now) {
				break
			}
		}
	}
	return context.Cause(ctx)
}

// resampled returns what hears of resamples that take a tenth of the time, from a
// share of it on.
func resampled(ctx context.Context, from float64) func(share float64) {
	return func(share float64) { _ = step(ctx, from+0.1*share) } // Between says when to end
}
