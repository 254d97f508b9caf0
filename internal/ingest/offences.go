package ingest

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// streetColumns are those of data.police.uk's street-level crime files, in
// normal form.
func streetColumns() []string {
	return []string{
		"crime_id", "month", "reported_by", "falls_within", "longitude", "latitude",
		"location", "lsoa_code", "lsoa_name", "crime_type", "last_outcome_category", "context",
	}
}

// Offences returns a file of street-level crime as data.police.uk publishes it,
// with its own header or with one in snake case. Its rows are known to the month
// in the zone of known, Europe/London; one of a month that begins after now is rejected, and
// rejected rows will go to the directory. Positions of a force whose area is not loaded
// are not held against the ground. Files that are read one after another may share what is
// remembered of their rows.
func Offences(s Input, rejectsDir string, known Memory, now time.Time) *File[crime.Record] {
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[crime.Record]) error {
		t, err := newTable(r, "a street-level crime file of data.police.uk, and no mapping says what else it is", "month", "longitude", "latitude", "crime_type")
		if err != nil {
			return err
		}
		foreign := map[string]bool{}
		return t.each(func(r row) (reason, err error) {
			record, reason := streetRecord(r, known, now)
			if reason != nil {
				return reason, nil
			}
			out.weigh(known.offenceType(record.Type))
			if g := out.positions.ground; g != nil {
				out.positions.foreign, _ = recall(foreign, r.get("falls_within"), func() (bool, error) { return !g.hasForce(r.get("falls_within")), nil })
			}
			return nil, out.accept(record)
		}, out.reject)
	})
	f.held = heldOffence
	return f
}

// heldOffence holds an offence's position against the ground.
func heldOffence(r crime.Record, p *placing) crime.Record {
	if mark := p.hold(r.At, r.Given, r.Quality); mark != "" {
		r.At, r.Cell, r.Quality = nil, 0, append(r.Quality, mark)
	}
	return r
}

// streetRecord reads a row. References are of use within a month only: some come
// again in another.
func streetRecord(r row, known Memory, now time.Time) (crime.Record, error) {
	month, err := crime.ParseMonth(r.get("month"))
	if err != nil {
		return crime.Record{}, err
	}
	if placeholder(month.Start(time.UTC)) {
		return crime.Record{}, fmt.Errorf("month %s: %w", month, errPlaceholder)
	}
	if month/12 < 1900 {
		return crime.Record{}, fmt.Errorf("month %s is not of our time", month)
	}
	whole := known.month(month)
	if whole.from.After(now) {
		return crime.Record{}, fmt.Errorf("month %s is yet to come", month)
	}
	offence := known.offenceType(r.get("crime_type"))
	if offence.name == "" {
		return crime.Record{}, errors.New("no crime type")
	}
	at, err := r.position("longitude", "latitude")
	if err != nil {
		return crime.Record{}, err
	}
	var given *geo.Given
	var quality []string
	switch {
	case at != nil && !britain().Contains(*at):
		given = &geo.Given{X: at[0], Y: at[1], SRID: wgs84}
		if quality = []string{crime.QualityOffGrid}; turned(*at) {
			quality = []string{crime.QualitySwapped}
		}
		at = nil
	case at == nil && r.get("longitude") != "":
		given, quality = &geo.Given{SRID: wgs84}, []string{crime.QualityZero}
	}
	record := crime.Record{
		Offence: crime.Offence{
			Type: offence.name, Flags: []string{}, At: at,
			From: whole.from, To: whole.to, Precision: crime.InMonth,
		},
		Source: known.streetSource(r.get("falls_within")), Month: month, Reference: r.get("crime_id"), AreaCode: r.get("lsoa_code"),
		Location: r.get("location"), Outcome: r.get("last_outcome_category"), Given: given, Quality: quality,
	}
	if offence.generated {
		record.Flags = append(record.Flags, crime.FlagPoliceGenerated)
	}
	if at != nil {
		if record.Cell, err = known.cell(*at); err != nil {
			return crime.Record{}, err
		}
	}
	record.Key = r.key(record.Reference, streetColumns(), crime.StreetFiles, whole.name)
	return record, nil
}

// key returns the key of a row: the digest of its source and reference or, where it
// has none, of its fields, in whatever order its file has the columns.
func (r row) key(reference string, columns []string, source ...string) crime.Digest {
	if reference != "" {
		return crime.DigestOf(append(source, reference)...)
	}
	fields := make([]string, len(columns))
	for i, c := range columns {
		fields[i] = r.raw(c) // so that a word which comes to mean nothing changes no key
	}
	return crime.DigestOf(fields...)
}

// A Memory remembers what many rows of files have in common: street files have
// few positions, and many offences at each; any file has few types and months.
type Memory struct {
	zone   *time.Location
	cells  map[orb.Point]h3.Cell
	types  map[string]offenceType
	months map[crime.Month]calendarMonth
	harm   crime.Harm
	forces map[string]string // sources of street files, by the force
}

// NewMemory returns one that remembers nothing yet, for times of a zone.
func NewMemory(zone *time.Location) Memory {
	return Memory{zone, map[orb.Point]h3.Cell{}, map[string]offenceType{}, map[crime.Month]calendarMonth{}, crime.DefaultHarm(), map[string]string{}}
}

// cell returns the cell of a position at the default resolution.
func (m Memory) cell(p orb.Point) (cell h3.Cell, err error) {
	return recall(m.cells, p, func() (h3.Cell, error) { return geo.CellAt(p, geo.DefaultResolution) })
}

// streetSource returns the source of a street file's rows by the force that they fall
// within.
func (m Memory) streetSource(force string) string {
	source, _ := recall(m.forces, force, func() (string, error) { return crime.StreetSource(force), nil })
	return source
}

// An offenceType is what is known of a file's word for a type.
type offenceType struct {
	name      string // the catalogue's, or where it has none the file's
	generated bool   // police-generated
	strange   bool   // without a weight of harm, and no anti-social behaviour
}

// offenceType returns what a word says.
func (m Memory) offenceType(word string) offenceType {
	known, _ := recall(m.types, word, func() (offenceType, error) {
		name, _ := crime.TypeName(word)
		_, weighted := m.harm.Days(name)
		return offenceType{name, crime.PoliceGenerated(name), !weighted && name != crime.AntiSocialBehaviour}, nil
	})
	return known
}

// A calendarMonth is what a month is in a zone.
type calendarMonth struct {
	name     string
	from, to time.Time
}

func (m Memory) month(month crime.Month) calendarMonth {
	known, _ := recall(m.months, month, func() (calendarMonth, error) {
		return calendarMonth{month.String(), month.Start(m.zone), (month + 1).Start(m.zone)}, nil
	})
	return known
}

// recall returns the answer to a question, which it asks unless it is known. It
// remembers the last so many.
func recall[K comparable, V any](known map[K]V, question K, ask func() (V, error)) (V, error) {
	if answer, is := known[question]; is {
		return answer, nil
	}
	const most = 50_000
	if len(known) == most {
		clear(known)
	}
	answer, err := ask()
	if err == nil {
		known[question] = answer
	}
	return answer, err
}
