package app

import (
	"context"

	"beatplan/crime"
	"beatplan/planner"
	"beatplan/study"
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
	why := map[int]leaving{} // by the first cell of a spot
	var leave func(study.ShiftSpot) bool
	if out != nil {
		leave = func(s study.ShiftSpot) bool {
			why[s.Cells[0]] = out(s)
			return why[s.Cells[0]].reason != ""
		}
	}
	spots, left, err := fine.ShiftSpots(forecast, p.Start, p.End, r.most, leave)
	if err != nil {
		return fine, nil, refused(err)
	}
	var details []string // of what people struck out
	for i, s := range patrolSpots(left, fine.Question.AllHours) {
		l := why[left[i].Cells[0]]
		p.LeaveOut(s, string(l.reason))
		if l.detail != "" {
			details = append(details, l.detail)
		}
	}
	if err := noteLeftOut(&fine, *p, r.operation.Name, len(spots), details); err != nil {
		return fine, nil, err
	}
	whole, err := fine.WholeOf(forecast, spots, p.Start, p.End)
	if err != nil {
		return fine, nil, err
	}
	p.Spots, p.Whole, p.SpotNotes = patrolSpots(spots, fine.Question.AllHours), wholeOf(whole), fine.Notes
	return fine, spots, twoAtOnce(*p, r.double)
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
	if fine.Towns, err = a.towns(ctx, c.Area); err != nil {
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
