package planner

import (
	"math/rand/v2"
	"time"
)

// A timetable is when one unit makes its stops, in seconds from the start of the
// shift.
type timetable struct {
	stops  []int // options
	dwell  []int // how long each takes
	begin  []int // when each begins
	latest []int // when each may begin, so that the rest of the tour still holds
}

// timetable gives a unit's stops their times. Time that the routes leave is drawn at
// random, so that the round cannot be learned: each patrol stays up to MaxDwell, as
// far as slack allows, and begins somewhat later than it could. It costs the square
// of the stops.
func (m *model) timetable(unit int, stops []int, random *rand.Rand) timetable {
	t := timetable{stops: stops}
	for _, j := range stops {
		t.dwell = append(t.dwell, m.in.Options[j].Dwell)
	}
	t.begin, t.latest = make([]int, len(stops)), make([]int, len(stops))
	m.time(unit, &t, 0)
	more := int((m.Policy.MaxDwell - m.Policy.MinDwell) / time.Minute)
	for _, i := range random.Perm(len(stops)) {
		if o := m.options[stops[i]]; o.kind != PatrolStop || o.stays {
			continue
		}
		for extra := random.IntN(more + 1); extra > 0; extra-- {
			t.dwell[i] += 60 * extra
			if m.time(unit, &t, 0) {
				break
			}
			t.dwell[i] -= 60 * extra
		}
	}
	m.time(unit, &t, 0)
	for i, j := range stops {
		if spare := (t.latest[i] - t.begin[i]) / 60 / (len(stops) - i); m.options[j].kind == PatrolStop && spare > 0 {
			t.begin[i] += 60 * random.IntN(spare+1)
			m.time(unit, &t, i+1)
		}
	}
	return t
}

// time works out when the stops from one on begin, the earlier ones as they are, and
// how late all may. It reports whether windows, shift and slack are kept.
func (m *model) time(unit int, t *timetable, from int) bool {
	u := m.in.Units[unit]
	at, now := u.Start, u.Open
	busy := 0
	for i, j := range t.stops {
		o := m.in.Options[j]
		leg := u.Travel[at][o.Place]
		if now = max(now+leg, o.Open); i < from {
			now = t.begin[i]
		}
		t.begin[i] = now
		now += t.dwell[i]
		busy += leg + t.dwell[i]
		at = o.Place
	}
	fits := busy+u.Travel[at][u.End] <= u.Limit
	next, latest := u.End, u.Close
	for i := len(t.stops) - 1; i >= 0; i-- {
		o := m.in.Options[t.stops[i]]
		// A window is for stops of the least length: what is stayed longer counts.
		latest = min(o.Close+o.Dwell, latest-u.Travel[o.Place][next]) - t.dwell[i]
		t.latest[i] = latest
		fits = fits && t.begin[i] <= latest
		next = o.Place
	}
	return fits
}
