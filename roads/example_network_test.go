package roads_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/roads"
)

// onFoot is the network of the two streets, and a place on each.
func onFoot() (*roads.Network, []roads.Place) {
	network, err := roads.NewNetwork(streets(), roads.OnFoot)
	if err != nil {
		panic(err)
	}
	var places []roads.Place
	for _, at := range []orb.Point{{0.705, 51.5}, {0.710, 51.504}} {
		place, err := network.Place(at)
		if err != nil {
			panic(err)
		}
		places = append(places, place)
	}
	return network, places
}

func ExampleIsRail() {
	fmt.Println(roads.IsRail("tram"), roads.IsRail("residential"))
	// Output: true false
}

func ExampleNewNetwork() {
	network, err := roads.NewNetwork(streets(), roads.OnFoot)
	fmt.Println(network.Junctions(), "junctions,", network.Orphans(), "pieces lead nowhere,", err)
	_, err = roads.NewNetwork(nil, roads.OnFoot)
	fmt.Println(err)
	// Output:
	// 3 junctions, 0 pieces lead nowhere, <nil>
	// none of the streets can be used on foot
}

func ExampleNetwork_Lines() {
	network, _ := onFoot()
	fmt.Println(len(network.Lines()))
	// Output: 2
}

// The point lies 111 m north of Mill Lane, and is reached from there.
func ExampleNetwork_Place() {
	network, _ := onFoot()
	place, err := network.Place(orb.Point{0.702, 51.501})
	fmt.Println(place.Street, err)
	// Output: Mill Lane <nil>
}

func ExampleNetwork_Legs() {
	network, places := onFoot()
	leg := network.Legs(places)[0][1]
	fmt.Printf("%.0f m, %.0f min\n", leg.Metres, leg.Time.Minutes())
	// Output: 792 m, 10 min
}

func ExampleNetwork_Path() {
	network, places := onFoot()
	for _, p := range network.Path(places[0], places[1]) {
		fmt.Printf("%.3f %.3f\n", p.Lon(), p.Lat())
	}
	// Output:
	// 0.705 51.500
	// 0.710 51.500
	// 0.710 51.504
}

func ExampleModes_String() {
	fmt.Println(roads.OnFoot, "or", roads.ByVehicle)
	// Output: on foot or by vehicle
}
