package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/internal/app"
)

type coverageCommand struct {
	Area string `help:"Code, name or kind:name of an area (default: all that is loaded)." placeholder:"AREA"`
}

// Run says what is loaded, by month and district.
func (c coverageCommand) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	coverage, err := s.Coverage(ctx, c.Area)
	if err != nil {
		return err
	}
	return out.report(coverage, func(w io.Writer) { printCoverage(w, coverage) })
}

// printCoverage prints a table of districts by months: offences, and the days where
// these are not the whole of the month.
func printCoverage(w io.Writer, c app.Coverage) {
	if len(c.Held) == 0 {
		fmt.Fprintln(w, "no offences are loaded; import some first")
		return
	}
	type slot struct {
		month    crime.Month
		district string
	}
	cells := map[slot]string{}
	for _, h := range c.Held {
		at := slot{h.Month, h.District}
		if !h.Counted {
			cells[at] += "*"
			continue
		}
		said := fmt.Sprint(h.Offences)
		if h.Covered < h.Month.Days().Len() {
			said += " (" + h.Days + ")"
		}
		if h.Usual != nil {
			said += "!"
		}
		cells[at] = strings.TrimPrefix(strings.TrimSuffix(cells[at], "*")+"+"+said, "+") + strings.Repeat("*", strings.Count(cells[at], "*"))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(first string, cell func(m app.CoverageMonth) string) {
		fmt.Fprint(t, first)
		for _, m := range c.Months {
			fmt.Fprint(t, "\t"+cell(m))
		}
		fmt.Fprintln(t)
	}
	line("district", func(m app.CoverageMonth) string { return m.Month.String() })
	for _, d := range c.Districts {
		name := d.Name
		if name == "" {
			name = "(no district)"
		}
		line(name, func(m app.CoverageMonth) string {
			if said := cells[slot{m.Month, d.Code}]; said != "" {
				return said
			}
			return "-"
		})
	}
	line("all", func(m app.CoverageMonth) string { return fmt.Sprint(m.Offences) })
	line("days", func(m app.CoverageMonth) string { return fmt.Sprintf("%d of %d", m.Covered, m.Length) })
	t.Flush()
	if c.From != "" {
		fmt.Fprintf(w, "%s, %s to %s; in brackets the days of a month that is loaded in part, * another source is left out, ! the feed may have broken\n", english.Count(float64(c.Offences), "offence"), c.From, c.To)
	}
	notes(w, c.Notes)
}
