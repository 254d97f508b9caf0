package app

import (
	"cmp"
	"context"
	"fmt"

	"beatplan/internal/fault"
	"beatplan/meeting"
)

func returnTemplates() setting[meeting.ReturnTemplate] {
	return setting[meeting.ReturnTemplate]{"return template", meeting.DefaultReturnTemplates(), func(t *meeting.ReturnTemplate) (*string, *int) { return &t.Name, &t.Version }}
}

// ReturnTemplates returns the version in force of each template of the return, by name.
func (a *App) ReturnTemplates(ctx context.Context) ([]meeting.ReturnTemplate, error) {
	return returnTemplates().inForce(ctx, a.store)
}

// SetReturnTemplate puts a new version of a template in force and returns it.
func (a *App) SetReturnTemplate(ctx context.Context, t meeting.ReturnTemplate) (meeting.ReturnTemplate, error) {
	if err := fault.Text("title", t.Title); err != nil {
		return t, err
	}
	for i, c := range t.Columns {
		if err := fault.Text(fmt.Sprintf("columns/%d/heading", i), c.Heading); err != nil {
			return t, err
		}
	}
	if err := t.Validate(); err != nil {
		return t, fault.New(fault.Unprocessable, "%w", err)
	}
	return returnTemplates().set(ctx, a.store, t, a.principal)
}

// RetireReturnTemplate ends a template. The standard one, which is used where none is named,
// is never retired.
func (a *App) RetireReturnTemplate(ctx context.Context, name string) error {
	if name == meeting.StandardTemplate {
		return fault.New(fault.Unprocessable, "template: %s is used where none is named, and stays", name)
	}
	return returnTemplates().retire(ctx, a.store, name, a.principal)
}

// Return returns the return of days, both ends included, in the form of a template; empty:
// the standard one.
func (a *App) Return(ctx context.Context, from, to, template string) (meeting.FiledReturn, error) {
	var f meeting.FiledReturn
	first, end, err := a.span(from, to)
	if err != nil {
		return f, err
	}
	t, err := returnTemplates().find(ctx, a.store, cmp.Or(template, meeting.StandardTemplate))
	if err != nil {
		return f, unknown("template", err)
	}
	visits, err := a.store.Visits(ctx, first, end, "")
	if err != nil {
		return f, err
	}
	reported := make([]meeting.ReportedVisit, len(visits))
	for i, v := range visits {
		reported[i] = meeting.ReportedVisit{Visit: v, Day: v.From.In(a.zone)}
	}
	if t.Asks("area", "place") {
		if err := a.locate(ctx, reported); err != nil {
			return f, err
		}
	}
	return meeting.FileReturn(t, from, to, reported), nil
}

// locate says of visits for which area their plan was made, and what it calls the place.
func (a *App) locate(ctx context.Context, visits []meeting.ReportedVisit) error {
	plans := map[string]plannedPlan{}
	for i := range visits {
		v := &visits[i]
		if v.Plan == "" {
			continue
		}
		p, known := plans[v.Plan]
		if !known {
			var err error
			if p, err = a.planned(ctx, v.Plan); err != nil {
				return err
			}
			plans[v.Plan] = p
		}
		v.Area = p.area
		for _, place := range p.places {
			if place.Place == v.Place && place.Name != "" && place.Name != place.Place {
				v.Spot = fmt.Sprintf("%s (%s)", place.Name, place.Place)
			}
		}
	}
	return nil
}
