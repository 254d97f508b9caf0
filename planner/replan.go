package planner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// A Fate is what becomes of a stop of an earlier plan.
type Fate string

// The fates.
const (
	Done    Fate = "done"    // it has begun: it stays as it was
	Locked  Fate = "locked"  // it stays as it is
	Forced  Fate = "forced"  // it must be made, in its band of hours, by the unit that is named
	Dropped Fate = "dropped" // it must not be made
	Planned Fate = "planned" // the search begins with it
	Gone    Fate = "gone"    // its unit is lost: another may make it
)

// An Earlier is a stop of an earlier plan for the same night.
type Earlier struct {
	Unit   int // by position; -1: any
	Kind   StopKind
	Of     int // the spot, engagement, post or unit, by position
	Arrive time.Time
	Depart time.Time
	Fate   Fate
}

// stays reports whether the stop keeps its time and its unit.
func (e Earlier) stays() bool { return e.Fate == Done || e.Fate == Locked }

// A Change is what has happened on the night. Stops are named by the ids that they have in
// the plan, units by theirs.
type Change struct {
	At   time.Time // what begins before it has been done
	Lost []string  // units that are on duty no longer
	Away []Away
	Lock []string // stops that stay as they are, in every further re-plan too
	Free []string // stops that are locked no longer
	Drop []string
	Move []Move
	Add  []Added
}

// An Away is a unit that is held up until a time.
type Away struct {
	Unit  string
	Until time.Time
}

// A Move gives a stop to another unit.
type Move struct{ Stop, Unit string }

// An Added is a place that must have a visit: one that the plan knows, by its id or name, or
// another.
type Added struct {
	Of   string    // a spot, or a call or post that was dropped; empty: another place
	Name string    // of another place
	At   orb.Point // of another place, WGS 84
	Unit string    // which unit; empty: any
}

// addedDwell is how long a place that is added on the night is visited.
const addedDwell = 10 * time.Minute

// Replan returns the problem of what is left of a night after a change: what was done or
// is locked stays, what was planned is where the search begins. A problem that has been
// replanned can be replanned again. The error names the unit or the stop.
func Replan(p Problem, routes []Route, ids [][]string, c Change) (Problem, error) {
	if c.At.Before(p.Start) || !c.At.Before(p.End) {
		return p, fmt.Errorf("%s is not within the shift from %s to %s", p.moment(c.At), p.moment(p.Start), p.moment(p.End))
	}
	if c.At.Before(p.Now) {
		return p, fmt.Errorf("%s is before %s, at which this plan was made: replan the one before", p.moment(c.At), p.moment(p.Now))
	}
	r := replanner{p: p, c: c, at: map[string]int{}, since: p.Now}
	r.p.Now, r.p.Units, r.p.Engagements, r.p.Earlier = c.At, slices.Clone(p.Units), slices.Clone(p.Engagements), nil
	for k, route := range routes {
		for i, s := range route.Stops {
			if s.Kind == AwayStop {
				continue
			}
			if s.Kind != BreakStop { // which has no id
				r.at[strings.ToLower(ids[k][i])] = len(r.p.Earlier)
			}
			fate := Planned
			switch {
			case s.Arrive.Before(c.At):
				fate = Done
			case p.locked(k, s):
				fate = Locked
			}
			r.p.Earlier = append(r.p.Earlier, Earlier{k, s.Kind, s.Of, s.Arrive, s.Depart, fate})
		}
	}
	for _, e := range p.Earlier { // what was dropped before stays away
		if e.Fate == Dropped {
			r.p.Earlier = append(r.p.Earlier, e)
		}
	}
	for _, step := range []func() error{r.lose, r.hold, r.unlock, r.lock, r.drop, r.move, r.add} {
		if err := step(); err != nil {
			return p, err
		}
	}
	for _, of := range ids {
		for _, id := range of {
			i, known := r.at[strings.ToLower(id)]
			if !known || r.p.Earlier[i].Fate != Locked {
				continue
			}
			if err := r.free(id, r.p.Earlier[i].Unit, r.p.Earlier[i].Arrive); err != nil {
				return p, err
			}
		}
	}
	return r.p, nil
}

// locked reports whether a stop of a unit was locked on the night.
func (p Problem) locked(unit int, s Stop) bool {
	return slices.ContainsFunc(p.Earlier, func(e Earlier) bool {
		return e.Fate == Locked && e.Unit == unit && e.Kind == s.Kind && e.Of == s.Of && e.Arrive.Equal(s.Arrive)
	})
}

