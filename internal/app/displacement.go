package app

import (
	"cmp"
	"context"
	"fmt"

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

// A DisplacementAnswer is the weighted displacement difference of treated places.
type DisplacementAnswer struct {
	study.Footing          // of the whole area, after patrols began
	Before        string   `json:"before"`
	Treated       []string `json:"treated"`
	Control       []string `json:"control"`

	Settings DisplacementSettings `json:"settings"`

	Places []PlaceCounts `json:"places"`  // treated, control, treated ring, control ring
	Counts *hotspot.WDD  `json:"counts"`  // offences in a period as long as the later one; null where nothing happened
	PerKM2 *hotspot.WDD  `json:"per_km2"` // the same for each square kilometre: for places of unequal size
	ByHarm *hotspot.WDD  `json:"by_harm"`

	Scatter  hotspot.Scatter `json:"scatter"`         // of the months of the places: all intervals allow for it
	Alone    float64         `json:"treated_alone_z"` // of the treated places before and after, as if nothing else had changed
	Sentence string          `json:"sentence"`
}

// DisplacementSettings are what a difference is reckoned with.
type DisplacementSettings struct {
	Ring     float64 `json:"ring_m"`
	Longer   float64 `json:"time_weight"` // the earlier period ÷ the later one
	Interval float64 `json:"interval"`    // how often an interval holds the truth
}

// PlaceCounts are the offences of one kind of place before and after.
type PlaceCounts struct {
	Place string  `json:"place"`
	Cells int     `json:"cells"`
	Area  float64 `json:"area_km2"`
	hotspot.BeforeAfter
}

// TellDisplacement compares the change in treated places with that in others. The
// features are the places and the rings.
func (a *App) TellDisplacement(ctx context.Context, r DisplacementRequest) (DisplacementAnswer, geo.Collection, error) {
	fail := func(err error) (DisplacementAnswer, geo.Collection, error) {
		return DisplacementAnswer{}, geo.Collection{}, err
	}
	var d DisplacementAnswer
	ring := given(r.Ring, defaultBuffer)
	if !(ring >= 0 && ring <= 2000) {
		return fail(fault.New(fault.Invalid, "a ring of %g m: 0 or more, at most 2,000", ring))
	}
	if err := countsAlone(r.Measure, "the difference comes in offences and in harm, both; ask for the count"); err != nil {
		return fail(err)
	}
	after, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return fail(err)
	}
	if r.Before == "" {
		return fail(fault.New(fault.Invalid, "name the months before patrols began (before)"))
	}
	p, err := earlier(r.Before, after)
	if err != nil {
		return fail(err)
	}
	before, err := a.recount(ctx, after, after.Masking(), p)
	if err != nil {
		return fail(err)
	}
	places, err := a.places(ctx, after, r, ring)
	if err != nil {
		return fail(err)
	}
	d.Before, d.Treated, d.Control = p.String(), r.Treated, r.Control
	longer := after.Loaded.Days(p, a.zone) / after.Loaded.Days(after.Period, a.zone)
	d.Settings = DisplacementSettings{Ring: ring, Longer: longer, Interval: study.Confidence}
	all := contrast(places, before.Tally, after.Tally, longer)
	if d.Scatter, err = a.scatter(ctx, after, places, p); err != nil {
		return fail(err)
	}
	all.Dispersion, all.Freedom = d.Scatter.Dispersion, d.Scatter.Freedom
	var areas [len(places)]float64
	for k := range places {
		if areas[k], err = after.AreaKM2(places[k]); err != nil {
			return fail(err)
		}
	}
	for i, n := range []hotspot.BeforeAfter{all.Treated, all.Control, all.TreatedRing, all.ControlRing} {
		d.Places = append(d.Places, PlaceCounts{[]string{"treated", "control", "treated ring", "control ring"}[i], len(places[i]), areas[i], n})
	}
	if w, err := hotspot.Displacement(all, study.Confidence); err == nil {
		d.Counts = &w
	}
	dense := all
	dense.TreatedArea, dense.ControlArea, dense.TreatedRingArea, dense.ControlRingArea = areas[0], areas[1], areas[2], areas[3]
	if w, err := hotspot.Displacement(dense, study.Confidence); err == nil {
		d.PerKM2 = &w
	}
	if d.ByHarm, err = harmContrast(places, before, after, longer, d.Scatter); err != nil {
		return fail(err)
	}
	d.Alone = hotspot.SqrtZ(all.Treated.Before/longer, all.Treated.After)
	if d.Footing, err = a.footing(ctx, after, measure); err != nil {
		return fail(err)
	}
	breaks, err := a.breakNotes(ctx, p, after.Period)
	if err != nil {
		return fail(err)
	}
	d.Notes = append(d.Notes, breaks...)
	d.conclude(all)
	d.ID = "displacement-" + result.Digest(Version, "displacement", before.Inputs(), after.Inputs(), d)
	features := geo.Collection{Members: map[string]any{"displacement": d}}
	for i, place := range d.Places {
		if len(places[i]) == 0 {
			continue
		}
		outline, err := geo.Outline(after.Lattice.Subset(places[i]).Cells)
		if err != nil {
			return fail(err)
		}
		features.Features = append(features.Features, geo.Feature{ID: place.Place, Geometry: outline, Properties: place})
	}
	return d, features, nil
}

