package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/api"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/ingest"
	"beatplan/internal/jobs"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
	"beatplan/migrations"
	"beatplan/roads"
)

func TestMain(m *testing.M) {
	openapi3filter.RegisterBodyDecoder("application/geo+json", openapi3filter.JSONBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/vnd.mapbox-vector-tile", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/markdown", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.FileBodyDecoder) // rows of rejects are as long as they came
	for _, file := range []string{"image/svg+xml", "application/pdf", "text/html", "application/gpx+xml", "text/calendar", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"} {
		openapi3filter.RegisterBodyDecoder(file, openapi3filter.FileBodyDecoder)
	}
	os.Exit(m.Run())
}

// A server is the API on a database of the test's own.
type server struct {
	http.Handler
	store    *store.Store
	importer *app.Importer
	queue    *jobs.Queue // works nothing until a test has it run
	log      *bytes.Buffer
	options  api.Options
}

// within returns the same server with so long for the work of a request.
func (s server) within(t *testing.T, long time.Duration) server {
	t.Helper()
	var err error
	s.options.Within = long
	if s.Handler, err = api.New(s.options); err != nil {
		t.Fatal(err)
	}
	return s
}

// newServer wires an empty server as cmd does. It answers for localhost.
func newServer(t *testing.T) server {
	t.Helper()
	return newServerAt(t, pgtest.ServerURL(t))
}

