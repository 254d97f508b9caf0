package rtm

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
)

// An Influence is the way in which a factor's features reach out.
type Influence string

const (
	// Proximity puts a cell under the influence if a feature is at most the reach away.
	Proximity Influence = "proximity"
	// Density puts a cell under the influence if features crowd around it: their
	// kernel density (Epanechnikov, the reach as bandwidth) is at least the mean
	// of all cells and two standard deviations.
	Density Influence = "density"
	// Dosage is density in which features count by their weight: a pub's capacity,
	// a school's pupils.
	Dosage Influence = "dosage"
)

// Influences returns all influences.
func Influences() []Influence { return []Influence{Proximity, Density, Dosage} }

// A Factor is a kind of feature that may make places riskier, and what to try
// of it.
type Factor struct {
	Name       string
	Features   []orb.Point    // projected, metres
	Weights    []float64      // how much each of them counts by dosage, 0 or more; none where that is not tried
	Shapes     []orb.Geometry // lines and polygons, projected, metres: by proximity, to which all within a polygon is at 0 m
	Reaches    []float64      // metres, ascending; see [Ladder]
	Influences []Influence    // none: chosen by how far the features are apart, see [NewDesign]
	Protective bool           // it is thought to make places safer

	// Near has for each cell the features that are at most the farthest reach from it, where
	// that is measured along streets; nil: it is measured straight, as shapes always are.
	Near [][]Neighbour `json:"-"`
}

// A Neighbour is a feature near a cell.
type Neighbour struct {
	Feature int
	Metres  float64
}

// Ladder returns the reaches to try, in metres: every block up to the given
// number of blocks, or every half block. RTMDx suggests three, and four at most.
func Ladder(block float64, half bool, blocks int) []float64 {
	if half {
		block, blocks = block/2, blocks*2
	}
	var reaches []float64
	for i := range blocks {
		reaches = append(reaches, block*float64(i+1))
	}
	return reaches
}

// A Variable is one way in which a factor may matter: 1 in the cells under its
// influence and 0 elsewhere, or −1 and 0 if it is protective, so that in either
// case the coefficient is to be positive.
type Variable struct {
	Factor     string    `json:"factor"`
	Influence  Influence `json:"influence"`
	Reach      float64   `json:"reach"` // metres
	Protective bool      `json:"protective,omitempty"`
}

// Name returns the variable's short name, such as pub_p150 or pub_d300.
func (v Variable) Name() string {
	letter, ok := v.Influence.letter()
	if !ok {
		return v.Factor
	}
	return v.Factor + "_" + letter + strconv.FormatFloat(v.Reach, 'f', -1, 64)
}

// letter returns what stands for an influence in the name of a variable.
func (i Influence) letter() (string, bool) {
	switch i {
	case Proximity:
		return "p", true
	case Density:
		return "d", true
	case Dosage:
		return "w", true
	}
	return "", false
}

// influenceOf returns the influence that a letter stands for, or none.
func influenceOf(letter byte) Influence {
	for _, i := range Influences() {
		if l, _ := i.letter(); l[0] == letter {
			return i
		}
	}
	return ""
}

// sign is the variable's value in a cell under the influence.
func (v Variable) sign() float64 {
	if v.Protective {
		return -1
	}
	return 1
}

func (f Factor) check() error {
	if f.Name == "" {
		return errors.New("a factor has no name")
	}
	if len(f.Reaches) == 0 {
		return fmt.Errorf("factor %s has no reaches: give it a ladder in metres", f.Name)
	}
	last := 0.0
	for _, r := range f.Reaches {
		if !(r > last) || math.IsInf(r, 0) {
			return fmt.Errorf("factor %s: reaches %v must be above 0 metres and ascend", f.Name, f.Reaches)
		}
		last = r
	}
	for _, i := range f.Influences {
		if _, ok := i.letter(); !ok {
			return fmt.Errorf("factor %s: no influence %q; there are %s, %s and %s", f.Name, i, Proximity, Density, Dosage)
		}
		if i != Proximity && len(f.Shapes) > 0 {
			return fmt.Errorf("factor %s: lines and polygons have no %s: try them by %s", f.Name, i, Proximity)
		}
		if i == Dosage && f.Weights == nil {
			return fmt.Errorf("factor %s: %s takes the weight of each feature", f.Name, i)
		}
	}
	if f.Weights != nil && len(f.Weights) != len(f.Features) {
		return fmt.Errorf("factor %s: %d weights of %d features", f.Name, len(f.Weights), len(f.Features))
	}
	if i := slices.IndexFunc(f.Weights, func(w float64) bool { return !(w >= 0) || math.IsInf(w, 0) }); i >= 0 {
		return fmt.Errorf("factor %s: weights[%d] is %g: a weight is 0 or more", f.Name, i, f.Weights[i])
	}
	for i, g := range f.Shapes {
		if err := checkShape(g); err != nil {
			return fmt.Errorf("factor %s: shapes[%d] %w", f.Name, i, err)
		}
	}
	if i := slices.IndexFunc(f.Features, nowhere); i >= 0 {
		return fmt.Errorf("factor %s: features[%d] has no position: %v", f.Name, i, f.Features[i])
	}
	return nil
}

