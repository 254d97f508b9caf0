// Package result is the shape in which surfaces, models, zone sets and plans are
// kept: made once, never changed, known by an id that is a hash of everything
// they were made from. The same question on the same data with the same version
// of the program gives the same id and the same bytes, so keeping a result twice
// is keeping it once.
package result

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

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

// A Result is one surface, model, zone set or plan.
type Result struct {
	ID       string
	Kind     Kind
	AreaKind geo.AreaKind
	AreaCode string
	Summary  json.RawMessage // an object: what lists show of it
	Document []byte          // JSON: the whole, byte for byte as it is exported
}

// Digest returns 16 hexadecimal digits that stand for the inputs of a result.
// Inputs must marshal to JSON; it panics where they do not, which is a defect of
// the caller.
func Digest(inputs ...any) string {
	b, err := json.Marshal(inputs)
	if err != nil {
		panic("result: inputs without JSON: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// A Verdict is what somebody decided on a result.
type Verdict string

// The verdicts. A result without one is a proposal.
const (
	Approved  Verdict = "approved"
	Withdrawn Verdict = "withdrawn" // it was approved, and no longer is
)

// A Decision is one verdict on a result. The last one counts.
type Decision struct {
	Verdict   Verdict   `json:"verdict"`
	Why       string    `json:"why"`
	Principal string    `json:"principal"`
	Verified  bool      `json:"verified"` // whether the principal had to prove who they are
	DecidedAt time.Time `json:"decided_at"`
}
