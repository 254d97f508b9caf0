package main

import (
	"context"
	"fmt"
	"io"

	"beatplan/internal/app"
	"beatplan/internal/result"
)

// deciding is what every decision is given.
type deciding struct {
	Result string `arg:"" help:"Id of a model, zone set or plan."`
	Why    string `required:"" help:"The reason, which is kept." placeholder:"TEXT"`
}

type proposeCommand struct{ deciding }

// Run puts a result forward for somebody else to approve.
func (c proposeCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.decide(ctx, g, out, result.Proposed)
}

type approveCommand struct{ deciding }

// Run approves a result.
func (c approveCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.decide(ctx, g, out, result.Approved)
}

type withdrawCommand struct{ deciding }

// Run withdraws a proposal or an approval.
func (c withdrawCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.decide(ctx, g, out, result.Withdrawn)
}

func (c deciding) decide(ctx context.Context, g *globals, out *output, v result.Status) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	decisions, err := s.Decide(ctx, app.DecisionRequest{Result: c.Result, Verdict: v, Why: c.Why})
	if err != nil {
		return err
	}
	return out.report(map[string]any{"result": c.Result, "decisions": decisions}, func(w io.Writer) { printDecisions(w, decisions) })
}

func printDecisions(w io.Writer, decisions []result.Decision) {
	for _, d := range decisions {
		fmt.Fprintln(w, d)
	}
}
