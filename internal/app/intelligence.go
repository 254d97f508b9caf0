package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
	"beatplan/planner"
)

// Records is what the verbs need to know of single offences, calls and counts of partners
// at places.
type Records interface {
	// Recorded returns the offences in cells of resolution 10 of which some time is in
	// [from, to), in order of time.
	Recorded(ctx context.Context, cells []int64, from, to time.Time) ([]crime.Record, error)
	// CallsIn does so with calls that began then; without cells, wherever they were.
	CallsIn(ctx context.Context, cells []int64, from, to time.Time) ([]crime.IncidentRecord, error)
	PartnerCounts(ctx context.Context, from, to time.Time) ([]crime.PartnerCount, error)
}

func intelligence() setting[meeting.Item] {
	return setting[meeting.Item]{"intelligence item", nil, func(i *meeting.Item) (*string, *int) { return &i.ID, &i.Version }}
}

// An ItemReport is an intelligence item, what it raises, and whether it came here.
type ItemReport struct {
	meeting.Item
	State   string           `json:"state"` // to come, valid, expired or withdrawn
	By      string           `json:"by"`    // who put it in force
	At      time.Time        `json:"at"`
	Raises  []Site           `json:"raises"`         // sites
	Nothing string           `json:"raises_nothing"` // what is not loaded; empty: it raises something
	Arrival *meeting.Arrival `json:"did_it_come"`    // null in lists, and where it raises nothing
	Read    []ItemReading    `json:"read"`
}

// An ItemReading says who was told of an item and when they read it.
type ItemReading struct {
	Who string     `json:"who"`
	At  *time.Time `json:"at"` // null: not yet
}

// AddItem puts an intelligence item in force and says what it raises.
func (a *App) AddItem(ctx context.Context, i meeting.Item) (ItemReport, error) {
	i.Source, i.Handling = cmp.Or(i.Source, meeting.Local), cmp.Or(i.Handling, meeting.Permitted)
	i.Marking = cmp.Or(i.Marking, "OFFICIAL-SENSITIVE")
	for field, text := range map[string]string{"text": i.Text, "conditions": i.Conditions, "marking": i.Marking, "told": strings.Join(i.Told, " ")} {
		if err := fault.Text(field, text); err != nil {
			return ItemReport{}, err
		}
	}
	if err := i.Validate(); err != nil {
		return ItemReport{}, fault.New(fault.Unprocessable, "%w", err)
	}
	if i.Area != "" {
		area, err := a.Area(ctx, i.Area)
		if err != nil {
			return ItemReport{}, unknown("area", err)
		}
		i.Area = area.Code
	}
	if err := exist(ctx, a.store, groups(), "groups", i.Groups); err != nil {
		return ItemReport{}, err
	}
	if err := a.checkSpelling(ctx, members("categories", i.Categories), i.Categories); err != nil {
		return ItemReport{}, err
	}
	i.Categories, i.Groups, i.Told = append([]string{}, i.Categories...), append([]string{}, i.Groups...), append([]string{}, i.Told...)
	i, err := intelligence().numbered(ctx, a.store, i, a.principal)
	if err != nil {
		return ItemReport{}, err
	}
	return a.Item(ctx, i.ID, i.From)
}

// Items returns the intelligence items as they are on a day, YYYY-MM-DD, by number. Those
// that have expired or were withdrawn come where all are asked for.
func (a *App) Items(ctx context.Context, day string, all bool) ([]ItemReport, error) {
	settings, items, err := intelligence().newest(ctx, a.store)
	if err != nil {
		return nil, err
	}
	set, err := latest(ctx, a.store, intelligence().kind)
	if err != nil {
		return nil, err
	}
	sites, err := a.allSites(ctx)
	if err != nil {
		return nil, err
	}
	reports := []ItemReport{}
	for n, i := range items {
		r := ItemReport{Item: i, State: i.State(day), By: set[i.ID].Principal, At: set[i.ID].At.UTC(), Raises: []Site{}, Read: []ItemReading{}}
		if settings[n].Retired {
			r.State = "withdrawn"
		}
		if !all && (r.State == "withdrawn" || r.State == "expired") {
			continue
		}
		raised, _, err := a.raisedBy(ctx, i, sites)
		if err != nil {
			return nil, err
		}
		r.describe(raised, sites)
		reports = append(reports, r)
	}
	number := setting[ItemReport]{name: func(r *ItemReport) (*string, *int) { return &r.ID, &r.Version }}
	return number.byNumber(reports), nil
}

// Item returns one as it is on a day, with who was told and read it, and whether it came
// here.
func (a *App) Item(ctx context.Context, id, day string) (ItemReport, error) {
	all, err := a.Items(ctx, day, true)
	if err != nil {
		return ItemReport{}, err
	}
	n := slices.IndexFunc(all, func(r ItemReport) bool { return r.ID == id })
	if n < 0 {
		return ItemReport{}, fault.New(fault.NotFound, "no intelligence item %s", id)
	}
	r := all[n]
	if r.Read, err = a.readings(ctx, r.Item); err != nil {
		return r, err
	}
	if r.Nothing == "" {
		r.Arrival, err = a.came(ctx, r.Item)
	}
	return r, err
}

