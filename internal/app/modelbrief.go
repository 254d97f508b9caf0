package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/uber/h3-go/v4"
	"gonum.org/v1/gonum/stat"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/rtm"
	"beatplan/study"
)

// Yearly is how many offences of the group a year a model expects in a cell.
type Yearly struct {
	Riskiest float64 `json:"riskiest"` // in the cell that expects the most
	Usual    float64 `json:"usual"`    // in the median cell, each weighted by its exposure: where the usual resident lives
	Base     float64 `json:"base"`     // in a cell under no influence, for each unit of exposure
}

// yearly returns what a fitted model expects.
func (f fit) yearly() (*Yearly, error) {
	expected, err := f.model.Expected(f.design, f.settings.Exposure)
	if err != nil {
		return nil, err
	}
	years := f.Loaded.Days(f.Period, f.Question.Zone) / daysOfYear
	if !(years > 0) {
		return nil, nil
	}
	weights := slices.Repeat([]float64{1}, len(expected))
	if f.settings.Exposure != nil {
		weights = slices.Clone(f.settings.Exposure)
	}
	stat.SortWeighted(expected, weights)
	return &Yearly{
		Riskiest: expected[len(expected)-1] / years, Usual: stat.Quantile(0.5, stat.Empirical, expected, weights) / years, Base: math.Exp(f.model.Intercept) / years,
	}, nil
}

const daysOfYear = 365.25

// A ModelBrief is a model in half a page, for a commander.
type ModelBrief struct {
	Expected  string `json:"expected"`  // offences in the riskiest place and in the usual one
	Raises    string `json:"raises"`    // what raises it, in at most 30 words
	Without   string `json:"without"`   // what places without that are like
	Foretells string `json:"foretells"` // how well it foretells, in one number beside its rival's
}

// often says how often offences happen, of which so many a year are expected. Kind is put
// behind the noun: " of robbery".
func often(yearly float64, kind string) string {
	switch {
	case yearly <= 0:
		return "no offence" + kind
	case yearly >= 1.5:
		return fmt.Sprintf("about %s%s a year", english.Count(significant(yearly), "offence"), kind)
	case yearly >= 0.75:
		return "about one offence" + kind + " a year"
	}
	return fmt.Sprintf("about one offence%s in %.0f years", kind, max(2, significant(1/yearly)))
}

// significant rounds a number to as many figures as a model has: one, and two below 3.
func significant(x float64) float64 {
	scale := math.Pow(10, math.Floor(math.Log10(x)))
	if x/scale < 3 {
		scale /= 10
	}
	return max(1, math.Round(math.Round(x/scale)*scale))
}

// brief says of a model what a commander needs.
func brief(m ModelResult) ModelBrief {
	var b ModelBrief
	if y := m.Yearly; y != nil {
		b.Expected = fmt.Sprintf("By the model, %s in the riskiest hexagon; %s in the usual one.", often(y.Riskiest, " of "+m.Group), often(y.Usual, ""))
	}
	chosen := chosenTerms(m.Terms)
	if len(chosen) == 0 {
		b.Raises = "None of the places that were tried go with more of it."
	} else {
		b.Raises = raises(chosen)
		b.Without = without(chosen[0].Factor, chosen[0].RRV, chosen[0].Protective)
	}
	b.Foretells = foretells(m)
	return b
}

// expectedAt works out how many offences a year a model expects in the i-th cell of its
// surface: with exposure, if that is still known as it was.
func (a *App) expectedAt(ctx context.Context, m ModelResult, values []crime.CellValue, i int, e *Explanation) error {
	if m.Yearly == nil {
		return nil
	}
	expected := m.Yearly.Base * e.Risk
	if m.Exposure != nil {
		area, err := a.Area(ctx, fmt.Sprintf("%s:%s", m.Area.Kind, m.Area.Code))
		if err != nil {
			return err
		}
		c := study.Study{Area: area, Lattice: geo.Lattice{Resolution: m.Resolution, Cells: make([]h3.Cell, len(values))}}
		for k, v := range values {
			c.Lattice.Cells[k] = v.Cell
		}
		of, exposure, _, err := a.exposureOf(ctx, &c, m.Exposure.Of)
		if err != nil {
			return err
		}
		if of == nil {
			e.Notes = append(e.Notes, fmt.Sprintf("nothing of %s is loaded any more: how many offences to expect here is not known", m.Exposure.Of))
			return nil
		}
		expected *= exposure[i]
	}
	e.Expected = &expected
	return nil
}

