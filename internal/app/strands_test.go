package app_test

import (
	"strings"
	"testing"

	"beatplan/crime"
	"beatplan/internal/fault"
)

// A town of three months: a year that is not loaded whole has no count, and what is
// missing is named. The newest version of a strand's definition is the one printed.
func TestStrandTable(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	if _, err := a.SetStrand(t.Context(), crime.Strand{Name: "robbery", Title: "Robbery", Definition: "Theft by force", Groups: []string{"robbery"}, Measure: "fewer victims"}); err != nil {
		t.Fatal(err)
	}
	table, err := a.StrandTable(t.Context(), "Newtown", "2025-03")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(table.Notes, "\n")
	for _, want := range []string{"not loaded whole: 2023-04..2024-12", "no measure of success is set for strand anti-social-behaviour, burglary,"} {
		if !strings.Contains(said, want) {
			t.Errorf("the notes lack %q:\n%s", want, said)
		}
	}
	for _, r := range table.Strands {
		if r.Before != nil || r.After != nil || r.Verdict != "" {
			t.Errorf("%s is counted though months are missing: %+v", r.Name, r)
		}
		if r.Name == "robbery" && (r.Definition != "Theft by force" || r.Version != 1 || r.Measure != "fewer victims") {
			t.Errorf("%+v", r)
		}
	}
	for name, ask := range map[string][2]string{"to: ": {"Newtown", "March"}, "no area": {"Nowhere", "2025-03"}} {
		if _, err := a.StrandTable(t.Context(), ask[0], ask[1]); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v, want %s", ask, err, name)
		}
	}
	if _, err := a.StrandTable(t.Context(), "Newtown", "2025"); fault.Of(err) != fault.Invalid {
		t.Errorf("%v is no fault of the request", err)
	}
}
