package rtm

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// TestScreenChangesNoChoice steps through invented cells with and without fitting every
// candidate: the path must be the same, whatever the family, the exposure and what is
// planted.
func TestScreenChangesNoChoice(t *testing.T) {
	t.Parallel()
	for world := range uint64(12) {
		rng := rand.New(rand.NewPCG(world, 5))
		var cells []orb.Point
		for x := range 30 {
			for y := range 30 {
				cells = append(cells, orb.Point{float64(x) * 100, float64(y) * 100})
			}
		}
		var factors []Factor
		for name := range 6 {
			f := Factor{Name: string(rune('a' + name)), Reaches: Ladder(150, true, 4), Influences: []Influence{Proximity, Density}, Protective: name == 5}
			for range 3 + rng.IntN(20) {
				f.Features = append(f.Features, orb.Point{rng.Float64() * 3000, rng.Float64() * 3000})
			}
			factors = append(factors, f)
		}
		design, err := NewDesign(cells, factors)
		if err != nil {
			t.Fatal(err)
		}
		exposure, counts := make([]float64, len(cells)), make([]float64, len(cells))
		strength := 1 + 7*rng.Float64()
		for i := range cells {
			exposure[i] = 0.2 + rng.ExpFloat64()
			mean := 0.1 * exposure[i] * (1 + (strength-1)*float64(design.columns[2].on.bit(i))) * (1 + (strength-1)*float64(design.columns[21].on.bit(i)))
			mean *= rng.ExpFloat64()
			for at := rng.ExpFloat64(); at < mean; at += rng.ExpFloat64() {
				counts[i]++
			}
		}
		settings := Settings{Exposure: exposure, Families: Families(), Criterion: Criteria()[world%2]}.withDefaults(len(counts))
		for _, family := range Families() {
			sample, err := design.sample(counts, settings, family)
			if err != nil {
				t.Fatal(err)
			}
			var models [2]*Model
			for i, exhaustive := range []bool{false, true} {
				s := search{sample: &sample, family: family, candidates: sample.columns, criterion: settings.Criterion, between: settings.Between, exhaustive: exhaustive}
				if models[i], err = s.run(); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(models[1].Path, models[0].Path); diff != "" {
				t.Errorf("world %d, %s (-all fitted, +screened): %s", world, family, diff)
			}
		}
	}
}
