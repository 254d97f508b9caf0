package store_test

import (
	"encoding/json"
	"testing"
	"time"

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
	if err := s.SaveResult(t.Context(), want, "first"); err != nil {
		t.Fatal(err)
	}
	other := plan("plan-1", west())
	other.Document = []byte("{}")
	if err := s.SaveResult(t.Context(), other, "second"); err != nil {
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
	if err := s.SaveResult(t.Context(), plan("plan-3", geo.Area{Kind: geo.Ward, Code: "none"}), "test"); err == nil {
		t.Error("a result of an area that is not there was kept")
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	c := county()
	east, force := c[1], c[0]
	for _, r := range []result.Result{plan("plan-a", west()), plan("plan-b", east), plan("plan-c", west())} {
		if err := s.SaveResult(t.Context(), r, "somebody"); err != nil {
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
	if err := s.SaveSurface(t.Context(), r, cells, "test"); err != nil {
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

// TestSaveModelWhole has a model of no kind that there is: its surface is not kept
// either. Of one that can be kept all is, once.
func TestSaveModelWhole(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	surface, model := plan("risk-1", west()), plan("model-1", west())
	surface.Kind, model.Kind = result.Surface, result.Model
	cells := []crime.CellValue{{Cell: h3.Cell(1)}}
	impossible := model
	impossible.Kind = "guess"
	if err := s.SaveModel(t.Context(), impossible, surface, cells, ledger.Footing{}, "test"); err == nil {
		t.Fatal("no error")
	}
	if _, err := s.Result(t.Context(), surface.Kind, surface.ID); fault.Of(err) != fault.NotFound {
		t.Errorf("half of a model is there: %v", err)
	}
	for range 2 {
		if err := s.SaveModel(t.Context(), model, surface, cells, ledger.Footing{AreaKind: west().Kind, AreaCode: west().Code}, "test"); err != nil {
			t.Fatal(err)
		}
	}
	sources, err := s.Lineage(t.Context(), "model-1")
	if err != nil || len(sources) != 1 || sources[0].Kind != "areas" {
		t.Errorf("lineage %+v, error %v", sources, err)
	}
}

// TestSaveSurfaceWhole has a cell twice: neither surface nor cells are kept.
func TestSaveSurfaceWhole(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	r := plan("surface-1", west())
	r.Kind = result.Surface
	twice := crime.CellValue{Cell: h3.Cell(1)}
	if err := s.SaveSurface(t.Context(), r, []crime.CellValue{twice, twice}, "test"); err == nil {
		t.Fatal("no error")
	}
	if _, err := s.Result(t.Context(), result.Surface, "surface-1"); fault.Of(err) != fault.NotFound {
		t.Errorf("half of a surface is there: %v", err)
	}
}
