package hotspot_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/geo"
	"beatplan/hotspot"
)

// every returns what there is of each of so many places.
func every[T any](places int, of func(i int) T) []T {
	all := make([]T, places)
	for i := range all {
		all[i] = of(i)
	}
	return all
}

func giStar(t require, x []float64, n hotspot.Neighbours) []hotspot.Local {
	t.Helper()
	r, err := hotspot.GiStar(x, n)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return every(len(x), r.Of)
}

func gi(t require, x []float64, n hotspot.Neighbours) []hotspot.Local {
	t.Helper()
	r, err := hotspot.Gi(x, n)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return every(len(x), r.Of)
}

func latticeNeighbours(t require, l geo.Lattice) hotspot.Neighbours {
	t.Helper()
	n, err := hotspot.LatticeNeighbours(l)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return n
}

func zOf(l hotspot.Local) float64 { return l.Z }
func pOf(l hotspot.Local) float64 { return l.P }
func qOf(l hotspot.Local) float64 { return l.Q }

// spdep's localG and localmoran on the robberies of Memphis.
func TestGoldenGiStarAndMoran(t *testing.T) {
	t.Parallel()
	m := memphisLattice(t)
	want := goldenTable(t, "hotspot/gistar_moran_h3r8.csv")
	near6(t, "gi_n", each(gi(t, m.counts, m.neighbours), zOf), want.numbers(t, "gi_n"))
	counts := giStar(t, m.counts, m.neighbours)
	near6(t, "gistar_n", each(counts, zOf), want.numbers(t, "gistar_n"))
	near6(t, "gistar_harm", each(giStar(t, m.harm, m.neighbours), zOf), want.numbers(t, "gistar_harm"))
	near6(t, "p_n", each(counts, pOf), want.numbers(t, "p_n"))
	near6(t, "p_bh", each(counts, qOf), want.numbers(t, "p_bh"))
	near6(t, "p_bh, by itself", hotspot.BenjaminiHochberg(want.numbers(t, "p_n")), want.numbers(t, "p_bh"))

	local, err := hotspot.LocalMoran(m.counts, m.neighbours)
	if err != nil {
		t.Fatal(err)
	}
	moran := every(len(m.counts), local.Of)
	for name, of := range map[string]func(hotspot.Moran) float64{
		"Ii":         func(m hotspot.Moran) float64 { return m.I },
		"EI_total":   func(m hotspot.Moran) float64 { return m.Total.Mean },
		"VarI_total": func(m hotspot.Moran) float64 { return m.Total.Variance },
		"ZI_total":   func(m hotspot.Moran) float64 { return m.Total.Z },
		"pI_total":   func(m hotspot.Moran) float64 { return m.Total.P },
		"EI_cond":    func(m hotspot.Moran) float64 { return m.Conditional.Mean },
		"VarI_cond":  func(m hotspot.Moran) float64 { return m.Conditional.Variance },
		"ZI_cond":    func(m hotspot.Moran) float64 { return m.Conditional.Z },
		"pI_cond":    func(m hotspot.Moran) float64 { return m.Conditional.P },
	} {
		near6(t, name, each(moran, of), want.numbers(t, name))
	}
	for i, q := range want["quadr"] {
		if string(moran[i].Quadrant) != q {
			t.Errorf("cell %d is %s, want %s", i, moran[i].Quadrant, q)
		}
	}

	// What we must not print: adjustments by a cell's own neighbours, and the z of
	// esda's default weights.
	if other := want.numbers(t, "p_adjSP_bh"); slices.Equal(each(counts, qOf), other) {
		t.Error("the adjustment by neighbours is the one over the map")
	}
	if other := want.numbers(t, "esda_R_Zs"); math.Abs(other[0]-counts[0].Z) < 1e-3 {
		t.Error("z is that of weights that add up to 1")
	}
}

