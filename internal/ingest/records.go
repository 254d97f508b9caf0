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
	// maxLine is the longest line of a table, in bytes: what is longer is no table.
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
	line   int      // lines taken so far
	ahead  []string // lines read but not taken
	fields int      // of every record; 0 takes any number
	feed   strings.Reader
	csv    *csv.Reader // of single lines, from feed
}

// A brokenRecord is a line that is no record.
type brokenRecord struct {
	line   int
	text   string
	reason error
	short  bool // something is missing, as where a file is cut
}

func (b *brokenRecord) Error() string { return b.reason.Error() }

func newRecords(r io.Reader) *records {
	t := &records{lines: bufio.NewScanner(r)}
	t.lines.Buffer(nil, maxLine)
	t.lines.Split(wholeLine)
	t.csv = newCSV(&t.feed)
	return t
}

// wholeLine splits off a line with its end, as bufio.ScanLines does without.
func wholeLine(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
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
		text, err := t.take()
		if err != nil {
			return 0, nil, err
		}
		line := t.line
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
	if closed := strings.Count(first, `"`)%2 == 0; closed {
		t.feed.Reset(first)
		return t.checked(first, t.csv)
	}
	whole := first
	for n := range maxLines - 1 {
		next, err := t.peek(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		whole += next
		if strings.Count(next, `"`)%2 == 1 {
			record, err := t.checked(first, newCSV(strings.NewReader(whole)))
			if err == nil {
				t.ahead = t.ahead[n+1:]
				t.line += n + 1
			}
			return record, err
		}
	}
	record, err := t.checked(first, newCSV(strings.NewReader(first))) // and hear what is wrong with it
	if broken, is := errors.AsType[*brokenRecord](err); is {
		broken.short = true
	}
	return record, err
}

// checked reads one record and holds it against the number of fields.
func (t *records) checked(first string, c *csv.Reader) ([]string, error) {
	record, err := c.Read()
	if parse, is := errors.AsType[*csv.ParseError](err); is {
		return nil, &brokenRecord{line: t.line, text: trimEnd(first), reason: parse.Err}
	}
	if err == nil && t.fields > 0 && len(record) != t.fields {
		reason := fmt.Errorf("%d fields, and the header has %d", len(record), t.fields)
		return nil, &brokenRecord{t.line, trimEnd(first), reason, len(record) < t.fields}
	}
	return record, err
}

// take returns the next line.
func (t *records) take() (string, error) {
	text, err := t.peek(0)
	if err != nil {
		return "", err
	}
	t.ahead = t.ahead[1:]
	t.line++
	return text, nil
}

// peek returns the nth line after those taken, from 0.
func (t *records) peek(n int) (string, error) {
	for len(t.ahead) <= n {
		if !t.lines.Scan() {
			return "", t.ended()
		}
		t.ahead = append(t.ahead, t.lines.Text())
	}
	return t.ahead[n], nil
}

// ended says why there are no more lines.
func (t *records) ended() error {
	err := t.lines.Err()
	switch {
	case err == nil:
		return io.EOF
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("line %d is longer than %d bytes: this is no table", t.line+len(t.ahead)+1, maxLine)
	default:
		return fmt.Errorf("the file is cut short or damaged: %w", err)
	}
}
