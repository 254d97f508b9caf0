package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/geo"
	"beatplan/internal/app"
)

type sitesCommands struct {
	List listSitesCommand `cmd:"" help:"List the sites of an area."`
}

type listSitesCommand struct {
	Area     string `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Category string `help:"One category, such as pub (default: all)." placeholder:"NAME"`
	tabular
}

// Run lists the sites of an area.
func (c listSitesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerRows(ctx, g, out, c.tabular, func(s *session) (app.SiteList, geo.Collection, error) {
		list, err := s.Sites(ctx, app.SiteRequest{Area: c.Area, SiteQuery: geo.SiteQuery{Category: c.Category}})
		return list, list.Features, err
	}, func(w io.Writer, all app.SiteList) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, s := range all.Sites {
			fmt.Fprintf(t, "%s\t%s:%s\t%s\n", s.Category, s.Source, s.ID, s.Name)
		}
		t.Flush()
		fmt.Fprintf(w, "%s in %s\n", number(len(all.Sites), "site"), all.Area.Name)
	})
}
