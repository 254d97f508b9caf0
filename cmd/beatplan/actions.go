package main

import (
	"context"
	"fmt"
	"io"

	"beatplan/internal/app"
	"beatplan/meeting"
)

type actionListCommands struct {
	Add       addActionCommand      `cmd:"" help:"Add an action, with an owner and a date."`
	List      actionListCommand     `cmd:"" default:"1" help:"List the actions, by owner and date."`
	Set       setActionCommand      `cmd:"" help:"Change an action: its status, its owner, its date and the rest."`
	Drop      dropActionCommand     `cmd:"" help:"Take an action off the list that was a mistake."`
	Suggest   suggestActionsCommand `cmd:"" help:"Actions for the primary and secondary zones of a set, by what each holds, and addresses to solve; or for the factors of a model, at the riskiest places."`
	Dashboard dashboardCommand      `cmd:"" help:"How far the actions of each strand, agency and zone have come."`
}

type addActionCommand struct {
	Does     string   `arg:"" help:"What is to be done." placeholder:"TEXT"`
	FourP    string   `name:"p" field:"four_p" required:"" help:"Prevent, Pursue, Protect or Prepare." placeholder:"P"`
	Agency   string   `required:"" help:"The agency that leads." placeholder:"NAME"`
	Owner    string   `help:"Who sees to it." placeholder:"NAME"`
	Due      string   `help:"By when." placeholder:"YYYY-MM-DD"`
	Zone     string   `help:"Name or id of a focus area." placeholder:"NAME"`
	ZoneSet  string   `help:"Id of the set that has it." placeholder:"ID"`
	Strand   string   `help:"The strand that it belongs to." placeholder:"NAME"`
	Factor   string   `help:"The risk factor that it acts on, as takeaway." placeholder:"NAME"`
	Place    string   `help:"Where, in words." placeholder:"TEXT"`
	Problem  bool     `help:"It is a problem to solve at an address that was left out."`
	FourE    []string `name:"e" field:"four_e" help:"Engage, Explain, Encourage or Enforce, where an officer meets people." placeholder:"E"`
	Partners []string `help:"Agencies that help." placeholder:"NAME"`
	Status   string   `help:"not started, in progress, at risk or completed." default:"not started" placeholder:"TEXT"`
	Risks    string   `help:"What may go wrong." placeholder:"TEXT"`
	Measure  string   `help:"Measure of success." placeholder:"TEXT"`
	Notes    string   `help:"Notes." placeholder:"TEXT"`
	Meeting  string   `help:"Number of the meeting that sets it." placeholder:"N"`
}

// Run adds an action.
func (c addActionCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (meeting.Action, error) {
		return s.AddAction(ctx, meeting.Action{
			Does: c.Does, FourP: c.FourP, FourE: c.FourE, Zone: c.Zone, ZoneSet: c.ZoneSet, Strand: c.Strand, Factor: c.Factor, Place: c.Place, Problem: c.Problem,
			Agency: c.Agency, Partners: c.Partners, Owner: c.Owner, Due: c.Due, Status: c.Status, Risks: c.Risks, Measure: c.Measure, Notes: c.Notes, Meeting: c.Meeting,
		})
	}, printAction)
}

func printAction(w io.Writer, a meeting.Action) {
	fmt.Fprintf(w, "action %s, %s by %s: %s (%s)\n", a.ID, a.Owner, a.Due, a.Does, a.Status)
}

type actionListCommand struct {
	reporting

	Zone     string `help:"Those for a focus area." placeholder:"NAME"`
	Strand   string `help:"Those of a strand." placeholder:"NAME"`
	Agency   string `help:"Those that an agency leads." placeholder:"NAME"`
	Owner    string `help:"Those of an owner." placeholder:"NAME"`
	Status   string `help:"Those with a status." placeholder:"TEXT"`
	Problems bool   `help:"Problems to solve at addresses alone."`
}

// Run lists the actions.
func (c actionListCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.ActionList, error) {
		return s.ActionList(ctx, meeting.ActionFilter{Zone: c.Zone, Strand: c.Strand, Agency: c.Agency, Owner: c.Owner, Status: c.Status, Problems: c.Problems})
	})
}

type setActionCommand struct {
	ID       string  `arg:"" help:"Its number."`
	Does     *string `help:"What is to be done." placeholder:"TEXT"`
	Agency   *string `help:"The agency that leads." placeholder:"NAME"`
	Owner    *string `help:"Who sees to it." placeholder:"NAME"`
	Due      *string `help:"By when." placeholder:"YYYY-MM-DD"`
	Status   *string `help:"not started, in progress, at risk or completed." placeholder:"TEXT"`
	Risks    *string `help:"What may go wrong." placeholder:"TEXT"`
	Measure  *string `help:"Measure of success." placeholder:"TEXT"`
	Notes    *string `help:"Notes." placeholder:"TEXT"`
	Evidence *string `help:"What shows that it is done." placeholder:"TEXT"`
}

// Run changes an action.
func (c setActionCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (meeting.Action, error) {
		return s.SetAction(ctx, c.ID, app.ActionChange{
			Does: c.Does, Agency: c.Agency, Owner: c.Owner, Due: c.Due, Status: c.Status, Risks: c.Risks, Measure: c.Measure, Notes: c.Notes, Evidence: c.Evidence,
		})
	}, printAction)
}

type dropActionCommand struct {
	ID string `arg:"" help:"Its number."`
}

// Run takes an action off the list.
func (c dropActionCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (map[string]string, error) {
		return map[string]string{"dropped": c.ID}, s.DropAction(ctx, c.ID)
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintf(w, "action %s is off the list\n", c.ID) })
}

type suggestActionsCommand struct {
	reporting

	Of string `arg:"" name:"of" help:"Id of a set of focus areas, or of a risk terrain model."`
}

// Run suggests actions.
func (c suggestActionsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.Suggestions, error) { return s.SuggestActions(ctx, c.Of) })
}

type dashboardCommand struct {
	reporting

	On string `help:"The day to look at (default: today)." placeholder:"YYYY-MM-DD"`
}

// Run prints the dashboard.
func (c dashboardCommand) Run(ctx context.Context, g *globals, out *output) error {
	day, err := today(c.On)
	if err != nil {
		return usage{err}
	}
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.Dashboard, error) { return s.ActionDashboard(ctx, day) })
}
