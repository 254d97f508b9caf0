package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/geojson"

	"beatplan/crime"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/planner"
	"beatplan/rtm"
)

// A verb makes a result of a request in JSON and of changes to it.
type verb func(a *app.App, request ...string) (id string, document []byte, err error)

// of makes a verb of what takes a request.
func of[R any](ctx context.Context, do func(*app.App, context.Context, R) (string, []byte, error)) verb {
	return func(a *app.App, request ...string) (string, []byte, error) {
		var r R
		for _, words := range request {
			if err := json.Unmarshal([]byte(words), &r); err != nil {
				return "", nil, err
			}
		}
		return do(a, ctx, r)
	}
}

// verbsOf returns the verbs by the kind of their results.
func verbsOf(ctx context.Context) map[result.Kind]verb {
	return map[result.Kind]verb{
		result.Surface: of(ctx, func(a *app.App, ctx context.Context, r app.SurfaceRequest) (string, []byte, error) {
			s, err := a.Cells(ctx, r)
			if err != nil {
				return "", nil, err
			}
			hexagons, err := a.SurfaceHexagons(ctx, s.ID)
			if err != nil {
				return "", nil, err
			}
			var document bytes.Buffer
			err = hexagons.WriteGeoJSON(&document)
			return s.ID, document.Bytes(), err
		}),
		result.Model: of(ctx, func(a *app.App, ctx context.Context, r app.ModelRequest) (string, []byte, error) {
			m, err := a.FitModel(ctx, r)
			if err != nil {
				return "", nil, err
			}
			hexagons, err := a.ModelHexagons(ctx, m.ID)
			if err != nil {
				return "", nil, err
			}
			var document bytes.Buffer
			err = hexagons.WriteGeoJSON(&document)
			return m.ID, document.Bytes(), err
		}),
		result.ZoneSet: of(ctx, func(a *app.App, ctx context.Context, r app.ZoneSetRequest) (string, []byte, error) {
			s, document, err := a.DrawZones(ctx, r)
			return s.ID, document, err
		}),
		result.Plan: of(ctx, func(a *app.App, ctx context.Context, r app.PlanRequest) (string, []byte, error) {
			p, document, err := a.MakePlan(ctx, r)
			return p.ID, document, err
		}),
	}
}

// Requests that a town answers.
const (
	askCells = `{"area":"Newtown","group":"robbery"}`
	askModel = `{"area":"Newtown","group":"robbery","train":"2025-01..2025-02","test":"2025-03"}`
	askZones = `{"area":"Newtown","operation":"nte"}`
	askPlan  = `{"area":"Newtown","operation":"sceptre","date":"2025-04-04","shift":"18:00-02:00","units":2,"seed":1}`
)

