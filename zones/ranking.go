package zones

import (
	"cmp"
	"container/heap"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// A ranking hands out positions by their score, best first. It scores those of a square of
// land when no other can be better: what is recorded in and around the square tells how good
// they may be.
type ranking struct {
	near, around index
	ratio        float64 // offences to violence
	rules        SpotRules
	queue        queued
}

// An entry is a position with its score, or a square whose positions score no more.
type entry struct {
	Spot
	square []orb.Point // nil: it is a position
}

// A square is some 80 by 50 metres of land.
type square struct{ x, y int }

const squareDegrees = 0.0007

func squareOf(at orb.Point) square {
	return square{int(math.Floor(at[0] / squareDegrees)), bandOf(at[1])}
}

// rank returns the ranking of all positions at which something is recorded.
func rank(near, around index, ratio float64, rules SpotRules) *ranking {
	r := &ranking{near: near, around: around, ratio: ratio, rules: rules}
	type held struct {
		at           []orb.Point
		near, around int
	}
	squares := map[square]*held{}
	add := func(all index, count func(*held)) {
		for _, band := range all {
			for _, p := range band {
				in := squares[squareOf(p.at)]
				if in == nil {
					in = &held{}
					squares[squareOf(p.at)] = in
				}
				in.at = append(in.at, p.at)
				count(in)
			}
		}
	}
	add(near, func(in *held) { in.near++ })
	add(around, func(in *held) { in.around++ })
	for s, in := range squares {
		up, along := reach(in.at[0][1], rules.Radius)
		var most Spot
		violence := 0
		for y := s.y - int(up/bandDegrees) - 1; y <= s.y+int(up/bandDegrees)+1; y++ {
			for x := s.x - int(along/squareDegrees) - 1; x <= s.x+int(along/squareDegrees)+1; x++ {
				if other := squares[square{x, y}]; other != nil {
					most.Count += other.near
					violence += other.around
				}
			}
		}
		const rounding = 1 + 1e-9
		most.Expected = ratio * float64(violence) * rounding
		most.Score = rules.score(most) * rounding
		r.queue = append(r.queue, entry{most, in.at})
	}
	heap.Init(&r.queue)
	return r
}

// score is the mean of the gamma posterior: see [FindSpots].
func (r SpotRules) score(s Spot) float64 {
	return s.Expected * (float64(s.Count) + r.Prior) / (s.Expected + r.Prior)
}

// next returns the best position that is left and wanted.
func (r *ranking) next(wanted func(orb.Point) bool) (Spot, bool) {
	for len(r.queue) > 0 {
		best := heap.Pop(&r.queue).(entry) //nolint:forcetypeassert // nothing else is pushed
		switch {
		case !(best.Score >= r.rules.Least):
			return Spot{}, false
		case best.square != nil:
			r.open(best.square, wanted)
		case wanted(best.At):
			return best.Spot, true
		}
	}
	return Spot{}, false
}

// open scores the positions of a square.
func (r *ranking) open(positions []orb.Point, wanted func(orb.Point) bool) {
	slices.SortFunc(positions, byPlace)
	for _, at := range slices.Compact(positions) {
		if !wanted(at) {
			continue
		}
		s := Spot{At: at}
		r.around.each(at, r.rules.Radius, func(indexed, float64) { s.Expected += r.ratio })
		r.near.each(at, r.rules.Radius, func(indexed, float64) { s.Count++ })
		if s.Score = r.rules.score(s); s.Score >= r.rules.Least {
			heap.Push(&r.queue, entry{Spot: s})
		}
	}
}

// byPlace orders positions by longitude and latitude.
func byPlace(a, b orb.Point) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }

// Queued are a heap, the highest score first: of equal ones squares, since they may hold
// one as good, then the position with the higher count.
type queued []entry

func (c queued) Len() int      { return len(c) }
func (c queued) Swap(i, j int) { c[i], c[j] = c[j], c[i] }

func (c queued) Less(i, j int) bool {
	a, b := &c[i], &c[j]
	switch {
	case a.Score != b.Score:
		return a.Score > b.Score
	case a.square != nil || b.square != nil:
		return a.square != nil
	}
	return cmp.Or(cmp.Compare(b.Count, a.Count), byPlace(a.At, b.At)) < 0
}

// Push is for package heap.
func (c *queued) Push(x any) { *c = append(*c, x.(entry)) } //nolint:forcetypeassert // see next

// Pop is for package heap.
func (c *queued) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}
