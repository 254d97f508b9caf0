package planner_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/planner"
)

// An estate is travel as the crow flies that cannot reach some places, and knows gates.
type estate struct {
	planner.CrowFly
	closed map[orb.Point]string
	gates  map[orb.Point]string
}

var errTrouble = errors.New("the server breaks off")

func (e estate) Reach(m planner.Mode, at orb.Point) (string, error) {
	if why := e.closed[at]; why != "" {
		if why == "trouble" {
			return "", errTrouble
		}
		return "", planner.UnreachableError{Why: why + " by " + string(m)}
	}
	return e.gates[at], nil
}

func TestReached(t *testing.T) {
	t.Parallel()
	p := southend(t)
	spot, pub, pharmacy, station := p.Spots[5].At, p.Engagements[1].At, p.Engagements[0].At, p.Units[0].Start
	tests := map[string]struct {
		closed, gates map[orb.Point]string
		spots, calls  int
		notes         []string
		err           string
	}{
		"everything": {spots: 6, calls: 2},
		"all but two": {
			closed: map[orb.Point]string{spot: "an island", pub: "a wood"}, spots: 5, calls: 1,
			notes: []string{"left out, since they cannot be reached: HS-006 (an island by foot); The Anchor (a wood by foot)"},
		},
		"gates": {
			gates: map[orb.Point]string{station: "a gate", pub: "another gate"}, spots: 6, calls: 2,
			notes: []string{"the start of unit-1: a gate", "The Anchor: another gate"},
		},
		"trouble on the way": {closed: map[orb.Point]string{spot: "trouble", pub: "a wood"}, err: errTrouble.Error()},
		"trouble at once":    {closed: map[orb.Point]string{station: "trouble"}, err: errTrouble.Error()},
		"not the start":      {closed: map[orb.Point]string{station: "an island"}, err: "the start of unit-1 cannot be reached: an island by foot"},
		"not the fixed call": {closed: map[orb.Point]string{pharmacy: "an island"}, err: "High Street Pharmacy cannot be reached: an island by foot"},
		"no spot at all": {
			closed: map[orb.Point]string{
				p.Spots[0].At: "far", p.Spots[1].At: "far", p.Spots[2].At: "far", p.Spots[3].At: "far", p.Spots[4].At: "far", spot: "far",
			},
			err: "none of the 6 spots can be reached: spot HS-001 (far by foot)",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := p
			asked.Travel = estate{closed: tt.closed, gates: tt.gates}
			got, notes, err := asked.Reached()
			if tt.err != "" {
				if err == nil || err.Error() != tt.err {
					t.Fatalf("error %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil || len(got.Spots) != tt.spots || len(got.Engagements) != tt.calls {
				t.Fatalf("%d spots and %d calls, error %v", len(got.Spots), len(got.Engagements), err)
			}
			for i := range tt.notes {
				tt.notes[i] = strings.Replace(tt.notes[i], "reached: HS-006", "reached: spot HS-006", 1)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A maze is travel in which vehicles go the long way round.
type maze struct{ planner.CrowFly }

func (m maze) Legs(by planner.Mode, places []orb.Point) ([][]planner.Leg, error) {
	legs, err := m.CrowFly.Legs(by, places)
	for i := range legs {
		for j := range legs[i] {
			if i != j && by == planner.Vehicle {
				legs[i][j] = planner.Leg{Time: 7 * time.Minute, Metres: 2000}
			}
		}
	}
	return legs, err
}

// TestAShortWayIsWalked: who is 40 m from the next stop on foot does not drive round the
// one-way streets to it.
func TestAShortWayIsWalked(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Travel = maze{}
	for i := range p.Units {
		p.Units[i].Mode = planner.Vehicle
	}
	p.Engagements = nil
	p.Spots = p.Spots[:2]
	for i := range p.Spots {
		p.Spots[i].At = orb.Point{p.Units[0].Start[0] + 0.0003*float64(i), p.Units[0].Start[1]} // 21 m: 27 m with the detour
	}
	plan, err := planner.Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range plan.Routes {
		for i := 1; i < len(r.Stops); i++ {
			if r.Stops[i].At != r.Stops[i-1].At {
				return // one moved, and Check has seen its legs
			}
		}
	}
	t.Error(fmt.Sprint("no unit moved: ", plan.Routes))
}
