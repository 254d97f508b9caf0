package store_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/internal/store"
)

func plan(id string, a geo.Area) result.Result {
	return result.Result{
		ID: id, Kind: result.Plan, AreaKind: a.Kind, AreaCode: a.Code,
		Summary:  json.RawMessage(`{"id": "` + id + `"}`),
		Document: []byte("{\"id\":\"" + id + "\",  \"harm\": 1.0,\n\"é\":1}"), // as no other program would write it
	}
}

func TestResult(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	want := plan("plan-1", west())
	if err := s.KeepResults(t.Context(), []result.Result{want}, ledger.Inputs{}, "first"); err != nil {
		t.Fatal(err)
	}
	other := plan("plan-1", west())
	other.Document = []byte("{}")
	if err := s.KeepResults(t.Context(), []result.Result{other}, ledger.Inputs{}, "second"); err != nil {
		t.Fatal(err)
	}
	got, err := s.Result(t.Context(), result.Plan, "plan-1")
	if err != nil {
		t.Fatal(err)
	}
	want.Decision.Status = result.Draft
	same(t, want, got)
	for name, kind := range map[string]result.Kind{"plan-2": result.Plan, "plan-1": result.Model} {
		if _, err := s.Result(t.Context(), kind, name); fault.Of(err) != fault.NotFound {
			t.Errorf("%s %s: %v, want a fault.NotFound", kind, name, err)
		}
	}
	if err := s.KeepResults(t.Context(), []result.Result{plan("plan-3", geo.Area{Kind: geo.Ward, Code: "none"})}, ledger.Inputs{}, "test"); err == nil {
		t.Error("a result of an area that is not there was kept")
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	c := county()
	east, force := c[1], c[0]
	for _, r := range []result.Result{plan("plan-a", west()), plan("plan-b", east), plan("plan-c", west())} {
		if err := s.KeepResults(t.Context(), []result.Result{r}, ledger.Inputs{}, "somebody"); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		kind result.Kind
		area *geo.Area
		want []string
	}{
		"all":        {result.Plan, nil, []string{"plan-c", "plan-b", "plan-a"}},
		"one area":   {result.Plan, &c[2], []string{"plan-c", "plan-a"}},
		"none there": {result.Plan, &force, []string{}},
		"a kind":     {result.Model, nil, []string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			summaries, err := s.Results(t.Context(), tt.kind, tt.area)
			if err != nil {
				t.Fatal(err)
			}
			ids := []string{}
			for _, summary := range summaries {
				var r struct {
					ID         string
					RecordedBy string    `json:"recorded_by"`
					RecordedAt time.Time `json:"recorded_at"`
				}
				if err := json.Unmarshal(summary, &r); err != nil {
					t.Fatal(err)
				}
				ids = append(ids, r.ID)
				if r.RecordedBy != "somebody" || r.RecordedAt.IsZero() {
					t.Errorf("%s, want by and when it was recorded", summary)
				}
			}
			same(t, tt.want, ids)
		})
	}
}

// surface keeps a surface on a lattice and returns its cells: one in three has
// something, one in six a risk too.
func surface(t *testing.T, s *store.Store, l geo.Lattice, id string) []crime.CellValue {
	t.Helper()
	if err := s.SaveLattice(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	var cells []crime.CellValue
	for i := 0; i < len(l.Cells); i += 3 {
		v := crime.CellValue{Cell: l.Cells[i], CellTally: crime.CellTally{Count: float64(i % 7), Harm: float64(i%11) / 2, ASB: float64(i % 5)}}
		if i%2 == 0 {
			risk := 1 + float64(i%13)
			v.Risk = &risk
		}
		cells = append(cells, v)
	}
	r := plan(id, west())
	r.Kind = result.Surface
	r.Cells = cells
	if err := s.KeepResults(t.Context(), []result.Result{r}, ledger.Inputs{}, "test"); err != nil {
		t.Fatal(err)
	}
	return cells
}

func TestSurfaceCells(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	l, err := geo.Cover(west().Land, 9)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // once more changes nothing
		want := surface(t, s, l, "surface-1")
		got, err := s.SurfaceCells(t.Context(), "surface-1")
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, got)
	}
	got, err := s.SurfaceCells(t.Context(), "surface-2")
	if err != nil || len(got) > 0 {
		t.Errorf("cells %v of a surface that is not there, error %v", got, err)
	}
}

