package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/rtm"
)

// period is the flags of commands that count.
type period struct {
	From string `help:"First month (default: the first one loaded)." placeholder:"YYYY-MM"`
	To   string `help:"Last month (default: the last one loaded)." placeholder:"YYYY-MM"`
}

// resolution is the flag of commands that work on cells.
type resolution struct {
	Resolution int `help:"H3 resolution of the cells." default:"10" placeholder:"N"`
}

type cellsCommand struct {
	Area     string `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Group    string `required:"" help:"Offence group; see beatplan groups." placeholder:"NAME"`
	Clock    string `help:"A clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»." default:"all" placeholder:"NAME"`
	AllHours bool   `help:"Where hours are unknown, count at all hours, labelled so."`
	period
	resolution
	exporting
}

// Run counts and exports the cells.
func (c cellsCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := geo.CheckResolution(c.Resolution); err != nil {
		return usage{err}
	}
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (app.SurfaceResult, document, error) {
		surface, err := s.Cells(ctx, app.SurfaceRequest{
			Area: c.Area, Group: c.Group, From: c.From, To: c.To, Clock: c.Clock, AllHours: c.AllHours, Resolution: c.Resolution,
		})
		return surface, hexagons(func() (app.Hexagons, error) { return s.SurfaceHexagons(ctx, surface.ID) }), err
	}, func(w io.Writer, surface app.SurfaceResult) {
		fmt.Fprintf(w, "%s, %s, %s to %s, %s\n", surface.Area.Name, surface.Group, surface.From, surface.To, surface.Hours)
		fmt.Fprintf(w, "%s and %s of harm in %d of %s; %s of anti-social behaviour beside them\n",
			english.Count(surface.Offences, "offence"), english.Count(math.Round(surface.Harm), "day"), surface.Nonzero, english.Count(float64(surface.Cells), "cell"), english.Count(surface.ASB, "incident"))
		if surface.Unplaced > 0 {
			fmt.Fprintf(w, "%d more of the group have no position, anywhere in the data\n", surface.Unplaced)
		}
		notes(w, surface.Notes)
		fmt.Fprintln(w, surface.ID)
	})
}

// printStability prints how often each factor was chosen in block-bootstrap resamples.
func printStability(w io.Writer, m app.ModelResult) {
	if m.Stability == nil {
		return
	}
	fmt.Fprintf(w, "%s:\n", english.Count(float64(m.Stability.Resamples), "block-bootstrap resample"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "factor\tchosen")
	for _, f := range m.Stability.Factors {
		fmt.Fprintf(t, "%s\t%.0f%%\n", f.Name, 100*f.Share)
	}
	t.Flush()
}

type rtmCommands struct {
	Fit     fitCommand           `cmd:"" help:"Fit a model on some months and try it on later ones."`
	List    listModelsCommand    `cmd:"" help:"List the models, and which are approved."`
	Show    showModelCommand     `cmd:"" help:"Show a model and what was decided on it."`
	Matrix  matrixCommand        `cmd:"" help:"Fit a matrix that you have made yourself, without a database."`
	Chart   chartCommand         `cmd:"" help:"Draw the validation: what each ranking holds of the later offences, by share of the area (SVG)."`
	Card    cardCommand          `cmd:"" help:"Write the model card: purpose, data, validation, limits, audit, actions, decisions."`
	Actions actionsCommands      `cmd:"" help:"What agencies can do about each factor: a table that people edit."`
	Why     whyCommand           `cmd:"" help:"Say why a cell has its score: factors, distances, premises."`
	Compare compareModelsCommand `cmd:"" help:"Say what changes from another model, or from the approved one."`
}

type listModelsCommand struct {
	Area string `help:"A code, a name, or kind:name (default: all)." placeholder:"NAME"`
}

// Run lists the models.
func (c listModelsCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Models []app.ModelResult `json:"models"`
	}
	return answerAlone(ctx, g, out, func(s *session) (list, error) {
		models, err := s.Models(ctx, c.Area)
		return list{models}, err
	}, func(w io.Writer, all list) {
		if len(all.Models) == 0 {
			fmt.Fprintln(w, "no models yet: beatplan rtm fit makes one")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, m := range all.Models {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", m.ID, m.Area.Name, m.Group, m.Train, number(len(m.Terms), "factor"), statusOf(m))
		}
		t.Flush()
	})
}

// statusOf says how far people have come with a model, which they cannot with a what-if.
func statusOf(m app.ModelResult) string {
	if m.WhatIf != nil {
		return "what-if"
	}
	return string(m.Decision.Status)
}

type showModelCommand struct {
	Model string `arg:"" help:"Id of the model."`
}

// Run shows a model.
func (c showModelCommand) Run(ctx context.Context, g *globals, out *output) error {
	type decided struct {
		app.ModelResult
		Decisions []result.Decision `json:"decisions"`
	}
	return answerAlone(ctx, g, out, func(s *session) (decided, error) {
		m, err := s.Model(ctx, c.Model)
		if err != nil {
			return decided{}, err
		}
		decisions, err := s.Decisions(ctx, m.ID)
		return decided{m, decisions}, err
	}, func(w io.Writer, shown decided) {
		printModel(w, shown.ModelResult)
		printDecisions(w, shown.Decisions)
	})
}

type fitCommand struct {
	Area    string   `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Group   string   `required:"" help:"Offence group; see beatplan groups." placeholder:"NAME"`
	Train   string   `required:"" help:"Months to learn from." placeholder:"YYYY-MM..YYYY-MM"`
	Test    string   `help:"Later months to try the model on." placeholder:"YYYY-MM..YYYY-MM"`
	Factors []string `help:"Site categories to choose from (default: all)." placeholder:"NAME"`

	Protective []string `help:"Those of them that are thought to make places safer." placeholder:"NAME"`
	Always     []string `help:"Those of them that are in every model, with either sign: what is to be adjusted for; say which variables by --reach and --influence." placeholder:"NAME"`
	Family     string   `help:"How counts vary: poisson, nb2, nbii, or all, of which the lowest BIC wins." default:"nbii" placeholder:"NAME"`
	Cull       string   `help:"How variables are thinned out first: elastic-net or none." default:"none" placeholder:"NAME"`
	Criterion  string   `help:"What the choice makes lowest: ebic, which knows how many variables were tried, or bic, which RTMDx has." default:"ebic" placeholder:"NAME"`
	Exposure   string   `help:"What expected offences are in proportion to, beside risk: residents, street-length or none (default: residents where they are known, else street-length, else none)." placeholder:"NAME"`
	Distance   string   `help:"How far features reach is measured: straight, or network (along streets, on foot)." default:"straight" placeholder:"NAME"`
	Bootstrap  int      `help:"Resamples of the block bootstrap, which says how often each factor is chosen again; 0 for none." default:"20" placeholder:"N"`
	tuning
	resolution
	exporting
}

