package crime_test

import (
	"fmt"
	"time"

	"beatplan/crime"
)

func ExampleRuns() {
	january := crime.Month(12 * 2025)
	fmt.Println(crime.Runs([]crime.Month{january, january + 1, january + 2, january + 4}))
	// Output: 2025-01..2025-03, 2025-05
}

func ExampleStreet() {
	fmt.Println(crime.Street("On or near High Street"))
	// Output: High Street
}

// Friday night is Friday's, also after midnight.
func ExampleShiftClock() {
	start := time.Date(2025, 10, 3, 18, 0, 0, 0, time.UTC) // a Friday
	clock := crime.ShiftClock(start, start.Add(8*time.Hour))
	fmt.Println(clock.Name, clock.Takes(start.AddDate(0, 0, 7).Add(7*time.Hour)), clock.Takes(start.AddDate(0, 0, 1)))
	// Output: Fri 18:00 to Sat 02:00 true false
}

// Domestic violence is no part of the night-time economy, wherever it happens.
func ExampleGroup_Matches() {
	for _, g := range crime.DefaultGroups() {
		if g.Name == "nte-violence" {
			public := crime.Offence{Type: "Violence and sexual offences", Place: "public"}
			domestic := public
			domestic.Flags = []string{crime.FlagDomestic}
			fmt.Println(g.Matches(public), g.Matches(domestic))
		}
	}
	// Output: true false
}

func ExampleHarm_Days() {
	fmt.Println(crime.DefaultHarm().Days("Residential burglary"))
	fmt.Println(crime.DefaultHarm().Days(crime.AntiSocialBehaviour)) // unknown, and not 0
	// Output:
	// 273.5 true
	// 0 false
}
