package hotspot_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"beatplan/hotspot"
)

// goldenFile returns a reference file, or skips where there are none.
func goldenFile(t *testing.T, name string) []byte {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(root, "golden", filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

// goldenColumns returns the numeric columns of a reference table.
func goldenColumns(t *testing.T, name string) map[string][]float64 {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(goldenFile(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]float64{}
	for _, record := range records[1:] {
		for i, field := range record {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				v = math.NaN()
			}
			columns[records[0][i]] = append(columns[records[0][i]], v)
		}
	}
	return columns
}

var close9 = cmpopts.EquateApprox(1e-9, 1e-9)

func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

// evaluate is Evaluate at one share, which must not fail.
func evaluate(t require, scores, areas, events []float64, share float64) hotspot.Accuracy {
	t.Helper()
	a, err := hotspot.Evaluate(scores, areas, events, []float64{share})
	if err != nil {
		t.Fatalf("share %g: %v", share, err)
	}
	return a[0]
}

// require is what *testing.T and *rapid.T share.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

func TestEvaluateCutsCellsAndSharesTies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		scores, areas, events []float64
		want                  hotspot.Accuracy
	}{
		"whole cells": {
			[]float64{3, 2, 1, 0},
			ones(4),
			[]float64{2, 1, 5, 0},
			hotspot.Accuracy{Area: 0.5, Cells: 2, Hits: 3, HitRate: 3. / 8, HitRateMin: 3. / 8, HitRateMax: 3. / 8, PAI: 0.75, PAIMin: 0.75, PAIMax: 0.75, PEI: 3. / 7, Predicted: 5},
		},
		"the last cell in part": {
			[]float64{3, 2, 1},
			ones(3),
			[]float64{4, 2, 2},
			hotspot.Accuracy{Area: 0.5, Cells: 1.5, Hits: 5, HitRate: 5. / 8, HitRateMin: 5. / 8, HitRateMax: 5. / 8, PAI: 1.25, PAIMin: 1.25, PAIMax: 1.25, PEI: 1, Predicted: 4},
		},
		"all alike": {
			[]float64{1, 1, 1, 1},
			ones(4),
			[]float64{0, 6, 2, 0},
			hotspot.Accuracy{Area: 0.5, Cells: 2, Hits: 4, HitRate: 0.5, HitRateMin: 0, HitRateMax: 1, PAI: 1, PAIMin: 0, PAIMax: 2, PEI: 0.5, Predicted: 2},
		},
		"a cell of most of the ground": {
			[]float64{2, 1},
			[]float64{3, 1},
			[]float64{3, 3},
			hotspot.Accuracy{Area: 0.5, Cells: 2. / 3, Hits: 2, HitRate: 1. / 3, HitRateMin: 1. / 3, HitRateMax: 1. / 3, PAI: 2. / 3, PAIMin: 2. / 3, PAIMax: 2. / 3, PEI: 0.5, Predicted: 4. / 3},
		},
		"no hit": {
			[]float64{2, 1},
			ones(2),
			[]float64{0, 3},
			hotspot.Accuracy{Area: 0.5, Cells: 1, Predicted: 2},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := evaluate(t, tt.scores, tt.areas, tt.events, 0.5)
			if diff := cmp.Diff(tt.want, got, close9); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestEvaluateRefuses(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	tests := map[string]struct {
		scores, areas, events, shares []float64
		want                          string
	}{
		"other cells":     {ones(2), ones(3), ones(2), nil, "2 scores, 3 areas and events of 2 cells are not of the same cells"},
		"no score":        {[]float64{1, nan}, ones(2), ones(2), nil, "scores[1] is not a number"},
		"no ground":       {ones(2), []float64{1, 0}, ones(2), nil, "areas[1] is 0: an area is above 0 m²"},
		"negative events": {ones(2), ones(2), []float64{-1, 2}, nil, "events[0] is -1: events are 0 or more"},
		"no events":       {ones(2), ones(2), []float64{0, 0}, nil, "no events to evaluate a ranking by: take a longer test period"},
		"no cells":        {nil, nil, nil, nil, "no events to evaluate a ranking by: take a longer test period"},
		"a percentage":    {ones(2), ones(2), ones(2), []float64{1, 5}, "shares[1] is 5: a share of the area is above 0 and at most 1"},
		"nothing flagged": {ones(2), ones(2), ones(2), []float64{0}, "shares[0] is 0: a share of the area is above 0 and at most 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := hotspot.Evaluate(tt.scores, tt.areas, tt.events, tt.shares)
			if fmt.Sprint(err) != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestEvaluateLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "n")
		draw := func(name string, low, high int) []float64 {
			v := make([]float64, n)
			for i := range v {
				v[i] = float64(rapid.IntRange(low, high).Draw(t, name))
			}
			return v
		}
		scores, areas, events := draw("score", 0, 4), draw("area", 1, 3), draw("event", 0, 3)
		events[0]++
		share := rapid.Float64Range(0.01, 1).Draw(t, "share")
		got := evaluate(t, scores, areas, events, share)

		if e := 1e-9; got.HitRateMin > got.HitRate+e || got.HitRate > got.HitRateMax+e || got.PEI > 1+e {
			t.Fatalf("least, expected and most are out of order: %+v", got)
		}
		order := rapid.Permutation(indices(n)).Draw(t, "order")
		again := evaluate(t, pick(scores, order), pick(areas, order), pick(events, order), share)
		if diff := cmp.Diff(got, again, close9); diff != "" {
			t.Fatalf("the order of the cells matters:\n%s", diff)
		}
		for i, s := range scores {
			scores[i] = math.Exp(s)
			areas[i] *= 1000
		}
		if diff := cmp.Diff(got, evaluate(t, scores, areas, events, share), close9, cmpopts.IgnoreFields(hotspot.Accuracy{}, "Predicted")); diff != "" {
			t.Fatalf("the scale of scores or areas matters:\n%s", diff)
		}
		perfect := make([]float64, n)
		for i := range perfect {
			perfect[i] = events[i] / areas[i]
		}
		if best := evaluate(t, perfect, areas, events, share); math.Abs(best.PEI-1) > 1e-9 {
			t.Fatalf("PEI of the perfect ranking is %g", best.PEI)
		}
		if all := evaluate(t, scores, areas, events, 1); math.Abs(all.PAI-1) > 1e-9 {
			t.Fatalf("PAI of everywhere is %g", all.PAI)
		}
	})
}

func indices(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}

func pick(v []float64, order []int) []float64 {
	p := make([]float64, len(v))
	for i, o := range order {
		p[i] = v[o]
	}
	return p
}

// ptools (R) takes tied cells worst first, which is the least that a ranking can
// have, and ends at whole cells. Every row of its tables is compared.
func TestEvaluateMatchesPtools(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"pai_doc_example.csv", "pai_equal_area.csv", "pai_true_area.csv"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			c := goldenColumns(t, "hotspot/"+file)
			for k := range c["Pred"] {
				got := evaluate(t, c["Pred"], c["Area"], c["Count"], c["PCumArea"][k])
				if e := 1e-9; got.PAIMin > got.PAI+e || got.PAIMax < got.PAI-e {
					t.Fatalf("%d cells: PAI %g is not within %g to %g", k+1, got.PAI, got.PAIMin, got.PAIMax)
				}
				// Worst first by score: a ranking without ties, in ptools' order.
				got = evaluate(t, descending(len(c["Pred"])), c["Area"], c["Count"], c["PCumArea"][k])
				want := []float64{float64(k + 1), c["CumCount"][k], c["PCumCount"][k], c["PAI"][k], c["PEI"][k]}
				if file == "pai_true_area.csv" { // ptools' best is on as many cells; here it is on as much ground
					if math.Abs(got.PEI-c["PEI"][k]) > 1e-3 {
						t.Errorf("%d cells: PEI %g, want about %g", k+1, got.PEI, c["PEI"][k])
					}
					want[4] = got.PEI
				}
				if diff := cmp.Diff(want, []float64{got.Cells, got.Hits, got.HitRate, got.PAI, got.PEI}, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
					t.Fatalf("%d cells: cells, hits, hit rate, PAI, PEI (-want +got)\n%s", k+1, diff)
				}
			}
		})
	}
}

