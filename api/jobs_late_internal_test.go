package api

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"beatplan/internal/app"
)

// Lines has what is logged sent line by line.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// TestBreaksLate: work that breaks after the caller was answered is logged, once; work that ends
// because its time was up is not.
func TestBreaksLate(t *testing.T) {
	t.Parallel()
	log := make(lines, 8)
	h := handlers{Options: Options{Jobs: ordered{}, Within: time.Millisecond, Log: slog.New(slog.NewTextHandler(log, nil))}}
	ask := func(work func(context.Context) (document, error)) {
		t.Helper()
		if d, err := h.soon(t.Context(), nil, nil, work); err != nil || d.job == "" {
			t.Fatalf("job %q, %v", d.job, err)
		}
	}
	end := make(chan bool)
	ask(func(ctx context.Context) (document, error) { <-end; return document{}, ctx.Err() })
	ask(func(context.Context) (document, error) { <-end; return document{}, app.ErrLater })
	ask(func(context.Context) (document, error) { <-end; panic("broken") })
	close(end)
	select {
	case line := <-log:
		if !strings.Contains(line, "broken") || !strings.Contains(line, "level=ERROR") {
			t.Errorf("logged %s", line)
		}
	case <-time.After(time.Minute):
		t.Fatal("nothing is logged")
	}
	if len(log) > 0 {
		t.Errorf("logged besides: %s", <-log)
	}
}

// TestHeadOrdersNothing: a request for the head of an answer waits for the answer.
func TestHeadOrdersNothing(t *testing.T) {
	t.Parallel()
	h := handlers{Options: Options{Jobs: ordered{}, Within: time.Millisecond}}
	ctx := context.WithValue(t.Context(), headKey{}, true)
	d, err := h.soon(ctx, nil, nil, func(ctx context.Context) (document, error) {
		if _, limited := ctx.Deadline(); limited {
			t.Error("its time is the request's")
		}
		return plainJSON([]byte("made")), nil
	})
	if err != nil || d.job != "" || string(d.body) != "made" {
		t.Errorf("%q, job %q, %v", d.body, d.job, err)
	}
}
