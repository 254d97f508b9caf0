package fault_test

import (
	"strings"
	"testing"

	"beatplan/internal/fault"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ document, want string }{
		"fine":         {`{"a": [1, 1e308, -1e-400, "1e400"]}`, ""},
		"a member":     {`{"b": 1, "a": 1e400}`, "a: the number 1e400 is too large"},
		"an element":   {`{"a": {"b": [[0, -1e999]]}}`, "a.b[0][1]: the number -1e999 is too large"},
		"the document": {`1e400`, "the number 1e400 is too large"},
		"a long one":   {`[1` + strings.Repeat("0", 400) + `]`, "[0]: the number 1" + strings.Repeat("0", 39) + "… is too large"},
		"no JSON":      {`{"a": 1e400`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := fault.Number([]byte(tt.document)); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
