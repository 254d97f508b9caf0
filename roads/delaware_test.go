package roads_test

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"beatplan/roads"
)

// delaware returns the streets of the extract that comes with the module that reads
// extracts, where the module cache has it.
func delaware(t testing.TB) []roads.Street {
	t.Helper()
	cache := os.Getenv("GOMODCACHE")
	if home, err := os.UserHomeDir(); cache == "" && err == nil {
		cache = filepath.Join(home, "go", "pkg", "mod")
	}
	found, _ := filepath.Glob(filepath.Join(cache, "github.com", "paulmach", "osm@*", "testdata", "delaware-latest.osm.pbf"))
	if len(found) == 0 {
		t.Skip("no extract of Delaware in the module cache")
	}
	file, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	at, closed := map[osm.NodeID]orb.Point{}, map[osm.NodeID]roads.Modes{}
	var streets []roads.Street
	scanner := osmpbf.New(context.Background(), file, 2)
	defer scanner.Close()
	for scanner.Scan() {
		switch o := scanner.Object().(type) {
		case *osm.Node:
			at[o.ID] = orb.Point{o.Lon, o.Lat}
			if c := roads.ClosedBy(o.Tags.Map()); c != 0 {
				closed[o.ID] = c
			}
		case *osm.Way:
			s, is := roads.FromTags(o.Tags.Map())
			if !is || len(o.Nodes) < 2 {
				continue
			}
			s.ID = int64(o.ID)
			s.Closed = make([]roads.Modes, len(o.Nodes))
			for i, n := range o.Nodes {
				s.Nodes, s.Line = append(s.Nodes, int64(n.ID)), append(s.Line, at[n.ID])
				s.Closed[i] = closed[n.ID]
			}
			streets = append(streets, s)
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return streets
}

// scattered returns places on a network near the ends of random streets.
func scattered(t testing.TB, n *roads.Network, streets []roads.Street, count int) []roads.Place {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var places []roads.Place
	for len(places) < count {
		line := streets[rng.IntN(len(streets))].Line
		p, err := n.Place(line[rng.IntN(len(line))])
		if err == nil {
			places = append(places, p)
		}
	}
	return places
}

// TestDelaware holds the hierarchy against Dijkstra's search, 300 × 300 on a real
// network.
func TestDelaware(t *testing.T) {
	t.Parallel()
	streets := delaware(t)
	for mode, count := range map[roads.Modes]int{roads.OnFoot: 40, roads.ByVehicle: 300} {
		n, err := roads.NewNetwork(streets, mode)
		if err != nil {
			t.Fatal(err)
		}
		places := scattered(t, n, streets, count)
		if diff := cmp.Diff(n.Plain(places), n.Quick(places)); diff != "" {
			t.Errorf("%s (-Dijkstra +hierarchy):\n%.2000s", mode, diff)
		}
		if n.Junctions() < 50_000 {
			t.Errorf("%s: %d junctions", mode, n.Junctions())
		}
	}
}

// BenchmarkDelaware builds the hierarchy for vehicles and asks for 300 × 300 legs,
// beside 300 of Dijkstra's searches.
func BenchmarkDelaware(b *testing.B) {
	streets := delaware(b)
	heap := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	before := heap()
	n, err := roads.NewNetwork(streets, roads.ByVehicle)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	places := scattered(b, n, streets, 300) // which makes the index
	edges, plain := n.Shortcuts()           // and the hierarchy
	size := heap() - before
	b.Logf("%d junctions, %d edges, %d in the hierarchy, %.1f MiB", n.Junctions(), plain, edges, size)
	var dijkstra, quick, build time.Duration
	b.Run("dijkstra", func(b *testing.B) {
		for b.Loop() {
			n.Plain(places)
		}
		dijkstra = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			n.Contract()
		}
		build = b.Elapsed() / time.Duration(b.N)
		b.ReportMetric(build.Seconds()/dijkstra.Seconds(), "of-dijkstra")
	})
	b.Run("hierarchy", func(b *testing.B) {
		for b.Loop() {
			n.Legs(places)
		}
		quick = b.Elapsed() / time.Duration(b.N)
		b.ReportMetric(dijkstra.Seconds()/quick.Seconds(), "times-faster")
		b.ReportMetric(size, "MiB")
	})
}
