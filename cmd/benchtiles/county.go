package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/maptile/tilecover"
	"github.com/paulmach/orb/project"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/internal/pglocal"
)

const (
	program  = "bin/beatplan"
	district = "DEMO-D01"
	force    = "Demoshire"
	hexagons = "bench_hexagons" // the force's surface, as polygons
)

// A county is Demoshire in a database, and a server of it.
type county struct {
	dir       string
	temporary bool
	address   string
	server    *exec.Cmd
	cluster   *pglocal.Cluster
	db        *pgxpool.Pool
	client    *http.Client
	bound     orb.Bound // of the district

	district, force string // ids of surfaces
}

// found loads Demoshire into a directory unless it is there, counts, and serves it.
func found(ctx context.Context, dir string, offences int) (*county, error) {
	c := &county{dir: dir, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 20}}}
	if dir == "" {
		temporary, err := os.MkdirTemp("", "benchtiles")
		if err != nil {
			return nil, err
		}
		c.dir, c.temporary = temporary, true
	}
	if err := os.MkdirAll(c.dir, 0o755); err != nil { //nolint:gosec // root's database runs as another user
		return nil, err
	}
	if err := os.Chmod(c.dir, 0o755); err != nil { //nolint:gosec // as above
		return nil, err
	}
	err := c.load(ctx, offences)
	for area, id := range map[string]*string{"district:" + district: &c.district, "force:" + force: &c.force} {
		if err == nil {
			*id, err = c.count(ctx, area)
		}
	}
	if err == nil {
		c.cluster, err = pglocal.Open(ctx, c.dir)
	}
	if err == nil {
		c.db, err = pgxpool.New(ctx, c.cluster.URL())
	}
	if err == nil {
		err = c.polygons(ctx)
	}
	if err == nil {
		err = c.serve(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, c.close(err))
	}
	return c, nil
}

// run runs the program on the county and returns what it prints.
func (c *county) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, append([]string{"--data-dir", c.dir}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s (make build makes the program): %w", program, strings.Join(args, " "), err)
	}
	return out, err
}

