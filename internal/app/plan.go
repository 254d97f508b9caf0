package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/planner"
	"beatplan/study"
)

const (
	// spotResolution is fine enough to build patrol spots of cells of 1,900 m².
	spotResolution = 11
	// leastSpotOffences is how many offences make a spot firm: one alone, however
	// harmful, says little of the next. So more spots are looked at than wanted, and
	// thin ones taken only where there are not enough others.
	leastSpotOffences = 2
	thinSpots         = 4
	// leastSpots is how many spots a plan looks at: those of Essex's own trial.
	leastSpots = 20
	// spotsPerUnit is more than a unit can see in a shift.
	spotsPerUnit = 8
	// engagementsPerUnit is how many sites each unit is to call at.
	engagementsPerUnit = 2
	// monthsAhead is how far ahead of the offences loaded a plan may be.
	monthsAhead = 24
)

// PlanRequest asks for a Patrol and Engagement Plan.
type PlanRequest struct {
	Area      string `json:"area"`
	Operation string `json:"operation"`
	Date      string `json:"date"`  // YYYY-MM-DD, on which the shift begins
	Shift     string `json:"shift"` // HH:MM-HH:MM, may run past midnight
	Units     int    `json:"units"`
	Mode      string `json:"mode"`   // empty: vehicle
	Preset    string `json:"preset"` // empty: koper
	From      string `json:"from"`
	To        string `json:"to"`
	Seed      int64  `json:"seed"`
}

// A Plan says what a Patrol and Engagement Plan is and what it rests on, without
// its routes and stops.
type Plan struct {
	ID           string          `json:"id"`
	Area         AreaRef         `json:"area"`
	Operation    string          `json:"operation"`
	Group        string          `json:"group"`
	GroupVersion int             `json:"group_version"`
	From         crime.Month     `json:"from"`
	To           crime.Month     `json:"to"`
	Hours        string          `json:"hours"`
	Surface      string          `json:"surface"` // the counts that its harm was read from
	Date         string          `json:"date"`
	Shift        string          `json:"shift"`
	Units        int             `json:"units"`
	Mode         planner.Mode    `json:"mode"`
	Preset       string          `json:"preset"`
	Seed         int64           `json:"seed"`
	Travel       string          `json:"travel"`
	Metrics      planner.Metrics `json:"metrics"`
	Notes        []string        `json:"notes"`

	Decision *result.Decision `json:"decision,omitempty"` // what people decided on it; nil: not looked up
}

// MakePlan makes a Patrol and Engagement Plan for an operation, keeps it as a
// draft and returns it and its GeoJSON.
func (a *App) MakePlan(ctx context.Context, r PlanRequest) (Plan, []byte, error) {
	r.Mode, r.Preset = cmp.Or(r.Mode, string(planner.Vehicle)), cmp.Or(r.Preset, "koper")
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return Plan{}, nil, err
	}
	operation, err := crime.NamedOperation(r.Operation)
	if err != nil {
		return Plan{}, nil, fault.New(fault.Invalid, "%w", err)
	}
	problem, err := a.patrols(ctx, r)
	if err != nil {
		return Plan{}, nil, err
	}
	c, err := a.harmPresent(ctx, basis{area: area, from: r.From, to: r.To, times: true, group: a.target(ctx, operation)}, problem)
	if err != nil {
		return Plan{}, nil, err
	}
	if err := step(ctx, 0.2); err != nil {
		return Plan{}, nil, err
	}
	fine, err := a.finer(ctx, c)
	if err != nil {
		return Plan{}, nil, err
	}
	if problem.Spots, err = planSpots(&fine, problem, max(leastSpots, spotsPerUnit*r.Units)); err != nil {
		return Plan{}, nil, err
	}
	sites, err := a.store.Sites(ctx, orbgeo.BoundPad(area.Land.Bound(), planner.CallReach))
	if err != nil {
		return Plan{}, nil, err
	}
	problem.Engagements = planner.Calls(problem, sites, engagementsPerUnit*r.Units)
	problem.Units = planner.CentralUnits(r.Units, planner.Mode(r.Mode), problem)
	problem.Between = func(share float64) error { return step(ctx, 0.4+0.5*share) }
	solved, err := planner.Solve(problem)
	if ctx.Err() != nil {
		return Plan{}, nil, context.Cause(ctx)
	}
	if err != nil {
		return Plan{}, nil, fault.New(fault.Unprocessable, "%w", err)
	}
	if m := solved.Metrics(); m.Visits+m.EngagementStops == 0 {
		return Plan{}, nil, fault.New(fault.Unprocessable, "no visit fits into the shift %s: make it longer", r.Shift)
	}
	surface, err := a.keepCounts(ctx, c)
	if err != nil {
		return Plan{}, nil, err
	}
	p := planOf(&c, r, operation, solved)
	p.Surface = surface.ID
	r.Area, r.From, r.To = "", "", "" // what they mean is in the inputs of the count, in whatever words
	p.ID = fmt.Sprintf("%s-%s-%.8s", r.Date, slug(area.Name), result.Digest(Version, "plan", c.Inputs(), fine.Lattice.ID(), r, sites, p))
	return a.keepPlan(ctx, area, p, solved)
}

