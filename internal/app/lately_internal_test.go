package app

import (
	"testing"

	"beatplan/hotspot"
)

// A trend is said in few words where a table has no room for its sentence.
func TestLately(t *testing.T) {
	t.Parallel()
	for want, of := range map[string]trend{
		"rising (3 months)": {hotspot.Rising, "41 of its 155 offences came in the last 3 of 9 months; the area had 34%"},
		"too few to tell":   {hotspot.ShiftUnknown, "3 months: it takes 5 to tell what changes"},
		"":                  {},
	} {
		if got := of.lately(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