// newServerAt wires a server on a database.
func newServerAt(t *testing.T, url string) server {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	verbs, err := app.New(db, "the test")
	if err != nil {
		t.Fatal(err)
	}
	s := server{store: db, importer: app.NewImporter(db, "the test"), log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	files := uploads{Importer: s.importer, ledger: app.NewLedger(db, "the test")}
	files.queue, err = jobs.New(jobs.Options{
		DB: db.Pool(), Store: db, App: verbs, Loader: files, Principal: "the test", Workers: 2, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.queue = files.queue
	s.options = api.Options{
		App: verbs, Imports: files, Logs: logs{verbs}, Jobs: files.queue, Tiles: db, Names: db,
		Ready: func(ctx context.Context) error {
			if err := db.Ready(ctx); err != nil {
				return err
			}
			return migrations.Check(ctx, url)
		},
		Map: fstest.MapFS{"index.html": {Data: []byte("the map")}, "assets/map-1a2b.js": {Data: []byte("code")}},
		Log: log, Hosts: []string{"localhost", "127.0.0.1", "::1"},
	}
	return s.within(t, time.Minute) // tests work beside each other
}

// uploads takes files of offences, by a mapping where there is one.
type uploads struct {
	*app.Importer
	ledger *app.Ledger
	queue  *jobs.Queue
}

// logs reads logs of what was delivered, as cmd does.
type logs struct{ *app.App }

func (l logs) LogVisitFile(ctx context.Context, body io.Reader) (app.Logged, error) {
	visits, err := ingest.VisitLog(body, time.UTC)
	if err != nil {
		return app.Logged{}, err
	}
	return l.LogVisits(ctx, visits)
}

func (l logs) LogPositionFile(ctx context.Context, plan, agency, funding string, officers int, body io.Reader) (app.Logged, error) {
	fixes, err := ingest.Fixes(body, time.UTC)
	if err != nil {
		return app.Logged{}, err
	}
	return l.LogPositions(ctx, plan, agency, funding, officers, fixes)
}

func (u uploads) Imports(ctx context.Context) ([]app.Import, error) { return u.ledger.Imports(ctx) }

func (u uploads) Import(ctx context.Context, id string) (app.Import, error) {
	i, _, err := u.ledger.Import(ctx, id)
	return i, err
}

func (u uploads) File(ctx context.Context, id, what string) (app.KeptFile, error) {
	return u.ledger.File(ctx, id, what)
}

func (u uploads) Load(ctx context.Context, r app.ImportRequest, body io.Reader) (app.Import, error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return app.Import{}, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	imports, err := u.LoadAs(ctx, "the test", r, app.Body{Open: open}, func(app.Reading) {})
	if err != nil {
		return app.Import{}, err
	}
	return imports[0], nil
}

func (u uploads) Check(_ context.Context, r app.ImportRequest, body io.Reader) (app.ImportCheck, error) {
	check := func(s ingest.Input) (ingest.Report, error) {
		return ingest.Check(ingest.Offences(s, "", ingest.NewMemory(time.UTC), time.Now()), nil, ingest.Bounds{})
	}
	if r.Mapping != "" {
		mapping, err := ingest.ParseMapping(r.MappingName, r.Mapping)
		if err != nil {
			return app.ImportCheck{}, err
		}
		check = func(s ingest.Input) (ingest.Report, error) {
			return ingest.CheckMapped(s, mapping, time.UTC, time.Now(), nil, ingest.Bounds{})
		}
	}
	if r.DescribesSites() {
		check = func(s ingest.Input) (ingest.Report, error) {
			p := ingest.SiteProperties{Source: r.Source, ID: r.IDProperty, Name: r.NameProperty, Category: r.Category, Drop: r.Drop}
			return ingest.CheckSites(ingest.SiteFeatures(s, "", p), nil, ingest.Bounds{Rejected: r.MaxRejected, Misplaced: r.MaxMisplaced, Allow: r.Allow})
		}
	}
	report, err := check(ingest.Body(r.Filename, body))
	if err != nil {
		return app.ImportCheck{}, err
	}
	said, err := json.Marshal(report)
	return app.ImportCheck{RawMessage: said}, err
}

func (u uploads) Enqueue(ctx context.Context, r app.ImportRequest, body io.Reader) (app.Job, error) {
	return u.queue.Import(ctx, r, body)
}

func (u uploads) LoadAs(ctx context.Context, _ string, r app.ImportRequest, f app.Body, watch func(app.Reading)) ([]app.Import, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	source := ingest.Input{Name: r.Filename, Size: f.Size, Open: f.Open, Received: true}
	file := ingest.Offences(source, "", ingest.NewMemory(zone), time.Now())
	if r.Mapping != "" {
		mapping, err := ingest.ParseMapping(r.MappingName, r.Mapping)
		if err != nil {
			return nil, err
		}
		file = ingest.MappedOffences(source, "", mapping, zone, time.Now())
	}
	watch(file)
	return u.Offences(ctx, file)
}

// ostermouth is what there is in one district of an invented county.
var ostermouth = sync.OnceValues(func() (demoshire.County, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return demoshire.County{}, err
	}
	county, err := demoshire.Generate(1, zone)
	if err != nil {
		return demoshire.County{}, err
	}
	var part demoshire.County
	for _, a := range county.Areas {
		if a.Name == "Ostermouth" && a.Kind == geo.District {
			part.Areas = append(part.Areas, a)
		}
	}
	land := part.Areas[0].Land
	for _, site := range county.Sites {
		if planar.MultiPolygonContains(land, *site.At) {
			part.Sites = append(part.Sites, site)
		}
	}
	for _, r := range county.Records {
		if r.At != nil && planar.MultiPolygonContains(land, *r.At) {
			part.Records = append(part.Records, r)
		}
	}
	return part, nil
})

// newDistrict is newServer with that district loaded, two more areas that share a
// name, one of them with letters that addresses make much of, and two halves.
func newDistrict(t *testing.T) server {
	t.Helper()
	return newServerAt(t, district(t))
}

var district = pgtest.Copies(func(ctx context.Context, url string) error {
	county, err := ostermouth()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer db.Close()
	importer := app.NewImporter(db, "the test")
	areas := append([]geo.Area{}, county.Areas...)
	for _, code := range []string{"W1", "W/2 50%25+é"} {
		areas = append(areas, geo.Area{Kind: geo.Ward, Code: code, Name: "Milton", Land: county.Areas[0].Land})
	}
	whole := county.Areas[0].Land.Bound()
	west, east := whole, whole
	west.Max[0] = whole.Center()[0]
	east.Min[0] = west.Max[0]
	for code, half := range map[string]orb.Bound{"WEST": west, "EAST": east} {
		areas = append(areas, geo.Area{Kind: geo.Ward, Code: code, Name: code, Land: orb.MultiPolygon{half.ToPolygon()}})
	}
	return cmp.Or(
		made(ctx, importer.Areas, areas),
		made(ctx, importer.Sites, county.Sites),
		made(ctx, importer.Offences, county.Records),
	)
})

// pave loads one street, across the district.
func pave(t *testing.T, s server) {
	t.Helper()
	county, err := ostermouth()
	if err != nil {
		t.Fatal(err)
	}
	land := county.Areas[0].Land.Bound()
	street := roads.Street{ID: 1, Class: "residential", Nodes: []int64{1, 2}, Line: orb.LineString{land.LeftTop(), land.RightBottom()}, Foot: roads.Both}
	if _, err := s.importer.Map(t.Context(), app.Made("the test", "a", []geo.Site{}), app.Made("the test", "b", []roads.Street{street}), app.Made("the test", "c", []geo.Water{}), app.Made("the test", "d", []geo.Settlement{})); err != nil {
		t.Fatal(err)
	}
}

func load[T any](t *testing.T, take func(context.Context, ...app.File[T]) ([]app.Import, error), rows []T) {
	t.Helper()
	if err := made(t.Context(), take, rows); err != nil {
		t.Fatal(err)
	}
}

func made[T any](ctx context.Context, take func(context.Context, ...app.File[T]) ([]app.Import, error), rows []T) error {
	_, err := take(ctx, app.Made("invented", "seed 1", rows))
	return err
}

// request returns a request to localhost with a body, where there is one, of a
// content type: that of JSON unless a header says otherwise. Headers come in
// pairs.
func request(method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.Host = "localhost:8080"
	r.RequestURI = path
	var err error
	if r.URL, err = r.URL.Parse(path); err != nil {
		panic(err)
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// ask returns the answer to a request, which must be as openapi.yaml says.
func (s server) ask(t *testing.T, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	conforms(t, r, rec)
	return rec
}

// conforms holds an answer against openapi.yaml, where that has the operation,
// and the request that was answered well.
func conforms(t *testing.T, r *http.Request, rec *httptest.ResponseRecorder) {
	t.Helper()
	if rec.Code >= http.StatusBadRequest {
		isProblem(t, r, rec)
	}
	route, params := find(t, r)
	if route == nil {
		return
	}
	asked := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	if rec.Code < http.StatusBadRequest {
		var err error
		if r.Body, err = r.GetBody(); err != nil {
			t.Fatal(err)
		}
		if err := openapi3filter.ValidateRequest(context.Background(), asked); err != nil {
			t.Errorf("%s %s is answered, and is not what openapi.yaml says: %v", r.Method, r.URL, err)
		}
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked,
		Status:                 rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		t.Errorf("%s %s: the answer %d is not what openapi.yaml says: %v", r.Method, r.URL, rec.Code, err)
	}
}

// contract and routed are openapi.yaml, which takes a while to parse and to check.
var (
	contract = sync.OnceValues(api.GetSpec)
	routed   = sync.OnceValues(func() (routers.Router, error) {
		spec, err := contract()
		if err != nil {
			return nil, err
		}
		return legacy.NewRouter(spec)
	})
)

// find returns the route of a request in openapi.yaml, or nil where it has none.
func find(t *testing.T, r *http.Request) (*routers.Route, map[string]string) {
	t.Helper()
	router, err := routed()
	if err != nil {
		t.Fatal(err)
	}
	// The router takes %2F for the end of a segment.
	whole := &http.Request{Method: r.Method, URL: &url.URL{Path: strings.ReplaceAll(r.URL.EscapedPath(), "%", "")}}
	route, params, _ := router.FindRoute(whole)
	return route, params
}

func operation(t *testing.T, r *http.Request) string {
	t.Helper()
	route, _ := find(t, r)
	return route.Operation.OperationID
}

// isProblem wants an RFC 9457 problem whose detail is one line, in no words of the command line.
func isProblem(t *testing.T, r *http.Request, rec *httptest.ResponseRecorder) {
	t.Helper()
	var p api.Problem
	err := json.Unmarshal(rec.Body.Bytes(), &p)
	switch {
	case err != nil || rec.Header().Get("Content-Type") != "application/problem+json":
		t.Errorf("%s %s: %d without a problem: %s", r.Method, r.URL, rec.Code, rec.Body)
	case p.Status != rec.Code, p.Title != http.StatusText(rec.Code), p.Type == "", p.RequestId == nil, p.Instance != r.URL.EscapedPath(),
		p.Detail == "", strings.ContainsAny(p.Detail, "\r\n\x00"), len(p.Detail) > 1010, strings.Contains(p.Detail, "beatplan "):
		t.Errorf("%s %s: %d with a problem that says %s", r.Method, r.URL, rec.Code, rec.Body)
	}
}

func spec(t *testing.T) *openapi3.T {
	t.Helper()
	spec, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// member returns a member of a JSON answer, by the names that lead to it.
func member(t *testing.T, rec *httptest.ResponseRecorder, names ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %s", err, rec.Body)
	}
	for _, name := range names {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}
