package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/study"
	"beatplan/zones"
)

// OverlapRequest asks how much of one offence group lies in the hotspots of another, and
// the other way round.
type OverlapRequest struct {
	Area  string `json:"area"`
	A     string `json:"a"` // offence groups
	B     string `json:"b"`
	From  string `json:"from"`  // YYYY-MM; empty: the first month loaded
	To    string `json:"to"`    // YYYY-MM; empty: the last month loaded
	Spots int    `json:"spots"` // hotspots of each; 0: 40
}

// OverlapPlaces asks for the places of an overlap instead.
type OverlapPlaces struct{ OverlapRequest }

// An OverlapReport is the answer: each group in the hotspots of the other, against the
// land that these take and against as many busy places.
type OverlapReport struct {
	Area    study.AreaRef `json:"area"`
	From    crime.Month   `json:"from"`
	To      crime.Month   `json:"to"`
	A       OverlapGroup  `json:"a"`
	B       OverlapGroup  `json:"b"`
	Spots   int           `json:"spots"`    // hotspots of each group, and busy places
	Radius  float64       `json:"radius_m"` // of each
	Settled float64       `json:"settled_ha"`
	Density string        `json:"density"` // what busy places were found by
	AInB    OverlapShare  `json:"a_in_b"`
	BInA    OverlapShare  `json:"b_in_a"`
	Notes   []string      `json:"notes"`
}

// An OverlapGroup is one of the groups.
type OverlapGroup struct {
	Group    string `json:"group"`
	Version  int    `json:"version"`
	Offences int    `json:"offences"` // with a position, without those at excluded places
	Label    string `json:"label"`    // how its figures must be labelled; empty: as they are
}

// name returns the group's name with its label.
func (g OverlapGroup) name() string {
	if g.Label != "" {
		return g.Group + " (" + g.Label + ")"
	}
	return g.Group
}

// An OverlapShare is how much of one group lies in the hotspots of the other.
type OverlapShare struct {
	zones.Overlap
	TimesArea    *float64 `json:"times_area"`    // as much as by area; null: by area none
	TimesDensity *float64 `json:"times_density"` // as much as in busy places; null: these have none
	Sentence     string   `json:"sentence"`
}

// whereOfficersSearched labels what police find by searching.
const whereOfficersSearched = "where officers searched"

// An OverlapSpot is one of the hotspots of an overlap, or one of the busy places.
type OverlapSpot struct {
	Of       string    `json:"of"`   // a, b or busy
	Name     string    `json:"name"` // the group's with its label, or what busy places were found by
	Rank     int       `json:"rank"`
	Place    string    `json:"place"`
	At       orb.Point `json:"at"`
	Offences int       `json:"offences"` // of its group, within the radius
	Hot      int       `json:"months_with_one"`
	Shared   bool      `json:"shared"` // of a and b: it overlaps a hotspot of the other group
}

// Overlap says how much of each of two groups lies in the hotspots of the other. Both have
// as many hotspots, of 75 m; so do the busy places that they are held against, by violence,
// public order and damage that belong to neither group. The features are these places, each
// an [OverlapSpot].
func (a *App) Overlap(ctx context.Context, r OverlapRequest) (OverlapReport, geo.Collection, error) {
	var o OverlapReport
	fail := func(err error) (OverlapReport, geo.Collection, error) { return o, geo.Collection{}, err }
	const most, usual = 1000, 40
	switch {
	case r.A == r.B:
		return fail(fault.New(fault.Unprocessable, "b: %s overlaps itself wholly: name another group", r.B))
	case r.Spots < 0 || r.Spots > most:
		return fail(fault.New(fault.Unprocessable, "spots %d: 1 to %d, or 0 for %d", r.Spots, most, usual))
	}
	second, err := a.group(ctx, r.B)
	if err != nil {
		return fail(err)
	}
	c, err := a.ask(ctx, SurfaceRequest{Area: r.Area, Group: r.A, From: r.From, To: r.To, AllHours: true})
	if err != nil {
		return fail(err)
	}
	first := c.Question.Group
	read, err := a.store.Offences(ctx, c.Lattice, c.Period, nil, crime.Detail{Times: true, Places: true})
	if err == nil {
		err = step(ctx, 0.2)
	}
	if err != nil {
		return fail(err)
	}
	rules := overlapRules(cmp.Or(r.Spots, usual))
	parts, density := a.parted(&c, read, first, second, rules)
	o = OverlapReport{
		Area: study.Ref(c.Area), From: c.Period.From, To: c.Period.To, Radius: rules.Radius, Density: density, Notes: append([]string{}, c.Loaded.Notes(c.Period)...),
		A: OverlapGroup{first.Name, first.Version, len(parts.a), searched(read, first)}, B: OverlapGroup{second.Name, second.Version, len(parts.b), searched(read, second)},
	}
	spots, err := o.measure(ctx, parts, c.Period.Months(), rules)
	if err != nil {
		return fail(err)
	}
	return o, geo.Collection{Members: map[string]any{"overlap": o}, Features: o.features(spots)}, nil
}

