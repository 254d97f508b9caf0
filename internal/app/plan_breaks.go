package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/english"
	"beatplan/internal/fault"
	"beatplan/planner"
)

// UnitBreaks set the rule on breaks. What they leave out is as usual.
type UnitBreaks struct {
	Minutes *int   `json:"minutes,omitempty"` // of each unit's; 0: none; nil: 45 in a shift of six hours or more
	Within  string `json:"within,omitempty"`  // HH:MM-HH:MM, in which all of it is
	AtOnce  int    `json:"at_once,omitempty"` // the most units on break at once; 0: half of them
}

// longestBreak is the longest break that a unit may have.
const longestBreak = 120 // minutes

// rule reads the request.
func (b *UnitBreaks) rule(p planner.Problem) (planner.BreakRule, error) {
	var rule planner.BreakRule
	if b == nil {
		return rule, nil
	}
	if b.Minutes != nil && (*b.Minutes < 0 || *b.Minutes > longestBreak) {
		return rule, fault.New(fault.Invalid, "breaks/minutes: %d: give 0, for none, to %d", *b.Minutes, longestBreak)
	}
	if b.AtOnce < 0 || b.AtOnce > mostUnits {
		return rule, fault.New(fault.Invalid, "breaks/at_once: %d units: give 1 to %d, or leave it out for half of them", b.AtOnce, mostUnits)
	}
	rule.AtOnce = b.AtOnce
	if b.Within == "" {
		return rule, nil
	}
	var err error
	if rule.Within, err = heldWithin(p, b.Within); err != nil {
		return rule, fault.New(fault.Invalid, "breaks/within: %w", err)
	}
	if b.Minutes != nil && rule.Within.To.Sub(rule.Within.From) < time.Duration(*b.Minutes)*time.Minute {
		return rule, fault.New(fault.Invalid, "breaks/within: %s is shorter than a break of %d minutes: give more time, or a shorter break", b.Within, *b.Minutes)
	}
	return rule, nil
}

// length returns how long the break of a unit is that usually has one of a length.
func (b *UnitBreaks) length(usual time.Duration) time.Duration {
	if b == nil || b.Minutes == nil {
		return usual
	}
	return time.Duration(*b.Minutes) * time.Minute
}

// suit refuses a rule on the breaks of units that have none.
func (b *UnitBreaks) suit(units []planner.Unit) error {
	if b == nil || b.Minutes != nil || b.Within == "" && b.AtOnce == 0 || slices.ContainsFunc(units, func(u planner.Unit) bool { return u.Break > 0 }) {
		return nil
	}
	return fault.New(fault.Invalid, "breaks/minutes: units usually have no break in so short a shift: say how long each is, or leave out when breaks are")
}

// notes says what was set.
func (b *UnitBreaks) notes() []string {
	if b == nil {
		return nil
	}
	var said []string
	if b.Minutes != nil {
		said = append(said, "of "+english.Count(float64(*b.Minutes), "minute"))
		if *b.Minutes == 0 {
			return []string{"no unit has a break: whoever asked for the plan set it so"}
		}
	}
	if b.Within != "" {
		said = append(said, "within "+b.Within)
	}
	if b.AtOnce > 0 {
		said = append(said, fmt.Sprintf("of at most %s at once", english.Count(float64(b.AtOnce), "unit")))
	}
	if len(said) == 0 {
		return nil
	}
	return []string{"breaks are " + strings.Join(said, ", ") + ": whoever asked for the plan set it so"}
}
