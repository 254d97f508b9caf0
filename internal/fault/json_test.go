package fault_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"beatplan/internal/fault"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ document, want string }{
		"too large":          {`{"at": [1e400]}`, "at[0]: the number 1e400 is too large"},
		"no value":           {"{\"at\":\n[NaN, 1]}", `line 2 is no JSON from "NaN, 1]}" on`},
		"after the end":      {`{"at": [1]} and more`, `line 1 is no JSON from "and more" on`},
		"a brace, twice":     {`{"at": [1]}}`, `line 1 is no JSON from "}" on`},
		"cut short":          {"{\"at\":\n[1, 2", "it is cut short: line 2, its last, ends too soon"},
		"cut within a text":  {`{"at`, "it is cut short: line 1, its last, ends too soon"},
		"nothing":            {" ", "it is empty"},
		"deep":               {strings.Repeat("[", 1e5), "its lists and objects lie too deep in one another"},
		"a text for a list":  {`{"at": "x"}`, "a text stands where a list should"},
		"a list for a float": {`{"at": [[1]]}`, "a list stands where a number should"},
		"a number for all":   {`5`, "a number stands where an object should"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var v struct{ At []float64 }
			err := json.Unmarshal([]byte(tt.document), &v)
			if err == nil {
				t.Fatal("it is read")
			}
			if got := fault.JSON([]byte(tt.document), err).Error(); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
	if got := fault.JSON([]byte(`{"at": {}}`), json.Unmarshal(nil, new(any))).Error(); got != "a value in it is missing" {
		t.Errorf("of a value that is not there it says %s", got)
	}
	if err := fault.JSON([]byte(`{}`), fs.ErrNotExist); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another error became %v", err)
	}
}
