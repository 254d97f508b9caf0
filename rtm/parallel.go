package rtm

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls do(0) to do(n−1) on as many processors as there are, and returns
// when all are done. What do writes must be its own.
func parallel(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}
