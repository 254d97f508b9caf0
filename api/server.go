package api

import (
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/paulmach/orb/maptile"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/hextile"
	"beatplan/internal/latest"
)

// Tiles draws vector tiles.
type Tiles interface {
	AreasTile(ctx context.Context, t maptile.Tile) (geo.Tile, error)
	SitesTile(ctx context.Context, t maptile.Tile) (geo.Tile, error)
	GroundTile(ctx context.Context, t maptile.Tile) (geo.Tile, error)
	// MapStamp is a text that changes with what the first three show.
	MapStamp(ctx context.Context) (string, error)
	hextile.Reader
}

// A Basemap is a background map of the force's own, in vector tiles.
type Basemap interface {
	Tile(t maptile.Tile) ([]byte, error)
	About() geo.TileSet
}

// Gazetteer finds areas, sites and streets by name, those that begin with the text first.
type Gazetteer interface {
	FindPlaces(ctx context.Context, text string, limit int) ([]geo.NamedPlace, error)
}

// Imports loads files and remembers which.
type Imports interface {
	Imports(ctx context.Context) ([]app.Import, error)
	Import(ctx context.Context, id string) (app.Import, error)
	File(ctx context.Context, id, what string) (app.KeptFile, error) // ledger.Rejects or ledger.Received
	Check(ctx context.Context, r app.ImportRequest, body io.Reader) (app.ImportCheck, error)
	Load(ctx context.Context, r app.ImportRequest, body io.Reader) (app.Import, error)
	MakeArea(ctx context.Context, a *app.App, r app.UnionRequest) (Area, error)
	Enqueue(ctx context.Context, r app.ImportRequest, body io.Reader) (app.Job, error)
}

// Logs reads logs of what was delivered.
type Logs interface {
	LogVisitFile(ctx context.Context, body io.Reader) (app.Logged, error)
	LogPositionFile(ctx context.Context, plan, agency, funding string, officers int, body io.Reader) (app.Logged, error)
}

// Options are what the server stands on.
type Options struct {
	App     *app.App
	Imports Imports
	Logs    Logs
	Jobs    Jobs
	Tiles   Tiles
	Basemap Basemap // nil: there is none
	Names   Gazetteer
	Ready   func(ctx context.Context) error // of the database and its schema
	Map     fs.FS                           // index.html at the root
	Log     *slog.Logger
	// Count is told of every answer; nil: nobody counts.
	Count func(method, route string, status int, took time.Duration)
	// Hosts are the host names that requests may be for, ports apart, so that no page
	// of another site can reach the server through a host name that resolves here.
	Hosts []string
	// Within is how long a request fits, draws or plans itself before that is left to a
	// job. 0 means five seconds.
	Within time.Duration
	// Proxies are the addresses whose word counts for what the client asked for.
	Proxies []netip.Prefix
}

// handlers answer the operations of openapi.yaml, each in its resource's file.
type handlers struct {
	Options

	stamps   *stamps
	lattices *lattices
	surfaces *hextile.Drawer
	drawn    *latest.Memory[string, geo.Tile]
}

// New returns the handler of the API and the map.
func New(o Options) (http.Handler, error) {
	spec, err := GetSpec()
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	check, admission := newChecker(spec), newAdmission(spec)
	e := echo.New()
	e.HTTPErrorHandler = problems(o.Log, o.Ready)
	e.Use(
		behind(o.Proxies),
		middleware.RequestID(),
		observed(o.Log, o.Count),
		middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: withStack}),
		secure(o.Hosts),
		middleware.GzipWithConfig(middleware.GzipConfig{Level: gzip.BestSpeed, Skipper: func(c echo.Context) bool { return c.Path() == mapFiles }}),
		check.middleware,
	)
	router := headToo{e}
	RegisterHandlers(router, NewStrictHandler(handlers{
		o, &stamps{of: o.Tiles}, &lattices{surface: o.App.Surface}, hextile.New(o.Tiles),
		latest.Of[string](mostDrawn, func(t geo.Tile) int { return len(t.MVT) }),
	}, []StrictMiddlewareFunc{
		understood, asDocument, admission.paged, withTag, admission.admit, withOrigin, withAccept, caching, admission.send, sent,
	}))
	router.GET(mapFiles, files(o.Map), middleware.Gzip()) // smaller than answers: a browser asks for them once
	return patiently(e, patience), nil
}

// withStack keeps where the program broke for the log.
func withStack(_ echo.Context, err error, stack []byte) error {
	return fmt.Errorf("%w at %s", err, stack)
}

// headKey marks a request that asks for the head of an answer alone.
type headKey struct{}

// headToo has HEAD wherever there is GET: the server drops the body, and no job is ordered.
type headToo struct{ *echo.Echo }

func (e headToo) GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	e.HEAD(path, func(c echo.Context) error {
		r := c.Request()
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), headKey{}, true)))
		return h(c)
	}, m...)
	return e.Echo.GET(path, h, m...)
}

// mapFiles is the route of the map: every path that no operation has.
const mapFiles = "/*"

// files serves the map. The names of its assets change with their content; the
// page's does not.
func files(of fs.FS) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, w := c.Request(), c.Response()
		name := cmp.Or(strings.TrimPrefix(r.URL.Path, "/"), "index.html")
		if file, err := fs.Stat(of, name); err != nil || file.IsDir() {
			return fault.New(fault.NotFound, "nothing at %s: the map is at /, and api/openapi.yaml lists what else there is", r.URL.Path)
		}
		w.Header().Set("Cache-Control", "no-cache")
		if strings.HasPrefix(name, "assets/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		http.ServeFileFS(w, r, of, name)
		return nil
	}
}
