package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// Ordered has every order be job 7.
type board = Jobs

type ordered struct{ board }

func (ordered) Order(context.Context, any) (app.Job, error) { return app.Job{ID: "7"}, nil }

// TestSoon has work that is done, that fails, that takes too long and that a caller leaves,
// with and without having asked for a job.
func TestSoon(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	refusal := fault.New(fault.Unprocessable, "no offences are loaded")
	away := fault.New(fault.Unavailable, "the database has ended this")
	endless := func(ctx context.Context) (document, error) { <-ctx.Done(); return document{}, ctx.Err() }
	tests := map[string]struct {
		do      func(context.Context) (document, error)
		prefer  Prefer
		gone    bool // the caller
		soon    bool // before its time is up, however busy the machine is
		made    string
		left    bool
		applied string
		err     error
	}{
		"done":           {do: func(context.Context) (document, error) { return plainJSON([]byte("made")), nil }, soon: true, made: "made"},
		"failed":         {do: func(context.Context) (document, error) { return document{}, failed }, soon: true, err: failed},
		"takes too long": {do: endless, left: true},
		"refused late":   {do: func(ctx context.Context) (document, error) { <-ctx.Done(); return document{}, refusal }, err: refusal},
		"away late":      {do: func(ctx context.Context) (document, error) { <-ctx.Done(); return document{}, away }, left: true},
		"knows it will take longer": {
			do: func(context.Context) (document, error) { return document{}, app.ErrLater }, left: true,
		},
		"the caller is gone": {do: endless, gone: true, err: context.Canceled},
		"a job was asked for": {
			do: func(context.Context) (document, error) { return document{}, errors.New("worked") }, prefer: "respond-async", left: true, applied: respondAsync,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			limit := time.Millisecond
			if tt.gone || tt.soon {
				limit = time.Hour
			}
			if tt.gone {
				cancel()
			}
			h := handlers{Options: Options{Jobs: ordered{}, Within: limit}}
			got, err := h.soon(ctx, &tt.prefer, tt, tt.do)
			if !errors.Is(err, tt.err) || (got.job != "") != tt.left || !tt.left && string(got.body) != tt.made {
				t.Fatalf("%q, job %q, error %v", got.body, got.job, err)
			}
			if !tt.left {
				return
			}
			rec := httptest.NewRecorder()
			if err := got.write(rec); err != nil {
				t.Fatal(err)
			}
			if rec.Code != http.StatusAccepted || rec.Header().Get("Location") != "/v1/jobs/7" || rec.Header().Get("Preference-Applied") != tt.applied || !strings.Contains(rec.Body.String(), `"id":"7"`) {
				t.Errorf("%d %v: %s, want applied %q", rec.Code, rec.Header(), rec.Body, tt.applied)
			}
		})
	}
}

// TestWorkThatGoesOn has work that does not hear that its time is up: the caller is told of a
// job all the same, and no other work takes its place before it has ended.
func TestWorkThatGoesOn(t *testing.T) {
	t.Parallel()
	a := newAdmission(contract(t))
	in := a.bounds[heavy]
	in.turn = 50 * time.Millisecond
	a.bounds[heavy] = in
	h := handlers{Options: Options{Jobs: ordered{}, Within: time.Millisecond}}
	end := make(chan bool)
	ask := func(do func()) (any, error) {
		return a.admit(func(c echo.Context, _ any) (any, error) {
			return h.soon(c.Request().Context(), nil, nil, func(context.Context) (document, error) {
				do()
				return document{}, nil
			})
		}, "ListCells")(echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()), nil)
	}
	for range 3 {
		response, err := ask(func() { <-end })
		if d, is := response.(document); err != nil || !is || d.job == "" {
			t.Fatalf("%+v, %v", response, err)
		}
	}
	if _, err := ask(func() {}); fault.Of(err) != fault.Busy {
		t.Errorf("beside three that go on: %v", err)
	}
	close(end)
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := ask(func() {}); err == nil {
			break
		} else if time.Since(began) > 10*time.Second {
			t.Fatalf("after they have ended: %v", err)
		}
	}
	if _, err := ask(func() { panic("broken") }); fault.Of(err) != fault.Internal || !strings.Contains(err.Error(), "broken") {
		t.Errorf("work that breaks: %v", err)
	}
}
