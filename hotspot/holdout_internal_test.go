package hotspot

import (
	"math"
	"testing"
)

// TestClopperPearson: of 74 offences of which none was hit up to 4.9% may have been; the
// published interval of 4 in 20 is 5.73 to 43.66%; a small part of a hit moves nothing
// by much.
func TestClopperPearson(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ share, n, low, high float64 }{
		{0, 74, 0, 0.0486}, {0, 1, 0, 0.975}, {0, 10, 0, 0.3085}, {1, 10, 0.6915, 1}, {0.2, 20, 0.0573, 0.4366}, {0.001, 10, 0, 0.3101},
	} {
		if low, high := clopperPearson(tt.share, tt.n); math.Abs(low-tt.low) > 5e-4 || math.Abs(high-tt.high) > 5e-4 {
			t.Errorf("%g of %g: %g to %g, want %g to %g", tt.share, tt.n, low, high, tt.low, tt.high)
		}
	}
}
