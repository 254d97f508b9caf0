package geo_test

import (
	"fmt"
	"os"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// pier is about 350 m by 550 m.
var pier = orb.MultiPolygon{{{{0.700, 51.500}, {0.705, 51.500}, {0.705, 51.505}, {0.700, 51.505}, {0.700, 51.500}}}}

func ExampleUnion() {
	west, err := geo.Cover(pier, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	both, err := geo.Union([]geo.Lattice{west, west})
	fmt.Println(both.ID() == west.ID(), err)
	// Output:
	// true <nil>
}

func ExampleLattice_Coarser() {
	lattice, err := geo.Cover(pier, 11)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(lattice.Cells), "cells of resolution 11 lie in", len(lattice.Coarser(9).Cells), "of resolution 9")
	// Output:
	// 99 cells of resolution 11 lie in 5 of resolution 9
}

func ExampleLattice_Subset() {
	lattice, err := geo.Cover(pier, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(lattice.Subset([]int{2, 3}).Cells[0] == lattice.Cells[2])
	// Output:
	// true
}

func ExampleLattice_Within() {
	lattice, err := geo.Cover(pier, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	south, err := lattice.Within(func(centre orb.Point) bool { return centre.Lat() < 51.5025 })
	fmt.Println(len(south.Cells), "of", len(lattice.Cells), err)
	// Output:
	// 7 of 13 <nil>
}

func ExampleLattice_Neighbours() {
	lattice, err := geo.Cover(pier, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	beside, err := lattice.Neighbours()
	most := 0
	for _, b := range beside {
		most = max(most, len(b))
	}
	fmt.Println("at most", most, err)
	// Output:
	// at most 6 <nil>
}

func ExampleHexagon() {
	cell, err := geo.CellAt(orb.Point{0.7121, 51.5402}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	hexagon, err := geo.Hexagon(cell)
	fmt.Println(len(hexagon[0]), "points, the first again at the end", err)
	// Output:
	// 7 points, the first again at the end <nil>
}

func ExampleParent() {
	cell, err := geo.CellAt(orb.Point{0.7121, 51.5402}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cell, "lies in", geo.Parent(cell, 8))
	// Output:
	// 8a194e2a4a6ffff lies in 88194e2a4bfffff
}

func ExampleNewMask() {
	mask := geo.NewMask([]geo.Water{{Kind: geo.Inland, Shape: pier}})
	for _, at := range []orb.Point{{0.702, 51.502}, {0.710, 51.502}} {
		fmt.Println(mask.At(at) == geo.OnLand)
	}
	// Output:
	// false
	// true
}

func ExampleFromGrid() {
	p := geo.FromGrid(orb.Point{588000, 185000})
	fmt.Printf("%.2f %.2f\n", p.Lon(), p.Lat())
	// Output:
	// 0.71 51.53
}

func ExampleParseDays() {
	days, err := geo.ParseDays("Fr-Su")
	fmt.Println(days, err)
	// Output:
	// [Friday Saturday Sunday] <nil>
}

func ExampleParseTerminal() {
	terminal, err := geo.ParseTerminal("Mo-Th 23:30; Fr,Sa 02:00")
	fmt.Println(terminal[time.Monday], terminal[time.Saturday], err)
	// Output:
	// 23:30 02:00 <nil>
}

func ExampleNames() {
	fmt.Println(geo.Names([]string{"north", "south", "west"}))
	// Output:
	// north, south, west
}

func ExampleWriteFeatures() {
	features := func(yield func(geo.Feature, error) bool) {
		yield(geo.Feature{ID: "p", Geometry: orb.Point{0.7, 51.5}, Properties: map[string]any{"name": "Pier"}}, nil)
	}
	if err := geo.WriteFeatures(os.Stdout, map[string]any{"area": "Ostermouth"}, features); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"type":"FeatureCollection","bbox":[0.7,51.5,0.7,51.5],"area":"Ostermouth","features":[
	// {"type":"Feature","id":"p","geometry":{"type":"Point","coordinates":[0.7,51.5]},"properties":{"name":"Pier"}}
	// ]}
}

func ExamplePower_Status() {
	from := time.Date(2026, 1, 9, 18, 0, 0, 0, time.UTC)
	p := geo.Power{Kind: geo.Dispersal, Authority: "Essex Police", Reference: "D1", Land: pier, From: from, To: from.Add(72 * time.Hour)}
	fmt.Println(p.Validate())
	fmt.Println(p.Status(from.Add(-2*time.Hour), from.Add(-time.Hour)), p.Ends().Sub(from))
	// Output:
	// it lasts 72h0m0s: a dispersal lasts 48 hours at the most
	// not yet 48h0m0s
}
