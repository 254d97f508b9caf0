package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// sourceOrders has the order of sources, of which there is one.
func sourceOrders() setting[crime.SourceOrder] {
	return setting[crime.SourceOrder]{ledger.SourceOrder, []crime.SourceOrder{{Systems: []string{}}}, func(o *crime.SourceOrder) (*string, *int) {
		name := ledger.SourceOrder
		return &name, &o.Version
	}}
}

// Sources is the order in which answers count systems, where several hold a month of a
// district, with the systems that are loaded and the orders that there have been.
type Sources struct {
	crime.SourceOrder
	Loaded  []LoadedSystem `json:"loaded"`  // by name
	History []OrderChange  `json:"history"` // newest first, at most 100
}

// A LoadedSystem is a system of which offences are loaded.
type LoadedSystem struct {
	System   string `json:"system"`
	Months   string `json:"months"` // 2025-01..2025-06, 2025-08
	Offences int    `json:"offences"`
	Counted  int    `json:"counted"` // of them by answers; the others are of months in which they count another system
}

// An OrderChange is a version of the order, with who set it and when.
type OrderChange struct {
	crime.SourceOrder
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Sources returns the order of sources in force.
func (a *App) Sources(ctx context.Context) (Sources, error) {
	s := Sources{Loaded: []LoadedSystem{}, History: []OrderChange{}}
	var err error
	if s.SourceOrder, err = sourceOrders().find(ctx, a.store, ledger.SourceOrder); err != nil {
		return s, err
	}
	held, err := a.store.Coverage(ctx)
	if err != nil {
		return s, err
	}
	for _, system := range held.Systems() {
		of := slices.DeleteFunc(slices.Clone(held), func(h crime.Holding) bool { return crime.System(h.Source) != system })
		s.Loaded = append(s.Loaded, LoadedSystem{system, crime.Runs(of.Months()), of.Offences(), of.Counted().Offences()})
	}
	changes, err := a.store.Changes(ctx, ledger.SourceOrder, ledger.SourceOrder)
	for _, c := range changes {
		change := OrderChange{By: c.Principal, At: c.At.UTC()}
		if err := json.Unmarshal(c.Body, &change.SourceOrder); err != nil {
			return s, fmt.Errorf("source order, version %d: %w", c.Version, err)
		}
		s.History = append(s.History, change)
	}
	return s, err
}

// SetSourceOrder puts an order of systems in force, of which something is loaded, has
// everything that answers count counted by it, and returns it; without any, as it is
// where nobody has set one.
func (a *App) SetSourceOrder(ctx context.Context, systems []string) (Sources, error) {
	held, err := a.store.Coverage(ctx)
	if err != nil {
		return Sources{}, err
	}
	order := crime.SourceOrder{Systems: append([]string{}, systems...)}
	if err := order.Validate(held); err != nil {
		return Sources{}, fault.New(fault.Unprocessable, "%w", err)
	}
	if _, err := sourceOrders().set(ctx, a.store, order, a.principal); err != nil {
		return Sources{}, err
	}
	return a.Sources(ctx)
}
