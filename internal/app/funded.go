package app

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/study"
	"beatplan/zones"
)

// FundedRequest asks how the areas of kind funded stand that are loaded.
type FundedRequest struct {
	Area     string `json:"area"` // that they lie in
	Group    string `json:"group"`
	From     string `json:"from"` // YYYY-MM; empty: the first month loaded
	To       string `json:"to"`   // YYYY-MM; empty: the last month loaded
	Clock    string `json:"clock"`
	AllHours bool   `json:"all_hours"`
}

// FundedAreas asks for the areas themselves, each with how it stands.
type FundedAreas struct{ FundedRequest }

// A FundedReport says how funded areas stand.
type FundedReport struct {
	Area     study.AreaRef `json:"area"`
	Group    string        `json:"group"`
	From     crime.Month   `json:"from"`
	To       crime.Month   `json:"to"`
	Hours    string        `json:"hours"`
	Places   []FundedPlace `json:"places"`   // by rank
	Offences int           `json:"offences"` // of the area, without those at excluded places
	Inside   int           `json:"inside"`   // funded areas, each once
	Hectares float64       `json:"hectares"` // of the funded areas
	Share    float64       `json:"share"`    // of the offences, that they hold, 0 to 1
	Best     int           `json:"best"`     // offences in the busiest cells anywhere of as many hectares
	Missed   []MissedPlace `json:"missed"`   // the busiest places outside
	Notes    []string      `json:"notes"`
}

// A FundedPlace is one of them.
type FundedPlace struct {
	Code      string             `json:"code"`
	Name      string             `json:"name"`
	Standing  zones.FundedStatus `json:"standing"`
	Rank      int                `json:"rank"` // by offences a hectare
	Offences  int                `json:"offences"`
	Hectares  float64            `json:"hectares"`
	Share     float64            `json:"share"`     // of the area's offences, 0 to 1
	Times     *float64           `json:"times"`     // as many as is usual where offences happen; null: nothing is usual
	TimesLow  *float64           `json:"times_low"` // 95% interval
	TimesHigh *float64           `json:"times_high"`
	Elsewhere int                `json:"elsewhere"` // offences in as many hectares of the busiest cells outside all funded areas
	Trend     hotspot.Shift      `json:"trend"`     // beside the rest of the area
	Largest   string             `json:"largest_point"`
	Sentence  string             `json:"sentence"`
}

// A MissedPlace is a busy place outside of all funded areas.
type MissedPlace struct {
	Name     string    `json:"name"`
	At       orb.Point `json:"at"`
	Offences int       `json:"offences"` // within 75 m
	Hot      int       `json:"months_with_one"`
}

