package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/report"
)

// Cocooning visits the homes around a burglary while the risk of another is raised there.
// A HouseholdList says which homes these are. It names addresses and never people, and it
// does not say which home was burgled: burglaries are counted by ward.
type HouseholdList struct {
	Area       string       `json:"area"`
	On         string       `json:"on"`     // YYYY-MM-DD
	Metres     float64      `json:"metres"` // how far around a burglary homes are visited
	Days       int          `json:"days"`   // for how long after it
	Burglaries int          `json:"burglaries"`
	Repeats    int          `json:"near_repeats"` // of the burglaries, those with an earlier one as near and as soon
	Wards      []WardRisk   `json:"wards"`        // most burglaries first
	All        *int         `json:"all"`          // homes to visit; null: no register of households is loaded
	Visited    *int         `json:"visited"`      // of these, since a burglary near by; null likewise
	Coverage   *float64     `json:"coverage"`     // percent, to one decimal; null where there is no home to visit
	Households []AtRiskHome `json:"households"`   // those to visit first, first
	Notes      []string     `json:"notes"`
}

// A WardRisk is how many burglaries of homes a ward had lately, and how far the homes
// around them have been visited.
type WardRisk struct {
	Ward       string `json:"ward"`
	Burglaries int    `json:"burglaries"`
	Repeats    int    `json:"near_repeats"`
	Homes      *int   `json:"households"` // of the ward, around burglaries here or in another; null: no register is loaded
	Visited    *int   `json:"visited"`    // null likewise
}

// An AtRiskHome is an address to visit.
type AtRiskHome struct {
	Key     string `json:"key"` // of the register
	Address string `json:"address"`
	Ward    string `json:"ward"`
	Near    int    `json:"near"`    // burglaries near by whose time is not over
	Until   string `json:"until"`   // YYYY-MM-DD, the last day of the last of them
	Visited string `json:"visited"` // YYYY-MM-DD, since the first of them; empty: not yet
}

// A Cocooning is what a list of households is made from.
type Cocooning struct {
	On     time.Time // midnight, in the zone of the force
	Metres float64   // above 0
	Days   int       // above 0
	Wards  []geo.Area
	Homes  []geo.Site // whose category is geo.Household, near the burglaries at least
	Known  bool       // whether a register of households is loaded
	Visits []Visit
}

// OfHome reports whether an offence was in a home, as far as the data say: its kind of place
// does or, where that is not known, it is a burglary and not said to be of another building.
func OfHome(r crime.Record) bool {
	return r.Offence.Place == "dwelling" || r.Offence.Place == "" && crime.IsBurglary(r.Type) && !strings.HasPrefix(r.Type, "Non-")
}

// From returns the first day from which a burglary counts.
func (c Cocooning) From() time.Time { return c.On.AddDate(0, 0, -c.Days) }

// live returns the burglaries with a day and a position in the days before, the first
// first, and how many have no day.
func (c Cocooning) live(burglaries []crime.Record) (live []crime.Record, undated int) {
	for _, b := range burglaries {
		switch {
		case b.At == nil || !OfHome(b):
		case b.Precision == crime.InMonth:
			undated++
		case !b.From.Before(c.From()) && b.From.Before(c.On.AddDate(0, 0, 1)):
			live = append(live, b)
		}
	}
	slices.SortStableFunc(live, func(x, y crime.Record) int { return x.From.Compare(y.From) })
	return live, undated
}

// List returns the homes to visit around the burglaries of an area. The cost is that of
// the homes times the burglaries lately, which are few.
func (c Cocooning) List(area string, burglaries []crime.Record) HouseholdList {
	l := HouseholdList{
		Area: area, On: c.On.Format(time.DateOnly), Metres: c.Metres, Days: c.Days, Wards: []WardRisk{}, Households: []AtRiskHome{},
		Notes: []string{"the homes around burglaries are listed, not which of them were burgled; burglaries are counted by ward. For the officers who visit: no part of it is for partners, a wall or the public"},
	}
	live, undated := c.live(burglaries)
	l.Burglaries = len(live)
	wards, visited := c.wards(), 0
	for i, b := range live {
		ward := wards.of(*b.At)
		ward.Burglaries++
		if slices.ContainsFunc(live[:i], func(e crime.Record) bool { return orbgeo.Distance(*e.At, *b.At) <= c.Metres }) {
			l.Repeats, ward.Repeats = l.Repeats+1, ward.Repeats+1
		}
	}
	for _, home := range c.Homes {
		at, isNear := c.home(home, live)
		if !isNear {
			continue
		}
		ward := wards.of(*home.At)
		at.Ward = ward.Ward
		*ward.Homes++
		if at.Visited != "" {
			*ward.Visited, visited = *ward.Visited+1, visited+1
		}
		l.Households = append(l.Households, at)
	}
	slices.SortFunc(l.Households, func(x, y AtRiskHome) int {
		return cmp.Or(cmp.Compare(x.Visited, y.Visited), cmp.Compare(y.Near, x.Near), cmp.Compare(y.Until, x.Until), cmp.Compare(x.Address, y.Address), cmp.Compare(x.Key, y.Key))
	})
	l.Wards = wards.list()
	if c.Known {
		all := len(l.Households)
		l.All, l.Visited = &all, &visited
		if all > 0 {
			share := percent(visited, all)
			l.Coverage = &share
		}
	} else {
		l.Notes = append(l.Notes, "no register of households is loaded: load addresses as sites of category household, without names of people")
	}
	if undated > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("of %s nothing but the month is known: they are in no list of the last days", english.Count(float64(undated), "burglary")))
	}
	return l
}

