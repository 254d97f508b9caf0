package zones

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// Premises are a place that may draw people at night.
type Premises struct {
	At     orb.Point // WGS 84
	Weight float64   // a pub has 1
	Name   string    // empty when unknown
	Street string    // of the address, without the number; empty when unknown
	Town   string    // empty when unknown

	Kind     string // "pub"; empty when unknown
	Terminal string // when the last licensed activity ends: "Fr,Sa 02:00"; empty when unknown
	Register string // whose list it is from; empty: no register's
}

// Weights of premises.
const (
	PubWeight       = 1.0 // pub or bar
	TakeawayWeight  = 0.5 // takeaway, late-night refreshment
	NightclubWeight = 3.0
)

// earthRadius is the mean radius in metres.
const earthRadius = 6_371_008.8

// distance returns metres between positions a few kilometres apart.
func distance(a, b orb.Point) float64 {
	const rad = math.Pi / 180
	dy := (b[1] - a[1]) * rad
	dx := (b[0] - a[0]) * rad * math.Cos((a[1]+b[1])/2*rad)
	return earthRadius * math.Hypot(dx, dy)
}

// A near finds the premises within reach of a position.
type near struct {
	premises []Premises
	index    index
	reach    float64 // metres
}

func newNear(premises []Premises, reach float64) near {
	return near{premises, newIndex(len(premises), func(i int) orb.Point { return premises[i].At }), reach}
}

// weight returns the premises near a position: each counts for its weight at the
// door, and for nothing at the reach.
func (n near) weight(at orb.Point) float64 {
	sum := 0.0
	n.index.within(at, n.reach, func(i int, d float64) {
		sum += n.premises[i].Weight * (1 - d*d/(n.reach*n.reach))
	})
	return sum
}

// An index finds positions near others. It is sorted by latitude.
type index []indexed

type indexed struct {
	at orb.Point
	i  int
}

func newIndex(n int, at func(int) orb.Point) index {
	x := make(index, n)
	for i := range x {
		x[i] = indexed{at(i), i}
	}
	slices.SortStableFunc(x, func(a, b indexed) int { return cmp.Compare(a.at[1], b.at[1]) })
	return x
}

// within calls found for each position at most so many metres away, from south to
// north.
func (x index) within(at orb.Point, metres float64, found func(i int, metres float64)) {
	degrees := metres / earthRadius * 180 / math.Pi * 1.001
	k, _ := slices.BinarySearchFunc(x, at[1]-degrees, func(p indexed, lat float64) int { return cmp.Compare(p.at[1], lat) })
	for ; k < len(x) && x[k].at[1] <= at[1]+degrees; k++ {
		if d := distance(at, x[k].at); d <= metres {
			found(x[k].i, d)
		}
	}
}

// Distinct drops premises that another register has too: of the same name and at
// most 15 metres away. The heavier of the two is kept, with the address that
// either has. Premises without a name are all kept.
func Distinct(premises []Premises) []Premises {
	const same = 15 // metres
	byName := map[string][]int{}
	var kept []Premises
next:
	for _, p := range premises {
		name := strings.ToLower(strings.Join(strings.Fields(p.Name), " "))
		for _, i := range byName[name] {
			if k := &kept[i]; name != "" && distance(k.At, p.At) <= same {
				k.Weight = max(k.Weight, p.Weight)
				k.Street, k.Town = cmp.Or(k.Street, p.Street), cmp.Or(k.Town, p.Town)
				if k.Terminal == "" && p.Terminal != "" { // a licensing register
					k.Terminal, k.Register = p.Terminal, p.Register
				}
				continue next
			}
		}
		byName[name] = append(byName[name], len(kept))
		kept = append(kept, p)
	}
	return kept
}

// Nightclubs returns the points that the public data call Nightclub as premises,
// one a point: for want of a register of licensed premises.
func Nightclubs(offences []Offence) []Premises {
	var clubs []Premises
	seen := map[orb.Point]bool{}
	for _, o := range offences {
		if o.Location == "Nightclub" && !seen[o.At] {
			seen[o.At] = true
			clubs = append(clubs, Premises{At: o.At, Weight: NightclubWeight, Name: "Nightclub", Kind: "nightclub"})
		}
	}
	return clubs
}
