package roads_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	earth "github.com/paulmach/orb/geo"
	"pgregory.net/rapid"

	"beatplan/demoshire"
	"beatplan/roads"
)

// at returns a point so many metres east and north of a corner near Southend.
func at(east, north float64) orb.Point {
	degree := orb.EarthRadius * math.Pi / 180
	return orb.Point{0.7 + east/degree/math.Cos(51.5*math.Pi/180), 51.5 + north/degree}
}

// street returns a street open to all, by its nodes' ids, which say where they are:
// 305 is 300 m east and 500 m north.
func street(id int64, class string, nodes ...int64) roads.Street {
	s := roads.Street{ID: id, Class: class, Nodes: nodes, Foot: roads.Both, Cycle: roads.Both, Vehicle: roads.Both, Emergency: roads.Both}
	for _, n := range nodes {
		s.Line = append(s.Line, at(float64(n/100*100), float64(n%100*100)))
	}
	return s
}

// square is a square of 600 m with a street through its middle.
//
//	006 ── 306 ── 606
//	 │      │      │
//	000 ── 300 ── 600
func square() []roads.Street {
	return []roads.Street{
		street(1, "residential", 0, 300, 600), street(2, "residential", 600, 606),
		street(3, "residential", 606, 306, 6), street(4, "residential", 6, 0), street(5, "residential", 300, 306),
	}
}

