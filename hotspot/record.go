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
}
