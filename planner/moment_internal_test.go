package planner

import (
	"testing"
	"time"
)

func TestMomentsSayWhichOfTwoHours(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	night := Problem{Start: time.Date(2025, 10, 25, 22, 0, 0, 0, zone)}
	early := Problem{Start: time.Date(2025, 10, 26, 0, 30, 0, 0, zone)}
	for at, want := range map[string][2]string{
		"2025-10-25T23:59:00Z": {"00:59 on 26 October", "00:59"},
		"2025-10-26T00:00:00Z": {"01:00 BST on 26 October", "01:00 BST"},
		"2025-10-26T00:59:00Z": {"01:59 BST on 26 October", "01:59 BST"},
		"2025-10-26T01:00:00Z": {"01:00 GMT on 26 October", "01:00 GMT"},
		"2025-10-26T02:00:00Z": {"02:00 on 26 October", "02:00"},
		"2025-03-30T01:30:00Z": {"02:30 on 30 March", "02:30 on 30 March"},
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{night.moment(moment), early.moment(moment)}; got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}
