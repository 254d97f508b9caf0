package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/labstack/echo/v4"

	"beatplan/internal/fault"
)

const (
	// maxBody is the most that a request in JSON may hold, and maxUpload the most
	// that a file may, in bytes.
	maxBody   = 1 << 20
	maxUpload = 2 << 30
)

// policy lets the map load nothing from anywhere else, and no script but its own.
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// headAsGet answers HEAD as GET: net/http leaves the body out.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// secure sets the headers that keep browsers in bounds, and refuses requests for
// another host and changes that a page of another site asks for.
func secure(hosts []string) echo.MiddlewareFunc {
	origins := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			if host := hostname(c.Request().Host); len(hosts) > 0 && !slices.Contains(hosts, host) {
				return fault.New(fault.Forbidden, "this server answers for %s, not for %q", strings.Join(hosts, ", "), host)
			}
			if err := origins.Check(c.Request()); err != nil {
				return fault.New(fault.Forbidden, "%w: the map's own page may ask for this, no other", err)
			}
			return next(c)
		}
	}
}

func hostname(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return strings.Trim(host, "[]")
}

type originKey struct{}

// withOrigin puts the origin under which the client sees the server into the
// context, for links that must be whole.
func withOrigin(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		origin := c.Scheme() + "://" + c.Request().Host
		c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), originKey{}, origin)))
		return next(c, request)
	}
}

func origin(ctx context.Context) string {
	o, _ := ctx.Value(originKey{}).(string)
	return o
}

// A checker holds requests against openapi.yaml before a handler sees them.
type checker struct{ router routers.Router }

func newChecker() (checker, error) {
	spec, err := GetSpec()
	if err != nil {
		return checker{}, err
	}
	router, err := legacy.NewRouter(spec)
	return checker{router}, err
}

func (k checker) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		route, params, err := k.router.FindRoute(r)
		if err != nil { // the map's files, or nothing at all
			if strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasPrefix(r.URL.Path, "/tiles/") {
				return k.noRoute(c)
			}
			return next(c)
		}
		upload := takesFile(route.Operation)
		limit := int64(maxBody)
		if upload {
			limit = maxUpload
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		if err := unknownQuery(r, route.Operation); err != nil {
			return err
		}
		err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
			Request: r, PathParams: params, Route: route,
			Options: &openapi3filter.Options{ExcludeRequestBody: upload, SkipSettingDefaults: true},
		})
		if err != nil {
			return fault.New(fault.Invalid, "%s", reason(err))
		}
		return next(c)
	}
}

// noRoute says what there is instead of what was asked for.
func (k checker) noRoute(c echo.Context) error {
	r := c.Request()
	var offered []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, _, err := k.router.FindRoute(other); err == nil {
			offered = append(offered, method)
		}
	}
	if len(offered) > 0 {
		allow := strings.Join(offered, ", ")
		c.Response().Header().Set(echo.HeaderAllow, allow)
		return echo.NewHTTPError(http.StatusMethodNotAllowed, fmt.Sprintf("%s is not offered at %s, only %s", r.Method, r.URL.Path, allow))
	}
	return fault.New(fault.NotFound, "nothing at %s: api/openapi.yaml lists what there is", r.URL.Path)
}

// takesFile reports whether the body of an operation is a file, which the
// handler reads as it comes.
func takesFile(o *openapi3.Operation) bool {
	return o.RequestBody != nil && o.RequestBody.Value.Content.Get("application/octet-stream") != nil
}

// unknownQuery refuses a query parameter that the operation does not know: it is
// a slip, and an answer that ignored it would be to another question.
func unknownQuery(r *http.Request, o *openapi3.Operation) error {
	var known []string
	for _, p := range o.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			known = append(known, p.Value.Name)
		}
	}
	for name := range r.URL.Query() {
		if !slices.Contains(known, name) {
			return fault.New(fault.Invalid, "no query parameter %q; there are %v", name, known)
		}
	}
	return nil
}

// reason says in one line what is wrong with a request.
func reason(err error) string {
	where := ""
	if request, ok := errors.AsType[*openapi3filter.RequestError](err); ok {
		where = "body"
		if request.Parameter != nil {
			where = request.Parameter.Name
		}
		if request.Err == nil {
			return where + ": " + request.Reason
		}
		err = request.Err
	}
	if schema, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		if at := schema.JSONPointer(); len(at) > 0 {
			where = strings.Join(at, "/")
		}
		return fmt.Sprintf("%s: %s", where, schema.Reason)
	}
	if parse, ok := errors.AsType[*openapi3filter.ParseError](err); ok {
		if parse.Reason == "" && parse.Cause != nil {
			return where + ": " + parse.Cause.Error()
		}
		return where + ": " + parse.Reason
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return where + ": " + first
}
