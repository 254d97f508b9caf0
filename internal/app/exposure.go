package app

import (
	"context"
	"fmt"
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

// Exposures returns the names of what a model can take for exposure.
func Exposures() []string { return []string{study.ByResidents, study.ByStreets} }

// An Exposure is what the offences to expect in a cell are in proportion to, the
// influences alike: where more people live, or more street is, more can happen.
type Exposure struct {
	Of      string  `json:"of"`      // residents or street-length
	Least   float64 `json:"least"`   // what a cell with less counts as: people pass there too
	Raised  int     `json:"raised"`  // cells with less
	Unknown int     `json:"unknown"` // cells of which it is not known: they count as the mean of the others
}

// exposure returns that of each cell of a count; nil where none is asked for.
func (a *App) exposure(ctx context.Context, c *study.Study, name string) (of *Exposure, values []float64, err error) {
	var known []bool
	missing := ""
	of = &Exposure{Of: name}
	switch name {
	case "":
		return nil, nil, nil
	case study.ByResidents:
		values, known, err = a.residents(ctx, c)
		of.Least, missing = leastExposed, study.WithoutResidents
	case study.ByStreets:
		values, err = a.streetLength(ctx, c)
		known = study.Everywhere(values)
		of.Least, missing = leastExposedStreet, study.WithoutStreets
	default:
		return nil, nil, fault.New(fault.Invalid, "no exposure %q; there are %s", name, strings.Join(Exposures(), ", "))
	}
	if err != nil {
		return nil, nil, err
	}
	if values == nil || !of.settle(values, known) {
		return nil, nil, fault.New(fault.Unprocessable, "nothing of %s is known in %s: %s, or leave the exposure (--exposure) out", name, c.Area.Name, missing)
	}
	if of.Unknown > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("nothing of %s is known in %s, which count as the mean of the others", name, english.Count(float64(of.Unknown), "cell")))
	}
	return of, values, nil
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
