package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"unicode"

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
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.Unprocessable:
		return http.StatusUnprocessableEntity
	case fault.Busy:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problems returns the handler of every error: it answers with an RFC 9457
// problem, and logs what is the program's own fault, whose text it hides. What
// fails while the database is gone is no defect. A caller who has gone gets
// neither.
func problems(log *slog.Logger, ready func(context.Context) error) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		ctx := c.Request().Context()
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			return
		}
		path, id := c.Request().URL.EscapedPath(), c.Response().Header().Get(echo.HeaderXRequestID)
		if c.Response().Committed {
			log.ErrorContext(ctx, "response cut short", "route", c.Path(), "request_id", id, "error", err)
			return
		}
		p := problem(busy(err))
		if p.Status == http.StatusInternalServerError && fault.Of(ready(ctx)) == fault.Unavailable {
			p = problem(fault.New(fault.Unavailable, "the database does not answer: ask again when /readyz is well"))
		}
		p.Instance, p.RequestId = path, &id
		switch p.Status {
		case http.StatusMethodNotAllowed:
			p.Detail = fmt.Sprintf("%s is not offered here, only %s", c.Request().Method, c.Response().Header().Get(echo.HeaderAllow))
		case http.StatusServiceUnavailable, http.StatusTooManyRequests:
			c.Response().Header().Set(echo.HeaderRetryAfter, "5") // seconds
		}
		if p.Status >= http.StatusInternalServerError {
			log.ErrorContext(ctx, "request failed", "route", c.Path(), "request_id", id, "error", err)
		}
		body, err := json.Marshal(p)
		if err == nil {
			err = c.Blob(p.Status, "application/problem+json", body)
		}
		if err != nil {
			log.ErrorContext(ctx, "problem not sent", "route", c.Path(), "request_id", id, "error", err)
		}
	}
}

// busy says of an error that the database gave up waiting for a lock or had no connection
// left, or that the time for the request was up, what to do.
func busy(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errLong
	}
	state, is := errors.AsType[interface {
		error
		SQLState() string
	}](err)
	if !is {
		return err
	}
	switch state.SQLState() {
	case lockNotAvailable, tooManyConnections:
		return fault.New(fault.Unavailable, "the database is busy with something else: ask again in a few seconds")
	case diskFull:
		return fault.New(fault.Unavailable, "the disk of the database is full: whoever runs this server must make room")
	}
	return err
}

// PostgreSQL's codes for what passes by itself.
const (
	lockNotAvailable   = "55P03"
	tooManyConnections = "53300"
	diskFull           = "53100"
)

func problem(err error) Problem {
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return plain(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is longer than %d bytes: send less at a time", large.Limit))
	}
	if value, ok := errors.AsType[*json.UnmarshalTypeError](err); ok { // the schema holds 10.0 for an integer
		err = fault.New(fault.Invalid, "%s: %s is no %s", value.Field, value.Value, value.Type)
		if digits, is := strings.CutPrefix(value.Value, "number "); is && strings.Trim(digits, "-0123456789") == "" {
			err = fault.New(fault.Unprocessable, "%s: %s is too large", value.Field, value.Value)
		}
	}
	if errors.Is(err, http.ErrMissingBoundary) || errors.Is(err, http.ErrNotMultipart) {
		err = fault.New(fault.Invalid, "a form that cannot be read: %w", err)
	}
	if framework, ok := errors.AsType[*echo.HTTPError](err); ok {
		return plain(framework.Code, fmt.Sprint(framework.Message))
	}
	kind := fault.Of(err)
	detail := err.Error()
	if file, is := errors.AsType[*fs.PathError](err); is { // where the server keeps files is nobody's business
		detail = strings.ReplaceAll(detail, file.Error(), file.Err.Error())
	}
	if kind == fault.Internal {
		detail = "a defect of the program: its log says more under the request's id"
	}
	p := Problem{Type: "/problems/" + string(kind), Title: http.StatusText(status(kind)), Status: status(kind), Detail: line(detail)}
	if l, is := errors.AsType[located](err); is {
		p.Errors = &[]ProblemError{l.at}
	}
	return p
}

// plain returns a problem of HTTP's own, which is no kind of fault.
func plain(status int, detail string) Problem {
	return Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// line returns text as one line that can be read: what callers send may be in it.
func line(text string) string {
	const most = 1000 // bytes
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
