package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/rtm"
	"beatplan/study"
)

// A Card says what a reader must know of a model before going by it. But for People,
// and for the table of actions, it is the same whenever it is asked for.
type Card struct {
	Model      string               `json:"model"`
	Program    string               `json:"program"` // its version
	Area       study.AreaRef        `json:"area"`
	Group      string               `json:"group"`
	Definition string               `json:"definition"` // what we mean when we say the group
	Brief      ModelBrief           `json:"brief"`      // in half a page
	Purpose    string               `json:"purpose"`
	Narrative  string               `json:"narrative"`
	Actions    []Leads              `json:"actions"`
	Data       CardData             `json:"data"`
	Settings   CardSettings         `json:"settings"`
	Stability  *rtm.Stability       `json:"stability,omitempty"`
	Terms      []CardTerm           `json:"terms"`
	Validation *Validation          `json:"validation,omitempty"`
	HeldOut    *rtm.CrossValidation `json:"held_out,omitempty"`
	Moran      *Moran               `json:"moran,omitempty"`
	HighRisk   HighRisk             `json:"high_risk"`
	Limits     []string             `json:"limits"`
	Audit      Audit                `json:"audit"`
	People     CardPeople           `json:"people"`
	Warnings   []string             `json:"warnings"`
}

// CardData is what a model was made from.
type CardData struct {
	Train    string          `json:"train"`
	Test     string          `json:"test,omitempty"`
	Offences int             `json:"offences"` // that the model was fitted to
	LeftOut  LeftOut         `json:"left_out"`
	Sources  []ledger.Source `json:"sources"`
	Notes    []string        `json:"notes"`
}

// CardSettings are the choices that were made before the fit.
type CardSettings struct {
	GroupVersion int       `json:"group_version"`
	Resolution   int       `json:"resolution"`
	Cells        int       `json:"cells"`
	Clock        string    `json:"clock,omitempty"` // a rule; empty: all hours
	Cull         string    `json:"cull"`
	Criterion    string    `json:"criterion"`
	Exposure     *Exposure `json:"exposure,omitempty"`

	Exposures []ExposureTried `json:"exposures"` // the BIC of the terms under each

	Allowed bool          `json:"allowed"` // police-generated offences, and factors derived from crime
	WhatIf  *WhatIf       `json:"what_if,omitempty"`
	Lattice string        `json:"lattice"`
	Family  string        `json:"family"`
	Factors []FactorTried `json:"factors"`
}

// CardTerm is a coefficient of a model with its 95% intervals.
type CardTerm struct {
	rtm.Term
	Low  float64 `json:"low"` // of the RRV, by the standard error: too narrow, since the data chose the term
	High float64 `json:"high"`

	Resampled *Between `json:"resampled,omitempty"` // by block bootstrap
}

// Between is an interval of an RRV.
type Between struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// CardPeople is who made a model, and what people decided on it.
type CardPeople struct {
	MadeBy    string            `json:"made_by"`
	MadeAt    time.Time         `json:"made_at"`
	Decision  result.Decision   `json:"decision"` // the last, which counts
	Decisions []result.Decision `json:"decisions"`
}

