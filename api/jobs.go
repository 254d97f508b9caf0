package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// Jobs has work done in the background.
type Jobs interface {
	Orders
	// Jobs returns jobs, newest first: at most so many, from those before one by its number.
	Jobs(ctx context.Context, before int64, most int) ([]app.Job, error)
	Job(ctx context.Context, id string) (app.Job, error)
	Answer(ctx context.Context, id string) ([]byte, error)
	Cancel(ctx context.Context, id string) (app.Job, error)
}

// Orders takes orders for jobs that need nothing but a request.
type Orders interface {
	// Order has a job do what a request of one of the app's verbs asks for.
	Order(ctx context.Context, request any) (app.Job, error)
	// Done returns the newest job that has done the same, if nothing that its answer rests on
	// has changed since.
	Done(ctx context.Context, request any) (job app.Job, found bool, err error)
}

// mostJobs is how many jobs a page of their list has at the most.
const mostJobs = 500

// ListJobs lists jobs, newest first. A cursor is the number of the last job of the page before.
func (h handlers) ListJobs(ctx context.Context, r ListJobsRequestObject) (ListJobsResponseObject, error) {
	most, before := mostJobs, int64(math.MaxInt64)
	if limit := r.Params.Limit; limit != nil {
		most = min(most, *limit)
	}
	if cursor := r.Params.Cursor; cursor != nil {
		var err error
		if before, err = strconv.ParseInt(*cursor, 10, 64); err != nil {
			return nil, errCursor
		}
	}
	jobs, err := h.Jobs.Jobs(ctx, before, most+1)
	page := jobs[:min(most, len(jobs))]
	d, err := answer(plainJSON, ListJobs200JSONResponse{Jobs: page}, err)
	d.cut = true
	if len(jobs) > most {
		d.next = page[most-1].ID
	}
	return d, err
}

// GetJob returns a job.
func (h handlers) GetJob(ctx context.Context, r GetJobRequestObject) (GetJobResponseObject, error) {
	job, err := h.Jobs.Job(ctx, r.Job)
	if err != nil {
		return nil, err
	}
	return GetJob200JSONResponse(job), nil
}

// GetJobAnswer returns what a job has answered that is kept nowhere else.
func (h handlers) GetJobAnswer(ctx context.Context, r GetJobAnswerRequestObject) (GetJobAnswerResponseObject, error) {
	body, err := h.Jobs.Answer(ctx, r.Job)
	if err != nil {
		return nil, err
	}
	return plainJSON(body), nil
}

// CancelJob cancels a job.
func (h handlers) CancelJob(ctx context.Context, r CancelJobRequestObject) (CancelJobResponseObject, error) {
	job, err := h.Jobs.Cancel(ctx, r.Job)
	if err != nil {
		return nil, err
	}
	return CancelJob200JSONResponse(job), nil
}

// respondAsync is the preference of RFC 7240 for an answer before the work is done.
const respondAsync = "respond-async"

// later reports whether a Prefer header asks for a job.
func later(prefer *Prefer) bool {
	for preference := range strings.SplitSeq(value(prefer), ",") {
		token, _, _ := strings.Cut(preference, ";")
		if strings.EqualFold(strings.TrimSpace(token), respondAsync) {
			return true
		}
	}
	return false
}

// withinRequest is how long a request does work itself.
const withinRequest = 5 * time.Second

// leaving is for how long work whose time is up may still say what came of it.
const leaving = 500 * time.Millisecond

// soon answers a request with what the work for it makes, or leaves it to a job: at once where the
// caller asks for that or the work knows that it will take longer ([app.ErrLater]), or when it has taken
// so long. The job begins anew, and the work ends at its next step: until then it keeps its place. What is
// refused, however late, would be refused there too.
func (h handlers) soon(ctx context.Context, prefer *Prefer, request any, work func(context.Context) (document, error)) (document, error) {
	if head, _ := ctx.Value(headKey{}).(bool); head { // which changes nothing
		return work(ctx)
	}
	asked := later(prefer)
	if !asked {
		short, cancel := context.WithTimeoutCause(ctx, cmp.Or(h.Within, withinRequest), app.ErrLater)
		defer cancel()
		made, err := h.finished(short, work)
		left := errors.Is(err, app.ErrLater) || errors.Is(context.Cause(short), app.ErrLater) && !refused(err)
		if err == nil || !left {
			return made, err
		}
	}
	job, err := h.Jobs.Order(ctx, request)
	if err != nil {
		return document{}, err
	}
	body, err := json.Marshal(job)
	left := plainJSON(append(body, '\n'))
	left.job, left.asked = "/v1/jobs/"+job.ID, asked
	return left, err
}

// got answers a request that changes nothing: from the job that has done the same before, where
// that still holds, and else as soon does.
func (h handlers) got(ctx context.Context, request any, of func(context.Context, app.Job) (document, error), work func(context.Context) (document, error)) (document, error) {
	job, found, err := h.Jobs.Done(ctx, request)
	switch {
	case err != nil:
		return document{}, err
	case found:
		return of(ctx, job)
	}
	return h.soon(ctx, nil, request, work)
}

// answered returns what a job has answered that is kept nowhere else.
func (h handlers) answered(as func([]byte) document) func(context.Context, app.Job) (document, error) {
	return func(ctx context.Context, job app.Job) (document, error) {
		body, err := h.Jobs.Answer(ctx, job.ID)
		return as(body), err
	}
}

// finished returns what comes of work in its time, and why that is over where it goes on. What
// breaks after that, when nobody is left to be told, is logged.
func (h handlers) finished(ctx context.Context, work func(context.Context) (document, error)) (document, error) {
	var made document
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if broken := recover(); broken != nil {
				err = fmt.Errorf("panic: %v at %s", broken, debug.Stack())
			}
		}()
		made, err = work(ctx)
	}()
	select {
	case <-ended:
		return made, err
	case <-ctx.Done():
	}
	select {
	case <-ended:
		return made, err
	case <-time.After(leaving):
		stay(ctx, ended)
		go func() {
			<-ended
			if fault.Of(err) == fault.Internal && !errors.Is(err, ctx.Err()) && !errors.Is(err, context.Cause(ctx)) {
				h.Log.ErrorContext(ctx, "work failed after its answer", "error", err)
			}
		}()
		return document{}, context.Cause(ctx)
	}
}

// refused reports whether an error is about what was asked for, and not about how long the
// answer takes.
func refused(err error) bool {
	switch fault.Of(err) {
	case fault.Busy, fault.Unavailable, fault.Internal:
		return false
	}
	return true
}
