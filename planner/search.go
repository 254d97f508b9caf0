package planner

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A search is a problem made ready: every stop that can be made, and how long it
// takes from each to each.
type search struct {
	Problem
	places  []orb.Point // spots, then engagements, then the start and end of each unit
	travel  map[Mode]matrix
	options []option
	most    int        // visits of a spot
	drawn   []int      // the options but for breaks, in random order
	idle    []*tour    // of each unit, without a stop
	visits  [][]option // of each spot, those that some unit could make, most harm first
}

type matrix struct {
	legs    [][]Leg
	seconds [][]int
}

// newSearch costs the legs between all places for each mode in use.
func newSearch(p Problem) (*search, error) {
	s := &search{Problem: p, travel: map[Mode]matrix{}, most: p.Policy.visits(p.End.Sub(p.Start))}
	for _, spot := range p.Spots {
		s.places = append(s.places, spot.At)
	}
	for _, e := range p.Engagements {
		s.places = append(s.places, e.At)
	}
	for _, u := range p.Units {
		s.places = append(s.places, u.Start, u.End)
	}
	for _, u := range p.Units {
		if err := s.measure(u.Mode); err != nil {
			return nil, err
		}
	}
	random := rand.New(rand.NewPCG(uint64(p.Seed), 0))
	mean := s.addPatrols(random)
	s.addEngagements(mean)
	s.drawn = random.Perm(len(s.options)) // before the breaks: the draw does not depend on the units
	s.addBreaks()
	for u := range p.Units {
		t := s.tour(u)
		if t.room[0] < 0 || t.busy > t.limit {
			return nil, fmt.Errorf("unit %s needs %d min from its start to its end, more than its shift and slack allow: move one of them",
				p.Units[u].ID, (t.busy+59)/60)
		}
		s.idle = append(s.idle, t)
	}
	s.visits = s.bySpot()
	return s, nil
}

// measure asks for the legs of a mode, once.
func (s *search) measure(m Mode) error {
	if _, have := s.travel[m]; have {
		return nil
	}
	legs, err := s.Travel.Legs(m, s.places)
	if err != nil {
		return fmt.Errorf("travel by %s: %w", m, err)
	}
	seconds := make([][]int, len(legs))
	for i, row := range legs {
		for _, leg := range row {
			seconds[i] = append(seconds[i], int(leg.Time/time.Second))
		}
	}
	s.travel[m] = matrix{legs, seconds}
	return nil
}

func (s *search) placeOf(e int) int { return len(s.Spots) + e }

func (s *search) startOf(unit int) int { return len(s.Spots) + len(s.Engagements) + 2*unit }

// second returns how long after the start of the shift a time is, in seconds.
func (s *search) second(t time.Time) int { return int(t.Sub(s.Start) / time.Second) }

// clock undoes second.
func (s *search) clock(second int) time.Time {
	return s.Start.Add(time.Duration(second) * time.Second)
}

// addPatrols adds a visit for each spot and band with harm, and returns the mean
// that one covers. The inner borders of a spot's bands all move by one random part
// of a band, at most half of one, so spots take turns.
func (s *search) addPatrols(random *rand.Rand) (mean float64) {
	shift := s.second(s.End)
	bands := s.Policy.bands(s.End.Sub(s.Start))
	gap := int(s.Policy.Gap / time.Second)
	for i, spot := range s.Spots {
		moved := random.Float64() - 0.5
		from := 0
		for k := 1; k <= bands; k++ {
			to := int((float64(k)+moved)*float64(shift)/float64(bands)) / 60 * 60
			o := option{kind: PatrolStop, of: i, place: i, open: from, dwell: s.Policy.draw(random)}
			if o.close = to - gap - o.dwell; k == bands {
				to, o.close = shift, shift-o.dwell
			}
			o.until, o.harm = to, s.Policy.covers(spot.present(from, to), to-from)
			mean += o.harm / float64(bands*len(s.Spots))
			if o.open <= o.close && o.harm > 0 {
				s.options = append(s.options, o)
			}
			from = to
		}
	}
	return mean
}

// addEngagements adds the stops at sites. An ordinary optional one is worth a
// share of the mean visit, or anything at all where there is no harm.
func (s *search) addEngagements(mean float64) {
	if mean == 0 {
		mean = 1
	}
	for i, e := range s.Engagements {
		w := s.open(e)
		o := option{
			kind: EngagementStop, of: i, place: s.placeOf(i), must: e.Fixed,
			open: max(0, s.second(w.From)), dwell: int(e.Dwell / time.Second),
			value: s.Policy.Engage * mean * e.Weight,
		}
		o.close = min(s.second(w.To), s.second(s.End)) - o.dwell
		if e.Fixed || o.open <= o.close && o.value > 0 {
			s.options = append(s.options, o)
		}
	}
}

func (s *search) addBreaks() {
	for i, u := range s.Units {
		if u.Break == 0 {
			continue
		}
		w := breakWindow(s.shift(u), u.Break)
		s.options = append(s.options, option{
			kind: BreakStop, of: i, place: s.startOf(i), must: true,
			open: s.second(w.From), close: s.second(w.To), dwell: int(u.Break / time.Second),
		})
	}
}

// breakWindow returns when a break may begin: in the middle third of a shift,
// but in time to end with it.
func breakWindow(shift Window, length time.Duration) Window {
	third := (shift.length() / 3).Truncate(time.Minute)
	return Window{shift.From.Add(third), shift.To.Add(-max(third, length))}
}

// tour returns the empty tour of a unit.
func (s *search) tour(unit int) *tour {
	u := s.Units[unit]
	shift := s.shift(u)
	t := &tour{
		unit: unit, seconds: s.travel[u.Mode].seconds, options: s.options,
		start: s.startOf(unit), end: s.startOf(unit) + 1,
		open: s.second(shift.From), close: s.second(shift.To), limit: s.limit(u),
	}
	t.time()
	return t
}

// limit returns the most seconds of travel, stops and break that leave a unit
// the slack it must keep.
func (s *search) limit(u Unit) int {
	return int((1 - s.Policy.Slack) * s.shift(u).length().Seconds())
}

// bySpot sorts out the visits that can be made at all.
func (s *search) bySpot() [][]option {
	visits := make([][]option, len(s.Spots))
	for j, o := range s.options {
		if o.kind == PatrolStop && s.reachable(j) {
			visits[o.of] = append(visits[o.of], o)
		}
	}
	for _, v := range visits {
		slices.SortStableFunc(v, func(a, b option) int { return cmp.Compare(b.harm, a.harm) })
	}
	return visits
}

// reachable reports whether some unit could make an option if it made no other.
func (s *search) reachable(j int) bool {
	return slices.ContainsFunc(s.idle, func(t *tour) bool { return t.cheapest(j).fits })
}
