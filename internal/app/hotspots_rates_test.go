package app_test

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/roads"
	"beatplan/study"
)

// TestOneCell asks everything of an area of a single cell, of which there is nothing
// to hold it against: an answer that says so, or an error in words, and no NaN.
func TestOneCell(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	cell, err := geo.CellAt(land(t, 3.02, 52.01), 9)
	if err != nil {
		t.Fatal(err)
	}
	hexagon, err := geo.Hexagon(cell)
	if err != nil {
		t.Fatal(err)
	}
	take(t, m.Areas, []geo.Area{{Kind: geo.Ward, Code: "ONE", Name: "One", Land: orb.MultiPolygon{hexagon}}})
	ask := app.HotspotRequest{Area: "One", Group: "violence", Resolution: 9}
	found, document := find(t, a, app.FindRequest{HotspotRequest: ask})
	if found.Cells != 1 || found.Offences < 10 || found.Standing[string(hotspot.NotSignificant)] != 1 || found.GlobalMoran != nil || !says(found.Notes, "none can stand out") {
		t.Errorf("one cell: %+v", found)
	}
	for name, text := range map[string]string{"find": document} {
		if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("%s: %s", name, text)
		}
	}
	words := func(verb string, err error) string {
		if err == nil {
			return ""
		}
		if fault.Of(err) == fault.Internal || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v (%v)", verb, err, fault.Of(err))
		}
		return err.Error()
	}
	spots := app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "One", Group: "violence", Resolution: 9}}
	_, c, err := a.BuildSpots(t.Context(), spots)
	written(t, c)
	if got := words("spots", err); got != "" && !strings.Contains(got, "m²") {
		t.Errorf("spots: %s", got)
	}
	_, c, err = a.FindEmerging(t.Context(), app.EmergingRequest{HotspotRequest: ask})
	written(t, c)
	if got := words("emerging", err); !strings.Contains(got, "take 5 or more") {
		t.Errorf("emerging: %s", got)
	}
	_, c, err = a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: ask})
	written(t, c)
	if got := words("hours", err); got != "" {
		t.Errorf("hours: %s", got)
	}
	later := ask
	later.From = "2025-03"
	_, c, err = a.CompareHotspots(t.Context(), app.ComparisonRequest{HotspotRequest: later, With: "2025-02"})
	written(t, c)
	if got := words("compare", err); got != "" {
		t.Errorf("compare: %s", got)
	}
	e, c, err := a.EvaluateRankings(t.Context(), app.EvaluationRequest{HotspotRequest: ask, Train: "2025-01..2025-02", Test: "2025-03"})
	written(t, c)
	if got := words("evaluate", err); got != "" {
		t.Fatalf("evaluate: %s", got)
	}
	// All of the ground is one cell: whatever part of it is flagged holds that part.
	for _, row := range e.Rows() {
		if math.Abs(row.PAI-1) > 1e-9 || math.Abs(row.PEI-1) > 1e-9 {
			t.Errorf("%s at %g: PAI %g, PEI %g", row.Method, row.Area, row.PAI, row.PEI)
		}
	}
	_, _, err = a.DrawTrial(t.Context(), app.TrialRequest{SpotsRequest: spots, Start: "2025-04-01", Days: 3})
	if got := words("trial", err); got == "" {
		t.Error("a trial of one spot is drawn")
	}
}

// inhabit gives the town residents and a street.
func inhabit(t *testing.T, m *app.Importer, residents float64) {
	t.Helper()
	lsoa := newtown()
	lsoa.Kind, lsoa.Code, lsoa.Name = geo.LSOA, "E01000001", "Newtown 001A"
	take(t, m.Areas, []geo.Area{lsoa})
	take(t, m.People, []geo.Figure{{AreaCode: lsoa.Code, Measure: "total_residents", Year: 2021, Value: &residents}})
	street := roads.Street{ID: 1, Class: "residential", Nodes: []int64{1, 2}, Line: orb.LineString{{3.001, 52.01}, {3.039, 52.01}}, Foot: roads.Both}
	if _, err := m.Map(t.Context(), app.Made("the test", "a", []geo.Site{}), app.Made("the test", "b", []roads.Street{street}), app.Made("the test", "c", []geo.Water{}), app.Made("the test", "d", []geo.Settlement{})); err != nil {
		t.Fatal(err)
	}
}

func TestFindGivesRatesWhereThereIsSomethingToDivideBy(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	r := app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence"}, Rates: true}
	bare, _ := find(t, a, r)
	if !says(bare.Notes, "no rates per resident") || !says(bare.Notes, "no rates per street km") || bare.Places[0].Residents != nil {
		t.Errorf("nothing is loaded, and there is %+v; notes %v", bare.Places[0].PlaceRates, bare.Notes)
	}
	const residents = 30_000.0
	inhabit(t, m, residents)
	found, document := find(t, a, r)
	if !says(found.Notes, "of those who live there, not of those who are there") {
		t.Errorf("notes %v", found.Notes)
	}
	streets := 0
	for _, p := range found.Places {
		if p.Residents == nil || p.PerResident == nil || math.Abs(*p.Residents-residents/float64(found.Cells)) > 1e-6 || math.Abs(*p.PerResident - 1000*p.Count / *p.Residents) > 1e-6 {
			t.Fatalf("of %d cells %s has the rates %+v", found.Cells, p.Cell, p.PlaceRates)
		}
		if p.PerStreet != nil {
			streets++
			if math.Abs(*p.PerStreet**p.StreetKM-p.Count) > 1e-9 || *p.StreetKM < 0.05 || *p.StreetKM > 0.2 {
				t.Errorf("%s has %g offences on %g km: %g", p.Cell, p.Count, *p.StreetKM, *p.PerStreet)
			}
		}
	}
	if streets == 0 || streets == len(found.Places) || !strings.Contains(document, `"per_street_km":null`) {
		t.Errorf("%d of %d places have a street", streets, len(found.Places))
	}
}

