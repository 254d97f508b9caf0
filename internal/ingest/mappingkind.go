package ingest

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"beatplan/hotspot"
)

// A mappingKind says what the rows of an export are.
type mappingKind string

// The kinds of mapping. One that names none is of offences.
const (
	ofOffences      mappingKind = "offences"
	ofIncidents     mappingKind = "incidents"
	ofPartnerCounts mappingKind = "partner-counts"
)

// kind returns what the mapping is for.
func (m Mapping) kind() mappingKind {
	if m.Kind == "" {
		return ofOffences
	}
	return m.Kind
}

// validateKind returns what is wrong with the mapping for a mapping of its kind:
// a column that it lacks, or one that only another kind has.
func (m Mapping) validateKind() error {
	c := m.Columns
	positioned := c.Easting != "" || c.Longitude != "" || c.GridReference != ""
	switch m.kind() {
	case ofOffences:
		if c.Type == "" {
			return errors.New("columns: no type")
		}
	case ofIncidents:
		if c.Opening == "" {
			return errors.New("columns: no opening: the code that a call is opened with")
		}
	case ofPartnerCounts:
		if c.Venue == "" && c.Area == "" && !positioned {
			return errors.New("columns: no venue, no area and no position: a count is of some place")
		}
	default:
		return fmt.Errorf("no kind %q; there are %v", m.Kind, []mappingKind{ofOffences, ofIncidents, ofPartnerCounts})
	}
	for _, only := range []struct {
		column, name string
		of           []mappingKind
	}{
		{c.Type, "type", []mappingKind{ofOffences, ofPartnerCounts}},
		{c.Incident, "incident", []mappingKind{ofOffences}},
		{c.Outcome, "outcome", []mappingKind{ofOffences}},
		{c.Opening, "opening", []mappingKind{ofIncidents}},
		{c.Closing, "closing", []mappingKind{ofIncidents}},
		{c.Disposal, "disposal", []mappingKind{ofIncidents}},
		{c.Venue, "venue", []mappingKind{ofPartnerCounts}},
		{c.Count, "count", []mappingKind{ofPartnerCounts}},
	} {
		if only.column != "" && !slices.Contains(only.of, m.kind()) {
			return fmt.Errorf("columns: %s is for %v, and this mapping for %s: say which with kind", only.name, only.of, m.kind())
		}
	}
	switch {
	case len(m.Flags) > 0 && m.kind() != ofOffences:
		return fmt.Errorf("flags are for offences, and this mapping for %s", m.kind())
	case m.Withdrawn.Column != "" && m.kind() == ofPartnerCounts:
		return errors.New("withdrawn: a count is not withdrawn; a later one of the same place and time corrects it")
	}
	for _, word := range slices.Sorted(maps.Keys(m.Disposals)) {
		if !slices.Contains(hotspot.Disposals(), hotspot.Disposal(m.Disposals[word])) {
			return fmt.Errorf("disposals: %s is no disposal %q; there are %v", word, m.Disposals[word], hotspot.Disposals())
		}
	}
	return nil
}
