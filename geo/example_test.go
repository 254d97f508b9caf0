package geo_test

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// The square of a market town, about 700 m by 1,100 m.
var town = orb.MultiPolygon{{{{0.70, 51.54}, {0.71, 51.54}, {0.71, 51.55}, {0.70, 51.55}, {0.70, 51.54}}}}

func ExampleCellAt() {
	cell, err := geo.CellAt(orb.Point{0.7075, 51.5459}, 10)
	fmt.Println(cell, err)
	fmt.Println(geo.Parent(cell, 9))
	first, last := geo.Descendants(cell, 11)
	fmt.Println(first, last)
	// Output:
	// 8a194e2a4b17fff <nil>
	// 89194e2a4b3ffff
	// 8b194e2a4b10fff 8b194e2a4b16fff
}

func ExampleOutline() {
	lattice, err := geo.Cover(town, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	square, err := lattice.AreaOf(0)
	fmt.Printf("%d cells of about %.0f m², %v\n", len(lattice.Cells), square, err)
	outline, err := geo.Outline(lattice.Cells)
	fmt.Println(len(outline), "polygon", err)
	// Output:
	// 56 cells of about 13302 m², <nil>
	// 1 polygon <nil>
}

func ExampleToGrid() {
	at := geo.ToGrid(orb.Point{0.7075, 51.5459})
	fmt.Printf("%.0f E, %.0f N\n", at[0], at[1])
	back := geo.FromGrid(at)
	fmt.Printf("%.4f, %.4f\n", back[0], back[1])
	// Output:
	// 587833 E, 186475 N
	// 0.7075, 51.5459
}

func ExampleParseHours() {
	hours, err := geo.ParseHours("Mo-Th 10:00-23:00; Fr,Sa 17:00-02:00; Su off")
	fmt.Println(hours, err)
	days, err := geo.ParseDays("Fri,Sat")
	fmt.Println(days, err, days[0] == time.Friday)
	// Output:
	// Mo-Th 10:00-23:00; Fr,Sa 17:00-02:00; Su off <nil>
	// [Friday Saturday] <nil> true
}

func ExampleLocator() {
	l := geo.NewLocator([]orb.MultiPolygon{town})
	_, inside := l.At(orb.Point{0.705, 51.545})
	fmt.Println(inside)
	east := orb.Point{0.72, 51.545} // 692 m from the town
	_, inside = l.At(east)
	fmt.Println(inside, l.Near(east, 600), l.Near(east, 800))
	// Output:
	// true
	// false false true
}

func ExampleMiddle() {
	fmt.Println(geo.Middle(town))
	// Output:
	// [0.705 51.545]
}
