package result

import (
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A Verdict is what people decided of a place.
type Verdict string

// The verdicts on places.
const (
	Struck   Verdict = "struck"   // it is no focus area, whatever the data say
	Included Verdict = "included" // it is one, whatever the tests say
)

// A PlaceDecision is what people decided of a place: every later drawing of the
// operation in which the place lies goes by it, until it is lifted.
type PlaceDecision struct {
	ID        int64            `json:"id"`
	Operation string           `json:"operation"`
	AreaKind  geo.AreaKind     `json:"area_kind"` // of the area that it was decided for
	AreaCode  string           `json:"area_code"`
	Verdict   Verdict          `json:"verdict"`
	Name      string           `json:"name"`
	Why       string           `json:"why"`
	Outline   orb.MultiPolygon `json:"-"`
	Result    string           `json:"zone_set,omitempty"` // that it was decided in; empty: in none
	By        string           `json:"by"`
	At        time.Time        `json:"at"` // to the second, UTC
	LiftedBy  string           `json:"lifted_by,omitempty"`
	LiftedAt  time.Time        `json:"lifted_at,omitzero"`
	LiftedWhy string           `json:"lifted_why,omitempty"`
}

// InForce reports whether drawings go by it.
func (d PlaceDecision) InForce() bool { return d.LiftedBy == "" }

// An Edit is what an edited zone set changes beside itself: decisions on places that
// it makes and lifts.
type Edit struct {
	Made   []PlaceDecision
	Lifted []PlaceDecision // by operation, verdict and outline
	Why    string          // of what is lifted
}
