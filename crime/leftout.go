package crime

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// RuledOut is what one part of a group's rule leaves out, of offences whose type
// is the group's.
type RuledOut struct {
	Rule     string `json:"rule"` // flagged domestic, not flagged knife, at place home
	Offences int    `json:"offences"`
}

// RuledOut returns what the group's rule leaves out of the offences of its types on
// a lattice, in the order of the rule: first by what it excludes, then by what it
// demands, then by places. Each offence is listed once.
func (g Group) RuledOut(l geo.Lattice, offences []Offence) []RuledOut {
	ofTypes := Group{Types: g.Types}.Matcher()
	counts := map[string]int{}
	var rules []string
	for _, f := range g.WithoutFlags {
		rules = append(rules, "flagged "+f)
	}
	for _, f := range g.Flags {
		rules = append(rules, "not flagged "+f)
	}
	var places []string
	for _, o := range offences {
		if _, inside := l.Index(o.Cell); !inside || !ofTypes(o) {
			continue
		}
		rule := g.leaves(o)
		if rule == "" {
			continue
		}
		if !slices.Contains(rules, rule) && !slices.Contains(places, rule) {
			places = append(places, rule)
		}
		counts[rule] += 1 + o.More
	}
	slices.Sort(places)
	list := []RuledOut{}
	for _, rule := range append(rules, places...) {
		if counts[rule] > 0 {
			list = append(list, RuledOut{Rule: rule, Offences: counts[rule]})
		}
	}
	return list
}

// leaves returns the part of the rule by which an offence of the group's types is
// left out, or nothing.
func (g Group) leaves(o Offence) string {
	for _, f := range g.WithoutFlags {
		if slices.Contains(o.Flags, f) {
			return "flagged " + f
		}
	}
	for _, f := range g.Flags {
		if !slices.Contains(o.Flags, f) {
			return "not flagged " + f
		}
	}
	if len(g.Places) > 0 && o.Place != "" && !slices.Contains(g.Places, o.Place) {
		return "at place " + o.Place
	}
	return ""
}

// Unknowns count what a group's rule asks and the data do not say.
type Unknowns struct {
	Offences  int      // of the group, which count
	Coarse    int      // of [Group.Coarser], which do not: some may be of the group
	Placeless int      // of those, whose kind of place is not known, where the rule is of places
	Flags     []string // that the rule leaves out, and no offence of the group's types has
}

// Unknowns returns what of the group's rule cannot be told of the offences on a lattice.
// Where it is of flags and places they count, whatever they were; where it is of types
// they do not. What police generate is told by the type.
func (g Group) Unknowns(l geo.Lattice, offences []Offence) Unknowns {
	ofTypes, matches := Group{Types: g.Types}.Matcher(), g.Matcher()
	coarser := g.Coarser()
	var u Unknowns
	seen := map[string]bool{FlagPoliceGenerated: true}
	for _, o := range offences {
		_, inside := l.Index(o.Cell)
		if inside && slices.Contains(coarser, o.Type) {
			u.Coarse += 1 + o.More
		}
		if !inside || !ofTypes(o) {
			continue
		}
		for _, f := range o.Flags {
			seen[f] = true
		}
		if matches(o) {
			u.Offences += 1 + o.More
			if len(g.Places) > 0 && o.Place == "" {
				u.Placeless += 1 + o.More
			}
		}
	}
	for _, f := range g.WithoutFlags {
		if !seen[f] && u.Offences > 0 {
			u.Flags = append(u.Flags, f)
		}
	}
	return u
}

// Unflagged returns how many offences on a lattice may be of a group that asks for flags,
// where none of them has any flag: whoever recorded them kept none, as the public data do,
// so how many are of the group is unknown. 0: it can be told.
func (g Group) Unflagged(l geo.Lattice, offences []Offence) int {
	if len(g.Flags) == 0 {
		return 0
	}
	ofTypes, n := Group{Types: g.Types}.Matcher(), 0
	for _, o := range offences {
		if _, inside := l.Index(o.Cell); !inside || !ofTypes(o) {
			continue
		}
		if len(o.Flags) > 0 {
			return 0
		}
		n += 1 + o.More
	}
	return n
}

// A Pile says how the offences of one cell share positions. Public data are moved
// to the nearest of a set of points, and records systems have points for a street
// or a station: then a pile is of a wider place, or of none.
type Pile struct {
	Offences  int
	Positions int // different ones, to the last digit
	Largest   int // offences at the fullest position
}

// Suspect reports whether the cell's offences are a pile: ten or more at one
// position, and half of the cell's.
func (p Pile) Suspect() bool { return p.Largest >= 10 && 2*p.Largest >= p.Offences }

// Piles returns how the offences of a group share positions in each cell of a
// lattice that has any. Offences without a position take no part.
func Piles(l geo.Lattice, g Group, offences []Offence) map[h3.Cell]Pile {
	matches := g.Matcher()
	at := map[h3.Cell]map[orb.Point]int{}
	for _, o := range offences {
		if _, inside := l.Index(o.Cell); !inside || o.At == nil || !matches(o) {
			continue
		}
		if at[o.Cell] == nil {
			at[o.Cell] = map[orb.Point]int{}
		}
		at[o.Cell][*o.At] += 1 + o.More
	}
	piles := make(map[h3.Cell]Pile, len(at))
	for cell, positions := range at {
		p := Pile{Positions: len(positions)}
		for _, n := range positions {
			p.Offences += n
			p.Largest = max(p.Largest, n)
		}
		piles[cell] = p
	}
	return piles
}
