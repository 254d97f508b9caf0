package sheet_test

import (
	"testing"

	"beatplan/internal/sheet"
)

func TestHarmless(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"": "", "Pub": "Pub", "-1.5": "-1.5", "+7": "+7", "a=b": "a=b",
		`=HYPERLINK("x")`: `'=HYPERLINK("x")`, "+cmd": "'+cmd", "-cmd": "'-cmd", "@SUM": "'@SUM", "\t=1": "'\t=1", "\r=1": "'\r=1",
	} {
		if got := sheet.HarmlessRow([]string{field})[0]; got != want {
			t.Errorf("%q became %q, want %q", field, got, want)
		}
	}
}
