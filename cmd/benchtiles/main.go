// Command benchtiles asks a server for tiles of Demoshire with a million offences at 20
// requests a second, and compares how long they take: those of a district's surface with
// those of the force's, and these with pg_tileserv's of the same hexagons in the same
// database. Where no pg_tileserv is on the PATH, a statement like its own stands for it,
// without a server around it, so that pg_tileserv itself takes longer. The plainest query
// for the same tile is beside them. Each tile is asked for once, which has it drawn, and
// then again, when the server may still have it.
//
//	make bench-tiles
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"text/tabwriter"
	"time"

	"github.com/paulmach/orb/maptile"
)

const (
	everyRequest = 50 * time.Millisecond // 20 a second
	leastZoom    = 11                    // single cells are shown from here on
	mostZoom     = 14
	rounds       = 5 // in which each tile is drawn
)

func main() {
	offences := flag.Int("offences", 1_000_000, "how many offences Demoshire has")
	dir := flag.String("dir", "", "directory of the database, used again where it is there; without it a temporary one")
	requests := flag.Int("requests", 600, "how many tiles are asked for again of each")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *offences, *requests); err != nil {
		fmt.Fprintln(os.Stderr, "benchtiles:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, offences, requests int) (err error) {
	c, err := found(ctx, dir, offences)
	if err != nil {
		return err
	}
	m, err := measure(ctx, c, requests)
	if err := errors.Join(err, c.close(err)); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "tiles of zooms %d to %d at 20 a second, %d offences\tp50 ms\tp99 ms\tagain p50 ms\tagain p99 ms\tlargest kB\t\n", leastZoom, mostZoom, offences)
	for i, name := range m.names {
		f, a := m.drawn[i], m.again[i]
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t%.1f\t%d\t\n", name, f.at(0.5), f.at(0.99), a.at(0.5), a.at(0.99), f.largest/1000)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return judge(m.drawn, m.again)
}

// measured is what became of the district's surface, the force's, the other server and the
// plainest query.
type measured struct {
	names        []string
	drawn, again []times
}

// measure asks for tiles.
func measure(ctx context.Context, c *county, requests int) (m measured, err error) {
	tiles, err := c.tiles(ctx)
	if err != nil {
		return m, err
	}
	ours := func(surface string) asking {
		return func(ctx context.Context, t maptile.Tile) (int, error) {
			return c.get(ctx, c.address, surface, t, ".mvt")
		}
	}
	name, theirs := "pg_tileserv's statement, without a server", c.draws(tileserv)
	if program, err := exec.LookPath("pg_tileserv"); err == nil {
		address, stop, err := c.tileserv(ctx, program)
		if err != nil {
			return m, err
		}
		defer stop()
		name = "pg_tileserv"
		theirs = func(ctx context.Context, t maptile.Tile) (int, error) {
			return c.get(ctx, address, "public."+hexagons, t, ".pbf")
		}
	}
	m.names = []string{"a district's surface", "the force's surface", name, "the plainest query, without a server"}
	asked := []asking{ours(c.district), ours(c.force), theirs, c.draws(plainest)}
	m.drawn, m.again = make([]times, len(asked)), make([]times, len(asked))
	for range rounds { // of a server that has drawn nothing
		if err := c.restart(ctx); err != nil {
			return m, err
		}
		if err := inTurn(ctx, tiles, len(tiles), asked, m.drawn); err != nil {
			return m, err
		}
	}
	return m, inTurn(ctx, tiles, requests, asked, m.again)
}

// judge prints the ratios beside what they may be, and is an error where one is missed.
// Both are the times of the district's surface, of the force's and of the other server.
func judge(drawn, again []times) error {
	missed := 0
	ratios := []struct {
		name      string
		is, least float64
		most      float64
	}{
		{"p50 when drawn, the force's to the other's", drawn[1].at(0.5) / drawn[2].at(0.5), 0, 0.5},
		{"p99 when drawn, the force's to the other's", drawn[1].at(0.99) / drawn[2].at(0.99), 0, 1},
		{"p50 again, the force's to the other's", again[1].at(0.5) / again[2].at(0.5), 0, 0.5},
		{"p99 again, the force's to the other's", again[1].at(0.99) / again[2].at(0.99), 0, 1},
		{"p50 when drawn, the force's to the district's", drawn[1].at(0.5) / drawn[0].at(0.5), 0.8, 1.2},
	}
	for _, r := range ratios {
		verdict := "ok"
		if r.is < r.least || r.is > r.most {
			verdict = "MISSED"
			missed++
		}
		fmt.Printf("%s: %.2f, may be %g to %g: %s\n", r.name, r.is, r.least, r.most, verdict)
	}
	if missed > 0 {
		return fmt.Errorf("%d of %d missed", missed, len(ratios))
	}
	return nil
}
