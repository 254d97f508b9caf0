package app_test

import (
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
	if len(c.Lines) < planted[0].Calls || len(c.Lines) != c.Premises.Total() {
		t.Errorf("%d lines of %d that are planted, %d counted", len(c.Lines), planted[0].Calls, c.Premises.Total())
	}
	for i, line := range c.Lines {
		if _, err := time.Parse("2006-01-02 15:04", line.Date); err != nil || i > 0 && line.Date < c.Lines[i-1].Date || line.Reference == "" {
			t.Fatalf("line %d, %+v, after %+v", i, line, c.Lines[max(i-1, 0)])
		}
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
