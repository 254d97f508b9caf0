package meeting

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A Fix is where a unit's radio or vehicle was at a moment. It is read, and never kept.
type Fix struct {
	Unit string
	At   time.Time
	Is   orb.Point // WGS 84
}

const (
	leastStay = 5 * time.Minute // inside a spot, to count as a visit
	mostGap   = 5 * time.Minute // between fixes: longer, and nobody knows where the unit was
)

// Stays returns the visits that fixes show: of each unit, runs of fixes inside one spot of
// five minutes or more. Spot returns the spot that a position lies in, or nothing. What
// comes back has minutes at places, and no track. The cost is that of sorting the fixes.
func Stays(fixes []Fix, spot func(orb.Point) string) []Visit {
	fixes = slices.Clone(fixes)
	slices.SortStableFunc(fixes, func(x, y Fix) int { return cmp.Or(cmp.Compare(x.Unit, y.Unit), x.At.Compare(y.At)) })
	var visits []Visit
	var unit, place string
	var from, last time.Time
	leave := func() {
		if stay := last.Sub(from); place != "" && stay >= leastStay {
			visits = append(visits, Visit{Unit: unit, Place: place, From: from.UTC(), Minutes: int(stay / time.Minute), Source: FromPositions})
		}
	}
	for _, f := range fixes {
		at := spot(f.Is)
		if f.Unit != unit || at != place || f.At.Sub(last) > mostGap {
			leave()
			unit, place, from = f.Unit, at, f.At
		}
		last = f.At
	}
	leave()
	return visits
}
