package app

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/planner"
)

const (
	nearSpot           = 150 // metres from a spot within which a site is called at
	engagementsPerUnit = 2
	engagementDwell    = 8 * time.Minute
)

// A call is what officers do at sites of a category. Sites come without opening
// hours, so the usual ones of the trade stand in, and every call says so.
type call struct {
	opens, closes int // usual local hours; past 24 is the next day
	fourE         []planner.FourE
	fourP         planner.FourP
}

// calls are the categories worth a call, by name.
func calls() map[string]call {
	engage := []planner.FourE{planner.Engage, planner.Encourage}
	explain := []planner.FourE{planner.Engage, planner.Explain}
	return map[string]call{
		"nightclub":    {22, 27, explain, planner.Prevent},
		"pub":          {12, 23, explain, planner.Prevent},
		"takeaway":     {17, 23, engage, planner.Protect},
		"station":      {6, 24, engage, planner.Protect},
		"hotel":        {7, 23, engage, planner.Protect},
		"supermarket":  {8, 21, engage, planner.Protect},
		"shop":         {9, 17, engage, planner.Protect},
		"pharmacy":     {9, 17, engage, planner.Protect},
		"cash-machine": {0, 48, engage, planner.Prevent}, // at any hour
	}
}

// engagements returns calls at the sites closest to the spots, one for each spot
// in their order, at most so many.
func engagements(p planner.Problem, sites []geo.Site, most int) []planner.Engagement {
	var found []planner.Engagement
	taken := map[string]bool{}
	for _, spot := range p.Spots {
		if len(found) == most {
			break
		}
		near := slices.DeleteFunc(slices.Clone(sites), func(s geo.Site) bool {
			return taken[siteID(s)] || orbgeo.Distance(*s.At, spot.At) > nearSpot || !callable(p, s)
		})
		if len(near) == 0 {
			continue
		}
		site := slices.MinFunc(near, func(a, b geo.Site) int {
			return cmp.Or(
				cmp.Compare(orbgeo.Distance(*a.At, spot.At), orbgeo.Distance(*b.At, spot.At)),
				cmp.Compare(siteID(a), siteID(b)),
			)
		})
		taken[siteID(site)] = true
		found = append(found, engagement(p, site, spot))
	}
	return found
}

func engagement(p planner.Problem, site geo.Site, spot planner.Spot) planner.Engagement {
	c := calls()[site.Category]
	return planner.Engagement{
		ID: siteID(site), Name: site.Name, Category: site.Category, At: *site.At,
		Open: c.open(p), Dwell: engagementDwell, Weight: 1, FourE: c.fourE, FourP: c.fourP,
		Why: []string{fmt.Sprintf("%.0f m from %s; usual hours of a %s, not checked", orbgeo.Distance(*site.At, spot.At), spot.ID, site.Category)},
	}
}

func siteID(s geo.Site) string { return s.Source + ":" + s.ID }

// callable reports whether a site has a name and is usually open long enough in
// the shift.
func callable(p planner.Problem, s geo.Site) bool {
	c, worth := calls()[s.Category]
	open := c.open(p)
	return worth && s.Name != "" && open.To.Sub(open.From) >= engagementDwell
}

// open returns the usual hours within a shift: of the day on which it begins, or
// of the one before or after, whichever has more of it.
func (c call) open(p planner.Problem) planner.Window {
	var best planner.Window
	for day := -1; day <= 1; day++ {
		at := func(hour int) time.Time {
			return time.Date(p.Start.Year(), p.Start.Month(), p.Start.Day()+day, hour, 0, 0, 0, p.Start.Location())
		}
		w := planner.Window{From: at(c.opens), To: at(c.closes)}
		if w.From.Before(p.Start) {
			w.From = p.Start
		}
		if w.To.After(p.End) {
			w.To = p.End
		}
		if w.To.Sub(w.From) > best.To.Sub(best.From) {
			best = w
		}
	}
	return best
}
