package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/rtm"
	"beatplan/study"
)

// Calls is what the verbs need to know of calls to the police.
type Calls interface {
	Incidents(ctx context.Context, l geo.Lattice, from, to time.Time, types []string) ([]crime.Incident, error)
}

// SpotsRequest asks for patrol spots. A nil number is its default.
type SpotsRequest struct {
	HotspotRequest
	Spots   *int     `json:"spots"`    // at most
	Area    *float64 `json:"area_m2"`  // of each, at most
	Apart   float64  `json:"apart_m"`  // least distance; 0: none
	Buffer  *float64 `json:"buffer_m"` // around each
	Exclude []string `json:"exclude"`  // categories of site whose surroundings are no spot; nil: the default, empty: none
	Around  *float64 `json:"exclude_within_m"`
	Cells   []string `json:"exclude_cells"` // H3, of the resolution or coarser
	HarmCap *float64 `json:"harm_cap"`
}

const (
	defaultBuffer = 100 // metres, where displacement is looked for
	defaultAround = 100 // metres around what is excluded
	topSpots      = 20  // whose list a spot is looked for in, month by month
	lastWindows   = 12  // months that are looked at
	mostSpots     = 1000
)

// excludedSites are the categories of site at which offences are recorded that
// were committed elsewhere or indoors, where no patrol goes.
func excludedSites() []string {
	return []string{"prison", "hospital", "police-station", "custody-suite"}
}

// PatrolSpots are places of patrol size where offences or harm concentrate.
type PatrolSpots struct {
	Footing
	Settings SpotSettings `json:"settings"`
	Spots    []PatrolSpot `json:"spots"`
	Held     float64      `json:"held"`       // share of the measure that the spots hold, 0 to 1
	AreaHeld float64      `json:"area_share"` // share of the cells, which are of equal size, that they cover, 0 to 1
}

// SpotSettings are what spots were built with.
type SpotSettings struct {
	Spots   int      `json:"spots"`
	Area    float64  `json:"area_m2"`
	Apart   float64  `json:"apart_m"`
	Buffer  float64  `json:"buffer_m"`
	Exclude []string `json:"exclude"`
	Around  float64  `json:"exclude_within_m"`
	Sites   int      `json:"excluded_sites"` // found
	Cells   int      `json:"excluded_cells"`
}

// A PatrolSpot is one place to patrol, or the ring around it.
type PatrolSpot struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind"` // spot, or ring
	Rank      int           `json:"rank"` // by the measure; 1 + how many have more
	Cells     int           `json:"cells"`
	Area      float64       `json:"area_m2"`
	Count     float64       `json:"count"`
	Harm      float64       `json:"harm"`
	ASB       float64       `json:"asb"`       // incidents of anti-social behaviour
	Incidents float64       `json:"incidents"` // calls to the police
	BestHours string        `json:"best_hours"`
	Peak      *hotspot.Peak `json:"peak"`      // null where hours are unknown
	Certainty *float64      `json:"certainty"` // share of the timed offences known to six hours or better; null where none is timed
	InTop     int           `json:"months_in_top_20"`
	Months    int           `json:"months"` // that were looked at
	outline   orb.Geometry
}

