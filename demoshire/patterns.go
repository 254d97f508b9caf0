package demoshire

import (
	"cmp"
	"slices"
)

// A kind is a pattern and what its offences look like.
type kind struct {
	Pattern
	workdays, weekend string   // rate of each hour of the policing day from 06:00, 0 to 9; the weekend is Friday and Saturday
	places            []chance // of which one
	flags             []chance // each by itself
	span              span
	patrolled         bool // it draws patrols
}

// A chance is something that is so with a probability from 0 to 1.
type chance struct {
	name string
	p    float64
}

// A span is how well times are known: the share of offences known to an
// interval alone, and the mean length of these in hours.
type span struct{ share, hours float64 }

// week returns the share of offences in each hour of the week.
func (k kind) week() [168]float64 {
	const friday, saturday, morning = 4, 5, 6
	var week [168]float64
	sum := 0.0
	for day := range 7 {
		rates := k.workdays
		if day == friday || day == saturday {
			rates = k.weekend
		}
		for i, digit := range rates {
			rate := float64(digit - '0')
			week[(24*day+morning+i)%len(week)] = rate
			sum += rate
		}
	}
	for hour := range week {
		week[hour] /= sum
	}
	return week
}

// usual returns how many offences there are in a usual year.
func usual() int {
	n := 0
	for _, k := range kinds() {
		for _, q := range k.Quotas {
			n += q.Number
		}
	}
	return n
}

// share gives n offences to the quotas of each kind in proportion to a usual
// year, by largest remainders.
func share(n int) [][]int {
	year := usual()
	type slot struct{ kind, quota, rest int }
	var slots []slot
	numbers := make([][]int, len(kinds()))
	left := n
	for i, k := range kinds() {
		for j, q := range k.Quotas {
			// Whole years apart, so that large numbers do not overflow.
			number := n/year*q.Number + n%year*q.Number/year
			numbers[i] = append(numbers[i], number)
			slots = append(slots, slot{i, j, n % year * q.Number % year})
			left -= number
		}
	}
	slices.SortStableFunc(slots, func(a, b slot) int { return cmp.Compare(b.rest, a.rest) })
	for _, s := range slots[:left] {
		numbers[s.kind][s.quota]++
	}
	return numbers
}
