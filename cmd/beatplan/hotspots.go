package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/geo"
	"beatplan/internal/app"
)

type hotspotsCommands struct {
	Find  findCommand  `cmd:"" help:"Rank the cells of an area, and say which stand out."`
	Hours hoursCommand `cmd:"" help:"Say when offences happened, and how well that is known."`
}

// hotspotFlags are the flags of every question about hotspots.
type hotspotFlags struct {
	Area     string `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Group    string `required:"" help:"Offence group; see beatplan groups." placeholder:"NAME"`
	Clock    string `help:"A clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»." default:"all" placeholder:"NAME"`
	AllHours bool   `help:"Where hours are unknown, count at all hours, labelled so."`
	Measure  string `help:"What makes a place hot: count or harm." default:"count" placeholder:"NAME"`
	period
	resolution
	tabular
}

// request returns what the flags ask for.
func (f hotspotFlags) request() app.HotspotRequest {
	return app.HotspotRequest{
		Area: f.Area, Group: f.Group, From: f.From, To: f.To, Clock: f.Clock, AllHours: f.AllHours, Resolution: f.Resolution, Measure: f.Measure,
	}
}

// begin checks the flags and opens the database.
func (f hotspotFlags) begin(ctx context.Context, g *globals) (*session, error) {
	if err := cmp.Or(geo.CheckResolution(f.Resolution), f.check()); err != nil {
		return nil, err
	}
	return g.open(ctx)
}

type findCommand struct {
	hotspotFlags
}

// Run ranks the cells and exports them.
func (c findCommand) Run(ctx context.Context, g *globals, out *output) error {
	s, err := c.begin(ctx, g)
	if err != nil {
		return err
	}
	defer s.close()
	found, features, err := s.FindHotspots(ctx, c.request())
	if err != nil {
		return err
	}
	if err := c.writeRows(features); err != nil {
		return err
	}
	return c.beside(out).report(found, func(w io.Writer) {
		footing(w, found.Footing)
		fmt.Fprintf(w, "%d cells stand out as hot, %d as cold (Gi*, at most %.0f%% of them by chance)\n", found.Hot, found.Cold, 100*found.Settings.Rate)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "rank\tcell\toffences\tharm\tGi*\tq\tstands out")
		const shown = 20
		for _, p := range found.Places[:min(shown, len(found.Places))] {
			fmt.Fprintf(t, "%d\t%s\t%.6g\t%.0f\t%.2f\t%.2g\t%s\n", p.Rank, p.Cell, p.Count, p.Harm, p.GiStar, p.Q, p.Stands)
		}
		t.Flush()
		notes(w, found.Notes)
		fmt.Fprintln(w, found.ID)
	})
}

// footing prints what an answer about hotspots rests on.
func footing(w io.Writer, f app.Footing) {
	fmt.Fprintf(w, "%s, %s, %s to %s, %s, by %s\n", f.Area.Name, f.Group, f.From, f.To, f.Hours, f.Measure)
	fmt.Fprintf(w, "%.6g offences and %.0f days of harm in %d cells of lattice %s, %.1f%% of them empty\n",
		f.Offences, f.Harm, f.Cells, f.Lattice, 100*f.ZeroShare)
	if f.Unplaced > 0 {
		fmt.Fprintf(w, "%d more of the group have no position, anywhere in the data\n", f.Unplaced)
	}
}
