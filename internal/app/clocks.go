package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"beatplan/crime"
	"beatplan/internal/fault"
	"beatplan/study"
)

func clocks() setting[crime.ClockRule] {
	return setting[crime.ClockRule]{"clock", crime.DefaultClocks(), func(r *crime.ClockRule) (*string, *int) { return &r.Name, &r.Version }}
}

// Clocks returns the version in force of each clock, by name: those that everybody
// has, and those of people's own.
func (a *App) Clocks(ctx context.Context) ([]crime.ClockRule, error) {
	return clocks().inForce(ctx, a.store)
}

// SetClock puts a new version of a clock in force and returns it.
func (a *App) SetClock(ctx context.Context, name, rule string) (crime.ClockRule, error) {
	r := crime.ClockRule{Name: name, Rule: rule}
	if err := fault.Text("rule", rule); err != nil {
		return r, err
	}
	if err := r.Validate(); err != nil {
		return r, fault.New(fault.Invalid, "%w", err)
	}
	return clocks().set(ctx, a.store, r, a.principal)
}

// RetireClock ends a clock, unless an approved result is for its hours or an operation
// names it. The clock of all hours is never retired.
func (a *App) RetireClock(ctx context.Context, name string) error {
	if name == allHours {
		return fault.New(fault.Unprocessable, "clock: all is every hour, and stays")
	}
	if err := a.unused(ctx, "clock", name); err != nil {
		return err
	}
	operations, err := a.Operations(ctx)
	if err != nil {
		return err
	}
	var by []string
	for _, o := range operations {
		if o.Clock == name {
			by = append(by, o.Name)
		}
	}
	if err := named("clock", name, "operation", by); err != nil {
		return err
	}
	return clocks().retire(ctx, a.store, name, a.principal)
}

// allHours is the clock that makes no choice.
const allHours = "all"

// clock returns the clock of a name, or of a rule; all hours where it is empty.
func (a *App) clock(ctx context.Context, name string) (crime.Clock, error) {
	name = cmp.Or(name, allHours)
	if strings.ContainsRune(name, ' ') {
		clock, err := crime.ParseClock(name, name)
		if err != nil {
			return clock, fault.New(fault.Invalid, "clock: %w", err)
		}
		return clock, nil
	}
	rules, err := a.Clocks(ctx)
	if err != nil {
		return crime.Clock{}, err
	}
	names := make([]string, len(rules))
	for i, r := range rules {
		if r.Name == name {
			return r.Clock()
		}
		names[i] = r.Name
	}
	return crime.Clock{}, fault.New(fault.Invalid, "clock: no clock %q; there are %s, or write a rule as in «Fri-Sat 22:00-03:00»", name, strings.Join(names, ", "))
}

// onCalendar gives the clock of a count the bank holidays and their eves that its
// rule asks for. A clock that then takes no hour is a fault.
func (a *App) onCalendar(ctx context.Context, c *study.Study) error {
	clock := c.Question.Clock
	if clock.OfCalendar() {
		// The last eve may be that of a holiday a day later.
		from, to := c.Period.From.Start(a.zone), (c.Period.To + 1).Start(a.zone)
		events, err := a.store.Events(ctx, from, to.AddDate(0, 0, 1))
		if err != nil {
			return err
		}
		events = slices.DeleteFunc(events, func(e crime.Event) bool { return e.AreaCode != "" && e.AreaCode != c.Area.Code })
		clock = clock.On(events, a.zone)
		c.Question.Clock = clock
		if len(clock.Dates()) == 0 && !c.Question.AllHours {
			c.Notes = append(c.Notes, fmt.Sprintf("clock %s: no bank holiday or eve of one is loaded in %s", clock.Name, c.Period))
		}
	}
	if clock.Empty() {
		return fault.New(fault.Invalid, "clock %s takes no hour in %s: name other hours, or import the bank holidays that its rule asks for", clock.Name, c.Period)
	}
	return nil
}
