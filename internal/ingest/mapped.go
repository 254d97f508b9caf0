package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// MappedOffences returns a file of offences laid out as a mapping says: an
// export of a force's records system. Times are by the clocks of zone; a row
// that begins after now is rejected.
func MappedOffences(s Input, rejectsDir string, m Mapping, zone *time.Location, now time.Time) *File[crime.Record] {
	f := mapped(s, rejectsDir, newMappedReader(m, zone, now), ofOffences, mappedReader.record)
	f.held = heldOffence
	return f
}

// mapped returns a file of what a mapping of a kind describes, read by rows.
func mapped[T any](s Input, rejectsDir string, m mappedReader, kind mappingKind, read func(mappedReader, row) (T, error)) *File[T] {
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[T]) error {
		if err := m.For(string(kind)); err != nil {
			return err
		}
		return eachMapped(r, m, read, out)
	})
	f.mapping = m.hash
	return f
}

// eachMapped reads a table that a mapping describes, row by row.
func eachMapped[T any](r io.Reader, m mappedReader, read func(mappedReader, row) (T, error), out *sink[T]) error {
	t, err := newTableOf(r, "what mapping "+m.Name+" says", m.renamed, m.columns...)
	if err != nil {
		return err
	}
	if err := m.admit(t); err != nil {
		return err
	}
	t.nothing, m.weigh, m.minutes = m.nothing(), out.weigh, out.minutes
	m.dates.bareMinutes = m.countsMinutes(t)
	return t.each(func(r row) (reason, err error) {
		row, reason := read(m, r)
		if reason != nil {
			return reason, nil
		}
		return nil, out.accept(row)
	}, out.reject)
}

// admit refuses a table with columns that look personal, and hides those that the
// mapping drops.
func (m mappedReader) admit(t *table) error {
	if personal := m.personal(t.header); len(personal) > 0 {
		return fmt.Errorf("columns %s look personal: leave them out of the export, or list them under drop in %s", brief(strings.Join(personal, ", ")), cmp.Or(m.dropIn, "mapping "+m.Name))
	}
	t.hide(m.Drop)
	return nil
}

// A mappedReader makes records of rows.
type mappedReader struct {
	Mapping
	dates   dateReader
	columns []string          // that are read, in normal form
	normal  map[string]string // form of every column that the mapping names
	now     time.Time
	known   Memory
	weigh   func(offenceType) // takes note of offences without a weight of harm
	minutes *crime.Minutes    // of the offences that are instants
	types   map[string]string // Types, by the plain forms of the words
}

func newMappedReader(m Mapping, zone *time.Location, now time.Time) mappedReader {
	reader := mappedReader{Mapping: m, dates: dateReader{zone: zone, monthFirst: m.MonthFirst}, columns: m.needed(), normal: map[string]string{}, now: now, known: NewMemory(zone), types: map[string]string{}}
	for word, meaning := range m.Types {
		reader.types[crime.PlainType(word)] = meaning
	}
	for _, name := range m.names() {
		reader.normal[name] = normal(name)
	}
	return reader
}

// column returns a field; that of no column is empty.
func (m mappedReader) column(r row, name string) string { return r.get(m.normal[name]) }

// record reads a row.
func (m mappedReader) record(r row) (crime.Record, error) {
	c := m.Columns
	record := crime.Record{
		Reference: m.reference(r), Incident: m.column(r, c.Incident), AreaCode: m.column(r, c.Area),
		Location: m.column(r, c.Location), Outcome: m.column(r, c.Outcome), Marking: m.column(r, c.Marking),
	}
	record.Source = cmp.Or(m.Source, "records")
	record.Key = r.key(record.Reference, m.columns, record.Source)
	record.Withdrawn = m.raised(r, m.Withdrawn)
	offence := m.known.offenceType(m.typed(r, c.Type))
	if record.Type = offence.name; record.Type == "" {
		return record, fmt.Errorf("no %s", c.Type)
	}
	record.Offence.Place = m.translated(r, m.Places, c.Place)
	record.Flags = m.flags(r, offence)
	when, err := m.when(r)
	if err != nil {
		return record, err
	}
	record.From, record.To, record.Precision, record.Month = when.from, when.to, when.precision, when.month
	where, err := m.where(r)
	record.At, record.Cell, record.Given = where.at, where.cell, where.given
	record.Quality = append(when.quality, where.quality...)
	if err == nil {
		m.weigh(offence)
		if record.Precision == crime.Instant {
			m.minutes.Add(record.From.In(m.dates.zone), 1)
		}
	}
	return record, err
}

// reference returns what tells a row from every other, of all the columns that the
// mapping names for it; where one of them is empty there is none.
func (m mappedReader) reference(r row) string {
	parts := make([]string, len(m.Columns.Reference))
	for i, name := range m.Columns.Reference {
		if parts[i] = m.column(r, name); parts[i] == "" {
			return ""
		}
	}
	return strings.Join(parts, "/")
}

// translated returns what a word of the file means, or the word itself. A word that
// the mapping translates may be one that otherwise says nothing.
func (m mappedReader) translated(r row, words map[string]string, column string) string {
	if meaning, known := words[r.raw(m.normal[column])]; known {
		return meaning
	}
	return m.column(r, column)
}

// typed does the same with types, whatever the case, spaces and dashes of the words.
func (m mappedReader) typed(r row, column string) string {
	word := r.raw(m.normal[column])
	if meaning, known := m.Types[word]; known {
		return meaning
	}
	if len(m.types) > 0 && word != "" {
		if meaning, known := m.types[crime.PlainType(word)]; known {
			return meaning
		}
	}
	return m.column(r, column)
}

