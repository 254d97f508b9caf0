package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"beatplan/english"
	"beatplan/internal/fault"
	"beatplan/study"
)

// What a cell counts as that has less. It is far less than what a rate needs
// (leastResidents), since a model weighs each cell by what is to be expected there: to
// raise the countryside's cells, of which most have less than one resident, would make
// towns look riskier than they are, and whatever stands in towns a cause of it.
const (
	leastExposed       = 0.1  // residents
	leastExposedStreet = 0.01 // km
)

// NoExposure asks for a model to which all cells are alike.
const NoExposure = "none"

// Exposures returns the names of what a model can take for exposure, the best first.
func Exposures() []string { return []string{study.ByResidents, study.ByStreets} }

// An Exposure is what the offences to expect in a cell are in proportion to, the
// influences alike: where more people live, or more street is, more can happen.
type Exposure struct {
	Of      string  `json:"of"`      // residents or street-length
	Least   float64 `json:"least"`   // what a cell with less counts as: people pass there too
	Raised  int     `json:"raised"`  // cells with less
	Unknown int     `json:"unknown"` // cells of which it is not known: they count as the mean of the others
}

// leastKnown is the share of the cells of which an exposure that nobody asked for must be
// known.
const leastKnown = 0.5

// exposure returns that of each cell of a count: the one that is named or, where none is,
// residents if they are known of most cells, else the length of streets, else none, which
// is nil. NoExposure asks for none. What is missing is noted.
func (a *App) exposure(ctx context.Context, c *study.Study, name string) (of *Exposure, values []float64, err error) {
	switch {
	case name == NoExposure:
		c.Notes = append(c.Notes, alikeNote)
		return nil, nil, nil
	case name != "" && !slices.Contains(Exposures(), name):
		return nil, nil, fault.New(fault.Invalid, "no exposure %q; there are %s and %s", name, strings.Join(Exposures(), ", "), NoExposure)
	case name != "":
		of, values, missing, err := a.exposureOf(ctx, c, name)
		if err == nil && of == nil {
			err = fault.New(fault.Unprocessable, "nothing of %s is known in %s: %s, or ask for none (exposure)", name, c.Area.Name, missing)
		}
		if err == nil {
			of.note(c)
		}
		return of, values, err
	}
	for _, name := range Exposures() {
		of, values, _, err := a.exposureOf(ctx, c, name)
		if err != nil {
			return nil, nil, err
		}
		if of != nil && float64(of.Unknown) <= (1-leastKnown)*float64(len(values)) {
			of.note(c)
			return of, values, nil
		}
	}
	c.Notes = append(c.Notes, alikeNote+": import people or streets")
	return nil, nil, nil
}

// alikeNote says what a model without exposure cannot tell.
const alikeNote = "all cells are taken for alike, without residents or streets: a factor may be chosen for standing where people are"

// exposureOf returns an exposure of each cell, or nil and what is missing where nothing of
// it is known.
func (a *App) exposureOf(ctx context.Context, c *study.Study, name string) (of *Exposure, values []float64, missing string, err error) {
	var known []bool
	of = &Exposure{Of: name}
	if name == study.ByResidents {
		values, known, err = a.residents(ctx, c)
		of.Least, missing = leastExposed, study.WithoutResidents
	} else {
		values, err = a.streetLength(ctx, c)
		known = study.Everywhere(values)
		of.Least, missing = leastExposedStreet, study.WithoutStreets
	}
	if err != nil || values == nil || !of.settle(values, known) {
		return nil, nil, missing, err
	}
	return of, values, "", nil
}

// note notes of how many cells an exposure is not known.
func (e *Exposure) note(c *study.Study) {
	if e.Unknown > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("nothing of %s is known in %s, which count as the mean of the others", e.Of, english.Count(float64(e.Unknown), "cell")))
	}
}

// ExposureTried is how well the counts follow an exposure, the terms of the model alike.
type ExposureTried struct {
	Of  string  `json:"of"` // residents, street-length, or none
	BIC float64 `json:"bic"`
}

// exposures returns the BIC of a model's terms under each exposure that is known, and
// under none.
func (a *App) exposures(ctx context.Context, c *study.Study, f fit, own *Exposure) ([]ExposureTried, error) {
	var tried []ExposureTried
	for _, name := range append(Exposures(), NoExposure) {
		values := f.settings.Exposure
		switch {
		case own != nil && own.Of == name:
		case name == NoExposure:
			values = nil
		default:
			of, other, _, err := a.exposureOf(ctx, c, name)
			if err != nil {
				return nil, err
			}
			if of == nil {
				continue
			}
			values = other
		}
		if bic, err := f.model.BICUnder(f.design, f.counts, values); err == nil { // else it does not converge
			tried = append(tried, ExposureTried{name, bic})
		}
	}
	return tried, nil
}

// settle gives every cell a value above 0, and reports whether any is known.
func (e *Exposure) settle(values []float64, known []bool) bool {
	sum, n := 0.0, 0.0
	for i := range values {
		if !known[i] {
			e.Unknown++
			continue
		}
		if values[i] < e.Least {
			values[i] = e.Least
			e.Raised++
		}
		sum, n = sum+values[i], n+1
	}
	for i := range values {
		if !known[i] {
			values[i] = sum / n
		}
	}
	return n > 0
}
