package crime

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/geo"
)

// An EventKind is a kind of event that makes a day or a night unlike others.
type EventKind string

// The kinds of event.
const (
	Fixture     EventKind = "fixture"
	Festival    EventKind = "festival"
	Payday      EventKind = "payday"
	SchoolTerm  EventKind = "school-term"
	HolidayEve  EventKind = "holiday-eve" // the day before a bank holiday
	BankHoliday EventKind = "bank-holiday"
)

// EventKinds returns the kinds.
func EventKinds() []EventKind {
	return []EventKind{Fixture, Festival, Payday, SchoolTerm, HolidayEve, BankHoliday}
}

// ParseEventKind reads the name of a kind, in any case, with spaces or hyphens.
func ParseEventKind(s string) (EventKind, error) {
	name := strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" -_", r) }), "-")
	if kind := EventKind(name); slices.Contains(EventKinds(), kind) {
		return kind, nil
	}
	return "", fmt.Errorf("no kind of event %q; there are %s", s, geo.Names(EventKinds()))
}

// An Event is an entry of the calendar, at some time in [From, To). Whole days
// run from midnight to midnight of local time. Where To is From, it is known when
// it begins and not how long it lasts.
type Event struct {
	Key      string    `json:"key"` // tells it from the others of its kind: the calendar's own, or its name, place and beginning
	Kind     EventKind `json:"kind"`
	Name     string    `json:"name"`
	From     time.Time `json:"from"` // UTC
	To       time.Time `json:"to"`
	Venue    string    `json:"venue,omitempty"`     // in the calendar's own words
	AreaCode string    `json:"area_code,omitempty"` // that it is limited to; empty: everywhere
}

// Overlaps reports whether some of the event is in [from, to).
func (e Event) Overlaps(from, to time.Time) bool {
	return e.From.Before(to) && (e.To.After(from) || !e.From.Before(from))
}

// Eves returns the eve of each bank holiday among events, by the days of a zone,
// but for those that are among the events already. The eve of one holiday may be
// another: Boxing Day's is Christmas Day.
func Eves(events []Event, zone *time.Location) []Event {
	known := map[time.Time]bool{}
	for _, e := range events {
		if e.Kind == HolidayEve {
			known[midnight(e.From, zone, 0)] = true
		}
	}
	var eves []Event
	for _, e := range events {
		day := midnight(e.From, zone, -1)
		if e.Kind != BankHoliday || known[day] {
			continue
		}
		known[day] = true
		eves = append(eves, Event{
			Key: "eve of " + e.Key, Kind: HolidayEve, Name: "Eve of " + e.Name,
			From: day, To: midnight(e.From, zone, 0), Venue: e.Venue, AreaCode: e.AreaCode,
		})
	}
	return eves
}

// midnight returns, in UTC, when the day of t in a zone begins, or one some days
// after it.
func midnight(t time.Time, zone *time.Location, days int) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, zone).UTC()
}