// WithdrawItem ends an item before its time.
func (a *App) WithdrawItem(ctx context.Context, id string) error {
	return intelligence().retire(ctx, a.store, id, a.principal)
}

type reading struct {
	Name    string `json:"name"` // ITEM/WHO
	Version int    `json:"version"`
}

func readings() setting[reading] {
	return setting[reading]{"intelligence read", nil, func(r *reading) (*string, *int) { return &r.Name, &r.Version }}
}

// ReadItem keeps that whom the app works for has read an item. The first time counts.
func (a *App) ReadItem(ctx context.Context, id string) error {
	if _, err := intelligence().find(ctx, a.store, id); err != nil {
		return err
	}
	r := reading{Name: id + "/" + a.principal}
	if _, err := readings().find(ctx, a.store, r.Name); fault.Of(err) != fault.NotFound {
		return err
	}
	_, err := readings().set(ctx, a.store, r, a.principal)
	return err
}

// readings returns whom the item was told to and who else has read it, by name.
func (a *App) readings(ctx context.Context, i meeting.Item) ([]ItemReading, error) {
	kept, err := latest(ctx, a.store, readings().kind)
	if err != nil {
		return nil, err
	}
	at := map[string]*time.Time{}
	for _, who := range i.Told {
		at[who] = nil
	}
	for name, s := range kept {
		if item, who, found := strings.Cut(name, "/"); found && item == i.ID {
			at[who] = new(s.At.UTC())
		}
	}
	read := []ItemReading{}
	for _, who := range slices.Sorted(maps.Keys(at)) {
		read = append(read, ItemReading{who, at[who]})
	}
	return read, nil
}

// everywhere bounds all that has a position.
func everywhere() orb.Bound { return orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}} }

// allSites returns every site that has a position.
func (a *App) allSites(ctx context.Context) ([]geo.Site, error) {
	sites, err := a.store.Sites(ctx, everywhere())
	return slices.DeleteFunc(sites, func(s geo.Site) bool { return s.At == nil }), err
}

// raisedBy returns the places that an item raises and the other sites of its categories.
func (a *App) raisedBy(ctx context.Context, i meeting.Item, sites []geo.Site) (raised, others meeting.Places, err error) {
	var within *geo.Locator
	if i.Area != "" {
		area, err := a.Area(ctx, i.Area)
		if err != nil {
			return raised, others, err
		}
		within = geo.NewLocator([]orb.MultiPolygon{area.Land})
		if len(i.Categories) == 0 {
			raised.Land = area.Land
		}
	}
	for _, s := range sites {
		if !slices.Contains(i.Categories, s.Category) {
			continue
		}
		in := within == nil
		if within != nil {
			_, in = within.At(*s.At)
		}
		if in {
			raised.Sites = append(raised.Sites, s)
		} else {
			others.Sites = append(others.Sites, s)
		}
	}
	return raised, others, nil
}

// describe says what the item raises.
func (r *ItemReport) describe(raised meeting.Places, sites []geo.Site) {
	var loaded []string
	for _, s := range sites {
		loaded = append(loaded, s.Category)
	}
	for _, s := range raised.Sites {
		r.Raises = append(r.Raises, Site{Source: s.Source, ID: s.ID, Name: s.Name, Category: s.Category, Capacity: s.Capacity, Quality: strings.Join(s.Quality, ", ")})
	}
	if len(r.Categories) > 0 && len(raised.Sites) == 0 {
		r.Nothing = cmp.Or(r.RaisesNothing(loaded), "none is in "+r.Area+": this raises nothing")
	}
}

// Effect says in a sentence what the item raises.
func (r ItemReport) Effect() string {
	switch {
	case r.Nothing != "":
		return r.Nothing
	case len(r.Categories) > 0:
		return "raises " + english.Count(float64(len(r.Raises)), "site")
	case r.Area != "":
		return "raises the spots of area " + r.Area
	}
	return "is noted in plans for " + english.And(r.Groups)
}

// came answers whether an item came here.
func (a *App) came(ctx context.Context, i meeting.Item) (*meeting.Arrival, error) {
	sites, err := a.allSites(ctx)
	if err != nil {
		return nil, err
	}
	raised, others, err := a.raisedBy(ctx, i, sites)
	if err != nil {
		return nil, err
	}
	if len(raised.Sites)+len(raised.Land) == 0 { // groups alone name no place
		return nil, nil
	}
	cells, err := cellsOf(raised, others)
	if err != nil {
		return nil, err
	}
	loaded, err := a.loadedIn(ctx, nil)
	if err != nil {
		return nil, err
	}
	_, last := loaded.Ends()
	if last == "" {
		return &meeting.Arrival{Sentence: "no offence is loaded, so it cannot be said"}, nil
	}
	end, err := time.ParseInLocation(time.DateOnly, last, a.zone)
	if err != nil {
		return nil, fmt.Errorf("last day loaded: %w", err)
	}
	from, to := i.Span(a.zone)
	records, err := a.store.Recorded(ctx, cells, from.Add(from.Sub(to)).AddDate(0, 0, -1), to)
	if err != nil {
		return nil, err
	}
	matches, err := a.matcher(ctx, i.Groups)
	if err != nil {
		return nil, err
	}
	records = slices.DeleteFunc(records, func(r crime.Record) bool { return !matches(r.Offence) })
	arrival, err := i.Came(raised, others, records, end.AddDate(0, 0, 1), a.zone)
	return &arrival, err
}

