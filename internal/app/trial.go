package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// TrialRequest asks for a trial by lot: spots by the months of the request, and for
// each of some days, which of them are patrolled. Spots are hotspot.TrialDistance
// apart unless the request says otherwise.
type TrialRequest struct {
	SpotsRequest
	Start   string  `json:"start"`   // YYYY-MM-DD, the first policing day
	Days    int     `json:"days"`    // how many
	Treated int     `json:"treated"` // spots patrolled each day; 0: half
	Seed    *uint64 `json:"seed"`    // nil: the default
}

// mostTrialDays is how long a trial lasts at the most.
const mostTrialDays = 1000

// A Trial says where and when patrols go by lot, before the first of them.
type Trial struct {
	Footing               // of the months that the spots were chosen by
	Settings SpotSettings `json:"settings"`
	Rule     string       `json:"rule"` // of the clock
	Seed     uint64       `json:"seed"`
	Treated  int          `json:"treated"` // spots patrolled each day
	Days     []TrialDay   `json:"days"`
	Spots    []TrialSpot  `json:"spots"`

	// What the spots may expect at hours of the clock if they go on as they did, and
	// the ratio that a trial of it would find four times in five: a fall smaller than
	// that will mostly be missed. Null where nothing is to be expected.
	Before     float64  `json:"before_per_spot_day"`
	Expected   float64  `json:"expected_each_arm"`
	Detectable *float64 `json:"detectable_ratio"`
}

// A TrialDay is one policing day, with the spots drawn for a patrol.
type TrialDay struct {
	Day   string   `json:"day"`
	Spots []string `json:"spots"`
}

// A TrialSpot is a spot of a trial, its cells and those of the ring around it.
type TrialSpot struct {
	ID     string    `json:"id"`
	Cells  []h3.Cell `json:"cells"`
	Ring   []h3.Cell `json:"ring"`
	Before float64   `json:"before"` // offences by which it was chosen
}

// DrawTrial chooses spots, draws the days on which each is patrolled, and keeps the
// trial. The features are the spots and their rings.
func (a *App) DrawTrial(ctx context.Context, r TrialRequest) (Trial, geo.Collection, error) {
	fail := func(err error) (Trial, geo.Collection, error) { return Trial{}, geo.Collection{}, err }
	start, err := time.ParseInLocation(time.DateOnly, r.Start, a.zone)
	if err != nil {
		return fail(fault.New(fault.Invalid, "start %q: write it YYYY-MM-DD", r.Start))
	}
	if r.Days < 1 || r.Days > mostTrialDays {
		return fail(fault.New(fault.Invalid, "a trial of %d days: 1 to %d", r.Days, mostTrialDays))
	}
	r.Apart = cmp.Or(r.Apart, hotspot.TrialDistance)
	settings, err := r.settings()
	if err != nil {
		return fail(err)
	}
	c, measure, err := a.askSpots(ctx, r.SpotsRequest)
	if err != nil {
		return fail(err)
	}
	rules := hotspot.SpotRules{Area: settings.Area, Apart: settings.Apart}
	if rules.Barred, err = a.barred(ctx, &c, &settings); err != nil {
		return fail(err)
	}
	if err := barCells(c.Lattice, r.Cells, rules.Barred); err != nil {
		return fail(err)
	}
	settings.Cells = len(rules.Barred)
	spots, err := candidates(&c, measure, rules)
	if err != nil {
		return fail(err)
	}
	noteFewer(&c, settings.Spots, spots)
	spots = spots[:min(settings.Spots, len(spots))]
	t := Trial{Settings: settings, Rule: c.Question.Clock.Rule, Seed: given(r.Seed, defaultSeed), Treated: r.Treated}
	if t.Treated == 0 {
		t.Treated = len(spots) / 2
	}
	drawn, err := hotspot.Allocate(r.Days, len(spots), t.Treated, rand.New(rand.NewPCG(t.Seed, t.Seed)))
	if err != nil {
		return fail(fault.New(fault.Unprocessable, "%w", err))
	}
	for k, s := range spots {
		spot, err := trialSpotOf(&c, k, s, settings.Buffer)
		if err != nil {
			return fail(err)
		}
		t.Spots = append(t.Spots, spot)
		t.Before += spot.Before
	}
	for d, day := range drawn {
		on := TrialDay{Day: start.AddDate(0, 0, d).Format(time.DateOnly), Spots: []string{}}
		for k, treated := range day {
			if treated {
				on.Spots = append(on.Spots, t.Spots[k].ID)
			}
		}
		t.Days = append(t.Days, on)
	}
	if t.Footing, err = a.footing(ctx, c, measure); err != nil {
		return fail(err)
	}
	t.foresee(c.Period.Duration(a.zone).Hours() / 24)
	if (c.Period.To + 1).Start(a.zone).After(start) {
		t.Notes = append(t.Notes, fmt.Sprintf("the months that the spots were chosen by reach to %s, into the trial: choose them by earlier ones (--to, to), or what they had before is in part of the trial itself", c.Period.To))
	}
	if !slices.ContainsFunc(c.Offences, func(o crime.Offence) bool { return o.Precision != crime.InMonth }) {
		t.Notes = append(t.Notes, "these offences carry no time of day: the trial can be judged only by offences that do")
	}
	t.ID = "trial-" + result.Digest(Version, "trial", c.Inputs(), settings, t)
	if err := a.keepTrial(ctx, c.Area, t); err != nil {
		return fail(err)
	}
	features, err := t.features()
	return t, features, err
}

