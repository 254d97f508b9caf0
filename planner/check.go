package planner

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// Check proves the plan against its problem, by other means than those that made
// it, and returns the first promise that is broken: every unit keeps its shift,
// its break and its slack, and is nowhere before it can be; no more of the units are on
// break at once than the rule on breaks lets; a visit is as long as the policy says, after the gap
// and within the target, by a unit that has what the spot needs; every fixed site is
// called at, none twice, and while it is open; every post is held by as many units
// as it needs, but for those that were dropped; the harm adds up, and does not exceed the bound. The cost is that of
// the legs between the stops of each route.
func (p Plan) Check() error {
	if len(p.Routes) != len(p.Problem.Units) {
		return fmt.Errorf("%d routes for %d units", len(p.Routes), len(p.Problem.Units))
	}
	visits, calls := make([][]Stop, len(p.Problem.Spots)), make([][]Stop, len(p.Problem.Engagements))
	held := make([]int, len(p.Problem.Posts))
	for i, r := range p.Routes {
		u := p.Problem.Units[i]
		if err := p.checkRoute(u, r); err != nil {
			return fmt.Errorf("unit %s: %w", u.ID, err)
		}
		for n, s := range r.Stops {
			if err := p.checkStop(u, s); err != nil {
				return fmt.Errorf("unit %s, stop %d: %w", u.ID, n+1, err)
			}
			switch s.Kind {
			case PatrolStop:
				visits[s.Of] = append(visits[s.Of], s)
			case EngagementStop:
				calls[s.Of] = append(calls[s.Of], s)
			case PostStop:
				held[s.Of]++
			}
		}
	}
	for i, n := range held {
		post := p.Problem.Posts[i]
		if wanted := post.crews() - p.Problem.dropped(i); n != wanted && len(p.Unmet) == 0 {
			return fmt.Errorf("post %s is held by %d units, not %d", post.ID, n, wanted)
		}
	}
	return cmp.Or(p.checkBreaks(), p.checkVisits(visits), p.checkCalls(calls), p.checkHarm(visits))
}

// checkRoute follows a unit through its shift.
func (p Plan) checkRoute(u Unit, r Route) error {
	places := []orb.Point{u.Start}
	for _, s := range r.Stops {
		places = append(places, s.At)
	}
	legs, err := p.Problem.legs(u.Mode, append(places, u.End))
	if err != nil {
		return err
	}
	shift := p.Problem.shift(u)
	free := shift.From
	var travel, stops, breaks time.Duration
	for i, s := range r.Stops {
		leg := legs[i][i+1].Time
		if s.Arrive.Before(free.Add(leg)) {
			return fmt.Errorf("arrives at stop %d at %s, but leaves the one before at %s and needs %v", i+1, s.Arrive, free, leg)
		}
		free = s.Depart
		travel += leg
		if s.Kind == AwayStop {
			continue
		}
		stops += s.Depart.Sub(s.Arrive)
		if s.Kind == BreakStop {
			breaks += s.Depart.Sub(s.Arrive)
		}
	}
	home := legs[len(r.Stops)][len(r.Stops)+1].Time
	switch travel += home; {
	case free.Add(home).After(shift.To):
		return fmt.Errorf("is back at %s, after its shift", free.Add(home))
	case travel != r.Travel:
		return fmt.Errorf("travels %v and says %v", travel, r.Travel)
	case breaks != u.Break:
		return fmt.Errorf("has a break of %v, not of %v", breaks, u.Break)
	case (travel+stops)/time.Second > time.Duration(p.Problem.limit(u)):
		return fmt.Errorf("is busy for %v of %v, which leaves too little slack", travel+stops, shift.length())
	}
	return nil
}

// checkBreaks checks that enough units stay on the street.
func (p Plan) checkBreaks() error {
	var breaks []Stop
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == BreakStop {
				breaks = append(breaks, s)
			}
		}
	}
	most := p.Problem.atOnce()
	for _, s := range breaks {
		if _, resting := p.onDuty(s.Arrive); resting > most {
			return fmt.Errorf("%d units are on break at %s, more than %d", resting, s.Arrive, most)
		}
		for _, w := range p.Problem.NoBreaks {
			if s.Arrive.Before(w.To) && w.From.Before(s.Depart) {
				return fmt.Errorf("a break at %s, and none is taken from %s to %s", s.Arrive, w.From, w.To)
			}
		}
	}
	return nil
}

// A place says where and when a stop is to be.
type place struct {
	at          orb.Point
	least, most time.Duration
	within      Window
	needs       []string
}

