package hotspot

// A Record is an offence with what its file says beside it.
type Record struct {
	Offence
	Key       string // tells the record from every other of its month: reference or hash of the row, and ordinal among equals in its file
	Content   string // hash of the row: tells a changed record from an unchanged one
	Month     Month  // in which it is counted
	Reference string // empty when the file has none
	AreaCode  string // the file's own code of its area; may disagree with the position
	Location  string // the file's own words
	Outcome   string
	Incident  string   // reference of the incident that it belongs to; several offences may be one
	Marking   string   // protective marking, in the file's own words
	Given     *Given   // the position as the file gives it; nil when it gives none
	Quality   []string // what is doubtful about the record
}

// Given is a position in the file's own numbers.
type Given struct {
	X, Y float64
	SRID int // EPSG code: 4326 or 27700
}

// What may be doubtful about a record.
const (
	QualityMissingHour  = "missing-hour"  // at a time that the clocks passed over in March
	QualityRepeatedHour = "repeated-hour" // at a time that came twice in October; the first is taken
	QualityZero         = "zero"          // position 0, 0: unknown
	QualitySwapped      = "swapped"       // X and Y changed places: position not used
	QualityNotDegrees   = "not-degrees"   // metres where degrees should be: position not used
	QualityNotMetres    = "not-metres"    // degrees where metres should be: position not used
	QualityCoarse       = "coarse"        // position known to 100 m or worse
)
