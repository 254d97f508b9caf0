package demoshire_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/long"
	"beatplan/rtm"
)

// worlds are the counties of seed 1, each made once; no test changes them.
var worlds = func() map[demoshire.World]func() (demoshire.County, error) {
	made := map[demoshire.World]func() (demoshire.County, error){}
	for _, w := range demoshire.Worlds() {
		made[w] = sync.OnceValues(func() (demoshire.County, error) {
			return peopled(demoshire.Options{Seed: 1, World: w})
		})
	}
	return made
}()

func world(t testing.TB, w demoshire.World) demoshire.County {
	t.Helper()
	london(t)
	c, err := worlds[w]()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// peopled returns a county with its offences.
func peopled(o demoshire.Options) (demoshire.County, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return demoshire.County{}, err
	}
	c, err := demoshire.Found(o, zone)
	if err != nil {
		return c, err
	}
	for r, err := range c.Offences() {
		if err != nil {
			return c, err
		}
		c.Records = append(c.Records, r)
	}
	return c, nil
}

func TestOptions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options demoshire.Options
		err     string
	}{
		"no such world": {demoshire.Options{World: "flat"}, `no world "flat"; there are planted, null, misspecified, feedback, snapped`},
		"offences":      {demoshire.Options{Offences: -1}, "-1 offences: a county has 1 or more"},
		"years":         {demoshire.Options{Years: 51}, "51 years: a county has from 1 to 50"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := demoshire.Found(tt.options, london(t)); err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("have %v, want %q", err, tt.err)
			}
		})
	}
}

// A county may have any number of offences, over some years. They are numbered
// through, come in the proportions of the usual year, and come the same again.
func TestAnyNumberOfOffences(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ offences, years int }{
		"one":                     {1, 1},
		"one more than in a year": {40_001, 1},
		"more, in three years":    {60_000, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.years > 1 {
				long.Test(t)
			}
			c, err := peopled(demoshire.Options{Seed: 1, Offences: tt.offences, Years: tt.years})
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Records) != tt.offences {
				t.Fatalf("%d offences, want %d", len(c.Records), tt.offences)
			}
			types, years, references := map[string]int{}, map[int]int{}, map[string]bool{}
			for _, r := range c.Records {
				types[r.Type]++
				years[r.From.In(london(t)).Year()]++
				references[r.Reference] = true
			}
			if len(references) != tt.offences {
				t.Errorf("%d references", len(references))
			}
			for _, p := range c.Truth.Patterns {
				sum := 0.0
				for _, e := range p.Expected {
					sum += e
				}
				for _, q := range p.Quotas {
					types[q.Type] -= q.Number
					sum -= float64(q.Number)
				}
				if math.Abs(sum) > 1e-6*float64(tt.offences) {
					t.Errorf("%s: %g more are expected than drawn", p.Name, sum)
				}
			}
			for name, n := range types {
				if n != 0 {
					t.Errorf("%s: %d more are drawn than the truth has", name, n)
				}
			}
			each := float64(tt.offences) / float64(tt.years)
			for y := 2025; y > 2025-tt.years && each > 1; y-- {
				if n := float64(years[y]); math.Abs(n-each) > 5*math.Sqrt(each) {
					t.Errorf("%g offences in %d, %g to be expected", n, y, each)
				}
			}
			i := 0
			for r, err := range c.Offences() {
				if err != nil || !gocmp.Equal(r, c.Records[i]) {
					t.Fatalf("offence %d is another one the second time", i)
				}
				if i++; i > 41_000 {
					break
				}
			}
		})
	}
}

// perCell counts records in the cells of the county.
func perCell(c demoshire.County, keep func(crime.Record) bool) []float64 {
	counts := make([]float64, len(c.Truth.Lattice.Cells))
	for _, r := range c.Records {
		if i, in := c.Truth.Lattice.Index(r.Cell); in && keep(r) {
			counts[i]++
		}
	}
	return counts
}

