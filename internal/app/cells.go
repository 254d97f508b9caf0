package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
)

// SurfaceRequest asks for a count on the cells of an area.
type SurfaceRequest struct {
	Area       string `json:"area"`
	Group      string `json:"group"`
	From       string `json:"from"`       // YYYY-MM; empty: the first month loaded
	To         string `json:"to"`         // YYYY-MM; empty: the last month loaded
	Clock      string `json:"clock"`      // empty: all
	AllHours   bool   `json:"all_hours"`  // count month-only offences at all hours, labelled so
	Resolution int    `json:"resolution"` // 0: the default
}

// A Surface is what was counted on, or scored for, the cells of a lattice.
type Surface struct {
	ID           string      `json:"id"`
	Kind         string      `json:"kind"` // counts or risk
	Area         AreaRef     `json:"area"`
	Group        string      `json:"group"`
	GroupVersion int         `json:"group_version"`
	From         crime.Month `json:"from"`
	To           crime.Month `json:"to"`
	Clock        string      `json:"clock"`
	Hours        string      `json:"hours"`
	Resolution   int         `json:"resolution"`
	Lattice      string      `json:"lattice"`

	Cells           int     `json:"cells"`
	Nonzero         int     `json:"nonzero"`
	Offences        float64 `json:"offences"`
	Harm            float64 `json:"harm"` // days of imprisonment
	ASB             float64 `json:"asb"`
	Elsewhen        float64 `json:"elsewhen"` // at hours that the clock leaves out
	Unplaced        int     `json:"unplaced"`
	LeftOut         int     `json:"left_out"` // month-only, where the clock needs hours
	PoliceGenerated int     `json:"police_generated"`

	Breaks []Breaks    `json:"breaks"`
	Model  string      `json:"model,omitempty"`
	Tiles  string      `json:"tiles"`
	DataTo crime.Month `json:"data_to,omitzero"` // the last month of which anything is loaded hereabouts
	Notes  []string    `json:"notes"`
}

// Breaks are the class boundaries of the map's colours for hexagons of one
// resolution: the surface's own, or a coarser one that a map shows farther out.
type Breaks struct {
	Resolution int       `json:"resolution"`
	Count      []float64 `json:"count"`
	Harm       []float64 `json:"harm"`
	Risk       []float64 `json:"risk"`
}

// classes is how many colours a measure has on the map.
const classes = 5

// counted is a question with everything that its answer rests on.
type counted struct {
	area     geo.Area
	lattice  geo.Lattice
	water    geo.Lattice   // cells of the area that are in water, and no part of the lattice
	months   []crime.Month // of which something is loaded hereabouts
	period   crime.Period
	question hotspot.Question
	types    []string     // of the offences; none: all
	times    bool         // the offences have their times of day
	heaps    []crime.Heap // of them at one minute: their hours are not known
	offences []crime.Offence
	tally    hotspot.Tally
	harmCap  *hotspot.HarmCap // nil: no offence's harm is capped
	notes    []string
}

// Cells counts offences and harm in each cell of an area and keeps the answer.
func (a *App) Cells(ctx context.Context, r SurfaceRequest) (Surface, error) {
	c, err := a.ask(ctx, r)
	if err != nil {
		return Surface{}, err
	}
	return a.keepCounts(ctx, c)
}

// CountedCells does the same and keeps nothing: the cells that have a value come
// as hexagons, with the surface that they would be as a foreign member.
func (a *App) CountedCells(ctx context.Context, r SurfaceRequest) (geo.Collection, error) {
	c, err := a.ask(ctx, r)
	if err != nil {
		return geo.Collection{}, err
	}
	s, values, err := a.counts(ctx, c)
	if err != nil {
		return geo.Collection{}, err
	}
	return hexagons(values, "surface", s)
}

// ask counts what a request asks for.
func (a *App) ask(ctx context.Context, r SurfaceRequest) (counted, error) {
	b, _, err := a.basisOf(ctx, r)
	if err != nil {
		return counted{}, err
	}
	return a.count(ctx, b)
}

// basisOf reads the area, the clock and the group that a request names.
func (a *App) basisOf(ctx context.Context, r SurfaceRequest) (basis, crime.Group, error) {
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return basis{}, crime.Group{}, err
	}
	group, err := a.group(ctx, r.Group)
	if err != nil {
		return basis{}, crime.Group{}, err
	}
	clock, err := a.clock(ctx, r.Clock)
	return basis{
		area: area, from: r.From, to: r.To, resolution: r.Resolution, clock: clock, allHours: r.AllHours,
		types: typesOf(group), group: only(group),
	}, group, err
}

