package study

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"beatplan/crime"
	"beatplan/hotspot"
)

// A Displacement is the weighted displacement difference of treated places.
type Displacement struct {
	Footing          // of the whole area, after patrols began
	Before  string   `json:"before"`
	Treated []string `json:"treated"`
	Control []string `json:"control"`

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

// ContrastPlaces are the positions on a lattice of the treated places, of the control
// places, and of the ring around each.
type ContrastPlaces [4][]int

// Displace compares the change in treated places with that in others. Both studies are
// of one lattice, before is the one before patrols began, and longer is the length of its
// period divided by that of after's; scatter is that of the places' months. Of the footing
// it fills in the notes alone.
func Displace(before, after *Study, places ContrastPlaces, longer float64, scatter hotspot.Scatter) (Displacement, error) {
	d := Displacement{Settings: DisplacementSettings{Longer: longer, Interval: Confidence}, Scatter: scatter}
	all := places.contrast(before.Tally, after.Tally, longer, scatter)
	var areas [len(places)]float64
	for k := range places {
		var err error
		if areas[k], err = after.AreaKM2(places[k]); err != nil {
			return Displacement{}, err
		}
	}
	for k, n := range []hotspot.BeforeAfter{all.Treated, all.Control, all.TreatedRing, all.ControlRing} {
		name := []string{"treated", "control", "treated ring", "control ring"}[k]
		d.Places = append(d.Places, PlaceCounts{name, len(places[k]), areas[k], n})
	}
	d.Counts = difference(all)
	dense := all
	dense.TreatedArea, dense.ControlArea, dense.TreatedRingArea, dense.ControlRingArea = areas[0], areas[1], areas[2], areas[3]
	d.PerKM2 = difference(dense)
	var err error
	if d.ByHarm, err = harmDifference(before, after, places, longer, scatter); err != nil {
		return Displacement{}, err
	}
	d.Alone = hotspot.SqrtZ(all.Treated.Before/longer, all.Treated.After)
	d.summarise()
	return d, nil
}

// contrast adds up what the places had.
func (p ContrastPlaces) contrast(before, after hotspot.Tally, longer float64, scatter hotspot.Scatter) hotspot.PlaceContrast {
	c := hotspot.PlaceContrast{TimeBefore: longer, TimeAfter: 1, Dispersion: scatter.Dispersion, Freedom: scatter.Freedom}
	for k, into := range []*hotspot.BeforeAfter{&c.Treated, &c.Control, &c.TreatedRing, &c.ControlRing} {
		for _, i := range p[k] {
			into.Before += before.Cells[i].Count
			into.After += after.Cells[i].Count
		}
	}
	return c
}

// difference is nil where nothing happened.
func difference(c hotspot.PlaceContrast) *hotspot.WDD {
	w, err := hotspot.Displacement(c, Confidence)
	if err != nil {
		return nil
	}
	return &w
}

// harmDifference adds the differences of the types up by their harm; nil without any.
func harmDifference(before, after *Study, places ContrastPlaces, longer float64, scatter hotspot.Scatter) (*hotspot.WDD, error) {
	types := map[string]bool{}
	for _, s := range []*Study{before, after} {
		for _, t := range crime.TypesOf(before.Question.Group, s.Offences) {
			types[t] = true
		}
	}
	var each []hotspot.WDD
	var days []float64
	for _, t := range slices.Sorted(maps.Keys(types)) {
		one, err := before.TallyOfType(t)
		if err != nil {
			return nil, err
		}
		other, err := after.TallyOfType(t)
		if err != nil {
			return nil, err
		}
		w := difference(places.contrast(one, other, longer, scatter))
		if harm, weighted := after.Question.Harm.Days(t); w != nil && weighted {
			each, days = append(each, *w), append(days, harm)
		}
	}
	w, err := hotspot.HarmDisplacement(each, days, Confidence, scatter.Freedom)
	if err != nil { // no harm, no result
		return nil, nil
	}
	return &w, nil
}

// summarise says in a sentence what the difference comes to, and notes what it is not.
func (d *Displacement) summarise() {
	d.Notes = append(d.Notes,
		"places were not drawn by lot: other causes of a difference have to be ruled out; places chosen for a bad spell get better by themselves (regression to the mean)",
		d.Scatter.Note())
	treated, control := d.Places[0].Before, d.Places[1].Before
	if max(treated, control) > 2*min(treated, control) {
		d.Notes = append(d.Notes, fmt.Sprintf("%.4g offences before in the treated places and %.4g in the others: a difference in numbers expects both to change by as many, so take places more alike, or where it is only their size read the difference for each km²",
			treated, control))
	}
	w := d.Counts
	if w == nil {
		d.Sentence = "no offence in any of the places, before or after: nothing can be said"
		return
	}
	d.Sentence = fmt.Sprintf("the treated places and their rings had %.1f offences %s than the change elsewhere foretells (%.1f to %.1f; the places %+.1f, the rings %+.1f)",
		math.Abs(w.Total), cmp.Or(map[bool]string{true: "fewer"}[w.Total < 0], "more"), w.Low, w.High, w.Local, w.Displaced)
	if w.Low < 0 && w.High > 0 {
		d.Sentence += ": too few to tell it from chance"
	}
}