// places returns the positions of the treated cells, of the control cells, and of the
// rings around them. What lies in two rings is in that of the treated.
func (a *App) places(ctx context.Context, c study.Study, r DisplacementRequest, metres float64) (places [4][]int, err error) {
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
func (a *App) scatter(ctx context.Context, c study.Study, places [4][]int, before crime.Period) (hotspot.Scatter, error) {
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

// contrast adds up what places had; the earlier period is so many times as long.
func contrast(places [4][]int, before, after hotspot.Tally, longer float64) hotspot.PlaceContrast {
	c := hotspot.PlaceContrast{TimeBefore: longer, TimeAfter: 1}
	for k, into := range []*hotspot.BeforeAfter{&c.Treated, &c.Control, &c.TreatedRing, &c.ControlRing} {
		for _, i := range places[k] {
			into.Before += before.Cells[i].Count
			into.After += after.Cells[i].Count
		}
	}
	return c
}

// harmContrast adds the differences of the types up by their harm; nil without any.
func harmContrast(places [4][]int, before, after study.Study, longer float64, scatter hotspot.Scatter) (*hotspot.WDD, error) {
	types := map[string]bool{}
	for _, o := range append(crime.TypesOf(before.Question.Group, before.Offences), crime.TypesOf(after.Question.Group, after.Offences)...) {
		types[o] = true
	}
	var each []hotspot.WDD
	var days []float64
	for _, t := range sorted(types) {
		one, err := before.TallyOfType(t)
		if err != nil {
			return nil, err
		}
		other, err := after.TallyOfType(t)
		if err != nil {
			return nil, err
		}
		of := contrast(places, one, other, longer)
		of.Dispersion, of.Freedom = scatter.Dispersion, scatter.Freedom
		w, err := hotspot.Displacement(of, study.Confidence)
		harm, weighted := after.Question.Harm.Days(t)
		if err == nil && weighted {
			each, days = append(each, w), append(days, harm)
		}
	}
	w, err := hotspot.HarmDisplacement(each, days, study.Confidence, scatter.Freedom)
	if err != nil { // no harm, no result
		return nil, nil
	}
	return &w, nil
}

// conclude says in a sentence what the difference comes to, and notes what it is not.
func (d *DisplacementAnswer) conclude(c hotspot.PlaceContrast) {
	d.Notes = append(d.Notes,
		"places were not drawn by lot: other causes of a difference have to be ruled out; places chosen for a bad spell get better by themselves (regression to the mean)",
		scatterNote(d.Scatter))
	if low, high := min(c.Treated.Before, c.Control.Before), max(c.Treated.Before, c.Control.Before); high > 2*low {
		d.Notes = append(d.Notes, fmt.Sprintf("%.4g offences before in the treated places and %.4g in the others: a difference in numbers expects both to change by as many, so take places more alike, or where it is only their size read the difference for each km²",
			c.Treated.Before, c.Control.Before))
	}
	w := d.Counts
	if w == nil {
		d.Sentence = "no offence in any of the places, before or after: nothing can be said"
		return
	}
	d.Sentence = fmt.Sprintf("the treated places and their rings had %.1f offences %s than the change elsewhere foretells (%.1f to %.1f; the places %+.1f, the rings %+.1f)",
		max(w.Total, -w.Total), cmp.Or(map[bool]string{true: "fewer"}[w.Total < 0], "more"), w.Low, w.High, w.Local, w.Displaced)
	if w.Low < 0 && w.High > 0 {
		d.Sentence += ": too few to tell it from chance"
	}
}