func TestGoldenGlobalStatistics(t *testing.T) {
	t.Parallel()
	var want struct {
		N      int
		Moran  struct{ I, EI, VarI, Z, P float64 } `json:"-"`
		Global struct {
			I    float64 `json:"I"`
			EI   float64 `json:"EI"`
			VarI float64 `json:"VarI"`
			Z    float64 `json:"z"`
			P    float64 `json:"p_greater"`
		} `json:"global_moran"`
		G struct {
			G    float64     `json:"G"`
			EG   float64     `json:"EG"`
			VarG float64     `json:"VarG"`
			Z    [][]float64 `json:"z"`
		} `json:"globalG"`
		Counts struct {
			Raw int `json:"raw_p05"`
			BH  int `json:"bh05"`
		}
		Tiny struct {
			Points []orb.Point
			Y      []float64
			Gi     []float64 `json:"gi"`
			GiStar []float64 `json:"gistar"`
			EsdaR  []float64 `json:"esda_doc_R_gistar"`
		}
	}
	goldenJSON(t, "hotspot/local_stats_summary.json", &want)
	m := memphisLattice(t)
	g, err := hotspot.GlobalMoran(m.counts, m.neighbours)
	if err != nil {
		t.Fatal(err)
	}
	w := want.Global
	near6(t, "Moran's I", []float64{g.Value, g.Mean, g.Variance, g.Z, g.P}, []float64{w.I, w.EI, w.VarI, w.Z, w.P})
	if math.Abs(g.P/w.P-1) > 1e-6 {
		t.Errorf("Moran's p is %g, want %g", g.P, w.P)
	}
	if g, err = hotspot.GlobalG(m.counts, m.neighbours); err != nil {
		t.Fatal(err)
	}
	near6(t, "general G", []float64{g.Value, g.Mean, g.Z}, []float64{want.G.G, want.G.EG, want.G.Z[0][0]})
	if math.Abs(g.Variance/want.G.VarG-1) > 1e-6 {
		t.Errorf("the variance of G is %g, want %g", g.Variance, want.G.VarG)
	}
	raw, bh := 0, 0
	for _, l := range giStar(t, m.counts, m.neighbours) {
		if l.Z > 0 && l.P <= 0.05 {
			raw++
		}
		if l.Sign(0.05) > 0 {
			bh++
		}
	}
	if raw != want.Counts.Raw || bh != want.Counts.BH || len(m.counts) != want.N {
		t.Errorf("%d hot cells, %d after adjustment, of %d; want %+v of %d", raw, bh, len(m.counts), want.Counts, want.N)
	}

	// The worked example of esda's documentation.
	tiny, err := hotspot.NeighboursWithin(want.Tiny.Points, 15)
	if err != nil {
		t.Fatal(err)
	}
	near6(t, "tiny gi", each(gi(t, want.Tiny.Y, tiny), zOf), want.Tiny.Gi)
	star := each(giStar(t, want.Tiny.Y, tiny), zOf)
	near6(t, "tiny gistar", star, want.Tiny.GiStar)
	if math.Abs(star[2]-want.Tiny.EsdaR[2]) < 0.1 {
		t.Error("z is that of weights that add up to 1")
	}
}

// More empty cells around the same offences, more significant ones.
func TestGoldenLatticeSensitivity(t *testing.T) {
	t.Parallel()
	type sensitivity struct {
		Cells  int
		Mean   float64
		MaxZ   float64 `json:"max_z"`
		HotRaw int     `json:"hot_raw05"`
		HotBH  int     `json:"hot_bh05"`
		ColdBH int     `json:"cold_bh05"`
	}
	var want map[string]sensitivity
	goldenJSON(t, "hotspot/lattice_sensitivity.json", &want)
	m := memphisLattice(t)
	counts := map[string]float64{}
	var cells []string
	for i, name := range m.table["cell"] {
		if m.counts[i] > 0 {
			counts[name] = m.counts[i]
			cells = append(cells, name)
		}
	}
	l := h3Lattice(t, cells)
	for _, name := range []string{"occupied_only", "plus_ring1", "plus_ring2"} {
		x := make([]float64, len(l.Cells))
		got := sensitivity{Cells: len(l.Cells)}
		for i, c := range l.Cells {
			x[i] = counts[c.String()]
			got.Mean += x[i] / float64(len(x))
		}
		for _, local := range giStar(t, x, latticeNeighbours(t, l)) {
			got.MaxZ = max(got.MaxZ, local.Z)
			if local.Z > 0 && local.P <= 0.05 {
				got.HotRaw++
			}
			switch local.Sign(0.05) {
			case 1:
				got.HotBH++
			case -1:
				got.ColdBH++
			}
		}
		near6(t, name, []float64{got.Mean, got.MaxZ}, []float64{want[name].Mean, want[name].MaxZ})
		got.Mean, got.MaxZ = want[name].Mean, want[name].MaxZ
		if got != want[name] {
			t.Errorf("%s: %+v, want %+v", name, got, want[name])
		}
		l = ringed(t, l)
	}
}

// ringed returns a lattice with the cells around it.
func ringed(t *testing.T, l geo.Lattice) geo.Lattice {
	t.Helper()
	parts := []geo.Lattice{l}
	for _, c := range l.Cells {
		disk, err := c.GridDisk(1)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, geo.Lattice{Resolution: l.Resolution, Cells: disk})
	}
	all, err := geo.Union(parts)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// counts draws a sparse map that is not all alike.