// flags returns the flags that a row raises, sorted.
func (m mappedReader) flags(r row, of offenceType) []string {
	flags := []string{}
	for _, name := range slices.Sorted(maps.Keys(m.Flags)) {
		if m.raised(r, m.Flags[name]) {
			flags = append(flags, name)
		}
	}
	if of.generated && !slices.Contains(flags, crime.FlagPoliceGenerated) {
		flags = append(flags, crime.FlagPoliceGenerated)
		slices.Sort(flags)
	}
	return flags
}

// countsMinutes reports whether the table has times that are numbers, HHMM, in the
// columns for them.
func (m mappedReader) countsMinutes(t *table) bool {
	var clocks []int
	for _, columns := range []oneOr2{m.Columns.From, m.Columns.To} {
		if len(columns) == 2 {
			clocks = append(clocks, t.column[m.normal[columns[1]]])
		}
	}
	return len(clocks) > 0 && countsMinutes(t, clocks...)
}

// raised reports whether a row raises a flag.
func (m mappedReader) raised(r row, f Flag) bool {
	if f.Column == "" {
		return false
	}
	if len(f.Is) > 0 { // it may be a word that otherwise says nothing
		return f.raised(r.raw(m.normal[f.Column]))
	}
	return f.raised(m.column(r, f.Column))
}

// A span is when something happened.
type span struct {
	from, to  time.Time // UTC
	precision crime.Precision
	month     crime.Month
	quality   []string
}

// when reads the time of a row. A date alone is the whole of its day, a month
// alone some time in it; without a second date, or one equal to the first, a time
// of day is an instant. A beginning in the hour that is missing, with an end soon after
// it, is when the clocks went forward. An end in the hour that comes twice is in the second of
// them where it would otherwise lie before the beginning.
func (m mappedReader) when(r row) (span, error) {
	from, err := m.moment(r, m.Columns.From)
	if err != nil {
		return span{}, err
	}
	if from == nil {
		return span{}, fmt.Errorf("no %s", m.Columns.From[0])
	}
	to, err := m.moment(r, m.Columns.To)
	if errors.Is(err, errPlaceholder) {
		to, err = nil, nil
	}
	if err != nil {
		return span{}, err
	}
	if to == nil {
		to = from
	}
	if to.quality == crime.QualityRepeatedHour && to.at.Before(from.at) {
		to.at = to.at.Add(time.Hour) // so it must be the second of the two
	}
	if from.quality == crime.QualityMissingHour && to.end(m.dates.zone).Before(from.at) {
		from.at = from.at.Truncate(time.Hour) // when the clocks went forward: some time from then on
	}
	s := span{from: from.at.UTC(), to: to.end(m.dates.zone).UTC(), precision: crime.Interval, month: crime.MonthOf(from.at.In(m.dates.zone))}
	switch {
	case s.to.Before(s.from):
		return s, fmt.Errorf("it ends %s, before it begins %s", show(s.to, m.dates.zone), show(s.from, m.dates.zone))
	case s.from.After(m.now):
		return s, fmt.Errorf("it begins %s, which is yet to come", show(s.from, m.dates.zone))
	case s.from.Year() < 1900:
		return s, fmt.Errorf("it begins %s, which is not of our time", show(s.from, m.dates.zone))
	case s.from.Equal(s.to):
		s.precision = crime.Instant
	case from.of == aMonth && s.to.Equal(from.end(m.dates.zone)):
		s.precision = crime.InMonth
	}
	for _, quality := range []string{from.quality, to.quality} {
		if quality != "" && !slices.Contains(s.quality, quality) {
			s.quality = append(s.quality, quality)
		}
	}
	return s, nil
}

func show(at time.Time, zone *time.Location) string { return at.In(zone).Format("2006-01-02 15:04") }

// moment reads the date and the time of day in one or two columns; nil where
// there is no date.
func (m mappedReader) moment(r row, columns oneOr2) (*moment, error) {
	if len(columns) == 0 {
		return nil, nil
	}
	date, clock := m.column(r, columns[0]), ""
	if len(columns) == 2 {
		clock = m.column(r, columns[1])
	}
	if date == "" {
		if clock != "" {
			return nil, fmt.Errorf("%s %q without %s", columns[1], clock, columns[0])
		}
		return nil, nil
	}
	read, err := m.dates.read(date, clock)
	if len(columns) == 2 && clock == "" && read.of == anInstant && isMidnight(read.at, m.dates.zone) {
		read.of = aDay // the date's own 00:00 is no time of day
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", columns[0], err)
	}
	return &read, nil
}

// where reads the position of a row.
func (m mappedReader) where(r row) (place, error) {
	c := m.Columns
	var found place
	var err error
	switch {
	case c.Easting != "":
		found, err = onGrid(m.column(r, c.Easting), m.column(r, c.Northing))
	case c.Longitude != "":
		found, err = inDegrees(m.column(r, c.Longitude), m.column(r, c.Latitude))
	case c.GridReference != "":
		found, err = atReference(m.column(r, c.GridReference))
	}
	if err != nil || found.at == nil {
		return found, err
	}
	if precision := m.column(r, c.Precision); precision != "" {
		metres, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(precision, "m")), 64)
		if err != nil || !(metres > 0) {
			return found, fmt.Errorf("%s: no number of metres: %q", c.Precision, precision)
		}
		if metres >= coarse && !slices.Contains(found.quality, crime.QualityCoarse) {
			found.quality = append(found.quality, crime.QualityCoarse)
		}
	}
	found.cell, err = geo.CellAt(*found.at, geo.DefaultResolution)
	return found, err
}
