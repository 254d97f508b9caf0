package main

import (
	"math"
	"runtime/debug"
	"testing"
)

// TestRest has memory given back once, when a server rests after work that took much of it.
func TestRest(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	var r rest
	for i, step := range []struct {
		allocated uint64 // in all
		due       bool
	}{
		{10 * mib, false},   // it begins
		{11 * mib, false},   // there is little to give back
		{200 * mib, false},  // it works
		{300 * mib, false},  //
		{301 * mib, true},   // it rests
		{302 * mib, false},  // and goes on resting
		{330 * mib, false},  // it works a little
		{331 * mib, false},  // which is not worth it
		{334 * mib, true},   // until it adds up
		{2000 * mib, false}, // it works
		{2001 * mib, true},  // it rests
	} {
		if due := r.due(step.allocated); due != step.due {
			t.Errorf("step %d: due is %t", i, due)
		}
	}
}

// TestFrugal: memory is bounded, softly, as the program says or as its environment does.
func TestFrugal(t *testing.T) { //nolint:paralleltest // the limit is the program's
	before := debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetMemoryLimit(before)
	if frugal(); debug.SetMemoryLimit(-1) != muchMemory {
		t.Errorf("from %d bytes on, want %d", debug.SetMemoryLimit(-1), muchMemory)
	}
	debug.SetMemoryLimit(2 * muchMemory)
	if frugal(); debug.SetMemoryLimit(-1) != 2*muchMemory {
		t.Error("what GOMEMLIMIT says is lost")
	}
}