func nowhere(p orb.Point) bool {
	sum := p[0] + p[1]
	return math.IsNaN(sum) || math.IsInf(sum, 0)
}

func (f Factor) farthest() float64 { return f.Reaches[len(f.Reaches)-1] }

// influences returns those asked for, or the one that RTMDx's rule of thumb
// picks: density if the features are clustered, that is if the mean distance
// from one to the next is within the largest reach, and proximity otherwise.
func (f Factor) influences(features tree) []Influence {
	if len(f.Influences) > 0 {
		return f.Influences
	}
	if len(f.Shapes) > 0 {
		return []Influence{Proximity}
	}
	sum := 0.0
	for i := range features {
		sum += math.Sqrt(features.nearest(features[i].at, 0, math.Inf(1), &features[i]))
	}
	if sum <= f.farthest()*float64(len(features)) {
		return []Influence{Density}
	}
	return []Influence{Proximity}
}

// distances returns how far each cell is from the closest feature, in metres; +Inf where
// none is so many metres away or nearer.
func (r runs) distances(features tree, shapes shapeTree, farthest float64) []float64 {
	d := make([]float64, len(r.cells))
	for i := range d {
		d[i] = math.Inf(1)
	}
	beyond := math.Nextafter(farthest*farthest, math.Inf(1))
	for i := range r.reached(features, farthest) {
		if squared := features.nearest(r.cells[i], 0, beyond, nil); squared < beyond {
			d[i] = math.Sqrt(squared)
		}
	}
	if len(shapes) == 0 {
		return d
	}
	for i, c := range r.cells {
		if squared := shapes.nearest(c, min(beyond, d[i]*d[i])); squared < beyond {
			d[i] = min(d[i], math.Sqrt(squared))
		}
	}
	return d
}

// runs are cells cut into runs. In a lattice, the cells of a run lie near one another.
type runs struct {
	cells  []orb.Point
	bounds []orb.Bound // of each run
}

// runLength is how many cells a run has.
const runLength = 32

func newRuns(cells []orb.Point) runs {
	r := runs{cells: cells}
	for run := range slices.Chunk(cells, runLength) {
		r.bounds = append(r.bounds, orb.MultiPoint(run).Bound())
	}
	return r
}

// reached yields the cells that a feature may be so many metres away from or nearer. Most
// runs have no feature near.
func (r runs) reached(features tree, metres float64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for k, bound := range r.bounds {
			if !features.meets(bound.Pad(metres), 0) {
				continue
			}
			for i := k * runLength; i < min((k+1)*runLength, len(r.cells)); i++ {
				if !yield(i) {
					return
				}
			}
		}
	}
}

// nearby returns how far each cell is from the closest feature, by their neighbours, or
// from the closest shape, in metres; +Inf where none of either is near.
func (f Factor) nearby(cells []orb.Point, shapes shapeTree) []float64 {
	d := make([]float64, len(cells))
	for i, c := range cells {
		closest := math.Inf(1)
		for _, n := range f.Near[i] {
			closest = min(closest, n.Metres)
		}
		d[i] = math.Sqrt(shapes.nearest(c, closest*closest))
	}
	return d
}

// crowding returns what densities does, by the neighbours of cells.
func (f Factor) crowding(weighted bool) [][]float64 {
	density := make([][]float64, len(f.Reaches))
	for r, reach := range f.Reaches {
		density[r] = make([]float64, len(f.Near))
		for i, near := range f.Near {
			for _, n := range near {
				weight := 1.0
				if weighted {
					weight = f.Weights[n.Feature]
				}
				if h2 := reach * reach; n.Metres < reach {
					density[r][i] += weight * 2 / (math.Pi * h2) * (1 - n.Metres*n.Metres/h2)
				}
			}
		}
	}
	return density
}

// densities returns the kernel density of the features in each cell, in
// features per square metre, for each reach: Σ w·2/(πh²)·(1−d²/h²), where w is 1
// or, if so wanted, the weight of the feature.
func (r runs) densities(features tree, reaches []float64, weighted bool) [][]float64 {
	density := make([][]float64, len(reaches))
	for k := range reaches {
		density[k] = make([]float64, len(r.cells))
	}
	farthest := reaches[len(reaches)-1]
	for i := range r.reached(features, farthest) {
		features.within(r.cells[i], 0, farthest, func(squared, weight float64) {
			if !weighted {
				weight = 1
			}
			for k := len(reaches) - 1; k >= 0; k-- {
				h2 := reaches[k] * reaches[k]
				if squared >= h2 {
					break
				}
				density[k][i] += weight * 2 / (math.Pi * h2) * (1 - squared/h2)
			}
		})
	}
	return density
}
