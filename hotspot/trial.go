package hotspot

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"beatplan/crime"
)

// An Allocation says of each day of a trial, and each spot, whether it is to be
// patrolled: by lot, so that nothing but the patrols tells the two kinds of day apart.
type Allocation [][]bool

// Allocate draws, for each day, which of the spots are patrolled: as many every day.
// That is how Essex ran its trial in Southend (Basford et al. 2021,
// doi 10.1007/s41887-021-00067-2). The seed of rng decides it, so that anybody can
// draw it again.
func Allocate(days, spots, treated int, rng *rand.Rand) (Allocation, error) {
	switch {
	case days < 1:
		return nil, fmt.Errorf("a trial of %d days: 1 or more", days)
	case spots < 2:
		return nil, fmt.Errorf("a trial of %d spots: it takes 2 to compare", spots)
	case treated < 1 || treated >= spots:
		return nil, fmt.Errorf("%d of %d spots patrolled a day: 1 or more, and fewer than all", treated, spots)
	}
	a := make(Allocation, days)
	for d := range a {
		a[d] = make([]bool, spots)
		for _, s := range rng.Perm(spots)[:treated] {
			a[d][s] = true
		}
	}
	return a, nil
}

// A Compliance is how far patrols went where the draw sent them.
type Compliance struct {
	Treated   int     `json:"treated"`   // spot-days drawn for a patrol
	Delivered int     `json:"delivered"` // of them patrolled
	Control   int     `json:"control"`   // spot-days drawn for none
	Spilt     int     `json:"spilt"`     // of them patrolled all the same
	Share     float64 `json:"share"`     // delivered ÷ treated, 0 to 1
	SpiltRate float64 `json:"spilt_share"`
}

// Comply compares an allocation with the patrols that were made, by day and spot.
func (a Allocation) Comply(made [][]bool) (Compliance, error) {
	var c Compliance
	if len(made) != len(a) {
		return c, fmt.Errorf("patrols of %d days and an allocation of %d", len(made), len(a))
	}
	for d, spots := range a {
		if len(made[d]) != len(spots) {
			return c, fmt.Errorf("day %d: patrols of %d spots and an allocation of %d", d, len(made[d]), len(spots))
		}
		for s, treated := range spots {
			switch {
			case treated && made[d][s]:
				c.Treated, c.Delivered = c.Treated+1, c.Delivered+1
			case treated:
				c.Treated++
			case made[d][s]:
				c.Control, c.Spilt = c.Control+1, c.Spilt+1
			default:
				c.Control++
			}
		}
	}
	if c.Treated > 0 {
		c.Share = float64(c.Delivered) / float64(c.Treated)
	}
	if c.Control > 0 {
		c.SpiltRate = float64(c.Spilt) / float64(c.Control)
	}
	return c, nil
}

// An Effect is what was found on spot-days drawn for a patrol against those drawn for
// none, whether or not the patrol was made (intention to treat).
type Effect struct {
	Treated     float64 `json:"treated"` // offences, or their harm
	Control     float64 `json:"control"`
	TreatedDays int     `json:"treated_days"` // spot-days
	ControlDays int     `json:"control_days"`

	// Ratio of what a spot-day had, with its 95% interval: 1 is no effect. Null is no
	// result, or no bound.
	Ratio *float64 `json:"ratio"`
	Low   *float64 `json:"ratio_low"`
	High  *float64 `json:"ratio_high"`
	P     float64  `json:"p"` // how often another draw would have found as much

	Permutations int `json:"permutations"` // that p rests on
	Resamples    int `json:"resamples"`    // draws of the days that the interval rests on
}

// permutations is how many other allocations a trial is compared with.
const permutations = 2000

// IntentToTreat compares what happened on spot-days, by day and spot, with what would
// have been found had the lot fallen otherwise: allocations are drawn again, as many
// spots a day. P is of a difference at least as large in either direction. The
// interval comes from drawing the days again, with replacement: days and not
// spot-days, since one night's trouble is in several spots. Where nothing happened on
// treated spot-days, drawing again would give no width: there its end is the exact one
// of [CompareRates], of the other spot-days on which something did. The seed of rng
// decides both.
func (a Allocation) IntentToTreat(outcomes [][]float64, rng *rand.Rand) (Effect, error) {
	if len(outcomes) != len(a) || len(a) == 0 {
		return Effect{}, fmt.Errorf("outcomes of %d days and an allocation of %d", len(outcomes), len(a))
	}
	days := make([]armsOfDay, len(a))
	for d, spots := range a {
		if len(outcomes[d]) != len(spots) {
			return Effect{}, fmt.Errorf("day %d: outcomes of %d spots and an allocation of %d", d, len(outcomes[d]), len(spots))
		}
		for s, treated := range spots {
			h := outcomes[d][s]
			if !(h >= 0) || math.IsInf(h, 0) {
				return Effect{}, fmt.Errorf("day %d, spot %d: %g happened: 0 or more", d, s, h)
			}
			days[d].add(treated, h)
		}
	}
	var all armsOfDay
	for _, d := range days {
		all = all.plus(d)
	}
	if all.treatedDays == 0 || all.controlDays == 0 {
		return Effect{}, errors.New("nothing was drawn for a patrol, or everything: there is nothing to compare")
	}
	if all.treated+all.control == 0 {
		return Effect{}, errors.New("nothing happened on any spot-day: nothing can be said")
	}
	e := Effect{
		Treated: all.treated, Control: all.control, TreatedDays: int(all.treatedDays), ControlDays: int(all.controlDays),
		Ratio: all.ratio(), Permutations: permutations, Resamples: resamples,
	}
	e.P = a.permutationP(outcomes, all, rng)
	e.Low, e.High = bootstrapInterval(days, rng)
	if all.treated == 0 {
		e.High = CompareRates(0, a.daysWithOffences(outcomes), all.treatedDays, all.controlDays).High
	}
	return e, nil
}

