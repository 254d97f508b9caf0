package rtm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/rtm"
)

// town returns cells of which the first n lie near a shop, a design of that shop tried at
// the reach that covers just these and at twice as much, and of a bench that half of all
// cells are near.
func town(t *testing.T, cells, n int) *rtm.Design {
	t.Helper()
	var at []orb.Point
	for i := range cells {
		x := 0.
		if i >= n {
			x = 1000
		}
		at = append(at, orb.Point{x, float64(i%2) * 5000})
	}
	design, err := rtm.NewDesign(at, []rtm.Factor{
		{Name: "bench", Features: []orb.Point{{0, 5000}, {1000, 5000}}, Reaches: []float64{100}, Influences: []rtm.Influence{rtm.Proximity}},
		{Name: "shop", Features: []orb.Point{{0, 0}, {0, 5000}}, Reaches: []float64{100, 200}, Influences: []rtm.Influence{rtm.Proximity}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return design
}

// TestFewEventsShrink: coefficients are multiplied by 1 − k·2·ln(p)/χ², where k terms of
// p variables raised twice the log-likelihood by χ², and as many events are expected as
// there are.
func TestFewEventsShrink(t *testing.T) {
	t.Parallel()
	const cells, near = 400, 40
	counts := make([]float64, cells)
	for i := range 12 {
		counts[i] = 1 // of near cells
		counts[near+20*i] = 1
	}
	for _, family := range rtm.Families() {
		design := town(t, cells, near)
		fit := func(below int) *rtm.Model {
			m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{family}, ShrinkBelow: below})
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Terms) != 1 || m.Terms[0].Factor != "shop" {
				t.Fatalf("%s: terms %+v", family, m.Terms)
			}
			return m
		}
		plain, shrunk := fit(0), fit(rtm.FewEvents)
		if plain.Shrinkage != 0 || fit(24).Shrinkage != 0 {
			t.Errorf("%s: shrunk by %g and %g", family, plain.Shrinkage, fit(24).Shrinkage)
		}
		gained := plain.Path[0].BIC - plain.BIC + math.Log(cells)
		want := 1 - 2*math.Log(float64(len(plain.Kept)))/gained
		if got := shrunk.Terms[0].B / plain.Terms[0].B; math.Abs(got-want) > 1e-9 || math.Abs(shrunk.Shrinkage-want) > 1e-9 || want >= 1 {
			t.Errorf("%s: shrunk by %g, said to be by %g, want %g", family, got, shrunk.Shrinkage, want)
		}
		if got := shrunk.Terms[0].SE / plain.Terms[0].SE; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: standard error shrunk by %g, want %g", family, got, want)
		}
		expected, err := shrunk.Expected(design, nil)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.
		for _, e := range expected {
			sum += e
		}
		if math.Abs(sum-24) > 1e-9 {
			t.Errorf("%s: %g events expected of 24", family, sum)
		}
	}
}

// TestRobust: with each cell a block of its own, the variance of a log rate is the sum of
// the squared residuals over the square of what is expected.
func TestRobust(t *testing.T) {
	t.Parallel()
	const cells, near = 200, 50
	rng := rand.New(rand.NewPCG(3, 3))
	counts, blocks := make([]float64, cells), make([]int, cells)
	for i := range counts {
		blocks[i] = i
		counts[i] = float64(rng.IntN(3))
		if i < near {
			counts[i] += float64(rng.IntN(6))
		}
	}
	design := town(t, cells, near)
	m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}})
	if err != nil || len(m.Terms) != 1 {
		t.Fatalf("%+v, error %v", m, err)
	}
	errors, err := m.Robust(design, counts, nil, blocks)
	if err != nil {
		t.Fatal(err)
	}
	variance := 0.
	for _, group := range [][]float64{counts[:near], counts[near:]} {
		sum, squares := 0., 0.
		for _, y := range group {
			sum += y
		}
		for _, y := range group {
			squares += math.Pow(y-sum/float64(len(group)), 2)
		}
		variance += squares / (sum * sum)
	}
	if want := math.Sqrt(variance * cells / (cells - 1)); math.Abs(errors[0]/want-1) > 1e-6 {
		t.Errorf("standard error %g, want %g", errors[0], want)
	}
	if _, err := m.Robust(design, counts, nil, make([]int, cells)); err == nil {
		t.Error("one block will do")
	}
}

// TestAlways: what is adjusted for is in the model whatever its sign and its use, before
// anything is chosen, and what is chosen comes on top of it.
func TestAlways(t *testing.T) {
	t.Parallel()
	const cells, near = 400, 60
	counts := make([]float64, cells)
	for i := range counts {
		counts[i] = float64((i + 1) % 2) // none near a bench
		if i < near {
			counts[i] += 2
		}
	}
	design := town(t, cells, near)
	plain, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}})
	if err != nil || len(plain.Terms) != 1 {
		t.Fatalf("%+v, error %v", plain, err)
	}
	m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}, Always: []string{"bench"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Terms) != 2 || m.Terms[0].Factor != "bench" || !m.Terms[0].Adjustment || m.Terms[0].B >= 0 || m.Terms[1].Factor != "shop" || m.Terms[1].Adjustment {
		t.Errorf("terms %+v", m.Terms)
	}
	if len(m.Path) != 2 || m.Path[0].Action != "null" || m.Path[1].Action != "+shop_p100" {
		t.Errorf("path %+v", m.Path)
	}
}

// TestEndOfLadder: a reach that is the longest of several is said to be so.
func TestEndOfLadder(t *testing.T) {
	t.Parallel()
	var at []orb.Point
	var counts []float64
	for i := range 400 {
		at = append(at, orb.Point{float64(i) * 10, 0})
		n := float64(i % 5 / 4)
		if i <= 100 { // within 1,000 m
			n += float64(i % 2 * 2)
		}
		counts = append(counts, n)
	}
	for farthest, want := range map[float64]bool{1000: true, 2000: false} {
		design, err := rtm.NewDesign(at, []rtm.Factor{{Name: "pub", Features: []orb.Point{{0, 0}}, Reaches: []float64{500, 1000, farthest}[:2+int(farthest)/2000], Influences: []rtm.Influence{rtm.Proximity}}})
		if err != nil {
			t.Fatal(err)
		}
		m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}})
		if err != nil || len(m.Terms) != 1 || m.Terms[0].Longest != (want && m.Terms[0].Reach == 1000) {
			t.Errorf("tried to %g m: %+v, error %v", farthest, m.Terms, err)
		}
	}
}

// TestBICUnder: counts that follow an exposure have a lower BIC under it.
func TestBICUnder(t *testing.T) {
	t.Parallel()
	const cells, near = 400, 60
	counts, people := make([]float64, cells), make([]float64, cells)
	for i := range counts {
		people[i] = 1 + 9*float64(i%3)
		counts[i] = float64(i % 3)
		if i < near {
			counts[i] *= 3
		}
	}
	design := town(t, cells, near)
	m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}, Exposure: people})
	if err != nil {
		t.Fatal(err)
	}
	same, err := m.BICUnder(design, counts, people)
	if err != nil || math.Abs(same-m.BIC) > 1e-6 {
		t.Errorf("BIC %g, of the model %g, error %v", same, m.BIC, err)
	}
	if alike, err := m.BICUnder(design, counts, nil); err != nil || alike <= same {
		t.Errorf("BIC %g with cells alike, %g by people, error %v", alike, same, err)
	}
	if _, err := m.BICUnder(design, counts, people[1:]); err == nil {
		t.Error("an exposure of too few cells will do")
	}
}
