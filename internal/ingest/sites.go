package ingest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"beatplan/geo"
	"beatplan/internal/fault"
)

// A mapping says how a list of sites is laid out.
type mapping struct {
	what      string // for messages
	id, name  string // columns, in normal form
	longitude string
	latitude  string
	category  func(r row) string
}

// mappings are the lists of sites that are known.
//
//	fhrs  food premises of the Food Standards Agency, by business type
//	rail  railway stations by their three-letter code
func mappings() map[string]mapping {
	types := businessTypes()
	return map[string]mapping{
		"fhrs": {
			what: "a list of food premises (fhrs)", id: "fhrsid", name: "name", longitude: "longitude", latitude: "latitude",
			category: func(r row) string {
				if c, known := types[r.get("business_type")]; known {
					return c
				}
				return strings.ReplaceAll(normal(r.get("business_type")), "_", "-")
			},
		},
		"rail": {
			what: "a list of railway stations (rail)", id: "crscode", name: "stationname", longitude: "long", latitude: "lat",
			category: func(row) string { return "station" },
		},
	}
}

// businessTypes are the Food Standards Agency's, and our categories.
func businessTypes() map[string]string {
	return map[string]string{
		"Pub/bar/nightclub":                     "pub",
		"Takeaway/sandwich shop":                "takeaway",
		"Restaurant/Cafe/Canteen":               "restaurant",
		"Retailers - supermarkets/hypermarkets": "supermarket",
		"Retailers - other":                     "shop",
		"Hotel/bed & breakfast/guest house":     "hotel",
		"School/college/university":             "school",
		"Hospitals/Childcare/Caring Premises":   "care",
		"Other catering premises":               "catering",
		"Mobile caterer":                        "mobile-caterer",
		"Manufacturers/packers":                 "manufacturer",
		"Distributors/Transporters":             "distributor",
		"Importers/Exporters":                   "importer",
		"Farmers/growers":                       "farm",
	}
}

// Sites returns a file of sites laid out as a mapping says. A mapping that does
// not exist is a fault.Invalid. Sites without a position are kept.
func Sites(s Source, rejectsDir, mappingName string) (*File[geo.Site], error) {
	m, known := mappings()[mappingName]
	if !known {
		return nil, fault.New(fault.Invalid, "no mapping %q of sites; there are %s", mappingName, strings.Join(slices.Sorted(maps.Keys(mappings())), ", "))
	}
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Site]) error {
		t, err := newTable(r, m.what, m.id, m.name, m.longitude, m.latitude)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		return t.each(func(r row) (reason, err error) {
			site := geo.Site{Source: mappingName, ID: r.get(m.id), Name: r.get(m.name), Category: m.category(r)}
			switch {
			case site.ID == "":
				return errors.New("no " + m.id), nil
			case seen[site.ID]:
				return fmt.Errorf("%s %s again", m.id, site.ID), nil
			case site.Category == "":
				return errors.New("no category"), nil
			}
			if site.At, reason = r.position(m.longitude, m.latitude); reason != nil {
				return reason, nil
			}
			seen[site.ID] = true
			return nil, out.accept(site)
		}, out.reject)
	}), nil
}
