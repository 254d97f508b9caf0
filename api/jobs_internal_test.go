package api

import (
	"context"
	"errors"
	"testing"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// TestSoon has work that is done, that fails, that takes too long and that a caller leaves,
// with and without having asked for a job.
func TestSoon(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	refusal := fault.New(fault.Unprocessable, "no offences are loaded")
	away := fault.New(fault.Unavailable, "the database has ended this")
	endless := func(ctx context.Context) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() }
	tests := map[string]struct {
		do      func(context.Context) ([]byte, error)
		prefer  Prefer
		gone    bool // the caller
		made    string
		left    bool
		applied string
		err     error
	}{
		"done":           {do: func(context.Context) ([]byte, error) { return []byte("made"), nil }, made: "made"},
		"failed":         {do: func(context.Context) ([]byte, error) { return nil, failed }, err: failed},
		"takes too long": {do: endless, left: true},
		"refused late":   {do: func(ctx context.Context) ([]byte, error) { <-ctx.Done(); return nil, refusal }, err: refusal},
		"away late":      {do: func(ctx context.Context) ([]byte, error) { <-ctx.Done(); return nil, away }, left: true},
		"knows it will take longer": {
			do: func(context.Context) ([]byte, error) { return nil, app.ErrLater }, left: true,
		},
		"the caller is gone": {do: endless, gone: true, err: context.Canceled},
		"a job was asked for": {
			do: func(context.Context) ([]byte, error) { return nil, errors.New("worked") }, prefer: "respond-async", left: true, applied: respondAsync,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			limit := time.Millisecond
			if tt.gone {
				limit = time.Hour
				cancel()
			}
			made, left, err := soon(ctx, limit, &tt.prefer, tt.do, func(context.Context) (app.Job, error) { return app.Job{ID: "7"}, nil })
			if string(made) != tt.made || (left != nil) != tt.left || !errors.Is(err, tt.err) {
				t.Fatalf("made %q, left %v, error %v", made, left, err)
			}
			if left != nil && (left.Headers.Location != "/v1/jobs/7" || value(left.Headers.PreferenceApplied) != tt.applied) {
				t.Errorf("%+v, want applied %q", left.Headers, tt.applied)
			}
		})
	}
}
