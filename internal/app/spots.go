package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

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
	defaultSpots  = 20
	mostSpots     = 1000
)

// neverCategories are the categories of the kinds of place at which offences of a group
// neither begin nor rank a spot, an area or a plan: one list for all of them.
func neverCategories(g crime.Group) []string {
	var names []string
	for _, k := range crime.NeverPlaces(g) {
		names = append(names, k.Category)
	}
	return names
}

// BuildSpots builds patrol spots, which are targets: without what police generate.
// The features are the spots and their rings.
func (a *App) BuildSpots(ctx context.Context, r SpotsRequest) (study.PatrolSpots, geo.Collection, error) {
	fail := func(err error) (study.PatrolSpots, geo.Collection, error) {
		return study.PatrolSpots{}, geo.Collection{}, err
	}
	var p study.PatrolSpots
	var err error
	if p.Settings, err = r.settings(); err != nil {
		return fail(err)
	}
	c, measure, err := a.askSpots(ctx, r, &p.Settings)
	if err != nil {
		return fail(err)
	}
	rules := hotspot.SpotRules{Area: p.Settings.Area, Apart: p.Settings.Apart}
	if rules.Barred, err = a.barred(ctx, &c, &p.Settings); err != nil {
		return fail(err)
	}
	if err := study.BarCells(c.Lattice, r.Cells, rules.Barred); err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	p.Settings.Cells = len(rules.Barred)
	if err := step(ctx, 0.3); err != nil {
		return fail(err)
	}
	forecast, err := a.spotForecast(ctx, &c, measure, p.Settings.Exclude)
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.7); err != nil {
		return fail(err)
	}
	all, err := c.Candidates(forecast, measure, rules, p.Settings.Spots)
	if err != nil {
		return fail(refused(err))
	}
	c.NoteFewer(p.Settings.Spots, all)
	inTop, months := c.TimesInTop(measure, all)
	calls, err := a.calls(ctx, c)
	if err != nil {
		return fail(err)
	}
	built := all[:min(p.Settings.Spots, len(all))]
	p.Spots = []study.PatrolSpot{}
	var rings []study.PatrolSpot
	for k, s := range built {
		spot, ring, err := c.PatrolSpot(k, s, measure, calls, p.Settings.Buffer)
		if err != nil {
			return fail(err)
		}
		spot.InTop, spot.Months = inTop[k], months
		c.Rest(&spot, s, forecast)
		if k > 0 && s.Weight == all[k-1].Weight {
			spot.Rank = p.Spots[k-1].Rank
			ring.Rank = spot.Rank
		}
		p.Spots, rings = append(p.Spots, spot), append(rings, ring)
	}
	p.Held, p.AreaHeld = held(built, c.Tally.By(measure))
	if err := c.ExpectHours(p.Spots, built); err != nil {
		return fail(err)
	}
	if tied := study.TiedWith(all, len(p.Spots)); tied > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%d more spots expect as much as the last of these: which of them is listed is by the order of cells", tied))
	}
	if p.Footing, err = a.footing(ctx, c, measure); err != nil {
		return fail(err)
	}
	p.ID = "spots-" + result.Digest(Version, "spots", c.Inputs(), calls, p, rings)
	about := p
	about.Spots = nil
	features := geo.Collection{Members: map[string]any{"spots": about}}
	for _, s := range slices.Concat(p.Spots, rings) {
		if s.Outline != nil {
			features.Features = append(features.Features, geo.Feature{ID: s.ID, Geometry: s.Outline, Properties: s})
		}
	}
	return p, features, nil
}

// held returns which shares of what all cells have, and of the cells, are in spots.
func held(spots []hotspot.Spot, values []float64) (share, area float64) {
	total := 0.0
	for _, v := range values {
		total += v
	}
	for _, s := range spots {
		for _, i := range s.Cells {
			share += values[i] / total
		}
		area += float64(len(s.Cells)) / float64(len(values))
	}
	return share, area
}

