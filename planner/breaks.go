package planner

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"beatplan/planner/orienteering"
)

const (
	// breakAfter is how long after the start of a shift a break begins at the
	// earliest, where the shift is long enough, and breakBefore how long before its
	// end it is over.
	breakAfter  = 2 * time.Hour
	breakBefore = 15 * time.Minute
	// breakPlay is how much longer than a break its slot is, where there is time.
	breakPlay = 15 * time.Minute
)

// A BreakRule says when units may have their breaks. The zero rule is the usual one.
type BreakRule struct {
	Within Window // the zero Window: from 2 h, or a third, into a unit's shift until 15 min before its end
	AtOnce int    // the most units on break at once; 0: half of them, and at least one
}

// atOnce returns how many units may be on break at once.
func (p Problem) atOnce() int {
	if p.Breaks.AtOnce > 0 {
		return p.Breaks.AtOnce
	}
	return max(1, len(p.Units)/2)
}

// limit says how many units may be on break at once, in words.
func (r BreakRule) limit() string {
	if r.AtOnce > 0 {
		return fmt.Sprintf("no more than %d of the units", r.AtOnce)
	}
	return "no more than half of the units"
}

// addBreaks adds the slots in which each unit may take its break. Slots do not
// overlap, and each holds no more than may be on break at once. Between slots that are as good for everything else, one in
// the middle third of the shift and with little harm present is taken.
func (m *model) addBreaks(mean float64) error {
	m.groups.breaks = len(m.in.Groups)
	atOnce := m.atOnce()
	slots := m.breakSlots()
	for range slots {
		m.in.Capacity = append(m.in.Capacity, atOnce)
	}
	first := len(m.in.Capacity) - len(slots)
	m.slots = len(slots)
	shift := float64(m.second(m.End))
	for _, e := range m.Earlier { // breaks that are taken or locked leave less room in their slots
		for n, s := range slots {
			if e.Kind == BreakStop && e.stays() && s.from < m.second(e.Depart) && m.second(e.Arrive) < s.until {
				m.in.Capacity[first+n] = max(0, m.in.Capacity[first+n]-1)
			}
		}
	}
	for i, u := range m.Units {
		if u.Break == 0 {
			continue
		}
		m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: 0, Most: 1, Must: m.fated(BreakStop, i) == 0, Home: true})
		if m.fated(BreakStop, i) > 0 {
			continue
		}
		own, dwell := m.breakWindow(u), int(u.Break/time.Second)
		only := make([]bool, len(m.Units))
		only[i] = true
		for n, s := range slots {
			open, shut := max(s.from, m.second(own.From), m.now()), min(s.until, m.second(own.To))-dwell
			if open > shut {
				continue
			}
			middle := math.Abs(float64(open)+float64(dwell)/2-shift/2) / shift // 0 in the middle, ½ at the ends
			worth := 1e-6 * mean * (2 - 2*max(0, middle-1./6) - m.harmShare(open, shut+dwell))
			m.add(option{kind: BreakStop, of: i}, m.startOf(i), open, shut, dwell, worth, only).Uses = first + n + 1
		}
	}
	return nil
}

