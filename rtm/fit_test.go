package rtm_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"beatplan/rtm"
)

// row returns n cells in a row, 100 m apart, the first at 0.
func row(n int) []orb.Point {
	cells := make([]orb.Point, n)
	for i := range cells {
		cells[i][0] = 100 * float64(i)
	}
	return cells
}

// grid returns side × side cells, 100 m apart.
func grid(side int) []orb.Point {
	var cells []orb.Point
	for y := range side {
		for x := range side {
			cells = append(cells, orb.Point{100 * float64(x), 100 * float64(y)})
		}
	}
	return cells
}

// around is a factor with one feature, x metres along the row, tried by
// proximity.
func around(name string, x float64, reaches ...float64) rtm.Factor {
	return rtm.Factor{Name: name, Features: []orb.Point{{x, 0}}, Reaches: reaches, Influences: []rtm.Influence{rtm.Proximity}}
}

// atStart is a factor with one feature where the row begins.
func atStart(reaches ...float64) rtm.Factor { return around("pub", 0, reaches...) }

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

// logLikelihood is Poisson's, of events whose expectation is a rate × exposure.
func logLikelihood(events, exposure []float64, rate float64) (l float64) {
	for i, y := range events {
		l += distuv.Poisson{Lambda: rate * exposure[i]}.LogProb(y)
	}
	return l
}

// With one variable the estimates are known: rates under the influence and out
// of it. It is chosen exactly if it lowers the BIC, raises risk and is no noise.
func TestOneVariableHasAClosedForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 40).Draw(t, "cells")
		under := rapid.IntRange(1, n-1).Draw(t, "under")
		counts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			return float64(rapid.IntRange(0, 6).Draw(t, "count"))
		}), n, n).Draw(t, "counts")
		exposure := rapid.SliceOfN(rapid.Float64Range(0.1, 10), n, n).Draw(t, "exposure")
		for i := range under {
			counts[i] += float64(rapid.IntRange(0, 5).Draw(t, "extra"))
		}
		counts[0]++
		counts[n-1]++
		protective := rapid.Bool().Draw(t, "protective")
		factor := atStart(100*float64(under-1) + 1)
		factor.Protective = protective

		d, err := rtm.NewDesign(row(n), []rtm.Factor{factor})
		if err != nil {
			t.Fatal(err)
		}
		m, err := rtm.Fit(d, counts, rtm.Settings{Exposure: exposure, Families: poisson.Families})
		if err != nil {
			t.Fatal(err)
		}
		y1, y0 := sum(counts[:under]), sum(counts[under:])
		rate1, rate0 := y1/sum(exposure[:under]), y0/sum(exposure[under:])
		b, se := math.Log(rate1/rate0), math.Sqrt(1/y1+1/y0)
		if protective {
			b = -b
		}
		null := -2*logLikelihood(counts, exposure, (y1+y0)/sum(exposure)) + math.Log(float64(n))
		bic := -2*(logLikelihood(counts[:under], exposure[:under], rate1)+logLikelihood(counts[under:], exposure[under:], rate0)) + 2*math.Log(float64(n))
		chosen := bic < null && b > 0 && math.Erfc(b/se/math.Sqrt2) <= 0.05
		if chosen != (len(m.Terms) == 1) {
			t.Fatalf("%d terms; b %g, se %g, BIC %g after %g", len(m.Terms), b, se, bic, null)
		}
		if !chosen {
			near(t, "intercept", m.Intercept, math.Log((y1+y0)/sum(exposure)))
			near(t, "BIC", m.BIC, null)
			return
		}
		term := m.Terms[0]
		near(t, "intercept", m.Intercept, math.Log(rate0))
		near(t, "b", term.B, b)
		near(t, "se", term.SE, se)
		near(t, "z", term.Z, b/se)
		near(t, "RRV", term.RRV, math.Exp(b))
		near(t, "BIC", m.BIC, bic)
		scores, err := m.Scores(d)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "score under", scores[0], rate1/rate0)
		near(t, "score out", scores[n-1], 1)
	})
}

func near(t *rapid.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
		t.Fatalf("%s is %g, want %g", what, got, want)
	}
}

// A sample of everything that a fit takes.
type inputs struct {
	cells            []orb.Point
	factors          []rtm.Factor
	counts, exposure []float64
	families         []rtm.Family
}

// drawn are small, rough inputs: coinciding features, columns that nearly agree,
// influences without events.
func drawn(t *rapid.T) inputs {
	in := inputs{cells: grid(7)}
	for i := range rapid.IntRange(1, 4).Draw(t, "factors") {
		f := rtm.Factor{Name: fmt.Sprintf("factor%d", i), Reaches: rtm.Ladder(200, true, 2), Protective: rapid.IntRange(0, 3).Draw(t, "protective") == 0}
		for range rapid.IntRange(0, 5).Draw(t, "features") {
			f.Features = append(f.Features, orb.Point{rapid.Float64Range(-200, 800).Draw(t, "x"), rapid.Float64Range(-200, 800).Draw(t, "y")})
		}
		if rapid.Bool().Draw(t, "both") {
			f.Influences = []rtm.Influence{rtm.Proximity, rtm.Density}
		}
		in.factors = append(in.factors, f)
	}
	n := len(in.cells)
	in.exposure = slices.Repeat([]float64{1}, n)
	in.counts = make([]float64, n)
	rng := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
	base := rapid.Float64Range(0.05, 3).Draw(t, "rate")
	for i, c := range in.cells {
		rate := base
		for _, feature := range in.factors[0].Features {
			rate += 2 * base * math.Exp(-math.Hypot(c[0]-feature[0], c[1]-feature[1])/200)
		}
		in.counts[i] = distuv.Poisson{Lambda: rate, Src: rng}.Rand()
	}
	in.counts[0]++
	in.families = []rtm.Family{rapid.SampledFrom(rtm.Families()).Draw(t, "family")}
	return in
}

