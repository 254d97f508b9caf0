package rtm

import (
	"math"
	"math/bits"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// A group is some variables that follow one another, and the combinations of them that
// occur: of the variables of a factor, whose reaches lie within one another, they are few.
type group struct {
	first int      // variable
	size  int      // variables
	sets  []uint16 // combination → a bit for each variable that is not 0
	of    []uint16 // row → its combination
}

// newGroups returns the variables of a sample in groups of at most sixteen, parted
// between factors where they can be.
func (s *sample) newGroups() []group {
	const most, enough = 16, 8
	var groups []group
	for j := 0; j < len(s.columns); {
		g := group{first: j, of: make([]uint16, s.rows)}
		for j < len(s.columns) && g.size < most && (g.size < enough || s.columns[j].Factor == s.columns[j-1].Factor) {
			for i := range s.columns[j].on.all {
				g.of[s.row[i]] |= 1 << g.size
			}
			j++
			g.size++
		}
		known := map[uint16]uint16{}
		for r, set := range g.of {
			k, seen := known[set]
			if !seen {
				k = uint16(len(g.sets))
				known[set], g.sets = k, append(g.sets, set)
			}
			g.of[r] = k
		}
		groups = append(groups, g)
	}
	return groups
}

// predict returns the expected events of each row. The effect of a group of variables is
// that of a combination of them.
func (m net) predict(b coefficients) []float64 {
	mu := make([]float64, len(m.exposure))
	m.predictInto(mu, b)
	return mu
}

func (m net) predictInto(mu []float64, b coefficients) {
	base := math.Exp(b[0])
	for r, e := range m.exposure {
		mu[r] = e * base
	}
	for _, g := range m.groups {
		var single [16]float64 // of each variable
		for k, x := range b[1+g.first:][:g.size] {
			if single[k] = 1; x != 0 {
				single[k] = math.Exp(m.value[g.first+k] * x)
			}
		}
		times := make([]float64, len(g.sets))
		for k, set := range g.sets {
			times[k] = 1
			for ; set != 0; set &= set - 1 {
				times[k] *= single[bits.TrailingZeros16(set)]
			}
		}
		for r, k := range g.of {
			mu[r] *= times[k]
		}
	}
}

// gradient returns the derivatives of the log-likelihood over n at expected
// events mu, which are first summed by the combinations of each group of variables.
func (m net) gradient(mu []float64) []float64 {
	g := slices.Clone(m.events)
	g[0] -= floats.Sum(mu)
	for _, group := range m.groups {
		sums := make([]float64, len(group.sets))
		for r, k := range group.of {
			sums[k] += mu[r]
		}
		for k, set := range group.sets {
			for ; set != 0; set &= set - 1 {
				j := group.first + bits.TrailingZeros16(set)
				g[1+j] -= m.value[j] * sums[k]
			}
		}
	}
	floats.Scale(1/m.cells, g)
	return g
}

// hessian returns the second derivatives over n in the intercept and in some variables.
// Expected events are first summed by the 256 combinations of two groups of four variables.
func (m net) hessian(mu []float64, of []int) [][]float64 {
	h := make([][]float64, 1+len(of))
	for i := range h {
		h[i] = make([]float64, len(h))
	}
	set := func(i, j int, x float64) { h[i][j], h[j][i] = x/m.cells, x/m.cells }
	set(0, 0, floats.Sum(mu))
	codes := m.fours(of)
	for k, left := range codes {
		for l, right := range codes[:k+1] {
			var sums [256]float64
			for r, x := range mu {
				sums[left[r]<<4|right[r]] += x
			}
			for i := 4 * k; i < min(4*k+4, len(of)); i++ {
				for j := 4 * l; j < min(4*l+4, i+1); j++ {
					sum, bits := 0.0, 16<<(i%4)|1<<(j%4)
					for code := bits; code < len(sums); code = (code + 1) | bits {
						sum += sums[code]
					}
					set(1+i, 1+j, m.value[of[i]]*m.value[of[j]]*sum)
					if i == j {
						set(0, 1+j, m.value[of[j]]*sum)
					}
				}
			}
		}
	}
	return h
}

// fours returns for each four of some variables, ascending, and each row a bit for each of
// the four that is not 0.
func (m net) fours(of []int) [][]uint8 {
	codes := make([][]uint8, (len(of)+3)/4)
	for k := range codes {
		codes[k] = make([]uint8, len(m.exposure))
	}
	for _, g := range m.groups {
		bit := make([]uint8, len(g.sets))
		for k, j := range of {
			if j < g.first || j >= g.first+g.size {
				continue
			}
			for c, set := range g.sets {
				bit[c] = uint8(set >> (j - g.first) & 1 << (k % 4))
			}
			to := codes[k/4]
			for r, c := range g.of {
				to[r] |= bit[c]
			}
		}
	}
	return codes
}
