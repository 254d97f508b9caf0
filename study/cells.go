package study

import (
	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// Weight returns how much one offence adds to a measure: 1, or its harm in days of
// imprisonment.
func (s *Study) Weight(m hotspot.Measure) func(crime.Offence) float64 {
	if m.Amount() == hotspot.ByCount {
		return func(crime.Offence) float64 { return 1 }
	}
	return func(o crime.Offence) float64 {
		days, _ := s.Question.Harm.Days(o.Type)
		return days
	}
}

// Masking returns the cells on land and in water, for another study of the same cells.
func (s *Study) Masking() geo.Masking { return geo.Masking{Land: s.Lattice, Water: s.Water} }

// WholeCounts returns the offences of each cell as whole numbers, as a regression of
// counts needs them. An offence known to an interval counts if at least half of the
// interval is at the hours of the clock. Split is how many intervals are partly at those
// hours; the tally counts only that part of each.
func (s *Study) WholeCounts() (counts []float64, split int) {
	counts = make([]float64, len(s.Lattice.Cells))
	matches := s.Question.Group.Matcher()
	for _, o := range s.Offences {
		i, inside := s.Lattice.Index(o.Cell)
		if !inside || !matches(o) {
			continue
		}
		share, _ := s.Question.Clock.Share(o, s.Question.Zone) // 0 of the month alone
		if share >= 0.5 {
			counts[i] += float64(1 + o.More)
		}
		if 0 < share && share < 1 {
			split += 1 + o.More
		}
	}
	return counts, split
}

// Ring returns the cells of the lattice within some metres of some of its cells, without
// these. Cells are given and returned by their indices.
func (s *Study) Ring(cells []int, metres float64) ([]int, error) {
	spot := hotspot.Spot{Cells: cells}
	for _, i := range cells {
		area, err := s.Lattice.AreaOf(i)
		if err != nil {
			return nil, err
		}
		spot.Area += area
	}
	return spot.Ring(s.Lattice, metres)
}

// AreaKM2 returns the area of some cells of the lattice, by their indices, in square
// kilometres.
func (s *Study) AreaKM2(cells []int) (float64, error) {
	var sum float64
	for _, i := range cells {
		area, err := s.Lattice.AreaOf(i)
		if err != nil {
			return 0, err
		}
		sum += area / 1e6
	}
	return sum, nil
}

// TallyOfType counts the offences of one type only.
func (s *Study) TallyOfType(name string) (hotspot.Tally, error) {
	var of []crime.Offence
	for _, o := range s.Offences {
		if o.Type == name {
			of = append(of, o)
		}
	}
	return hotspot.Count(s.Lattice, of, s.Question)
}
