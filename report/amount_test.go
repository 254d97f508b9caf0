package report_test

import (
	"testing"

	"beatplan/report"
)

// Pages have no powers of ten.
func TestAmountOfVeryLittle(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0.000031: "0.000031", -0.00002: "-0.000020", 0.0001: "0.00010"} {
		if got := report.Amount(v); got != want {
			t.Errorf("%g is written %q, want %q", v, got, want)
		}
	}
}
