package hotspot_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"beatplan/hotspot"
)

func TestConcentration(t *testing.T) {
	t.Parallel()
	got, err := hotspot.Concentrated([]float64{0, 8, 1, 0, 1, 0, 0, 0, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	want := hotspot.Concentration{Gini: (2*(8*0.1+9*0.1+10*0.8) - 11) / 10, Quarter: 0.1, Half: 0.1, Most: 0.1, Top: 0.9}
	near6(t, "concentration", []float64{got.Gini, got.Quarter, got.Half, got.Most, got.Top}, []float64{want.Gini, want.Quarter, want.Half, want.Most, want.Top})
	for name, values := range map[string][]float64{"nothing": {0, 0}, "no place": nil} {
		if _, err := hotspot.Concentrated(values); !errors.Is(err, hotspot.ErrNothing) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, v := range map[string]float64{"below 0": -1, "NaN": math.NaN()} {
		if _, err := hotspot.Concentrated([]float64{1, v}); err == nil {
			t.Errorf("%s is concentrated", name)
		}
	}
}

// A Lorenz curve rises, ever more slowly, from nothing to all, above the even one.
func TestLorenzCurve(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := drawCounts(t, rapid.IntRange(2, 60).Draw(t, "places"))
		curve, err := hotspot.Lorenz(values, len(values))
		if err != nil {
			t.Fatalf("%v", err)
		}
		if first, last := curve[0], curve[len(curve)-1]; first != (hotspot.LorenzPoint{}) || math.Abs(last.Held-1) > 1e-9 || last.Places != 1 {
			t.Fatalf("from %+v to %+v", first, last)
		}
		area := 0.0
		for k := 1; k < len(curve); k++ {
			rise := curve[k].Held - curve[k-1].Held
			if rise < 0 || curve[k].Held < curve[k].Places-1e-9 || k > 1 && rise > curve[k-1].Held-curve[k-2].Held+1e-9 {
				t.Fatalf("%v", curve)
			}
			area += (curve[k].Held + curve[k-1].Held) / 2 / float64(len(values))
		}
		if gini, _ := hotspot.Gini(values); math.Abs(2*area-1-gini) > 1e-9 {
			t.Fatalf("twice the area above the even curve is %g, Gini %g", 2*area-1, gini)
		}
	})
}