// Where areas are alike, ptools' order is the least favourable among ties.
func TestTieBoundsMatchPtools(t *testing.T) {
	t.Parallel()
	c := goldenColumns(t, "hotspot/pai_equal_area.csv")
	for k, want := range c["PAI"] {
		got := evaluate(t, c["Pred"], c["Area"], c["Count"], c["PCumArea"][k])
		if math.Abs(got.PAIMin-want) > 1e-6 {
			t.Fatalf("%d cells: least PAI %g, want %g", k+1, got.PAIMin, want)
		}
		if rri, known := got.Reliability(); last(c["Pred"], k) && (!known || math.Abs(rri-c["RRI"][k]) > 1e-6) {
			t.Fatalf("%d cells: RRI %g, want %g", k+1, rri, c["RRI"][k])
		}
	}
}

// last reports whether the kth score is the last of its kind in a sorted list.
func last(scores []float64, k int) bool { return k == len(scores)-1 || scores[k] != scores[k+1] }

func descending(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(n - i)
	}
	return v
}

func TestEvaluateMatchesHitRates(t *testing.T) {
	t.Parallel()
	c := goldenColumns(t, "hotspot/pai_input.csv")
	var summary struct {
		HitRates []struct {
			Cells, PAI float64
			HitRate    float64 `json:"hit_rate"`
			BestHits   float64 `json:"best_hits"`
		} `json:"hit_rates"`
	}
	unmarshal(t, goldenFile(t, "hotspot/pai_summary.json"), &summary)
	inOrder := slices.Clone(c["train"]) // these hit rates take tied cells as they come
	for i := range inOrder {
		inOrder[i] -= float64(i) * 1e-9
	}
	for _, want := range summary.HitRates {
		n := len(inOrder)
		got := evaluate(t, inOrder, ones(n), c["test"], want.Cells/float64(n))
		if diff := cmp.Diff([]float64{want.HitRate, want.PAI, want.BestHits},
			[]float64{got.HitRate, got.PAI, got.Hits / got.PEI}, close9); diff != "" {
			t.Errorf("%g cells: hit rate, PAI, best hits (-want +got)\n%s", want.Cells, diff)
		}
		tied := evaluate(t, c["train"], ones(n), c["test"], want.Cells/float64(n))
		if e := 1e-9; tied.PAIMin > want.PAI+e || tied.PAIMax < want.PAI-e {
			t.Errorf("%g cells: PAI %g to %g leaves out %g", want.Cells, tied.PAIMin, tied.PAIMax, want.PAI)
		}
	}
}

