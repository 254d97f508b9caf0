package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/result"
	"beatplan/planner"
)

// habitDays is for how long before a shift the plans of its area say what offenders may
// have learned, and visits when a spot was last seen.
const habitDays = 28

// A Habit says what could be learned from the plans for the days before: 1 is nothing, 0
// everything.
type Habit struct {
	Days  int      `json:"days"`                    // with a plan, of 28
	Hours *float64 `json:"hour_entropy,omitempty"`  // of the hours at which units come to a spot
	Order *float64 `json:"order_entropy,omitempty"` // of the spots that units go to next
}

// A LastPlan is the plan of the same area and operation for the last day before.
type LastPlan struct {
	ID          string  `json:"id"`
	Date        string  `json:"date"`
	HarmPerHour float64 `json:"harm_covered_per_patrol_hour"`
}

// earlierPlans returns the plans of an area for the 28 days before a shift: of each day the
// approved one, or the newest; the latest day first.
func (a *App) earlierPlans(ctx context.Context, area geo.Area, start time.Time) ([]PlanResult, error) {
	plans, err := a.Plans(ctx, fmt.Sprintf("%s:%s", area.Kind, area.Code))
	if err != nil {
		return nil, err
	}
	first := start.AddDate(0, 0, -habitDays).Format(time.DateOnly)
	var days []PlanResult
	for _, p := range plans { // newest first
		if p.Date < first || p.Date >= start.Format(time.DateOnly) {
			continue
		}
		i := slices.IndexFunc(days, func(d PlanResult) bool { return d.Date == p.Date })
		if i < 0 {
			days = append(days, p)
		} else if p.Decision.Status == result.Approved && days[i].Decision.Status != result.Approved {
			days[i] = p
		}
	}
	slices.SortFunc(days, func(x, y PlanResult) int { return cmp.Compare(y.Date, x.Date) })
	return days, nil
}

// compareWith says how a plan stands beside earlier ones: whether its hours and its order
// could be learned from them, and what the last for the same operation covered.
func (a *App) compareWith(ctx context.Context, earlier []PlanResult, solved planner.Plan, p *PlanResult) error {
	if len(earlier) == 0 {
		return nil
	}
	var arrivals []planner.Arrival
	for _, e := range slices.Backward(earlier) {
		document, err := a.Document(ctx, result.Plan, e.ID)
		if err != nil {
			return err
		}
		of, err := planner.Arrivals(document)
		if err != nil {
			return fmt.Errorf("plan %s: %w", e.ID, err)
		}
		arrivals = append(arrivals, of...)
	}
	habit := Habit{Days: len(earlier)}
	var said []string
	if hours, known := solved.HourEntropy(arrivals); known {
		habit.Hours = &hours
		said = append(said, fmt.Sprintf("the entropy of the hours at which units come to a spot is %.2f", hours))
	}
	if order, known := solved.OrderEntropy(arrivals); known {
		habit.Order = &order
		said = append(said, fmt.Sprintf("that of where they go next %.2f", order))
	}
	if len(said) > 0 {
		p.Habit = &habit
		p.Notes = append(p.Notes, fmt.Sprintf("with the plans for %s of the %d days before, %s: 1 is no habit, 0 always the same",
			english.Count(float64(len(earlier)), "day"), habitDays, strings.Join(said, ", and ")))
	}
	if i := slices.IndexFunc(earlier, func(e PlanResult) bool { return e.Operation == p.Operation }); i >= 0 {
		last := earlier[i]
		p.Last = &LastPlan{last.ID, last.Date, last.Metrics.HarmPerHour}
		p.Notes = append(p.Notes, fmt.Sprintf("the last plan, for %s, covers %s %s for each patrol hour; this one %s",
			last.Date, p.Sum(last.Metrics.HarmPerHour), p.Weighed(), p.Sum(p.Metrics.HarmPerHour)))
	}
	return nil
}

// lastVisits says of each spot when a patrol was last recorded there in the 28 days before
// a shift: at a spot of an earlier plan that is at the same place, or by its name.
func (a *App) lastVisits(ctx context.Context, p *planner.Problem) error {
	visits, err := a.store.Visits(ctx, p.Start.AddDate(0, 0, -habitDays), p.Start, "")
	if err != nil {
		return err
	}
	places := map[string]map[string]planner.Seen{} // by plan and spot
	for _, v := range visits {
		if v.Place == "" || v.Lost != "" {
			continue
		}
		seen := planner.Seen{Name: v.Place, At: v.From}
		if _, read := places[v.Plan]; v.Plan != "" && !read {
			document, err := a.Document(ctx, result.Plan, v.Plan)
			if err != nil {
				return err
			}
			if places[v.Plan], err = planner.SpotsOf(document); err != nil {
				return fmt.Errorf("plan %s: %w", v.Plan, err)
			}
		}
		if of, known := places[v.Plan][v.Place]; known {
			seen.Name, seen.Place = of.Name, of.Place
		}
		p.See(seen)
	}
	return nil
}
