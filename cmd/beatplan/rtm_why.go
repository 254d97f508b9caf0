package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/app"
)

type whyCommand struct {
	Model string `arg:"" help:"Id of the model."`
	Cell  string `help:"The cell, by its H3 id." placeholder:"HEX"`
	At    string `help:"A position in the cell instead." placeholder:"LON,LAT"`
}

// Run explains a cell.
func (c whyCommand) Run(ctx context.Context, g *globals, out *output) error {
	if (c.Cell == "") == (c.At == "") {
		return errors.New("name the cell either by --cell HEX or by --at LON,LAT")
	}
	var at orb.Point
	if c.At != "" {
		var err error
		if at, err = parsePosition(c.At); err != nil {
			return fmt.Errorf("--at: %w", err)
		}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	var e app.Explanation
	if c.Cell != "" {
		e, err = s.Explain(ctx, c.Model, c.Cell)
	} else {
		e, err = s.ExplainAt(ctx, c.Model, at)
	}
	if err != nil {
		return err
	}
	return out.report(e, func(w io.Writer) { printExplanation(w, e) })
}

// parsePosition reads longitude and latitude in degrees.
func parsePosition(s string) (orb.Point, error) {
	lon, lat, found := strings.Cut(s, ",")
	x, err1 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, err2 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !found || err1 != nil || err2 != nil {
		return orb.Point{}, fmt.Errorf("%q: write LON,LAT in degrees, as in 0.71,51.54", s)
	}
	return orb.Point{x, y}, nil
}

func printExplanation(w io.Writer, e app.Explanation) {
	fmt.Fprintln(w, e.Sentence)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "factor\tinfluence\treach\tb·x\tto the score\twithin\tnearest")
	for _, i := range e.Influences {
		near := make([]string, len(i.Nearest))
		for k, s := range i.Nearest {
			near[k] = fmt.Sprintf("%s %.0f m", cmp.Or(s.Name, s.ID), s.Distance)
		}
		fmt.Fprintf(t, "%s\t%s\t%g m\t%.4f\t%.2f\t%d\t%s\n", i.Factor, i.Influence, i.Reach, i.LogContribution, i.Contribution, i.Within, strings.Join(near, ", "))
	}
	for _, i := range e.NotAtWork {
		fmt.Fprintf(t, "%s\t%s\t%g m\t0\t0\t\tnearest %.0f m\n", i.Factor, i.Influence, i.Reach, i.Distance)
	}
	t.Flush()
	fmt.Fprintf(w, "the b·x sum to %.6f, the log of the score %.6f\n", e.LogRisk, e.Risk)
	notes(w, e.Notes)
}

type compareModelsCommand struct {
	Model string `arg:"" help:"Id of the model."`
	Other string `arg:"" optional:"" help:"Id of the model to compare with (default: the approved one of the same area and group)."`
	exporting
}

// Run compares two models.
func (c compareModelsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (app.ModelComparison, document, error) {
		m, err := s.CompareModels(ctx, c.Model, c.Other)
		return m, collected(func() (geo.Collection, error) { return s.ModelComparisonFeatures(ctx, c.Model, c.Other) }), err
	}, func(w io.Writer, m app.ModelComparison) {
		for _, of := range []app.Compared{m.Model, m.Other} {
			fmt.Fprintf(w, "%s: %s, %s, %s: %s\n", of.ID, of.Area, of.Group, of.Train, cmp.Or(strings.Join(of.Chosen, " "), "nothing chosen"))
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "riskiest\tcells\tboth\tin\tout\toverlap\ttied")
		for _, p := range m.Top {
			fmt.Fprintf(t, "%g%%\t%d\t%d\t%d\t%d\t%.2f\t%d\n", 100*p.Share, p.Cells, p.Both, len(p.In), len(p.Out), p.Overlap, p.Tied)
		}
		fmt.Fprintln(t, "cell\trank\twas\trisk\tthen")
		for _, p := range m.Moves {
			fmt.Fprintf(t, "%s\t%g\t%g\t%.2f\t%.2f\n", p.Cell, p.Rank, p.Was, p.Risk, p.Then)
		}
		t.Flush()
		if m.Alone > 0 {
			fmt.Fprintf(w, "note: %d cells are scored by one of the two alone, and take no part\n", m.Alone)
		}
		fmt.Fprintln(w, m.Verdict)
	})
}
