package study_test

import (
	"fmt"
	"time"

	"beatplan/crime"
	"beatplan/hotspot"
	"beatplan/study"
)

// counted is the study of the market, counted.
func counted() *study.Study {
	s := market()
	if err := s.Count(); err != nil {
		panic(err)
	}
	return &s
}

// spring is January to April 2025: of the east all is loaded, of the west April is missing.
func spring() (study.Loaded, crime.Period) {
	january := crime.Month(2025 * 12)
	var held crime.Coverage
	for m := range crime.Month(4) {
		held = append(held, crime.Holding{Month: january + m, Source: "street", District: "E", MonthOnly: 100, Counted: true})
		if m < 3 {
			held = append(held, crime.Holding{Month: january + m, Source: "street", District: "W", MonthOnly: 100, Counted: true})
		}
	}
	return study.NewLoaded(held, []string{"E", "W"}, map[string]string{"E": "East", "W": "West"}), crime.Period{From: january, To: january + 3}
}

func ExampleNewLoaded() {
	l, _ := spring()
	for _, m := range l.Months {
		fmt.Println(m.Month, m.Days.Len(), "days in all of the area,", m.Some.Len(), "in some of it")
	}
	// Output:
	// 2025-01 31 days in all of the area, 31 in some of it
	// 2025-02 28 days in all of the area, 28 in some of it
	// 2025-03 31 days in all of the area, 31 in some of it
	// 2025-04 0 days in all of the area, 30 in some of it
}

func ExampleLoaded_Has() {
	l, _ := spring()
	fmt.Println(l.Has("E"), l.Has("N"))
	// Output: true false
}

func ExampleLoaded_Name() {
	l, _ := spring()
	fmt.Println(l.Name("E"), l.Name("N"))
	// Output: East N
}

func ExampleLoaded_Days() {
	l, p := spring()
	fmt.Println(l.Days(p, time.UTC))
	// Output: 120
}

func ExampleLoaded_Covered() {
	l, p := spring()
	fmt.Println(l.Covered([]crime.Month{p.To, p.To + 1}))
	// Output: [2025-04]
}

func ExampleLoaded_Short() {
	l, p := spring()
	fmt.Println(l.Short([]crime.Month{p.To}), l.Short([]crime.Month{p.From}))
	// Output: [W] []
}

func ExampleLoaded_Alike() {
	l, p := spring()
	fmt.Println(l.Alike([]crime.Month{p.From, p.From + 1, p.From + 2, p.To}))
	// Output: [2025-01 2025-02 2025-03]
}

func ExampleLoaded_Whole() {
	l, p := spring()
	fmt.Println(l.Whole([]crime.Month{p.From, p.To}))
	// Output: [2025-01]
}

func ExampleLoaded_MissingDay() {
	l, p := spring()
	fmt.Println(l.MissingDay(p.From.Start(time.UTC), (p.To + 1).Start(time.UTC)))
	// Output: 2025-04-01
}

func ExampleLoaded_Ends() {
	l, _ := spring()
	fmt.Println(l.Ends())
	// Output: 2025-01-01 2025-04-30
}

func ExampleLoaded_Even() {
	l, p := spring()
	fmt.Println(l.Even(crime.Period{From: p.From, To: p.From + 2}))
	fmt.Println(l.Even(p))
	// Output:
	// <nil>
	// 2025-04 is loaded in part: not all days of West are, and others have days 1-30: load the rest, or ask for its districts by themselves or for other months
}

func ExampleLoaded_Notes() {
	l, p := spring()
	for _, note := range l.Notes(p) {
		fmt.Println(note)
	}
	// Output:
	// 2025-04 is loaded in part: not all days of West are, and others have days 1-30
	// the feed of street may have broken: 2025-04 has no offences of all types in West, and about 97 are usual
}

func ExampleLoaded_Partial() {
	l, p := spring()
	fmt.Println(l.Partial(p))
	// Output: [2025-04 is loaded in part: not all days of West are, and others have days 1-30]
}

func ExampleLoaded_Missing() {
	l, p := spring()
	fmt.Println(l.Missing(p))
	// Output: [2025-04 is loaded in part: not all days of West are, and others have days 1-30]
}

func ExampleWithin() {
	january := crime.Month(2025 * 12)
	fmt.Println(study.Within(crime.Period{From: january + 1, To: january + 2}, []crime.Month{january, january + 1, january + 2, january + 3}))
	// Output: [2025-02 2025-03]
}

