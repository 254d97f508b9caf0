package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"beatplan/english"
	"beatplan/internal/app"
	"beatplan/meeting"
)

type meetingsCommands struct {
	Open   openMeetingCommand   `cmd:"" help:"Open the record of a meeting."`
	Decide decideMeetingCommand `cmd:"" help:"Record a decision: zones agreed, a plan approved, an action set, or words alone."`
	Close  closeMeetingCommand  `cmd:"" help:"Close the record: it opens the next meeting's page."`
	List   listMeetingsCommand  `cmd:"" default:"1" help:"List the meetings."`
	Show   showMeetingCommand   `cmd:"" help:"What lies on the table: decided, done and changed, areas, actions, intelligence."`
}

type openMeetingCommand struct {
	Area  string `required:"" help:"The area that it is about." placeholder:"NAME"`
	Date  string `help:"Its day (default: today)." placeholder:"YYYY-MM-DD"`
	Title string `help:"Whose meeting it is." default:"Crime Reduction Group" placeholder:"TEXT"`
	Chair string `help:"Who chairs it." placeholder:"NAME"`
}

// Run opens a meeting.
func (c openMeetingCommand) Run(ctx context.Context, g *globals, out *output) error {
	day, err := today(c.Date)
	if err != nil {
		return usage{err}
	}
	return answerAlone(ctx, g, out, func(s *session) (meeting.Meeting, error) {
		return s.OpenMeeting(ctx, meeting.Meeting{Title: c.Title, Area: c.Area, Date: day, Chair: c.Chair})
	}, printMeeting)
}

func printMeeting(w io.Writer, m meeting.Meeting) {
	state := "open"
	if m.Closed {
		state = "closed"
	}
	fmt.Fprintf(w, "meeting %s, %s, %s: %s, %s\n", m.ID, m.Title, m.Date, state, english.Count(float64(len(m.Decisions)), "decision"))
}

type decideMeetingCommand struct {
	ID    string `arg:"" help:"Number of the meeting."`
	Words string `arg:"" help:"What was decided, as the record has it."`
	Kind  string `help:"zones, plan, action or other." default:"other" placeholder:"NAME"`
	Of    string `help:"The zone set, plan or action." placeholder:"ID"`
	Zone  string `help:"The focus area of the set that is meant (default: all of them)." placeholder:"NAME"`
}

// Run records a decision.
func (c decideMeetingCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (meeting.Meeting, error) {
		return s.DecideMeeting(ctx, c.ID, meeting.Decision{Kind: c.Kind, Of: c.Of, Zone: c.Zone, Words: c.Words})
	}, printMeeting)
}

type closeMeetingCommand struct {
	ID string `arg:"" help:"Number of the meeting."`
}

// Run closes a meeting.
func (c closeMeetingCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (meeting.Meeting, error) { return s.CloseMeeting(ctx, c.ID) }, printMeeting)
}

type listMeetingsCommand struct{}

// Run lists the meetings.
func (listMeetingsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (map[string][]meeting.Meeting, error) {
		all, err := s.Meetings(ctx)
		return map[string][]meeting.Meeting{"meetings": all}, err
	}, func(w io.Writer, all map[string][]meeting.Meeting) {
		if len(all["meetings"]) == 0 {
			fmt.Fprintln(w, "no meetings yet: beatplan meetings open opens one")
		}
		for _, m := range all["meetings"] {
			printMeeting(w, m)
		}
	})
}

type showMeetingCommand struct {
	ID      string `arg:"" help:"Number of the meeting."`
	Edition string `help:"police or partner: that for partners has no intelligence, no owner's name and no count under five." default:"police" placeholder:"NAME"`
	Output  string `short:"o" help:"Write the page to a file, whose ending says how: .pdf, .html or .docx." placeholder:"FILE"`
}

// Run shows a meeting.
func (c showMeetingCommand) Run(ctx context.Context, g *globals, out *output) error {
	file := exporting{c.Output}
	if err := file.endsIn(dotted(app.BriefEndings())...); err != nil {
		return err
	}
	return answer(ctx, g, out, file, func(s *session) (meeting.Page, document, error) {
		p, err := s.MeetingPage(ctx, c.ID, c.Edition)
		return p, func() ([]byte, error) {
			made, err := s.MeetingFile(ctx, c.ID, c.Edition, file.ending("pdf"))
			return made.Body, err
		}, err
	}, func(w io.Writer, p meeting.Page) {
		printMeeting(w, p.Meeting)
		for _, l := range p.Since {
			fmt.Fprintln(w, lined("decided: "+l.Decided, "done: "+l.Done, "changed: "+l.Changed))
		}
		for _, a := range p.Areas {
			fmt.Fprintln(w, lined(fmt.Sprintf("area: %s, %s, %.0f days, %.1f%%", a.Name, a.Tier, a.Harm, 100*a.Share), a.Changed, a.Since))
		}
		meeting.ActionList{Actions: p.Actions}.Table().Print(w)
		for _, i := range p.Items {
			fmt.Fprintln(w, i)
		}
		for _, d := range p.Meeting.Decisions {
			fmt.Fprintln(w, "decided today: "+d.Words)
		}
	})
}

// lined joins the parts of a line that say something.
func lined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" || strings.HasSuffix(p, ": ") }), " · ")
}
