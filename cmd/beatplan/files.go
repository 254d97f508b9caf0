package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"beatplan/internal/app"
)

// planExporting is the flag of commands that write a plan to a file.
type planExporting struct {
	Output string `short:"o" help:"Write the plan to a file, whose ending says how: .geojson, .pdf (posting sheets and the commander's page), .html (the same for a telephone, without network), .docx (operation order), .gpx, .ics or .csv; - is GeoJSON on standard output." placeholder:"FILE"`

	Edition  string `help:"police or partner: that for partners, .pdf or .html, has no powers and no place of health." default:"police" placeholder:"NAME"`
	Template string `help:"A Word file of your own whose styles, paper, headers and footers a .docx takes." placeholder:"FILE"`
}

// template returns the Word file that the flag names, or nil.
func (e planExporting) template(ending string) ([]byte, error) {
	if e.Template == "" {
		return nil, nil
	}
	if ending != "docx" {
		return nil, usage{errors.New("--template is for the operation order: end the name of the output in .docx")}
	}
	body, err := os.ReadFile(e.Template)
	if err != nil {
		return nil, usage{fmt.Errorf("--template: %w", err)}
	}
	return body, nil
}

// answerPlan is answer for a plan, which is written as the file's name says.
func answerPlan(ctx context.Context, g *globals, out *output, to planExporting, ask func(*session) (app.PlanResult, error), text func(io.Writer, app.PlanResult)) error {
	file := exporting{to.Output}
	if err := file.endsIn(dotted(app.PlanEndings())...); err != nil {
		return err
	}
	template, err := to.template(file.ending("geojson"))
	if err != nil {
		return err
	}
	return answer(ctx, g, out, file, func(s *session) (app.PlanResult, document, error) {
		plan, err := ask(s)
		return plan, func() ([]byte, error) {
			if template != nil {
				f, err := s.PlanOrder(ctx, plan.ID, template)
				return f.Body, err
			}
			f, err := s.PlanFile(ctx, plan.ID, file.ending("geojson"), to.Edition)
			return f.Body, err
		}, err
	}, text)
}

// ending returns the ending of the file's name, without its dot; where it is no file
// whose name says anything, another.
func (e exporting) ending(otherwise string) string {
	if ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(e.Output), ".")); ending != "" && !e.toStdout() && !e.streams() {
		return ending
	}
	return otherwise
}

func dotted(endings []string) []string {
	all := make([]string, len(endings))
	for i, e := range endings {
		all[i] = "." + e
	}
	return all
}

type briefCommand struct {
	Zone    string `arg:"" help:"Id of the area in its set (Z-01), or its name."`
	Set     string `help:"Id of the set (default: the newest that has such an area)." placeholder:"ID"`
	On      string `help:"Powers and intelligence are those of this day and the two after it (default: today)." placeholder:"YYYY-MM-DD"`
	Edition string `help:"police or partner: that for partners has no powers, no intelligence and no count under five." default:"police" placeholder:"NAME"`
	Output  string `short:"o" required:"" help:"File to write, whose ending says how: .pdf, .html (for a telephone, without network) or .docx." placeholder:"FILE"`
}

// Run writes the briefing.
func (c briefCommand) Run(ctx context.Context, g *globals, out *output) error {
	file := exporting{c.Output}
	if err := file.endsIn(dotted(app.BriefEndings())...); err != nil {
		return err
	}
	day, err := today(c.On)
	if err != nil {
		return usage{err}
	}
	return answer(ctx, g, out, file, func(s *session) (map[string]string, document, error) {
		made, err := s.Brief(ctx, app.BriefRequest{Set: c.Set, Zone: c.Zone, Day: day, Edition: c.Edition, Form: file.ending("pdf")})
		return map[string]string{"zone": c.Zone, "edition": c.Edition, "file": c.Output}, written(made.Body), err
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintln(w, c.Output) })
}
