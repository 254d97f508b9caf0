package planner

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/paulmach/orb"
)

// mostShift is the longest shift that somebody works.
const mostShift = 16 * time.Hour

// ParseShift reads a shift of local hours, HH:MM-HH:MM, that begins on a day, YYYY-MM-DD,
// and returns its two ends. It may run past midnight, and lasts at most 16 hours; 24:00 is
// midnight at the end of the day. Where the clocks go back and a time comes twice, the
// first is meant; a time that the clocks pass over is an error.
func ParseShift(date, hours string, zone *time.Location) (start, end time.Time, err error) {
	day, err := time.ParseInLocation(time.DateOnly, date, zone)
	if err != nil {
		return start, end, fmt.Errorf("date %q: write it YYYY-MM-DD", date)
	}
	wrong := fmt.Errorf("shift %q: write it HH:MM-HH:MM, such as 18:00-02:00", hours)
	if !regexp.MustCompile(`^\d\d:\d\d-\d\d:\d\d$`).MatchString(hours) {
		return start, end, wrong
	}
	from, begins, err1 := timeOfDay(hours[:5])
	to, ends, err2 := timeOfDay(hours[6:])
	if errors.Join(err1, err2) != nil {
		return start, end, wrong
	}
	if !to.AddDate(0, 0, ends).After(from.AddDate(0, 0, begins)) {
		ends++
	}
	if start, err = onClock(day.AddDate(0, 0, begins), from); err != nil {
		return start, end, err
	}
	if end, err = onClock(day.AddDate(0, 0, ends), to); err != nil {
		return start, end, err
	}
	if length := end.Sub(start); length > mostShift { // by the hours that pass, whatever the clocks do
		return start, end, fmt.Errorf("shift %q is %g h long: a plan is for one shift of at most %g h", hours, length.Hours(), mostShift.Hours())
	}
	return start, end, nil
}

// timeOfDay reads HH:MM; 24:00 is 00:00 of the day after.
func timeOfDay(s string) (clock time.Time, days int, err error) {
	if s == "24:00" {
		s, days = "00:00", 1
	}
	clock, err = time.Parse("15:04", s)
	return clock, days, err
}

// onClock returns when the clocks show a time on a day: the first of two where it
// comes twice. A time that the clocks pass over is a fault.
func onClock(day, clock time.Time) (time.Time, error) {
	at := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, day.Location())
	if at.Hour() != clock.Hour() || at.Minute() != clock.Minute() {
		return at, fmt.Errorf("there is no %s on %s: the clocks go forward then; move the shift", clock.Format("15:04"), day.Format("2 January 2006"))
	}
	if first := at.Add(-time.Hour); first.Hour() == at.Hour() && first.Minute() == at.Minute() {
		return first, nil
	}
	return at, nil
}

// A meal break is due where a shift is at least this long.
const (
	longShift   = 6 * time.Hour
	breakLength = 45 * time.Minute
)

// CentralUnits returns n units that begin and end at the mean position of the spots,
// weighted by their harm, for plans that name no station. There must be a spot.
func CentralUnits(n int, mode Mode, p Problem) []Unit {
	var centre orb.Point
	var sum float64
	for _, s := range p.Spots {
		weight := 0.0
		for _, rate := range s.Rate {
			weight += rate
		}
		centre[0] += weight * s.At[0]
		centre[1] += weight * s.At[1]
		sum += weight
	}
	centre[0] /= sum
	centre[1] /= sum
	units := make([]Unit, n)
	for i := range units {
		units[i] = Unit{ID: fmt.Sprintf("unit-%d", i+1), Mode: mode, Start: centre, End: centre}
		if p.End.Sub(p.Start) >= longShift {
			units[i].Break = breakLength
		}
	}
	return units
}
