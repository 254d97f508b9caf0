package orienteering

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A model is an instance made ready for search. It does not change.
type model struct {
	*Instance
	likeness
	mean     float64   // prize of an option
	must     []float64 // by group: what its first option adds where there must be one, and 0 elsewhere
	members  [][]int   // by group: its options, highest prize first
	flat     bool      // every group has one option
	windows  bool      // some option cannot be made at any time
	pairs    bool      // some option is made by two units at once
	timeless bool      // no time of day matters: where a stop fits depends on how long a route is alone
	back     [][][]int // by unit: travel to each place from each
	least    int       // shortest dwell of an option
	hash     []uint64  // by option: random
}

func newModel(in *Instance) *model {
	m := &model{Instance: in, must: make([]float64, len(in.Groups)), members: make([][]int, len(in.Groups)), flat: true}
	sum := 1.0
	for _, o := range in.Options {
		sum += o.Prize
	}
	m.mean = (sum - 1) / float64(max(1, len(in.Options)))
	if m.mean == 0 {
		m.mean = 1
	}
	random := rand.New(rand.NewPCG(1, 2))
	opens, closes := in.Units[0].Open, in.Units[0].Close
	for _, u := range in.Units {
		opens, closes = min(opens, u.Open), max(closes, u.Close)
	}
	m.least = math.MaxInt
	for j, o := range in.Options {
		m.least = min(m.least, o.Dwell)
		m.windows = m.windows || o.Open > opens || o.Close+o.Dwell < closes
		m.pairs = m.pairs || o.With > 0
		m.members[o.Group] = append(m.members[o.Group], j)
		m.hash = append(m.hash, random.Uint64())
	}
	m.timeless = !m.windows && !slices.ContainsFunc(in.Units, func(u Unit) bool {
		return u.Open != opens || u.Limit > u.Close-u.Open
	})
	for g, members := range m.members {
		if in.Groups[g].Must {
			m.must[g] = sum // more than all prizes together
		}
		slices.SortStableFunc(members, func(a, b int) int { return cmp.Compare(in.Options[b].Prize, in.Options[a].Prize) })
		m.flat = m.flat && len(members) < 2
	}
	m.transpose()
	m.likeness = newLikeness(m)
	return m
}

// transpose turns each unit's travel round, once for units that share it.
func (m *model) transpose() {
	for k, u := range m.Units {
		if same := slices.IndexFunc(m.Units[:k], func(v Unit) bool { return &v.Travel[0] == &u.Travel[0] }); same >= 0 {
			m.back = append(m.back, m.back[same])
			continue
		}
		back := make([][]int, len(u.Travel))
		for i := range back {
			back[i] = make([]int, len(u.Travel))
			for j := range back[i] {
				back[i][j] = u.Travel[j][i]
			}
		}
		if slices.EqualFunc(back, u.Travel, slices.Equal) {
			back = u.Travel // one matrix is sooner at hand than two
		}
		m.back = append(m.back, back)
	}
}

// may reports whether a unit can make an option.
func (m *model) may(k, j int) bool {
	units := m.Options[j].Units
	return units == nil || units[k]
}
