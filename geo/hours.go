package geo

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A TimeOfDay is a number of minutes since the midnight with which the day begins, by the
// clocks of the place; 0 or more. From 24:00 on it is a time of the night after: 26:00 is
// two in the morning.
type TimeOfDay int

// Day is as many minutes as a day has.
const Day TimeOfDay = 24 * 60

// String writes the time of day as a clock shows it, but the end of a day as 24:00.
func (c TimeOfDay) String() string {
	if c > Day {
		c %= Day
	}
	return fmt.Sprintf("%02d:%02d", c/60, c%60)
}

// A Span is a time of opening: From is before 24:00, To after From and at most a
// day later.
type Span struct{ From, To TimeOfDay }

// Hours are when a place is open, on the days of the week in the order of their
// beginnings. What goes on past midnight belongs to the day before. A day without
// spans is one on which the place is closed; a day that is not there is unknown.
type Hours map[time.Weekday][]Span

// Terminal is when the last licensed activity of a place ends, by day of the week:
// from 12:00 to before 36:00, since the night belongs to the day before. A day that
// is not there is unknown.
type Terminal map[time.Weekday]TimeOfDay

// ParseHours reads opening hours in the plainest form of OpenStreetMap's:
//
//	Mo-Th 10:00-23:00; Fr,Sa 10:00-15:00,17:00-02:00; Su off
//	24/7
//
// Days may be written out, and are all seven where none is named; a later rule
// overrules those before it, but for one after a comma, which may not speak of a day
// that the rule before the comma speaks of. What is said of public and school holidays (PH,
// SH) says nothing of a day of the week; seasons and the sun's hours are not read.
func ParseHours(s string) (Hours, error) {
	if strings.TrimSpace(s) == "24/7" {
		s = "00:00-24:00"
	}
	h, err := byDay(s, spans)
	if err != nil {
		return nil, fmt.Errorf("no opening hours: %w; write them like Mo-Th 10:00-23:00; Fr,Sa 10:00-02:00; Su off", err)
	}
	return h, nil
}

// ParseTerminal reads terminal hours: Mo-Th 23:30; Fr,Sa 02:00. A time before noon
// is one of the morning after.
func ParseTerminal(s string) (Terminal, error) {
	t, err := byDay(s, func(s string) (TimeOfDay, bool) {
		c, is := clock(s)
		if c < Day/2 {
			c += Day
		}
		return c, is && c < Day+Day/2
	})
	if err != nil {
		return nil, fmt.Errorf("no terminal hour: %w; write it like 23:30, or Mo-Th 23:30; Fr,Sa 02:00", err)
	}
	return t, nil
}

// String writes the hours as ParseHours reads them: Monday first, days that agree
// together. Nothing known is nothing.
func (h Hours) String() string {
	return rules(h, func(open []Span) string {
		if len(open) == 0 {
			return "off"
		}
		times := make([]string, len(open))
		for i, s := range open {
			times[i] = s.From.String() + "-" + s.To.String()
		}
		return strings.Join(times, ",")
	})
}

// String writes the hours as ParseTerminal reads them.
func (t Terminal) String() string { return rules(t, TimeOfDay.String) }

// byDay reads rules for days of the week, separated by semicolons.
func byDay[T any](s string, read func(string) (T, bool)) (map[time.Weekday]T, error) {
	said := map[time.Weekday]T{}
	for list := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(s), ";"), ";") {
		beside := map[time.Weekday]bool{} // days of rules that a comma joins
		for rule := range strings.SplitSeq(nextRule.ReplaceAllString(strings.ToLower(list), "$1;$2"), ";") {
			named, times := "", strings.TrimSpace(rule)
			if i := firstTime.FindStringIndex(times); i != nil {
				named, times = strings.TrimSpace(times[:i[0]]), times[i[0]:]
			}
			named, holidays := withoutHolidays(named)
			value, is := read(times)
			if holidays && named == "" && is {
				continue
			}
			on, known := days(named)
			if !known || !is || slices.ContainsFunc(on, func(d time.Weekday) bool { return beside[d] }) {
				return nil, fmt.Errorf("%q", short(list))
			}
			for _, day := range on {
				said[day], beside[day] = value, true
			}
		}
	}
	if len(said) == 0 {
		return nil, fmt.Errorf("%q says nothing of a day of the week", short(s))
	}
	return said, nil
}