func network(t testing.TB, mode roads.Modes, streets ...roads.Street) *roads.Network {
	t.Helper()
	n, err := roads.NewNetwork(streets, mode)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func place(t testing.TB, n *roads.Network, p orb.Point) roads.Place {
	t.Helper()
	found, err := n.Place(p)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestLegs(t *testing.T) {
	t.Parallel()
	from, to := at(300, 0), at(300, 600) // the ends of the street in the middle
	change := func(change func(middle *roads.Street)) []roads.Street {
		s := square()
		change(&s[4])
		return s
	}
	with := func(s roads.Street, node int, closed roads.Modes) roads.Street {
		s.Closed = make([]roads.Modes, len(s.Nodes))
		s.Closed[node] = closed
		return s
	}
	tests := map[string]struct {
		streets []roads.Street
		mode    roads.Modes
		metres  float64
		kmh     float64
		pieces  int // by vehicle: half a second at the end of each
	}{
		"straight on foot":       {square(), roads.OnFoot, 600, 4.7, 0},
		"straight by cycle":      {square(), roads.ByCycle, 600, 15, 0},
		"by its class":           {square(), roads.ByVehicle, 600, 33, 1},
		"by its limit":           {change(func(s *roads.Street) { s.MaxSpeed = 20 }), roads.ByVehicle, 600, 18, 1},
		"faster than is usual":   {change(func(s *roads.Street) { s.Class, s.MaxSpeed = "tertiary", 64.4 }), roads.ByVehicle, 600, 57.96, 1},
		"all that its class is":  {change(func(s *roads.Street) { s.Class, s.MaxSpeed = "tertiary", 96.6 }), roads.ByVehicle, 600, 64, 1},
		"faster than its class":  {change(func(s *roads.Street) { s.MaxSpeed = 100 }), roads.ByVehicle, 600, 33, 1},
		"against a one-way":      {change(func(s *roads.Street) { s.Vehicle = roads.Backward }), roads.ByVehicle, 1200, 33, 3},
		"a one-way on foot":      {change(func(s *roads.Street) { s.Vehicle = roads.Backward }), roads.OnFoot, 600, 4.7, 0},
		"a bus gate":             {change(func(s *roads.Street) { s.Vehicle = 0 }), roads.ByVehicle, 1200, 33, 3},
		"a bus gate, exempt":     {change(func(s *roads.Street) { s.Vehicle = 0 }), roads.WithEmergency, 600, 33, 1},
		"steps":                  {change(func(s *roads.Street) { s.Class = "steps" }), roads.OnFoot, 600, 2.82, 0},
		"bollards":               {append(square()[:4], with(street(5, "residential", 300, 303, 306), 1, roads.ByVehicle)), roads.ByVehicle, 1200, 33, 3},
		"bollards on foot":       {append(square()[:4], with(street(5, "residential", 300, 303, 306), 1, roads.ByVehicle)), roads.OnFoot, 600, 4.7, 0},
		"bollards, exempt":       {append(square()[:4], with(street(5, "residential", 300, 303, 306), 1, roads.ByVehicle)), roads.WithEmergency, 600, 33, 1},
		"bollards at a junction": {append(square()[:4], with(street(5, "residential", 300, 306), 0, roads.ByVehicle)), roads.ByVehicle, 1200, 33, 3},
		"a private street":       {change(func(s *roads.Street) { s.Vehicle, s.Private = 0, true }), roads.ByVehicle, 1200, 33, 3},
		"a tidal road":           {change(func(s *roads.Street) { s.Class, s.Floods = "primary", true }), roads.ByVehicle, 600, 20, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := network(t, tt.mode, tt.streets...)
			places := []roads.Place{place(t, n, from), place(t, n, to)}
			leg := n.Legs(places)[0][1]
			if want := tt.metres/tt.kmh*3.6 + float64(tt.pieces)/2; math.Abs(leg.Metres-tt.metres) > 2 || math.Abs(leg.Time.Seconds()-want) > 1.2 {
				t.Errorf("%.1f m in %.1f s, want %.0f in %.1f", leg.Metres, leg.Time.Seconds(), tt.metres, want)
			}
			if got := metres(n.Path(places[0], places[1])); math.Abs(got-tt.metres) > 2 {
				t.Errorf("the line has %.1f m, not %.0f", got, tt.metres)
			}
		})
	}
}

// TestBuiltUp drives 1,200 m through a town with a street each 100 m, 20 km of them in a
// km², and one with a street each 200 m, and in the country.
func TestBuiltUp(t *testing.T) {
	t.Parallel()
	town := func(each int64, main roads.Street) []roads.Street {
		streets := []roads.Street{main}
		for at := int64(0); at <= 40; at += each {
			var east, north []int64
			for along := int64(0); along <= 40; along++ {
				east, north = append(east, 100*along+at), append(north, 100*at+along)
			}
			streets = append(streets, street(100+at, "residential", north...))
			if at != 20 {
				streets = append(streets, street(200+at, "residential", east...))
			}
		}
		return streets
	}
	main := func(class string, limit float64) roads.Street {
		var nodes []int64
		for along := int64(0); along <= 40; along++ {
			nodes = append(nodes, 100*along+20)
		}
		s := street(1, class, nodes...)
		s.MaxSpeed = limit
		return s
	}
	tests := map[string]struct {
		streets   []roads.Street
		kmh       float64
		junctions float64
	}{
		"dense":               {town(1, main("primary", 0)), 56, 12},
		"dense, by its limit": {town(1, main("primary", 48)), 43.2, 12},
		"a side street":       {town(1, main("residential", 0)), 33, 12},
		"open":                {town(2, main("primary", 0)), 70, 6},
		"the country":         {[]roads.Street{main("primary", 0)}, 70, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := network(t, roads.ByVehicle, tt.streets...)
			leg := n.Legs([]roads.Place{place(t, n, at(1410, 2000)), place(t, n, at(2610, 2000))})[0][1]
			// At both ends a part of a piece, with its part of the delay.
			if want := 1200/tt.kmh*3.6 + tt.junctions/2; math.Abs(leg.Time.Seconds()-want) > 0.6 {
				t.Errorf("%.1f m in %.1f s, want %.1f", leg.Metres, leg.Time.Seconds(), want)
			}
		})
	}
}

// TestACornerIsOfAllItsStreets comes to a crossroads of one-way streets by either that
// leads to it, and leaves it by either that leads away, whichever it is found on.
func TestACornerIsOfAllItsStreets(t *testing.T) {
	t.Parallel()
	streets := []roads.Street{
		street(1, "residential", 0, 300, 600, 603, 606, 306, 6, 3, 0), // around
		street(2, "residential", 3, 303), street(3, "residential", 300, 303),
		street(4, "residential", 303, 603), street(5, "residential", 303, 306),
	}
	for i := range streets[1:] {
		streets[i+1].Vehicle = roads.Forward
	}
	n := network(t, roads.ByVehicle, streets...)
	corner := place(t, n, at(300, 300))
	for name, tt := range map[string]struct{ from, to roads.Place }{
		"from the west":  {place(t, n, at(150, 300)), corner},
		"from the south": {place(t, n, at(300, 150)), corner},
		"to the east":    {corner, place(t, n, at(450, 300))},
		"to the north":   {corner, place(t, n, at(300, 450))},
	} {
		leg := n.Legs([]roads.Place{tt.from, tt.to})[0][1]
		if line := metres(n.Path(tt.from, tt.to)); math.Abs(leg.Metres-150) > 1 || math.Abs(line-150) > 1 {
			t.Errorf("%s: %.1f m, and a line of %.1f, not 150", name, leg.Metres, line)
		}
	}
}

