package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/crime"
	"beatplan/internal/app"
)

// What people set by name: operations, strands and offence groups. Clocks have a
// file of their own.

type operationsCommands struct {
	List   listOperationsCommand  `cmd:"" default:"1" help:"List the operations."`
	Set    setOperationCommand    `cmd:"" help:"Set an operation: a new one, or a new version."`
	Retire retireOperationCommand `cmd:"" help:"Retire an operation that nothing uses."`
}

type listOperationsCommand struct{}

// Run lists the operations.
func (listOperationsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "operations", func(s *session) ([]crime.Operation, error) { return s.Operations(ctx) }, func(o crime.Operation) []any {
		hours := o.Clock
		if hours == "" {
			hours = "hours of the shift"
		}
		where := "anywhere"
		if o.Premises {
			where = "near licensed premises"
		}
		return []any{o.Name, o.Version, strings.Join(o.Groups, ", "), hours, "by " + o.Measure, number(o.Areas, "area"), where, o.Title}
	})
}

type setOperationCommand struct {
	Name    string   `arg:"" help:"Lower-case letters, digits and hyphens."`
	Title   string   `required:"" help:"What people call it." placeholder:"TEXT"`
	Groups  []string `required:"" help:"Offence groups, in order of preference: the first of which enough offences count." placeholder:"NAME"`
	Clock   string   `help:"A clock (default: the hours of the shift that is planned)." placeholder:"NAME"`
	Measure string   `help:"What ranks places: harm (days of imprisonment, Cambridge Crime Harm Index of 2016) or count." default:"harm" placeholder:"NAME"`
	Never   []string `help:"Kinds of place that it never ranks, as hospital." placeholder:"NAME"`
	Areas   int      `help:"The most focus areas of a district." default:"20" placeholder:"N"`

	Premises *bool `negatable:"" help:"Draw its focus areas where licensed premises are, which stand for its hours where these are unknown; without, areas are smaller, anywhere (default: as the version in force; of a new one, without)."`
}

// Run sets an operation.
func (c setOperationCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (crime.Operation, error) {
		return s.SetOperation(ctx, app.OperationRequest{
			Operation: crime.Operation{Name: c.Name, Title: c.Title, Groups: c.Groups, Clock: c.Clock, Measure: c.Measure, Never: c.Never, Areas: c.Areas},
			Premises:  c.Premises,
		})
	}, func(o crime.Operation) (string, int) { return o.Name, o.Version })
}

type retiring struct {
	Name string `arg:"" help:"Its name."`
}

type retireOperationCommand struct{ retiring }

// Run retires an operation.
func (c retireOperationCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireOperation(ctx, c.Name) })
}

type strandsCommands struct {
	List   listStrandsCommand  `cmd:"" default:"1" help:"List the strands."`
	Set    setStrandCommand    `cmd:"" help:"Set a strand: a new one, or a new version."`
	Retire retireStrandCommand `cmd:"" help:"Retire a strand."`
}

type listStrandsCommand struct{}

// Run lists the strands.
func (listStrandsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "strands", func(s *session) ([]crime.Strand, error) { return s.Strands(ctx) }, func(s crime.Strand) []any {
		return []any{s.Name, s.Version, strings.Join(s.Operations, ", "), strings.Join(s.Groups, ", "), s.Title + ": " + s.Definition}
	})
}

type setStrandCommand struct {
	Name       string   `arg:"" help:"Lower-case letters, digits and hyphens."`
	Title      string   `required:"" help:"What the report calls it." placeholder:"TEXT"`
	Definition string   `required:"" help:"What we mean when we say it." placeholder:"TEXT"`
	Operations []string `help:"Those that belong to it." placeholder:"NAME"`
	Groups     []string `help:"Offence groups that it counts." placeholder:"NAME"`
	Aim        string   `help:"What the strand is to achieve." placeholder:"TEXT"`
	Objectives string   `help:"How." placeholder:"TEXT"`
	Measure    string   `help:"Measure of success." placeholder:"TEXT"`
}

