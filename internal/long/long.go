// Package long marks the tests that take long: large data, simulations, whole
// journeys. make test skips them or tries a few cases, and make test-long runs them all.
package long

import (
	"os"
	"testing"
)

// Test skips a test unless BEATPLAN_LONG is set.
func Test(t testing.TB) {
	t.Helper()
	if !asked() {
		t.Skip("takes long: make test-long runs it (BEATPLAN_LONG=1)")
	}
}

// Of returns how many of many cases a test tries: all of them when BEATPLAN_LONG is set,
// else the first few.
func Of(few, all int) int {
	if asked() {
		return all
	}
	return few
}

func asked() bool { return os.Getenv("BEATPLAN_LONG") != "" }
