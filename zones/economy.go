package zones

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// An Economy tells where the night-time economy of a ground is, for what is no area: patrol
// spots are held against the rule that areas are drawn by.
type Economy struct {
	near     near
	settings Settings
	areas    []orb.MultiPolygon
}

// Economy returns where the night-time economy of a ground is: where it has premises enough
// near, and in all of the areas that were drawn on it, or that people included.
func (g *Ground) Economy(drawn Set) Economy {
	e := Economy{near: newNear(g.in.Premises, g.in.Settings.Reach), settings: g.in.Settings}
	for _, a := range drawn.Areas {
		e.areas = append(e.areas, a.Outline)
	}
	for _, p := range g.in.Included {
		e.areas = append(e.areas, p.Outline)
	}
	return e
}

// Near reports whether a position has a night-time economy near.
func (e Economy) Near(at orb.Point) bool {
	if !e.settings.few(e.near.weight(at)) {
		return true
	}
	for _, land := range e.areas {
		if planar.MultiPolygonContains(land, at) {
			return true
		}
	}
	return false
}
