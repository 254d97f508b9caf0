package crime

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"beatplan/geo"
)

// HoursInDay and HoursInWeek are how many hours of the clock a day and a week have.
const (
	HoursInDay  = 24
	HoursInWeek = 7 * HoursInDay
)

// A Clock is a choice of hours of the week in local time, and of hours of the
// days that the calendar makes special. The zero Clock has none.
type Clock struct {
	Name     string
	Rule     string            // as [ParseClock] reads it; empty for a shift's
	hours    [HoursInWeek]bool // from Monday 00:00
	calendar []calendarHours   // on days that the rule names and the calendar knows
	dates    []span            // those days' hours, once the calendar is given
}

// calendarHours are hours [from, to) of every day on which there is a kind of
// event; past 24 they belong to the day after.
type calendarHours struct {
	kind     EventKind
	from, to int
}

// A span is the time in [from, to).
type span struct{ from, to time.Time }

// A ClockRule is a clock as data: a name for hours in words.
type ClockRule struct {
	Name    string `json:"name"`
	Version int    `json:"version"` // counts up from 1 with every change
	Rule    string `json:"rule"`    // as ParseClock reads it
}

// Clock returns the clock of the rule.
func (r ClockRule) Clock() (Clock, error) { return ParseClock(r.Name, r.Rule) }

