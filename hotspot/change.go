package hotspot

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"beatplan/crime"
)

// A MonthCount is how many offences a month had. With a clock they need not be
// whole.
type MonthCount struct {
	Month crime.Month `json:"month"`
	Count float64     `json:"count"`
	Days  float64     `json:"days"` // length of the month, clock changes included
}

// What a comparison of two periods comes to.
const (
	Lower      = "lower"
	Comparable = "comparable"
	Above      = "above"
	TooFew     = "comparable (too few to tell)"
)

// A Change is a period against an earlier one.
type Change struct {
	Before     float64 `json:"before"` // offences
	After      float64 `json:"after"`
	DaysBefore float64 `json:"days_before"`
	DaysAfter  float64 `json:"days_after"`
	Difference float64 `json:"difference"`
	Percent    string  `json:"percent"` // as strand tables print it; of daily rates where the periods are not as long. Empty without earlier offences

	// Ratio of the daily rates with its 95% interval: 1 is no change. Null without
	// earlier offences. P is of a ratio as far from 1 if there were no change.
	Ratio     *float64 `json:"ratio"`
	RatioLow  float64  `json:"ratio_low"`
	RatioHigh float64  `json:"ratio_high"`
	P         float64  `json:"p"`

	Scatter // of months: always allowed for

	Verdict string `json:"verdict"` // lower, comparable, above, or comparable (too few to tell)
	Stable  bool   `json:"stable"`  // the later months do not trend beyond chance
}

// Significance is what makes a change more than chance.
const Significance = 0.05

// CompareMonths says how a period of months, in order, changed against an earlier
// one, which may be longer or shorter: by their rates for each day.
//
// Of all offences, those of the later period are taken as binomial, and as many of
// them count as one as the scatter of months says. The interval is Jeffreys's
// (quantiles of a beta distribution), and the verdict is read from it alone: lower, or
// above, where it leaves out 1. There are too few to tell when as many offences could
// not have shown a change, had all been in one of the periods.
func CompareMonths(before, after []MonthCount, scatter Scatter) (Change, error) {
	if len(before) == 0 || len(after) == 0 {
		return Change{}, errors.New("a period without months cannot be compared")
	}
	c := Change{Scatter: scatter}
	for _, m := range before {
		c.Before, c.DaysBefore = c.Before+m.Count, c.DaysBefore+m.Days
	}
	for _, m := range after {
		c.After, c.DaysAfter = c.After+m.Count, c.DaysAfter+m.Days
	}
	if !(c.DaysBefore > 0 && c.DaysAfter > 0) {
		return Change{}, fmt.Errorf("periods of %g and %g days cannot be compared", c.DaysBefore, c.DaysAfter)
	}
	c.Difference = c.After - c.Before
	const asLong = 0.03 // a leap day and February against March are no matter
	if longer := c.DaysAfter / c.DaysBefore; math.Abs(longer-1) <= asLong {
		c.Percent = PercentChange(c.Before, c.After)
	} else {
		c.Percent = PercentChange(c.Before*longer, c.After)
	}
	if c.Before > 0 {
		ratio := c.After / c.DaysAfter / (c.Before / c.DaysBefore)
		c.Ratio = &ratio
	}
	each := scatter.Each()
	c.RatioLow, c.RatioHigh, c.P = c.jeffreys(c.Before/each, c.After/each)
	c.Verdict = c.verdict(each)
	c.Stable = c.Verdict != TooFew && steady(after, scatter.Dispersion)
	return c, nil
}

// jeffreys returns the 95% interval of the ratio of daily rates for so many offences
// before and after, and its p.
func (c Change) jeffreys(before, after float64) (low, high, p float64) {
	const tail = Significance / 2
	longer := c.DaysBefore / c.DaysAfter
	a, b := after+0.5, before+0.5
	// of the odds u/(1 − u), by whichever of u and 1 − u is the smaller
	odds := func(p float64) float64 {
		if u := mathext.InvRegIncBeta(a, b, p); u < 0.5 {
			return u / (1 - u)
		}
		rest := mathext.InvRegIncBeta(b, a, 1-p)
		return (1 - rest) / rest
	}
	below := mathext.RegIncBeta(a, b, c.DaysAfter/(c.DaysAfter+c.DaysBefore))
	return odds(tail) * longer, odds(1-tail) * longer, min(1, 2*min(below, 1-below))
}

// verdict returns what the comparison comes to where so many offences count as one.
func (c Change) verdict(each float64) string {
	all := (c.Before + c.After) / each
	_, highest, _ := c.jeffreys(all, 0)
	lowest, _, _ := c.jeffreys(0, all)
	switch {
	case highest >= 1 || lowest <= 1:
		return TooFew
	case c.RatioHigh < 1:
		return Lower
	case c.RatioLow > 1:
		return Above
	}
	return Comparable
}

// Words returns the verdict as a report prints it. What is above is not called stable, which a
// reader takes for unchanged: it is steady at its new level.
func (c Change) Words() string {
	switch {
	case c.Stable && c.Verdict == Above:
		return c.Verdict + " (steady at that level)"
	case c.Stable:
		return c.Verdict + " (and stable)"
	}
	return c.Verdict
}

// A stable period has at least so many months and offences.
const (
	stableMonths   = 3
	stableOffences = 10
)

// steady reports whether months neither climb nor fall beyond chance, and are enough
// to say so: the score test of a rate against time, whose variance is so many times a
// Poisson number's.
func steady(months []MonthCount, dispersion float64) bool {
	var count, days, middle float64
	for i, m := range months {
		count, days = count+m.Count, days+m.Days
		middle += float64(i) * m.Days
	}
	if len(months) < stableMonths || count < stableOffences {
		return false
	}
	middle /= days
	var slope, variance float64
	for i, m := range months {
		from := float64(i) - middle
		slope += from * m.Count
		variance += dispersion * from * from * count * m.Days / days
	}
	return math.Erfc(math.Abs(slope)/math.Sqrt(2*variance)) >= Significance
}

// PercentChange returns the change from before to after as strand tables print it:
// to one decimal unless that is 0, with its sign. Without any before, it is empty.
func PercentChange(before, after float64) string {
	if before == 0 {
		return ""
	}
	tenths := math.Round(1000 * (after - before) / before)
	if tenths == 0 {
		return "0%"
	}
	s := strings.TrimSuffix(strconv.FormatFloat(tenths/10, 'f', 1, 64), ".0")
	if tenths > 0 {
		s = "+" + s
	}
	return s + "%"
}