// Card returns the card of a model. The cost is that of its audit.
func (a *App) Card(ctx context.Context, model string) (Card, error) {
	m, err := a.Model(ctx, model)
	if err != nil {
		return Card{}, err
	}
	c := Card{
		Model: m.ID, Program: Version, Area: m.Area, Group: m.Group,
		Purpose: fmt.Sprintf("To say which features of places go with %s in %s, so that those who own such places can change them and patrols can be planned. It is not about persons: that a place is at risk is no ground to stop or search anybody.", m.Group, m.Area.Name),
		Data:    CardData{Train: m.Train, Test: m.Test, Offences: m.Events, LeftOut: m.LeftOut, Notes: m.Notes},
		Settings: CardSettings{
			GroupVersion: m.GroupVersion, Resolution: m.Resolution, Cells: m.Cells, Lattice: m.Lattice,
			Family: string(m.Family), Cull: string(m.Cull), Criterion: string(m.Criterion), Exposure: m.Exposure, Exposures: m.Exposures, Clock: clockOf(m), Allowed: m.Allowed, WhatIf: m.WhatIf, Factors: m.Factors,
		},
		Terms: cardTerms(m), Stability: m.Stability, Validation: m.Validation, HeldOut: m.HeldOut, Moran: m.Moran, HighRisk: m.HighRisk,
		Warnings: append([]string{}, m.Warnings...),
	}
	if c.Definition, err = a.definition(ctx, m); err != nil {
		return Card{}, err
	}
	if c.Actions, err = a.leads(ctx, m); err != nil {
		return Card{}, err
	}
	if c.Data.Sources, err = a.store.Lineage(ctx, m.ID); err != nil {
		return Card{}, err
	}
	values, err := a.store.SurfaceCells(ctx, m.Surface)
	if err != nil {
		return Card{}, err
	}
	if c.Audit, err = a.audit(ctx, m, values); err != nil {
		return Card{}, err
	}
	c.Brief, c.Narrative, c.Limits = brief(m), narrative(m), limits(m, c.Data.Sources)
	c.People, err = a.cardPeople(ctx, m)
	return c, err
}

// definition returns that of a model's group, if the version in force is the model's.
func (a *App) definition(ctx context.Context, m ModelResult) (string, error) {
	groups, err := a.Groups(ctx)
	if err != nil {
		return "", err
	}
	for _, g := range groups {
		if g.Name == m.Group && g.Version == m.GroupVersion {
			return g.Definition, nil
		}
	}
	return fmt.Sprintf("version %d of the group, which another has since replaced", m.GroupVersion), nil
}

func (a *App) cardPeople(ctx context.Context, m ModelResult) (CardPeople, error) {
	p := CardPeople{Decision: *m.Decision}
	var err error
	if p.MadeBy, p.MadeAt, err = a.store.Maker(ctx, m.ID); err != nil {
		return p, err
	}
	p.MadeAt = p.MadeAt.UTC()
	p.Decisions, err = a.store.Decisions(ctx, m.ID)
	return p, err
}

func cardTerms(m ModelResult) []CardTerm {
	const z = 1.959963984540054 // 97.5% of a normal distribution
	terms := []CardTerm{}
	for _, t := range m.Terms {
		se := cmp.Or(t.RobustSE, t.SE)
		c := CardTerm{Term: t, Low: math.Exp(t.B - z*se), High: math.Exp(t.B + z*se)}
		if i := slices.IndexFunc(m.Intervals, func(i rtm.Interval) bool { return i.Variable == t.Variable }); i >= 0 {
			c.Resampled = &Between{m.Intervals[i].Low, m.Intervals[i].High}
		}
		terms = append(terms, c)
	}
	return terms
}

// clockOf names the hours of a model, nothing if they are all.
func clockOf(m ModelResult) string {
	if m.Clock == m.ClockRule {
		return m.Clock
	}
	return m.Clock + ": " + m.ClockRule
}

// narrative tells what a model found, in a few sentences.
func narrative(m ModelResult) string {
	when := fmt.Sprintf("In %s, %s of %s in %s", m.Train, english.Count(float64(m.Events), "offence"), m.Group, m.Area.Name)
	if m.Clock != "" {
		when += " at the hours of clock " + m.Clock
	}
	if len(m.Terms) == 0 {
		return when + " go with none of the factors that were tried: the sites that are loaded do not explain where they are."
	}
	var more, less []string
	for _, t := range m.Terms {
		what := fmt.Sprintf("within %g m of %s", t.Reach, english.Some(1, english.Category(t.Factor)))
		if m.Snapping.coarse(t) {
			what = fmt.Sprintf("near %s (its reach of %g m is finer than positions are known)", english.Some(1, english.Category(t.Factor)), t.Reach)
		}
		if t.Influence != rtm.Proximity {
			what = fmt.Sprintf("where %s crowd within %g m", english.Plural(english.Category(t.Factor)), t.Reach)
		}
		if t.Protective {
			less = append(less, fmt.Sprintf("%s it is %s times lower", what, english.Ratio(t.RRV)))
		} else {
			more = append(more, fmt.Sprintf("%s the risk is %s times what it is elsewhere, the other factors alike", what, english.Ratio(t.RRV)))
		}
	}
	said := when + " go with " + english.And(factorsOf(m)) + ": " + english.And(append(more, less...)) + "."
	said += fmt.Sprintf(" Together they put the riskiest hexagon at %s times the risk of one under no influence", english.Ratio(m.RiskMax))
	if m.RiskMin != 1 { // something protects, or every cell is under something
		said += fmt.Sprintf(", and at %s times that of the least risky", english.Ratio(m.RiskMax/m.RiskMin))
	}
	said += "."
	if m.Validation != nil && m.Validation.Verdict != "" {
		said += " Tried on " + m.Test + ": " + m.Validation.Verdict + "."
	} else {
		said += " It was not tried on later months, so how well it foretells is not known."
	}
	return said + " What goes with offences need not bring them about."
}

