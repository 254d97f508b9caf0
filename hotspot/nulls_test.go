package hotspot_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"beatplan/crime"
	"beatplan/hotspot"
)

// long reports whether the simulations are to be long ones; otherwise a few draws of
// each have to do.
func long() bool { return os.Getenv("BEATPLAN_LONG") != "" }

// scatteredDraw draws a count of a mean and so many times a Poisson number's variance.
func scatteredDraw(mean, dispersion float64, rng *rand.Rand) float64 {
	if dispersion > 1 {
		mean = distuv.Gamma{Alpha: mean / (dispersion - 1), Beta: 1 / (dispersion - 1), Src: rng}.Rand()
	}
	return poissonDraw(mean, rng)
}

// nullMonths draws months of an area in which nothing changes: their mean is that of a
// period ÷ its months.
func nullMonths(loaded int, mean, dispersion float64, rng *rand.Rand) []hotspot.MonthCount {
	drawn := make([]hotspot.MonthCount, loaded)
	for m := range drawn {
		drawn[m] = hotspot.MonthCount{Month: crime.Month(24300 + m), Count: scatteredDraw(mean, dispersion, rng), Days: 30}
	}
	return drawn
}

// TestCompareOfNothing compares periods of areas in which nothing changes, beside 13
// districts of other sizes: at most 6% may be told as lower or above, whatever the
// scatter, and no fewer than 2% where there are months and offences enough to say so.
func TestCompareOfNothing(t *testing.T) {
	t.Parallel()
	draws := 400
	tolerance := 0.02 // of so few draws
	if long() {
		draws, tolerance = 6000, 0.004
	}
	if testing.Short() {
		t.Skip("these simulations take minutes: run without -short")
	}
	sizes := []float64{0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 2, 3}
	for _, loaded := range []int{9, 12, 24} {
		for _, length := range []int{1, 3, 9} {
			if 2*length > loaded { // the two periods have to fit
				continue
			}
			for _, dispersion := range []float64{1, 2, 3, 5, 7} {
				for _, mean := range []float64{5, 20, 100} {
					if !long() && (loaded > 9 || dispersion == 2 || dispersion == 5 || mean == 5) {
						continue
					}
					t.Run(fmt.Sprintf("%d of %d months, dispersion %g, %g offences", length, loaded, dispersion, mean), func(t *testing.T) {
						t.Parallel()
						share := falseVerdicts(loaded, length, mean, dispersion, sizes, draws)
						t.Logf("%.1f%% are lower or above", 100*share)
						if share > 0.06+tolerance || mean >= 20 && dispersion < 7 && share < 0.02-tolerance {
							t.Errorf("%.1f%% are lower or above", 100*share)
						}
					})
				}
			}
		}
	}
}

// falseVerdicts returns how often a comparison of the last months with as many before
// them finds a change where there is none.
func falseVerdicts(loaded, length int, mean, dispersion float64, sizes []float64, draws int) float64 {
	rng := rand.New(rand.NewPCG(uint64(loaded*100+length), uint64(100*mean+dispersion)))
	after := crime.Period{From: crime.Month(24300 + loaded - length), To: crime.Month(24300 + loaded - 1)}
	before := crime.Period{From: after.From - crime.Month(length), To: after.From - 1}
	wrong := 0
	for range draws {
		own := nullMonths(loaded, mean/float64(length), dispersion, rng)
		var siblings [][]hotspot.MonthCount
		for _, size := range sizes {
			siblings = append(siblings, nullMonths(loaded, size*mean/float64(length), dispersion, rng))
		}
		scatter := hotspot.MonthScatter(own, siblings, before, after)
		c, _ := hotspot.CompareMonths(own[loaded-2*length:loaded-length], own[loaded-length:], scatter)
		if c.Verdict == hotspot.Lower || c.Verdict == hotspot.Above {
			wrong++
		}
	}
	return float64(wrong) / float64(draws)
}

// TestEmergeOfMonthsDealtAnew gives the offences of real crime their months by lot, so
// that nothing changes anywhere: few maps may have a rising or falling cell.
func TestEmergeOfMonthsDealtAnew(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("these simulations take minutes: run without -short")
	}
	e := essexOf2025(t)
	maps, most := 5, 1
	if long() {
		maps, most = 100, 5
	}
	for _, category := range []string{"Violence and sexual offences", "Shoplifting", "Burglary", "Robbery", "Vehicle crime", "Anti-social behaviour"} {
		t.Run(category, func(t *testing.T) {
			t.Parallel()
			places, month := offencesByMonth(e, category)
			rng := rand.New(rand.NewPCG(11, 13))
			wrong := 0
			for range maps {
				rng.Shuffle(len(month), func(i, j int) { month[i], month[j] = month[j], month[i] })
				if changes(t, dealt(places, month, len(e.days))) > 0 {
					wrong++
				}
			}
			t.Logf("%d of %d maps have a rising or falling cell", wrong, maps)
			if wrong > most {
				t.Errorf("%d of %d maps on which nothing changes have a rising or falling cell", wrong, maps)
			}
		})
	}
}

// offencesByMonth returns the place of each offence of a category, counted from 0, and
// its month.
func offencesByMonth(e realEssex, category string) (places, months []int) {
	index := map[int]int{}
	for _, c := range e.training(category, 0, len(e.days)).Counts {
		for range int(c.Offences) {
			if _, known := index[c.Cell]; !known {
				index[c.Cell] = len(index)
			}
			places, months = append(places, index[c.Cell]), append(months, c.Month)
		}
	}
	return places, months
}

// dealt returns the counts of each place in each month.
func dealt(places, month []int, months int) [][]float64 {
	var counts [][]float64
	for k, place := range places {
		for place >= len(counts) {
			counts = append(counts, make([]float64, months))
		}
		counts[place][month[k]]++
	}
	return counts
}

// changes returns how many places rise or fall.
func changes(t require, counts [][]float64) (n int) {
	t.Helper()
	for _, p := range emerge(t, counts, 0).Places {
		if p.Shift == hotspot.Rising || p.Shift == hotspot.Falling {
			n++
		}
	}
	return n
}
