package demoshire

import (
	"math"

	"github.com/paulmach/orb"
)

// A noise is a smooth random function of the plane, from -1 to 1, that wavers
// over about scale metres and, octave by octave, over less.
type noise struct {
	seed    uint64
	scale   float64 // metres
	octaves int
}

// at returns the noise at a position in metres: value noise, each octave twice
// as fine as the last and half as strong.
func (n noise) at(p orb.Point) float64 {
	sum, total, strength := 0.0, 0.0, 1.0
	x, y := p[0]/n.scale, p[1]/n.scale
	for octave := range n.octaves {
		sum += strength * wave(n.seed+uint64(octave), x, y)
		total += strength
		x, y, strength = 2*x, 2*y, strength/2
	}
	return sum / total
}

// wave interpolates between random values at whole numbers.
func wave(seed uint64, x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	u, v := smooth(x-x0), smooth(y-y0)
	value := func(dx, dy float64) float64 { return random(seed, int64(x0+dx), int64(y0+dy)) }
	south := value(0, 0)*(1-u) + value(1, 0)*u
	north := value(0, 1)*(1-u) + value(1, 1)*u
	return south*(1-v) + north*v
}

func smooth(t float64) float64 { return t * t * (3 - 2*t) }

// random returns a number from -1 to 1 that depends on its arguments alone
// (the mixing function of SplitMix64; Steele, Lea & Flood 2014).
func random(seed uint64, x, y int64) float64 {
	z := seed*0x9e3779b97f4a7c15 ^ uint64(x)*0xd1342543de82ef95 ^ uint64(y)*0xaf251af3b0f025b5
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return float64(z>>11)/(1<<52) - 1
}