// expected returns how many offences the truth expects in each cell.
func expected(truth demoshire.Truth) []float64 {
	all := make([]float64, len(truth.Lattice.Cells))
	for _, p := range truth.Patterns {
		for i, e := range p.Expected {
			all[i] += e
		}
	}
	return all
}

// misfit returns Pearson's statistic of counts in 40 classes of cells, by what is
// expected of them and by where they are, with 39 degrees of freedom.
func misfit(counts, expected []float64) float64 {
	order := make([]int, len(counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(expected[a], expected[b]) })
	total := 0.0
	for _, e := range expected {
		total += e
	}
	const classes = 40
	var observed, want [classes]float64
	sum := 0.0
	for _, i := range order {
		class := min(int(sum/total*classes), classes-1)
		observed[class] += counts[i]
		want[class] += expected[i]
		sum += expected[i]
	}
	statistic := 0.0
	for k := range want {
		statistic += (observed[k] - want[k]) * (observed[k] - want[k]) / want[k]
	}
	return statistic
}

// In every world but the snapped one, whose places are not the true ones,
// offences are where the truth expects them; and they are not where the truth of
// another world does.
func TestOffencesFollowTheTruthOfTheirWorld(t *testing.T) {
	t.Parallel()
	planted := expected(county(t).Truth)
	// What a count varies more than Poisson's: an incident of V victims adds
	// E[V²]/E[V], which is 1.5 for geometric V of mean 1.25.
	variance := map[demoshire.World]float64{demoshire.Planted: 1, demoshire.Null: 1, demoshire.Misspecified: 1.5}
	for w, v := range variance {
		t.Run(string(w), func(t *testing.T) {
			t.Parallel()
			c := world(t, w)
			counts := perCell(c, func(crime.Record) bool { return true })
			const mean, sd = 39, 8.83 // of chi-squared
			if have := misfit(counts, expected(c.Truth)) / v; math.Abs(have-mean) > 5*sd {
				t.Errorf("the misfit is %.0f, %d to be expected", have, mean)
			}
			if have := misfit(counts, planted); w != demoshire.Planted && have < 10*mean {
				t.Errorf("the misfit with the planted world is %.0f only", have)
			}
		})
	}
}

// In the null world models find nothing, and there is nothing to find.
func TestModelsFindNothingInTheNullWorld(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2, 3}[:long.Of(1, 3)] {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c, err := world(t, demoshire.Null), error(nil)
			if seed > 1 {
				c, err = peopled(demoshire.Options{Seed: seed, World: demoshire.Null})
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range c.Truth.Patterns {
				if len(p.Influences) > 0 || p.Nightly {
					t.Errorf("%s has causes", p.Name)
				}
			}
			for _, name := range []string{"robbery", "knife", "shoplifting"} {
				m, err := rtm.Fit(design(t, c), tally(t, c, name, "all").Counts(), rtm.Settings{Exposure: c.Truth.Residents, Criterion: rtm.ExtendedBIC})
				if err != nil {
					t.Fatal(err)
				}
				for _, term := range m.Terms {
					t.Errorf("%s: %s, which nobody planted", name, term.Name())
				}
			}
		})
	}
}

// The misspecified world is wrong in all the ways that it says.
func TestMisspecifiedWorld(t *testing.T) {
	t.Parallel()
	long.Test(t)
	c := world(t, demoshire.Misspecified)
	t.Run("influence fades", func(t *testing.T) { fades(t, c) })
	t.Run("residue", func(t *testing.T) { hasResidue(t, c) })
	t.Run("victims", func(t *testing.T) { hasVictims(t, c) })
}

