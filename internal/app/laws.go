package app

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
)

func laws() setting[geo.Law] {
	return setting[geo.Law]{"law", geo.DefaultLaws(), func(l *geo.Law) (*string, *int) { return (*string)(&l.Kind), &l.Version }}
}

// Laws returns the version in force of what the law says of each kind of power, by kind.
func (a *App) Laws(ctx context.Context) ([]geo.Law, error) {
	return laws().inForce(ctx, a.store)
}

// Law returns the one in force of a kind.
func (a *App) Law(ctx context.Context, kind geo.PowerKind) (geo.Law, error) {
	return laws().find(ctx, a.store, string(kind))
}

// SetLaw puts a new version of what the law says of a kind of power in force and returns it.
// Cards, sheets and plans that are made from then on have it.
func (a *App) SetLaw(ctx context.Context, l geo.Law) (geo.Law, error) {
	err := cmp.Or(fault.Text("name", l.Name), fault.Text("short", l.Short), fault.Text("source", l.Source), fault.Text("who", l.Who), fault.Text("says", l.Says))
	if err != nil {
		return l, err
	}
	l.Use, l.Designated = append([]string{}, l.Use...), append([]string{}, l.Designated...)
	if err := l.Validate(); err != nil {
		return l, fault.New(fault.Unprocessable, "%w", err)
	}
	return laws().set(ctx, a.store, l, a.principal)
}

// powersAt returns the powers that are in force at some time in [from, to) in some place
// of a bound, each with the law as the force has it.
func (a *App) powersAt(ctx context.Context, from, to time.Time, b orb.Bound) ([]geo.Power, error) {
	powers, err := a.store.PowersAt(ctx, from, to, b)
	if err != nil || len(powers) == 0 {
		return powers, err
	}
	all, err := a.Laws(ctx)
	if err != nil {
		return nil, fmt.Errorf("laws: %w", err)
	}
	for i := range powers {
		for _, l := range all {
			if l.Kind == powers[i].Kind {
				powers[i].Law = &l
			}
		}
	}
	return powers, nil
}
