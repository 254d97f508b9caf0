package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
)

// MappedIncidents returns a file of incidents, calls to the police, laid out as a
// mapping says. Times are as those of MappedOffences.
func MappedIncidents(s Input, rejectsDir string, m Mapping, zone *time.Location, now time.Time) *File[crime.IncidentRecord] {
	f := mapped(s, rejectsDir, newMappedReader(m, zone, now), ofIncidents, mappedReader.incident)
	f.held = func(r crime.IncidentRecord, p *placing) crime.IncidentRecord {
		if mark := p.hold(r.At, r.Given, r.Quality); mark != "" {
			r.At, r.Cell, r.Quality = nil, 0, append(r.Quality, mark)
		}
		return r
	}
	return f
}

func (m mappedReader) incident(r row) (crime.IncidentRecord, error) {
	c := m.Columns
	record := crime.IncidentRecord{
		Incident: crime.Incident{
			Reference: m.reference(r), Opening: m.typed(r, c.Opening), Closing: m.typed(r, c.Closing),
			Disposal: m.disposal(r), Place: m.translated(r, m.Places, c.Place),
		},
		Source: cmp.Or(m.Source, "incidents"), Withdrawn: m.raised(r, m.Withdrawn),
		AreaCode: m.column(r, c.Area), Location: m.column(r, c.Location), Marking: m.column(r, c.Marking),
	}
	record.Key = r.key(record.Reference, m.columns, record.Source)
	if record.Opening == "" {
		return record, fmt.Errorf("no %s", c.Opening)
	}
	when, err := m.when(r)
	if err != nil {
		return record, err
	}
	record.From, record.To, record.Precision = when.from, when.to, when.precision
	where, err := m.where(r)
	record.At, record.Cell, record.Given = where.at, where.cell, where.given
	record.Quality = append(when.quality, where.quality...)
	return record, err
}

// disposal returns what a row says of who took an incident on, in our words where
// the mapping, or they themselves, have them.
func (m mappedReader) disposal(r row) crime.Disposal {
	if ours := crime.Disposal(strings.ToLower(r.raw(m.normal[m.Columns.Disposal]))); slices.Contains(crime.Disposals(), ours) {
		return ours
	}
	return crime.Disposal(m.translated(r, m.Disposals, m.Columns.Disposal))
}
