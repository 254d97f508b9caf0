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
		s.thousandths.Store(max(s.thousandths.Load(), int64(1000*share)))
	}
	return context.Cause(ctx)
}