// Run sets a strand.
func (c setStrandCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (crime.Strand, error) {
		return s.SetStrand(ctx, crime.Strand{Name: c.Name, Title: c.Title, Definition: c.Definition, Operations: c.Operations, Groups: c.Groups, Aim: c.Aim, Objectives: c.Objectives, Measure: c.Measure})
	}, func(s crime.Strand) (string, int) { return s.Name, s.Version })
}

type retireStrandCommand struct{ retiring }

// Run retires a strand.
func (c retireStrandCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireStrand(ctx, c.Name) })
}

type groupsCommands struct {
	List   listGroupsCommand  `cmd:"" default:"1" help:"List the offence groups."`
	Set    setGroupCommand    `cmd:"" help:"Set an offence group: a new one, or a new version."`
	Retire retireGroupCommand `cmd:"" help:"Retire an offence group that nothing uses."`
}

type listGroupsCommand struct{}

// Run lists the offence groups.
func (listGroupsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "groups", func(s *session) ([]crime.Group, error) { return s.Groups(ctx) }, func(group crime.Group) []any {
		return []any{group.Name, group.Version, group.Definition, group.Land()}
	})
}

type setGroupCommand struct {
	Name         string   `arg:"" help:"Lower-case letters, digits and hyphens."`
	Definition   string   `required:"" help:"What we mean when we say it." placeholder:"TEXT"`
	Types        []string `help:"Offence types or categories (default: every offence)." placeholder:"NAME"`
	Flags        []string `help:"An offence has all of them." placeholder:"NAME"`
	WithoutFlags []string `help:"An offence has none of them." placeholder:"NAME"`
	Places       []string `help:"Where the kind of place is known, it is one of them." placeholder:"NAME"`
	RuralUrban   string   `help:"On rural or urban land alone, by the class of the census area." placeholder:"CLASS"`
	Beats        []string `help:"In these areas alone, such as beats." placeholder:"NAME"`
}

// Run sets an offence group.
func (c setGroupCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (crime.Group, error) {
		return s.SetGroup(ctx, crime.Group{
			Name: c.Name, Definition: c.Definition, Types: c.Types, Flags: c.Flags, WithoutFlags: c.WithoutFlags, Places: c.Places,
			RuralUrban: c.RuralUrban, Beats: c.Beats,
		})
	}, func(group crime.Group) (string, int) { return group.Name, group.Version })
}

type retireGroupCommand struct{ retiring }

// Run retires an offence group.
func (c retireGroupCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireGroup(ctx, c.Name) })
}

// listAll prints what is in force, one a line: its name, its version and the rest.
func listAll[T any](ctx context.Context, g *globals, out *output, what string, list func(*session) ([]T, error), columns func(T) []any) error {
	return answerAlone(ctx, g, out, func(s *session) (map[string][]T, error) {
		all, err := list(s)
		return map[string][]T{what: all}, err
	}, func(w io.Writer, all map[string][]T) {
		if len(all[what]) == 0 {
			fmt.Fprintf(w, "no %s yet: beatplan %s set makes one\n", what, what)
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, one := range all[what] {
			row := columns(one)
			fmt.Fprintf(t, "%s\tversion %d", row[0], row[1])
			for _, column := range row[2:] {
				fmt.Fprintf(t, "\t%s", column)
			}
			fmt.Fprintln(t)
		}
		t.Flush()
	})
}

// setOne prints the version that is now in force.
func setOne[T any](ctx context.Context, g *globals, out *output, set func(*session) (T, error), named func(T) (string, int)) error {
	return answerAlone(ctx, g, out, set, func(w io.Writer, one T) {
		name, version := named(one)
		fmt.Fprintf(w, "%s version %d\n", name, version)
	})
}

func (c retiring) retire(ctx context.Context, g *globals, out *output, end func(*session) error) error {
	return answerAlone(ctx, g, out, func(s *session) (map[string]string, error) {
		return map[string]string{"retired": c.Name}, end(s)
	}, func(w io.Writer, _ map[string]string) { fmt.Fprintf(w, "%s is retired\n", c.Name) })
}