// should returns where and when a stop of a unit is to be.
func (p Plan) should(u Unit, s Stop) (place, error) {
	switch s.Kind {
	case PatrolStop:
		spot := p.Problem.Spots[s.Of]
		return place{spot.At, p.Problem.Policy.MinDwell, p.Problem.Policy.MaxDwell, Window{p.Problem.Start, p.Problem.End}, spot.Needs}, nil
	case EngagementStop:
		e := p.Problem.Engagements[s.Of]
		return place{e.At, e.Dwell, e.Dwell, p.Problem.open(e), e.Needs}, nil
	case PostStop:
		post := p.Problem.Posts[s.Of]
		return place{post.At, post.Held.length(), post.Held.length(), post.Held, post.Needs}, nil
	case BreakStop:
		return place{u.Start, u.Break, u.Break, p.Problem.breakWindow(u), nil}, nil
	case AwayStop:
		return place{s.At, 0, u.Away.length(), u.Away, nil}, nil
	}
	return place{}, fmt.Errorf("no kind of stop %q", s.Kind)
}

// checkStop checks one stop by itself.
func (p Plan) checkStop(u Unit, s Stop) error {
	to, err := p.should(u, s)
	if err != nil {
		return err
	}
	dwell := s.Depart.Sub(s.Arrive)
	switch {
	case s.At != to.at:
		return fmt.Errorf("at %v, which is not where it should be: %v", s.At, to.at)
	case dwell < to.least || dwell > to.most:
		return fmt.Errorf("lasts %v, not %v to %v", dwell, to.least, to.most)
	case s.Arrive.Before(to.within.From) || s.Depart.After(to.within.To):
		return fmt.Errorf("from %s to %s, not within %s to %s", s.Arrive, s.Depart, to.within.From, to.within.To)
	case s.Arrive.Before(s.Window.From) || s.Arrive.After(s.Window.To):
		return fmt.Errorf("arrives at %s, not within its window from %s to %s", s.Arrive, s.Window.From, s.Window.To)
	case len(s.Why) == 0:
		return errors.New("has no reason")
	}
	for _, need := range to.needs {
		if !slices.Contains(u.Can, need) {
			return fmt.Errorf("is made by a unit that cannot %s", need)
		}
	}
	return nil
}

// checkVisits checks the visits of each spot, by whichever unit.
func (p Plan) checkVisits(visits [][]Stop) error {
	omitted := map[int]bool{}
	for _, o := range p.Omitted {
		omitted[o.Spot] = o.Reason != ""
	}
	for i, stops := range visits {
		spot, target := p.Problem.Spots[i].ID, p.Problem.target(i)
		slices.SortFunc(stops, func(a, b Stop) int { return a.Arrive.Compare(b.Arrive) })
		stops, err := p.together(p.Problem.Spots[i], stops)
		if err != nil {
			return err
		}
		if len(stops) > target+p.Problem.fated(PatrolStop, i) {
			return fmt.Errorf("spot %s has %d visits, more than %d", spot, len(stops), target)
		}
		if omitted[i] != (len(stops) == 0) {
			return fmt.Errorf("spot %s has %d visits, and left out with a reason: %t", spot, len(stops), omitted[i])
		}
		for n, s := range stops {
			if s.Visit != n+1 {
				return fmt.Errorf("spot %s: visit %d is called visit %d", spot, n+1, s.Visit)
			}
			if n > 0 && s.Arrive.Before(stops[n-1].Depart.Add(p.Problem.Policy.Gap)) {
				return fmt.Errorf("spot %s: visit %d begins at %s, too soon after %s", spot, n+1, s.Arrive, stops[n-1].Depart)
			}
		}
	}
	return nil
}

// checkCalls checks that sites are called at once, and fixed ones are.
func (p Plan) checkCalls(calls [][]Stop) error {
	for i, stops := range calls {
		e := p.Problem.Engagements[i]
		if len(stops) > 1 || e.Fixed && len(stops) == 0 && len(p.Unmet) == 0 && p.Problem.Now.IsZero() {
			return fmt.Errorf("site %s is called at %d times; fixed: %t", e.ID, len(stops), e.Fixed)
		}
	}
	return nil
}

// checkHarm adds up what the visits cover.
func (p Plan) checkHarm(visits [][]Stop) error {
	var covered float64
	for i, stops := range visits {
		var harms []float64
		var visited float64
		for _, s := range stops {
			harms = append(harms, s.Harm)
			visited += s.Harm
		}
		spot := p.Problem.Spots[i]
		if present := spot.present(0, int(p.Problem.End.Sub(p.Problem.Start)/time.Second)); visited > present*(1+1e-9) {
			return fmt.Errorf("spot %s: visits to %g days of harm, of %g present", spot.ID, visited, present)
		}
		for _, h := range harms {
			if most := slices.Max(spot.Rate) * p.Problem.Policy.Every.Hours(); most > 0 && h > most*(1+1e-9) {
				return fmt.Errorf("spot %s: a visit covers %g days of harm, and %v have no more than %g", spot.ID, h, p.Problem.Policy.Every, most)
			}
		}
		slices.SortFunc(harms, func(a, b float64) int { return cmp.Compare(b, a) })
		covered += p.Problem.Policy.worth(harms)
	}
	if tolerance := 1e-9 * (1 + covered); math.Abs(covered-p.Harm) > tolerance || p.Harm > p.Bound+tolerance {
		return fmt.Errorf("the visits cover %g days, the plan says %g, and its bound is %g", covered, p.Harm, p.Bound)
	}
	return nil
}
