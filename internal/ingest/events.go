package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// A Calendar says what a calendar of events does not say itself.
type Calendar struct {
	Kind     crime.EventKind // of events that do not say theirs; empty: these are rejected
	Division string          // of GOV.UK's bank holidays; empty: england-and-wales
	Zone     *time.Location  // by whose clocks times are read that do not say their own
}

// Events returns a calendar: a CSV file, GOV.UK's bank holidays in JSON, or an
// iCalendar file, told apart by how they begin.
func Events(s Input, rejectsDir string, c Calendar) *File[crime.Event] {
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[crime.Event]) error {
		begins := bufio.NewReader(r)
		head, err := begins.Peek(64)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("the file is cut short or damaged: %w", err)
		}
		reader := calendarReader{c, dateReader{zone: c.Zone}, map[[2]string]bool{}}
		switch head = bytes.TrimSpace(head); {
		case bytes.HasPrefix(head, []byte("{")):
			return reader.holidays(begins, out)
		case bytes.HasPrefix(bytes.ToUpper(head), []byte("BEGIN:VCALENDAR")):
			return reader.icalendar(begins, out)
		}
		return reader.table(begins, out)
	})
}

// A calendarReader makes events of a calendar's entries.
type calendarReader struct {
	Calendar
	dates dateReader
	seen  map[[2]string]bool // kind and key
}

// table reads CSV: the columns date, or from and to, name and, where the file
// has them, time, kind, venue or place, area and reference.
func (c calendarReader) table(r io.Reader, out *sink[crime.Event]) error {
	t, err := newTable(r, "a calendar", "name")
	if err != nil {
		return err
	}
	first := "date"
	if _, there := t.column[first]; !there {
		first = "from"
	}
	if _, there := t.column[first]; !there {
		return errors.New("not a calendar: its header has no column date, and none from")
	}
	if clock, there := t.column["time"]; there {
		c.dates.bareMinutes = countsMinutes(t, clock)
	}
	return t.each(func(r row) (reason, err error) {
		event := crime.Event{Key: r.get("reference"), Name: r.get("name"), Venue: cmp.Or(r.get("venue"), r.get("place")), AreaCode: r.get("area")}
		var to time.Time
		if event.From, event.To, reason = c.dates.span(r.get(first), r.get("time")); reason != nil {
			return fmt.Errorf("%s: %w", first, reason), nil
		}
		if _, to, reason = c.dates.span(r.get("to"), ""); reason != nil {
			return fmt.Errorf("to: %w", reason), nil
		}
		if !to.IsZero() {
			event.To = to
		}
		if event, reason = c.checked(event, r.get("kind")); reason != nil {
			return reason, nil
		}
		return nil, out.accept(event)
	}, out.reject)
}

// checked completes an event of a kind in words, and says what is wrong with it.
func (c calendarReader) checked(e crime.Event, kind string) (crime.Event, error) {
	var err error
	if e.Kind = c.Kind; kind != "" {
		e.Kind, err = crime.ParseEventKind(kind)
	}
	switch {
	case err != nil:
		return e, err
	case e.Kind == "":
		return e, fmt.Errorf("no kind: give one (kind); there are %s", geo.Names(crime.EventKinds()))
	case e.Name == "":
		return e, errors.New("no name")
	case isFoot(e.Name) && e.From.IsZero():
		return e, errors.New("it is a total or a note, as at the foot of a table")
	case e.From.IsZero():
		return e, errors.New("no date")
	case e.From.Year() < 1900 || e.To.Year() > 2200:
		return e, fmt.Errorf("it lasts from %s to %s, which is not of our time", show(e.From, c.Zone), show(e.To, c.Zone))
	case e.To.Before(e.From):
		return e, fmt.Errorf("it ends %s, before it begins %s", show(e.To, c.Zone), show(e.From, c.Zone))
	}
	e.Key = cmp.Or(e.Key, strings.Join([]string{e.Name, e.Venue, e.AreaCode, e.From.Format(time.RFC3339)}, "|"))
	id := [2]string{string(e.Kind), e.Key}
	if c.seen[id] {
		return e, fmt.Errorf("%s %s again", e.Kind, e.Key)
	}
	c.seen[id] = true
	return e, nil
}
