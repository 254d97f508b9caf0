package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/floats"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/rtm"
	"beatplan/study"
)

// leastEvents is how many offences a model of one variable needs: ten for each
// variable of a regression (Peduzzi et al. 1996).
const leastEvents = 10

// ModelRequest asks for a risk terrain model.
type ModelRequest struct {
	Area       string   `json:"area"`
	Group      string   `json:"group"`
	Train      string   `json:"train"`      // YYYY-MM..YYYY-MM
	Test       string   `json:"test"`       // later months to try the model on; empty: none
	Resolution int      `json:"resolution"` // 0: the default
	Factors    []string `json:"factors"`    // site categories; none: every one
	Protective []string `json:"protective"` // those of them that are thought to make places safer
	Always     []string `json:"always"`     // those of them that are in every model, with either sign: what is to be adjusted for
	Family     string   `json:"family"`     // one of rtm's, or all, of which the lowest BIC wins; empty: NBII
	Cull       string   `json:"cull"`       // one of rtm's; empty: none, which takes less time
	Criterion  string   `json:"criterion"`  // one of rtm's; empty: ebic, which takes less for a cause that is none
	Exposure   string   `json:"exposure"`   // one of [Exposures], or [NoExposure]; empty: the first that is known
	Distance   string   `json:"distance"`   // straight or network; empty: straight
	Resamples  *int     `json:"resamples"`  // how often to draw blocks of cells anew; nil: 20 times, 0: not at all
	Tuning
}

// A ModelResult is a risk terrain model of an area, with what it rests on.
type ModelResult struct {
	ID           string        `json:"id"`
	Area         study.AreaRef `json:"area"`
	Group        string        `json:"group"`
	GroupVersion int           `json:"group_version"`
	Train        string        `json:"train"`
	Test         string        `json:"test,omitempty"`
	Clock        string        `json:"clock,omitempty"`      // hours of the week; empty: all
	ClockRule    string        `json:"clock_rule,omitempty"` // as it then was
	Allowed      bool          `json:"allowed,omitempty"`    // what would be refused was allowed
	WhatIf       *WhatIf       `json:"what_if,omitempty"`    // the scores are of features that are not there
	Resolution   int           `json:"resolution"`
	Lattice      string        `json:"lattice"`
	Surface      string        `json:"surface"` // with the score of each cell
	LeftOut      LeftOut       `json:"left_out"`
	Distance     string        `json:"distance,omitempty"` // network: it measures along streets; empty: straight
	With         []string      `json:"with,omitempty"`     // layers of the map that are among the factors
	Factors      []FactorTried `json:"factors"`
	Snapping     *Snapping     `json:"snapping,omitempty"`
	*rtm.Model
	Families   []FamilyTried        `json:"families"`
	Exposures  []ExposureTried      `json:"exposures"` // the BIC of these terms under each exposure
	Cull       rtm.Cull             `json:"cull"`
	Criterion  rtm.Criterion        `json:"criterion"`
	Exposure   *Exposure            `json:"exposure,omitempty"` // what expected offences are in proportion to, beside risk
	RiskMin    float64              `json:"risk_min"`           // the lowest relative risk score of a cell: below 1 where something protects
	RiskMax    float64              `json:"risk_max"`           // the highest
	Yearly     *Yearly              `json:"yearly,omitempty"`   // offences to expect
	HighRisk   HighRisk             `json:"high_risk"`
	Reasons    []CellReasons        `json:"reasons"` // of the riskiest cells
	Moran      *Moran               `json:"moran,omitempty"`
	HeldOut    *rtm.CrossValidation `json:"held_out,omitempty"` // blocks of cells, each foretold by a model of the others
	Intervals  []rtm.Interval       `json:"intervals"`          // of the RRVs, by block bootstrap
	Stability  *rtm.Stability       `json:"stability,omitempty"`
	Validation *Validation          `json:"validation,omitempty"`
	Notes      []string             `json:"notes"`

	Decision *result.Decision `json:"decision,omitempty"` // what people decided on it; nil: not looked up
}

// FamilyTried is the model of a family of counts.
type FamilyTried struct {
	Family     rtm.Family `json:"family"`
	BIC        float64    `json:"bic"`
	Dispersion *float64   `json:"dispersion"`
	Selected   []string   `json:"selected"`
}

