package hotspot

import (
	"errors"
	"math"
	"slices"
)

// A Quadrant says how a place and its neighbours lie to the mean of all.
type Quadrant string

// The quadrants of Moran's scatter plot: the place first, then its neighbours.
const (
	HighHigh Quadrant = "High-High"
	HighLow  Quadrant = "High-Low"
	LowHigh  Quadrant = "Low-High"
	LowLow   Quadrant = "Low-Low"
)

// A Moran is the local Moran statistic of one place, under conditional
// randomisation (the value of the place stays, the others are dealt anew) and
// under total randomisation (all are dealt anew).
type Moran struct {
	I           float64 // above 0: like its neighbours; below 0: unlike them
	Quadrant    Quadrant
	Conditional Moments
	Total       Moments
	OK          bool // false: no neighbours, and all else is 0 and 1
}

// Moments are what a statistic has on the mean over all arrangements of the
// values, and how far one is from it.
type Moments struct {
	Mean, Variance float64
	Local
}

// Morans are the local Moran statistics of some places. They keep what these are worked
// out from.
type Morans struct {
	y                  deviations
	n                  Neighbours
	kurtosis           float64
	conditional, total adjustment
}

// LocalMoran returns Anselin's local Moran statistic of each place (1995, doi
// 10.1111/j.1538-4632.1995.tb00338.x), its neighbours weighing 1 together; with
// the moments of Sokal, Oden & Thomson (1998, doi 10.1111/j.1538-4632.1998.tb00406.x).
// It takes three places or more. The cost is that of the neighbours, and of sorting the
// probabilities.
func LocalMoran(x []float64, n Neighbours) (Morans, error) {
	y, err := standardised(x, n)
	if err != nil {
		return Morans{}, err
	}
	if len(x) < 3 {
		return Morans{}, errors.New("local Moran takes three places or more")
	}
	m := Morans{y: y, n: n}
	for _, v := range y.values {
		m.kurtosis += v * v * v * v
	}
	m.kurtosis = m.kurtosis / float64(len(x)) / (y.variance * y.variance)
	m.conditional = m.adjusted(func(m Moran) Local { return m.Conditional.Local })
	m.total = m.adjusted(func(m Moran) Local { return m.Total.Local })
	return m, nil
}

// adjusted adjusts the probabilities of one of the statistics over all places.
func (m Morans) adjusted(of func(Moran) Local) adjustment {
	p := make([]float64, 0, len(m.y.values))
	for i := range m.y.values {
		if l := of(m.plain(i)); l.OK {
			p = append(p, l.P)
		}
	}
	return adjust(p, len(p))
}

// Of returns the statistic of place i. The cost is that of its neighbours.
func (m Morans) Of(i int) Moran {
	one := m.plain(i)
	if l := &one.Conditional.Local; l.OK {
		l.Q = m.conditional.of(l.P)
	}
	if l := &one.Total.Local; l.OK {
		l.Q = m.total.of(l.P)
	}
	return one
}

// plain returns the statistic of place i, its probabilities not adjusted.
func (m Morans) plain(i int) Moran {
	v, count, m2 := m.y.values[i], float64(len(m.y.values)), m.y.variance
	sum, weights, squares := m.n.sums(m.y.values, i)
	if weights == 0 {
		return Moran{Conditional: Moments{Local: none()}, Total: Moments{Local: none()}}
	}
	lag, share := sum/weights, squares/(weights*weights)
	one := Moran{I: v / m2 * lag, Quadrant: quadrant(v, lag), OK: true}
	one.Conditional.Mean = -v * v / (m2 * (count - 1))
	one.Conditional.Variance = v * v / (m2 * m2) * count / (count - 2) * (share - 1/(count-1)) * (m2 - v*v/(count-1))
	one.Total.Mean = -1 / (count - 1)
	one.Total.Variance = (count-m.kurtosis)/(count-1)*share + (2*m.kurtosis-count)/((count-1)*(count-2))*(1-share) - 1/((count-1)*(count-1))
	one.Conditional.Local = one.Conditional.of(one.I)
	one.Total.Local = one.Total.of(one.I)
	return one
}

// of returns how far a value is from what is expected: no result where nothing
// varies.
func (m Moments) of(value float64) Local {
	if !(m.Variance > negligible*negligible) {
		return none()
	}
	z := (value - m.Mean) / math.Sqrt(m.Variance)
	return Local{Z: z, P: twoSided(z), Q: 1, OK: true}
}

func quadrant(own, lag float64) Quadrant {
	switch {
	case own > 0 && lag > 0:
		return HighHigh
	case own > 0:
		return HighLow
	case lag > 0:
		return LowHigh
	}
	return LowLow
}

// A Global says of all places at once whether like lies beside like.
type Global struct {
	Value    float64 `json:"value"`
	Mean     float64 `json:"mean"` // by chance
	Variance float64 `json:"variance"`
	Z        float64 `json:"z"`
	P        float64 `json:"p"` // one-sided, 0 to 1: of as much or more by chance
}

