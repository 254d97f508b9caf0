package roads

import (
	"math"
	"strings"
	"time"
)

// A cost is what it takes to go along a way: milliseconds in the upper half, and
// decimetres in the lower. So a sum of costs is one addition, of two ways the quicker
// is the lesser, of two that are as quick the shorter, and sums in any order are equal.
type cost uint64

const unreached cost = math.MaxUint64

// newCost returns that of so many metres at a speed in km/h.
func newCost(metres, speed float64) cost {
	return cost(math.Round(metres/speed*3600))<<32 | cost(math.Round(metres*10))
}

func (c cost) time() time.Duration { return time.Duration(c>>32) * time.Millisecond }

func (c cost) metres() float64 { return float64(c&math.MaxUint32) / 10 }

// byLength returns a cost that puts length before time; twice, it is the cost again.
func (c cost) byLength() cost { return c<<32 | c>>32 }

// part returns a share of a cost, 0 to 1, rounded down; of what is not reached no part is.
func (c cost) part(share float64) cost {
	if c == unreached {
		return c
	}
	return cost(float64(c>>32)*share)<<32 | cost(float64(c&math.MaxUint32)*share)
}

// Walking is the pace on foot, km/h.
const Walking = 4.7

// junctionDelay is what a vehicle loses at a junction, on the mean of those where it has
// priority and of those where it turns, gives way or waits.
const junctionDelay = 500 * time.Millisecond

// cost returns what it costs a mode to go so many metres along a street to a junction.
func (s Street) cost(m Modes, metres float64, builtUp bool) cost {
	c := newCost(metres, pace(m, s, builtUp))
	if m.drives() {
		c += cost(junctionDelay/time.Millisecond) << 32
	}
	return c
}

func (m Modes) drives() bool { return m == ByVehicle || m == WithEmergency }

// pace returns how fast a mode goes along a street, km/h. A vehicle goes at 0.9 of the
// limit, which is what traffic leaves of it, as far as the class of the street lets it.
// Where the limit is not known it goes as is usual on that class, and slower on the main
// roads of built-up ground, where limits are low.
func pace(m Modes, s Street, builtUp bool) float64 {
	switch {
	case m == OnFoot && s.Class == "steps":
		return 0.6 * Walking
	case m == OnFoot:
		return Walking
	case m == ByCycle && s.Class == "track":
		return 10
	case m == ByCycle:
		return 15
	}
	d := drives(s.Class)
	speed := d.usual
	switch {
	case s.MaxSpeed > 0:
		speed = min(d.most, 0.9*s.MaxSpeed)
	case builtUp && d.main:
		speed *= 0.8
	}
	if s.Floods {
		speed = min(speed, 20)
	}
	return max(speed, 5)
}

// A drive is how one drives on a class of streets where nothing is in the way.
type drive struct {
	usual float64 // km/h, where the limit is not known
	most  float64 // km/h, however high the limit is
	main  bool    // a road that leads through towns
}

// drives returns how one drives on a class of streets.
func drives(class string) drive {
	class, link := strings.CutSuffix(class, "_link")
	d, is := map[string]drive{
		"motorway":  {105, 105, false},
		"trunk":     {90, 105, true},
		"primary":   {70, 80, true},
		"secondary": {59, 75, true},
		"tertiary":  {48, 64, true},

		"unclassified":  {40, 53, false},
		"residential":   {33, 33, false},
		"road":          {30, 30, false},
		"living_street": {15, 15, false},
		"service":       {15, 15, false},
		"track":         {10, 10, false},
	}[class]
	switch {
	case !is: // a footway that is open to police
		return drive{10, 10, false}
	case link:
		d.usual, d.most = 0.75*d.usual, 0.75*d.most
	}
	return d
}