// nextRule finds a comma after a time and before a day.
var nextRule = regexp.MustCompile(`(\d|off|closed)\s*,\s*([a-z])`)

// withoutHolidays takes public and school holidays out of a list of days.
func withoutHolidays(named string) (days string, holidays bool) {
	kept := slices.DeleteFunc(strings.Split(named, ","), func(day string) bool {
		day = strings.TrimSpace(day)
		return day == "ph" || day == "sh"
	})
	days = strings.Join(kept, ",")
	return days, days != named
}

// firstTime finds where a rule stops to speak of days.
var firstTime = regexp.MustCompile(`\d|\boff$|\bclosed$`)

func short(s string) string {
	const most = 60
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strings.TrimSpace(s)
}

// week returns the days from Monday to Sunday.
func week() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// ParseDays reads days of the week as ParseHours does: Mo-Th, or Friday,Sat. Nothing
// is all seven.
func ParseDays(s string) ([]time.Weekday, error) {
	on, known := days(strings.ToLower(strings.TrimSpace(s)))
	if !known {
		return nil, fmt.Errorf("no days of the week: %q; write them like Mo-Th, or Fr,Sa", short(s))
	}
	return on, nil
}

func abbreviation(d time.Weekday) string { return d.String()[:2] }

// days reads names of days and ranges of them. No name is every day.
func days(s string) (on []time.Weekday, known bool) {
	if s == "" {
		return week(), true
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "–", "-"), ",") {
		first, last, isRange := strings.Cut(part, "-")
		from, is := weekday(first)
		to, both := from, is
		if isRange {
			to, both = weekday(last)
		}
		if !is || !both {
			return nil, false
		}
		for day := from; ; day = (day + 1) % 7 {
			on = append(on, day)
			if day == to {
				break
			}
		}
	}
	return on, true
}

// weekday reads the first two letters of a day's name, or more of them.
func weekday(s string) (time.Weekday, bool) {
	s = strings.TrimSpace(s)
	for _, day := range week() {
		if len(s) >= 2 && strings.HasPrefix(strings.ToLower(day.String()), s) {
			return day, true
		}
	}
	return 0, false
}

// spans reads times of opening, or that there are none.
func spans(s string) ([]Span, bool) {
	open := []Span{}
	if s == "off" || s == "closed" {
		return open, true
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "–", "-"), ",") {
		first, last, _ := strings.Cut(part, "-")
		from, is := clock(first)
		to, both := clock(last)
		if to <= from {
			to += Day
		}
		if !is || !both || from >= Day || to > from+Day {
			return nil, false
		}
		open = append(open, Span{from, to})
	}
	slices.SortFunc(open, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return open, true
}

var clockTime = regexp.MustCompile(`^(\d{1,2})(?:[:.]?(\d\d)|:(\d\d):00)$`)

// clock reads a time of day up to 48:00: 23:30, 23.30, 2330 or 23:30:00.
func clock(s string) (TimeOfDay, bool) {
	parts := clockTime.FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(parts[1])              // of a checked form
	minutes, _ := strconv.Atoi(parts[2] + parts[3]) // likewise, and one of the two is empty
	c := TimeOfDay(hours*60 + minutes)
	return c, minutes < 60 && c <= 2*Day
}

// rules writes what is said of days: each thing once, after the days it is said of.
func rules[T any](said map[time.Weekday]T, write func(T) string) string {
	var things []string
	on := map[string][]int{} // days of the week, Monday 0
	for i, day := range week() {
		value, known := said[day]
		if !known {
			continue
		}
		thing := write(value)
		if on[thing] == nil {
			things = append(things, thing)
		}
		on[thing] = append(on[thing], i)
	}
	for i, thing := range things {
		things[i] = ranges(on[thing]) + " " + thing
	}
	return strings.Join(things, "; ")
}

// ranges writes days of the week, three or more in a row as a range.
func ranges(on []int) string {
	var parts []string
	for len(on) > 0 {
		n := 1
		for n < len(on) && on[n] == on[0]+n {
			n++
		}
		switch first, last := abbreviation(week()[on[0]]), abbreviation(week()[on[n-1]]); {
		case n >= 3:
			parts = append(parts, first+"-"+last)
		case n == 2:
			parts = append(parts, first, last)
		default:
			parts = append(parts, first)
		}
		on = on[n:]
	}
	return strings.Join(parts, ",")
}
