package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/planner"
)

// ReplanRequest says what has happened on the night of a plan. Units are named by their
// ids, in whatever spelling, and stops by theirs.
type ReplanRequest struct {
	At    string        `json:"at"` // HH:MM, in the shift: what begins before it has been done
	Lose  []string      `json:"lose,omitempty"`
	Delay []DelayOfUnit `json:"delay,omitempty"`
	Lock  []string      `json:"lock,omitempty"`
	Free  []string      `json:"unlock,omitempty"`
	Drop  []string      `json:"drop,omitempty"`
	Move  []MoveOfStop  `json:"move,omitempty"`
	Add   []AddedStop   `json:"add,omitempty"`
}

// A ReplanOrder asks a job to plan the rest of a plan's night anew.
type ReplanOrder struct {
	Plan string `json:"plan"` // its id
	ReplanRequest
}

// A DelayOfUnit is a unit that is held up until a time, HH:MM.
type DelayOfUnit struct {
	Unit  string `json:"unit"`
	Until string `json:"until"`
}

// A MoveOfStop gives a stop to another unit.
type MoveOfStop struct {
	Stop string `json:"stop"`
	Unit string `json:"unit"`
}

// An AddedStop is a place that must have a visit.
type AddedStop struct {
	Place string `json:"place"`          // a spot of the plan by its id or name, a call or post that was dropped, a site, or NAME@LON,LAT
	Unit  string `json:"unit,omitempty"` // empty: any
}

// ReplanPlan plans what is left of the night of a plan anew after something has happened,
// and keeps that as a plan of its own, a draft, whose parent is the other. Stops that have
// begun or are locked stay; what is lost is named.
func (a *App) ReplanPlan(ctx context.Context, id string, r ReplanRequest) (PlanResult, []byte, error) {
	fail := func(err error) (PlanResult, []byte, error) { return PlanResult{}, nil, err }
	p, document, err := a.Plan(ctx, id)
	if err != nil {
		return fail(err)
	}
	problem, err := a.PlanProblem(ctx, id)
	if err != nil {
		return fail(err)
	}
	area, err := a.Area(ctx, fmt.Sprintf("%s:%s", p.Area.Kind, p.Area.Code))
	if err != nil {
		return fail(err)
	}
	problem.Policy.ByCount = p.Measure == crime.ByCount // a plan of before does not keep it there
	routes, ids, err := problem.ReadRoutes(document)
	if err != nil {
		return fail(fault.New(fault.Unprocessable, "plan %s: %w", id, err))
	}
	change, err := a.change(ctx, problem, area, r)
	if err != nil {
		return fail(err)
	}
	next, err := planner.Replan(problem, routes, ids, change)
	if err != nil {
		return fail(fault.New(fault.Unprocessable, "%w", err))
	}
	next.Between = func(share float64) error { return step(ctx, share) }
	solved, _, err := solveWithin(ctx, next, deadline{})
	if err != nil {
		return fail(err)
	}
	replan := planner.Replanned{
		Parent: id, At: change.At.Format(time.RFC3339), What: r.sentences(problem.StopNames(routes, ids)),
		Before: problem.Totals(routes), After: next.Totals(solved.Routes),
		Lost: append(next.Losses(routes, solved.Routes), solved.Unmet...), Dropped: next.Dropped(),
	}
	p.Decision, p.Parent, p.Replan = nil, id, &replan
	p.Metrics = solved.Metrics()
	if err := p.measure(solved); err != nil {
		return fail(err)
	}
	p.Notes = slices.Concat([]string{fmt.Sprintf("replanned at %s from plan %s: %s", r.At, id, strings.Join(replan.What, "; "))}, solved.Notes(), []string{solved.Problem.Policy.Measure()}, p.Breaks.notes(), problem.SpotNotes)
	p.ID = fmt.Sprintf("%s-%s-%.8s", p.Date, slug(p.Area.Name), result.Digest(Version, "replan", id, r))
	group, err := a.group(ctx, p.Group)
	if err != nil {
		return fail(err)
	}
	return a.keepPlan(ctx, ledger.Inputs{
		AreaKind: area.Kind, AreaCode: area.Code, Bound: area.Land.Bound(),
		From: p.From.Start(time.UTC), To: p.To.Start(time.UTC), Types: group.AllTypes(),
	}, p, solved)
}

