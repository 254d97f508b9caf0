package app

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/planner"
)

// A Crew asks for units that are alike.
type Crew struct {
	Role       string `json:"role"`                 // constable, pcso or warden
	Count      int    `json:"count,omitempty"`      // of such units; 0: one
	Officers   int    `json:"officers,omitempty"`   // in each; 0: two
	Mode       string `json:"mode,omitempty"`       // empty: the plan's
	Station    string `json:"station,omitempty"`    // empty: the plan's
	Duty       string `json:"duty,omitempty"`       // patrol, neighbourhood or response; empty: patrol
	Designated bool   `json:"designated,omitempty"` // a PCSO or warden who may use powers
}

// A PostRequest asks for a place to be held for a time.
type PostRequest struct {
	Place string `json:"place"`           // a site, or NAME@LON,LAT
	Held  string `json:"held"`            // HH:MM-HH:MM, within the shift
	Units int    `json:"units,omitempty"` // that hold it together; 0: one
}

// mostUnits is how many units a plan may have.
const mostUnits = 50

// checkUnits returns how many units a request asks for.
func (r PlanRequest) checkUnits() (int, error) {
	n := 0
	for i, c := range r.Crews {
		if _, err := planner.ParseRole(c.Role); err != nil {
			return 0, fault.New(fault.Invalid, "crews/%d: %w", i, err)
		}
		if _, err := planner.ParseMode(cmp.Or(c.Mode, r.Mode)); err != nil {
			return 0, fault.New(fault.Invalid, "crews/%d: %w", i, err)
		}
		if _, err := planner.ParseDuty(c.Duty); err != nil {
			return 0, fault.New(fault.Invalid, "crews/%d: %w", i, err)
		}
		if c.Count < 0 || c.Officers < 0 || c.Officers > 20 {
			return 0, fault.New(fault.Invalid, "crews/%d: %d units of %d officers: give 1 unit or more, of 1 to 20 officers", i, c.Count, c.Officers)
		}
		n += max(1, c.Count)
	}
	if len(r.Crews) > 0 && r.Units != 0 && r.Units != n {
		return 0, fault.New(fault.Invalid, "%d units, and crews of %d: leave one of the two out", r.Units, n)
	}
	if len(r.Crews) == 0 {
		n = r.Units
	}
	if n < 1 || n > mostUnits {
		return 0, fault.New(fault.Invalid, "%d units: a plan is for 1 to %d", n, mostUnits)
	}
	return n, nil
}

// units returns the units of a request. Without a station they begin and end in the
// middle of the harm.
func (r PlanRequest) units(p planner.Problem, sites []geo.Site) ([]planner.Unit, error) {
	crews := r.Crews
	if len(crews) == 0 {
		crews = []Crew{{Role: string(planner.Constable), Count: r.Units}}
	}
	var units []planner.Unit
	for _, c := range crews {
		role, err := planner.ParseRole(c.Role)
		if err != nil {
			return nil, err
		}
		of := planner.CentralUnits(max(1, c.Count), planner.Mode(cmp.Or(c.Mode, r.Mode)), p)
		for _, u := range of {
			u.ID = fmt.Sprintf("unit-%d", len(units)+1)
			u.Break = r.Breaks.length(u.Break)
			u.Role, u.Agency, u.Can = role, role.Agency(), role.Can()
			if u.Duty, err = planner.ParseDuty(c.Duty); err != nil {
				return nil, err
			}
			u.Officers, u.Designated = cmp.Or(c.Officers, 2), c.Designated
			if station := cmp.Or(c.Station, r.Station); station != "" {
				name, at, err := placeCalled(station, sites, u.Start)
				if err != nil {
					return nil, fault.New(fault.Unprocessable, "station %w", err)
				}
				u.Station, u.Start, u.End = name, at, at
			}
			units = append(units, u)
		}
	}
	return units, nil
}

