package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
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

// secure sets the headers that keep browsers in bounds. It refuses requests for
// another host, changes that a page of another site asks for, and reads of data by
// such a page: an <img> or a <script> sends them without asking.
func secure(hosts []string) echo.MiddlewareFunc {
	origins := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h, r := c.Response().Header(), c.Request()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			if host := Hostname(r.Host); !slices.Contains(hosts, host) {
				return fault.New(fault.Forbidden, "this server answers for %s, not for %q: serve --host NAME adds a name", strings.Join(hosts, ", "), host)
			}
			if err := origins.Check(r); err != nil {
				return fault.New(fault.Forbidden, "%w: the map's own page may ask for this, no other", err)
			}
			if site := r.Header.Get("Sec-Fetch-Site"); holdsData(r.URL.Path) && (site == "cross-site" || site == "same-site") {
				return fault.New(fault.Forbidden, "a page of another site asks for %s: the map's own page may, no other", r.URL.Path)
			}
			return next(c)
		}
	}
}

// holdsData reports whether a path is one of the API or of the tiles.
func holdsData(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/tiles/")
}

// behind believes what a proxy says of the request that it passes on (the scheme and
// host that the client asked for, and the client's address) where the proxy is one of
// those named. What anybody else says so is removed.
func behind(proxies []netip.Prefix) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			from, err := netip.ParseAddrPort(r.RemoteAddr)
			known := err == nil && slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(from.Addr().Unmap()) })
			if host := r.Header.Get("X-Forwarded-Host"); known && host != "" {
				r.Host = host
			}
			if !known {
				for _, name := range forwarded {
					r.Header.Del(name)
				}
			}
			return next(c)
		}
	}
}

// forwarded are the headers in which proxies say what they pass on.
var forwarded = []string{
	"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Protocol", "X-Forwarded-Ssl", "X-Url-Scheme", "X-Real-Ip",
}

// Hostname returns the host of a Host header, in lower case and without a port.
func Hostname(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return strings.ToLower(strings.Trim(host, "[]"))
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

type acceptKey struct{}

// withAccept puts what the client would rather read into the context, for operations
// that can answer in more ways than one.
func withAccept(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		accept := strings.Join(c.Request().Header.Values("Accept"), ",")
		c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), acceptKey{}, accept)))
		return next(c, request)
	}
}

// wants reports whether a client names a media type in Accept, before any other of
// those that there are.
func wants(ctx context.Context, mediaType string, others ...string) bool {
	accept, _ := ctx.Value(acceptKey{}).(string)
	for part := range strings.SplitSeq(accept, ",") {
		name, _, _ := strings.Cut(part, ";")
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case name == mediaType:
			return true
		case slices.Contains(others, name):
			return false
		}
	}
	return false
}

// A checker holds requests against openapi.yaml before a handler sees them.
type checker struct {
	routes  map[string]*routers.Route // by method and the path under which Echo has it
	methods map[string][]string       // that a path of openapi.yaml offers, by its pattern
}

func newChecker(spec *openapi3.T) checker {
	k := checker{map[string]*routers.Route{}, map[string][]string{}}
	inEcho := strings.NewReplacer("{", ":", "}", "")
	for path, item := range spec.Paths.Map() {
		for method, operation := range item.Operations() {
			k.routes[method+" "+inEcho.Replace(path)] = &routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: operation}
		}
		offered := slices.Sorted(maps.Keys(item.Operations()))
		if i := slices.Index(offered, http.MethodGet); i >= 0 {
			k.routes[http.MethodHead+" "+inEcho.Replace(path)] = k.routes[http.MethodGet+" "+inEcho.Replace(path)]
			offered = slices.Insert(offered, i+1, http.MethodHead)
		}
		k.methods[path] = slices.Insert(offered, 0, http.MethodOptions)
	}
	return k
}

// offered returns the methods of the path of openapi.yaml that a request's path fits,
// none where it fits none.
func (k checker) offered(path string) []string {
	parts := strings.Split(path, "/")
	for pattern, methods := range k.methods {
		fits := slices.EqualFunc(strings.Split(pattern, "/"), parts, func(want, part string) bool {
			return want == part || strings.HasPrefix(want, "{") && part != ""
		})
		if fits {
			return methods
		}
	}
	return nil
}

func (k checker) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		route := k.routes[r.Method+" "+c.Path()]
		if route == nil {
			// Echo would take GET for one of the map's files where a path offers
			// only other methods.
			if methods := k.offered(r.URL.EscapedPath()); methods != nil && r.Method != http.MethodOptions {
				c.Response().Header().Set(echo.HeaderAllow, strings.Join(methods, ", "))
				return echo.ErrMethodNotAllowed
			}
			return next(c)
		}
		if err := k.check(c, route); err != nil {
			return locate(err, route)
		}
		return locate(next(c), route)
	}
}

