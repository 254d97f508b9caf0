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

// few reports whether a weight of premises near is too little for a night-time economy.
func (s Settings) few(weight float64) bool { return weight < s.LeastPremises }

// An index finds positions near others: bands of latitude, each sorted by longitude.
type index map[int][]indexed

type indexed struct {
	at orb.Point
	i  int
}

// bandDegrees is how high a band is: some 80 metres.
const bandDegrees = 0.0007

func bandOf(latitude float64) int { return int(math.Floor(latitude / bandDegrees)) }

func newIndex(n int, at func(int) orb.Point) index {
	x := index{}
	for i := range n {
		p := at(i)
		x[bandOf(p[1])] = append(x[bandOf(p[1])], indexed{p, i})
	}
	for _, band := range x {
		slices.SortFunc(band, func(a, b indexed) int { return cmp.Or(cmp.Compare(a.at[0], b.at[0]), cmp.Compare(a.i, b.i)) })
	}
	return x
}

// reach returns how many degrees of latitude and of longitude so many metres are at most.
func reach(latitude, metres float64) (up, along float64) {
	const rad = math.Pi / 180
	up = metres / earthRadius / rad * 1.001
	return up, up / max(math.Cos((math.Abs(latitude)+up)*rad), 0.01)
}

// each calls found for each position at most so many metres away, in no order.
func (x index) each(at orb.Point, metres float64, found func(p indexed, metres float64)) {
	up, along := reach(at[1], metres)
	for band := bandOf(at[1] - up); band <= bandOf(at[1]+up); band++ {
		row := x[band]
		k, _ := slices.BinarySearchFunc(row, at[0]-along, func(p indexed, longitude float64) int { return cmp.Compare(p.at[0], longitude) })
		for ; k < len(row) && row[k].at[0] <= at[0]+along; k++ {
			if d := distance(at, row[k].at); d <= metres {
				found(row[k], d)
			}
		}
	}
}

// within calls found for each position at most so many metres away, from south to
// north.
func (x index) within(at orb.Point, metres float64, found func(i int, metres float64)) {
	type hit struct {
		indexed
		metres float64
	}
	var hits []hit
	x.each(at, metres, func(p indexed, metres float64) { hits = append(hits, hit{p, metres}) })
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.at[1], b.at[1]), cmp.Compare(a.i, b.i)) })
	for _, h := range hits {
		found(h.i, h.metres)
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
