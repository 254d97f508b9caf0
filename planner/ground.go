package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"

	"beatplan/geo"
)

// A ground is what a place is, and what officers do there.
type ground struct {
	name  string
	of    map[string]float64 // categories of site that make a place this, with how far each does
	fourE []FourE
	fourP FourP
	do    []string
}

// grounds of places, the first of equals. The last is a street with nothing to tell it by.
func allGrounds() []ground {
	return []ground{
		{
			"pubs and clubs",
			map[string]float64{"nightclub": 3, "pub": 2, "bar": 2, "casino": 2, "theatre": 1},
			[]FourE{Engage, Explain},
			Prevent,
			[]string{"speak to door staff and the manager: who was refused or put out, and where they went", "stand where people leave, and be seen before they do"},
		},
		{
			"late food and taxis",
			map[string]float64{"taxi-rank": 3, "takeaway": 1, "restaurant": 0.4, "cafe": 0.2},
			[]FourE{Engage, Encourage},
			Protect,
			[]string{"stand where the queue can see you, and speak to whoever is alone or has drunk too much", "part groups early; see people to a taxi or a bus"},
		},
		{
			"station",
			map[string]float64{"station": 4, "bus-station": 4, "subway": 2},
			[]FourE{Engage, Explain},
			Protect,
			[]string{"be at the way out when trains or buses come in", "walk the ways to the car park, the underpass and the rank"},
		},
		{
			"shops",
			map[string]float64{"supermarket": 1.5, "shop": 1, "convenience-store": 1, "off-licence": 1, "betting-shop": 1, "cash-machine": 0.5, "bank": 0.5, "shopping-area": 2, "forecourt": 1},
			[]FourE{Engage, Encourage},
			Protect,
			[]string{"ask staff what was taken, by whom, and who is banned", "look at the ways out, cycle racks and cash machines"},
		},
		{
			"park",
			map[string]float64{"park": 3, "sports-ground": 3},
			[]FourE{Engage, Explain},
			Prevent,
			[]string{"walk the paths and the unlit edges", "look in bins, hedges and shelters for hidden weapons and drugs"},
		},
		{
			"car park",
			map[string]float64{"car-park": 2},
			[]FourE{Encourage, Explain},
			Protect,
			[]string{"try doors and look for things left in view; leave a notice", "look at lights, cameras and stairs that do not work"},
		},
		{
			schoolGround,
			map[string]float64{"school": 2, "college": 3, "university": 3},
			[]FourE{Engage, Explain},
			Prevent,
			[]string{"be at the gate and on the way to the bus when people leave", "speak to staff about who waits outside"},
		},
		{
			"care and health",
			map[string]float64{"care": 0.5, "pharmacy": 1, "surgery": 1, "clinic": 1, "hospital": 2, "hotel": 0.5, "hostel": 1},
			[]FourE{Engage, Encourage},
			Protect,
			[]string{"ask staff what worries them, and who calls at night", "give advice on doors, deliveries and doorstep crime"},
		},
		{
			"street", nil,
			[]FourE{Engage, Explain},
			Prevent,
			[]string{"walk it from end to end, on foot, and speak to people", "note what makes it easy to offend here: lights, hiding places, doors that do not shut"},
		},
	}
}

const schoolGround = "school or college"

// schoolTime reports whether schools are open in some part of the shift: from 7:30 to 18:00
// from Monday to Friday.
func (p Problem) schoolTime() bool {
	for day := range 2 {
		d := p.Start.AddDate(0, 0, day)
		opens := time.Date(d.Year(), d.Month(), d.Day(), 7, 30, 0, 0, d.Location())
		closes := time.Date(d.Year(), d.Month(), d.Day(), 18, 0, 0, 0, d.Location())
		if weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday; !weekend && p.Start.Before(closes) && p.End.After(opens) {
			return true
		}
	}
	return false
}

func groundOf(name string) ground {
	all := allGrounds()
	if i := slices.IndexFunc(all, func(g ground) bool { return g.name == name }); i >= 0 {
		return all[i]
	}
	return all[len(all)-1]
}

// knownThere are the categories of site that look after a place and are not planned for.
func knownThere() map[string]string {
	return map[string]string{"cctv": "CCTV", "door-team": "door team", "street-pastors": "street pastors", "taxi-marshal": "taxi marshal"}
}

// What errors call a place: Tindal Square (HS-004).
func (s Spot) label() string       { return label(s.Name, s.ID) }
func (e Engagement) label() string { return label(e.Name, e.ID) }
func (p Post) label() string       { return label(p.Name, p.ID) }