func drawCounts(t *rapid.T, n int) []float64 {
	x := make([]float64, n)
	for range rapid.IntRange(1, 40).Draw(t, "cells with offences") {
		x[rapid.IntRange(0, n-1).Draw(t, "cell")] += float64(rapid.IntRange(1, 9).Draw(t, "offences"))
	}
	if slices.Min(x) == slices.Max(x) {
		x[0]++
	}
	return x
}

// The statistic does not know the order of the cells, nor the unit of the values.
func TestGiStarKnowsNeitherOrderNorUnit(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 5)
	n := latticeNeighbours(t, l)
	rapid.Check(t, func(t *rapid.T) {
		x := drawCounts(t, len(l.Cells))
		want := giStar(t, x, n)
		scale := rapid.Float64Range(1e-6, 1e6).Draw(t, "unit")
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Perm(len(x))
		place := make([]int, len(x)) // of each cell in the new order
		for to, from := range order {
			place[from] = to
		}
		moved, lists := make([]float64, len(x)), make([][]int, len(x))
		for to, from := range order {
			moved[to] = scale * x[from]
			for _, j := range n.Of(from) {
				lists[to] = append(lists[to], place[j])
			}
		}
		shuffled, err := hotspot.NewNeighbours(lists, nil)
		if err != nil {
			t.Fatalf("%v", err)
		}
		got := giStar(t, moved, shuffled)
		for to, from := range order {
			if math.Abs(got[to].Z-want[from].Z) > 1e-9 || math.Abs(got[to].Q-want[from].Q) > 1e-9 {
				t.Fatalf("cell %d has %+v, and moved and in another unit %+v", from, want[from], got[to])
			}
		}
	})
}

// A weight of 1 is no weight, and a common factor is none either for Gi.
func TestGiTakesWeights(t *testing.T) {
	t.Parallel()
	lists := [][]int{{1}, {0, 2}, {1, 3}, {2}}
	x := []float64{4, 1, 0, 2}
	plain, err1 := hotspot.NewNeighbours(lists, nil)
	twos, err2 := hotspot.NewNeighbours(lists, [][]float64{{2}, {2, 2}, {2, 2}, {2}})
	mixed, err3 := hotspot.NewNeighbours(lists, [][]float64{{1}, {3, 1}, {1, 1}, {1}})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	near6(t, "gi with weights of 2", each(gi(t, x, twos), zOf), each(gi(t, x, plain), zOf))
	// Of place 1: W = 4, S1 = 10; the others are 4, 0, 2 with mean 2 and variance 8/3.
	want := (3*4 + 0 - 4*2) / math.Sqrt(8./3*(3*10-16)/2)
	near6(t, "gi of place 1", []float64{gi(t, x, mixed)[1].Z}, []float64{want})
}

func TestHarmMapIsNotTheCountMap(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 3)
	n := latticeNeighbours(t, l)
	counts, harm := make([]float64, len(l.Cells)), make([]float64, len(l.Cells))
	counts[0], harm[0] = 9, 9                               // nine thefts
	counts[len(counts)-1], harm[len(harm)-1] = 1, 9*365+1.0 // and one grave offence elsewhere
	byCount, byHarm := giStar(t, counts, n), giStar(t, harm, n)
	hottest := func(all []hotspot.Local) int {
		z := each(all, zOf)
		return slices.Index(z, slices.Max(z))
	}
	if hottest(byCount) == hottest(byHarm) {
		t.Errorf("the hottest cell is %d by count and by harm", hottest(byHarm))
	}
}

