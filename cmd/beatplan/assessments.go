package main

import (
	"context"
	"fmt"
	"io"

	"beatplan/internal/app"
)

// drafting is the flags of commands that draft an assessment.
type drafting struct {
	On     string `help:"The day of the draft (default: today)." placeholder:"YYYY-MM-DD"`
	Output string `short:"o" required:"" help:"File to write: .docx to finish in Word, or .md." placeholder:"FILE"`
}

func (d drafting) draft(ctx context.Context, g *globals, out *output, kind string) error {
	file := exporting{d.Output}
	if err := file.endsIn(dotted(app.AssessmentEndings())...); err != nil {
		return err
	}
	day, err := today(d.On)
	if err != nil {
		return usage{err}
	}
	return answer(ctx, g, out, file, func(s *session) (map[string]string, document, error) {
		imports, err := s.ledger.Imports(ctx)
		if err != nil {
			return nil, nil, err
		}
		made, err := s.Assessment(ctx, app.AssessmentRequest{Kind: kind, Day: day, Form: file.ending("md")}, imports)
		return map[string]string{"assessment": kind, "file": d.Output}, written(made.Body), err
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintln(w, d.Output) })
}

type dpiaCommand struct{ drafting }

// Run drafts the data protection impact assessment.
func (c dpiaCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.draft(ctx, g, out, "dpia")
}

type equalityCommand struct{ drafting }

// Run drafts the equality impact assessment.
func (c equalityCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.draft(ctx, g, out, "equality")
}
