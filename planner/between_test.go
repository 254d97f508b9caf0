package planner_test

import (
	"errors"
	"slices"
	"testing"

	"beatplan/planner"
)

// TestBetween hears of each unit in turn, and ends the work at the second.
func TestBetween(t *testing.T) {
	t.Parallel()
	p := southend(t)
	var shares []float64
	enough := errors.New("enough")
	p.Between = func(share float64) error {
		if shares = append(shares, share); len(shares) == 2 {
			return enough
		}
		return nil
	}
	_, err := planner.Solve(p)
	if want := []float64{0, 1 / float64(len(p.Units))}; !errors.Is(err, enough) || !slices.Equal(shares, want) {
		t.Errorf("heard of %v, error %v; want %v, and that it was enough", shares, err, want)
	}
}