type replanner struct {
	p  Problem
	c  Change
	at map[string]int // by stop id: its position among the earlier stops

	since time.Time // when the plan that is changed was made; zero: before the shift
}

// unit finds a unit by its id, in whatever spelling: Unit 3 is unit-3.
func (r *replanner) unit(name string) (int, error) {
	wanted := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "-")
	if i := slices.IndexFunc(r.p.Units, func(u Unit) bool { return strings.ToLower(u.ID) == wanted }); i >= 0 {
		return i, nil
	}
	var ids []string
	for _, u := range r.p.Units {
		ids = append(ids, u.ID)
	}
	return 0, fmt.Errorf("no unit %q; there are %s", name, list(ids))
}

// stop finds a stop that has not begun.
func (r *replanner) stop(id string) (*Earlier, error) {
	found, have := r.at[strings.ToLower(strings.TrimSpace(id))]
	if !have {
		return nil, fmt.Errorf("no stop %q in the plan: its stops are named u1-s01, u1-e01 and so on, and breaks have no name: they are planned anew", id)
	}
	e := &r.p.Earlier[found]
	switch e.Fate {
	case Done:
		return nil, r.begun(id, *e)
	case Gone:
		return nil, fmt.Errorf("stop %s was that of a unit that is lost", id)
	}
	return e, nil
}

// begun says why a stop that has begun by the time of the change cannot be changed, and what
// can be done.
func (r *replanner) begun(id string, e Earlier) error {
	from, to, at := r.p.moment(e.Arrive), r.p.moment(e.Depart), r.p.moment(r.c.At)
	switch {
	case !e.Depart.After(r.c.At):
		return fmt.Errorf("stop %s, from %s to %s, is done at %s, and stays as it was: to go there again, add a visit", id, from, to, at)
	case e.Arrive.Before(r.since):
		return fmt.Errorf("stop %s, from %s to %s, is under way at %s, and was when this plan was made: it stays as it is", id, from, to, at)
	}
	return fmt.Errorf("stop %s, from %s to %s, is under way at %s: change it from %s or before, or let it end", id, from, to, at, from)
}

// lose takes units off duty: what they have not finished is lost, and they end where they
// are.
func (r *replanner) lose() error {
	for _, name := range r.c.Lost {
		k, err := r.unit(name)
		if err != nil {
			return err
		}
		u := &r.p.Units[k]
		if !u.Lost.IsZero() {
			return fmt.Errorf("unit %s is off duty since %s", u.ID, r.p.moment(u.Lost))
		}
		u.Lost, u.End = r.c.At, u.Start
		rested := false
		var last time.Time
		for i := range r.p.Earlier {
			e := &r.p.Earlier[i]
			if e.Unit != k || e.Fate == Dropped {
				continue // of what was dropped there is nothing to lose, and it was not there
			}
			if e.Depart.After(r.c.At) {
				if other := r.partner(e); other != nil && other.Fate == Locked {
					other.Fate = Planned // one alone cannot keep it
				}
				e.Fate = Gone
				continue
			}
			rested = rested || e.Kind == BreakStop
			if e.Depart.After(last) {
				last, u.End = e.Depart, r.p.placeOf(*e)
			}
		}
		if !rested {
			u.Break = 0
		}
	}
	if !slices.ContainsFunc(r.p.Units, func(u Unit) bool { return u.Lost.IsZero() }) {
		return fmt.Errorf("no unit is left on duty")
	}
	return nil
}

func (r *replanner) hold() error {
	for _, a := range r.c.Away {
		k, err := r.onDuty(a.Unit)
		if err != nil {
			return err
		}
		if !a.Until.After(r.c.At) || !a.Until.Before(r.p.shift(r.p.Units[k]).To) {
			return fmt.Errorf("unit %s: held up until %s, which is not between %s and the end of its shift", r.p.Units[k].ID, r.p.moment(a.Until), r.p.moment(r.c.At))
		}
		r.p.Units[k].Away = Window{r.c.At, a.Until}
	}
	return nil
}

func (r *replanner) unlock() error {
	for _, id := range r.c.Free {
		e, err := r.stop(id)
		if err != nil {
			return err
		}
		if e.Fate != Locked {
			return fmt.Errorf("stop %s is not locked", id)
		}
		if other := r.partner(e); other != nil {
			other.Fate = Planned
		}
		e.Fate = Planned
	}
	return nil
}