// FitModel fits a risk terrain model of a group of offences on an area's sites,
// tries it on the test period, and keeps it with the risk of every cell.
func (a *App) FitModel(ctx context.Context, r ModelRequest) (ModelResult, error) {
	train, test, err := a.trainAndTest(ctx, r)
	if err != nil {
		return ModelResult{}, err
	}
	m := ModelResult{Train: train.String(), Allowed: r.Allow, With: r.With}
	c, err := a.outcome(ctx, r, train, &m)
	if err != nil {
		return ModelResult{}, err
	}
	if err := step(ctx, 0.1); err != nil {
		return ModelResult{}, err
	}
	f, err := a.learn(ctx, &c, r, &m)
	if err != nil {
		return ModelResult{}, err
	}
	if err := f.assess(ctx, &m, valueOr(r.Resamples, usualResamples)); err != nil {
		return ModelResult{}, err
	}
	scores := f.scores
	if r.hypothetical() {
		if scores, err = f.suppose(&m, r.Tuning); err != nil {
			return ModelResult{}, err
		}
	}
	inputs := append([]any{Version, "rtm", c.Inputs(), f.plain(), f.settings.Exposure}, f.along.said()...)
	if test != nil {
		later, err := a.recount(ctx, c, geo.Masking{Land: c.Lattice, Water: c.Water}, *test)
		if err != nil {
			return ModelResult{}, err
		}
		if m.Validation, err = a.validate(ctx, f, later, m.Snapping != nil); err != nil {
			return ModelResult{}, err
		}
		if m.Exposure == nil && len(m.Terms) > 0 {
			m.Validation.Verdict += "; it has no exposure, so its factors may only say where people are"
		}
		inputs = append(inputs, later.Inputs())
		m.Test = test.String()
		m.Notes = append(m.Notes, laterNotes(c, later)...)
	}
	digest := result.Digest(append(inputs, m)...)
	m.ID, m.Surface = "model-"+digest, "risk-"+digest
	if r.Exposure = ""; m.Exposure != nil {
		r.Exposure = m.Exposure.Of
	}
	if err := a.keepModel(ctx, c, m, scores, modelLineage(&c, test, r)); err != nil {
		return ModelResult{}, cmp.Or(context.Cause(ctx), err) // a store that is cancelled speaks of its connection
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second) // it is kept, whoever has left meanwhile
	defer cancel()
	return a.Model(ctx, m.ID)
}

// outcome counts the offences that a model is of, and says in it which these are.
func (a *App) outcome(ctx context.Context, r ModelRequest, train crime.Period, m *ModelResult) (c study.Study, err error) {
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return c, err
	}
	group, err := a.group(ctx, r.Group)
	if err != nil {
		return c, err
	}
	clock, err := a.clock(ctx, r.Clock)
	if err != nil {
		return c, err
	}
	c, err = a.answerable(a.count(ctx, basis{
		area: area, from: train.From.String(), to: train.To.String(), resolution: r.Resolution, clock: clock,
		types: typesOf(group), group: only(r.taken(group)),
	}))
	if errors.Is(err, hotspot.ErrHoursUnknown) {
		return c, fault.New(fault.Unprocessable, "%w in %s: leave the clock out to model where alone", hotspot.ErrHoursUnknown, train)
	}
	if err != nil {
		return c, err
	}
	if m.LeftOut, err = a.leftOut(ctx, c, group); err != nil {
		return c, err
	}
	counts, split := c.WholeCounts()
	n := floats.Sum(counts)
	if split > 0 {
		m.LeftOut.Elsewhen = round(m.LeftOut.Elsewhen+c.Tally.Offences-n, 6)
		c.Notes = append(c.Notes, fmt.Sprintf("%s of which an interval is known, and that partly at the hours of clock %s: a model takes whole counts, and counts those at least half of whose interval is", english.Count(float64(split), "offence"), clock.Name))
	}
	switch {
	case n == 0 && m.LeftOut.PoliceGenerated > 0:
		return c, fault.New(fault.Unprocessable, "all %d offences of group %s in %s are police-generated: they show where officers looked, and a model would send them there again; take another group, or allow it (allow), which the model will say", m.LeftOut.PoliceGenerated, group.Name, train)
	case n < leastEvents:
		return c, fault.New(fault.Unprocessable, "%s of group %s on the land of %s in %s (police-generated ones do not count): a model needs %d, so take more months or a larger area", english.Count(n, "offence"), group.Name, area.Name, train, leastEvents)
	}
	m.Area, m.Group, m.GroupVersion = study.Ref(area), group.Name, group.Version
	m.Resolution, m.Lattice = c.Lattice.Resolution, c.Lattice.ID()
	if !clock.All() {
		m.Clock, m.ClockRule = clock.Name, clock.Rule
	}
	return c, nil
}