func fades(t *testing.T, c demoshire.County) {
	cells, sites := centres(t, c.Truth.Lattice), positions(c.Sites)
	i := slices.IndexFunc(c.Truth.Patterns, func(p demoshire.Pattern) bool { return p.Name == "shoplifting" })
	p := c.Truth.Patterns[i]
	nearest := func(from orb.Point, category string) float64 {
		least := math.Inf(1)
		for _, s := range sites[category] {
			least = min(least, math.Hypot(from[0]-s[0], from[1]-s[1]))
		}
		return least
	}
	want, total := make([]float64, len(cells)), 0.0
	for i, cell := range cells {
		want[i] = c.Truth.Residents[i] * c.Truth.Residue[i]
		for _, influence := range p.Influences {
			want[i] *= math.Pow(influence.Risk, math.Exp(-nearest(cell, influence.Category)/influence.Reach))
		}
		total += want[i]
	}
	counts := perCell(c, func(r crime.Record) bool { return r.Type == "Shoplifting" })
	edges := []float64{75, 150, 225, 300, 450, 600, math.Inf(1)}
	observed, expect := make([]float64, len(edges)), make([]float64, len(edges))
	for i, cell := range cells {
		ring, _ := slices.BinarySearch(edges, nearest(cell, "supermarket"))
		observed[ring] += counts[i]
		expect[ring] += want[i] * float64(p.Quotas[0].Number) / total
	}
	for ring, e := range expect {
		if math.Abs(observed[ring]-e) > 4*math.Sqrt(1.5*e)+1 { // 1.5: several victims
			t.Errorf("up to %g m from a supermarket: %g, %.1f to be expected", edges[ring], observed[ring], e)
		}
	}
}

func hasResidue(t *testing.T, c demoshire.County) {
	near, err := c.Truth.Lattice.Neighbours()
	if err != nil {
		t.Fatal(err)
	}
	sum, mean, living := 0.0, 0.0, 0.0
	for i, r := range c.Truth.Residue {
		sum += math.Log(r)
		mean += r * c.Truth.Residents[i]
		living += c.Truth.Residents[i]
	}
	if mean /= living; math.Abs(mean-1) > 1e-9 {
		t.Errorf("the mean by residents is %g", mean)
	}
	n, centre := float64(len(near)), sum/float64(len(near))
	across, within, pairs := 0.0, 0.0, 0.0 // Moran's I
	for i, around := range near {
		a := math.Log(c.Truth.Residue[i]) - centre
		within += a * a
		for _, j := range around {
			across += a * (math.Log(c.Truth.Residue[j]) - centre)
			pairs++
		}
	}
	if moran := n / pairs * across / within; moran < 0.1 || moran > 0.9 {
		t.Errorf("Moran's I is %.2f, so the residue is no wave with noise on it", moran)
	}
	// To a model without residue, counts vary more than Poisson's.
	dispersion := func(c demoshire.County) float64 {
		mu, total, offences := expected(c.Truth), 0.0, 0.0
		for i := range mu {
			offences += mu[i]
			if c.Truth.Residue != nil {
				mu[i] /= c.Truth.Residue[i]
			}
			total += mu[i]
		}
		counts := perCell(c, func(crime.Record) bool { return true })
		sum, cells := 0.0, 0.0
		for i, m := range mu {
			if m *= offences / total; m >= 1 {
				sum += (counts[i] - m) * (counts[i] - m) / m
				cells++
			}
		}
		return sum / cells
	}
	if d := dispersion(county(t)); math.Abs(d-1) > 0.1 {
		t.Errorf("in the planted world counts vary %.2f times as much as Poisson's", d)
	}
	if d := dispersion(c); d < 2 {
		t.Errorf("counts vary only %.2f times as much as Poisson's", d)
	}
}

func hasVictims(t *testing.T, c demoshire.County) {
	incidents := map[string]crime.Record{}
	for _, r := range c.Records {
		first, known := incidents[r.Incident]
		if !known {
			incidents[r.Incident] = r
			continue
		}
		if diff := gocmp.Diff(first, r, cmpopts.IgnoreFields(crime.Record{}, "Key", "Reference")); diff != "" {
			t.Fatalf("two offences of incident %s differ: %s", r.Incident, diff)
		}
	}
	n, k := float64(len(c.Records)), float64(len(incidents))
	// The variance of a geometric number of mean 1.25 is 0.3125.
	if mean := n / k; math.Abs(mean-c.Truth.Victims) > 4*math.Sqrt(0.3125/k)+0.005 { // quotas cut some short
		t.Errorf("%.3f offences to an incident, want %.3f", mean, c.Truth.Victims)
	}
}

