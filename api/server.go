package api

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/paulmach/orb/maptile"

	"beatplan/internal/app"
)

// Tiles draws vector tiles. Each is the bytes of one Mapbox vector tile, empty
// where there is nothing.
type Tiles interface {
	AreasTile(ctx context.Context, t maptile.Tile) ([]byte, error)
	SitesTile(ctx context.Context, t maptile.Tile) ([]byte, error)
	SurfaceTile(ctx context.Context, surface, lattice string, resolution int, t maptile.Tile) ([]byte, error)
}

// Imports loads files and remembers which.
type Imports interface {
	Imports(ctx context.Context) ([]app.Import, error)
	Load(ctx context.Context, u Upload) (app.Import, error)
}

// An Upload is one file to load.
type Upload struct {
	Kind     string // offences, areas or sites
	Filename string
	AreaKind string // of areas
	Mapping  string // of sites
	Body     io.Reader
}

// Options are what the server stands on.
type Options struct {
	App     *app.App
	Imports Imports
	Tiles   Tiles
	Ready   func(ctx context.Context) error // of the database and its schema
	Map     fs.FS                           // index.html at the root
	Log     *slog.Logger
	// Hosts are the host names that requests may be for, ports apart; none means
	// any. A server on loopback names its own, so that no page of another site
	// can reach it through a host name that resolves here.
	Hosts []string
}

// handlers answer the operations of openapi.yaml, each in its resource's file.
type handlers struct{ Options }

// New returns the handler of the API and the map.
func New(o Options) (http.Handler, error) {
	check, err := newChecker()
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	e := echo.New()
	e.HTTPErrorHandler = problems(o.Log)
	e.Use(
		middleware.RequestID(),
		middleware.RecoverWithConfig(middleware.RecoverConfig{DisablePrintStack: true}),
		secure(o.Hosts),
		middleware.Gzip(),
		check.middleware,
	)
	RegisterHandlers(e, NewStrictHandler(handlers{o}, []StrictMiddlewareFunc{withOrigin}))
	e.GET("/*", echo.WrapHandler(files(o.Map)))
	return headAsGet(e), nil
}

// files serves the map. The names of its assets change with their content; the
// page's does not.
func files(of fs.FS) http.Handler {
	server := http.FileServerFS(of)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		if len(r.URL.Path) > len("/assets/") && r.URL.Path[:len("/assets/")] == "/assets/" {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		server.ServeHTTP(w, r)
	})
}
