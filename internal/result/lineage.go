package result

import (
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A Footing says what a result was made from, for its lineage.
type Footing struct {
	AreaKind geo.AreaKind
	AreaCode string
	Bound    orb.Bound // of the offences and the water, WGS 84
	Sites    orb.Bound // of the sites: the same with as much more on all sides
	From, To time.Time // the first days of the first and the last month
	Types    []string  // of the offences; none: all

	People   string // the measure of people that was taken, of small areas; empty: none
	Streets  bool   // whether streets were taken
	Calendar bool   // whether eves and days of the calendar were
}

// A Source is an import that a result was made from.
type Source struct {
	Import string `json:"import"`
	Kind   string `json:"kind"`   // of the rows
	Source string `json:"source"` // whose list they are from; empty: they do not say
	File   string `json:"file" db:"filename"`
	SHA256 string `json:"sha256" db:"sha256"` // of the file as it came
	CutOff string `json:"cut_off"`            // of offences: the last day that the file tells of, YYYY-MM-DD
	Rows   int    `json:"rows"`               // of it that there were in the area and the months
	Gone   string `json:"gone,omitempty"`     // what has since become of its rows: deleted or disposed
}