// What is found by searching is found where knives, robberies or finds were
// recorded before, and so piles up.
func TestFeedbackWorld(t *testing.T) {
	t.Parallel()
	long.Test(t)
	planted := county(t)
	c := world(t, demoshire.Feedback)
	searched := func(r crime.Record) bool { return crime.PoliceGenerated(r.Type) }
	draws := func(r crime.Record) bool {
		return strings.HasPrefix(r.Type, "Robbery") || slices.Contains(r.Flags, crime.FlagKnife) || searched(r)
	}
	recorded := map[h3.Cell]crime.Month{} // the first month of what draws patrols
	finds := 0
	for _, r := range c.Records {
		first, known := recorded[r.Cell]
		if searched(r) {
			if !slices.Contains(r.Flags, crime.FlagPoliceGenerated) {
				t.Fatalf("%s is not marked as police-generated", r.Reference)
			}
			if r.Month.String() > "2025-01" && (!known || first >= r.Month) {
				t.Fatalf("%s was found where nothing had drawn a patrol", r.Reference)
			}
			finds++
		}
		if draws(r) && !known {
			recorded[r.Cell] = r.Month
		}
	}
	piles := func(c demoshire.County) float64 { // pairs of finds in the same cell
		pairs := 0.0
		for _, n := range perCell(c, searched) {
			pairs += n * (n - 1) / 2
		}
		return pairs
	}
	independent := 0.0 // the mean number of such pairs if finds did not follow one another
	for _, p := range c.Truth.Patterns {
		if p.Searched {
			for _, e := range p.Expected {
				independent += e * e / 2
			}
		}
	}
	if have := piles(c); finds != 1_550 || have < 2*independent {
		t.Errorf("%d finds, %.0f pairs of them in the same cell, %.0f if they did not follow one another", finds, have, independent)
	}
	if have, want := piles(planted), piles(c); have > want/2 {
		t.Errorf("%.0f pairs in the planted world, %.0f here", have, want)
	}
}

// In the snapped world each offence of the planted one is at the nearest snap
// point, of which there is one for eight addresses.
func TestSnappedWorld(t *testing.T) {
	t.Parallel()
	long.Test(t)
	planted := county(t)
	c := world(t, demoshire.Snapped)
	points, residents := make([]orb.Point, len(c.Truth.Snaps)), 0.0
	for i, p := range c.Truth.Snaps {
		points[i] = geo.ToGrid(p)
	}
	for _, r := range c.Truth.Residents {
		residents += r
	}
	const household = 2.35
	if n := float64(len(points)) * demoshire.Addresses * household / residents; math.Abs(n-1) > 0.03 {
		t.Errorf("%d snap points for %.0f residents", len(points), residents)
	}
	for i := range c.Records {
		r, was := c.Records[i], planted.Records[i]
		if cell, err := geo.CellAt(*r.At, c.Truth.Lattice.Resolution); err != nil || cell != r.Cell {
			t.Fatalf("%s is in %s, not %s (%v)", r.Reference, cell, r.Cell, err)
		}
		if i%100 > 0 { // to look for the nearest by hand takes a while
			continue
		}
		if r.Reference != was.Reference || r.From != was.From || r.Type != was.Type {
			t.Fatalf("%s is not as in the planted world", r.Reference)
		}
		from := geo.ToGrid(*was.At)
		away := func(p orb.Point) float64 { return math.Hypot(p[0]-from[0], p[1]-from[1]) }
		nearest := slices.MinFunc(points, func(a, b orb.Point) int { return cmp.Compare(away(a), away(b)) })
		if d := away(geo.ToGrid(*r.At)) - away(nearest); d > 0.01 {
			t.Fatalf("%s is %.1f m further away than the nearest snap point", r.Reference, d)
		}
	}
}
