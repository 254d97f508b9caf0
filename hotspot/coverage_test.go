package hotspot_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"beatplan/hotspot"
)

// TestIntervalsOfPAICover draws later offences from known chances, and counts how often
// the interval holds the PAI that the ranking really has: at least 90%, from 10 offences
// on, whether or not cells tie, offences share an incident or weigh unequally.
func TestIntervalsOfPAICover(t *testing.T) {
	t.Parallel()
	draws := 300
	if long() {
		draws = 3000
	}
	const cells = 200
	for _, offences := range []int{10, 30, 200} {
		for name, how := range map[string]struct{ ties, incidents, weights bool }{
			"plain": {}, "ties": {ties: true}, "incidents": {incidents: true}, "weights": {weights: true},
		} {
			t.Run(fmt.Sprintf("%d offences, %s", offences, name), func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(uint64(offences), uint64(len(name))))
				chances, scores := make([]float64, cells), make([]float64, cells)
				for i := range chances {
					chances[i] = math.Exp(2 * rng.NormFloat64())
					scores[i] = math.Log(chances[i]) + rng.NormFloat64()
					if how.ties {
						scores[i] = math.Max(0, math.Round(scores[i]-1))
					}
				}
				shares := []float64{0.005, 0.01, 0.05, 0.2}
				truth := trueHitRates(t, scores, chances, shares)
				held := make([]int, len(shares))
				for range draws {
					h, err := hotspot.HoldOut([]hotspot.Ranking{{Name: "r", Scores: scores}}, ones(cells), ones(cells), drawOutcomes(chances, offences, how.incidents, how.weights, rng), shares, rng)
					if err != nil {
						t.Fatal(err)
					}
					for j, tested := range h.Methods["r"] {
						if pai := truth[j] / shares[j]; tested.PAILow <= pai && pai <= tested.PAIHigh {
							held[j]++
						}
					}
				}
				for j, share := range shares {
					if float64(held[j]) < 0.9*float64(draws) {
						t.Errorf("at %g of the area %d of %d intervals hold the truth", share, held[j], draws)
					}
				}
			})
		}
	}
}

// trueHitRates returns the shares of the chances that a ranking flags.
func trueHitRates(t *testing.T, scores, chances, shares []float64) (rates []float64) {
	t.Helper()
	for _, share := range shares {
		flagged, err := hotspot.Flagged(scores, ones(len(scores)), share)
		if err != nil {
			t.Fatal(err)
		}
		hit := 0.
		for i, part := range flagged {
			hit += part * chances[i]
		}
		rates = append(rates, hit/total(chances))
	}
	return rates
}

// drawOutcomes draws so many incidents: of one offence, or of up to three in one place;
// each weighing 1, or one of very unequal weights.
func drawOutcomes(chances []float64, number int, together, weigh bool, rng *rand.Rand) (outcomes []hotspot.Outcome) {
	all := total(chances)
	for k := range number {
		at, cell := rng.Float64()*all, 0
		for at > chances[cell] {
			at -= chances[cell]
			cell++
		}
		o := hotspot.Outcome{Cell: cell, Number: 1, Weight: 1}
		if together {
			o.Number, o.Incident = 1+rng.IntN(3), k+1
		}
		if weigh {
			o.Weight = []float64{1, 2, 10, 30}[rng.IntN(4)]
		}
		outcomes = append(outcomes, o)
	}
	return outcomes
}
