package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// RepeatsRequest asks whether offences near in space are near in time as well. A nil
// number is its default.
type RepeatsRequest struct {
	HotspotRequest
	Metres   []float64 `json:"metres"`    // edges of the bands of distance; nil: the default
	Days     []int     `json:"days"`      // edges of the bands of time; nil: the default
	Near     *float64  `json:"near_m"`    // how near a near repeat is
	NearDays *int      `json:"near_days"` // and how soon
	Shuffles *int      `json:"shuffles"`
	Seed     *uint64   `json:"seed"`
}

const (
	defaultNear     = 200 // metres
	defaultNearDays = 14
	defaultShuffles = 999
	defaultSeed     = 1
	mostShuffles    = 99_999
	// longestDay is how long an interval may be whose day still is one: the night
	// and a day on either side.
	longestDay = 48 * time.Hour
)

func defaultMetres() []float64 { return []float64{0, 1, 100, 200, 400, 800} }
func defaultDays() []int       { return []int{0, 3, 7, 14, 28} }

// NearRepeats says whether offences are followed by others near by.
type NearRepeats struct {
	study.Footing
	Settings RepeatSettings `json:"settings"`
	Dated    int            `json:"dated"`   // offences whose day is known, which take part
	Undated  int            `json:"undated"` // those that take none: month-only, or over 48 hours
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
	Seed     uint64    `json:"seed"`
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

// repeatProperties are those of one offence.
type repeatProperties struct {
	Day  string `json:"day"` // policing day
	Type string `json:"type"`
	Role string `json:"role"`
}

// FindRepeats tests an area's offences for near repeats. The features are those
// that begin or follow one.
func (a *App) FindRepeats(ctx context.Context, r RepeatsRequest) (NearRepeats, geo.Collection, error) {
	fail := func(err error) (NearRepeats, geo.Collection, error) { return NearRepeats{}, geo.Collection{}, err }
	n := NearRepeats{Settings: r.settings()}
	bands := hotspot.Bands{Metres: n.Settings.Metres, Days: n.Settings.Days}
	if err := bands.Validate(); err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	if n.Settings.Shuffles < 1 || n.Settings.Shuffles > mostShuffles {
		return fail(fault.New(fault.Invalid, "%d shuffles: ask for 1 to %d", n.Settings.Shuffles, mostShuffles))
	}
	if err := countsAlone(r.Measure, "near repeats are pairs of offences, whatever their harm; ask for the count"); err != nil {
		return fail(err)
	}
	if r.AllHours {
		return fail(noAllHours("near repeats need the day of each offence"))
	}
	b, group, err := a.basisOf(ctx, r.surface())
	if err != nil {
		return fail(err)
	}
	b.times, b.dated = true, true
	c, err := a.count(ctx, b)
	if err != nil && !errors.Is(err, hotspot.ErrHoursUnknown) {
		return fail(err)
	}
	located, err2 := a.located(ctx, c)
	if err2 != nil {
		return fail(err2)
	}
	offences := datedOf(&c, located, &n)
	if n.Dated == 0 && n.Undated > 0 {
		return fail(fault.New(fault.Unprocessable, "group %s in %s, %s: only months are known, and near repeats need the day of each offence; import an export of the records system, which has them", group.Name, b.area.Name, c.Period))
	}
	events := make([]hotspot.Occurrence, len(offences))
	for i, o := range offences {
		events[i] = o.Occurrence
	}
	cells, err := hotspot.Knox(events, bands, n.Settings.Shuffles, rand.New(rand.NewPCG(n.Settings.Seed, 0)))
	if err != nil {
		return fail(fault.New(fault.Unprocessable, "group %s in %s, %s: %w", group.Name, b.area.Name, c.Period, err))
	}
	roles, err := hotspot.NearRepeats(events, n.Settings.Near, n.Settings.NearDays)
	if err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	n.Bands = n.Settings.table(cells)
	n.Verdict = verdictOn(n.Bands)
	if n.Undated > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%s took no part: the day is not known to 48 hours", english.AboutOffences(float64(n.Undated))))
	}
	if n.Footing, err = a.footing(ctx, c, hotspot.ByCount); err != nil {
		return fail(err)
	}
	features := n.follow(offences, roles)
	n.ID = "repeats-" + result.Digest(Version, "repeats", c.Inputs(), n)
	features.Members, features.Blank = map[string]any{"repeats": n}, repeatProperties{}
	return n, features, nil
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

// follow counts offences by their role, and returns those that have one.
func (n *NearRepeats) follow(offences []dated, roles []hotspot.Role) (c geo.Collection) {
	n.Roles = map[string]int{}
	for i, role := range roles {
		name := cmp.Or(string(role), "alone")
		n.Roles[name]++
		if role != hotspot.Alone {
			o := offences[i]
			c.Features = append(c.Features, geo.Feature{
				ID: fmt.Sprintf("offence-%d", i+1), Geometry: o.at, Properties: repeatProperties{Day: o.day.Format(time.DateOnly), Type: o.kind, Role: name},
			})
		}
	}
	return c
}

// settings fills in the defaults.
func (r RepeatsRequest) settings() RepeatSettings {
	s := RepeatSettings{
		Metres: r.Metres, Days: r.Days, Near: given(r.Near, defaultNear), NearDays: given(r.NearDays, defaultNearDays),
		Shuffles: given(r.Shuffles, defaultShuffles), Seed: given(r.Seed, defaultSeed),
	}
	if s.Metres == nil {
		s.Metres = defaultMetres()
	}
	if s.Days == nil {
		s.Days = defaultDays()
	}
	return s
}

// dated is an offence whose day is known.
type dated struct {
	hotspot.Occurrence
	at   orb.Point
	day  time.Time
	kind string
}

// dated returns the offences of a count's group on its lattice whose day is known,
// by that of the middle of their interval, in order of time. With a clock they are
// those of which half or more is at its hours.
func datedOf(c *study.Study, located []crime.Offence, n *NearRepeats) []dated {
	clock := c.Question.Clock
	var all []dated
	matches := c.Question.Group.Matcher()
	for _, o := range located {
		if _, in := c.Lattice.Index(o.Cell); !in || !matches(o) {
			continue
		}
		long := o.Precision == crime.Interval && o.To.Sub(o.From) > longestDay
		if o.Precision == crime.InMonth || long {
			n.Undated += 1 + o.More
			continue
		}
		if share, _ := clock.Share(o, c.Question.Zone); share < 0.5 {
			continue
		}
		middle := o.From
		if o.Precision == crime.Interval {
			middle = o.From.Add(o.To.Sub(o.From) / 2)
		}
		day := crime.PolicingDay(middle.In(c.Question.Zone))
		number := int(time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
		for range 1 + o.More {
			all = append(all, dated{Occurrence: hotspot.Occurrence{At: geo.ToGrid(*o.At), Day: number}, at: *o.At, day: day, kind: o.Type})
		}
	}
	n.Dated = len(all)
	slices.SortStableFunc(all, func(a, b dated) int { return cmp.Compare(a.Day, b.Day) })
	return all
}

// verdictOn says in a sentence what a table of near repeats comes to: how far, in
// the shortest time, pairs are more than chance gives without a break.
func verdictOn(bands []KnoxBand) string {
	const level = 0.05
	var most *KnoxBand
	for i, b := range bands {
		soon := b.FromDays == bands[0].FromDays
		if soon && b.Expected > 0 && !(b.P <= level && b.Ratio > 1) {
			break
		}
		if soon && b.Expected > 0 {
			most = &bands[i]
		}
	}
	if most == nil {
		return fmt.Sprintf("no near repeats: within %g m and %d days there are no more pairs than chance gives, or too few to tell", bands[0].ToM, bands[0].ToDays)
	}
	return fmt.Sprintf("near repeats: pairs up to %g m and less than %d days apart are more than chance gives, at the farthest of these distances %.1f times as many", most.ToM, most.ToDays, most.Ratio)
}
