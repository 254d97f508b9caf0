package ingest

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"beatplan/crime"
)

// A dateReader reads dates and times of day as records systems write them, by
// the clocks of a zone.
//
//	2025-03-30  2025-03-30T01:30:00Z  30/03/2025 01:30  30-Mar-2025  45746.0625 (Excel)
//	2025-03  03/2025  Mar 2025  Mar-25
//	13/08/2025 11:30:00 PM
//
// Where the clocks go forward an hour is missing: a time in it is read as if
// they had not yet changed. Where they go back an hour comes twice: a time in it
// is read as the first. Both are marked.
type dateReader struct {
	zone        *time.Location
	monthFirst  bool // 03/30/2025
	bareMinutes bool // times are numbers, HHMM, so that 45 is 00:45
}

// A moment is what a date, perhaps with a time of day, says.
type moment struct {
	at      time.Time // when it begins
	of      grain
	quality string // what is doubtful; empty if nothing
}

// A grain is how much time a moment takes.
type grain int

const (
	anInstant grain = iota
	aDay
	aMonth
)

// end returns when the moment is over: when the next day or month begins, or at
// once.
func (m moment) end(zone *time.Location) time.Time {
	d := m.at.In(zone)
	switch m.of {
	case aDay:
		return time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, zone)
	case aMonth:
		return time.Date(d.Year(), d.Month()+1, 1, 0, 0, 0, 0, zone)
	}
	return m.at
}

// A civil is a date and time of day on some clock, as yet without a zone: a
// time.Time in UTC serves, since there every hour exists once.
type civil = time.Time

// read reads a date, with its time of day in the same field or in another one.
func (d dateReader) read(date, clock string) (moment, error) {
	if at, is := withOffset(date); is && clock == "" {
		if placeholder(at) || placeholder(at.In(d.zone)) {
			return moment{}, fmt.Errorf("%q: %w", brief(date), errPlaceholder)
		}
		return moment{at: at.UTC()}, nil
	}
	if first, is := month(date); is && clock == "" {
		if placeholder(first) {
			return moment{}, fmt.Errorf("%q: %w", brief(date), errPlaceholder)
		}
		return d.moment(first, aMonth), nil
	}
	day, rest, err := d.day(date)
	if err == nil && placeholder(day) {
		err = fmt.Errorf("%q: %w", brief(date), errPlaceholder)
	}
	if err != nil {
		return moment{}, err
	}
	clock = d.withoutPlaceholder(clock)
	if clock == "" {
		clock = rest
	}
	if clock == "" {
		return d.moment(day, aDay), nil
	}
	since, err := d.timeOfDay(clock)
	if err != nil {
		return moment{}, err
	}
	return d.moment(day.Add(since), anInstant), nil
}

// withOffset reads a date and time that says how far it is from UTC.
func withOffset(s string) (at time.Time, is bool) {
	if len(s) < len("2025-03-30T01:30Z") {
		return at, false
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, true
		}
	}
	return at, false
}

// errPlaceholder is why a date is none.
var errPlaceholder = errors.New("that is how programs write that there is no date")

// placeholder reports whether a day is one that databases and spreadsheets write
// where they have no date: the first that they can, or the last.
func placeholder(day civil) bool {
	switch [3]int{day.Year(), int(day.Month()), day.Day()} {
	case [3]int{1900, 1, 1}, [3]int{1970, 1, 1}, [3]int{1899, 12, 30}, [3]int{1899, 12, 31},
		[3]int{1753, 1, 1}, [3]int{1, 1, 1}, [3]int{9999, 12, 31}:
		return true
	}
	return false
}

// withoutPlaceholder returns a time of day without the date that programs put before
// it which have no times without a date: 30/12/1899 23:30.
func (d dateReader) withoutPlaceholder(clock string) string {
	if day, rest, err := d.day(clock); err == nil && rest != "" && placeholder(day) {
		return rest
	}
	return clock
}

func isMidnight(at time.Time, zone *time.Location) bool {
	at = at.In(zone)
	return at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0
}

// month reads a month without a day and returns its first.
func month(s string) (first civil, is bool) {
	for _, layout := range []string{"2006-01", "1/2006", "Jan 2006", "January 2006", "Jan-2006", "Jan-06"} {
		if first, err := time.Parse(layout, s); err == nil {
			return first, true
		}
	}
	return first, false
}

// day reads a date and returns what follows it in the field.
func (d dateReader) day(s string) (day civil, rest string, err error) {
	wrong := fmt.Errorf("no date: %q", brief(s))
	if strings.HasPrefix(s, "0000-00-00") || s == "00/00/0000" {
		return day, "", fmt.Errorf("%q: %w", brief(s), errPlaceholder)
	}
	if serial, err := strconv.ParseFloat(s, 64); err == nil {
		return excelDay(serial, wrong)
	}
	date, rest, _ := strings.Cut(parted(s), " ")
	layouts := []string{"2006-01-02", "2006/01/02", "2/1/2006", "2-1-2006", "2.1.2006", "2-Jan-2006"}
	if d.monthFirst {
		layouts = []string{"2006-01-02", "2006/01/02", "1/2/2006", "1-2-2006"}
	}
	for _, layout := range layouts {
		if day, err := time.Parse(layout, date); err == nil {
			return day, strings.TrimSpace(rest), nil
		}
	}
	if twoDigits.MatchString(date) {
		wrong = fmt.Errorf("%w: write the year in four digits", wrong)
	}
	return day, "", wrong
}

