package app

import (
	"cmp"
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
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
	Footing          // of the whole area, after patrols began
	Before  string   `json:"before"`
	Treated []string `json:"treated"`
	Control []string `json:"control"`
	Ring    float64  `json:"ring_m"`

	Places   []PlaceCounts `json:"places"` // treated, control, treated ring, control ring
	Counts   *hotspot.WDD  `json:"counts"` // offences in a period as long as the later one; null where nothing happened
	ByHarm   *hotspot.WDD  `json:"by_harm"`
	Alone    float64       `json:"treated_alone_z"` // of the treated places before and after, as if nothing else had changed
	Sentence string        `json:"sentence"`
}

// PlaceCounts are the offences of one kind of place before and after.
type PlaceCounts struct {
	Place string `json:"place"`
	Cells int    `json:"cells"`
	hotspot.BeforeAfter
}

// confidence is how often an interval holds the truth.
const confidence = 0.95

// TellDisplacement compares the change in treated places with that in others. The
// features are the places and the rings.
func (a *App) TellDisplacement(ctx context.Context, r DisplacementRequest) (DisplacementAnswer, geo.Collection, error) {
	fail := func(err error) (DisplacementAnswer, geo.Collection, error) {
		return DisplacementAnswer{}, geo.Collection{}, err
	}
	d := DisplacementAnswer{Ring: defaultBuffer}
	if r.Ring != nil {
		d.Ring = *r.Ring
	}
	if !(d.Ring >= 0 && d.Ring <= 2000) {
		return fail(fault.New(fault.Invalid, "a ring of %g m: 0 or more, at most 2,000", d.Ring))
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
	before, err := a.recount(ctx, after, after.masking(), p)
	if err != nil {
		return fail(err)
	}
	places, err := a.places(ctx, after, r, d.Ring)
	if err != nil {
		return fail(err)
	}
	d.Before, d.Treated, d.Control = p.String(), r.Treated, r.Control
	longer := p.Duration(a.zone).Seconds() / after.period.Duration(a.zone).Seconds()
	all := contrast(places, before.tally, after.tally, longer)
	d.Places = []PlaceCounts{
		{"treated", len(places[0]), all.Treated},
		{"control", len(places[1]), all.Control},
		{"treated ring", len(places[2]), all.TreatedRing},
		{"control ring", len(places[3]), all.ControlRing},
	}
	if w, err := hotspot.Displacement(all, confidence); err == nil {
		d.Counts = &w
	}
	if d.ByHarm, err = harmContrast(places, before, after, longer); err != nil {
		return fail(err)
	}
	d.Alone = hotspot.SqrtZ(all.Treated.Before/longer, all.Treated.After)
	if d.Footing, err = a.footing(ctx, after, measure); err != nil {
		return fail(err)
	}
	d.conclude(all)
	d.ID = "displacement-" + result.Digest(Version, "displacement", before.inputs(), after.inputs(), d)
	features := geo.Collection{Members: map[string]any{"displacement": d}}
	for i, place := range d.Places {
		if len(places[i]) == 0 {
			continue
		}
		outline, err := geo.Outline(after.lattice.Subset(places[i]).Cells)
		if err != nil {
			return fail(err)
		}
		features.Features = append(features.Features, geo.Feature{ID: place.Place, Geometry: outline, Properties: place})
	}
	return d, features, nil
}

// places returns the positions of the treated cells, of the control cells, and of the
// rings around them. What lies in two rings is in that of the treated.
func (a *App) places(ctx context.Context, c counted, r DisplacementRequest, metres float64) (places [4][]int, err error) {
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
		for i, cell := range c.lattice.Cells {
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
			return places, fault.New(fault.Invalid, "no cell of %s is in the %s areas %v", c.area.Name, side, names)
		}
	}
	if metres == 0 {
		return places, nil
	}
	for k := range 2 {
		ring, err := c.ringOf(places[k], metres)
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

// ringOf returns the cells around some others of the lattice.
func (c *counted) ringOf(cells []int, metres float64) ([]int, error) {
	spot := hotspot.Spot{Cells: cells}
	for _, i := range cells {
		area, err := c.lattice.AreaOf(i)
		if err != nil {
			return nil, err
		}
		spot.Area += area
	}
	return spot.Ring(c.lattice, metres)
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
func harmContrast(places [4][]int, before, after counted, longer float64) (*hotspot.WDD, error) {
	types := map[string]bool{}
	for _, o := range append(hotspot.TypesOf(before.question.Group, before.offences), hotspot.TypesOf(after.question.Group, after.offences)...) {
		types[o] = true
	}
	var each []hotspot.WDD
	var days []float64
	for _, t := range sorted(types) {
		one, err := before.ofType(t)
		if err != nil {
			return nil, err
		}
		other, err := after.ofType(t)
		if err != nil {
			return nil, err
		}
		w, err := hotspot.Displacement(contrast(places, one, other, longer), confidence)
		harm, weighted := after.question.Harm.Days(t)
		if err == nil && weighted {
			each, days = append(each, w), append(days, harm)
		}
	}
	w, err := hotspot.HarmDisplacement(each, days, confidence)
	if err != nil { // no harm, no result
		return nil, nil
	}
	return &w, nil
}

// ofType counts the offences of one type alone.
func (c *counted) ofType(name string) (hotspot.Tally, error) {
	var of []hotspot.Offence
	for _, o := range c.offences {
		if o.Type == name {
			of = append(of, o)
		}
	}
	return hotspot.Count(c.lattice, of, c.question)
}

// conclude says in a sentence what the difference comes to, and notes what it is not.
func (d *DisplacementAnswer) conclude(c hotspot.PlaceContrast) {
	d.Notes = append(d.Notes,
		"places were not drawn by lot: other causes of a difference have to be ruled out; places chosen for a bad spell get better by themselves (regression to the mean)",
		"counts are taken as Poisson: where offences come in clusters the interval is too narrow")
	if low, high := min(c.Treated.Before, c.Control.Before), max(c.Treated.Before, c.Control.Before); high > 2*low {
		d.Notes = append(d.Notes, fmt.Sprintf("%.4g offences before in the treated places and %.4g in the others: a difference in numbers expects both to change by as many, so take places more alike",
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