// patrols returns the problem of a request, without its spots, sites and units.
func (a *App) patrols(ctx context.Context, r PlanRequest) (planner.Problem, error) {
	start, end, err := planner.ParseShift(r.Date, r.Shift, a.zone)
	if err != nil {
		return planner.Problem{}, fault.New(fault.Invalid, "%w", err)
	}
	if err := a.foreseeable(ctx, start); err != nil {
		return planner.Problem{}, err
	}
	if r.Units < 1 || r.Units > 50 {
		return planner.Problem{}, fault.New(fault.Invalid, "%d units: a plan is for 1 to 50", r.Units)
	}
	if _, err := planner.ParseMode(r.Mode); err != nil {
		return planner.Problem{}, fault.New(fault.Invalid, "%w", err)
	}
	policy, err := planner.NamedPolicy(r.Preset)
	if err != nil {
		return planner.Problem{}, fault.New(fault.Invalid, "%w", err)
	}
	return planner.Problem{Start: start, End: end, Policy: policy, Travel: planner.CrowFly{}, Seed: r.Seed}, nil
}

// foreseeable refuses a day of which the offences loaded say nothing: one before
// them, or years after.
func (a *App) foreseeable(ctx context.Context, day time.Time) error {
	months, err := a.months(ctx)
	if err != nil || len(months) == 0 { // of which the count will speak
		return err
	}
	first, last := months[0], months[len(months)-1]
	if m := crime.MonthOf(day); m < first || m > last+monthsAhead {
		return fault.New(fault.Invalid, "date %s: the offences loaded are of %s to %s, and a plan is for a day in them or at most %d months later", day.Format(time.DateOnly), first, last, monthsAhead)
	}
	return nil
}

// harmPresent counts in the hours of a shift or, where no offence has a time of
// day, in all hours, labelled so.
func (a *App) harmPresent(ctx context.Context, b basis, p planner.Problem) (study.Study, error) {
	b.clock = crime.ShiftClock(p.Start, p.End)
	c, err := a.count(ctx, b)
	if errors.Is(err, hotspot.ErrHoursUnknown) {
		c.Question.AllHours = true
		return answer(c)
	}
	return c, err
}

// finer asks the question of a count again, on cells fine enough for patrol spots.
func (a *App) finer(ctx context.Context, c study.Study) (study.Study, error) {
	parts, err := a.lattice(ctx, c.Area, spotResolution)
	if err != nil {
		return study.Study{}, err
	}
	return a.recount(ctx, c, parts, c.Period)
}

