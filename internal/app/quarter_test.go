package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// Two whole years of one robbery a day, then two: the paper has the exact row, the
// quarter's daily rate, the report's headings, the strand without a measure, and the
// action that is a case study.
func TestQuarter(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := verbs(t)
	at := orb.Point{3.02, 52.01}
	var records []crime.Record
	for day := time.Date(2023, 10, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2025 || day.Month() < 10; day = day.AddDate(0, 0, 1) {
		n := 1
		if !day.Before(time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC)) {
			n = 2
		}
		for range n {
			records = append(records, record(t, fmt.Sprint(len(records)), crime.Offence{Type: "Robbery of personal property", From: day, To: day, Precision: crime.Instant, At: &at}))
		}
	}
	take(t, m.Areas, []geo.Area{newtown()})
	take(t, m.Offences, records)
	if _, err := a.SetStrand(ctx, crime.Strand{Name: "robbery", Title: "Robbery", Definition: "Theft by force", Groups: []string{"robbery"}, Aim: "Fewer victims"}); err != nil {
		t.Fatal(err)
	}
	action := marshals()
	action.Status, action.Risks = meeting.Completed, ""
	action.Evidence = "the rank log shows nobody waiting after 03:30"
	if _, err := a.AddAction(ctx, action); err != nil {
		t.Fatal(err)
	}
	take(t, m.Searches, []crime.Search{{Key: crime.DigestOf("in"), Month: 12*2025 + 7, At: &at, Object: "Drugs"}, {Key: crime.DigestOf("before"), Month: 12*2025 + 5, At: &at, Object: "Drugs"}})
	q, err := a.Quarter(ctx, "Newtown", "2025-09")
	if err != nil {
		t.Fatal(err)
	}
	if q.Searches == nil || *q.Searches != 1 {
		t.Errorf("searches of the quarter: %v, want 1", q.Searches)
	}
	if len(q.Missing) > 0 {
		t.Errorf("weeks %v are missing", q.Missing)
	}
	for _, s := range q.Strands {
		if s.Name != "robbery" {
			continue
		}
		// 366 days to September 2024, 365 to September 2025, 92 in the quarter
		if s.Row.Before == nil || *s.Row.Before != 366 || *s.Row.After != 730 || s.Row.Percent != "+99.5%" || !strings.HasPrefix(s.Row.Verdict, "above") {
			t.Errorf("the row is %+v", s.Row)
		}
		if s.Quarter == nil || *s.Quarter != 184 || s.PerDay < 1.99 || s.PerDay > 2.01 {
			t.Errorf("%v in the quarter, %g a day", s.Quarter, s.PerDay)
		}
	}
	asked := app.ReportRequest{Report: "quarter", Area: "Newtown", To: "2025-09"}
	made, err := a.ReportFile(ctx, asked, "html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Picture", "Definition", "Aim", "Objectives", "Delivery", "Measure", "Trends", "Performance", "Dashboard", "Risks", "A case study",
		"184 offences, 2 a day", "730 against 366 (", "Fewer victims", "No measure of success is set for Robbery", "no incidents, 0.0 a day", "Night-time economy: Taxi marshals", ">Night-time economy<", "nobody waiting after 03:30",
	} {
		if !strings.Contains(string(made.Body), want) {
			t.Errorf("the paper lacks %q", want)
		}
	}
	if _, err := a.ReportFile(ctx, asked, "txt"); fault.Of(err) != fault.Invalid {
		t.Errorf("as text: %v", err)
	}
	if _, err := a.Quarter(ctx, "", "2025-09"); fault.Of(err) != fault.Invalid {
		t.Errorf("of no force: %v", err)
	}
	// A quarter that is not loaded names its weeks.
	if q, err = a.Quarter(ctx, "Newtown", "2025-11"); err != nil || len(q.Missing) != 9 || q.Missing[0] != "2025-09-29" {
		t.Errorf("weeks %v are missing, error %v", q.Missing, err)
	}
}