func label(name, id string) string {
	if name == "" {
		return id
	}
	return fmt.Sprintf("%s (%s)", name, id)
}

// atSpot is how near the middle of a spot a site is part of it, metres, if it is not within
// its outline.
const atSpot = 60

// A Closing is when a place shuts or stops serving.
type Closing struct {
	Name string
	At   time.Time
}

// Describe says of each spot what kind of place it is, by the premises within it, which
// of them close in the shift, and who is known to be there. Its cost is that of one
// distance for each pair of spot and site.
func Describe(p Problem, sites []geo.Site) []Spot {
	spots := slices.Clone(p.Spots)
	for i := range spots {
		s := &spots[i]
		score, named := map[string]float64{}, map[string][]string{}
		for _, site := range sites {
			if site.At == nil || !s.holds(*site.At) {
				continue
			}
			if s.Name == "" && site.Name != "" {
				s.Name = "near " + site.Name
			}
			if there, known := knownThere()[site.Category]; known {
				s.There = append(s.There, join(there, site.Name))
				continue
			}
			for _, g := range allGrounds() {
				if weight := g.of[site.Category]; weight > 0 && (g.name != schoolGround || p.schoolTime()) {
					score[g.name] += weight
					named[g.name] = append(named[g.name], site.Name)
				}
			}
			s.Closings = append(s.Closings, p.closings(site)...)
		}
		s.Ground = ""
		for _, g := range allGrounds() {
			if score[g.name] >= 1 && score[g.name] > score[s.Ground] {
				s.Ground = g.name
			}
		}
		slices.Sort(s.There)
		s.There = slices.Compact(s.There)
		slices.SortStableFunc(s.Closings, func(a, b Closing) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name)) })
		if known := leading(named[s.Ground]); known != "" {
			s.Why = append([]string{s.Ground + ": " + known}, s.Why...)
		}
	}
	return spots
}

func join(kind, name string) string {
	if name == "" {
		return kind
	}
	return fmt.Sprintf("%s (%s)", kind, name)
}

// holds reports whether a position is in a spot or at its middle.
func (s Spot) holds(at orb.Point) bool {
	return orbgeo.Distance(at, s.At) <= atSpot || planar.MultiPolygonContains(s.Outline, at)
}

// leading names the first three of some premises, in order of their names.
func leading(names []string) string {
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return strings.TrimSpace(n) == "" })
	slices.Sort(names)
	names = slices.Compact(names)
	const most = 3
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return list(names)
}

// closings returns when a site's last licensed activity ends within the shift, by the
// register.
func (p Problem) closings(site geo.Site) []Closing {
	var all []Closing
	for day := -1; day <= 1; day++ {
		of := time.Date(p.Start.Year(), p.Start.Month(), p.Start.Day()+day, 0, 0, 0, 0, p.Start.Location())
		ends, known := site.Terminal[of.Weekday()]
		if !known || site.Name == "" {
			continue
		}
		at := time.Date(of.Year(), of.Month(), of.Day(), 0, int(ends), 0, 0, of.Location())
		if at.After(p.Start) && !at.After(p.End) {
			all = append(all, Closing{site.Name, at})
		}
	}
	return all
}

// closes says which premises of a spot close about the time of a visit.
func (m *model) closes(s Spot, stop Stop) []string {
	const before, after = 10 * time.Minute, 45 * time.Minute
	var said []string
	for _, c := range s.Closings {
		if c.At.After(stop.Arrive.Add(-before)) && c.At.Before(stop.Depart.Add(after)) {
			said = append(said, fmt.Sprintf("%s stops serving at %s", c.Name, m.moment(c.At)))
		}
	}
	return said[:min(3, len(said))]
}

// A closing hour begins a quarter of an hour before premises stop serving. It is one where
// at least three do.
const (
	beforeClosing = 15 * time.Minute
	closingLasts  = time.Hour
	leastClosings = 3
)

// ClosingHour returns the hour in which most premises at the spots stop serving, the
// latest of equals, and how many do; 0 where fewer than three do.
func ClosingHour(p Problem) (hour Window, premises int) {
	at := map[time.Time]int{}
	for _, s := range p.Spots {
		for _, c := range s.Closings {
			at[c.At]++
		}
	}
	for t, n := range at {
		if n >= leastClosings && (n > premises || n == premises && t.After(hour.From)) {
			hour, premises = Window{t.Add(-beforeClosing), t.Add(closingLasts - beforeClosing)}, n
		}
	}
	if premises > 0 && hour.From.Before(p.Start) {
		hour.From = p.Start
	}
	if premises > 0 && hour.To.After(p.End) {
		hour.To = p.End
	}
	return hour, premises
}
