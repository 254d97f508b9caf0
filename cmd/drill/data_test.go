package main

import (
	"os/exec"
	"testing"
	"time"
)

// An import that is killed is told from one that ends, well or badly, by itself.
func TestKillAtWork(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		script        string
		killed, fails bool
	}{
		"killed":                {"echo reading >&2; exec sleep 60", true, false},
		"done before":           {"echo reading >&2", false, false},
		"fails":                 {"echo reading >&2; echo no space >&2; exit 1", false, true},
		"fails, saying nothing": {"exit 1", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			takes := time.Minute
			if tt.killed {
				takes = time.Millisecond
			}
			killed, err := killAtWork(exec.CommandContext(t.Context(), "sh", "-c", tt.script), takes)
			if killed != tt.killed || (err != nil) != tt.fails {
				t.Errorf("killed: %t, error %v", killed, err)
			}
		})
	}
}