// breakSlots cuts the shift into slots for breaks, none of which reaches into a
// stretch without breaks or, where there is one unit, into the hour with most harm.
// They are as long as the longest break and some play, or shorter where that leaves
// too few. In a tight model they are as long as a break, or, where all may have theirs at
// once, the whole of each stretch; the hour with most harm is as good as any.
func (m *model) breakSlots() []band {
	var longest time.Duration
	taking := 0
	for _, u := range m.Units {
		longest = max(longest, u.Break)
		if u.Break > 0 {
			taking++
		}
	}
	if taking == 0 {
		return nil
	}
	whole := m.breakWindow(Unit{})
	if len(m.Units) == 1 {
		whole = m.breakWindow(m.Units[0])
	}
	from, until, dwell := m.second(whole.From), m.second(whole.To), int(longest/time.Second)
	if until-from < dwell {
		return nil
	}
	needed := (taking + m.atOnce() - 1) / m.atOnce()
	length := dwell + int(breakPlay/time.Second)
	switch {
	case m.tight && needed == 1:
		return m.cut(from, until, until-from, dwell, m.closedToBreaks())
	case m.tight:
		return m.cut(from, until, dwell, dwell, m.closedToBreaks())
	}
	if peak, have := m.peak(); have && len(m.Units) == 1 {
		if slots := m.cut(from, until, length, dwell, append(m.closedToBreaks(), peak)); len(slots) > 0 {
			return slots
		}
	}
	slots := m.cut(from, until, length, dwell, m.closedToBreaks())
	if len(slots) < needed {
		slots = m.cut(from, until, dwell, dwell, m.closedToBreaks())
	}
	return slots
}

// cut returns slots of a length, the last of a stretch shorter but at least dwell,
// in the stretches between what is closed.
func (m *model) cut(from, until, length, dwell int, closed []band) []band {
	slices.SortFunc(closed, func(a, b band) int { return cmp.Compare(a.from, b.from) })
	var slots []band
	for _, c := range append(closed, band{until, until}) {
		for ; from+dwell <= min(c.from, until); from += length {
			slots = append(slots, band{from, min(from+length, c.from, until)})
		}
		from = max(min(from, c.from), c.until)
	}
	return slots
}

func (m *model) closedToBreaks() []band {
	var closed []band
	for _, w := range m.NoBreaks {
		closed = append(closed, band{m.second(w.From), m.second(w.To)})
	}
	return closed
}

// peak returns the hour of the shift with most harm present in all spots together,
// the first of equals, and whether it stands out.
func (m *model) peak() (hour band, have bool) {
	least, most := math.Inf(1), math.Inf(-1)
	for h := range m.hours() {
		a, b := h*3600, min((h+1)*3600, m.second(m.End))
		harm := m.harmBetween(a, b) / float64(b-a)
		least = min(least, harm)
		if harm > most*(1+1e-9) || h == 0 {
			most, hour = harm, band{a, b}
		}
	}
	return hour, most > least*(1+1e-9)
}

// harmBetween returns the harm present in all spots between two times, days.
func (m *model) harmBetween(from, until int) float64 {
	var sum float64
	for _, s := range m.Spots {
		sum += s.present(from, until)
	}
	return sum
}

// harmShare returns harm between two times as a share of all, or 0.
func (m *model) harmShare(from, until int) float64 {
	all := m.harmBetween(0, m.second(m.End))
	if all == 0 {
		return 0
	}
	return m.harmBetween(from, until) / all
}

// breakWindow returns within which time a unit has its break.
func (p Problem) breakWindow(u Unit) Window {
	shift := p.roster(u)
	if w := p.Breaks.Within; !w.isZero() {
		return shift.within(w)
	}
	return Window{
		From: shift.From.Add(min(breakAfter, (shift.length() / 3).Truncate(time.Minute))),
		To:   shift.To.Add(-breakBefore),
	}
}

// noBreak says why a unit has no break, and what can be changed: of a night that has begun,
// its stops alone.
func (m *model) noBreak(u Unit) error {
	w, closed := m.breakWindow(u), ""
	for _, c := range m.NoBreaks {
		if c.From.Before(w.To) && w.From.Before(c.To) {
			closed += fmt.Sprintf(", none from %s to %s", m.moment(c.From), m.moment(c.To))
		}
	}
	change := "shorten the break, give other hours for breaks, let more units have theirs at once, or lengthen the shift"
	if !m.Now.IsZero() {
		change = "drop a stop of its, or move one to another unit"
	}
	return fmt.Errorf("%s has no room for a break of %d min between %s and %s, with the slack it keeps%s and %s on break at once: %s",
		u.ID, minutes(u.Break), m.moment(w.From), m.moment(w.To), closed, m.Breaks.limit(), change)
}
