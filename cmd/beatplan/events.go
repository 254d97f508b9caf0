package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"beatplan/internal/fault"
)

type eventsCommand struct {
	From string `required:"" help:"First day." placeholder:"YYYY-MM-DD"`
	To   string `help:"Last day (default: the first)." placeholder:"YYYY-MM-DD"`
}

// Run lists the events of some days.
func (c eventsCommand) Run(ctx context.Context, g *globals, out *output) error {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	from, to, err := days(c.From, c.To, zone)
	if err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	events, err := s.Events(ctx, from, to)
	if err != nil {
		return err
	}
	return out.report(map[string]any{"events": events}, func(w io.Writer) {
		if len(events) == 0 {
			fmt.Fprintln(w, "no events on these days: import events loads calendars")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, e := range events {
			const moment = "Mon 2006-01-02 15:04"
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", e.From.In(zone).Format(moment), e.To.In(zone).Format(moment), e.Kind, e.Name, e.Venue)
		}
		t.Flush()
	})
}

// days returns when the first of some days begins and when the last ends, in a
// zone. Without a last day the first is alone.
func days(first, last string, zone *time.Location) (from, to time.Time, err error) {
	if last == "" {
		last = first
	}
	if from, err = time.ParseInLocation(time.DateOnly, first, zone); err != nil {
		return from, to, fault.New(fault.Invalid, "--from %q: write it YYYY-MM-DD", first)
	}
	if to, err = time.ParseInLocation(time.DateOnly, last, zone); err != nil {
		return from, to, fault.New(fault.Invalid, "--to %q: write it YYYY-MM-DD", last)
	}
	if to.Before(from) {
		return from, to, fault.New(fault.Invalid, "--to %s is before --from %s", last, first)
	}
	return from, to.AddDate(0, 0, 1), nil
}