// features returns the places of an overlap: the busy ones first, so that hotspots are
// drawn over them.
func (o OverlapReport) features(spots overlapSpots) []geo.Feature {
	all := []geo.Feature{}
	add := func(of, name string, places, others []zones.Spot) {
		for _, s := range places {
			spot := OverlapSpot{Of: of, Name: name, Rank: s.Rank, Place: s.Name, At: s.At, Offences: s.Count, Hot: s.Hot}
			spot.Shared = slices.ContainsFunc(others, func(t zones.Spot) bool { return orbgeo.Distance(s.At, t.At) < 2*o.Radius })
			all = append(all, geo.Feature{ID: fmt.Sprintf("%s-%d", of, s.Rank), Geometry: s.Outline, Properties: spot})
		}
	}
	add("busy", o.Density, spots.busy, nil)
	add("a", o.A.name(), spots.a, spots.b)
	add("b", o.B.name(), spots.b, spots.a)
	return all
}

// overlapRules are the rules for the hotspots of an overlap: as many as are asked for,
// however thin.
func overlapRules(spots int) zones.SpotRules {
	rules := zones.PatrolSpots(spots)
	const any = 1e-9
	rules.Least = any
	rules.Never, rules.Kinds = map[string]bool{}, map[string]bool{}
	for _, k := range crime.PlaceKinds() {
		rules.Kinds[placeName(k)] = true
		rules.Never[placeName(k)] = k.Role == crime.Never
	}
	return rules
}

// overlapSpots are the hotspots of both groups, and as many busy places.
type overlapSpots struct{ a, b, busy []zones.Spot }

// overlapParts are the offences of an area by what they are to an overlap.
type overlapParts struct{ a, b, busy, all []zones.Offence }

// parted parts offences: those of each group, and those that tell busy places, which the
// second result names. Offences at places that never count are left out.
func (a *App) parted(c *study.Study, read []crime.Offence, first, second crime.Group, rules zones.SpotRules) (overlapParts, string) {
	var p overlapParts
	var rest []zones.Offence
	isFirst, isSecond := first.Matcher(), second.Matcher()
	busy := crime.Group{Types: []string{"Violence and sexual offences", "Public order", "Criminal damage and arson"}}.Matcher()
	for _, o := range read {
		location := crime.Street(o.Location)
		if k, found := crime.KindAt(location, o.Place); found && k.Role == crime.Never {
			location = placeName(k)
		}
		if rules.Never[location] || o.Type == crime.AntiSocialBehaviour {
			continue
		}
		month := int(crime.MonthOf(o.From.In(a.zone)) - c.Period.From)
		point := zones.Offence{At: *o.At, Location: location, Month: min(max(month, 0), c.Period.Months()-1)}
		for range 1 + o.More {
			p.all = append(p.all, point)
			inFirst, inSecond := isFirst(o), isSecond(o)
			if inFirst {
				p.a = append(p.a, point)
			}
			if inSecond {
				p.b = append(p.b, point)
			}
			switch {
			case inFirst || inSecond || crime.PoliceGenerated(o.Type):
			case busy(o):
				p.busy = append(p.busy, point)
			default:
				rest = append(rest, point)
			}
		}
	}
	if len(p.busy) > 0 {
		return p, "violence, public order and damage that belong to neither group"
	}
	p.busy = rest
	return p, "all other recorded offences"
}

