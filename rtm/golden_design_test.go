package rtm_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/rtm"
)

func TestDesignMatchesR(t *testing.T) {
	t.Parallel()
	want := columns(t, "design.csv")
	cells, _, factors := city(t)
	d := design(t, cells, factors)
	if n := len(d.Variables()); n != len(want)-2 {
		t.Fatalf("%d variables, want %d", n, len(want)-2)
	}
	for _, v := range d.Variables() {
		if diff := cmp.Diff(numbers(t, want[v.Name()]), d.Under(v)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.Name(), diff)
		}
	}
}

func TestDistancesAndDensitiesMatchR(t *testing.T) {
	t.Parallel()
	cells, _, factors := city(t)
	distance, density := columns(t, "nearest_distance.csv"), columns(t, "density_sample500.csv")
	var sample []orb.Point
	for _, id := range numbers(t, density["cell_id"]) {
		sample = append(sample, cells[int(id)-1])
	}
	for _, f := range factors {
		if diff := cmp.Diff(numbers(t, distance[f.Name]), rtm.Distances(cells, f.Features), approx(1e-6)); diff != "" {
			t.Errorf("distance of %s (-want +got)\n%s", f.Name, diff)
		}
		for r, got := range rtm.Densities(sample, f.Features, f.Reaches) {
			name := rtm.Variable{Factor: f.Name, Influence: rtm.Density, Reach: f.Reaches[r]}.Name()
			if diff := cmp.Diff(numbers(t, density[name]), got, cmpopts.EquateApprox(1e-9, 1e-18)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
	}
}

// What counts as a crowd: mean and two sample standard deviations of the density.
func TestThresholdsMatchR(t *testing.T) {
	t.Parallel()
	cells, _, factors := city(t)
	want := columns(t, "density_thresholds.csv")
	if n := len(want["factor"]); n != 24 {
		t.Fatalf("%d thresholds of 4 factors and 6 reaches", n)
	}
	at := 0
	for _, f := range factors {
		for r, density := range rtm.Densities(cells, f.Features, f.Reaches) {
			threshold, high := rtm.Crowded(density)
			if want["factor"][at] != f.Name || want["bandwidth"][at] != strconv.FormatFloat(f.Reaches[r], 'f', -1, 64) {
				t.Fatalf("row %d is of %s within %s m, not of %s within %g m", at, want["factor"][at], want["bandwidth"][at], f.Name, f.Reaches[r])
			}
			if diff := cmp.Diff(numbers(t, []string{want["threshold"][at], want["n_high"][at]}), []float64{threshold, float64(high)}, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
				t.Errorf("%s within %g m: threshold, cells (-want +got)\n%s", f.Name, f.Reaches[r], diff)
			}
			at++
		}
	}
}

// A report of the RTMDx utility: burglary in Leeds in 2011, of which the data are not
// known, but how its figures hang together.
func TestReportOfRTMDx(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(reference(), "golden", "rtm", "leeds_rtmdx_known_answer.json"))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	var report struct {
		Inputs struct {
			Cells   int     `json:"cells"`
			Block   float64 `json:"block_m"`
			Factors []struct {
				How    string `json:"operationalisation"`
				Blocks int    `json:"max_blocks"`
			} `json:"factors"`
		} `json:"inputs"`
		Variables int `json:"candidate_variables"`
		Model     struct {
			Coefficients map[string]float64 `json:"coef"`
			Deviance     float64            `json:"global_deviance"` // −2 log L
			BIC          float64            `json:"SBC"`
		} `json:"model"`
		RRV  map[string]float64 `json:"rrv"`
		Most float64            `json:"rrs_max"`
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	ladder := 0
	for _, f := range report.Inputs.Factors {
		n := len(rtm.Ladder(report.Inputs.Block, false, f.Blocks))
		if f.How == "both" {
			n *= 2
		}
		ladder += n
	}
	if ladder != report.Variables {
		t.Errorf("%d variables, want %d", ladder, report.Variables)
	}
	b := report.Model.Coefficients // TestScoresMatchRTMDx scores cells by these
	stops, points := math.Exp(b["bus_stops_proximity_500"]), math.Exp(b["det_points_density_500"])
	want := []float64{report.RRV["bus_stops"], report.RRV["det_points"], report.Most}
	if diff := cmp.Diff(want, []float64{stops, points, stops * points}, cmpopts.EquateApprox(3e-4, 0)); diff != "" {
		t.Errorf("RRVs, highest score (-want +got)\n%s", diff)
	}
	got := rtm.BICOf(rtm.NBII, -report.Model.Deviance/2, len(b)-1, report.Inputs.Cells) // the dispersion is among them
	if diff := cmp.Diff(report.Model.BIC, got, approx(0.005)); diff != "" {
		t.Errorf("BIC (-want +got)\n%s", diff)
	}
}

// Models of all districts but one foretell that one.
func TestHoldoutMatchesR(t *testing.T) {
	t.Parallel()
	cells, counts, factors := city(t)
	factors = only(t, factors, "abandonBuildings_p200", "liquorRetail_p400", "sanitation_p200", "streetLightsOut_p200")
	district := columns(t, "cells.csv")["district"]
	want := columns(t, "leave_one_district_out.csv")
	for i, held := range want["district"] {
		var inside, outside []orb.Point
		var observed, learned []float64
		for c, id := range district {
			if id == held {
				inside, observed = append(inside, cells[c]), append(observed, counts[c])
			} else {
				outside, learned = append(outside, cells[c]), append(learned, counts[c])
			}
		}
		m := fit(t, design(t, outside, factors), learned, poisson)
		scores, err := m.Scores(design(t, inside, factors))
		if err != nil {
			t.Fatal(err)
		}
		predicted, deviance := 0.0, 0.0
		for c, score := range scores {
			mu := math.Exp(m.Intercept) * score
			predicted += mu
			deviance += 2 * (mu - observed[c])
			if observed[c] > 0 {
				deviance += 2 * observed[c] * math.Log(observed[c]/mu)
			}
		}
		if diff := cmp.Diff(numbers(t, []string{want["pred"][i], want["dev"][i]}), []float64{predicted, deviance}, relative6); diff != "" {
			t.Errorf("district %s: predicted, deviance (-want +got)\n%s", held, diff)
		}
	}
}