// parted returns a date and time with a space between them, where it has the T of
// ISO 8601: that of OCT has letters beside it.
func parted(s string) string {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	if i := strings.IndexByte(s, 'T'); digit(i-1) && digit(i+1) {
		return s[:i] + " " + s[i+1:]
	}
	return s
}

// twoDigits is the form of a date that leaves the century out.
var twoDigits = regexp.MustCompile(`^\d{1,2}[-/.](\d{1,2}|[A-Za-z]{3})[-/.]\d{2}$`)

// excelDay reads a count of days, with the time of day as its fraction, from the
// last day but one of 1899. Those from 1927 to 2118 are taken for dates.
func excelDay(serial float64, wrong error) (day civil, rest string, err error) {
	if serial == 0 || serial == 1 { // 30 December 1899, or as Excel counts 1 January 1900
		return time.Date(1899, 12, 30+int(serial), 0, 0, 0, 0, time.UTC), "", nil
	}
	if !(serial >= 10_000 && serial < 80_000) {
		return day, "", wrong
	}
	whole, fraction := math.Modf(serial)
	day = time.Date(1899, 12, 30+int(whole), 0, 0, 0, 0, time.UTC)
	if fraction > 0 {
		rest = strconv.FormatFloat(fraction, 'f', -1, 64)
	}
	return day, rest, nil
}

var (
	clockForm = regexp.MustCompile(`^(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?$`)
	// 11:30:00 PM, 1130pm, 11.30 p.m., 11 PM
	halfDayForm = regexp.MustCompile(`^(?i)(\d{1,2})(?:[:.]?(\d{2}))?(?:[:.]?(\d{2})(?:\.\d+)?)?\s*([ap])\.?\s?m\.?$`)
	// A number of hours and minutes, and one of minutes after midnight.
	hourNumber, minuteNumber = regexp.MustCompile(`^\d{3,4}$`), regexp.MustCompile(`^\d{1,2}$`)
)

// countsMinutes reports whether the first few hundred records ahead write times of
// day as numbers of hours and minutes in some columns: then 45 is 00:45, where
// otherwise it is no time.
func countsMinutes(t *table, columns ...int) bool {
	const rows = 500
	for _, record := range t.ahead(rows) {
		for _, i := range columns {
			field := strings.TrimSuffix(strings.TrimSpace(record[i]), ".0")
			if _, err := (dateReader{}).timeOfDay(field); err == nil && hourNumber.MatchString(field) {
				return true
			}
		}
	}
	return false
}

// timeOfDay reads 01:30, 0130, 01:30:00, 24:00, 1:30 AM or an Excel fraction of a day.
func (d dateReader) timeOfDay(s string) (time.Duration, error) {
	if part, err := strconv.ParseFloat(s, 64); err == nil && part >= 0 && part < 1 && strings.Contains(s, ".") {
		return time.Duration(math.Round(part*24*60*60)) * time.Second, nil
	}
	wrong := fmt.Errorf("no time of day: %q", brief(s))
	number := strings.TrimSuffix(s, ".0") // as programs write whole numbers that are not
	parts, afternoon := clockForm.FindStringSubmatch(number), ""
	switch {
	case parts == nil && d.bareMinutes && minuteNumber.MatchString(number):
		parts = []string{"", "0", number, ""}
	case parts == nil:
		if parts = halfDayForm.FindStringSubmatch(s); parts == nil {
			return 0, wrong
		}
		parts, afternoon = parts[:4], strings.ToLower(parts[4])
	}
	var n [3]int
	for i, p := range parts[1:] {
		if p != "" {
			n[i], _ = strconv.Atoi(p) // at most two digits
		}
	}
	if afternoon != "" {
		if n[0] > 12 {
			return 0, wrong
		}
		if n[0] %= 12; afternoon == "p" {
			n[0] += 12
		}
	}
	since := time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second
	if n[1] > 59 || n[2] > 59 || since > 24*time.Hour {
		return 0, wrong
	}
	return since, nil
}

// moment finds the instant at which the clocks of the zone show c.
func (d dateReader) moment(c civil, of grain) moment {
	const day = 24 * time.Hour
	before, after := c.Add(-offset(c.Add(-day), d.zone)), c.Add(-offset(c.Add(day), d.zone))
	switch shown := func(at time.Time) bool { return at.Add(offset(at, d.zone)).Equal(c) }; {
	case before.Equal(after) || !shown(after) && shown(before):
		return moment{at: before, of: of}
	case !shown(before) && shown(after):
		return moment{at: after, of: of}
	case !shown(before):
		return moment{before, of, crime.QualityMissingHour}
	}
	return moment{before, of, crime.QualityRepeatedHour}
}

// offset returns how far the clocks of a zone are ahead of UTC.
func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