func (in inputs) fit(t *rapid.T) (*rtm.Design, *rtm.Model, []float64) {
	t.Helper()
	d, err := rtm.NewDesign(in.cells, in.factors)
	if err != nil {
		t.Fatal(err)
	}
	m, err := rtm.Fit(d, in.counts, rtm.Settings{Exposure: in.exposure, Families: in.families})
	if err != nil {
		t.Fatal(err)
	}
	scores, err := m.Scores(d)
	if err != nil {
		t.Fatal(err)
	}
	return d, m, scores
}

func TestModelLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		d, m, scores := in.fit(t)
		seen := map[string]bool{}
		for _, term := range m.Terms {
			if seen[term.Factor] || !(term.B > 0) || !(term.P <= 0.05) || term.RRV != math.Exp(term.B) {
				t.Fatalf("unsound term %+v of %v", term, m.Terms)
			}
			seen[term.Factor] = true
		}
		for i, step := range m.Path[1:] {
			if !(step.BIC < m.Path[i].BIC) {
				t.Fatalf("the BIC does not fall: %v", m.Path)
			}
		}
		if last := m.Path[len(m.Path)-1].BIC; last != m.BIC {
			t.Fatalf("the path ends at %g, the model has %g", last, m.BIC)
		}
		expected, deviance, pearson := 0.0, 0.0, 0.0
		for i, score := range scores {
			y, mu := in.counts[i], in.exposure[i]*math.Exp(m.Intercept)*score
			expected += mu
			saturated, fitted := distuv.Poisson{Lambda: y}, distuv.Poisson{Lambda: mu}
			deviance -= 2 * fitted.LogProb(y)
			if y > 0 { // what is certain has log probability 0
				deviance += 2 * saturated.LogProb(y)
			}
			pearson += (y - mu) * (y - mu) / mu
		}
		k, n := float64(1+len(m.Terms)), float64(len(scores))
		if m.Family == rtm.Poisson { // whose means balance
			near(t, "expected events", expected, sum(in.counts))
		} else {
			k++ // the dispersion
		}
		near(t, "deviance", m.Deviance, deviance)
		near(t, "Pearson", m.Pearson, pearson)
		near(t, "AIC", m.AIC, 2*k-2*m.LogLikelihood)
		near(t, "BIC", m.BIC, k*math.Log(n)-2*m.LogLikelihood)
		near(t, "events", float64(m.Events), sum(in.counts))
		if _, err := json.Marshal(m); err != nil { // NaN and infinity have no JSON
			t.Fatalf("%+v: %v", m, err)
		}

		variables := make([]rtm.Variable, len(m.Terms))
		for i, term := range m.Terms {
			variables[i] = term.Variable
		}
		b, se, err := rtm.Uncollapsed(m.Family, d, in.counts, in.exposure, variables...)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "intercept", m.Intercept, b[0])
		for i, term := range m.Terms {
			near(t, term.Name(), term.B, b[i+1])
			near(t, "se of "+term.Name(), term.SE, se[i+1])
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		_, want, scores := in.fit(t)

		order := rapid.Permutation(indices(len(in.cells))).Draw(t, "order")
		shuffled := inputs{exposure: in.exposure, families: in.families, factors: rapid.Permutation(in.factors).Draw(t, "factors")}
		for _, i := range order {
			shuffled.cells = append(shuffled.cells, in.cells[i])
			shuffled.counts = append(shuffled.counts, in.counts[i])
		}
		_, got, reordered := shuffled.fit(t)
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
			t.Fatalf("another order, another model:\n%s", diff)
		}
		for at, i := range order {
			near(t, "score", reordered[at], scores[i])
		}
	})
}

func saysItParts(warning string) bool { return strings.Contains(warning, "part too cleanly") }

func TestScaleOfExposureDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		_, want, _ := in.fit(t)
		times := rapid.Float64Range(0.01, 100).Draw(t, "times")
		for i := range in.exposure {
			in.exposure[i] *= times
		}
		_, got, _ := in.fit(t)
		got.Intercept += math.Log(times)
		// Rounding can decide whether a candidate that parts events too cleanly is said
		// not to converge; it is not chosen either way.
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-7, 1e-7), cmpopts.IgnoreSliceElements(saysItParts)); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
	})
}

// The same months again, so to say: what was chosen keeps its coefficients and
// is surer by √2.
func TestTwiceTheCounts(t *testing.T) {
	t.Parallel()
	counts := []float64{9, 7, 8, 1, 2, 3, 0, 1, 2, 2}
	d := design(t, row(10), []rtm.Factor{atStart(200)})
	once := fit(t, d, counts, poisson).Terms[0]
	for i := range counts {
		counts[i] *= 2
	}
	twice := fit(t, d, counts, poisson).Terms[0]
	if diff := cmp.Diff([]float64{once.B, once.SE / math.Sqrt2}, []float64{twice.B, twice.SE}, approx(1e-9)); diff != "" {
		t.Errorf("b, se (-want +got)\n%s", diff)
	}
}

func indices(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
