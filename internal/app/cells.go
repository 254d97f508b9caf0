package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
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

// A SurfaceResult is what was counted on, or scored for, the cells of a lattice.
type SurfaceResult struct {
	ID           string        `json:"id"`
	Kind         string        `json:"kind"` // counts or risk
	Area         study.AreaRef `json:"area"`
	Group        string        `json:"group"`
	GroupVersion int           `json:"group_version"`
	From         crime.Month   `json:"from"`
	To           crime.Month   `json:"to"`
	Clock        string        `json:"clock"`
	Hours        string        `json:"hours"`
	Resolution   int           `json:"resolution"`
	Lattice      string        `json:"lattice"`

	Cells           int     `json:"cells"`
	Nonzero         int     `json:"nonzero"`
	Offences        float64 `json:"offences"`
	Harm            float64 `json:"harm"` // days of imprisonment
	ASB             float64 `json:"asb"`
	Elsewhen        float64 `json:"elsewhen"` // at hours that the clock leaves out
	Unplaced        int     `json:"unplaced"`
	LeftOut         int     `json:"left_out"` // month-only, where the clock needs hours
	PoliceGenerated int     `json:"police_generated"`

	Breaks []Breaks `json:"breaks"`
	Model  string   `json:"model,omitempty"`
	Tiles  string   `json:"tiles"`
	DataTo string   `json:"data_to,omitempty"` // the last day that is loaded of the area, YYYY-MM-DD
	Notes  []string `json:"notes"`
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

// Cells counts offences and harm in each cell of an area and keeps the answer.
func (a *App) Cells(ctx context.Context, r SurfaceRequest) (SurfaceResult, error) {
	c, err := a.ask(ctx, r)
	if err == nil {
		err = step(ctx, 0.6)
	}
	if err != nil {
		return SurfaceResult{}, cmp.Or(context.Cause(ctx), err)
	}
	return a.keepCounts(ctx, c)
}

// CountedCells does the same and keeps nothing: the cells that have a value come
// as hexagons, with the surface that they would be as a foreign member.
func (a *App) CountedCells(ctx context.Context, r SurfaceRequest) (Hexagons, error) {
	c, err := a.ask(ctx, r)
	if err != nil {
		return Hexagons{}, err
	}
	s, values, err := a.counts(ctx, c)
	return Hexagons{Members: map[string]any{"surface": s}, Values: values}, err
}

// CellsOf returns what [App.CountedCells] has, from the surface that a job has kept of it.
func (a *App) CellsOf(ctx context.Context, surface string) (Hexagons, error) {
	s, err := a.Surface(ctx, surface)
	if err != nil {
		return Hexagons{}, err
	}
	values, err := a.store.SurfaceCells(ctx, s.ID)
	s.Tiles = "" // they are the surface's, not the count's
	return Hexagons{Members: map[string]any{"surface": s}, Values: values}, err
}

// ask counts what a request asks for.
func (a *App) ask(ctx context.Context, r SurfaceRequest) (study.Study, error) {
	b, _, err := a.basisOf(ctx, r)
	if err != nil {
		return study.Study{}, err
	}
	return a.answerable(a.count(ctx, b))
}

// answerable refuses a count whose group asks for what the data do not record.
func (a *App) answerable(c study.Study, err error) (study.Study, error) {
	if err == nil {
		err = refused(c.Answerable())
	}
	return c, err
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
func (a *App) counts(ctx context.Context, c study.Study) (SurfaceResult, []crime.CellValue, error) {
	values := c.Tally.Values(c.Lattice)
	s := surfaceOf(&c, values)
	var err error
	if s.Unplaced, err = a.store.Unplaced(ctx, c.Period, c.Question.Group); err != nil {
		return SurfaceResult{}, nil, err
	}
	s.ID = "cells-" + result.Digest(Version, "cells", c.Inputs(), s) // whatever it shows is part of what it is
	return s, values, nil
}

// keepCounts keeps a count as a surface.
func (a *App) keepCounts(ctx context.Context, c study.Study) (SurfaceResult, error) {
	s, values, err := a.counts(ctx, c)
	if err != nil {
		return SurfaceResult{}, err
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
	weights    *crime.Harm // of offences; nil: days of imprisonment
}

// rankedByCount says so of weights that are alike.
func rankedByCount(harm crime.Harm) []string {
	if harm.Version > 0 {
		return nil
	}
	return []string{"ranked by count: every offence weighs 1, and each figure is a number of offences"}
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
func (a *App) count(ctx context.Context, b basis) (study.Study, error) {
	b.times = b.times || !b.clock.All() && !b.allHours
	c := study.Study{Area: b.area, Types: b.types, Times: b.times}
	parts, err := a.lattice(ctx, b.area, cmp.Or(b.resolution, geo.DefaultResolution))
	if err != nil {
		return c, err
	}
	c.Lattice, c.Water, c.Notes = parts.Land, parts.Water, masked(parts)
	if c.Months, err = a.loaded(ctx, c.Lattice); err != nil {
		return c, err
	}
	if c.Loaded, err = a.loadedOf(ctx, b.area); err != nil {
		return c, err
	}
	c.Months = c.Loaded.Covered(c.Months)
	if c.Period, err = period(b.from, b.to, c.Months); err != nil {
		return c, err
	}
	if c.Offences, err = a.offences(ctx, c); err != nil {
		return c, err
	}
	harm := crime.DefaultHarm()
	if b.weights != nil {
		harm = *b.weights
		c.Notes = append(c.Notes, rankedByCount(harm)...)
	}
	c.Question = hotspot.Question{Harm: harm, Clock: b.clock, AllHours: b.allHours, Zone: a.zone}
	if b.times && !b.dated {
		c.RemoveHeaps()
	}
	if err := a.onCalendar(ctx, &c); err != nil {
		return c, err
	}
	if err := a.choose(ctx, &c, b.group); err != nil {
		return c, err
	}
	return answer(c)
}

// choose sets the group of a study, and leaves it the cells on the land that the group is
// of.
func (a *App) choose(ctx context.Context, c *study.Study, of chooser) error {
	var failed error
	group, note, err := of(func(g crime.Group) float64 {
		other, err := *c, error(nil)
		if other.Lattice, _, err = a.onLand(ctx, c.Lattice, g); err != nil {
			failed = err
			return 0
		}
		return other.OffencesOf(g)
	})
	if err = cmp.Or(failed, err); err != nil {
		return err
	}
	c.Question.Group = group
	on, limits, err := a.onLand(ctx, c.Lattice, group)
	if err != nil {
		return err
	}
	c.Lattice = on
	for _, n := range []string{note, limits} {
		if n != "" {
			c.Notes = append(c.Notes, n)
		}
	}
	return nil
}

// recount asks the question of a count again, on another lattice of the area or
// of another period.
func (a *App) recount(ctx context.Context, c study.Study, parts geo.Masking, p crime.Period) (study.Study, error) {
	other := study.Study{
		Area: c.Area, Months: c.Months, Loaded: c.Loaded, Types: c.Types, Times: c.Times, Places: c.Places, Heaps: c.Heaps, Lattice: parts.Land, Water: parts.Water, Period: p, Question: c.Question,
	}
	var err error
	if other.Offences, err = a.offences(ctx, other); err != nil {
		return other, err
	}
	if err := a.onCalendar(ctx, &other); err != nil {
		return other, err
	}
	return answer(other)
}

// offences reads those on and around the lattice and the water of a count.
func (a *App) offences(ctx context.Context, c study.Study) ([]crime.Offence, error) {
	on := c.Lattice
	if len(c.Water.Cells) > 0 {
		var err error
		if on, err = geo.Union([]geo.Lattice{c.Lattice, c.Water}); err != nil {
			return nil, err
		}
	}
	offences, err := a.store.Offences(ctx, on, c.Period, c.Types, crime.Detail{Times: c.Times, Places: c.Places})
	return crime.WithoutHours(offences, c.Heaps, a.zone), err
}

// ErrAllHours is the way out where hours are unknown.
var ErrAllHours = errors.New("choose all hours to count where alone, labelled «hours unknown»")

// answer counts, and says what to ask instead where hours are unknown.
func answer(c study.Study) (study.Study, error) {
	err := c.Count()
	if errors.Is(err, hotspot.ErrHoursUnknown) {
		return c, fault.New(fault.Unprocessable, "%w in %s: %w", err, c.Period, ErrAllHours)
	}
	return c, err
}

// refused labels an error of a study: a question that the data cannot answer is no fault
// of the program.
func refused(err error) error {
	if why := study.Unanswerable(""); errors.As(err, &why) {
		return fault.New(fault.Unprocessable, "%w", err)
	}
	return err
}

// capHarm caps the harm of each offence of a study at a share of all harm: the usual
// one where it is nil.
func capHarm(c *study.Study, share *float64) error {
	if err := c.CapHarm(valueOr(share, defaultHarmCap)); err != nil {
		return fault.New(fault.Invalid, "%w", err)
	}
	return nil
}

// surface describes values on the lattice: what was counted, and perhaps a risk.
func surfaceOf(c *study.Study, values []crime.CellValue) SurfaceResult {
	t := c.Tally
	return SurfaceResult{
		Kind: "counts", Area: study.Ref(c.Area), Group: c.Question.Group.Name, GroupVersion: c.Question.Group.Version,
		From: c.Period.From, To: c.Period.To, Clock: c.Question.Clock.Name, Hours: t.Hours,
		Resolution: c.Lattice.Resolution, Lattice: c.Lattice.ID(),
		Cells: len(c.Lattice.Cells), Nonzero: t.Nonzero(), Offences: t.Offences, Harm: t.Harm, ASB: t.ASB,
		Elsewhen: t.Elsewhen, LeftOut: t.MonthOnly, PoliceGenerated: t.PoliceGenerated,
		Breaks: breaks(values, c.Lattice.Resolution), DataTo: dataTo(c), Notes: append([]string{}, c.Notes...),
	}
}

// dataTo returns the last day that is loaded of a study's area.
func dataTo(c *study.Study) string {
	if _, to := c.Loaded.Ends(); to != "" {
		return to
	}
	return (c.Months[len(c.Months)-1] + 1).Start(time.UTC).AddDate(0, 0, -1).Format(time.DateOnly)
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

func (a *App) keepSurface(ctx context.Context, c study.Study, s SurfaceResult, values []crime.CellValue) error {
	if err := a.store.SaveLattice(ctx, c.Lattice); err != nil {
		return err
	}
	kept, err := resultOf(result.Surface, s.ID, c.Area, s)
	if err != nil {
		return err
	}
	kept.Cells = values
	return a.store.KeepResults(ctx, []result.Result{kept}, lineageOf(&c), a.principal)
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
func (a *App) Surface(ctx context.Context, id string) (SurfaceResult, error) {
	var s SurfaceResult
	r, err := a.store.Result(ctx, result.Surface, id)
	if err != nil {
		return s, err
	}
	err = json.Unmarshal(r.Document, &s)
	return s, err
}
