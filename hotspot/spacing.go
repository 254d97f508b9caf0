package hotspot

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/quadtree"

	"beatplan/crime"
)

// Spacing returns how far in metres it is from the position of an offence to the
// next position at which there are any: the median of all offences. Of publishers
// who move offences to fixed points (data.police.uk has one for eight addresses or
// more) it tells how finely a place can be known: an offence is moved by up to about
// half of it. Points without offences are not seen, so true spacing may be less. With
// fewer than two positions it is 0. The cost is one search in a quadtree for each.
func Spacing(points []crime.SnapPoint) float64 {
	if len(points) < 2 {
		return 0
	}
	var where orb.MultiPoint
	total := 0
	for _, p := range points {
		where = append(where, p.At)
		total += p.Offences
	}
	tree := quadtree.New(where.Bound())
	for _, p := range points {
		if err := tree.Add(p); err != nil {
			return 0 // no position: nothing can be said
		}
	}
	type apart struct {
		metres   float64
		offences int
	}
	next := make([]apart, len(points))
	var two []orb.Pointer // a point itself, and the next
	for i, p := range points {
		two = tree.KNearest(two, p.At, 2)
		for _, q := range two {
			next[i].metres = max(next[i].metres, planar.Distance(p.At, q.Point()))
		}
		next[i].offences = p.Offences
	}
	slices.SortFunc(next, func(a, b apart) int { return cmp.Compare(a.metres, b.metres) })
	sum := 0
	for _, n := range next {
		if sum += n.offences; 2*sum >= total {
			return n.metres
		}
	}
	return 0
}
