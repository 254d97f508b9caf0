package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
)

type compareCommand struct {
	hotspotFlags
	With string `help:"Earlier period to compare with (default: the same months a year before)." placeholder:"YYYY-MM..YYYY-MM"`
}

// Run compares the periods and exports the areas compared.
func (c compareCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (app.Comparison, geo.Collection, error) {
		return s.CompareHotspots(ctx, app.ComparisonRequest{HotspotRequest: c.request(), With: c.With})
	}, printComparison)
}

func printComparison(w io.Writer, c app.Comparison) {
	footing(w, c.Footing)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "area\tbefore\tafter\tchange\tratio\t95%\tp\tverdict")
	row := func(name string, d hotspot.Change, beside *app.BesideForce) {
		fmt.Fprintf(t, "%s\t%.6g\t%.6g\t%s\t%s\t%.2f to %.2f\t%.2g\t%s%s\n",
			name, d.Before, d.After, d.Percent, ratio(d.Ratio, "-"), d.RatioLow, d.RatioHigh, d.P, d.Words(), besideForce(beside))
	}
	row(c.Area.Name, c.Change, c.Beside)
	for _, d := range c.Districts {
		row(d.Name, d.Change, d.Beside)
	}
	t.Flush()
	fmt.Fprintf(w, "by month: %s, then %s\n", monthly(c.Earlier), monthly(c.Later))
	fmt.Fprintf(w, "harm: %.0f days of imprisonment, then %.0f (Cambridge Crime Harm Index of 2016)\n", c.HarmBefore, c.HarmAfter)
	fmt.Fprintln(w, c.Sentence)
	notes(w, c.Notes)
	fmt.Fprintln(w, c.ID)
}

// besideForce returns what is said of a district beside its force, where that shows.
func besideForce(b *app.BesideForce) string {
	if b == nil || b.Change != hotspot.Rising && b.Change != hotspot.Falling {
		return ""
	}
	return fmt.Sprintf("; %s beside the force", b.Change)
}

func ratio(r *float64, unknown string) string {
	if r == nil {
		return unknown
	}
	return fmt.Sprintf("%.2f", *r)
}

func monthly(months []hotspot.MonthCount) string {
	var counts []string
	for _, m := range months {
		counts = append(counts, fmt.Sprintf("%.4g", m.Count))
	}
	return strings.Join(counts, " ")
}
