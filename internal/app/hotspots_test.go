package app_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"beatplan/hotspot"
	"beatplan/internal/app"
)

// find is FindHotspots, which must not fail.
func find(t *testing.T, a *app.App, r app.HotspotRequest) (app.Hotspots, []byte) {
	t.Helper()
	found, features, err := a.FindHotspots(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(features)
	if err != nil {
		t.Fatal(err)
	}
	return found, body
}

func TestFindRanksPlacesAndSaysWhichStandOut(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	found, _ := find(t, a, app.HotspotRequest{Area: "Newtown", Group: "violence", Measure: "harm"})
	if found.Lattice == "" || found.Offences != 180 || found.Cells < 300 || !(found.ZeroShare > 0.5 && found.ZeroShare < 1) || found.Measure != hotspot.ByHarm {
		t.Errorf("it rests on %+v", found.Footing)
	}
	if found.Places[0].Rank != 1 || found.Places[0].Stands != "hot" || found.Hot == 0 {
		t.Errorf("the first place of %d hot ones is %+v", found.Hot, found.Places[0])
	}
	var offences, harm float64
	for i, p := range found.Places {
		offences, harm = offences+p.Count, harm+p.Harm
		if before := found.Places[max(0, i-1)]; p.Rank > 0 && (p.Harm > before.Harm || (p.Rank == before.Rank) != (p.Harm == before.Harm)) {
			t.Errorf("place %d has rank %d and %g days, the one before %d and %g", i, p.Rank, p.Harm, before.Rank, before.Harm)
		}
	}
	if offences != found.Offences || math.Abs(harm-found.Harm) > 1e-6 {
		t.Errorf("the places hold %g offences and %g days, of %g and %g", offences, harm, found.Offences, found.Harm)
	}
	again, _ := find(t, a, app.HotspotRequest{Area: "T1", Group: "violence", Measure: "harm"})
	if again.ID != found.ID {
		t.Errorf("the same question is %s and %s", found.ID, again.ID)
	}
}

func TestFindWithoutOffencesFindsNothing(t *testing.T) {
	t.Parallel()
	found, document := find(t, town{}.app(t), app.HotspotRequest{Area: "Newtown", Group: "burglary"})
	if found.Hot+found.Cold != 0 || found.ZeroShare != 1 || !slices.ContainsFunc(found.Notes, func(n string) bool { return strings.Contains(n, "none can stand out") }) {
		t.Errorf("without a burglary: %+v", found)
	}
	if !strings.Contains(string(document), `"stands":"not"`) || strings.Contains(string(document), "NaN") {
		t.Errorf("%.300s", document)
	}
}
