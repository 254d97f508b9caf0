package main

import (
	"context"

	"beatplan/crime"
)

type clocksCommands struct {
	List   clocksCommand      `cmd:"" default:"1" help:"List the clocks."`
	Set    setClockCommand    `cmd:"" help:"Set a clock of your own."`
	Retire retireClockCommand `cmd:"" help:"Retire a clock that nothing uses."`
}

type clocksCommand struct{}

// Run lists the clocks.
func (clocksCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "clocks", func(s *session) ([]crime.ClockRule, error) { return s.Clocks(ctx) }, func(c crime.ClockRule) []any {
		return []any{c.Name, c.Version, c.Rule}
	})
}

type setClockCommand struct {
	Name string `arg:"" help:"Lower-case letters, digits and hyphens."`
	Rule string `arg:"" help:"Days and whole hours, as in «Thu-Sun 19:00-05:00, eves 19:00-05:00»; eves and holidays are those of the bank holidays loaded."`
}

// Run sets a clock.
func (c setClockCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (crime.ClockRule, error) { return s.SetClock(ctx, c.Name, c.Rule) }, func(r crime.ClockRule) (string, int) {
		return r.Name, r.Version
	})
}

type retireClockCommand struct{ retiring }

// Run retires a clock.
func (c retireClockCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireClock(ctx, c.Name) })
}
