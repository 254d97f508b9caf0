package app_test

import (
	"slices"
	"strings"
	"testing"

	"beatplan/internal/app"
)

// TestHabit says how far the hours of arrival could be learned from the plans of the days
// before, and not from plans for the same day or for later ones.
func TestHabit(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	said := func(date string, seed int64) bool {
		p, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: date, Shift: "18:00-22:00", Units: 1, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(p.Notes, func(n string) bool { return strings.Contains(n, "entropy of the hours") })
	}
	if said("2025-04-11", 1) || said("2025-04-11", 2) {
		t.Error("a habit of the first plans there are")
	}
	if said("2025-04-04", 1) {
		t.Error("a habit learned from a plan for a later day")
	}
	if !said("2025-04-18", 1) {
		t.Error("no word of the habit of two weeks")
	}
	p, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-19", Shift: "18:00-22:00", Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	if p.Habit == nil || p.Habit.Days != 3 || p.Habit.Hours == nil || *p.Habit.Hours < 0 || *p.Habit.Hours > 1 || p.Habit.Order == nil {
		t.Errorf("habit %+v, want that of 4, 11 and 18 April", p.Habit)
	}
	if p.Last == nil || p.Last.Date != "2025-04-18" || p.Last.HarmPerHour <= 0 {
		t.Errorf("the last plan is %+v", p.Last)
	}
	if said("2025-06-27", 1) {
		t.Error("a habit of more than 28 days ago")
	}
}