// trialSpot names a spot and the ring around it.
func trialSpotOf(c *study.Study, k int, s hotspot.Spot, buffer float64) (TrialSpot, error) {
	spot := TrialSpot{ID: fmt.Sprintf("HS-%03d", k+1), Cells: c.Lattice.Subset(s.Cells).Cells, Ring: []h3.Cell{}}
	for _, i := range s.Cells {
		spot.Before += c.Tally.Cells[i].Count
	}
	if buffer == 0 {
		return spot, nil
	}
	ring, err := s.Ring(c.Lattice, buffer)
	spot.Ring = append(spot.Ring, c.Lattice.Subset(ring).Cells...)
	return spot, err
}

// foresee says what the trial may expect of spots that were chosen over so many
// days, and find.
func (t *Trial) foresee(days float64) {
	t.Before /= days * float64(len(t.Spots))
	arm := min(t.Treated, len(t.Spots)-t.Treated) * len(t.Days)
	t.Expected = t.Before * float64(arm)
	if ratio, err := hotspot.Detectable(t.Expected); err == nil {
		t.Detectable = &ratio
	}
	t.Notes = append(t.Notes, "the spots were chosen for having had the most: they will have less, patrolled or not (regression to the mean), so compare their days with each other and never with the months before")
}

func (a *App) keepTrial(ctx context.Context, area geo.Area, t Trial) error {
	document, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("trial %s: %w", t.ID, err)
	}
	summary, err := json.Marshal(t.summary())
	if err != nil {
		return fmt.Errorf("trial %s: %w", t.ID, err)
	}
	return a.store.SaveResult(ctx, result.Result{
		ID: t.ID, Kind: result.Trial, AreaKind: area.Kind, AreaCode: area.Code, Summary: summary, Document: document,
	}, a.principal)
}

// A TrialSummary is a trial among others.
type TrialSummary struct {
	ID      string  `json:"id"`
	Area    AreaRef `json:"area"`
	Group   string  `json:"group"`
	Clock   string  `json:"clock"`
	Start   string  `json:"start"` // first and last policing day
	End     string  `json:"end"`
	Spots   int     `json:"spot_count"`
	Treated int     `json:"treated"` // spots patrolled each day
	Seed    uint64  `json:"seed"`
}

func (t Trial) summary() TrialSummary {
	return TrialSummary{
		ID: t.ID, Area: t.Area, Group: t.Group, Clock: t.Clock, Start: t.Days[0].Day, End: t.Days[len(t.Days)-1].Day,
		Spots: len(t.Spots), Treated: t.Treated, Seed: t.Seed,
	}
}

// Trials returns the trials that were drawn in an area, or everywhere where it is
// empty, newest first.
func (a *App) Trials(ctx context.Context, area string) ([]TrialSummary, error) {
	summaries, err := a.Summaries(ctx, result.Trial, area)
	if err != nil {
		return nil, err
	}
	trials := make([]TrialSummary, len(summaries))
	for i, summary := range summaries {
		if err := json.Unmarshal(summary, &trials[i]); err != nil {
			return nil, err
		}
	}
	return trials, nil
}

// TrialFeatures returns the spots of a trial that was drawn, and their rings, with the
// trial.
func (a *App) TrialFeatures(ctx context.Context, id string) (Trial, geo.Collection, error) {
	t, err := a.Trial(ctx, id)
	if err != nil {
		return t, geo.Collection{}, err
	}
	features, err := t.features()
	return t, features, err
}