// learn fits a model of what has been counted to the factors that a request wants, and
// says in it what was tried and chosen.
func (a *App) learn(ctx context.Context, c *study.Study, r ModelRequest, m *ModelResult) (f fit, err error) {
	factors, notes, err := a.factors(ctx, *c, r)
	if err != nil {
		return f, err
	}
	settings, err := r.settings()
	if err != nil {
		return f, err
	}
	settings.Between = func() error { return context.Cause(ctx) }
	if m.Exposure, settings.Exposure, err = a.exposure(ctx, c, r.Exposure); err != nil {
		return f, err
	}
	along, err := a.measure(ctx, c.Area, r.Distance, r.farthest())
	if err != nil {
		return f, err
	}
	if along != nil {
		m.Distance = NetworkDistance
	}
	if f, err = fitTo(c, factors, along, settings, r.Family); err != nil {
		return f, err
	}
	for _, name := range f.design.Unreached {
		if r.names(name) {
			return f, fault.New(fault.Unprocessable, "no %s lies within reach of %s: leave it out, or try it farther (reaches)", english.Category(name), c.Area.Name)
		}
	}
	m.Model, m.Families, m.Cull, m.Criterion = f.model, f.families(), settings.Cull, settings.Criterion
	m.Factors = tried(f.factors, f.design)
	if m.Exposures, err = a.exposures(ctx, c, f, m.Exposure); err != nil {
		return f, err
	}
	if m.Yearly, err = f.yearly(); err != nil {
		return f, err
	}
	c.Notes = append(c.Notes, fitNotes(f.model)...)
	m.RiskMin, m.RiskMax = round(slices.Min(f.scores), 6), round(slices.Max(f.scores), 6)
	if m.Snapping, err = a.snapping(ctx, c, f.model, m.Factors); err != nil {
		return f, err
	}
	ofHarm := c.Question.Harm.Mixes(crime.TypesOf(c.Question.Group, c.Offences)) // which a model does not take
	m.Notes = append([]string{}, slices.DeleteFunc(slices.Concat(c.Notes, notes, along.notes()), func(n string) bool { return slices.Contains(ofHarm, n) })...)
	return f, nil
}

// trainAndTest reads the periods of a request; test is nil where none is asked
// for. Both must hold something, and no month may be in both.
func (a *App) trainAndTest(ctx context.Context, r ModelRequest) (train crime.Period, test *crime.Period, err error) {
	months, err := a.months(ctx)
	if err != nil {
		return train, nil, err
	}
	if train, err = crime.ParsePeriod(r.Train); err != nil {
		return train, nil, fault.New(fault.Invalid, "train: %w", err)
	}
	if err := checkPeriod(train, months); err != nil || r.Test == "" {
		return train, nil, err
	}
	later, err := crime.ParsePeriod(r.Test)
	if err != nil {
		return train, nil, fault.New(fault.Invalid, "test: %w", err)
	}
	if later.To < train.From {
		return train, nil, fault.New(fault.Invalid, "the test period %s is before the training period %s: a model is tried on later months", later, train)
	}
	if later.Overlaps(train) {
		return train, nil, fault.New(fault.Invalid, "the test period %s overlaps the training period %s: a model is tried on months that it has not seen", later, train)
	}
	return train, &later, checkPeriod(later, months)
}

// FitSettings returns the choices of a fit unless a request makes others.
func FitSettings() rtm.Settings {
	return rtm.Settings{Families: rtm.Families(), Cull: rtm.NoCull, Criterion: rtm.ExtendedBIC, ShrinkBelow: rtm.FewEvents, Seed: fitSeed}
}

