package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
	"beatplan/zones"
)

// A zoneGround is what focus areas are drawn and edited on: what was counted, laid out.
type zoneGround struct {
	study     study.Study
	operation crime.Operation
	request   ZoneSetRequest // with the months that were counted
	ground    *zones.Ground
	data      string            // stands for the offences and the premises
	registers map[string]string // that premises are from, by source: "Food premises, November 2020"
	unknown   []zones.District  // where no hour is known and no premises are loaded: nothing tells their night-time economy from the rest
}

// zoneGround counts what a request asks for, and lays it out: for a new set with what people
// decided of places, for an edited one with what that set has.
func (a *App) zoneGround(ctx context.Context, r ZoneSetRequest, edited *zones.Set) (*zoneGround, error) {
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return nil, err
	}
	d := &zoneGround{request: r}
	if d.operation, err = a.operation(ctx, r.Operation); err != nil {
		return nil, err
	}
	clock, err := a.clock(ctx, d.operation.Clock)
	if err != nil {
		return nil, err
	}
	d.study, err = a.count(ctx, basis{
		area: area, from: r.From, to: r.To, resolution: r.Resolution, clock: clock, allHours: r.AllHours,
		group: a.target(ctx, d.operation), weights: weights(d.operation),
	})
	if err != nil {
		return nil, err
	}
	d.request.Area = string(area.Kind) + ":" + area.Code
	d.request.From, d.request.To = d.study.Period.From.String(), d.study.Period.To.String()
	in, err := a.drawnFrom(ctx, d)
	if err != nil {
		return nil, err
	}
	if len(d.unknown) == len(in.Districts) && in.Settings.Mask && d.study.Tally.Offences > 0 {
		return nil, fault.New(fault.Unprocessable,
			"no pub, bar, nightclub or takeaway is loaded in %s, and hours are unknown, so nothing tells its night-time economy from the rest: load a register of licensed premises, or draw at any place (any_place)", area.Name)
	}
	if d.registers, err = a.registers(ctx, in.Premises); err != nil {
		return nil, err
	}
	d.data = result.Digest(d.study.Inputs(), in.Premises)
	if edited != nil {
		in.Settings, in.Struck, in.Included = edited.Settings, edited.Struck, edited.Chosen
	} else if in.Struck, in.Included, err = a.decidedPlaces(ctx, d.operation.Name, area); err != nil {
		return nil, err
	}
	if d.ground, err = zones.Survey(in); err != nil {
		return nil, fault.New(fault.Unprocessable, "%w", err)
	}
	return d, nil
}

// settingsOf returns the settings that a request asks for.
func settingsOf(o crime.Operation, r ZoneSetRequest) zones.Settings {
	s := zones.StreetRobbery()
	if o.Premises {
		s = zones.NightTimeEconomy()
	}
	s = s.WithBudget(o.Areas)
	s.Mask = s.Mask && !r.AnyPlace
	if r.Budget != nil {
		s.Budget = *r.Budget
	}
	if r.ForceBudget != nil {
		s.Force = *r.ForceBudget
	}
	if r.Cap != nil {
		s.Cap = *r.Cap
	}
	return s
}

// drawnFrom reads the points of the offences and the premises near them.
func (a *App) drawnFrom(ctx context.Context, d *zoneGround) (zones.Input, error) {
	c, o := &d.study, d.operation
	in := zones.Input{
		Months: c.Period.Months(), Never: map[string]bool{}, Kinds: map[string]bool{}, Settings: settingsOf(o, d.request),
	}
	for _, k := range crime.PlaceKinds() {
		in.Kinds[placeName(k)] = true
		in.Never[placeName(k)] = slices.Contains(o.Never, k.Category)
	}
	var err error
	if in.Districts, err = a.drawnDistricts(ctx, c); err != nil {
		return in, err
	}
	if in.Offences, err = a.pointsOf(ctx, c, o.Never); err != nil {
		return in, err
	}
	if in.Premises, err = a.premises(ctx, c, in.Settings.Reach); err != nil {
		return in, err
	}
	if !slices.ContainsFunc(in.Offences, func(offence zones.Offence) bool { return offence.Share != nil }) {
		d.unknown = slices.DeleteFunc(slices.Clone(in.Districts), func(part zones.District) bool { return anyOn(part.Lattice, in.Premises) })
	}
	in.Premises = append(in.Premises, zones.Nightclubs(in.Offences)...)
	return in, a.nameStreets(ctx, &in)
}

