package zones

import (
	"math"

	"github.com/paulmach/orb"
)

// A Reason says why a place is no focus area.
type Reason string

// The reasons, in the order in which areas are tested, then those of places that
// were never grown into an area.
const (
	OneAddress   Reason = "one address"
	FewPremises  Reason = "few licensed premises near"
	NotRecurring Reason = "does not recur"
	TooLittle    Reason = "too little"
	Fringe       Reason = "fringe" // of an area that it touches

	BeyondBudget  Reason = "beyond the budget"
	ExcludedPlace Reason = "excluded place"             // prison, hospital, police station
	NoEconomyNear Reason = "no night-time economy near" // many offences, hardly any premises
	StruckOut     Reason = "struck out"                 // by people
)

// A Rejected place is one that holds much and is no focus area.
type Rejected struct {
	Area
	Reason Reason
	Detail string    // the area that it is the fringe of, or why people struck it out; empty otherwise
	At     orb.Point // its largest point
	Pinned bool      // it may be marked on a map: it is no home and no place of health
}

// pinned reports whether a place may be marked on a map. Homes and places of health
// are not: offences there are shown by ward at the finest. Where hours are unknown,
// what has few premises near may be homes.
func (g *Ground) pinned(l Rejected) bool {
	switch l.Reason {
	case NoEconomyNear, FewPremises:
		return false
	case ExcludedPlace:
		return l.Name != "Hospital"
	case OneAddress:
		return !g.masked() || !g.in.Settings.few(l.Premises)
	}
	return true
}

// leastMonths is how many months there must be to say that harm recurs.
const leastMonths = 3

// test gives a candidate the first reason to refuse it; none if there is none.
func (w *grower) test(c *candidate) error {
	s := w.g.in.Settings
	hot := int(math.Ceil(s.HotShare*float64(c.Months) - rounding))
	switch {
	case float64(c.Top.Count) > s.Pile*float64(c.Count):
		c.reason = OneAddress
	case w.g.masked() && s.few(c.Premises):
		c.reason = FewPremises
	case c.Months >= leastMonths && c.Hot < hot:
		c.reason = NotRecurring
	case c.Rate < s.Least.Tertiary:
		c.reason = TooLittle
	default:
		return w.testFringe(c)
	}
	return nil
}

// testFringe refuses a candidate that is far thinner than an area it touches.
func (w *grower) testFringe(c *candidate) error {
	beside := map[int]bool{} // accepted areas, by position
	for k, a := range w.accepted {
		for _, id := range a.Cells {
			known, err := w.at(id)
			if err != nil {
				return err
			}
			for _, n := range known.neighbours {
				if contains(c.Cells, n) {
					beside[k] = true
				}
			}
		}
	}
	for k, a := range w.accepted {
		if beside[k] && c.Harm/c.Hectares < w.g.in.Settings.Fringe*a.Harm/a.Hectares {
			c.reason, c.fringeOf = Fringe, a
			return nil
		}
	}
	return nil
}

// masked reports whether premises stand for hours.
func (g *Ground) masked() bool { return g.in.Settings.Mask && !g.timed }
