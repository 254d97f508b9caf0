package demoshire_test

import (
	"fmt"
	"time"

	"beatplan/demoshire"
)

func ExampleFound() {
	world, err := demoshire.ParseWorld("planted")
	if err != nil {
		fmt.Println(err)
		return
	}
	county, err := demoshire.Found(demoshire.Options{Seed: 1, World: world, Offences: 3}, time.UTC)
	if err != nil {
		fmt.Println(err)
		return
	}
	drawn := 0
	for _, err := range county.Offences() {
		if err != nil {
			fmt.Println(err)
			return
		}
		drawn++
	}
	fmt.Println(county.Areas[0].Name, drawn, "offences")
	for _, file := range county.Files()[:2] {
		fmt.Println(file.Name)
	}
	// Output:
	// Demoshire 3 offences
	// mapping.yaml
	// forces.geojson
}