// counts describes a count as a surface that is not kept.
func (a *App) counts(ctx context.Context, c counted) (Surface, []crime.CellValue, error) {
	values := c.tally.Values(c.lattice)
	s := c.surface(values)
	var err error
	if s.Unplaced, err = a.store.Unplaced(ctx, c.period, c.question.Group); err != nil {
		return Surface{}, nil, err
	}
	s.ID = "cells-" + result.Digest(Version, "cells", c.inputs(), s) // whatever it shows is part of what it is
	return s, values, nil
}

// keepCounts keeps a count as a surface.
func (a *App) keepCounts(ctx context.Context, c counted) (Surface, error) {
	s, values, err := a.counts(ctx, c)
	if err != nil {
		return Surface{}, err
	}
	s.Tiles = "/tiles/" + s.ID + ".json"
	return s, a.keepSurface(ctx, c, s, values)
}

// A basis says what a result is counted from.
type basis struct {
	area       geo.Area
	from, to   string // YYYY-MM; empty: all that is loaded
	resolution int    // 0: the default
	clock      crime.Clock
	allHours   bool
	types      []string // the only ones that matter; none: all
	times      bool     // times of day matter, whatever the clock
	dated      bool     // the day matters and the hour does not
	group      chooser
}

// A chooser chooses the group that is counted; it may ask how many offences of a
// group count.
type chooser func(counted func(crime.Group) float64) (g crime.Group, note string, err error)

// only returns the choice of one group, whatever the data.
func only(g crime.Group) chooser {
	return func(func(crime.Group) float64) (crime.Group, string, error) { return g, "", nil }
}

// typesOf returns the types of offence that counting a group needs: the group's,
// the coarser ones that some of it may be hidden in, and anti-social behaviour, which
// is counted beside. None means all.
func typesOf(g crime.Group) []string {
	types := g.AllTypes()
	if len(types) == 0 {
		return nil
	}
	return append(append(types, g.Coarser()...), crime.AntiSocialBehaviour)
}

// count reads and counts.
func (a *App) count(ctx context.Context, b basis) (counted, error) {
	b.times = b.times || !b.clock.All() && !b.allHours
	c := counted{area: b.area, types: b.types, times: b.times}
	parts, err := a.lattice(ctx, b.area, cmp.Or(b.resolution, geo.DefaultResolution))
	if err != nil {
		return c, err
	}
	c.lattice, c.water, c.notes = parts.Land, parts.Water, masked(parts)
	if c.months, err = a.loaded(ctx, c.lattice); err != nil {
		return c, err
	}
	if c.period, err = period(b.from, b.to, c.months); err != nil {
		return c, err
	}
	if c.offences, err = a.offences(ctx, c); err != nil {
		return c, err
	}
	if b.times && !b.dated {
		c.heaps = a.heaps(c)
		c.offences = crime.WithoutHours(c.offences, c.heaps, a.zone)
	}
	c.question = hotspot.Question{Harm: crime.DefaultHarm(), Clock: b.clock, AllHours: b.allHours, Zone: a.zone}
	if err := a.onCalendar(ctx, &c); err != nil {
		return c, err
	}
	var note string
	if c.question.Group, note, err = b.group(c.number); err != nil {
		return c, err
	}
	if note != "" {
		c.notes = append(c.notes, note)
	}
	return a.answer(ctx, c)
}

// heaps returns those of the offences in the area of a count.
func (a *App) heaps(c counted) []crime.Heap {
	elsewhere := func(o crime.Offence) bool {
		_, inside := c.lattice.Index(o.Cell)
		return !inside || o.Type == crime.AntiSocialBehaviour // which are counted beside
	}
	return crime.Heaps(slices.DeleteFunc(slices.Clone(c.offences), elsewhere), a.zone)
}

// number returns how many offences of a group count; at all hours where no hour
// of theirs is known.
func (c *counted) number(g crime.Group) float64 {
	q := c.question
	q.Group = g
	t, err := hotspot.Count(c.lattice, c.offences, q)
	if err != nil {
		q.AllHours = true
		t, _ = hotspot.Count(c.lattice, c.offences, q) // which then has no reason to fail
	}
	return t.Offences
}

// recount asks the question of a count again, on another lattice of the area or
// of another period.
func (a *App) recount(ctx context.Context, c counted, parts geo.Masking, p crime.Period) (counted, error) {
	other := counted{
		area: c.area, months: c.months, types: c.types, times: c.times, heaps: c.heaps, lattice: parts.Land, water: parts.Water, period: p, question: c.question,
	}
	var err error
	if other.offences, err = a.offences(ctx, other); err != nil {
		return other, err
	}
	if err := a.onCalendar(ctx, &other); err != nil {
		return other, err
	}
	return a.answer(ctx, other)
}

