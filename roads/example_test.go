package roads_test

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"beatplan/roads"
)

func ExampleFromTags() {
	street, is := roads.FromTags(map[string]string{"highway": "residential", "name": "Mill Lane", "oneway": "yes", "maxspeed": "20 mph"})
	fmt.Println(is, street.Name)
	fmt.Printf("on foot both ways: %t; by car forward alone: %t; %.1f km/h\n", street.Foot == roads.Both, street.Vehicle == roads.Forward, street.MaxSpeed)
	_, is = roads.FromTags(map[string]string{"waterway": "river"})
	fmt.Println(is)
	// Output:
	// true Mill Lane
	// on foot both ways: true; by car forward alone: true; 32.2 km/h
	// false
}

// streets are two, which meet at a corner.
func streets() []roads.Street {
	mill, _ := roads.FromTags(map[string]string{"highway": "residential", "name": "Mill Lane"})
	mill.Nodes, mill.Line = []int64{1, 2}, orb.LineString{{0.700, 51.5}, {0.710, 51.5}}
	quay, _ := roads.FromTags(map[string]string{"highway": "residential", "name": "Quay Street"})
	quay.Nodes, quay.Line = []int64{2, 3}, orb.LineString{{0.710, 51.5}, {0.710, 51.505}}
	return []roads.Street{mill, quay}
}

func ExampleNetwork() {
	network, err := roads.NewNetwork(streets(), roads.OnFoot)
	if err != nil {
		fmt.Println(err)
		return
	}
	var places []roads.Place
	for _, at := range []orb.Point{{0.705, 51.5}, {0.710, 51.504}} {
		place, err := network.Place(at)
		if err != nil {
			fmt.Println(err)
			return
		}
		places = append(places, place)
	}
	leg := network.Legs(places)[0][1]
	fmt.Printf("from %s to %s: %.0f m, %.0f min\n", places[0].Street, places[1].Street, leg.Metres, leg.Time.Minutes())
	fmt.Println(len(network.Path(places[0], places[1])), "points")
	// Output:
	// from Mill Lane to Quay Street: 792 m, 10 min
	// 3 points
}

func ExampleNetwork_Reach() {
	network, err := roads.NewNetwork(streets(), roads.OnFoot)
	if err != nil {
		fmt.Println(err)
		return
	}
	from, err := network.Place(orb.Point{0.705, 51.5})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, minutes := range []int{2, 20} {
		fmt.Printf("within %d min: %.0f m of streets\n", minutes, geo.LengthHaversine(network.Reach(from, time.Duration(minutes)*time.Minute)))
	}
	// Output:
	// within 2 min: 313 m of streets
	// within 20 min: 1250 m of streets
}

func ExampleNetwork_Within() {
	network, err := roads.NewNetwork(streets(), roads.OnFoot)
	if err != nil {
		fmt.Println(err)
		return
	}
	var places []roads.Place
	for _, at := range []orb.Point{{0.705, 51.5}, {0.710, 51.504}} {
		place, err := network.Place(at)
		if err != nil {
			fmt.Println(err)
			return
		}
		places = append(places, place)
	}
	for _, metres := range []float64{500, 1000} {
		fmt.Println(len(network.Within(places[:1], places[1:], metres)[0]), "within", metres, "m along streets")
	}
	// Output:
	// 0 within 500 m along streets
	// 1 within 1000 m along streets
}

func ExampleClosedBy() {
	closed := roads.ClosedBy(map[string]string{"barrier": "bollard"})
	fmt.Println(closed&roads.OnFoot != 0, closed&roads.ByVehicle != 0)
	// Output:
	// false true
}

func ExampleDigest() {
	all, again := roads.Digest(streets()), roads.Digest(streets())
	fmt.Println(all == again, all == roads.Digest(streets()[:1]))
	// Output:
	// true false
}
