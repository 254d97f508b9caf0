package rtm_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/hotspot"
	"beatplan/rtm"
)

func TestHighRisk(t *testing.T) {
	t.Parallel()
	scores := []float64{3, 1, 5, 3, 3, 2}
	tests := map[string]struct {
		share float64
		high  []int
		tied  int
	}{
		"none fits":          {0.1, nil, 0},
		"the first":          {0.17, []int{2}, 0},
		"two of three alike": {0.5, []int{2, 0, 3}, 3},
		"all of the alike":   {0.7, []int{2, 0, 3, 4}, 0},
		"everything":         {1, []int{2, 0, 3, 4, 5, 1}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			high, tied := rtm.HighRisk(scores, []float64{10, 10, 10, 10, 10, 10}, tt.share)
			if diff := cmp.Diff(tt.high, high); diff != "" || tied != tt.tied {
				t.Errorf("tied %d, want %d; cells (-want +got)\n%s", tied, tt.tied, diff)
			}
		})
	}
}

func TestOutstanding(t *testing.T) {
	t.Parallel()
	// The mean is 2 and the sample's standard deviation √(90/9) = √10.
	scores := []float64{11, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	threshold, cells := rtm.Outstanding(scores)
	if want := 2 + 2*math.Sqrt(10); math.Abs(threshold-want) > 1e-12 || len(cells) != 1 || cells[0] != 0 {
		t.Errorf("threshold %g, want %g; cells %v", threshold, want, cells)
	}
	if _, cells := rtm.Outstanding([]float64{4, 4, 4}); len(cells) != 0 {
		t.Errorf("where all are alike, %v stand out", cells)
	}
}

func TestOverLeast(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]float64{1, 2, 6}, rtm.OverLeast([]float64{0.5, 1, 3})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Nothing is 17.2 times as risky there, and residuals of neighbours are alike.
func TestRiskSummaryMatchesR(t *testing.T) {
	t.Parallel()
	var golden struct {
		RRS struct {
			Threshold float64 `json:"threshold_mean_2sd"`
			High      int     `json:"n_high"`
		}
		Moran struct{ Rook, Queen float64 } `json:"moran_pearson"`
	}
	if err := json.Unmarshal(chicago(t, "golden_rtm_final.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	d := design(t, cells, factors)
	m := fit(t, d, counts, rtm.Settings{})
	scores, err := m.Scores(d)
	if err != nil {
		t.Fatal(err)
	}
	threshold, high := rtm.Outstanding(scores)
	if diff := cmp.Diff(golden.RRS.Threshold, threshold, relative6); diff != "" || len(high) != golden.RRS.High {
		t.Errorf("%d cells are outstanding, want %d; threshold (-want +got)\n%s", len(high), golden.RRS.High, diff)
	}
	residuals, err := m.Residuals(d, counts, nil)
	if err != nil {
		t.Fatal(err)
	}
	for metres, want := range map[float64]float64{200: golden.Moran.Rook, 283: golden.Moran.Queen} {
		n, err := hotspot.NeighboursWithin(cells, metres)
		if err != nil {
			t.Fatal(err)
		}
		// The reference gives each pair a weight of 1, so places at the edge weigh less.
		mean, pairs, products, squares := sum(residuals)/float64(len(residuals)), 0.0, 0.0, 0.0
		for i, r := range residuals {
			squares += (r - mean) * (r - mean)
			for _, j := range n.Of(i) {
				pairs++
				products += (r - mean) * (residuals[j] - mean)
			}
		}
		moran := float64(len(residuals)) / pairs * products / squares
		if diff := cmp.Diff(want, moran, approx(1e-6)); diff != "" {
			t.Errorf("Moran's I of neighbours within %g m (-want +got)\n%s", metres, diff)
		}
	}
}

// The standard deviation of a residual is the family's: of μ = 4 and dispersion 0.5 the
// variance is 4, 4 + 0.5·4² = 12 and 4·(1 + 0.5) = 6.
func TestResidualsFollowTheFamily(t *testing.T) {
	t.Parallel()
	d := design(t, grid(2), []rtm.Factor{around("pub", 0, 50)})
	half := 0.5
	for family, variance := range map[rtm.Family]float64{rtm.Poisson: 4, rtm.NB2: 12, rtm.NBII: 6} {
		m := rtm.Model{Family: family, Intercept: math.Log(4), Dispersion: &half}
		got, err := m.Residuals(d, []float64{10, 4, 0, 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		sd := math.Sqrt(variance)
		if diff := cmp.Diff([]float64{6 / sd, 0, -4 / sd, -3 / sd}, got, approx(1e-12)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", family, diff)
		}
	}
}

// The posterior mean lies between the model's mean and the cell's own count. Of μ = 4 and
// dispersion 0.5 it is (4 + 0.5·y)/1.5 for NBII and 4·(1 + 0.5·y)/3 for NB2.
func TestPosterior(t *testing.T) {
	t.Parallel()
	d := design(t, grid(2), []rtm.Factor{around("pub", 0, 50)})
	counts, half := []float64{10, 4, 0, 1}, 0.5
	want := map[rtm.Family][]float64{
		rtm.Poisson: {4, 4, 4, 4},
		rtm.NBII:    {6, 4, 8. / 3, 3},
		rtm.NB2:     {8, 4, 4. / 3, 2},
	}
	for family, posterior := range want {
		m := rtm.Model{Family: family, Intercept: math.Log(4), Dispersion: &half}
		got, err := m.Posterior(d, counts, nil)
		if diff := cmp.Diff(posterior, got, approx(1e-12)); err != nil || diff != "" {
			t.Errorf("%s, %v (-want +got)\n%s", family, err, diff)
		}
	}
	if got, err := (&rtm.Model{Family: rtm.Poisson, Intercept: math.Log(4)}).Posterior(d, counts, nil); err != nil || got[0] != 4 {
		t.Errorf("without dispersion: %v (%v)", got, err)
	}
}

// Whatever the influences and their signs, reasons and 1 are the score, and name
// what is there.
func TestReasonsSumToTheScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		d, err := rtm.NewDesign(in.cells, in.factors)
		if err != nil {
			t.Fatal(err)
		}
		// Terms that a fit would seldom choose, some of which cancel.
		m := rtm.Model{}
		for _, v := range d.Variables() {
			if rapid.Bool().Draw(t, "term") && len(in.factors[0].Features) > 0 {
				b := rapid.SampledFrom([]float64{1e-9, 0.3, 0.7, 2}).Draw(t, "b")
				m.Terms = append(m.Terms, rtm.Term{Variable: v, B: b, RRV: math.Exp(b)})
			}
		}
		scores, err := m.Scores(d)
		if err != nil {
			t.Fatal(err)
		}
		for i, score := range scores {
			reasons, err := m.Attributions(d, in.cells, in.factors, i)
			if err != nil {
				t.Fatal(err)
			}
			sum := 1.0
			for _, r := range reasons {
				sum += r.Contribution
				if r.Protective != (r.Contribution < 0) {
					t.Fatalf("%s contributes %g", r.Name(), r.Contribution)
				}
				if r.Influence == rtm.Proximity && (r.Distance > r.Reach || r.Within < 1) {
					t.Fatalf("cell %d: %+v", i, r)
				}
			}
			if math.Abs(sum-score) > 1e-9*max(1, score) {
				t.Fatalf("cell %d: reasons sum to %g, the score is %g", i, sum, score)
			}
		}
	})
}

func TestReasonsNameTheNearest(t *testing.T) {
	t.Parallel()
	factors := []rtm.Factor{
		{Name: "pub", Features: []orb.Point{{900, 0}, {130, 0}, {60, 0}}, Reaches: []float64{150}, Influences: []rtm.Influence{rtm.Proximity}},
		{Name: "river", Features: []orb.Point{{5000, 0}}, Shapes: []orb.Geometry{orb.LineString{{-20, -100}, {-20, 100}}}, Reaches: []float64{150}, Influences: []rtm.Influence{rtm.Proximity}},
	}
	cells := row(8)
	d := design(t, cells, factors)
	m := rtm.Model{}
	for _, v := range d.Variables() {
		m.Terms = append(m.Terms, rtm.Term{Variable: v, B: math.Log(3), RRV: 3})
	}
	reasons, err := m.Attributions(d, cells, factors, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Both are as strong, so each gives half of what the score of 9 is above 1.
	want := []rtm.Attribution{
		{Variable: d.Variables()[0], RRV: 3, Contribution: 4, Distance: 60, Nearest: 2, Within: 2},
		{Variable: d.Variables()[1], RRV: 3, Contribution: 4, Distance: 20, Nearest: 1, Within: 1},
	}
	if diff := cmp.Diff(want, reasons, approx(1e-12)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if reasons, err := m.Attributions(d, cells, factors, 5); err != nil || len(reasons) != 0 {
		t.Errorf("a cell under no influence has reasons %v, error %v", reasons, err)
	}
}
