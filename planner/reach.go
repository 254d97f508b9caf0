package planner

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb"
)

// Reached returns the problem without the spots and the optional calls that some unit's
// mode of travel cannot reach, and notes that name them and say what to know of others,
// such as that the route ends at a gate. The error says that no spot is left of those there
// were, or names a fixed call, a post or a unit's start or end that cannot be reached, beside
// the problem with the spots that can; trouble of the travel itself, such as a server that
// breaks off, is its error as it is.
func (p Problem) Reached() (Problem, []string, error) {
	r := reacher{problem: p, noted: map[orb.Point]bool{}}
	kept := p
	kept.Spots, kept.Engagements = nil, nil
	for _, s := range p.Spots {
		name := s.ID
		if s.Name != "" {
			name = fmt.Sprintf("%s (%s)", s.Name, s.ID)
		}
		if r.may(s.At, "spot "+name) {
			kept.Spots = append(kept.Spots, s)
		}
	}
	if r.trouble != nil {
		return p, nil, r.trouble
	}
	if len(p.Spots) > 0 && len(kept.Spots) == 0 {
		return kept, nil, fmt.Errorf("none of the %s can be reached: %s", count(len(p.Spots), "spot"), r.left[0])
	}
	for _, u := range p.Units {
		for _, end := range []struct {
			at orb.Point
			of string
		}{{u.Start, "start"}, {u.End, "end"}} {
			if err := r.must(end.at, fmt.Sprintf("the %s of %s", end.of, u.ID)); err != nil {
				return kept, nil, err
			}
		}
	}
	for _, post := range p.Posts {
		if err := r.must(post.At, "post "+cmp.Or(post.Name, post.ID)); err != nil {
			return kept, nil, err
		}
	}
	for _, e := range p.Engagements {
		name := cmp.Or(e.Name, e.ID)
		if e.Fixed {
			if err := r.must(e.At, name); err != nil {
				return kept, nil, err
			}
		}
		if e.Fixed || r.may(e.At, name) {
			kept.Engagements = append(kept.Engagements, e)
		}
	}
	if r.trouble != nil {
		return kept, nil, r.trouble
	}
	var notes []string
	if len(r.left) > 0 {
		notes = append(notes, "left out, since they cannot be reached: "+strings.Join(r.left, "; "))
	}
	return kept, append(notes, r.notes...), nil
}

// A reacher asks of places whether they can be reached.
type reacher struct {
	problem Problem
	notes   []string // of places that can
	left    []string // places that cannot, and why
	noted   map[orb.Point]bool
	trouble error // that no place is to blame for
}

// must asks of a place that the plan cannot do without.
func (r *reacher) must(at orb.Point, name string) error {
	for _, m := range r.modes() {
		note, err := r.problem.Travel.Reach(m, at)
		if _, unreachable := errors.AsType[UnreachableError](err); err != nil && !unreachable {
			return err
		}
		if err != nil {
			return fmt.Errorf("%s cannot be reached: %w", name, err)
		}
		r.note(at, name, note)
	}
	return nil
}

// may asks of a place that the plan can do without.
func (r *reacher) may(at orb.Point, name string) bool {
	for _, m := range r.modes() {
		if r.trouble != nil {
			return false
		}
		note, err := r.problem.Travel.Reach(m, at)
		if _, unreachable := errors.AsType[UnreachableError](err); err != nil && !unreachable {
			r.trouble = err
			return false
		}
		if err != nil {
			r.left = append(r.left, fmt.Sprintf("%s (%v)", name, err))
			return false
		}
		r.note(at, name, note)
	}
	return true
}

// note keeps what is to know of a place, once: units start together.
func (r *reacher) note(at orb.Point, name, note string) {
	if note != "" && !r.noted[at] {
		r.noted[at] = true
		r.notes = append(r.notes, name+": "+note)
	}
}

// modes returns how the units travel, each once.
func (r *reacher) modes() []Mode {
	var modes []Mode
	for _, m := range []Mode{Foot, Cycle, Vehicle} {
		for _, u := range r.problem.Units {
			if u.Mode == m {
				modes = append(modes, m)
				break
			}
		}
	}
	return modes
}