// spots builds the patrol spots of a shift with the harm present in each hour:
// that of a spot in such a shift, on the mean over the weeks of the period, spread
// over its hours as that of the whole area is. One spot has too few offences
// for hours of its own.
func planSpots(c *study.Study, p planner.Problem, most int) ([]planner.Spot, error) {
	found, err := hotspot.Spots(c.Lattice, c.Tally.Harms(), hotspot.SpotRules{Area: hotspot.PatrolSpotArea}, thinSpots*most)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(x, y hotspot.Spot) int { return cmp.Compare(thin(c, x), thin(c, y)) })
	found = found[:min(most, len(found))]
	if len(found) == 0 {
		return nil, fault.New(fault.Unprocessable, "no harm of group %s in %s in %s, %s: there is nowhere to patrol",
			c.Question.Group.Name, c.Area.Name, c.Period, c.Tally.Hours)
	}
	profile, err := profile(c, p)
	if err != nil {
		return nil, err
	}
	spots := make([]planner.Spot, len(found))
	for i, s := range found {
		if spots[i], err = planSpot(c, i, s, len(found), profile); err != nil {
			return nil, err
		}
	}
	return spots, nil
}

// thin returns 1 for a spot of too few offences to be firm, and 0 for any other.
func thin(c *study.Study, s hotspot.Spot) int {
	if offencesIn(c, s) < leastSpotOffences {
		return 1
	}
	return 0
}

// offencesIn returns how many offences a spot rests on.
func offencesIn(c *study.Study, s hotspot.Spot) float64 {
	var offences float64
	for _, j := range s.Cells {
		offences += c.Tally.Cells[j].Count
	}
	return offences
}

func planSpot(c *study.Study, i int, s hotspot.Spot, of int, profile []float64) (planner.Spot, error) {
	cells := c.Lattice.Subset(s.Cells)
	outline, err := geo.Outline(cells.Cells)
	if err != nil {
		return planner.Spot{}, err
	}
	worst, offences := s.Cells[0], offencesIn(c, s)
	for _, j := range s.Cells {
		if c.Tally.Cells[j].Harm > c.Tally.Cells[worst].Harm {
			worst = j
		}
	}
	at, err := geo.Centre(c.Lattice.Cells[worst])
	if err != nil {
		return planner.Spot{}, err
	}
	rate := make([]float64, len(profile))
	for h, share := range profile {
		rate[h] = s.Weight * share
	}
	return planner.Spot{
		ID: fmt.Sprintf("HS-%03d", i+1), At: at, Outline: outline, Rate: rate, Offences: offences,
		Why: []string{fmt.Sprintf("rank %d of %d spots: %.0f days of harm in %s of %s, %s, %s",
			i+1, of, s.Weight, english.AboutOffences(offences), c.Question.Group.Name, c.Period, c.Tally.Hours)},
	}, nil
}

// profile returns for each hour of a shift what a day of harm in the tally is
// worth there, per hour.
func profile(c *study.Study, p planner.Problem) ([]float64, error) {
	hours := 0.0 // of the months that offences come from: nothing is known of the others
	for _, m := range study.Within(c.Period, c.Months) {
		hours += crime.Period{From: m, To: m}.Duration(c.Question.Zone).Hours()
	}
	weeks := hours / (7 * 24)
	var profile []float64
	for from := p.Start; from.Before(p.End); from = from.Add(time.Hour) {
		to := from.Add(time.Hour)
		if to.After(p.End) {
			to = p.End
		}
		if c.Question.AllHours {
			profile = append(profile, 1/hours)
			continue
		}
		harm, err := harmBetween(c, from, to)
		if err != nil {
			return nil, err
		}
		profile = append(profile, harm/c.Tally.Harm/weeks/to.Sub(from).Hours())
	}
	return profile, nil
}

// harmBetween returns the harm of the question between two times of the week, in
// all weeks together. Within an hour of the clock it is even.
func harmBetween(c *study.Study, from, to time.Time) (float64, error) {
	var harm float64
	for from.Before(to) {
		next := from.Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		q := c.Question
		q.Clock = crime.ShiftClock(from, next)
		t, err := hotspot.Count(c.Lattice, c.Offences, q)
		if err != nil {
			return 0, err
		}
		harm += t.Harm * next.Sub(from).Hours()
		from = next
	}
	return harm, nil
}

