package main

import (
	"context"

	"beatplan/internal/app"
	"beatplan/meeting"
)

type reportTriageCommand struct {
	reporting

	Area string `required:"" help:"An area." placeholder:"NAME"`
	Week string `required:"" help:"The first day of the week." placeholder:"YYYY-MM-DD"`

	Public bool `help:"The public edition: no count under five, no premises and no place."`
}

// Run prints the triage.
func (c reportTriageCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.Triage, error) {
		return edition[meeting.Triage](c.Public)(s.Triage(ctx, c.Area, c.Week))
	})
}

type reportPremisesCommand struct {
	reporting
	logged

	Area  string `required:"" help:"An area." placeholder:"NAME"`
	Group string `help:"Offences of this group alone (default: every offence)." placeholder:"NAME"`
}

// Run prints the premises of concern.
func (c reportPremisesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.PremisesList, error) {
		return s.Premises(ctx, c.Area, c.From, c.To, c.Group)
	})
}

type reportHouseholdsCommand struct {
	reporting

	Area   string  `required:"" help:"An area." placeholder:"NAME"`
	On     string  `help:"The day to look at (default: today)." placeholder:"YYYY-MM-DD"`
	Group  string  `help:"The offence group, of burglaries alone, after which homes are visited." default:"burglary" placeholder:"NAME"`
	Metres float64 `help:"How far around a burglary homes are visited." default:"200" placeholder:"N"`
	Days   int     `help:"For how many days after it." default:"14" placeholder:"N"`
}

// Run prints the homes to visit.
func (c reportHouseholdsCommand) Run(ctx context.Context, g *globals, out *output) error {
	day, err := today(c.On)
	if err != nil {
		return usage{err}
	}
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.HouseholdList, error) {
		return s.Households(ctx, app.HouseholdRequest{Area: c.Area, On: day, Group: c.Group, Metres: c.Metres, Days: c.Days})
	})
}

type reportSearchesCommand struct {
	reporting

	Area string `required:"" help:"An area." placeholder:"NAME"`
	From string `required:"" help:"The first month." placeholder:"YYYY-MM"`
	To   string `required:"" help:"The last month." placeholder:"YYYY-MM"`
}

// Run prints the searches.
func (c reportSearchesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.SearchReport, error) { return s.Searches(ctx, c.Area, c.From, c.To) })
}

type reportChronologyCommand struct {
	reporting
	logged

	Premises string `arg:"" help:"Its name, or its key as the list of premises has it."`
}

// Run prints a chronology.
func (c reportChronologyCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.Chronology, error) {
		return s.Chronology(ctx, c.Premises, c.From, c.To)
	})
}
