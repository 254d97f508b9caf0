package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"beatplan/english"
	"beatplan/internal/app"
)

type sourcesCommands struct {
	List  listSourcesCommand  `cmd:"" default:"1" help:"List the systems that are loaded, the order, and who set which."`
	Order orderSourcesCommand `cmd:"" help:"Set the order: where several systems hold a month of a district, answers count the first of these."`
	Reset resetSourcesCommand `cmd:"" help:"Have no order: records systems before street files, and more offences before fewer."`
}

type listSourcesCommand struct{}

// Run lists the systems and the order.
func (listSourcesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (app.Sources, error) { return s.Sources(ctx) }, printSources)
}

type orderSourcesCommand struct {
	Systems []string `arg:"" help:"Systems, as sources list names them; first the one to count first." placeholder:"SYSTEM"`
}

// Run sets the order.
func (c orderSourcesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (app.Sources, error) { return s.SetSourceOrder(ctx, c.Systems) }, printSources)
}

type resetSourcesCommand struct{}

// Run ends the order.
func (resetSourcesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (app.Sources, error) { return s.SetSourceOrder(ctx, nil) }, printSources)
}

// printSources prints what is loaded of each system, and the orders.
func printSources(w io.Writer, s app.Sources) {
	if len(s.Loaded) == 0 {
		fmt.Fprintln(w, "no offences are loaded; import some first")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range s.Loaded {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d counted\n", l.System, l.Months, english.Some(l.Offences, "offence"), l.Counted)
	}
	t.Flush()
	fmt.Fprintln(w, "order: "+orderOf(s.Systems))
	for _, c := range s.History {
		fmt.Fprintf(w, "version %d, set by %s at %s: %s\n", c.Version, c.By, c.At.Format(time.RFC3339), orderOf(c.Systems))
	}
}

func orderOf(systems []string) string {
	if len(systems) == 0 {
		return "none set: records systems before street files, more offences before fewer"
	}
	return strings.Join(systems, ", then ")
}
