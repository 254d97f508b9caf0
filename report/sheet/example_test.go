package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"beatplan/geo"
	"beatplan/report"
	"beatplan/report/markdown"
	"beatplan/report/sheet"
)

// example is what examples have for a test: they panic.
type example struct{ testing.TB }

func (example) Helper()           {}
func (example) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// says reports whether a document has some words.
func says(d report.Document, words string) bool {
	b, err := markdown.Write(d)
	if err != nil {
		panic(err)
	}
	return strings.Contains(strings.ReplaceAll(string(b), "**", ""), words)
}

func ExampleReadPlan() {
	plan, err := sheet.ReadPlan(document("Station Parade"), time.UTC)
	for _, u := range plan.Units {
		fmt.Println(u.ID, len(u.Stops), "stops")
	}
	fmt.Println(err)
	// Output:
	// unit-1 5 stops
	// unit-2 1 stops
	// unit-3 0 stops
	// <nil>
}

// One page for the commander, then one for each unit.
func ExamplePlans() {
	d := sheet.Plans(read(example{}, "Station Parade"), ground(example{}))
	fmt.Println(d.Title)
	fmt.Println(len(d.Pages), "pages")
	// Output:
	// Patrol plan Ostermouth, Friday 3 October 2025
	// 4 pages
}

func ExampleOrder() {
	d := sheet.Order(read(example{}, "Station Parade"), ground(example{}))
	fmt.Println(d.Title)
	fmt.Println(says(d, "Intention"), says(d, "Human rights"))
	// Output:
	// Operation order 2025-10-03-ostermouth-1
	// true true
}

// Partners are shown the area, and none of the police's intelligence.
func ExampleBrief() {
	for _, edition := range []sheet.Edition{sheet.Police, sheet.Partner} {
		d := sheet.Brief(area(example{}), ground(example{}), edition)
		fmt.Println(d.Marking, says(d, "Quay Street / Mill Lane"), says(d, "Drink spiking"))
	}
	// Output:
	// OFFICIAL-SENSITIVE true true
	// OFFICIAL true false
}

func ExamplePlan_ForPartners() {
	plan := read(example{}, "Station Parade")
	fmt.Println(plan.KnowsLaw, plan.ForPartners().Edition == sheet.Partner)
	// Output: false true
}

func ExamplePlan_Bound() {
	b := read(example{}, "Station Parade").Bound()
	fmt.Println(b.Min, b.Max)
	// Output: [0.71 51.538] [0.714 51.539]
}

func ExampleHealth() {
	fmt.Println(sheet.Health("gp-surgery"), sheet.Health("pub"))
	// Output: true false
}

func ExampleNightly() {
	fmt.Println(sheet.Nightly("nightclub"), sheet.Nightly("pharmacy"))
	// Output: true false
}

func ExamplePowerLines() {
	friday := time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC)
	printed, ended := sheet.PowerLines([]geo.Power{
		{Kind: geo.Dispersal, Authority: "inspector", Reference: "D/1", From: friday, To: friday.Add(48 * time.Hour)},
		{Kind: geo.Dispersal, Authority: "inspector", Reference: "D/0", From: friday.Add(-72 * time.Hour), To: friday.Add(-24 * time.Hour)},
	}, friday, friday.Add(8*time.Hour))
	fmt.Println(printed[0].Name, printed[0].Span)
	fmt.Println(ended[0].Reference, ended[0].Standing)
	// Output:
	// s.34 dispersal Fri 3 Oct 20:00 to Sun 5 Oct 20:00
	// D/0 expired
}

func ExampleUnit_Call() {
	fmt.Println(sheet.Unit{ID: "unit-2"}.Call(), "·", sheet.Unit{ID: "unit-2", Name: "EB21"}.Call())
	// Output: Unit 2 · EB21
}

func ExampleDecision_Words() {
	fmt.Println(sheet.Decision{}.Words())
	fmt.Println(sheet.Decision{Status: "withdrawn", At: time.Date(2025, 9, 4, 12, 0, 0, 0, time.UTC)}.Words())
	// Output:
	// Draft
	// Withdrawn 4 Sep 2025 (unverified)
}
