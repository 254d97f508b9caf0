package rtm

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/stat"
)

// A Design is what a model is chosen from: every variable of some factors, on
// the cells of an area. A column that cannot be estimated (all cells alike, or
// the same cells as another) stays in the design, to be scored, but takes no
// part in a fit; Warnings names it.
type Design struct {
	Warnings  []string
	Unreached []string // factors none of whose features lies within reach of a cell

	cells   int
	columns []column
}

type column struct {
	Variable
	on      bitset // the cells under the influence
	leftOut bool
	at      int // its position in a sample
}

// NewDesign computes all variables of the factors on cells, which are centres
// in metres. A factor that names no influence is tried by density if its
// features are clustered (mean distance from one to the next within the largest
// reach) and by proximity otherwise. A factor with no feature within reach of a
// cell is left out with a warning. The order of factors does not matter: they
// are taken by name. The error names a cell, feature or factor that cannot be
// used, or says that there are none.
//
// The cost is one search in a tree for each cell and factor, and for
// density and dosage one visit to each feature within the largest reach of each cell.
func NewDesign(cells []orb.Point, factors []Factor) (*Design, error) {
	if len(cells) == 0 {
		return nil, errors.New("no cells to model: take another area")
	}
	if len(factors) == 0 {
		return nil, errors.New("no factors to choose from: name at least one kind of feature")
	}
	if i := slices.IndexFunc(cells, nowhere); i >= 0 {
		return nil, fmt.Errorf("cells[%d] has no position: %v", i, cells[i])
	}
	d := &Design{cells: len(cells)}
	seen := map[string]bool{}
	for _, f := range factors {
		if err := f.check(); err != nil {
			return nil, err
		}
		if f.Near != nil && len(f.Near) != len(cells) {
			return nil, fmt.Errorf("factor %s: what is near is known of %d cells of %d", f.Name, len(f.Near), len(cells))
		}
		if seen[f.Name] {
			return nil, fmt.Errorf("two factors are named %s", f.Name)
		}
		seen[f.Name] = true
	}
	byName := func(f, g Factor) int { return cmp.Compare(f.Name, g.Name) }
	runs := newRuns(cells)
	for _, f := range slices.SortedFunc(slices.Values(factors), byName) {
		d.add(f, runs)
	}
	return d, nil
}

// Variables returns all variables, those left out of fits included.
func (d *Design) Variables() []Variable {
	v := make([]Variable, len(d.columns))
	for i, c := range d.columns {
		v[i] = c.Variable
	}
	return v
}

// Has reports whether a factor has variables in the design.
func (d *Design) Has(factor string) bool {
	return slices.ContainsFunc(d.columns, func(c column) bool { return c.Factor == factor })
}

// Protect takes some factors for ones that make places safer.
func (d *Design) Protect(factors []string) {
	for i := range d.columns {
		d.columns[i].Protective = slices.Contains(factors, d.columns[i].Factor)
	}
}

// add computes the columns of a factor, in the order of its reaches.
func (d *Design) add(f Factor, cells runs) {
	features := newTree(f.Features, f.Weights)
	distance := cells.distances(features, newShapeTree(f.Shapes), f.farthest())
	if f.Near != nil {
		distance = f.nearby(cells.cells, newShapeTree(f.Shapes))
	}
	influences := f.influences(features)
	density := map[Influence][][]float64{}
	for _, i := range influences {
		switch {
		case i == Proximity:
		case f.Near != nil:
			density[i] = f.crowding(i == Dosage)
		default:
			density[i] = cells.densities(features, f.Reaches, i == Dosage)
		}
	}
	reached := slices.Min(distance) <= f.farthest()
	if !reached {
		d.Unreached = append(d.Unreached, f.Name)
		d.warn("factor %s left out: none of its %d features lies within %g m of a cell", f.Name, len(f.Features)+len(f.Shapes), f.farthest())
	}
	for r, reach := range f.Reaches {
		for _, influence := range influences {
			c := column{Variable: Variable{f.Name, influence, reach, f.Protective}, leftOut: !reached}
			if influence == Proximity {
				c.on = newBitset(distance, func(metres float64) bool { return metres <= reach })
			} else {
				threshold := crowded(density[influence][r])
				c.on = newBitset(density[influence][r], func(v float64) bool { return v > 0 && v >= threshold })
			}
			d.append(c)
		}
	}
}

// crowded returns the least density that counts as high: the mean of all cells
// and two sample standard deviations.
func crowded(density []float64) float64 {
	if len(density) == 1 {
		return density[0]
	}
	mean, sd := stat.MeanStdDev(density, nil)
	return mean + 2*sd
}

// append adds a column, and leaves it out of fits if nothing can be learned
// from it.
func (d *Design) append(c column) {
	if !c.leftOut {
		c.leftOut = d.useless(c)
	}
	d.columns = append(d.columns, c)
}

func (d *Design) useless(c column) bool {
	switch c.on.count() {
	case 0:
		d.warn("%s left out: no cell is under its influence", c.Name())
		return true
	case d.cells:
		d.warn("%s left out: every cell is under its influence", c.Name())
		return true
	}
	for _, other := range d.columns {
		if !other.leftOut && other.Protective == c.Protective && slices.Equal(other.on, c.on) {
			d.warn("%s left out: it covers the same cells as %s", c.Name(), other.Name())
			return true
		}
	}
	return false
}

func (d *Design) warn(format string, args ...any) {
	d.Warnings = append(d.Warnings, fmt.Sprintf(format, args...))
}

// column returns the column of a variable.
func (d *Design) column(v Variable) (column, error) {
	for _, c := range d.columns {
		if c.Variable == v {
			return c, nil
		}
	}
	return column{}, fmt.Errorf("the design has no variable %s", v.Name())
}

// A bitset is a set of cells.
type bitset []uint64

func newBitset[T any](cells []T, in func(T) bool) bitset {
	b := make(bitset, (len(cells)+63)/64)
	for i, c := range cells {
		if in(c) {
			b[i/64] |= 1 << (i % 64)
		}
	}
	return b
}

// bit returns 1 if cell i is a member, and 0 if not.
func (b bitset) bit(i int) uint64 { return b[i/64] >> (i % 64) & 1 }

// without returns the members that are not among others.
func (b bitset) without(others bitset) bitset {
	rest := make(bitset, len(b))
	for w, word := range b {
		rest[w] = word &^ others[w]
	}
	return rest
}

func (b bitset) count() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// from yields the members from one on, in ascending order.
func (b bitset) from(first int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for w := first / 64; w < len(b); w++ {
			word := b[w]
			if w == first/64 {
				word &= ^uint64(0) << (first % 64)
			}
			for ; word != 0; word &= word - 1 {
				if !yield(w*64 + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

// all yields the members, in ascending order.
func (b bitset) all(yield func(int) bool) {
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			if !yield(w*64 + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}