// BuildSpots builds patrol spots, which are targets: without what police generate.
// The features are the spots and their rings.
func (a *App) BuildSpots(ctx context.Context, r SpotsRequest) (PatrolSpots, geo.Collection, error) {
	fail := func(err error) (PatrolSpots, geo.Collection, error) { return PatrolSpots{}, geo.Collection{}, err }
	var p PatrolSpots
	var err error
	if p.Settings, err = r.settings(); err != nil {
		return fail(err)
	}
	c, measure, err := a.askSpots(ctx, r)
	if err != nil {
		return fail(err)
	}
	rules := hotspot.SpotRules{Area: p.Settings.Area, Apart: p.Settings.Apart}
	if rules.Barred, err = a.barred(ctx, &c, &p.Settings); err != nil {
		return fail(err)
	}
	if err := barCells(c.Lattice, r.Cells, rules.Barred); err != nil {
		return fail(err)
	}
	p.Settings.Cells = len(rules.Barred)
	all, err := candidates(&c, measure, rules)
	if err != nil {
		return fail(err)
	}
	noteFewer(&c, p.Settings.Spots, all)
	inTop, months := timesInTop(&c, measure, all)
	calls, err := a.calls(ctx, c)
	if err != nil {
		return fail(err)
	}
	values, total := c.Tally.By(measure), 0.0
	for _, v := range values {
		total += v
	}
	p.Spots = []PatrolSpot{}
	var rings []PatrolSpot
	for k, s := range all[:min(p.Settings.Spots, len(all))] {
		spot, ring, err := patrolSpotOf(&c, k, s, measure, calls, p.Settings.Buffer)
		if err != nil {
			return fail(err)
		}
		spot.InTop, spot.Months = inTop[k], months
		if k > 0 && s.Weight == all[k-1].Weight {
			spot.Rank = p.Spots[k-1].Rank
			ring.Rank = spot.Rank
		}
		p.Spots, rings = append(p.Spots, spot), append(rings, ring)
		p.Held += s.Weight / total
		p.AreaHeld += float64(len(s.Cells)) / float64(len(c.Lattice.Cells))
	}
	if tied := tiedWith(all, len(p.Spots)); tied > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%d more spots have as much as the last of these: which of them is listed is by the order of cells", tied))
	}
	if p.Footing, err = a.footing(ctx, c, measure); err != nil {
		return fail(err)
	}
	p.ID = "spots-" + result.Digest(Version, "spots", c.Inputs(), calls, p, rings)
	about := p
	about.Spots = nil
	features := geo.Collection{Members: map[string]any{"spots": about}}
	for _, s := range slices.Concat(p.Spots, rings) {
		if s.outline != nil {
			features.Features = append(features.Features, geo.Feature{ID: s.ID, Geometry: s.outline, Properties: s})
		}
	}
	return p, features, nil
}

// settings reads what spots are to be.
func (r SpotsRequest) settings() (SpotSettings, error) {
	s := SpotSettings{
		Spots: given(r.Spots, topSpots), Area: given(r.Area, hotspot.PatrolSpotArea), Apart: r.Apart,
		Buffer: given(r.Buffer, defaultBuffer), Exclude: r.Exclude, Around: given(r.Around, defaultAround),
	}
	if s.Exclude == nil {
		s.Exclude = excludedSites()
	}
	switch {
	case s.Spots < 1 || s.Spots > mostSpots:
		return s, fault.New(fault.Invalid, "%d spots: ask for 1 to %d", s.Spots, mostSpots)
	case !(s.Area > 0 && s.Area <= 1e7):
		return s, fault.New(fault.Invalid, "spots of %g m²: they have above 0 and at most 10,000,000; %d is usual", s.Area, hotspot.PatrolSpotArea)
	case !(s.Apart >= 0 && s.Apart <= 1e5):
		return s, fault.New(fault.Invalid, "spots %g m apart: 0 or more, at most 100,000; trials take %d", s.Apart, hotspot.TrialDistance)
	case !(s.Buffer >= 0 && s.Buffer <= 2000):
		return s, fault.New(fault.Invalid, "a buffer of %g m: 0 or more, at most 2,000", s.Buffer)
	case !(s.Around >= 0 && s.Around <= 2000):
		return s, fault.New(fault.Invalid, "excluded within %g m: 0 or more, at most 2,000", s.Around)
	}
	return s, nil
}

