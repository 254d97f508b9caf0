package demoshire

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A Town is a town or a village.
type Town struct {
	Name      string
	District  string    // code
	Centre    orb.Point // WGS 84
	Residents float64   // about
	Extent    float64   // metres from the centre, within which most of them live
}

// kind returns what OpenStreetMap calls it.
func (t Town) kind() string {
	switch {
	case t.Residents >= 100_000:
		return "city"
	case t.Residents >= 10_000:
		return "town"
	}
	return "village"
}

// A district of the plan: its main town, the town's wards, and its villages.
type district struct {
	name     string
	town     string
	port     bool
	people   float64 // residents of the town
	quarters []string
	villages []string
}

// plan returns the districts, ports first: they take the seats nearest the sea.
func plan() []district {
	return []district{
		{"Ostermouth", "Ostermouth", true, 118_000, []string{"Harbour", "Priory", "Northgate"}, []string{"Pellingsea", "Wrackham", "Tidewell"}},
		{"Marlhaven", "Marlhaven", true, 88_000, []string{"Seafront", "St Osric", "Tanyard"}, []string{"Sandlegate", "Oxlode", "Marrowby"}},
		{"Hollin Coast", "Hollinsea", true, 44_000, []string{"Quay", "Ropewalk"}, []string{"Brantlow", "Saltrow", "Kestrel End"}},
		{"Greywater", "Sallowbridge", true, 36_000, []string{"Bridge", "Maltings"}, []string{"Eelmere", "Dunsel Green", "Cawdle"}},
		{"Thornholt", "Thornholt", false, 62_000, []string{"Market", "Castle", "Southfields"}, []string{"Ashgrave", "Furlong Cross", "Great Quernham"}},
		{"Fenmarsh", "Lodewick", false, 31_000, []string{"Cornhill", "Abbey"}, []string{"Little Wending", "Merrowhithe", "Owlet St Anne"}},
	}
}

const (
	force        = "DEMO-F01"
	coastal      = 4       // steps inland that a port's centre is
	quarter      = 1_600.0 // metres from a town's centre to its outer wards
	rural        = 12_000  // residents outside towns and villages
	leastVillage = 2_000.0 // residents
	mostVillage  = 6_500.0
)

// A parish is a ward in the making: a seat, and all that is nearer to it than
// to any other.
type parish struct {
	name     string
	district int
	seat     int // node
}

// settle founds the towns and villages and their wards, on the largest island.
func settle(g *ground, rng *rand.Rand) ([]Town, []parish) {
	seats := spread(g, g.main, len(plan()), rng)
	slices.SortStableFunc(seats, func(a, b int) int { return cmp.Compare(g.inland[a], g.inland[b]) })
	shares := divide(g, g.main, seats)
	var towns []Town
	var parishes []parish
	for d, district := range plan() {
		own, centre := shares[d], seats[d]
		if district.port {
			shore := where(own, func(n int) bool { return g.inland[n] == coastal })
			centre = nearest(g, shore, g.position(centre))
		}
		away := func(n int) float64 { return planarDistance(g.position(n), g.position(centre)) }
		outer := where(own, func(n int) bool { return math.Abs(away(n)-quarter) < spacing })
		country := where(own, func(n int) bool { return away(n) > 2*quarter && g.inland[n] > 2 })

		towns = append(towns, found(g, district.town, d, centre, district.people))
		quarters := append([]int{centre}, spread(g, outer, len(district.quarters)-1, rng)...)
		for i, seat := range quarters {
			parishes = append(parishes, parish{district.town + " " + district.quarters[i], d, seat})
		}
		for i, seat := range spread(g, country, len(district.villages), rng) {
			residents := math.Round(leastVillage + (mostVillage-leastVillage)*rng.Float64())
			towns = append(towns, found(g, district.villages[i], d, seat, residents))
			parishes = append(parishes, parish{district.villages[i], d, seat})
		}
	}
	return towns, parishes
}

// where returns the nodes that are so, or all of them if none is.
func where(nodes []int, so func(int) bool) []int {
	chosen := slices.DeleteFunc(slices.Clone(nodes), func(n int) bool { return !so(n) })
	if len(chosen) == 0 {
		return nodes
	}
	return chosen
}

func found(g *ground, name string, district, node int, residents float64) Town {
	// From 2,000 residents in a km² in a village to 3,500 in a city.
	density := 2_000 + 1_500*min(1, residents/100_000)
	return Town{
		Name: name, District: districtCode(district), Residents: residents,
		Centre: rounded(geo.FromGrid(g.position(node))),
		Extent: math.Round(1000 * math.Sqrt(residents/density/math.Pi)),
	}
}

// spread returns n of the nodes, far from one another and each in the middle of
// the nodes that are nearest to it (Lloyd's algorithm, stopped early).
func spread(g *ground, nodes []int, n int, rng *rand.Rand) []int {
	seats := make([]int, n)
	for i := range seats {
		seats[i] = nodes[rng.IntN(len(nodes))]
	}
	for range 12 {
		for i, share := range divide(g, nodes, seats) {
			if len(share) == 0 { // two seats fell together
				seats[i] = nodes[rng.IntN(len(nodes))]
				continue
			}
			var middle orb.Point
			for _, node := range share {
				p := g.position(node)
				middle[0] += p[0] / float64(len(share))
				middle[1] += p[1] / float64(len(share))
			}
			seats[i] = nearest(g, share, middle)
		}
	}
	return seats
}

// divide gives each node to its nearest seat.
func divide(g *ground, nodes, seats []int) [][]int {
	shares := make([][]int, len(seats))
	for _, node := range nodes {
		p := g.position(node)
		best, least := 0, math.Inf(1)
		for i, seat := range seats {
			if d := planarDistance(p, g.position(seat)); d < least {
				best, least = i, d
			}
		}
		shares[best] = append(shares[best], node)
	}
	return shares
}

func nearest(g *ground, nodes []int, p orb.Point) int {
	return slices.MinFunc(nodes, func(a, b int) int {
		return cmp.Compare(planarDistance(g.position(a), p), planarDistance(g.position(b), p))
	})
}

// planarDistance is in metres between positions on the National Grid.
func planarDistance(p, q orb.Point) float64 { return math.Hypot(p[0]-q[0], p[1]-q[1]) }
