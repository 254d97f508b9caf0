package planner

import (
	"cmp"
	"errors"
	"fmt"
)

// ErrEnough, returned by Problem.Between, ends the search: Solve returns the best
// plan so far.
var ErrEnough = errors.New("enough")

// Solve makes a plan. The same problem gives the same plan, on any number of cores.
//
// It plans for the first unit alone, then for the first two, and so on: each time
// from the better of a fresh greedy plan and of the plan so far with one tour more,
// improved by a search. So the best plan is never worth less than a greedy one, a further
// unit at the end of a list of up to twelve never makes it worth less, and what each
// unit adds is known. The plan returned is then drawn by Seed among those that are worth
// nearly as much, as far as the policy lets it. Iterations become fewer as options × units grow: 160 options
// and six units take about two seconds.
//
// Under a policy that draws spots at random nothing is searched for: spots are taken
// as they are drawn, each by the unit that is least busy with it.
//
// The error says in one line what is wrong with the problem, or which break, post
// or fixed stop has no room.
func Solve(p Problem) (Plan, error) {
	if err := p.validate(); err != nil {
		return Plan{}, err
	}
	m, err := solved(p, false)
	if err != nil {
		return Plan{}, err
	}
	if missed := m.missed(); missed > 0 && m.slots > 0 { // the usual breaks may be in the way
		tight, err := solved(p, true)
		if err != nil {
			return Plan{}, err
		}
		if tight.missed() < missed {
			m = tight
		}
	}
	routes, byUnits := m.routes, m.byUnits
	unmet := m.unmet(routes)
	if len(unmet) > 0 && p.Now.IsZero() {
		return Plan{}, unmet[0]
	}
	if err := m.moved(routes); err != nil {
		return Plan{}, err
	}
	plan, err := m.plan(routes)
	if err != nil {
		return Plan{}, err
	}
	for _, why := range unmet {
		plan.Unmet = append(plan.Unmet, why.Error())
	}
	if plan.idle() {
		return Plan{}, fmt.Errorf("no visit fits into the shift from %s to %s: make it longer, or let units start nearer to the spots", p.moment(p.Start), p.moment(p.End))
	}
	plan.Best = plan.Harm
	if n := len(byUnits); n > 0 {
		byUnits[n-1] = max(plan.Harm, byUnits[n-1]) // the plan that is drawn may be the best
		plan.Best = byUnits[n-1]
	}
	plan.ByUnits, plan.Random, plan.Fairness = byUnits, m.random(), m.fair
	plan.Bound = m.bound(plan.Best)
	return plan, nil
}

// A solution is a model and what the search found for it.
type solution struct {
	*model
	routes  [][]int
	byUnits []float64
	fair    *Fairness
}

// solved searches for a plan with the usual slots for breaks, or tight ones.
func solved(p Problem, tight bool) (s solution, err error) {
	if s.model, err = newModel(p, tight); err == nil {
		s.routes, s.byUnits, s.fair, err = s.solveFairly()
	}
	return s, err
}

// missed counts what must be met and is not.
func (s solution) missed() int {
	made, n := s.madeGroups(s.routes), 0
	for g, group := range s.in.Groups {
		if group.Must && !made[g] {
			n++
		}
	}
	return n
}

// unmet says which breaks, posts and fixed stops have no room.
func (m *model) unmet(routes [][]int) []error {
	made := m.madeGroups(routes)
	var all []error
	g := m.groups.engagements
	for _, e := range m.Engagements {
		if m.in.Groups[g].Must && !made[g] {
			all = append(all, m.noCall(e, g))
		}
		g++
	}
	for i, p := range m.Posts {
		for crew := range p.crews() {
			switch missed := crew >= m.fated(PostStop, i)+m.dropped(i); {
			case missed && m.second(p.Held.From) < m.now():
				all = append(all, fmt.Errorf("post %s has begun, and who held it is gone", p.label()))
			case missed && !made[g]:
				all = append(all, m.noCrew(p, g))
			}
			g++
		}
	}
	for _, u := range m.Units {
		if u.Break > 0 {
			if m.in.Groups[g].Must && !made[g] {
				all = append(all, m.noBreak(u))
			}
			g++
		}
	}
	return all
}