// brief says of a cell what a commander needs.
func (e *Explanation) brief(m ModelResult) ModelBrief {
	b := ModelBrief{Foretells: foretells(m)}
	if e.Expected != nil {
		b.Expected = fmt.Sprintf("By the model, %s here; %s in the usual hexagon.", often(*e.Expected, " of "+e.Group), often(m.Yearly.Usual, ""))
	}
	var here []rtm.Term
	for _, w := range e.Influences {
		here = append(here, rtm.Term{Variable: w.Variable, RRV: w.RRV})
	}
	if here = chosenTerms(here); len(here) == 0 {
		b.Raises = "No kind of place that the model knows raises it here."
		return b
	}
	b.Raises, b.Without = raises(here), without(here[0].Factor, here[0].RRV, here[0].Protective)
	return b
}

// raises names what raises the risk, strongest first, in at most 30 words.
func raises(terms []rtm.Term) string {
	const most = 30
	var parts []string
	for _, t := range terms {
		if !t.Protective {
			parts = append(parts, fmt.Sprintf("%s (%s times)", english.Plural(english.Category(t.Factor)), english.Ratio(t.RRV)))
		}
	}
	if len(parts) == 0 {
		return "Nothing that was tried raises it."
	}
	for n := len(parts); n > 0; n-- {
		said := "More is recorded near " + english.And(parts[:n])
		if n < len(parts) {
			said += fmt.Sprintf(", and %d other kinds of place", len(parts)-n)
		}
		if len(strings.Fields(said)) <= most {
			return said + "."
		}
	}
	return "More is recorded near " + parts[0] + "."
}

// without says what places without a factor are like, and what that does not show.
func without(factor string, rrv float64, protective bool) string {
	places := english.Plural(english.Category(factor))
	if protective {
		return fmt.Sprintf("Places like these without %s hold %s times as many in the model; opening them is not shown to lower it.", places, english.Ratio(rrv))
	}
	return fmt.Sprintf("Places like these without %s hold %s times fewer in the model; closing them is not shown to do that.", places, english.Ratio(rrv))
}

// foretells says how well a model foretold later offences, beside the better of what came
// before it and the forecast.
func foretells(m ModelResult) string {
	v := m.Validation
	if v == nil || v.Later == 0 {
		return "It was not tried on later months: nobody knows how well it foretells."
	}
	of100 := func(method string) float64 { return math.Round(100 * v.at(method, verdictShare).HitRate) }
	rival := byPrior
	if of100(byKDE) > of100(byPrior) {
		rival = byKDE
	}
	own := max(of100(byRisk), of100(byPosterior))
	said := fmt.Sprintf("On the 1%% of the area that it puts first it held %.0f of 100 later offences; %s held %.0f", own, inWords(rival), of100(rival))
	if _, tried := v.Methods[byForecast]; tried {
		said += fmt.Sprintf(", the forecast %.0f", of100(byForecast))
	}
	if v.Later < leastLater {
		said += fmt.Sprintf(". %s are too few to tell them apart", english.Count(float64(v.Later), "later offence"))
	}
	return said + "."
}

// chosenTerms returns the terms that were chosen, largest ratio first.
func chosenTerms(terms []rtm.Term) []rtm.Term {
	chosen := slices.DeleteFunc(slices.Clone(terms), func(t rtm.Term) bool { return t.Adjustment })
	slices.SortStableFunc(chosen, func(a, b rtm.Term) int {
		switch {
		case a.RRV > b.RRV:
			return -1
		case a.RRV < b.RRV:
			return 1
		}
		return 0
	})
	return chosen
}

// fitNotes says of a fit what its figures do not.
func fitNotes(m *rtm.Model) (notes []string) {
	var ends []string
	for _, t := range m.Terms {
		if t.Longest {
			ends = append(ends, fmt.Sprintf("%s at %g m", english.Plural(english.Category(t.Factor)), t.Reach))
		}
	}
	if len(ends) > 0 {
		notes = append(notes, fmt.Sprintf("the longest reach tried was chosen for %s: the influence may reach farther", english.And(ends)))
	}
	if m.Events < rtm.FewEvents {
		notes = append(notes, fmt.Sprintf("%s are few: of so few, strong factors are found by chance and weak ones missed, so take no decision on this model alone", english.Count(float64(m.Events), "offence")))
	}
	if m.Shrinkage > 0 {
		notes = append(notes, fmt.Sprintf("as offences are few, the log of each RRV is multiplied by %.2f, since chance has picked the strongest", m.Shrinkage))
	}
	return notes
}

// holds says what the categories of the Food Standards Agency's register hold, which are
// wider than their names.
func holds(category string) string {
	return map[string]string{
		"pub": "pubs, bars and nightclubs", "takeaway": "takeaways and sandwich shops", "restaurant": "restaurants, cafés and canteens",
		"supermarket": "supermarkets and hypermarkets", "shop": "all other shops that sell food", "hotel": "hotels, bed and breakfasts and guest houses",
		"school": "schools, colleges and universities", "care": "hospitals, childcare and caring premises", "catering": "all other catering premises",
		"manufacturer": "manufacturers and packers of food", "distributor": "distributors and transporters of food", "importer": "importers and exporters of food", "farm": "farmers and growers",
	}[category]
}
