package ingest

import "testing"

func TestNothing(t *testing.T) {
	t.Parallel()
	for _, word := range []string{
		"", "NULL", "(null)", "<NULL>", "[Null]", "#N/A", "n/a", "N/A", "NaN", "None", "nil", `\N`, "-", "--", "–", "?", "...",
		"Unknown", "NOT KNOWN", "Not stated", "not recorded", "(unknown)", "(blank)", "Not applicable", "Not provided", "TBC",
	} {
		if !nothing(nil).is(word) {
			t.Errorf("%q says something", word)
		}
	}
	for _, word := range []string{"0", "N", "No", "Y", "-1", "-0.5", "Unknown Pleasures", "Nullarbor", "NA1", "Mr", "Missing", "Blank", "Norton", "TB", "Tbilisi", "(a)", "N/A Street", "#1"} {
		if nothing(nil).is(word) {
			t.Errorf("%q says nothing", word)
		}
	}
	if own := (nothing{"xx", "99"}); !own.is("XX") || !own.is("99") || !own.is("NULL") || own.is("9") {
		t.Error("a file's own words are not beside the usual ones")
	}
}