func ExampleMissing() {
	january := crime.Month(2025 * 12)
	fmt.Println(study.Missing("Market", crime.Period{From: january, To: january + 3}, []crime.Month{january, january + 3}))
	// Output: [nothing is loaded of Market for 2025-02..2025-03]
}

func ExampleRef() {
	s := market()
	fmt.Println(study.Ref(s.Area).Name, study.Ref(s.Area).BBox)
	// Output: Market [0.46 51.73 0.464 51.732]
}

func ExampleStudy_Footing() {
	f := counted().Footing(hotspot.ByCount, 2)
	fmt.Println(f.Offences, "offences on", f.Cells, "cells;", f.Unplaced, "have no position")
	// Output: 3 offences on 5 cells; 2 have no position
}

func ExampleStudy_Inputs() {
	s, other := counted(), counted()
	fmt.Println(fmt.Sprint(s.Inputs()) == fmt.Sprint(other.Inputs()))
	other.Offences[0].More++
	fmt.Println(fmt.Sprint(s.Inputs()) == fmt.Sprint(other.Inputs()))
	// Output:
	// true
	// false
}

func ExampleStudy_Weight() {
	s := counted()
	fmt.Println(s.Weight(hotspot.ByCount)(s.Offences[0]), s.Weight(hotspot.ByHarm)(s.Offences[0]))
	// Output: 1 365
}

// A robbery between 17:00 and 19:00 is split by a clock that begins at 18:00.
func ExampleStudy_WholeCounts() {
	s := market()
	s.Question.Clock, _ = crime.NamedClock("night")
	s.Offences[0].Precision = crime.Interval
	s.Offences[0].From, s.Offences[0].To = time.Date(2025, 3, 7, 17, 0, 0, 0, time.UTC), time.Date(2025, 3, 7, 19, 0, 0, 0, time.UTC)
	if err := s.Count(); err != nil {
		fmt.Println(err)
		return
	}
	counts, split := s.WholeCounts()
	fmt.Println(s.Tally.Offences, "in parts,", counts[0]+counts[1], "whole;", split, "split")
	// Output: 2.5 in parts, 3 whole; 1 split
}

func ExampleStudy_Ring() {
	s := town(example{})
	ring, err := s.Ring(s.planted, 150)
	fmt.Println(len(ring), "cells around", len(s.planted), err)
	// Output: 12 cells around 3 <nil>
}

func ExampleStudy_AreaKM2() {
	area, err := counted().AreaKM2([]int{0, 1})
	fmt.Printf("%.3f km², %v\n", area, err)
	// Output: 0.027 km², <nil>
}

func ExampleStudy_TallyOfType() {
	t, err := counted().TallyOfType("Robbery")
	fmt.Println(t.Offences, err)
	t, err = counted().TallyOfType("Burglary")
	fmt.Println(t.Offences, err)
	// Output:
	// 3 <nil>
	// 0 <nil>
}

func ExampleStudy_OffencesOf() {
	fmt.Println(counted().OffencesOf(crime.Group{Name: "all"}))
	// Output: 3
}

// Twenty robberies at midnight sharp: nobody knows when they were.
func ExampleStudy_RemoveHeaps() {
	s := market()
	midnight := time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC)
	s.Offences = append(s.Offences, crime.Offence{Type: "Robbery", From: midnight, To: midnight, Precision: crime.Instant, Cell: s.Lattice.Cells[0], More: 19})
	s.RemoveHeaps()
	fmt.Println(s.Heaps)
	// Output: [20 of 23 offences are at 00:00 to the minute]
}

func ExampleStudy_Note() {
	s := market()
	s.Note("%d months are missing", 2)
	fmt.Println(s.Notes)
	// Output: [2 months are missing]
}

func ExampleStudy_UnknownAttributes() {
	s := counted()
	s.Question.Group.Places = []string{"public"}
	for _, note := range s.UnknownAttributes() {
		fmt.Println(note)
	}
	// Output: 3 of 3 offences have no kind of place recorded; they are counted
}

func ExampleStudy_Answerable() {
	s := counted()
	fmt.Println(s.Answerable())
	s.Question.Group.Flags = []string{crime.FlagKnife}
	fmt.Println(s.Answerable())
	// Output:
	// <nil>
	// how many offences of group robbery there were in Market in 2025-03 is unknown: 3 offences might be, and none of them says whether it is flagged knife, as the public data never do; load an export of the records system, which has flags, or take a group that needs none
}

func ExampleStudy_InWater() {
	s := market()
	s.Water, s.Lattice = s.Lattice.Subset([]int{1}), s.Lattice.Subset([]int{0, 2})
	fmt.Println(s.InWater())
	// Output: 1 <nil>
}

