package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/principal"
	"beatplan/internal/result"
	"beatplan/study"
)

// Decisions keeps what people decide on results.
type Decisions interface {
	Decidable(ctx context.Context, id string, d result.Decision) error
	Decide(ctx context.Context, id string, d result.Decision) error
	Decisions(ctx context.Context, id string) ([]result.Decision, error)
	Approved(ctx context.Context, kind result.Kind, a geo.Area) ([]json.RawMessage, error)
}

// A DecisionRequest is a verdict on a result. Nobody has to prove who they are
// yet, so decisions are kept as unverified.
type DecisionRequest struct {
	Result  string        `json:"result"`  // id of a model, zone set or plan
	Verdict result.Status `json:"verdict"` // proposed, approved or withdrawn
	Why     string        `json:"why"`
	As      string        `json:"as"`                // who decides; empty: whom the app works for
	Despite string        `json:"despite,omitempty"` // why it is approved though its data are old or days of them are missing
	Day     string        `json:"-"`                 // YYYY-MM-DD, on which its data are old or not; empty: nobody asks
}

// Decide proposes or approves a result, or withdraws either, and returns all decisions on
// it, the first one first. Who made a result cannot approve it.
func (a *App) Decide(ctx context.Context, r DecisionRequest) ([]result.Decision, error) {
	by, err := a.who(r.As)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(fault.Text("why", r.Why), fault.Text("despite", r.Despite)); err != nil {
		return nil, err
	}
	d := result.Decision{Status: r.Verdict, Why: strings.TrimSpace(r.Why), By: by}
	switch {
	case d.Status != result.Proposed && d.Status != result.Approved && d.Status != result.Withdrawn:
		return nil, fault.New(fault.Invalid, "verdict: no %q: it is proposed, approved or withdrawn", d.Status)
	case d.Why == "":
		return nil, fault.New(fault.Invalid, "why: say why %s is %s", r.Result, d.Status)
	}
	if err := a.approvable(ctx, r.Result); err != nil {
		return nil, err
	}
	if d.Status == result.Approved {
		// Nobody is asked to answer for the data of what they cannot approve.
		if err := a.store.Decidable(ctx, r.Result, d); err != nil {
			return nil, err
		}
		if d.Why, err = a.despite(ctx, r, d.Why); err != nil {
			return nil, err
		}
	}
	if err := a.store.Decide(ctx, r.Result, d); err != nil {
		return nil, err
	}
	return a.store.Decisions(ctx, r.Result)
}

// who returns the name of somebody who decides, as it is kept; empty: whom the app works for.
func (a *App) who(as string) (string, error) {
	by, err := principal.Parse(cmp.Or(as, a.principal))
	if err != nil {
		return "", fault.New(fault.Invalid, "as: %w", err)
	}
	return by, nil
}

// approvable returns a fault if a result is a model of what is not there.
func (a *App) approvable(ctx context.Context, id string) error {
	m, err := a.Model(ctx, id)
	switch {
	case fault.Of(err) == fault.NotFound: // it is no model
		return nil
	case err != nil:
		return err
	case m.WhatIf != nil:
		return fault.New(fault.Conflict, "%s is a what-if: it is there to be looked at and cannot be approved", id)
	}
	return nil
}

// stale is the age in days from which on data are old.
const stale = 45

// despite returns why a result is approved, with what its data lack: old data, or a day of
// them that is missing, must be answered for.
func (a *App) despite(ctx context.Context, r DecisionRequest, why string) (string, error) {
	lacks, err := a.lacks(ctx, r.Result, r.Day)
	if err != nil || len(lacks) == 0 {
		return why, err
	}
	answer := strings.TrimSpace(r.Despite)
	switch answer {
	case "":
		return "", fault.New(fault.Conflict, "despite: %s: load what is missing, or say why %s holds all the same", strings.Join(lacks, "; "), r.Result)
	case why:
		return fmt.Sprintf("%s (despite: %s)", why, strings.Join(lacks, "; ")), nil
	}
	return fmt.Sprintf("%s (despite: %s: %s)", why, strings.Join(lacks, "; "), answer), nil
}

