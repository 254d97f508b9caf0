package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/meeting"
	"beatplan/report"
	"beatplan/report/docx"
	"beatplan/report/html"
	"beatplan/report/pdf"
	"beatplan/report/sheet"
	"beatplan/study"
	"beatplan/zones"
)

// A BriefRequest asks for the briefing on a focus area.
type BriefRequest struct {
	Set     string // id of the zone set; empty: the newest that has such an area
	Zone    string // its id in the set (Z-01), or its name
	Day     string // YYYY-MM-DD: powers and intelligence are those of that day and the two after it
	Edition string // police or partner; empty: police
	Form    string // pdf, html or docx
}

// briefForms are the forms of a briefing, by the ending of the file's name.
func briefForms() map[string]struct {
	media string
	write func(report.Document) ([]byte, error)
} {
	return map[string]struct {
		media string
		write func(report.Document) ([]byte, error)
	}{
		"pdf": {mediaPDF, pdf.Write}, "html": {mediaHTML, html.Write},
		"docx": {mediaDOCX, func(d report.Document) ([]byte, error) { return docx.Write(d, nil) }},
	}
}

// BriefEndings returns the endings of the files that a briefing can be written as.
func BriefEndings() []string { return slices.Sorted(maps.Keys(briefForms())) }

// Brief writes the briefing on a focus area of a set that was kept. Its figures are
// those of the set; the hours of the week, the hexagons and the comparison with the
// year before are counted in the offences that are loaded now.
func (a *App) Brief(ctx context.Context, r BriefRequest) (Export, error) {
	form, known := briefForms()[r.Form]
	edition := sheet.Edition(r.Edition)
	if edition == "" {
		edition = sheet.Police
	}
	day, err := time.ParseInLocation(time.DateOnly, r.Day, a.zone)
	switch {
	case !known:
		return Export{}, fault.New(fault.Invalid, "form %q: a briefing is written as %s", r.Form, strings.Join(BriefEndings(), ", "))
	case edition != sheet.Police && edition != sheet.Partner:
		return Export{}, fault.New(fault.Invalid, "edition %q: it is police or partner", r.Edition)
	case err != nil:
		return Export{}, fault.New(fault.Invalid, "day %q: write it YYYY-MM-DD", r.Day)
	}
	s, z, err := a.zoneNamed(ctx, r.Set, r.Zone)
	if err != nil {
		return Export{}, err
	}
	b, err := a.briefing(ctx, s, z, day)
	if err != nil {
		return Export{}, err
	}
	const ahead = 3 // days
	ground, err := a.ground(ctx, z.outline.Bound(), day, day.AddDate(0, 0, ahead))
	if err != nil {
		return Export{}, err
	}
	if ground.Register, b.CutOff, err = a.sourcesOf(ctx, s.ID); err != nil {
		return Export{}, err
	}
	body, err := form.write(sheet.Brief(b, ground, edition))
	if err != nil {
		return Export{}, fault.New(fault.Unprocessable, "briefing on %s: %w", z.Name, err)
	}
	return Export{form.media, body}, nil
}

// An outlinedZone is a focus area of a set that was kept.
type outlinedZone struct {
	zoneProperties
	outline orb.MultiPolygon
}

// zoneNamed finds a focus area by its id or its name: in a set, or in the newest that
// has such an area.
func (a *App) zoneNamed(ctx context.Context, set, zone string) (ZoneSetResult, outlinedZone, error) {
	ids := []string{set}
	if set == "" {
		all, err := a.ZoneSets(ctx, "")
		if err != nil {
			return ZoneSetResult{}, outlinedZone{}, err
		}
		ids = nil
		for _, s := range all {
			ids = append(ids, s.ID)
		}
	}
	var names []string
	for _, id := range ids {
		s, body, err := a.ZoneSet(ctx, id)
		if err != nil {
			return s, outlinedZone{}, err
		}
		all, err := outlinedZones(body)
		if err != nil {
			return s, outlinedZone{}, fmt.Errorf("zone set %s: %w", id, err)
		}
		for _, z := range all {
			if strings.EqualFold(z.Zone, zone) || strings.EqualFold(z.Name, zone) {
				return s, z, nil
			}
			names = append(names, fmt.Sprintf("%s (%s)", z.Zone, z.Name))
		}
	}
	const most = 10
	if len(names) > most {
		names = append(names[:most], "others")
	}
	if len(names) == 0 {
		return ZoneSetResult{}, outlinedZone{}, fault.New(fault.NotFound, "no area %q: no focus areas have been drawn", zone)
	}
	return ZoneSetResult{}, outlinedZone{}, fault.New(fault.NotFound, "no area %q; %s", zone, english.ThereAre(names))
}

