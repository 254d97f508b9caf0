package zones

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/geo"
)

// An Economy tells where the night-time economy of a ground is, for what is no area: patrol
// spots are held against the rule that areas are drawn by.
type Economy struct {
	near     near
	settings Settings
	areas    orb.MultiPolygon
	included orb.MultiPolygon
}

// Economy returns where the night-time economy of a ground is: where it has premises enough
// near, in areas, and in places that people included, however large.
func (g *Ground) Economy(areas, included orb.MultiPolygon) Economy {
	return Economy{newNear(g.in.Premises, g.in.Settings.Reach), g.in.Settings, areas, included}
}

// Near reports whether a position has a night-time economy near.
func (e Economy) Near(at orb.Point) bool {
	return !e.settings.few(e.near.weight(at)) || planar.MultiPolygonContains(e.areas, at) || planar.MultiPolygonContains(e.included, at)
}

// Included reports whether people included some of a place: the centre of one of its cells or,
// where they drew tightly, what lies between these, and has its middle within the outline.
func (e Economy) Included(outline orb.MultiPolygon, cells []orb.Point) bool {
	if slices.ContainsFunc(cells, func(at orb.Point) bool { return planar.MultiPolygonContains(e.included, at) }) {
		return true
	}
	return slices.ContainsFunc(e.included, func(p orb.Polygon) bool {
		return planar.MultiPolygonContains(outline, geo.Middle(orb.MultiPolygon{p}))
	})
}
