package main

import (
	"context"
	"time"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

type importPeople struct {
	AreaColumn string `help:"Column that holds the codes of areas (default: the first that does)." placeholder:"NAME"`
	Census     int    `help:"Year that the figures are of." placeholder:"YEAR"`
	importing
}

// Run loads tables of people.
func (c importPeople) Run(ctx context.Context, g *globals, out *output) error {
	if c.Census != 0 && (c.Census < 1801 || c.Census > 2100) {
		return fault.New(fault.Invalid, "--census %d: no year of a census; write it as 2021", c.Census)
	}
	return importFiles(ctx, c.importing, g, out, func(s ingest.Source, dir string) (*ingest.File[geo.Figure], error) {
		return ingest.People(s, dir, ingest.PeopleTable{AreaColumn: c.AreaColumn, Year: c.Census}), nil
	}, func(m *app.Importer) load[geo.Figure] { return m.People })
}

type importPowers struct{ importing }

// Run loads files of legal powers.
func (c importPowers) Run(ctx context.Context, g *globals, out *output) error {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	return importFiles(ctx, c.importing, g, out, func(s ingest.Source, dir string) (*ingest.File[geo.Power], error) {
		return ingest.Powers(s, dir, zone), nil
	}, func(m *app.Importer) load[geo.Power] { return m.Powers })
}

type importEvents struct {
	Kind     string `help:"Kind of the events that do not say theirs: fixture, festival, payday, school-term, holiday-eve or bank-holiday." placeholder:"KIND"`
	Division string `help:"Division of GOV.UK's bank holidays." default:"england-and-wales"`
	importing
}

// Run loads calendars.
func (c importEvents) Run(ctx context.Context, g *globals, out *output) error {
	calendar := ingest.Calendar{Division: c.Division}
	var err error
	if calendar.Zone, err = time.LoadLocation("Europe/London"); err != nil {
		return err
	}
	if c.Kind != "" {
		if calendar.Kind, err = hotspot.ParseEventKind(c.Kind); err != nil {
			return fault.New(fault.Invalid, "--kind: %w", err)
		}
	}
	return importFiles(ctx, c.importing, g, out, func(s ingest.Source, dir string) (*ingest.File[hotspot.Event], error) {
		return ingest.Events(s, dir, calendar), nil
	}, func(m *app.Importer) load[hotspot.Event] { return m.Events })
}