// Trial returns a trial that was drawn.
func (a *App) Trial(ctx context.Context, id string) (Trial, error) {
	var t Trial
	r, err := a.store.Result(ctx, result.Trial, id)
	if err != nil {
		return t, err
	}
	err = json.Unmarshal(r.Document, &t)
	return t, err
}

// trialGround is a spot or a ring on the map.
type trialGround struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"` // spot, or ring
	Before float64  `json:"before"`
	Days   []string `json:"days"` // drawn for a patrol
}

// features returns the spots of the trial and their rings.
func (t Trial) features() (geo.Collection, error) {
	about := t
	about.Spots = nil
	c := geo.Collection{Members: map[string]any{"trial": about}}
	for _, s := range t.Spots {
		days := []string{}
		for _, d := range t.Days {
			if slices.Contains(d.Spots, s.ID) {
				days = append(days, d.Day)
			}
		}
		for _, g := range []struct {
			trialGround
			cells []h3.Cell
		}{{trialGround{s.ID, "spot", s.Before, days}, s.Cells}, {trialGround{s.ID + "-ring", "ring", 0, []string{}}, s.Ring}} {
			if len(g.cells) == 0 {
				continue
			}
			outline, err := geo.Outline(g.cells)
			if err != nil {
				return c, err
			}
			c.Features = append(c.Features, geo.Feature{ID: g.ID, Geometry: outline, Properties: g.trialGround})
		}
	}
	return c, nil
}

// A TrialRow is a day and a spot of a trial's posting list.
type TrialRow struct {
	Day     string `json:"day"`
	Spot    string `json:"spot"`
	Treated bool   `json:"treated"`
}

// Rows returns the trial as a list of days and spots.
func (t Trial) Rows() geo.Collection {
	var c geo.Collection
	for _, d := range t.Days {
		for _, s := range t.Spots {
			c.Features = append(c.Features, geo.Feature{Properties: TrialRow{d.Day, s.ID, slices.Contains(d.Spots, s.ID)}})
		}
	}
	return c
}

// A TrialVerdict is what a trial found.
type TrialVerdict struct {
	ID        string        `json:"id"`
	Trial     string        `json:"trial"`
	Area      AreaRef       `json:"area"`
	Group     string        `json:"group"`
	Clock     string        `json:"clock"`
	Lattice   string        `json:"lattice"` // of the cells of the spots and the rings
	Cells     int           `json:"cells"`
	SpotDays  int           `json:"spot_days"`
	ZeroShare float64       `json:"zero_share"` // of the spot-days, those without an offence
	Settings  JudgeSettings `json:"settings"`

	From       string              `json:"from"` // first and last policing day
	To         string              `json:"to"`
	Compliance *hotspot.Compliance `json:"compliance"` // null: no visits were given
	Offences   *hotspot.Effect     `json:"offences"`   // in the spots; null where nothing happened
	Harm       *hotspot.Effect     `json:"harm"`       // days of imprisonment
	Rings      *hotspot.Effect     `json:"rings"`      // offences in the rings: more on treated days is crime that moved
	Untimed    int                 `json:"untimed"`    // took no part: only their month is known
	Long       int                 `json:"long"`       // of those that did, known to no better than six hours

	// Offences a spot-day when the spots were chosen, and on days without patrol.
	Before   float64  `json:"before_per_spot_day"`
	Control  float64  `json:"control_per_spot_day"`
	Verdict  string   `json:"verdict"`  // lower, higher, no effect shown, or nothing can be said
	Sentence string   `json:"sentence"` // the same with its interval
	Notes    []string `json:"notes"`
}

// JudgeSettings are what a trial is judged by.
type JudgeSettings struct {
	Analysis string  `json:"analysis"`
	Alpha    float64 `json:"alpha"`    // p below which an effect is more than the luck of the draw
	Interval float64 `json:"interval"` // how much of the resamples lies between low and high
	Seed     uint64  `json:"seed"`
}

// What a trial comes to.
const (
	trialLower   = "lower"
	trialHigher  = "higher"
	trialNothing = "no effect shown"
	trialUnsaid  = "nothing can be said"
)