func TestNoResultIsNoNumber(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 2)
	n := latticeNeighbours(t, l)
	one := geo.Lattice{Resolution: 10, Cells: l.Cells[:1]}
	for name, tt := range map[string]struct {
		x []float64
		n hotspot.Neighbours
	}{
		"nothing":            {make([]float64, len(l.Cells)), n},
		"all alike":          {slices.Repeat([]float64{0.1}, len(l.Cells)), n},
		"one cell":           {[]float64{5}, latticeNeighbours(t, one)},
		"no cell":            {nil, hotspot.Neighbours{}},
		"alike but rounding": {append(slices.Repeat([]float64{0.3}, len(l.Cells)-1), 0.1+0.2), n},
	} {
		for method, f := range map[string]func([]float64, hotspot.Neighbours) (hotspot.Locals, error){"Gi*": hotspot.GiStar, "Gi": hotspot.Gi} {
			if _, err := f(tt.x, tt.n); !errors.Is(err, hotspot.ErrAlike) {
				t.Errorf("%s of %s: %v", method, name, err)
			}
		}
		if _, err := hotspot.LocalMoran(tt.x, tt.n); !errors.Is(err, hotspot.ErrAlike) {
			t.Errorf("local Moran of %s: %v", name, err)
		}
	}
	// One value among zeros: for its own cell all others are alike.
	x := make([]float64, len(l.Cells))
	x[3] = 7
	none := hotspot.Local{P: 1, Q: 1}
	if r := gi(t, x, n); r[3] != none || !r[4].OK {
		t.Errorf("the cell itself has %+v, another %+v", r[3], r[4])
	}
	// Two cells that touch: each and its neighbours are everything.
	pair, err := hotspot.NewNeighbours([][]int{{1}, {0}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range giStar(t, []float64{1, 2}, pair) {
		if r != none {
			t.Errorf("a cell whose neighbours are all cells has %+v", r)
		}
	}
	// An island has no neighbours to be like.
	island, err := hotspot.NewNeighbours([][]int{{1}, {0, 2}, {1}, {}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := hotspot.LocalMoran([]float64{1, 2, 5, 9}, island)
	if err != nil {
		t.Fatal(err)
	}
	if island := m.Of(3); island.OK || island.Conditional.Local != none {
		t.Errorf("an island has %+v", island)
	}
	if r := gi(t, []float64{1, 2, 5, 9}, island); r[3] != none {
		t.Errorf("an island has %+v", r[3])
	}
	for name, x := range map[string][]float64{"NaN": {math.NaN(), 1, 2, 3}, "infinity": {1, math.Inf(1), 2, 3}, "three values": {1, 2, 3}} {
		if _, err := hotspot.GiStar(x, island); err == nil || errors.Is(err, hotspot.ErrAlike) {
			t.Errorf("Gi* of %s for four places: %v", name, err)
		}
	}
}

func TestNoNumberIsEverNaN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 6).Draw(t, "places")
		lists := make([][]int, size)
		for i := range lists {
			for j := range size {
				if i != j && rapid.Bool().Draw(t, "neighbours") {
					lists[i] = append(lists[i], j)
				}
			}
		}
		n, err := hotspot.NewNeighbours(lists, nil)
		if err != nil {
			t.Fatalf("%v", err)
		}
		x := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0.1, 1, 3, 1e-300, 1e300, -2}), size, size).Draw(t, "values")
		var all []hotspot.Local
		for _, f := range []func([]float64, hotspot.Neighbours) (hotspot.Locals, error){hotspot.GiStar, hotspot.Gi} {
			r, _ := f(x, n)
			all = append(all, every(size, r.Of)...)
		}
		moran, err := hotspot.LocalMoran(x, n)
		for i := range size {
			if err != nil {
				break
			}
			m := moran.Of(i)
			all = append(all, m.Conditional.Local, m.Total.Local, hotspot.Local{Z: m.I})
		}
		for _, f := range []func([]float64, hotspot.Neighbours) (hotspot.Global, error){hotspot.GlobalMoran, hotspot.GlobalG} {
			g, _ := f(x, n)
			all = append(all, hotspot.Local{Z: g.Z, P: g.P, Q: g.Variance})
		}
		for _, l := range all {
			if v := l.Z + l.P + l.Q; math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v", l)
			}
		}
	})
}

// Adjusted probabilities keep the order of the plain ones and are no smaller.
func TestBenjaminiHochbergIsMonotone(t *testing.T) {
	t.Parallel()
	near6(t, "three by hand", hotspot.BenjaminiHochberg([]float64{0.04, 0.01, 0.03}), []float64{0.04, 0.03, 0.04})
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 50).Draw(t, "p")
		q := hotspot.BenjaminiHochberg(p)
		for i := range p {
			if q[i] < p[i] || q[i] > 1 {
				t.Fatalf("p %g becomes %g", p[i], q[i])
			}
			for j := range p {
				if p[i] < p[j] && q[i] > q[j] || p[i] == p[j] && q[i] != q[j] {
					t.Fatalf("%g and %g become %g and %g", p[i], p[j], q[i], q[j])
				}
			}
		}
	})
}

func TestClustersAdjoin(t *testing.T) {
	t.Parallel()
	line, err := hotspot.NewNeighbours([][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := []bool{true, true, false, true, false, true}
	got := line.Clusters(func(i int) bool { return in[i] })
	if want := [][]int{{0, 1}, {3}, {5}}; !slices.EqualFunc(got, want, slices.Equal[[]int]) {
		t.Errorf("%v, want %v", got, want)
	}
}
