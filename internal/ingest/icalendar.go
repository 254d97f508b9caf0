package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"beatplan/crime"
)

// icalendar reads RFC 5545: the events of a calendar, each of the kind that one
// of its categories names. Names are read in any case, as some programs write them.
func (c calendarReader) icalendar(r io.Reader, out *sink[crime.Event]) error {
	body, err := whole(r, maxDocument)
	if err != nil {
		return err
	}
	entries, err := calendarEntries(body)
	if err != nil {
		return fmt.Errorf("not an iCalendar file: %w", err)
	}
	for i, entry := range entries {
		event, reason := c.entry(entry)
		if reason != nil {
			out.reject(i+1, []string{event.Name}, reason)
			continue
		}
		if err := out.accept(event); err != nil {
			return err
		}
	}
	return nil
}

// A contentLine is a property of an entry.
type contentLine struct {
	parameters map[string]string // by their names in upper case
	value      string            // as it is written
}

// A calendarEntry has the properties of a VEVENT by their names in upper case.
type calendarEntry map[string][]contentLine

// first returns the first property of a name, or nil.
func (e calendarEntry) first(name string) *contentLine {
	if lines := e[name]; len(lines) > 0 {
		return &lines[0]
	}
	return nil
}

// text returns a property that is a text, unescaped once.
func (e calendarEntry) text(name string) string {
	if p := e.first(name); p != nil {
		return said(text(unescaped(p.value)))
	}
	return ""
}

// unescaped returns a text without the backslashes of RFC 5545, 3.3.11.
func unescaped(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\,`, `,`, `\;`, `;`, `\n`, "\n", `\N`, "\n").Replace(s)
}

// calendarEntries returns the events of a calendar. What lies within an event, such as
// an alarm, is not of it.
func calendarEntries(body []byte) ([]calendarEntry, error) {
	body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	for _, fold := range []string{"\n ", "\n\t"} { // long lines go on after a space
		body = bytes.ReplaceAll(body, []byte(fold), nil)
	}
	var entries []calendarEntry
	var within []string
	for number, line := range strings.Split(string(body), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, parameters, value, err := contentOf(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		component := strings.ToUpper(strings.TrimSpace(value))
		switch {
		case name == "BEGIN":
			if within = append(within, component); component == "VEVENT" {
				entries = append(entries, calendarEntry{})
			}
		case name == "END":
			if len(within) == 0 || within[len(within)-1] != component {
				return nil, fmt.Errorf("line %d: END:%s ends what has not begun", number+1, brief(component))
			}
			within = within[:len(within)-1]
		case len(within) > 0 && within[len(within)-1] == "VEVENT":
			e := entries[len(entries)-1]
			e[name] = append(e[name], contentLine{parameters, value})
		}
	}
	if len(within) > 0 {
		return nil, fmt.Errorf("it is cut short: it has no END:%s", brief(within[0]))
	}
	return entries, nil
}

// contentOf returns the parts of a line NAME;PARAMETER=VALUE:VALUE, in which values of
// parameters may be in quotes.
func contentOf(line string) (name string, parameters map[string]string, value string, err error) {
	quoted := false
	at := strings.IndexFunc(line, func(r rune) bool {
		quoted = quoted != (r == '"')
		return r == ':' && !quoted
	})
	if at < 0 {
		return "", nil, "", fmt.Errorf("no colon: %q", brief(line))
	}
	head := strings.Split(line[:at], ";")
	for _, p := range head[1:] {
		key, v, _ := strings.Cut(p, "=")
		if parameters == nil {
			parameters = map[string]string{}
		}
		parameters[strings.ToUpper(strings.TrimSpace(key))] = strings.Trim(strings.TrimSpace(v), `"`)
	}
	return strings.ToUpper(strings.TrimSpace(head[0])), parameters, line[at+1:], nil
}

func (c calendarReader) entry(entry calendarEntry) (crime.Event, error) {
	event := crime.Event{Key: entry.text("UID"), Name: entry.text("SUMMARY"), Venue: entry.text("LOCATION")}
	switch {
	case strings.EqualFold(entry.text("STATUS"), "CANCELLED"):
		return event, errors.New("it is cancelled")
	case entry.first("RRULE") != nil, entry.first("RDATE") != nil:
		return event, errors.New("it repeats: export the calendar with each date written out")
	}
	var err error
	var last time.Time
	if event.From, last, err = c.moment(entry.first("DTSTART")); err != nil {
		return event, fmt.Errorf("DTSTART: %w", err)
	}
	if event.To, _, err = c.moment(entry.first("DTEND")); err != nil {
		return event, fmt.Errorf("DTEND: %w", err)
	}
	if d := entry.first("DURATION"); d != nil && event.To.IsZero() {
		if event.To, err = after(event.From.In(c.Zone), d.value); err != nil {
			return event, fmt.Errorf("DURATION: %w", err)
		}
	}
	allDay := strings.EqualFold(entry.text("X-MICROSOFT-CDO-ALLDAYEVENT"), "TRUE")
	switch {
	case event.To.IsZero(), event.To.Equal(event.From) && last.After(event.From):
		event.To = last // the day, or the instant
	case event.To.Equal(event.From) && allDay:
		event.To = moment{at: event.From, of: aDay}.end(c.Zone).UTC()
	}
	return c.checked(event, category(entry))
}

