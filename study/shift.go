package study

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// A ShiftSpot is a patrol spot with the harm expected there in each hour of a shift.
type ShiftSpot struct {
	ID       string           // HS-001 is the one that expects the most harm; L-01 of those left out
	Name     string           // of its commonest street, or of one near; empty where neither is known
	At       orb.Point        // WGS 84: the centre of its cell with the most harm
	Outline  orb.MultiPolygon // WGS 84
	Rate     []float64        // in each hour from the start, days of imprisonment per hour
	Offences float64          // recorded in it, on which the forecast rests
	Cells    []int            // positions in the lattice of the study
	Centres  []orb.Point      // WGS 84: of these cells
	Why      []string         // what is known of the place, in sentences

	week float64 // days of harm expected in a week
}

// week is how many days a forecast for a shift is of: one shift is part of each.
const week = 7

// ShiftForecast learns what the cells of the study expect in a week. They are finer than
// those of a map, so that it learns on them alone.
func (s *Study) ShiftForecast(m Months) (*Forecast, error) {
	f, err := s.Forecast(m, week)
	if err != nil {
		return nil, err
	}
	return f, f.ExpectHarm()
}

// ShiftSpots returns at most most patrol spots, those that expect the most harm first,
// with the harm expected there in each hour of a shift: that of a week, spread over the
// hours as the harm of the whole area is, since one spot has too few offences for hours
// of its own. Where out says of a spot that it is left out, the next one takes its place,
// however far down it is; left are those that would be among the spots otherwise. Nil leaves
// none out. The error is [Unanswerable] where there is no harm. The cost is that of
// hotspot.Spots, several times where most are left out, and of one count of the offences for
// each hour.
func (s *Study) ShiftSpots(f *Forecast, start, end time.Time, most int, out func(ShiftSpot) bool) (spots, left []ShiftSpot, err error) {
	weights := make([]float64, len(f.Harm))
	for i, e := range f.Harm {
		weights[i] = e.Mean
	}
	profile, err := s.profile(start, end)
	if err != nil {
		return nil, nil, err
	}
	leave := map[int]bool{} // what out says of the spot with a cell: it is asked once
	for wanted := thinSpots * most; ; wanted *= thinSpots {
		found, all, err := s.heaviest(weights, wanted)
		if err != nil {
			return nil, nil, err
		}
		names := s.naming(found[:min(len(found), thinSpots*most)])
		spots, left = nil, nil
		for i, h := range found {
			if len(spots) == most {
				break
			}
			spot, err := s.shiftSpot(h, profile, weights)
			if err != nil {
				return nil, nil, err
			}
			if spot.Name, err = names.name(i, h); err != nil {
				return nil, nil, err
			}
			if _, asked := leave[h.Cells[0]]; !asked {
				leave[h.Cells[0]] = out != nil && out(spot)
			}
			switch {
			case !leave[h.Cells[0]]:
				spots = append(spots, spot)
			case i < most:
				spot.ID = fmt.Sprintf("L-%02d", len(left)+1)
				left = append(left, spot)
			}
		}
		if len(spots) == most || all || out == nil {
			return s.ranked(spots), left, nil
		}
	}
}

// heaviest returns the patrol spots with harm among the heaviest that can be built, so many of
// them, the firm ones first, and whether these are all.
func (s *Study) heaviest(weights []float64, wanted int) (found []hotspot.Spot, all bool, err error) {
	if found, err = hotspot.Spots(s.Lattice, weights, hotspot.SpotRules{Area: hotspot.PatrolSpotArea, Barred: s.Barred}, wanted); err != nil {
		return nil, false, err
	}
	all = len(found) < wanted || s.holdAll(found, weights)
	found = slices.DeleteFunc(found, func(h hotspot.Spot) bool { return s.offencesIn(h) == 0 || h.Weight <= 0 })
	slices.SortStableFunc(found, func(x, y hotspot.Spot) int { return cmp.Compare(s.thin(x), s.thin(y)) })
	if len(found) == 0 {
		return nil, all, unanswerable("no harm of group %s in %s in %s, %s: there is nowhere to patrol",
			s.Question.Group.Name, s.Area.Name, s.Period, s.Tally.Hours)
	}
	return found, all, nil
}

