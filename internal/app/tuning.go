package app

import (
	"cmp"
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
	"beatplan/rtm"
)

// Tuning is what people change about a model before it is fitted.
type Tuning struct {
	Clock      string               `json:"clock"`      // hours of the week; empty: all
	Without    []string             `json:"without"`    // factors that take no part
	With       []string             `json:"with"`       // layers of the map that take part beside sites
	Reaches    map[string][]float64 `json:"reaches"`    // metres to try, by factor, in place of its ladder; ascending
	Influences map[string][]string  `json:"influences"` // to try, by factor or of [EveryFactor]: rtm's, or auto alone, for a rule to choose
	Add        []Feature            `json:"add"`        // what if these were there
	Remove     []string             `json:"remove"`     // what if these sites were not: ids, or SOURCE:ID
	Allow      bool                 `json:"allow"`      // fit what would be refused: police-generated offences, factors derived from crime
}

// A Feature is a site that is not there.
type Feature struct {
	Category string    `json:"category"`
	At       orb.Point `json:"at"` // WGS 84
}

// WhatIf is how the features that a model is applied to differ from those that it was
// fitted to. Nothing of it has happened, so it can be looked at and never be approved.
type WhatIf struct {
	Added   []Feature `json:"added"`
	Removed []string  `json:"removed"` // SOURCE:ID
}

const (
	// EveryFactor stands for all factors that are not named themselves.
	EveryFactor = "all"
	byRule      = "auto" // density if features are clustered, proximity if not: see rtm.NewDesign
)

const (
	imagined   = "what-if" // the source of sites that are not there
	mostChange = 100       // features that are added or removed
)

// derivedFromCrime are words of categories that are made from the outcome itself.
func derivedFromCrime() []string {
	return []string{
		"arrest", "arrests", "asb", "assault", "assaults", "burglaries", "burglary", "calls", "crime", "crimes", "custody", "deprivation",
		"detection", "detections", "drug", "drugs", "hotspot", "hotspots", "imd", "incident", "incidents", "intelligence", "knife", "knives",
		"murder", "murders", "offence", "offences", "offender", "offenders", "patrol", "patrols", "robberies", "robbery", "search", "searches",
		"seizure", "seizures", "shoplifting", "shooting", "shootings", "stabbing", "stabbings", "suspect", "suspects", "theft", "thefts",
		"victim", "victims", "violence", "warrant", "warrants", "weapon", "weapons",
	}
}

// isDerived reports whether a category's name says that it is made from crime or from
// what police do about it.
func isDerived(category string) bool {
	return slices.ContainsFunc(strings.Split(category, "-"), func(word string) bool { return slices.Contains(derivedFromCrime(), word) })
}

// checkReaches returns a fault that names reaches that none can have.
func (t Tuning) checkReaches() error {
	for _, name := range slices.Sorted(maps.Keys(t.Reaches)) {
		last := 0.0
		for _, r := range t.Reaches[name] {
			if !(r > last) || r > 2*blocks*blockLength {
				return fault.New(fault.Invalid, "factor %s: reaches %v must ascend and be above 0 and at most %d metres", name, t.Reaches[name], 2*blocks*blockLength)
			}
			last = r
		}
		if last == 0 {
			return fault.New(fault.Invalid, "factor %s has no reach: give at least one, in metres", name)
		}
	}
	return nil
}

// check returns a fault that names what is wrong with the tuning of a model whose
// factors are known by category, of which some are wanted. Tested says that it is to be
// tried on later months.
func (t Tuning) check(categories []string, wanted func(category string) bool, tested bool) error {
	for _, w := range slices.Concat(t.Without, slices.Sorted(maps.Keys(t.Reaches))) {
		if !slices.Contains(categories, w) {
			return fault.New(fault.Invalid, "no factor %q; %s%s", w, english.ThereAre(categories), english.DidYouMean(w, categories))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Reaches)) {
		if !wanted(name) {
			return fault.New(fault.Invalid, "factor %s is left out and given reaches: do one of both", name)
		}
	}
	if err := t.checkInfluences(categories, wanted); err != nil {
		return err
	}
	if n := len(t.Add) + len(t.Remove); n > mostChange {
		return fault.New(fault.Invalid, "%d features are added or removed: at most %d", n, mostChange)
	} else if n > 0 && tested {
		return fault.New(fault.Invalid, "a what-if has no later months to be tried on, for it has not happened: leave the test period out")
	}
	return nil
}

