package hotspot

import (
	"errors"
	"math"

	"beatplan/crime"
)

// A Direction is where hours of the day lie on their circle: 23:00 and 01:00 have
// midnight between them, not noon.
type Direction struct {
	Mean      float64 `json:"mean"`       // hour of the day, 0 to 24
	R         float64 `json:"r"`          // length of the mean: 0 spread evenly, 1 all at one time
	Variance  float64 `json:"variance"`   // 1 − R
	SD        float64 `json:"sd"`         // √(−2 ln R), in hours
	RayleighZ float64 `json:"rayleigh_z"` // n R²
	RayleighP float64 `json:"rayleigh_p"` // of so long a mean, if all hours are alike; for one peak, not for two
}

// Circular returns the direction of hours of the day, 0 to 24. The error says
// why there is none: no hour, or hours that balance each other.
//
// Rayleigh's p is by Zar's approximation (Biostatistical Analysis, 4th ed.,
// eq. 27.4).
func Circular(hours []float64) (Direction, error) {
	var v vector
	for _, h := range hours {
		v.add(h/crime.HoursInDay, 1)
	}
	return v.direction(float64(len(hours)))
}

// A vector adds up points of a circle.
type vector struct{ cos, sin, weight float64 }

// add adds a point at a part of the circle, 0 to 1.
func (v *vector) add(part, weight float64) {
	sin, cos := math.Sincos(2 * math.Pi * part)
	v.cos += weight * cos
	v.sin += weight * sin
	v.weight += weight
}

// direction returns the direction of n points, as which the weights count.
func (v vector) direction(n float64) (Direction, error) {
	if v.weight == 0 {
		return Direction{}, errors.New("no hour has a direction")
	}
	r := min(1, math.Hypot(v.cos, v.sin)/v.weight)
	const balanced = 1e-9 // what rounding leaves of nothing
	if r < balanced {
		return Direction{}, errors.New("the hours balance each other and have no mean")
	}
	mean := math.Atan2(v.sin, v.cos) / (2 * math.Pi) * crime.HoursInDay
	if mean < 0 {
		mean += crime.HoursInDay
	}
	return Direction{
		Mean: mean, R: r, Variance: 1 - r, SD: math.Sqrt(2*math.Abs(math.Log(r))) * crime.HoursInDay / (2 * math.Pi),
		RayleighZ: n * r * r, RayleighP: rayleigh(n, r),
	}, nil
}

// rayleigh returns the chance of a mean of at least length r of n points.
func rayleigh(n, r float64) float64 {
	return min(1, math.Exp(math.Sqrt(1+4*n+4*n*n*(1-r*r))-(1+2*n)))
}