// nameStreets gives the offences whose location names no street, and the premises without
// an address, the nearest street of the street map, where one is loaded.
func (a *App) nameStreets(ctx context.Context, in *zones.Input) error {
	const nearest = 60 // metres
	nameless := map[orb.Point][]*string{}
	for i := range in.Offences {
		if o := &in.Offences[i]; !in.Kinds[o.Location] && zones.StreetIn(o.Location) == "" {
			nameless[o.At] = append(nameless[o.At], &o.Street)
		}
	}
	for i := range in.Premises {
		if p := &in.Premises[i]; p.Street == "" {
			nameless[p.At] = append(nameless[p.At], &p.Street)
		}
	}
	if len(nameless) == 0 {
		return nil
	}
	positions := slices.Collect(maps.Keys(nameless))
	names, err := a.store.StreetNames(ctx, positions, nearest)
	if err != nil {
		return err
	}
	for i, position := range positions {
		for _, street := range nameless[position] {
			*street = names[i]
		}
	}
	return nil
}

// noArea says why nothing was drawn.
func noArea(c *study.Study, set zones.Set) error {
	why := "no offence of the group is recorded there"
	if n := c.Tally.Offences; n > 0 {
		why = fmt.Sprintf("no place passes the tests of a focus area; %s recorded in %s", english.Count(n, "offence"), english.Count(float64(c.Period.Months()), "month"))
	}
	const most = 3
	for i, l := range set.LeftOut[:min(most, len(set.LeftOut))] {
		why += map[bool]string{true: "; left out: ", false: ", "}[i == 0] + fmt.Sprintf("%s (%s)", l.Name, l.Reason)
	}
	return fault.New(fault.Unprocessable, "%s, group %s, %s: %s", c.Area.Name, c.Question.Group.Name, c.Period, why)
}

// placeName returns what points at a kind of place are called.
func placeName(k crime.PlaceKind) string {
	if k.Location != "" {
		return k.Location
	}
	name := strings.ReplaceAll(k.Category, "-", " ")
	return english.UpperFirst(name)
}

// drawnDistricts returns the lattices of the districts of a force or a command, or that of the
// area itself.
func (a *App) drawnDistricts(ctx context.Context, c *study.Study) ([]zones.District, error) {
	whole := []zones.District{{Code: c.Area.Code, Name: c.Area.Name, Lattice: c.Lattice}}
	if c.Area.Kind != geo.Force && c.Area.Kind != geo.Command {
		return whole, nil
	}
	parts, err := a.store.DistrictsWithin(ctx, c.Area)
	if err != nil || len(parts) == 0 {
		return whole, err
	}
	var districts []zones.District
	for _, part := range parts {
		l, err := a.cover(ctx, part, c.Lattice.Resolution)
		if err != nil {
			return nil, err
		}
		var land []int
		for i, cell := range l.Cells {
			if _, in := c.Lattice.Index(cell); in {
				land = append(land, i)
			}
		}
		if len(land) > 0 {
			districts = append(districts, zones.District{Code: part.Code, Name: part.Name, Lattice: l.Subset(land)})
		}
	}
	return districts, nil
}

// pointsOf reads the offences of the group with their points. At all hours, or for a
// clock that takes every hour, none has an hour. Records at kinds of place that never
// count are named after them.
func (a *App) pointsOf(ctx context.Context, c *study.Study, never []string) ([]zones.Offence, error) {
	read, err := a.store.Offences(ctx, c.Lattice, c.Period, c.Question.Group.AllTypes(), crime.Detail{Times: true, Places: true})
	if err != nil {
		return nil, err
	}
	byHour := !c.Question.AllHours && !c.Question.Clock.All()
	if byHour {
		read = crime.WithoutHours(read, c.Heaps, a.zone)
	}
	var offences []zones.Offence
	matches := c.Question.Group.Matcher()
	for _, o := range read {
		if !matches(o) {
			continue
		}
		location := crime.Street(o.Location)
		if k, found := crime.KindAt(location, o.Place); found && slices.Contains(never, k.Category) {
			location = placeName(k)
		}
		days, _ := c.Question.Harm.Days(o.Type)
		month := int(crime.MonthOf(o.From.In(a.zone)) - c.Period.From)
		point := zones.Offence{At: *o.At, Location: location, Type: o.Type, Month: min(max(month, 0), c.Period.Months()-1), Weight: days}
		if share, known := c.Question.Clock.Share(o, a.zone); known && byHour {
			point.Share = &share
		}
		for range 1 + o.More {
			offences = append(offences, point)
		}
	}
	return offences, nil
}

