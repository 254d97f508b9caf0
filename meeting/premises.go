package meeting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/geo"
)

// A Happening is an offence, a call, a partner's count or a visit, as far as it says
// something of a place.
type Happening struct {
	What      string     // offence type, code of a call, what a partner counts
	Source    string     // offence, call, partner or visit
	Reference string     // empty: none
	Location  string     // in its file's own words
	At        *orb.Point // WGS 84; nil: unknown
	From      time.Time
	MonthOnly bool // nothing but the month is known
	Home      bool // in a dwelling: it is never pinned
	Count     int  // 1, but for partners' counts
}

// OffencesAt and CallsAt make happenings of records.
func OffencesAt(records []crime.Record) (all []Happening) {
	for _, r := range records {
		all = append(all, Happening{
			What: r.Type, Source: "offence", Reference: r.Reference, Location: r.Location, At: r.At, From: r.From, MonthOnly: r.Precision == crime.InMonth, Home: OfHome(r), Count: 1,
		})
	}
	return all
}

// CallsAt makes happenings of calls.
func CallsAt(calls []crime.IncidentRecord) (all []Happening) {
	for _, c := range calls {
		all = append(all, Happening{
			What: c.Type(), Source: "call", Reference: c.Reference, Location: c.Location, At: c.At, From: c.From, MonthOnly: c.Precision == crime.InMonth, Home: c.Place == "dwelling", Count: 1,
		})
	}
	return all
}

// PartnerCountsAt makes happenings of partners' counts. One that is withheld for being
// small is none that can be counted.
func PartnerCountsAt(counts []crime.PartnerCount) (all []Happening) {
	for _, c := range counts {
		if c.Count != nil {
			all = append(all, Happening{
				What: cmp.Or(c.Type, "count"), Source: "partner", Reference: c.Reference, Location: c.Venue, At: c.At, From: c.From, MonthOnly: c.Precision == crime.InMonth, Count: *c.Count,
			})
		}
	}
	return all
}

// Premises is what happened within 30 m of a place of business, or is said to have
// happened there by name.
type Premises struct {
	Key       string      `json:"key"`
	Name      string      `json:"name"`
	Category  string      `json:"category"`
	Offences  int         `json:"offences"`
	Calls     int         `json:"calls"`
	Partners  int         `json:"partner_counts"`
	Months    []PerMonth  `json:"months"`
	Hours     map[int]int `json:"hours"`    // by hour of the day, local time; what has no hour is in none
	Terminal  string      `json:"terminal"` // hours at which its last licensed activity ends; empty: not known
	LastVisit string      `json:"last_visit"`
}

// Total is how much happened there.
func (p Premises) Total() int { return p.Offences + p.Calls + p.Partners }

// A PerMonth is how much happened in a month.
type PerMonth struct {
	Month crime.Month `json:"month"`
	Count int         `json:"count"`
}

// Private are the categories of sites that no list of premises names: health and homes.
func Private() []string {
	return []string{"care", "hospital", "gp-surgery", "hospice", "clinic", "hostel", "school"}
}

// Register finds the premises of a register that a happening was at.
type Register struct {
	sites  sites
	byName map[string][]int // of places of business, by plain name
}

// NewRegister returns one of the sites that have a name and a position, but for those
// that are [Private].
func NewRegister(all []geo.Site) Register {
	all = slices.DeleteFunc(slices.Clone(all), func(s geo.Site) bool {
		return s.Name == "" || s.At == nil || slices.Contains(Private(), s.Category)
	})
	r := Register{newSites(all), map[string][]int{}}
	for i, s := range all {
		r.byName[plainName(s.Name)] = append(r.byName[plainName(s.Name)], i)
	}
	return r
}

