package demoshire_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/long"
)

// onGrid returns a line on the National Grid, metres.
func onGrid(line orb.LineString) orb.LineString {
	grid := make(orb.LineString, len(line))
	for i, p := range line {
		grid[i] = geo.ToGrid(p)
	}
	return grid
}

// reached returns the nodes that can be reached from one.
func reached(from int64, next map[int64][]int64) map[int64]bool {
	seen := map[int64]bool{from: true}
	for queue := []int64{from}; len(queue) > 0; queue = queue[1:] {
		for _, n := range next[queue[0]] {
			if !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return seen
}

// One can go from any street to any other, by one-way streets too, and no one
// crosses another or the river but at a node or on a bridge.
func TestStreets(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 5, 118}[:long.Of(1, 3)] {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c, err := county(t), error(nil)
			if seed > 1 {
				c, err = demoshire.Found(demoshire.Options{Seed: seed}, london(t))
			}
			if err != nil {
				t.Fatal(err)
			}
			checkNetwork(t, c.Streets)
			checkCrossings(t, c)
			checkPremises(t, c)
		})
	}
}

func checkNetwork(t *testing.T, streets []demoshire.Street) {
	t.Helper()
	on, back := map[int64][]int64{}, map[int64][]int64{}
	at := map[int64]orb.Point{}
	ids, oneway := map[int64]bool{}, 0
	for _, s := range streets {
		if ids[s.ID] || s.Name == "" || len(s.Nodes) < 2 || len(s.Nodes) != len(s.Line) {
			t.Fatalf("street %+v", s)
		}
		ids[s.ID] = true
		if s.Oneway {
			oneway++
		}
		for i, n := range s.Nodes {
			if p, known := at[n]; known && p != s.Line[i] {
				t.Fatalf("node %d is at %v and at %v", n, p, s.Line[i])
			}
			at[n] = s.Line[i]
			if i == 0 {
				continue
			}
			on[s.Nodes[i-1]] = append(on[s.Nodes[i-1]], n)
			back[n] = append(back[n], s.Nodes[i-1])
			if !s.Oneway {
				on[n] = append(on[n], s.Nodes[i-1])
				back[s.Nodes[i-1]] = append(back[s.Nodes[i-1]], n)
			}
		}
	}
	first := streets[0].Nodes[0]
	if n, m := len(reached(first, on)), len(reached(first, back)); n != len(at) || m != len(at) {
		t.Errorf("of %d crossings, %d can be reached from one, and it from %d", len(at), n, m)
	}
	if oneway < 10 || len(streets) < 3_000 {
		t.Errorf("%d streets, %d of them one-way", len(streets), oneway)
	}
}

// A piece is a straight part of a street.
type piece struct {
	from, to orb.Point // National Grid, metres
	ends     [2]int64
	street   demoshire.Street
}

func checkCrossings(t *testing.T, c demoshire.County) {
	t.Helper()
	var pieces []piece
	const square = 500 // metres
	near := map[[2]int][]int{}
	for _, s := range c.Streets {
		line := onGrid(s.Line)
		for i := 1; i < len(line); i++ {
			p := piece{line[i-1], line[i], [2]int64{s.Nodes[i-1], s.Nodes[i]}, s}
			if s.Bridge && planar.Distance(p.from, p.to) > square {
				continue // to an island
			}
			x, y := int(p.from[0]/square), int(p.from[1]/square)
			for dx := -1; dx <= 1; dx++ {
				for dy := -1; dy <= 1; dy++ {
					for _, j := range near[[2]int{x + dx, y + dy}] {
						if q := pieces[j]; cross(p.from, p.to, q.from, q.to) && !meet(p.ends, q.ends) && !p.street.Bridge && !q.street.Bridge {
							t.Fatalf("%s and %s cross near %v", p.street.Name, q.street.Name, p.street.Line[0])
						}
					}
				}
			}
			near[[2]int{x, y}] = append(near[[2]int{x, y}], len(pieces))
			pieces = append(pieces, p)
		}
	}
	river, bridges := onGrid(c.River), map[int64]bool{}
	for _, p := range pieces {
		for i := 1; i < len(river); i++ {
			if !cross(p.from, p.to, river[i-1], river[i]) {
				continue
			}
			if !p.street.Bridge {
				t.Errorf("%s crosses the river without a bridge", p.street.Name)
			}
			bridges[p.street.ID] = true
		}
	}
	length := 0.0
	for i := 1; i < len(river); i++ {
		length += planar.Distance(river[i-1], river[i])
	}
	if len(bridges) < 3 || length < 5_000 {
		t.Errorf("%d bridges over %.0f m of river", len(bridges), length)
	}
	if planar.MultiPolygonContains(c.Areas[0].Land, c.River[len(c.River)-1]) || !planar.MultiPolygonContains(c.Areas[0].Land, c.River[0]) {
		t.Error("the river does not go from the land to the sea")
	}
}

func meet(a, b [2]int64) bool { return a[0] == b[0] || a[0] == b[1] || a[1] == b[0] || a[1] == b[1] }

// cross reports whether two lines cross.
func cross(a, b, c, d orb.Point) bool {
	left := func(a, b, p orb.Point) bool { return (b[0]-a[0])*(p[1]-a[1])-(b[1]-a[1])*(p[0]-a[0]) < 0 }
	return left(a, b, c) != left(a, b, d) && left(c, d, a) != left(c, d, b)
}

// checkPremises looks for a street near each site.
func checkPremises(t *testing.T, c demoshire.County) {
	t.Helper()
	const square, most = 400, 150 // metres
	near := map[[2]int][]orb.LineString{}
	for _, s := range c.Streets {
		line := onGrid(s.Line)
		for i := 1; i < len(line); i++ {
			for _, end := range line[i-1 : i+1] {
				at := [2]int{int(end[0] / square), int(end[1] / square)}
				near[at] = append(near[at], line[i-1:i+1])
			}
		}
	}
	for _, s := range c.Sites {
		p, least := geo.ToGrid(*s.At), math.Inf(1)
		x, y := int(p[0]/square), int(p[1]/square)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, line := range near[[2]int{x + dx, y + dy}] {
					least = min(least, planar.DistanceFrom(line, p))
				}
			}
		}
		if least > most {
			t.Errorf("%s is %.0f m from the nearest street", s.Name, least)
		}
	}
}
