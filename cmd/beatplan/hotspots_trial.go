package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/study"
)

type trialCommands struct {
	Draw         drawTrialCommand    `cmd:"" default:"withargs" help:"Choose spots and draw by lot on which days each is patrolled."`
	Judge        judgeTrialCommand   `cmd:"" help:"Say what a trial found, by intention to treat."`
	List         listTrialsCommand   `cmd:"" help:"List the trials that were drawn."`
	Show         showTrialCommand    `cmd:"" help:"Show a trial as it was drawn, or export its spots or posting list again."`
	Displacement displacementCommand `cmd:"" help:"Compare treated areas with others, and the rings around both."`
}

type drawTrialCommand struct {
	spotFlags
	Apart   float64 `help:"Least distance between spots, metres." default:"500" placeholder:"METRES"`
	Start   string  `required:"" help:"First policing day." placeholder:"YYYY-MM-DD"`
	Days    int     `required:"" help:"How many days." placeholder:"N"`
	Treated int     `help:"Spots patrolled each day (default: half)." placeholder:"N"`
	Seed    uint64  `help:"Another seed draws other days." default:"1" placeholder:"N"`
}

// Run draws the trial and exports its spots, or its posting list.
func (c drawTrialCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := positive("apart", c.Apart); err != nil { // 0 would be the default
		return err
	}
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (study.Trial, geo.Collection, error) {
		t, features, err := s.DrawTrial(ctx, app.TrialRequest{
			SpotsRequest: c.request(c.Apart), Start: c.Start, Days: c.Days, Treated: c.Treated, Seed: &c.Seed,
		})
		return t, c.postings(t, features), err
	}, printTrial)
}

// postings returns the features of a trial, or its posting list where that is what
// makes a table.
func (t tabular) postings(trial study.Trial, features geo.Collection) geo.Collection {
	if t.csv() {
		return trial.Rows()
	}
	return features
}

func printTrial(w io.Writer, t study.Trial) {
	footing(w, t.Footing)
	fmt.Fprintf(w, "%s, of which %d are patrolled on each of %s from %s; seed %d\n", english.Count(float64(len(t.Spots)), "spot"), t.Treated, english.Count(float64(len(t.Days)), "day"), t.Days[0].Day, t.Seed)
	fmt.Fprintf(w, "%.4f offences a spot-day when chosen, so each arm may expect %.1f; ", t.Before, t.Expected)
	if t.Detectable != nil {
		fmt.Fprintf(w, "the trial will mostly miss a fall smaller than %.0f%%\n", 100*(1-*t.Detectable))
	} else {
		fmt.Fprintln(w, "the trial can find nothing")
	}
	first := t.Days[0]
	fmt.Fprintf(w, "%s: %s\n", first.Day, strings.Join(first.Spots, " "))
	notes(w, t.Notes)
	fmt.Fprintln(w, t.ID)
}

type listTrialsCommand struct {
	Area string `help:"A code, a name, or kind:name (default: all)." placeholder:"NAME"`
}

// Run lists the trials.
func (c listTrialsCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Trials []study.TrialSummary `json:"trials"`
	}
	return answerAlone(ctx, g, out, func(s *session) (list, error) {
		trials, err := s.Trials(ctx, c.Area)
		return list{trials}, err
	}, func(w io.Writer, all list) {
		if len(all.Trials) == 0 {
			fmt.Fprintln(w, "no trials yet: beatplan hotspots trial draws one")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, m := range all.Trials {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s to %s\t%d of %d spots a day\tseed %d\n", m.ID, m.Area.Name, m.Group, m.Clock, m.Start, m.End, m.Treated, m.Spots, m.Seed)
		}
		t.Flush()
	})
}

type showTrialCommand struct {
	Trial string `arg:"" help:"Its id."`
	tabular
}

// Run shows the trial and exports it.
func (c showTrialCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerRows(ctx, g, out, c.tabular, func(s *session) (study.Trial, geo.Collection, error) {
		t, features, err := s.TrialFeatures(ctx, c.Trial)
		return t, c.postings(t, features), err
	}, printTrial)
}

type judgeTrialCommand struct {
	Trial  string `arg:"" help:"Its id."`
	Visits string `help:"Patrols that were made: a CSV file with the columns spot and day." placeholder:"FILE"`
	tabular
}

