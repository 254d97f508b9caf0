package main

import (
	"context"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// A rest is when a server may give memory back to the system: large answers, fits and plans
// need much of it for a while, which Go else keeps for minutes.
type rest struct {
	allocated uint64 // since the program began, in bytes, when it was looked at last
	returned  uint64 // the same, when memory was given back last
}

const (
	// restEvery is how often a server looks whether it rests.
	restEvery = 5 * time.Second
	// littleWork is how many bytes a server that rests allocates in that time at the most, for
	// probes and beats, and muchWork after how many it is worth giving memory back.
	littleWork, muchWork = 4 << 20, 32 << 20
)

// due reports whether memory should be given back, now that so much has been allocated.
func (r *rest) due(allocated uint64) bool {
	rests := allocated-r.allocated <= littleWork
	r.allocated = allocated
	if !rests || allocated-r.returned < muchWork {
		return false
	}
	r.returned = allocated
	return true
}

// muchMemory is from how many bytes on memory is collected more often than usual, so that two
// counts of a million offences at once need not be twice as much for a while. It is no limit.
const muchMemory = 768 << 20

// frugal has memory collected more often from muchMemory on, unless GOMEMLIMIT says from when.
func frugal() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(muchMemory)
	}
}

// rests gives memory back whenever the program rests, until ctx ends.
func rests(ctx context.Context) {
	frugal()
	tick := time.NewTicker(restEvery)
	defer tick.Stop()
	var r rest
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			metrics.Read(sample)
			if r.due(sample[0].Value.Uint64()) {
				debug.FreeOSMemory()
			}
		}
	}
}
