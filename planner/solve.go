package planner

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Solve makes a plan. The same problem gives the same plan.
//
// It inserts greedily for the first unit alone, then for the first two, and so
// on; each time it keeps the better of a fresh start and of the plan so far with
// one tour more. So a further unit at the end of the list never makes a plan
// worth less. A round costs the stops it makes × the options × the units and the
// length of a tour: 80 spots over eight hours take ten units a tenth of a second,
// 160 spots take fifty units a few seconds.
//
// The error says in one line what is wrong with the problem, or which fixed stop
// or break has no room.
func Solve(p Problem) (Plan, error) {
	if err := p.validate(); err != nil {
		return Plan{}, err
	}
	s, err := newSearch(p)
	if err != nil {
		return Plan{}, err
	}
	best := s.draft()
	for n := range p.Units {
		if p.Between != nil {
			if err := p.Between(float64(n) / float64(len(p.Units))); err != nil {
				return Plan{}, err
			}
		}
		best.add(n)
		best.fill()
		fresh := s.draft()
		for u := range n + 1 {
			fresh.add(u)
		}
		fresh.fill()
		if fresh.better(best) {
			best = fresh
		}
	}
	if unmet := best.unmet(); len(unmet) > 0 {
		return Plan{}, best.noRoom(unmet[0])
	}
	return s.plan(best)
}

// A draft is a plan in the making.
type draft struct {
	*search
	tours []*tour
	made  []bool      // by option
	harms [][]float64 // by spot: that each visit covers, most first
	worth float64     // of all stops, days
}

func (s *search) draft() *draft {
	return &draft{search: s, made: make([]bool, len(s.options)), harms: make([][]float64, len(s.Spots))}
}

// add gives a unit an empty tour.
func (d *draft) add(unit int) { d.tours = append(d.tours, d.tour(unit)) }

// fill inserts what fits: breaks and fixed stops, those with least choice of
// time first; a call for each unit; then the rest.
func (d *draft) fill() {
	fixed := d.unmet()
	slices.SortStableFunc(fixed, func(a, b int) int {
		return cmp.Compare(d.options[a].close-d.options[a].open, d.options[b].close-d.options[b].open)
	})
	d.inTurn(fixed)
	d.callEach()
	if d.Policy.Drawn {
		d.inTurn(d.drawn)
	} else {
		d.byWorth()
	}
}

// callEach gives every unit without an engagement the one that adds least. Harm
// present would otherwise crowd them out: a day of it outweighs any call.
func (d *draft) callEach() {
	for _, t := range d.tours {
		if d.calls(t) > 0 {
			continue
		}
		call, best := -1, move{}
		for j, o := range d.options {
			if o.kind != EngagementStop || d.made[j] {
				continue
			}
			if m := t.cheapest(j); m.fits && (call < 0 || m.added < best.added) {
				call, best = j, m
			}
		}
		if call >= 0 {
			d.take(call, t, best)
		}
	}
}

// cheapest returns the cheapest move of an option into a tour. Optional calls are
// for all units alike: none makes more of them than its share.
func (d *draft) cheapest(t *tour, j int) move {
	share := (len(d.Engagements) + len(d.Units) - 1) / len(d.Units)
	if o := d.options[j]; o.kind == EngagementStop && !o.must && d.calls(t) >= share {
		return move{}
	}
	return t.cheapest(j)
}

// calls returns how many engagements a tour has.
func (d *draft) calls(t *tour) int {
	n := 0
	for _, j := range t.stops {
		if d.options[j].kind == EngagementStop {
			n++
		}
	}
	return n
}

// inTurn inserts options one after the other, each where it adds least.
func (d *draft) inTurn(options []int) {
	for _, j := range options {
		if d.done(j) {
			continue
		}
		var by *tour
		var best move
		for _, t := range d.tours {
			if m := d.cheapest(t, j); m.fits && (!best.fits || m.added < best.added) {
				by, best = t, m
			}
		}
		if best.fits {
			d.take(j, by, best)
		}
	}
}

