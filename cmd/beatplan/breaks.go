package main

import (
	"context"

	"beatplan/crime"
)

type breaksCommands struct {
	List   listBreaksCommand  `cmd:"" default:"1" help:"List the breaks."`
	Set    setBreakCommand    `cmd:"" help:"Declare a break: a new one, or a new version."`
	Retire retireBreakCommand `cmd:"" help:"Retire a break: comparisons name it no more."`
}

type listBreaksCommand struct{}

// Run lists the breaks.
func (listBreaksCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "breaks", func(s *session) ([]crime.Break, error) { return s.Breaks(ctx) }, func(b crime.Break) []any {
		return []any{b.Name, b.Version, b.Days()}
	})
}

type setBreakCommand struct {
	Name  string `arg:"" help:"What it is set and retired by, as lockdown-1."`
	Title string `required:"" help:"What readers know it as: First lockdown." placeholder:"TEXT"`
	From  string `required:"" help:"The first day." placeholder:"YYYY-MM-DD"`
	To    string `required:"" help:"The last day." placeholder:"YYYY-MM-DD"`
}

// Run declares a break.
func (c setBreakCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (crime.Break, error) {
		return s.SetBreak(ctx, crime.Break{Name: c.Name, Title: c.Title, From: c.From, To: c.To})
	}, func(b crime.Break) (string, int) { return b.Name, b.Version })
}

type retireBreakCommand struct{ retiring }

// Run retires a break.
func (c retireBreakCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireBreak(ctx, c.Name) })
}
