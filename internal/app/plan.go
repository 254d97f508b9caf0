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
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/planner"
	"beatplan/study"
)

const (
	// spotResolution is fine enough to build patrol spots of cells of 1,900 m².
	spotResolution = 11
	// leastSpots is how many spots a plan looks at: those of Essex's own trial.
	leastSpots = 20
	// spotsPerUnit is more than a unit can see in a shift.
	spotsPerUnit = 8
	// engagementsPerUnit is how many sites each unit is to call at.
	engagementsPerUnit = 2
	// longEvening is how long a shift is in which breaks can be kept out of an hour.
	longEvening = 7 * time.Hour
	// monthsAhead is how far ahead of the offences loaded a plan may be.
	monthsAhead = 24
)

// PlanRequest asks for a Patrol and Engagement Plan.
type PlanRequest struct {
	Area      string `json:"area"`
	Operation string `json:"operation"`
	Date      string `json:"date"`   // YYYY-MM-DD, on which the shift begins
	Shift     string `json:"shift"`  // HH:MM-HH:MM, may run past midnight
	Units     int    `json:"units"`  // constables; or as many as Crews has
	Mode      string `json:"mode"`   // empty: vehicle
	Preset    string `json:"preset"` // empty: koper
	From      string `json:"from"`
	To        string `json:"to"`
	Seed      int64  `json:"seed"`

	Crews   []Crew        `json:"crews,omitempty"`
	Station string        `json:"station,omitempty"` // where units begin and end: a site, or NAME@LON,LAT
	Posts   []PostRequest `json:"posts,omitempty"`

	// Travel is how units get from place to place: "roads", "straight" or, where a router
	// is wired, the URL of an OSRM server; empty: along streets where some are loaded.
	Travel     string `json:"travel"`
	Exemptions bool   `json:"exemptions"` // vehicles may go where buses and emergency vehicles may

	Breaks   *UnitBreaks   `json:"breaks,omitempty"`   // nil: as usual
	Must     []MustRequest `json:"must,omitempty"`     // calls that must be made
	Double   []string      `json:"double,omitempty"`   // spots that two units visit at once, by id or name
	Profile  string        `json:"profile,omitempty"`  // hours of harm where the data do not say: 22-02=3
	Fair     float64       `json:"fair,omitempty"`     // no ward has more than this share of the visits; 0: no cap
	Best     bool          `json:"best,omitempty"`     // the best plan found, not one drawn among those near it
	Deadline float64       `json:"deadline,omitempty"` // seconds, after which the best plan so far will do; 0: none

	// Waited says how long whoever asks has waited; nil: since the plan was asked for.
	Waited func() time.Duration `json:"-"`
}

// A PlanResult says what a Patrol and Engagement Plan is and what it rests on, without
// its routes and stops.
type PlanResult struct {
	ID               string          `json:"id"`
	Area             study.AreaRef   `json:"area"`
	Operation        string          `json:"operation"`
	OperationVersion int             `json:"operation_version"`
	Measure          string          `json:"measure"` // what ranks places: harm or count
	Group            string          `json:"group"`
	GroupVersion     int             `json:"group_version"`
	From             crime.Month     `json:"from"`
	To               crime.Month     `json:"to"`
	Hours            string          `json:"hours"`
	Surface          string          `json:"surface"` // the counts that its harm was read from
	Date             string          `json:"date"`
	Shift            string          `json:"shift"`
	Units            int             `json:"units"`
	Mode             planner.Mode    `json:"mode"`
	Preset           string          `json:"preset"`
	Seed             int64           `json:"seed"`
	Travel           string          `json:"travel"`    // in words
	TravelBy         string          `json:"travel_by"` // roads, straight or a URL
	Exemptions       bool            `json:"exemptions"`
	Metrics          planner.Metrics `json:"metrics"`
	Notes            []string        `json:"notes"`

	Breaks *UnitBreaks `json:"breaks,omitempty"` // the rule on breaks that was set; nil: the usual one

	Accuracy   *PlanAccuracy `json:"accuracy,omitempty"`         // nil: not known
	Unmeasured string        `json:"accuracy_unknown,omitempty"` // why

	Habit *Habit    `json:"habit,omitempty"` // what could be learned from the plans before
	Last  *LastPlan `json:"last,omitempty"`  // the plan before, to compare with

	Parent string             `json:"parent,omitempty"` // the plan that it replans
	Replan *planner.Replanned `json:"replan,omitempty"` // what that changes

	Decision *result.Decision `json:"decision,omitempty"` // what people decided on it; nil: not looked up
}

