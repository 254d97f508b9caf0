package hotspot_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"beatplan/hotspot"
)

func TestConcentrationMatchesSummary(t *testing.T) {
	t.Parallel()
	c := goldenColumns(t, "hotspot/pai_input.csv")
	var want struct {
		Gini        float64
		Generalised float64 `json:"generalised_gini_bernasco_steenbeek"`
		AUC         float64
		CellsFor    map[string]int `json:"cells_for_share"`
		Andresen    struct {
			MC           float64 `json:"S_mc"`
			MCNonzero    float64 `json:"S_mc_nonzero"`
			Hyper        float64 `json:"S_hyper"`
			HyperNonzero float64 `json:"S_hyper_nonzero"`
			Tolerance    float64 `json:"mc_tolerance"`
		}
	}
	unmarshal(t, goldenFile(t, "hotspot/pai_summary.json"), &want)

	gini, _ := hotspot.Gini(c["test"])
	generalised, _ := hotspot.GeneralisedGini(c["test"])
	inOrder := slices.Clone(c["train"]) // the reference takes tied cells as they come
	for i := range inOrder {
		inOrder[i] -= float64(i) * 1e-9
	}
	auc, err := hotspot.AUC(inOrder, ones(len(inOrder)), c["test"])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{want.Gini, want.Generalised, want.AUC}, []float64{gini, generalised, auc}, close9); diff != "" {
		t.Errorf("Gini, generalised Gini, AUC (-want +got)\n%s", diff)
	}
	cells := map[string]int{
		"25%": hotspot.CellsHolding(c["test"], 0.25), "50%": hotspot.CellsHolding(c["test"], 0.5), "80%": hotspot.CellsHolding(c["test"], 0.8),
	}
	if diff := cmp.Diff(want.CellsFor, cells); diff != "" {
		t.Errorf("cells that hold a share (-want +got)\n%s", diff)
	}

	exact, known := hotspot.Andresen(whole(c["train"]), whole(c["test"]))
	if diff := cmp.Diff(hotspot.Similarity{All: want.Andresen.Hyper, Nonzero: want.Andresen.HyperNonzero}, exact, close9); diff != "" || !known {
		t.Errorf("Andresen's S, exact (-want +got)\n%s", diff)
	}
	drawn, _ := hotspot.AndresenDrawn(whole(c["train"]), whole(c["test"]), seeded(20261123))
	if diff := cmp.Diff(hotspot.Similarity{All: want.Andresen.MC, Nonzero: want.Andresen.MCNonzero}, drawn,
		cmpopts.EquateApprox(0, want.Andresen.Tolerance)); diff != "" {
		t.Errorf("Andresen's S, drawn (-want +got)\n%s", diff)
	}
}

func whole(v []float64) []int {
	w := make([]int, len(v))
	for i, x := range v {
		w[i] = int(x)
	}
	return w
}

func TestConcentrationLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "cells")
		events := make([]float64, n)
		for i := range events {
			events[i] = float64(rapid.IntRange(0, 5).Draw(t, "events"))
		}
		events[0]++
		gini, known := hotspot.Gini(events)
		if e := 1e-9; !known || gini < 0 || math.Signbit(gini) || gini > 1-1/float64(n)+e {
			t.Fatalf("Gini %g (known: %t)", gini, known)
		}
		generalised, known := hotspot.GeneralisedGini(events)
		if e := 1e-9; !known || generalised < 0 || math.Signbit(generalised) || generalised > 1+e {
			t.Fatalf("generalised Gini %g (known: %t)", generalised, known)
		}
		if got := hotspot.CellsHolding(events, 1); got != slices.IndexFunc(append(descendingOf(events), 0), func(e float64) bool { return e == 0 }) {
			t.Fatalf("all of the events are in %d cells of %v", got, events)
		}
		if auc, err := hotspot.AUC(ones(n), ones(n), events); err != nil || math.Abs(auc-0.5) > 1e-9 {
			t.Fatalf("AUC of no ranking: %g, %v", auc, err)
		}
		counts := whole(events)
		exact, _ := hotspot.Andresen(counts, counts)
		drawn, _ := hotspot.AndresenDrawn(counts, counts, seeded(1))
		for _, s := range []hotspot.Similarity{exact, drawn} {
			if s.All < 0 || s.All > 1 || s.Nonzero < 0 || s.Nonzero > 1 {
				t.Fatalf("S of a period and itself: %+v", s)
			}
		}
	})
}

func descendingOf(v []float64) []float64 {
	s := slices.Sorted(slices.Values(v))
	slices.Reverse(s)
	return s
}

func TestNothingIsNotConcentrated(t *testing.T) {
	t.Parallel()
	none := []float64{0, 0}
	if _, known := hotspot.Gini(none); known {
		t.Error("a Gini of no events")
	}
	if _, known := hotspot.GeneralisedGini(none); known {
		t.Error("a generalised Gini of no events")
	}
	if _, known := hotspot.Andresen([]int{0, 0}, []int{1, 4}); known {
		t.Error("an S of no base")
	}
	if _, known := hotspot.Andresen([]int{1, 4}, []int{1, 0}); known {
		t.Error("an S of a test of one event, 85% of which is none")
	}
	if _, err := hotspot.AUC(ones(2), ones(2), none); err == nil {
		t.Error("an AUC of no events")
	}
}
