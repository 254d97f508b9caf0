package study

import (
	"fmt"

	"beatplan/geo"
	"beatplan/hotspot"
)

// PlaceRates are a cell's rates. Nil is unknown, or too little to divide by.
type PlaceRates struct {
	Residents   *float64 `json:"residents"`
	PerResident *float64 `json:"per_1000_residents"` // of the measure
	StreetKM    *float64 `json:"street_km"`
	PerStreet   *float64 `json:"per_street_km"` // of the measure
}

// A Base is what a rate divides offences by, and in how many cells there is a rate. A
// cell without one is not ranked: unknown is not zero.
type Base struct {
	Of       string  `json:"of"`       // residents or street-length
	Each     float64 `json:"each"`     // how many of them a rate is of: 1,000 residents, 1 km
	Least    float64 `json:"least"`    // a cell with less has no rate
	Cells    int     `json:"cells"`    // that have a rate
	Lattice  string  `json:"lattice"`  // of those: what their statistics rest on
	Unknown  int     `json:"unknown"`  // cells of which the base is not known
	Below    int     `json:"below"`    // cells with less than the least
	Offences float64 `json:"offences"` // in the cells without a rate
}

// CellRates are the rates of each cell of a lattice; nil where nothing is loaded to divide
// by.
type CellRates struct {
	Asked             bool
	residents, street []hotspot.Rate
}

// Of returns the rates of one cell.
func (r CellRates) Of(i int) *PlaceRates {
	var p PlaceRates
	if r.residents != nil {
		p.Residents, p.PerResident = ratio(r.residents[i])
	}
	if r.street != nil {
		p.StreetKM, p.PerStreet = ratio(r.street[i])
	}
	return &p
}

// Rated limits a study, and its rates, to the cells that have a rate of a measure, by which
// they are then ranked. The error is [Unanswerable] where no cell has one.
func (s *Study) Rated(measure hotspot.Measure, r *CellRates) (*Base, Basis, error) {
	b, rates, missing := &Base{Of: ByResidents, Each: perThousand, Least: leastResidents}, r.residents, WithoutResidents
	if measure == hotspot.PerStreet {
		b, rates, missing = &Base{Of: ByStreets, Each: perKilometre, Least: leastStreet}, r.street, WithoutStreets
	}
	g := Basis{Measure: measure}
	var have []int
	for i, rate := range rates {
		switch {
		case rate.Has:
			have = append(have, i)
			g.Values, g.Base = append(g.Values, rate.Value), append(g.Base, rate.Base)
		case rate.Known:
			b.Below++
		default:
			b.Unknown++
		}
	}
	if b.Below > 0 {
		missing = "take larger cells (resolution)"
	}
	if len(have) == 0 {
		return nil, g, unanswerable("no cell of %s is known to have %s or more, so none has a rate %s: %s, or rank by %s or %s",
			s.Area.Name, b.least(), measure, missing, hotspot.ByCount, hotspot.ByHarm)
	}
	all := s.Tally.Offences
	s.Lattice = s.Lattice.Subset(have)
	var err error
	if s.Tally, err = hotspot.Count(s.Lattice, s.Offences, s.Question); err != nil {
		return nil, g, err
	}
	r.residents, r.street = picked(r.residents, have), picked(r.street, have)
	b.Cells, b.Lattice, b.Offences = len(have), s.Lattice.ID(), all-s.Tally.Offences
	if b.Unknown+b.Below > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d cells have a rate and are ranked; %d have fewer than %s and of %d it is not known: those have %.6g offences, no rate and no rank",
			b.Cells, b.Below, b.least(), b.Unknown, b.Offences))
	}
	return b, g, nil
}

// least says what a cell must have for a rate.
func (b *Base) least() string {
	if b.Of == ByStreets {
		return fmt.Sprintf("%g m of street", 1000*b.Least)
	}
	return fmt.Sprintf("%g residents", b.Least)
}

// picked returns the rates of some cells; nil of nil.
func picked(rates []hotspot.Rate, cells []int) []hotspot.Rate {
	if rates == nil {
		return nil
	}
	some := make([]hotspot.Rate, len(cells))
	for k, i := range cells {
		some[k] = rates[i]
	}
	return some
}

// ratio returns the base and the value of a rate, nil where there is none.
func ratio(r hotspot.Rate) (base, value *float64) {
	if r.Known {
		base = &r.Base
	}
	if r.Has {
		value = &r.Value
	}
	return base, value
}

// Everywhere says that all of some values are known.
func Everywhere(values []float64) []bool {
	known := make([]bool, len(values))
	for i := range known {
		known[i] = true
	}
	return known
}

const (
	leastResidents = 10   // in a cell, for a rate
	leastStreet    = 0.05 // km
)

// What a rate is one of each of.
const (
	perThousand  = 1000 // residents
	perKilometre = 1
)

// What offences can be divided by.
const (
	ByResidents = "residents"
	ByStreets   = "street-length"
)

// Residents is the measure of people that residents are counted by.
const Residents = "total_residents"

// What to import where there is nothing to divide by.
const (
	WithoutResidents = "import areas of kind " + string(geo.LSOA) + " and a table of people with " + Residents
	WithoutStreets   = "import an extract of OpenStreetMap, which has the streets"
)

// Rates returns the rates of values, one of each cell: people are the residents of a cell
// where known says so, streets its kilometres of street. Either is nil where none are
// loaded, which is noted.
func (s *Study) Rates(values, people []float64, known []bool, streets []float64) (CellRates, error) {
	r := CellRates{Asked: true}
	var err error
	if people == nil {
		s.Notes = append(s.Notes, "no rates per resident: "+WithoutResidents)
	} else {
		s.Note("rates per resident are of those who live there, not of those who are there: where few live they are high whatever happens, and below %d residents to a cell there is none", leastResidents)
		if r.residents, err = hotspot.Rates(values, people, known, perThousand, leastResidents); err != nil {
			return r, err
		}
	}
	if streets == nil {
		s.Notes = append(s.Notes, "no rates per street km: "+WithoutStreets)
		return r, nil
	}
	r.street, err = hotspot.Rates(values, streets, Everywhere(streets), perKilometre, leastStreet)
	return r, err
}