// home returns a home with the burglaries near it.
func (c Cocooning) home(home geo.Site, live []crime.Record) (AtRiskHome, bool) {
	at := AtRiskHome{Key: home.Key(), Address: cmp.Or(home.Address, home.Name)}
	var first time.Time
	for _, b := range live {
		if orbgeo.Distance(*b.At, *home.At) > c.Metres {
			continue
		}
		if at.Near == 0 {
			first = b.From
		}
		at.Near, at.Until = at.Near+1, b.From.In(c.On.Location()).AddDate(0, 0, c.Days).Format(time.DateOnly)
	}
	for _, v := range c.Visits {
		here := v.Place == at.Key || strings.EqualFold(v.Place, at.Address)
		if v.Lost == "" && here && !v.From.Before(first) {
			at.Visited = max(at.Visited, v.From.In(c.On.Location()).Format(time.DateOnly))
		}
	}
	return at, at.Near > 0
}

// wardCounts counts by ward.
type wardCounts struct {
	areas []geo.Area
	at    *geo.Locator
	known bool // a register of homes is loaded
	found map[string]*WardRisk
}

func (c Cocooning) wards() wardCounts {
	lands := make([]orb.MultiPolygon, len(c.Wards))
	for i, w := range c.Wards {
		lands[i] = w.Land
	}
	return wardCounts{c.Wards, geo.NewLocator(lands), c.Known, map[string]*WardRisk{}}
}

// of returns the counts of the ward of a position.
func (w wardCounts) of(at orb.Point) *WardRisk {
	name := "ward not known"
	if i, in := w.at.At(at); in {
		name = w.areas[i].Name
	}
	if w.found[name] == nil {
		w.found[name] = &WardRisk{Ward: name}
		if w.known {
			w.found[name].Homes, w.found[name].Visited = new(int), new(int)
		}
	}
	return w.found[name]
}

func (w wardCounts) list() []WardRisk {
	all := []WardRisk{}
	for _, r := range w.found {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(x, y WardRisk) int {
		return cmp.Or(cmp.Compare(y.Burglaries, x.Burglaries), cmp.Compare(x.Ward, y.Ward))
	})
	return all
}

// Sentence says the coverage: 46 homes to visit, 12 visited (26.1%).
func (l HouseholdList) Sentence() string {
	said := fmt.Sprintf("%s of homes in the %d days to %s, %s", english.Count(float64(l.Burglaries), "burglary"), l.Days, l.On, english.Count(float64(l.Repeats), "near repeat"))
	if l.All == nil {
		return said
	}
	said = fmt.Sprintf("%s; %s to visit within %.0f m", said, english.Count(float64(*l.All), "home"), l.Metres)
	if l.Coverage == nil {
		return said
	}
	return fmt.Sprintf("%s, %d visited (%.1f%%)", said, *l.Visited, *l.Coverage)
}

// Table lays the homes out, those to visit first, first.
func (l HouseholdList) Table() Table {
	t := Table{Title: l.Area + ": " + l.Sentence(), Header: []string{"ward", "address", "burglaries near", "until", "visited", "key"}, Notes: slices.Clone(l.Notes)}
	for _, h := range l.Households {
		t.Rows = append(t.Rows, []string{h.Ward, h.Address, fmt.Sprint(h.Near), h.Until, h.Visited, h.Key})
	}
	for _, w := range l.Wards {
		said := fmt.Sprintf("%s: %s, %s", w.Ward, english.Count(float64(w.Burglaries), "burglary"), english.Count(float64(w.Repeats), "near repeat"))
		if w.Homes != nil {
			said += fmt.Sprintf("; %d of %d homes visited", *w.Visited, *w.Homes)
		}
		t.Notes = append(t.Notes, said)
	}
	return t
}

// orUnknown writes a number that may not be known.
func orUnknown(n *int) string {
	if n == nil {
		return "unknown"
	}
	return fmt.Sprint(*n)
}

// Document lays the list out: wards, then homes.
func (l HouseholdList) Document() report.Document {
	wards := Table{Header: []string{"ward", "burglaries", "near repeats", "homes", "visited"}}
	for _, w := range l.Wards {
		wards.Rows = append(wards.Rows, []string{w.Ward, fmt.Sprint(w.Burglaries), fmt.Sprint(w.Repeats), orUnknown(w.Homes), orUnknown(w.Visited)})
	}
	blocks := []report.Block{report.Heading{Text: "By ward"}, wards.printed()}
	if len(l.Households) > 0 {
		blocks = append(blocks, report.Heading{Text: "Homes to visit"}, l.Table().columns(0, 1, 2, 3, 4).printed())
	}
	return paper("households", sensitive, "Households to visit", l.On, []string{l.Area, l.Sentence()}, l.Notes, blocks...)
}