func metres(line orb.LineString) (sum float64) {
	for i := 1; i < len(line); i++ {
		sum += earth.DistanceHaversine(line[i-1], line[i])
	}
	return sum
}

func TestPlace(t *testing.T) {
	t.Parallel()
	estate := street(10, "service", 303, 503) // off the middle, private
	estate.Name, estate.Private, estate.Foot, estate.Cycle, estate.Vehicle, estate.Emergency = "Park Close", true, 0, 0, 0, 0
	deeper := street(11, "residential", 503, 504) // behind it, open to all who get there
	gated := street(12, "residential", 6, 9)
	gated.Closed = []roads.Modes{roads.ByVehicle | roads.OnFoot, 0}
	motorway := street(13, "motorway", 700, 706)
	island := street(14, "residential", 5000, 5003)
	streets := append(square()[:4], street(5, "residential", 300, 303, 306), estate, deeper, gated, motorway, island)
	n := network(t, roads.ByVehicle, streets...)
	tests := map[string]struct {
		of, at orb.Point
		note   string // what the note or the error has
	}{
		"on a street":           {at(150, 0), at(150, 0), ""},
		"beside a street":       {at(150, -40), at(150, 0), ""},
		"at a corner":           {at(-30, -30), at(0, 0), ""},
		"on a private street":   {at(480, 310), at(300, 300), "Park Close is private: the route goes to its gate, 180 m away"},
		"just inside the gate":  {at(330, 305), at(300, 300), ""},
		"behind a private one":  {at(500, 390), at(300, 300), "a street is behind a barrier: the route goes to its gate, 219 m away"},
		"behind a gate":         {at(0, 850), at(0, 600), "a street is behind a barrier: the route goes to its gate, 250 m away"},
		"by a motorway":         {at(690, 300), at(600, 300), ""},
		"on an island":          {at(5000, 100), orb.Point{}, "the streets there lead nowhere else by vehicle, and no other is within 1000 m"},
		"off the network":       {at(3000, 5000), orb.Point{}, "the nearest street by vehicle is 5"},
		"between but far of it": {at(1590, 300), at(600, 300), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := n.Place(tt.of)
			var unreached *roads.UnreachedError
			if tt.at == (orb.Point{}) {
				if !errors.As(err, &unreached) || !strings.Contains(err.Error(), tt.note) || unreached.Of != tt.of {
					t.Fatalf("%+v, error %v", p, err)
				}
				return
			}
			if err != nil || earth.DistanceHaversine(p.At, tt.at) > 0.5 || p.Note != tt.note {
				t.Errorf("%v, %q, error %v; %.1f m off", p.At, p.Note, err, earth.DistanceHaversine(p.At, tt.at))
			}
			if want := earth.DistanceHaversine(tt.of, p.At); math.Abs(p.Metres-want) > 0.01 {
				t.Errorf("%.2f m from it, not %.2f", p.Metres, want)
			}
		})
	}
	if n.Orphans() != 2 {
		t.Errorf("%d pieces lead nowhere, not those of the island and the motorway", n.Orphans())
	}
}

// TestTheWalkFromTheStreetCounts adds what is walked at both ends to a leg.
func TestTheWalkFromTheStreetCounts(t *testing.T) {
	t.Parallel()
	n := network(t, roads.ByVehicle, square()...)
	a, b := place(t, n, at(100, -47)), place(t, n, at(500, -94))
	leg := n.Legs([]roads.Place{a, b})[0][1]
	if want := 400/33.*3.6 + 0.5 + 141/4.7*3.6; math.Abs(leg.Time.Seconds()-want) > 1 || math.Abs(leg.Metres-541) > 2 {
		t.Errorf("%.1f m in %.1f s, want 541 in %.1f", leg.Metres, leg.Time.Seconds(), want)
	}
}

