package zones

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// SpotRules say what patrol spots of a rare offence are.
type SpotRules struct {
	Radius float64         // metres around its point that a spot takes in
	Apart  float64         // metres between the points of two spots
	Prior  float64         // offences that the expectation is worth against those recorded; above 0
	Least  float64         // score that a spot is kept with, offences in the period
	Most   int             // spots
	Never  map[string]bool // locations that count for nothing: "Prison"
	Kinds  map[string]bool // locations that are kinds of place and no streets
	Retail map[string]bool // locations that are shops: "Supermarket"
}

// PatrolSpots returns the rules for spots of 150 metres across.
func PatrolSpots(most int) SpotRules {
	return SpotRules{Radius: 75, Apart: 150, Prior: 1, Least: 1, Most: most}
}

// A Spot is a place of patrol size.
type Spot struct {
	Rank     int // from 1
	Name     string
	At       orb.Point // the point that it is built around
	Cells    []h3.Cell // resolution 11, ascending; of no other spot
	Outline  orb.MultiPolygon
	Hectares float64

	Count    int     // offences recorded
	Hot      int     // months with one
	Months   int     // of so many
	Expected float64 // offences, from the violence around
	Score    float64 // offences: between the recorded and the expected
	Retail   float64 // share of the offences that are at shops, 0 to 1
	Top      Top     // the point with most of them
}

// Basis says what a spot rests on, naming the offences: "4 robberies in 3 of 9
// months; 1.2 expected from the violence around".
func (s Spot) Basis(one, many string) string {
	noun := many
	if s.Count == 1 {
		noun = one
	}
	return fmt.Sprintf("%d %s in %d of %d months; %.1f expected from the violence around", s.Count, noun, s.Hot, s.Months, s.Expected)
}

// Remarks says what a reader must know of a spot of the public data, whose points
// stand for all addresses around.
func (s Spot) Remarks() (remarks []string) {
	const mostly = 0.5
	if s.Count > 1 && s.Top.Share > mostly {
		remarks = append(remarks, fmt.Sprintf("%d of %d at the public data's point %s, which stands for all addresses around", s.Top.Count, s.Count, s.Top.Name))
	}
	if s.Retail > mostly {
		remarks = append(remarks, "mostly at shops, so probably robbery of businesses or theft with force: a Protect visit in opening hours, not a night patrol")
	}
	return remarks
}

// FindSpots returns the spots of a rare offence, best first. Few places have two,
// so a count ranks little more than chance. The score is the mean of the gamma
// posterior instead: μ·(k + r) / (μ + r), with k the offences recorded within the
// radius, μ those expected from the violence there at the ratio of all the
// offences to all the violence, and r the prior. The cost is that of finding
// neighbours: points times offences within the radius, where these may be best.
func FindSpots(offences, violence []Offence, months int, rules SpotRules) ([]Spot, error) {
	switch {
	case months < 1:
		return nil, fmt.Errorf("%d months: spots are found in at least one", months)
	case !(rules.Radius > 0) || !(rules.Apart >= 0) || !(rules.Prior > 0) || rules.Most < 1:
		return nil, fmt.Errorf("spots of %g m, %g m apart, prior %g, at most %d: radius and prior are above 0, and ask for at least one", rules.Radius, rules.Apart, rules.Prior, rules.Most)
	}
	counted := func(all []Offence) []Offence {
		return slices.DeleteFunc(slices.Clone(all), func(o Offence) bool { return rules.Never[o.Location] })
	}
	offences, violence = counted(offences), counted(violence)
	for i, o := range offences {
		if o.Month < 0 || o.Month >= months {
			return nil, fmt.Errorf("offence %d is of month %d of %d", i, o.Month+1, months)
		}
	}
	if len(offences) == 0 {
		return nil, errors.New("no offence to find spots of")
	}
	ratio := 0.0
	if len(violence) > 0 {
		ratio = float64(len(offences)) / float64(len(violence))
	}
	near := newIndex(len(offences), func(i int) orb.Point { return offences[i].At })
	around := newIndex(len(violence), func(i int) orb.Point { return violence[i].At })
	var spots []Spot
	taken := map[h3.Cell]bool{}
	apart := func(at orb.Point) bool {
		return !slices.ContainsFunc(spots, func(o Spot) bool { return distance(o.At, at) < rules.Apart })
	}
	for r := rank(near, around, ratio, rules); len(spots) < rules.Most; {
		s, found := r.next(apart)
		if !found {
			break
		}
		s.Rank, s.Months = len(spots)+1, months
		if err := s.fill(rules.Radius, taken); err != nil {
			return nil, err
		}
		s.describe(offences, near, rules)
		spots = append(spots, s)
	}
	return spots, nil
}

