package study

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// NearRepeats says whether offences are followed by others near by.
type NearRepeats struct {
	Footing
	Settings RepeatSettings `json:"settings"`
	Dated    int            `json:"dated"`   // offences whose day is known, which take part
	Undated  int            `json:"undated"` // those that take none: month-only, or over 48 hours
	Near     KnoxBand       `json:"near"`    // all pairs within the near distance and the near time together, on which the verdict is
	Bands    []KnoxBand     `json:"bands"`
	Roles    map[string]int `json:"roles"` // offences by role
	Verdict  string         `json:"verdict"`
}

// RepeatSettings are what near repeats were looked for with.
type RepeatSettings struct {
	Metres   []float64 `json:"metres"`
	Days     []int     `json:"days"`
	Near     float64   `json:"near_m"`
	NearDays int       `json:"near_days"`
	Shuffles int       `json:"shuffles"`

	Manhattan bool `json:"manhattan"` // distances of pairs are along the axes of the grid, not as the crow flies

	Seed uint64 `json:"seed"`
}

// bands returns the bands of the edges. Each has its upper edge in it and not its lower one,
// but that of the first: pairs as near as that and as soon are near repeats.
func (s RepeatSettings) bands() hotspot.Bands {
	b := hotspot.Bands{Metres: slices.Clone(s.Metres), Days: slices.Clone(s.Days), Manhattan: s.Manhattan}
	for i := 1; i < len(b.Metres); i++ {
		b.Metres[i] = math.Nextafter(b.Metres[i], math.Inf(1))
	}
	for i := 1; i < len(b.Days); i++ {
		b.Days[i]++
	}
	return b
}

// A KnoxBand is how many pairs of offences are so far and so long apart.
type KnoxBand struct {
	FromM    float64 `json:"from_m"`
	ToM      float64 `json:"to_m"`
	FromDays int     `json:"from_days"`
	ToDays   int     `json:"to_days"`
	Observed int     `json:"observed"`
	Expected float64 `json:"expected"`
	Variance float64 `json:"variance"`
	Ratio    float64 `json:"ratio"`
	Z        float64 `json:"z"`
	P        float64 `json:"p"`
}

// RepeatProperties are those of one offence.
type RepeatProperties struct {
	Day  string `json:"day"` // policing day
	Type string `json:"type"`
	Role string `json:"role"`
}

// table returns what a Knox test found, band by band.
func (s RepeatSettings) table(cells [][]hotspot.KnoxCell) []KnoxBand {
	var bands []KnoxBand
	for m, row := range cells {
		for d, k := range row {
			bands = append(bands, KnoxBand{
				FromM: s.Metres[m], ToM: s.Metres[m+1], FromDays: s.Days[d], ToDays: s.Days[d+1],
				Observed: k.Observed, Expected: k.Expected, Variance: k.Variance, Ratio: k.Ratio, Z: k.Z, P: k.P,
			})
		}
	}
	return bands
}

// Follow counts offences by their role in near repeats, and returns those that have one.
func (n *NearRepeats) Follow(offences []DatedOffence, roles []hotspot.Role) (c geo.Collection) {
	n.Roles = map[string]int{}
	for i, role := range roles {
		name := cmp.Or(string(role), "alone")
		n.Roles[name]++
		if role != hotspot.Alone {
			o := offences[i]
			c.Features = append(c.Features, geo.Feature{
				ID: fmt.Sprintf("offence-%d", i+1), Geometry: o.at, Properties: RepeatProperties{Day: o.day.Format(time.DateOnly), Type: o.kind, Role: name},
			})
		}
	}
	return c
}

// A DatedOffence is an offence whose day is known.
type DatedOffence struct {
	hotspot.Occurrence
	at   orb.Point
	day  time.Time
	kind string
}

