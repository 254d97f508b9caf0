package main

import (
	"context"
	"fmt"
	"io"

	"beatplan/geo"
	"beatplan/internal/app"
)

type reportOverlapCommand struct {
	Area  string `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	A     string `name:"a" required:"" help:"An offence group; see beatplan groups." placeholder:"GROUP"`
	B     string `name:"b" required:"" help:"Another." placeholder:"GROUP"`
	Spots int    `help:"Hotspots of each group." default:"40" placeholder:"N"`
	period
	tabular
}

// Run reports how two offence groups overlap.
func (c reportOverlapCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerRows(ctx, g, out, c.tabular, func(s *session) (app.OverlapReport, geo.Collection, error) {
		return s.Overlap(ctx, app.OverlapRequest{Area: c.Area, A: c.A, B: c.B, From: c.From, To: c.To, Spots: c.Spots})
	}, func(w io.Writer, o app.OverlapReport) {
		fmt.Fprintf(w, "%s, %s to %s: %d hotspots of %g m of each group, on %g ha of settled land; busy places by %s\n", o.Area.Name, o.From, o.To, o.Spots, o.Radius, o.Settled, o.Density)
		fmt.Fprintln(w, o.AInB.Sentence)
		fmt.Fprintln(w, o.BInA.Sentence)
		notes(w, o.Notes)
	})
}
