package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"beatplan/internal/fault"
)

// status is the one table from kinds of error to HTTP.
func status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Unprocessable:
		return http.StatusUnprocessableEntity
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problems returns the handler of every error: it answers with an RFC 9457
// problem, and logs what is the program's own fault, whose text it hides.
func problems(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			log.ErrorContext(c.Request().Context(), "response cut short", "path", c.Path(), "error", err)
			return
		}
		p := problem(err)
		p.Instance = c.Request().URL.Path
		if id := c.Response().Header().Get(echo.HeaderXRequestID); id != "" {
			p.RequestId = &id
		}
		if p.Status >= http.StatusInternalServerError {
			log.ErrorContext(c.Request().Context(), "request failed", "path", p.Instance, "request_id", p.RequestId, "error", err)
		}
		body, err := json.Marshal(p)
		if err == nil {
			err = c.Blob(p.Status, "application/problem+json", body)
		}
		if err != nil {
			log.ErrorContext(c.Request().Context(), "problem not sent", "path", p.Instance, "error", err)
		}
	}
}

func problem(err error) Problem {
	if framework, ok := errors.AsType[*echo.HTTPError](err); ok {
		return Problem{
			Type: "about:blank", Title: http.StatusText(framework.Code), Status: framework.Code, Detail: fmt.Sprint(framework.Message),
		}
	}
	kind := fault.Of(err)
	detail := err.Error()
	if kind == fault.Internal {
		detail = "a defect of the program: its log says more under the request's id"
	}
	return Problem{Type: "/problems/" + string(kind), Title: http.StatusText(status(kind)), Status: status(kind), Detail: detail}
}