// Run fits and exports the model.
func (c fitCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := geo.CheckResolution(c.Resolution); err != nil {
		return usage{err}
	}
	tuned, err := c.read()
	if err != nil {
		return err
	}
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (app.ModelResult, document, error) {
		m, err := s.FitModel(ctx, app.ModelRequest{
			Area: c.Area, Group: c.Group, Train: c.Train, Test: c.Test, Resolution: c.Resolution, Factors: c.Factors,
			Protective: c.Protective, Always: c.Always, Family: c.Family, Cull: c.Cull, Criterion: c.Criterion, Exposure: c.Exposure, Distance: c.Distance, Resamples: &c.Bootstrap, Tuning: tuned,
		})
		return m, hexagons(func() (app.Hexagons, error) { return s.ModelHexagons(ctx, m.ID) }), err
	}, printModel)
}

// overLeast says what the riskiest cell has of the risk of the least risky, where that is
// not one under no influence.
func overLeast(m app.ModelResult) string {
	if m.RiskMin == 1 {
		return ""
	}
	return fmt.Sprintf(", and %.2f times that of the least risky", m.RiskMax/m.RiskMin)
}

func printModel(w io.Writer, m app.ModelResult) {
	fmt.Fprintf(w, "%s, %s, %s: %s in %s, %s and %s tried\n", m.Area.Name, m.Group, m.Train,
		number(m.Events, "offence"), number(m.Cells, "cell"), number(len(m.Factors), "factor"), number(len(m.Kept), "variable"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "factor\tinfluence\treach\tRRV\t95%\tb\tSE\trobust SE")
	for _, term := range m.Terms {
		between := "not known"
		if i := slices.IndexFunc(m.Intervals, func(i rtm.Interval) bool { return i.Variable == term.Variable }); i >= 0 {
			between = fmt.Sprintf("%.2f to %.2f", m.Intervals[i].Low, m.Intervals[i].High)
		}
		robust := "not known"
		if term.RobustSE > 0 {
			robust = fmt.Sprintf("%.4f", term.RobustSE)
		}
		fmt.Fprintf(t, "%s\t%s\t%g m\t%.2f\t%s\t%.4f\t%.4f\t%s\n", term.Factor, term.Influence, term.Reach, term.RRV, between, term.B, term.SE, robust)
	}
	t.Flush()
	if len(m.Terms) == 0 {
		fmt.Fprintln(w, "no factor improves on none: the sites that are loaded do not explain where these offences are")
	}
	fmt.Fprintf(w, "%s, BIC %.1f%s; the riskiest cell has %.2f times the risk of one under no influence%s\n", m.Family, m.BIC, dispersion(m.Dispersion), m.RiskMax, overLeast(m))
	if e := m.Exposure; e != nil {
		fmt.Fprintf(w, "in proportion to %s; a cell has at least %g\n", e.Of, e.Least)
	}
	for _, e := range m.Exposures {
		fmt.Fprintf(w, "BIC %.1f with these factors and exposure %s\n", e.BIC, e.Of)
	}
	for _, f := range m.Families {
		if f.Family != m.Family {
			fmt.Fprintf(w, "%s, BIC %.1f%s: %s\n", f.Family, f.BIC, dispersion(f.Dispersion), cmp.Or(strings.Join(f.Selected, ", "), "no factor"))
		}
	}
	if h := m.HeldOut; h != nil && len(m.Terms) > 0 {
		fmt.Fprintf(w, "spatial cross-validation: %.1f%% of the deviance explained in held-out blocks\n", 100*h.Explained)
	}
	printStability(w, m)
	if v := m.Validation; v != nil {
		fmt.Fprintf(w, "tried on %s: %s\n", m.Test, english.Count(float64(v.Later), "offence"))
		printTested(w, v.Rows())
		fmt.Fprintln(w, v.Verdict)
	}
	notes(w, m.Notes)
	leftOut(w, m.Warnings)
	fmt.Fprintln(w, m.ID)
}

type zonesCommands struct {
	Draw   drawCommand        `cmd:"" help:"Draw focus areas from harm: days of imprisonment, Cambridge Crime Harm Index of 2016."`
	List   listZonesCommand   `cmd:"" help:"List the sets of focus areas, and which are approved."`
	Show   showZonesCommand   `cmd:"" help:"Show a set and what was decided on it."`
	Export exportZonesCommand `cmd:"" help:"Write a set to a file."`

	Edit       editZonesCommand      `cmd:"" help:"Make a new version of a set: outlines, names, tiers, areas merged, deleted or added, another budget."`
	Strike     strikeZoneCommand     `cmd:"" help:"Strike an area out of a set and of later drawings."`
	Include    includePlaceCommand   `cmd:"" help:"Include a place that was left out, in later drawings too."`
	Undo       undoZonesCommand      `cmd:"" help:"Take the last version back, with what it struck out and included."`
	Versions   zoneVersionsCommand   `cmd:"" help:"List the versions of a set, and what changed."`
	Difference zoneDifferenceCommand `cmd:"" help:"Say what changes from the approved set, or another, to this one."`
	Card       zoneCardCommand       `cmd:"" help:"Show the card of one area, with the legal powers of a day."`
	Approved   approvedZonesCommand  `cmd:"" help:"Show the approved focus areas of every district."`
	Strikes    strikesCommands       `cmd:"" help:"Places that people struck out or included for all later drawings."`
	Brief      briefCommand          `cmd:"" help:"Write the briefing on one area: a page to print."`
}

type drawCommand struct {
	Area      string `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Operation string `required:"" help:"See beatplan operations." placeholder:"NAME"`
	AllHours  bool   `help:"Where hours are unknown, count at all hours, labelled so."`
	AnyPlace  bool   `help:"Where hours are unknown, draw wherever harm is, with or without licensed premises near."`
	budgets
	Cap *float64 `help:"Hectares, the most of one area (default: 15 for operations with premises, else 7)." placeholder:"HA"`
	period
	resolution
	exporting
}

// Run draws and exports the zones.
func (c drawCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := geo.CheckResolution(c.Resolution); err != nil {
		return usage{err}
	}
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (zonesDocument, document, error) {
		set, body, err := s.DrawZones(ctx, app.ZoneSetRequest{
			Area: c.Area, Operation: c.Operation, From: c.From, To: c.To, AllHours: c.AllHours, AnyPlace: c.AnyPlace, Resolution: c.Resolution,
			Budget: c.Budget.of(), ForceBudget: c.ForceBudget.of(), Cap: c.Cap,
		})
		if err != nil {
			return zonesDocument{}, nil, err
		}
		proposes, err := s.ZoneSetDifference(ctx, set.ID, "")
		switch {
		case fault.Of(err) == fault.Unprocessable: // nothing is approved
			return zonesDocument{ZoneSetResult: set, body: body}, written(body), nil
		case err != nil:
			return zonesDocument{}, nil, err
		}
		return zonesDocument{ZoneSetResult: set, Proposes: &proposes, body: body}, written(body), nil
	}, func(w io.Writer, set zonesDocument) {
		printZones(w, set)
		if set.Proposes != nil {
			printDifference(w, *set.Proposes)
		}
		fmt.Fprintln(w, set.Decision)
		fmt.Fprintln(w, set.ID)
	})
}

// A zonesDocument is a zone set with its GeoJSON, which knows the zones.
type zonesDocument struct {
	app.ZoneSetResult
	Proposes *app.ZoneDifference `json:"proposes,omitempty"` // from the approved set, which stays as it is
	body     []byte
}

// zonesHold is the beginning of a sentence on what zones hold.
func zonesHold(zones int) string {
	verb := " hold"
	if zones == 1 {
		verb = " holds"
	}
	return english.Count(float64(zones), "zone") + verb
}

func printZones(w io.Writer, set zonesDocument) {
	fmt.Fprintf(w, "%s, operation %s, %s, %s to %s, %s\n", set.Area.Name, set.Operation, set.Group, set.From, set.To, set.Hours)
	if set.Zones == 0 {
		fmt.Fprintln(w, "no place here is dense enough for a focus area: left_out of the set says what was passed over, and why")
	} else {
		fmt.Fprintf(w, "%s %.1f%% of the harm on %.2f%% of the area\n", zonesHold(set.Zones), 100*set.HarmShare, 100*set.AreaShare)
	}
	for _, t := range set.Tiers {
		if t.Zones > 0 {
			fmt.Fprintf(w, "  %d %s: %.1f%% of the harm on %.0f ha\n", t.Zones, t.Tier, 100*t.HarmShare, t.Hectares)
		}
	}
	var drawn struct {
		Features []struct {
			Properties struct {
				Name  string  `json:"name"`
				Tier  string  `json:"tier"`
				Rank  int     `json:"rank"`
				Area  float64 `json:"area_m2"`
				Month float64 `json:"a_month"`
				Count float64 `json:"count"`
				Share float64 `json:"share"`
			} `json:"properties"`
		} `json:"features"`
		LeftOut []leftOutPlace `json:"left_out"`
	}
	if json.Unmarshal(set.body, &drawn) == nil && len(drawn.Features) > 0 {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		month := "a month"
		if set.Settings.Mask {
			month = "a month for the night" // of those recorded, what is taken for night-time economy
		}
		fmt.Fprintf(t, "rank\ttier\tname\thectares\toffences\t%s\tshare of its district's harm\n", month)
		for _, f := range drawn.Features {
			p := f.Properties
			fmt.Fprintf(t, "%d\t%s\t%s\t%.1f\t%.0f\t%.1f\t%.1f%%\n", p.Rank, p.Tier, p.Name, p.Area/1e4, p.Count, p.Month, 100*p.Share)
		}
		t.Flush()
	}
	printLeftOut(w, drawn.LeftOut)
	if len(set.Registers) > 0 {
		fmt.Fprintf(w, "premises by: %s\n", strings.Join(set.Registers, "; "))
	}
	notes(w, set.Notes)
}

// A leftOutPlace is a place of a zone set that is no focus area.
type leftOutPlace struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Reason string  `json:"reason"`
	Month  float64 `json:"a_month"`
}

// printLeftOut lists the places with most offences that were left out, each with its
// reason and the id that zones include takes, and counts the rest.
func printLeftOut(w io.Writer, all []leftOutPlace) {
	const most = 10
	slices.SortStableFunc(all, func(a, b leftOutPlace) int { return cmp.Compare(b.Month, a.Month) })
	if len(all) > 0 {
		fmt.Fprintln(w, "left out, most offences a month first:")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range all[:min(most, len(all))] {
		fmt.Fprintf(t, "  %s\t%s\t%.1f\t%s\n", l.ID, l.Name, l.Month, l.Reason)
	}
	t.Flush()
	if more := len(all) - most; more > 0 {
		fmt.Fprintf(w, "  and %s, which the file lists\n", english.Count(float64(more), "other place"))
	}
}

// number returns so many of a noun: 1 cell, 2 cells.
func number(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
