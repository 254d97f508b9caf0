package planner

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
)

const (
	CallReach = 150 // metres from a spot within which a site is called at
	callDwell = 8 * time.Minute
)

// A call is what officers do at sites of a category. Where the opening hours of a
// site are not known, the usual ones of the trade stand in, and the call says so.
type call struct {
	usual geo.Span // of every day
	fourE []FourE
	fourP FourP
}

// calls are the categories worth a call, by name.
func calls() map[string]call {
	engage := []FourE{Engage, Encourage}
	explain := []FourE{Engage, Explain}
	usual := func(opens, closes geo.TimeOfDay) geo.Span { return geo.Span{From: opens * 60, To: closes * 60} }
	return map[string]call{
		"nightclub":    {usual(22, 27), explain, Prevent},
		"pub":          {usual(12, 23), explain, Prevent},
		"takeaway":     {usual(17, 23), engage, Protect},
		"station":      {usual(6, 24), engage, Protect},
		"hotel":        {usual(7, 23), engage, Protect},
		"supermarket":  {usual(8, 21), engage, Protect},
		"shop":         {usual(9, 17), engage, Protect},
		"pharmacy":     {usual(9, 17), engage, Protect},
		"cash-machine": {usual(0, 24), engage, Prevent},
	}
}

// CallCategories returns the categories of site that are worth a call, by name.
func CallCategories() []string { return slices.Sorted(maps.Keys(calls())) }

// Calls returns calls at sites within [CallReach] of the spots: for each spot, in order,
// the nearest site that has a name and is open long enough in the shift, and at most most
// calls in all. The cost is that of one distance for each pair of spot and site.
func Calls(p Problem, sites []geo.Site, most int) []Engagement {
	var found []Engagement
	taken := map[string]bool{}
	for _, e := range p.Engagements { // that there are already
		taken[e.ID] = true
	}
	for _, spot := range p.Spots {
		if len(found) == most {
			break
		}
		near := slices.DeleteFunc(slices.Clone(sites), func(s geo.Site) bool {
			return taken[s.Key()] || orbgeo.Distance(*s.At, spot.At) > CallReach || !callable(p, s)
		})
		if len(near) == 0 {
			continue
		}
		site := slices.MinFunc(near, func(a, b geo.Site) int {
			return cmp.Or(
				cmp.Compare(orbgeo.Distance(*a.At, spot.At), orbgeo.Distance(*b.At, spot.At)),
				cmp.Compare(a.Key(), b.Key()),
			)
		})
		taken[site.Key()] = true
		found = append(found, callAt(p, site, spot))
	}
	return found
}

func callAt(p Problem, site geo.Site, spot Spot) Engagement {
	c := calls()[site.Category]
	open := c.open(p, site.Opening)
	near := spot.ID
	if spot.Name != "" { // which is often "near" something itself
		near += " (" + spot.Name + ")"
	}
	hours := "opening hours from the register"
	if !open.known {
		hours = fmt.Sprintf("usual hours of a %s, not checked", site.Category)
	}
	return Engagement{
		ID: site.Key(), Name: site.Name, Category: site.Category, At: *site.At,
		Open: open.Window, Dwell: callDwell, Weight: 1, FourE: c.fourE, FourP: c.fourP,
		Why: []string{fmt.Sprintf("%.0f m from %s; %s", orbgeo.Distance(*site.At, spot.At), near, hours)},
	}
}

// callable reports whether a site has a name and is open long enough in the shift.
func callable(p Problem, s geo.Site) bool {
	c, worth := calls()[s.Category]
	return worth && s.Name != "" && c.open(p, s.Opening).length() >= callDwell
}

// A stretch of time is one in which a site is open.
type stretch struct {
	Window
	known bool // from the site's own hours; else from those usual in its trade
}

func (s stretch) length() time.Duration { return s.To.Sub(s.From) }

// open returns the longest stretch of a shift in which a site is open: by its own
// hours on days of which they are known, by the usual ones on others. What goes on
// from one day to the next, without a break, is one stretch.
func (c call) open(p Problem, own geo.Hours) stretch {
	var all []stretch // by their beginnings, and apart
	for day := -1; day <= 1; day++ {
		at := func(clock geo.TimeOfDay) time.Time {
			return time.Date(p.Start.Year(), p.Start.Month(), p.Start.Day()+day, 0, int(clock), 0, 0, p.Start.Location())
		}
		spans, known := own[at(0).Weekday()]
		if !known {
			spans = []geo.Span{c.usual}
		}
		for _, s := range spans {
			next := stretch{Window{From: at(s.From), To: at(s.To)}, known}
			last := len(all) - 1
			if last < 0 || next.From.After(all[last].To) {
				all = append(all, next)
				continue
			}
			if next.To.After(all[last].To) {
				all[last].To = next.To
			}
			all[last].known = all[last].known && known
		}
	}
	var longest stretch
	for _, s := range all {
		if s.From.Before(p.Start) {
			s.From = p.Start
		}
		if s.To.After(p.End) {
			s.To = p.End
		}
		if s.length() > longest.length() {
			longest = s
		}
	}
	return longest
}
