package app

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"beatplan/internal/fault"
	"beatplan/planner"
)

// mostDeadline is how long a plan may be given, seconds.
const mostDeadline = 3600

// ErrLater says that work would take longer than whoever asks for it waits, though nothing is
// wrong with what was asked for.
var ErrLater = errors.New("this takes longer than a request may: a job does it")

// A deadline shares out the time that whoever asks for a plan will wait.
type deadline struct {
	waited func() time.Duration // since they began to
	whole  time.Duration        // 0: there is none
	search time.Duration        // when the search is to end
	all    time.Duration        // when what is worked out beside the plan is to end
}

// deadline returns that of a request.
func (r PlanRequest) deadline() (deadline, error) {
	if !(r.Deadline >= 0 && r.Deadline <= mostDeadline) {
		return deadline{}, fault.New(fault.Invalid, "deadline: %g s: give more than 0 and at most %d", r.Deadline, mostDeadline)
	}
	began := time.Now()
	d := deadline{waited: r.Waited, whole: time.Duration(r.Deadline * float64(time.Second))}
	if d.waited == nil {
		d.waited = func() time.Duration { return time.Since(began) }
	}
	return d, nil
}

// share returns the deadline with what is left of it shared out, once the problem has been
// read. To keep and to draw the plan takes a quarter of what reading took, on a busy machine
// too: half as long is kept for it. Of the rest a fifth is for random allocations and the bound.
func (d deadline) share() deadline {
	read := d.waited()
	left := max(0, d.whole-read-read/2)
	d.search, d.all = read+left*4/5, read+left
	return d
}

// solveWithin solves a problem, by a deadline where there is one, and notes that it came. Where
// the context ends before the deadline it does not begin, and returns [ErrLater].
func solveWithin(ctx context.Context, p planner.Problem, d deadline) (planner.Plan, []string, error) {
	if until, bounded := ctx.Deadline(); bounded && d.whole > 0 && d.whole-d.waited() > time.Until(until) {
		return planner.Plan{}, nil, ErrLater
	}
	var notes []string
	var ended atomic.Bool
	if d.whole > 0 {
		d = d.share()
		if d.search == d.all {
			notes = append(notes, fmt.Sprintf("reading what the plan rests on took the %g s of the deadline: this is a first plan without a search", d.whole.Seconds()))
		}
		p.Enough = func() bool {
			if d.waited() < d.search {
				return false
			}
			ended.Store(true)
			return true
		}
		p.Over = func() bool { return d.waited() >= d.all }
	}
	solved, err := planner.Solve(p)
	if ctx.Err() != nil {
		return solved, nil, context.Cause(ctx)
	}
	if err != nil {
		return solved, nil, refusedPlan(err)
	}
	if notes == nil && ended.Load() {
		notes = append(notes, fmt.Sprintf("the search was ended by the deadline of %g s: this is the best plan until then, and another run may differ", d.whole.Seconds()))
	}
	return solved, notes, nil
}
