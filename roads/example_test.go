package roads_test

import (
	"fmt"

	"github.com/paulmach/orb"

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

func ExampleNetwork() {
	mill, _ := roads.FromTags(map[string]string{"highway": "residential", "name": "Mill Lane"})
	mill.Nodes, mill.Line = []int64{1, 2}, orb.LineString{{0.700, 51.5}, {0.710, 51.5}}
	quay, _ := roads.FromTags(map[string]string{"highway": "residential", "name": "Quay Street"})
	quay.Nodes, quay.Line = []int64{2, 3}, orb.LineString{{0.710, 51.5}, {0.710, 51.505}}
	network, err := roads.NewNetwork([]roads.Street{mill, quay}, roads.OnFoot)
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
