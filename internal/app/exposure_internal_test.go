package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/study"
)

func TestExposureSettles(t *testing.T) {
	t.Parallel()
	e, values := Exposure{Of: study.ByResidents, Least: 10}, []float64{0, 30, 99, 50}
	if !e.settle(values, []bool{true, true, false, true}) {
		t.Fatal("nothing is known")
	}
	if diff := cmp.Diff([]float64{10, 30, 30, 50}, values); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := (Exposure{study.ByResidents, 10, 1, 1}); e != want {
		t.Errorf("%+v, want %+v", e, want)
	}
	if (&Exposure{}).settle([]float64{5}, []bool{false}) {
		t.Error("what is not known is known")
	}
}