// fill gives a spot the free cells whose centres lie within the radius.
func (s *Spot) fill(radius float64, taken map[h3.Cell]bool) error {
	const resolution, across = 11, 40 // metres between the centres of two cells, at least
	middle, err := geo.CellAt(s.At, resolution)
	if err != nil {
		return err
	}
	disk, err := middle.GridDisk(int(math.Ceil(radius/across)) + 1)
	if err != nil {
		return fmt.Errorf("around cell %s: %w", middle, err)
	}
	for _, c := range disk {
		centre, err := geo.Centre(c)
		if err != nil {
			return err
		}
		if distance(s.At, centre) > radius || taken[c] {
			continue
		}
		taken[c] = true
		s.Cells = append(s.Cells, c)
		m2, err := h3.CellAreaM2(c)
		if err != nil {
			return fmt.Errorf("area of cell %s: %w", c, err)
		}
		s.Hectares += m2 / squareMetres
	}
	slices.Sort(s.Cells)
	s.Outline, err = geo.Outline(s.Cells)
	return err
}

// describe says what was recorded within a spot's radius.
func (s *Spot) describe(offences []Offence, near index, rules SpotRules) {
	months := map[int]bool{}
	streets, names := map[string]int{}, map[string]int{}
	points := map[orb.Point][]Offence{}
	shops := 0
	near.within(s.At, rules.Radius, func(i int, _ float64) {
		o := offences[i]
		months[o.Month] = true
		names[o.Location]++
		if !rules.Kinds[o.Location] {
			streets[o.Location]++
		}
		if rules.Retail[o.Location] {
			shops++
		}
		points[o.At] = append(points[o.At], o)
	})
	for at, here := range points {
		if n := len(here); n > s.Top.Count || n == s.Top.Count && after(at, s.Top.At) {
			s.Top = Top{Name: tidyName(commonest(here)), At: at, Count: n, Share: float64(n) / float64(s.Count)}
		}
	}
	s.Hot = len(months)
	s.Name = tidyName(cmp.Or(most(streets), most(names)))
	if s.Count > 0 {
		s.Retail = float64(shops) / float64(s.Count)
	}
}

// An Overlap says how much of one offence lies in the spots of another. Busy
// places have both, so the share means something only beside the share in as many
// spots of plain violence.
type Overlap struct {
	Offences  int     `json:"offences"`   // those that are looked for
	Inside    int     `json:"inside"`     // in the spots of the other
	Share     float64 `json:"share"`      // of all, 0 to 1
	ByArea    float64 `json:"by_area"`    // share that the spots' land would hold if offences were spread evenly over settled land
	ByDensity float64 `json:"by_density"` // share that as many spots of violence hold
}

// Verdict says in words what the overlap shows.
func (o Overlap) Verdict() string {
	switch {
	case o.Offences == 0:
		return "no offence to look for"
	case o.Share <= o.ByArea:
		return "no more than chance"
	case !o.beyondDensity():
		return "more than chance, but no more than busy places have: no overlap of the two in particular is shown"
	}
	return "more than busy places have"
}

// beyondDensity reports whether the spots hold more than as many busy places do, by
// more than two counts of this size differ by chance. The spots may share places, so
// that chance is less: the test is on the safe side.
func (o Overlap) beyondDensity() bool {
	const twoSided = 1.96 // 95% of the normal distribution
	inside, busy := float64(o.Inside), o.ByDensity*float64(o.Offences)
	return inside-busy > twoSided*math.Sqrt(inside+busy)
}

// Overlapping measures how many of some offences lie within the radius of spots,
// against even spread over settled hectares and against spots of violence, of
// which there should be as many.
func Overlapping(spots, violence []Spot, offences []Offence, radius, settled float64) (Overlap, error) {
	if len(spots) != len(violence) {
		return Overlap{}, fmt.Errorf("%d spots against %d of violence: compare as many", len(spots), len(violence))
	}
	hectares := 0.0
	for _, s := range spots {
		hectares += s.Hectares
	}
	if !(settled > 0) || settled < hectares {
		return Overlap{}, fmt.Errorf("%g ha of settled land hold %g ha of spots: give more land", settled, hectares)
	}
	o := Overlap{Offences: len(offences), Inside: inside(spots, offences, radius), ByArea: hectares / settled}
	if o.Offences > 0 {
		o.Share = float64(o.Inside) / float64(o.Offences)
		o.ByDensity = float64(inside(violence, offences, radius)) / float64(o.Offences)
	}
	return o, nil
}

// inside returns how many offences lie within the radius of a spot.
func inside(spots []Spot, offences []Offence, radius float64) int {
	at := newIndex(len(spots), func(i int) orb.Point { return spots[i].At })
	n := 0
	for _, o := range offences {
		hit := false
		at.each(o.At, radius, func(indexed, float64) { hit = true })
		if hit {
			n++
		}
	}
	return n
}

// Settled returns the hectares of the cells at resolution 10 with an offence.
func Settled(offences []Offence) (float64, error) {
	seen := map[h3.Cell]bool{}
	hectares := 0.0
	for _, o := range offences {
		c, err := geo.CellAt(o.At, geo.DefaultResolution)
		if err != nil {
			return 0, err
		}
		if seen[c] {
			continue
		}
		seen[c] = true
		m2, err := h3.CellAreaM2(c)
		if err != nil {
			return 0, fmt.Errorf("area of cell %s: %w", c, err)
		}
		hectares += m2 / squareMetres
	}
	return hectares, nil
}
