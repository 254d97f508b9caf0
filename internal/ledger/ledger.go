// Package ledger has the words of the ledger of imports: what became of a
// file's rows, which versions of a row there are, and which imports a result was
// made from.
package ledger

import (
	"encoding/json"
	"io"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// Inputs say what of the database a result was made from.
type Inputs struct {
	AreaKind geo.AreaKind
	AreaCode string
	Bound    orb.Bound // of the offences and the water, WGS 84
	Sites    orb.Bound // of the sites: the same with as much more on all sides; the zero Bound: none were taken
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

// Figures are what became of the rows of a file.
type Figures struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Updated   int `json:"updated"` // there before with another content
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"` // could not be parsed; their file says why
}

// A Moved is how many references of a file that were known before are now of another month,
// nine away or more, or of another place, two kilometres away or more.
type Moved struct {
	Known         int `json:"known"` // references that were known before
	MonthAndPlace int `json:"month_and_place"`
	Month         int `json:"month"` // alone
	Place         int `json:"place"` // alone
}

// An Overlap is what an import and another system both hold.
type Overlap struct {
	Months    string   `json:"months"`    // 2025-01..2025-06, 2025-08
	Districts []string `json:"districts"` // codes; empty: in none
	Counted   string   `json:"counted"`   // the system that answers count
	LeftOut   string   `json:"left_out"`  // the source that they leave out
	Offences  int      `json:"offences"`  // of it
}

// RowCounts are what there is of the rows of an import.
type RowCounts struct {
	InForce    int `json:"in_force"`   // rows of it that nothing has replaced
	Replaced   int `json:"replaced"`   // older versions that its rows replaced
	Superseded int `json:"superseded"` // its versions that later imports replaced

	Doubts map[string]int `json:"doubts,omitempty"` // of offences, incidents and sites in force, how many are doubtful in a way
}

type Version struct {
	Kind       string          `json:"kind"` // of import
	Key        string          `json:"-"`    // of the row, within the kind
	Import     string          `json:"import"`
	ReplacedBy string          `json:"replaced_by,omitempty"` // the import that brought the next; empty: it is in force
	Filename   string          `json:"filename"`
	Principal  string          `json:"principal"`
	ImportedAt time.Time       `json:"imported_at"`
	Row        json.RawMessage `json:"row"` // an object: its columns
}

// The files that may be kept with the rows of an import. They go when the rows go.
const (
	Rejects  = "rejects" // its rejected rows with the reasons, CSV
	Received = "file"    // the file as a server received it
)

// A File is one to keep with the rows of an import, under one of these names.
type File struct {
	What string
	Open func() (io.ReadCloser, error)
}

// A Setting is one version of what people set, under its name. Versions never change:
// what is set again, or retired, is a new one.
type Setting struct {
	Name    string
	Version int             // counts up from 1
	Body    json.RawMessage // an object; whoever sets it knows what is in it
	Retired bool            // it is in force no more
}

// A Change is a version of a setting, with who set it and when.
type Change struct {
	Setting
	Principal string
	At        time.Time `db:"recorded_at"`
}

// SourceOrder is the kind of the order in which answers count systems, and the name of
// the only one that there is. Its body is a crime.SourceOrder.
const SourceOrder = "source order"