// TestIdentity asks each verb the same in other words, which must change nothing,
// and something else, which must be another result.
func TestIdentity(t *testing.T) {
	t.Parallel()
	tests := map[result.Kind]struct {
		request     string
		same, other []string // changes to it
	}{
		result.Surface: {
			askCells,
			[]string{`{}`, `{"area":"T1"}`, `{"from":"2025-01","to":"2025-03"}`, `{"clock":"all"}`, `{"resolution":10}`},
			[]string{`{"group":"all"}`, `{"from":"2025-02"}`, `{"to":"2025-02"}`, `{"clock":"night"}`, `{"resolution":9}`},
		},
		result.Model: {
			askModel,
			[]string{`{}`, `{"area":"district:newtown"}`, `{"resolution":10}`, `{"factors":["shop","pub"]}`},
			[]string{`{"group":"all"}`, `{"train":"2025-01"}`, `{"test":""}`, `{"resolution":9}`, `{"factors":["shop"]}`},
		},
		result.ZoneSet: {
			askZones,
			[]string{`{}`, `{"area":"NEWTOWN"}`, `{"from":"2025-01","to":"2025-03"}`, `{"resolution":10}`},
			[]string{`{"operation":"sceptre"}`, `{"from":"2025-02"}`, `{"all_hours":true,"any_place":true}`, `{"resolution":11}`},
		},
		result.Plan: {
			askPlan,
			[]string{`{}`, `{"area":"T1"}`, `{"from":"2025-01","to":"2025-03"}`, `{"mode":"vehicle"}`, `{"preset":"koper"}`},
			[]string{
				`{"operation":"nte"}`, `{"date":"2025-04-05"}`, `{"shift":"18:00-03:00"}`, `{"units":3}`, `{"seed":2}`,
				`{"mode":"foot"}`, `{"preset":"essex"}`, `{"from":"2025-02"}`,
			},
		},
	}
	for kind, tt := range tests {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			a, ask := town{timed: true}.app(t), verbsOf(t.Context())[kind]
			id, document, err := ask(a, tt.request)
			if err != nil || id == "" {
				t.Fatalf("id %q, error %v", id, err)
			}
			for _, change := range tt.same {
				again, same, err := ask(a, tt.request, change)
				if err != nil || again != id || !bytes.Equal(same, document) {
					t.Errorf("%s: id %s, the same bytes: %t, error %v; want %s", change, again, bytes.Equal(same, document), err, id)
				}
			}
			known := []string{id}
			for _, change := range tt.other {
				other, _, err := ask(a, tt.request, change)
				if err != nil || slices.Contains(known, other) {
					t.Errorf("%s: id %s is among %v, or error %v", change, other, known, err)
				}
				known = append(known, other)
			}
			summaries, err := a.Summaries(t.Context(), kind, "Newtown")
			if err != nil || len(summaries) < len(known) {
				t.Errorf("%d results kept, error %v; want %d", len(summaries), err, len(known))
			}
			robbery := crime.Group{Name: "robbery", Definition: "Robbery, as we now see it", Types: []string{"Robbery"}}
			violence := crime.Group{Name: "nte-violence", Definition: "Violence alone", Types: []string{"Violence with injury"}}
			for _, g := range []crime.Group{robbery, violence} {
				if g, err := a.SetGroup(t.Context(), g); err != nil || g.Version != 2 {
					t.Fatalf("version %d, error %v", g.Version, err)
				}
			}
			if other, _, err := ask(a, tt.request); err != nil || other == id {
				t.Errorf("a new version of the group: id %s, error %v", other, err)
			}
		})
	}
}

// TestKept reads results again as they were made.
func TestKept(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	for kind, request := range map[result.Kind]string{result.ZoneSet: askZones, result.Plan: askPlan} {
		id, document, err := verbsOf(t.Context())[kind](a, request)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := a.Document(t.Context(), kind, id)
		if err != nil || !bytes.Equal(kept, document) {
			t.Errorf("%s is kept as %.80q…, error %v; made was %.80q…", id, kept, err, document)
		}
	}
	made, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01"})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := a.Model(t.Context(), made.ID)
	if diff := cmp.Diff(made, kept); diff != "" || err != nil {
		t.Errorf("(-made +kept):\n%s%v", diff, err)
	}
	risk, err := a.Surface(t.Context(), made.Surface)
	if err != nil || risk.Kind != "risk" || risk.Model != made.ID || risk.Cells != made.Cells {
		t.Errorf("surface %+v, error %v", risk, err)
	}
	if _, err := a.Model(t.Context(), "model-none"); fault.Of(err) != fault.NotFound {
		t.Errorf("error %v, want that there is none", err)
	}
}

