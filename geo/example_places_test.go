package geo_test

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

func ExampleParseAreaKind() {
	fmt.Println(geo.ParseAreaKind("district"))
	_, err := geo.ParseAreaKind("parish")
	fmt.Println(err)
	// Output:
	// district <nil>
	// no kind of area "parish"; there are force, command, district, beat, funded, ward, lsoa
}

func ExampleOverlap_Has() {
	o := geo.Overlap{Kind: geo.District, Code: "E1", Name: "Merged", OtherCode: "E2", OtherName: "West"}
	fmt.Println(o, o.Has("E2"), o.Has("E3"))
	// Output: Merged (E1) and West (E2) true false
}

func ExampleNewLocator() {
	east := orb.MultiPolygon{{{{0.71, 51.54}, {0.72, 51.54}, {0.72, 51.55}, {0.71, 51.55}, {0.71, 51.54}}}}
	l := geo.NewLocator([]orb.MultiPolygon{town, east})
	fmt.Println(l.At(orb.Point{0.715, 51.545}))
	// Output: 1 true
}

func ExampleLocator_At() {
	l := geo.NewLocator([]orb.MultiPolygon{town})
	_, found := l.At(orb.Point{0.705, 51.545})
	fmt.Println(found)
	_, found = l.At(orb.Point{0.72, 51.545})
	fmt.Println(found)
	// Output:
	// true
	// false
}

// The point is 692 m east of the town.
func ExampleLocator_Near() {
	l := geo.NewLocator([]orb.MultiPolygon{town})
	east := orb.Point{0.72, 51.545}
	fmt.Println(l.Near(east, 600), l.Near(east, 800))
	// Output: false true
}

func ExampleRegisterName() {
	fmt.Println(geo.RegisterName("fhrs", "fhrs_essex_2020-11.csv"))
	fmt.Println(geo.RegisterName("licensing", "premises.csv"))
	// Output:
	// Food premises, November 2020
	// licensing, date unknown
}

func ExamplePolygons() {
	_, err := geo.Polygons(town[0])
	fmt.Println(err)
	_, err = geo.Polygons(orb.Polygon{{{0.70, 51.54}, {0.71, 51.54}, {0.71, 51.55}, {0.70, 51.55}}})
	fmt.Println(err)
	// Output:
	// <nil>
	// ring 1 of polygon 1 is not closed: its last point is not its first
}

func ExampleLines() {
	_, err := geo.Lines(orb.LineString{{0.70, 51.54}, {0.71, 51.55}})
	fmt.Println(err)
	_, err = geo.Lines(orb.LineString{{587833, 186475}, {587900, 186500}})
	fmt.Println(err)
	// Output:
	// <nil>
	// line 1 has the point [587833 186475]: longitude and latitude in degrees (WGS 84) are needed
}

// Eastings and northings are no degrees.
func ExampleOnGlobe() {
	fmt.Println(geo.OnGlobe(orb.Point{0.7075, 51.5459}), geo.OnGlobe(orb.Point{587833, 186475}))
	// Output: true false
}

func ExampleShapeToGrid() {
	street := geo.ShapeToGrid(orb.LineString{{0.7075, 51.5459}, {0.7085, 51.5459}}).(orb.LineString)
	fmt.Printf("%.0f m long\n", street[1][0]-street[0][0])
	// Output: 69 m long
}

func ExampleMidway() {
	fmt.Println(geo.Midway(orb.MultiLineString{{{0, 0}, {1, 0}}, {{0, 1}, {4, 1}}}))
	// Output: [2 1]
}

func ExamplePower_Terms() {
	p := geo.Power{Kind: geo.Dispersal}
	fmt.Println(p.Terms().Name)
	fmt.Println(p.Terms().Longest)
	// Output:
	// Dispersal authority (s.34)
	// 48 hours
}

// A dispersal authority is over after 48 hours, whatever it says of itself.
func ExamplePower_Ends() {
	friday := time.Date(2025, 10, 3, 18, 0, 0, 0, time.UTC)
	p := geo.Power{Kind: geo.Dispersal, From: friday, To: friday.AddDate(0, 0, 7)}
	fmt.Println(p.Ends().Format("Mon 15:04"))
	// Output: Sun 18:00
}

func ExamplePower_Validate() {
	friday := time.Date(2025, 10, 3, 18, 0, 0, 0, time.UTC)
	p := geo.Power{Kind: geo.Section60, Authority: "Inspector on duty", Reference: "60/12", From: friday, To: friday.Add(24 * time.Hour)}
	fmt.Println(p.Validate())
	p.To = friday.Add(30 * time.Hour)
	fmt.Println(p.Validate())
	// Output:
	// <nil>
	// it lasts 30h0m0s: a s60 lasts 24 hours at the most unless it is extended
}

func ExampleLaw_Validate() {
	law := geo.DefaultLaws()[0]
	fmt.Println(law.Validate())
	law.Longest = "two days"
	fmt.Println(law.Validate())
	// Output:
	// <nil>
	// longest: "two days": write it as 48 hours, 3 months or 3 years
}

// PCSOs may use a dispersal authority only if they are designated.
func ExampleLaw_MayUse() {
	dispersal := geo.Power{Kind: geo.Dispersal}.Terms()
	fmt.Println(dispersal.MayUse("constable", false), dispersal.MayUse("pcso", false), dispersal.MayUse("pcso", true))
	// Output: true false true
}

func ExampleLife_After() {
	made := time.Date(2025, 1, 31, 12, 0, 0, 0, time.UTC)
	fmt.Println(geo.Life("48 hours").After(made).Format(time.DateTime))
	fmt.Println(geo.Life("3 years").After(made).Format(time.DateTime))
	fmt.Println(geo.AsItSays.After(made).IsZero())
	// Output:
	// 2025-02-02 12:00:00
	// 2028-01-31 12:00:00
	// true
}

func ExampleDefaultLaws() {
	for _, l := range geo.DefaultLaws() {
		fmt.Println(l.Kind, l.Longest)
	}
	// Output:
	// dispersal 48 hours
	// s60 24 hours
	// pspo 3 years
	// closure 3 months
	// cumulative-impact
}
