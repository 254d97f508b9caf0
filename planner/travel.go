package planner

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	earth "github.com/paulmach/orb/geo"
)

// A Mode is a way to travel.
type Mode string

// The modes, slowest first.
const (
	Foot    Mode = "foot"
	Cycle   Mode = "cycle"
	Vehicle Mode = "vehicle"
)

// ParseMode reads the name of a mode.
func ParseMode(s string) (Mode, error) {
	switch m := Mode(s); m {
	case Foot, Cycle, Vehicle:
		return m, nil
	}
	return "", fmt.Errorf("no mode of travel %q; there are foot, cycle and vehicle", s)
}

// A Leg is the way from one place to another.
type Leg struct {
	Time   time.Duration // to whole seconds
	Metres float64
}

// Travel knows how to get from place to place. Its answers are the same
// whenever it is asked.
type Travel interface {
	// Legs returns the leg from each place to each: legs[from][to]. The times
	// keep the triangle inequality, or nearly. An error names the place that
	// cannot be reached.
	Legs(m Mode, places []orb.Point) (legs [][]Leg, err error)
	// Reach says what whoever goes to a place should know, such as that a vehicle can only
	// come to the gate; empty: nothing. An [UnreachableError] says why it cannot be reached;
	// any other error is trouble that another place would have too.
	Reach(m Mode, place orb.Point) (note string, err error)
	// Path returns the way from one place to another, for the map.
	Path(m Mode, from, to orb.Point) (orb.LineString, error)
	// Engine names the provider and, where it has one, the street network.
	Engine() (name, graph string)
}

// An UnreachableError says why a place cannot be reached.
type UnreachableError struct{ Why string }

// Error returns the reason.
func (e UnreachableError) Error() string { return e.Why }

const (
	parking = time.Minute // that each stop costs a vehicle
	walked  = 60          // metres: a vehicle stays where it is for so short a way
)

// legs returns the legs between places as a plan counts them: a vehicle takes a
// minute to park wherever it stops, and a way of less than 60 m is walked from it.
func (p Problem) legs(m Mode, places []orb.Point) ([][]Leg, error) {
	legs, err := p.Travel.Legs(m, places)
	if err != nil || m != Vehicle {
		return legs, err
	}
	afoot := legs
	if near(places) {
		if found, err := p.Travel.Legs(Foot, places); err == nil { // or nothing is walked
			afoot = found
		}
	}
	pace, _ := metresPerMinute(Foot)
	counted := make([][]Leg, len(legs))
	for i, row := range legs {
		counted[i] = slices.Clone(row)
		for j := range row {
			switch metres := afoot[i][j].Metres; {
			case places[i] == places[j]:
			case metres < walked:
				counted[i][j] = Leg{time.Duration(math.Ceil(metres/pace)) * time.Minute, metres}
			default:
				counted[i][j].Time += parking
			}
		}
	}
	return counted, nil
}

// near reports whether two places are so near that one could walk.
func near(places []orb.Point) bool {
	for i, a := range places {
		for _, b := range places[:i] {
			if a != b && earth.DistanceHaversine(a, b) < walked {
				return true
			}
		}
	}
	return false
}

// CrowFly travels in straight lines, 1.3 times as long as they are, on no
// streets at all: through the estuary if need be. Times are rounded up to whole
// minutes. Speeds are 4.7 km/h on foot, 15 km/h by cycle and 30 km/h by vehicle, a
// town's pace.
type CrowFly struct{}

// detour is how much longer streets are than straight lines in British towns.
const detour = 1.3

// Legs returns the legs between all places, at the cost of one distance each.
func (CrowFly) Legs(m Mode, places []orb.Point) ([][]Leg, error) {
	speed, err := metresPerMinute(m)
	if err != nil {
		return nil, err
	}
	legs := make([][]Leg, len(places))
	for i, from := range places {
		legs[i] = make([]Leg, len(places))
		for j, to := range places {
			metres := detour * earth.DistanceHaversine(from, to)
			legs[i][j] = Leg{time.Duration(math.Ceil(metres/speed)) * time.Minute, metres}
		}
	}
	return legs, nil
}

// Reach finds every place.
func (CrowFly) Reach(Mode, orb.Point) (string, error) { return "", nil }

// Path returns a straight line.
func (CrowFly) Path(_ Mode, from, to orb.Point) (orb.LineString, error) {
	return orb.LineString{from, to}, nil
}

// Engine says what CrowFly is.
func (CrowFly) Engine() (name, graph string) {
	return "crow-fly × 1.3 (straight lines, no streets)", "none"
}

func metresPerMinute(m Mode) (float64, error) {
	switch m {
	case Foot:
		return 4_700. / 60, nil
	case Cycle:
		return 15_000. / 60, nil
	case Vehicle:
		return 30_000. / 60, nil
	}
	_, err := ParseMode(string(m))
	return 0, err
}
