package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/paulmach/orb/planar"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/roads"
	"beatplan/study"
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
	county, err := demoshire.Found(demoshire.Options{Seed: c.Seed}, zone)
	if err != nil {
		return err
	}
	temporary, err := os.MkdirTemp("", "demoshire-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	dir := filepath.Join(temporary, "files")
	if err := writeDir(ctx, dir, county.Files()); err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.onlyInvented(ctx); err != nil {
		return err
	}
	l := loader{session: s, dir: dir, zone: zone, imports: map[string][]app.Import{}}
	if err := l.load(ctx); err != nil {
		return err
	}
	made, err := c.first(ctx, s, county)
	if err != nil {
		return err
	}
	figures := map[string]any{"made": made}
	for what, imports := range l.imports {
		figures[what] = app.Total(imports)
	}
	return out.report(figures, func(w io.Writer) {
		read := func(what string) int { return app.Total(l.imports[what]).Read }
		fmt.Fprintf(w, "Demoshire, an invented county: %d areas, %d sites, %d streets, %d offences\n", read("areas"), read("sites"), read("streets"), read("offences"))
		for _, m := range made {
			fmt.Fprintln(w, m)
		}
	})
}

// onlyInvented refuses a database that holds anything real: once mixed, nobody
// could tell what a map shows.
func (s *session) onlyInvented(ctx context.Context) error {
	areas, err := s.Areas(ctx, "")
	if err != nil {
		return err
	}
	loaded, err := s.Coverage(ctx, "")
	if err != nil {
		return err
	}
	real := ""
	if len(areas) == 0 && loaded.Offences > 0 {
		real = fmt.Sprintf("%d offences", loaded.Offences)
	}
	if i := slices.IndexFunc(areas, func(a study.AreaRef) bool { return !a.Invented }); i >= 0 {
		real = areas[i].Name
	}
	if real != "" {
		return fault.New(fault.Conflict, "the database holds %s, which nobody invented: give Demoshire a directory of its own with --data-dir", real)
	}
	return nil
}

// A loader imports the files of a county as anybody would import theirs.
type loader struct {
	*session
	dir     string // that holds them
	zone    *time.Location
	imports map[string][]app.Import // so far, by what they brought
}

// load imports areas, people, days, sites, streets, calls and offences.
func (l loader) load(ctx context.Context) error {
	for _, kind := range []geo.AreaKind{geo.Force, geo.District, geo.Ward, geo.LSOA} {
		if err := take(ctx, l, "areas", l.importer.Areas, string(kind)+"s.geojson", func(s ingest.Input) app.File[geo.Area] {
			return ingest.Areas(s, "", kind, ingest.AreaProperties{})
		}); err != nil {
			return err
		}
	}
	if err := take(ctx, l, "people", l.importer.People, "people.csv", func(s ingest.Input) app.File[geo.Figure] {
		return ingest.People(s, "", ingest.PeopleTable{})
	}); err != nil {
		return err
	}
	if err := take(ctx, l, "events", l.importer.Events, "events.csv", func(s ingest.Input) app.File[crime.Event] {
		return ingest.Events(s, "", ingest.Calendar{Zone: l.zone})
	}); err != nil {
		return err
	}
	for _, list := range []string{"licensing", "places"} {
		mapping, err := ingest.ReadMapping(filepath.Join(l.dir, list+".yaml"))
		if err != nil {
			return err
		}
		if err := take(ctx, l, "sites", l.importer.Sites, list+".csv", func(s ingest.Input) app.File[geo.Site] {
			return ingest.Sites(s, "", mapping)
		}); err != nil {
			return err
		}
	}
	if err := take(ctx, l, "streets", l.importer.Streets, "demoshire.osm.pbf", func(s ingest.Input) app.File[roads.Street] {
		return ingest.OSMStreets(s, "") // its places are in the registers
	}); err != nil {
		return err
	}
	if err := take(ctx, l, "settlements", l.importer.Settlements, "demoshire.osm.pbf", func(s ingest.Input) app.File[geo.Settlement] {
		return ingest.OSMSettlements(s, "")
	}); err != nil {
		return err
	}
	calls, err := ingest.ReadMapping(filepath.Join(l.dir, "calls.yaml"))
	if err != nil {
		return err
	}
	if err := take(ctx, l, "incidents", l.importer.Incidents, "calls.csv", func(s ingest.Input) app.File[crime.IncidentRecord] {
		return ingest.MappedIncidents(s, "", calls, l.zone, time.Now())
	}); err != nil {
		return err
	}
	mapping, err := ingest.ReadMapping(filepath.Join(l.dir, "mapping.yaml"))
	if err != nil {
		return err
	}
	return take(ctx, l, "offences", l.importer.Offences, "offences.csv", func(s ingest.Input) app.File[crime.Record] {
		return ingest.MappedOffences(s, "", mapping, l.zone, time.Now())
	})
}

// take imports one of the files.
func take[T any](ctx context.Context, l loader, what string, load func(context.Context, ...app.File[T]) ([]app.Import, error), name string, read func(ingest.Input) app.File[T]) error {
	source, err := ingest.Path(filepath.Join(l.dir, name))
	if err != nil {
		return err
	}
	imports, err := load(ctx, read(source))
	l.imports[what] = append(l.imports[what], imports...)
	return err
}

// first makes the first results: for the county and for the district of its
// largest town a model and focus areas, and there a model and a plan of the night.
func (c loadCommand) first(ctx context.Context, s *session, county demoshire.County) ([]string, error) {
	in := func(a geo.Area) bool {
		return a.Kind == geo.District && planar.MultiPolygonContains(a.Land, county.Truth.Nights[0].Centre)
	}
	district := county.Areas[slices.IndexFunc(county.Areas, in)].Code
	var made []string
	fit := func(area, group string) error {
		model, err := s.FitModel(ctx, app.ModelRequest{Area: area, Group: group, Train: "2025-01..2025-09", Test: "2025-10..2025-12", Exposure: "residents"})
		made = append(made, model.ID)
		return err
	}
	for _, area := range []string{county.Areas[0].Code, district} {
		surface, err := s.Cells(ctx, app.SurfaceRequest{Area: area, Group: "robbery"})
		if err != nil {
			return nil, err
		}
		made = append(made, surface.ID)
		if err := fit(area, "robbery"); err != nil {
			return nil, err
		}
		zones, _, err := s.DrawZones(ctx, app.ZoneSetRequest{Area: area, Operation: "nte"})
		if err != nil {
			return nil, err
		}
		made = append(made, zones.ID)
	}
	// The map opens on the plan's offences.
	if err := fit(district, "nte-violence"); err != nil {
		return nil, err
	}
	plan, _, err := s.MakePlan(ctx, app.PlanRequest{
		Area: district, Operation: "nte", Date: "2026-01-09", Shift: "18:00-02:00", Units: 4, Seed: 1,
	})
	return append(made, plan.ID), err
}
