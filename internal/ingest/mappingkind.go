package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
)

// A mappingKind says what the rows of an export are.
type mappingKind string

// The kinds of mapping. One that names none is of offences.
const (
	ofOffences      mappingKind = "offences"
	ofIncidents     mappingKind = "incidents"
	ofPartnerCounts mappingKind = "partner-counts"
	ofSites         mappingKind = "sites"
	ofSearches      mappingKind = "searches"
)

// kind returns what the mapping is for.
func (m Mapping) kind() mappingKind {
	if m.Kind == "" {
		return ofOffences
	}
	return m.Kind
}

// For returns an error unless the mapping is for files of a kind.
func (m Mapping) For(kind string) error {
	if string(m.kind()) != kind {
		return fault.New(fault.Invalid, "mapping %s is for %s, not for %s, as its kind says", m.Name, m.kind(), kind)
	}
	return nil
}

// validateKind returns what is wrong with the mapping for a mapping of its kind:
// a column that it lacks, or one that only another kind has.
func (m Mapping) validateKind() error {
	c := m.Columns
	switch m.kind() {
	case ofOffences:
		if c.Type == "" {
			return errors.New("columns: no type")
		}
		if crime.IsStreet(strings.ToLower(strings.TrimSpace(m.Source))) { // in whatever case: people would take one for the other
			return fmt.Errorf("source: %q is the name of data.police.uk's street files: give the system that the export is from", m.Source)
		}
	case ofIncidents:
		if c.Opening == "" {
			return errors.New("columns: no opening: the code that a call is opened with")
		}
	case ofPartnerCounts:
		if c.Venue == "" && c.Area == "" && !m.positioned() {
			return errors.New("columns: no venue, no area and no position: a count is of some place")
		}
	case ofSites:
		if err := m.validateCategories(); err != nil {
			return err
		}
	case ofSearches:
		if !m.positioned() {
			return errors.New("columns: no position: searches are counted by where they were")
		}
	default:
		return fmt.Errorf("no kind %q; there are %s", m.Kind, geo.Names([]mappingKind{ofOffences, ofIncidents, ofPartnerCounts, ofSites, ofSearches}))
	}
	for _, only := range []struct {
		there bool
		name  string
		of    []mappingKind
	}{
		{c.Type != "", "type", []mappingKind{ofOffences, ofPartnerCounts, ofSearches}},
		{len(m.Types) > 0, "types", []mappingKind{ofOffences, ofIncidents, ofPartnerCounts, ofSearches}},
		{len(c.From) > 0, "from", []mappingKind{ofOffences, ofIncidents, ofPartnerCounts, ofSearches}},
		{len(c.To) > 0, "to", []mappingKind{ofOffences, ofIncidents, ofPartnerCounts}},
		{c.Area != "", "area", []mappingKind{ofOffences, ofIncidents, ofPartnerCounts}},
		{c.Place != "", "place", []mappingKind{ofOffences, ofIncidents}},
		{c.Location != "", "location", []mappingKind{ofOffences, ofIncidents}},
		{c.Marking != "", "marking", []mappingKind{ofOffences, ofIncidents}},
		{c.Incident != "", "incident", []mappingKind{ofOffences}},
		{c.Outcome != "", "outcome", []mappingKind{ofOffences, ofSearches}},
		{len(m.Flags) > 0, "flags", []mappingKind{ofOffences}},
		{m.Withdrawn.Column != "", "withdrawn", []mappingKind{ofOffences, ofIncidents, ofSites}},
		{c.Opening != "", "opening", []mappingKind{ofIncidents}},
		{c.Closing != "", "closing", []mappingKind{ofIncidents}},
		{c.Disposal != "", "disposal", []mappingKind{ofIncidents}},
		{c.Venue != "", "venue", []mappingKind{ofPartnerCounts}},
		{c.Count != "", "count", []mappingKind{ofPartnerCounts}},
		{c.Name != "", "name", []mappingKind{ofSites}},
		{c.Category != "" || m.Category != "", "category", []mappingKind{ofSites}},
		{len(m.Categories) > 0, "categories", []mappingKind{ofSites}},
		{len(c.Hours) > 0, "hours", []mappingKind{ofSites}},
		{len(c.Terminal) > 0, "terminal", []mappingKind{ofSites}},
		{c.Capacity != "", "capacity", []mappingKind{ofSites}},
		{len(c.Address) > 0, "address", []mappingKind{ofSites}},
	} {
		if only.there && !slices.Contains(only.of, m.kind()) {
			return fmt.Errorf("%s is for %s, and this mapping for %s: say which with kind", only.name, geo.Names(only.of), m.kind())
		}
	}
	for _, word := range slices.Sorted(maps.Keys(m.Disposals)) {
		if !slices.Contains(crime.Disposals(), crime.Disposal(m.Disposals[word])) {
			return fmt.Errorf("disposals: %s is no disposal %q; there are %s", word, m.Disposals[word], geo.Names(crime.Disposals()))
		}
	}
	return nil
}