// given returns what an optional number is, or its default.
func given[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// askSpots counts what a request asks for, on fine cells, with times.
func (a *App) askSpots(ctx context.Context, r SpotsRequest) (study.Study, hotspot.Measure, error) {
	measure, err := amount(r.Measure)
	if err != nil {
		return study.Study{}, "", err
	}
	b, group, err := a.basisOf(ctx, r.surface())
	if err != nil {
		return study.Study{}, "", err
	}
	b.resolution, b.times, b.group = cmp.Or(r.Resolution, spotResolution), true, only(group.Targets())
	c, err := a.count(ctx, b)
	if err == nil {
		err = capHarm(&c, r.HarmCap)
	}
	if err == nil {
		err = takes(&c, given(r.Area, hotspot.PatrolSpotArea))
	}
	return c, measure, err
}

// takes refuses spots of so many square metres that no cell goes into one.
func takes(c *study.Study, area float64) error {
	cell, err := c.Lattice.AreaOf(0)
	if err == nil && cell > area {
		return fault.New(fault.Invalid, "spots of %g m²: a cell of resolution %d has %.0f m² and goes into none; take larger spots (--size, area_m2) or finer cells (--resolution, resolution)", area, c.Lattice.Resolution, cell)
	}
	return err
}

// barred returns the cells around the sites that no spot takes in.
func (a *App) barred(ctx context.Context, c *study.Study, s *SpotSettings) (map[int]bool, error) {
	if len(s.Exclude) == 0 {
		return map[int]bool{}, nil
	}
	sites, err := a.store.Sites(ctx, orbgeo.BoundPad(c.Area.Land.Bound(), s.Around))
	if err != nil {
		return nil, err
	}
	var at []orb.Point
	var grounds []orb.Geometry
	for _, site := range sites {
		if site.At != nil && slices.Contains(s.Exclude, site.Category) {
			at = append(at, *site.At)
			if site.Shape != nil {
				grounds = append(grounds, geo.ShapeToGrid(site.Shape))
			}
		}
	}
	s.Sites = len(at)
	if len(at) == 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("no site of the categories %s is loaded hereabouts: what is recorded there and not committed there cannot be told from the rest", strings.Join(s.Exclude, ", ")))
		return map[int]bool{}, nil
	}
	near, err := hotspot.Near(c.Lattice, at, s.Around)
	if err != nil || len(grounds) == 0 {
		return near, err
	}
	centres, err := c.Lattice.Centres()
	if err != nil {
		return nil, err
	}
	for _, ground := range grounds {
		around := ground.Bound().Pad(s.Around)
		for i, centre := range centres {
			if around.Contains(centre) && rtm.Distance(centre, ground) <= s.Around {
				near[i] = true
			}
		}
	}
	return near, nil
}

// barCells adds the cells of a lattice that lie in some H3 cells, by name.
func barCells(l geo.Lattice, names []string, barred map[int]bool) error {
	for _, name := range names {
		c := h3.CellFromString(name)
		if !c.IsValid() || c.Resolution() > l.Resolution {
			return fault.New(fault.Invalid, "excluded cell %q: name H3 cells of resolution %d or less", name, l.Resolution)
		}
		first, last := geo.Descendants(c, l.Resolution)
		from, _ := l.Index(first)
		for i := from; i < len(l.Cells) && l.Cells[i] <= last; i++ {
			barred[i] = true
		}
	}
	return nil
}

// candidates returns every spot that there is, heaviest first, those on two
// offences or more where any is.
func candidates(c *study.Study, measure hotspot.Measure, rules hotspot.SpotRules) ([]hotspot.Spot, error) {
	values := c.Tally.By(measure)
	all, err := hotspot.Spots(c.Lattice, values, rules, len(values))
	if err != nil {
		return nil, err
	}
	thin := func(s hotspot.Spot) bool { return offencesIn(c, s) < leastSpotOffences }
	switch firm := slices.DeleteFunc(slices.Clone(all), thin); {
	case len(all) == 0:
		return nil, fault.New(fault.Unprocessable, "no offence of group %s to patrol in %s in %s, %s, outside of what is excluded%s",
			c.Question.Group.Name, c.Area.Name, c.Period, c.Tally.Hours, noTargets(c))
	case len(firm) > 0:
		return firm, nil
	}
	c.Notes = append(c.Notes, fmt.Sprintf("no spot has %d offences: these say little of where the next will be; count more months", leastSpotOffences))
	return all, nil
}

// noTargets says what the rule of a target leaves out, and what the data do not say of it.
func noTargets(c *study.Study) (said string) {
	for _, l := range c.Question.Group.LeftOut(c.Lattice, c.Offences) {
		said += fmt.Sprintf("; %d %s are no targets", l.Offences, l.Rule)
	}
	for _, note := range c.UnknownAttributes() {
		said += "; " + note
	}
	return said
}

// noteFewer notes that there are fewer spots than were asked for.
func noteFewer(c *study.Study, asked int, all []hotspot.Spot) {
	if len(all) < asked {
		c.Notes = append(c.Notes, fmt.Sprintf("%s of the %d asked for: no other place holds enough, as far from these and outside of what is excluded", english.Count(float64(len(all)), "spot"), asked))
	}
}

// tiedWith returns how many spots beyond the first n have as much as the last of
// them.
func tiedWith(spots []hotspot.Spot, n int) int {
	tied := 0
	for _, s := range spots[n:] {
		if s.Weight == spots[n-1].Weight {
			tied++
		}
	}
	return tied
}

