package main

import (
	"context"

	"beatplan/internal/app"
)

type importOSM struct {
	File    string `arg:"" help:"Extract of OpenStreetMap, .osm.pbf."`
	Rejects string `help:"Directory to write to what cannot be used (default: imports rejects has it)." placeholder:"DIR"`
}

// Run loads the places and the streets of a map: both or neither.
func (c importOSM) Run(ctx context.Context, g *globals, out *output) error {
	return importing{Files: []string{c.File}, Rejects: c.Rejects}.run(ctx, g, out, app.ImportRequest{Kind: "osm"})
}