// matcher returns a function that says whether an offence is of one of some groups, on its
// land; of none, whether it is an offence at all.
func (a *App) matcher(ctx context.Context, names []string) (func(crime.Offence) bool, error) {
	if len(names) == 0 {
		return crime.Group{}.Matcher(), nil
	}
	var all []func(crime.Offence) bool
	for _, name := range names {
		g, err := a.group(ctx, name)
		if err != nil {
			return nil, err
		}
		matches, err := a.matcherOnLand(ctx, g)
		if err != nil {
			return nil, err
		}
		all = append(all, matches)
	}
	return func(o crime.Offence) bool {
		return slices.ContainsFunc(all, func(matches func(crime.Offence) bool) bool { return matches(o) })
	}, nil
}

// cellsOf returns the cells of resolution 10 of places.
func cellsOf(places ...meeting.Places) ([]int64, error) {
	var all []int64
	for _, p := range places {
		cells, err := p.Cells()
		if err != nil {
			return nil, err
		}
		all = append(all, cells...)
		if len(p.Land) > 0 {
			l, err := geo.Cover(p.Land, geo.DefaultResolution)
			if err != nil {
				return nil, err
			}
			for _, c := range l.Cells {
				all = append(all, int64(c))
			}
		}
	}
	return all, nil
}

// A raising is what an item of intelligence raises in a plan.
type raising struct {
	meeting.Item
	raised meeting.Places
	land   *geo.Locator // nil where it names none
	place  bool         // the land is a part of the plan's area that is smaller than a district
}

// holds reports whether a position is on the land that the item raises.
func (r raising) holds(at orb.Point) bool {
	if r.land == nil {
		return false
	}
	_, in := r.land.At(at)
	return in
}

// raisings returns the intelligence that is valid in a plan's shift, with the sites and the
// land of an area that each item names.
func (a *App) raisings(ctx context.Context, p planner.Problem, area geo.Area, groups []string) ([]raising, error) {
	items, err := intelligence().inForce(ctx, a.store)
	if err != nil {
		return nil, err
	}
	valid := slices.DeleteFunc(intelligence().byNumber(items), func(i meeting.Item) bool { return !i.Raises(p.Start, p.End, groups) })
	if len(valid) == 0 {
		return nil, nil
	}
	sites, err := a.store.Sites(ctx, area.Land.Bound())
	if err != nil {
		return nil, err
	}
	within := geo.NewLocator([]orb.MultiPolygon{area.Land})
	sites = slices.DeleteFunc(sites, func(s geo.Site) bool {
		if s.At == nil {
			return true
		}
		_, in := within.At(*s.At)
		return !in
	})
	var all []raising
	for _, i := range valid {
		raised, _, err := a.raisedBy(ctx, i, sites)
		if err != nil {
			return nil, err
		}
		r := raising{Item: i, raised: raised}
		if len(raised.Land) > 0 {
			of, err := a.Area(ctx, i.Area)
			if err != nil {
				return nil, err
			}
			large := of.Kind == geo.Force || of.Kind == geo.Command || of.Kind == geo.District
			r.land, r.place = geo.NewLocator([]orb.MultiPolygon{raised.Land}), !large && orbgeo.Area(of.Land) < orbgeo.Area(area.Land)
		}
		all = append(all, r)
	}
	return all, nil
}

// raise has a plan's problem heed intelligence: calls at the sites that items name, before
// any other, and harm that counts more at the spots of the areas that they name. It returns
// what a reader must know of it.
func raise(p *planner.Problem, all []raising) []string {
	var notes []string
	for _, i := range all {
		calls, spots := 0, 0
		for _, s := range i.raised.Sites {
			known := slices.ContainsFunc(p.Engagements, func(e planner.Engagement) bool { return e.ID == s.Key() })
			if e, open := planner.Raised(*p, s, i.Weight, i.Reason()); open && !known {
				p.Engagements = append(p.Engagements, e)
				calls++
			}
		}
		if i.land != nil {
			spots = p.Raise(i.holds, i.Weight, i.Reason())
		}
		notes = append(notes, fmt.Sprintf("%s: raises %d sites and %d spots here, whose weight is %g times an ordinary one's", i.Reason(), calls, spots, i.Weight))
	}
	return notes
}
