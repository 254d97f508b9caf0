package main

import (
	"context"
	"time"

	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/ingest"
)

// mappedFiles are files that a mapping describes.
type mappedFiles struct {
	Mapping string `required:"" help:"Mapping file." placeholder:"FILE"`
	importing
}

// mappedReader makes a file of rows of a source that a mapping describes.
type mappedReader[T any] func(s ingest.Source, dir string, m ingest.Mapping, zone *time.Location, now time.Time) *ingest.File[T]

// importMapped loads files that a mapping describes.
func importMapped[T any](ctx context.Context, c mappedFiles, g *globals, out *output, read mappedReader[T], verb func(*app.Importer) load[T]) error {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	mapping, err := ingest.ReadMapping(c.Mapping)
	if err != nil {
		return err
	}
	return importFiles(ctx, c.importing, g, out, func(s ingest.Source, dir string) (*ingest.File[T], error) {
		return read(s, dir, mapping, zone, time.Now()), nil
	}, verb)
}

type importIncidents struct{ mappedFiles }

// Run loads files of incidents.
func (c importIncidents) Run(ctx context.Context, g *globals, out *output) error {
	return importMapped(ctx, c.mappedFiles, g, out, ingest.MappedIncidents,
		func(m *app.Importer) load[hotspot.IncidentRecord] { return m.Incidents })
}

type importPartnerCounts struct{ mappedFiles }

// Run loads files of counts.
func (c importPartnerCounts) Run(ctx context.Context, g *globals, out *output) error {
	return importMapped(ctx, c.mappedFiles, g, out, ingest.MappedPartnerCounts,
		func(m *app.Importer) load[hotspot.PartnerCount] { return m.PartnerCounts })
}
