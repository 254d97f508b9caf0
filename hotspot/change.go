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

	// Ratio of the daily rates with its 95% interval: 1 is no change. Where offences
	// come in clusters, the interval is wider for it. Null is no result, or no bound.
	Ratio     *float64 `json:"ratio"`
	RatioLow  float64  `json:"ratio_low"`
	RatioHigh *float64 `json:"ratio_high"`
	P         float64  `json:"p"`       // exact conditional test
	ScoreP    float64  `json:"p_etest"` // score E-test

	// Months within each period against their mean: a dispersion of 1 is chance. Null
	// where there are too few months.
	Dispersion    *float64 `json:"dispersion"`
	DispersionP   *float64 `json:"dispersion_p"`
	Overdispersed bool     `json:"overdispersed"`

	Verdict string `json:"verdict"` // lower, comparable, above, or comparable (too few to tell)
	Stable  bool   `json:"stable"`  // the later months neither scatter nor trend beyond chance
}

// Significance is what makes a change more than chance.
const Significance = 0.05

// CompareMonths says how a period of months, in order, changed against an earlier
// one, which may be longer or shorter: rates for each day are compared by
// [CompareRates].
//
// Months that scatter beyond chance (Pearson's χ² within each period) make offences
// count for as many fewer, both in the interval and in the verdict. There is a change
// when p is below 0.05 and the interval leaves out 1. There are too few to tell when
// as many offences could not have shown one, had all been in one of the periods.
func CompareMonths(before, after []MonthCount) (Change, error) {
	if len(before) == 0 || len(after) == 0 {
		return Change{}, errors.New("a period without months cannot be compared")
	}
	c := Change{ScoreP: 1}
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

	each := 1. // offences that count as one
	if s := Scattered(before, after); s != nil {
		c.Dispersion, c.DispersionP, c.Overdispersed = &s.Dispersion, &s.P, s.Over
		if s.Over {
			each = s.Dispersion
		}
	}
	exact := CompareRates(c.After, c.Before, c.DaysAfter, c.DaysBefore)
	wide := CompareRates(c.After/each, c.Before/each, c.DaysAfter, c.DaysBefore)
	c.Ratio, c.P = exact.Ratio, exact.P
	c.RatioLow, c.RatioHigh = wide.Low, wide.High
	c.ScoreP = ETest(int(math.Round(c.After)), int(math.Round(c.Before)), c.DaysAfter, c.DaysBefore)
	c.Verdict = c.word(each)
	c.Stable = c.Verdict != TooFew && steady(after)
	return c, nil
}

// word returns the verdict where so many offences count as one.
func (c Change) word(each float64) string {
	all := int(math.Round((c.Before + c.After) / each))
	share := c.DaysAfter / (c.DaysAfter + c.DaysBefore)
	switch {
	case conditionalP(all, 0, share) >= Significance || conditionalP(0, all, share) >= Significance:
		return TooFew
	case c.P < Significance && c.RatioHigh != nil && *c.RatioHigh < 1:
		return Lower
	case c.P < Significance && c.RatioLow > 1:
		return Above
	}
	return Comparable
}

// Words returns the verdict as a report prints it.
func (c Change) Words() string {
	if c.Stable {
		return c.Verdict + " (and stable)"
	}
	return c.Verdict
}

// A Scatter says how far months lie about the mean of their period.
type Scatter struct {
	Dispersion float64 `json:"dispersion"`   // Pearson's χ² ÷ its degrees of freedom: 1 is what chance gives
	P          float64 `json:"dispersion_p"` // of as much by chance
	Over       bool    `json:"overdispersed"`
}

// Scattered returns how far the months of some periods scatter; nil where there are
// too few months, or no offences.
func Scattered(periods ...[]MonthCount) *Scatter {
	statistic, df := scatter(periods...)
	if df == 0 {
		return nil
	}
	s := Scatter{Dispersion: statistic / df, P: chiSquared(statistic, df)}
	s.Over = s.P < Significance
	return &s
}

// scatter returns Pearson's χ² of the months of each period against the period's
// mean, and its degrees of freedom: 0 where nothing can be said.
func scatter(periods ...[]MonthCount) (statistic, df float64) {
	for _, months := range periods {
		var count, days float64
		for _, m := range months {
			count, days = count+m.Count, days+m.Days
		}
		if count == 0 {
			continue
		}
		for _, m := range months {
			expected := count * m.Days / days
			statistic += (m.Count - expected) * (m.Count - expected) / expected
		}
		df += float64(len(months) - 1)
	}
	return statistic, df
}

// chiSquared returns the chance of a statistic at least as high.
func chiSquared(statistic, df float64) float64 { return mathext.GammaIncRegComp(df/2, statistic/2) }

// A stable period has at least so many months and offences.
const (
	stableMonths   = 3
	stableOffences = 10
)

// steady reports whether months neither scatter about their mean nor climb or fall
// beyond chance, and are enough to say so. The trend is the score test of a Poisson
// rate against time.
func steady(months []MonthCount) bool {
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
		variance += from * from * count * m.Days / days
	}
	trend := math.Erfc(math.Abs(slope) / math.Sqrt(2*variance))
	statistic, df := scatter(months)
	return trend >= Significance && chiSquared(statistic, df) >= Significance
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
