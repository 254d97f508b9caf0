package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/meeting"
)

// Visits keeps what was delivered.
type Visits interface {
	AddVisits(ctx context.Context, visits []meeting.Visit, principal string) (added, changed int, err error)
	Visits(ctx context.Context, from, to time.Time, plan string) ([]meeting.Visit, error)
}

// Logged says what became of visits that were reported.
type Logged struct {
	Visits    int      `json:"visits"`
	Added     int      `json:"added"`
	Changed   int      `json:"changed"`   // there before with other values
	Unchanged int      `json:"unchanged"` // there before: reporting them again adds nothing
	IDs       []string `json:"ids"`
}

// LogVisits keeps visits and lost time. Those of a plan must name one that was kept.
func (a *App) LogVisits(ctx context.Context, visits []meeting.Visit) (Logged, error) {
	l := Logged{Visits: len(visits), IDs: []string{}}
	seen, plans := map[string]int{}, map[string]bool{}
	for i := range visits {
		v := &visits[i]
		v.Funding, v.Source, v.Officers = cmp.Or(v.Funding, meeting.Core), cmp.Or(v.Source, meeting.FromForm), cmp.Or(v.Officers, 1)
		if v.Outputs == nil {
			v.Outputs = map[string]int{}
		}
		at := fmt.Sprintf("visits/%d/", i)
		if err := cmp.Or(fault.Text(at+"unit", v.Unit), fault.Text(at+"agency", v.Agency), fault.Text(at+"place", v.Place), fault.Text(at+"lost", v.Lost)); err != nil {
			return l, err
		}
		if err := v.Validate(); err != nil {
			return l, fault.New(fault.Unprocessable, "%s%w", at, err)
		}
		*v = v.Named()
		if first, twice := seen[v.ID]; twice {
			return l, a.twice(i, first, *v, visits[first])
		}
		seen[v.ID], l.IDs = i, append(l.IDs, v.ID)
		if v.Plan != "" && !plans[v.Plan] {
			if _, err := a.store.Result(ctx, result.Plan, v.Plan); err != nil {
				return l, unknown(at+"plan", err)
			}
			plans[v.Plan] = true
		}
	}
	var err error
	l.Added, l.Changed, err = a.store.AddVisits(ctx, visits, a.principal)
	l.Unchanged = l.Visits - l.Added - l.Changed
	return l, err
}

// twice refuses two visits, of which one place cannot hold both, with what would do.
func (a *App) twice(i, first int, v, before meeting.Visit) error {
	way := "leave one out, or give it another time"
	if v.Lost != before.Lost {
		way = "leave the place of the time that was lost empty, or give one of them another time"
	}
	return fault.New(fault.Unprocessable, "visits/%d/place: visits/%d is the same unit, place and time (%s, %s, %s): %s",
		i, first, v.Unit, v.Place, v.From.In(a.zone).Format("2006-01-02 15:04"), way)
}

// LogPositions keeps the minutes that units spent at the spots of a plan, five or more at
// a time, by their positions. The positions themselves are not kept.
func (a *App) LogPositions(ctx context.Context, plan, agency, funding string, officers int, fixes []meeting.Fix) (Logged, error) {
	p, err := a.planned(ctx, plan)
	if err != nil {
		return Logged{}, err
	}
	visits := meeting.Stays(fixes, p.spot())
	for i := range visits {
		visits[i].Plan, visits[i].Agency, visits[i].Funding, visits[i].Officers = plan, agency, funding, officers
	}
	return a.LogVisits(ctx, visits)
}

// VisitLog returns the visits of days, both ends included, of a plan where one is named.
func (a *App) VisitLog(ctx context.Context, from, to, plan string) (meeting.VisitList, error) {
	first, end, err := a.span(from, to)
	if err != nil {
		return meeting.VisitList{}, err
	}
	visits, err := a.store.Visits(ctx, first, end, plan)
	return meeting.VisitList{Visits: visits}, err
}

