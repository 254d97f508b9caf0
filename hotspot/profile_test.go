package hotspot_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"beatplan/hotspot"
)

// TestProfilesOfMemphis finds the weight that the reference method finds for cells and
// bands of four hours, January to September 2019: 29 offences.
func TestProfilesOfMemphis(t *testing.T) {
	t.Parallel()
	points := goldenTable(t, "hotspot/memphis_points.csv")
	places := map[string]int{}
	var counts [][]float64
	for i, at := range points["local_time"] {
		if at >= "2019-10" {
			continue
		}
		cell := points["h3_r10"][i]
		if _, known := places[cell]; !known {
			places[cell] = len(counts)
			counts = append(counts, make([]float64, 6))
		}
		hour, err := strconv.Atoi(at[len("2019-01-01 "):][:2])
		if err != nil {
			t.Fatal(err)
		}
		counts[places[cell]][hour/4]++
	}
	if _, weight, err := hotspot.Profiles(counts); err != nil || math.Abs(weight-29) > 0.5 {
		t.Errorf("the area's profile weighs %g offences, %v; want 29", weight, err)
	}
}

// TestProfilesFindTheWeight draws places whose profiles differ as much as a known
// weight makes them.
func TestProfilesFindTheWeight(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 8))
	gamma := func(shape int) (sum float64) { // of a whole shape
		for range shape {
			sum += rng.ExpFloat64()
		}
		return sum
	}
	counts := make([][]float64, 600)
	for s := range counts {
		counts[s] = make([]float64, 3)
		parts := []float64{gamma(10), gamma(30), gamma(60)} // a Dirichlet distribution of weight 100
		for range 40 {
			at, h := rng.Float64()*total(parts), 0
			for at > parts[h] {
				at -= parts[h]
				h++
			}
			counts[s][h]++
		}
	}
	if _, weight, err := hotspot.Profiles(counts); err != nil || weight < 70 || weight > 140 {
		t.Errorf("weight %g, %v; want about 100", weight, err)
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		places, bands := rapid.IntRange(1, 6).Draw(t, "places"), rapid.IntRange(1, 5).Draw(t, "bands")
		counts := make([][]float64, places+1) // the last has no offence
		area := make([]float64, bands)
		for s := range counts {
			counts[s] = make([]float64, bands)
			for h := range counts[s] {
				if s < places {
					counts[s][h] = 0.25 + float64(rapid.IntRange(0, 40).Draw(t, "n"))/4
				}
				area[h] += counts[s][h]
			}
		}
		shares, weight, err := hotspot.Profiles(counts)
		if err != nil || !(weight >= 19.99 && weight <= 3000.01) {
			t.Fatalf("weight %g, %v", weight, err)
		}
		for s, share := range shares {
			if math.Abs(total(share)-1) > 1e-9 {
				t.Fatalf("the shares of place %d add up to %g", s, total(share))
			}
			for h := range share {
				own, all := area[h]/total(area), area[h]/total(area)
				if s < places {
					own = counts[s][h] / total(counts[s])
				}
				if share[h] < min(own, all)-1e-9 || share[h] > max(own, all)+1e-9 {
					t.Fatalf("place %d has %g of its offences in band %d; by itself %g, the area %g", s, share[h], h, own, all)
				}
			}
		}
	})
}

func TestProfilesNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, counts := range map[string][][]float64{
		"no offence has a known hour": {{0, 0}, {0, 0}},
		"there is no profile":         nil,
		"place 1 has 1 bands":         {{1, 2}, {3}},
		"place 1 has -2 offences":     {{1, 2}, {3, -2}},
	} {
		if _, _, err := hotspot.Profiles(counts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one of %q", err, want)
		}
	}
}
