package demoshire

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// An event is something that makes days unlike others.
type event struct {
	from, to time.Time // by the clocks; days without a time of day are whole
	kind     string
	name     string
	place    string // a town; empty: everywhere
}

// writeEvents writes the calendar of the years: bank holidays of England, paydays
// and the home games of the two largest towns.
func (c County) writeEvents(add rower) error {
	var events []event
	for y := lastYear - c.options.Years + 1; y <= lastYear; y++ {
		events = append(events, holidays(y)...)
		events = append(events, paydays(y)...)
		for i, night := range nights(c.Towns) {
			events = append(events, fixtures(y, i, night.Town)...)
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.kind, b.kind), cmp.Compare(a.place, b.place))
	})
	if err := add("From", "To", "Kind", "Name", "Venue"); err != nil {
		return err
	}
	for _, e := range events {
		layout := "2006-01-02"
		if e.from.Hour() > 0 {
			layout = "2006-01-02 15:04"
		}
		if err := add(e.from.Format(layout), e.to.Format(layout), e.kind, e.name, e.place); err != nil {
			return fmt.Errorf("event %s: %w", e.name, err)
		}
	}
	return nil
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// holidays returns the bank holidays of a year by the rules of England; those
// that fall on a weekend are kept on the next working day.
func holidays(y int) []event {
	weekday := func(from time.Time, w time.Weekday, step int) time.Time {
		for from.Weekday() != w {
			from = from.AddDate(0, 0, step)
		}
		return from
	}
	easter := easter(y)
	days := []struct {
		name string
		on   time.Time
	}{
		{"New Year's Day", date(y, time.January, 1)},
		{"Good Friday", easter.AddDate(0, 0, -2)},
		{"Easter Monday", easter.AddDate(0, 0, 1)},
		{"Early May bank holiday", weekday(date(y, time.May, 1), time.Monday, 1)},
		{"Spring bank holiday", weekday(date(y, time.May, 31), time.Monday, -1)},
		{"Summer bank holiday", weekday(date(y, time.August, 31), time.Monday, -1)},
		{"Christmas Day", date(y, time.December, 25)},
		{"Boxing Day", date(y, time.December, 26)},
	}
	var events []event
	for _, d := range days {
		taken := func(e event) bool { return e.from.Equal(d.on) }
		for weekend(d.on) || slices.ContainsFunc(events, taken) {
			d.on = d.on.AddDate(0, 0, 1)
		}
		events = append(events, event{from: d.on, to: d.on, kind: "bank-holiday", name: d.name})
	}
	return events
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// easter returns Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return date(y, time.Month(n/31), n%31+1)
}

// paydays returns the last working day of each month.
func paydays(y int) []event {
	var events []event
	for m := time.January; m <= time.December; m++ {
		day := date(y, m+1, 0)
		for weekend(day) {
			day = day.AddDate(0, 0, -1)
		}
		events = append(events, event{from: day, to: day, kind: "payday", name: "Payday"})
	}
	return events
}

// fixtures returns the home games of a town's club: every other Saturday at three,
// from August to April. Clubs of odd number play in the other weeks.
func fixtures(y, club int, town string) []event {
	var events []event
	for day := date(y, time.January, 1); day.Year() == y; day = day.AddDate(0, 0, 1) {
		week := int(day.Unix()/(24*60*60)+3) / 7 // since a Monday
		season := day.Month() >= time.August || day.Month() <= time.April
		if day.Weekday() == time.Saturday && season && week%2 == club%2 {
			kickOff := day.Add(15 * time.Hour)
			events = append(events, event{kickOff, kickOff.Add(2 * time.Hour), "fixture", town + " Town at home", town})
		}
	}
	return events
}
