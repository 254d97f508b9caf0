package planner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"beatplan/planner/orienteering"
)

// A spot may need two units at once. They meet there at a time that the seed draws for each
// band, stay as long as a visit lasts at the least, and leave together. The harm that they
// cover counts once.

// meeting returns when two units meet at a spot, somewhere from open to shut: on whole five
// minutes, or else on a whole minute, where there is one.
func (p Problem) meeting(spot, open, shut int) int {
	random := rand.New(rand.NewPCG(uint64(p.Seed), uint64(open)<<16|uint64(spot)))
	at := open + random.IntN(shut-open+1)
	for _, round := range []int{300, 60} {
		if whole := (at + round - 1) / round * round; whole <= shut {
			return whole
		}
	}
	return at
}

// addSeconds adds, for each visit that two units make, the stop of the second.
func (m *model) addSeconds() {
	m.groups.seconds = len(m.in.Groups)
	for j := range m.options {
		m.addSecond(j)
	}
}

// addSecond adds the stop of the second unit, if an option is a visit that two make.
func (m *model) addSecond(j int) {
	o := m.options[j]
	if o.kind != PatrolStop || !m.Spots[o.of].double() {
		return
	}
	m.in.Options[j].With = len(m.in.Options) + 1
	first := m.in.Options[j]
	o.harm = 0
	m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: 1, Most: 1, Home: true})
	m.add(o, first.Place, first.Open, first.Close, first.Dwell, 0, m.whoCan(m.Spots[o.of].Needs)).With = j + 1
}

// arrivals returns from when until when a visit to a spot in a band may begin. Two units
// begin at one time; wide is when they could.
func (m *model) arrivals(spot int, b band) (open, shut int, wide [2]int) {
	open, shut = max(m.opens(b), m.now()), min(b.until, m.second(m.End))-int(m.Policy.MinDwell/time.Second)
	if m.Spots[spot].double() && open <= shut {
		wide = [2]int{open, shut}
		open = m.meeting(spot, open, shut)
		shut = open
	}
	return open, shut, wide
}

// follows reports whether an option is the stop of the second of two units.
func (m *model) follows(j int) bool {
	with := m.in.Options[j].With
	return with > 0 && with-1 < j
}

// again reports whether an earlier stop is that of the second of two units.
func (p Problem) again(i int) bool { return p.partner(i, p.Earlier[:i]) >= 0 }

// partner returns which of some earlier stops is the other unit's of a visit by two, or -1.
func (p Problem) partner(i int, among []Earlier) int {
	e := p.Earlier[i]
	if e.Kind != PatrolStop || !p.Spots[e.Of].double() {
		return -1
	}
	return slices.IndexFunc(among, func(o Earlier) bool {
		return o.Kind == PatrolStop && o.Of == e.Of && o.Unit != e.Unit && o.Arrive.Equal(e.Arrive) && (o.stays() || o.Fate == Planned)
	})
}

// pairUp names at each visit by two units the other one. The first has its harm.
func (p Problem) pairUp(routes []Route) {
	type visit struct {
		spot int
		at   int64
	}
	type ref struct{ route, stop int }
	first := map[visit]ref{}
	for k, r := range routes {
		for i := range r.Stops {
			s := &r.Stops[i]
			if s.Kind != PatrolStop || !p.Spots[s.Of].double() {
				continue
			}
			v := visit{s.Of, s.Arrive.Unix()}
			f, have := first[v]
			if !have {
				first[v] = ref{k, i}
				continue
			}
			before := &routes[f.route].Stops[f.stop]
			before.With, s.With, s.Second = p.Units[k].ID, p.Units[f.route].ID, true
			before.Harm, s.Harm = before.Harm+s.Harm, 0
		}
	}
}

// meet says what two units do first.
func (p Plan) meet(s Stop) string {
	return fmt.Sprintf("meet %s there at %s: two units at once", s.other(), p.Problem.moment(s.Arrive))
}

// other is what the other unit of a visit by two is called.
func (s Stop) other() string { return strings.ReplaceAll(s.With, "-", " ") }

// together returns one stop for each visit to a spot, in order of time, or what is wrong
// where two units are to be there at once: visits that had begun by the replan stay as they
// were.
func (p Plan) together(spot Spot, stops []Stop) ([]Stop, error) {
	if !spot.double() {
		return stops, nil
	}
	var visits []Stop
	for i := 0; i < len(stops); {
		s := stops[i]
		n := 1
		for i+n < len(stops) && stops[i+n].Arrive.Equal(s.Arrive) {
			n++
		}
		begun := s.Arrive.Before(p.Problem.Now)
		if n != 2 && !begun {
			return nil, fmt.Errorf("spot %s is visited by %d units at %s, not by two", spot.ID, n, s.Arrive)
		}
		for _, other := range stops[i : i+n] {
			if !begun && (!other.Depart.Equal(s.Depart) || other.With == "") || other.Visit != s.Visit {
				return nil, fmt.Errorf("spot %s: two units do not visit it as one at %s", spot.ID, s.Arrive)
			}
		}
		visits = append(visits, s)
		i += n
	}
	return visits, nil
}

// lockPartner locks the other unit's stop of a visit by two.
func (r *replanner) lockPartner(id string, e *Earlier) error {
	if e.Kind != PatrolStop || !r.p.Spots[e.Of].double() {
		return nil
	}
	other := r.partner(e)
	if other == nil {
		return fmt.Errorf("stop %s needs two units, and the other is lost: drop it, or let it be planned anew", id)
	}
	other.Fate = Locked
	return r.free(id, other.Unit, other.Arrive)
}

// partner returns the other unit's stop of a visit by two, or nil.
func (r *replanner) partner(e *Earlier) *Earlier {
	for i := range r.p.Earlier {
		if &r.p.Earlier[i] == e {
			if k := r.p.partner(i, r.p.Earlier); k >= 0 {
				return &r.p.Earlier[k]
			}
		}
	}
	return nil
}
