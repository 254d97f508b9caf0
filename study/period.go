package study

import (
	"strings"

	"beatplan/crime"
)

// Span returns the period from the first of some months, which are in order, to the last.
// It panics if there are none.
func Span(months []crime.Month) crime.Period {
	return crime.Period{From: months[0], To: months[len(months)-1]}
}

// Within returns the months that lie in a period, in the order given.
func Within(p crime.Period, months []crime.Month) []crime.Month {
	var in []crime.Month
	for _, m := range months {
		if p.From <= m && m <= p.To {
			in = append(in, m)
		}
	}
	return in
}

// Missing returns a note that names the months of a period that are not among months,
// which are in order, or nothing where all of them are. It names the area that they are
// of, where there is a name.
func Missing(area string, p crime.Period, months []crime.Month) []string {
	var gaps []string
	gap := func(from, to crime.Month) {
		if from <= to {
			gaps = append(gaps, crime.Period{From: from, To: to}.String())
		}
	}
	next := p.From
	for _, m := range Within(p, months) {
		gap(next, m-1)
		next = m + 1
	}
	gap(next, p.To)
	if gaps == nil {
		return nil
	}
	of := ""
	if area != "" {
		of = " of " + area
	}
	return []string{"nothing is loaded" + of + " for " + strings.Join(gaps, ", ")}
}
