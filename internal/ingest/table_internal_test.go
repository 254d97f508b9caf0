package ingest

import "testing"

// TestFoot tells what stands at the foot of a table from places whose names begin alike.
func TestFoot(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]bool{
		"Total": true, "TOTALS": true, "Total:": true, "Total 8": true, "Total=8": true, "Grand total": true, "Sub-total for Basildon": true, "Total (all)": true,
		"total offences": true, "Source: NHS": true, "© Crown": true, "Copyright 2025": true, "End of report": true,
		"Total Fitness": false, "Totally Local": false, "Source Bar": false, "Copyrights Inn": false, "The End of Report": false, "": false,
	} {
		if got := isFoot(field); got != want {
			t.Errorf("%q: %t", field, got)
		}
	}
}