// Four binary factors make 16 scores: ties decide.
func TestEvaluateMatchesTieBounds(t *testing.T) {
	t.Parallel()
	scores := goldenColumns(t, "rtm/chicago/final_rrs.csv")["rrs"]
	counts := goldenColumns(t, "rtm/chicago/cells.csv")["count"]
	var golden struct {
		InSample []struct {
			Cells float64
			Hits  float64 `json:"hits_expected"`
			Min   float64 `json:"PAI_min"`
			PAI   float64 `json:"PAI_expected"`
			Max   float64 `json:"PAI_max"`
			PEI   float64 `json:"PEI_expected"`
		} `json:"pai_in_sample"`
	}
	unmarshal(t, goldenFile(t, "rtm/chicago/golden_rtm_final.json"), &golden)
	for _, want := range golden.InSample {
		n := len(scores)
		got := evaluate(t, scores, ones(n), counts, want.Cells/float64(n))
		if diff := cmp.Diff([]float64{want.Cells, want.Hits, want.Min, want.PAI, want.Max, want.PEI},
			[]float64{got.Cells, got.Hits, got.PAIMin, got.PAI, got.PAIMax, got.PEI}, close9); diff != "" {
			t.Errorf("%g cells: cells, hits, least, expected and most PAI, PEI (-want +got)\n%s", want.Cells, diff)
		}
	}
}

func unmarshal(t *testing.T, data []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// A fifth of the area held half of the robberies that came later.
func ExampleEvaluate() {
	scores := []float64{9, 4, 2, 1, 1}
	areas := []float64{13_300, 13_300, 13_300, 13_300, 13_300}
	later := []float64{3, 1, 0, 2, 0}
	accuracy, err := hotspot.Evaluate(scores, areas, later, []float64{0.2, 0.8})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range accuracy {
		fmt.Printf("%.0f%% of the area: %.1f hits, PAI %.2f (%.2f to %.2f)\n", 100*a.Area, a.Hits, a.PAI, a.PAIMin, a.PAIMax)
	}
	// Output:
	// 20% of the area: 3.0 hits, PAI 2.50 (2.50 to 2.50)
	// 80% of the area: 5.0 hits, PAI 1.04 (0.83 to 1.25)
}
