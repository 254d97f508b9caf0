package study

import (
	"cmp"
	"slices"
	"time"
)

// A Whole is the area of a study as a forecast for a shift has it, and the cells of it
// that say how well patrol spots are placed.
type Whole struct {
	Area  float64 // of all cells, square metres
	Harm  float64 // expected in all of them in the shift, days of imprisonment
	Cells []WholeCell
}

// A WholeCell is one cell.
type WholeCell struct {
	Spot       string // the id of the spot that it is of; empty: of none
	Area, Harm float64
}

// WholeOf returns the area that the spots of a shift are part of, with the cells of the
// spots and those with the most harm on the ground, on as much of it as the spots have:
// the best that any plan for as many spots could visit. There must be a spot. The cost is
// that of sorting the cells with harm.
func (s *Study) WholeOf(f *Forecast, spots []ShiftSpot, start, end time.Time) (Whole, error) {
	areas, err := s.Lattice.Areas()
	if err != nil {
		return Whole{}, err
	}
	inShift := spots[0].inShift(f, start, end)
	var w Whole
	var dense []int
	for i, e := range f.Harm {
		w.Area += areas[i]
		w.Harm += e.Mean * inShift
		if e.Mean > 0 {
			dense = append(dense, i)
		}
	}
	of, ground := map[int]string{}, 0.0
	for _, spot := range spots {
		for _, i := range spot.Cells {
			of[i] = spot.ID
			ground += areas[i]
		}
	}
	slices.SortFunc(dense, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.Harm[b].Mean/areas[b], f.Harm[a].Mean/areas[a]), cmp.Compare(a, b))
	})
	add := func(i int) {
		w.Cells = append(w.Cells, WholeCell{of[i], areas[i], f.Harm[i].Mean * inShift})
	}
	for _, i := range dense {
		if ground <= 0 {
			break
		}
		ground -= areas[i]
		add(i)
		delete(of, i)
	}
	for _, spot := range spots {
		for _, i := range spot.Cells {
			if of[i] != "" {
				add(i)
			}
		}
	}
	return w, nil
}

// inShift returns how much of the harm of a week is expected in the shift: the same share
// everywhere, since all cells have the hours of the whole area.
func (s ShiftSpot) inShift(f *Forecast, start, end time.Time) float64 {
	var week, shift float64
	for _, i := range s.Cells {
		week += f.Harm[i].Mean
	}
	for hour, rate := range s.Rate {
		from := start.Add(time.Duration(hour) * time.Hour)
		shift += rate * min(time.Hour, end.Sub(from)).Hours()
	}
	return shift / week
}
