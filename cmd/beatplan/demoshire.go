package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb/planar"

	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/app"
)

type demoshireCommand struct {
	Load  loadCommand  `cmd:"" help:"Load Demoshire, and fit, draw and plan something there."`
	Write writeCommand `cmd:"" help:"Write Demoshire as files: of any size, in a world of your choice, with the truth."`
}

type loadCommand struct {
	Seed uint64 `help:"Another seed gives another county." default:"1" placeholder:"N"`
}

// Run loads the county and makes a first model, zone set and plan for the
// district with most offences. Doing it again changes nothing.
func (c loadCommand) Run(ctx context.Context, g *globals, out *output) error {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	county, err := demoshire.Generate(c.Seed, zone)
	if err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	name := "demoshire"
	digest := name + " seed " + strconv.FormatUint(c.Seed, 10)
	areas, err := s.importer.Areas(ctx, app.Made(name, digest, county.Areas))
	if err != nil {
		return err
	}
	sites, err := s.importer.Sites(ctx, app.Made(name, digest, county.Sites))
	if err != nil {
		return err
	}
	offences, err := s.importer.Offences(ctx, app.Made(name, digest, county.Records))
	if err != nil {
		return err
	}
	made, err := c.first(ctx, s, county)
	if err != nil {
		return err
	}
	return out.report(map[string]any{
		"areas": app.Total(areas), "sites": app.Total(sites), "offences": app.Total(offences), "made": made,
	}, func(w io.Writer) {
		fmt.Fprintf(w, "Demoshire, an invented county: %d areas, %d sites, %d offences\n", len(county.Areas), len(county.Sites), len(county.Records))
		for _, m := range made {
			fmt.Fprintln(w, m)
		}
	})
}

// first makes the first results: for the county and for the district of its
// largest town a model and focus areas, and there a plan for a Friday night.
func (c loadCommand) first(ctx context.Context, s *session, county demoshire.County) ([]string, error) {
	in := func(a geo.Area) bool {
		return a.Kind == geo.District && planar.MultiPolygonContains(a.Land, county.Truth.Nights[0].Centre)
	}
	district := county.Areas[slices.IndexFunc(county.Areas, in)].Code
	var made []string
	for _, area := range []string{county.Areas[0].Code, district} {
		surface, err := s.Cells(ctx, app.SurfaceRequest{Area: area, Group: "robbery"})
		if err != nil {
			return nil, err
		}
		model, err := s.FitModel(ctx, app.ModelRequest{Area: area, Group: "robbery", Train: "2025-01..2025-09", Test: "2025-10..2025-12"})
		if err != nil {
			return nil, err
		}
		zones, _, err := s.DrawZones(ctx, app.ZoneSetRequest{Area: area, Operation: "nte"})
		if err != nil {
			return nil, err
		}
		made = append(made, surface.ID, model.ID, zones.ID)
	}
	plan, _, err := s.MakePlan(ctx, app.PlanRequest{
		Area: district, Operation: "nte", Date: "2026-01-09", Shift: "18:00-02:00", Units: 4, Seed: 1,
	})
	return append(made, plan.ID), err
}
