package roads_test

import (
	"fmt"

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