func TestNoStreets(t *testing.T) {
	t.Parallel()
	path := street(1, "footway", 0, 300)
	path.Vehicle, path.Emergency = 0, 0
	for name, streets := range map[string][]roads.Street{"none": nil, "footways": {path}} {
		if _, err := roads.NewNetwork(streets, roads.ByVehicle); !errors.Is(err, roads.ErrNoStreets) || !strings.Contains(err.Error(), "by vehicle") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestReach walks out of a place in a straight street for a minute.
func TestReach(t *testing.T) {
	t.Parallel()
	n := network(t, roads.OnFoot, square()...)
	tests := map[string]struct {
		from   orb.Point
		within time.Duration
		metres float64 // of streets, with 4.7 km/h
	}{
		"nowhere":            {at(150, 0), 0, 0},
		"along a street":     {at(150, 0), time.Minute, 2 * 78.33},
		"around the corners": {at(300, 0), 5 * time.Minute, 3 * 391.67},
		"everywhere":         {at(300, 0), time.Hour, 5 * 600},
		"after a walk":       {at(150, -47), time.Minute, 2 * 31.33},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sum := 0.0
			for _, line := range n.Reach(place(t, n, tt.from), tt.within) {
				sum += metres(line)
			}
			if math.Abs(sum-tt.metres) > 3 {
				t.Errorf("%.1f m of streets, not %.1f", sum, tt.metres)
			}
		})
	}
}

// TestHierarchyIsDijkstra holds, on random streets with one-ways, barriers, private
// ones and loops: the hierarchy finds the ways that Dijkstra's search finds, and the
// lines are as long as the legs say.
func TestHierarchyIsDijkstra(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		side := int64(rapid.IntRange(1, 6).Draw(t, "side"))
		node := rapid.Custom(func(t *rapid.T) int64 {
			return 100*rapid.Int64Range(0, side).Draw(t, "east") + rapid.Int64Range(0, side).Draw(t, "north")
		})
		way := rapid.SampledFrom([]roads.Way{0, roads.Forward, roads.Backward, roads.Both, roads.Both, roads.Both})
		var streets []roads.Street
		for i := range rapid.IntRange(1, 40).Draw(t, "streets") {
			nodes := rapid.SliceOfN(node, 2, 5).Draw(t, "nodes")
			s := street(int64(i), rapid.SampledFrom([]string{"residential", "primary", "service"}).Draw(t, "class"), nodes...)
			s.Vehicle = way.Draw(t, "way")
			s.Private = s.Vehicle == 0
			if rapid.IntRange(0, 9).Draw(t, "barrier") == 0 {
				s.Closed = make([]roads.Modes, len(nodes))
				s.Closed[rapid.IntRange(0, len(nodes)-1).Draw(t, "at")] = roads.ByVehicle
			}
			streets = append(streets, s)
		}
		n, err := roads.NewNetwork(streets, roads.ByVehicle)
		if errors.Is(err, roads.ErrNoStreets) {
			return
		}
		var places []roads.Place
		for range 6 {
			p := at(rapid.Float64Range(-50, 650).Draw(t, "x"), rapid.Float64Range(-50, 650).Draw(t, "y"))
			found, err := n.Place(p)
			if err != nil {
				t.Fatal(err)
			}
			places = append(places, found)
		}
		plain := n.Plain(places)
		if diff := cmp.Diff(plain, n.Quick(places)); diff != "" {
			t.Fatalf("(-Dijkstra +hierarchy):\n%s", diff)
		}
		for i, from := range places {
			for j, to := range places {
				line := n.Path(from, to)
				if line[0] != from.At || line[len(line)-1] != to.At {
					t.Fatalf("from %v to %v: %v", from.At, to.At, line)
				}
				if want := float64(plain[i][j][1]) / 10; math.Abs(metres(line)-want) > 0.2*float64(len(line))+1 {
					t.Fatalf("from %v to %v: %.1f m of %v, not %.1f", from.At, to.At, metres(line), line, want)
				}
			}
		}
	})
}

