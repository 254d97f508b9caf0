package crime

import (
	"time"

	"beatplan/geo"
)

// Opening is what is known of a place at the hours of a clock.
type Opening int

// What may be known.
const (
	Unknown Opening = iota // no hour of the clock is one at which it is known to be open, and some may be
	Open                   // for a part of one hour of the clock at least
	Shut                   // at every hour of the clock
)

// OpenAt says whether a site is open at any hour of the week that a clock takes, by its
// opening hours or, on days of which these are not known, by when its last licensed
// activity ends: between that and the morning it is shut. Days of the calendar count as
// the days of the week that they are. A clock of those alone knows nothing of openings.
func OpenAt(s geo.Site, c Clock) Opening {
	said := Shut
	if c.Hours() == 0 {
		return Unknown
	}
	for hour, taken := range c.hours {
		if !taken {
			continue
		}
		switch day := time.Weekday((hour/HoursInDay + 1) % 7); openAt(s, day, geo.TimeOfDay(hour%HoursInDay)*60) {
		case Open:
			return Open
		case Unknown:
			said = Unknown
		}
	}
	return said
}

// openAt says whether a site is open in the hour that begins at a time of a day.
func openAt(s geo.Site, day time.Weekday, at geo.TimeOfDay) Opening {
	const hour, noon, morning geo.TimeOfDay = 60, geo.Day / 2, 6 * 60
	before := (day + 6) % 7
	for _, of := range []struct {
		day time.Weekday
		at  geo.TimeOfDay // after the midnight with which that day begins
	}{{day, at}, {before, at + geo.Day}} {
		for _, span := range s.Opening[of.day] {
			if span.From < of.at+hour && of.at < span.To {
				return Open
			}
		}
	}
	_, today := s.Opening[day]
	_, yesterday := s.Opening[before]
	ends, evening := s.Terminal[day]
	ended, night := s.Terminal[before]
	switch {
	case today && (yesterday || at >= noon),
		!today && evening && at >= noon && at >= ends,
		!yesterday && night && at < morning && at+geo.Day >= ended:
		return Shut
	}
	return Unknown
}