func planOf(c *study.Study, r PlanRequest, o crime.Operation, solved planner.Plan) Plan {
	engine, _ := solved.Problem.Travel.Engine()
	metrics := solved.Metrics()
	return Plan{
		Area: ref(c.Area), Operation: o.Name, Group: c.Question.Group.Name, GroupVersion: c.Question.Group.Version,
		From: c.Period.From, To: c.Period.To, Hours: c.Tally.Hours,
		Date: r.Date, Shift: r.Shift, Units: r.Units, Mode: planner.Mode(r.Mode), Preset: r.Preset, Seed: r.Seed,
		Travel: engine, Metrics: metrics,
		Notes: slices.Concat(c.Notes, shiftNotes(c, solved.Problem), idle(metrics), []string{
			solved.Problem.Policy.Measure(), "units begin and end in the middle of the harm: no station is given",
		}),
	}
}

// shiftNotes says how much the hours and the spots of a shift rest on, and which
// of two times it begins or ends at.
func shiftNotes(c *study.Study, p planner.Problem) []string {
	var notes []string
	if !c.Question.AllHours {
		notes = append(notes, fmt.Sprintf("when harm is present rests on %s at these hours in all of %s: every spot has the same hours", english.AboutOffences(c.Tally.Offences), c.Area.Name))
	}
	thin := len(p.Spots)
	for _, s := range p.Spots {
		if s.Offences >= leastSpotOffences {
			thin--
		}
	}
	switch {
	case thin == len(p.Spots):
		notes = append(notes, fmt.Sprintf("no spot has %d offences: these say little of where the next will be; count more months", leastSpotOffences))
	case thin > 0:
		notes = append(notes, fmt.Sprintf("%d of %d spots have fewer than %d offences, and say little of where the next will be: they are there since no others are left; count more months", thin, len(p.Spots), leastSpotOffences))
	}
	for _, at := range []time.Time{p.Start, p.End} {
		if later := at.Add(time.Hour); later.Hour() == at.Hour() {
			notes = append(notes, fmt.Sprintf("%s comes twice on %s: the first is meant", at.Format("15:04"), at.Format("2 January 2006")))
		}
	}
	return notes
}

// idle says how many units have nothing to do.
func idle(m planner.Metrics) []string {
	n := 0
	for _, u := range m.Units {
		if u.Visits+u.EngagementStops == 0 {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d of %d units have nothing to do: plan with fewer, on more months or for a larger area", n, len(m.Units))}
}

// Plan returns a plan that was kept, and its GeoJSON, each with what people decided
// on it.
func (a *App) Plan(ctx context.Context, id string) (Plan, []byte, error) {
	var p Plan
	body, err := a.served(ctx, result.Plan, id, &p)
	return p, body, err
}

// Plans returns the plans of an area, or all where it is empty, newest first.
func (a *App) Plans(ctx context.Context, area string) ([]Plan, error) {
	return summaries[Plan](ctx, a, result.Plan, area)
}

func (a *App) keepPlan(ctx context.Context, area geo.Area, p Plan, solved planner.Plan) (Plan, []byte, error) {
	collection := solved.Collection(planner.About{ID: p.ID, District: area.Name, RiskSnapshot: p.Surface})
	collection.Members["basis"] = p
	document, err := json.Marshal(collection)
	if err != nil {
		return p, nil, fmt.Errorf("plan %s: %w", p.ID, err)
	}
	summary, err := json.Marshal(p)
	if err != nil {
		return p, nil, fmt.Errorf("plan %s: %w", p.ID, err)
	}
	if err := a.store.SaveResult(ctx, result.Result{
		ID: p.ID, Kind: result.Plan, AreaKind: area.Kind, AreaCode: area.Code, Summary: summary, Document: document,
	}, a.principal); err != nil {
		return p, nil, err
	}
	served, err := a.served(ctx, result.Plan, p.ID, &p)
	return p, served, err
}

// slug returns a name in lower case with hyphens for all but letters and digits.
func slug(name string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
}