// Dated returns the offences of the group on the lattice whose day is known, in order of
// time; the day is that of the middle of their interval. With a clock they are those of
// which at least half is at its hours. It counts the others into n.
func (s *Study) Dated(located []crime.Offence, n *NearRepeats) []DatedOffence {
	clock := s.Question.Clock
	var all []DatedOffence
	matches := s.Question.Group.Matcher()
	for _, o := range located {
		if _, in := s.Lattice.Index(o.Cell); !in || !matches(o) {
			continue
		}
		long := o.Precision == crime.Interval && o.To.Sub(o.From) > longestDay
		if o.Precision == crime.InMonth || long {
			n.Undated += 1 + o.More
			continue
		}
		if share, _ := clock.Share(o, s.Question.Zone); share < 0.5 {
			continue
		}
		middle := o.From
		if o.Precision == crime.Interval {
			middle = o.From.Add(o.To.Sub(o.From) / 2)
		}
		day := crime.PolicingDay(middle.In(s.Question.Zone))
		number := int(time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
		for range 1 + o.More {
			all = append(all, DatedOffence{Occurrence: hotspot.Occurrence{At: geo.ToGrid(*o.At), Day: number}, at: *o.At, day: day, kind: o.Type})
		}
	}
	n.Dated = len(all)
	slices.SortStableFunc(all, func(a, b DatedOffence) int { return cmp.Compare(a.Day, b.Day) })
	return all
}

// verdict says in a sentence what the pairs within the near distance and the near time, all
// together, come to; and how far in the shortest time bands go on having more pairs than
// chance gives. A band in which too few are expected to show anything is passed over.
func (n *NearRepeats) verdict() string {
	const level = 0.05
	near, s := n.Near, n.Settings
	counted := fmt.Sprintf("%s up to %g m and %d days apart, %.1f expected", english.Count(float64(near.Observed), "pair"), s.Near, s.NearDays, near.Expected)
	switch {
	case near.Expected == 0 && near.Observed == 0:
		return fmt.Sprintf("too few to tell: no pair is up to %g m and %d days apart, and none is expected", s.Near, s.NearDays)
	case near.Expected < leastPairs && !(near.P <= level):
		return "too few to tell: " + counted
	case !(near.P <= level && near.Ratio > 1):
		return "no near repeats shown: " + counted + ", no more than chance gives"
	}
	said := fmt.Sprintf("near repeats: %s, %.1f times as many", counted, near.Ratio)
	farthest := 0.0
	for _, b := range n.Bands {
		if b.FromDays != n.Bands[0].FromDays || b.Expected < leastPairs {
			continue
		}
		if !(b.P <= level && b.Ratio > 1) {
			break
		}
		farthest = b.ToM
	}
	if farthest > 0 {
		said += fmt.Sprintf("; within %d days band after band up to %g m", n.Bands[0].ToDays, farthest)
	}
	return said
}

// leastPairs is how many pairs must be expected for their number to show anything.
const leastPairs = 3

// longestDay is the longest interval of an offence that is dated by its middle: a night and
// a day on either side.
const longestDay = 48 * time.Hour

// Test runs the Knox test on dated offences, and returns the role of each. The error is
// [Unanswerable] where the offences or the settings allow no test. The cost is that of
// hotspot.Knox: all pairs of near offences, once for each shuffle. Between is called now
// and then; its error ends the test and is returned as it is.
func (n *NearRepeats) Test(c *Study, offences []DatedOffence, between func() error) ([]hotspot.Role, error) {
	events := make([]hotspot.Occurrence, len(offences))
	for i, o := range offences {
		events[i] = o.Occurrence
	}
	s := n.Settings
	within := RepeatSettings{Metres: []float64{0, s.Near}, Days: []int{0, s.NearDays}, Manhattan: s.Manhattan}
	var cells [2][][]hotspot.KnoxCell
	for i, asked := range []RepeatSettings{s, within} {
		var err error
		cells[i], err = hotspot.Knox(events, asked.bands(), s.Shuffles, rand.New(rand.NewPCG(s.Seed, 0)), between)
		if stopped := between(); stopped != nil {
			return nil, stopped
		}
		if err != nil {
			return nil, unanswerable("group %s in %s, %s: %v", c.Question.Group.Name, c.Area.Name, c.Period, err)
		}
	}
	roles, err := hotspot.NearRepeats(events, s.Near, s.NearDays)
	if err != nil {
		return nil, err
	}
	n.Bands, n.Near = s.table(cells[0]), within.table(cells[1])[0]
	n.Verdict = n.verdict()
	c.Notes = append(c.Notes, fmt.Sprintf("the p-values of the table are not adjusted for there being %d of them: the verdict is on all near pairs together", len(n.Bands)))
	if n.Undated > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%s took no part: the day is not known to 48 hours", english.AboutOffences(float64(n.Undated))))
	}
	return roles, nil
}