// check holds one request against the operation that it asks for.
func (checker) check(c echo.Context, route *routers.Route) error {
	r := c.Request()
	params, err := pathParams(c)
	if err != nil {
		return err
	}
	if err := checkQuery(r, route.Operation); err != nil {
		return err
	}
	if err := checkBody(c.Response(), r, route.Operation); err != nil {
		return err
	}
	err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{ExcludeRequestBody: takesFile(route.Operation), SkipSettingDefaults: true},
	})
	if err != nil {
		return fault.New(fault.Invalid, "%s", reason(err))
	}
	return nil
}

// understood answers 422 and no 400 to what a handler refuses: openapi.yaml has let the
// request through, so that it could be read, and what it asks for is what is wrong.
func understood(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		response, err := next(c, request)
		if fault.Of(err) == fault.Invalid {
			err = fault.New(fault.Unprocessable, "%w", err)
		}
		return response, err
	}
}

// pathParams returns the parameters in the path of a request. Echo leaves them
// as they came where the path has an escape that it need not have.
func pathParams(c echo.Context) (map[string]string, error) {
	params := map[string]string{}
	for i, value := range c.ParamValues() {
		if c.Request().URL.RawPath != "" {
			var err error
			if value, err = url.PathUnescape(value); err != nil {
				return nil, fault.New(fault.Invalid, "path: %w", err)
			}
		}
		if err := fault.Text(c.ParamNames()[i], value); err != nil {
			return nil, err
		}
		params[c.ParamNames()[i]] = value
	}
	return params, nil
}

// takesFile reports whether the body of an operation is a file, which the
// handler reads as it comes.
func takesFile(o *openapi3.Operation) bool {
	return o.RequestBody != nil && o.RequestBody.Value.Content.Get("application/octet-stream") != nil
}

// checkQuery refuses what an answer would have to ignore, so that it would be to
// another question: a parameter that the operation does not know, or that comes
// twice. It refuses control characters, too.
func checkQuery(r *http.Request, o *openapi3.Operation) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fault.New(fault.Invalid, "query: %w", err)
	}
	known := []string{}
	for _, p := range o.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			known = append(known, p.Value.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		switch values := query[name]; {
		case !slices.Contains(known, name):
			return fault.New(fault.Invalid, "no query parameter %q; %s", name, listed(known))
		case len(values) > 1:
			return fault.New(fault.Invalid, "%s: given %d times, and one is meant: %q", name, len(values), values)
		default:
			if err := fault.Text(name, values[0]); err != nil {
				return err
			}
			if name == "bbox" {
				if _, err := boxes(values[0]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// listed says which query parameters there are.
func listed(names []string) string {
	if len(names) == 0 {
		return "this address takes none"
	}
	return "there are " + strings.Join(names, ", ")
}

// checkBody bounds the body of a request, and sees that it is what the operation
// takes: a file, which the handler reads as it comes, or one value in JSON.
func checkBody(w http.ResponseWriter, r *http.Request, o *openapi3.Operation) error {
	limit := int64(maxBody)
	if takesFile(o) {
		limit = maxUpload
	}
	if r.ContentLength > limit {
		return &http.MaxBytesError{Limit: limit}
	}
	r.Body = http.MaxBytesReader(w, patient(w, r.Body, patience, leastRate), limit)
	if o.RequestBody == nil {
		return nil
	}
	takes := slices.Sorted(maps.Keys(o.RequestBody.Value.Content))
	sent := r.Header.Get(echo.HeaderContentType)
	if is, _, err := mime.ParseMediaType(sent); err != nil || !slices.Contains(takes, is) {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType, fmt.Sprintf("Content-Type is %q: send %s", sent, strings.Join(takes, ", ")))
	}
	if takesFile(o) {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fault.New(fault.Invalid, "body: %w", err)
	}
	if err := fault.Number(body); err != nil {
		return fault.New(fault.Invalid, "body: %w", err)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return fault.New(fault.Invalid, "body: not a value in JSON: %w", fault.JSON(body, err))
	}
	if !utf8.Valid(body) {
		return fault.New(fault.Invalid, "body: it is not text in UTF-8, as JSON is")
	}
	if err := fault.Duplicate(body); err != nil {
		return fault.New(fault.Invalid, "%w", err)
	}
	if err := checkTexts("", value); err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
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
			where = toPointer("", at...)
		}
		if schema.SchemaField == "pattern" && schema.Schema.Example != nil {
			return fmt.Sprintf("%s: write it like %v", where, schema.Schema.Example)
		}
		if schema.SchemaField == "format" {
			return fmt.Sprintf("%s: %q is no %s", where, fmt.Sprint(schema.Value), schema.Schema.Format)
		}
		if schema.SchemaField == "maximum" { // in digits, however large
			return fmt.Sprintf("%s: number must be at most %s", where, strconv.FormatFloat(*schema.Schema.Max, 'f', -1, 64))
		}
		return fmt.Sprintf("%s: %s", where, schema.Reason)
	}
	if parse, ok := errors.AsType[*openapi3filter.ParseError](err); ok {
		return where + ": " + parse.Reason
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return where + ": " + first
}