// checkInfluences returns a fault that names what is wrong with those to try.
func (t Tuning) checkInfluences(categories []string, wanted func(category string) bool) error {
	for _, name := range slices.Sorted(maps.Keys(t.Influences)) {
		if name != EveryFactor && !slices.Contains(categories, name) {
			return fault.New(fault.Invalid, "no factor %q; there are %s, or %s of them%s", name, strings.Join(categories, ", "), EveryFactor, english.DidYouMean(name, categories))
		}
		if name != EveryFactor && !wanted(name) {
			return fault.New(fault.Invalid, "factor %s is left out and given influences: do one of both", name)
		}
		influences := t.Influences[name]
		if len(influences) == 0 {
			return fault.New(fault.Invalid, "factor %s has no influence: name at least one of %s", name, strings.Join(influenceNames(), ", "))
		}
		for i, influence := range influences {
			switch {
			case !slices.Contains(influenceNames(), influence):
				return fault.New(fault.Invalid, "factor %s: no influence %q; there are %s", name, influence, strings.Join(influenceNames(), ", "))
			case influence == byRule && len(influences) > 1:
				return fault.New(fault.Invalid, "factor %s: %s stands alone, for it chooses among the others", name, byRule)
			case slices.Contains(influences[:i], influence):
				return fault.New(fault.Invalid, "factor %s: %s is there twice", name, influence)
			}
		}
	}
	return nil
}

// influenceNames returns what may be asked of a factor.
func influenceNames() []string {
	var names []string
	for _, i := range rtm.Influences() {
		names = append(names, string(i))
	}
	return append(names, byRule)
}

// hypothetical reports whether features are added or removed.
func (t Tuning) hypothetical() bool { return len(t.Add)+len(t.Remove) > 0 }

// farthest is the longest reach that a model may try, metres.
func (t Tuning) farthest() float64 {
	far := float64(blocks * blockLength)
	for _, reaches := range t.Reaches {
		far = max(far, slices.Max(append([]float64{0}, reaches...)))
	}
	return far
}

// refuse returns a fault if a factor is derived from the outcome and nobody allows it;
// where it is allowed, a note says so.
func (t Tuning) refuse(factors []siteFactor) (notes []string, err error) {
	for _, f := range factors {
		if !isDerived(f.Name) {
			continue
		}
		if !t.Allow {
			return nil, fault.New(fault.Unprocessable, "factor %s is derived from crime, or from what police do about it, so it would explain itself: leave it out (without), or allow it (allow), which the model will say", f.Name)
		}
		notes = append(notes, fmt.Sprintf("factor %s is derived from crime or from what police do about it, and was allowed: it explains itself", f.Name))
	}
	return notes, nil
}

// taken returns the group whose offences a model is of: without what police generate
// themselves, unless that is allowed.
func (t Tuning) taken(g crime.Group) crime.Group {
	if t.Allow {
		return g
	}
	return g.Targets()
}

// suppose applies a model to the features as they would be: its coefficients stay what
// they were, and the scores, the riskiest cells and their reasons are those of the
// changed features. What is a crowd is taken from these.
func (f fit) suppose(m *ModelResult, t Tuning) ([]float64, error) {
	of := map[string][]geo.Site{}
	for _, factor := range f.factors {
		of[factor.Name] = factor.Sites
	}
	changed, w, err := t.apply(of, orbgeo.BoundPad(f.Area.Land.Bound(), t.farthest()))
	if err != nil {
		return nil, err
	}
	factors := make([]siteFactor, len(f.factors))
	for i, factor := range f.factors {
		if len(changed[factor.Name]) == 0 {
			return nil, fault.New(fault.Invalid, "no %s would be left: leave the factor out (without)", factor.Name)
		}
		factors[i] = newSiteFactor(factor.Factor, changed[factor.Name])
	}
	for _, added := range t.Add {
		if of[added.Category] == nil {
			return nil, fault.New(fault.Invalid, "%s is not among the factors to choose from, so nothing would come of adding one", added.Category)
		}
	}
	f.factors = factors
	if f.design, err = rtm.NewDesign(f.cells, f.measured()); err != nil {
		return nil, fault.New(fault.Unprocessable, "%w", err)
	}
	if f.scores, err = f.model.Scores(f.design); err != nil {
		return nil, err
	}
	m.WhatIf, m.HighRisk = w, f.highRisk()
	m.RiskMin, m.RiskMax = round(slices.Min(f.scores), 6), round(slices.Max(f.scores), 6)
	m.Notes = append(m.Notes, fmt.Sprintf("what if %d features were added and %d removed: the coefficients are those of what is there, the scores those of what would be; it cannot be approved", len(w.Added), len(w.Removed)))
	m.Reasons, err = f.reasons()
	return f.scores, err
}

