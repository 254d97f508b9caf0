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

// A ShiftSpot is a patrol spot with the harm present there in each hour of a shift.
type ShiftSpot struct {
	ID       string           // HS-001 is the one with the most harm
	At       orb.Point        // WGS 84: the centre of its cell with the most harm
	Outline  orb.MultiPolygon // WGS 84
	Rate     []float64        // in each hour from the start, days of imprisonment per hour
	Offences float64          // how many Rate rests on
	Why      []string         // what is known of the place, in sentences
}

// ShiftSpots returns at most most patrol spots, those with the most harm first, with the
// harm present there in each hour of a shift: the mean over the weeks of the period,
// spread over the hours as the harm of the whole area is, since one spot has too few
// offences for hours of its own. The error is [Unanswerable] where there is no harm.
// The cost is that of hotspot.Spots and of one count of the offences for each hour.
func (s *Study) ShiftSpots(start, end time.Time, most int) ([]ShiftSpot, error) {
	found, err := hotspot.Spots(s.Lattice, s.Tally.Harms(), hotspot.SpotRules{Area: hotspot.PatrolSpotArea}, thinSpots*most)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(x, y hotspot.Spot) int { return cmp.Compare(s.thin(x), s.thin(y)) })
	found = found[:min(most, len(found))]
	if len(found) == 0 {
		return nil, unanswerable("no harm of group %s in %s in %s, %s: there is nowhere to patrol",
			s.Question.Group.Name, s.Area.Name, s.Period, s.Tally.Hours)
	}
	profile, err := s.profile(start, end)
	if err != nil {
		return nil, err
	}
	spots := make([]ShiftSpot, len(found))
	for i, h := range found {
		if spots[i], err = s.shiftSpot(i, h, len(found), profile); err != nil {
			return nil, err
		}
	}
	return spots, nil
}

func (s *Study) shiftSpot(i int, h hotspot.Spot, of int, profile []float64) (ShiftSpot, error) {
	cells := s.Lattice.Subset(h.Cells)
	outline, err := geo.Outline(cells.Cells)
	if err != nil {
		return ShiftSpot{}, err
	}
	worst, offences := h.Cells[0], s.offencesIn(h)
	for _, j := range h.Cells {
		if s.Tally.Cells[j].Harm > s.Tally.Cells[worst].Harm {
			worst = j
		}
	}
	at, err := geo.Centre(s.Lattice.Cells[worst])
	if err != nil {
		return ShiftSpot{}, err
	}
	rate := make([]float64, len(profile))
	for hour, share := range profile {
		rate[hour] = h.Weight * share
	}
	return ShiftSpot{
		ID: fmt.Sprintf("HS-%03d", i+1), At: at, Outline: outline, Rate: rate, Offences: offences,
		Why: []string{fmt.Sprintf("rank %d of %d spots: %.0f days of harm in %s of %s, %s, %s",
			i+1, of, h.Weight, english.AboutOffences(offences), s.Question.Group.Name, s.Period, s.Tally.Hours)},
	}, nil
}

// profile returns, for each hour of a shift, the share of the harm in the tally that is
// present in that hour of one such shift.
func (s *Study) profile(start, end time.Time) ([]float64, error) {
	hours := 24 * s.Loaded.Days(s.Period, s.Question.Zone) // that are loaded: nothing is known of the others
	weeks := hours / (7 * 24)
	var profile []float64
	for from := start; from.Before(end); from = from.Add(time.Hour) {
		to := from.Add(time.Hour)
		if to.After(end) {
			to = end
		}
		if s.Question.AllHours {
			profile = append(profile, 1/hours)
			continue
		}
		harm, err := s.harmBetween(from, to)
		if err != nil {
			return nil, err
		}
		profile = append(profile, harm/s.Tally.Harm/weeks/to.Sub(from).Hours())
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
