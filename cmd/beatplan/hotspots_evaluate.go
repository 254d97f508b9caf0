package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
)

type evaluateCommand struct {
	Area      string   `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Group     string   `required:"" help:"Offence group; see beatplan groups." placeholder:"NAME"`
	Train     string   `required:"" help:"Months that the rankings are made from." placeholder:"YYYY-MM..YYYY-MM"`
	Test      string   `required:"" help:"Later months that they are tried on." placeholder:"YYYY-MM..YYYY-MM"`
	Methods   []string `help:"Rankings to compare: prior, tie, kde, gistar, harm, forecast (default: all)." placeholder:"NAME"`
	Clock     string   `help:"A clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»." default:"all" placeholder:"NAME"`
	AllHours  bool     `help:"Where hours are unknown, count at all hours, labelled so."`
	Measure   string   `help:"What is foretold: count or harm (days of imprisonment, Cambridge Crime Harm Index of 2016)." default:"count" placeholder:"NAME"`
	Bandwidth float64  `help:"Of kde, metres." default:"200" placeholder:"METRES"`
	Seed      uint64   `help:"Another seed draws other intervals." default:"1" placeholder:"N"`
	From      string   `hidden:""`
	To        string   `hidden:""`
	harmCap
	resolution
	tabular
}

// Run evaluates the rankings and exports the table or the cells.
func (c evaluateCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := cmp.Or(geo.CheckResolution(c.Resolution), positive("bandwidth", c.Bandwidth)); err != nil {
		return err
	}
	return answerRows(ctx, g, out, c.tabular, func(s *session) (app.Evaluation, geo.Collection, error) {
		e, features, err := s.EvaluateRankings(ctx, app.EvaluationRequest{
			HotspotRequest: app.HotspotRequest{
				Area: c.Area, Group: c.Group, From: c.From, To: c.To, Clock: c.Clock, AllHours: c.AllHours, Resolution: c.Resolution, Measure: c.Measure,
			},
			Train: c.Train, Test: c.Test, Methods: c.Methods, Bandwidth: c.Bandwidth, HarmCap: &c.HarmCap, Seed: &c.Seed,
		})
		if c.csv() {
			features = geo.Collection{}
			for _, row := range e.Rows() {
				features.Features = append(features.Features, geo.Feature{Properties: row})
			}
		}
		return e, features, err
	}, printEvaluation)
}

// positive refuses a flag that is not above 0.
func positive(name string, value float64) error {
	if !(value > 0) {
		return fmt.Errorf("--%s %g: above 0", name, value)
	}
	return nil
}

func printEvaluation(w io.Writer, e app.Evaluation) {
	footing(w, e.Footing)
	fmt.Fprintf(w, "tried on %s: %s in %s; their %s comes to %.6g\n", e.Test,
		english.Count(float64(e.Later), "offence"), english.Count(float64(e.Incidents), "incident"), e.Measure, e.Events)
	printTested(w, e.Rows())
	printDifferences(w, e.Differences)
	c := e.Concentration
	fmt.Fprintf(w, "Gini %s, then %s (generalised %s); half of the later offences are in %s\n",
		ratio(c.GiniEarlier, "-"), ratio(c.GiniLater, "-"), ratio(c.Generalised, "-"), english.Count(float64(c.CellsOfHalf), "cell"))
	if s := c.Similarity; s != nil {
		fmt.Fprintf(w, "Andresen's S of the two periods: %.3f of all cells, %.3f of those that are not empty\n", s.All, s.Nonzero)
	}
	fmt.Fprintln(w, e.Verdict)
	notes(w, e.Notes)
	fmt.Fprintln(w, e.ID)
}

// shownShare is the share of the area at which differences are printed; the JSON has
// all.
const shownShare = 0.01

// printDifferences prints how rankings differ on the same draws.
func printDifferences(w io.Writer, differences []hotspot.Difference) {
	for _, d := range differences {
		if d.Area == shownShare {
			clear := "too few to tell them apart"
			if d.Clear {
				clear = "clear"
			}
			fmt.Fprintf(w, "on %g%%, %s less %s: %s points (%s to %s), %s\n",
				100*d.Area, d.Method, d.Against, english.Points(d.HitRate), english.Points(d.HitRateLow), english.Points(d.HitRateHigh), clear)
		}
	}
}

// printTested prints how well rankings foretold what came later.
func printTested(w io.Writer, rows []app.TestedRow) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ranking\tarea\tcells\thit rate\tPAI\t95%\tties\tPEI\tRRI")
	for _, r := range rows {
		rri := "-"
		if r.RRI != nil {
			rri = fmt.Sprintf("%.2f", *r.RRI)
		}
		fmt.Fprintf(t, "%s\t%g%%\t%.0f\t%.1f%%\t%.1f\t%.1f to %.1f\t%.1f to %.1f\t%.2f\t%s\n",
			r.Method, 100*r.Area, r.Cells, 100*r.HitRate, r.PAI, r.PAILow, r.PAIHigh, r.PAIMin, r.PAIMax, r.PEI, rri)
	}
	t.Flush()
}
