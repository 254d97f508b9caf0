package fault_test

import (
	"testing"

	"beatplan/internal/fault"
)

func TestField(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ message, name, says string }{
		"a name":            {"due: an action has a date", "due", "an action has a date"},
		"a name and value":  {`due "soon": write it YYYY-MM-DD`, "due", `"soon": write it YYYY-MM-DD`},
		"a number":          {"weight 0.5: above 1", "weight", "0.5: above 1"},
		"a way":             {"visits/3/place: say where", "visits/3/place", "say where"},
		"a pointer":         {"/shift: write it like 18:00-02:00", "shift", "write it like 18:00-02:00"},
		"no colon":          {`area "milton" may be two: give the code`, "area", `"milton" may be two: give the code`},
		"a quote in quotes": {`text "\"a": too short`, "text", `"\"a": too short`},
		"a sentence":        {"hours of the night are not known: import them", "", ""},
		"a name of a thing": {`no area "Atlantis"`, "", ""},
		"a file":            {"x.csv: the file is empty", "", ""},
		"nothing":           {"", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			field, says, found := fault.Field(tt.message)
			if field != tt.name || says != tt.says || found != (tt.name != "") {
				t.Errorf("%q, %q, %v, want %q, %q", field, says, found, tt.name, tt.says)
			}
		})
	}
}