// daysWithOffences returns on how many spot-days drawn for no patrol something happened.
func (a Allocation) daysWithOffences(outcomes [][]float64) (n float64) {
	for d, spots := range a {
		for s, treated := range spots {
			if !treated && outcomes[d][s] > 0 {
				n++
			}
		}
	}
	return n
}

// armsOfDay adds up what treated and other spots had.
type armsOfDay struct{ treated, control, treatedDays, controlDays float64 }

func (a *armsOfDay) add(treated bool, outcome float64) {
	if treated {
		a.treated += outcome
		a.treatedDays++
		return
	}
	a.control += outcome
	a.controlDays++
}

func (a armsOfDay) plus(b armsOfDay) armsOfDay {
	return armsOfDay{a.treated + b.treated, a.control + b.control, a.treatedDays + b.treatedDays, a.controlDays + b.controlDays}
}

// ratio returns the rate of treated spot-days ÷ that of others, or nil.
func (a armsOfDay) ratio() *float64 {
	if a.control == 0 || a.treatedDays == 0 {
		return nil
	}
	r := a.treated / a.treatedDays / (a.control / a.controlDays)
	return &r
}

// difference returns how much more a treated spot-day had.
func (a armsOfDay) difference() float64 { return a.treated/a.treatedDays - a.control/a.controlDays }

// permutationP returns the permutation p-value: how often another draw would have found a
// difference as large.
func (a Allocation) permutationP(outcomes [][]float64, seen armsOfDay, rng *rand.Rand) float64 {
	const rounding = 1e-12
	least := math.Abs(seen.difference()) * (1 - rounding)
	as := 1 // what was seen is one of the draws
	order := make([]bool, 0, len(a[0]))
	for range permutations {
		var drawn armsOfDay
		for d, spots := range a {
			order = append(order[:0], spots...)
			rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for s, treated := range order {
				drawn.add(treated, outcomes[d][s])
			}
		}
		if math.Abs(drawn.difference()) >= least {
			as++
		}
	}
	return float64(as) / (permutations + 1)
}

// bootstrapInterval returns the middle 95% of the ratio when the days are drawn again: nil where
// some draws have no ratio.
func bootstrapInterval(days []armsOfDay, rng *rand.Rand) (low, high *float64) {
	ratios := make([]float64, 0, resamples)
	for range resamples {
		var drawn armsOfDay
		for range days {
			drawn = drawn.plus(days[rng.IntN(len(days))])
		}
		r := math.Inf(1)
		if ratio := drawn.ratio(); ratio != nil {
			r = *ratio
		}
		ratios = append(ratios, r)
	}
	slices.Sort(ratios)
	bound := func(p float64) *float64 {
		if q := quantile(ratios, p); finite(q) {
			return &q
		}
		return nil
	}
	return bound(0.025), bound(0.975)
}

// Detectable returns the ratio of rates that a trial would find four times in five,
// at the 5% level, where each arm may expect so many offences without patrols: nearer
// to 1 is better. It is the normal approximation of the log of a Poisson ratio.
func Detectable(expected float64) (ratio float64, err error) {
	if !(expected > 0) {
		return 0, errors.New("no offence is to be expected: the trial could find nothing")
	}
	const power = 1.959964 + 0.841621 // standard deviations: 5% two-sided, and 80%
	return math.Exp(-power * math.Sqrt(2/expected)), nil
}

// DayShares returns the shares of an offence that fall on policing days in a zone, by
// the date of each at midnight UTC, at the hours of a clock; and whether its time is
// known at all. Together they are what [Clock.Share] gives.
func DayShares(o crime.Offence, c crime.Clock, zone *time.Location) (shares map[time.Time]float64, known bool) {
	if o.Precision == crime.InMonth {
		return nil, false
	}
	shares = map[time.Time]float64{}
	take := func(at time.Time, share float64) {
		if c.Takes(at) {
			day := crime.PolicingDay(at)
			shares[time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)] += share
		}
	}
	from := o.From.In(zone)
	if o.Precision == crime.Instant || !o.To.After(o.From) {
		take(from, 1)
		return shares, true
	}
	for at, share := range crime.HourShares(from, o.To) {
		take(at, share)
	}
	return shares, true
}