// JudgeTrial compares what happened on spot-days drawn for a patrol with the others,
// by intention to treat. Visits say which patrols were made; nil: nobody knows. The
// features are the spots and their rings, with what they had on both kinds of day.
func (a *App) JudgeTrial(ctx context.Context, id string, visits []crime.Visit) (TrialVerdict, geo.Collection, error) {
	fail := func(err error) (TrialVerdict, geo.Collection, error) { return TrialVerdict{}, geo.Collection{}, err }
	t, err := a.Trial(ctx, id)
	if err != nil {
		return fail(err)
	}
	ground, _, _ := t.ground()
	v := TrialVerdict{
		Trial: t.ID, Area: t.Area, Group: t.Group, Clock: t.Clock, Lattice: ground.ID(), Cells: len(ground.Cells), SpotDays: len(t.Spots) * len(t.Days),
		Settings: JudgeSettings{Analysis: "intention to treat", Alpha: trialSignificance, Interval: confidence, Seed: t.Seed},
		From:     t.Days[0].Day, To: t.Days[len(t.Days)-1].Day, Before: t.Before, Notes: []string{},
	}
	drawn := t.allocation()
	if visits != nil {
		made, err := t.made(visits)
		if err != nil {
			return fail(err)
		}
		c, err := drawn.Comply(made)
		if err != nil {
			return fail(err)
		}
		v.Compliance = &c
	}
	happened, err := a.happened(ctx, t, &v)
	if err != nil {
		return fail(err)
	}
	v.ZeroShare = empty(happened.counts)
	for _, e := range []struct {
		into *(*hotspot.Effect)
		days [][]float64
	}{{&v.Offences, happened.counts}, {&v.Harm, happened.harms}, {&v.Rings, happened.rings}} {
		if total(e.days) == 0 {
			continue
		}
		effect, err := drawn.IntentToTreat(e.days, rand.New(rand.NewPCG(t.Seed, t.Seed)))
		if err != nil {
			return fail(fault.New(fault.Unprocessable, "trial %s: %w", t.ID, err))
		}
		*e.into = &effect
	}
	v.conclude()
	v.ID = "verdict-" + result.Digest(Version, "verdict", v)
	features, err := v.features(t, drawn, happened)
	return v, features, err
}

// empty returns the share of spot-days on which nothing happened.
func empty(days [][]float64) float64 {
	var none, all float64
	for _, day := range days {
		for _, n := range day {
			all++
			if n == 0 {
				none++
			}
		}
	}
	return none / all
}

// judgedGround is a spot or a ring with what it had.
type judgedGround struct {
	ID              string  `json:"id"`
	Kind            string  `json:"kind"`         // spot, or ring
	TreatedDays     int     `json:"treated_days"` // drawn for a patrol
	ControlDays     int     `json:"control_days"`
	TreatedOffences float64 `json:"treated_offences"`
	ControlOffences float64 `json:"control_offences"`
	TreatedHarm     float64 `json:"treated_harm"` // days of imprisonment
	ControlHarm     float64 `json:"control_harm"`
}

// features returns the spots of a trial and their rings, with what they had.
func (v TrialVerdict) features(t Trial, drawn hotspot.Allocation, happened outcomes) (geo.Collection, error) {
	c := geo.Collection{Members: map[string]any{"verdict": v}}
	for k, s := range t.Spots {
		for _, g := range []struct {
			id, kind       string
			cells          []h3.Cell
			offences, harm [][]float64
		}{{s.ID, "spot", s.Cells, happened.counts, happened.harms}, {s.ID + "-ring", "ring", s.Ring, happened.rings, happened.ringHarms}} {
			if len(g.cells) == 0 {
				continue
			}
			outline, err := geo.Outline(g.cells)
			if err != nil {
				return c, err
			}
			ground := judgedGround{ID: g.id, Kind: g.kind}
			for d := range drawn {
				if drawn[d][k] {
					ground.TreatedDays++
					ground.TreatedOffences += g.offences[d][k]
					ground.TreatedHarm += g.harm[d][k]
				} else {
					ground.ControlDays++
					ground.ControlOffences += g.offences[d][k]
					ground.ControlHarm += g.harm[d][k]
				}
			}
			c.Features = append(c.Features, geo.Feature{ID: g.id, Geometry: outline, Properties: ground})
		}
	}
	return c, nil
}

func total(days [][]float64) float64 {
	var sum float64
	for _, day := range days {
		for _, v := range day {
			sum += v
		}
	}
	return sum
}

// allocation returns what was drawn, by day and spot.
func (t Trial) allocation() hotspot.Allocation {
	drawn := make(hotspot.Allocation, len(t.Days))
	for d, day := range t.Days {
		for _, s := range t.Spots {
			drawn[d] = append(drawn[d], slices.Contains(day.Spots, s.ID))
		}
	}
	return drawn
}