// span reads the first and the last of some days, YYYY-MM-DD, and returns when the first
// begins and the last ends.
func (a *App) span(from, to string) (first, end time.Time, err error) {
	if first, err = time.ParseInLocation(time.DateOnly, from, a.zone); err != nil {
		return first, end, fault.New(fault.Invalid, "from %q: write it YYYY-MM-DD", from)
	}
	if end, err = time.ParseInLocation(time.DateOnly, to, a.zone); err != nil {
		return first, end, fault.New(fault.Invalid, "to %q: write it YYYY-MM-DD", to)
	}
	if end.Before(first) {
		return first, end, fault.New(fault.Invalid, "to %s: it is before from %s", to, from)
	}
	return first, end.AddDate(0, 0, 1), nil
}

// Delivery returns what became of a plan: target, planned and delivered minutes of each of
// its spots. What was done before a re-plan is in the new plan too, and so are its visits.
func (a *App) Delivery(ctx context.Context, plan string) (meeting.Delivery, error) {
	p, visits, err := a.visited(ctx, plan)
	return meeting.DeliveryOf(plan, p.places, visits), err
}

// visited returns a plan and the visits to it and to those that it is a re-plan of.
func (a *App) visited(ctx context.Context, plan string) (plannedPlan, []meeting.Visit, error) {
	p, err := a.planned(ctx, plan)
	if err != nil {
		return p, nil, err
	}
	visits, err := a.store.Visits(ctx, time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), plan)
	if err != nil || p.parent == "" {
		return p, visits, err
	}
	_, before, err := a.visited(ctx, p.parent)
	before = slices.DeleteFunc(before, func(v meeting.Visit) bool { // it was put right since
		return slices.ContainsFunc(visits, func(o meeting.Visit) bool { return o.ID == v.ID })
	})
	return p, append(before, visits...), err
}

// plannedPlan is the spots of a plan that was kept.
type plannedPlan struct {
	area   string
	parent string // that it is a re-plan of; empty: none
	places []meeting.PlannedPlace
	lands  []orb.MultiPolygon
}

// planned reads them.
func (a *App) planned(ctx context.Context, id string) (plannedPlan, error) {
	var p plannedPlan
	r, err := a.store.Result(ctx, result.Plan, id)
	if err != nil {
		return p, err
	}
	var document struct {
		Plan struct {
			District string `json:"district"`
			Replan   struct {
				Parent string `json:"parent"`
			} `json:"replan"`
		} `json:"plan"`
		Features []struct {
			Geometry   *geojson.Geometry `json:"geometry"`
			Properties struct {
				Kind    string  `json:"kind"`
				Area    string  `json:"area"`
				Name    string  `json:"name"`
				Minutes float64 `json:"planned_minutes"`
				Target  float64 `json:"target_minutes"`
				Visits  int     `json:"planned_visits"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(r.Document, &document); err != nil {
		return p, fmt.Errorf("plan %s: %w", id, err)
	}
	p.area, p.parent = document.Plan.District, document.Plan.Replan.Parent
	for _, f := range document.Features {
		if f.Properties.Kind != "area" || f.Geometry == nil {
			continue
		}

		place := meeting.PlannedPlace{
			Place: f.Properties.Area, Name: strings.TrimSpace(f.Properties.Name), Target: int(f.Properties.Target), Planned: int(f.Properties.Minutes), Visits: f.Properties.Visits,
		}
		switch land := f.Geometry.Geometry().(type) {
		case orb.Polygon:
			p.lands = append(p.lands, orb.MultiPolygon{land})
		case orb.MultiPolygon:
			p.lands = append(p.lands, land)
		default:
			continue
		}
		p.places = append(p.places, place)
	}
	return p, nil
}

// spot returns a function that returns the spot that a position lies in, or nothing.
func (p plannedPlan) spot() func(orb.Point) string {
	lands := geo.NewLocator(p.lands)
	return func(at orb.Point) string {
		if i, in := lands.At(at); in {
			return p.places[i].Place
		}
		return ""
	}
}
