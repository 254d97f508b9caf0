package main

import (
	"context"

	"beatplan/internal/ingest"
)

type importOSM struct {
	File    string `arg:"" help:"Extract of OpenStreetMap, .osm.pbf."`
	Rejects string `help:"Directory for what cannot be used (default: rejects in the data directory)." placeholder:"DIR"`
}

// Run loads the places and the streets of a map: both or neither.
func (c importOSM) Run(ctx context.Context, g *globals, out *output) error {
	dataDir, err := g.dataDir()
	if err != nil {
		return err
	}
	source, err := ingest.Path(c.File)
	if err != nil {
		return err
	}
	dir := rejectsDir(c.Rejects, dataDir)
	places, ways := ingest.OSMSites(source, dir), ingest.OSMStreets(source, dir)
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	end := watch(out.stderr, []reading{places, ways})
	imports, err := s.importer.Map(ctx, places, ways)
	end()
	if err != nil {
		return s.cluster.Explain(err)
	}
	return reportImports(out, imports)
}
