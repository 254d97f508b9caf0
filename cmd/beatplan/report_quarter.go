package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"beatplan/internal/app"
	"beatplan/meeting"
)

type reportQuarterCommand struct {
	Area   string `help:"A force, a district or a union of districts (default: the only force)." placeholder:"NAME"`
	To     string `required:"" help:"The last month of the quarter." placeholder:"YYYY-MM"`
	Output string `short:"o" help:"Write the paper to a file, whose ending says how: .docx, .pdf or .html." placeholder:"FILE"`
}

// Run makes the quarterly paper.
func (c reportQuarterCommand) Run(ctx context.Context, g *globals, out *output) error {
	file := exporting{c.Output}
	if err := file.endsIn(dotted(app.BriefEndings())...); err != nil {
		return err
	}
	return answer(ctx, g, out, file, func(s *session) (meeting.Quarter, document, error) {
		q, err := s.Quarter(ctx, c.Area, c.To)
		return q, func() ([]byte, error) {
			made, err := s.QuarterFile(ctx, c.Area, c.To, file.ending("docx"))
			return made.Body, err
		}, err
	}, func(w io.Writer, q meeting.Quarter) {
		q.Table.Table().Print(w)
		if len(q.Missing) > 0 {
			fmt.Fprintln(w, "note: not all is loaded of the weeks from "+strings.Join(q.Missing, ", "))
		}
	})
}