// Funded says of each funded area whether it is still hot, and what as many hectares
// elsewhere hold. The features are the funded areas.
func (a *App) Funded(ctx context.Context, r FundedRequest) (FundedReport, geo.Collection, error) {
	fail := func(err error) (FundedReport, geo.Collection, error) { return FundedReport{}, geo.Collection{}, err }
	c, err := a.ask(ctx, SurfaceRequest{Area: r.Area, Group: r.Group, From: r.From, To: r.To, Clock: r.Clock, AllHours: r.AllHours})
	if err != nil {
		return fail(err)
	}
	places, codes, err := a.fundedIn(ctx, c.Area)
	if err != nil {
		return fail(err)
	}
	in := zones.Input{Months: c.Period.Months(), Settings: zones.StreetRobbery(), Districts: []zones.District{{Code: c.Area.Code, Name: c.Area.Name, Lattice: c.Lattice}}}
	in.Never, in.Kinds = map[string]bool{}, map[string]bool{}
	var never []string
	for _, k := range crime.PlaceKinds() {
		in.Kinds[placeName(k)] = true
		if in.Never[placeName(k)] = k.Role == crime.Never; in.Never[placeName(k)] {
			never = append(never, k.Category)
		}
	}
	if in.Offences, err = a.pointsOf(ctx, &c, never); err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.4); err != nil {
		return fail(err)
	}
	ground, err := zones.Survey(in)
	if err != nil {
		return fail(fault.New(fault.Unprocessable, "%w", err))
	}
	if err := step(ctx, 0.6); err != nil {
		return fail(err)
	}
	if c.Tally.Offences == 0 {
		return fail(fault.New(fault.Unprocessable, "group: no offence of %s in %s, %s", c.Question.Group.Name, c.Area.Name, c.Period))
	}
	settled, err := a.settled(ctx, &c)
	if err != nil {
		return fail(err)
	}
	const missed = 10
	found, err := ground.Funded(places, settled, missed)
	if err != nil {
		return fail(err)
	}
	set := zones.Set{}
	for _, p := range found.Places {
		set.Areas = append(set.Areas, p.Area)
	}
	trends, err := ground.Trends(set)
	if err != nil {
		return fail(err)
	}
	f := FundedReport{
		Area: study.Ref(c.Area), Group: c.Question.Group.Name, From: c.Period.From, To: c.Period.To, Hours: c.Tally.Hours,
		Places: []FundedPlace{}, Offences: found.Offences, Inside: found.Inside, Hectares: round(found.Hectares, 2),
		Share: round(float64(found.Inside)/float64(max(1, found.Offences)), 4), Best: found.Best, Missed: []MissedPlace{}, Notes: append([]string{}, c.Notes...),
	}
	features := geo.Collection{Features: []geo.Feature{}}
	for i, p := range found.Places {
		one := fundedPlace(p, codes[p.Name], trends[i])
		f.Places = append(f.Places, one)
		features.Features = append(features.Features, geo.Feature{ID: one.Code, Geometry: p.Outline, Properties: one})
	}
	for _, s := range found.Missed {
		f.Missed = append(f.Missed, MissedPlace{s.Name, s.At, s.Count, s.Hot})
	}
	about := f
	about.Places = nil
	features.Members = map[string]any{"funded": about}
	return f, features, nil
}

// settled returns the hectares of an area where any offence is recorded in the period.
func (a *App) settled(ctx context.Context, c *study.Study) (float64, error) {
	read, err := a.store.Offences(ctx, c.Lattice, c.Period, nil, crime.Detail{Places: true})
	if err != nil {
		return 0, err
	}
	all := make([]zones.Offence, len(read))
	for i, o := range read {
		all[i].At = *o.At
	}
	return zones.Settled(all)
}

// fundedIn returns the funded areas whose middle lies in an area, and their codes by
// name.
func (a *App) fundedIn(ctx context.Context, area geo.Area) ([]zones.Place, map[string]string, error) {
	all, err := a.store.Areas(ctx, geo.Funded)
	if err != nil {
		return nil, nil, err
	}
	within := geo.NewLocator([]orb.MultiPolygon{area.Land})
	var places []zones.Place
	codes := map[string]string{}
	for _, one := range all {
		if _, in := within.At(geo.Middle(one.Land)); !in {
			continue
		}
		name := one.Name
		if codes[name] != "" {
			name = fmt.Sprintf("%s (%s)", one.Name, one.Code)
		}
		codes[name] = one.Code
		places = append(places, zones.Place{Name: name, Outline: one.Land})
	}
	if len(places) == 0 {
		err = fault.New(fault.Unprocessable, "area: no funded area lies in %s: import them as areas of kind funded", area.Name)
	}
	return places, codes, err
}

// fundedPlace describes a funded area.
func fundedPlace(p zones.Funded, code string, t zones.Trend) FundedPlace {
	one := FundedPlace{
		Code: code, Name: p.Name, Standing: p.Standing, Rank: p.Rank, Offences: p.Count, Hectares: round(p.Hectares, 2),
		Share: round(p.Share, 4), Elsewhere: p.Elsewhere, Trend: t.Change, Largest: p.Top.Name,
	}
	usual := "nothing is usual here"
	if p.Expected > 0 {
		times, low, high := round(float64(p.Count)/p.Expected, 2), round(p.Low, 2), round(p.High, 2)
		one.Times, one.TimesLow, one.TimesHigh = &times, &low, &high
		usual = fmt.Sprintf("%.1f times what is usual where offences happen (%.1f to %.1f)", times, low, high)
	}
	one.Sentence = fmt.Sprintf("%s: %d offences on %.1f ha, %s; as many hectares of the busiest cells outside hold %d", p.Standing, p.Count, p.Hectares, usual, p.Elsewhere)
	return one
}
