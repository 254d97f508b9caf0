package sheet

import (
	"cmp"
	"slices"

	"beatplan/english"
)

// A Week is offences by hour of the week, from Monday 00:00.
type Week struct {
	Counts  [168]float64
	Peak    [168]bool // the fewest hours that hold half
	Unknown float64   // share of the offences of which the hour is not known
}

func (w Week) hours() int {
	n := 0
	for _, in := range w.Peak {
		if in {
			n++
		}
	}
	return n
}

// bands writes the runs of hours that hold half, those with most first.
func (w Week) bands() []string {
	type band struct {
		words string
		holds float64
	}
	var all []band
	for h := range w.Peak {
		if !w.Peak[h] || w.Peak[(h+167)%168] {
			continue
		}
		var b band
		end := h
		for ; w.Peak[end%168] && end < h+168; end++ {
			b.holds += w.Counts[end%168]
		}
		b.words = english.HoursOfWeek(h, end-h)
		all = append(all, b)
	}
	slices.SortStableFunc(all, func(a, b band) int { return cmp.Compare(b.holds, a.holds) })
	words := make([]string, len(all))
	for i, b := range all {
		words[i] = b.words
	}
	return words
}
