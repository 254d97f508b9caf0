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

// junctionDelay is what a vehicle loses at a junction, where it slows down: so streets of a
// town, which have many, are slower than those of the country.
const junctionDelay = time.Second

// cost returns what it costs a mode to go so many metres along a street to a junction.
func (s Street) cost(m Modes, metres float64) cost {
	c := newCost(metres, pace(m, s))
	if m == ByVehicle || m == WithEmergency {
		c += cost(junctionDelay/time.Millisecond) << 32
	}
	return c
}

// pace returns how fast a mode goes along a street, km/h. A vehicle goes as fast as is
// usual on streets of that class in Britain, and no faster than 0.9 of the limit, which
// is what traffic and junctions leave of it.
func pace(m Modes, s Street) float64 {
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
	speed := classSpeed(s.Class)
	if s.MaxSpeed > 0 {
		speed = min(speed, 0.9*s.MaxSpeed)
	}
	if s.Floods {
		speed = min(speed, 20)
	}
	return max(speed, 5)
}

// classSpeed returns how fast one drives on a class of streets where nothing is in the
// way, km/h.
func classSpeed(class string) float64 {
	class, link := strings.CutSuffix(class, "_link")
	speed := map[string]float64{
		"motorway": 105, "trunk": 90, "primary": 70, "secondary": 59, "tertiary": 48,
		"unclassified": 40, "residential": 33, "living_street": 15, "service": 15, "road": 30, "track": 10,
	}[class]
	switch {
	case speed == 0: // a footway that is open to police
		return 10
	case link:
		return 0.75 * speed
	}
	return speed
}
