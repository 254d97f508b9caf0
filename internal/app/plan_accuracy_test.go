package app_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"beatplan/internal/app"
	"beatplan/internal/pgtest"
)

// meter reads a plan as it is kept and counts all of the coverage meter anew: the ideal
// ground is that with the most harm, its last cell in part.
const meter = `
WITH kept AS (
    SELECT document::jsonb AS doc, problem::jsonb -> 'problem' AS problem FROM results WHERE id = $1
), features AS (
    SELECT f -> 'properties' AS p FROM kept, jsonb_array_elements(doc -> 'features') AS f
), routes AS (
    SELECT p ->> 'unit' AS unit, (p ->> 'officers')::int AS officers, extract(epoch FROM (p ->> 'shift_end')::timestamptz - (p ->> 'shift_start')::timestamptz) / 3600 AS hours
    FROM features WHERE p ->> 'kind' = 'route'
), stops AS (
    SELECT p ->> 'unit' AS unit, p ->> 'kind' AS kind, p ->> 'area' AS spot, (p ->> 'dwell_min')::int AS minutes, (p ->> 'harm_present')::float8 AS harm
    FROM features WHERE p ->> 'kind' IN ('patrol_stop', 'engagement_stop', 'post')
), worth AS (
    SELECT harm * power((problem -> 'Policy' -> 'Leaves')::float8, row_number() OVER (PARTITION BY spot ORDER BY harm DESC) - 1) AS days
    FROM stops, kept WHERE kind = 'patrol_stop'
), cells AS (
    SELECT c ->> 'Spot' AS spot, (c -> 'Area')::float8 AS area, (c -> 'Harm')::float8 AS harm
    FROM kept, jsonb_array_elements(problem -> 'Whole' -> 'Cells') AS c
), visited AS (
    SELECT sum(area) AS area, sum(harm) AS harm FROM cells WHERE spot IN (SELECT spot FROM stops WHERE kind = 'patrol_stop')
), ranked AS (
    SELECT area, harm, sum(area) OVER (ORDER BY harm / area DESC, spot, area ROWS UNBOUNDED PRECEDING) - area AS before FROM cells
), ideal AS (
    SELECT sum(r.harm * least(1, greatest(0, (v.area - r.before) / r.area))) AS harm FROM ranked AS r, visited AS v
), whole AS (
    SELECT (problem -> 'Whole' -> 'Area')::float8 AS area, (problem -> 'Whole' -> 'Harm')::float8 AS harm FROM kept
)
SELECT (SELECT sum(days) FROM worth),
    (SELECT sum(rate::float8) FROM kept, jsonb_array_elements(problem -> 'Spots') AS s, jsonb_array_elements(s -> 'Rate') AS rate),
    v.harm / w.harm, v.area / w.area, (v.harm / w.harm) / (v.area / w.area), v.harm / i.harm,
    (SELECT sum(officers * hours)::float8 FROM routes), (SELECT sum(officers * minutes) / 60.0 FROM stops JOIN routes USING (unit))::float8,
    (SELECT count(*) FROM stops WHERE minutes >= 15)
FROM visited AS v, ideal AS i, whole AS w`

// metered is a row of the meter.
type metered struct {
	Covered, Present, HitRate, Area, PAI, PEI, OfficerHours, There float64
	Long                                                           int
}

func meterOf(p app.PlanResult) metered {
	a, m := p.Accuracy, p.Metrics
	return metered{m.HarmCovered, m.HarmPresent, a.HitRate, a.Area, a.PAI, a.PEI, m.OfficerHours, *m.OfficersThere, *m.LongStops}
}

