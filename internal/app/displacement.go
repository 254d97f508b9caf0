package app

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// DisplacementRequest asks what changed in treated places beside others, and in the
// rings around both. The period is that after patrols began.
type DisplacementRequest struct {
	HotspotRequest          // Area holds all of the places and rings
	Before         string   `json:"before"`  // YYYY-MM..YYYY-MM, before they began
	Treated        []string `json:"treated"` // areas
	Control        []string `json:"control"` // areas that had no such patrols, alike otherwise
	Ring           *float64 `json:"ring_m"`  // width of the rings; nil: the default
}

// TellDisplacement compares the change in treated places with that in others. The
// features are the places and the rings.
func (a *App) TellDisplacement(ctx context.Context, r DisplacementRequest) (study.Displacement, geo.Collection, error) {
	after, measure, ring, err := a.askDisplacement(ctx, r)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	p, err := earlier(r.Before, after)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	if err := step(ctx, 0.3); err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	before, err := a.recount(ctx, after, after.Masking(), p)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	places, err := a.places(ctx, after, r, ring)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	scatter, err := a.scatter(ctx, after, places, p)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	if err := step(ctx, 0.8); err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	longer := after.Loaded.Days(p, a.zone) / after.Loaded.Days(after.Period, a.zone)
	d, err := study.Displace(&before, &after, places, longer, scatter)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	d.Before, d.Treated, d.Control, d.Settings.Ring = p.String(), r.Treated, r.Control, ring
	caveats := d.Notes
	if d.Footing, err = a.footing(ctx, after, measure); err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	breaks, err := a.breakNotes(ctx, p, after.Period)
	if err != nil {
		return study.Displacement{}, geo.Collection{}, err
	}
	d.Notes = slices.Concat(d.Notes, breaks, caveats)
	d.ID = "displacement-" + result.Digest(Version, "displacement", before.Inputs(), after.Inputs(), d)
	features, err := outlines(d, after.Lattice, places)
	return d, features, err
}

// askDisplacement counts the offences after patrols began, and returns the width of the
// rings.
func (a *App) askDisplacement(ctx context.Context, r DisplacementRequest) (after study.Study, m hotspot.Measure, ring float64, err error) {
	if ring = valueOr(r.Ring, defaultBuffer); !(ring >= 0 && ring <= 2000) {
		return after, m, ring, fault.New(fault.Invalid, "a ring of %g m: 0 or more, at most 2,000", ring)
	}
	if err = countsAlone(r.Measure, "the difference comes in offences and in harm, both; ask for the count"); err != nil {
		return after, m, ring, err
	}
	if after, m, err = a.askHotspots(ctx, r.HotspotRequest); err == nil && r.Before == "" {
		err = fault.New(fault.Invalid, "name the months before patrols began (before)")
	}
	return after, m, ring, err
}

// outlines draws the places and the rings that a difference is of.
func outlines(d study.Displacement, l geo.Lattice, places study.ContrastPlaces) (geo.Collection, error) {
	drawn := geo.Collection{Members: map[string]any{"displacement": d}}
	for i, place := range d.Places {
		if len(places[i]) == 0 {
			continue
		}
		outline, err := geo.Outline(l.Subset(places[i]).Cells)
		if err != nil {
			return geo.Collection{}, err
		}
		drawn.Features = append(drawn.Features, geo.Feature{ID: place.Place, Geometry: outline, Properties: place})
	}
	return drawn, nil
}

// places returns the positions of the treated cells, of the control cells, and of the
// rings around them. What lies in two rings is in that of the treated.
func (a *App) places(ctx context.Context, c study.Study, r DisplacementRequest, metres float64) (places study.ContrastPlaces, err error) {
	kind := map[int]int{}
	for k, names := range [][]string{r.Treated, r.Control} {
		side := []string{"treated", "control"}[k]
		if len(names) == 0 {
			return places, fault.New(fault.Invalid, "no %s areas: name some", side)
		}
		var lands []orb.MultiPolygon
		for _, name := range names {
			area, err := a.Area(ctx, name)
			if err != nil {
				return places, err
			}
			lands = append(lands, area.Land)
		}
		within := geo.NewLocator(lands)
		for i, cell := range c.Lattice.Cells {
			centre, err := geo.Centre(cell)
			if err != nil {
				return places, err
			}
			if _, in := within.At(centre); !in {
				continue
			}
			if _, taken := kind[i]; taken {
				return places, fault.New(fault.Invalid, "treated and control areas overlap: nothing can be both")
			}
			kind[i] = k
			places[k] = append(places[k], i)
		}
		if len(places[k]) == 0 {
			return places, fault.New(fault.Invalid, "no cell of %s is in the %s areas %v", c.Area.Name, side, names)
		}
	}
	if metres == 0 {
		return places, nil
	}
	for k := range 2 {
		ring, err := c.Ring(places[k], metres)
		if err != nil {
			return places, err
		}
		for _, i := range ring {
			if _, taken := kind[i]; !taken {
				kind[i] = 2 + k
				places[2+k] = append(places[2+k], i)
			}
		}
	}
	return places, nil
}

// scatter returns how far the months of the places scatter, of those loaded from
// before to after: the treated places', with those of the others and of the rings.
func (a *App) scatter(ctx context.Context, c study.Study, places study.ContrastPlaces, before crime.Period) (hotspot.Scatter, error) {
	var months [len(places)][]hotspot.MonthCount
	for _, m := range study.Within(crime.Period{From: before.From, To: c.Period.To}, c.Months) {
		one := crime.Period{From: m, To: m}
		counted, err := a.recount(ctx, c, c.Masking(), one)
		if err != nil {
			return hotspot.Scatter{}, err
		}
		for k := range places {
			month := hotspot.MonthCount{Month: m, Days: c.Loaded.Days(one, a.zone)}
			for _, i := range places[k] {
				month.Count += counted.Tally.Cells[i].Count
			}
			months[k] = append(months[k], month)
		}
	}
	return hotspot.MonthScatter(months[0], months[1:], before, c.Period), nil
}
