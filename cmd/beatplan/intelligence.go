package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"beatplan/internal/app"
	"beatplan/meeting"
)

type intelligenceCommands struct {
	Add    addItemCommand    `cmd:"" help:"Add an item, and say what it raises."`
	List   listItemsCommand  `cmd:"" default:"1" help:"List the items that are valid or to come."`
	Show   showItemCommand   `cmd:"" help:"Show an item: what it raises, who read it, and whether it came here."`
	Read   readItemCommand   `cmd:"" help:"Keep that you have read an item."`
	Expire expireItemCommand `cmd:"" help:"End an item before its time."`
}

type addItemCommand struct {
	Text       string   `required:"" help:"What is known." placeholder:"TEXT"`
	From       string   `required:"" help:"The first day on which it is valid." placeholder:"YYYY-MM-DD"`
	To         string   `required:"" help:"The last." placeholder:"YYYY-MM-DD"`
	Category   []string `field:"categories" help:"Categories of sites that it raises, as pharmacy." placeholder:"NAME"`
	Area       string   `help:"It speaks of this area alone." placeholder:"NAME"`
	Group      []string `field:"groups" help:"Offence groups that it speaks of." placeholder:"NAME"`
	Hours      string   `help:"Hours of the week, as 'Fri-Sat 22:00-03:00' (default: all)." placeholder:"RULE"`
	Weight     float64  `help:"How many times an ordinary site or spot it counts, above 1." default:"2" placeholder:"N"`
	Source     string   `help:"national, local or partner." default:"local" placeholder:"NAME"`
	Grade      string   `help:"Reliability 1 to 3 and assessment A to E, as 2-B." placeholder:"GRADE"`
	Handling   string   `help:"P (sharing permitted) or C (with conditions)." default:"P" placeholder:"CODE"`
	Conditions string   `help:"Of handling code C." placeholder:"TEXT"`
	Marking    string   `help:"Protective marking." default:"OFFICIAL-SENSITIVE" placeholder:"TEXT"`
	Tell       []string `field:"told" help:"Who is told." placeholder:"NAME"`
}

// Run adds an item.
func (c addItemCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (app.ItemReport, error) {
		return s.AddItem(ctx, meeting.Item{
			Source: c.Source, Grade: c.Grade, Handling: c.Handling, Conditions: c.Conditions, Text: c.Text, Categories: c.Category, Area: c.Area,
			Groups: c.Group, Hours: c.Hours, Weight: c.Weight, From: c.From, To: c.To, Marking: c.Marking, Told: c.Tell,
		})
	}, func(w io.Writer, i app.ItemReport) { fmt.Fprintf(w, "item %s: %s\n", i.ID, i.Effect()) })
}

type listItemsCommand struct {
	On  string `help:"The day to look at (default: today)." placeholder:"YYYY-MM-DD"`
	All bool   `help:"Those that have expired or were withdrawn too."`
}

// today returns a day that was given, or today in London.
func today(given string) (string, error) {
	if given != "" {
		_, _, err := days(given, "", time.UTC)
		return given, err
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return "", err
	}
	return time.Now().In(zone).Format(time.DateOnly), nil
}

// Run lists the items.
func (c listItemsCommand) Run(ctx context.Context, g *globals, out *output) error {
	day, err := today(c.On)
	if err != nil {
		return usage{err}
	}
	return answerAlone(ctx, g, out, func(s *session) (map[string][]app.ItemReport, error) {
		all, err := s.Items(ctx, day, c.All)
		return map[string][]app.ItemReport{"items": all}, err
	}, func(w io.Writer, all map[string][]app.ItemReport) {
		switch {
		case len(all["items"]) > 0:
		case c.All:
			fmt.Fprintln(w, "no intelligence item yet: beatplan intelligence add adds one")
		default:
			fmt.Fprintf(w, "no intelligence item is valid on %s or to come: --all lists those that have expired or were withdrawn\n", day)
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, i := range all["items"] {
			fmt.Fprintf(t, "%s\t%s\t%s to %s\t%s\t%s\t%s\n", i.ID, i.State, i.From, i.To, i.Grading(), i.Effect(), i.Text)
		}
		t.Flush()
	})
}

type showItemCommand struct {
	ID string `arg:"" help:"Its number."`
	On string `help:"The day to look at (default: today)." placeholder:"YYYY-MM-DD"`
}

// Run shows an item.
func (c showItemCommand) Run(ctx context.Context, g *globals, out *output) error {
	day, err := today(c.On)
	if err != nil {
		return usage{err}
	}
	return answerAlone(ctx, g, out, func(s *session) (app.ItemReport, error) { return s.Item(ctx, c.ID, day) }, printItem)
}

func printItem(w io.Writer, i app.ItemReport) {
	fmt.Fprintf(w, "item %s, %s, %s to %s: %s\n%s · %s · %s", i.ID, i.State, i.From, i.To, i.Text, i.Marking, i.Source, i.Grading())
	if i.Conditions != "" {
		fmt.Fprintf(w, ": %s", i.Conditions)
	}
	fmt.Fprintf(w, "\nadded by %s\n%s\n", i.By, i.Effect())
	var names []string
	for _, s := range i.Raises {
		names = append(names, s.Name)
	}
	const shown = 10
	if more := len(names) - shown; more > 0 {
		names = append(names[:shown], fmt.Sprintf("and %d more", more))
	}
	if len(names) > 0 {
		fmt.Fprintf(w, "  %s\n", strings.Join(names, ", "))
	}
	if i.Arrival != nil {
		fmt.Fprintf(w, "did it come here? %s\n", i.Arrival.Sentence)
	}
	for _, r := range i.Read {
		if r.At == nil {
			fmt.Fprintf(w, "%s was told and has not read it\n", r.Who)
		} else {
			fmt.Fprintf(w, "%s read it at %s\n", r.Who, r.At.Format("2006-01-02 15:04"))
		}
	}
}

type readItemCommand struct {
	ID string `arg:"" help:"Its number."`
}

// Run keeps that the caller has read an item.
func (c readItemCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (map[string]string, error) {
		return map[string]string{"read": c.ID, "by": s.principal}, s.ReadItem(ctx, c.ID)
	}, func(w io.Writer, r map[string]string) { fmt.Fprintf(w, "item %s was read by %s\n", r["read"], r["by"]) })
}

type expireItemCommand struct {
	ID string `arg:"" help:"Its number."`
}

// Run ends an item.
func (c expireItemCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (map[string]string, error) {
		return map[string]string{"expired": c.ID}, s.WithdrawItem(ctx, c.ID)
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintf(w, "item %s raises nothing any more\n", c.ID) })
}
