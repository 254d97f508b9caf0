package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/meeting"
)

type visitsCommands struct {
	Add       addVisitCommand        `cmd:"" help:"Log a visit, or time that was lost."`
	Import    importVisitsCommand    `cmd:"" help:"Log the visits of a CSV file. Loading it again adds nothing."`
	Positions importPositionsCommand `cmd:"" help:"Log the minutes that units spent at a plan's spots, by a CSV of their positions, which are not kept."`
	List      listVisitsCommand      `cmd:"" default:"withargs" help:"List the visits of some days."`
}

// payer is who a unit belongs to and who pays for it.
type payer struct {
	Agency   string `required:"" help:"Whose unit it is." placeholder:"NAME"`
	Funding  string `help:"core or funded." default:"core" placeholder:"NAME"`
	Officers int    `help:"How many officers together." default:"1" placeholder:"N"`
}

type addVisitCommand struct {
	payer

	Unit    string         `required:"" help:"Call sign, never a name." placeholder:"NAME"`
	From    string         `required:"" help:"When it began, local time." placeholder:"YYYY-MM-DDTHH:MM"`
	Minutes int            `required:"" help:"How long it took." placeholder:"N"`
	Place   string         `help:"A spot's id or a name." placeholder:"NAME"`
	Plan    string         `help:"Id of the plan." placeholder:"ID"`
	Lost    string         `help:"The time was lost, and why: a call, an arrest." placeholder:"TEXT"`
	Output  map[string]int `help:"What came of it, as searches=2." placeholder:"NAME=N"`
}

// Run logs a visit.
func (c addVisitCommand) Run(ctx context.Context, g *globals, out *output) error {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	from, err := time.ParseInLocation("2006-01-02T15:04", c.From, zone)
	if err != nil {
		return usage{fmt.Errorf("--from %q: write it YYYY-MM-DDTHH:MM", c.From)}
	}
	return answerAlone(ctx, g, out, func(s *session) (app.Logged, error) {
		return s.LogVisits(ctx, []meeting.Visit{{
			Plan: c.Plan, Unit: c.Unit, Agency: c.Agency, Funding: c.Funding, Place: c.Place, From: from.UTC(), Minutes: c.Minutes,
			Officers: c.Officers, Outputs: c.Output, Lost: c.Lost, Source: meeting.FromForm,
		}})
	}, printLogged)
}

func printLogged(w io.Writer, l app.Logged) {
	fmt.Fprintf(w, "%d visits: %d added, %d changed, %d there already\n", l.Visits, l.Added, l.Changed, l.Unchanged)
}

// readRows reads a log whole, in London's time.
func readRows[T any](from io.Reader, read func(io.Reader, *time.Location) ([]T, error)) ([]T, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	return read(from, zone)
}

// readLog reads a log file whole.
func readLog[T any](name string, read func(io.Reader, *time.Location) ([]T, error)) ([]T, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%w", err)
	}
	rows, err := readRows(file, read)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fault.New(fault.Invalid, "%s: %w", name, err)
	}
	return rows, nil
}

type importVisitsCommand struct {
	File string `arg:"" help:"CSV with from, minutes, unit, agency, place or lost, and what is known beside."`
}

// Run logs the visits of a file.
func (c importVisitsCommand) Run(ctx context.Context, g *globals, out *output) error {
	visits, err := readLog(c.File, ingest.VisitLog)
	if err != nil {
		return err
	}
	return answerAlone(ctx, g, out, func(s *session) (app.Logged, error) { return s.LogVisits(ctx, visits) }, printLogged)
}

type importPositionsCommand struct {
	payer

	File string `arg:"" help:"CSV with unit, time, longitude and latitude."`
	Plan string `required:"" help:"Id of the plan whose spots count." placeholder:"ID"`
}

// Run logs what positions show.
func (c importPositionsCommand) Run(ctx context.Context, g *globals, out *output) error {
	fixes, err := readLog(c.File, ingest.Fixes)
	if err != nil {
		return err
	}
	return answerAlone(ctx, g, out, func(s *session) (app.Logged, error) {
		return s.LogPositions(ctx, c.Plan, c.Agency, c.Funding, c.Officers, fixes)
	}, printLogged)
}

// logged is the days of a log.
type logged struct {
	From string `required:"" help:"The first day." placeholder:"YYYY-MM-DD"`
	To   string `required:"" help:"The last day." placeholder:"YYYY-MM-DD"`
}

type listVisitsCommand struct {
	reporting
	logged

	Plan string `help:"Those of a plan." placeholder:"ID"`
}

// Run lists visits.
func (c listVisitsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.VisitList, error) { return s.VisitLog(ctx, c.From, c.To, c.Plan) })
}

type reportReturnCommand struct {
	reporting
	logged

	Template string `help:"A template of the return; beatplan returns lists them." default:"standard" placeholder:"NAME"`
	Public   bool   `help:"Print no output under five, no agency and no lost time."`
}

// Run prints the return.
func (c reportReturnCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.FiledReturn, error) {
		return edition[meeting.FiledReturn](c.Public)(s.Return(ctx, c.From, c.To, c.Template))
	})
}

type reportDeliveryCommand struct {
	reporting

	Plan string `arg:"" help:"Id of a plan."`
}

// Run prints what became of a plan.
func (c reportDeliveryCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.Delivery, error) { return s.Delivery(ctx, c.Plan) })
}
