package app

import (
	"context"

	"beatplan/crime"
	"beatplan/internal/fault"
)

func breakSetting() setting[crime.Break] {
	return setting[crime.Break]{"break", nil, func(b *crime.Break) (*string, *int) { return &b.Name, &b.Version }}
}

// Breaks returns the breaks that are declared, by name.
func (a *App) Breaks(ctx context.Context) ([]crime.Break, error) {
	return breakSetting().inForce(ctx, a.store)
}

// SetBreak declares a break: a new one, or a new version.
func (a *App) SetBreak(ctx context.Context, b crime.Break) (crime.Break, error) {
	if err := fault.Text("title", b.Title); err != nil {
		return b, err
	}
	if err := b.Validate(); err != nil {
		return b, fault.New(fault.Unprocessable, "%w", err)
	}
	return breakSetting().set(ctx, a.store, b, a.principal)
}

// RetireBreak ends a break: comparisons name it no more.
func (a *App) RetireBreak(ctx context.Context, name string) error {
	return breakSetting().retire(ctx, a.store, name, a.principal)
}

// breakNotes names the breaks in and between the periods of a comparison.
func (a *App) breakNotes(ctx context.Context, periods ...crime.Period) ([]string, error) {
	all, err := a.Breaks(ctx)
	return crime.BreakNotes(all, periods...), err
}