// Weighed says what a plan's harm is a number of: days of harm, or offences.
func (p PlanResult) Weighed() string {
	if p.Measure == crime.ByCount {
		return "offences"
	}
	return "days of harm"
}

// Sum writes a sum of a plan's harm.
func (p PlanResult) Sum(harm float64) string {
	if p.Measure == crime.ByCount {
		return fmt.Sprintf("%.3g", harm)
	}
	return fmt.Sprintf("%.2f", harm)
}

// MakePlan makes a Patrol and Engagement Plan for an operation, keeps it as a
// draft and returns it and its GeoJSON.
func (a *App) MakePlan(ctx context.Context, r PlanRequest) (PlanResult, []byte, error) {
	deadline, err := r.deadline()
	if err != nil {
		return PlanResult{}, nil, err
	}
	r.Mode, r.Preset = cmp.Or(r.Mode, string(planner.Vehicle)), cmp.Or(r.Preset, "koper")
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return PlanResult{}, nil, err
	}
	operation, err := a.operation(ctx, r.Operation)
	if err != nil {
		return PlanResult{}, nil, err
	}
	problem, err := a.patrols(ctx, r)
	if err != nil {
		return PlanResult{}, nil, err
	}
	problem.Policy.ByCount = operation.Measure == crime.ByCount
	units, err := r.checkUnits()
	if err != nil {
		return PlanResult{}, nil, err
	}
	r.Units = units
	c, err := a.harmPresent(ctx, basis{area: area, from: r.From, to: r.To, times: true, group: a.target(ctx, operation), weights: weights(operation)}, problem)
	if err != nil {
		return PlanResult{}, nil, err
	}
	if err := step(ctx, 0.2); err != nil {
		return PlanResult{}, nil, err
	}
	intelligence, err := a.raisings(ctx, problem, area, operation.Groups)
	if err != nil {
		return PlanResult{}, nil, err
	}
	fine, spots, err := a.shiftSpots(ctx, c, &problem, spotRules{
		operation: operation, most: max(leastSpots, spotsPerUnit*units), double: r.Double, raised: intelligence,
	})
	if err != nil {
		return PlanResult{}, nil, err
	}
	raised := raise(&problem, intelligence)
	sites, err := a.placesAndPowers(ctx, area, r, &problem)
	if err != nil {
		return PlanResult{}, nil, err
	}
	hours, err := a.settle(ctx, area, r, &problem, sites)
	if err != nil {
		return PlanResult{}, nil, err
	}
	problem.Engagements = append(problem.Engagements, planner.Calls(problem, sites, engagementsPerUnit*units)...)
	problem, travelNotes, err := a.settleTravel(ctx, area, &r, problem)
	if err != nil {
		return PlanResult{}, nil, err
	}
	problem.Between = func(share float64) error { return step(ctx, 0.4+0.5*share) }
	solved, cut, err := solveWithin(ctx, problem, deadline)
	if err != nil {
		return PlanResult{}, nil, err
	}
	surface, err := a.keepCounts(ctx, c)
	if err != nil {
		return PlanResult{}, nil, err
	}
	p := planOf(&c, r, operation, solved, spots)
	if err := p.measure(solved); err != nil {
		return PlanResult{}, nil, err
	}
	earlier, err := a.earlierPlans(ctx, area, problem.Start)
	if err != nil {
		return PlanResult{}, nil, err
	}
	if err := a.compareWith(ctx, earlier, solved, &p); err != nil {
		return PlanResult{}, nil, err
	}
	_, graph := problem.Travel.Engine()
	p.Surface, p.Notes = surface.ID, slices.Concat(cut, p.Notes, problem.SpotNotes, hours, raised, travelNotes)
	r.Area, r.From, r.To = "", "", "" // what they mean is in the inputs of the count, in whatever words
	p.ID = fmt.Sprintf("%s-%s-%.8s", r.Date, slug(area.Name), result.Digest(Version, "plan", c.Inputs(), fine.Lattice.ID(), r, sites, problem.Powers, graph, p))
	return a.keepPlan(ctx, lineageOf(&c), p, solved)
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
	if _, err := planner.ParseMode(r.Mode); err != nil {
		return planner.Problem{}, fault.New(fault.Invalid, "%w", err)
	}
	policy, err := planner.NamedPolicy(r.Preset)
	if err != nil {
		return planner.Problem{}, fault.New(fault.Invalid, "%w", err)
	}
	if r.Best {
		policy.Vary = 0
	}
	if !(r.Fair >= 0 && r.Fair <= 1) {
		return planner.Problem{}, fault.New(fault.Invalid, "fair: a cap of %g of the visits for each ward: it must be above 0 and at most 1", r.Fair)
	}
	p := planner.Problem{Start: start, End: end, Policy: policy, Travel: planner.CrowFly{}, Seed: r.Seed, Fair: r.Fair}
	p.Breaks, err = r.Breaks.rule(p)
	return p, err
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

