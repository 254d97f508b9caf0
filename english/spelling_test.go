package english_test

import (
	"testing"

	"beatplan/english"
)

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	names := []string{"pub", "bar", "pharmacy", "cash-machine", "school", "pharmacy"}
	for word, want := range map[string]string{
		"pharmcy": "; did you mean pharmacy?", "pharmacies": "; did you mean pharmacy?", "phramacy": "; did you mean pharmacy?", "pubs": "; did you mean pub?",
		"cash-mashine": "; did you mean cash-machine?", "cash-machines": "; did you mean cash-machine?", "pharmacy": "", "5g-mast": "", "put": "", "skool": "", "": "",
	} {
		if got := english.DidYouMean(word, names); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
