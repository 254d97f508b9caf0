package geo

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// An AreaKind is a kind of area that work is organised by.
type AreaKind string

// The kinds of area, largest first.
const (
	Force    AreaKind = "force"
	Command  AreaKind = "command" // a union of districts
	District AreaKind = "district"
	Beat     AreaKind = "beat"
	Funded   AreaKind = "funded" // a place that money is already spent on, such as a funded hotspot
	Ward     AreaKind = "ward"
	LSOA     AreaKind = "lsoa" // Lower layer Super Output Area, of about 1,500 residents
)

// AreaKinds returns the kinds, largest first.
func AreaKinds() []AreaKind { return []AreaKind{Force, Command, District, Beat, Funded, Ward, LSOA} }

// ParseAreaKind reads the name of a kind.
func ParseAreaKind(s string) (AreaKind, error) {
	if kind := AreaKind(s); slices.Contains(AreaKinds(), kind) {
		return kind, nil
	}
	return "", fmt.Errorf("no kind of area %q; there are %s", s, Names(AreaKinds()))
}

// An Area is a named piece of land. Its code is unique within its kind.
type Area struct {
	Kind     AreaKind
	Code     string
	Name     string
	Invented bool             // it exists in a made-up county only
	Land     orb.MultiPolygon // WGS 84
}

// An Overlap is two areas of one kind of which one holds the middle of the other, such as
// those of two years.
type Overlap struct {
	Kind      AreaKind
	Code      string
	Name      string
	OtherCode string
	OtherName string
}

// Has reports whether an area of the kind is one of the two.
func (o Overlap) Has(code string) bool { return o.Code == code || o.OtherCode == code }

// String names the two: Merged (E1) and West (E2).
func (o Overlap) String() string {
	return fmt.Sprintf("%s (%s) and %s (%s)", o.Name, o.Code, o.OtherName, o.OtherCode)
}

// Given is a position in the numbers of the file that gives it.
type Given struct {
	X, Y float64
	SRID int // EPSG code: 4326 or 27700
}

// A Site is a place that may bear on crime: a pub, a station, a taxi rank, a
// camera.
type Site struct {
	Source   string // whose list it is from
	ID       string // the source's own
	Name     string
	Address  string       // in its file's own words; empty when unknown
	Category string       // in kebab case: pub, cash-machine
	At       *orb.Point   // WGS 84; nil when unknown
	Shape    orb.Geometry // lines or polygons that At stands for, WGS 84; nil: it is a point, or unknown
	Opening  Hours        // nil when unknown
	Terminal Terminal     // nil when unknown
	Capacity *int         // people at the most, 1 or more; nil when unknown
	Given    *Given       // the position as the file gives it; nil when it gives none
	Quality  []string     // what is doubtful; nil when nothing is
}

// Key returns the name of a site among those of all sources: SOURCE:ID.
func (s Site) Key() string { return s.Source + ":" + s.ID }

// A SiteQuery asks for sites in an area, by category, source and id.
type SiteQuery struct {
	Area     Area
	Category string      // one of them; empty: all
	In       []orb.Bound // where they are; nil: anywhere
	After    Site        // begins with the next in the list; the zero Site: with the first
	Limit    int         // at most so many; 0: all
}

// QualityUnplaced marks what has no position.
const QualityUnplaced = "no-position"

// What may be doubtful about a site, beside its position.
const (
	QualityUnreadHours    = "unread-hours"    // opening or terminal hours in words that say nothing to us
	QualityUnreadCapacity = "unread-capacity" // a capacity that is no number of people
)
