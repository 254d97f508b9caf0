package ingest

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longestLine = 1 << 20 // bytes
	mostLines   = 100     // of one row, with line breaks inside quotes
)

// readTable parses each row of a CSV file, given the values of the wanted
// columns in their order. An error of parse is the reason why a row is rejected.
func readTable[T any](in *bufio.Reader, want []string, parse func(values []string) (T, error), out output[T]) error {
	t := table{in: in}
	at, err := t.header(want)
	if err != nil {
		return err
	}
	values := make([]string, len(at))
	for {
		r, err := t.row()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var parsed T
		bad := r.bad
		if bad == nil {
			for i, column := range at {
				values[i] = r.fields[column]
			}
			parsed, bad = parse(values)
		}
		if bad != nil {
			err = out.reject(Reject{Line: r.number, Reason: bad.Error(), Row: r.text})
		} else {
			err = out.keep(parsed)
		}
		if err != nil {
			return err
		}
	}
}

// A table reads a CSV file row by row.
type table struct {
	in    *bufio.Reader
	lines int    // read from in
	back  []line // read too early: the next ones
	width int    // of the header
}

type line struct {
	number int // from 1
	text   string
	bad    error
}

// A row is one record, which is one line or several.
type row struct {
	line
	fields []string // as many as the header has, unless bad
}

// header reads the header and returns where in a row each wanted column is.
// Names are compared in lower case with _ for spaces.
func (t *table) header(want []string) ([]int, error) {
	first, err := t.row()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("it is empty: expected the header %q", strings.Join(want, ","))
	}
	if err != nil {
		return nil, err
	}
	found := make([]string, len(first.fields))
	for i, name := range first.fields {
		found[i] = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
	}
	at := make([]int, len(want))
	for i, name := range want {
		at[i] = slices.Index(found, name)
		if at[i] < 0 || slices.Contains(found[at[i]+1:], name) {
			return nil, fmt.Errorf("its header is %q: expected one column %s, of %q", short(first.text), name, strings.Join(want, ","))
		}
	}
	t.width = len(found)
	return at, nil
}

// row returns the next record that is not an empty line. Lines belong together
// while a quote is open; if what they make is no record, the first alone is bad
// and the others are given back.
func (t *table) row() (row, error) {
	first, err := t.line()
	for err == nil && first.text == "" && first.bad == nil {
		first, err = t.line()
	}
	if err != nil || first.bad != nil {
		return row{line: first}, err
	}
	whole := row{line: first}
	var more []line
	for len(more) < mostLines && strings.Count(whole.text, `"`)%2 == 1 {
		next, err := t.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return row{}, err
		}
		more = append(more, next)
		whole.text += "\n" + next.text
		if whole.bad = next.bad; whole.bad != nil {
			break
		}
	}
	if whole.bad == nil {
		whole.fields, whole.bad = split(whole.text)
	}
	if whole.bad == nil && t.width > 0 && len(whole.fields) != t.width {
		whole.bad = fmt.Errorf("%d fields where the header has %d", len(whole.fields), t.width)
	}
	if whole.bad != nil {
		whole.text = first.text
		t.back = append(more, t.back...)
	}
	return whole, nil
}

// split returns the fields of one record.
func split(text string) ([]string, error) {
	if !strings.Contains(text, `"`) {
		return strings.Split(text, ","), nil
	}
	r := csv.NewReader(strings.NewReader(text))
	fields, err := r.Read()
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, parse.Err
	}
	if err != nil {
		return nil, err
	}
	if _, err := r.Read(); !errors.Is(err, io.EOF) {
		return nil, csv.ErrQuote
	}
	return fields, nil
}

// line returns the next line without its end. A line that cannot be text is bad.
func (t *table) line() (line, error) {
	if len(t.back) > 0 {
		l := t.back[0]
		t.back = t.back[1:]
		return l, nil
	}
	var text []byte
	size := 0
	for {
		part, err := t.in.ReadSlice('\n')
		size += len(part)
		if size <= longestLine {
			text = append(text, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (size == 0 || !errors.Is(err, io.EOF)) {
			return line{}, err
		}
		break
	}
	t.lines++
	l := line{number: t.lines, text: strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")}
	if t.lines == 1 {
		l.text = strings.TrimPrefix(l.text, "\ufeff")
	}
	switch {
	case size > longestLine:
		l.bad = fmt.Errorf("a line of %d bytes: %d are the most", size, longestLine)
	case !utf8.ValidString(l.text):
		l.bad = errors.New("not UTF-8 text")
	case strings.Contains(l.text, "\x00"):
		l.bad = errors.New("holds a NUL character")
	}
	return l, nil
}

// short returns the beginning of a text, for a message of one line.
func short(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
