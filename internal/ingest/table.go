package ingest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/charmap"

	"beatplan/geo"
)

// A table is a CSV file with a header.
type table struct {
	records *records
	header  []string
	column  map[string]int // by normal name
	hidden  []int          // fields that are not to be shown, in rejected rows or anywhere
	nothing nothing        // the file's own words for what is not known
}

// hide keeps the fields of columns from whoever looks at rejected rows.
func (t *table) hide(columns []string) {
	for _, name := range columns {
		if i, there := t.column[normal(name)]; there {
			t.hidden = append(t.hidden, i)
		}
	}
}

// shown returns what may be seen of a record.
func (t *table) shown(record []string) []string {
	for _, i := range t.hidden {
		record[i] = ""
	}
	return record
}

// newTable reads the header and checks that it has the columns that are needed.
// Names are compared in their normal form, so "Crime ID" is crime_id.
func newTable(r io.Reader, what string, needed ...string) (*table, error) {
	return newTableOf(r, what, func(column string) string { return column }, needed...)
}

// newTableOf does the same with columns that have other names.
func newTableOf(r io.Reader, what string, renamed func(string) string, needed ...string) (*table, error) {
	t := &table{records: newRecords(r), column: map[string]int{}}
	_, header, err := t.records.next()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	}
	broken, is := errors.AsType[*brokenRecord](err)
	switch {
	case is && broken.long:
		return nil, fmt.Errorf("line %d is longer than %d bytes: this is no table", broken.line, maxLine)
	case is:
		header = []string{broken.text}
	case err != nil:
		return nil, err
	}
	for i, name := range header {
		t.header = append(t.header, utf8Text(name))
		name = normal(renamed(t.header[i]))
		if _, twice := t.column[name]; twice && name != "" {
			return nil, fmt.Errorf("not %s: its header has column %s twice", what, name)
		}
		t.column[name] = i
	}
	if strings.ContainsFunc(strings.Join(t.header, ""), func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return nil, fmt.Errorf("not %s: it is no text", what)
	}
	t.records.fields = len(header)
	missing := slices.DeleteFunc(slices.Clone(needed), func(name string) bool { _, there := t.column[name]; return there })
	if len(missing) > 0 && len(header) == 1 {
		for mark, name := range map[string]string{";": "semicolons", "\t": "tabs", "|": "bars"} {
			if parts := strings.Split(header[0], mark); len(parts) > 1 && slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(needed, normal(renamed(utf8Text(p)))) }) {
				return nil, fmt.Errorf("not %s: its columns are parted by %s, not by commas: save it as CSV with commas", what, name)
			}
		}
	}
	if len(missing) > 0 {
		columns := "column"
		if len(missing) > 1 {
			columns = "columns"
		}
		return nil, fmt.Errorf("not %s: its header has no %s %s, only %s", what, columns, brief(strings.Join(missing, ", ")), brief(strings.Join(t.header, ",")))
	}
	return t, nil
}

// normal returns a column's name in lower case with underscores.
func normal(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "_")
}

// brief returns the beginning of a text for a message.
func brief(s string) string {
	const most = 120
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strings.ToValidUTF8(s, "?")
}

// maxName is the longest name of an area or a site, in characters.
const maxName = 180

var footForm = regexp.MustCompile(`^(?i)((grand |sub-?)?totals?($|[^\w ]| ?\d| [^\w ]| (for|of|number|count|offences|crimes|incidents|records|rows|sites|population|all)\b)|(sources?|notes?|footnotes?):|© |(crown )?copyright\b|end of (report|file|table)\b)`)

// isFoot reports whether a field begins a line that is no row, at the foot of a table:
// a total, a source, a note. Total Fitness is a venue.
func isFoot(field string) bool { return footForm.MatchString(field) }

// each calls accept for every row and reject for every row that is not one of
// the table, or that accept returns a reason against. An error that is not about
// a row ends it.
func (t *table) each(accept func(r row) (reason, err error), reject func(line int, row []string, reason error)) error {
	for {
		line, record, err := t.records.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if broken, is := errors.AsType[*brokenRecord](err); is {
			text := []string{broken.text}
			if len(t.hidden) > 0 { // which of it is hidden cannot be told
				text = nil
			}
			reject(broken.line, text, broken.reason)
			continue
		}
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(record, func(field string) bool { return strings.ContainsRune(field, 0) }); i >= 0 {
			reject(line, nil, fmt.Errorf("field %d holds a zero byte", i+1))
			continue
		}
		reason, err := accept(row{t, record})
		if err != nil {
			return err
		}
		if reason != nil {
			reject(line, t.shown(record), reason)
		}
	}
}

// ahead returns the records on the next so many lines, but for those that run over
// several, and takes none of them.
func (t *table) ahead(lines int) [][]string {
	var found [][]string
	for n := range lines {
		line, err := t.records.peek(n)
		if err != nil {
			break // which comes again where it counts
		}
		record, err := newCSV(strings.NewReader(line.text)).Read()
		if err == nil && len(record) == len(t.header) {
			found = append(found, record)
		}
	}
	return found
}

// A row is one record of a table.
type row struct {
	table  *table
	record []string
}

// get returns a field, or nothing where the table has no such column or the field
// says that nothing is known.
func (r row) get(column string) string {
	if s := r.raw(column); !r.table.nothing.is(s) {
		return s
	}
	return ""
}

// raw returns a field as it is, trimmed.
func (r row) raw(column string) string {
	if i, there := r.table.column[column]; there {
		return utf8Text(strings.TrimSpace(r.record[i]))
	}
	return ""
}

// utf8Text returns a text that is not UTF-8 as what else it will be in Britain,
// Windows code page 1252.
func utf8Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	text, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "�")
	}
	return text
}

// position reads a longitude and a latitude. Both empty, or both 0, which is how
// data.police.uk blanks them out, is an unknown position.
func (r row) position(longitude, latitude string) (*orb.Point, error) {
	x, y := r.get(longitude), r.get(latitude)
	if x == "" && y == "" {
		return nil, nil
	}
	lon, err1 := strconv.ParseFloat(x, 64)
	lat, err2 := strconv.ParseFloat(y, 64)
	p := orb.Point{lon, lat}
	switch {
	case errors.Join(err1, err2) != nil || math.IsNaN(lon+lat) || !geo.OnGlobe(p):
		return nil, fmt.Errorf("no longitude and latitude: %q, %q", x, y)
	case lon == 0 && lat == 0:
		return nil, nil
	}
	return &p, nil
}
