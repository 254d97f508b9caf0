package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"beatplan/internal/app"
)

// planExporting is the flag of commands that write a plan to a file.
type planExporting struct {
	Output string `short:"o" help:"Write the plan to a file, whose ending says how: .geojson, .pdf (posting sheets and the commander's page), .html (the same for a telephone, without network), .docx (operation order); - is GeoJSON on standard output." placeholder:"FILE"`
}

// answerPlan is answer for a plan, which is written as the file's name says.
func answerPlan(ctx context.Context, g *globals, out *output, to planExporting, ask func(*session) (app.Plan, error), text func(io.Writer, app.Plan)) error {
	file := exporting(to)
	if err := file.endsIn(dotted(app.PlanEndings())...); err != nil {
		return err
	}
	return answer(ctx, g, out, file, func(s *session) (app.Plan, document, error) {
		plan, err := ask(s)
		return plan, func() ([]byte, error) {
			f, err := s.PlanFile(ctx, plan.ID, file.ending("geojson"))
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
