package rtm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// inventedSample returns a sample of invented cells with three factors, each tried at four
// reaches by proximity and by density.
func inventedSample(rng *rand.Rand, pooled bool) sample {
	const cells = 400
	var columns []column
	for _, factor := range []string{"a", "b", "c"} {
		for reach := range 4 {
			for _, influence := range []Influence{Proximity, Density} {
				share := float64(1+reach) / 8
				c := column{Variable: Variable{Factor: factor, Influence: influence, Reach: float64(1 + reach)}}
				c.on = newBitset(make([]int, cells), func(int) bool { return rng.Float64() < share })
				columns = append(columns, c)
			}
		}
	}
	events, exposure := make([]float64, cells), make([]float64, cells)
	for i := range events {
		events[i], exposure[i] = max(0, math.Floor(4*rng.Float64()-2)), 1+math.Floor(3*rng.Float64())
	}
	return newSample(columns, events, exposure, pooled)
}

func TestLaddersHoldWhatColumnsHold(t *testing.T) {
	t.Parallel()
	for world := range uint64(4) {
		s := inventedSample(rand.New(rand.NewPCG(world, 1)), world%2 == 0)
		search := search{sample: &s, family: Poisson}
		p := search.patterns([]column{s.columns[1], s.columns[8]})
		estimate, err := p.table.fit(Poisson)
		if err != nil {
			t.Fatal(err)
		}
		fitted := search.fittedUnits(stage{estimate: estimate}, p)
		seen := 0
		for _, ladder := range s.ladders {
			under := influenced{byPattern: make([]float64, len(p.table.x)), pooled: make([]float64, len(p.table.x))}
			for _, r := range ladder {
				fitted.count(&under, p, r.more, 1)
				fitted.count(&under, p, r.less, -1)
				var events, expected float64
				for i := range r.on.all {
					events += s.units[i].events * s.units[i].cells
					expected += s.units[i].exposure * s.units[i].cells * math.Exp(estimate.b[0]+estimate.b[1]*float64(s.columns[1].on.bit(i))+estimate.b[2]*float64(s.columns[8].on.bit(i)))
				}
				all := fitted.all(under)
				if math.Abs(all.expected-expected) > 1e-9*expected || math.Abs(all.residual-(events-expected)) > 1e-9*expected {
					t.Errorf("world %d, %s: expected %g and residual %g, want %g and %g", world, r.Name(), all.expected, all.residual, expected, events-expected)
				}
				if diff := cmp.Diff(p.pooled(r.column), under.pooled, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
					t.Errorf("world %d, %s, pooled cells: %s", world, r.Name(), diff)
				}
				seen++
			}
		}
		if seen != len(s.columns) {
			t.Errorf("ladders have %d columns of %d", seen, len(s.columns))
		}
	}
}

func TestTableWithoutAVariable(t *testing.T) {
	t.Parallel()
	for world := range uint64(4) {
		s := inventedSample(rand.New(rand.NewPCG(world, 2)), world%2 == 0)
		search := search{sample: &s}
		terms := []column{s.columns[1], s.columns[8], s.columns[20]}
		rows := func(t table) map[string][]unit {
			m := map[string][]unit{}
			for r, x := range t.x {
				m[fmt.Sprint(x)] = t.units[r]
			}
			return m
		}
		for drop := range terms {
			got := search.patterns(terms).table.without(1 + drop)
			want := search.patterns(append(append([]column{}, terms[:drop]...), terms[drop+1:]...)).table
			if diff := cmp.Diff(rows(want), rows(got), cmp.AllowUnexported(unit{}), cmpopts.EquateApprox(0, 1e-9)); diff != "" || len(got.x) != len(want.x) {
				t.Errorf("world %d without term %d: %s", world, drop, diff)
			}
		}
	}
}

func TestSolvePositive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		roots := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(-1, 1), n, n), n, n).Draw(t, "root")
		want := rapid.SliceOfN(rapid.Float64Range(-5, 5), n, n).Draw(t, "x")
		a, b := make([][]float64, n), make([]float64, n)
		for i := range n {
			a[i] = make([]float64, i+1)
			for j := range n {
				sum := 0.0
				for k := range n {
					sum += roots[i][k] * roots[j][k]
				}
				if i == j {
					sum += 0.5
				}
				if j <= i {
					a[i][j] = sum
				}
				b[i] += sum * want[j]
			}
		}
		if !solvePositive(a, b) {
			t.Fatal("not taken for positive definite")
		}
		if diff := cmp.Diff(want, b, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatal(diff)
		}
	})
	if solvePositive([][]float64{{1}, {1, 1}}, []float64{1, 1}) {
		t.Error("a singular matrix is taken for positive definite")
	}
}
