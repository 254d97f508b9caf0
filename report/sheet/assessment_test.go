package sheet_test

import (
	"fmt"
	"log"
	"strings"
	"testing"
	"time"

	"beatplan/geo"
	"beatplan/report"
	"beatplan/report/markdown"
	"beatplan/report/sheet"
)

func ExampleDataProtection() {
	draft := sheet.DataProtection(sheet.Holdings{Day: time.Date(2025, 10, 2, 0, 0, 0, 0, time.UTC), Version: "1.0"})
	fmt.Println(draft.Title)
	fmt.Println(draft.Pages[0].Head.Right[0])
	// Output:
	// Data protection impact assessment
	// Not signed off
}

func ExampleEquality() {
	page, err := markdown.Write(sheet.Equality(sheet.Holdings{Day: time.Date(2025, 10, 2, 0, 0, 0, 0, time.UTC), Version: "1.0"}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Count(string(page), "For the force:"), "questions for the force")
	// Output: 3 questions for the force
}

// Both drafts say what is held, and only the first asks for the days of review that are
// missing: of records of people, and of nothing else.
func TestAssessmentsSayWhatIsHeld(t *testing.T) {
	t.Parallel()
	h := sheet.Holdings{
		Day: time.Date(2025, 10, 2, 0, 0, 0, 0, time.UTC), Version: "1.0", Offences: 119392, From: "1 January 2025", To: "30 September 2025", Sites: 4321, Invented: true,
		Kinds: []sheet.HeldKind{{Kind: "offences", Files: 9, Rows: 119392}, {Kind: "people", Files: 1, Rows: 1111}, {Kind: "incidents", Files: 1, Rows: 5, Review: "1 April 2026"}},
	}
	text := func(d report.Document) string {
		b, err := markdown.Write(d)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	protection, equality := text(sheet.DataProtection(h)), text(sheet.Equality(h))
	for _, want := range []string{"Offences: 119,392, from 1 January 2025 to 30 September 2025. Sites: 4,321.", "no day is set", "1 April 2026", "Draft of 2 October 2025, made by Beatplan 1.0"} {
		if !strings.Contains(protection, want) || !strings.Contains(equality, want) {
			t.Errorf("a draft without %q", want)
		}
	}
	if n := strings.Count(protection, "a day of review for"); n != 1 || !strings.Contains(protection, "a day of review for offences: none is set") {
		t.Errorf("%d questions for days of review", n)
	}
	if strings.Contains(equality, "a day of review for") {
		t.Error("the equality draft asks for days of review")
	}
	empty := text(sheet.Equality(sheet.Holdings{}))
	if !strings.Contains(empty, "Nothing is loaded yet.") || strings.Contains(empty, "Offences: ") {
		t.Error("a draft of nothing says otherwise")
	}
}

// Cards print what is in force and nothing else; what has ended or is too long is said
// apart, and what is to come or is no power is not said.
func TestPowerLines(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2025, 10, day, hour, 0, 0, 0, london) }
	power := func(kind geo.PowerKind, reference string, from, to time.Time) geo.Power {
		return geo.Power{Kind: kind, Authority: "Essex Police", Reference: reference, From: from.UTC(), To: to.UTC(), Import: 7}
	}
	all := []geo.Power{
		power(geo.Dispersal, "now", at(3, 21), at(5, 21)),
		power(geo.Dispersal, "over", at(1, 21), at(3, 20)),
		power(geo.Dispersal, "to come", at(4, 12), at(5, 12)),
		{Kind: geo.PSPO, Authority: "Council", Reference: "2021", From: at(1, 0).AddDate(-4, 0, 0)}, // three years at the most
		{Kind: geo.CumulativeImpact, Authority: "Council", Reference: "no power", From: at(1, 0)},
	}
	printed, ended := sheet.PowerLines(all, at(3, 20), at(4, 4))
	if len(printed) != 1 || len(ended) != 2 || ended[0].Reference != "over" || ended[1].Reference != "2021" {
		t.Fatalf("%+v are printed, and %+v are said to have ended", printed, ended)
	}
	if p := printed[0]; p.Reference != "now" || p.Span != "Fri 3 Oct 21:00 to Sun 5 Oct 21:00" || p.Standing != "in force" || p.Who == "" || p.Says == "" || p.Import != 7 {
		t.Errorf("%+v", p)
	}
	if ended[0].Standing != "expired" || ended[1].Standing != "past its longest life" || !strings.HasPrefix(ended[1].Span, "From Fri 1 Oct") {
		t.Errorf("%+v", ended)
	}
}
