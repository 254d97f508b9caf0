package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"beatplan/internal/fault"
)

// TestObserved has a line for each request that says nothing of what was asked for, and
// none for probes that are well.
func TestObserved(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	counted := map[string]int{}
	e := echo.New()
	var failed bytes.Buffer
	e.HTTPErrorHandler = problems(slog.New(slog.NewJSONHandler(&failed, nil)), func(context.Context) error { return nil })
	e.Use(observed(slog.New(slog.NewJSONHandler(&log, nil)), func(_, route string, status int, _ time.Duration) { counted[route] = status }))
	e.GET("/v1/areas/:area", func(c echo.Context) error { return c.String(http.StatusOK, "fine") })
	e.GET("/v1/places", func(echo.Context) error { return fault.New(fault.NotFound, "nowhere") })
	e.GET("/v1/models/:model", func(echo.Context) error { return errors.New("broken") })
	e.GET("/readyz", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	for _, path := range []string{"/v1/areas/Secret%20Lane?token=hush", "/v1/places?q=Secret", "/v1/models/Secret", "/readyz"} {
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if !strings.Contains(failed.String(), `"route":"/v1/models/:model"`) || strings.Contains(failed.String(), "ecret") {
		t.Errorf("the log of what failed:\n%s", &failed)
	}
	if len(lines) != 3 || strings.Contains(log.String(), "ecret") || strings.Contains(log.String(), "hush") {
		t.Fatalf("the log:\n%s", &log)
	}
	var first struct {
		Route         string
		Status, Bytes int
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || first.Route != "/v1/areas/:area" || first.Status != 200 || first.Bytes != 4 {
		t.Errorf("%v, %+v", err, first)
	}
	if counted["/v1/places"] != 404 || counted["/readyz"] != 200 {
		t.Errorf("counted %v", counted)
	}
}
