package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/internal/fault"
	"beatplan/planner"
	"beatplan/study"
	"beatplan/zones"
)

// spotRules say which spots a plan is made of.
type spotRules struct {
	operation crime.Operation
	most      int       // how many
	double    []string  // spots that whoever makes the plan names
	raised    []raising // by intelligence
}

// shiftSpots asks the question of a count again, on cells fine enough for patrol spots, and
// gives a problem the spots that expect the most harm, those that the operation leaves out,
// and the whole that they are part of.
func (a *App) shiftSpots(ctx context.Context, c study.Study, p *planner.Problem, r spotRules) (study.Study, []study.ShiftSpot, error) {
	fine, forecast, err := a.shiftForecast(ctx, c)
	if err != nil {
		return fine, nil, err
	}
	out, err := a.outside(ctx, c, &fine, r)
	if err != nil {
		return fine, nil, err
	}
	spots, left, err := fine.ShiftSpots(forecast, p.Start, p.End, r.most, out)
	if err != nil {
		return fine, nil, refused(err)
	}
	for _, s := range patrolSpots(left, true) {
		p.LeaveOut(s, string(zones.NoEconomyNear))
	}
	if err := noteLeftOut(&fine, *p, len(spots)); err != nil {
		return fine, nil, err
	}
	whole, err := fine.WholeOf(forecast, spots, p.Start, p.End)
	if err != nil {
		return fine, nil, err
	}
	p.Spots, p.Whole = patrolSpots(spots, fine.Question.AllHours), wholeOf(whole)
	return fine, spots, twoAtOnce(p.Spots, r.double)
}

// shiftForecast counts on cells fine enough for patrol spots, and learns what they expect.
func (a *App) shiftForecast(ctx context.Context, c study.Study) (study.Study, *study.Forecast, error) {
	parts, err := a.lattice(ctx, c.Area, spotResolution)
	if err != nil {
		return study.Study{}, nil, err
	}
	if parts.Land, _, err = a.onLand(ctx, parts.Land, c.Question.Group); err != nil {
		return study.Study{}, nil, err
	}
	c.Places = true
	fine, err := a.recount(ctx, c, parts, c.Period)
	if err != nil {
		return fine, nil, err
	}
	fine.Notes = nil // the count has said them
	never := neverCategories(c.Question.Group)
	if err := a.withoutPlaces(ctx, &fine, never); err != nil {
		return fine, nil, err
	}
	months, err := a.monthsOf(ctx, &fine, fine.Lattice)
	if err != nil {
		return fine, nil, err
	}
	forecast, err := fine.ShiftForecast(months.Without(study.AtPlaces(never)))
	return fine, forecast, err
}

// patrolSpots returns the spots of a study as a plan has them.
func patrolSpots(found []study.ShiftSpot, anyHour bool) []planner.Spot {
	var spots []planner.Spot
	for _, s := range found {
		spots = append(spots, planner.Spot{
			ID: s.ID, Name: s.Name, At: s.At, Outline: s.Outline, Rate: s.Rate, AnyHour: anyHour, Offences: s.Offences, Why: s.Why,
		})
	}
	return spots
}

// outside returns which spots of a study the rules leave out; nil where that is none. Where
// the areas of an operation lie near licensed premises, which stand for hours that are
// unknown, its spots do too, and by the same drawing. A spot that people or intelligence
// name stays, and a note says why. Where no premises are loaded nobody knows what is near,
// and none is left out.
func (a *App) outside(ctx context.Context, c study.Study, fine *study.Study, r spotRules) (func(study.ShiftSpot) bool, error) {
	d := &zoneGround{study: c, operation: r.operation, request: ZoneSetRequest{AllHours: true}}
	if !settingsOf(d.operation, d.request).Mask || !c.Question.AllHours {
		return nil, nil
	}
	in, err := a.drawnFrom(ctx, d)
	if err != nil {
		return nil, err
	}
	if !d.known {
		fine.Note("no pub, bar, nightclub or takeaway is loaded in %s, and hours are unknown, so nothing tells its night-time economy from the rest: spots are wherever harm is; load a register of licensed premises", c.Area.Name)
		return nil, nil
	}
	if in.Struck, in.Included, err = a.decidedPlaces(ctx, r.operation.Name, c.Area); err != nil {
		return nil, err
	}
	ground, err := zones.Survey(in)
	if err != nil {
		return nil, err
	}
	drawn, err := zones.Draw(ground)
	if err != nil {
		return nil, err
	}
	economy := ground.Economy(drawn)
	return func(s study.ShiftSpot) bool {
		if economy.Near(s.At) {
			return false
		}
		why := r.named(s)
		if why != "" {
			fine.Note("%s is a spot with %s: %s", cmp.Or(s.Name, "a place whose street is not known"), zones.NoEconomyNear, why)
		}
		return why == ""
	}, nil
}

// named says who names a spot, so that no rule leaves it out; empty where nobody does.
func (r spotRules) named(s study.ShiftSpot) string {
	if slices.ContainsFunc(r.double, func(name string) bool { return s.Name != "" && strings.EqualFold(strings.TrimSpace(name), s.Name) }) {
		return "two units at once were asked for there"
	}
	for _, i := range r.raised {
		if i.holds(s.At) {
			return i.Reason()
		}
	}
	return ""
}

// noteLeftOut says how much a plan leaves out for want of a night-time economy near, and
// refuses one that would have no spot.
func noteLeftOut(c *study.Study, p planner.Problem, spots int) error {
	if len(p.LeftOut) == 0 {
		return nil
	}
	harm := 0.0
	for _, l := range p.LeftOut {
		harm += l.Harm
	}
	places := english.Count(float64(len(p.LeftOut)), "place")
	if spots == 0 {
		return fault.New(fault.Unprocessable,
			"%s: none of the %s with the most harm has a night-time economy near, which stands for hours that are unknown, so that the plan would have no spot: load the licensed premises that are missing, or plan for an operation whose areas lie anywhere (premises false)", c.Area.Name, places)
	}
	c.Note("left out as from focus areas, with %s: %s where %s days of harm are present in the shift; hours are unknown, and licensed premises stand for them", zones.NoEconomyNear, places, fmt.Sprintf("%.0f", harm))
	return nil
}
