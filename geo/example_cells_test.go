package geo_test

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// square is the lattice of the cells of the town's square.
func square() geo.Lattice {
	l, err := geo.Cover(town, 10)
	if err != nil {
		panic(err)
	}
	return l
}

func ExampleCheckResolution() {
	fmt.Println(geo.CheckResolution(10))
	fmt.Println(geo.CheckResolution(15))
	// Output:
	// <nil>
	// resolution 15: choose from 7 (5 km²) to 12 (300 m²); 10 is usual
}

func ExampleCentre() {
	at, err := geo.Centre(0x8a194e2a4b17fff)
	fmt.Printf("%.4f %.4f %v\n", at.Lon(), at.Lat(), err)
	// Output: 0.7074 51.5464 <nil>
}

// A cell has seven children at each resolution, so 49 two resolutions down.
func ExampleDescendants() {
	first, last := geo.Descendants(0x8a194e2a4b17fff, 12)
	fmt.Println(first, last)
	fmt.Println(geo.Parent(first, 10) == geo.Parent(last, 10))
	// Output:
	// 8c194e2a4b101ff 8c194e2a4b16dff
	// true
}

// Two lattices with the same cells have the same id, however they were made.
func ExampleLattice_ID() {
	l := square()
	east, west := l.Subset([]int{0, 1, 2}), l.Subset([]int{2, 1, 0})
	fmt.Println(east.ID() == west.ID(), east.ID() == l.ID())
	// Output: true false
}

func ExampleLattice_Index() {
	l := square()
	cell, err := geo.CellAt(orb.Point{0.7075, 51.5459}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	i, inside := l.Index(cell)
	fmt.Println(l.Cells[i] == cell, inside)
	_, inside = l.Index(geo.Parent(cell, 9))
	fmt.Println(inside)
	// Output:
	// true true
	// false
}

// A cell inside has six neighbours; one at the border has fewer in the lattice.
func ExampleLattice_NeighboursOf() {
	l := square()
	inside, err := geo.CellAt(orb.Point{0.705, 51.545}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	border, err := geo.CellAt(orb.Point{0.7005, 51.5405}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range []h3.Cell{inside, border} {
		i, _ := l.Index(c)
		around, err := l.NeighboursOf(i)
		fmt.Println(len(around), err)
	}
	// Output:
	// 6 <nil>
	// 3 <nil>
}

func ExampleLattice_Points() {
	points, err := square().Subset([]int{0}).Points()
	fmt.Printf("%.4f° E, %.4f° N, %v\n", points[0].Lon(), points[0].Lat(), err)
	// Output: 0.7005° E, 51.5446° N, <nil>
}

func ExampleLattice_Centres() {
	centres, err := square().Subset([]int{0}).Centres()
	fmt.Printf("%.0f E, %.0f N, %v\n", centres[0][0], centres[0][1], err)
	// Output: 587353 E, 186313 N, <nil>
}

func ExampleLattice_Areas() {
	areas, err := square().Areas()
	total := 0.0
	for _, a := range areas {
		total += a
	}
	fmt.Printf("%d cells of together %.2f km², %v\n", len(areas), total/1e6, err)
	// Output: 56 cells of together 0.74 km², <nil>
}

func ExampleLattice_AreaOf() {
	area, err := square().AreaOf(0)
	fmt.Printf("%.2f ha, %v\n", area/1e4, err)
	// Output: 1.33 ha, <nil>
}

// What an index on cells at resolution 10 is asked for to find all of the town.
func ExampleLattice_Runs() {
	l := square()
	runs, err := l.Runs(10)
	held := 0
	for _, c := range l.Cells {
		for _, r := range runs {
			if r.First <= c && c <= r.Last {
				held++
			}
		}
	}
	fmt.Println(len(runs), "runs hold", held, "of", len(l.Cells), "cells;", err)
	// Output: 2 runs hold 56 of 56 cells; <nil>
}

func ExampleLattice_Around() {
	runs, err := square().Around(10)
	in := func(p orb.Point) bool {
		c, err := geo.CellAt(p, 10)
		if err != nil {
			return false
		}
		for _, r := range runs {
			if r.First <= c && c <= r.Last {
				return true
			}
		}
		return false
	}
	fmt.Println(in(orb.Point{0.48, 51.73}), in(orb.Point{-2.24, 53.48}), err) // Chelmsford, Manchester
	// Output: true false <nil>
}

// The coast runs from south to north, so that the sea is east of it.
func ExampleMask_At() {
	mask := geo.NewMask([]geo.Water{
		{ID: "shore", Kind: geo.Coast, Shape: orb.LineString{{0.705, 51.53}, {0.705, 51.56}}},
		{ID: "lake", Kind: geo.Inland, Shape: orb.MultiPolygon{{{{0.701, 51.541}, {0.703, 51.541}, {0.703, 51.543}, {0.701, 51.543}, {0.701, 51.541}}}}},
	})
	fmt.Println(mask.At(orb.Point{0.701, 51.545}) == geo.OnLand)
	fmt.Println(mask.At(orb.Point{0.709, 51.545}) == geo.AtSea)
	fmt.Println(mask.At(orb.Point{0.702, 51.542}) == geo.InWater)
	// Output:
	// true
	// true
	// true
}

func ExampleLattice_Mask() {
	shore := geo.NewMask([]geo.Water{{ID: "shore", Kind: geo.Coast, Shape: orb.LineString{{0.705, 51.53}, {0.705, 51.56}}}})
	parts, err := square().Mask(shore)
	fmt.Println(len(parts.Land.Cells), "on land,", parts.Sea, "at sea,", parts.Undecided, "undecided;", err)
	// Output: 26 on land, 30 at sea, 0 undecided; <nil>
}
