package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river/rivertype"

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
