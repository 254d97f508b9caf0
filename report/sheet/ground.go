package sheet

import (
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/report"
)

// An Edition says who a sheet is for.
type Edition string

// The editions.
const (
	Police  Edition = "police"
	Partner Edition = "partner"
)

// marking returns the protective marking of an edition.
func (e Edition) marking() string {
	if e == Partner {
		return "OFFICIAL"
	}
	return "OFFICIAL-SENSITIVE"
}

// Ground is what lies at and around the places of a sheet.
type Ground struct {
	Streets   []Street
	Water     []orb.MultiPolygon
	Powers    []geo.Power // that touch the places, in force or not
	Contacts  []Contact
	Register  string      // which lists of premises are loaded, and since when; empty: none
	Delivered []Delivered // of a plan and the one before, those of which something is logged
}

// Delivered says what became of a plan, as far as it is logged.
type Delivered struct {
	Date    string // YYYY-MM-DD
	Planned int    // minutes at its spots
	Made    int    // minutes
	Lost    []Lost // most first
}

// Lost is time that was lost for a reason.
type Lost struct {
	Why   string
	Hours float64 // of persons
}

// A Street is one of a street map.
type Street struct {
	Line  orb.LineString // WGS 84
	Name  string         // empty where it has none
	Class string         // OpenStreetMap's: residential, footway
}

// A Contact is whom to ask, by role: people change, roles stay.
type Contact struct {
	For string // "Tonight", "Licensing"
	Who string // "duty inspector, Ostermouth"

	PoliceOnly bool // not in a partner edition
}

const streetSource = "© OpenStreetMap contributors"

// features returns the streets and waters of a map.
func (g Ground) features() []report.MapFeature {
	var all []report.MapFeature
	for _, w := range g.Water {
		all = append(all, report.MapFeature{Geometry: w, Style: report.Water})
	}
	for _, s := range g.Streets {
		all = append(all, report.MapFeature{Geometry: s.Line, Style: styleOf(s.Class), Name: s.Name})
	}
	return all
}

// source says whose streets are drawn.
func (g Ground) source() string {
	if len(g.Streets) == 0 {
		return ""
	}
	return streetSource
}

func styleOf(class string) report.MapStyle {
	switch class {
	case "motorway", "trunk", "primary", "secondary", "tertiary", "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link":
		return report.Road
	case "footway", "path", "steps", "cycleway", "bridleway", "track":
		return report.Path
	}
	return report.Street
}
