package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"beatplan/geo"
)

// PeopleTable says what a table of people does not say itself.
type PeopleTable struct {
	AreaColumn string // that holds the codes of areas; empty: guessed
	Year       int    // of the census or survey; 0: unknown
}

// People returns a CSV file of figures by area code. Every column but that of
// the codes is a measure: in numbers, or where most of its fields are not, in
// words. A field that is empty or holds a mark for "not known" is a figure that
// is missing.
//
// What a column is takes the whole table to tell, so it is read twice, and must
// fit in memory.
func People(s Input, rejectsDir string, p PeopleTable) *File[geo.Figure] {
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Figure]) error {
		body, err := whole(r, maxDocument)
		if err != nil {
			return err
		}
		columns, codes, err := p.columns(body)
		if err != nil {
			return err
		}
		coded := columns[codes].isCoded()
		t, err := newTable(bytes.NewReader(body), "a table by area")
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		return t.each(func(r row) (reason, err error) {
			code := r.field(codes)
			switch {
			case missing(code):
				return errors.New("no " + t.header[codes]), nil
			case isFoot(code), coded && !areaCode.MatchString(code):
				return fmt.Errorf("no area code: %q", brief(code)), nil
			case seen[code]:
				return fmt.Errorf("%s %s again", t.header[codes], code), nil
			}
			said, reason := figures(r, columns, geo.Figure{AreaCode: code, Year: p.Year})
			if reason != nil {
				return reason, nil
			}
			seen[code] = true
			for _, f := range said {
				if err := out.accept(f); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}, out.reject)
	})
}

// figures returns what a row says: each measure, of a figure that has all else.
func figures(r row, columns []peopleColumn, of geo.Figure) ([]geo.Figure, error) {
	var found []geo.Figure
	for i, c := range columns {
		if c.measure == "" {
			continue
		}
		f, field := of, r.field(i)
		f.Measure = c.measure
		switch value, isNumber := number(field); {
		case missing(field), c.inNumbers() && withheld(field):
		case !c.inNumbers():
			f.Class = field
		case isNumber:
			f.Value = &value
		default:
			return nil, fmt.Errorf("%s: no number: %q", r.table.header[i], brief(field))
		}
		found = append(found, f)
	}
	return found, nil
}

// field returns the field of a column by its place, trimmed.
func (r row) field(i int) string { return utf8Text(strings.TrimSpace(r.record[i])) }

// A peopleColumn is what a column turns out to be.
type peopleColumn struct {
	measure               string         // empty: it is none
	numbers, words, codes int            // how many fields are so; codes are words too
	times                 map[string]int // how often each field comes, but for numbers with a point
}

func (c peopleColumn) inNumbers() bool { return c.numbers >= c.words }

// columns tells what the columns of a table are, and which holds the codes.
func (p PeopleTable) columns(body []byte) (columns []peopleColumn, codes int, err error) {
	t, err := newTable(bytes.NewReader(body), "a table by area")
	if err != nil {
		return nil, 0, err
	}
	columns = make([]peopleColumn, len(t.header))
	for i, name := range t.header {
		columns[i].measure = normal(name)
	}
	err = t.each(func(r row) (reason, err error) {
		for i := range columns {
			columns[i].add(r.field(i))
		}
		return nil, nil
	}, func(int, []string, error) {}) // the second reading rejects them
	if err != nil {
		return nil, 0, err
	}
	if codes, err = p.codes(t.header, columns); err != nil {
		return nil, 0, err
	}
	columns[codes].measure = ""
	if rows, areas := columns[codes].repeats(); 2*areas <= rows && rows > 2 {
		return nil, 0, fmt.Errorf("%d rows speak of %s, so this is no table of one row an area: make it one (a pivot table), with a column for each %s",
			rows, count(areas, "area"), brief(strings.Join(slices.DeleteFunc(slices.Clone(t.header), func(h string) bool { return h == t.header[codes] }), " or ")))
	}
	return columns, codes, nil
}

// repeats returns how many fields name an area, and how many areas.
func (c peopleColumn) repeats() (rows, areas int) {
	for _, n := range c.times {
		rows += n
	}
	return rows, len(c.times)
}

// isCoded reports whether all but a few fields are nine-character codes.
func (c peopleColumn) isCoded() bool { return 2*c.codes > c.words+c.numbers }

func (c *peopleColumn) add(field string) {
	_, isNumber := number(field)
	switch {
	case missing(field):
	case isNumber:
		c.numbers++
		c.count(field)
	default:
		c.count(field)
		c.words++
		if areaCode.MatchString(field) {
			c.codes++
		}
	}
}

// count counts a field, unless there are too many different ones.
func (c *peopleColumn) count(field string) {
	const most = 300_000 // output areas there are 189,000 of
	if c.times == nil {
		c.times = map[string]int{}
	}
	if len(c.times) < most {
		c.times[field]++
	}
}

// areaCode is the form of the nine-character codes of the Government Statistical
// Service.
var areaCode = regexp.MustCompile(`^[EWSNKJLM]\d{8}$`)

// codes returns the place of the column that holds the codes of areas: the one
// that is named, or the first of mostly nine-character codes, or the first with a
// name that says so.
func (p PeopleTable) codes(header []string, columns []peopleColumn) (int, error) {
	what := fmt.Sprintf("which of %s holds the area codes", brief(strings.Join(header, ",")))
	if p.AreaColumn != "" {
		i := slices.IndexFunc(header, func(name string) bool { return normal(name) == normal(p.AreaColumn) })
		if i < 0 {
			return 0, fmt.Errorf("no column %q: say %s (area_column)", p.AreaColumn, what)
		}
		return i, nil
	}
	if i := slices.IndexFunc(columns, peopleColumn.isCoded); i >= 0 {
		return i, nil
	}
	for _, name := range []string{"area_code", "geography_code", "lsoa_code", "ward_code", "code"} {
		if i := slices.IndexFunc(columns, func(c peopleColumn) bool { return c.measure == name }); i >= 0 {
			return i, nil
		}
	}
	return 0, fmt.Errorf("cannot tell %s: name the column (area_column)", what)
}

// missing reports whether a field says that nothing is known: it is empty, or one
// of the marks that statistical tables have for that. None of them is 0.
func missing(field string) bool {
	return nothing(nil).is(field) || slices.Contains([]string{"*", ":", "[c]", "[x]", "[z]"}, strings.ToLower(field))
}

// withheld reports whether a field is a letter that, among numbers, says that
// one is not given. Among words it may be a class.
func withheld(field string) bool {
	return slices.Contains([]string{"c", "x", "z"}, strings.ToLower(field))
}

var grouped = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)

// number reads a number, which may have commas between its thousands.
func number(field string) (float64, bool) {
	if grouped.MatchString(field) {
		field = strings.ReplaceAll(field, ",", "")
	}
	value, err := strconv.ParseFloat(field, 64)
	return value, err == nil && !math.IsInf(value, 0) && !math.IsNaN(value)
}