func factorsOf(m ModelResult) []string {
	names := make([]string, len(m.Terms))
	for i, t := range m.Terms {
		names[i] = english.Plural(english.Category(t.Factor))
	}
	return names
}

// limits says what a model cannot say.
func limits(m ModelResult, sources []ledger.Source) []string {
	l := []string{
		"It knows recorded offences alone: what is not reported, or not recorded, is not in it.",
		"It knows the features that are loaded, as they were then: whatever else is at work is not in it.",
		"The data chose the terms, so intervals by the standard error are too narrow, and reaches are steps of a ladder.",
	}
	if m.Stability == nil {
		l = append(l, "How often each factor would be chosen again was not tried: fit with resamples to know.")
	}
	if m.Exposure == nil {
		l = append(l, "It has no exposure: where neither residents nor streets are known, a factor may be chosen for standing where people are.")
	}
	l = append(l, "If influence fades with distance, as it may, the interval of an RRV is wrong nine times in ten: believe the order of places rather than the ratio.")
	if m.Allowed {
		l = append(l, "What is refused otherwise was allowed: police-generated offences, which show where officers looked, and factors that are derived from crime.")
	}
	if m.WhatIf != nil {
		l = append(l, "It is a what-if: its scores are of features that are not there, and it cannot be approved.")
	}
	if m.Validation == nil {
		l = append(l, "It was not tried on later months.")
	}
	if slices.ContainsFunc(sources, func(s ledger.Source) bool { return s.Kind == "offences" && crime.IsStreet(s.Source) }) {
		l = append(l, "Positions of data.police.uk are snap points, not where offences happened, and its times are months: reaches shorter than the distance between snap points, and hours, cannot be known from it.")
	}
	if len(sources) == 0 {
		l = append(l, "It was made before imports were kept with models: what it was made from is not known.")
	}
	return l
}