func (r *replanner) lock() error {
	for _, id := range r.c.Lock {
		e, err := r.stop(id)
		if err != nil {
			return err
		}
		e.Fate = Locked
		if err := r.lockPartner(id, e); err != nil {
			return err
		}
	}
	return nil
}

// free reports a unit that is held up when it is to be at a stop.
func (r *replanner) free(id string, unit int, at time.Time) error {
	if away := r.p.Units[unit].Away; !away.isZero() && at.Before(away.To) {
		return fmt.Errorf("stop %s is locked at %s, and unit %s is held up until %s: move or unlock it", id, r.p.moment(at), r.p.Units[unit].ID, r.p.moment(away.To))
	}
	return nil
}

func (r *replanner) drop() error {
	for _, id := range r.c.Drop {
		e, err := r.stop(id)
		if err != nil {
			return err
		}
		if other := r.partner(e); other != nil {
			if other.Fate == Locked {
				return fmt.Errorf("stop %s is dropped, and the other unit's part of the visit is locked: it is one visit", id)
			}
			other.Fate = Dropped
		}
		e.Fate = Dropped
	}
	return nil
}

func (r *replanner) move() error {
	for _, m := range r.c.Move {
		e, err := r.stop(m.Stop)
		if err != nil {
			return err
		}
		k, err := r.onDuty(m.Unit)
		if err != nil {
			return err
		}
		if other := r.partner(e); other != nil { // they meet when they were to
			if other.Unit == k {
				return fmt.Errorf("stop %s needs two units at once, and unit %s is the other already", m.Stop, r.p.Units[k].ID)
			}
			for _, unit := range []int{k, other.Unit} {
				if err := r.free(m.Stop, unit, e.Arrive); err != nil {
					return err
				}
			}
			other.Fate, e.Unit, e.Fate = Locked, k, Locked
			continue
		}
		if e.Kind == PatrolStop && r.p.Spots[e.Of].double() {
			return fmt.Errorf("stop %s needs two units, and the other is lost: drop it, or let it be planned anew", m.Stop)
		}
		e.Unit, e.Fate = k, Forced
	}
	return nil
}

// onDuty finds a unit that has not been lost.
func (r *replanner) onDuty(name string) (int, error) {
	k, err := r.unit(name)
	if err == nil && !r.p.Units[k].Lost.IsZero() {
		err = fmt.Errorf("unit %s is off duty since %s", r.p.Units[k].ID, r.p.moment(r.p.Units[k].Lost))
	}
	return k, err
}

func (r *replanner) add() error {
	for _, a := range r.c.Add {
		unit := -1
		if a.Unit != "" {
			k, err := r.onDuty(a.Unit)
			if err != nil {
				return err
			}
			unit = k
		}
		if a.Of != "" {
			if err := r.addBack(a.Of, unit); err != nil {
				return err
			}
			continue
		}
		r.p.Engagements = append(r.p.Engagements, Engagement{
			ID: fmt.Sprintf("added:%d", len(r.p.Engagements)+1), Name: a.Name, Category: "added-place", At: a.At, Open: Window{r.c.At, r.p.End},
			Dwell: addedDwell, Fixed: true, FourE: []FourE{Engage, Explain}, FourP: Prevent, Why: []string{"added at " + r.p.moment(r.c.At)},
		})
		if unit >= 0 {
			r.p.Earlier = append(r.p.Earlier, Earlier{Unit: unit, Kind: EngagementStop, Of: len(r.p.Engagements) - 1, Fate: Forced})
		}
	}
	return nil
}

// Names reports whether a place is one that can be added by its id or name alone: a spot, or a
// call or post that was dropped.
func (p Problem) Names(place string) bool {
	return p.spotCalled(place) >= 0 || p.droppedCalled(place) >= 0
}

func (p Problem) spotCalled(name string) int {
	return slices.IndexFunc(p.Spots, func(s Spot) bool { return called(name, s.ID, s.Name) })
}

// droppedCalled returns which earlier stop is a call or post of that name that was dropped and
// could still be made.
func (p Problem) droppedCalled(name string) int {
	return slices.IndexFunc(p.Earlier, func(e Earlier) bool {
		switch {
		case e.Fate != Dropped || e.Kind == PostStop && p.Posts[e.Of].Held.From.Before(p.Now):
			return false
		case e.Kind == EngagementStop:
			return called(name, p.Engagements[e.Of].ID, p.Engagements[e.Of].Name)
		case e.Kind == PostStop:
			return called(name, p.Posts[e.Of].ID, p.Posts[e.Of].Name)
		}
		return false
	})
}