// placesAndPowers says what kinds of place the spots of a plan are, gives it its units and
// posts, and the powers of the area that are in force or were over in the last month. It
// returns the sites of the area.
func (a *App) placesAndPowers(ctx context.Context, area geo.Area, r PlanRequest, p *planner.Problem) ([]geo.Site, error) {
	around := orbgeo.BoundPad(area.Land.Bound(), planner.CallReach)
	sites, err := a.store.Sites(ctx, around)
	if err != nil {
		return nil, err
	}
	const lately = -30 // days
	if p.Powers, err = a.powersAt(ctx, p.Start.AddDate(0, 0, lately), p.End, area.Land.Bound()); err != nil {
		return nil, err
	}
	p.Spots = planner.Describe(*p, sites)
	if hour, premises := planner.ClosingHour(*p); premises > 0 && p.End.Sub(p.Start) >= longEvening {
		p.NoBreaks = append(p.NoBreaks, hour)
	}
	middle := planner.CentralUnits(1, planner.Mode(r.Mode), *p)[0].Start
	if station, have := nearestStation(sites, middle); have && r.Station == "" {
		r.Station = fmt.Sprintf("%s@%.7f,%.7f", strings.ReplaceAll(station.Name, "@", " "), station.At[0], station.At[1])
	}
	all, err := r.units(*p, sites)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		if u.Duty == planner.Response {
			p.Response = append(p.Response, u)
		} else {
			p.Units = append(p.Units, u)
		}
	}
	if len(p.Units) == 0 {
		return nil, fault.New(fault.Invalid, "crews: response units have places, not routes, and nobody else is on duty: add a unit to plan for")
	}
	if err := r.Breaks.suit(p.Units); err != nil {
		return nil, err
	}
	p.Posts, err = r.posts(*p, sites, middle)
	return sites, err
}

func planOf(c *study.Study, r PlanRequest, o crime.Operation, solved planner.Plan, spots []study.ShiftSpot) PlanResult {
	engine, _ := solved.Problem.Travel.Engine()
	metrics := solved.Metrics()
	return PlanResult{
		Area: study.Ref(c.Area), Operation: o.Name, OperationVersion: o.Version, Measure: o.Measure, Group: c.Question.Group.Name, GroupVersion: c.Question.Group.Version,
		From: c.Period.From, To: c.Period.To, Hours: c.Tally.Hours,
		Date: r.Date, Shift: r.Shift, Units: r.Units, Mode: planner.Mode(r.Mode), Preset: r.Preset, Seed: r.Seed,
		Travel: engine, TravelBy: r.Travel, Exemptions: r.Exemptions, Breaks: r.Breaks, Metrics: metrics,
		Notes: slices.Concat(c.Notes, c.ShiftNotes(solved.Problem.Start, solved.Problem.End, spots), solved.Notes(), []string{
			solved.Problem.Policy.Measure(),
		}, stationNotes(solved.Problem), r.Breaks.notes(), closingNotes(solved.Problem)),
	}
}

