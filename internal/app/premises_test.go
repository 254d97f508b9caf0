package app_test

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/meeting"
)

// Calls are planted at sixty premises of Demoshire. The list of twenty holds the loudest,
// the chronology of the first is complete and dated, and the week's triage adds up.
func TestPlantedPremises(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	county, err := demoshire.Found(demoshire.Options{Seed: 1}, london(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range county.Files() {
		if !strings.HasPrefix(f.Name, "calls.") {
			continue
		}
		var body strings.Builder
		if err := f.Write(&body); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(body.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, m := verbs(t)
	take(t, m.Areas, county.Areas)
	take(t, m.Sites, county.Sites)
	mapping, err := ingest.ReadMapping(filepath.Join(dir, "calls.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := ingest.Path(filepath.Join(dir, "calls.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Incidents(ctx, app.File[crime.IncidentRecord](ingest.MappedIncidents(source, "", mapping, london(t), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))); err != nil {
		t.Fatal(err)
	}

	l, err := a.Premises(ctx, "Demoshire", "2025-01-01", "2025-12-31", "asb")
	if err != nil {
		t.Fatal(err)
	}
	planted := county.Truth.Loud
	if len(planted) != 60 || len(l.Premises) != 20 {
		t.Fatalf("%d premises are planted and %d listed", len(planted), len(l.Premises))
	}
	hits := 0
	for _, p := range l.Premises {
		if slices.ContainsFunc(planted[:20], func(o demoshire.LoudPremises) bool { return "demoshire:"+o.Site == p.Key }) {
			hits++
		}
	}
	if hits < 18 {
		t.Errorf("%d of the 20 loudest are among the top 20, want 18 at least", hits)
	}

	first := l.Premises[0]
	c, err := a.Chronology(ctx, first.Key, "2025-01-01", "2025-12-31")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Lines) < planted[0].Calls || len(c.Lines) != c.Premises.Total() || len(c.Lines) != first.Total() {
		t.Errorf("%d lines of %d that are planted, %d counted, %d in the list", len(c.Lines), planted[0].Calls, c.Premises.Total(), first.Total())
	}
	isDated(t, c)
	byName, err := a.Chronology(ctx, strings.ToUpper(first.Name), "2025-01-01", "2025-12-31")
	if err != nil || byName.Premises.Key != first.Key || len(byName.Lines) != len(c.Lines) {
		t.Errorf("by the name %s: %s with %d lines, error %v", first.Name, byName.Premises.Key, len(byName.Lines), err)
	}
	_, err = a.Chronology(ctx, "the", "2025-01-01", "2025-12-31")
	if fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), `premises: "the" may be `) || !strings.Contains(err.Error(), "(demoshire:") || !strings.HasSuffix(err.Error(), " more: give the key") {
		t.Errorf("by a word of many names: %v", err)
	}

	triage, err := a.Triage(ctx, "Demoshire", "2025-11-10")
	if err != nil {
		t.Fatal(err)
	}
	week, all, calls := 0., 0., 0
	for _, o := range triage.Owners {
		week, all, calls = week+o.WeekShare, all+o.AllShare, calls+o.Week
		// what is planted, give or take four standard errors of 9,000 calls
		if want, known := map[string]float64{"Community Policing Team": 37.4, "Local authority": 10.4}[o.Owner]; known && math.Abs(o.AllShare-want) > 2 {
			t.Errorf("%s has %.1f%% of all, planted %.1f%%", o.Owner, o.AllShare, want)
		}
	}
	if math.Abs(week-100) > 1e-9 || math.Abs(all-100) > 1e-9 || calls != triage.Calls || calls == 0 || triage.All < 8000 || len(triage.Premises) == 0 || len(triage.Places) == 0 {
		t.Errorf("shares of %g and %g, %d of %d calls, %d premises, %d places", week, all, calls, triage.Calls, len(triage.Premises), len(triage.Places))
	}
	if _, err := a.Triage(ctx, "Demoshire", "2026-06-01"); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no call is loaded for the week from 2026-06-01") {
		t.Errorf("a week without calls: %v", err)
	}
	if _, err := a.Chronology(ctx, "demoshire:none", "2025-01-01", "2025-12-31"); fault.Of(err) != fault.NotFound {
		t.Errorf("a premises that is not there: %v", err)
	}
	for _, p := range l.Premises {
		if slices.Contains(meeting.Private(), p.Category) {
			t.Errorf("%s is a %s", p.Name, p.Category)
		}
	}
}

// isDated holds a chronology to be in order, each line with its time and its reference, and
// to add up to its months and hours.
func isDated(t *testing.T, c meeting.Chronology) {
	t.Helper()
	months, hours := map[string]int{}, map[int]int{}
	for i, line := range c.Lines {
		at, err := time.Parse("2006-01-02 15:04", line.Date)
		if err != nil || i > 0 && line.Date < c.Lines[i-1].Date || line.Reference == "" {
			t.Fatalf("line %d, %+v, after %+v", i, line, c.Lines[max(i-1, 0)])
		}
		months[line.Date[:7]], hours[at.Hour()] = months[line.Date[:7]]+1, hours[at.Hour()]+1
	}
	got := map[string]int{}
	for _, m := range c.Premises.Months {
		got[m.Month.String()] = m.Count
	}
	if !maps.Equal(got, months) || !maps.Equal(c.Premises.Hours, hours) {
		t.Errorf("months %v and hours %v, of the lines %v and %v", got, c.Premises.Hours, months, hours)
	}
}
