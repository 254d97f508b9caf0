package roads

import (
	"math"

	"github.com/paulmach/orb"
	earth "github.com/paulmach/orb/geo"
)

// builtUp is how many km of streets a km² of built-up ground has.
const builtUp = 12

// A density is how many metres of streets there are in each cell of a grid, which is fixed
// to the earth, so that a place is as dense whatever else is loaded.
type density map[[2]int]float64

// The cells of the grid, degrees: some 550 m square in Britain.
const (
	cellLon = 0.008
	cellLat = 0.005
)

// newDensity measures the streets that vehicles use to get somewhere: no service roads and
// no tracks.
func newDensity(streets []Street) density {
	d := density{}
	for _, s := range streets {
		if s.Vehicle == 0 || s.Class == "service" || s.Class == "track" {
			continue
		}
		for i := 1; i < len(s.Line); i++ {
			half := earth.DistanceHaversine(s.Line[i-1], s.Line[i]) / 2
			d[cellOf(s.Line[i-1])] += half
			d[cellOf(s.Line[i])] += half
		}
	}
	return d
}

func cellOf(p orb.Point) [2]int {
	return [2]int{int(math.Floor(p.Lon() / cellLon)), int(math.Floor(p.Lat() / cellLat))}
}

// builtUp reports whether the nine cells around a point are built up.
func (d density) builtUp(p orb.Point) bool {
	c, metres := cellOf(p), 0.0
	for x := c[0] - 1; x <= c[0]+1; x++ {
		for y := c[1] - 1; y <= c[1]+1; y++ {
			metres += d[[2]int{x, y}]
		}
	}
	scale := flat(p)
	km2 := 9 * cellLon * scale[0] * cellLat * scale[1] / 1e6
	return metres/1000 > builtUp*km2
}
