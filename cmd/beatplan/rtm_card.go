package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/internal/app"
	"beatplan/rtm"
)

type cardCommand struct {
	Model  string `arg:"" help:"Id of the model."`
	Output string `short:"o" help:"Write it to a file: Markdown (.md) or JSON (.json); - is standard output." placeholder:"FILE"`
}

// Run writes the card of a model.
func (c cardCommand) Run(ctx context.Context, g *globals, out *output) error {
	to := exporting{c.Output}
	if err := to.endsIn(".md", ".json"); err != nil {
		return err
	}
	return answer(ctx, g, out, to, func(s *session) (app.Card, document, error) {
		card, err := s.Card(ctx, c.Model)
		return card, func() ([]byte, error) { return c.document(card) }, err
	}, func(w io.Writer, card app.Card) {
		if c.Output == "" {
			fmt.Fprintf(w, "%s", card.Markdown())
		} else {
			fmt.Fprintln(w, card.Model)
		}
	})
}

// document writes a card as the file's name says.
func (c cardCommand) document(card app.Card) ([]byte, error) {
	if !strings.HasSuffix(strings.ToLower(c.Output), ".json") {
		return card.Markdown(), nil
	}
	body, err := json.MarshalIndent(card, "", "  ")
	return append(body, '\n'), err
}

type chartCommand struct {
	Model  string `arg:"" help:"Id of the model."`
	Output string `short:"o" required:"" help:"Write the drawing to a file (SVG); - is standard output." placeholder:"FILE"`
}

// Run draws the validation of a model.
func (c chartCommand) Run(ctx context.Context, g *globals, out *output) error {
	to := exporting{c.Output}
	if err := to.endsIn(".svg"); err != nil {
		return err
	}
	return answer(ctx, g, out, to, func(s *session) (map[string]string, document, error) {
		drawing, err := s.ModelChart(ctx, c.Model)
		return map[string]string{"model": c.Model, "file": c.Output}, written(drawing), err
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintln(w, c.Output) })
}

type actionsCommands struct {
	List listActionsCommand `cmd:"" default:"1" help:"List them."`
	Set  setActionsCommand  `cmd:"" help:"Put others in force for a factor."`
}

type listActionsCommand struct{}

// Run lists what agencies can do about factors.
func (listActionsCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Factors []rtm.Actions `json:"factors"`
	}
	return answerAlone(ctx, g, out, func(s *session) (list, error) {
		all, err := s.Actions(ctx)
		return list{all}, err
	}, func(w io.Writer, all list) { printActions(w, all.Factors...) })
}

type setActionsCommand struct {
	Factor string   `arg:"" help:"A category of sites."`
	Action []string `required:"" sep:"none" help:"An action, as in «licensing authority: Prevent: review the licence», or for some offence groups alone «bank: Protect: move the machine indoors [robbery]»; again for each." placeholder:"TEXT"`
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
	return answerAlone(ctx, g, out, func(s *session) (rtm.Actions, error) {
		return s.SetActions(ctx, c.Factor, actions)
	}, func(w io.Writer, set rtm.Actions) { printActions(w, set) })
}

func printActions(w io.Writer, all ...rtm.Actions) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range all {
		for _, a := range f.Actions {
			fmt.Fprintf(t, "%s\tversion %d\t%s\t%s\t%s\t%s\n", f.Factor, f.Version, a.FourP, a.Agency, a.Does, cmp.Or(strings.Join(a.Groups, ", "), "all groups"))
		}
	}
	t.Flush()
}
