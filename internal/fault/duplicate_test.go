package fault_test

import (
	"testing"

	"beatplan/internal/fault"
)

func TestDuplicate(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"a":1,"b":{"a":2}}`:           "",
		`[{"a":1},{"a":1}]`:             "",
		`{"a":1,"a":1}`:                 "/a: it is there twice: give it once",
		`{"a":1,"\u0061":2}`:            "/a: it is there twice: give it once",
		`{"x":[1,{"a/b":{},"a/b":[]}]}`: "/x/1/a~1b: it is there twice: give it once",
		`{"x":[[],{}],"y":1,"x":2}`:     "/x: it is there twice: give it once",
		`{"a":1`:                        "",
		`{"a":1,}`:                      "",
		``:                              "",
	} {
		got := ""
		if err := fault.Duplicate([]byte(document)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", document, got, want)
		}
	}
}
