package planner

import (
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// The plans for fewer units, which say what each more is worth, have the rule on breaks that
// was set; the usual one is half of those units.
func TestFewerUnitsBreakByTheSameRule(t *testing.T) {
	t.Parallel()
	start := time.Date(2025, 10, 3, 18, 0, 0, 0, time.UTC)
	policy, err := NamedPolicy("koper")
	if err != nil {
		t.Fatal(err)
	}
	for atOnce, want := range map[int]int{0: 2, 1: 1, 3: 3} {
		p := Problem{
			Start: start, End: start.Add(8 * time.Hour), Policy: policy, Travel: CrowFly{}, Seed: 1, Breaks: BreakRule{AtOnce: atOnce},
			Spots: []Spot{{ID: "HS-001", At: orb.Point{0.7, 51.5}, Rate: []float64{1, 1, 1, 1, 1, 1, 1, 1}, Offences: 9}},
		}
		p.Units = CentralUnits(6, Vehicle, p)
		m, err := newModel(p, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.first(4, nil).Capacity[0]; got != want {
			t.Errorf("at once %d: %d of 4 units may be on break, want %d", atOnce, got, want)
		}
	}
}
