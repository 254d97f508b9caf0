package main

import (
	"context"

	"beatplan/meeting"
)

type reportQuarterCommand struct {
	reporting

	Area   string `help:"A force, a district or a union of districts (default: the only force)." placeholder:"NAME"`
	To     string `required:"" help:"The last month of the quarter." placeholder:"YYYY-MM"`
	Public bool   `help:"The public edition: no count under five, no owner and no risk."`
}

// Run makes the quarterly paper.
func (c reportQuarterCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.Quarter, error) {
		return edition[meeting.Quarter](c.Public)(s.Quarter(ctx, c.Area, c.To))
	})
}
