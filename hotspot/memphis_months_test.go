package hotspot_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"

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

// slice returns Gi* of each month by itself.
func slice(t require, months [][]float64, n hotspot.Neighbours) [][]hotspot.Local {
	t.Helper()
	all := make([][]hotspot.Local, len(months))
	for m := range months {
		all[m] = giStar(t, months[m], n)
	}
	return all
}

func TestGoldenGiStarByMonth(t *testing.T) {
	t.Parallel()
	m := memphisLattice(t)
	want := goldenTable(t, "hotspot/spacetime_gistar.csv")
	months := want.numbered(t, "m")
	bySlices := slice(t, months, m.neighbours)
	for month := range months {
		near6(t, fmt.Sprint("z", month+1), each(bySlices[month], zOf), want.numbers(t, fmt.Sprint("z", month+1)))
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

// Trends of the counts of each cell, against R's Kendall.
func TestGoldenTrendsOfCounts(t *testing.T) {
	t.Parallel()
	want := goldenTable(t, "hotspot/mk_ehsa_classify.csv")
	months := goldenTable(t, "hotspot/spacetime_gistar.csv").numbered(t, "m")
	trends := make([]hotspot.Trend, len(months[0]))
	for i := range trends {
		x := make([]float64, len(months))
		for month := range months {
			x[month] = months[month][i]
		}
		trends[i] = hotspot.MannKendall(x)
	}
	for k, column := range []string{"S", "varS", "tau", "z", "p", "sen"} {
		near6(t, column, each(trends, func(t hotspot.Trend) float64 { return trendNumbers(t)[k] }), want.numbers(t, "count."+column))
	}
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
