package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"beatplan/internal/fault"
	"beatplan/rtm"
)

// FactorActions keeps what agencies can do about factors, as people have it.
type FactorActions interface {
	Actions(ctx context.Context) ([]rtm.Actions, error)
	AddActions(ctx context.Context, a rtm.Actions, principal string) error
}

// Actions returns the version in force of the actions for each factor, by factor:
// those that everybody has, and those of people's own.
func (a *App) Actions(ctx context.Context) ([]rtm.Actions, error) {
	own, err := a.store.Actions(ctx)
	if err != nil {
		return nil, err
	}
	all := rtm.DefaultActions()
	for _, set := range own {
		all = slices.DeleteFunc(all, func(old rtm.Actions) bool { return old.Factor == set.Factor })
		all = append(all, set)
	}
	slices.SortFunc(all, func(x, y rtm.Actions) int { return cmp.Compare(x.Factor, y.Factor) })
	return all, nil
}

// SetActions puts a new version of the actions for a factor in force and returns it.
func (a *App) SetActions(ctx context.Context, factor string, actions []rtm.Action) (rtm.Actions, error) {
	set := rtm.Actions{Factor: factor, Version: 1, Actions: actions}
	if err := set.Validate(); err != nil {
		return set, fault.New(fault.Invalid, "%w", err)
	}
	all, err := a.Actions(ctx)
	if err != nil {
		return set, err
	}
	for _, old := range all {
		if old.Factor == factor {
			set.Version = old.Version + 1
		}
	}
	return set, a.store.AddActions(ctx, set, a.principal)
}

// Leads is what a factor that a model has chosen leads to.
type Leads struct {
	Factor  string       `json:"factor"`
	Version int          `json:"version"` // of the table of actions; 0: none is listed
	Actions []rtm.Action `json:"actions"`
	Note    string       `json:"note,omitempty"`
}

// leads returns the actions that the factors of a model lead to, in the order of
// choice.
func (a *App) leads(ctx context.Context, m Model) ([]Leads, error) {
	all, err := a.Actions(ctx)
	if err != nil {
		return nil, err
	}
	leads := []Leads{}
	for _, t := range m.Terms {
		l := Leads{Factor: t.Factor, Actions: []rtm.Action{}}
		if i := slices.IndexFunc(all, func(s rtm.Actions) bool { return s.Factor == t.Factor }); i >= 0 {
			l.Version, l.Actions = all[i].Version, all[i].Actions
		} else {
			l.Note = fmt.Sprintf("no action is listed for factor %s: add one", t.Factor)
		}
		if t.Protective {
			l.Note = cmp.Or(l.Note, "it goes with less: keep it, and ask what it does well")
		}
		leads = append(leads, l)
	}
	return leads, nil
}
