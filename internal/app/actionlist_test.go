package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/pgtest"
	"beatplan/internal/result"
	"beatplan/meeting"
	"beatplan/zones"
)

func marshals() meeting.Action {
	return meeting.Action{FourP: "Prevent", Does: "Taxi marshals stay to 03:30", Agency: "Council", Owner: "Licensing manager", Due: "2026-02-01", Strand: "night-time-economy"}
}

func TestActionRefuses(t *testing.T) {
	t.Parallel()
	a := town{noSites: true, quiet: true}.app(t)
	tests := map[string]struct {
		change func(*meeting.Action)
		says   string
	}{
		"no owner":      {func(a *meeting.Action) { a.Owner = "" }, "owner: an action has an owner"},
		"a blank owner": {func(a *meeting.Action) { a.Owner = " " }, "owner: an action has an owner"},
		"no date":       {func(a *meeting.Action) { a.Due = "" }, "due: an action has a date"},
		"a 30 February": {func(a *meeting.Action) { a.Due = "2026-02-30" }, `due "2026-02-30": write it YYYY-MM-DD`},
		"no such P":     {func(a *meeting.Action) { a.FourP = "Punish" }, `four_p "Punish": it is Prevent, Pursue, Protect or Prepare`},
		"no such E":     {func(a *meeting.Action) { a.FourE = []string{"Evade"} }, `four_e/0 "Evade"`},
		"no such state": {func(a *meeting.Action) { a.Status = "soon" }, `status "soon": it is not started, in progress, at risk or completed`},
		"no strand":     {func(a *meeting.Action) { a.Strand = "piracy" }, `strand: no strand "piracy"; there are`},
		"no meeting":    {func(a *meeting.Action) { a.Meeting = "7" }, `meeting: no meeting "7"`},
		"no set drawn":  {func(a *meeting.Action) { a.Zone = "Nowhere" }, `zone: no focus area is drawn, so none is called "Nowhere"`},
		"no zone set":   {func(a *meeting.Action) { a.ZoneSet = "zones-1" }, "zone_set: "},
		"nowhere":       {func(a *meeting.Action) { a.Problem = true }, "place: a problem to solve is at a place"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			action := marshals()
			tt.change(&action)
			_, err := a.AddAction(t.Context(), action)
			if fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("%v, want %s", err, tt.says)
			}
		})
	}
}

