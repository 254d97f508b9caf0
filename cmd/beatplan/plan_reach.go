package main

import (
	"context"
	"fmt"
	"io"

	"beatplan/geo"
	"beatplan/internal/app"
)

type reachCommand struct {
	Area    string `required:"" help:"Whose streets, and those around it: a code, a name, or kind:name." placeholder:"NAME"`
	From    string `required:"" help:"A site, or NAME@LON,LAT." placeholder:"PLACE"`
	Minutes []int  `help:"Within how many minutes, such as 5,10." default:"5,10" placeholder:"N,N"`
	Mode    string `help:"How: foot, cycle or vehicle." default:"vehicle" placeholder:"NAME"`
	Exempt  bool   `help:"Vehicles may go where buses and emergency vehicles may."`
	exporting
}

// Run finds and exports the streets.
func (c reachCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (app.Isochrone, document, error) {
		found, err := s.Isochrone(ctx, app.IsochroneRequest{Area: c.Area, Place: c.From, Mode: c.Mode, Minutes: c.Minutes, Exemptions: c.Exempt})
		return found, collected(func() (geo.Collection, error) { return found.Collection(), nil }), err
	}, func(w io.Writer, found app.Isochrone) {
		for _, r := range found.Reaches {
			fmt.Fprintf(w, "within %d min of %s by %s: %.1f km of streets\n", r.Minutes, found.From, found.Mode, r.Km)
		}
		if found.Note != "" {
			notes(w, []string{found.From + ": " + found.Note})
		}
	})
}