// outlinedZones reads the areas of a set's document.
func outlinedZones(document []byte) ([]outlinedZone, error) {
	var read struct {
		Features []struct {
			Geometry   *geojson.Geometry `json:"geometry"`
			Properties zoneProperties    `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &read); err != nil {
		return nil, err
	}
	var all []outlinedZone
	for _, f := range read.Features {
		z := outlinedZone{zoneProperties: f.Properties}
		if f.Geometry == nil {
			continue
		}
		switch g := f.Geometry.Geometry().(type) {
		case orb.Polygon:
			z.outline = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			z.outline = g
		}
		all = append(all, z)
	}
	return all, nil
}

// largestPoint names the point with most of an area's offences, unless its name, in a file's own
// words, may be the address of a home: where burglaries of homes are counted in the area, or a
// group of burglaries alone does not know what was burgled.
func (z zoneProperties) largestPoint(g crime.Group) string {
	home := func(offenceType string) bool {
		return meeting.OfHome(crime.Record{Offence: crime.Offence{Type: offenceType}})
	}
	burglaries := len(g.Types) > 0 && !slices.ContainsFunc(g.AllTypes(), func(t string) bool { return !crime.IsBurglary(t) })
	share := fmt.Sprintf("%.0f%% of its offences", 100*z.Largest.Share)
	for _, t := range z.Types {
		if home(t.Name) && (burglaries || t.Name != "Burglary") {
			return share
		}
	}
	return z.Largest.Name + ", " + share
}

// briefing gathers what is known of a focus area.
func (a *App) briefing(ctx context.Context, s ZoneSetResult, z outlinedZone, day time.Time) (sheet.Briefing, error) {
	operation, err := a.operation(ctx, s.Operation)
	if err != nil {
		return sheet.Briefing{}, err
	}
	title, counted, err := a.inWords(ctx, pinned{s.Operation, s.OperationVersion}, pinned{s.Group, s.GroupVersion})
	if err != nil {
		return sheet.Briefing{}, err
	}
	uncounted := 0
	for _, n := range z.NotCounted {
		uncounted += n.Offences
	}
	const squareMetres = 10_000 // of a hectare
	b := sheet.Briefing{
		Set: s.ID, Version: s.Version, Operation: title, Group: counted, From: s.From.String(), To: s.To.String(), District: s.Area.Name, Invented: s.Area.Invented, Day: day,
		Zone: z.Zone, Name: z.Name, Tier: string(z.Tier), TierWhy: z.TierWhy, Outline: z.outline, Count: int(z.Count), Harm: z.Harm, Share: z.Share, AreaShare: z.AreaShare,
		Hectares: z.Area / squareMetres, Across: z.Across, Hot: z.Hot, Months: z.Months, ASB: int(z.ASB), Uncounted: uncounted,
	}
	b.Lately = z.Trend.lately()
	const worthNaming = 0.1 // of the offences
	if z.Largest.Name != "" && z.Largest.Share >= worthNaming {
		group, _, err := groups().version(ctx, a.store, pinned{s.Group, s.GroupVersion})
		if err != nil {
			return b, err
		}
		b.Largest = z.largestPoint(group)
	}
	for _, t := range z.Types { // at the hours of the count that is printed beside them
		b.Types = append(b.Types, sheet.Figure{Name: t.Name, Count: float64(t.Offences)})
	}
	if b.Unflagged, err = a.unflagged(ctx, s); err != nil {
		return b, err
	}
	if s.Decision != nil {
		b.Decision = sheet.Decision{Status: string(s.Decision.Status), By: s.Decision.By, At: s.Decision.At, Why: s.Decision.Why, Verified: s.Decision.Verified}
	}
	if err := a.countAgain(ctx, &b, s, operation, z); err != nil {
		return b, err
	}
	sites, err := a.store.Sites(ctx, orbgeo.BoundPad(z.outline.Bound(), aroundSheet))
	if err != nil {
		return b, err
	}
	for _, site := range sites {
		if sheet.Health(site.Category) {
			b.Never = append(b.Never, site.Name)
		}
	}
	sites = slices.DeleteFunc(sites, func(s geo.Site) bool { return s.At == nil || !planar.MultiPolygonContains(z.outline, *s.At) })
	b.Near = premisesOf(sites, z.Nearest)
	if b.Actions, err = a.actionsIn(ctx, s.ID, z.Name, b.Day.Format(time.DateOnly)); err != nil {
		return b, err
	}
	b.Intelligence, err = a.intelligenceOn(ctx, b.Day, s, sites)
	return b, err
}

// countAgain counts the offences of a focus area by hour and hexagon, at all hours, and
// against the year before.
func (a *App) countAgain(ctx context.Context, b *sheet.Briefing, s ZoneSetResult, o crime.Operation, z outlinedZone) error {
	area, err := a.Area(ctx, string(s.Area.Kind)+":"+s.Area.Code)
	if err != nil {
		return err
	}
	clock, err := a.clock(ctx, "")
	if err != nil {
		return err
	}
	c, err := a.count(ctx, basis{
		area: area, from: s.From.String(), to: s.To.String(), resolution: s.Resolution, clock: clock, times: true, group: a.target(ctx, o), weights: weights(o),
	})
	if err != nil {
		return err
	}
	var cells []h3.Cell
	for i, cell := range c.Lattice.Cells {
		at, err := geo.Centre(cell)
		if err != nil {
			return err
		}
		if !planar.MultiPolygonContains(z.outline, at) {
			continue
		}
		outline, err := geo.Outline([]h3.Cell{cell})
		if err != nil {
			return err
		}
		cells = append(cells, cell)
		b.Cells = append(b.Cells, sheet.Cell{Outline: outline, Count: c.Tally.Cells[i].Count, Harm: c.Tally.Cells[i].Harm})
	}
	on := geo.Lattice{Resolution: c.Lattice.Resolution, Cells: cells}
	if b.Week, err = weekOf(&c, on); err != nil {
		return err
	}
	b.Trend, err = a.trendOf(ctx, &c, on)
	return err
}

// weekOf counts offences on a lattice by hour of the week; nil where hours are unknown.
func weekOf(c *study.Study, on geo.Lattice) (*sheet.Week, error) {
	times, err := hotspot.TimesOf(on, c.Offences, c.Question, c.Weight(hotspot.ByCount))
	switch {
	case errors.Is(err, hotspot.ErrHoursUnknown):
		return nil, nil
	case err != nil || times.Sum <= 0:
		return nil, err
	}
	w := &sheet.Week{Counts: [168]float64(times.Week), Unknown: float64(times.Untimed) / float64(times.Untimed+times.Timed)}
	for _, band := range zones.PeakBands(w.Counts) {
		for h := range band.Hours {
			w.Peak[(band.From+h)%len(w.Peak)] = true
		}
	}
	return w, nil
}

// trendOf compares the offences on a lattice with those of the same months a year
// before; nil where these are not loaded.
func (a *App) trendOf(ctx context.Context, c *study.Study, on geo.Lattice) (*sheet.Trend, error) {
	before := crime.Period{From: c.Period.From - year, To: c.Period.To - year}
	if len(study.Within(before, c.Months)) < before.Months() {
		return nil, nil
	}
	earlier, err := a.recount(ctx, *c, c.Masking(), before)
	if err != nil {
		return nil, err
	}
	counted := func(s *study.Study) hotspot.MonthCount {
		n := hotspot.MonthCount{Month: s.Period.From, Days: c.Loaded.Days(s.Period, a.zone)}
		for i, cell := range s.Lattice.Cells {
			if _, in := on.Index(cell); in {
				n.Count += s.Tally.Cells[i].Count
			}
		}
		return n
	}
	then, now := counted(&earlier), counted(c)
	change, err := hotspot.CompareMonths([]hotspot.MonthCount{then}, []hotspot.MonthCount{now}, hotspot.Scatter{})
	if err != nil {
		return nil, err
	}
	return &sheet.Trend{Verdict: change.Verdict, Before: int(then.Count), Now: int(now.Count), Percent: change.Percent, With: before.String()}, nil
}

// actionsIn returns the 4P plan of a focus area of a set, in the order of the four, for a paper
// of a day: that of the same ground, whatever it was called when the action was set.
func (a *App) actionsIn(ctx context.Context, set, zone, day string) ([]sheet.Action, error) {
	list, err := a.ActionList(ctx, meeting.ActionFilter{})
	if err != nil {
		return nil, err
	}
	var all []sheet.Action
	for _, action := range list.Actions {
		if action.Zone == "" {
			continue
		}
		here, err := a.isNow(ctx, action.ZoneSet, action.Zone, set, zone)
		if err != nil {
			return nil, err
		}
		if !here {
			continue
		}
		all = append(all, sheet.Action{FourP: action.FourP, Does: action.Does, Agency: action.Agency, Owner: action.Owner, Due: meeting.ShortDay(action.Due, day), Status: action.Status, Overdue: action.Overdue(day)})
	}
	order := []string{"Prevent", "Pursue", "Protect", "Prepare"}
	slices.SortStableFunc(all, func(x, y sheet.Action) int { return slices.Index(order, x.FourP) - slices.Index(order, y.FourP) })
	return all, nil
}

// premisesOf lists the premises among sites that draw people at night: those nearest
// the worst place of their area first.
func premisesOf(sites []geo.Site, nearest []string) []sheet.Premises {
	rank := map[string]int{}
	for i, name := range nearest {
		rank[name] = len(nearest) - i
	}
	var all []sheet.Premises
	seen := map[string]bool{}
	for _, s := range sites {
		if !sheet.Nightly(s.Category) || s.Name == "" || seen[s.Name] {
			continue
		}
		seen[s.Name] = true
		all = append(all, sheet.Premises{Name: s.Name, Category: s.Category, At: *s.At, Shuts: shuts(s)})
	}
	slices.SortStableFunc(all, func(x, y sheet.Premises) int { return rank[y.Name] - rank[x.Name] })
	return all
}

// shuts says when premises end on a Friday, by their licence.
func shuts(s geo.Site) string {
	ends, known := s.Terminal[time.Friday]
	if !known {
		return ""
	}
	return (ends % geo.Day).String()
}

// intelligenceOn returns the items that are valid on a day and raise one of the sites
// of a focus area, or speak of its district.
func (a *App) intelligenceOn(ctx context.Context, on time.Time, s ZoneSetResult, sites []geo.Site) ([]sheet.Item, error) {
	day := on.Format(time.DateOnly)
	items, err := a.Items(ctx, day, false)
	if err != nil {
		return nil, err
	}
	inside := map[string]bool{}
	for _, site := range sites {
		inside[site.Source+":"+site.ID] = true
	}
	var all []sheet.Item
	for _, i := range items {
		raises := slices.ContainsFunc(i.Raises, func(site Site) bool { return inside[site.Source+":"+site.ID] })
		if i.State != "valid" || !raises && i.Area != s.Area.Name && i.Area != s.Area.Code {
			continue
		}
		full, err := a.Item(ctx, i.ID, day)
		if err != nil {
			return nil, err
		}
		item := sheet.Item{Text: i.Text, Grade: i.Grading(), Until: i.To}
		if full.Arrival != nil {
			item.Came = full.Arrival.Sentence
		}
		all = append(all, item)
	}
	return all, nil
}

// sourcesOf names the registers of sites that a result was made from, each with its month,
// and the last day that its offences tell of; empty where no file says.
func (a *App) sourcesOf(ctx context.Context, id string) (registers, cutOff string, err error) {
	sources, err := a.store.Lineage(ctx, id)
	if err != nil {
		return "", "", err
	}
	var names []string
	for _, s := range sources {
		switch s.Kind {
		case "sites":
			names = append(names, geo.RegisterName(s.Source, s.File))
		case "offences":
			cutOff = max(cutOff, s.CutOff)
		}
	}
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), "; "), cutOff, nil
}