func called(wanted, id, name string) bool {
	return strings.EqualFold(wanted, id) || name != "" && strings.EqualFold(wanted, name)
}

// addBack forces a visit to a spot, or a call or post that was dropped.
func (r *replanner) addBack(name string, unit int) error {
	if spot := r.p.spotCalled(name); spot >= 0 {
		return r.addSpot(spot, unit)
	}
	i := r.p.droppedCalled(name)
	if i < 0 {
		return fmt.Errorf("no spot %q in the plan, and no call or post that was dropped and could still be made: name a spot by its id, such as %s, or another place as NAME@LON,LAT", name, r.p.Spots[0].ID)
	}
	r.p.Earlier[i].Unit, r.p.Earlier[i].Fate = unit, Forced
	return nil
}

// addSpot forces a visit to a spot in the band that has most harm of those in which its visit
// was dropped; where none was, of those left.
func (r *replanner) addSpot(i, unit int) error {
	best, most, back := band{}, -1.0, false
	for _, b := range r.p.bands(i) {
		from, until := max(r.p.opens(b), r.p.second(r.p.Now)), min(b.until, r.p.second(r.p.End))
		e := r.p.fate(PatrolStop, i, b)
		if e != nil && e.Fate != Dropped || until-from < int(r.p.Policy.MinDwell/time.Second) {
			continue
		}
		dropped := e != nil
		if harm := r.p.Spots[i].present(b.from, until); dropped && !back || dropped == back && harm > most {
			best, most, back = b, harm, dropped
		}
	}
	if most < 0 {
		return fmt.Errorf("spot %s has no time left for a further visit", r.p.Spots[i].label())
	}
	at := r.p.clock(max(r.p.opens(best), r.p.second(r.p.Now)))
	for dropped := r.p.fate(PatrolStop, i, best); dropped != nil; dropped = r.p.fate(PatrolStop, i, best) {
		dropped.Fate = Gone // of a visit by two there are two
	}
	r.p.Earlier = append(r.p.Earlier, Earlier{Unit: unit, Kind: PatrolStop, Of: i, Arrive: at, Depart: at, Fate: Forced})
	return nil
}

// placeOf returns where an earlier stop is.
func (p Problem) placeOf(e Earlier) orb.Point {
	switch e.Kind {
	case PatrolStop:
		return p.Spots[e.Of].At
	case EngagementStop:
		return p.Engagements[e.Of].At
	case PostStop:
		return p.Posts[e.Of].At
	}
	return p.Units[e.Unit].Start
}

// fate returns what is said of a stop of an earlier plan, but for one that is only planned:
// of a spot in a band, of anything else in any. It is nil where nothing is said.
func (p Problem) fate(kind StopKind, of int, b band) *Earlier {
	i := slices.IndexFunc(p.Earlier, func(e Earlier) bool {
		if e.Kind != kind || e.Of != of || e.Fate == Planned || e.Fate == Gone {
			return false
		}
		at := p.second(e.Arrive)
		return kind != PatrolStop || b.from <= at && at < b.until
	})
	if i < 0 {
		return nil
	}
	return &p.Earlier[i]
}

// fated returns how many stops of a kind stay or are forced.
func (p Problem) fated(kind StopKind, of int) int {
	n := 0
	for i, e := range p.Earlier {
		if e.Kind == kind && e.Of == of && (e.stays() || e.Fate == Forced) && !p.again(i) {
			n++
		}
	}
	return n
}

// dropped returns how many units were dropped from a post: none takes their places.
func (p Problem) dropped(post int) int {
	n := 0
	for _, e := range p.Earlier {
		if e.Kind == PostStop && e.Of == post && e.Fate == Dropped {
			n++
		}
	}
	return n
}

// second returns how long after the start of the shift a time is, in seconds.
func (p Problem) second(t time.Time) int { return int(t.Sub(p.Start) / time.Second) }

// clock undoes second.
func (p Problem) clock(second int) time.Time { return p.Start.Add(time.Duration(second) * time.Second) }

// now returns before when nothing new begins, in seconds.
func (p Problem) now() int {
	if p.Now.IsZero() {
		return 0
	}
	return p.second(p.Now)
}