// lacks says what the data of a result lack: its months that are not loaded or in part, and
// on a day how old they are.
func (a *App) lacks(ctx context.Context, id, day string) ([]string, error) {
	period, of, err := a.madeFrom(ctx, id)
	if err != nil || of == "" {
		return nil, err
	}
	area, err := a.Area(ctx, of)
	if fault.Of(err) == fault.NotFound { // it is not loaded any more
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	loaded, err := a.loadedOf(ctx, area)
	if err != nil {
		return nil, err
	}
	lacks := loaded.Missing(period)
	_, last := loaded.Ends()
	if end := (period.To + 1).Start(time.UTC).AddDate(0, 0, -1).Format(time.DateOnly); last > end {
		last = end
	}
	if old, known := daysBetween(last, day); known && old > stale {
		lacks = append([]string{fmt.Sprintf("its newest data are of %s, %d days old", last, old)}, lacks...)
	}
	return lacks, nil
}

// madeFrom returns the months and the area that a model, zone set or plan was made from;
// no area where there is no such result, or it says none.
func (a *App) madeFrom(ctx context.Context, id string) (period crime.Period, area string, err error) {
	for _, kind := range []result.Kind{result.Model, result.ZoneSet, result.Plan} {
		r, err := a.store.Result(ctx, kind, id)
		if fault.Of(err) == fault.NotFound {
			continue
		}
		var made struct {
			Area        study.AreaRef
			From, To    crime.Month
			Train, Test string
		}
		if err == nil {
			err = json.Unmarshal(r.Summary, &made)
		}
		if err == nil && made.Area.Code != "" && kind == result.Model {
			var train, test crime.Period
			if train, err = crime.ParsePeriod(made.Train); err == nil {
				test, err = crime.ParsePeriod(cmp.Or(made.Test, made.Train))
			}
			made.From, made.To = min(train.From, test.From), max(train.To, test.To)
		}
		if err != nil || made.Area.Code == "" {
			return period, "", err
		}
		return crime.Period{From: made.From, To: made.To}, fmt.Sprintf("%s:%s", made.Area.Kind, made.Area.Code), nil
	}
	return period, "", nil
}

// daysBetween returns how many days lie between two, YYYY-MM-DD, where both are given.
func daysBetween(from, to string) (days int, known bool) {
	first, err := time.Parse(time.DateOnly, from)
	last, other := time.Parse(time.DateOnly, to)
	return int(last.Sub(first).Hours() / 24), err == nil && other == nil
}

// Decisions returns the decisions on a result, the first one first. A fault.NotFound
// says that there is no such result.
func (a *App) Decisions(ctx context.Context, id string) ([]result.Decision, error) {
	return a.store.Decisions(ctx, id)
}

// LiveModel returns the model of an offence group in an area, at all hours, that people
// go by: the last one approved. Where there is none it is a fault.NotFound.
func (a *App) LiveModel(ctx context.Context, area geo.Area, group string) (ModelResult, error) {
	return a.liveModel(ctx, area, group, "")
}

// liveModel does so for the hours of a clock; empty: all.
func (a *App) liveModel(ctx context.Context, area geo.Area, group, clock string) (ModelResult, error) {
	approved, err := a.store.Approved(ctx, result.Model, area)
	if err != nil {
		return ModelResult{}, err
	}
	for _, summary := range approved {
		m, err := modelOf(summary)
		if err != nil || m.Group == group && m.Clock == clock {
			return m, err
		}
	}
	at := ""
	if clock != "" {
		at = " at the hours of clock " + clock
	}
	return ModelResult{}, fault.New(fault.NotFound, "no model of %s in %s%s is approved", group, area.Name, at)
}