// The coverage meter of a plan, and of each edit of it, is what SQL counts in the rows
// that are kept. A plan from before does not know its accuracy, and neither does its re-plan.
func TestPlanMeter(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), pgtest.ServerURL(t)
	a, _ := town{timed: true}.settleAt(t, url)
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(ctx) })
	counted := func(p app.PlanResult) metered {
		t.Helper()
		if p.Accuracy == nil {
			t.Fatalf("plan %s has no accuracy: %s", p.ID, p.Unmeasured)
		}
		rows, err := db.Query(ctx, meter, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		want, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[metered])
		if err != nil {
			t.Fatal(err)
		}
		got := meterOf(p)
		const half = 0.005 + 1e-9 // of a hundredth, to which figures are kept, and so is the harm at each stop
		visits := 0
		for _, s := range p.Metrics.Spots {
			visits += s.Visits
		}
		to := func(tolerance float64, names ...string) cmp.Option {
			return cmp.FilterPath(func(path cmp.Path) bool {
				return slices.Contains(names, strings.TrimPrefix(path.Last().String(), "."))
			}, cmpopts.EquateApprox(0, tolerance))
		}
		if diff := cmp.Diff(want, got, to(half*float64(1+visits), "Covered"), to(half, "Present", "OfficerHours", "There"), to(1e-9, "HitRate", "Area", "PAI", "PEI")); diff != "" {
			t.Errorf("the meter of %s (-SQL +plan):\n%s", p.ID, diff)
		}
		return got
	}
	plan, document, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	m := counted(plan)
	var land float64 // of the area itself: cells at its border are in or out as a whole
	if err := db.QueryRow(ctx, `SELECT sum(ST_Area(geom::geography)) FROM areas WHERE kind = 'district' AND name = 'Newtown'`).Scan(&land); err != nil {
		t.Fatal(err)
	}
	if off := plan.Accuracy.Whole/land - 1; math.Abs(off) > 0.02 {
		t.Errorf("the whole area has %.0f m², %+.1f%% beside the land's %.0f", plan.Accuracy.Whole, 100*off, land)
	}
	if m.PAI <= 1 || !(m.PEI > 0 && m.PEI <= 1) || !(m.HitRate > 0 && m.HitRate < 1) || m.OfficerHours != 16 || m.Long == 0 {
		t.Errorf("the meter is %+v", m)
	}
	var first struct {
		Features []struct {
			ID         string `json:"id"`
			Properties struct {
				Kind string `json:"kind"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &first); err != nil {
		t.Fatal(err)
	}
	var stops []string
	for _, f := range first.Features {
		if f.Properties.Kind == "patrol_stop" {
			stops = append(stops, f.ID)
		}
	}
	edits := map[string]app.ReplanRequest{
		"lock": {At: "18:00", Lock: stops[:1]},
		"drop": {At: "18:00", Drop: stops[:1]},
		"move": {At: "18:00", Move: []app.MoveOfStop{{Stop: stops[0], Unit: "unit-2"}}},
		"add":  {At: "18:00", Add: []app.AddedStop{{Place: plan.Metrics.Spots[len(plan.Metrics.Spots)-1].Area}}},
		"lose": {At: "20:00", Lose: []string{"unit-1"}},
	}
	for name, edit := range edits {
		next, _, err := a.ReplanPlan(ctx, plan.ID, edit)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if after := counted(next); name == "lose" && after.OfficerHours != 12 {
			t.Errorf("with a unit lost half-way: %+v", after)
		}
	}

	if _, err := db.Exec(ctx, `UPDATE results SET problem = (problem::jsonb #- '{problem,Whole}')::text, summary = summary - 'accuracy' WHERE id = $1`, plan.ID); err != nil {
		t.Fatal(err)
	}
	old, _, err := a.Plan(ctx, plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := a.ReplanPlan(ctx, plan.ID, app.ReplanRequest{At: "19:00", Lose: []string{"unit-2"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []app.PlanResult{old, again} {
		if said := p.AccuracyWords(); p.Accuracy != nil || !strings.Contains(said, "not known: the plan was made before the harm of its whole area was kept") {
			t.Errorf("of a plan from before: %+v, %q", p.Accuracy, said)
		}
	}
}

// Little is not nothing, and the words hold whatever land a group counts on and whatever is
// counted: harm or offences.
func TestAccuracyWords(t *testing.T) {
	t.Parallel()
	p := app.PlanResult{Accuracy: &app.PlanAccuracy{Harm: 240, HitRate: 0.0004, Area: 0.000012, PAI: 33.3, PEI: 0.0042}}
	const want = "the spots visited have 0.04% of the harm expected in the shift on all land that the group counts on, and take 0.0012% of it: PAI 33, PEI 0.0042"
	if got := p.AccuracyWords(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
