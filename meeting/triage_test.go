package meeting_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"beatplan/meeting"
)

// Shares sum to exactly 100, and none is further than a tenth from the exact one.
func TestSharesSumToAHundred(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 8).Draw(t, "counts")
		sum, tenths := 0, 0.
		for _, n := range counts {
			sum += n
		}
		for i, share := range meeting.Shares(counts) {
			tenths += math.Round(10 * share)
			if sum > 0 && math.Abs(share-100*float64(counts[i])/float64(sum)) >= 0.1 {
				t.Fatalf("%d of %d is %g%%", counts[i], sum, share)
			}
		}
		if want := map[bool]float64{true: 1000, false: 0}[sum > 0]; tenths != want {
			t.Fatalf("shares of %v sum to %g tenths", counts, tenths)
		}
	})
}