// apply returns the sites as they would be, by category. A site that is not there
// cannot be removed, and features are added within a bound.
func (t Tuning) apply(of map[string][]geo.Site, within orb.Bound) (map[string][]geo.Site, *WhatIf, error) {
	w := &WhatIf{Added: append([]Feature{}, t.Add...), Removed: []string{}}
	changed := map[string][]geo.Site{}
	for category, sites := range of {
		changed[category] = slices.Clone(sites)
	}
	for _, id := range t.Remove {
		var found []geo.Site
		for _, category := range slices.Sorted(maps.Keys(changed)) {
			for _, s := range changed[category] {
				if s.Key() == id || s.ID == id {
					found = append(found, s)
				}
			}
		}
		switch {
		case len(found) == 0:
			return nil, nil, fault.New(fault.Invalid, "no site %q in or around the area that takes part: ask why a hexagon has its score, which names sites by their ids", id)
		case len(found) > 1:
			return nil, nil, fault.New(fault.Invalid, "site %q may be %s or %s: write SOURCE:ID", id, found[0].Key(), found[1].Key())
		}
		gone := found[0]
		changed[gone.Category] = slices.DeleteFunc(changed[gone.Category], func(s geo.Site) bool { return s.Key() == gone.Key() })
		w.Removed = append(w.Removed, gone.Key())
	}
	for i, f := range t.Add {
		if !geo.OnGlobe(f.At) || !within.Contains(f.At) {
			return nil, nil, fault.New(fault.Invalid, "%s@%g,%g is neither in the area nor within reach of it", f.Category, f.At.Lon(), f.At.Lat())
		}
		at := f.At
		changed[f.Category] = append(changed[f.Category], geo.Site{
			Source: imagined, ID: fmt.Sprint(i + 1), Name: fmt.Sprintf("%s that is not there (%d)", english.Category(f.Category), i+1), Category: f.Category, At: &at,
		})
	}
	slices.Sort(w.Removed)
	return changed, w, nil
}

// tuning returns the tuning that makes a what-if of the sites once more.
func (w *WhatIf) tuning() Tuning {
	if w == nil {
		return Tuning{}
	}
	return Tuning{Add: w.Added, Remove: w.Removed}
}

// openThen returns the sites that a clock may find open, by category, and says how many
// of them are not known to be.
func openThen(of map[string][]geo.Site, clock crime.Clock) (open map[string][]geo.Site, notes []string) {
	if clock.All() {
		return of, nil
	}
	open = map[string][]geo.Site{}
	var unknown, shut []string
	for _, category := range slices.Sorted(maps.Keys(of)) {
		counts := map[crime.Opening]int{}
		for _, s := range of[category] {
			o := crime.OpenAt(s, clock)
			if counts[o]++; o != crime.Shut {
				open[category] = append(open[category], s)
			}
		}
		if n := counts[crime.Unknown]; n > 0 {
			unknown = append(unknown, fmt.Sprintf("%s %d of %d", category, n, len(of[category])))
		}
		if n := counts[crime.Shut]; n > 0 {
			shut = append(shut, fmt.Sprintf("%s %d of %d", category, n, len(of[category])))
		}
	}
	name := cmp.Or(clock.Name, clock.Rule)
	if len(shut) > 0 {
		notes = append(notes, fmt.Sprintf("sites that are shut at the hours of clock %s do not count: %s", name, strings.Join(shut, ", ")))
	}
	if len(unknown) > 0 {
		notes = append(notes, fmt.Sprintf("sites of which it is not known whether they are open at the hours of clock %s count: %s", name, strings.Join(unknown, ", ")))
	}
	return open, notes
}
