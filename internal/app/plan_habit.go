package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/result"
	"beatplan/planner"
)

// habitDays is for how long before a shift the plans of its area say what offenders may
// have learned.
const habitDays = 28

// habit says how far the hours at which units come to the spots of a plan could be learned
// from the plans of the area for the last 28 days: of each day the approved one, or the
// newest.
func (a *App) habit(ctx context.Context, area geo.Area, solved planner.Plan) ([]string, error) {
	plans, err := a.Plans(ctx, fmt.Sprintf("%s:%s", area.Kind, area.Code))
	if err != nil {
		return nil, err
	}
	start := solved.Problem.Start
	first := start.AddDate(0, 0, -habitDays).Format(time.DateOnly)
	byDay := map[string]Plan{}
	for _, p := range plans { // newest first
		if p.Date < first || p.Date >= start.Format(time.DateOnly) {
			continue
		}
		chosen, have := byDay[p.Date]
		if !have || p.Decision.Status == result.Approved && chosen.Decision.Status != result.Approved {
			byDay[p.Date] = p
		}
	}
	if len(byDay) == 0 {
		return nil, nil
	}
	var earlier []planner.Arrival
	for _, p := range byDay {
		document, err := a.Document(ctx, result.Plan, p.ID)
		if err != nil {
			return nil, err
		}
		arrivals, err := planner.Arrivals(document)
		if err != nil {
			return nil, fmt.Errorf("plan %s: %w", p.ID, err)
		}
		earlier = append(earlier, arrivals...)
	}
	slices.SortFunc(earlier, func(x, y planner.Arrival) int { return x.Time.Compare(y.Time) })
	entropy, known := solved.HourEntropy(earlier)
	if !known {
		return nil, nil
	}
	return []string{fmt.Sprintf("with the plans for %s of the %d days before, the entropy of the hours at which units come to a spot is %.2f: 1 is no habit, 0 always the same hour",
		english.Count(float64(len(byDay)), "day"), habitDays, entropy)}, nil
}
