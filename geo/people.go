package geo

// A Figure is one thing that a table says of the people of an area: residents,
// households, a score of deprivation, a class such as rural.
//
// Deprivation has a domain of crime in it. A figure of it describes; it must
// never predict crime, which would then predict itself.
type Figure struct {
	AreaCode string
	Measure  string   // in lower case with underscores: total_residents
	Year     int      // of the census or survey; 0 when the importer did not say
	Value    *float64 // nil when missing, which is not 0, or when the measure is in words
	Class    string   // of a measure in words; empty otherwise, or when missing
	Source   string   // name of its table's file; empty until it is kept
}
