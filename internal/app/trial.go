package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

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

// A VerdictOrder asks a job for the verdict on a trial.
type VerdictOrder struct {
	Trial  string        `json:"trial"`  // its id
	Visits []crime.Visit `json:"visits"` // nil: nobody knows
}

// mostTrialDays is how long a trial lasts at the most.
const mostTrialDays = 1000

// DrawTrial chooses spots, draws the days on which each is patrolled, and keeps the
// trial. The features are the spots and their rings.
func (a *App) DrawTrial(ctx context.Context, r TrialRequest) (study.Trial, geo.Collection, error) {
	fail := func(err error) (study.Trial, geo.Collection, error) { return study.Trial{}, geo.Collection{}, err }
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
	c, measure, err := a.askSpots(ctx, r.SpotsRequest, &settings)
	if err != nil {
		return fail(err)
	}
	rules := hotspot.SpotRules{Area: settings.Area, Apart: settings.Apart}
	if rules.Barred, err = a.barred(ctx, &c, &settings); err != nil {
		return fail(err)
	}
	if err := study.BarCells(c.Lattice, r.Cells, rules.Barred); err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	settings.Cells = len(rules.Barred)
	if err := step(ctx, 0.3); err != nil {
		return fail(err)
	}
	forecast, err := a.spotForecast(ctx, &c, measure, settings.Exclude)
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.7); err != nil {
		return fail(err)
	}
	spots, err := c.Candidates(forecast, measure, rules, settings.Spots)
	if err != nil {
		return fail(refused(err))
	}
	c.NoteFewer(settings.Spots, spots)
	spots = spots[:min(settings.Spots, len(spots))]
	t := study.Trial{Settings: settings, Rule: c.Question.Clock.Rule, Seed: valueOr(r.Seed, defaultSeed), Treated: r.Treated}
	if t.Treated == 0 {
		t.Treated = len(spots) / 2
	}
	if err := t.Draw(&c, spots, start, r.Days); err != nil {
		return fail(refused(err))
	}
	if err := step(ctx, 0.9); err != nil {
		return fail(err)
	}
	if t.Footing, err = a.footing(ctx, c, measure); err != nil {
		return fail(err)
	}
	t.Predict(&c, start)
	t.ID = "trial-" + result.Digest(Version, "trial", c.Inputs(), settings, t)
	if err := a.keepTrial(ctx, &c, t); err != nil {
		return fail(err)
	}
	features, err := t.Features()
	return t, features, err
}

func (a *App) keepTrial(ctx context.Context, c *study.Study, t study.Trial) error {
	document, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("trial %s: %w", t.ID, err)
	}
	summary, err := json.Marshal(t.Summary())
	if err != nil {
		return fmt.Errorf("trial %s: %w", t.ID, err)
	}
	kept := result.Result{ID: t.ID, Kind: result.Trial, AreaKind: c.Area.Kind, AreaCode: c.Area.Code, Summary: summary, Document: document}
	return a.store.KeepResults(ctx, []result.Result{kept}, lineageOf(c), a.principal)
}

// Trials returns the trials that were drawn in an area, or everywhere where it is
// empty, newest first.
func (a *App) Trials(ctx context.Context, area string) ([]study.TrialSummary, error) {
	summaries, err := a.Summaries(ctx, result.Trial, area)
	if err != nil {
		return nil, err
	}
	trials := make([]study.TrialSummary, len(summaries))
	for i, summary := range summaries {
		if err := json.Unmarshal(summary, &trials[i]); err != nil {
			return nil, err
		}
	}
	return trials, nil
}

// TrialFeatures returns the spots of a trial that was drawn, and their rings, with the
// trial.
func (a *App) TrialFeatures(ctx context.Context, id string) (study.Trial, geo.Collection, error) {
	t, err := a.Trial(ctx, id)
	if err != nil {
		return t, geo.Collection{}, err
	}
	features, err := t.Features()
	return t, features, err
}

// Trial returns a trial that was drawn.
func (a *App) Trial(ctx context.Context, id string) (study.Trial, error) {
	var t study.Trial
	r, err := a.store.Result(ctx, result.Trial, id)
	if err != nil {
		return t, err
	}
	err = json.Unmarshal(r.Document, &t)
	return t, err
}

// JudgeTrial compares what happened on spot-days drawn for a patrol with the others,
// by intention to treat. Visits say which patrols were made; nil: nobody knows. The
// features are the spots and their rings, with what they had on both kinds of day.
func (a *App) JudgeTrial(ctx context.Context, id string, visits []crime.Visit) (study.TrialVerdict, geo.Collection, error) {
	fail := func(err error) (study.TrialVerdict, geo.Collection, error) {
		return study.TrialVerdict{}, geo.Collection{}, err
	}
	t, err := a.Trial(ctx, id)
	if err != nil {
		return fail(err)
	}
	v := study.NewVerdict(t)
	drawn := t.Allocation()
	if visits != nil {
		made, err := t.Delivered(visits)
		if err != nil {
			return fail(fault.New(fault.Invalid, "%w", err))
		}
		c, err := drawn.Comply(made)
		if err != nil {
			return fail(err)
		}
		v.Compliance = &c
	}
	if err := step(ctx, 0.1); err != nil {
		return fail(err)
	}
	matrix, err := a.trialOutcomes(ctx, t, &v)
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.6); err != nil {
		return fail(err)
	}
	if err := v.Judge(drawn, matrix); err != nil {
		return fail(refused(err))
	}
	v.ID = "verdict-" + result.Digest(Version, "verdict", v)
	features, err := v.Features(t, drawn, matrix)
	return v, features, err
}

// trialOutcomes reads what happened on the days of a trial. Their months have to be loaded.
func (a *App) trialOutcomes(ctx context.Context, t study.Trial, v *study.TrialVerdict) (study.Outcomes, error) {
	var out study.Outcomes
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
	l, _, _ := t.Ground()
	months, err := a.loaded(ctx, l)
	if err != nil {
		return out, err
	}
	for _, gap := range study.Missing("", during, months) {
		return out, fault.New(fault.Unprocessable, "trial %s: %s: load the offences of all of its days, %s to %s", t.ID, gap, v.From, v.To)
	}
	loaded, err := a.loadedOf(ctx, geo.Area{Kind: t.Area.Kind, Code: t.Area.Code})
	if err != nil {
		return out, err
	}
	if day := loaded.MissingDay(start, last); day != "" {
		return out, fault.New(fault.Unprocessable, "trial %s: %s is not loaded: load the offences of all of its days, %s to %s", t.ID, day, v.From, v.To)
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
	if out, err = t.OutcomeMatrix(&c, start, offences); err != nil {
		return out, refused(err)
	}
	v.Untimed, v.Long = out.Untimed, out.Long
	return out, nil
}
