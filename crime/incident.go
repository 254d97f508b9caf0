package crime

import (
	"cmp"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// A Disposal says who took an incident on.
type Disposal string

// The disposals.
const (
	CommunityPolicing Disposal = "cpt"             // a Community Policing Team
	LocalAuthority    Disposal = "local-authority" // the council
	LocalPolicing     Disposal = "lpt"             // a Local Policing Team, by the control room
	NoFurtherAction   Disposal = "none"
)

// Disposals returns the disposals.
func Disposals() []Disposal {
	return []Disposal{CommunityPolicing, LocalAuthority, LocalPolicing, NoFurtherAction}
}

// An Incident is a call to the police. No offence need follow, and an offence
// that does names the incident by its reference. Incidents of anti-social
// behaviour have no weight of harm and are counted in their own right.
type Incident struct {
	Reference string   // empty when the file has none
	Opening   string   // code of what the caller said
	Closing   string   // code of what it turned out to be; empty when not said, or not yet
	Disposal  Disposal // or the file's own word, where its mapping translates none; empty when not said
	Place     string   // kind of place; empty when unknown
	From, To  time.Time
	Precision Precision
	At        *orb.Point // WGS 84; nil when unknown
	Cell      h3.Cell    // at the resolution of the lattice that it is counted on; 0 when unknown
}

// Type returns the code that an incident is counted under: what it turned out to
// be, or while that is not said what the caller said.
func (i Incident) Type() string { return cmp.Or(i.Closing, i.Opening) }

// An IncidentRecord is an incident with what its file says beside it.
type IncidentRecord struct {
	Incident
	Key       Digest     // as a Record's
	Source    string     // the system that it comes from
	Withdrawn bool       // its file says that it is no incident after all: kept, not counted
	AreaCode  string     // the file's own code of its area; may disagree with the position
	Location  string     // the file's own words
	Marking   string     // protective marking, in the file's own words
	Given     *geo.Given // the position as the file gives it; nil when it gives none
	Quality   []string
}

// A PartnerCount is a number that a partner gives of some place and time:
// attendances at an emergency department, call-outs of an ambulance. The place is
// as coarse as the partner makes it, and the hour often not known.
type PartnerCount struct {
	Key       Digest     // of its source and reference, or of what it counts, where and when: a later count of that key corrects this one
	Source    string     // whose
	Reference string     // empty when the file has none
	Type      string     // what is counted; empty when not said
	Venue     string     // in the partner's own words; empty when not said
	AreaCode  string     // of the area that is counted; empty when not said
	At        *orb.Point // WGS 84; nil when unknown
	Cell      h3.Cell    // at the default resolution; 0 when unknown
	Given     *geo.Given // the position as the file gives it; nil when it gives none
	From, To  time.Time
	Precision Precision
	Count     *int // nil: suppressed, which is not 0
	Below     int  // a suppressed count is less than this; 0 when not said
	Quality   []string
}

// QualitySuppressed marks a count that the partner withholds for being small.
const QualitySuppressed = "suppressed"