// byWorth inserts, again and again, the option with most worth squared for each
// second that it adds, until none fits. Squared, rich places come before near
// ones (Vansteenwegen et al. 2009). Only the tour that changed is looked at anew.
func (d *draft) byWorth() {
	moves := make([][]move, len(d.tours)) // by tour and option
	for i, t := range d.tours {
		moves[i] = d.moves(t)
	}
	for {
		by, best, most := 0, -1, 0.0
		for j := range d.options {
			if d.done(j) {
				continue
			}
			gain := d.gain(j)
			for i := range moves {
				m := moves[i][j]
				if value := gain * gain / float64(max(1, m.added)); m.fits && value > most {
					by, best, most = i, j, value
				}
			}
		}
		if best < 0 {
			return
		}
		d.take(best, d.tours[by], moves[by][best])
		moves[by] = d.moves(d.tours[by])
	}
}

// moves returns the cheapest move of each option that is still to be made.
func (d *draft) moves(t *tour) []move {
	moves := make([]move, len(d.options))
	for j := range moves {
		if !d.done(j) {
			moves[j] = d.cheapest(t, j)
		}
	}
	return moves
}

// done reports whether an option is made, or is of a spot with all its visits.
func (d *draft) done(j int) bool {
	o := d.options[j]
	return d.made[j] || o.kind == PatrolStop && len(d.harms[o.of]) >= d.most
}

// gain returns what an option adds to the worth of the plan, days.
func (d *draft) gain(j int) float64 {
	o := d.options[j]
	if o.kind != PatrolStop {
		return o.value
	}
	harms := d.harms[o.of]
	return d.Policy.worth(with(harms, o.harm)) - d.Policy.worth(harms)
}

// take makes a move.
func (d *draft) take(j int, t *tour, m move) {
	d.worth += d.gain(j)
	if o := d.options[j]; o.kind == PatrolStop {
		d.harms[o.of] = with(d.harms[o.of], o.harm)
	}
	d.made[j] = true
	t.insert(j, m.at)
}

// with returns harms, most first, and one more.
func with(harms []float64, h float64) []float64 {
	at, _ := slices.BinarySearchFunc(harms, h, func(a, b float64) int { return cmp.Compare(b, a) })
	return slices.Insert(slices.Clone(harms), at, h)
}

// unmet returns the breaks and fixed stops still to be made.
func (d *draft) unmet() []int {
	var unmet []int
	for j, o := range d.options {
		if later := o.kind == BreakStop && o.of >= len(d.tours); o.must && !d.made[j] && !later {
			unmet = append(unmet, j)
		}
	}
	return unmet
}

// better reports whether d is a better plan than e: fewer unmet, then more worth.
func (d *draft) better(e *draft) bool {
	return cmp.Or(cmp.Compare(len(e.unmet()), len(d.unmet())), cmp.Compare(d.worth, e.worth)) > 0
}

// noRoom says why a break or a fixed stop could not be made.
func (d *draft) noRoom(j int) error {
	o := d.options[j]
	if o.kind == BreakStop {
		u := d.Units[o.of]
		return fmt.Errorf("unit %s has no room for a break of %d min and the slack it keeps: shorten one of them", u.ID, minutes(u.Break))
	}
	e := d.Engagements[o.of]
	if o.open > o.close {
		w := d.open(e)
		return fmt.Errorf("fixed stop %s (%s) is open from %s to %s, which leaves no %d min within the shift: move the shift or make the stop optional",
			e.ID, e.Name, d.moment(w.From), d.moment(w.To), minutes(e.Dwell))
	}
	if d.reachable(j) {
		return fmt.Errorf("fixed stop %s (%s) has no room beside the other fixed stops and breaks: add a unit or make a stop optional", e.ID, e.Name)
	}
	return fmt.Errorf("fixed stop %s (%s) cannot be reached in time by any unit: start one nearer or make the stop optional", e.ID, e.Name)
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
