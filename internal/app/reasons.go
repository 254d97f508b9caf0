package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/rtm"
)

// An Explanation says why a cell has the score that a model gives it.
type Explanation struct {
	Model      string      `json:"model"`
	Group      string      `json:"group"`
	Train      string      `json:"train"`
	Cell       string      `json:"cell"`
	Centre     orb.Point   `json:"centre"`             // WGS 84
	Risk       float64     `json:"risk"`               // relative risk score; 1 is a cell under no influence
	LogRisk    float64     `json:"log_risk"`           // its natural logarithm, to which b·x of the influences sum
	Offences   float64     `json:"offences"`           // of the group, in the cell in the training period
	Influences []AtWork    `json:"influences"`         // that the cell is under, strongest first
	NotAtWork  []NotAtWork `json:"not_at_work"`        // the model's other factors
	Expected   *float64    `json:"expected,omitempty"` // offences a year by the model; nil: not known
	Brief      ModelBrief  `json:"brief"`              // of this cell, for a commander
	Sentence   string      `json:"sentence"`
	Clock      string      `json:"clock,omitempty"` // of the model; empty: all hours
	WhatIf     bool        `json:"what_if,omitempty"`
	Notes      []string    `json:"notes"`
}

// AtWork is an influence that a cell is under, with the features behind it.
type AtWork struct {
	rtm.Variable
	RRV             float64    `json:"rrv"`
	LogContribution float64    `json:"log_contribution"` // b·x; below 0 if it protects
	Contribution    float64    `json:"contribution"`     // to the score: with 1, all of them sum to it
	Within          int        `json:"within"`           // features within the reach
	Nearest         []NearSite `json:"nearest"`          // at least one; three at the most
}

// NotAtWork is a factor of the model that does nothing in a cell.
type NotAtWork struct {
	rtm.Variable
	Distance float64 `json:"distance"` // of the nearest feature, metres
}