// TestModelFindsTheCause: robberies are at pubs, and shops have nothing to do
// with them.
func TestModelFindsTheCause(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	m, err := a.FitModel(t.Context(), app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02", Test: "2025-03..2025-04"})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Terms) != 1 || m.Terms[0].Factor != "pub" || m.Terms[0].RRV < 2 {
		t.Errorf("terms %+v, want pubs alone", m.Terms)
	}
	if n := len(m.Families); n != 3 || m.Family != rtm.NBII {
		t.Errorf("%d families, and the model's is %s", n, m.Family)
	}
	for _, c := range m.Reasons {
		sum := 1.0
		for _, r := range c.Reasons {
			sum += r.Contribution
			if r.Factor != "pub" || r.Site == "" {
				t.Errorf("cell %s: %+v", c.Cell, r)
			}
		}
		if math.Abs(sum-c.Risk) > 1e-9 || len(c.Reasons) != 1 {
			t.Errorf("cell %s has a risk of %g, its reasons sum to %g", c.Cell, c.Risk, sum)
		}
	}
	if m.RiskMin != 1 || m.HighRisk.Shares[0].Least != m.RiskMax {
		t.Errorf("risk from %g to %g, high %+v", m.RiskMin, m.RiskMax, m.HighRisk)
	}
	notes := []string{
		"all cells are taken for alike, without residents or streets: a factor may be chosen for standing where people are: import people or streets",
		"no places were held out: 9 blocks are too few, 10 are needed: take a larger area or smaller blocks",
		"no block-bootstrap interval of an RRV: 9 blocks are too few, 10 are needed: take a larger area or smaller blocks",
		"how often each factor would be chosen again is not known: 9 blocks are too few, 10 are needed: take a larger area or smaller blocks",
		"test period: nothing is loaded of Newtown for 2025-04",
	}
	if diff := cmp.Diff(notes, m.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestModelChoices(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ask := app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02"}
	ids := map[string]bool{}
	for _, family := range []string{"", "poisson", "nb2", "all"} {
		for _, c := range []string{"none", "elastic-net"} {
			ask.Family, ask.Cull = family, c
			m, err := a.FitModel(t.Context(), ask)
			if err != nil {
				t.Fatal(err)
			}
			lowest := m.Families[0]
			for _, f := range m.Families {
				if f.BIC < lowest.BIC {
					lowest = f
				}
			}
			want := map[string]rtm.Family{"": rtm.NBII, "poisson": rtm.Poisson, "nb2": rtm.NB2, "all": lowest.Family}[family]
			if m.Family != want || string(m.Cull) != c {
				t.Errorf("asked for %q and %s, made %s and %s", family, c, m.Family, m.Cull)
			}
			if len(m.Terms) != 1 || m.Terms[0].Factor != "pub" {
				t.Errorf("%s, %s: terms %+v", family, c, m.Terms)
			}
			ids[m.ID] = true
		}
	}
	// Of all, one family wins that was asked for by name as well: that is the same model.
	if len(ids) != 6 {
		t.Errorf("%d models", len(ids))
	}
	adjusted := app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02", Always: []string{"shop"}}
	adjusted.Influences, adjusted.Reaches = map[string][]string{"shop": {"proximity"}}, map[string][]float64{"shop": {300}}
	m, err := a.FitModel(t.Context(), adjusted)
	if err != nil || len(m.Terms) != 2 || m.Terms[0].Factor != "shop" || !m.Terms[0].Adjustment || m.Terms[1].Factor != "pub" || m.Terms[1].Adjustment {
		t.Errorf("adjusted for shops: %+v (%v)", m.Model, err)
	}
	refused := map[string]struct {
		change func(*app.ModelRequest)
		want   string
	}{
		"adjusted for what is left out": {func(r *app.ModelRequest) { r.Without, r.Always = []string{"shop"}, []string{"shop"} }, "shop is to be adjusted for and is left out of the factors"},
		"adjusted for what protects":    {func(r *app.ModelRequest) { r.Protective, r.Always = []string{"shop"}, []string{"shop"} }, "shop is to be adjusted for, with either sign, and is said to protect: choose one"},
		"family":                        {func(r *app.ModelRequest) { r.Family = "gamma" }, `no family "gamma"; there are poisson, nb2, nbii and all`},
		"cull":                          {func(r *app.ModelRequest) { r.Cull = "ridge" }, `no cull "ridge"; there are none, elastic-net`},
		"resamples":                     {func(r *app.ModelRequest) { r.Resamples = new(-1) }, "-1 resamples: from 0 to 1000"},
		"protective":                    {func(r *app.ModelRequest) { r.Factors, r.Protective = []string{"pub"}, []string{"shop"} }, "shop is said to protect and is not among the factors to choose from"},
	}
	for name, tt := range refused {
		r := app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02"}
		tt.change(&r)
		if _, err := a.FitModel(t.Context(), r); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

// TestZonesFindTheMiddle: violence is in the middle of the town.
func TestZonesFindTheMiddle(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	set, document, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Newtown", Operation: "nte"})
	if err != nil {
		t.Fatal(err)
	}
	zones := features(t, document)
	if len(zones) != set.Zones || set.HarmShare < 0.3 || set.AreaShare > 0.03 {
		t.Errorf("%d zones; %+v", len(zones), set)
	}
	first := zones[0]
	if b := first.Geometry.Bound(); !b.Contains([2]float64{3.02, 52.01}) || first.Properties["tier"] != "primary" || first.Properties["name"] != "Newtown" {
		t.Errorf("the first zone is %v at %v", first.Properties, b)
	}
}

// TestSceptre chooses what the operation targets by what the data can tell.
func TestSceptre(t *testing.T) {
	t.Parallel()
	const fallback = "no offence here carries what group knife needs, so operation sceptre uses robbery"
	tests := map[string]struct {
		flags []string
		group string
		notes bool
	}{
		"knives":       {[]string{crime.FlagKnife}, "knife", false},
		"no flag":      {nil, "robbery", true},
		"another flag": {[]string{crime.FlagAlcohol}, "robbery", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := town{timed: true, flags: tt.flags}.app(t)
			set, _, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Newtown", Operation: "sceptre"})
			if err != nil || set.Group != tt.group || slices.Contains(set.Notes, fallback) != tt.notes {
				t.Errorf("group %s, notes %q, error %v", set.Group, set.Notes, err)
			}
		})
	}
}

// TestPlan reads a plan's hours, and what officers do at the sites they call at.
func TestPlan(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timed bool
		hours string
	}{
		"with hours":      {true, "Fri 18:00 to Sat 02:00 hours"},
		"of months alone": {false, "hours unknown, not night-time"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := town{timed: tt.timed}.app(t)
			p, document, err := a.MakePlan(t.Context(), app.PlanRequest{
				Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-02:00", Units: 2, Seed: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			if p.Hours != tt.hours || p.Decision.Status != "draft" || p.Metrics.Visits == 0 {
				t.Errorf("hours %q, status %s, %d visits", p.Hours, p.Decision, p.Metrics.Visits)
			}
			if problem, err := a.PlanProblem(t.Context(), p.ID); err != nil || len(problem.Units) != 2 || len(problem.Spots) != len(p.Metrics.Spots) {
				t.Errorf("it was planned from %d units and %d spots, error %v", len(problem.Units), len(problem.Spots), err)
			}
			if s, err := a.Surface(t.Context(), p.Surface); err != nil || s.Hours != tt.hours {
				t.Errorf("surface of %q, error %v", s.Hours, err)
			}
			calls := 0
			for _, f := range features(t, document) {
				if f.Properties["kind"] != string(planner.EngagementStop) {
					continue
				}
				calls++
				fourE, _ := f.Properties["4E"].([]any)
				if diff := cmp.Diff([]any{"Engage", "Explain"}, fourE); diff != "" || f.Properties["premises_type"] != "pub" {
					t.Errorf("at a %s (-want +got):\n%s", f.Properties["premises_type"], diff)
				}
			}
			if calls != p.Metrics.EngagementStops || tt.timed && calls == 0 {
				t.Errorf("%d calls in the GeoJSON, %d in the metrics", calls, p.Metrics.EngagementStops)
			}
		})
	}
}

// TestPartOfAnHour: half an hour has half the harm of the hour, and two halves
// of two hours have what the two have between them.
func TestPartOfAnHour(t *testing.T) {
	t.Parallel()
	for name, timed := range map[string]bool{"with hours": true, "of months alone": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := town{timed: timed}.app(t)
			present := func(shift string) float64 {
				p, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: shift, Units: 1})
				if err != nil {
					t.Fatal(err)
				}
				return p.Metrics.HarmPresent
			}
			for part, whole := range map[string]string{"16:00-16:30": "16:00-17:00", "16:30-17:30": "16:00-18:00"} {
				if got, want := present(part), present(whole)/2; math.Abs(got-want) > 0.011 {
					t.Errorf("%s has %g days of harm, want half of %s: %g", part, got, whole, want)
				}
			}
		})
	}
}

