package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	// maxLine is the longest line of a table, and the longest record of several, in
	// bytes: what is longer is no row.
	maxLine = 1 << 20
	// maxLines is how many lines a quoted field may run over.
	maxLines = 100
)

// A records reads CSV (RFC 4180) one record at a time, and finds its feet again
// after a quote that is never closed. A reader that only follows the quotes would
// take the rest of the file for one field. Here a record that cannot be read, or
// that has not as many fields as it should, costs its first line alone: reading
// goes on at the next.
type records struct {
	lines  *bufio.Scanner
	within bool       // a line that is too long
	line   int        // lines taken so far
	ahead  []textLine // lines read but not taken
	fields int        // of every record; 0 takes any number
	feed   strings.Reader
	csv    *csv.Reader // of single lines, from feed
	split  []string    // the fields of a line without quotes
}

// A textLine is a line with its end, or the beginning of one that is too long.
type textLine struct {
	text string
	long bool
}

// A brokenRecord is a line that is no record.
type brokenRecord struct {
	line   int
	text   string
	reason error
	short  bool // something is missing, as where a file is cut
	long   bool // the line is longer than any row
}

func (b *brokenRecord) Error() string { return b.reason.Error() }

func newRecords(r io.Reader) *records {
	t := &records{lines: bufio.NewScanner(r)}
	t.lines.Buffer(nil, maxLine)
	t.lines.Split(t.wholeLine)
	t.csv = newCSV(&t.feed)
	return t
}

// wholeLine splits off a line with its end, as bufio.ScanLines does without; of one
// that is too long the beginning, and passes over the rest.
func (t *records) wholeLine(data []byte, atEOF bool) (advance int, token []byte, err error) {
	i := bytes.IndexByte(data, '\n')
	switch {
	case t.within && i < 0:
		return len(data), nil, nil
	case t.within:
		t.within = false
		return i + 1, nil, nil
	case i >= 0:
		return i + 1, data[:i+1], nil
	case len(data) >= maxLine:
		t.within = true
		return len(data), data, nil
	case atEOF && len(data) > 0:
		return len(data), data, nil
	}
	return 0, nil, nil
}

func trimEnd(line string) string { return strings.TrimRight(line, "\r\n") }

func newCSV(r io.Reader) *csv.Reader {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	return c
}

// next returns a record and the line it begins at, from 1, or a *brokenRecord,
// after which one may go on, or io.EOF. A last line without an end that is the
// beginning of a record is another error: the file is cut short. The record holds
// until the next call.
func (t *records) next() (line int, record []string, err error) {
	for {
		taken, err := t.take()
		if err != nil {
			return 0, nil, err
		}
		text, line := taken.text, t.line
		if taken.long {
			return line, nil, &brokenRecord{line: line, text: brief(text), reason: fmt.Errorf("the line is longer than %d bytes: this is no row", maxLine), long: true}
		}
		record, err := t.record(text)
		broken, is := errors.AsType[*brokenRecord](err)
		switch {
		case is && broken.short && t.fields > 0 && !strings.HasSuffix(text, "\n"): // so it is the last
			if _, err := t.peek(0); !errors.Is(err, io.EOF) { // which says more
				return 0, nil, err
			}
			return 0, nil, fmt.Errorf("the file is cut short: line %d, its last, is the beginning of a row (%w)", line, broken.reason)
		case errors.Is(err, io.EOF): // a line of nothing
			continue
		case err != nil:
			return line, nil, err
		}
		return line, record, nil
	}
}

// record reads the record that begins with a line just taken, and takes the
// other lines of it.
func (t *records) record(first string) ([]string, error) {
	switch quotes := strings.Count(first, `"`); {
	case quotes == 0:
		return t.checked(first, t.plain(first))
	case quotes%2 == 0:
		t.feed.Reset(first)
		return t.checked(first, read(t.csv))
	}
	var whole strings.Builder
	whole.WriteString(first)
	for n := range maxLines - 1 {
		next, err := t.peek(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if next.long || whole.Len()+len(next.text) > maxLine {
			break
		}
		whole.WriteString(next.text)
		if strings.Count(next.text, `"`)%2 == 1 {
			record, err := t.checked(first, read(newCSV(strings.NewReader(whole.String()))))
			if err == nil {
				t.ahead = t.ahead[n+1:]
				t.line += n + 1
			}
			return record, err
		}
	}
	record, err := t.checked(first, read(newCSV(strings.NewReader(first)))) // and hear what is wrong with it
	if broken, is := errors.AsType[*brokenRecord](err); is {
		broken.short = true
	}
	return record, err
}

// A fieldsRead is what came of reading a record.
type fieldsRead struct {
	record []string
	err    error
}

func read(c *csv.Reader) fieldsRead {
	record, err := c.Read()
	return fieldsRead{record, err}
}

// plain reads a line without quotes, as most are, as csv would, at a fraction of its cost.
func (t *records) plain(line string) fieldsRead {
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if line == "" {
		return fieldsRead{err: io.EOF}
	}
	t.split = t.split[:0]
	for more := true; more; {
		var field string
		field, line, more = strings.Cut(line, ",")
		t.split = append(t.split, field)
	}
	return fieldsRead{record: t.split}
}

// checked holds a record against the number of fields.
func (t *records) checked(first string, r fieldsRead) ([]string, error) {
	record, err := r.record, r.err
	if parse, is := errors.AsType[*csv.ParseError](err); is {
		return nil, &brokenRecord{line: t.line, text: trimEnd(first), reason: parse.Err}
	}
	if err == nil && t.fields > 0 && len(record) != t.fields {
		reason := fmt.Errorf("%d fields, and the header has %d", len(record), t.fields)
		return nil, &brokenRecord{line: t.line, text: trimEnd(first), reason: reason, short: len(record) < t.fields}
	}
	return record, err
}

// take returns the next line.
func (t *records) take() (textLine, error) {
	next, err := t.peek(0)
	if err != nil {
		return next, err
	}
	t.ahead = t.ahead[1:]
	t.line++
	return next, nil
}

// peek returns the nth line after those taken, from 0.
func (t *records) peek(n int) (textLine, error) {
	for len(t.ahead) <= n {
		if !t.lines.Scan() {
			return textLine{}, t.ended()
		}
		t.ahead = append(t.ahead, textLine{t.lines.Text(), t.within})
	}
	return t.ahead[n], nil
}

// ended says why there are no more lines. A file that ends in a line that is too
// long is no table.
func (t *records) ended() error {
	switch err := t.lines.Err(); {
	case err != nil:
		return fmt.Errorf("the file is cut short or damaged: %w", err)
	case t.within:
		return fmt.Errorf("line %d, its last, is longer than %d bytes: this is no table", t.line+len(t.ahead), maxLine)
	}
	return io.EOF
}
