package planner

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// why gives a stop its reasons: why this place, why now, how long.
func (s *search) why(stop Stop, o option, last time.Time) []string {
	switch o.kind {
	case PatrolStop:
		return s.whyPatrol(stop, o, last)
	case EngagementStop:
		return s.whyEngage(o)
	}
	return []string{fmt.Sprintf("break of %d min, in the middle of the shift", o.dwell/60)}
}

func (s *search) whyPatrol(stop Stop, o option, last time.Time) []string {
	spot := s.Spots[o.of]
	hours := "from %s to %s"
	if s.Policy.Every > 0 && s.Policy.Every < s.clock(o.until).Sub(s.clock(o.open)) {
		hours = "in " + span(s.Policy.Every) + " between %s and %s"
	}
	place := fmt.Sprintf("%s days of harm present "+hours+", %s",
		figure(o.harm), s.moment(s.clock(o.open)), s.moment(s.clock(o.until)), s.compared(o))
	now := fmt.Sprintf("visit %d of %d that the spot should have in this shift", stop.Visit, s.most)
	if s.most == 1 {
		now = "the spot's one visit in this shift, where the round passes with least travel"
	}
	if !last.IsZero() {
		now += fmt.Sprintf(", %s after the last", span(stop.Arrive.Sub(last)))
	}
	long := fmt.Sprintf("stay %d min", o.dwell/60)
	if s.Policy.Source != "" {
		long += ": " + s.Policy.Source
	}
	return append(slices.Clone(spot.Why), place, now, long)
}

// compared says how the harm of a visit's hours compares with the mean spot's.
func (s *search) compared(o option) string {
	var mean float64
	for _, spot := range s.Spots {
		mean += spot.present(o.open, o.until) / float64(len(s.Spots))
	}
	return fmt.Sprintf("%.1f times the mean spot", s.Spots[o.of].present(o.open, o.until)/mean)
}

func (s *search) whyEngage(o option) []string {
	e := s.Engagements[o.of]
	place := words(e.Category) + " near the round, where the time allows"
	if e.Fixed {
		place = words(e.Category) + " that must be called at in this shift"
	}
	hours := "opening hours not known"
	if !e.Open.isZero() {
		hours = fmt.Sprintf("open from %s to %s", s.moment(e.Open.From), s.moment(e.Open.To))
	}
	return append(slices.Clone(e.Why), place, hours, fmt.Sprintf("stay %d min", o.dwell/60))
}

// omitted names the spots without a visit, with the reason and how they rank for
// a further unit.
func (s *search) omitted(d *draft) []Omitted {
	var left []Omitted
	for i := range s.Spots {
		if len(d.harms[i]) == 0 {
			left = append(left, Omitted{Spot: i})
		}
	}
	ranked := slices.Clone(left)
	slices.SortStableFunc(ranked, func(a, b Omitted) int { return cmp.Compare(s.harmOf(b.Spot), s.harmOf(a.Spot)) })
	rank := map[int]int{}
	for n, o := range ranked {
		rank[o.Spot] = n + 1
	}
	for n, o := range left {
		left[n].Reason = s.whyNot(o.Spot, rank[o.Spot], d)
	}
	return left
}

func (s *search) whyNot(spot, rank int, d *draft) string {
	harm := s.harmOf(spot)
	if harm == 0 {
		return "no harm present in these hours"
	}
	if len(d.visits[spot]) == 0 {
		return "no unit can get there, stay and be back within its shift"
	}
	nearest := math.MaxInt
	for _, t := range d.tours {
		for i := -1; i < len(t.stops); i++ {
			nearest = min(nearest, t.seconds[t.place(i)][spot])
		}
	}
	reason := fmt.Sprintf("%d min travel from the nearest stop for %s days of harm present; ", (nearest+59)/60, figure(harm))
	switch {
	case s.Policy.Drawn:
		return reason + "not drawn while units had time"
	case rank == 1:
		return reason + fmt.Sprintf("next best if unit %d is added", len(s.Units)+1)
	}
	return reason + fmt.Sprintf("number %d of the spots left out", rank)
}

// harmOf returns the harm present in a spot in the whole shift, days.
func (s *search) harmOf(spot int) float64 { return s.Spots[spot].present(0, s.second(s.End)) }

func figure(v float64) string {
	if v < 1 {
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

// span writes a length of time: 1 h 46 min.
func span(d time.Duration) string {
	m := minutes(d)
	if m < 60 {
		return fmt.Sprintf("%d min", m)
	}
	if m%60 == 0 {
		return fmt.Sprintf("%d h", m/60)
	}
	return fmt.Sprintf("%d h %d min", m/60, m%60)
}

func words(category string) string {
	if category == "" {
		return "site"
	}
	return strings.ReplaceAll(category, "-", " ")
}
