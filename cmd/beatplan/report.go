package main

import (
	"context"
	"errors"
	"io"
	"os"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/meeting"
)

type reportCommands struct {
	DPIA       dpiaCommand             `cmd:"" name:"dpia" help:"Draft the data protection impact assessment, from what the program does and holds."`
	Equality   equalityCommand         `cmd:"" help:"Draft the equality impact assessment."`
	Strands    reportStrandsCommand    `cmd:"" help:"Twelve months, or fewer, against as many before: each strand and each offence type."`
	Return     reportReturnCommand     `cmd:"" help:"The return: person-hours by agency and funding, what came of them, hours lost."`
	Delivery   reportDeliveryCommand   `cmd:"" help:"What became of a plan: target, planned and delivered minutes."`
	Funded     reportFundedCommand     `cmd:"" help:"Whether areas that money is already spent on are still hot, and what they miss."`
	Overlap    reportOverlapCommand    `cmd:"" help:"How much of one offence group lies in the hotspots of another, against chance and against busy places."`
	Quarter    reportQuarterCommand    `cmd:"" help:"The quarterly paper, in the headings of the force's own report."`
	Households reportHouseholdsCommand `cmd:"" help:"Homes to visit around the burglaries of the last days (cocooning), how many were visited, and near repeats."`
	Searches   reportSearchesCommand   `cmd:"" help:"Stop and searches by month and area, with objects and outcomes."`
	Triage     reportTriageCommand     `cmd:"" help:"Calls about anti-social behaviour of a week by owner, against all weeks, and the premises behind them."`
	Premises   reportPremisesCommand   `cmd:"" help:"The twenty premises at which most happened."`
	Chronology reportChronologyCommand `cmd:"" help:"All that is known to have happened at a premises, in order."`
}

// reporting is the flag of commands whose table can be written to a file.
type reporting struct {
	Output string `short:"o" help:"Write it to a file, whose ending says how: .csv, .md, .pdf, .docx or .html." placeholder:"FILE"`
}

// document returns what makes a report as the file's name says.
func (r reporting) document(p app.Paper) document {
	return func() ([]byte, error) {
		made, err := app.WritePaper(p, exporting(r).ending("csv"))
		return made.Body, err
	}
}

// edition returns a report as it is, or its public edition.
func edition[T interface{ Public() T }](public bool) func(T, error) (T, error) {
	return func(t T, err error) (T, error) {
		if public && err == nil {
			t = t.Public()
		}
		return t, err
	}
}

// answerTable is answer for what lays itself out as a table.
func answerTable[T app.Paper](ctx context.Context, g *globals, out *output, to reporting, ask func(*session) (T, error)) error {
	if err := exporting(to).endsIn(dotted(app.PaperEndings())...); err != nil {
		return err
	}
	return answer(ctx, g, out, exporting(to), func(s *session) (T, document, error) {
		found, err := ask(s)
		return found, to.document(found), err
	}, func(w io.Writer, found T) { found.Table().Print(w) })
}

type reportStrandsCommand struct {
	reporting

	Counts string `help:"Compare the counts of a file, a CSV of titles and two counts each, and need no database." placeholder:"FILE"`
	Area   string `help:"A force, a district or a union of districts." placeholder:"NAME"`
	To     string `help:"The last of the months." placeholder:"YYYY-MM"`
	Months int    `help:"How many months are compared with as many before, 1 to 12." default:"12" placeholder:"N"`
	Public bool   `help:"Print no count under five."`
}

// Run prints a strand table.
func (c reportStrandsCommand) Run(ctx context.Context, g *globals, out *output) error {
	switch {
	case c.Counts != "" && (c.Area != "" || c.To != ""):
		return usage{errors.New("--counts: its counts are of no area and no month here: leave --area and --to out")}
	case c.Counts != "":
		return c.ofFile(out)
	case c.Area == "" || c.To == "":
		return usage{errors.New("name an area and the last month (--area and --to), or a file of counts (--counts)")}
	}
	return answerTable(ctx, g, out, c.reporting, func(s *session) (meeting.StrandTable, error) {
		return edition[meeting.StrandTable](c.Public)(s.StrandTable(ctx, c.Area, c.To, c.Months))
	})
}

// ofFile compares the counts of a file.
func (c reportStrandsCommand) ofFile(out *output) error {
	to := exporting(c.reporting)
	if err := errors.Join(to.endsIn(dotted(app.PaperEndings())...), to.check()); err != nil {
		return err
	}
	file, err := os.Open(c.Counts)
	if err != nil {
		return fault.New(fault.Invalid, "--counts: %w", err)
	}
	defer file.Close()
	before, after, counts, err := ingest.StrandCounts(file)
	if err != nil {
		return fault.New(fault.Invalid, "%s: %w", c.Counts, err)
	}
	t, err := edition[meeting.StrandTable](c.Public)(meeting.StrandsOf(before, after, counts))
	if err != nil {
		return err
	}
	if to.Output != "" {
		body, err := c.document(t)()
		if err != nil {
			return err
		}
		if err := to.write(body); err != nil {
			return err
		}
	}
	return to.beside(out).report(t, t.Table().Print)
}
