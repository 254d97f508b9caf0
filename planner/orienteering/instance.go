// Package orienteering solves team orienteering problems with time windows: which
// stops to make, by which unit, in which order, so that the prizes collected are
// as high as possible within each unit's time.
//
// [Greedy] inserts the best stop again and again. [Search] improves an answer by
// ruin and recreate (Schrimpf et al. 2000, doi 10.1006/jcph.1999.6413) under
// simulated annealing, and up to thirty times a run combines the best routes seen by
// branch and bound, with prices on stops that several of them want. Where there are
// windows, units also adopt such routes, and what none of them makes is seldom tried.
// [Bound] returns a value that no answer can exceed, by Lagrangian relaxation. All three
// return the same for the same input.
package orienteering

import (
	"errors"
	"fmt"
	"slices"
)

// An Instance is a problem. Times are whole numbers of one unit that the caller
// chooses, such as seconds from the start of a shift; prizes are dimensionless.
type Instance struct {
	Options []Option
	Groups  []Group
	Units   []Unit
	// Capacity says for each shared thing how many options that use it can be made.
	Capacity []int
	// Sharing is the prize given up for each further unit that visits a group, and
	// Uneven the prize given up for each unit of time by which the busiest unit is
	// busier than the idlest by more than Spread. Both choose among answers with
	// the same prizes: no prize is given up for them in the end.
	Sharing, Uneven float64
	Spread          int
}

// An Option is a stop that can be made at most once.
type Option struct {
	Place       int     // position in the travel matrix of each unit
	Open, Close int     // earliest and latest time at which the stop can begin
	Dwell       int     // how long it takes, 0 or more
	Prize       float64 // 0 or more
	Group       int     // position in Groups
	Units       []bool  // which units can make it; nil: all
	Uses        int     // the shared thing that it uses, from 1; 0: none
	// With is the option, from 1, that another unit makes at the same time: neither is made
	// without the other. Both begin at one time, are at one place and take as long; the
	// later of the two has no prize and a group of its own. 0: the stop is one unit's.
	With int
}

// A Group is a set of options, such as the visits to one spot, whose prizes fall:
// the highest counts in full, each further one Leaves times as much as the one
// before. No more than Most of them can be made.
type Group struct {
	Leaves float64 // 0 to 1
	Most   int     // at least 1
	Must   bool    // an answer is not complete without one of the options
	Home   bool    // of no territory: Sharing does not apply
}

// A Unit makes one route.
type Unit struct {
	Travel      [][]int // from each place to each; it keeps the triangle inequality, or nearly
	Start, End  int     // places
	Open, Close int     // the route begins at Open and ends by Close
	Limit       int     // the most that travel and dwell may take together
}

// A Solution has for each unit the options that it makes, in order.
type Solution struct {
	Routes [][]int
	Prize  float64 // collected
	Missed int     // groups that must have an option and have none
}

// Validate returns what makes the instance unusable, in one line.
func (in *Instance) Validate() error {
	if len(in.Units) == 0 {
		return errors.New("no units")
	}
	places := len(in.Units[0].Travel)
	for k, u := range in.Units {
		if len(u.Travel) != places || u.Start >= places || u.End >= places || u.Start < 0 || u.End < 0 {
			return fmt.Errorf("unit %d: its start and end must be among the %d places", k, places)
		}
	}
	for j, o := range in.Options {
		switch {
		case o.Place < 0 || o.Place >= places:
			return fmt.Errorf("option %d: place %d is not among the %d places", j, o.Place, places)
		case o.Group < 0 || o.Group >= len(in.Groups):
			return fmt.Errorf("option %d: group %d is not among the %d groups", j, o.Group, len(in.Groups))
		case o.Uses < 0 || o.Uses > len(in.Capacity):
			return fmt.Errorf("option %d: it uses thing %d of %d", j, o.Uses, len(in.Capacity))
		case !(o.Prize >= 0) || o.Dwell < 0:
			return fmt.Errorf("option %d: prize %g and dwell %d must be 0 or more", j, o.Prize, o.Dwell)
		case o.Units != nil && len(o.Units) != len(in.Units):
			return fmt.Errorf("option %d: %d units are named, and there are %d", j, len(o.Units), len(in.Units))
		case o.With != 0 && !in.together(j):
			return fmt.Errorf("option %d: it and option %d must name each other, begin at one time at one place and take as long, and the second has no prize", j, o.With-1)
		}
	}
	return nil
}

// together reports whether an option and that with which it is made fit each other.
func (in *Instance) together(j int) bool {
	a := in.Options[j]
	if a.With < 1 || a.With > len(in.Options) || a.With == j+1 {
		return false
	}
	b := in.Options[a.With-1]
	return b.With == j+1 && a.Place == b.Place && a.Open == a.Close && b.Open == a.Open && b.Close == a.Close && a.Dwell == b.Dwell && a.Dwell > 0 &&
		in.Options[max(j, a.With-1)].Prize == 0 && a.Group != b.Group && slices.Equal(a.Units, b.Units)
}