// offences reads those on and around the lattice and the water of a count.
func (a *App) offences(ctx context.Context, c counted) ([]crime.Offence, error) {
	on := c.lattice
	if len(c.water.Cells) > 0 {
		var err error
		if on, err = geo.Union([]geo.Lattice{c.lattice, c.water}); err != nil {
			return nil, err
		}
	}
	offences, err := a.store.Offences(ctx, on, c.period, c.types, crime.Detail{Times: c.times})
	return crime.WithoutHours(offences, c.heaps, a.zone), err
}

// answer counts, and notes what a reader must know.
func (a *App) answer(ctx context.Context, c counted) (counted, error) {
	var err error
	c.tally, err = hotspot.Count(c.lattice, c.offences, c.question)
	if errors.Is(err, hotspot.ErrHoursUnknown) {
		return c, fault.New(fault.Unprocessable, "%w in %s: use --all-hours (all_hours) to count where alone, labelled «hours unknown»", err, c.period)
	}
	if err != nil {
		return c, err
	}
	c.notes = append(c.notes, missing(c.period, c.months)...)
	c.notes = append(c.notes, c.question.Harm.Mixes(crime.TypesOf(c.question.Group, c.offences))...)
	c.notes = append(c.notes, c.unsaid()...)
	if n := c.tally.PoliceGenerated; n > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%d of the offences counted are police-generated: they show where officers looked", n))
	}
	if n := c.tally.ASBMonthOnly; n > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%d incidents of anti-social behaviour took no part: only their month is known", n))
	}
	for _, h := range c.heaps {
		c.notes = append(c.notes, h.Note())
	}
	if n := c.tally.MonthOnly; n > 0 && len(c.heaps) > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%d offences took no part: their hours are not known", n))
	} else if n > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%d offences took no part: only their month is known", n))
	}
	if n, err := c.drowned(); err != nil {
		return c, err
	} else if n > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%.6g offences took no part: they are in cells whose centres are in water", n))
	}
	if n := c.tally.Unweighted; n > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%d offences have a type without a harm weight and count as no harm", n))
	}
	return c, nil
}

// unsaid notes what of the group's rule the data do not say.
func (c *counted) unsaid() (notes []string) {
	u := c.question.Group.Unsaid(c.lattice, c.offences)
	if u.Placeless > 0 {
		notes = append(notes, fmt.Sprintf("of %d of %s the kind of place is not known: they count, wherever they were (%s is of %s)",
			u.Placeless, plural(float64(u.Offences), "offence"), c.question.Group.Name, and(c.question.Group.Places)))
	}
	if u.Coarse > 0 {
		notes = append(notes, fmt.Sprintf("%s of %s took no part: which of them are of group %s the data do not say",
			plural(float64(u.Coarse), "offence"), and(c.question.Group.Coarser()), c.question.Group.Name))
	}
	for _, f := range u.Flags {
		notes = append(notes, fmt.Sprintf("no offence is flagged %s: where the data do not say, those that were count too", f))
	}
	return notes
}

// drowned returns how many offences would count if the lattice had the cells in
// water.
func (c *counted) drowned() (float64, error) {
	if len(c.water.Cells) == 0 {
		return 0, nil
	}
	t, err := hotspot.Count(c.water, c.offences, c.question)
	if errors.Is(err, hotspot.ErrHoursUnknown) { // no hours there, though there are on land
		return 0, nil
	}
	return t.Offences, err
}

// inputs are what the tally was made from, for its identity.
func (c *counted) inputs() []any {
	return []any{
		c.area.Kind, c.area.Code, c.lattice.ID(), c.period, c.question.Group, c.question.Harm.Version,
		c.question.Clock.Name, c.question.Clock.Rule, c.question.Clock.Dates(), c.question.AllHours, digestOf(c.offences),
	}
}

// digestOf stands for offences among inputs: as JSON, many take longer to write down
// than to count.
func digestOf(offences []crime.Offence) string {
	hash := sha256.New()
	var b []byte
	text := func(s string) { b = append(append(b, s...), 0) }
	for _, o := range offences {
		for _, flag := range o.Flags {
			text(flag)
		}
		text("")
		text(o.Type)
		text(o.Place)
		text(o.Together)
		text(string(o.Precision))
		numbers := []uint64{uint64(o.From.UnixNano()), uint64(o.To.UnixNano()), uint64(o.Cell), uint64(o.More)}
		if o.At != nil {
			numbers = append(numbers, math.Float64bits(o.At.Lon()), math.Float64bits(o.At.Lat()))
		}
		for _, n := range numbers {
			b = binary.BigEndian.AppendUint64(b, n)
		}
		if len(b) > 1<<15 {
			hash.Write(b)
			b = b[:0]
		}
	}
	hash.Write(b)
	return hex.EncodeToString(hash.Sum(nil))
}