var durationForm = regexp.MustCompile(`^(?i)\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$`)

// after returns when a duration such as P1D or PT2H30M is over, in UTC: days are those
// of the calendar, hours those that pass.
func after(from time.Time, duration string) (time.Time, error) {
	parts := durationForm.FindStringSubmatch(strings.TrimSpace(duration))
	if parts == nil || strings.Join(parts[1:], "") == "" {
		return from, fmt.Errorf("no duration: %q", brief(duration))
	}
	var n [5]int
	for i, p := range parts[1:] {
		n[i], _ = strconv.Atoi(p) // a few digits, or none
	}
	to := from.AddDate(0, 0, 7*n[0]+n[1])
	return to.Add(time.Duration(n[2])*time.Hour + time.Duration(n[3])*time.Minute + time.Duration(n[4])*time.Second).UTC(), nil
}

// category returns the first category that is a kind of event, or nothing.
func category(entry calendarEntry) string {
	for _, p := range entry["CATEGORIES"] {
		for name := range strings.SplitSeq(unescaped(p.value), ",") {
			if kind, err := crime.ParseEventKind(strings.TrimSpace(name)); err == nil {
				return string(kind)
			}
		}
	}
	return ""
}

// moment reads a DATE or a DATE-TIME: in UTC, by the clocks of its TZID, or by
// the calendar's. It returns when the day, or the instant, begins and ends; none
// is the zero time.
func (c calendarReader) moment(p *contentLine) (from, to time.Time, err error) {
	if p == nil {
		return from, to, nil
	}
	zone := c.Zone
	if id := p.parameters["TZID"]; id != "" {
		if zone, err = zoneOf(id, c.Zone); err != nil {
			return from, to, err
		}
	}
	dates, value := dateReader{zone: zone}, strings.ToUpper(strings.TrimSpace(p.value))
	if day, err := time.Parse("20060102", value); err == nil {
		m := dates.moment(day, aDay)
		return m.at.UTC(), m.end(zone).UTC(), nil
	}
	if at, err := time.Parse("20060102T150405Z", value); err == nil {
		return at, at, nil
	}
	civil, err := time.Parse("20060102T150405", value)
	if err != nil {
		return from, to, fmt.Errorf("no date: %q", brief(p.value))
	}
	at := dates.moment(civil, anInstant).at.UTC()
	return at, at, nil
}

// zoneOf returns a time zone by its name: that of the tz database, perhaps behind a
// path, or one that Windows and Outlook have. They call London's clocks GMT Standard
// Time, in summer too.
func zoneOf(id string, own *time.Location) (*time.Location, error) {
	names := map[string]string{
		"GMT STANDARD TIME": "Europe/London", "GREENWICH STANDARD TIME": "Atlantic/Reykjavik", "UTC": "UTC", "COORDINATED UNIVERSAL TIME": "UTC",
		"W. EUROPE STANDARD TIME": "Europe/Berlin", "ROMANCE STANDARD TIME": "Europe/Paris", "CENTRAL EUROPE STANDARD TIME": "Europe/Budapest",
		"CENTRAL EUROPEAN STANDARD TIME": "Europe/Warsaw", "FLE STANDARD TIME": "Europe/Kyiv", "GTB STANDARD TIME": "Europe/Athens",
		"EASTERN STANDARD TIME": "America/New_York", "CENTRAL STANDARD TIME": "America/Chicago", "PACIFIC STANDARD TIME": "America/Los_Angeles",
	}
	plain := strings.ToUpper(strings.TrimSpace(id))
	if name, known := names[plain]; known {
		return time.LoadLocation(name)
	}
	if strings.HasSuffix(plain, "LONDON") && strings.Contains(plain, "DUBLIN") { // (UTC+00:00) Dublin, Edinburgh, Lisbon, London
		return own, nil
	}
	parts := strings.Split(strings.Trim(id, "/ "), "/")
	for i := range parts { // /mozilla.org/20050126_1/Europe/London
		name := strings.Join(parts[i:], "/")
		if zone, err := time.LoadLocation(name); err == nil && name != "" && !strings.EqualFold(name, "local") {
			return zone, nil
		}
	}
	return nil, fmt.Errorf("no time zone %q", brief(id))
}
