package zones_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/zones"
)

// BenchmarkFindSpots finds spots of a hundred thousand offences in towns, each where no other is.
func BenchmarkFindSpots(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	towns := make([]orb.Point, 20)
	for i := range towns {
		towns[i] = orb.Point{0.3 + r.Float64(), 51.5 + r.Float64()/2}
	}
	offences := make([]zones.Offence, 100_000)
	for i := range offences {
		town := towns[r.IntN(len(towns))]
		offences[i] = zones.Offence{At: orb.Point{town[0] + r.NormFloat64()*0.01, town[1] + r.NormFloat64()*0.006}, Month: i % 12}
	}
	for b.Loop() {
		if _, err := zones.FindSpots(offences, offences, 12, zones.PatrolSpots(40)); err != nil {
			b.Fatal(err)
		}
	}
}
