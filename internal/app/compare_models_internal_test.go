package app

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uber/h3-go/v4"

	"beatplan/rtm"
)

// TestMidranks has ranks and Spearman's coefficient worked by hand.
func TestMidranks(t *testing.T) {
	t.Parallel()
	x, y := midranks([]float64{5, 1, 5, 3}), midranks([]float64{4, 2, 3, 1})
	if diff := cmp.Diff([]float64{1.5, 4, 1.5, 3}, x); diff != "" {
		t.Errorf("ranks (-want +got):\n%s", diff)
	}
	// Deviations from 2.5: (-1, 1.5, -1, 0.5) and (-1.5, 0.5, -0.5, 1.5).
	if got, want := correlation(x, y), (1.5+0.75+0.5+0.75)/math.Sqrt(4.5*5); math.Abs(got-want) > 1e-15 {
		t.Errorf("correlation %g, want %g", got, want)
	}
	if got := correlation(x, midranks([]float64{2, 2, 2, 2})); !math.IsNaN(got) {
		t.Errorf("correlation with nothing %g, want none", got)
	}
}

// TestTop has areas in which half of the cells fit, and one tie at the edge.
func TestTop(t *testing.T) {
	t.Parallel()
	c := comparing{
		cells: []h3.Cell{1, 2, 3, 4}, areas: []float64{1, 1, 1, 1},
		now: []float64{9, 4, 4, 1}, then: []float64{1, 2, 3, 4},
	}
	want := TopChange{Share: 0.5, Cells: 2, Both: 0, In: []string{"1", "2"}, Out: []string{"3", "4"}, Overlap: 0, Tied: 1}
	if diff := cmp.Diff(want, c.top(0.5)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInTop: cells that score the same share the room that is left for them.
func TestInTop(t *testing.T) {
	t.Parallel()
	weights, total := inTop([]float64{2, 9, 2, 1, 2}, []float64{1, 1, 1, 1, 1}, 0.5)
	if diff := cmp.Diff([]float64{0.5, 1, 0.5, 0, 0.5}, weights); diff != "" || total != 2.5 {
		t.Errorf("total %g (-want +got):\n%s", total, diff)
	}
}

// TestNarrative: a factor has the article that it takes, and where something protects the
// riskiest cell is compared with the least risky too.
func TestNarrative(t *testing.T) {
	t.Parallel()
	term := rtm.Term{Variable: rtm.Variable{Factor: "off-licence", Influence: rtm.Proximity, Reach: 150}, RRV: 2}
	m := ModelResult{Group: "robbery", RiskMin: 1, RiskMax: 2, Model: &rtm.Model{Terms: []rtm.Term{term}}}
	if got, want := narrative(m), "within 150 m of an off licence the risk is 2 times"; !strings.Contains(got, want) || strings.Contains(got, "least risky") {
		t.Errorf("%q does not say %q", got, want)
	}
	m.RiskMin = 0.4
	if got, want := narrative(m), "at 2 times the risk of one under no influence, and at 5 times that of the least risky."; !strings.Contains(got, want) {
		t.Errorf("%q does not say %q", got, want)
	}
}