// Validate returns an error that names what is wrong with the rule.
func (r ClockRule) Validate() error {
	if !regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`).MatchString(r.Name) {
		return fmt.Errorf("clock %q: a name is 1 to 40 lower-case letters, digits and hyphens", r.Name)
	}
	if r.Name == "all" {
		return errors.New("clock: all is every hour: give your own another name")
	}
	if _, err := r.Clock(); err != nil {
		return fmt.Errorf("rule: %w", err)
	}
	return nil
}

// DefaultClocks returns the clocks that everybody has.
func DefaultClocks() []ClockRule {
	return []ClockRule{
		{"all", 1, "daily 00:00-24:00"},
		{"nte", 1, "Thu-Sun 19:00-05:00, eves 19:00-05:00"},
		{"day", 1, "daily 06:00-18:00"},
		{"night", 1, "daily 18:00-06:00"},
	}
}

// ClockNames are the names that NamedClock knows.
func ClockNames() []string {
	var names []string
	for _, r := range DefaultClocks() {
		names = append(names, r.Name)
	}
	return names
}

// NamedClock returns one of [DefaultClocks] by name:
//
//	all    every hour
//	nte    Thursday to Sunday nights and the eves of bank holidays, 19:00 to 05:00
//	day    every day, 06:00 to 18:00
//	night  every night, 18:00 to 06:00
func NamedClock(name string) (Clock, error) {
	for _, r := range DefaultClocks() {
		if r.Name == name {
			return r.Clock()
		}
	}
	return Clock{}, fmt.Errorf("no clock %q; there are %s", name, geo.Names(ClockNames()))
}

// ParseClock reads hours of the week: days and whole hours, with commas between,
// as in
//
//	Thu-Sun 19:00-05:00, eves 19:00-05:00
//
// Days are a day (Fri), days (Thu-Sun), daily, or days of the calendar: eves (the
// eves of bank holidays) and holidays (bank holidays). Hours that end before they
// begin end on the day after, and belong to the day on which they began.
func ParseClock(name, rule string) (Clock, error) {
	c := Clock{Name: name, Rule: rule}
	for _, term := range strings.Split(rule, ",") {
		days, hours, found := strings.Cut(strings.TrimSpace(term), " ")
		from, to, err := parseHours(strings.TrimSpace(hours))
		if errors.Is(err, errNoHour) {
			return Clock{}, fmt.Errorf("«%s» covers no hour; a whole day is 00:00-24:00", strings.TrimSpace(term))
		}
		if !found || err != nil {
			return Clock{}, fmt.Errorf("%q: write days and whole hours, as in «Thu-Sun 19:00-05:00, eves 19:00-05:00»", strings.TrimSpace(term))
		}
		switch strings.ToLower(days) {
		case "eves":
			c.calendar = append(c.calendar, calendarHours{HolidayEve, from, to})
			continue
		case "holidays":
			c.calendar = append(c.calendar, calendarHours{BankHoliday, from, to})
			continue
		}
		first, last, err := parseDays(days)
		if err != nil {
			return Clock{}, err
		}
		c.set(first, last, from, to)
	}
	return c, nil
}

// errNoHour says that hours end where they begin.
var errNoHour = errors.New("no hour")

// parseHours reads HH:00-HH:00. Hours that end before they begin end past 24.
func parseHours(s string) (from, to int, err error) {
	begin, end, found := strings.Cut(s, "-")
	from, err1 := parseHour(begin)
	to, err2 := parseHour(end)
	switch {
	case found && err1 == nil && err2 == nil && from == to:
		return 0, 0, errNoHour
	case !found || err1 != nil || err2 != nil || from == 24:
		return 0, 0, fmt.Errorf("hours %q", s)
	case to < from:
		to += 24
	}
	return from, to, nil
}

func parseHour(s string) (int, error) {
	hour, minutes, found := strings.Cut(s, ":")
	n, err := strconv.ParseUint(hour, 10, 8)
	if err != nil || n > 24 || len(hour) > 2 || found && minutes != "00" {
		return 0, fmt.Errorf("hour %q", s)
	}
	return int(n), nil
}

// parseDays reads a day, or the first and the last of some, Monday at 0. Days that
// end before they begin go past Sunday.
func parseDays(s string) (first, last int, err error) {
	if strings.EqualFold(s, "daily") {
		return 0, 6, nil
	}
	names := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	begin, end, found := strings.Cut(strings.ToLower(s), "-")
	if !found {
		end = begin
	}
	first, last = slices.Index(names, begin), slices.Index(names, end)
	if first < 0 || last < 0 {
		return 0, 0, fmt.Errorf("no days %q: write Mon, Thu-Sun, daily, eves or holidays", s)
	}
	if last < first {
		last += 7
	}
	return first, last, nil
}

// On returns the clock with the hours that its rule gives to days of the calendar:
// those of events in a zone. Eves that no calendar names are among them.
func (c Clock) On(events []Event, zone *time.Location) Clock {
	c.dates = nil
	for _, e := range slices.Concat(events, Eves(events, zone)) {
		for _, h := range c.calendar {
			if h.kind == e.Kind {
				day := e.From.In(zone)
				at := func(hour int) time.Time { return time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, zone) }
				c.dates = append(c.dates, span{at(h.from), at(h.to)})
			}
		}
	}
	slices.SortFunc(c.dates, func(a, b span) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
	c.dates = slices.CompactFunc(c.dates, func(a, b span) bool { return a.from.Equal(b.from) && a.to.Equal(b.to) })
	return c
}

// OfCalendar reports whether the clock's rule names days of the calendar.
func (c Clock) OfCalendar() bool { return len(c.calendar) > 0 }

// Dates returns, in order, when the hours begin that the calendar gives the clock.
func (c Clock) Dates() []time.Time {
	dates := make([]time.Time, len(c.dates))
	for i, d := range c.dates {
		dates[i] = d.from
	}
	return dates
}

// Empty reports whether the clock takes no hour at all.
func (c Clock) Empty() bool { return c.Hours() == 0 && len(c.dates) == 0 }

// Takes reports whether the clock takes the hour of t, by t's zone.
func (c Clock) Takes(t time.Time) bool {
	return c.hours[HourOfWeek(t)] || slices.ContainsFunc(c.dates, func(d span) bool { return !t.Before(d.from) && t.Before(d.to) })
}

// ShiftClock returns the clock of the hours of the week that [start, end)
// touches, read in start's zone. Its name says which: Fri 18:00 to Sat 02:00.
func ShiftClock(start, end time.Time) Clock {
	const moment = "Mon 15:04"
	c := Clock{Name: start.Format(moment) + " to " + end.In(start.Location()).Format(moment)}
	for t := start; t.Before(end); t = hourAfter(t) {
		c.hours[HourOfWeek(t)] = true
	}
	return c
}

// set adds the hours [from, to) of the days first to last; hours past 24 belong
// to the day after.
func (c *Clock) set(first, last, from, to int) {
	for day := first; day <= last; day++ {
		for hour := from; hour < to; hour++ {
			c.hours[(day*24+hour)%HoursInWeek] = true
		}
	}
}

// All reports whether the clock takes every hour.
func (c Clock) All() bool { return !slices.Contains(c.hours[:], false) }

// Hours returns how many hours of the week the clock takes.
func (c Clock) Hours() int {
	n := 0
	for _, in := range c.hours {
		if in {
			n++
		}
	}
	return n
}

// Share returns the share of an offence, 0 to 1, that falls in the hours of the
// clock in a zone, and whether the offence's hours are known at all.
func (c Clock) Share(o Offence, zone *time.Location) (share float64, known bool) {
	switch {
	case c.All():
		return 1, true
	case o.Precision == InMonth:
		return 0, false
	case o.Precision == Instant || !o.To.After(o.From):
		if c.Takes(o.From.In(zone)) {
			return 1, true
		}
		return 0, true
	}
	for hour, weight := range HourShares(o.From.In(zone), o.To) {
		if c.Takes(hour) {
			share += weight
		}
	}
	return whole(share), true
}

// whole returns a share of an offence, and 1 where only rounding keeps it from that.
func whole(share float64) float64 {
	if share > 1-1e-12 {
		return 1
	}
	return share
}

// HourOfWeek returns the hour of the week of t in its own zone, from Monday
// 00:00 at 0 to Sunday 23:00 at 167.
func HourOfWeek(t time.Time) int { return (int(t.Weekday())+6)%7*24 + t.Hour() }

// Aoristic spreads one offence over the hours of the week of from's zone: each
// gets the share of the elapsed time in [from, to) that carries its label
// (Ratcliffe & McCullagh 1998). On the autumn change 01:00 has two hours, in
// spring none; beyond a week it wraps. The weights add up to 1. An instant
// (to = from) falls in one hour. It panics if to is before from.
func Aoristic(from, to time.Time) [HoursInWeek]float64 {
	var weights [HoursInWeek]float64
	if to.Before(from) {
		panic("crime: an interval that ends before it begins")
	}
	if to.Equal(from) {
		weights[HourOfWeek(from)] = 1
		return weights
	}
	for hour, weight := range HourShares(from, to) {
		weights[HourOfWeek(hour)] += weight
	}
	return weights
}

// HourShares yields the parts of [from, to) that lie in one hour each: when a part
// begins, in from's zone, and its share of the elapsed time.
func HourShares(from, to time.Time) iter.Seq2[time.Time, float64] {
	return func(yield func(time.Time, float64) bool) {
		total := to.Sub(from).Seconds()
		for t := from; t.Before(to); {
			next := hourAfter(t)
			if next.After(to) {
				next = to
			}
			if !yield(t, next.Sub(t).Seconds()/total) {
				return
			}
			t = next
		}
	}
}

// hourAfter returns the next full hour on the clock of t's zone. Zones change
// by whole or half hours, so the local minutes say how far it is.
func hourAfter(t time.Time) time.Time {
	into := time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	return t.Add(time.Hour - into)
}

// DayBegins is the hour at which a policing day begins, so that a night belongs
// whole to the day on whose evening it began.
const DayBegins = 6

// PolicingDay returns midnight of the calendar day to which t's policing day
// belongs, by t's zone: 05:59 on Saturday is Friday's, 06:00 Saturday's.
func PolicingDay(t time.Time) time.Time {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	if t.Hour() < DayBegins {
		return day.AddDate(0, 0, -1)
	}
	return day
}

// HoursOfDay returns the hours of the day that the clock takes on some day.
func (c Clock) HoursOfDay() (taken [HoursInDay]bool) {
	for hour, in := range c.hours {
		taken[hour%HoursInDay] = taken[hour%HoursInDay] || in
	}
	for _, d := range c.dates {
		for t := d.from; t.Before(d.to); t = hourAfter(t) {
			taken[t.Hour()] = true
		}
	}
	return taken
}