// ranked gives spots their ids, by rank, and says what each rests on.
func (s *Study) ranked(spots []ShiftSpot) []ShiftSpot {
	unit := "days of harm"
	if s.Question.Harm.Version == 0 {
		unit = "offences"
	}
	for i := range spots {
		spot := &spots[i]
		spot.ID = fmt.Sprintf("HS-%03d", i+1)
		spot.Why = []string{fmt.Sprintf("rank %d of %d spots: %s %s expected a week, after %s in %s, %s",
			i+1, len(spots), days(spot.week), unit, english.AboutOffences(spot.Offences), english.Months(s.Period.From.String(), s.Period.To.String()), s.Tally.Hours)}
	}
	return spots
}

// holdAll reports whether no cell with offences that a spot may take in is left beside these.
func (s *Study) holdAll(spots []hotspot.Spot, weights []float64) bool {
	held := map[int]bool{}
	for _, h := range spots {
		for _, j := range h.Cells {
			held[j] = true
		}
	}
	for j, c := range s.Tally.Cells {
		if c.Count > 0 && weights[j] > 0 && !held[j] && !s.Barred[j] {
			return false
		}
	}
	return true
}

func (s *Study) shiftSpot(h hotspot.Spot, profile, weights []float64) (ShiftSpot, error) {
	cells := s.Lattice.Subset(h.Cells)
	outline, err := geo.Outline(cells.Cells)
	if err != nil {
		return ShiftSpot{}, err
	}
	worst, offences := h.Cells[0], s.offencesIn(h)
	for _, j := range h.Cells {
		if weights[j] > weights[worst] {
			worst = j
		}
	}
	at, err := geo.Centre(s.Lattice.Cells[worst])
	if err != nil {
		return ShiftSpot{}, err
	}
	centres, err := cells.Points()
	if err != nil {
		return ShiftSpot{}, err
	}
	rate := make([]float64, len(profile))
	for hour, share := range profile {
		rate[hour] = h.Weight * share
	}
	return ShiftSpot{At: at, Outline: outline, Rate: rate, Offences: offences, Cells: h.Cells, Centres: centres, week: h.Weight}, nil
}

// days writes a number of days with as many digits as a forecast has.
func days(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

// profile returns, for each hour of a shift, the share of a week's harm that is present in
// one hour then.
func (s *Study) profile(start, end time.Time) ([]float64, error) {
	var profile []float64
	for from := start; from.Before(end); from = from.Add(time.Hour) {
		to := from.Add(time.Hour)
		if to.After(end) {
			to = end
		}
		if s.Question.AllHours {
			profile = append(profile, 1./(week*24))
			continue
		}
		harm, err := s.harmBetween(from, to)
		if err != nil {
			return nil, err
		}
		profile = append(profile, harm/s.Tally.Harm/to.Sub(from).Hours())
	}
	return profile, nil
}

// harmBetween returns the harm between two times of the week, summed over all weeks. It
// is taken to be even within an hour of the clock.
func (s *Study) harmBetween(from, to time.Time) (float64, error) {
	var harm float64
	for from.Before(to) {
		next := from.Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		q := s.Question
		q.Clock = crime.ShiftClock(from, next)
		t, err := hotspot.Count(s.Lattice, s.Offences, q)
		if err != nil {
			return 0, err
		}
		harm += t.Harm * next.Sub(from).Hours()
		from = next
	}
	return harm, nil
}

// ShiftNotes says how many offences the hours and the spots of a shift rest on, and which
// of two times is meant where the clocks go back.
func (s *Study) ShiftNotes(start, end time.Time, spots []ShiftSpot) []string {
	var notes []string
	if !s.Question.AllHours {
		notes = append(notes, fmt.Sprintf("when harm is present rests on %s at these hours in all of %s: every spot has the same hours", english.AboutOffences(s.Tally.Offences), s.Area.Name))
	}
	thin := len(spots)
	for _, s := range spots {
		if s.Offences >= leastSpotOffences {
			thin--
		}
	}
	switch {
	case thin == len(spots):
		notes = append(notes, fmt.Sprintf("no spot has %d offences: these say little of where the next will be; count more months", leastSpotOffences))
	case thin > 0:
		notes = append(notes, fmt.Sprintf("%d of %d spots have fewer than %d offences, and say little of where the next will be: they are there since no others are left; count more months", thin, len(spots), leastSpotOffences))
	}
	for _, at := range []time.Time{start, end} {
		if later := at.Add(time.Hour); later.Hour() == at.Hour() {
			notes = append(notes, fmt.Sprintf("%s comes twice on %s: the first is meant", at.Format("15:04"), at.Format("2 January 2006")))
		}
	}
	return notes
}