func (c *county) load(ctx context.Context, offences int) error {
	files := filepath.Join(c.dir, "files")
	if _, err := os.Stat(files); err == nil {
		return nil // it was loaded before
	}
	for _, args := range [][]string{
		{"demoshire", "write", "--offences", fmt.Sprint(offences), "--years", "4", "--dir", files},
		{"import", "areas", "--kind", "force", files + "/forces.geojson"},
		{"import", "areas", "--kind", "district", files + "/districts.geojson"},
		{"import", "offences", "--mapping", files + "/mapping.yaml", files + "/offences.csv"},
	} {
		if _, err := c.run(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// count keeps the surface of an area and returns its id.
func (c *county) count(ctx context.Context, area string) (string, error) {
	out, err := c.run(ctx, "--json", "cells", "--area", area, "--group", "all")
	var surface struct{ ID string }
	if err == nil {
		err = json.Unmarshal(out, &surface)
	}
	return surface.ID, err
}

// polygons writes the hexagons of the force's surface into a table of their own, as a
// server of tiles wants them.
func (c *county) polygons(ctx context.Context) error {
	_, err := c.db.Exec(ctx, "DROP TABLE IF EXISTS "+hexagons+"; CREATE TABLE "+hexagons+
		" (cell text, count double precision, harm double precision, asb double precision, geom geometry(Polygon, 3857)); CREATE TABLE IF NOT EXISTS "+hexagons+"_in (cell bigint, wkb bytea)")
	if err != nil {
		return err
	}
	rows, _ := c.db.Query(ctx, "SELECT unnest(p.cells) FROM lattice_parts AS p JOIN results AS r ON p.lattice = r.summary ->> 'lattice' WHERE r.id = $1", c.force)
	cells, err := pgx.CollectRows(rows, pgx.RowTo[h3.Cell])
	if err != nil {
		return err
	}
	i := -1
	_, err = c.db.CopyFrom(ctx, pgx.Identifier{hexagons + "_in"}, []string{"cell", "wkb"}, pgx.CopyFromFunc(func() ([]any, error) {
		if i++; i == len(cells) {
			return nil, nil
		}
		outline, err := geo.Hexagon(cells[i])
		if err != nil {
			return nil, err
		}
		shape, err := wkb.Marshal(project.Polygon(outline, project.WGS84.ToMercator))
		return []any{int64(cells[i]), shape}, err
	}))
	if err != nil {
		return err
	}
	for _, sql := range []string{
		"INSERT INTO " + hexagons + " SELECT to_hex(i.cell), coalesce(v.count, 0), coalesce(v.harm, 0), coalesce(v.asb, 0), ST_GeomFromWKB(i.wkb, 3857) FROM " +
			hexagons + "_in AS i LEFT JOIN (SELECT c.* FROM surface_parts AS p, unnest(p.cells, p.counts, p.harms, p.asbs) AS c (cell, count, harm, asb)" +
			" WHERE p.surface = '" + c.force + "') AS v ON v.cell = i.cell",
		"DROP TABLE " + hexagons + "_in",
		"CREATE INDEX ON " + hexagons + " USING gist (geom)",
		"VACUUM ANALYZE",
	} {
		if _, err := c.db.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return c.db.QueryRow(ctx, "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM (SELECT ST_Extent(geom) AS b FROM areas WHERE code = $1) AS e", district).
		Scan(&c.bound.Min[0], &c.bound.Min[1], &c.bound.Max[0], &c.bound.Max[1])
}

// log is the file that the server logs to.
func (c *county) log() string { return filepath.Join(c.dir, "server.log") }

func (c *county) serve(ctx context.Context) error {
	c.server = exec.CommandContext(ctx, program, "--data-dir", c.dir, "serve", "--listen", "127.0.0.1:0")
	c.server.Cancel = func() error { return c.server.Process.Signal(os.Interrupt) }
	log, err := os.OpenFile(c.log(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	c.server.Stderr = log
	out, err := c.server.StdoutPipe()
	if err == nil {
		err = c.server.Start()
	}
	if err != nil {
		c.server = nil
		return err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, rest, found := strings.Cut(lines.Text(), "the map is at http://"); found {
			c.address, _, _ = strings.Cut(rest, " ")
			go io.Copy(io.Discard, out) //nolint:errcheck // nothing more is of interest
			return nil
		}
	}
	return errors.New("the server did not start")
}

// restart serves the county by a program that has drawn nothing yet.
func (c *county) restart(ctx context.Context) error {
	if err := c.server.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	if err := c.server.Wait(); err != nil {
		return err
	}
	return c.serve(ctx)
}

// tileserv serves the same database with pg_tileserv, and returns its address and what
// stops it.
func (c *county) tileserv(ctx context.Context, program string) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := listener.Close(); err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+c.cluster.URL(), "TS_HTTPHOST=127.0.0.1", "TS_HTTPPORT="+port, "TS_MAXFEATURESPERTILE=50000")
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	for range 100 {
		if response, err := c.client.Get("http://" + address + "/health"); err == nil {
			_ = response.Body.Close()
			return address, stop, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	return "", nil, errors.New("pg_tileserv did not start")
}

// What draws a tile in the database alone. tileserv does what a table's layer of pg_tileserv
// asks for: hexagons that truly meet the tile and a margin of 256 of 4096 round it, which it
// keeps. plainest asks for nothing that can be left out.
const (
	tileserv = `
WITH tile AS (SELECT ST_TileEnvelope($1, $2, $3) AS envelope, ST_TileEnvelope($1, $2, $3, margin => 256.0 / 4096) AS around), cells AS (
    SELECT cell, count, harm, asb, ST_AsMVTGeom(ST_Transform(geom, 3857), tile.envelope, 4096, 256) AS geom
    FROM ` + hexagons + `, tile WHERE ST_Intersects(geom, ST_Transform(tile.around, 3857)) LIMIT 50000
)
SELECT ST_AsMVT(cells, 'cells') FROM cells`
	plainest = `
WITH tile AS (SELECT ST_TileEnvelope($1, $2, $3) AS envelope), cells AS (
    SELECT cell, count, harm, asb, ST_AsMVTGeom(geom, tile.envelope, 4096, 64, true) AS geom FROM ` + hexagons + `, tile WHERE geom && tile.envelope
)
SELECT ST_AsMVT(cells, 'cells') FROM cells`
)

// draws returns what draws a tile by a statement alone.
func (c *county) draws(statement string) asking {
	return func(ctx context.Context, t maptile.Tile) (int, error) {
		var mvt []byte
		err := c.db.QueryRow(ctx, statement, int(t.Z), int(t.X), int(t.Y)).Scan(&mvt)
		return len(mvt), err
	}
}

// get asks a server for a tile and returns its size in bytes.
func (c *county) get(ctx context.Context, address, tileset string, t maptile.Tile, ending string) (int, error) {
	path := fmt.Sprintf("http://%s/tiles/%s/%d/%d/%d%s", address, tileset, t.Z, t.X, t.Y, ending)
	if ending == ".pbf" {
		path = strings.Replace(path, "/tiles/", "/", 1)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return 0, err
	}
	response, err := c.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, response.Status)
	}
	return int(n), err
}

// close stops what runs and removes what is temporary. Where something failed, it shows
// what the server said last.
func (c *county) close(failed error) error {
	if said, err := os.ReadFile(c.log()); failed != nil && err == nil {
		os.Stderr.Write(said[max(0, len(said)-4000):])
	}
	var err error
	if c.server != nil {
		_ = c.server.Process.Signal(os.Interrupt) // it may have ended
		err = c.server.Wait()
	}
	if c.db != nil {
		c.db.Close()
	}
	if c.cluster != nil {
		err = errors.Join(err, c.cluster.Close())
	}
	if c.temporary {
		err = errors.Join(err, os.RemoveAll(c.dir))
	}
	return err
}

const inside = `
SELECT ST_Area(ST_Intersection(ST_Transform(a.geom, 3857), tile)) > 0.9 * ST_Area(tile)
FROM areas AS a, ST_TileEnvelope($1, $2, $3) AS tile
WHERE a.code = $4`

// tiles returns tiles of the zooms tried that lie in the district, so that both surfaces
// have the same cells there: up to 200 of each zoom.
func (c *county) tiles(ctx context.Context) ([]maptile.Tile, error) {
	var zooms [][]maptile.Tile
	for z := maptile.Zoom(leastZoom); z <= mostZoom; z++ {
		var tiles []maptile.Tile
		for t := range tilecover.Bound(c.bound, z) {
			var in bool
			if err := c.db.QueryRow(ctx, inside, int(t.Z), int(t.X), int(t.Y), district).Scan(&in); err != nil {
				return nil, err
			}
			if in {
				tiles = append(tiles, t)
			}
		}
		slices.SortFunc(tiles, func(a, b maptile.Tile) int { return cmp.Compare(a.Quadkey(), b.Quadkey()) })
		if len(tiles) > 0 {
			zooms = append(zooms, tiles)
		}
	}
	var all []maptile.Tile
	for _, tiles := range zooms {
		all = append(all, tiles[:min(200, len(tiles))]...)
	}
	return all, nil
}

// times are how long requests took, in milliseconds, and the largest answer in bytes.
type times struct {
	took    []float64
	largest int
}

// at is the time that a share of the requests took at the most.
func (t *times) at(share float64) float64 {
	slices.Sort(t.took)
	return t.took[int(share*float64(len(t.took)))]
}

// asking asks for a tile, and returns its size in bytes.
type asking func(context.Context, maptile.Tile) (int, error)

// inTurn asks for so many tiles of each at a steady rate, whether or not those before have
// come, and adds the times. It asks for each tile of one after the other, so that whatever
// else the machine does weighs on all alike.
func inTurn(ctx context.Context, tiles []maptile.Tile, n int, asked []asking, into []times) error {
	var mu sync.Mutex
	var failed error
	var all sync.WaitGroup
	tick := time.NewTicker(everyRequest)
	defer tick.Stop()
	for i := range n {
		for of, ask := range asked {
			<-tick.C
			all.Go(func() {
				began := time.Now()
				size, err := ask(ctx, tiles[i%len(tiles)])
				mu.Lock()
				defer mu.Unlock()
				into[of].took = append(into[of].took, time.Since(began).Seconds()*1000)
				failed, into[of].largest = errors.Join(failed, err), max(into[of].largest, size)
			})
		}
	}
	all.Wait()
	return failed
}
