package demoshire

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
)

// A File is a county's data as somebody would hand it over.
type File struct {
	Name  string
	Write func(io.Writer) error // the same bytes each time
}

var (
	//go:embed mapping.yaml
	offencesMapping string
	//go:embed licensing.yaml
	licensingMapping string
	//go:embed places.yaml
	placesMapping string
)

// Files returns the files of a county that [Found] or [Generate] has made:
//
//	offences.csv, mapping.yaml   an export of a records system, and what reads it
//	forces.geojson, districts.geojson, wards.geojson, lsoas.geojson
//	people.csv                   residents and households by ward and small area, and its deprivation
//	licensing.csv, licensing.yaml  a register of licensed premises, and what reads it
//	places.csv, places.yaml      the other sites, likewise
//	events.csv                   bank holidays, paydays and fixtures
//	calls.csv, calls.yaml        calls about anti-social behaviour, some of them at premises of the truth
//	demoshire.osm.pbf            streets, river, coast and sites, for an extract of OpenStreetMap
//	truth.json                   what the offences were drawn from
func (c County) Files() []File {
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, s)
			return err
		}
	}
	table := func(rows func(add func(fields ...string) error) error) func(io.Writer) error {
		return func(w io.Writer) error {
			out := csv.NewWriter(w)
			if err := rows(func(fields ...string) error { return out.Write(fields) }); err != nil {
				return err
			}
			out.Flush()
			return out.Error()
		}
	}
	areas := func(kind geo.AreaKind) func(io.Writer) error {
		return func(w io.Writer) error { return c.writeAreas(w, kind) }
	}
	return []File{
		{"mapping.yaml", text(offencesMapping)},
		{"forces.geojson", areas(geo.Force)},
		{"districts.geojson", areas(geo.District)},
		{"wards.geojson", areas(geo.Ward)},
		{"lsoas.geojson", areas(geo.LSOA)},
		{"people.csv", table(c.writePeople)},
		{"licensing.yaml", text(licensingMapping)},
		{"licensing.csv", table(c.writeLicences)},
		{"places.yaml", text(placesMapping)},
		{"places.csv", table(c.writePlaces)},
		{"events.csv", table(c.writeEvents)},
		{"demoshire.osm.pbf", c.writeMap},
		{"truth.json", c.writeTruth},
		{"calls.yaml", text(callsMapping)},
		{"calls.csv", table(c.writeCalls)},
		{"offences.csv", table(c.writeOffences)},
	}
}

// A rower adds a row to a table.
type rower = func(fields ...string) error

func (c County) writeOffences(add rower) error {
	places := map[string]string{
		"public": "STREET", "licensed-premises": "LICENSED", "transport": "TRANSPORT", "shop": "RETAIL", "dwelling": "HOME",
	}
	flags := crime.Flags()
	if err := add(
		"Crime Reference", "Incident Reference", "Offence", "From Date", "From Time", "To Date", "To Time",
		"Longitude", "Latitude", "Easting", "Northing", "Place Type", "Location", "Beat Code",
		"Knife", "Domestic", "Alcohol", "Hate", "Business", "Police Generated", "Outcome", "Marking",
	); err != nil {
		return err
	}
	for r, err := range c.Offences() {
		if err != nil {
			return err
		}
		const date, clock = "02/01/2006", "15:04"
		from, to := r.From.In(c.zone), r.To.In(c.zone)
		row := []string{
			r.Reference, r.Incident, r.Type, from.Format(date), from.Format(clock), to.Format(date), to.Format(clock),
		}
		row = append(append(row, position(*r.At)...), places[r.Place], r.Location, r.AreaCode)
		for _, f := range flags {
			row = append(row, yes(slices.Contains(r.Flags, f)))
		}
		if err := add(append(row, r.Outcome, r.Marking)...); err != nil {
			return err
		}
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "Y"
	}
	return "N"
}

// position returns a longitude and a latitude, and the easting and northing of
// the same place in metres.
func position(at orb.Point) []string {
	en := geo.ToGrid(at)
	return []string{
		strconv.FormatFloat(at[0], 'f', 6, 64), strconv.FormatFloat(at[1], 'f', 6, 64), count(en[0]), count(en[1]),
	}
}

func (c County) writeAreas(w io.Writer, kind geo.AreaKind) error {
	collection := geo.Collection{Members: map[string]any{"invented": true}}
	for _, a := range c.Areas {
		if a.Kind == kind {
			collection.Features = append(collection.Features, geo.Feature{
				ID: a.Code, Geometry: a.Land, Properties: map[string]string{"code": a.Code, "name": a.Name},
			})
		}
	}
	body, err := collection.MarshalJSON()
	if err != nil {
		return fmt.Errorf("areas of kind %s: %w", kind, err)
	}
	_, err = w.Write(append(body, '\n'))
	return err
}

func (c County) writePeople(add rower) error {
	residents := make([]float64, len(c.people.wards))
	for cell, n := range c.people.residents {
		residents[c.people.ward[cell]] += n
	}
	if err := add("Area Code", "Total Residents", "Total Households", "IMD Decile"); err != nil {
		return err
	}
	for w, ward := range c.people.wards {
		if err := add(ward.Code, count(residents[w]), count(residents[w]/household), ""); err != nil {
			return err
		}
	}
	for _, a := range c.people.small {
		if err := add(a.Code, count(a.residents), count(a.residents/household), strconv.Itoa(a.decile)); err != nil {
			return err
		}
	}
	return nil
}

// count writes a whole number.
func count(x float64) string { return strconv.FormatFloat(math.Round(x), 'f', 0, 64) }
