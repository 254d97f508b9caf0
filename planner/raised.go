package planner

import (
	"github.com/paulmach/orb"

	"beatplan/geo"
)

// Raised returns a call at a site that intelligence names, wherever it is and whatever its
// category: weight says how many times an ordinary call it is worth, why quotes the item.
// It reports false where the site has no name or position, or is closed for all but a
// little of the shift.
func Raised(p Problem, s geo.Site, weight float64, why string) (Engagement, bool) {
	if s.At == nil || s.Name == "" {
		return Engagement{}, false
	}
	c, known := calls()[s.Category]
	if !known { // nothing is known of when its trade is open
		c = call{usual: geo.Span{From: 0, To: 24 * 60}, fourE: []FourE{Engage, Explain}, fourP: Protect}
	}
	open := c.open(p, s.Opening)
	if open.length() < callDwell {
		return Engagement{}, false
	}
	if !known && !open.known {
		open.Window = Window{}
	}
	return Engagement{
		ID: s.Key(), Name: s.Name, Category: s.Category, At: *s.At, Open: open.Window, Dwell: callDwell, Weight: weight,
		FourE: c.fourE, FourP: c.fourP, Why: []string{why},
	}, true
}

// Raise makes the harm of the spots that a place holds count weight times, quotes why at
// each, and returns how many these are.
func (p *Problem) Raise(holds func(orb.Point) bool, weight float64, why string) (raised int) {
	for i := range p.Spots {
		if s := &p.Spots[i]; holds(s.At) {
			raised++
			rates := make([]float64, len(s.Rate))
			for h, rate := range s.Rate {
				rates[h] = rate * weight
			}
			s.Rate, s.Why = rates, append([]string{why}, s.Why...)
		}
	}
	return raised
}
