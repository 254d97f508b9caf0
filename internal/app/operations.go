package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"beatplan/crime"
	"beatplan/internal/fault"
)

func operations() setting[crime.Operation] {
	return setting[crime.Operation]{"operation", crime.DefaultOperations(), func(o *crime.Operation) (*string, *int) { return &o.Name, &o.Version }}
}

func strands() setting[crime.Strand] {
	return setting[crime.Strand]{"strand", crime.DefaultStrands(), func(s *crime.Strand) (*string, *int) { return &s.Name, &s.Version }}
}

// Operations returns the version in force of each operation, by name: those that
// everybody has, and those of people's own.
func (a *App) Operations(ctx context.Context) ([]crime.Operation, error) {
	return operations().inForce(ctx, a.store)
}

// operation returns the one in force of a name.
func (a *App) operation(ctx context.Context, name string) (crime.Operation, error) {
	o, err := operations().find(ctx, a.store, name)
	return o, unknown("operation", err)
}

// An OperationRequest is an operation to set. What it does not say of premises stays as the
// version in force has it; without one it is false.
type OperationRequest struct {
	crime.Operation

	Premises *bool `json:"premises"`
}

// SetOperation puts a new version of an operation in force and returns it. Its groups
// and its clock must be in force.
func (a *App) SetOperation(ctx context.Context, r OperationRequest) (crime.Operation, error) {
	o := r.Operation
	if err := fault.Text("title", o.Title); err != nil {
		return o, err
	}
	if err := o.Validate(); err != nil {
		return o, fault.New(fault.Unprocessable, "%w", err)
	}
	if err := once("never", o.Never); err != nil {
		return o, err
	}
	if err := exist(ctx, a.store, groups(), "groups", o.Groups); err != nil {
		return o, err
	}
	if err := a.weighted(ctx, o); err != nil {
		return o, err
	}
	if o.Clock != "" {
		if _, err := clocks().find(ctx, a.store, o.Clock); err != nil {
			return o, unknown("clock", err)
		}
	}
	o.Never = append([]string{}, o.Never...)
	if r.Premises != nil {
		o.Premises = *r.Premises
	} else {
		before, err := operations().find(ctx, a.store, o.Name)
		if err != nil && fault.Of(err) != fault.NotFound {
			return o, err
		}
		o.Premises = before.Premises
	}
	return operations().set(ctx, a.store, o, a.principal)
}

// weighted returns a fault if an operation ranks by harm what has no harm weight.
func (a *App) weighted(ctx context.Context, o crime.Operation) error {
	if o.Measure != crime.ByHarm {
		return nil
	}
	for _, name := range o.Groups {
		g, err := a.group(ctx, name)
		if err != nil {
			return err
		}
		if g.Unweighted() {
			return fault.New(fault.Unprocessable, "measure: group %s has no harm weight: rank by %s", name, crime.ByCount)
		}
	}
	return nil
}

// RetireOperation ends an operation, unless an approved plan or zone set is for it or
// a strand names it.
func (a *App) RetireOperation(ctx context.Context, name string) error {
	if err := a.unused(ctx, "operation", name); err != nil {
		return err
	}
	all, err := a.Strands(ctx)
	if err != nil {
		return err
	}
	var by []string
	for _, s := range all {
		if slices.Contains(s.Operations, name) {
			by = append(by, s.Name)
		}
	}
	if err := named("operation", name, "strand", by); err != nil {
		return err
	}
	return operations().retire(ctx, a.store, name, a.principal)
}

// Strands returns the version in force of each strand, by name.
func (a *App) Strands(ctx context.Context) ([]crime.Strand, error) {
	return strands().inForce(ctx, a.store)
}

// SetStrand puts a new version of a strand in force and returns it. Its operations and
// groups must be in force.
func (a *App) SetStrand(ctx context.Context, s crime.Strand) (crime.Strand, error) {
	if err := cmp.Or(fault.Text("title", s.Title), fault.Text("definition", s.Definition), fault.Text("aim", s.Aim), fault.Text("objectives", s.Objectives), fault.Text("measure", s.Measure)); err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, fault.New(fault.Unprocessable, "%w", err)
	}
	if err := exist(ctx, a.store, operations(), "operations", s.Operations); err != nil {
		return s, err
	}
	if err := exist(ctx, a.store, groups(), "groups", s.Groups); err != nil {
		return s, err
	}
	s.Operations, s.Groups = append([]string{}, s.Operations...), append([]string{}, s.Groups...)
	return strands().set(ctx, a.store, s, a.principal)
}

// RetireStrand ends a strand.
func (a *App) RetireStrand(ctx context.Context, name string) error {
	return strands().retire(ctx, a.store, name, a.principal)
}

// once returns a fault that names the first member of a field that is there already.
func once(field string, names []string) error {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return fault.New(fault.Unprocessable, "%s/%d: %q is listed twice: name it once", field, i, name)
		}
	}
	return nil
}

// exist returns a fault that names the member of a field that is not in force, or is
// there already.
func exist[T any](ctx context.Context, v Versions, k setting[T], field string, names []string) error {
	if err := once(field, names); err != nil {
		return err
	}
	for i, name := range names {
		if _, err := k.find(ctx, v, name); err != nil {
			return unknown(fmt.Sprintf("%s/%d", field, i), err)
		}
	}
	return nil
}

// unknown says in which field something is named that is not there.
func unknown(field string, err error) error {
	if fault.Of(err) == fault.NotFound {
		return fault.New(fault.Unprocessable, "%s: %w", field, err)
	}
	return err
}