func ExampleStudy_CapHarm() {
	s := town(example{})
	s.Question.Group = crime.Group{Name: "all"}
	s.Offences = append(s.Offences, crime.Offence{Type: "Homicide", Precision: crime.InMonth, From: s.Period.From.Start(time.UTC), Cell: s.Lattice.Cells[0]})
	if err := s.Count(); err != nil {
		fmt.Println(err)
		return
	}
	err := s.CapHarm(0.01)
	fmt.Println(s.HarmCap.Offences, s.HarmCap.Types, err)
	// Output: 1 [Homicide] <nil>
}

func ExampleEverywhere() {
	fmt.Println(study.Everywhere([]float64{1, 2, 0}))
	// Output: [true true true]
}

// livedIn are the rates of the town: 100 residents and 500 m of street in each cell, but
// nobody knows how many live in the first.
func livedIn(s inventedTown) study.CellRates {
	values := s.Tally.By(hotspot.ByCount)
	people, streets, known := make([]float64, len(values)), make([]float64, len(values)), make([]bool, len(values))
	for i := range values {
		people[i], streets[i], known[i] = 100, 0.5, i > 0
	}
	rates, err := s.Rates(values, people, known, streets)
	if err != nil {
		panic(err)
	}
	return rates
}

func ExampleStudy_Rates() {
	s := town(example{})
	rates := livedIn(s)
	busiest := rates.Of(s.planted[0])
	fmt.Printf("%.0f offences per 1,000 residents, %.0f per km of street\n", *busiest.PerResident, *busiest.PerStreet)
	// Output: 1490 offences per 1,000 residents, 298 per km of street
}

func ExampleCellRates_Of() {
	rates := livedIn(town(example{}))
	fmt.Println(rates.Of(0).Residents == nil, *rates.Of(1).Residents)
	// Output: true 100
}

// Only cells of which the residents are known can be ranked by a rate.
func ExampleStudy_Rated() {
	s := town(example{})
	rates := livedIn(s)
	base, _, err := s.Rated(hotspot.PerResident, &rates)
	fmt.Println(base.Unknown, "cell without,", base.Cells == len(s.Lattice.Cells), err)
	// Output: 1 cell without, true <nil>
}

func ExampleBarCells() {
	s := market()
	barred := map[int]bool{}
	fmt.Println(study.BarCells(s.Lattice, []string{s.Lattice.Cells[1].String()}, barred), barred)
	fmt.Println(study.BarCells(s.Lattice, []string{"8a"}, barred))
	// Output:
	// <nil> map[1:true]
	// excluded cell "8a": name H3 cells of resolution 10 or less
}

func ExampleAtPlaces() {
	at := study.AtPlaces([]string{"hospital"})
	fmt.Println(at(crime.Offence{Location: "On or near Hospital"}), at(crime.Offence{Location: "On or near High Street"}))
	// Output: true false
}

func ExampleMonths_Without() {
	m := study.Months{Offences: [][]crime.Offence{{{Location: "On or near Hospital"}, {Location: "On or near High Street"}}}}
	left := m.Without(study.AtPlaces([]string{"hospital"}))
	fmt.Println(len(left.Offences[0]), "of", len(m.Offences[0]))
	// Output: 1 of 2
}

func ExampleTiedWith() {
	fmt.Println(study.TiedWith([]hotspot.Spot{{Weight: 3}, {Weight: 2}, {Weight: 2}, {Weight: 2}, {Weight: 1}}, 2))
	// Output: 2
}

func ExampleStudy_NoteFewer() {
	var s study.Study
	s.NoteFewer(6, []hotspot.Spot{{Weight: 3}, {Weight: 2}})
	fmt.Println(s.Notes)
	// Output: [2 spots of the 6 asked for: no other place holds enough, as far from these and outside of what is excluded]
}

func ExampleStudy_CheckSpotArea() {
	s := market()
	fmt.Println(s.CheckSpotArea(hotspot.PatrolSpotArea))
	fmt.Println(s.CheckSpotArea(100))
	// Output:
	// <nil>
	// spots of 100 m²: a cell of resolution 10 has 13311 m² and goes into none; take larger spots (area_m2) or finer cells (resolution)
}

func ExampleContrasts() {
	c, err := study.Contrasts([]float64{2e-6, 1e-6}, []float64{1e-6, 0})
	fmt.Println(*c[0].Ratio, c[1].Ratio == nil, err)
	// Output: 2 true <nil>
}

func ExampleUnflagged() {
	fmt.Println(study.Unflagged("domestic"))
	// Output: no offence is flagged domestic: where the data do not say, those that were count too
}
