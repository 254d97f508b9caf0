package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"beatplan/geo"
	"beatplan/internal/fault"
)

// A mapping says what the columns of a list of sites mean.
type mapping struct {
	columns []string // id, name, longitude, latitude, and what kind needs
	kind    func(rest []string) (source, category string)
}

// Mappings returns the names of the mappings of Sites.
func Mappings() []string { return []string{"beatplan", "fhrs", "rail"} }

func namedMapping(name string) (mapping, error) {
	switch name {
	case "beatplan":
		return mapping{
			[]string{"id", "name", "longitude", "latitude", "source", "category"},
			func(rest []string) (string, string) { return rest[0], kebab(rest[1]) },
		}, nil
	case "fhrs":
		return mapping{
			[]string{"fhrsid", "name", "longitude", "latitude", "business_type"},
			func(rest []string) (string, string) { return "fhrs", businessCategory(rest[0]) },
		}, nil
	case "rail":
		return mapping{
			[]string{"crscode", "stationname", "long", "lat"},
			func([]string) (string, string) { return "rail", "station" },
		}, nil
	}
	return mapping{}, fault.New(fault.Invalid, "no mapping %q of sites; there are %v", name, Mappings())
}

// Sites reads a CSV file of sites under a mapping:
//
//	beatplan  columns source, id, name, category, longitude, latitude
//	fhrs      food premises of the Food Hygiene Rating Scheme, category by business type
//	rail      railway stations by their three-letter code
//
// Further columns are let be. A site without a position is kept. Rejected rows
// go to the directory rejects. An unknown mapping is a fault.Invalid.
func Sites(name string, open Opener, mapping, rejects string) (*File[geo.Site], error) {
	m, err := namedMapping(mapping)
	if err != nil {
		return nil, err
	}
	return &File[geo.Site]{name: name, open: open, dir: rejects, parse: m.read}, nil
}

// siteKey is what a site is known by.
type siteKey struct{ source, id string }

func (m mapping) read(in *bufio.Reader, out output[geo.Site]) error {
	taken, alike := map[siteKey]bool{}, ordinals[siteKey]{}
	return readTable(in, m.columns, func(values []string) (geo.Site, error) {
		s := geo.Site{ID: values[0], Name: values[1]}
		if s.ID == "" {
			return s, fmt.Errorf("no %s", m.columns[0])
		}
		var err error
		if s.At, err = position(values[2], values[3]); err != nil {
			return s, err
		}
		if s.Source, s.Category = m.kind(values[4:]); s.Source == "" || s.Category == "" {
			return s, errors.New("no source or no category")
		}
		first := siteKey{s.Source, s.ID}
		for taken[siteKey{s.Source, s.ID}] { // another site, whatever the list calls it
			s.ID = fmt.Sprintf("%s#%d", first.id, 1+alike.next(first))
		}
		taken[siteKey{s.Source, s.ID}] = true
		return s, nil
	}, out)
}

// businessCategory returns the category of a business type of the Food Hygiene
// Rating Scheme. It has pubs, bars and night clubs in one, and pharmacies,
// forecourts and off-licences among the other retailers.
func businessCategory(businessType string) string {
	switch businessType {
	case "Distributors/Transporters":
		return "distributor"
	case "Farmers/growers":
		return "farm"
	case "Hospitals/Childcare/Caring Premises":
		return "care"
	case "Hotel/bed & breakfast/guest house":
		return "hotel"
	case "Importers/Exporters":
		return "importer"
	case "Manufacturers/packers":
		return "manufacturer"
	case "Mobile caterer":
		return "mobile-caterer"
	case "Other catering premises":
		return "caterer"
	case "Pub/bar/nightclub":
		return "pub"
	case "Restaurant/Cafe/Canteen":
		return "restaurant"
	case "Retailers - other":
		return "shop"
	case "Retailers - supermarkets/hypermarkets":
		return "supermarket"
	case "School/college/university":
		return "school"
	case "Takeaway/sandwich shop":
		return "takeaway"
	}
	return kebab(businessType)
}

// kebab returns the letters and digits of a text in lower case, with a hyphen
// for whatever is between them.
func kebab(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}
