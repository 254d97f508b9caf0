package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/roads"
	"beatplan/rtm"
	"beatplan/study"
)

// Every factor is tried in half blocks up to four blocks, points by proximity and by
// density. A block in Essex's towns is about 150 m.
const (
	blockLength = 150 // metres
	blocks      = 4
)

// UsualFactor returns what is tried of a factor of points unless a request says
// otherwise.
func UsualFactor(name string) rtm.Factor {
	return rtm.Factor{Name: name, Reaches: rtm.Ladder(blockLength, true, blocks), Influences: []rtm.Influence{rtm.Proximity, rtm.Density}}
}

// FactorTried is a factor that a model could choose.
type FactorTried struct {
	Name       string          `json:"name"`
	Features   int             `json:"features"`         // in the area or within reach of it
	Shapes     int             `json:"shapes,omitempty"` // those of them that are lines or polygons
	Reaches    []float64       `json:"reaches"`          // metres
	Influences []rtm.Influence `json:"influences"`
}

// A siteFactor is a factor whose features are sites, or are taken for such.
type siteFactor struct {
	rtm.Factor
	Sites []geo.Site // in the order of the factor's features: points, then shapes
}

// newSiteFactor returns a factor whose features are sites. The weight of one is its
// capacity; one whose capacity is not known weighs as much as the others do in the
// mean.
func newSiteFactor(f rtm.Factor, sites []geo.Site) siteFactor {
	f.Features, f.Shapes, f.Weights = nil, nil, nil
	s := siteFactor{f, slices.Clone(sites)}
	shaped := func(site geo.Site) int {
		if site.Shape != nil {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(s.Sites, func(a, b geo.Site) int { return shaped(a) - shaped(b) })
	mean, _ := meanCapacity(sites)
	for _, site := range s.Sites {
		if site.Shape != nil {
			s.Shapes = append(s.Shapes, geo.ShapeToGrid(site.Shape))
			continue
		}
		s.Features = append(s.Features, geo.ToGrid(*site.At))
		if slices.Contains(f.Influences, rtm.Dosage) {
			weight := mean
			if site.Capacity != nil {
				weight = float64(*site.Capacity)
			}
			s.Weights = append(s.Weights, weight)
		}
	}
	return s
}

// meanCapacity returns the mean of the capacities that are known, and of how many they
// are.
func meanCapacity(sites []geo.Site) (mean float64, known int) {
	for _, s := range sites {
		if s.Capacity != nil {
			mean += float64(*s.Capacity)
			known++
		}
	}
	return mean / float64(max(known, 1)), known
}

// factors returns a factor for each category of the sites in an area and within
// reach of it and for each layer that is wanted, by name, or for those categories that
// are named, and notes what is not known of them.
func (a *App) factors(ctx context.Context, c study.Study, r ModelRequest) (factors []siteFactor, notes []string, err error) {
	if err := r.checkReaches(); err != nil { // they say how far around the area to look
		return nil, nil, err
	}
	of, notes, err := a.featuresWithin(ctx, c.Area, r.farthest(), c.Question.Clock, r.With)
	if err != nil {
		return nil, nil, err
	}
	categories := slices.Sorted(maps.Keys(of))
	if len(categories) == 0 {
		return nil, nil, fault.New(fault.Unprocessable, "no sites are loaded in or around %s: import some first", c.Area.Name)
	}
	for _, w := range slices.Concat(r.Factors, r.Protective, r.Always) {
		if !slices.Contains(categories, w) {
			return nil, nil, fault.New(fault.Invalid, "no sites of category %q in or around %s; %s%s", w, c.Area.Name, english.ThereAre(categories), english.DidYouMean(w, categories))
		}
	}
	wanted := func(name string) bool {
		return !slices.Contains(r.Without, name) && (len(r.Factors) == 0 || slices.Contains(r.Factors, name) || slices.Contains(r.With, name))
	}
	for _, p := range r.Protective {
		if !wanted(p) {
			return nil, nil, fault.New(fault.Invalid, "%s is said to protect and is not among the factors to choose from", p)
		}
	}
	for _, name := range r.Always {
		switch {
		case !wanted(name):
			return nil, nil, fault.New(fault.Invalid, "%s is to be adjusted for and is left out of the factors", name)
		case slices.Contains(r.Protective, name):
			return nil, nil, fault.New(fault.Invalid, "%s is to be adjusted for, with either sign, and is said to protect: choose one", name)
		}
	}
	if err := r.check(categories, wanted, r.Test != ""); err != nil {
		return nil, nil, err
	}
	for _, category := range categories {
		if !wanted(category) {
			continue
		}
		factor, note, err := r.factor(category, of[category])
		if err != nil {
			return nil, nil, err
		}
		factors, notes = append(factors, factor), append(notes, note...)
	}
	if len(factors) == 0 {
		return nil, nil, fault.New(fault.Invalid, "every factor is left out: leave one in")
	}
	derived, err := r.refuse(factors)
	return factors, append(notes, derived...), err
}

// names reports whether a request names a factor, rather than taking it with all others.
func (r ModelRequest) names(factor string) bool {
	return slices.Contains(slices.Concat(r.Factors, r.Protective, r.Always, r.With), factor)
}

// factor returns the factor of a category, with what a request wants to be tried of it.
func (r ModelRequest) factor(category string, sites []geo.Site) (f siteFactor, notes []string, err error) {
	factor := UsualFactor(category)
	factor.Protective = slices.Contains(r.Protective, category)
	if reaches, own := r.Reaches[category]; own {
		factor.Reaches = reaches
	}
	factor.Influences = r.influences(category, slices.ContainsFunc(sites, func(s geo.Site) bool { return s.Shape != nil }))
	if !slices.Contains(factor.Influences, rtm.Dosage) {
		return newSiteFactor(factor, sites), nil, nil
	}
	mean, known := meanCapacity(sites)
	switch _, named := r.Influences[category]; {
	case known == 0 && named:
		return f, nil, fault.New(fault.Unprocessable, "%s by %s takes capacities, and none of its %d sites has one: import a register that has them, or try another influence", category, rtm.Dosage, len(sites))
	case known == 0:
		factor.Influences = slices.DeleteFunc(factor.Influences, func(i rtm.Influence) bool { return i == rtm.Dosage || i == rtm.Density })
		factor.Influences = append(factor.Influences, rtm.Density)
		notes = append(notes, fmt.Sprintf("%s was not tried by %s, but by %s: the capacity of none is known", category, rtm.Dosage, rtm.Density))
	case known < len(sites):
		notes = append(notes, fmt.Sprintf("the capacity of %d of %d sites of category %s is not known: they weigh as much as the others do in the mean, %.0f", len(sites)-known, len(sites), category, mean))
	}
	return newSiteFactor(factor, sites), notes, nil
}

// influences returns what to try of a category: what the request says of it, or of all,
// or the usual. Of lines and polygons it is proximity unless it is said of them alone.
// None leaves the choice to a rule.
func (r ModelRequest) influences(category string, shapes bool) []rtm.Influence {
	said, own := r.Influences[category]
	if !own {
		said = r.Influences[EveryFactor]
	}
	switch {
	case slices.Contains(said, byRule):
		return nil
	case shapes && !own:
		return []rtm.Influence{rtm.Proximity}
	case len(said) == 0:
		return UsualFactor(category).Influences
	}
	influences := make([]rtm.Influence, len(said))
	for i, name := range said {
		influences[i] = rtm.Influence(name)
	}
	return influences
}

// featuresWithin returns the sites in an area and so many metres around it that a
// clock may find open, and the layers of the map that are wanted, by category, with
// what is not known of them.
func (a *App) featuresWithin(ctx context.Context, area geo.Area, metres float64, clock crime.Clock, layers []string) (of map[string][]geo.Site, notes []string, err error) {
	within := orbgeo.BoundPad(area.Land.Bound(), metres)
	sites, err := a.store.Sites(ctx, within)
	if err != nil {
		return nil, nil, err
	}
	of = map[string][]geo.Site{}
	for _, s := range sites {
		of[s.Category] = append(of[s.Category], s)
	}
	of, notes = openThen(of, clock)
	return of, notes, a.addLayers(ctx, of, within, layers)
}

// The layers of the map.
const (
	footpaths   = "footpath"
	mainRoads   = "main-road"
	waterfronts = "waterfront"
)

// A layer is a kind of line or polygon of the map which a model can take for a factor.
type layer struct {
	name   string
	street func(roads.Street) bool // whether it is one; nil: the layer is of waters
}

// allLayers returns the layers, by name.
func allLayers() []layer {
	return []layer{
		{footpaths, func(s roads.Street) bool { return s.Foot != 0 && s.Vehicle == 0 }},
		{mainRoads, func(s roads.Street) bool {
			return slices.Contains([]string{"trunk", "primary", "secondary"}, strings.TrimSuffix(s.Class, "_link"))
		}},
		{waterfronts, nil},
	}
}

// Layers returns the names of the lines and polygons of the map that a model can try
// beside sites: ways that people may walk and not drive, trunk, primary and secondary
// roads, coasts and inland waters.
func Layers() []string {
	var names []string
	for _, l := range allLayers() {
		names = append(names, l.name)
	}
	return names
}

// addLayers adds the features of layers, as sites of the map.
func (a *App) addLayers(ctx context.Context, of map[string][]geo.Site, within orb.Bound, names []string) error {
	var streets []roads.Street
	var waters []geo.Water
	var err error
	for _, name := range names {
		if !slices.Contains(Layers(), name) {
			return fault.New(fault.Invalid, "no layer %q; there are %s; sites take part without being named", name, strings.Join(Layers(), ", "))
		}
	}
	for _, l := range allLayers() {
		if !slices.Contains(names, l.name) {
			continue
		}
		switch {
		case l.street == nil:
			waters, err = a.store.Water(ctx, within, 0)
		case streets == nil:
			streets, err = a.store.Streets(ctx, within)
		}
		if err != nil {
			return err
		}
		found := l.features(streets, waters)
		if len(found) == 0 {
			return fault.New(fault.Unprocessable, "no %s is loaded in or around the area: import an extract of OpenStreetMap, or leave it out", english.Category(l.name))
		}
		of[l.name] = append(of[l.name], found...)
	}
	return nil
}

// features returns those of a layer as sites.
func (l layer) features(streets []roads.Street, waters []geo.Water) (found []geo.Site) {
	if l.street == nil {
		for _, w := range waters {
			found = append(found, onMap(l.name, w.ID, w.Name, w.Shape))
		}
		return found
	}
	for _, s := range streets {
		if l.street(s) {
			found = append(found, onMap(l.name, fmt.Sprintf("w%d", s.ID), s.Name, orb.MultiLineString{s.Line}))
		}
	}
	return found
}

// onMap returns a line or polygon of the map as a site.
func onMap(layer, id, name string, shape orb.Geometry) geo.Site {
	at := shape.Bound().Center()
	return geo.Site{Source: "osm", ID: id, Name: name, Category: layer, At: &at, Shape: shape}
}

// tried says what a design has of factors.
func tried(factors []siteFactor, design *rtm.Design) []FactorTried {
	t := make([]FactorTried, len(factors))
	for i, f := range factors {
		t[i] = FactorTried{Name: f.Name, Features: len(f.Sites), Shapes: len(f.Shapes), Reaches: f.Reaches, Influences: f.tried(design)}
	}
	return t
}

// tried returns the influences by which a design has a factor.
func (s siteFactor) tried(design *rtm.Design) []rtm.Influence {
	influences := []rtm.Influence{}
	for _, v := range design.Variables() {
		if v.Factor == s.Name && !slices.Contains(influences, v.Influence) {
			influences = append(influences, v.Influence)
		}
	}
	return influences
}

// inWords says what was tried: 12 sites, 3 of them lines or polygons, by proximity at 75 150 m.
func (f FactorTried) inWords() string {
	how := make([]string, len(f.Influences))
	for i, influence := range f.Influences {
		how[i] = string(influence)
	}
	said := english.Count(float64(f.Features), "feature")
	if f.Shapes > 0 {
		said += fmt.Sprintf(", %d of them lines or polygons", f.Shapes)
	}
	if len(how) > 0 {
		said += ", by " + english.And(how)
	}
	return said + " at " + strings.Trim(fmt.Sprint(f.Reaches), "[]") + " m"
}