// made returns which patrols were made, by day and spot.
func (t Trial) made(visits []crime.Visit) ([][]bool, error) {
	made := make([][]bool, len(t.Days))
	for d := range made {
		made[d] = make([]bool, len(t.Spots))
	}
	for _, visit := range visits {
		day := visit.Day.Format(time.DateOnly)
		d := slices.IndexFunc(t.Days, func(on TrialDay) bool { return on.Day == day })
		s := slices.IndexFunc(t.Spots, func(s TrialSpot) bool { return s.ID == visit.Spot })
		if d < 0 || s < 0 {
			return nil, fault.New(fault.Invalid, "a visit to %s on %s is none of the trial, which has spots %s to %s and days %s to %s",
				visit.Spot, day, t.Spots[0].ID, t.Spots[len(t.Spots)-1].ID, t.Days[0].Day, t.Days[len(t.Days)-1].Day)
		}
		made[d][s] = true
	}
	return made, nil
}

// outcomes are what happened on each day in each spot, and in the rings around them.
type outcomes struct{ counts, harms, rings, ringHarms [][]float64 }

// happened reads what happened on the days of a trial. Their months have to be loaded.
func (a *App) happened(ctx context.Context, t Trial, v *TrialVerdict) (outcomes, error) {
	var out outcomes
	for range t.Days {
		zeros := func() []float64 { return make([]float64, len(t.Spots)) }
		for _, each := range []*[][]float64{&out.counts, &out.harms, &out.rings, &out.ringHarms} {
			*each = append(*each, zeros())
		}
	}
	start, err := time.ParseInLocation(time.DateOnly, v.From, a.zone)
	if err != nil {
		return out, err
	}
	last := start.AddDate(0, 0, len(t.Days)) // its small hours belong to the day before
	during := crime.Period{From: crime.MonthOf(start), To: crime.MonthOf(last)}
	if last.Day() == 1 { // of another month only the small hours are asked for
		during.To--
	}
	group, err := a.group(ctx, t.Group)
	if err != nil {
		return out, err
	}
	if group.Version != t.GroupVersion {
		v.Notes = append(v.Notes, fmt.Sprintf("group %s has changed since the trial was drawn: version %d then, %d now", t.Group, t.GroupVersion, group.Version))
	}
	l, spotOf, ringOf := t.ground()
	months, err := a.loaded(ctx, l)
	if err != nil {
		return out, err
	}
	for _, gap := range study.Missing(during, months) {
		return out, fault.New(fault.Unprocessable, "trial %s: %s: load the offences of all of its days, %s to %s", t.ID, gap, v.From, v.To)
	}
	c := study.Study{Area: geo.Area{Code: t.Area.Code}, Lattice: l, Period: during, Question: hotspot.Question{Group: group.Targets(), Harm: crime.DefaultHarm(), Zone: a.zone}}
	if c.Question.Clock, err = crime.ParseClock(t.Clock, t.Rule); err != nil {
		return out, err
	}
	if err := a.onCalendar(ctx, &c); err != nil {
		return out, err
	}
	v.Notes = append(v.Notes, c.Notes...)
	offences, err := a.store.Offences(ctx, l, crime.Period{From: during.From - 1, To: during.To + 1}, typesOf(group), crime.Detail{Times: true})
	if err != nil {
		return out, err
	}
	first := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, time.UTC)
	timed := 0
	for _, o := range offences {
		spot, inSpot := spotOf[o.Cell]
		ring, inRing := ringOf[o.Cell]
		if !inSpot && !inRing || !c.Question.Group.Matches(o) {
			continue
		}
		shares, known := hotspot.DayShares(o, c.Question.Clock, a.zone)
		if !known {
			if m := crime.MonthOf(o.From.In(a.zone)); during.From <= m && m <= during.To {
				v.Untimed += 1 + o.More
			}
			continue
		}
		timed++
		days, _ := c.Question.Harm.Days(o.Type)
		took := false
		for day, share := range shares {
			d := int(day.Sub(first) / (24 * time.Hour))
			if day.Before(first) || d >= len(t.Days) {
				continue
			}
			took = true
			number := share * float64(1+o.More)
			if inSpot {
				out.counts[d][spot] += number
				out.harms[d][spot] += number * days
			} else {
				out.rings[d][ring] += number
				out.ringHarms[d][ring] += number * days
			}
		}
		if took && o.To.Sub(o.From) > 6*time.Hour {
			v.Long += 1 + o.More
		}
	}
	if timed == 0 && v.Untimed > 0 {
		return out, fault.New(fault.Unprocessable, "trial %s: %w, so the days cannot be told apart; load an export of the records system, which has them", t.ID, hotspot.ErrHoursUnknown)
	}
	return out, nil
}