// settings returns the choices of a fit that a request makes. All families are
// fitted, whichever is wanted, for their BICs to be seen.
func (r ModelRequest) settings() (rtm.Settings, error) {
	if _, err := families(r.Family); err != nil {
		return rtm.Settings{}, err
	}
	if n := valueOr(r.Resamples, usualResamples); n < 0 || n > maxResamples {
		return rtm.Settings{}, fault.New(fault.Invalid, "%d resamples: from 0 to %d", n, maxResamples)
	}
	s := FitSettings()
	s.Always = r.Always
	var err error
	if s.Cull, err = cull(r.Cull, s.Cull); err != nil {
		return s, err
	}
	s.Criterion, err = criterion(r.Criterion, s.Criterion)
	return s, err
}

const (
	usualResamples = 20
	maxResamples   = 1000
	fitSeed        = 1 // the same question has the same answer
)

// A fit is a model of counts and what it was fitted to.
type fit struct {
	*study.Study
	factors  []siteFactor
	along    *streetMeasure
	cells    []orb.Point // centres, metres
	areas    []float64
	counts   []float64 // whole offences
	design   *rtm.Design
	settings rtm.Settings
	all      []*rtm.Model // of each family
	model    *rtm.Model   // the one that is wanted
	scores   []float64    // relative risk of each cell
}

// fit fits a model of the counts, of the family that is wanted or, if that is all of
// them, of the lowest BIC.
func fitTo(c *study.Study, factors []siteFactor, along *streetMeasure, settings rtm.Settings, family string) (fit, error) {
	f := fit{Study: c, factors: factors, along: along, settings: settings}
	f.counts, _ = c.WholeCounts()
	var err error
	if f.cells, err = c.Lattice.Centres(); err != nil {
		return f, err
	}
	if f.areas, err = c.Lattice.Areas(); err != nil {
		return f, err
	}
	if f.design, err = rtm.NewDesign(f.cells, f.measured()); err != nil {
		return f, fault.New(fault.Unprocessable, "%w", err)
	}
	for i := range f.factors { // what a rule has chosen stays chosen, whatever is added
		f.factors[i].Influences = f.factors[i].tried(f.design)
	}
	if f.all, err = rtm.FitAll(f.design, f.counts, settings); err != nil {
		return f, fault.New(fault.Unprocessable, "%s, group %s, %s: %w", c.Area.Name, c.Question.Group.Name, c.Period, err)
	}
	wanted, err := families(family)
	if err != nil {
		return f, err
	}
	i := slices.IndexFunc(f.all, func(m *rtm.Model) bool { return len(wanted) == 1 && m.Family == wanted[0] })
	switch {
	case len(wanted) > 1:
		f.model = rtm.Best(f.all)
	case i >= 0:
		f.model = f.all[i]
	default:
		return f, fault.New(fault.Unprocessable, "%s, group %s, %s: the model does not converge under %s: try another family", c.Area.Name, c.Question.Group.Name, c.Period, wanted[0])
	}
	f.scores, err = f.model.Scores(f.design)
	return f, err
}

// measured returns the factors as rtm has them, with what is near each cell.
func (f fit) measured() []rtm.Factor { return f.along.measured(f.cells, f.plain()) }

// plain returns the factors as rtm has them.
func (f fit) plain() []rtm.Factor {
	factors := make([]rtm.Factor, len(f.factors))
	for i, s := range f.factors {
		factors[i] = s.Factor
	}
	return factors
}

func (f fit) families() []FamilyTried {
	tried := make([]FamilyTried, len(f.all))
	for i, m := range f.all {
		tried[i] = FamilyTried{m.Family, m.BIC, m.Dispersion, []string{}}
		for _, t := range m.Terms {
			tried[i].Selected = append(tried[i].Selected, t.Name())
		}
	}
	return tried
}

// expected returns what is in proportion to the offences to expect in each cell: its
// risk, times its exposure where the model has one. It is what ranks cells for a
// patrol, as risk is for who changes a place.
func (f fit) expected() []float64 {
	if f.settings.Exposure == nil {
		return f.scores
	}
	expected := make([]float64, len(f.scores))
	for i, score := range f.scores {
		expected[i] = score * f.settings.Exposure[i]
	}
	return expected
}
