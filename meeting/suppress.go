package meeting

// PublicEdition of a report has no count from 1 to 4, and nothing that gives one away.
const PublicEdition = "public"

// withheldNote says why a count is not printed. It is the same for a small count and for
// one that is withheld beside it: which is which would say how small.
const withheldNote = "withheld: a count under 5, or one that would give such a count away"

// Suppress returns which counts a public edition withholds: those from 1 to 4 (primary
// suppression), and others as far as it takes that no small one can be worked out
// (secondary suppression). A link is counts of which one is the sum of the others, or
// whose sum is known elsewhere, by their places. A count that is not known, nil, is
// withheld already and takes part in no link.
//
// In each link either nothing is withheld or at least two counts are, and these are not
// all 1. The cost is that of the links times the counts.
func Suppress(counts []*int, links [][]int) []bool {
	withheld := make([]bool, len(counts))
	for i, n := range counts {
		withheld[i] = n != nil && *n > 0 && *n < Small
	}
	for changed := true; changed; {
		changed = false
		for _, link := range links {
			if next := alsoWithheld(counts, withheld, link); next >= 0 {
				withheld[next], changed = true, true
			}
		}
	}
	return withheld
}

// alsoWithheld returns the place of the count that must be withheld too, the smallest of
// those that do: -1 where nothing can be worked out, or nothing is left to withhold.
func alsoWithheld(counts []*int, withheld []bool, link []int) int {
	hidden, sum, next := 0, 0, -1
	for _, i := range link {
		switch {
		case counts[i] == nil:
			return -1 // the sum is not known either
		case withheld[i]:
			hidden, sum = hidden+1, sum+*counts[i]
		case *counts[i] > 0 && (next < 0 || *counts[i] < *counts[next]):
			next = i
		}
	}
	if hidden == 0 || hidden > 1 && sum > hidden {
		return -1
	}
	return next
}

// withhold leaves out of rows what [Suppress] withholds in either of their columns. The
// links are by place among the rows.
func withhold(rows []StrandRow, links [][]int) []StrandRow {
	withheld := make([]StrandRow, len(rows))
	copy(withheld, rows)
	for i := range withheld {
		withheld[i].Months = nil
	}
	columns := []func(*StrandRow) **int{
		func(r *StrandRow) **int { return &r.Before },
		func(r *StrandRow) **int { return &r.After },
	}
	for _, column := range columns {
		counts := make([]*int, len(rows))
		for i := range rows {
			counts[i] = *column(&rows[i])
		}
		for i, hide := range Suppress(counts, links) {
			if hide {
				r := &withheld[i]
				*column(r) = nil
				r.Note, r.Difference, r.Percent, r.Verdict = withheldNote, nil, "", ""
			}
		}
	}
	return withheld
}