// ground returns the cells of the trial, and which spot each belongs to, or rings. A
// cell of two rings is of the first.
func (t Trial) ground() (l geo.Lattice, spotOf, ringOf map[h3.Cell]int) {
	l.Resolution = t.Resolution
	spotOf, ringOf = map[h3.Cell]int{}, map[h3.Cell]int{}
	for k, s := range t.Spots {
		for _, c := range s.Cells {
			spotOf[c] = k
			l.Cells = append(l.Cells, c)
		}
	}
	for k, s := range t.Spots {
		for _, c := range s.Ring {
			_, taken := spotOf[c]
			if _, ringed := ringOf[c]; !taken && !ringed {
				ringOf[c] = k
				l.Cells = append(l.Cells, c)
			}
		}
	}
	slices.Sort(l.Cells)
	return l, spotOf, ringOf
}

// conclude says in a sentence what the trial found, and notes what it is not.
func (v *TrialVerdict) conclude() {
	if v.Untimed > 0 {
		v.Notes = append(v.Notes, fmt.Sprintf("%d offences took no part: only their month is known", v.Untimed))
	}
	switch c := v.Compliance; {
	case c == nil:
		v.Notes = append(v.Notes, "compliance is unknown: no visits were given, so nobody can say whether patrols were made")
	case c.Share < 0.8 || c.SpiltRate > 0.2:
		v.Notes = append(v.Notes, fmt.Sprintf("compliance: %.0f%% of the patrols drawn were made, and spots drawn for none were patrolled on %.0f%% of their days: what was found is of the draw, and makes the effect of a patrol look smaller",
			100*c.Share, 100*c.SpiltRate))
	}
	e := v.Offences
	if e == nil {
		v.Verdict = trialUnsaid
		v.Sentence = fmt.Sprintf("nothing happened in the spots at the trial's hours from %s to %s: nothing can be said", v.From, v.To)
		return
	}
	v.Control = e.Control / float64(e.ControlDays)
	v.Notes = append(v.Notes, fmt.Sprintf("regression to the mean: the spots had %.3f offences a day each when they were chosen and %.3f on days drawn for no patrol; that change is none of the patrols' doing", v.Before, v.Control))
	v.Verdict, v.Sentence = effectWords(*e)
	if r := v.Rings; r != nil && r.P < trialSignificance && r.Ratio != nil {
		v.Notes = append(v.Notes, fmt.Sprintf("the rings around the spots had %.2f times as much on treated days (p %.2g): some of it may have moved, or the benefit spread", *r.Ratio, r.P))
	}
}

// trialSignificance is what makes an effect more than the luck of the draw.
const trialSignificance = 0.05

// effectWords says what an effect comes to, in a word and in a sentence.
func effectWords(e hotspot.Effect) (verdict, sentence string) {
	said := fmt.Sprintf("by intention to treat, %.4g offences on the %d spot-days drawn for a patrol against %.4g on %d drawn for none", e.Treated, e.TreatedDays, e.Control, e.ControlDays)
	if e.Ratio != nil {
		said += fmt.Sprintf(": %.2f times as many (%s)", *e.Ratio, interval(e))
	}
	switch {
	case e.P >= trialSignificance:
		return trialNothing, said + fmt.Sprintf(", which the luck of the draw alone would give in %.0f%% of trials: no effect is shown", 100*e.P)
	case e.Ratio != nil && *e.Ratio < 1:
		return trialLower, said + fmt.Sprintf(", fewer than the luck of the draw would give (p %.2g): patrols lowered it", e.P)
	}
	return trialHigher, said + fmt.Sprintf(", more than the luck of the draw would give (p %.2g): more was recorded where patrols were to go", e.P)
}

// interval writes that of a ratio.
func interval(e hotspot.Effect) string {
	switch {
	case e.Low != nil && e.High != nil:
		return fmt.Sprintf("95%%: %.2f to %.2f", *e.Low, *e.High)
	case e.Low != nil:
		return fmt.Sprintf("95%%: %.2f or more", *e.Low)
	case e.High != nil:
		return fmt.Sprintf("95%%: at most %.2f", *e.High)
	}
	return "too few for an interval"
}
