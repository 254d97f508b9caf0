package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river/rivertype"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

func TestMayHeal(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want bool
	}{
		"something missing":       {fault.New(fault.Unavailable, "disk full"), true},
		"wrong input":             {fault.New(fault.Invalid, "no header: %w", io.ErrUnexpectedEOF), false},
		"a conflict":              {fault.New(fault.Conflict, "gone"), false},
		"a server stopping":       {fmt.Errorf("import: %w", &pgconn.PgError{Code: "57P01"}), true},
		"no room":                 {&pgconn.PgError{Code: "53100"}, true},
		"a deadlock":              {&pgconn.PgError{Code: "40P01"}, true},
		"a constraint":            {&pgconn.PgError{Code: "23505"}, false},
		"a statement that is bad": {&pgconn.PgError{Code: "42601"}, false},
		"a connection reset":      {fmt.Errorf("copy: %w", &net.OpError{Op: "read", Err: errors.New("reset")}), true},
		"a connection cut":        {fmt.Errorf("copy: %w", io.ErrUnexpectedEOF), true},
		"a defect":                {errors.New("index out of range"), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := mayHeal(tt.err); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestNextRetry(t *testing.T) {
	t.Parallel()
	for attempt, want := range map[int]time.Duration{0: 10, 1: 10, 2: 40, 3: 160, 4: 640, 5: 2560, 400: 2560} {
		got := time.Until(retryPolicy{}.NextRetry(&rivertype.JobRow{Attempt: attempt})).Round(time.Second)
		if got != want*time.Second {
			t.Errorf("after %d attempts: %v, want %v", attempt, got, want*time.Second)
		}
	}
}

// TestStoppedIsNoError: what a queue cannot do once it is being stopped is a warning.
func TestStoppedIsNoError(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	log := slog.New(warnings{slog.NewTextHandler(&said, nil)})
	ctx, stop := context.WithCancel(t.Context())
	log.ErrorContext(ctx, "before")
	stop()
	log.ErrorContext(ctx, "after")
	if got := said.String(); !strings.Contains(got, "level=ERROR msg=before") || !strings.Contains(got, "level=WARN msg=after") {
		t.Error(got)
	}
}

// slowBeats is a store that takes a moment for each beat, and remembers the last and how many
// were given up.
type slowBeats struct {
	Store
	begun chan bool // closed with the first
	begin sync.Once
	last  json.RawMessage
	given int // up
}

func (s *slowBeats) Beat(ctx context.Context, _ int64, _ int, progress json.RawMessage) (bool, error) {
	s.begin.Do(func() { close(s.begun) })
	select {
	case <-ctx.Done():
		s.given++
		return false, ctx.Err()
	case <-time.After(100 * time.Millisecond):
		s.last = progress
		return true, nil
	}
}

// TestLastBeat has a job fail while it says for the first time that it goes on: what it says
// in the end comes after that, and has how far it came.
func TestLastBeat(t *testing.T) {
	t.Parallel()
	beats := &slowBeats{begun: make(chan bool)}
	q := Queue{Options: Options{Store: beats, Log: slog.New(slog.DiscardHandler)}}
	_, err := q.try(t.Context(), &rivertype.JobRow{ID: 1, Attempt: 1}, func(ctx context.Context, watch func(app.Reading)) (app.JobResults, error) {
		<-beats.begun
		_, steps := app.Stepping(ctx)
		watch(steps)
		return app.JobResults{}, fault.New(fault.NotFound, "no area")
	})
	if err == nil || beats.given != 0 || !strings.Contains(string(beats.last), `"size":1000`) {
		t.Errorf("%v: %d beats were given up, the last says %s", err, beats.given, beats.last)
	}
}
