package api

import (
	"context"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/semaphore"

	"beatplan/internal/fault"
)

// A load is what an operation asks of the server. openapi.yaml says it where it is not
// light, as x-load.
type load string

const (
	light  load = "light"  // reads a few rows
	heavy  load = "heavy"  // counts or ranks a whole area
	work   load = "work"   // fits, draws or plans: better left to a job
	upload load = "upload" // takes or gives a file for as long as that takes
	jobs   load = "jobs"   // asks the connections of the job queue alone
	free   load = "free"   // asks nothing of the database's readers
)

// A bound is how many operations of a load run at once, and for how long one may.
type bound struct {
	places *semaphore.Weighted
	turn   time.Duration // how long one waits for a place
	limit  time.Duration // 0: none
	full   error         // what those are told who find no place
}

// Admission lets so many operations in that each gets a connection to the database at
// once, and that large answers which are slow to leave do not fill the memory.
type admission struct {
	bounds  map[load]bound
	loads   map[string]load     // by operation id in lower case
	lists   map[string]listing  // by operation id in lower case
	sending *semaphore.Weighted // bytes of large answers on their way
}

// Readers is how many requests that read the database run at once.
const Readers = mostLight + mostHeavy + mostWork + mostUploads

const (
	mostLight, mostHeavy, mostWork, mostUploads = 10, 3, 3, 4

	// largeAnswer is from how many bytes an answer counts, and mostSending how many
	// bytes of these may be on their way together.
	largeAnswer = 256 << 10
	mostSending = 32 << 20
)

// newAdmission reads from the contract what each operation asks.
func newAdmission(spec *openapi3.T) admission {
	a := admission{
		bounds: map[load]bound{
			light: {
				semaphore.NewWeighted(mostLight), time.Second, 10 * time.Second,
				fault.New(fault.Unavailable, "the database is busy with other requests: ask again in a few seconds"),
			},
			heavy: {
				semaphore.NewWeighted(mostHeavy), 10 * time.Second, time.Minute,
				fault.New(fault.Busy, "three requests as large as this one are under way: ask again in a few seconds"),
			},
			work: {
				semaphore.NewWeighted(mostWork), 30 * time.Second, 0,
				fault.New(fault.Busy, "three other pieces of work are under way: ask again in a few seconds, or send Prefer: respond-async"),
			},
			upload: {
				semaphore.NewWeighted(mostUploads), time.Second, 0,
				fault.New(fault.Busy, "four files are being received: send this one again in a few seconds"),
			},
			jobs: { // the other connections of the queue are for its beats
				semaphore.NewWeighted(4), time.Second, 10 * time.Second,
				fault.New(fault.Unavailable, "many others ask for jobs: ask again in a few seconds"),
			},
		},
		loads: map[string]load{}, lists: map[string]listing{}, sending: semaphore.NewWeighted(mostSending),
	}
	for _, item := range spec.Paths.Map() {
		for _, operation := range item.Operations() {
			asks, said := operation.Extensions["x-load"].(string)
			if !said {
				asks = string(light)
			}
			a.loads[strings.ToLower(operation.OperationID)] = load(asks)
			if l, lists := listingOf(operation); lists {
				a.lists[strings.ToLower(operation.OperationID)] = l
			}
		}
	}
	return a
}

// admit runs an operation when there is a place for it, and ends it when its time is up.
func (a admission) admit(next StrictHandlerFunc, operation string) StrictHandlerFunc {
	asks := a.loads[strings.ToLower(operation)]
	return func(c echo.Context, request any) (any, error) {
		r := c.Request()
		in, bounded := a.bounds[asks]
		if asks == work && strings.Contains(r.Header.Get("Prefer"), "respond-async") {
			in = a.bounds[light]
		}
		if !bounded {
			return next(c, request)
		}
		if !taken(r.Context(), in.places, 1, in.turn) {
			return nil, in.full
		}
		var ended <-chan struct{} // of what the operation leaves behind; nil: of nothing
		defer func() {
			if ended == nil {
				in.places.Release(1)
				return
			}
			go func() {
				<-ended
				in.places.Release(1)
			}()
		}()
		ctx := context.WithValue(r.Context(), stayKey{}, &ended)
		if in.limit > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeoutCause(ctx, in.limit, errLong)
			defer cancel()
		}
		c.SetRequest(r.WithContext(ctx))
		defer c.SetRequest(r)
		return next(c, request)
	}
}

type stayKey struct{}

// stay has an operation keep its place, when it has answered, until something has ended.
func stay(ctx context.Context, until <-chan struct{}) {
	if ended, is := ctx.Value(stayKey{}).(*<-chan struct{}); is {
		*ended = until
	}
}

var errLong = fault.New(fault.Unavailable, "this takes longer than a request may: ask for a smaller area or a shorter period, or again when less is going on")

// send holds a large answer back until there is room for it among those that are on
// their way.
func (a admission) send(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		response, err := next(c, request)
		d, is := response.(document)
		if err != nil || !is || d.size() < largeAnswer {
			return response, err
		}
		size := min(int64(d.size()), mostSending)
		if !taken(c.Request().Context(), a.sending, size, time.Second) {
			return nil, fault.New(fault.Busy, "other large answers are on their way to slow readers: ask again in a few seconds")
		}
		d.sent = func() { a.sending.Release(size) }
		return d, nil
	}
}

// taken waits for n of what there is, and says whether it has them.
func taken(ctx context.Context, of *semaphore.Weighted, n int64, turn time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, turn)
	defer cancel()
	return of.Acquire(ctx, n) == nil
}
