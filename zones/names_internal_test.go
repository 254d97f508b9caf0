package zones

import "testing"

func TestBothNames(t *testing.T) {
	t.Parallel()
	for names, want := range map[[2]string]string{
		{"High Street", "Quay Lane"}:         "High Street / Quay Lane",
		{"near The Anchor", "near The Bell"}: "near The Anchor and The Bell",
		{"High Street", "near The Bell"}:     "High Street / near The Bell",
	} {
		if got := bothNames(names[0], names[1]); got != want {
			t.Errorf("%v: %q, want %q", names, got, want)
		}
	}
}