func features(t *testing.T, document []byte) []*geojson.Feature {
	t.Helper()
	c, err := geojson.UnmarshalFeatureCollection(document)
	if err != nil || len(c.Features) == 0 {
		t.Fatalf("no features: %v", err)
	}
	return c.Features
}

// TestShiftOnTheRepeatedHour begins at the first 01:30 of two, so that a shift
// until 03:00 has two hours and a half.
func TestShiftOnTheRepeatedHour(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	plan, document, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-10-26", Shift: "01:30-03:00", Units: 1, Mode: "foot", Preset: "koper"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `"period":{"start":"2025-10-26T01:30:00+01:00","end":"2025-10-26T03:00:00Z"}`
	if !bytes.Contains(document, []byte(want)) {
		t.Errorf("%.600s\nwant %s", document, want)
	}
	if twice := "01:30 comes twice on 26 October 2025: the first is meant"; !slices.Contains(plan.Notes, twice) {
		t.Errorf("%q\nwant %q", plan.Notes, twice)
	}
}

// TestPlanSaysWhatItsHoursRestOn counts the offences that share out a shift's
// harm among its hours, and none where no hour is known.
func TestPlanSaysWhatItsHoursRestOn(t *testing.T) {
	t.Parallel()
	for name, timed := range map[string]bool{"with hours": true, "of months alone": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := town{timed: timed}.app(t)
			plan, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "16:00-20:00", Units: 1})
			if err != nil {
				t.Fatal(err)
			}
			note := regexp.MustCompile(`^when harm is present rests on (about )?\d+ offences at these hours in all of Newtown`)
			if has := slices.ContainsFunc(plan.Notes, note.MatchString); has != timed {
				t.Errorf("%q\nsay what the hours rest on: %t, want %t", plan.Notes, has, timed)
			}
		})
	}
}

