package hotspot

import (
	"fmt"
	"slices"
	"time"
)

const hoursInWeek = 7 * 24

// A Clock is a choice of hours of the week in local time. The zero Clock has
// none; AllHours has all.
type Clock struct {
	Name  string
	hours [hoursInWeek]bool // from Monday 00:00
}

// ClockNames are the names that NamedClock knows.
func ClockNames() []string { return []string{"all", "nte", "day", "night"} }

// NamedClock returns a clock by name:
//
//	all    every hour
//	nte    Thursday to Sunday nights, 19:00 to 05:00
//	day    every day, 06:00 to 18:00
//	night  every night, 18:00 to 06:00
func NamedClock(name string) (Clock, error) {
	c := Clock{Name: name}
	const monday, thursday, sunday = 0, 3, 6
	switch name {
	case "all":
		c.set(monday, sunday, 0, 24)
	case "nte":
		c.set(thursday, sunday, 19, 29)
	case "day":
		c.set(monday, sunday, 6, 18)
	case "night":
		c.set(monday, sunday, 18, 30)
	default:
		return Clock{}, fmt.Errorf("no clock %q; there are %v", name, ClockNames())
	}
	return c, nil
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
			c.hours[(day*24+hour)%hoursInWeek] = true
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
	case o.Precision == Instant:
		if c.hours[HourOfWeek(o.From.In(zone))] {
			return 1, true
		}
		return 0, true
	}
	for hour, weight := range Aoristic(o.From.In(zone), o.To) {
		if c.hours[hour] {
			share += weight
		}
	}
	return min(share, 1), true
}

// HourOfWeek returns the hour of the week of t in its own zone, from Monday
// 00:00 at 0 to Sunday 23:00 at 167.
func HourOfWeek(t time.Time) int { return (int(t.Weekday())+6)%7*24 + t.Hour() }

// Aoristic spreads one offence over the hours of the week of from's zone: each
// gets the share of the elapsed time in [from, to) that carries its label
// (Ratcliffe & McCullagh 1998). On the autumn change 01:00 has two hours, in
// spring none; beyond a week it wraps. The weights add up to 1. An instant
// (to = from) falls in one hour. It panics if to is before from.
func Aoristic(from, to time.Time) [hoursInWeek]float64 {
	var weights [hoursInWeek]float64
	if to.Before(from) {
		panic("hotspot: an interval that ends before it begins")
	}
	if to.Equal(from) {
		weights[HourOfWeek(from)] = 1
		return weights
	}
	total := to.Sub(from).Seconds()
	for t := from; t.Before(to); {
		next := hourAfter(t)
		if next.After(to) {
			next = to
		}
		weights[HourOfWeek(t)] += next.Sub(t).Seconds() / total
		t = next
	}
	return weights
}

// hourAfter returns the next full hour on the clock of t's zone. Zones change
// by whole or half hours, so the local minutes say how far it is.
func hourAfter(t time.Time) time.Time {
	into := time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	return t.Add(time.Hour - into)
}
