package main

import (
	"context"

	"beatplan/internal/app"
)

type importPeople struct {
	AreaColumn string `help:"Column that holds the codes of areas (default: the first that does)." placeholder:"NAME"`
	Census     int    `help:"Year that the figures are of." placeholder:"YEAR"`
	importing
}

// Run loads tables of people.
func (c importPeople) Run(ctx context.Context, g *globals, out *output) error {
	return c.run(ctx, g, out, app.ImportRequest{Kind: "people", AreaColumn: c.AreaColumn, Census: c.Census})
}

type importPowers struct {
	repairing
	importing
}

// Run loads files of legal powers.
func (c importPowers) Run(ctx context.Context, g *globals, out *output) error {
	return c.run(ctx, g, out, app.ImportRequest{Kind: "powers", Repair: c.Repair})
}

type importEvents struct {
	Kind     string `help:"Kind of the events that do not say theirs: fixture, festival, payday, school-term, holiday-eve or bank-holiday." placeholder:"KIND"`
	Division string `help:"Division of GOV.UK's bank holidays." default:"england-and-wales"`
	importing
}

// Run loads calendars.
func (c importEvents) Run(ctx context.Context, g *globals, out *output) error {
	return c.run(ctx, g, out, app.ImportRequest{Kind: "events", EventKind: c.Kind, Division: c.Division})
}
