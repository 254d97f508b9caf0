package app_test

import (
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// A draft names what is held, what has no day of review, and what is for the force.
func TestAssessments(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	imports := []app.Import{{Kind: "offences", ReviewOn: "2026-03-01"}, {Kind: "offences", ReviewOn: "2026-01-01"}, {Kind: "incidents"}, {Kind: "people", Gone: "deleted"}}
	for i := range imports {
		imports[i].New = 100
	}
	for kind, want := range map[string][]string{
		"dpia":     {"| offences | 2 | 200 | 2026-01-01 |", "| incidents | 1 | 100 | no day is set |", "**For the force:** a day of review for incidents: none is set.", "from 2025-01-01 to 2025-03-31. Sites: 30.", "Not signed off"},
		"equality": {"section 149", "by deprivation", "**For the force:**"},
	} {
		draft, err := a.Assessment(t.Context(), app.AssessmentRequest{Kind: kind, Day: "2025-11-29", Form: "md"}, imports)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range want {
			if !strings.Contains(string(draft.Body), text) {
				t.Errorf("%s lacks %q:\n%s", kind, text, draft.Body)
			}
		}
		if strings.Contains(string(draft.Body), "| people |") {
			t.Errorf("%s names rows that are gone", kind)
		}
	}
	for _, r := range []app.AssessmentRequest{{Kind: "other", Day: "2025-11-29", Form: "md"}, {Kind: "dpia", Day: "today", Form: "md"}, {Kind: "dpia", Day: "2025-11-29", Form: "pdf"}} {
		if _, err := a.Assessment(t.Context(), r, nil); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v: error %v", r, err)
		}
	}
}

// Contacts are printed by role; those for police alone are in no partner edition.
func TestContacts(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	if _, err := a.SetContact(t.Context(), app.Contact{Name: "duty", For: "Tonight", Who: "duty inspector", PoliceOnly: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.SetContact(t.Context(), app.Contact{Name: "duty", For: "Tonight"}); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "who: ") {
		t.Errorf("a contact without who: error %v", err)
	}
	if err := a.RetireContact(t.Context(), "later"); err != nil {
		t.Fatal(err)
	}
	all, err := a.Contacts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range all {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "danger duty unnamed" {
		t.Errorf("contacts are %q", got)
	}
}
