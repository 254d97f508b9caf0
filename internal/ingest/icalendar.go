package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"beatplan/crime"
)

// icalendar reads RFC 5545: the events of a calendar, each of the kind that one
// of its categories names.
func (c calendarReader) icalendar(r io.Reader, out *sink[crime.Event]) error {
	body, err := whole(r, maxDocument)
	if err != nil {
		return err
	}
	calendar, err := ics.ParseCalendar(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("not an iCalendar file: %s", brief(err.Error()))
	}
	if !bytes.Contains(bytes.ToUpper(body), []byte("\nEND:VCALENDAR")) {
		return errors.New("the file is cut short: it has no END:VCALENDAR")
	}
	for i, entry := range calendar.Events() {
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

func (c calendarReader) entry(entry *ics.VEvent) (crime.Event, error) {
	property := func(name ics.ComponentProperty) string {
		if p := entry.GetProperty(name); p != nil {
			return said(text(ics.FromText(p.Value)))
		}
		return ""
	}
	event := crime.Event{
		Key: property(ics.ComponentPropertyUniqueId), Name: property(ics.ComponentPropertySummary), Venue: property(ics.ComponentPropertyLocation),
	}
	switch {
	case strings.EqualFold(property(ics.ComponentPropertyStatus), "CANCELLED"):
		return event, errors.New("it is cancelled")
	case entry.HasProperty(ics.ComponentPropertyRrule), entry.HasProperty(ics.ComponentPropertyRdate):
		return event, errors.New("it repeats: export the calendar with each date written out")
	case entry.HasProperty(ics.ComponentPropertyDuration):
		return event, errors.New("it has a DURATION: export the calendar with ends (DTEND)")
	}
	var err error
	var last time.Time
	if event.From, last, err = c.moment(entry.GetProperty(ics.ComponentPropertyDtStart)); err != nil {
		return event, fmt.Errorf("DTSTART: %w", err)
	}
	if event.To, _, err = c.moment(entry.GetProperty(ics.ComponentPropertyDtEnd)); err != nil {
		return event, fmt.Errorf("DTEND: %w", err)
	}
	if event.To.IsZero() {
		event.To = last // the day, or the instant
	}
	return c.checked(event, category(entry))
}

// category returns the first category that is a kind of event, or nothing.
func category(entry *ics.VEvent) string {
	for _, p := range entry.GetProperties(ics.ComponentPropertyCategories) {
		for name := range strings.SplitSeq(ics.FromText(p.Value), ",") {
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
func (c calendarReader) moment(p *ics.IANAProperty) (from, to time.Time, err error) {
	if p == nil {
		return from, to, nil
	}
	zone := c.Zone
	// Outlook calls London's clocks GMT Standard Time, in summer too.
	if ids := p.ICalParameters["TZID"]; len(ids) > 0 && ids[0] != "GMT Standard Time" {
		if zone, err = time.LoadLocation(ids[0]); err != nil {
			return from, to, fmt.Errorf("no time zone %q", brief(ids[0]))
		}
	}
	dates := dateReader{zone: zone}
	if day, err := time.Parse("20060102", p.Value); err == nil {
		m := dates.moment(day, aDay)
		return m.at.UTC(), m.end(zone).UTC(), nil
	}
	if at, err := time.Parse("20060102T150405Z", p.Value); err == nil {
		return at, at, nil
	}
	civil, err := time.Parse("20060102T150405", p.Value)
	if err != nil {
		return from, to, fmt.Errorf("no date: %q", brief(p.Value))
	}
	at := dates.moment(civil, anInstant).at.UTC()
	return at, at, nil
}
