// Package result is the shape in which surfaces, models, zone sets and plans are
// kept: made once, never changed, known by an id that is a hash of everything
// they were made from. The same question on the same data with the same version
// of the program gives the same id and the same bytes, so keeping a result twice
// is keeping it once.
package result

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// A Kind says what a result is.
type Kind string

// The kinds of result.
const (
	Surface Kind = "surface"
	Model   Kind = "model"
	ZoneSet Kind = "zone_set"
	Plan    Kind = "plan"
	Trial   Kind = "trial"
)

// String returns the kind as people say it: zone set.
func (k Kind) String() string { return strings.ReplaceAll(string(k), "_", " ") }

// A Result is one surface, model, zone set or plan.
type Result struct {
	ID       string
	Kind     Kind
	AreaKind geo.AreaKind
	AreaCode string
	Summary  json.RawMessage // an object: what lists show of it
	Document []byte          // a JSON object: the whole, the same bytes for the same inputs
	Decision Decision        // of those on it the last, which counts; not part of what was made

	// What is kept beside the document, and read by itself.
	Cells   []crime.CellValue `db:"-"` // of a surface
	Problem []byte            `db:"-"` // JSON: what a plan can be planned anew from, or a zone set edited from
	Parent  string            `db:"-"` // of an edited zone set: the one that was edited
	Edit    Edit              `db:"-"` // of an edited zone set
}

// Served returns the document as it is served and exported: as it was kept, with the
// decision laid over it as its last member.
func (r Result) Served() []byte { return r.decided(r.Document) }

// Listed returns the summary in the same way.
func (r Result) Listed() json.RawMessage { return r.decided(r.Summary) }

// decided adds the decision to a JSON object of at least one member.
func (r Result) decided(object []byte) []byte {
	decision, err := json.Marshal(r.Decision)
	if err != nil {
		panic("result: a decision without JSON: " + err.Error()) // it is a struct of strings and a time
	}
	end := bytes.LastIndexByte(object, '}')
	return slices.Concat(object[:end], []byte(`,"decision":`), decision, object[end:])
}

// Digest returns 16 hexadecimal digits that stand for the inputs of a result.
// Inputs must marshal to JSON; it panics where they do not, which is a defect of
// the caller.
func Digest(inputs ...any) string {
	b, err := json.Marshal(inputs)
	if err != nil {
		panic("result: inputs without JSON: " + err.Error())
	}
	return DigestOf(b)
}

// DigestOf returns 16 hexadecimal digits that stand for some bytes.
func DigestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// A Status says how far people have come with a result.
type Status string

// The statuses.
const (
	Draft     Status = "draft"    // nobody has decided on it
	Proposed  Status = "proposed" // it is put forward for somebody else to approve
	Approved  Status = "approved"
	Withdrawn Status = "withdrawn" // it was proposed or approved, and no longer is
)

// A Decision is what somebody decided on a result. The last one counts. That of a
// draft has a status alone.
type Decision struct {
	Status   Status    `json:"status"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at,omitzero"` // to the second, UTC
	Why      string    `json:"why,omitempty"`
	Verified bool      `json:"verified"` // whether who decided had to prove who they are
}

// String says what was decided, by whom and when: approved by A. Sergeant
// (unverified) on 2 January 2025: agreed at the tasking meeting.
func (d Decision) String() string {
	if d.By == "" {
		return string(d.Status)
	}
	by := d.By
	if !d.Verified {
		by += " (unverified)"
	}
	return fmt.Sprintf("%s by %s on %s: %s", d.Status, by, d.At.Format("2 January 2006"), d.Why)
}