// GlobalMoran returns Moran's I with the moments under randomisation (Cliff & Ord
// 1981), the neighbours of each place weighing 1 together. It takes four places or
// more, some with neighbours.
func GlobalMoran(x []float64, n Neighbours) (Global, error) {
	y, err := standardised(x, n)
	if err != nil {
		return Global{}, err
	}
	if len(x) < 4 || len(n.to) == 0 {
		return Global{}, errors.New("global Moran takes four places or more, and some with neighbours")
	}
	into := make([]float64, len(x)) // weights of the columns
	var s0, s1, s2, products, m4 float64
	for i := range x {
		_, weights, _ := n.sums(y.values, i)
		m4 += math.Pow(y.values[i], 4)
		if weights == 0 {
			continue
		}
		s0++
		back := 0.0 // weights of each entry and its reverse
		for at := n.first[i]; at < n.first[i+1]; at++ {
			j := int(n.to[at])
			w := n.weight(at) / weights
			into[j] += w
			back += w * w
			products += w * y.values[i] * y.values[j]
			if r, ok := n.find(j, i); ok {
				_, sum, _ := n.sums(y.values, j)
				back += w * n.weight(r) / sum
			}
		}
		s1 += back // (w+w')²/2 over ordered pairs is w² + w·w'
	}
	for i := range x {
		own := 0.0
		if len(n.Of(i)) > 0 {
			own = 1
		}
		s2 += (own + into[i]) * (own + into[i])
	}
	all := float64(len(x))
	kurtosis := m4 / all / (y.variance * y.variance)
	g := Global{Value: products / s0 / y.variance, Mean: -1 / (all - 1)}
	g.Variance = (all*((all*all-3*all+3)*s1-all*s2+3*s0*s0)-kurtosis*(all*(all-1)*s1-2*all*s2+6*s0*s0))/
		((all-1)*(all-2)*(all-3)*s0*s0) - g.Mean*g.Mean
	return g.significance()
}

// GlobalG returns Getis and Ord's general G (1992, doi
// 10.1111/j.1538-4632.1992.tb00261.x), which tells high among high from low among
// low. It is for values of 0 and above, four places or more, some with neighbours.
func GlobalG(x []float64, n Neighbours) (Global, error) {
	if _, err := standardised(x, n); err != nil {
		return Global{}, err
	}
	if len(x) < 4 || len(n.to) == 0 {
		return Global{}, errors.New("general G takes four places or more, and some with neighbours")
	}
	var m [5]float64 // sums of powers
	largest := 0.0
	for _, v := range x {
		largest = max(largest, v)
	}
	for _, v := range x {
		if v < 0 {
			return Global{}, errors.New("general G is for values of 0 and above")
		}
		p := 1.0
		for k := range m {
			m[k] += p
			p *= v / largest
		}
	}
	into := make([]float64, len(x))
	var s0, s1, s2, products float64
	for i := range x {
		sum, weights, squares := n.sums(x, i)
		s0 += weights
		s1 += squares
		products += x[i] / largest * (sum / largest)
		for at := n.first[i]; at < n.first[i+1]; at++ {
			j := int(n.to[at])
			into[j] += n.weight(at)
			if r, ok := n.find(j, i); ok {
				s1 += n.weight(at) * n.weight(r)
			}
		}
	}
	for i := range x {
		_, weights, _ := n.sums(x, i)
		s2 += (weights + into[i]) * (weights + into[i])
	}
	all := m[0]
	pairs := m[1]*m[1] - m[2]
	g := Global{Value: products / pairs, Mean: s0 / (all * (all - 1))}
	b0 := (all*all-3*all+3)*s1 - all*s2 + 3*s0*s0
	b1 := -((all*all-all)*s1 - 2*all*s2 + 6*s0*s0)
	b2 := -(2*all*s1 - (all+3)*s2 + 6*s0*s0)
	b3 := 4*(all-1)*s1 - 2*(all+1)*s2 + 8*s0*s0
	b4 := s1 - s2 + s0*s0
	square := b0*m[2]*m[2] + b1*m[4] + b2*m[1]*m[1]*m[2] + b3*m[1]*m[3] + b4*m[1]*m[1]*m[1]*m[1]
	g.Variance = square/(pairs*pairs*all*(all-1)*(all-2)*(all-3)) - g.Mean*g.Mean
	return g.significance()
}

// significance sets Z and P; where nothing can vary there are none.
func (g Global) significance() (Global, error) {
	if !(g.Variance > 0) || !finite(g.Value) {
		return Global{}, errors.New("these values can be arranged in one way alone: no statistic of all places")
	}
	g.Z = (g.Value - g.Mean) / math.Sqrt(g.Variance)
	g.P = math.Erfc(g.Z/math.Sqrt2) / 2
	return g, nil
}

// weight returns the weight of an entry.
func (n Neighbours) weight(at int32) float64 {
	if n.weights == nil {
		return 1
	}
	return n.weights[at]
}

// find returns the entry of place i that is for j.
func (n Neighbours) find(i, j int) (at int32, ok bool) {
	row := n.Of(i)
	k, ok := slices.BinarySearch(row, int32(j))
	return n.first[i] + int32(k), ok
}