// searched returns the label of a group that is mostly what police find by searching.
func searched(read []crime.Offence, g crime.Group) string {
	matches := g.Matcher()
	all, generated := 0, 0
	for _, o := range read {
		if !matches(o) {
			continue
		}
		all += 1 + o.More
		if crime.PoliceGenerated(o.Type) || slices.Contains(o.Flags, crime.FlagPoliceGenerated) {
			generated += 1 + o.More
		}
	}
	if 2*generated > all {
		return whereOfficersSearched
	}
	return ""
}

// measure finds the hotspots and measures how they overlap.
func (o *OverlapReport) measure(ctx context.Context, p overlapParts, months int, rules zones.SpotRules) (spots overlapSpots, err error) {
	found := []*[]zones.Spot{&spots.a, &spots.b, &spots.busy}
	for i, one := range []struct {
		field, name string
		offences    []zones.Offence
	}{{"a", o.A.Group, p.a}, {"b", o.B.Group, p.b}, {"a", o.Density, p.busy}} {
		if len(one.offences) == 0 {
			return spots, fault.New(fault.Unprocessable, "%s: no offence of %s in %s, %s to %s", one.field, one.name, o.Area.Name, o.From, o.To)
		}
		if *found[i], err = zones.FindSpots(one.offences, p.busy, months, rules); err != nil {
			return spots, fault.New(fault.Unprocessable, "%s: %w", one.field, err)
		}
		if err := step(ctx, 0.4+0.2*float64(i)); err != nil {
			return spots, err
		}
	}
	o.Spots = min(len(spots.a), len(spots.b), len(spots.busy))
	if o.Spots < rules.Most {
		o.Notes = append(o.Notes, fmt.Sprintf("there are only %d places apart to compare, of the %d asked for", o.Spots, rules.Most))
	}
	for _, s := range found {
		*s = (*s)[:o.Spots]
	}
	settled, err := zones.Settled(p.all)
	if err != nil {
		return spots, err
	}
	o.Settled = round(settled, 1)
	if o.AInB, err = shareIn(o.A, o.B, spots.b, spots.busy, p.a, rules.Radius, settled); err != nil {
		return spots, err
	}
	if o.BInA, err = shareIn(o.B, o.A, spots.a, spots.busy, p.b, rules.Radius, settled); err != nil {
		return spots, err
	}
	for _, g := range []OverlapGroup{o.A, o.B} {
		if g.Label != "" {
			o.Notes = append(o.Notes, fmt.Sprintf("%s is found by searching: its figures say %s, not where such offences are", g.Group, g.Label))
		}
	}
	return spots, nil
}

// shareIn measures how much of one group lies in the hotspots of another.
func shareIn(of, in OverlapGroup, spots, busy []zones.Spot, offences []zones.Offence, radius, settled float64) (OverlapShare, error) {
	found, err := zones.Overlapping(spots, busy, offences, radius, settled)
	if err != nil {
		return OverlapShare{}, fault.New(fault.Unprocessable, "spots: %w", err)
	}
	s := OverlapShare{Overlap: found, TimesArea: times(found.Share, found.ByArea), TimesDensity: times(found.Share, found.ByDensity)}
	s.Sentence = fmt.Sprintf("%.1f%% of %s (%d of %d) lies in the hotspots of %s; %.1f%% by area alone, %.1f%% in as many busy places: %s",
		100*found.Share, of.name(), found.Inside, found.Offences, in.name(), 100*found.ByArea, 100*found.ByDensity, found.Verdict())
	s.Share, s.ByArea, s.ByDensity = round(s.Share, 5), round(s.ByArea, 5), round(s.ByDensity, 5)
	return s, nil
}

// times returns how many times as much one share is as another, nil where that is none.
func times(share, other float64) *float64 {
	if other <= 0 {
		return nil
	}
	t := round(share/other, 2)
	return &t
}