// Markdown writes the card for people to read. Text that is put into a line, such as the
// name of an area or a site, stands for itself: it is escaped, whatever it is.
func (c Card) Markdown() []byte {
	var b strings.Builder
	escaped := strings.NewReplacer(`\`, `\\`, "&", "&amp;", "<", "&lt;", "|", `\|`, "[", `\[`)
	line := func(format string, args ...any) {
		for i, a := range args {
			switch text := a.(type) {
			case string:
				args[i] = escaped.Replace(text)
			case fmt.Stringer:
				args[i] = escaped.Replace(text.String())
			}
		}
		fmt.Fprintf(&b, format+"\n", args...)
	}
	bullets := func(lines []string) {
		for _, l := range lines {
			line("* %s", l)
		}
	}
	line("# Model card: %s in %s\n\n%s, Beatplan %s", c.Group, c.Area.Name, c.Model, c.Program)
	if c.Area.Invented {
		line("\n**%s is invented.**", c.Area.Name)
	}
	line("\n## In short\n\n%s %s %s\n\n%s", c.Brief.Expected, c.Brief.Raises, c.Brief.Without, c.Brief.Foretells)
	line("\n## Purpose\n\n%s\n\n%s: %s.", c.Purpose, c.Group, strings.TrimSuffix(c.Definition, "."))
	line("\n## What it found\n\n%s", c.Narrative)
	c.writeTerms(line)
	line("\n## Who can act\n\nProposals from the table of actions, which people edit.\n")
	for _, l := range c.Actions {
		if l.Note != "" {
			line("* **%s**: %s", l.Factor, l.Note)
		}
		for _, a := range l.Actions {
			line("* **%s**, %s, %s: %s", l.Factor, a.FourP, a.Agency, a.Does)
		}
	}
	c.writeData(line)
	line("\n## Settings\n\n| | |\n|---|---|")
	line("| cells | %d, H3 resolution %d, lattice %s |", c.Settings.Cells, c.Settings.Resolution, c.Settings.Lattice)
	line("| family, cull, criterion | %s, %s, %s |", c.Settings.Family, c.Settings.Cull, c.Settings.Criterion)
	if e := c.Settings.Exposure; e != nil {
		line("| exposure | %s, at least %g; %d cells have less, %d are not known |", e.Of, e.Least, e.Raised, e.Unknown)
	} else {
		line("| exposure | none: all cells alike |")
	}
	for _, e := range c.Settings.Exposures {
		line("| BIC with exposure %s | %.1f |", e.Of, e.BIC)
	}
	line("| hours | %s |", cmp.Or(c.Settings.Clock, "all"))
	if w := c.Settings.WhatIf; w != nil {
		for _, f := range w.Added {
			line("| what if | %s were at %g, %g |", english.Some(1, english.Category(f.Category)), f.At.Lon(), f.At.Lat())
		}
		for _, id := range w.Removed {
			line("| what if | %s were not there |", id)
		}
	}
	line("| offence group | %s, version %d |", c.Group, c.Settings.GroupVersion)
	for _, f := range c.Settings.Factors {
		what := f.inWords()
		if h := holds(f.Name); h != "" && c.fromFoodRegister() {
			what += "; the register of food premises counts under it " + h
		}
		line("| tried: %s | %s |", f.Name, what)
	}
	c.writeValidation(line)
	line("\n## Limits\n")
	bullets(c.Limits)
	bullets(c.Data.Notes)
	c.writeAudit(line)
	line("\n## People\n\nMade by %s on %s; %s.\n", c.People.MadeBy, c.People.MadeAt.Format("2 January 2006"), c.People.Decision.Status)
	for _, d := range c.People.Decisions {
		line("* %s", d)
	}
	if len(c.Warnings) > 0 {
		line("\n## Variables that took no part\n")
		bullets(c.Warnings)
	}
	return []byte(b.String())
}

type liner func(format string, args ...any)

func (c Card) writeTerms(line liner) {
	if len(c.Terms) == 0 {
		return
	}
	line("\n| factor | influence | reach | RRV | 95%% by a standard error that allows for likeness of neighbours | 95%% confidence interval (block bootstrap) | chosen again |\n|---|---|---|---|---|---|---|")
	for _, t := range c.Terms {
		drew := "not known"
		if t.Resampled != nil {
			drew = fmt.Sprintf("%.2f to %.2f", t.Resampled.Low, t.Resampled.High)
		}
		influence := string(t.Influence)
		if t.Protective {
			influence += ", protective"
		}
		reach := fmt.Sprintf("%g m", t.Reach)
		if t.Longest {
			reach += ", the longest tried"
		}
		line("| %s | %s | %s | %.2f | %.2f to %.2f | %s | %s |", t.Factor, influence, reach, t.RRV, t.Low, t.High, drew, c.chosenAgain(t.Factor))
	}
}

// fromFoodRegister reports whether sites of the Food Standards Agency fed the model.
func (c Card) fromFoodRegister() bool {
	return slices.ContainsFunc(c.Data.Sources, func(s ledger.Source) bool { return s.Kind == "sites" && strings.HasPrefix(s.Source, "fhrs") })
}

// chosenAgain says how often a factor was chosen on resamples.
func (c Card) chosenAgain(factor string) string {
	if c.Stability == nil {
		return "not tried"
	}
	for _, f := range c.Stability.Factors {
		if f.Name == factor {
			return fmt.Sprintf("%.0f%%", 100*f.Share)
		}
	}
	return "never"
}

func (c Card) writeData(line liner) {
	line("\n## Data\n\n%s in %s%s.", english.Count(float64(c.Data.Offences), "offence"), c.Data.Train, triedOn(c.Data.Test))
	l := c.Data.LeftOut
	line("\nLeft out: %d police-generated, which show where officers looked; %d without a position, anywhere in the data; %d of which the month alone is known and hours are needed; %.6g at hours that the clock leaves out; %.6g in water.",
		l.PoliceGenerated, l.Unplaced, l.MonthOnly, l.Elsewhen, l.InWater)
	if len(c.Data.Sources) == 0 {
		return
	}
	line("\n| import | of | from | file | SHA-256 | up to | rows |\n|---|---|---|---|---|---|---|")
	for _, s := range c.Data.Sources {
		kind := s.Kind
		if s.Gone != "" {
			kind += ", since " + s.Gone
		}
		line("| %s | %s | %s | %s | %s | %s | %d |", s.Import, kind, s.Source, s.File, s.SHA256, s.CutOff, s.Rows)
	}
}

func triedOn(test string) string {
	if test == "" {
		return ""
	}
	return ", tried on " + test
}

func (c Card) writeValidation(line liner) {
	line("\n## Validation\n")
	if v := c.Validation; v != nil {
		line("%s in %s: %s.", english.Count(v.Events, "offence"), c.Data.Test, v.Verdict)
		if rows := v.Rows(); len(rows) > 0 {
			line("\n| ranking | area | hit rate | PAI | 95%% interval by bootstrap | least and most, by how ties fall | PEI |\n|---|---|---|---|---|---|---|")
			for _, r := range rows {
				line("| %s | %g%% | %.1f%% | %.2f | %.2f to %.2f | %.2f to %.2f | %.2f |",
					r.Method, 100*r.Area, 100*r.HitRate, r.PAI, r.PAILow, r.PAIHigh, r.PAIMin, r.PAIMax, r.PEI)
			}
		}
	} else {
		line("None: it was not tried on later months.")
	}
	if h := c.HeldOut; h != nil {
		line("\nOf places held out, models of the others explain %.1f%% of the deviance.", 100*h.Explained)
	}
	if m := c.Moran; m != nil {
		line("\nWhat is left unexplained is alike among neighbours by Moran's I of %.3f (z %.1f).", m.I, m.Z)
	}
	if s := c.Stability; s != nil {
		chosen := make([]string, len(s.Factors))
		for i, f := range s.Factors {
			chosen[i] = fmt.Sprintf("%s %.0f%%", f.Name, 100*f.Share)
		}
		line("\nIn %d block-bootstrap resamples, chosen: %s.", s.Resamples, cmp.Or(strings.Join(chosen, ", "), "nothing"))
	}
	line("\n| riskiest | cells | risk from |\n|---|---|---|")
	for _, s := range c.HighRisk.Shares {
		line("| %g%% of the area | %d | %.2f |", 100*s.Share, s.Cells, s.Least)
	}
	line("| mean and two standard deviations | %d | %.2f |", c.HighRisk.Cells, c.HighRisk.Threshold)
}

func (c Card) writeAudit(line liner) {
	line("\n## On whom it falls\n\nDeprivation takes no part in the model; this looks at what came of it.")
	for _, missing := range c.Audit.Missing {
		line("\nNot known: %s.", missing)
	}
	if len(c.Audit.Quintiles) == 0 {
		return
	}
	line("\n| small areas by deprivation | of all cells | of residents | of the riskiest 1%% | of the riskiest 5%% | its residents there |\n|---|---|---|---|---|---|")
	percent := func(v *float64) string {
		if v == nil {
			return "not known"
		}
		return fmt.Sprintf("%.1f%%", 100**v)
	}
	for _, q := range c.Audit.Quintiles {
		name := map[int]string{0: "not known", 1: "most deprived fifth", 2: "second", 3: "third", 4: "fourth", 5: "least deprived fifth"}[q.Quintile]
		line("| %s | %s | %s | %s | %s | %s |", name, percent(&q.Cells), percent(q.Residents), percent(&q.Top1), percent(&q.Top5), percent(q.ResidentsTop5))
	}
	line("\nOf cells with the same score at the edge of a share, each counts in part. From %s; residents are spread evenly over the cells of their small area.", strings.Join(c.Audit.Sources, ", "))
}