// TestWithin finds what is near along streets, as the legs on foot say, where all streets
// are as fast and both ways.
func TestWithin(t *testing.T) {
	t.Parallel()
	n := network(t, roads.OnFoot, square()...)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (places []roads.Place) {
			for range rapid.IntRange(0, 5).Draw(t, name) {
				p, err := n.Place(at(rapid.Float64Range(-100, 700).Draw(t, "x"), rapid.Float64Range(-100, 700).Draw(t, "y")))
				if err != nil {
					t.Fatal(err)
				}
				places = append(places, p)
			}
			return places
		}
		places, others := draw("places"), draw("others")
		metres := rapid.Float64Range(0, 1500).Draw(t, "metres")
		near := n.Within(places, others, metres)
		legs := n.Legs(append(places[:len(places):len(places)], others...))
		for i := range places {
			found := map[int]float64{}
			for _, o := range near[i] {
				found[o.Place] = o.Metres
			}
			for j := range others {
				want := legs[len(places)+j][i].Metres
				got, is := found[j]
				if is != (want <= metres) && math.Abs(want-metres) > 1 || is && math.Abs(got-want) > 1 {
					t.Fatalf("from %v to %v %.1f m (%t), want %.1f of %.1f", others[j].Of, places[i].Of, got, is, want, metres)
				}
			}
		}
	})
}

// TestDemoshiresRiver goes between places all over Demoshire: the hierarchy is
// Dijkstra's search in all cells, and no line crosses the river but on a bridge.
func TestDemoshiresRiver(t *testing.T) {
	t.Parallel()
	c, err := demoshire.Found(demoshire.Options{Seed: 1}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	var streets []roads.Street
	bridges := map[[2]orb.Point]bool{}
	for _, s := range c.Streets {
		one := roads.Street{ID: s.ID, Name: s.Name, Class: s.Class, Nodes: s.Nodes, Line: s.Line, Bridge: s.Bridge, Foot: roads.Both, Cycle: roads.Both, Vehicle: roads.Both, Emergency: roads.Both}
		if s.Oneway {
			one.Vehicle, one.Cycle = roads.Forward, roads.Forward
		}
		streets = append(streets, one)
		for i := 1; i < len(s.Line) && s.Bridge; i++ {
			bridges[[2]orb.Point{s.Line[i-1], s.Line[i]}], bridges[[2]orb.Point{s.Line[i], s.Line[i-1]}] = true, true
		}
	}
	for _, mode := range []roads.Modes{roads.OnFoot, roads.ByVehicle} {
		n := network(t, mode, streets...)
		places := scattered(t, n, streets, 60)
		if diff := cmp.Diff(n.Plain(places), n.Quick(places)); diff != "" {
			t.Errorf("%s (-Dijkstra +hierarchy):\n%.2000s", mode, diff)
		}
		crossings := 0
		for i := range places[1:] {
			line := n.Path(places[i], places[i+1])
			for k := 1; k < len(line); k++ {
				a, b := line[k-1], line[k]
				if !crosses(a, b, c.River) {
					continue
				}
				crossings++
				if !bridges[[2]orb.Point{a, b}] && !onOne(a, b, bridges) {
					t.Errorf("%s: crosses the river from %v to %v, where no bridge is", mode, a, b)
				}
			}
		}
		if crossings < 10 {
			t.Errorf("%s: %d crossings of the river prove little", mode, crossings)
		}
	}
}

// onOne reports whether a line that begins or ends on a bridge lies on it.
func onOne(a, b orb.Point, bridges map[[2]orb.Point]bool) bool {
	for bridge := range bridges {
		whole := earth.DistanceHaversine(bridge[0], bridge[1])
		off := func(p orb.Point) float64 {
			return earth.DistanceHaversine(bridge[0], p) + earth.DistanceHaversine(p, bridge[1]) - whole
		}
		if off(a) < 0.1 && off(b) < 0.1 {
			return true
		}
	}
	return false
}

// crosses reports whether a stretch crosses a line.
func crosses(a, b orb.Point, line orb.LineString) bool {
	left := func(a, b, c orb.Point) bool { return (b[0]-a[0])*(c[1]-a[1])-(b[1]-a[1])*(c[0]-a[0]) > 0 }
	for i := 1; i < len(line); i++ {
		c, d := line[i-1], line[i]
		if left(a, b, c) != left(a, b, d) && left(c, d, a) != left(c, d, b) {
			return true
		}
	}
	return false
}
