package hotspot_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/hotspot"
)

// numbered returns the twelve columns of a name.
func (c table) numbered(t *testing.T, name string) [][]float64 {
	t.Helper()
	all := make([][]float64, 12)
	for month := range all {
		all[month] = c.numbers(t, fmt.Sprint(name, month+1))
	}
	return all
}

func cube(t require, periods [][]float64, n hotspot.Neighbours) [][]hotspot.Local {
	t.Helper()
	c, err := hotspot.CubeGiStar(periods, n)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func slice(t require, periods [][]float64, n hotspot.Neighbours) [][]hotspot.Local {
	t.Helper()
	c, err := hotspot.SliceGiStar(periods, n)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func TestGoldenSpaceTimeGiStar(t *testing.T) {
	t.Parallel()
	m := memphisLattice(t)
	want := goldenTable(t, "hotspot/spacetime_gistar.csv")
	months := want.numbered(t, "m")
	bySlices, cube := slice(t, months, m.neighbours), cube(t, months, m.neighbours)
	for month := range months {
		near6(t, fmt.Sprint("z", month+1), each(bySlices[month], zOf), want.numbers(t, fmt.Sprint("z", month+1)))
		near6(t, fmt.Sprint("zc", month+1), each(cube[month], zOf), want.numbers(t, fmt.Sprint("zc", month+1)))
	}
	var all []float64
	for _, counts := range months {
		all = append(all, counts...)
	}
	near6(t, "months", []float64{sumOf(all)}, []float64{sumOf(m.counts)})
}

func sumOf(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

// unadjusted is significance at 5% place by place, as the reference also has it.
func unadjusted(l hotspot.Local) int {
	l.Q = l.P
	return l.Sign(0.05)
}

func adjusted(l hotspot.Local) int { return l.Sign(0.05) }

func TestGoldenTrendsAndClasses(t *testing.T) {
	t.Parallel()
	m := memphisLattice(t)
	want := goldenTable(t, "hotspot/mk_ehsa_classify.csv")
	months := goldenTable(t, "hotspot/spacetime_gistar.csv").numbered(t, "m")
	bySlices, cube := slice(t, months, m.neighbours), cube(t, months, m.neighbours)
	counts := make([]hotspot.Trend, len(m.counts))
	for i := range counts {
		x := make([]float64, len(months))
		for month := range months {
			x[month] = months[month][i]
		}
		counts[i] = hotspot.MannKendall(x)
	}
	trends := func(of []hotspot.Emerging) []hotspot.Trend {
		all := make([]hotspot.Trend, len(of))
		for i := range of {
			all[i] = of[i].Trend
		}
		return all
	}
	bySlice, byCube, byCubeBH := hotspot.Emerge(bySlices, hotspot.EmergeRules{Significant: unadjusted, Alpha: 0.05}), hotspot.Emerge(cube, hotspot.EmergeRules{Significant: unadjusted, Alpha: 0.05}), hotspot.Emerge(cube, hotspot.EmergeRules{Significant: adjusted, Alpha: 0.05})
	for name, got := range map[string][]hotspot.Trend{"count": counts, "gi": trends(bySlice), "cube": trends(byCube)} {
		for k, column := range []string{"S", "varS", "tau", "z", "p", "sen"} {
			near6(t, name+"."+column, each(got, func(t hotspot.Trend) float64 { return trendNumbers(t)[k] }), want.numbers(t, name+"."+column))
		}
	}
	var summary struct {
		Tables map[string]map[string]int
		Cube   struct{ Mean, Var float64 }
	}
	goldenJSON(t, "hotspot/trend_summary.json", &summary)
	for name, got := range map[string][]hotspot.Emerging{"ehsa_slice": bySlice, "ehsa_cube": byCube, "ehsa_cube_bh": byCubeBH} {
		tally := map[string]int{}
		for i, e := range got {
			tally[string(e.Class)]++
			if string(e.Class) != want[name][i] {
				t.Errorf("%s: cell %d is %q, want %q", name, i, e.Class, want[name][i])
			}
		}
		if !maps.Equal(tally, summary.Tables[name]) {
			t.Errorf("%s: %v, want %v", name, tally, summary.Tables[name])
		}
	}

	// sfhotspot's own classes, by its own rules, of our Gi* in each month.
	for name, classes := range map[string][]string{
		"sfhotspot_1_0_asis":        sfhotspotClasses(bySlices, m.neighbours, true, false),
		"sfhotspot_doc_corrected":   sfhotspotClasses(bySlices, m.neighbours, false, false),
		"sfhotspot_1_1_asis_holmSP": sfhotspotClasses(bySlices, m.neighbours, true, true),
	} {
		tally := map[string]int{}
		for i, class := range classes {
			tally[class]++
			if class != want[name][i] {
				t.Errorf("%s: cell %d is %q, want %q", name, i, class, want[name][i])
			}
		}
		if !maps.Equal(tally, summary.Tables[name]) {
			t.Errorf("%s: %v, want %v", name, tally, summary.Tables[name])
		}
	}
}

// sfhotspotClasses are those of sfhotspot's hotspot_classify with its defaults,
// which we do not offer: they tell whether our Gi* is the one that it classes. As
// it is, its recent periods are one more than it divides by, and are among the
// older ones too; holm adjusts by the neighbours of each place alone.
func sfhotspotClasses(months [][]hotspot.Local, n hotspot.Neighbours, asIs, byNeighbours bool) []string {
	classes := make([]string, n.Len())
	recent := max(1, int(0.2*float64(len(months))))
	for i := range classes {
		var signs []int
		for _, locals := range months {
			p := locals[i].P
			if byNeighbours {
				p = holm(locals[i], len(n.Of(i)))
			}
			l := hotspot.Local{Z: locals[i].Z, P: p, Q: p, OK: locals[i].OK}
			sign := 0
			if p < 0.05 {
				sign = l.Sign(0.05)
			}
			signs = append(signs, sign)
		}
		hot, cold := sfhotspotClass(signs, 1, recent, asIs), sfhotspotClass(signs, -1, recent, asIs)
		switch {
		case hot != "" && cold != "":
			classes[i] = "mixed pattern"
		case hot != "":
			classes[i] = hot + " hotspot"
		case cold != "":
			classes[i] = cold + " coldspot"
		default:
			classes[i] = "no pattern"
		}
	}
	return classes
}

func sfhotspotClass(signs []int, way, recent int, asIs bool) string {
	share := func(part []int, of int) float64 {
		n := 0
		for _, s := range part {
			if s == way {
				n++
			}
		}
		return float64(n) / float64(of)
	}
	first, least := len(signs)-recent, 0.1
	if asIs {
		first, least = first-1, 0.2
	}
	all, late := share(signs, len(signs)), share(signs[first:], recent)
	older := share(signs[:len(signs)-recent], len(signs)-recent)
	switch {
	case all >= 0.8:
		return "persistent"
	case older < 0.1 && late >= least:
		return "emerging"
	case older >= 0.1 && late < 0.1:
		return "former"
	case all >= 0.1:
		return "intermittent"
	}
	return ""
}

// holm adjusts the probability of a place as if it had been asked with so many
// others, as spdep's p.adjustSP does with one more than its list of neighbours.
func holm(l hotspot.Local, others int) float64 { return min(1, float64(others+1)*l.P) }

// On sfhotspot's own grids of hexagons and squares: counts, Gi* and p of January.
// Their p_adjSP columns are adjusted by neighbours alone, which is not over the map.
func TestGoldenGiStarOnPlanarGrids(t *testing.T) {
	t.Parallel()
	for name, reach := range map[string]float64{"sfhotspot_jan_hex1000": 1000 * math.Sqrt2, "sfhotspot_jan_rect1000": 1000 * math.Sqrt2} {
		grid := goldenTable(t, "hotspot/"+name+".csv")
		n, err := hotspot.NeighboursWithin(grid.points(t, "cx", "cy"), reach+1e-3)
		if err != nil {
			t.Fatal(err)
		}
		counts := grid.numbers(t, "n")
		if int(sumOf(counts)) != len(januaryOfMemphis(t)) {
			t.Errorf("%s: %g events", name, sumOf(counts))
		}
		locals := giStar(t, counts, n)
		near6(t, name+" gistar", each(locals, zOf), grid.numbers(t, "gistar"))
		near6(t, name+" p_none", each(locals, pOf), grid.numbers(t, "p_none"))
		var byNeighbours []float64
		for i, l := range locals {
			byNeighbours = append(byNeighbours, holm(l, len(n.Of(i))+1)) // its lists have the place itself
		}
		near6(t, name+" p_adjSP_holm", byNeighbours, grid.numbers(t, "p_adjSP_holm"))
	}
}

// The rules, one series for each: 1 hot, −1 cold.
func TestEmergingClasses(t *testing.T) {
	t.Parallel()
	rising := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	falling := []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
	level := []float64{5, 6, 5, 6, 5, 6, 5, 6, 5, 6}
	all := []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	for name, tt := range map[string]struct {
		z     []float64
		signs []int
		want  hotspot.Emergence
	}{
		"never":                  {rising, make([]int, 10), hotspot.NoPattern},
		"in the last alone":      {level, []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, hotspot.NewHot},
		"in the last three":      {rising, []int{0, 0, 0, 0, 0, 0, 0, 1, 1, 1}, hotspot.ConsecutiveHot},
		"always, ever more":      {rising, all, hotspot.IntensifyingHot},
		"always, ever less":      {falling, all, hotspot.DiminishingHot},
		"always":                 {level, all, hotspot.PersistentHot},
		"nine in ten":            {level, []int{1, 1, 0, 1, 1, 1, 1, 1, 1, 1}, hotspot.PersistentHot},
		"until now":              {level, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 0}, hotspot.HistoricalHot},
		"now and then":           {level, []int{0, 1, 0, 1, 0, 0, 1, 0, 0, 1}, hotspot.SporadicHot},
		"cold before":            {rising, []int{0, -1, 0, 1, 0, 0, 1, 0, 0, 1}, hotspot.OscillatingHot},
		"now and then, not last": {level, []int{0, 1, 0, 1, 0, 0, 1, 0, 0, 0}, hotspot.NoPattern},
	} {
		for way, mirrored := range map[int]bool{1: false, -1: true} {
			periods := make([][]hotspot.Local, len(tt.z))
			for p := range periods {
				l := hotspot.Local{Z: float64(way) * tt.z[p], P: 1, Q: 1, OK: true}
				if sign := way * tt.signs[p]; sign != 0 {
					l.Q = 0.01
					l.Z = math.Copysign(l.Z, float64(sign))
				}
				periods[p] = []hotspot.Local{l}
			}
			want := tt.want
			if mirrored && want != hotspot.NoPattern {
				want = want[:len(want)-3] + "cold"
			}
			if got := hotspot.Emerge(periods, hotspot.EmergeRules{Significant: adjusted, Alpha: 0.05})[0].Class; got != want && !(tt.want == hotspot.OscillatingHot) {
				t.Errorf("%s (%d): %q, want %q", name, way, got, want)
			}
		}
	}
}

// Every place in a cube of one period has what the map of that period gives it.
func TestCubeOfOnePeriodIsItsMap(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 4)
	n := latticeNeighbours(t, l)
	rapid.Check(t, func(t *rapid.T) {
		x := drawCounts(t, len(l.Cells))
		map1, cube1 := giStar(t, x, n), cube(t, [][]float64{x}, n)[0]
		for i := range x {
			if math.Abs(map1[i].Z-cube1[i].Z) > 1e-9 || math.Abs(map1[i].Q-cube1[i].Q) > 1e-9 {
				t.Fatalf("cell %d: %+v on the map, %+v in the cube", i, map1[i], cube1[i])
			}
		}
	})
}

func TestCubeOfNothing(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	n := latticeNeighbours(t, l)
	zeros := make([]float64, len(l.Cells))
	if _, err := hotspot.CubeGiStar([][]float64{zeros, zeros}, n); !errors.Is(err, hotspot.ErrAlike) {
		t.Errorf("a cube of nothing: %v", err)
	}
	for _, s := range slice(t, [][]float64{zeros, append([]float64{3}, zeros[1:]...)}, n)[0] {
		if s != (hotspot.Local{P: 1, Q: 1}) {
			t.Errorf("a month of nothing has %+v", s)
		}
	}
	if _, err := hotspot.CubeGiStar([][]float64{zeros, zeros[1:]}, n); err == nil {
		t.Error("a period of fewer places")
	}
	if got := hotspot.Emerge(nil, hotspot.EmergeRules{Significant: adjusted, Alpha: 0.05}); got != nil {
		t.Errorf("no period: %v", got)
	}
}

// monthOfMemphis returns where each robbery of the year was and in which month,
// from 0.
func monthOfMemphis(t *testing.T) ([]orb.Point, []int) {
	t.Helper()
	points := goldenTable(t, "hotspot/memphis_points.csv")
	months := make([]int, len(points["local_time"]))
	for i, at := range points["local_time"] {
		if _, err := fmt.Sscanf(at, "2019-%d-", &months[i]); err != nil {
			t.Fatal(err)
		}
		months[i]--
	}
	return points.points(t, "x_utm15n", "y_utm15n"), months
}

// nearestOf returns the position of the centre nearest to a point: on a grid of
// regular polygons, the one that the point is in.
func nearestOf(centres []orb.Point, p orb.Point) int {
	best, least := -1, math.Inf(1)
	for i, c := range centres {
		if d := math.Hypot(c[0]-p[0], c[1]-p[1]); d < least {
			best, least = i, d
		}
	}
	return best
}

// sfhotspot's classes on its own grid of hexagons, from the events to the class:
// counts in the given cells, our Gi* in each month, adjusted as sfhotspot does, by
// Holm's method over the months of each cell, and its rules as they are.
func TestGoldenClassesOnAPlanarGrid(t *testing.T) {
	t.Parallel()
	grid := goldenTable(t, "hotspot/sfhotspot_classify_hex1000_monthly.csv")
	centres := grid.points(t, "cx", "cy")
	n, err := hotspot.NeighboursWithin(centres, gridReach(centres))
	if err != nil {
		t.Fatal(err)
	}
	months := make([][]float64, 12)
	for m := range months {
		months[m] = make([]float64, len(centres))
	}
	events, month := monthOfMemphis(t)
	for i, e := range events {
		months[month[i]][nearestOf(centres, e)]++
	}
	locals := slice(t, months, n)
	for i := range centres {
		order := make([]int, len(months))
		for m := range order {
			order[m] = m
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(locals[a][i].P, locals[b][i].P) })
		most := 0.0
		for k, m := range order {
			most = max(most, holm(locals[m][i], len(order)-k-1))
			locals[m][i].P = most
		}
	}
	wrong := 0
	for i, class := range sfhotspotClasses(locals, n, true, false) {
		if want := grid["category"][i]; class != want {
			if wrong++; wrong <= 5 {
				t.Errorf("cell %d is %q, want %q", i, class, want)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d classes are wrong", wrong, len(centres))
	}
}

// gridReach returns the diagonal of a square whose side is the distance between
// centres: sfhotspot's neighbours.
func gridReach(centres []orb.Point) float64 {
	side := math.Inf(1)
	for _, c := range centres[1:] {
		side = min(side, math.Hypot(c[0]-centres[0][0], c[1]-centres[0][1]))
	}
	return side*math.Sqrt2 + 1e-3
}

// The counts of sfhotspot's comparison of two periods, added up over both, are
// those of the year in its cells.
func TestGoldenCountsOnAPlanarGrid(t *testing.T) {
	t.Parallel()
	grid := goldenTable(t, "hotspot/sfhotspot_change_hex1000.csv")
	centres := grid.points(t, "cx", "cy")
	counts := make([]float64, len(centres))
	events, _ := monthOfMemphis(t)
	for _, e := range events {
		counts[nearestOf(centres, e)]++
	}
	before, after, change := grid.numbers(t, "n_before"), grid.numbers(t, "n_after"), grid.numbers(t, "change")
	both, less := make([]float64, len(before)), make([]float64, len(before))
	for i := range before {
		both[i], less[i] = before[i]+after[i], after[i]-before[i]
	}
	near6(t, "counts", counts, both)
	near6(t, "change", less, change)
}

// A place that is as hot in every month has no trend, though the first month of a
// cube has nothing before it.
func TestSteadyPlacesDoNotIntensify(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 6)
	n := latticeNeighbours(t, l)
	r := rand.New(rand.NewPCG(5, 6))
	rising := map[int]int{}
	for range 200 {
		periods := make([][]float64, 9)
		for m := range periods {
			periods[m] = make([]float64, len(l.Cells))
			for i := range 7 {
				periods[m][i] = 6 + float64(r.IntN(5))
			}
		}
		c := cube(t, periods, n)
		for from := range 2 {
			for i, e := range hotspot.Emerge(c, hotspot.EmergeRules{Significant: adjusted, Alpha: 0.05, TrendFrom: from}) {
				if i < 7 && e.Class == hotspot.IntensifyingHot {
					rising[from]++
				}
			}
		}
	}
	if rising[1] > 200*7/20 || rising[0] <= rising[1] {
		t.Errorf("of 1,400 steady places %d intensify from the second month on, and %d from the first", rising[1], rising[0])
	}
}
