package main

import (
	"context"

	"beatplan/internal/app"
)

// mappedFiles are files that a mapping describes.
type mappedFiles struct {
	Mapping string `required:"" help:"Mapping file." placeholder:"FILE"`
	importing
}

type importIncidents struct{ mappedFiles }

// Run loads files of incidents.
func (c importIncidents) Run(ctx context.Context, g *globals, out *output) error {
	return c.mapped(ctx, g, out, app.ImportRequest{Kind: "incidents"}, c.Mapping)
}

type importSearches struct {
	Mapping string `help:"Mapping file of another layout (default: the stop-and-search file of data.police.uk)." placeholder:"FILE"`
	importing
}

// Run loads files of stop and searches.
func (c importSearches) Run(ctx context.Context, g *globals, out *output) error {
	return c.mapped(ctx, g, out, app.ImportRequest{Kind: "searches"}, c.Mapping)
}

type importPartnerCounts struct{ mappedFiles }

// Run loads files of counts.
func (c importPartnerCounts) Run(ctx context.Context, g *globals, out *output) error {
	return c.mapped(ctx, g, out, app.ImportRequest{Kind: "partner-counts"}, c.Mapping)
}