// TestKeepWhole has a model of no kind that there is: its surface is not kept
// either. Of one that can be kept all is, once.
func TestKeepWhole(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	surface, model := plan("risk-1", west()), plan("model-1", west())
	surface.Kind, model.Kind = result.Surface, result.Model
	cells := []crime.CellValue{{Cell: h3.Cell(1)}}
	impossible := model
	impossible.Kind = "guess"
	surface.Cells = cells
	if err := s.KeepResults(t.Context(), []result.Result{surface, impossible}, ledger.Inputs{}, "test"); err == nil {
		t.Fatal("no error")
	}
	if _, err := s.Result(t.Context(), surface.Kind, surface.ID); fault.Of(err) != fault.NotFound {
		t.Errorf("half of a model is there: %v", err)
	}
	for range 2 {
		if err := s.KeepResults(t.Context(), []result.Result{surface, model}, ledger.Inputs{AreaKind: west().Kind, AreaCode: west().Code}, "test"); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"risk-1", "model-1"} {
		sources, err := s.Lineage(t.Context(), id)
		if err != nil || len(sources) != 1 || sources[0].Kind != "areas" {
			t.Errorf("lineage of %s: %+v, error %v", id, sources, err)
		}
	}
}

// TestKeepSurfaceWhole has a cell twice: neither surface nor cells are kept.
func TestKeepSurfaceWhole(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	r := plan("surface-1", west())
	r.Kind = result.Surface
	twice := crime.CellValue{Cell: h3.Cell(1)}
	r.Cells = []crime.CellValue{twice, twice}
	if err := s.KeepResults(t.Context(), []result.Result{r}, ledger.Inputs{}, "test"); err == nil {
		t.Fatal("no error")
	}
	if _, err := s.Result(t.Context(), result.Surface, "surface-1"); fault.Of(err) != fault.NotFound {
		t.Errorf("half of a surface is there: %v", err)
	}
}

// TestPlaces asks for what is at a place, of what was kept with features; a feature
// without a geometry is nowhere.
func TestPlaces(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	if _, err := s.ImportAreas(t.Context(), sources(county()), "test"); err != nil {
		t.Fatal(err)
	}
	features := func(of ...string) []byte {
		return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(of, ",") + `]}`)
	}
	p, z, m := plan("plan-1", west()), plan("zones-1", west()), plan("model-1", west())
	p.Document = features(
		`{"type":"Feature","id":"u1-s01","geometry":{"type":"Point","coordinates":[0.52,51.52]},"properties":{"kind":"patrol_stop","seq":1}}`,
		`{"type":"Feature","id":"HS-001","geometry":null,"properties":{"kind":"area"}}`,
		`{"type":"Feature","id":"u1-e01","geometry":{"type":"Point","coordinates":[0.9,51.9]},"properties":{"kind":"engagement_stop","seq":2}}`)
	p.Problem = []byte(`{"seed": 7}`)
	z.Kind, z.Document = result.ZoneSet, features(
		`{"type":"Feature","id":"Z-01","geometry":{"type":"Polygon","coordinates":[[[0.5,51.5],[0.6,51.5],[0.6,51.6],[0.5,51.5]]]},"properties":{"tier":"primary"}}`)
	m.Kind, m.Document = result.Model, features(`{"type":"Feature","geometry":{"type":"Point","coordinates":[0.52,51.52]},"properties":{}}`)
	for range 2 { // once more changes nothing
		if err := s.KeepResults(t.Context(), []result.Result{p, z, m}, ledger.Inputs{}, "test"); err != nil {
			t.Fatal(err)
		}
	}
	rows, _ := pool.Query(t.Context(), `SELECT concat_ws(' ', result, number, kind, feature, properties ->> 'seq', properties ->> 'tier') FROM places
		WHERE ST_Intersects(geom, ST_MakeEnvelope(0.51, 51.51, 0.53, 51.53, 4326)) ORDER BY result, number`)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"plan-1 1 patrol_stop u1-s01 1", "zones-1 1 zone Z-01 primary"}, got)
	var all int
	if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM places`).Scan(&all); err != nil || all != 3 {
		t.Errorf("%d places, error %v; want 3", all, err)
	}
	kept, err := s.Result(t.Context(), result.Plan, "plan-1")
	if err != nil || string(kept.Document) != string(p.Document) {
		t.Errorf("document %s, error %v", kept.Document, err)
	}
	if problem, err := s.Problem(t.Context(), "plan-1"); err != nil || string(problem) != string(p.Problem) {
		t.Errorf("problem %s, error %v", problem, err)
	}
	if _, err := s.Problem(t.Context(), "zones-1"); fault.Of(err) != fault.NotFound {
		t.Errorf("the problem of a zone set: %v", err)
	}
}
