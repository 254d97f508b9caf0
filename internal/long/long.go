// Package long marks the tests that take long: large data, simulations, whole
// journeys. make test skips them, and make test-long runs them.
package long

import (
	"os"
	"testing"
)

// Test skips a test unless BEATPLAN_LONG is set.
func Test(t testing.TB) {
	t.Helper()
	if os.Getenv("BEATPLAN_LONG") == "" {
		t.Skip("takes long: make test-long runs it (BEATPLAN_LONG=1)")
	}
}
