package meeting

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// Who pays for a unit.
const (
	Core   = "core"
	Funded = "funded" // by a grant, such as hotspot funding
)

// Where a visit is reported from.
const (
	FromForm      = "form"
	FromFile      = "file"
	FromPositions = "positions"
)

// Outputs returns the names of what visits produce, as the return has them.
func Outputs() []string {
	return []string{
		"people-engaged", "searches", "finds", "arrests", "dispersals", "fixed-penalties", "warnings", "cpw", "cpn",
		"alcohol-seized", "licensing-visits", "sweeps", "referrals",
	}
}

// A Visit is a time that a unit spent at a place, or lost, with what came of it.
type Visit struct {
	ID       string         `json:"id"`   // of unit, place and beginning; where there is no place, of why the time was lost
	Plan     string         `json:"plan"` // empty: of no plan
	Unit     string         `json:"unit"` // call sign, never a name
	Agency   string         `json:"agency"`
	Funding  string         `json:"funding"`  // core or funded
	Place    string         `json:"place"`    // a spot's id or a name; may be empty where the time was lost
	From     time.Time      `json:"from"`     // UTC
	Minutes  int            `json:"minutes"`  // 1 to 1440
	Officers int            `json:"officers"` // together, 1 to 50
	Outputs  map[string]int `json:"outputs"`  // by name
	Lost     string         `json:"lost"`     // why the time was lost, or a visit to the place was skipped: a call, an arrest; empty: it was not
	Source   string         `json:"source"`   // form, file or positions
	By       string         `json:"by"`       // who reported it
}

// Key returns what tells a visit from all others. One to a place that was skipped is the same
// as if it had been made, so that it can be put right either way.
func (v Visit) Key() crime.Digest {
	lost := v.Lost
	if v.Place != "" {
		lost = ""
	}
	return crime.DigestOf("visit", v.Unit, v.Place, lost, v.From.UTC().Format(time.RFC3339))
}

// Named returns the visit with its id.
func (v Visit) Named() Visit {
	key := v.Key()
	v.ID = hex.EncodeToString(key[:8])
	return v
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (v Visit) Validate() error {
	switch {
	case v.Unit == "":
		return fmt.Errorf("unit: give the call sign")
	case v.Agency == "":
		return fmt.Errorf("agency: say whose unit it is")
	case v.Funding != Core && v.Funding != Funded:
		return fmt.Errorf("funding %q: it is core or funded", v.Funding)
	case v.Place == "" && v.Lost == "":
		return fmt.Errorf("place: say where, or why the time was lost")
	case v.From.IsZero():
		return fmt.Errorf("from: say when it began")
	case v.Minutes < 1 || v.Minutes > 24*60:
		return fmt.Errorf("minutes %d: from 1 to 1440", v.Minutes)
	case v.Officers < 1 || v.Officers > 50:
		return fmt.Errorf("officers %d: from 1 to 50", v.Officers)
	}
	for name, n := range v.Outputs {
		if !slices.Contains(Outputs(), name) {
			return fmt.Errorf("outputs/%s: there are %s", name, geo.Names(Outputs()))
		}
		if n < 0 {
			return fmt.Errorf("outputs/%s: %d is no count: 0 or more", name, n)
		}
	}
	return nil
}

// PersonMinutes returns the minutes of all officers: a pair for an hour is 120.
func (v Visit) PersonMinutes() int { return v.Minutes * v.Officers }

// A VisitList is visits in a table.
type VisitList struct {
	Visits []Visit `json:"visits"`
}

// Table lays the list out.
func (l VisitList) Table() Table {
	t := Table{Header: append([]string{"id", "from", "minutes", "officers", "unit", "agency", "funding", "place", "plan", "lost", "source"}, Outputs()...), None: "no visit is logged of these days"}
	for _, v := range l.Visits {
		row := []string{v.ID, v.From.Format(time.RFC3339), fmt.Sprint(v.Minutes), fmt.Sprint(v.Officers), v.Unit, v.Agency, v.Funding, v.Place, v.Plan, v.Lost, v.Source}
		for _, name := range Outputs() {
			row = append(row, fmt.Sprint(v.Outputs[name]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
