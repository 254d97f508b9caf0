package hotspot

import (
	"slices"

	"beatplan/crime"
	"beatplan/geo"
)

// CellMonths counts, in each cell of a lattice and each of some months, the offences
// of a question's group and all other rows beside them, from the offences of each
// month. It is the one place that says which rows a forecast learns from:
//
//   - offences of the group count by the share of them that falls in the hours of the
//     question's clock; the rest of such an offence counts among the others;
//   - all other recorded rows are others, anti-social behaviour included, at whatever
//     hour: for a group of every offence they are anti-social behaviour alone;
//   - police-generated rows (drugs, possession of weapons, or flagged so) are neither:
//     where officers look they find, and a forecast that counted finds would send them
//     there again.
//
// Outcomes of investigations are no rows of their own and do not count.
func CellMonths(l geo.Lattice, months [][]crime.Offence, q Question) []CellMonth {
	clock := q.Clock
	if q.AllHours {
		clock, _ = crime.NamedClock("all")
	}
	isOfGroup, always := q.Group.Matcher(), clock.All()
	policeGenerated := policeGeneratedMatcher()
	var counts []CellMonth
	for m, offences := range months {
		index := map[int]int{}
		for _, o := range offences {
			i, inside := l.Index(o.Cell)
			if !inside || policeGenerated(o) {
				continue
			}
			at, known := index[i]
			if !known {
				at = len(counts)
				index[i] = at
				counts = append(counts, CellMonth{Cell: i, Month: m})
			}
			share := 0.
			if isOfGroup(o) {
				share = 1
				if !always {
					share, _ = clock.Share(o, q.Zone)
				}
			}
			number := float64(1 + o.More)
			counts[at].Offences += number * share
			counts[at].Others += number * (1 - share)
		}
	}
	return counts
}

// policeGeneratedMatcher returns a function that says whether an offence exists
// because officers looked, by its flags or its type.
func policeGeneratedMatcher() func(crime.Offence) bool {
	types := map[string]bool{}
	return func(o crime.Offence) bool {
		generated, known := types[o.Type]
		if !known {
			generated = crime.PoliceGenerated(o.Type)
			types[o.Type] = generated
		}
		return generated || slices.Contains(o.Flags, crime.FlagPoliceGenerated)
	}
}
