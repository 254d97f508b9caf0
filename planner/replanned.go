package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Replanned says what a replanned plan changes. Harm is in days of imprisonment.
type Replanned struct {
	Parent string   `json:"parent"` // the plan before
	At     string   `json:"at"`
	What   []string `json:"what"` // has happened, in sentences
	Before Totals   `json:"before"`
	After  Totals   `json:"after"`
	Lost   []string `json:"lost"` // what is not done for it, in sentences

	// Dropped names what was dropped, now or before, and has not begun: each can be added again.
	Dropped []string `json:"dropped,omitempty"`
}

// Totals are what a plan does in all.
type Totals struct {
	Harm    float64 `json:"harm_covered"`
	Visits  int     `json:"visits"`
	Minutes int     `json:"patrol_min"`
	Calls   int     `json:"engagement_stops"`
	Held    int     `json:"post_min"`
}

// Totals sums up routes.
func (p Problem) Totals(routes []Route) Totals {
	var s Totals
	harms := make([][]float64, len(p.Spots))
	for _, r := range routes {
		for _, stop := range r.Stops {
			switch long := minutes(stop.Depart.Sub(stop.Arrive)); stop.Kind {
			case PatrolStop:
				if !stop.Second {
					s.Visits++
				}
				s.Minutes += long
				harms[stop.Of] = append(harms[stop.Of], stop.Harm)
			case EngagementStop:
				s.Calls++
			case PostStop:
				s.Held += long
			}
		}
	}
	for _, h := range harms {
		slices.SortFunc(h, func(a, b float64) int { return cmp.Compare(b, a) })
		s.Harm += p.Policy.worth(h)
	}
	s.Harm = p.Policy.round(s.Harm)
	return s
}

// StopNames says where the stops of a plan are and when, by their ids in small letters.
func (p Problem) StopNames(routes []Route, ids [][]string) map[string]string {
	names := map[string]string{}
	for k, r := range routes {
		for i, s := range r.Stops {
			names[strings.ToLower(ids[k][i])] = p.nameOf(s) + ", " + p.moment(s.Arrive)
		}
	}
	return names
}

// Dropped names the spots, calls and posts that were dropped and could be made still.
func (p Problem) Dropped() []string {
	var names []string
	for _, e := range p.Earlier {
		name := p.nameOf(Stop{Kind: e.Kind, Of: e.Of})
		if e.Fate == Dropped && !e.Arrive.Before(p.Now) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (p Problem) nameOf(s Stop) string {
	switch s.Kind {
	case PatrolStop:
		return cmp.Or(p.Spots[s.Of].Name, p.Spots[s.Of].ID)
	case EngagementStop:
		return cmp.Or(p.Engagements[s.Of].Name, p.Engagements[s.Of].ID)
	case PostStop:
		return cmp.Or(p.Posts[s.Of].Name, p.Posts[s.Of].ID)
	}
	return "break"
}

// Losses names what routes did and others do not: visits, calls and posts.
func (p Problem) Losses(before, after []Route) []string {
	type key struct {
		kind StopKind
		of   int
	}
	count := func(routes []Route) map[key]int {
		n := map[key]int{}
		for _, r := range routes {
			for _, s := range r.Stops {
				if !s.Second {
					n[key{s.Kind, s.Of}]++
				}
			}
		}
		return n
	}
	was, is := count(before), count(after)
	lost := []string{}
	for i, s := range p.Spots {
		if a, b := was[key{PatrolStop, i}], is[key{PatrolStop, i}]; b < a {
			lost = append(lost, fmt.Sprintf("%s has %s instead of %d", s.label(), visits(b), a))
		}
	}
	for i, e := range p.Engagements {
		if is[key{EngagementStop, i}] < was[key{EngagementStop, i}] {
			lost = append(lost, fmt.Sprintf("%s (%s) is not called at", cmp.Or(e.Name, e.ID), words(e.Category)))
		}
	}
	for i, post := range p.Posts {
		if a, b := was[key{PostStop, i}], is[key{PostStop, i}]; b < a {
			lost = append(lost, fmt.Sprintf("%s from %s is held by %s instead of %d", cmp.Or(post.Name, post.ID), p.moment(post.Held.From), unitsOrNone(b), a))
		}
	}
	return lost
}

func visits(n int) string {
	if n == 0 {
		return "no visit"
	}
	return count(n, "visit")
}

func unitsOrNone(n int) string {
	if n == 0 {
		return "no unit"
	}
	return count(n, "unit")
}
