package rtm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/rtm"
)

// TestExtendedBIC: it asks more of a term than BIC does, by so much as there are
// variables to choose from, so what it chooses BIC would choose, and of noise it chooses
// less often.
func TestExtendedBIC(t *testing.T) {
	t.Parallel()
	const worlds = 40
	invented, tried := map[rtm.Criterion]int{}, 0
	for world := range uint64(worlds) {
		rng := rand.New(rand.NewPCG(world, 7))
		var cells []orb.Point
		var counts []float64
		for x := range 40 {
			for y := range 40 {
				cells = append(cells, orb.Point{float64(x) * 100, float64(y) * 100})
				counts = append(counts, float64(rng.IntN(20)/19))
			}
		}
		var factors []rtm.Factor
		for name := range 12 {
			f := rtm.Factor{Name: string(rune('a' + name)), Reaches: rtm.Ladder(150, true, 4), Influences: []rtm.Influence{rtm.Proximity, rtm.Density}}
			for range 15 {
				f.Features = append(f.Features, orb.Point{rng.Float64() * 4000, rng.Float64() * 4000})
			}
			factors = append(factors, f)
		}
		design, err := rtm.NewDesign(cells, factors)
		if err != nil {
			t.Fatal(err)
		}
		for _, criterion := range rtm.Criteria() {
			m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}, Criterion: criterion})
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Terms) > 0 {
				invented[criterion]++
			}
			tried = len(m.Kept)
		}
		if world < worlds-4 { // a cull takes long
			continue
		}
		// It has looked at all variables too, though it keeps a few.
		m, err := rtm.Fit(design, counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}, Criterion: rtm.ExtendedBIC, Cull: rtm.ElasticNet})
		if err != nil {
			t.Fatal(err)
		}
		for i := range m.Terms {
			if gain := m.Path[i].BIC - m.Path[i+1].BIC; gain < math.Log(float64(tried)) {
				t.Errorf("world %d: of %d variables, %d of which were kept, %s is chosen for %g", world, tried, len(m.Kept), m.Path[i+1].Action, gain)
			}
		}
	}
	if invented[rtm.ExtendedBIC] > worlds/20 || invented[rtm.BIC] <= invented[rtm.ExtendedBIC] {
		t.Errorf("of %d worlds of noise something is found in %v", worlds, invented)
	}
	design, err := rtm.NewDesign([]orb.Point{{0, 0}, {1, 1}}, []rtm.Factor{{Name: "a", Features: []orb.Point{{0, 0}}, Reaches: []float64{1}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rtm.Fit(design, []float64{1, 0}, rtm.Settings{Criterion: "aic"}); err == nil {
		t.Error("a criterion that there is none of is taken")
	}
}