// madeGroups returns which groups have an option that is made.
func (m *model) madeGroups(routes [][]int) []bool {
	made := make([]bool, len(m.in.Groups))
	for _, stops := range routes {
		for _, j := range stops {
			made[m.in.Options[j].Group] = true
		}
	}
	return made
}

// moved says which stop that stays or is forced has no room.
func (m *model) moved(routes [][]int) error {
	made := m.madeGroups(routes)
	for j, o := range m.in.Options {
		if o.Group < m.groups.earlier || made[o.Group] {
			continue
		}
		by := "any unit: leave it out"
		if m.theirs(o.Units) == 1 {
			by = "the unit that is to: give it to another, or leave it out"
		}
		switch of := m.options[j]; of.kind {
		case PatrolStop:
			return fmt.Errorf("%s cannot be visited from %s on by %s", m.Spots[of.of].label(), m.moment(m.clock(o.Open)), by)
		case EngagementStop:
			return fmt.Errorf("%s cannot be called at by %s", cmp.Or(m.Engagements[of.of].Name, m.Engagements[of.of].ID), by)
		case AwayStop:
			return fmt.Errorf("unit %s cannot be held up for so long: its break, what it must do and its way back no longer fit in its shift", m.Units[of.of].ID)
		default:
			return fmt.Errorf("a %s at %s cannot be kept", of.kind, m.moment(m.clock(o.Open)))
		}
	}
	return nil
}

// theirs counts the units that may make an option.
func (m *model) theirs(units []bool) int {
	if units == nil {
		return len(m.Units)
	}
	n := 0
	for _, may := range units {
		if may {
			n++
		}
	}
	return n
}

// noCall says why a fixed stop could not be made.
func (m *model) noCall(e Engagement, group int) error {
	name := "fixed stop " + e.label()
	able, reachable, any := m.chances(group)
	w := m.open(e)
	switch {
	case !any:
		return fmt.Errorf("%s is open from %s to %s, which leaves no %d min within the shift: move the shift or make the stop optional",
			name, m.moment(w.From), m.moment(w.To), minutes(e.Dwell))
	case !able:
		return fmt.Errorf("%s needs a unit that can %s, and none can: add one or make the stop optional", name, list(e.Needs))
	case !reachable:
		return fmt.Errorf("%s cannot be reached in time by any unit: start one nearer or make the stop optional", name)
	}
	return fmt.Errorf("%s has no room beside the other fixed stops, posts and breaks: add a unit or make a stop optional", name)
}

// noCrew says why a post is not held.
func (m *model) noCrew(p Post, group int) error {
	name := fmt.Sprintf("post %s from %s to %s", p.label(), m.moment(p.Held.From), m.moment(p.Held.To))
	able, reachable, _ := m.chances(group)
	switch {
	case !able:
		return fmt.Errorf("%s needs a unit that can %s, and none can: add one or leave the post out", name, list(p.Needs))
	case !reachable:
		return fmt.Errorf("%s cannot be held by any unit within its shift and slack: start one nearer or hold it for less long", name)
	}
	return fmt.Errorf("%s has no room beside the other posts, fixed stops and breaks: add a unit or leave a post out", name)
}

// chances reports whether there is an option of a group, whether some unit is able
// to make one, and whether one could if it made no other stop.
func (m *model) chances(group int) (able, reachable, any bool) {
	for j, o := range m.in.Options {
		if o.Group != group {
			continue
		}
		any = true
		for k := range m.Units {
			if o.Units == nil || o.Units[k] {
				able = true
				reachable = reachable || m.in.Fits(k, []int{j})
			}
		}
	}
	return able, reachable, any
}
