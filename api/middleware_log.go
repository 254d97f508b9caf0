package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// observed logs a line for each request, and has it counted. The line has the route and
// not the address: what is asked for may be about somebody. Probes that are well are
// counted alone.
func observed(log *slog.Logger, count func(method, route string, status int, took time.Duration)) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			began := time.Now()
			defer func() { // whatever becomes of the answer
				took := time.Since(began)
				status, route := c.Response().Status, c.Path()
				if count != nil {
					count(c.Request().Method, route, status, took)
				}
				if status == http.StatusOK && (route == "/healthz" || route == "/readyz") {
					return
				}
				log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
					slog.String("request_id", c.Response().Header().Get(echo.HeaderXRequestID)),
					slog.String("method", c.Request().Method), slog.String("route", route), slog.Int("status", status),
					slog.Int64("bytes", c.Response().Size), slog.Int64("ms", took.Milliseconds()))
			}()
			if err := next(c); err != nil {
				c.Error(err)
			}
			return nil
		}
	}
}
