package study_test

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// market returns a study of an invented market square, not yet counted: two robberies in
// the first cell and one in the second, all in March 2025.
func market() study.Study {
	land := orb.MultiPolygon{{{{0.46, 51.73}, {0.464, 51.73}, {0.464, 51.732}, {0.46, 51.732}, {0.46, 51.73}}}}
	lattice, err := geo.Cover(land, geo.DefaultResolution)
	if err != nil {
		panic(err)
	}
	march, err := crime.ParseMonth("2025-03")
	if err != nil {
		panic(err)
	}
	always, err := crime.NamedClock("all")
	if err != nil {
		panic(err)
	}
	robbery := func(cell int, day, hour int) crime.Offence {
		at := time.Date(2025, 3, day, hour, 0, 0, 0, time.UTC)
		centre, err := geo.Centre(lattice.Cells[cell])
		if err != nil {
			panic(err)
		}
		return crime.Offence{Type: "Robbery", From: at, To: at, Precision: crime.Instant, At: &centre, Cell: lattice.Cells[cell]}
	}
	return study.Study{
		Area: geo.Area{Name: "Market", Land: land}, Lattice: lattice,
		Months: []crime.Month{march}, Period: crime.Period{From: march, To: march},
		Question: hotspot.Question{Group: crime.Group{Name: "robbery", Types: []string{"Robbery"}}, Harm: crime.DefaultHarm(), Clock: always, Zone: time.UTC},
		Offences: []crime.Offence{robbery(0, 7, 22), robbery(0, 14, 23), robbery(1, 15, 1)},
	}
}

func ExampleStudy_Count() {
	s := market()
	if err := s.Count(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Tally.Offences, "robberies,", s.Tally.Cells[0].Count, "in the first cell")
	// Output: 3 robberies, 2 in the first cell
}

func ExampleStudy_RuledOut() {
	s := market()
	s.Question.Group = crime.Group{Name: "public-robbery", Types: []string{"Robbery"}, WithoutFlags: []string{crime.FlagDomestic}, Places: []string{"public"}}
	s.Offences[0].Flags = []string{crime.FlagDomestic}
	s.Offences[1].Place = "dwelling"
	s.Offences[1].More = 2 // alike
	fmt.Println(s.RuledOut())
	// Output: [offences left out by the group's rule: 1 flagged domestic and 3 at place dwelling]
}
