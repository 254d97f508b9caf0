package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
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

// A town of three months: a year that is not loaded whole has no count, and what is
// missing is named. The newest version of a strand's definition is the one printed.
func TestStrandTable(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	if _, err := a.SetStrand(t.Context(), crime.Strand{Name: "robbery", Title: "Robbery", Definition: "Theft by force", Groups: []string{"robbery"}, Measure: "fewer victims"}); err != nil {
		t.Fatal(err)
	}
	table, err := a.StrandTable(t.Context(), "Newtown", "2025-03", 12)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(table.Notes, "\n")
	for _, want := range []string{"not loaded whole: 2023-04..2024-12", "no measure of success is set for Anti-social behaviour, Burglary,"} {
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
		if _, err := a.StrandTable(t.Context(), ask[0], ask[1], 12); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v, want %s", ask, err, name)
		}
	}
	if _, err := a.StrandTable(t.Context(), "Newtown", "2025", 12); fault.Of(err) != fault.Invalid {
		t.Errorf("%v is no fault of the request", err)
	}
}

// A break that is declared is named by every comparison across it, and by none once it is
// retired.
func TestBreaks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{timed: true}.app(t)
	if _, err := a.SetBreak(ctx, crime.Break{Name: "storm", Title: "The storm", From: "2025-02-20", To: "2025-02-10"}); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), "to ") {
		t.Errorf("to before from: %v", err)
	}
	if _, err := a.SetBreak(ctx, crime.Break{Name: "storm", Title: "The storm", From: "2025-02-10", To: "2025-02-20"}); err != nil {
		t.Fatal(err)
	}
	named := func() (in []string) {
		table, err := a.StrandTable(ctx, "Newtown", "2025-03", 12)
		if err != nil {
			t.Fatal(err)
		}
		comparison, _, err := a.CompareHotspots(ctx, app.ComparisonRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "all", From: "2025-02", To: "2025-02"}, With: "2025-01"})
		if err != nil {
			t.Fatal(err)
		}
		for name, notes := range map[string][]string{"strands": table.Notes, "comparison": comparison.Notes} {
			if strings.Contains(strings.Join(notes, "\n"), "The storm (2025-02-10 to 2025-02-20) is in 202") {
				in = append(in, name)
			}
		}
		slices.Sort(in)
		return in
	}
	if got := named(); !slices.Equal(got, []string{"comparison", "strands"}) {
		t.Errorf("the break is named in %v", got)
	}
	if err := a.RetireBreak(ctx, "storm"); err != nil {
		t.Fatal(err)
	}
	if got := named(); len(got) > 0 {
		t.Errorf("a break that is retired is named in %v", got)
	}
}

// A strand whose operation has hours counts those that happened at them, where the hours
// are known: each day one robbery at noon and one at eleven at night. With some of which
// nothing but the month is known it counts all, and says why.
func TestStrandAtItsHours(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		monthOnly     bool // one in three
		hour          int  // of those at night, by the clocks of London
		before, after int
		note          string
	}{
		"hours known":        {false, 23, 366, 365, "counted at night hours (daily 18:00-06:00), in the area by their positions"},
		"hours unknown":      {true, 23, 3 * 366, 3 * 365, "counted at all hours of the day, not only at those of the operation: the hours of 731 of 2,193 offences are not known"},
		"a heap at midnight": {false, 24, 731, 730, "counted at all hours of the day, not only at those of the operation: the hours of 730 of 1,461 offences are not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			a, m := verbs(t)
			at := orb.Point{3.02, 52.01}
			london, err := time.LoadLocation("Europe/London")
			if err != nil {
				t.Fatal(err)
			}
			var records []crime.Record
			add := func(o crime.Offence) {
				o.Type, o.At = "Robbery of personal property", &at
				records = append(records, record(t, fmt.Sprint(len(records)), o))
			}
			for day := time.Date(2023, 10, 1, 11, 0, 0, 0, time.UTC); day.Before(time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
				night := time.Date(day.Year(), day.Month(), day.Day(), tt.hour, 0, 0, 0, london)
				noon := day.Add(time.Duration(day.Day()) * time.Minute)
				add(crime.Offence{From: noon, To: noon, Precision: crime.Instant})
				add(crime.Offence{From: night, To: night, Precision: crime.Instant})
				if tt.monthOnly {
					month := crime.MonthOf(day)
					add(crime.Offence{From: month.Start(time.UTC), To: (month + 1).Start(time.UTC), Precision: crime.InMonth})
				}
			}
			take(t, m.Areas, []geo.Area{newtown()})
			take(t, m.Offences, records)
			if _, err := a.SetOperation(ctx, app.OperationRequest{Operation: crime.Operation{Name: "evening", Title: "Evening", Groups: []string{"robbery"}, Clock: "night", Measure: "count", Areas: 20}}); err != nil {
				t.Fatal(err)
			}
			if _, err := a.SetStrand(ctx, crime.Strand{Name: "evening", Title: "Evening", Definition: "Robbery at night", Groups: []string{"robbery"}, Operations: []string{"evening"}}); err != nil {
				t.Fatal(err)
			}
			table, err := a.StrandTable(ctx, "Newtown", "2025-09", 12)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(table.Strands, func(r meeting.StrandRow) bool { return r.Name == "evening" })
			r := table.Strands[i]
			if r.Before == nil || *r.Before != tt.before || r.After == nil || *r.After != tt.after || !strings.HasPrefix(r.Note, tt.note) {
				body, _ := json.Marshal(r)
				t.Errorf("%s, want %d, %d, %q", body, tt.before, tt.after, tt.note)
			}
		})
	}
}
