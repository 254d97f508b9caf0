package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/internal/app"
	"beatplan/internal/result"
)

// listing is the flag of commands that list results.
type listing struct {
	Area string `help:"A code, a name, or kind:name (default: all)." placeholder:"NAME"`
}

// of says of which area a list is, if it is of one.
func (l listing) of() string {
	if l.Area == "" {
		return ""
	}
	return " of " + l.Area
}

// naming is the argument of commands on one result.
type naming struct {
	ID string `arg:"" help:"Its id."`
}

// exportingKept is what commands that export a result are given.
type exportingKept struct {
	naming
	Output string `short:"o" required:"" help:"Write it to a GeoJSON file; - is standard output." placeholder:"FILE"`
}

type listPlansCommand struct{ listing }

// Run lists the plans.
func (c listPlansCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Plans []app.PlanResult `json:"plans"`
	}
	return answerAlone(ctx, g, out, func(s *session) (list, error) {
		plans, err := s.Plans(ctx, c.Area)
		return list{plans}, err
	}, func(w io.Writer, all list) {
		if len(all.Plans) == 0 {
			fmt.Fprintln(w, "no plans"+c.of()+" yet: beatplan plan make makes one")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, p := range all.Plans {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s %s\t%s\t%s\n", p.ID, p.Area.Name, p.Operation, p.Date, p.Shift, number(p.Units, "unit"), p.Decision.Status)
		}
		t.Flush()
	})
}

type showPlanCommand struct{ naming }

// Run shows a plan and what was decided on it.
func (c showPlanCommand) Run(ctx context.Context, g *globals, out *output) error {
	return show(ctx, g, out, c.ID, func(s *session) (app.PlanResult, []byte, error) { return s.Plan(ctx, c.ID) }, printPlan)
}

type exportPlanCommand struct {
	naming
	planExporting
}

// Run exports a plan.
func (c exportPlanCommand) Run(ctx context.Context, g *globals, out *output) error {
	if c.Output == "" {
		return usage{errors.New("--output: name the file to write, or - for GeoJSON on standard output")}
	}
	return answerPlan(ctx, g, out, c.planExporting, func(s *session) (app.PlanResult, error) {
		plan, _, err := s.Plan(ctx, c.ID)
		return plan, err
	}, func(w io.Writer, _ app.PlanResult) { fmt.Fprintln(w, c.Output) })
}

type listZonesCommand struct{ listing }

// Run lists the zone sets.
func (c listZonesCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Sets []app.ZoneSetResult `json:"zone_sets"`
	}
	return answerAlone(ctx, g, out, func(s *session) (list, error) {
		sets, err := s.ZoneSets(ctx, c.Area)
		return list{sets}, err
	}, func(w io.Writer, all list) {
		if len(all.Sets) == 0 {
			fmt.Fprintln(w, "no focus areas"+c.of()+" yet: beatplan zones draw draws some")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, s := range all.Sets {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s to %s\t%s\t%s\n", s.ID, s.Area.Name, s.Operation, s.From, s.To, number(s.Zones, "zone"), s.Decision.Status)
		}
		t.Flush()
	})
}

type showZonesCommand struct{ naming }

// Run shows a zone set and what was decided on it.
func (c showZonesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return show(ctx, g, out, c.ID, func(s *session) (zonesDocument, []byte, error) {
		set, body, err := s.ZoneSet(ctx, c.ID)
		return zonesDocument{ZoneSetResult: set, body: body}, body, err
	}, printZones)
}

type exportZonesCommand struct{ exportingKept }

// Run exports a zone set.
func (c exportZonesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return export(ctx, g, out, c.exportingKept, func(s *session) (app.ZoneSetResult, []byte, error) { return s.ZoneSet(ctx, c.ID) })
}

// show reports a result that was kept, and all that people decided on it.
func show[T any](ctx context.Context, g *globals, out *output, id string, find func(*session) (T, []byte, error), text func(io.Writer, T)) error {
	type shown struct {
		Result    T                 `json:"result"`
		Decisions []result.Decision `json:"decisions"`
	}
	return answerAlone(ctx, g, out, func(s *session) (shown, error) {
		found, _, err := find(s)
		if err != nil {
			return shown{}, err
		}
		decisions, err := s.Decisions(ctx, id)
		return shown{found, decisions}, err
	}, func(w io.Writer, all shown) {
		text(w, all.Result)
		printDecisions(w, all.Decisions)
	})
}

// export writes a result as it was kept to a file.
func export[T any](ctx context.Context, g *globals, out *output, to exportingKept, find func(*session) (T, []byte, error)) error {
	return answerFeatures(ctx, g, out, exporting{to.Output}, func(s *session) (map[string]string, document, error) {
		_, body, err := find(s)
		return map[string]string{"id": to.ID, "file": to.Output}, written(body), err
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintln(w, to.Output) })
}
