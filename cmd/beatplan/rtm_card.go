package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/rtm"
)

type cardCommand struct {
	Model  string `arg:"" help:"Id of the model."`
	Output string `short:"o" help:"Write it to a file: Markdown, or JSON where the name ends in .json; - is standard output." placeholder:"FILE"`
}

// Run writes the card of a model.
func (c cardCommand) Run(ctx context.Context, g *globals, out *output) error {
	to := exporting{Output: c.Output}
	if err := to.check(); err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	card, err := s.Card(ctx, c.Model)
	if err != nil {
		return err
	}
	document := card.Markdown()
	if strings.HasSuffix(strings.ToLower(c.Output), ".json") {
		if document, err = json.MarshalIndent(card, "", "  "); err != nil {
			return err
		}
		document = append(document, '\n')
	}
	if err := to.write(document); err != nil {
		return err
	}
	return to.beside(out).report(card, func(w io.Writer) {
		if c.Output == "" {
			fmt.Fprintf(w, "%s", document)
		} else {
			fmt.Fprintln(w, card.Model)
		}
	})
}

type chartCommand struct {
	Model  string `arg:"" help:"Id of the model."`
	Output string `short:"o" required:"" help:"Write the drawing to a file (SVG); - is standard output." placeholder:"FILE"`
}

// Run draws the validation of a model.
func (c chartCommand) Run(ctx context.Context, g *globals, out *output) error {
	to := exporting{Output: c.Output}
	if err := to.check(); err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	drawing, err := s.ModelChart(ctx, c.Model)
	if err != nil {
		return err
	}
	if err := to.write(drawing); err != nil {
		return err
	}
	return to.beside(out).report(map[string]string{"model": c.Model, "file": c.Output}, func(w io.Writer) { fmt.Fprintln(w, c.Output) })
}

type actionsCommands struct {
	List listActionsCommand `cmd:"" default:"1" help:"List them."`
	Set  setActionsCommand  `cmd:"" help:"Put others in force for a factor."`
}

type listActionsCommand struct{}

// Run lists what agencies can do about factors.
func (listActionsCommand) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	all, err := s.Actions(ctx)
	if err != nil {
		return err
	}
	return out.report(map[string]any{"factors": all}, func(w io.Writer) { printActions(w, all...) })
}

type setActionsCommand struct {
	Factor string   `arg:"" help:"A category of sites."`
	Action []string `required:"" sep:"none" help:"An action, as in «licensing authority: Prevent: review the licence»; again for each." placeholder:"TEXT"`
}

// Run puts actions in force.
func (c setActionsCommand) Run(ctx context.Context, g *globals, out *output) error {
	actions := make([]rtm.Action, len(c.Action))
	for i, words := range c.Action {
		var err error
		if actions[i], err = rtm.ParseAction(words); err != nil {
			return err
		}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	set, err := s.SetActions(ctx, c.Factor, actions)
	if err != nil {
		return err
	}
	return out.report(set, func(w io.Writer) { printActions(w, set) })
}

func printActions(w io.Writer, all ...rtm.Actions) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range all {
		for _, a := range f.Actions {
			fmt.Fprintf(t, "%s\tversion %d\t%s\t%s\t%s\n", f.Factor, f.Version, a.FourP, a.Agency, a.Does)
		}
	}
	t.Flush()
}