func plainName(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// Find returns the premises that words name: the one of that key, or else those of that
// name, or else those whose names have the words in them, by key.
func (r Register) Find(words string) (found []geo.Site) {
	for _, s := range r.sites.all {
		if s.Key() == words {
			return []geo.Site{s}
		}
	}
	plain := plainName(words)
	for _, is := range []func(name string) bool{
		func(name string) bool { return name == plain },
		func(name string) bool { return plain != "" && strings.Contains(name, plain) },
	} {
		for _, s := range r.sites.all {
			if is(plainName(s.Name)) {
				found = append(found, s)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	slices.SortFunc(found, func(x, y geo.Site) int { return cmp.Compare(x.Key(), y.Key()) })
	return found
}

// at returns the premises that a happening was at: the one that it names, of several the
// nearest; or else the nearest within [Near]. Nothing is at a premises that happened in a
// home.
func (r Register) at(h Happening) (index int, found bool) {
	if h.Home {
		return 0, false
	}
	candidates := r.byName[plainName(h.Location)]
	if len(candidates) == 0 && h.At != nil {
		candidates = r.sites.at(*h.At)
	}
	if len(candidates) == 0 || len(candidates) > 1 && h.At == nil {
		return 0, false
	}
	if h.At == nil {
		return candidates[0], true
	}
	return slices.MinFunc(candidates, func(x, y int) int {
		return cmp.Or(
			cmp.Compare(orbgeo.Distance(*r.sites.all[x].At, *h.At), orbgeo.Distance(*r.sites.all[y].At, *h.At)),
			cmp.Compare(r.sites.all[x].Key(), r.sites.all[y].Key()))
	}), true
}

// Concern returns the premises at which most happened, most first, at most so many. Each
// happening counts at one. The cost grows with the happenings.
func (r Register) Concern(happened []Happening, visits []Visit, most int, zone *time.Location) []Premises {
	found := map[int]*Premises{}
	months := map[int]map[crime.Month]int{}
	for _, h := range happened {
		i, is := r.at(h)
		if !is {
			continue
		}
		p := found[i]
		if p == nil {
			s := r.sites.all[i]
			p = &Premises{Key: s.Key(), Name: s.Name, Category: s.Category, Months: []PerMonth{}, Hours: map[int]int{}, Terminal: s.Terminal.String()}
			found[i], months[i] = p, map[crime.Month]int{}
		}
		switch h.Source {
		case "offence":
			p.Offences += h.Count
		case "call":
			p.Calls += h.Count
		default:
			p.Partners += h.Count
		}
		local := h.From.In(zone)
		months[i][crime.MonthOf(local)] += h.Count
		if !h.MonthOnly {
			p.Hours[local.Hour()] += h.Count
		}
	}
	all := []Premises{}
	for i, p := range found {
		for _, m := range slices.Sorted(maps.Keys(months[i])) {
			p.Months = append(p.Months, PerMonth{m, months[i][m]})
		}
		for _, v := range visits {
			if v.Lost == "" && (v.Place == p.Key || strings.EqualFold(v.Place, p.Name)) {
				p.LastVisit = max(p.LastVisit, v.From.In(zone).Format(time.DateOnly))
			}
		}
		all = append(all, *p)
	}
	slices.SortFunc(all, func(x, y Premises) int {
		return cmp.Or(cmp.Compare(y.Total(), x.Total()), cmp.Compare(x.Key, y.Key))
	})
	return all[:min(most, len(all))]
}

// A ChronologyLine is something that happened at a premises.
type ChronologyLine struct {
	Date      string `json:"date"` // YYYY-MM-DD HH:MM, or YYYY-MM where nothing but the month is known
	What      string `json:"what"`
	Source    string `json:"source"` // offence, call, partner or visit
	Reference string `json:"reference"`
	Count     int    `json:"count"`
}

// A Chronology is all that is known to have happened at a premises, in order.
type Chronology struct {
	Premises Premises         `json:"premises"`
	Lines    []ChronologyLine `json:"lines"`
}

// Chronology returns that of one premises. It reports false where the register has none
// of that key.
func (r Register) Chronology(key string, happened []Happening, visits []Visit, zone *time.Location) (Chronology, bool) {
	i := slices.IndexFunc(r.sites.all, func(s geo.Site) bool { return s.Key() == key })
	if i < 0 {
		return Chronology{}, false
	}
	s := r.sites.all[i]
	c := Chronology{Premises: Premises{Key: key, Name: s.Name, Category: s.Category, Months: []PerMonth{}, Hours: map[int]int{}, Terminal: s.Terminal.String()}, Lines: []ChronologyLine{}}
	var here []Happening
	for _, h := range happened {
		if at, is := r.at(h); is && at == i {
			here = append(here, h)
		}
	}
	if all := r.Concern(here, visits, 1, zone); len(all) > 0 {
		c.Premises = all[0]
	}
	for _, v := range visits {
		if v.Lost == "" && (v.Place == key || strings.EqualFold(v.Place, s.Name)) {
			line := ReturnLine{Outputs: v.Outputs}
			here = append(here, Happening{What: fmt.Sprintf("%d min by %s: %s", v.Minutes, v.Agency, line.OutputWords()), Source: "visit", From: v.From, Count: 1})
		}
	}
	slices.SortStableFunc(here, func(x, y Happening) int { return x.From.Compare(y.From) })
	for _, h := range here {
		date := h.From.In(zone).Format("2006-01-02 15:04")
		if h.MonthOnly {
			date = h.From.In(zone).Format("2006-01")
		}
		c.Lines = append(c.Lines, ChronologyLine{date, h.What, h.Source, h.Reference, h.Count})
	}
	return c, true
}

// Table lays the chronology out.
func (c Chronology) Table() Table {
	t := Table{
		Title:  fmt.Sprintf("%s, %s: %d offences, %d calls, partners count %d", c.Premises.Name, c.Premises.Category, c.Premises.Offences, c.Premises.Calls, c.Premises.Partners),
		Header: []string{"date", "what", "source", "reference", "count"},
	}
	for _, l := range c.Lines {
		t.Rows = append(t.Rows, []string{l.Date, l.What, l.Source, l.Reference, fmt.Sprint(l.Count)})
	}
	return t
}

// A PlaceCount is a location in words and how much happened there.
type PlaceCount struct {
	Place string `json:"place"`
	Count int    `json:"count"`
}

// TopPlaces returns the locations at which most happened, at most so many. Homes are
// counted nowhere.
func TopPlaces(happened []Happening, most int) []PlaceCount {
	counts := map[string]int{}
	for _, h := range happened {
		if h.Location != "" && !h.Home {
			counts[h.Location] += h.Count
		}
	}
	all := []PlaceCount{}
	for place, n := range counts {
		all = append(all, PlaceCount{place, n})
	}
	slices.SortFunc(all, func(x, y PlaceCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Place, y.Place))
	})
	return all[:min(most, len(all))]
}

// PremisesList are premises of concern.
type PremisesList struct {
	Area     string       `json:"area"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	Premises []Premises   `json:"premises"`
	Places   []PlaceCount `json:"places"` // the top fifteen locations, in the files' own words
	Notes    []string     `json:"notes"`
}

// Table lays the list out.
func (l PremisesList) Table() Table {
	return premisesTable(l.Area+", "+l.From+" to "+l.To, l.Premises, l.Notes)
}

func premisesTable(title string, all []Premises, notes []string) Table {
	t := Table{Title: title, Header: []string{"rank", "premises", "category", "offences", "calls", "partners", "busiest hour", "terminal hour", "last visit", "key"}, Notes: notes}
	for i, p := range all {
		busiest := ""
		if len(p.Hours) > 0 {
			hour := slices.MinFunc(slices.Sorted(maps.Keys(p.Hours)), func(x, y int) int { return cmp.Compare(p.Hours[y], p.Hours[x]) })
			busiest = fmt.Sprintf("%02d:00", hour)
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), p.Name, p.Category, fmt.Sprint(p.Offences), fmt.Sprint(p.Calls), fmt.Sprint(p.Partners), busiest, p.Terminal, p.LastVisit, p.Key})
	}
	return t
}
