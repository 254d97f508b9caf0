package hotspot

import (
	"math"
	"testing"
)

// TestExactEnds: of 74 offences of which none was hit up to 4.9% may have been.
func TestExactEnds(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]float64{74: 0.0486, 1: 0.975, 10: 0.3085} {
		if low, high := exactEnds(0, 0, n); low != 0 || math.Abs(high-want) > 5e-5 {
			t.Errorf("none of %d: %g to %g, want up to %g", n, low, high, want)
		}
		if low, high := exactEnds(1, 1, n); high != 1 || math.Abs(1-low-want) > 5e-5 {
			t.Errorf("all of %d: %g to %g, want from %g", n, low, high, 1-want)
		}
	}
	if low, high := exactEnds(0, 0.5, 10); low != 0 || high != 0.5 {
		t.Errorf("what has a width is now %g to %g", low, high)
	}
}
