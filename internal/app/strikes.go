package app

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/zones"
)

// A StrikeRequest strikes a place out of an operation's focus areas, or includes it, for
// every later drawing in which it lies.
type StrikeRequest struct {
	Area      string          `json:"area"` // that it is decided for
	Operation string          `json:"operation"`
	Verdict   result.Verdict  `json:"verdict"` // struck or included
	Name      string          `json:"name"`
	Why       string          `json:"why"`
	Outline   json.RawMessage `json:"outline"` // a GeoJSON Polygon or MultiPolygon
	As        string          `json:"as"`      // who decides; empty: whom the app works for
}

// A LiftRequest lifts a decision on a place.
type LiftRequest struct {
	Why string `json:"why"`
	As  string `json:"as"` // who lifts it; empty: whom the app works for
}

// Strikes returns what people decided of the places of an operation that lie in an area,
// each with its outline: those in force, or those that were lifted as well. An empty area
// or operation: of any.
func (a *App) Strikes(ctx context.Context, area, operation string, lifted bool) (geo.Collection, error) {
	var within *geo.Area
	if area != "" {
		found, err := a.Area(ctx, area)
		if err != nil {
			return geo.Collection{}, err
		}
		within = &found
	}
	all, err := a.store.PlaceDecisions(ctx, operation, within, lifted)
	if err != nil {
		return geo.Collection{}, err
	}
	c := geo.Collection{Features: []geo.Feature{}}
	for _, d := range all {
		c.Features = append(c.Features, geo.Feature{Geometry: d.Outline, Properties: d})
	}
	return c, nil
}

// Strike keeps a decision on a place, and returns it.
func (a *App) Strike(ctx context.Context, r StrikeRequest) (result.PlaceDecision, error) {
	d := result.PlaceDecision{
		Operation: r.Operation, Verdict: r.Verdict, Name: strings.Join(strings.Fields(r.Name), " "), Why: strings.TrimSpace(r.Why),
	}
	var err error
	if d.By, err = a.who(r.As); err != nil {
		return d, err
	}
	if err := cmp.Or(fault.Text("name", d.Name), fault.Text("why", d.Why)); err != nil {
		return d, err
	}
	switch {
	case d.Verdict != result.Struck && d.Verdict != result.Included:
		return d, fault.New(fault.Unprocessable, "verdict %q: a place is struck or included", d.Verdict)
	case d.Name == "":
		return d, fault.New(fault.Unprocessable, "name: say what the place is called")
	case d.Why == "":
		return d, fault.New(fault.Unprocessable, "why: %s is %s without a reason: say why", d.Name, d.Verdict)
	}
	if _, err := a.operation(ctx, r.Operation); err != nil {
		return d, err
	}
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return d, err
	}
	d.AreaKind, d.AreaCode = area.Kind, area.Code
	if d.Outline, err = outlineOf("outline", r.Outline, false); err != nil {
		return d, err
	}
	if err := a.undisputed(ctx, d, area); err != nil {
		return d, err
	}
	if d.ID, err = a.store.DecidePlace(ctx, d); err != nil {
		return d, err
	}
	return a.strike(ctx, d.ID)
}

// undisputed refuses a place that lies outside of its area, or on one of which people
// decided the opposite: a drawing could not go by both.
func (a *App) undisputed(ctx context.Context, d result.PlaceDecision, area geo.Area) error {
	if !area.Land.Bound().Intersects(d.Outline.Bound()) {
		return fault.New(fault.Unprocessable, "outline: %s lies outside of %s", d.Name, area.Name)
	}
	others, err := a.store.PlaceDecisions(ctx, d.Operation, nil, false)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Verdict == d.Verdict {
			continue
		}
		apart, err := zones.Disjoint(o.Outline, d.Outline)
		if err != nil {
			return fault.New(fault.Unprocessable, "outline: %w", err)
		}
		if !apart {
			return fault.New(fault.Unprocessable, "outline: %s overlaps %s, which is %s (decision %d): lift that first", d.Name, o.Name, o.Verdict, o.ID)
		}
	}
	return nil
}

// LiftStrike ends a decision on a place: later drawings go by the data again.
func (a *App) LiftStrike(ctx context.Context, id int64, r LiftRequest) (result.PlaceDecision, error) {
	by, err := a.who(r.As)
	if err != nil {
		return result.PlaceDecision{}, err
	}
	why := strings.TrimSpace(r.Why)
	if err := fault.Text("why", why); err != nil {
		return result.PlaceDecision{}, err
	}
	if why == "" {
		return result.PlaceDecision{}, fault.New(fault.Unprocessable, "why: say why decision %d is lifted", id)
	}
	if err := a.store.LiftPlace(ctx, id, why, by); err != nil {
		return result.PlaceDecision{}, err
	}
	return a.strike(ctx, id)
}

// strike returns one decision on a place.
func (a *App) strike(ctx context.Context, id int64) (result.PlaceDecision, error) {
	all, err := a.store.PlaceDecisions(ctx, "", nil, true)
	if err != nil {
		return result.PlaceDecision{}, err
	}
	for _, d := range all {
		if d.ID == id {
			return d, nil
		}
	}
	return result.PlaceDecision{}, fault.New(fault.NotFound, "no decision %d on a place", id)
}

// decidedPlaces returns the places of an operation in an area that people struck out, and
// those that they included.
func (a *App) decidedPlaces(ctx context.Context, operation string, area geo.Area) (struck, included []zones.Place, err error) {
	all, err := a.store.PlaceDecisions(ctx, operation, &area, false)
	for _, d := range all {
		p := zones.Place{Name: d.Name, Reason: d.Why, Outline: d.Outline}
		if d.Verdict == result.Struck {
			struck = append(struck, p)
		} else {
			included = append(included, p)
		}
	}
	return struck, included, err
}
