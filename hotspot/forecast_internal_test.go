package hotspot

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// hexagons is the reference forecast: 91 hexagons in axial coordinates, 6 months,
// too few offences for a forecast to be fitted on unless it is told to.
type hexagons struct {
	Cells [][2]int
	Y, O  [][]float64
}

type hexagonNumbers struct {
	Coefficients []float64 `json:"intercept_and_b"`
	Early        []float64 `json:"early_b"`
	Mu           []float64 `json:"mu"`
	Objective    struct {
		Grid []struct{ K, Delta, NLL float64 }
		Least,
		K, Delta float64
	}
	Fixed struct {
		Phi      []float64
		Expected []float64 `json:"expected_3_months"`
		Shape    []float64
		Low80    []int
		High80   []int
		First    []int `json:"first_ten"`
	} `json:"with_k5_delta_03"`
	Unrest struct {
		Size   []float64
		Low80  []int
		High80 []int
		Top    struct {
			Cells                    []int
			Expected, Variance, Size float64
			Low80, High80            int
		} `json:"top5"`
	} `json:"with_k5_delta_03_unrest_15"`
}

func readGolden(t *testing.T, name string, into any) {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	body, err := os.ReadFile(filepath.Join(root, "golden", "forecast", name))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatal(err)
	}
}

func (h hexagons) training(t *testing.T) Training {
	t.Helper()
	index := map[[2]int]int{}
	for i, c := range h.Cells {
		index[c] = i
	}
	lists := make([][]int, len(h.Cells))
	training := Training{Days: slices.Repeat([]float64{monthDays}, len(h.Y[0]))}
	for i, c := range h.Cells {
		for _, step := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, -1}, {-1, 1}} {
			if j, in := index[[2]int{c[0] + step[0], c[1] + step[1]}]; in {
				lists[i] = append(lists[i], j)
			}
		}
		for m := range h.Y[i] {
			training.Counts = append(training.Counts, CellMonth{Cell: i, Month: m, Offences: h.Y[i][m], Others: h.O[i][m]})
		}
	}
	var err error
	if training.Neighbours, err = NewNeighbours(lists, nil); err != nil {
		t.Fatal(err)
	}
	return training
}

// within reports values that are off by more than 1e-6 of those wanted.
func within(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-6*math.Abs(want[i])) {
			t.Errorf("%s[%d] is %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
}

func TestForecastReference(t *testing.T) {
	t.Parallel()
	var input hexagons
	var want hexagonNumbers
	readGolden(t, "forecast-input.json", &input)
	readGolden(t, "forecast-expected.json", &want)
	training := input.training(t)
	months := len(training.Days)
	early := training.sums(0, months-2)
	all, late := training.sums(0, months), training.sums(months-2, months)

	rows := training.rows(all)
	b, means := rows.regress()
	within(t, "coefficients", b, want.Coefficients)
	mu := rows.spread(means)
	within(t, "μ", mu, want.Mu)
	earlyB, _ := training.rows(early).regress()
	within(t, "early coefficients", earlyB, want.Early)

	outcomes := training.outcomeRows(early, late.own)
	for _, g := range want.Objective.Grid {
		within(t, "loss", []float64{outcomes.loss(g.K, g.Delta)}, []float64{g.NLL})
	}
	k, delta := training.learn(early, late.own)
	if least := outcomes.loss(k, delta); !(least <= want.Objective.Least*(1+1e-6)) {
		t.Errorf("at k %g and δ %g the loss is %.9g; %.9g can be had", k, delta, least, want.Objective.Least)
	}
	if math.Abs(k-want.Objective.K) > 0.01*want.Objective.K || math.Abs(delta-want.Objective.Delta) > 0.001 {
		t.Errorf("k %g and δ %g, want %g and %g", k, delta, want.Objective.K, want.Objective.Delta)
	}

	f := &Forecast{K: 5, Delta: 0.3, Dispersion: 1, Means: mu, Counts: all.own.dense(len(mu)), Others: all.others.dense(len(mu)), days: all.days}
	const quarter = 3 * monthDays
	low, high := make([]int, len(mu)), make([]int, len(mu))
	phi, shape := make([]float64, len(mu)), make([]float64, len(mu))
	for i := range mu {
		low[i], high[i] = f.Cell(i, quarter).Interval(0.8)
		phi[i] = f.weight(i)
		shape[i] = f.Delta * (f.Counts[i] + phi[i])
	}
	within(t, "φ", phi, want.Fixed.Phi)
	within(t, "shape", shape, want.Fixed.Shape)
	within(t, "expected", f.Expected(quarter), want.Fixed.Expected)
	if !slices.Equal(low, want.Fixed.Low80) || !slices.Equal(high, want.Fixed.High80) {
		t.Errorf("80%% intervals are\n%v\n%v, want\n%v\n%v", low, high, want.Fixed.Low80, want.Fixed.High80)
	}
	if first := f.Order(nil)[:10]; !slices.Equal(first, want.Fixed.First) {
		t.Errorf("the first ten are %v, want %v", first, want.Fixed.First)
	}

	f.Dispersion = 1.5
	size := make([]float64, len(mu))
	for i := range mu {
		e := f.Cell(i, quarter)
		low[i], high[i] = e.Interval(0.8)
		size[i] = negativeBinomialOf(e.Mean, e.Variance).size
	}
	within(t, "size", size, want.Unrest.Size)
	if !slices.Equal(low, want.Unrest.Low80) || !slices.Equal(high, want.Unrest.High80) {
		t.Errorf("80%% intervals are\n%v\n%v, want\n%v\n%v", low, high, want.Unrest.Low80, want.Unrest.High80)
	}
	top := want.Unrest.Top
	set := f.Set(top.Cells, quarter)
	within(t, "top five", []float64{set.Mean, set.Variance, negativeBinomialOf(set.Mean, set.Variance).size}, []float64{top.Expected, top.Variance, top.Size})
	if l, h := set.Interval(0.8); l != top.Low80 || h != top.High80 {
		t.Errorf("the top five expect %d to %d, want %d to %d", l, h, top.Low80, top.High80)
	}
}