// validateReadings returns what is wrong with a mapping that reads one column in two
// ways that cannot both be right, or gives one word two meanings.
func (m Mapping) validateReadings() error {
	c := m.Columns
	readings := map[string][]string{}
	read := func(as string, columns ...string) {
		for _, column := range columns {
			if is := normal(column); is != "" && !slices.Contains(readings[is], as) {
				readings[is] = append(readings[is], as)
			}
		}
	}
	// Words may be of use in two ways; numbers and times are one thing.
	read("easting", c.Easting)
	read("northing", c.Northing)
	read("longitude", c.Longitude)
	read("latitude", c.Latitude)
	read("grid_reference", c.GridReference)
	read("precision", c.Precision)
	read("count", c.Count)
	read("capacity", c.Capacity)
	for _, when := range []oneOr2{c.From, c.To} {
		for i, column := range when {
			read([]string{"a date", "a time of day"}[i], column)
		}
	}
	measured := maps.Clone(readings)
	read("type", c.Type)
	read("opening", c.Opening)
	read("area", c.Area)
	read("place", c.Place)
	read("name", c.Name)
	read("category", c.Category)
	for _, column := range slices.Sorted(maps.Keys(readings)) {
		if as := readings[column]; len(as) > 1 && measured[column] != nil {
			return fmt.Errorf("columns: %s is read both as %s and as %s: it can be one of them", column, as[0], as[1])
		}
	}
	said := map[string]string{}
	for _, word := range slices.Sorted(maps.Keys(m.Types)) {
		plain := crime.PlainType(word)
		if other, twice := said[plain]; twice && m.Types[other] != m.Types[word] {
			return fmt.Errorf("types: %q and %q are one word, with two meanings", other, word)
		}
		said[plain] = word
	}
	return nil
}

// positioned reports whether columns give the position.
func (m Mapping) positioned() bool {
	return m.Columns.Easting != "" || m.Columns.Longitude != "" || m.Columns.GridReference != ""
}

// validateCategories returns what is wrong with how a mapping of sites says what
// they are.
func (m Mapping) validateCategories() error {
	switch {
	case (m.Category == "") == (m.Columns.Category == ""):
		return errors.New("say what the sites are one way: category for all of them, or columns: category")
	case len(m.Categories) > 0 && m.Columns.Category == "":
		return errors.New("categories translates a column: name it under columns: category")
	}
	ours := slices.Sorted(maps.Values(m.Categories))
	if m.Category != "" {
		ours = append(ours, m.Category)
	}
	for _, category := range ours {
		if kebab(category) != category {
			return fmt.Errorf("no category %q: write it in lower case with hyphens, like %s", category, cmp.Or(kebab(category), "taxi-rank"))
		}
	}
	return nil
}

// kebab returns words in lower case with hyphens between them.
func kebab(s string) string { return strings.ReplaceAll(normal(s), "_", "-") }
