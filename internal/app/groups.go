package app

import (
	"context"
	"fmt"
	"slices"

	"beatplan/crime"
	"beatplan/internal/fault"
)

func groups() setting[crime.Group] {
	return setting[crime.Group]{"offence group", crime.DefaultGroups(), func(g *crime.Group) (*string, *int) { return &g.Name, &g.Version }}
}

// Groups returns the version in force of each offence group, by name: those that
// everybody has, and those of people's own.
func (a *App) Groups(ctx context.Context) ([]crime.Group, error) {
	return groups().inForce(ctx, a.store)
}

func (a *App) group(ctx context.Context, name string) (crime.Group, error) {
	return groups().find(ctx, a.store, name)
}

// SetGroup puts a new version of an offence group in force and returns it.
func (a *App) SetGroup(ctx context.Context, g crime.Group) (crime.Group, error) {
	if err := fault.Text("definition", g.Definition); err != nil {
		return g, err
	}
	if err := g.Validate(); err != nil {
		return g, fault.New(fault.Unprocessable, "%w", err)
	}
	for _, list := range []struct {
		field string
		names *[]string
	}{{"types", &g.Types}, {"flags", &g.Flags}, {"without_flags", &g.WithoutFlags}, {"places", &g.Places}} {
		if err := once(list.field, *list.names); err != nil {
			return g, err
		}
		*list.names = append([]string{}, *list.names...)
	}
	if err := once("beats", g.Beats); err != nil {
		return g, err
	}
	for i, beat := range g.Beats {
		if _, err := a.Area(ctx, beat); err != nil {
			return g, unknown(fmt.Sprintf("beats/%d", i), err)
		}
	}
	return groups().set(ctx, a.store, g, a.principal)
}

// RetireGroup ends an offence group, unless an approved result is of it, or an
// operation or a strand names it.
func (a *App) RetireGroup(ctx context.Context, name string) error {
	if err := a.unused(ctx, "group", name); err != nil {
		return err
	}
	operations, err := a.Operations(ctx)
	if err != nil {
		return err
	}
	strands, err := a.Strands(ctx)
	if err != nil {
		return err
	}
	var byOperation, byStrand []string
	for _, o := range operations {
		if slices.Contains(o.Groups, name) {
			byOperation = append(byOperation, o.Name)
		}
	}
	for _, s := range strands {
		if slices.Contains(s.Groups, name) {
			byStrand = append(byStrand, s.Name)
		}
	}
	if err := named("group", name, "operation", byOperation); err != nil {
		return err
	}
	if err := named("group", name, "strand", byStrand); err != nil {
		return err
	}
	return groups().retire(ctx, a.store, name, a.principal)
}
