package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kinds of decision.
const (
	ZonesAgreed  = "zones"
	PlanApproved = "plan"
	ActionSet    = "action"
	Otherwise    = "other" // in words alone
)

// A Meeting is the record of one: what was decided, each item with what it is about.
type Meeting struct {
	ID        string     `json:"id"`
	Version   int        `json:"version"` // counts up from 1 with every change
	Title     string     `json:"title"`   // Crime Reduction Group
	Area      string     `json:"area"`    // code
	Date      string     `json:"date"`    // YYYY-MM-DD
	Chair     string     `json:"chair"`
	Decisions []Decision `json:"decisions"`
	Closed    bool       `json:"closed"`
}

// A Decision is a line of the record.
type Decision struct {
	Kind  string `json:"kind"`  // zones, plan, action or other
	Of    string `json:"of"`    // the zone set, plan or action; empty with other
	Zone  string `json:"zone"`  // name of the focus area of the set that is meant; empty: all of them
	Words string `json:"words"` // as the record has it
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (m Meeting) Validate() error {
	date, err := time.Parse(time.DateOnly, m.Date)
	switch {
	case m.Title == "":
		return fmt.Errorf("title: say whose meeting it is")
	case err != nil || date.Format(time.DateOnly) != m.Date:
		return fmt.Errorf("date %q: write it YYYY-MM-DD", m.Date)
	}
	for i, d := range m.Decisions {
		if err := d.Validate(); err != nil {
			return fmt.Errorf("decisions/%d/%w", i, err)
		}
	}
	return nil
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (d Decision) Validate() error {
	switch {
	case !slices.Contains([]string{ZonesAgreed, PlanApproved, ActionSet, Otherwise}, d.Kind):
		return fmt.Errorf("kind %q: it is zones, plan, action or other", d.Kind)
	case d.Kind != Otherwise && d.Of == "":
		return fmt.Errorf("of: name the %s", d.Kind)
	case strings.TrimSpace(d.Words) == "":
		return fmt.Errorf("words: say what was decided")
	}
	return nil
}

// Last returns the meeting before another, of the same title and area: the closed one of
// the latest date, and of several on a day the last. It reports false where there is none.
func Last(all []Meeting, before Meeting) (last Meeting, found bool) {
	for _, m := range all {
		if m.ID == before.ID || m.Title != before.Title || m.Area != before.Area || !m.Closed || m.Date > before.Date {
			continue
		}
		if !found || m.Date >= last.Date {
			last, found = m, true
		}
	}
	return last, found
}
