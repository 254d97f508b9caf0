package planner

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// validate returns in one line what no plan could be made of.
func (p Problem) validate() error {
	shift := p.End.Sub(p.Start)
	switch {
	case shift <= 0:
		return fmt.Errorf("the shift ends at %s, no later than it begins at %s: give it an end after its start", p.moment(p.End), p.moment(p.Start))
	case shift > 24*time.Hour:
		return fmt.Errorf("the shift is %g hours long: a plan is for 24 hours or less", shift.Hours())
	case len(p.Units) == 0:
		return errors.New("no units: a plan needs at least one")
	case len(p.Spots) == 0 && len(p.Engagements) == 0 && len(p.Posts) == 0:
		return errors.New("no spots, sites or posts: there is nowhere to go")
	case !(p.Fair >= 0 && p.Fair <= 1):
		return fmt.Errorf("a cap of %g of the visits for each ward: it must be above 0 and at most 1", p.Fair)
	case p.Breaks.AtOnce < 0:
		return fmt.Errorf("%d units on break at once: give 1 or more", p.Breaks.AtOnce)
	case !p.Breaks.Within.isZero() && !p.Breaks.Within.From.Before(p.Breaks.Within.To):
		return fmt.Errorf("breaks from %s to %s: the first must be the earlier", p.moment(p.Breaks.Within.From), p.moment(p.Breaks.Within.To))
	case p.Travel == nil:
		return errors.New("no travel times: CrowFly needs no streets")
	}
	if err := p.Policy.validate(); err != nil {
		return err
	}
	return cmp.Or(
		first(p.Units, func(u Unit) string { return u.ID }, "unit", p.checkUnit),
		first(p.Spots, func(s Spot) string { return s.ID }, "spot", p.checkSpot),
		first(p.Engagements, func(e Engagement) string { return e.ID }, "site", p.checkEngagement),
		first(p.Posts, func(p Post) string { return p.ID }, "post", p.checkPost),
	)
}

// first returns the first thing wrong in a list of things with ids.
func first[T any](things []T, id func(T) string, what string, check func(T) error) error {
	known := map[string]bool{}
	for i, thing := range things {
		id := id(thing)
		switch {
		case id == "":
			return fmt.Errorf("%s %d has no id", what, i+1)
		case known[id]:
			return fmt.Errorf("two %ss have the id %s: ids must differ", what, id)
		}
		known[id] = true
		if err := check(thing); err != nil {
			return fmt.Errorf("%s %s: %w", what, id, err)
		}
	}
	return nil
}

func (p Policy) validate() error {
	switch {
	case p.MinDwell < 0 || p.MaxDwell < p.MinDwell || p.MaxDwell > 24*time.Hour:
		return fmt.Errorf("a visit of %v to %v: the first must not be the longer", p.MinDwell, p.MaxDwell)
	case p.MinDwell%time.Minute != 0 || p.MaxDwell%time.Minute != 0:
		return fmt.Errorf("a visit of %v to %v: whole minutes are needed", p.MinDwell, p.MaxDwell)
	case p.Every < 0 || p.Gap < 0 || p.Every > 0 && p.Every < p.Gap+p.MaxDwell:
		return fmt.Errorf("a visit every %v leaves no room for %v on the spot and a gap of %v", p.Every, p.MaxDwell, p.Gap)
	case !(p.Leaves > 0 && p.Leaves <= 1):
		return fmt.Errorf("a further visit counts %g of the one before: it must be above 0 and at most 1", p.Leaves)
	case !(p.Slack >= 0 && p.Slack < 1):
		return fmt.Errorf("slack of %g: it must be at least 0 and below 1", p.Slack)
	case !(p.Vary >= 0 && p.Vary < 1):
		return fmt.Errorf("%g of the best plan's harm to give up: it must be at least 0 and below 1", p.Vary)
	case !(p.Engage >= 0) || math.IsInf(p.Engage, 1):
		return fmt.Errorf("an engagement stop worth %g of a visit: it must be 0 or more", p.Engage)
	}
	return nil
}

func (p Problem) checkUnit(u Unit) error {
	if _, err := ParseMode(string(u.Mode)); err != nil {
		return err
	}
	shift := p.shift(u)
	switch {
	case shift.length() < 0 || shift.length() == 0 && u.Lost.IsZero() || shift.From.Before(p.Start) || shift.To.After(p.End):
		return fmt.Errorf("its shift from %s to %s is not within the plan's, %s to %s",
			p.moment(shift.From), p.moment(shift.To), p.moment(p.Start), p.moment(p.End))
	case u.Break < 0 || u.Break > 0 && u.Break >= shift.length():
		return fmt.Errorf("a break of %v in a shift of %v", u.Break, shift.length())
	}
	return cmp.Or(onGlobe(u.Start), onGlobe(u.End))
}

func (p Problem) checkSpot(s Spot) error {
	if len(s.Rate) != p.hours() {
		return fmt.Errorf("harm for %d hours, and the shift has %d", len(s.Rate), p.hours())
	}
	for h, rate := range s.Rate {
		if !(rate >= 0) || math.IsInf(rate, 1) {
			return fmt.Errorf("harm of %g in hour %d: it must be 0 or more", rate, h+1)
		}
	}
	if s.Crews < 0 || s.Crews > 2 {
		return fmt.Errorf("%d units at once: a visit is by one unit or by two", s.Crews)
	}
	if s.Crews > len(p.Units) {
		return fmt.Errorf("two units are to visit it at once, and there is one: add a unit")
	}
	if !(s.Offences > 0) && slices.Max(s.Rate) > 0 {
		return fmt.Errorf("harm without offences: say how many it rests on, not %g", s.Offences)
	}
	return onGlobe(s.At)
}

func (p Problem) checkEngagement(e Engagement) error {
	switch {
	case e.Dwell <= 0:
		return fmt.Errorf("a stop of %v: it must last", e.Dwell)
	case p.open(e).length() < e.Dwell:
		return fmt.Errorf("open for %v, and the stop takes %v", p.open(e).length(), e.Dwell)
	case !(e.Weight >= 0) || math.IsInf(e.Weight, 1):
		return fmt.Errorf("a weight of %g: it must be 0 or more", e.Weight)
	case len(e.FourE) == 0:
		return errors.New("none of the four Es: say what the stop is for")
	}
	for _, f := range e.FourE {
		if !slices.Contains([]FourE{Engage, Explain, Encourage, Enforce}, f) {
			return fmt.Errorf("%q is none of the four Es", f)
		}
	}
	if !slices.Contains([]FourP{Prevent, Pursue, Protect, Prepare}, e.FourP) {
		return fmt.Errorf("%q is none of the four Ps", e.FourP)
	}
	return onGlobe(e.At)
}

func (p Problem) checkPost(post Post) error {
	switch h := post.Held; {
	case !h.From.Before(h.To) || h.From.Before(p.Start) || h.To.After(p.End):
		return fmt.Errorf("held from %s to %s: it must begin and end within the shift, from %s to %s",
			p.moment(h.From), p.moment(h.To), p.moment(p.Start), p.moment(p.End))
	case post.Units < 0 || post.Units > len(p.Units):
		return fmt.Errorf("%d units are to hold it, and there are %d", post.Units, len(p.Units))
	}
	return onGlobe(post.At)
}

func onGlobe(p orb.Point) error {
	if !geo.OnGlobe(p) {
		return fmt.Errorf("position %v is not on the globe: longitude and latitude in degrees (WGS 84) are needed", p)
	}
	return nil
}