// change reads what has happened, with the places that are added.
func (a *App) change(ctx context.Context, p planner.Problem, area geo.Area, r ReplanRequest) (planner.Change, error) {
	c := planner.Change{Lost: r.Lose, Lock: r.Lock, Free: r.Free, Drop: r.Drop}
	var err error
	if c.At, err = inShift(p, r.At); err != nil {
		return c, fault.New(fault.Invalid, "at: %w", err)
	}
	for i, d := range r.Delay {
		until, err := inShift(p, d.Until)
		if err != nil {
			return c, fault.New(fault.Invalid, "delay/%d/until: %w", i, err)
		}
		c.Away = append(c.Away, planner.Away{Unit: d.Unit, Until: until})
	}
	for _, m := range r.Move {
		c.Move = append(c.Move, planner.Move(m))
	}
	for i, added := range r.Add {
		if p.Names(added.Place) {
			c.Add = append(c.Add, planner.Added{Of: added.Place, Unit: added.Unit})
			continue
		}
		if l, is := p.LeftOutCalled(added.Place); is {
			return c, fault.New(fault.Unprocessable, "add/%d/place: this plan leaves out %s (%s), and has no position of it: give one as NAME@LON,LAT", i, cmp.Or(l.Name, l.ID), l.Reason)
		}
		sites, err := a.store.Sites(ctx, orbgeo.BoundPad(area.Land.Bound(), planner.CallReach))
		if err != nil {
			return c, err
		}
		name, at, err := placeCalled(added.Place, sites, p.Units[0].Start)
		if err != nil {
			return c, fault.New(fault.Unprocessable, "add %w", err)
		}
		c.Add = append(c.Add, planner.Added{Name: name, At: at, Unit: added.Unit})
	}
	if len(c.Lost)+len(c.Away)+len(c.Lock)+len(c.Free)+len(c.Drop)+len(c.Move)+len(c.Add) == 0 {
		return c, fault.New(fault.Invalid, "nothing has happened: say what is lost, delayed, locked, unlocked, dropped, moved or added")
	}
	return c, nil
}

// inShift reads HH:MM, or a time with its offset, as a time of a shift: the first at which
// the clocks show it.
func inShift(p planner.Problem, text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.In(p.Start.Location()), nil
	}
	clock, err := time.Parse("15:04", text)
	if err != nil {
		return clock, fmt.Errorf("%q: write it HH:MM", text)
	}
	for at := p.Start; at.Before(p.End); at = at.Add(time.Minute) {
		if at.Hour() == clock.Hour() && at.Minute() == clock.Minute() {
			return at, nil
		}
	}
	return clock, fmt.Errorf("%s is not within the shift from %s to %s", text, p.Start.Format("15:04"), p.End.Format("15:04"))
}

// sentences says what has happened, given what stops are called.
func (r ReplanRequest) sentences(names map[string]string) []string {
	var said []string
	stop := func(id string) string {
		return fmt.Sprintf("stop %s (%s)", id, names[strings.ToLower(strings.TrimSpace(id))])
	}
	for _, u := range r.Lose {
		said = append(said, u+" is off duty")
	}
	for _, d := range r.Delay {
		said = append(said, fmt.Sprintf("%s is held up until %s", d.Unit, d.Until))
	}
	for _, s := range r.Lock {
		said = append(said, stop(s)+" is locked")
	}
	for _, s := range r.Free {
		said = append(said, stop(s)+" is locked no longer")
	}
	for _, s := range r.Drop {
		said = append(said, stop(s)+" is dropped")
	}
	for _, m := range r.Move {
		said = append(said, fmt.Sprintf("%s goes to %s", stop(m.Stop), m.Unit))
	}
	for _, s := range r.Add {
		said = append(said, s.Place+" is added")
	}
	return said
}