// settings reads what spots are to be.
func (r SpotsRequest) settings() (study.SpotSettings, error) {
	s := study.SpotSettings{
		Spots: valueOr(r.Spots, defaultSpots), Area: valueOr(r.Area, hotspot.PatrolSpotArea), Apart: r.Apart,
		Buffer: valueOr(r.Buffer, defaultBuffer), Exclude: r.Exclude, Around: valueOr(r.Around, defaultAround),
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

// valueOr returns an optional value, or its default.
func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// askSpots counts what a request asks for, on fine cells, with times and without what is
// recorded at the kinds of place that the settings exclude, which it fills in.
func (a *App) askSpots(ctx context.Context, r SpotsRequest, settings *study.SpotSettings) (study.Study, hotspot.Measure, error) {
	measure, err := amount(r.Measure)
	if err != nil {
		return study.Study{}, "", err
	}
	if err := a.checkSpelling(ctx, members("exclude", r.Exclude), r.Exclude); err != nil {
		return study.Study{}, "", err
	}
	b, group, err := a.basisOf(ctx, r.surface())
	if err != nil {
		return study.Study{}, "", err
	}
	b.resolution, b.times, b.group = cmp.Or(r.Resolution, spotResolution), true, only(group.Targets())
	c, err := a.answerable(a.count(ctx, b))
	if err == nil && settings.Exclude == nil {
		settings.Exclude = neverCategories(c.Question.Group)
	}
	if err == nil {
		err = a.withoutPlaces(ctx, &c, settings.Exclude)
	}
	if err == nil {
		err = capHarm(&c, r.HarmCap)
	}
	if err != nil {
		return c, measure, err
	}
	if err := c.CheckSpotArea(valueOr(r.Area, hotspot.PatrolSpotArea)); err != nil {
		return c, measure, fault.New(fault.Invalid, "%w", err)
	}
	return c, measure, nil
}

// spotForecast learns what the cells of a study, which are those of spots, expect of the
// group in as many days as were counted, without what is recorded at some kinds of place.
// The cells are finer than those of a map, so that it learns on them alone, as plans do.
func (a *App) spotForecast(ctx context.Context, c *study.Study, measure hotspot.Measure, never []string) (*study.Forecast, error) {
	read := *c
	read.Places = len(never) > 0
	months, err := a.monthsOf(ctx, &read, c.Lattice)
	if err != nil {
		return nil, err
	}
	days := 0.0
	for _, d := range months.Days {
		days += d
	}
	f, err := c.Forecast(months.Without(study.AtPlaces(never)), days)
	if err == nil && measure == hotspot.ByHarm {
		err = f.ExpectHarm()
	}
	return f, err
}

// withoutPlaces counts a study anew without the offences that are recorded at some kinds of
// place, by their own words: what is recorded at a police station was committed elsewhere,
// whether or not the station is a site that is loaded. Cells where they outnumber the others
// are barred: a visit there would go to the station for the few beside it.
func (a *App) withoutPlaces(ctx context.Context, c *study.Study, never []string) error {
	if len(never) == 0 {
		return nil
	}
	offences, err := a.store.Offences(ctx, c.Lattice, c.Period, c.Types, crime.Detail{Times: c.Times, Places: true})
	if err != nil {
		return err
	}
	offences = crime.WithoutHours(offences, c.Heaps, a.zone)
	matches, left, out := c.Question.Group.Matcher(), study.AtPlaces(never), 0
	more := map[int]int{} // cell → offences there at such places beyond the others
	kept := slices.DeleteFunc(offences, func(o crime.Offence) bool {
		atPlace, n := left(o), 1+o.More
		switch i, inside := c.Lattice.Index(o.Cell); {
		case !inside || !matches(o):
		case atPlace:
			more[i], out = more[i]+n, out+n
		default:
			more[i] -= n
		}
		return atPlace
	})
	if out == 0 {
		return nil
	}
	tally, err := hotspot.Count(c.Lattice, kept, c.Question)
	if err != nil {
		return refused(err)
	}
	c.Offences, c.Tally = kept, tally
	maps.DeleteFunc(more, func(_, n int) bool { return n <= 0 })
	c.Barred = map[int]bool{}
	for i := range more {
		c.Barred[i] = true
	}
	c.Note("%s recorded at places that are never ranked (%s): not counted", english.Count(float64(out), "offence"), strings.Join(never, ", "))
	return nil
}

// barred returns the cells that no spot takes in: those that the count bars, and those around
// the sites.
func (a *App) barred(ctx context.Context, c *study.Study, s *study.SpotSettings) (map[int]bool, error) {
	barred := map[int]bool{}
	maps.Copy(barred, c.Barred)
	if len(s.Exclude) == 0 {
		return barred, nil
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
		return barred, nil
	}
	near, err := hotspot.Near(c.Lattice, at, s.Around)
	maps.Copy(barred, near)
	if err != nil || len(grounds) == 0 {
		return barred, err
	}
	centres, err := c.Lattice.Centres()
	if err != nil {
		return nil, err
	}
	for _, ground := range grounds {
		around := ground.Bound().Pad(s.Around)
		for i, centre := range centres {
			if around.Contains(centre) && rtm.Distance(centre, ground) <= s.Around {
				barred[i] = true
			}
		}
	}
	return barred, nil
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
