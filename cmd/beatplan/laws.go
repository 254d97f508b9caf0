package main

import (
	"context"
	"strings"

	"beatplan/geo"
)

type lawsCommands struct {
	List listLawsCommand `cmd:"" default:"1" help:"List what the law says of each kind of power."`
	Set  setLawCommand   `cmd:"" help:"Set what it says of one: a new version. What no flag names stays as it is."`
}

type listLawsCommand struct{}

// Run lists the laws.
func (listLawsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "laws", func(s *session) ([]geo.Law, error) { return s.Laws(ctx) }, func(l geo.Law) []any {
		lasts := string(l.Longest)
		if lasts == "" {
			lasts = string(geo.AsItSays)
		}
		if l.Extended != "" {
			lasts += ", extended " + string(l.Extended)
		}
		return []any{l.Kind, l.Version, "checked " + l.Checked, lasts, l.Who, l.Name + ": " + l.Source}
	})
}

type setLawCommand struct {
	Kind       string    `arg:"" help:"Of power: dispersal, s60, pspo, closure or cumulative-impact."`
	Name       *string   `help:"What cards call it." placeholder:"TEXT"`
	Short      *string   `help:"What they call it where there is little room." placeholder:"TEXT"`
	Source     *string   `help:"The Act and its sections." placeholder:"TEXT"`
	Checked    string    `required:"" help:"When you held it against its source." placeholder:"YYYY-MM-DD"`
	Longest    *string   `help:"How long a power lasts at the most: 48 hours, 3 months, 3 years." placeholder:"TEXT"`
	Extended   *string   `help:"The same where it is extended, or \"as it says\"; empty: it cannot be." placeholder:"TEXT"`
	Use        *[]string `help:"Roles that may use it: constable, pcso, warden." placeholder:"ROLE"`
	Designated *[]string `help:"Roles that may if they are designated or authorised." placeholder:"ROLE"`
	Who        *string   `help:"Who may use it, as cards say it." placeholder:"TEXT"`
	Says       *string   `help:"What officers must know of it." placeholder:"TEXT"`
}

// Run sets what the law says of a kind of power.
func (c setLawCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (geo.Law, error) {
		l, err := s.Law(ctx, geo.PowerKind(strings.ToLower(c.Kind)))
		if err != nil {
			return l, err
		}
		l.Checked = c.Checked
		change(&l.Name, c.Name)
		change(&l.Short, c.Short)
		change(&l.Source, c.Source)
		change((*string)(&l.Longest), c.Longest)
		change((*string)(&l.Extended), c.Extended)
		change(&l.Use, c.Use)
		change(&l.Designated, c.Designated)
		change(&l.Who, c.Who)
		change(&l.Says, c.Says)
		return s.SetLaw(ctx, l)
	}, func(l geo.Law) (string, int) { return string(l.Kind), l.Version })
}

// change gives a value where there is one.
func change[T any](of, to *T) {
	if to != nil {
		*of = *to
	}
}
