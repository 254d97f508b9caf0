// Command benchtiles asks a server for tiles of Demoshire with a million offences at 20
// requests a second, and compares how long they take: those of a district's surface with
// those of the force's, and these with pg_tileserv's of the same hexagons in the same
// database. Where no pg_tileserv is on the PATH, the plainest query for the same tile
// stands for it, without a server around it.
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
)

func main() {
	offences := flag.Int("offences", 1_000_000, "how many offences Demoshire has")
	dir := flag.String("dir", "", "directory of the database, used again where it is there; without it a temporary one")
	requests := flag.Int("requests", 600, "how many tiles are asked for of each")
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
	defer func() { err = errors.Join(err, c.close()) }()
	tiles, err := c.tiles(ctx)
	if err != nil {
		return err
	}
	ours := func(surface string) func(context.Context, maptile.Tile) (int, error) {
		return func(ctx context.Context, t maptile.Tile) (int, error) {
			return c.get(ctx, c.address, surface, t, ".mvt")
		}
	}
	name, theirs := "the plainest query, without a server", c.plainest
	if program, err := exec.LookPath("pg_tileserv"); err == nil {
		address, stop, err := c.tileserv(ctx, program)
		if err != nil {
			return err
		}
		defer stop()
		name = "pg_tileserv"
		theirs = func(ctx context.Context, t maptile.Tile) (int, error) {
			return c.get(ctx, address, "public."+hexagons, t, ".pbf")
		}
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%d tiles of zooms %d to %d at 20 a second, %d offences\tp50 ms\tp99 ms\tlargest kB\t\n", requests, leastZoom, mostZoom, offences)
	var rows []times
	for _, of := range []struct {
		name string
		ask  func(context.Context, maptile.Tile) (int, error)
	}{
		{"a district's surface", ours(c.district)},
		{"the force's surface", ours(c.force)},
		{name, theirs},
	} {
		t, err := timed(ctx, tiles, requests, of.ask)
		if err != nil {
			return fmt.Errorf("%s: %w", of.name, err)
		}
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%d\t\n", of.name, t.p50, t.p99, t.largest/1000)
		rows = append(rows, t)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return judge(rows[0], rows[1], rows[2])
}

// judge prints the ratios beside what they may be, and is an error where one is missed.
func judge(district, force, other times) error {
	missed := 0
	for _, r := range []struct {
		name      string
		is, least float64
		most      float64
	}{
		{"p50, the force's to the other's", force.p50 / other.p50, 0, 0.5},
		{"p99, the force's to the other's", force.p99 / other.p99, 0, 1},
		{"p50, the force's to the district's", force.p50 / district.p50, 0.8, 1.2},
	} {
		verdict := "ok"
		if r.is < r.least || r.is > r.most {
			verdict = "MISSED"
			missed++
		}
		fmt.Printf("%s: %.2f, may be %g to %g: %s\n", r.name, r.is, r.least, r.most, verdict)
	}
	if missed > 0 {
		return fmt.Errorf("%d of 3 missed", missed)
	}
	return nil
}