// aroundPremises is how far beyond an area premises are read, in metres: towns are
// named after those near.
const aroundPremises = 1000

// premises returns what draws people at night on a lattice and within reach of it.
func (a *App) premises(ctx context.Context, c *study.Study, reach float64) ([]zones.Premises, error) {
	weights := map[string]float64{
		"pub": zones.PubWeight, "bar": zones.PubWeight, "nightclub": zones.NightclubWeight,
		"takeaway": zones.TakeawayWeight, "late-night-refreshment": zones.TakeawayWeight, "fast-food": zones.TakeawayWeight,
	}
	sites, err := a.store.Sites(ctx, orbgeo.BoundPad(c.Area.Land.Bound(), max(reach, aroundPremises)))
	if err != nil {
		return nil, err
	}
	var premises []zones.Premises
	for _, s := range sites {
		if w := weights[s.Category]; w > 0 && s.At != nil {
			premises = append(premises, zones.Premises{
				At: *s.At, Weight: w, Name: s.Name, Street: zones.StreetOf(s.Address), Town: zones.TownOf(s.Address),
				Kind: s.Category, Terminal: s.Terminal.String(), Register: s.Source,
			})
		}
	}
	return zones.Distinct(premises), nil
}

// registers returns how the registers are written that premises are from, by source.
func (a *App) registers(ctx context.Context, premises []zones.Premises) (map[string]string, error) {
	files, err := a.store.Registers(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range premises {
		if file, known := files[p.Register]; known {
			names[p.Register] = geo.RegisterName(p.Register, file)
		}
	}
	return names, nil
}

// anyOn reports whether any premises lie on a lattice.
func anyOn(l geo.Lattice, premises []zones.Premises) bool {
	for _, p := range premises {
		if c, err := geo.CellAt(p.At, l.Resolution); err == nil {
			if _, in := l.Index(c); in {
				return true
			}
		}
	}
	return false
}

// zoneProperties are those of a focus area's polygon.
type zoneProperties struct {
	Zone         string     `json:"zone"`
	Name         string     `json:"name"`
	Tier         zones.Tier `json:"tier"`
	DistrictTier zones.Tier `json:"district_tier"` // by its district's own budget; empty when beyond it
	District     string     `json:"district"`      // code
	Rank         int        `json:"rank"`
	Cells        int        `json:"cells"`
	Area         float64    `json:"area_m2"`
	Across       float64    `json:"across_m"` // of a disc as large
	Count        float64    `json:"count"`    // offences recorded
	Taken        float64    `json:"taken"`    // of them taken for night-time economy
	Month        float64    `json:"a_month"`  // of these
	Harm         float64    `json:"harm"`     // days recorded
	TakenHarm    float64    `json:"taken_harm"`
	ASB          float64    `json:"asb"`
	Share        float64    `json:"share"`
	AreaShare    float64    `json:"area_share"`
	Hours        string     `json:"hours"`
	Unknown      int        `json:"unknown_hours"` // offences of unknown hour
	Peak         []string   `json:"peak"`          // fewest hours of the week that hold half of the harm; null where hours are unknown
	Hot          int        `json:"hot_months"`
	Months       int        `json:"months"`
	Points       int        `json:"points"`
	Largest      largest    `json:"largest_point"`
	Premises     int        `json:"premises"` // inside
	Nearest      []string   `json:"nearest_premises"`
	NotCounted   []counting `json:"not_counted"` // excluded places inside
	Types        []counting `json:"types"`       // of offence, most first, at most five
	Trend        trend      `json:"trend"`       // beside the rest of the area
	Venues       []venue    `json:"venues"`      // the nearest premises, as nearest_premises
	Card         []string   `json:"card"`        // what a reader must know, in lines
	TierWhy      string     `json:"tier_why"`    // why people changed its tier; empty: they did not
	Included     string     `json:"included"`    // why people included it; empty: they did not
}

// largest is the point with most offences of an area.
type largest struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"` // of the area's offences
}

// A trend says whether an area's offences rise or fall beside the rest.
type trend struct {
	Change   hotspot.Shift `json:"change"`
	Sentence string        `json:"sentence"`
}

// lately says it in few words: no change shown (3 months). Empty: nothing does.
func (t trend) lately() string {
	_, when, found := strings.Cut(t.Sentence, " in the last ")
	if !found {
		return string(t.Change)
	}
	when, _, _ = strings.Cut(when, " of ")
	return fmt.Sprintf("%s (%s months)", t.Change, when)
}

