package planner_test

import (
	"errors"
	"slices"
	"testing"

	"beatplan/planner"
)

// TestBetween hears of each tenth of the work for each unit, and ends it.
func TestBetween(t *testing.T) {
	t.Parallel()
	enough := errors.New("the server stops")
	tests := map[string]struct {
		after int
		err   error
		want  error
	}{
		"at once":          {1, enough, enough},
		"later":            {7, enough, enough},
		"with what it has": {1, planner.ErrEnough, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := southend(t)
			var shares []float64
			p.Between = func(share float64) error {
				if shares = append(shares, share); len(shares) >= tt.after {
					return tt.err
				}
				return nil
			}
			plan, err := planner.Solve(p)
			if !errors.Is(err, tt.want) || !slices.IsSorted(shares) || shares[0] != 0 || shares[len(shares)-1] >= 1 {
				t.Fatalf("heard of %v, error %v", shares, err)
			}
			if tt.want == nil {
				if err := plan.Check(); err != nil || plan.Harm == 0 || len(plan.ByUnits) != 2 {
					t.Errorf("%g days covered, by units %v, %v", plan.Harm, plan.ByUnits, err)
				}
			} else if len(shares) != tt.after {
				t.Errorf("heard of %v after the end", shares)
			}
		})
	}
}