// NearSite is a feature near a cell.
type NearSite struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`     // empty when it has none
	Distance float64 `json:"distance"` // from the centre of the cell, metres
}

const nearestNamed = 3 // features of a factor that an explanation lists

// Explain says why a cell has its score. The cost is that of a design of the
// model's own variables on every cell, since what is a crowd depends on all of them.
// A cell that the model did not score is a fault.NotFound; sites that have changed so
// that the score would be another are a fault.Conflict.
func (a *App) Explain(ctx context.Context, model, cell string) (Explanation, error) {
	m, err := a.Model(ctx, model)
	if err != nil {
		return Explanation{}, err
	}
	c, err := cellNamed(cell, m.Resolution)
	if err != nil {
		return Explanation{}, err
	}
	return a.explain(ctx, m, c)
}

// ExplainAt does the same for the cell at a WGS 84 position.
func (a *App) ExplainAt(ctx context.Context, model string, at orb.Point) (Explanation, error) {
	m, err := a.Model(ctx, model)
	if err != nil {
		return Explanation{}, err
	}
	if !geo.OnGlobe(at) {
		return Explanation{}, fault.New(fault.Invalid, "%g,%g is no position: write longitude, latitude in degrees", at.Lon(), at.Lat())
	}
	c, err := geo.CellAt(at, m.Resolution)
	if err != nil {
		return Explanation{}, err
	}
	return a.explain(ctx, m, c)
}

// cellNamed reads the name of a cell, which must be of a resolution.
func cellNamed(name string, resolution int) (h3.Cell, error) {
	var c h3.Cell
	if err := c.UnmarshalText([]byte(name)); err != nil || !c.IsValid() {
		return 0, fault.New(fault.Invalid, "%q is no H3 cell: write 15 hexadecimal digits", name)
	}
	if c.Resolution() != resolution {
		return 0, fault.New(fault.Invalid, "cell %s has resolution %d, and the model %d", name, c.Resolution(), resolution)
	}
	return c, nil
}

func (a *App) explain(ctx context.Context, m ModelResult, c h3.Cell) (Explanation, error) {
	values, err := a.store.SurfaceCells(ctx, m.Surface)
	if err != nil {
		return Explanation{}, err
	}
	i, found := slices.BinarySearchFunc(values, c, func(v crime.CellValue, c h3.Cell) int { return cmp.Compare(v.Cell, c) })
	if !found || values[i].Risk == nil {
		return Explanation{}, fault.New(fault.NotFound, "cell %s is not on the land of %s that model %s scores", c, m.Area.Name, m.ID)
	}
	centre, err := geo.Centre(c)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{
		Model: m.ID, Group: m.Group, Train: m.Train, Cell: c.String(), Centre: centre, Offences: values[i].Count, Clock: m.Clock, WhatIf: m.WhatIf != nil,
		Influences: []AtWork{}, NotAtWork: []NotAtWork{}, Notes: []string{},
	}
	if err := a.influences(ctx, m, values, i, &e); err != nil {
		return Explanation{}, err
	}
	e.Risk = math.Exp(e.LogRisk)
	if stored := *values[i].Risk; math.Abs(e.Risk-stored) > 1e-6*max(1, stored) {
		return Explanation{}, fault.New(fault.Conflict, "the sites around cell %s have changed since model %s was made: it gave %g, and would now give %g; fit it again", c, m.ID, stored, round(e.Risk, 6))
	}
	e.Sentence = e.inWords()
	if err := a.expectedAt(ctx, m, values, i, &e); err != nil {
		return Explanation{}, err
	}
	e.Brief = e.brief(m)
	return e, nil
}

// influences finds what the i-th cell of a surface is under.
func (a *App) influences(ctx context.Context, m ModelResult, values []crime.CellValue, i int, e *Explanation) error {
	if len(m.Terms) == 0 {
		return nil
	}
	sites, err := a.sitesOf(ctx, m)
	if err != nil {
		return err
	}
	cells := geo.Lattice{Resolution: m.Resolution, Cells: make([]h3.Cell, len(values))}
	for k, v := range values {
		cells.Cells[k] = v.Cell
	}
	centres, err := cells.Centres()
	if err != nil {
		return err
	}
	factors := make([]rtm.Factor, len(m.Terms))
	for k, t := range m.Terms {
		if len(sites[t.Factor]) == 0 {
			return fault.New(fault.Conflict, "no site of category %s is loaded any more: fit model %s again", t.Factor, m.ID)
		}
		factors[k] = newSiteFactor(rtm.Factor{
			Name: t.Factor, Reaches: []float64{t.Reach}, Influences: []rtm.Influence{t.Influence}, Protective: t.Protective,
		}, sites[t.Factor]).Factor
	}
	if m.Distance == NetworkDistance {
		along, err := a.measureOf(ctx, m)
		if err != nil {
			return err
		}
		factors = along.measured(centres, factors)
		e.Notes = append(e.Notes, "the distances of the nearest sites named are straight; the model measures along streets")
	}
	design, err := rtm.NewDesign(centres, factors)
	if err != nil {
		return fmt.Errorf("factors of model %s: %w", m.ID, err)
	}
	reasons, err := m.Model.Attributions(design, centres, factors, i)
	if err != nil {
		return err
	}
	for _, t := range m.Terms {
		near := nearest(sites[t.Factor], centres[i])
		at := slices.IndexFunc(reasons, func(r rtm.Attribution) bool { return r.Variable == t.Variable })
		if at < 0 {
			e.NotAtWork = append(e.NotAtWork, NotAtWork{t.Variable, near[0].Distance})
			continue
		}
		r := reasons[at]
		w := AtWork{
			Variable: t.Variable, RRV: t.RRV, LogContribution: t.B, Contribution: r.Contribution, Within: r.Within,
			Nearest: near[:min(nearestNamed, len(near))],
		}
		if t.Protective {
			w.LogContribution = -t.B
		}
		e.LogRisk += w.LogContribution
		e.Influences = append(e.Influences, w)
	}
	for _, f := range m.Factors {
		if n := len(sites[f.Name]); n != f.Features && m.WhatIf == nil {
			e.Notes = append(e.Notes, fmt.Sprintf("category %s had %s when the model was made, and has %d now", f.Name, english.Count(float64(f.Features), "site"), n))
		}
	}
	slices.SortStableFunc(e.Influences, func(v, w AtWork) int {
		return cmp.Compare(math.Abs(w.LogContribution), math.Abs(v.LogContribution))
	})
	return nil
}

// sitesOf returns the sites that a model may rest on, by category.
func (a *App) sitesOf(ctx context.Context, m ModelResult) (map[string][]geo.Site, error) {
	area, err := a.Area(ctx, fmt.Sprintf("%s:%s", m.Area.Kind, m.Area.Code))
	if err != nil {
		return nil, err
	}
	reach := Tuning{}.farthest()
	for _, f := range m.Factors {
		reach = max(reach, slices.Max(f.Reaches))
	}
	clock, err := a.clock(ctx, "")
	if m.ClockRule != "" {
		clock, err = crime.ParseClock(m.Clock, m.ClockRule)
	}
	if err != nil {
		return nil, err
	}
	of, _, err := a.featuresWithin(ctx, area, reach, clock, m.With)
	if err != nil {
		return nil, err
	}
	if m.WhatIf != nil {
		of, _, err = m.WhatIf.tuning().apply(of, orbgeo.BoundPad(area.Land.Bound(), reach))
	}
	return of, err
}

// nearest returns sites by their distance from a point of the grid.
func nearest(sites []geo.Site, from orb.Point) []NearSite {
	near := make([]NearSite, len(sites))
	for i, s := range sites {
		near[i] = NearSite{ID: s.Key(), Name: s.Name, Distance: distance(s, from)}
	}
	slices.SortFunc(near, func(a, b NearSite) int { return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ID, b.ID)) })
	return near
}

// inWords says it in one sentence, and no more than is known: the model tells what
// goes with offences, not what brings them about.
func (e *Explanation) inWords() string {
	offences := fmt.Sprintf("%s of %s counted here in %s", english.Count(e.Offences, "offence"), e.Group, e.Train)
	if e.Clock != "" {
		offences += " at the hours of clock " + e.Clock
	}
	if len(e.Influences) == 0 {
		return "No factor of the model is at work in this hexagon, which leaves it at the risk of one under no influence; " + offences + "."
	}
	parts := make([]string, len(e.Influences))
	for i, w := range e.Influences {
		parts[i] = w.inWords()
	}
	verb := "put"
	if w := e.Influences[0]; len(parts) == 1 && (w.Influence != rtm.Proximity || w.Within == 1) {
		verb = "puts"
	}
	if e.WhatIf {
		verb = "would put"
	}
	said := fmt.Sprintf("%s %s this hexagon at %s times the risk of one under no influence; %s.", english.And(parts), verb, english.Ratio(e.Risk), offences)
	return english.UpperFirst(said)
}

// inWords names the features behind an influence, and the nearest of them.
func (w AtWork) inWords() string {
	what := english.Category(w.Factor)
	near := fmt.Sprintf("%.0f m", w.Nearest[0].Distance)
	if name := w.Nearest[0].Name; name != "" {
		near = name + ", " + near
	}
	said := fmt.Sprintf("%s within %g m (%s)", english.Some(w.Within, what), w.Reach, near)
	if w.Influence != rtm.Proximity {
		crowd := english.Plural(what)
		if w.Influence == rtm.Dosage {
			crowd += " by their capacity"
		}
		said = fmt.Sprintf("a crowd of %s (%d within %g m; nearest %s)", crowd, w.Within, w.Reach, near)
	}
	if w.Protective {
		said += ", where the model finds less"
	}
	return said
}

// distance returns how far a site is from a point of the grid, metres: 0 within its
// outline.
func distance(s geo.Site, from orb.Point) float64 {
	if s.Shape != nil {
		return rtm.Distance(from, geo.ShapeToGrid(s.Shape))
	}
	return planar.Distance(geo.ToGrid(*s.At), from)
}