// Run judges the trial.
func (c judgeTrialCommand) Run(ctx context.Context, g *globals, out *output) error {
	visits, err := c.visits()
	if err != nil {
		return err
	}
	return answerRows(ctx, g, out, c.tabular, func(s *session) (study.TrialVerdict, geo.Collection, error) {
		return s.JudgeTrial(ctx, c.Trial, visits)
	}, printVerdict)
}

// visits reads the patrols; nil where no file is named.
func (c judgeTrialCommand) visits() ([]crime.Visit, error) {
	if c.Visits == "" {
		return nil, nil
	}
	f, err := os.Open(c.Visits)
	if err != nil {
		return nil, fault.New(fault.Invalid, "visits: %w", err)
	}
	defer f.Close()
	return ingest.Visits(f)
}

func printVerdict(w io.Writer, v study.TrialVerdict) {
	fmt.Fprintf(w, "%s, %s, %s, clock %s, %s to %s\n", v.Trial, v.Area.Name, v.Group, v.Clock, v.From, v.To)
	fmt.Fprintf(w, "%s, %.1f%% of them without an offence, in %s of lattice %s\n", english.Count(float64(v.SpotDays), "spot-day"), 100*v.ZeroShare, english.Count(float64(v.Cells), "cell"), v.Lattice)
	if c := v.Compliance; c != nil {
		fmt.Fprintf(w, "compliance: %d of %d patrols drawn were made (%.0f%%); %d of %d other spot-days were patrolled too\n", c.Delivered, c.Treated, 100*c.Share, c.Spilt, c.Control)
	} else {
		fmt.Fprintln(w, "compliance: unknown")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, v.Settings.Analysis+"\tdrawn\tnot drawn\tratio\t95%\tp")
	for _, row := range []struct {
		name   string
		effect *hotspot.Effect
	}{{"offences", v.Offences}, {"harm", v.Harm}, {"offences in rings", v.Rings}} {
		if e := row.effect; e != nil {
			fmt.Fprintf(t, "%s\t%.5g\t%.5g\t%s\t%s to %s\t%.2g\n", row.name, e.Treated, e.Control, ratio(e.Ratio, "-"), ratio(e.Low, "?"), ratio(e.High, "?"), e.P)
		}
	}
	t.Flush()
	fmt.Fprintln(w, v.Sentence)
	notes(w, v.Notes)
	fmt.Fprintln(w, v.ID)
}

type displacementCommand struct {
	hotspotFlags
	Before  string   `required:"" help:"Months before patrols began; --from and --to are those after." placeholder:"YYYY-MM..YYYY-MM"`
	Treated []string `required:"" help:"Areas that had patrols." placeholder:"NAME"`
	Control []string `required:"" help:"Areas alike that had none." placeholder:"NAME"`
	Ring    float64  `help:"Width of the rings around them, metres." default:"100" placeholder:"METRES"`
}

// Run compares the places and exports them with their rings.
func (c displacementCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (study.Displacement, geo.Collection, error) {
		return s.TellDisplacement(ctx, app.DisplacementRequest{
			HotspotRequest: c.request(), Before: c.Before, Treated: c.Treated, Control: c.Control, Ring: &c.Ring,
		})
	}, printDisplacement)
}

func printDisplacement(w io.Writer, d study.Displacement) {
	footing(w, d.Footing)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "place\tcells\tkm²\t%s\tafter\n", d.Before)
	for _, p := range d.Places {
		fmt.Fprintf(t, "%s\t%d\t%.2f\t%.6g\t%.6g\n", p.Place, p.Cells, p.Area, p.Before, p.After)
	}
	t.Flush()
	if k := d.PerKM2; k != nil {
		fmt.Fprintf(w, "for each km²: %.2f offences (%.2f to %.2f)\n", k.Total, k.Low, k.High)
	}
	if h := d.ByHarm; h != nil {
		fmt.Fprintf(w, "in harm: %.0f days (%.0f to %.0f)\n", h.Total, h.Low, h.High)
	}
	fmt.Fprintln(w, d.Sentence)
	notes(w, d.Notes)
	fmt.Fprintln(w, d.ID)
}
