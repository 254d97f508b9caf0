package app_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"beatplan/internal/app"
)

// TestDeadline goes by a clock that moves on whenever it is looked at. Who waits has the
// plan by the deadline, however much of it had gone before the search.
func TestDeadline(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	const whole = 60 * time.Second
	for name, tt := range map[string]struct {
		before, tick time.Duration // the search
		least        time.Duration // that is used
		says         string
	}{
		"a search that is ended":   {15 * time.Second, time.Second, 45 * time.Second, "the search was ended by the deadline of 60 s"},
		"a busy machine":           {30 * time.Second, time.Second, 44 * time.Second, "the search was ended by the deadline of 60 s"},
		"reading took all":         {whole, 0, whole, "this is a first plan without a search"},
		"a search that is through": {15 * time.Second, time.Microsecond, 15 * time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var looks atomic.Int64
			waited := func() time.Duration { return tt.before + time.Duration(looks.Add(1))*tt.tick }
			p, _, err := a.MakePlan(t.Context(), app.PlanRequest{
				Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 2, Deadline: whole.Seconds(), Waited: waited,
			})
			if err != nil {
				t.Fatal(err)
			}
			if took := waited() - tt.tick; took > whole+tt.tick || took < tt.least {
				t.Errorf("who waits has it after %s, want %s to %s", took, tt.least, whole)
			}
			notes := strings.Join(p.Notes, "; ")
			if said := strings.Contains(notes, "deadline"); said != (tt.says != "") || !strings.Contains(notes, tt.says) {
				t.Errorf("it says %q, want %q", notes, tt.says)
			}
		})
	}
}

// TestDeadlineBeyondTheContext is of a caller who waits less long than the plan may take: what
// is wrong is said at once, and else that it takes longer.
func TestDeadlineBeyondTheContext(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r := app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 2, Deadline: 600}
	if _, _, err := a.MakePlan(ctx, r); !errors.Is(err, app.ErrLater) {
		t.Errorf("error %v, want that it takes longer", err)
	}
	r.Shift = "soon"
	if _, _, err := a.MakePlan(ctx, r); errors.Is(err, app.ErrLater) || err == nil {
		t.Errorf("a shift that is none: error %v", err)
	}
}