// Actions keep their history: a change is a version, and one that drops the owner is
// refused and leaves what was there.
func TestSetAction(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{noSites: true, quiet: true}.app(t)
	added, err := a.AddAction(ctx, marshals())
	if err != nil {
		t.Fatal(err)
	}
	status, nobody := meeting.Completed, ""
	if _, err := a.SetAction(ctx, added.ID, app.ActionChange{Owner: &nobody}); fault.Of(err) != fault.Unprocessable {
		t.Errorf("an action without an owner: %v", err)
	}
	if _, err := a.SetAction(ctx, added.ID, app.ActionChange{Status: &status}); err != nil {
		t.Fatal(err)
	}
	want := marshals()
	want.ID, want.Version, want.Status, want.FourE, want.Partners = "1", 2, meeting.Completed, []string{}, []string{}
	l, err := a.ActionList(ctx, meeting.ActionFilter{Owner: "licensing manager"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]meeting.Action{want}, l.Actions); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := a.SetAction(ctx, "9", app.ActionChange{Status: &status}); fault.Of(err) != fault.NotFound {
		t.Errorf("action 9: %v", err)
	}
	if err := a.DropAction(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	if l, err = a.ActionList(ctx, meeting.ActionFilter{}); err != nil || len(l.Actions) > 0 {
		t.Errorf("dropped, and still there: %v, error %v", l.Actions, err)
	}
	if added, err = a.AddAction(ctx, marshals()); err != nil || added.ID != "2" {
		t.Errorf("the next action has number %s, error %v", added.ID, err)
	}
}

// dashboardSQL works out the dashboard's percentages from the rows, and what is overdue.
const dashboardSQL = `
WITH newest AS (
    SELECT DISTINCT ON (name) body, retired FROM versioned WHERE kind = 'action' ORDER BY name, version DESC
), parts AS (
    SELECT p.by, p.name, body ->> 'status' AS status, body ->> 'due' AS due
    FROM newest, LATERAL (VALUES ('all', 'all'), ('strand', body ->> 'strand'), ('agency', body ->> 'agency'), ('zone', body ->> 'zone')) AS p (by, name)
    WHERE NOT retired AND p.name <> ''
)
SELECT by, name, count(*),
    round(100.0 * count(*) FILTER (WHERE status = 'completed') / count(*), 1)::float8,
    round(100.0 * count(*) FILTER (WHERE status = 'in progress') / count(*), 1)::float8,
    round(100.0 * count(*) FILTER (WHERE status = 'at risk') / count(*), 1)::float8,
    round(100.0 * count(*) FILTER (WHERE status = 'not started') / count(*), 1)::float8,
    count(*) FILTER (WHERE status <> 'completed' AND due < '2026-03-01')
FROM parts GROUP BY by, name`

func TestDashboardIsWhatOneQuerySays(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	url := pgtest.ServerURL(t)
	a, m := verbsAt(t, url)
	streets(t, m)
	drawTown(t, a)
	for n, status := range []string{"completed", "completed", "in progress", "at risk", "not started", "completed", "at risk"} {
		action := marshals()
		action.Status, action.Zone = status, []string{"High Street", "", "Quay Lane"}[n%3]
		action.Agency = []string{"Council", "Police"}[n%2]
		if n == 4 {
			action.Strand, action.Due = "", "2026-03-01" // not over yet
		}
		added, err := a.AddAction(ctx, action)
		if err != nil {
			t.Fatal(err)
		}
		if n == 5 {
			err = a.DropAction(ctx, added.ID)
		} else if n == 6 {
			_, err = a.SetAction(ctx, added.ID, app.ActionChange{Status: new("in progress")})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := a.ActionDashboard(ctx, "2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]meeting.Progress{"all/all": d.All}
	for by, list := range map[string][]meeting.Progress{"strand": d.Strands, "agency": d.Agencies, "zone": d.Zones} {
		for _, p := range list {
			got[by+"/"+p.Name] = p
		}
	}
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(ctx)
	rows, _ := db.Query(ctx, dashboardSQL)
	want := map[string]meeting.Progress{}
	var by string
	var p meeting.Progress
	if _, err := pgx.ForEachRow(rows, []any{&by, &p.Name, &p.Actions, &p.Completed, &p.InProgress, &p.AtRisk, &p.NotStarted, &p.Overdue}, func() error {
		want[by+"/"+p.Name] = p
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) != 6 {
		t.Errorf("%d parts; (-query +dashboard):\n%s", len(got), diff)
	}
	if d.All.Overdue != 3 { // all six but two that are completed and one that is due today
		t.Errorf("%d are overdue, want 3", d.All.Overdue)
	}
}

// An area is found by its name alone where a set has it, that of the approved set before
// that of a later drawing; one that no set has is refused with those that there are.
func TestActionFindsItsArea(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, _ := threePlaces(t)
	drawn, _ := drawTown(t, a)
	later, _ := edit(t, a, drawn, "quieter", app.ZoneEdit{Kind: "tier", Zone: "Quay Lane", Tier: zones.Tertiary})
	of := func(zone string) (meeting.Action, error) {
		action := marshals()
		action.Zone = zone
		return a.AddAction(ctx, action)
	}
	if got, err := of("quay lane"); err != nil || got.Zone != "Quay Lane" || got.Tier != "tertiary" || got.ZoneSet != later.ID {
		t.Errorf("of the newest set: %+v, %v", got, err)
	}
	decideOn(t, a, later.ID, result.Approved, "Second", "")
	decideOn(t, a, later.ID, result.Withdrawn, "Second", "")
	if got, err := of("Quay Lane"); err != nil || got.Tier != "primary" || got.ZoneSet != drawn.ID {
		t.Errorf("of the draft, when the newest was withdrawn: %+v, %v", got, err)
	}
	if _, err := a.Decide(ctx, app.DecisionRequest{Result: drawn.ID, Verdict: "approved", Why: "agreed", As: "Second"}); err != nil {
		t.Fatal(err)
	}
	if got, err := of("Quay Lane"); err != nil || got.Tier != "primary" || got.ZoneSet != drawn.ID {
		t.Errorf("of the approved set: %+v, %v", got, err)
	}
	const want = `zone: no focus area is called "Z-01"; there are High Street, Quay Lane, Station Road`
	if _, err := of("Z-01"); fault.Of(err) != fault.Unprocessable || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// What a zone holds suggests actions for its owners.
func TestSuggestActions(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{timed: true}.app(t)
	set, _, err := a.DrawZones(ctx, app.ZoneSetRequest{Area: "Newtown", Operation: "nte"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.SuggestActions(ctx, set.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, suggested := range s.Actions {
		if suggested.Tier != "primary" && suggested.Tier != "secondary" || suggested.Factor != "pub" && suggested.Factor != "shop" || suggested.Why == "" {
			t.Errorf("%+v", suggested)
		}
	}
	if len(s.Actions) == 0 {
		t.Fatal("nothing is suggested for a zone with pubs and shops")
	}
	action := marshals()
	action.ZoneSet, action.Zone = set.ID, "Z-01"
	if action, err = a.AddAction(ctx, action); err != nil || action.Zone != s.Actions[0].Zone || action.Tier != s.Actions[0].Tier {
		t.Errorf("for zone %q, %s; error %v", action.Zone, action.Tier, err)
	}
	action.Zone = "Z-99"
	if _, err := a.AddAction(ctx, action); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), "zone: no zone") {
		t.Errorf("zone Z-99: %v", err)
	}
}
