package hotspot_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"beatplan/hotspot"
)

// Kendall's package of R, and Sen's slope, on small series.
func TestGoldenMannKendall(t *testing.T) {
	t.Parallel()
	var want struct {
		Small map[string]struct {
			X   []float64
			Out struct {
				S              float64 `json:"S"`
				Var            float64 `json:"varS"`
				Tau, Z, P, Sen float64
			}
		} `json:"mk_small"`
	}
	goldenJSON(t, "hotspot/trend_summary.json", &want)
	if len(want.Small) == 0 {
		t.Fatal("no series")
	}
	for name, series := range want.Small {
		o := series.Out
		near6(t, name, trendNumbers(hotspot.MannKendall(series.X)), []float64{o.S, o.Var, o.Tau, o.Z, o.P, o.Sen})
	}
}

func trendNumbers(t hotspot.Trend) []float64 {
	return []float64{float64(t.S), t.Var, t.Tau, t.Z, t.P, t.Sen}
}

// Backwards a trend is its opposite; the least series have none.
func TestTrendBackwards(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-3, 3), 0, 20).Draw(t, "x")
		back := make([]float64, len(x))
		for i, v := range x {
			back[len(x)-1-i] = v
		}
		forth, other := hotspot.MannKendall(x), hotspot.MannKendall(back)
		for i, v := range trendNumbers(other) {
			if i != 1 && i != 4 { // variance and p have no direction
				v = -v
			}
			if d := trendNumbers(forth)[i] - v; d > 1e-12 || d < -1e-12 {
				t.Fatalf("%v forth, %v back", forth, other)
			}
		}
		if len(x) < 2 && fmt.Sprint(forth) != fmt.Sprint(hotspot.Trend{P: 1}) {
			t.Fatalf("%v has the trend %+v", x, forth)
		}
	})
}
