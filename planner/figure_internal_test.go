package planner

import "testing"

// Officers read no powers of ten.
func TestFigure(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0", 0.00003: "under 0.0001", 0.0001: "0.0001", 0.0123: "0.012", 0.5: "0.50", 12.34: "12.3"} {
		if got := figure(v); got != want {
			t.Errorf("%g is written %q, want %q", v, got, want)
		}
	}
}