// A venue is one of the premises of an area.
type venue struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Terminal string `json:"terminal"` // when its last licensed activity ends; empty when unknown
	Register string `json:"register"` // "Food premises, November 2020"; empty: no register's
}

type counting struct {
	Name     string `json:"name"`
	Offences int    `json:"offences"`
}

func (d *zoneGround) features(s ZoneSetResult, drawn zones.Set) ([]geo.Feature, error) {
	const nearest = 5
	c := &d.study
	trends, err := d.ground.Trends(drawn)
	if err != nil {
		return nil, err
	}
	features := make([]geo.Feature, len(drawn.Areas))
	for i, z := range drawn.Areas {
		p := zoneProperties{
			Zone: z.ID, Name: z.Name, Tier: z.Tier, DistrictTier: z.DistrictTier, District: z.District, Rank: z.Rank, Cells: len(z.Cells),
			Area: round(10_000*z.Hectares, 0), Across: round(z.Across(), 0), Count: float64(z.Count), Taken: round(z.Weighted, 2), Month: round(z.Rate, 2),
			Harm: round(z.Raw, 1), TakenHarm: round(z.Harm, 1), Share: round(z.HarmShare, 4), AreaShare: round(z.AreaShare, 6), Hours: s.Hours,
			Unknown: z.Unknown, Hot: z.Hot, Months: z.Months, Points: z.Points, Largest: largest{z.Top.Name, round(z.Top.Share, 4)},
			Premises: len(z.Inside), Nearest: []string{}, NotCounted: []counting{}, Types: []counting{}, Venues: []venue{},
			Trend: trend{trends[i].Change, trends[i].Sentence}, TierWhy: z.TierWhy, Included: z.Included,
		}
		for _, near := range z.Inside[:min(nearest, len(z.Inside))] {
			p.Nearest = append(p.Nearest, near.Name)
			p.Venues = append(p.Venues, venue{near.Name, near.Kind, near.Terminal, d.registers[near.Register]})
		}
		for _, n := range z.Types {
			p.Types = append(p.Types, counting{n.Name, n.Count})
		}
		for _, n := range z.Uncounted {
			p.NotCounted = append(p.NotCounted, counting{n.Name, n.Count})
		}
		for _, cell := range z.Cells {
			if at, in := c.Lattice.Index(cell); in {
				p.ASB += c.Tally.Cells[at].ASB
			}
		}
		p.ASB = round(p.ASB, 2)
		peak, err := peakOf(c, z.Cells)
		if err != nil {
			return nil, err
		}
		if peak != nil {
			p.Peak = []string{}
		}
		for _, b := range peak {
			p.Peak = append(p.Peak, b.String())
		}
		p.Card = drawn.Card(z, trends[i], peak, d.registers)
		var outline orb.Geometry = z.Outline
		if len(z.Outline) == 1 {
			outline = z.Outline[0]
		}
		features[i] = geo.Feature{ID: z.ID, Geometry: outline, Properties: p}
	}
	return features, nil
}

// peakOf returns the fewest hours of the week that hold half of the harm of some
// cells; nothing where hours were not asked for or are unknown.
func peakOf(c *study.Study, cells []h3.Cell) ([]zones.Band, error) {
	if !c.Times || c.Question.AllHours {
		return nil, nil
	}
	times, err := hotspot.TimesOf(geo.Lattice{Resolution: c.Lattice.Resolution, Cells: cells}, c.Offences, c.Question, c.Weight(hotspot.ByHarm))
	if errors.Is(err, hotspot.ErrHoursUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return append([]zones.Band{}, zones.PeakBands([168]float64(times.Week))...), nil
}

// leftOutPlace is a place that holds much and is no focus area.
type leftOutPlace struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	Reason zones.Reason `json:"reason"`
	Detail string       `json:"detail,omitempty"`
	Count  int          `json:"count"`        // offences recorded
	Month  float64      `json:"a_month"`      // of them
	Area   float64      `json:"area_m2"`      // of its cells
	At     *orb.Point   `json:"at,omitempty"` // its largest point; homes and places of health have none
}

func leftOutOf(drawn zones.Set) []leftOutPlace {
	places := []leftOutPlace{}
	for _, l := range drawn.LeftOut {
		p := leftOutPlace{
			ID: l.ID, Name: l.Name, Reason: l.Reason, Detail: l.Detail, Count: l.Count,
			Month: round(float64(l.Count)/float64(l.Months), 2), Area: round(10_000*l.Hectares, 0),
		}
		if l.Pinned {
			p.At = &l.At
		}
		places = append(places, p)
	}
	return places
}
