package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"beatplan/internal/fault"
	"beatplan/rtm"
)

func factorActions() setting[rtm.Actions] {
	return setting[rtm.Actions]{"actions", rtm.DefaultActions(), func(a *rtm.Actions) (*string, *int) { return &a.Factor, &a.Version }}
}

// Actions returns the version in force of the actions for each factor, by factor:
// those that everybody has, and those of people's own.
func (a *App) Actions(ctx context.Context) ([]rtm.Actions, error) {
	return factorActions().inForce(ctx, a.store)
}

// SetActions puts a new version of the actions for a factor in force and returns it.
func (a *App) SetActions(ctx context.Context, factor string, actions []rtm.Action) (rtm.Actions, error) {
	set := rtm.Actions{Factor: factor, Actions: actions}
	for i, action := range actions {
		at := fmt.Sprintf("actions/%d/", i)
		if err := cmp.Or(fault.Text(at+"agency", action.Agency), fault.Text(at+"does", action.Does)); err != nil {
			return set, err
		}
	}
	if err := set.Validate(); err != nil {
		return set, fault.New(fault.Invalid, "%w", err)
	}
	if err := a.checkSpelling(ctx, []string{"factor"}, []string{factor}); err != nil {
		return set, err
	}
	return factorActions().set(ctx, a.store, set, a.principal)
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
func (a *App) leads(ctx context.Context, m ModelResult) ([]Leads, error) {
	all, err := a.Actions(ctx)
	if err != nil {
		return nil, err
	}
	leads := []Leads{}
	for _, t := range m.Terms {
		if t.Adjustment {
			continue
		}
		l := Leads{Factor: t.Factor, Actions: []rtm.Action{}}
		if i := slices.IndexFunc(all, func(s rtm.Actions) bool { return s.Factor == t.Factor }); i >= 0 {
			l.Version, l.Actions = all[i].Version, all[i].For(m.Group)
		}
		if len(l.Actions) == 0 {
			l.Note = fmt.Sprintf("no action on %s is listed for factor %s: add one", m.Group, t.Factor)
		}
		if t.Protective {
			l.Note = cmp.Or(l.Note, "it goes with less: keep it, and ask what it does well")
		}
		leads = append(leads, l)
	}
	return leads, nil
}
