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
	return c.decide(ctx, g, out, app.DecisionRequest{Verdict: result.Proposed})
}

type approveCommand struct {
	deciding
	Despite string `help:"Why it holds though its newest data are over 45 days old, or days of them are missing: needed then, and printed with it." placeholder:"TEXT"`
}

// Run approves a result.
func (c approveCommand) Run(ctx context.Context, g *globals, out *output) error {
	day, err := today("")
	if err != nil {
		return err
	}
	return c.decide(ctx, g, out, app.DecisionRequest{Verdict: result.Approved, Despite: c.Despite, Day: day})
}

type withdrawCommand struct{ deciding }

// Run withdraws a proposal or an approval.
func (c withdrawCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.decide(ctx, g, out, app.DecisionRequest{Verdict: result.Withdrawn})
}

func (c deciding) decide(ctx context.Context, g *globals, out *output, r app.DecisionRequest) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	r.Result, r.Why = c.Result, c.Why
	decisions, err := s.Decide(ctx, r)
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
