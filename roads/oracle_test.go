package roads_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	earth "github.com/paulmach/orb/geo"

	"beatplan/roads"
)

// TestPairs writes 50 pairs of places in Delaware, 0.5 to 6 km apart, and what it takes
// to go from one to the other on foot and by vehicle, for scripts/valhalla.
func TestPairs(t *testing.T) {
	dir := os.Getenv("BEATPLAN_PAIRS")
	if dir == "" {
		t.Skip("BEATPLAN_PAIRS names no directory to write pairs to: scripts/valhalla does")
	}
	streets := delaware(t)
	rows := [][]string{{"mode", "from_lon", "from_lat", "to_lon", "to_lat", "seconds", "metres"}}
	for mode, name := range map[roads.Modes]string{roads.OnFoot: "pedestrian", roads.ByVehicle: "auto"} {
		n, err := roads.NewNetwork(streets, mode)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(7, 7))
		place := func() roads.Place {
			for {
				s := streets[rng.IntN(len(streets))]
				if p, err := n.Place(s.Line[rng.IntN(len(s.Line))]); err == nil && p.Metres < 1 && s.Class != "service" {
					return p
				}
			}
		}
		for pairs := 0; pairs < 50; {
			a, b := place(), place()
			if d := earth.DistanceHaversine(a.At, b.At); d < 500 || d > 6000 {
				continue
			}
			leg := n.Legs([]roads.Place{a, b})[0][1]
			pairs++
			rows = append(rows, []string{
				name, fmt.Sprint(a.At.Lon()), fmt.Sprint(a.At.Lat()), fmt.Sprint(b.At.Lon()), fmt.Sprint(b.At.Lat()),
				fmt.Sprintf("%.1f", leg.Time.Seconds()), fmt.Sprintf("%.1f", leg.Metres),
			})
		}
	}
	file, err := os.Create(filepath.Join(dir, "pairs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(file).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
