package rtm

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// A leaf is a feature at a point, and how much it counts.
type leaf struct {
	at     orb.Point
	weight float64
}

// A tree is a k-d tree in one slice: the middle point parts the others by x, the
// middle of each half parts it by y, and so on. Equal points are all kept.
type tree []leaf

// newTree makes a tree of points, each of which counts as its weight, or as 1 if
// there are no weights.
func newTree(points []orb.Point, weights []float64) tree {
	t := make(tree, len(points))
	for i, p := range points {
		t[i] = leaf{p, 1}
		if weights != nil {
			t[i].weight = weights[i]
		}
	}
	t.build(0)
	return t
}

func (t tree) build(axis int) {
	if len(t) < 2 {
		return
	}
	slices.SortFunc(t, func(a, b leaf) int { return cmp.Compare(a.at[axis], b.at[axis]) })
	left, _, right := t.split()
	left.build(1 - axis)
	right.build(1 - axis)
}

func (t tree) split() (left tree, middle *leaf, right tree) {
	m := len(t) / 2
	return t[:m], &t[m], t[m+1:]
}

// nearest returns the squared distance from p to the closest point of the tree,
// or best if none is closer than that. It passes over skip, a point of the tree.
func (t tree) nearest(p orb.Point, axis int, best float64, skip *leaf) float64 {
	if len(t) == 0 {
		return best
	}
	near, middle, far := t.split()
	if d := squared(p, middle.at); d < best && middle != skip {
		best = d
	}
	offset := p[axis] - middle.at[axis]
	if offset > 0 {
		near, far = far, near
	}
	best = near.nearest(p, 1-axis, best, skip)
	if offset*offset < best {
		best = far.nearest(p, 1-axis, best, skip)
	}
	return best
}

// within calls visit with the squared distance to p, and the weight, of each point
// that is at most r from it.
func (t tree) within(p orb.Point, axis int, r float64, visit func(squared, weight float64)) {
	if len(t) == 0 {
		return
	}
	left, middle, right := t.split()
	if d := squared(p, middle.at); d <= r*r {
		visit(d, middle.weight)
	}
	offset := p[axis] - middle.at[axis]
	if offset <= r {
		left.within(p, 1-axis, r, visit)
	}
	if offset >= -r {
		right.within(p, 1-axis, r, visit)
	}
}

// meets reports whether a point of the tree lies within a bound, or on its edge.
func (t tree) meets(b orb.Bound, axis int) bool {
	if len(t) == 0 {
		return false
	}
	left, middle, right := t.split()
	at := middle.at[axis]
	return b.Contains(middle.at) || b.Min[axis] <= at && left.meets(b, 1-axis) || b.Max[axis] >= at && right.meets(b, 1-axis)
}

func squared(p, q orb.Point) float64 {
	dx, dy := p[0]-q[0], p[1]-q[1]
	return dx*dx + dy*dy
}