// surface describes values on the lattice: what was counted, and perhaps a risk.
func (c *counted) surface(values []crime.CellValue) Surface {
	t := c.tally
	return Surface{
		Kind: "counts", Area: ref(c.area), Group: c.question.Group.Name, GroupVersion: c.question.Group.Version,
		From: c.period.From, To: c.period.To, Clock: c.question.Clock.Name, Hours: t.Hours,
		Resolution: c.lattice.Resolution, Lattice: c.lattice.ID(),
		Cells: len(c.lattice.Cells), Nonzero: t.Nonzero(), Offences: t.Offences, Harm: t.Harm, ASB: t.ASB,
		Elsewhen: t.Elsewhen, LeftOut: t.MonthOnly, PoliceGenerated: t.PoliceGenerated,
		Breaks: breaks(values, c.lattice.Resolution), DataTo: c.months[len(c.months)-1], Notes: append([]string{}, c.notes...),
	}
}

// breaks returns the class boundaries at every resolution that a map shows,
// finest first.
func breaks(values []crime.CellValue, finest int) []Breaks {
	var all []Breaks
	for r := finest; r >= geo.CoarsestShown; r-- {
		values = hotspot.Coarser(values, r)
		var counts, harms, risks []float64
		for _, v := range values {
			counts, harms = append(counts, v.Count), append(harms, v.Harm)
			if v.Risk != nil {
				risks = append(risks, *v.Risk)
			}
		}
		all = append(all, Breaks{
			Resolution: r, Count: hotspot.Breaks(counts, classes), Harm: hotspot.Breaks(harms, classes), Risk: hotspot.Breaks(risks, classes),
		})
	}
	return all
}

func (a *App) keepSurface(ctx context.Context, c counted, s Surface, values []crime.CellValue) error {
	if err := a.store.SaveLattice(ctx, c.lattice); err != nil {
		return err
	}
	kept, err := resultOf(result.Surface, s.ID, c.area, s)
	if err != nil {
		return err
	}
	return a.store.SaveSurface(ctx, kept, values, a.principal)
}

// resultOf returns a result of an area, whose summary is the whole of it.
func resultOf(kind result.Kind, id string, area geo.Area, v any) (result.Result, error) {
	document, err := json.Marshal(v)
	if err != nil {
		return result.Result{}, fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return result.Result{ID: id, Kind: kind, AreaKind: area.Kind, AreaCode: area.Code, Summary: document, Document: document}, nil
}

// Surface returns a surface that was kept.
func (a *App) Surface(ctx context.Context, id string) (Surface, error) {
	var s Surface
	r, err := a.store.Result(ctx, result.Surface, id)
	if err != nil {
		return s, err
	}
	err = json.Unmarshal(r.Document, &s)
	return s, err
}

// cellProperties are those of a hexagon.
type cellProperties struct {
	Cell  string   `json:"cell"`
	Count float64  `json:"count"`
	Harm  float64  `json:"harm"`
	ASB   float64  `json:"asb"`
	Risk  *float64 `json:"risk,omitempty"`
}

// SurfaceFeatures returns the cells of a surface that have a value as hexagons,
// with the surface itself as a foreign member.
func (a *App) SurfaceFeatures(ctx context.Context, id string) (geo.Collection, error) {
	s, err := a.Surface(ctx, id)
	if err != nil {
		return geo.Collection{}, err
	}
	values, err := a.store.SurfaceCells(ctx, s.ID)
	if err != nil {
		return geo.Collection{}, err
	}
	return hexagons(values, "surface", s)
}

// hexagons returns cells with a foreign member that explains them.
func hexagons(values []crime.CellValue, member string, explains any) (geo.Collection, error) {
	c := geo.Collection{Members: map[string]any{member: explains}, Features: make([]geo.Feature, len(values))}
	for i, v := range values {
		hexagon, err := geo.Hexagon(v.Cell)
		if err != nil {
			return geo.Collection{}, err
		}
		name := v.Cell.String()
		c.Features[i] = geo.Feature{ID: name, Geometry: hexagon, Properties: cellProperties{
			Cell: name, Count: v.Count, Harm: v.Harm, ASB: v.ASB, Risk: v.Risk,
		}}
	}
	return c, nil
}
