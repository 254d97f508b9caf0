package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/study"
)

type areasCommands struct {
	List areasCommand    `cmd:"" default:"withargs" help:"List the areas."`
	Make makeAreaCommand `cmd:"" help:"Make an area of others, such as a command of districts."`
}

type makeAreaCommand struct {
	Name string   `arg:"" help:"What it is called."`
	Of   []string `required:"" help:"The areas that it is made of: codes, names, or kind:name." placeholder:"NAME"`
	Kind string   `help:"command, beat or another." default:"command" placeholder:"KIND"`
	Code string   `help:"Its code (default: made of the name)." placeholder:"TEXT"`
}

// Run makes an area and loads it. Making it again with other areas replaces it.
func (c makeAreaCommand) Run(ctx context.Context, g *globals, out *output) error {
	kind, err := geo.ParseAreaKind(c.Kind)
	if err != nil {
		return err
	}
	return answerAlone(ctx, g, out, func(s *session) (study.AreaRef, error) {
		return s.importer.MakeArea(ctx, s.App, app.UnionRequest{Name: c.Name, Kind: kind, Code: c.Code, Of: c.Of})
	}, func(w io.Writer, made study.AreaRef) {
		fmt.Fprintf(w, "%s (%s) is a %s of %s\n", made.Name, made.Code, made.Kind, strings.Join(c.Of, ", "))
	})
}

type areasCommand struct {
	Kind string `help:"force, command, district, beat, funded, ward or lsoa (default: all)." placeholder:"KIND"`
}

// Run lists the areas.
func (c areasCommand) Run(ctx context.Context, g *globals, out *output) error {
	kind := geo.AreaKind("")
	if c.Kind != "" {
		var err error
		if kind, err = geo.ParseAreaKind(c.Kind); err != nil {
			return err
		}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	areas, err := s.Areas(ctx, kind)
	if err != nil {
		return err
	}
	return out.report(map[string]any{"areas": areas}, func(w io.Writer) {
		if len(areas) == 0 {
			fmt.Fprintln(w, "no areas are loaded; import areas first")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, a := range areas {
			fmt.Fprintf(t, "%s\t%s\t%s\n", a.Kind, a.Code, a.Name)
		}
		t.Flush()
	})
}

type districtsCommand struct {
	Group string `default:"all" help:"Offence group; groups lists them." placeholder:"NAME"`
	From  string `help:"First month (default: the first loaded)." placeholder:"YYYY-MM"`
	To    string `help:"Last month (default: the last loaded)." placeholder:"YYYY-MM"`
}

// Run counts by district.
func (c districtsCommand) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	counts, err := s.Districts(ctx, c.Group, c.From, c.To)
	if err != nil {
		return err
	}
	return out.report(counts, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(t, "offences\tby code\tby position\tagree\tpiled\t")
		for _, d := range counts.Districts {
			fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%d\t  %s\n", d.Offences, d.ByCode, d.ByPosition, d.Agree, d.Piled, d.Name)
		}
		t.Flush()
		fmt.Fprintf(w, "%s, %s: %s; %d of no district, %d placed outside the force\n", counts.Group, counts.Period, english.Count(float64(counts.Offences), "offence"), counts.Nowhere, counts.Outside)
	})
}

type migrateCommand struct{}
