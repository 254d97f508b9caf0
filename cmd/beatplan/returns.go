package main

import (
	"cmp"
	"context"
	"strings"

	"beatplan/meeting"
)

type returnsCommands struct {
	List   listReturnsCommand  `cmd:"" default:"1" help:"List the templates."`
	Set    setReturnCommand    `cmd:"" help:"Set a template: a new one, or a new version."`
	Retire retireReturnCommand `cmd:"" help:"Retire a template."`
}

type listReturnsCommand struct{}

// Run lists the templates.
func (listReturnsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "templates", func(s *session) ([]meeting.ReturnTemplate, error) { return s.ReturnTemplates(ctx) }, func(t meeting.ReturnTemplate) []any {
		columns := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			columns[i] = strings.TrimSuffix(c.Of+"="+cmp.Or(c.Heading, c.Of), "="+c.Of)
		}
		return []any{t.Name, t.Version, t.Title + ": " + strings.Join(columns, ", ")}
	})
}

type setReturnCommand struct {
	Name   string   `arg:"" help:"Lower-case letters, digits and hyphens."`
	Title  string   `required:"" help:"What the return is called." placeholder:"TEXT"`
	Column []string `required:"" sep:"none" help:"A column, and its heading where it has another: «person-hours=Officer hours»; again for each, in order. Columns that are no figures (day, week, month, agency, funding, unit, area, place, activity) tell rows apart; figures are person-hours, patrols, lost-hours, lost-to and the outputs of visits." placeholder:"NAME=TEXT"`
}

// Run sets a template.
func (c setReturnCommand) Run(ctx context.Context, g *globals, out *output) error {
	t := meeting.ReturnTemplate{Name: c.Name, Title: c.Title}
	for _, column := range c.Column {
		of, heading, _ := strings.Cut(column, "=")
		t.Columns = append(t.Columns, meeting.ReturnColumn{Of: of, Heading: heading})
	}
	return setOne(ctx, g, out, func(s *session) (meeting.ReturnTemplate, error) { return s.SetReturnTemplate(ctx, t) }, func(t meeting.ReturnTemplate) (string, int) {
		return t.Name, t.Version
	})
}

type retireReturnCommand struct{ retiring }

// Run retires a template.
func (c retireReturnCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireReturnTemplate(ctx, c.Name) })
}
