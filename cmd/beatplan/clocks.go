package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
)

type clocksCommands struct {
	List clocksCommand   `cmd:"" default:"1" help:"List the clocks."`
	Set  setClockCommand `cmd:"" help:"Set a clock of your own."`
}

type clocksCommand struct{}

// Run lists the clocks.
func (clocksCommand) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	clocks, err := s.Clocks(ctx)
	if err != nil {
		return err
	}
	return out.report(map[string]any{"clocks": clocks}, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, c := range clocks {
			fmt.Fprintf(t, "%s\tversion %d\t%s\n", c.Name, c.Version, c.Rule)
		}
		t.Flush()
	})
}

type setClockCommand struct {
	Name string `arg:"" help:"Lower-case letters, digits and hyphens."`
	Rule string `arg:"" help:"Days and whole hours, as in «Thu-Sun 19:00-05:00, eves 19:00-05:00»; eves and holidays are those of the bank holidays loaded."`
}

// Run sets a clock.
func (c setClockCommand) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	rule, err := s.SetClock(ctx, c.Name, c.Rule)
	if err != nil {
		return err
	}
	return out.report(rule, func(w io.Writer) { fmt.Fprintf(w, "%s version %d: %s\n", rule.Name, rule.Version, rule.Rule) })
}