// posts returns the posts of a request.
func (r PlanRequest) posts(p planner.Problem, sites []geo.Site, middle orb.Point) ([]planner.Post, error) {
	var posts []planner.Post
	for i, asked := range r.Posts {
		name, at, err := placeCalled(asked.Place, sites, middle)
		if err != nil {
			return nil, fault.New(fault.Unprocessable, "post %w", err)
		}
		held, err := heldWithin(p, asked.Held)
		if err != nil {
			return nil, fault.New(fault.Invalid, "post %s: %w", asked.Place, err)
		}
		posts = append(posts, planner.Post{ID: fmt.Sprintf("post-%d", i+1), Name: name, At: at, Held: held, Units: asked.Units})
	}
	return posts, nil
}

// heldWithin reads HH:MM-HH:MM on the day of a shift, or on the morning after where the
// shift has begun later.
func heldWithin(p planner.Problem, hours string) (planner.Window, error) {
	for day := range 2 {
		date := p.Start.AddDate(0, 0, day).Format(time.DateOnly)
		from, to, err := planner.ParseShift(date, hours, p.Start.Location())
		if err != nil {
			return planner.Window{}, err
		}
		if !from.Before(p.Start) && !to.After(p.End) {
			return planner.Window{From: from, To: to}, nil
		}
	}
	return planner.Window{}, fmt.Errorf("%s is not within the shift from %s to %s", hours, p.Start.Format("15:04"), p.End.Format("15:04"))
}

// placeCalled finds a place by what people call it: NAME@LON,LAT, or the name of a site,
// of several the police station and then the one that is nearest.
func placeCalled(called string, sites []geo.Site, near orb.Point) (name string, at orb.Point, err error) {
	site, err := siteCalled(called, sites, near)
	if err != nil {
		return "", at, err
	}
	return site.Name, *site.At, nil
}

// siteCalled finds a site so; NAME@LON,LAT is one without a category.
func siteCalled(called string, sites []geo.Site, near orb.Point) (geo.Site, error) {
	if name, position, given := strings.Cut(called, "@"); given {
		lon, lat, _ := strings.Cut(position, ",")
		x, err1 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
		y, err2 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
		if at := (orb.Point{x, y}); err1 == nil && err2 == nil && geo.OnGlobe(at) && strings.TrimSpace(name) != "" {
			return geo.Site{Name: strings.TrimSpace(name), At: &at}, nil
		}
		return geo.Site{}, fmt.Errorf("%q: write it NAME@LON,LAT in degrees, such as Central@0.71,51.54", called)
	}
	wanted := strings.ToLower(strings.TrimSpace(called))
	rank := func(s geo.Site) int {
		switch name := strings.ToLower(s.Name); {
		case s.At == nil || s.Name == "":
			return -1
		case s.Category == "police-station" && strings.Contains(name, wanted):
			return 0
		case name == wanted:
			return 1
		case strings.Contains(name, wanted):
			return 2
		}
		return -1
	}
	found := slices.DeleteFunc(slices.Clone(sites), func(s geo.Site) bool { return rank(s) < 0 })
	if len(found) == 0 {
		return geo.Site{}, fmt.Errorf("%q: no site in or near the area has that name: take one of the sites that are loaded, or give a position (NAME@LON,LAT)", called)
	}
	return slices.MinFunc(found, func(a, b geo.Site) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(orbgeo.Distance(*a.At, near), orbgeo.Distance(*b.At, near)), cmp.Compare(a.Key(), b.Key()))
	}), nil
}

// nearestStation returns the police station that is nearest to a place, if one is loaded.
func nearestStation(sites []geo.Site, near orb.Point) (geo.Site, bool) {
	stations := slices.DeleteFunc(slices.Clone(sites), func(s geo.Site) bool {
		return s.At == nil || s.Name == "" || s.Category != "police-station"
	})
	if len(stations) == 0 {
		return geo.Site{}, false
	}
	return slices.MinFunc(stations, func(a, b geo.Site) int {
		return cmp.Or(cmp.Compare(orbgeo.Distance(*a.At, near), orbgeo.Distance(*b.At, near)), cmp.Compare(a.Key(), b.Key()))
	}), true
}