func TestFindRanksByARateWhatHasOne(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	r := app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Measure: "per-street-km"}}
	if _, _, err := a.FindHotspots(t.Context(), r); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "import an extract of OpenStreetMap") {
		t.Errorf("by street without streets: %v", err)
	}
	inhabit(t, m, 30_000)
	found, document := find(t, a, r)
	b := found.Base
	if b == nil || b.Of != "street-length" || b.Least != 0.05 || b.Each != 1 || b.Cells == 0 || b.Unknown != 0 || b.Cells+b.Below != found.Cells || b.Lattice == found.Lattice || b.Lattice == "" {
		t.Fatalf("of %d cells of %s, the base is %+v", found.Cells, found.Lattice, b)
	}
	standing := 0
	for _, n := range found.Standing {
		standing += n
	}
	if standing != b.Cells || found.Concentration != nil || found.Measure != hotspot.PerStreet || !says(found.Notes, "no rate and no rank") {
		t.Errorf("of %d cells that have a rate %d are judged; concentration %+v, notes %v", b.Cells, standing, found.Concentration, found.Notes)
	}
	offences, before := 0.0, math.Inf(1)
	for _, p := range found.Places {
		offences += p.Count
		switch {
		case p.PerStreet == nil || p.StreetKM == nil || *p.StreetKM < b.Least:
			t.Fatalf("%s is ranked, with the rates %+v", p.Cell, p.PlaceRates)
		case p.Rank > 0 && *p.PerStreet > before:
			t.Errorf("%s of rank %d has %g a km, after %g", p.Cell, p.Rank, *p.PerStreet, before)
		case p.Rank > 0:
			before = *p.PerStreet
		}
	}
	if offences == 0 || offences+b.Offences != found.Offences || strings.Contains(document, "NaN") {
		t.Errorf("%g offences in ranked cells and %g in others, of %g", offences, b.Offences, found.Offences)
	}
	// Where as many live in every cell, the rate ranks as the count does.
	r.Measure = "per-resident"
	byResident, _ := find(t, a, r)
	r.Measure = "count"
	byCount, _ := find(t, a, r)
	if byResident.Base.Below+byResident.Base.Unknown != 0 || byCount.Base != nil {
		t.Errorf("everybody lives somewhere: %+v, %+v", byResident.Base, byCount.Base)
	}
	for i, p := range byResident.Places {
		if q := byCount.Places[i]; p.Cell != q.Cell || p.Rank != q.Rank || math.Abs(p.GiStar-q.GiStar) > 1e-9 {
			t.Fatalf("place %d is %+v per resident and %+v by count", i, p, q)
		}
	}
	if first := byResident.Places[0]; first.Stands != hotspot.HotSpot || first.Cluster != 1 || byResident.Clusters[0].Cells < 2 {
		t.Errorf("20 offences among so few residents: %+v, clusters %+v", first, byResident.Clusters)
	}
	// Of cells too small for ten residents it is not the table that is missing.
	r.Measure, r.Resolution = "per-resident", 12
	if _, _, err := a.FindHotspots(t.Context(), r); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "none has a rate per-resident: take larger cells") {
		t.Errorf("cells of 300 m²: %v", err)
	}
	r.Resolution = 0
	// A rate does not add up.
	_, _, err := a.BuildSpots(t.Context(), app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Measure: "per-resident"}})
	if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "rank places in find alone") {
		t.Errorf("spots by a rate: %v", err)
	}
}

func TestFindHoldsOneGroupAgainstAnother(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	r := app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence"}, Against: "robbery"}
	found, document := find(t, a, r)
	r.Group, r.Against = "robbery", "violence"
	other, _ := find(t, a, r)
	densities := map[string]study.Place{}
	for _, p := range other.Places {
		densities[p.Cell] = p
	}
	none, both := 0, 0
	for _, p := range found.Places {
		if p.Ratio == nil {
			none++
			if p.Against != 0 {
				t.Errorf("%s has no ratio to %g", p.Cell, p.Against)
			}
			continue
		}
		if back, in := densities[p.Cell]; in && back.Ratio != nil && *p.Ratio > 0 {
			both++
			if math.Abs(*p.Ratio**back.Ratio-1) > 1e-9 || math.Abs(p.Against-back.Density) > 1e-9 {
				t.Errorf("%s has the ratio %g, and the other way %g", p.Cell, *p.Ratio, *back.Ratio)
			}
		}
	}
	if none == 0 || both == 0 || found.Settings.Against != "robbery" || !strings.Contains(document, `"density_ratio":null`) {
		t.Errorf("%d cells without a ratio and %d with one both ways", none, both)
	}
	r.Against = "piracy"
	if _, _, err := a.FindHotspots(t.Context(), r); fault.Of(err) != fault.NotFound {
		t.Errorf("against a group that is none: %v", err)
	}
}
