package ingest

import (
	"fmt"
	"io"
	"time"

	"beatplan/crime"
)

// MappedSearches returns a file of stop and searches, laid out as a mapping says. Of a row
// the month, the position, the object and the outcome are read and nothing else. Rows that
// are rejected are known by their lines alone, and a file that a server received is not
// kept: both would hold what must not be kept of people.
func MappedSearches(s Input, rejectsDir string, m Mapping, zone *time.Location, now time.Time) *File[crime.Search] {
	reader := newMappedReader(m, zone, now)
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[crime.Search]) error {
		if err := m.For(string(ofSearches)); err != nil {
			return err
		}
		return eachMapped(r, reader, mappedReader.search, out)
	})
	f.mapping, f.received, f.rejects.linesAlone = m.hash, false, true
	return f
}

func (m mappedReader) search(r row) (crime.Search, error) {
	c := m.Columns
	s := crime.Search{Object: m.typed(r, c.Type), Outcome: m.column(r, c.Outcome)}
	when, err := m.when(r)
	if err != nil {
		return s, err
	}
	s.Month = crime.MonthOf(when.from.In(m.dates.zone))
	where, err := m.where(r)
	if err != nil {
		return s, err
	}
	s.At = where.at
	s.Key = crime.DigestOf(m.Source, s.Month.String(), fmt.Sprint(pointOf(s)), s.Object, s.Outcome)
	return s, nil
}

// pointOf returns the position of a search, or nothing.
func pointOf(s crime.Search) []float64 {
	if s.At == nil {
		return nil
	}
	return s.At[:]
}
