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
func (m *model) why(stop Stop, o option, last time.Time) []string {
	long := fmt.Sprintf("stay %d min", minutes(stop.Depart.Sub(stop.Arrive)))
	switch o.kind {
	case PatrolStop:
		return m.whyPatrol(stop, o, last, long)
	case EngagementStop:
		return append(m.whyEngage(o), long)
	case PostStop:
		p := m.Posts[o.of]
		held := fmt.Sprintf("held from %s to %s", m.moment(p.Held.From), m.moment(p.Held.To))
		if p.crews() > 1 {
			held += fmt.Sprintf(" by %d units together", p.crews())
		}
		return append(slices.Clone(p.Why), held)
	}
	if o.kind == AwayStop {
		return []string{"held up elsewhere"}
	}
	return []string{fmt.Sprintf("break of %d min, with %s on theirs at once", minutes(m.Units[o.of].Break), m.Breaks.limit())}
}

func (m *model) whyPatrol(stop Stop, o option, last time.Time, long string) []string {
	spot := m.Spots[o.of]
	o.harm = spot.present(o.from, o.until) // of both, where two units are there
	place := fmt.Sprintf("%s %s from %s to %s, %s",
		figure(o.harm), m.Policy.speech().present, m.moment(m.clock(o.from)), m.moment(m.clock(o.until)), m.compared(o))
	if spot.AnyHour {
		place = fmt.Sprintf("%s %s in any %s, %s; the data do not say at which hours",
			figure(o.harm), m.Policy.speech().present, span(time.Duration(o.until-o.from)*time.Second), m.compared(o))
	}
	target := m.target(o.of)
	now := fmt.Sprintf("visit %d of %d that the spot should have in this shift", stop.Visit, target)
	if target == 1 {
		now = "the spot's one visit in this shift, where the round passes with least travel"
	}
	if last.IsZero() && !spot.Last.IsZero() {
		now += ", " + ago(stop.Arrive.Sub(spot.Last))
	}
	if !last.IsZero() {
		now += fmt.Sprintf(", %s after the last", span(stop.Arrive.Sub(last)))
	}
	if m.Policy.Source != "" {
		long += ": " + m.Policy.Source
	}
	why := slices.Concat(spot.Why, m.closes(spot, stop), []string{place, now, long})
	if stop.With != "" {
		why = append(why, "two units are needed here at once: "+stop.other()+" is the other")
	}
	return why
}

// ago says how long ago a spot was last visited, in an earlier shift.
func ago(since time.Duration) string {
	if n := int(since.Hours() / 24); n > 1 {
		return fmt.Sprintf("last visited %d days ago", n)
	}
	return "last visited " + span(since.Truncate(time.Hour)) + " ago"
}

// compared says how the harm of a visit's hours compares with the mean spot's.
func (m *model) compared(o option) string {
	mean := m.harmBetween(o.from, o.until) / float64(len(m.Spots))
	return fmt.Sprintf("%.1f times the mean spot", m.Spots[o.of].present(o.from, o.until)/mean)
}

func (m *model) whyEngage(o option) []string {
	e := m.Engagements[o.of]
	place := words(e.Category) + " near the round, where the time allows"
	if e.Fixed {
		place = words(e.Category) + " that must be called at in this shift"
	}
	hours := "opening hours not known"
	if !e.Open.isZero() {
		hours = fmt.Sprintf("open from %s to %s", m.moment(e.Open.From), m.moment(e.Open.To))
	}
	return append(slices.Clone(e.Why), place, hours)
}

// omitted names the spots without a visit, with the reason and how they rank for
// a further unit.
func (m *model) omitted(routes [][]int) []Omitted {
	visited := make([]bool, len(m.Spots))
	for _, stops := range routes {
		for _, j := range stops {
			if o := m.options[j]; o.kind == PatrolStop {
				visited[o.of] = true
			}
		}
	}
	var left []Omitted
	for i := range m.Spots {
		if !visited[i] {
			left = append(left, Omitted{Spot: i})
		}
	}
	ranked := slices.Clone(left)
	slices.SortStableFunc(ranked, func(a, b Omitted) int { return cmp.Compare(m.harmOf(b.Spot), m.harmOf(a.Spot)) })
	rank := map[int]int{}
	for n, o := range ranked {
		rank[o.Spot] = n + 1
	}
	for n, o := range left {
		left[n].Reason = m.whyNot(o.Spot, rank[o.Spot], routes)
	}
	return left
}

func (m *model) whyNot(spot, rank int, routes [][]int) string {
	harm := m.harmOf(spot)
	if harm == 0 {
		return "no harm present in these hours"
	}
	if able, reachable, any := m.chances(m.groups.spots + spot); any && !able {
		return "no unit can " + list(m.Spots[spot].Needs)
	} else if !reachable && m.Spots[spot].double() {
		return "no two units can be there at once, stay and be back within their shifts"
	} else if !reachable {
		return "no unit can get there, stay and be back within its shift"
	}
	nearest := math.MaxInt
	for k, stops := range routes {
		travel := m.in.Units[k].Travel
		nearest = min(nearest, travel[m.startOf(k)][spot])
		for _, j := range stops {
			nearest = min(nearest, travel[m.in.Options[j].Place][spot])
		}
	}
	reason := fmt.Sprintf("%d min from the nearest stop; ", (nearest+59)/60)
	switch {
	case m.Policy.Drawn:
		return reason + "not drawn while units had time"
	case rank == 1:
		return reason + fmt.Sprintf("first for a unit %d", len(m.Units)+1)
	}
	return reason + fmt.Sprintf("number %d of those left out", rank)
}

// harmOf returns the harm present in a spot in the whole shift, days.
func (m *model) harmOf(spot int) float64 { return m.Spots[spot].present(0, m.second(m.End)) }

// list writes names for people: a, b and c.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// moment writes a time for people: its day only where it is not the shift's, and in
// the hour that comes twice when the clocks go back which of the two it is in.
func (p Problem) moment(t time.Time) string {
	t = t.In(p.Start.Location())
	clock := "15:04"
	if same(t, t.Add(-time.Hour)) || same(t, t.Add(time.Hour)) {
		clock += " MST" // BST or GMT
	}
	if t.Format(time.DateOnly) == p.Start.Format(time.DateOnly) {
		return t.Format(clock)
	}
	return t.Format(clock + " on 2 January")
}

// same reports whether the clock shows the same at both times.
func same(t, u time.Time) bool { return t.Format(time.DateTime) == u.Format(time.DateTime) }

// minutes rounds to whole minutes.
func minutes(d time.Duration) int { return int(d.Round(time.Minute) / time.Minute) }

func figure(v float64) string {
	if v > 0 && v < 0.0001 { // for which %g would write a power of ten
		return "under 0.0001"
	}
	if v < 0.1 {
		return fmt.Sprintf("%.2g", v)
	}
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
