package app

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/principal"
	"beatplan/internal/result"
)

// Decisions keeps what people decide on results.
type Decisions interface {
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
	As      string        `json:"as"` // who decides; empty: whom the app works for
}

// Decide proposes or approves a result, or withdraws either, and returns all decisions on
// it, the first one first. Who made a result cannot approve it.
func (a *App) Decide(ctx context.Context, r DecisionRequest) ([]result.Decision, error) {
	by, err := principal.Parse(cmp.Or(r.As, a.principal))
	if err != nil {
		return nil, fault.New(fault.Invalid, "%w", err)
	}
	if err := fault.Text("why", r.Why); err != nil {
		return nil, err
	}
	d := result.Decision{Status: r.Verdict, Why: strings.TrimSpace(r.Why), By: by}
	switch {
	case d.Status != result.Proposed && d.Status != result.Approved && d.Status != result.Withdrawn:
		return nil, fault.New(fault.Invalid, "no verdict %q: it is proposed, approved or withdrawn", d.Status)
	case d.Why == "":
		return nil, fault.New(fault.Invalid, "no reason: say why %s is %s", r.Result, d.Status)
	}
	if err := a.approvable(ctx, r.Result); err != nil {
		return nil, err
	}
	if err := a.store.Decide(ctx, r.Result, d); err != nil {
		return nil, err
	}
	return a.store.Decisions(ctx, r.Result)
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

// Decisions returns the decisions on a result, the first one first. A fault.NotFound
// says that there is no such result.
func (a *App) Decisions(ctx context.Context, id string) ([]result.Decision, error) {
	return a.store.Decisions(ctx, id)
}

// LiveModel returns the model of an offence group in an area, at all hours, that people
// go by: the last one approved. Where there is none it is a fault.NotFound.
func (a *App) LiveModel(ctx context.Context, area geo.Area, group string) (Model, error) {
	return a.liveModel(ctx, area, group, "")
}

// liveModel does so for the hours of a clock; empty: all.
func (a *App) liveModel(ctx context.Context, area geo.Area, group, clock string) (Model, error) {
	approved, err := a.store.Approved(ctx, result.Model, area)
	if err != nil {
		return Model{}, err
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
	return Model{}, fault.New(fault.NotFound, "no model of %s in %s%s is approved", group, area.Name, at)
}
