package english_test

import (
	"fmt"

	"beatplan/english"
)

func ExamplePlural() {
	fmt.Println(english.Plural("burglary"), english.Plural("bench"), english.Plural("premises"))
	// Output: burglaries benches premises
}

func ExampleThousands() {
	fmt.Println(english.Thousands(168758, "day"))
	// Output: 168,758 days
}

func ExampleRatio() {
	fmt.Println(english.Ratio(1.234), english.Ratio(12.34))
	// Output: 1.2 12
}

func ExamplePoints() {
	fmt.Println(english.Points(0.012), english.Points(-0.0001))
	// Output: +1.2 +0.0
}

// Offences at a cell's edge or at some of a clock's hours count in part.
func ExampleAboutOffences() {
	fmt.Println(english.AboutOffences(3), "·", english.AboutOffences(2.7), "·", english.AboutOffences(0.8))
	// Output: 3 offences · about 3 offences · about one offence
}

func ExampleNearest() {
	fmt.Println(english.Nearest("pubs", []string{"pub", "pharmacy"}), english.Nearest("farmacy", []string{"pub", "pharmacy"}))
	// Output: [pub] [pharmacy]
}

func ExampleMonths() {
	fmt.Println(english.Months("2025-01", "2025-09"), "·", english.Months("2024-12", "2025-01"), "·", english.Months("2025-03", "2025-03"))
	// Output: January to September 2025 · December 2024 to January 2025 · March 2025
}

// Saturday, 01:00, is of Friday night; a run that begins before midnight is of its day.
func ExampleHoursOfWeek() {
	const friday, saturday = 4 * 24, 5 * 24
	fmt.Println(english.HoursOfWeek(friday+22, 5))
	fmt.Println(english.HoursOfWeek(saturday+1, 1))
	fmt.Println(english.HoursOfWeek(0, 3))
	// Output:
	// Fri 22:00–03:00
	// Fri night 01:00–02:00
	// Sun night 00:00–03:00
}