// TestPlanOnOneOffence has nothing better to go on, and says so.
func TestPlanOnOneOffence(t *testing.T) {
	t.Parallel()
	a := town{quiet: true}.app(t)
	plan, document, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	thin := func(note string) bool { return strings.HasPrefix(note, "no spot has 2 offences") }
	if !slices.ContainsFunc(plan.Notes, thin) || !bytes.Contains(document, []byte("days of harm expected a week, after 1 offence in")) {
		t.Errorf("%q: want a note that one offence says little; %.900s", plan.Notes, document)
	}
}

// TestThinSpotsComeLast patrols places for the sake of one offence after all
// others, and says so.
func TestThinSpotsComeLast(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	plan, document, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-10-03", Shift: "18:00-02:00", Units: 3, Mode: "foot", Preset: "koper"})
	if err != nil {
		t.Fatal(err)
	}
	thin := map[int]bool{} // by rank
	for _, s := range regexp.MustCompile(`rank (\d+) of \d+ spots: [\d.]+ days of harm expected a week, after (?:about )?(\w+) offence`).FindAllSubmatch(document, -1) {
		rank, err := strconv.Atoi(string(s[1]))
		if err != nil {
			t.Fatal(err)
		}
		thin[rank] = slices.Contains([]string{"1", "one"}, string(s[2]))
	}
	some := 0
	for _, rank := range slices.Sorted(maps.Keys(thin)) {
		if thin[rank] {
			some++
		} else if some > 0 {
			t.Errorf("spot %d is firm, after a thin one", rank)
		}
	}
	said := slices.ContainsFunc(plan.Notes, func(n string) bool { return strings.Contains(n, "spots have fewer than 2 offences") })
	if some == 0 || some == len(thin) || !said {
		t.Errorf("%d of %d spots are thin; notes %q", some, len(thin), plan.Notes)
	}
}