// timesInTop returns in how many of the last months that are loaded each spot was
// among the first of all, and how many months were looked at.
func timesInTop(c *study.Study, measure hotspot.Measure, spots []hotspot.Spot) ([]int, int) {
	months := study.Within(c.Period, c.Months)
	months = months[max(0, len(months)-lastWindows):]
	spotOf := map[int]int{}
	for k, s := range spots {
		for _, i := range s.Cells {
			spotOf[i] = k
		}
	}
	byMonth := map[crime.Month][]crime.Offence{}
	for _, o := range c.Offences {
		month := crime.MonthOf(o.From.In(c.Question.Zone))
		byMonth[month] = append(byMonth[month], o)
	}
	held := make([][]float64, len(months))
	for m, month := range months {
		held[m] = make([]float64, len(spots))
		for _, o := range hotspot.Outcomes(c.Lattice, byMonth[month], c.Question, c.Weight(measure)) {
			if k, in := spotOf[o.Cell]; in {
				held[m][k] += float64(o.Number) * o.Weight
			}
		}
	}
	return hotspot.TimesInTop(held, topSpots), len(months)
}

// calls returns how many calls to the police there are in each cell, at the hours
// of the clock.
func (a *App) calls(ctx context.Context, c study.Study) (map[int]float64, error) {
	incidents, err := a.store.Incidents(ctx, c.Lattice, c.Period.From.Start(a.zone), (c.Period.To + 1).Start(a.zone), nil)
	if err != nil {
		return nil, err
	}
	clock := c.Question.Clock
	if c.Question.AllHours {
		clock, _ = crime.NamedClock("all")
	}
	calls := map[int]float64{}
	for _, call := range incidents {
		share, _ := clock.Share(crime.Offence{From: call.From, To: call.To, Precision: call.Precision}, a.zone)
		if i, in := c.Lattice.Index(call.Cell); in && share > 0 {
			calls[i] += share
		}
	}
	return calls, nil
}

// patrolSpot describes a spot and the ring around it.
func patrolSpotOf(c *study.Study, k int, s hotspot.Spot, measure hotspot.Measure, calls map[int]float64, buffer float64) (spot, ring PatrolSpot, err error) {
	name := fmt.Sprintf("HS-%03d", k+1)
	around, err := s.Ring(c.Lattice, buffer)
	if err != nil {
		return spot, ring, err
	}
	if buffer == 0 {
		around = nil
	}
	if spot, err = groundOf(c, name, "spot", k, s.Cells, calls); err != nil {
		return spot, ring, err
	}
	if ring, err = groundOf(c, name+"-ring", "ring", k, around, calls); err != nil {
		return spot, ring, err
	}
	times, err := hotspot.TimesOf(c.Lattice.Subset(s.Cells), c.Offences, c.Question, c.Weight(measure))
	switch {
	case errors.Is(err, hotspot.ErrHoursUnknown):
		spot.BestHours = "unknown"
		return spot, ring, nil
	case err != nil:
		return spot, ring, err
	}
	if times.Timed > 0 {
		certain := 1 - times.LongShare
		spot.Certainty = &certain
	}
	switch spot.Peak = times.Peak; {
	case times.Peak == nil:
		spot.BestHours = "none"
	case times.Peak.Clear:
		spot.BestHours = fmt.Sprintf("%02d:00-%02d:00", times.Peak.From, times.Peak.To%24)
	default:
		spot.BestHours = fmt.Sprintf("%02d:00-%02d:00, too few to tell", times.Peak.From, times.Peak.To%24)
	}
	return spot, ring, nil
}

// ground says what there is in some cells.
func groundOf(c *study.Study, id, kind string, k int, cells []int, calls map[int]float64) (PatrolSpot, error) {
	g := PatrolSpot{ID: id, Kind: kind, Rank: k + 1, Cells: len(cells)}
	if len(cells) == 0 {
		return g, nil
	}
	for _, i := range cells {
		area, err := c.Lattice.AreaOf(i)
		if err != nil {
			return g, err
		}
		t := c.Tally.Cells[i]
		g.Area += area
		g.Count, g.Harm, g.ASB, g.Incidents = g.Count+t.Count, g.Harm+t.Harm, g.ASB+t.ASB, g.Incidents+calls[i]
	}
	outline, err := geo.Outline(c.Lattice.Subset(cells).Cells)
	g.outline = outline
	return g, err
}
