package sheet

import (
	"time"

	"beatplan/geo"
)

// A PowerLine is what is said of a legal power at some time.
type PowerLine struct {
	Kind      geo.PowerKind `json:"kind"`
	Name      string        `json:"name"` // s.34 dispersal
	Reference string        `json:"reference"`
	Span      string        `json:"span"`      // Fri 3 Oct 21:00 to Sun 5 Oct 21:00
	Authority string        `json:"authority"` // who made it
	Says      string        `json:"says"`
	Who       string        `json:"who"`      // may use it
	Standing  string        `json:"standing"` // in force, expired, not yet, past its longest life
}

// PowerLines returns what cards print of powers between two times, and what they do not
// print: orders that have ended or are past their longest life, which somebody should
// look at. What is no power, such as a cumulative impact assessment, is in neither.
func PowerLines(all []geo.Power, from, to time.Time) (printed, expiredOnes []PowerLine) {
	printed, expiredOnes = []PowerLine{}, []PowerLine{}
	for _, p := range all {
		l, known := laws()[p.Kind]
		if !known {
			continue
		}
		line := PowerLine{
			Kind: p.Kind, Name: l.name, Reference: p.Reference, Span: span(p, from.Location()), Authority: p.Authority,
			Says: l.says, Who: l.who, Standing: string(standingOf(p, from, to)),
		}
		switch standingOf(p, from, to) {
		case inForce:
			printed = append(printed, line)
		case expired, tooLong:
			expiredOnes = append(expiredOnes, line)
		}
	}
	return printed, expiredOnes
}