// closingNotes says when no break is taken.
func closingNotes(p planner.Problem) []string {
	var notes []string
	for _, w := range p.NoBreaks {
		_, premises := planner.ClosingHour(p)
		notes = append(notes, fmt.Sprintf("no break is taken from %s to %s, when most premises at the spots stop serving (%d at once)", w.From.Format("15:04"), w.To.Format("15:04"), premises))
	}
	return notes
}

// stationNotes says so where units have no station.
func stationNotes(p planner.Problem) []string {
	if slices.ContainsFunc(p.Units, func(u planner.Unit) bool { return u.Station == "" }) {
		middle := "harm"
		if p.Policy.ByCount {
			middle = "offences"
		}
		return []string{"units begin and end in the middle of the " + middle + ": no station is given, and no police station is loaded"}
	}
	return nil
}

// Plan returns a plan that was kept, and its GeoJSON, each with what people decided
// on it.
func (a *App) Plan(ctx context.Context, id string) (PlanResult, []byte, error) {
	var p PlanResult
	body, err := a.served(ctx, result.Plan, id, &p)
	return p, body, err
}

// Plans returns the plans of an area, or all where it is empty, newest first.
func (a *App) Plans(ctx context.Context, area string) ([]PlanResult, error) {
	return summaries[PlanResult](ctx, a, result.Plan, area)
}

// keepPlan keeps a plan with what it was planned from.
func (a *App) keepPlan(ctx context.Context, f ledger.Inputs, p PlanResult, solved planner.Plan) (PlanResult, []byte, error) {
	collection := solved.Collection(planner.About{ID: p.ID, District: p.Area.Name, RiskSnapshot: p.Surface, Replan: p.Replan})
	collection.Members["basis"] = p
	document, err := json.Marshal(collection)
	if err != nil {
		return p, nil, fmt.Errorf("plan %s: %w", p.ID, err)
	}
	summary, err := json.Marshal(p)
	if err != nil {
		return p, nil, fmt.Errorf("plan %s: %w", p.ID, err)
	}
	problem, err := solved.Problem.Keep()
	if err != nil {
		return p, nil, fmt.Errorf("plan %s: %w", p.ID, err)
	}
	f.Sites = orbgeo.BoundPad(f.Bound, planner.CallReach)
	f.Streets = p.TravelBy == TravelRoads
	kept := result.Result{ID: p.ID, Kind: result.Plan, AreaKind: p.Area.Kind, AreaCode: p.Area.Code, Summary: summary, Document: document, Problem: problem}
	if err := a.store.KeepResults(ctx, []result.Result{kept}, f, a.principal); err != nil {
		return p, nil, err
	}
	served, err := a.served(ctx, result.Plan, p.ID, &p)
	return p, served, err
}

// PlanProblem returns what a plan was planned from: a new plan can begin with it.
func (a *App) PlanProblem(ctx context.Context, id string) (planner.Problem, error) {
	kept, err := a.store.Problem(ctx, id)
	if err != nil {
		return planner.Problem{}, err
	}
	travel, err := a.travelOf(ctx, id)
	if err != nil {
		return planner.Problem{}, err
	}
	p, err := planner.ReadProblem(kept, a.zone, travel)
	if err != nil {
		return p, fault.New(fault.Unprocessable, "plan %s: %w", id, err)
	}
	return p, nil
}

// slug returns a name in lower case with hyphens for all but letters and digits.
func slug(name string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
}
