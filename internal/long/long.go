// Package long marks the tests that take long: large data, simulations, whole
// journeys. make test skips them or tries a few cases, and make test-long runs them all.
package long

import (
	"flag"
	"os"
	"strconv"
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

// Checks has rapid try only a few cases of each property in a test, unless BEATPLAN_LONG is set.
// Their number is rapid's for the whole process, so the test may not be parallel.
func Checks(t *testing.T, few int) {
	t.Helper()
	if asked() {
		return
	}
	checks := flag.Lookup("rapid.checks")
	usual := checks.Value.String()
	t.Setenv("RAPID_CHECKS", usual) // which no parallel test may
	t.Cleanup(func() { _ = checks.Value.Set(usual) })
	if err := checks.Value.Set(strconv.Itoa(few)); err != nil {
		t.Fatal(err)
	}
}

func asked() bool { return os.Getenv("BEATPLAN_LONG") != "" }
