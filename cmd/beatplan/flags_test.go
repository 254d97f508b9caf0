package main

import (
	"errors"
	"testing"

	"github.com/alecthomas/kong"

	"beatplan/internal/fault"
)

// TestWaysOutAreFlags: a message names fields, as the API has them, and the command line
// says which flags these are, and changes nothing else of the error.
func TestWaysOutAreFlags(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ says, want string }{
		"a flag of another name": {"a cell goes into none; take larger spots (area_m2) or finer cells (resolution)", "a cell goes into none; take larger spots (--size) or finer cells (--resolution)"},
		"no flag of this verb":   {"load it all the same (allow)", "load it all the same (allow)"},
		"more than a word":       {"Colchester (district E07000071)", "Colchester (district E07000071)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c commands
			parser, err := kong.New(&c, kong.ValueFormatter(withDefault))
			if err != nil {
				t.Fatal(err)
			}
			command, err := parser.Parse([]string{"hotspots", "spots", "--area", "x", "--group", "y"})
			if err != nil {
				t.Fatal(err)
			}
			because := errors.New(tt.says)
			got := withFlags(fault.New(fault.Unprocessable, "%w", because), command)
			if got.Error() != tt.want || fault.Of(got) != fault.Unprocessable || !errors.Is(got, because) {
				t.Errorf("%v (%s), want %s", got, fault.Of(got), tt.want)
			}
		})
	}
}
