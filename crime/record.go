package crime

import (
	"cmp"
	"crypto/sha256"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A Record is an offence with what its file says beside it.
type Record struct {
	Offence
	Key       Digest // of its source and reference, or of its row: a later record of that key is the same offence. Records of one file that share a key are all kept, and told apart by their order
	Source    string // publisher and system that it comes from: a StreetSource, or what a mapping names
	Month     Month  // in which it is counted
	Reference string // empty when the file has none
	AreaCode  string // the file's own code of its area; may disagree with the position
	Location  string // the file's own words
	Outcome   string
	Incident  string     // reference of the incident that it belongs to; several offences may be one
	Marking   string     // protective marking, in the file's own words
	Given     *geo.Given // the position as the file gives it; nil when it gives none
	Quality   []string   // what is doubtful about the record
	Withdrawn bool       // its file says that it is no offence after all: kept, not counted
}

// A Digest stands for some fields: equal for equal ones, and for practical
// purposes for no others.
type Digest [16]byte

// DigestOf returns the digest of fields.
func DigestOf(fields ...string) Digest {
	joined := make([]byte, 0, 512) // longer ones move to the heap
	for i, f := range fields {
		if i > 0 {
			joined = append(joined, '\x1f')
		}
		joined = append(joined, f...)
	}
	sum := sha256.Sum256(joined)
	return Digest(sum[:16])
}

// What may be doubtful about a record.
const (
	QualityMissingHour  = "missing-hour"  // at a time that the clocks passed over in March
	QualityRepeatedHour = "repeated-hour" // at a time that came twice in October; the first is taken
	QualityZero         = "zero"          // position 0, 0: unknown
	QualitySwapped      = "swapped"       // X and Y changed places: position not used
	QualityNotDegrees   = "not-degrees"   // metres where degrees should be: position not used
	QualityNotMetres    = "not-metres"    // degrees or kilometres where metres should be: position not used
	QualityOffGrid      = "off-grid"      // position beyond the National Grid's domain, 8° W to 3° E and 49° to 61.5° N, where distances would be wrong: not used
	QualityCoarse       = "coarse"        // position known to 100 m or worse
)

// What shows to be doubtful about an offence beside the areas and other offences.
const (
	QualityOutside = "outside" // its position is in no force's area
	QualityPiled   = "piled"   // ten or more of its source and month are at its position, to the last digit
)

// Members are offences alike in what is known of where they belong.
type Members struct {
	ByCode     string // the district that their rows' own codes lie in; empty when unknown
	ByPosition string // the district that their positions lie in; empty when none does, or unknown
	Outside    bool   // their positions are in no force's area
	Piled      bool   // each is at one position with many others of its month
	Offences   int
	Beside     []string // other districts that overlap theirs, as those of another vintage do, and hold them too
}

// A MonthlyCount is how many offences alike in kind a district has in a month.
type MonthlyCount struct {
	Month    Month
	District string   // code: of the rows' own code, else of their positions; empty when neither is known
	Beside   []string // other districts that overlap it, and hold them too
	Kind     Offence  // its type, flags and kind of place alone
	Offences int
	Groups   []string // names of the groups of land on whose land they are; nil where that was not asked
	Elsewhen float64  // of them, those that are not at the hours that were asked for, in parts; 0 where none were
	Timeless bool     // hours were asked for, and nothing but the month is known
}

// District returns the code of the district that the offences count in: their
// rows' own where they have one, that of their positions otherwise. Empty is none.
func (m Members) District() string { return cmp.Or(m.ByCode, m.ByPosition) }

// A SnapPoint is a position at which offences are recorded.
type SnapPoint struct {
	At       orb.Point // metres
	Offences int       // 1 or more
}

// Point returns where it is.

// Point returns where it is.
func (p SnapPoint) Point() orb.Point { return p.At }

// A Visit is a patrol that was made to a spot.
type Visit struct {
	Spot string    `json:"spot"` // its name in the trial
	Day  time.Time `json:"day"`  // midnight of its policing day, in any zone
}
