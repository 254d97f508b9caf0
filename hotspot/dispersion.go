package hotspot

// A scatterSum is how far months lie from one another, as sums of squares of
// standardised steps from a month to the next, and how many steps those are.
type scatterSum struct{ squares, steps float64 }

func (s scatterSum) plus(o scatterSum) scatterSum {
	return scatterSum{s.squares + o.squares, s.steps + o.steps}
}

// What a pooled dispersion is drawn to where there are few steps: 1.5, as if 30 steps
// had said so.
const (
	fewSteps        = 30
	unknownSpread   = 1.5
	leastTwoMonths  = 5 // offences of two months together from which on their step counts
	defaultRecent   = 3 // months
	wholeRecentFrom = 9 // months from which on the recent ones are so many
)

// shrunk returns the dispersion that the sums come to, which may be below 1.
func (s scatterSum) shrunk() float64 {
	if s.steps >= fewSteps {
		return s.squares / s.steps
	}
	return (s.squares + fewSteps*unknownSpread) / (s.steps + fewSteps)
}

// steps adds up the squared steps of a place's months, beside those of the area: each
// as if its two months shared their offences as the area's did. The step into the
// recent months is left out, since a change there is what is asked for.
func steps(months, area []float64, recent int) (sum scatterSum) {
	for t := range len(months) - 1 {
		both, areas := months[t]+months[t+1], area[t]+area[t+1]
		if t+1 == len(months)-recent || both < leastTwoMonths {
			continue
		}
		share := area[t] / areas
		if variance := both * share * (1 - share); variance > 0 {
			from := months[t] - both*share
			sum = sum.plus(scatterSum{from * from / variance, 1})
		}
	}
	return sum
}

// recentMonths returns how many of so many months are recent: 3, or a third of fewer
// than nine.
func recentMonths(months int) int {
	if months < wholeRecentFrom {
		return max(1, months/3)
	}
	return defaultRecent
}
