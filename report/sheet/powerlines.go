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
	Who       string        `json:"who"`              // may use it
	Standing  string        `json:"standing"`         // in force, expired, not yet, past its longest life
	Import    int64         `json:"import,omitempty"` // that brought it
}

// PowerLines returns what cards print of powers between two times, and what they do not
// print: orders that have ended or are past their longest life, which somebody should
// look at. What is no power, such as a cumulative impact assessment, is in neither.
func PowerLines(all []geo.Power, from, to time.Time) (printed, expiredOnes []PowerLine) {
	printed, expiredOnes = []PowerLine{}, []PowerLine{}
	for _, p := range all {
		l, standing := p.Terms(), p.Status(from, to)
		line := PowerLine{
			Kind: p.Kind, Name: l.Short, Reference: p.Reference, Span: span(p, from.Location()), Authority: p.Authority,
			Says: l.Says, Who: l.Who, Standing: string(standing), Import: p.Import,
		}
		switch standing {
		case geo.InForce:
			printed = append(printed, line)
		case geo.Expired, geo.TooLong:
			expiredOnes = append(expiredOnes, line)
		}
	}
	return printed, expiredOnes
}
