package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"

	"beatplan/internal/fault"
)

// alone returns the server without anything behind it: what these tests ask for
// is answered before a handler of openapi.yaml is called, or by readyz.
func alone(t *testing.T, ready error) (http.Handler, *bytes.Buffer) {
	t.Helper()
	code, err := os.ReadFile("openapi.yaml") // some long text
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h, err := New(Options{
		Map: fstest.MapFS{"index.html": {Data: []byte("the map")}, "assets/map-1a2b.js": {Data: code}},
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})), Hosts: []string{"localhost", "::1"},
		Ready: func(context.Context) error { return ready },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, &log
}

// ask returns the answer to a request, whose headers come in pairs.
func ask(t *testing.T, h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	target, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL, r.RequestURI, r.Host = target, path, "localhost:8080"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

// refusal returns the problem of an answer.
func refusal(t *testing.T, rec *httptest.ResponseRecorder) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d with no problem: %s", rec.Code, rec.Body)
	}
	if p.Status != rec.Code || p.RequestId == nil || strings.Contains(p.Detail, "\n") || rec.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("%d with %s, headers %v", rec.Code, rec.Body, rec.Header())
	}
	return p
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	inJSON, file := []string{"Content-Type", "application/json"}, []string{"Content-Type", "application/octet-stream"}
	const surfaces, imports = "/v1/surfaces", "/v1/imports?kind=offences&filename="
	tests := map[string]struct {
		method, path, body string
		headers            []string
		status             int
		says               string
	}{
		"a body cut short":          {"POST", surfaces, `{"area":`, inJSON, 400, "body: not a value in JSON: it is cut short: line 1"},
		"no body":                   {"POST", surfaces, ``, inJSON, 400, "body: not a value in JSON: it is empty"},
		"a number too large":        {"POST", surfaces, `{"area":"A","resolution":1e400}`, inJSON, 400, "body: resolution: the number 1e400 is too large"},
		"NaN":                       {"POST", surfaces, `{"resolution":NaN}`, inJSON, 400, "body: not a value in JSON: line 1 is no JSON from \"NaN}\" on"},
		"two values":                {"POST", surfaces, `{"area":"a","group":"b"} {}`, inJSON, 400, "line 1 is no JSON from \"{}\" on"},
		"a body too deep":           {"POST", surfaces, strings.Repeat("[", 20_000), inJSON, 400, "too deep in one another"},
		"null":                      {"POST", surfaces, `null`, inJSON, 400, "body: Value is not nullable"},
		"null within":               {"POST", surfaces, `{"area":null,"group":"b"}`, inJSON, 400, "area: Value is not nullable"},
		"a member missing":          {"POST", surfaces, `{"group":"b"}`, inJSON, 400, `property "area" is missing`},
		"a member unknown":          {"POST", surfaces, `{"area":"a","group":"b","bbox":[0,0,1,1]}`, inJSON, 400, `property "bbox" is unsupported`},
		"a month like none":         {"POST", surfaces, `{"area":"a","group":"b","from":"Sept"}`, inJSON, 400, "from: write it like 2025-09"},
		"decimals":                  {"POST", surfaces, `{"area":"a","group":"b","resolution":10.0}`, inJSON, 400, "resolution: number 10.0 is no int"},
		"an integer too large":      {"POST", "/v1/visits", `{"visits":[{"unit":"u","agency":"a","from":"2026-01-09T18:00:00Z","minutes":60485596406559547392}]}`, inJSON, 400, "/visits/0/minutes: number must be at most 1440"},
		"a member twice":            {"POST", "/v1/hotspots/find", `{"area":"a","group":"b","area":"c"}`, inJSON, 400, "/area: it is there twice"},
		"a method twice":            {"POST", "/v1/hotspots/evaluations", `{"area":"a","group":"b","train":"2025-01","test":"2025-02","methods":["kde","kde"]}`, inJSON, 400, "/methods: duplicate items found"},
		"repeats after an age":      {"POST", "/v1/hotspots/repeats", `{"area":"a","group":"b","from":"2025-01","to":"2025-02","near_days":9223372036854775807}`, inJSON, 400, "/near_days: number must be at most 36500"},
		"more treated than spots":   {"POST", "/v1/hotspots/trials", `{"area":"a","group":"b","from":"2025-01","to":"2025-02","start":"2025-03-01","days":10,"treated":1001}`, inJSON, 400, "/treated: number must be at most 1000"},
		"an area treated twice":     {"POST", "/v1/hotspots/displacement", `{"area":"a","group":"b","before":"2025-01","from":"2025-02","to":"2025-02","treated":["c","c"],"control":["d"]}`, inJSON, 400, "/treated: duplicate items found"},
		"a category in capitals":    {"POST", "/v1/models", `{"area":"a","group":"b","train":"2025-01","factors":["Pub"]}`, inJSON, 400, "/factors/0: write it like pub"},
		"a minute that is none":     {"POST", "/v1/plans", `{"area":"a","operation":"nte","date":"2026-01-09","shift":"18:60-02:00","units":1}`, inJSON, 400, "/shift: write it like 18:00-02:00"},
		"a month that is none":      {"POST", "/v1/models", `{"area":"a","group":"b","train":"2025-13"}`, inJSON, 400, "/train: write it like 2025-01..2025-06"},
		"a clock with a blank":      {"PUT", "/v1/clocks/my%20own", `{"rule":"Fri 22:00-03:00"}`, inJSON, 400, "clock: write it like closing-time"},
		"text for a number":         {"POST", surfaces, `{"area":"a","group":"b","resolution":"10"}`, inJSON, 400, "resolution: value must be an integer"},
		"a long body":               {"POST", surfaces, strings.Repeat(" ", maxBody+1), inJSON, 413, "longer than 1048576 bytes"},
		"plain text":                {"POST", surfaces, `{}`, []string{"Content-Type", "text/plain"}, 415, `"text/plain": send application/json`},
		"no content type":           {"POST", surfaces, `{}`, nil, 415, `"": send application/json`},
		"text for a file":           {"POST", imports + "a.csv", `x`, []string{"Content-Type", "text/csv"}, 415, "send application/octet-stream"},
		"a form cut short":          {"POST", imports + "a.csv", `x`, []string{"Content-Type", "multipart/form-data; boundary=x"}, 422, "no part «file»"},
		"no name":                   {"POST", "/v1/imports?kind=offences", `x`, file, 422, "filename: say the name"},
		"more rejects than rows":    {"POST", imports + "a.csv&max_rejected=101", `x`, file, 400, "max_rejected: number must be at most 100"},
		"a NUL in a name":           {"POST", imports + "a%00b.csv", `x`, file, 400, `filename: "a\x00b.csv"`},
		"two lines in a name":       {"POST", imports + "a%0Ab.csv", `x`, file, 400, `filename: "a\nb.csv"`},
		"a name that is no UTF-8":   {"POST", imports + "a%ffb.csv", `x`, file, 400, `filename: "a\xffb.csv"`},
		"a mapping of offences":     {"POST", imports + "a.csv&mapping=fhrs", `x`, file, 422, "mapping is for sites alone"},
		"a category of offences":    {"POST", imports + "a.csv&category=pub", `x`, file, 422, "category is for sites alone"},
		"a category of theirs":      {"POST", "/v1/imports?kind=sites&filename=a.kml&category=Taxi+Rank", `x`, file, 400, "category: "},
		"a mapping and a category":  {"POST", "/v1/imports?kind=sites&filename=a.csv&mapping=rail&category=station", `x`, file, 422, "the mapping says what category"},
		"a drop and a mapping":      {"POST", "/v1/imports?kind=sites&filename=a.csv&mapping=rail&drop=Owner,DPS", `x`, file, 422, "the mapping says what category"},
		"a kind of area of theirs":  {"POST", imports + "a.csv&area_kind=ward", `x`, file, 422, "area_kind is for areas alone"},
		"a parameter unknown":       {"GET", "/v1/areas?box=0,0,1,1", "", nil, 400, `no query parameter "box"; there are kind`},
		"one where there are none":  {"GET", "/healthz?area=x", "", nil, 400, `no query parameter "area"; this address takes none`},
		"NUL in a path":             {"PUT", "/v1/clocks/a%00b", `{"rule":"Fri 22:00-03:00"}`, inJSON, 400, `clock: "a\x00b" is not text`},
		"a parameter twice":         {"GET", "/v1/areas?kind=ward&kind=district", "", nil, 400, `kind: given 2 times, and one is meant: ["ward" "district"]`},
		"a parameter with no value": {"GET", "/v1/cells?area=a&group=b&resolution=", "", nil, 400, "resolution: empty value"},
		"an infinite resolution":    {"GET", "/v1/cells?area=a&group=b&resolution=Inf", "", nil, 400, "resolution: an invalid integer"},
		"a query cut short":         {"GET", "/v1/areas?kind=%zz", "", nil, 400, `invalid URL escape "%zz"`},
		"an id like none":           {"GET", "/v1/plans/%2e%2e", "", nil, 400, "plan: "},
		"a tile off the grid":       {"GET", "/tiles/areas/3/8/0.mvt", "", nil, 404, "columns and rows 0 to 7"},
		"a row off the grid":        {"GET", "/tiles/areas/3/0/8.mvt", "", nil, 404, "columns and rows 0 to 7"},
		"a zoom too deep":           {"GET", "/tiles/areas/23/0/0.mvt", "", nil, 400, "z: number must be at most 22"},
		"a column too far":          {"GET", "/tiles/areas/3/99999999999999999999/0.mvt", "", nil, 400, "x: an invalid integer"},
		"a negative column":         {"GET", "/tiles/areas/3/-1/0.mvt", "", nil, 400, "x: number must be at least 0"},
		"a column past the last":    {"GET", "/tiles/areas/22/4194304/0.mvt", "", nil, 400, "x: number must be at most 4194303"},
		"a tile of another kind":    {"GET", "/tiles/areas/3/0/0.png", "", nil, 400, "row: "},
		"a method not offered":      {"DELETE", "/v1/coverage", "", nil, 405, "DELETE is not offered here, only OPTIONS, GET, HEAD"},
		"one on an area":            {"PUT", "/v1/areas/a", "", nil, 405, "PUT is not offered here, only OPTIONS, GET, HEAD"},
		"one on the map":            {"POST", "/", "", nil, 405, "POST is not offered here, only OPTIONS, GET, HEAD"},
		"nothing there":             {"GET", "/v1/nothing", "", nil, 404, "nothing at /v1/nothing"},
		"a slash too many":          {"GET", "/v1/areas/", "", nil, 404, "nothing at /v1/areas/"},
		"no tile set":               {"GET", "/tiles", "", nil, 404, "nothing at /tiles"},
		"a directory":               {"GET", "/assets/", "", nil, 404, "nothing at /assets/"},
		"outside the map":           {"GET", "/%2e%2e/%2e%2e/etc/passwd", "", nil, 404, "nothing at /../../etc/passwd"},
		"another host":              {"GET", "/healthz", "", []string{"Host", "evil.example"}, 403, `answers for localhost, ::1, not for "evil.example"`},
		"a page of another site":    {"POST", surfaces, `{}`, []string{"Origin", "http://evil.example"}, 403, "the map's own page"},
		"data for another site":     {"GET", "/v1/areas", "", []string{"Sec-Fetch-Site", "cross-site"}, 403, "a page of another site asks for /v1/areas"},
		"tiles for a neighbour":     {"GET", "/tiles/areas/3/0/0.mvt", "", []string{"Sec-Fetch-Site", "same-site"}, 403, "a page of another site asks for /tiles"},
		"a host somebody forwards":  {"GET", "/healthz", "", []string{"Host", "evil.example", "X-Forwarded-Host", "localhost"}, 403, `not for "evil.example"`},
		"a page as browsers say":    {"POST", surfaces, `{}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "the map's own page"},
	}
	h, log := alone(t, nil)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rec := ask(t, h, tt.method, tt.path, tt.body, tt.headers...)
			if p := refusal(t, rec); p.Status != tt.status || !strings.Contains(p.Detail, tt.says) {
				t.Errorf("%d: %s; want %d: %s", p.Status, p.Detail, tt.status, tt.says)
			}
			if allow := rec.Header().Get("Allow"); (tt.status == http.StatusMethodNotAllowed) != (allow == "OPTIONS, GET, HEAD") {
				t.Errorf("Allow: %q", allow)
			}
		})
	}
	if log.Len() > 0 {
		t.Errorf("callers' mistakes are in the log:\n%s", log)
	}
}

// TestFaults has one of each kind of fault, and errors without a kind.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err    error
		status int
		says   string // type and detail
		logged int    // times
	}{
		"invalid":       {fault.New(fault.Invalid, "no"), 422, "/problems/unprocessable no", 0},
		"forbidden":     {fault.New(fault.Forbidden, "no"), 403, "/problems/forbidden no", 0},
		"not found":     {fault.New(fault.NotFound, "no"), 404, "/problems/not-found no", 0},
		"conflict":      {fault.New(fault.Conflict, "no"), 409, "/problems/conflict no", 0},
		"unprocessable": {fault.New(fault.Unprocessable, "no"), 422, "/problems/unprocessable no", 0},
		"unavailable":   {fault.New(fault.Unavailable, "no"), 503, "/problems/unavailable the database does not answer: ask again when /readyz is well", 1},
		"a long file":   {fmt.Errorf("import: %w", &http.MaxBytesError{Limit: 7}), 413, "about:blank the body is longer than 7 bytes: send less at a time", 0},
		"a defect":      {errors.New("secret"), 500, "/problems/internal a defect of the program: its log says more under the request's id", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, log := alone(t, tt.err)
			rec := ask(t, h, "GET", "/readyz", "")
			p := refusal(t, rec)
			if p.Status != tt.status || p.Type+" "+p.Detail != tt.says || p.Instance != "/readyz" {
				t.Errorf("%s; want %d and %s", rec.Body, tt.status, tt.says)
			}
			if got := strings.Count(log.String(), "request_id="+*p.RequestId); got != tt.logged || strings.Count(log.String(), "\n") != tt.logged {
				t.Errorf("logged %q, want %d lines with the id", log, tt.logged)
			}
			if again := rec.Header().Get("Retry-After"); (again != "") != (tt.status == http.StatusServiceUnavailable) {
				t.Errorf("Retry-After: %q", again)
			}
		})
	}
}

// TestCallerGone has a caller who does not wait for the answer.
func TestCallerGone(t *testing.T) {
	t.Parallel()
	h, log := alone(t, context.Canceled)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequestWithContext(ctx, "GET", "http://localhost/readyz", nil)
	h.ServeHTTP(httptest.NewRecorder(), r)
	if log.Len() > 0 {
		t.Errorf("logged %s", log)
	}
}

// TestMap asks for the map with every method that reads.
func TestMap(t *testing.T) {
	t.Parallel()
	h, _ := alone(t, nil)
	tests := map[string]struct {
		method, path, host string
		status             int
		cache              string
	}{
		"the page":            {"GET", "/", "localhost", 200, "no-cache"},
		"its head":            {"HEAD", "/", "localhost", 200, "no-cache"},
		"an asset":            {"GET", "/assets/map-1a2b.js", "localhost", 200, "public, max-age=31536000, immutable"},
		"its head alone":      {"HEAD", "/assets/map-1a2b.js", "localhost", 200, "public, max-age=31536000, immutable"},
		"head of the API":     {"HEAD", "/healthz", "localhost", 200, "private, no-cache"},
		"what a path offers":  {"OPTIONS", "/v1/areas", "localhost", 204, ""},
		"a host in capitals":  {"GET", "/", "LOCALHOST:80", 200, "no-cache"},
		"a host of numbers":   {"GET", "/", "[::1]:8080", 200, "no-cache"},
		"a host's other port": {"GET", "/", "localhost:1", 200, "no-cache"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec := ask(t, h, tt.method, tt.path, "", "Host", tt.host)
			if rec.Code != tt.status || rec.Header().Get("Cache-Control") != tt.cache {
				t.Errorf("%d with Cache-Control %q: %s", rec.Code, rec.Header().Get("Cache-Control"), rec.Body)
			}
			for name, want := range map[string]string{
				"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if got := rec.Header().Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

// TestMapIsPacked: what a browser loads first is as small as gzip makes it by default.
func TestMapIsPacked(t *testing.T) {
	t.Parallel()
	h, _ := alone(t, nil)
	rec := ask(t, h, "GET", "/assets/map-1a2b.js", "", "Host", "localhost", "Accept-Encoding", "gzip")
	code, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	w := gzip.NewWriter(&small)
	if _, err := w.Write(code); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := rec.Body.Len(); rec.Header().Get("Content-Encoding") != "gzip" || got > small.Len() {
		t.Errorf("%d bytes, %q; want gzip's %d", got, rec.Header().Get("Content-Encoding"), small.Len())
	}
}

// TestProxies asks by way of a proxy that is named, and of one that is not.
func TestProxies(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	for from, want := range map[string]string{
		"10.1.2.3:4000":        "https://maps.example",
		"[::ffff:10.1.2.3]:40": "https://maps.example",
		"10.2.0.1:4000":        "http://localhost:8080",
		"nobody":               "http://localhost:8080",
	} {
		r := httptest.NewRequest("GET", "http://localhost:8080/", nil)
		r.RemoteAddr = from
		r.Header.Set("X-Forwarded-Host", "maps.example")
		r.Header.Set("X-Forwarded-Proto", "https")
		var got string
		err := behind(proxies)(func(c echo.Context) error {
			got = c.Scheme() + "://" + c.Request().Host
			return nil
		})(echo.New().NewContext(r, httptest.NewRecorder()))
		if err != nil || got != want {
			t.Errorf("from %s: %s, %v; want %s", from, got, err, want)
		}
	}
}
