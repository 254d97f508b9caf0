package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/app"
)

type reportFundedCommand struct {
	Area     string `required:"" help:"That they lie in: a code, a name, or kind:name." placeholder:"NAME"`
	Group    string `required:"" help:"An offence group; see beatplan groups." placeholder:"GROUP"`
	Clock    string `help:"A clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»." default:"all" placeholder:"NAME"`
	AllHours bool   `help:"Where hours are unknown, count at all hours, labelled so."`
	period
	tabular
}

// Run reports how the funded areas stand.
func (c reportFundedCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerRows(ctx, g, out, c.tabular, func(s *session) (app.FundedReport, geo.Collection, error) {
		return s.Funded(ctx, app.FundedRequest{Area: c.Area, Group: c.Group, From: c.From, To: c.To, Clock: c.Clock, AllHours: c.AllHours})
	}, func(w io.Writer, f app.FundedReport) {
		fmt.Fprintf(w, "%s, %s, %s to %s, %s\n", f.Area.Name, f.Group, f.From, f.To, f.Hours)
		fmt.Fprintf(w, "%s hold %d of %d offences (%.1f%%) on %.0f ha; the busiest cells of as many hectares hold %d\n",
			english.Count(float64(len(f.Places)), "funded area"), f.Inside, f.Offences, 100*f.Share, f.Hectares, f.Best)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "rank\tname\tstanding\toffences\thectares\tshare\ttimes the usual\tas many hectares outside\ttrend")
		for _, p := range f.Places {
			usual := "not known"
			if p.Times != nil {
				usual = fmt.Sprintf("%.1f (%.1f to %.1f)", *p.Times, *p.TimesLow, *p.TimesHigh)
			}
			fmt.Fprintf(t, "%d\t%s\t%s\t%d\t%.1f\t%.1f%%\t%s\t%d\t%s\n", p.Rank, p.Name, p.Standing, p.Offences, p.Hectares, 100*p.Share, usual, p.Elsewhere, p.Trend)
		}
		t.Flush()
		if len(f.Missed) > 0 {
			fmt.Fprintln(w, "busiest places outside:")
			for _, m := range f.Missed {
				fmt.Fprintf(w, "  %s: %s within 75 m, in %s\n", m.Name, english.Count(float64(m.Offences), "offence"), english.Count(float64(m.Hot), "month"))
			}
		}
		notes(w, f.Notes)
	})
}
