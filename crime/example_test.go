package crime_test

import (
	"fmt"
	"time"

	"beatplan/crime"
)

func ExampleParseClock() {
	clock, err := crime.ParseClock("closing-time", "Fri-Sat 22:00-03:00")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2025, 10, 5, 1, 30, 0, 0, time.UTC) // in the small hours of Sunday
	share, known := clock.Share(crime.Offence{From: at, To: at, Precision: crime.Instant}, time.UTC)
	fmt.Println(clock.Name, share, known)
	// Output:
	// closing-time 1 true
}

func ExampleAoristic() {
	from := time.Date(2025, 10, 3, 22, 30, 0, 0, time.UTC) // a Friday
	shares := crime.Aoristic(from, from.Add(2*time.Hour))
	for hour := crime.HourOfWeek(from); hour < crime.HourOfWeek(from)+3; hour++ {
		fmt.Println(hour, shares[hour])
	}
	// Output:
	// 118 0.25
	// 119 0.5
	// 120 0.25
}

func ExamplePolicingDay() {
	for _, hour := range []int{5, 6} {
		fmt.Println(crime.PolicingDay(time.Date(2025, 10, 4, hour, 0, 0, 0, time.UTC)).Format("Mon 2 Jan"))
	}
	// Output:
	// Fri 3 Oct
	// Sat 4 Oct
}

func ExampleParsePeriod() {
	p, err := crime.ParsePeriod("2025-01..2025-03")
	fmt.Println(p, p.Months(), err)
	_, err = crime.ParsePeriod("2025-03..2025-01")
	fmt.Println(err)
	// Output:
	// 2025-01..2025-03 3 <nil>
	// period from 2025-03 to 2025-01 ends before it begins
}

func ExampleTypeName() {
	fmt.Println(crime.TypeName("ROBBERY of business property"))
	fmt.Println(crime.PoliceGenerated("Drugs"), crime.Street("On or near High Street"))
	// Output:
	// Robbery of business property true
	// true High Street
}

func ExampleDigestOf() {
	fmt.Println(crime.DigestOf("a", "b") == crime.DigestOf("ab"))
	// Output:
	// false
}

func ExampleIsBurglary() {
	fmt.Println(crime.IsBurglary("Domestic burglary"), crime.IsBurglary("Robbery"))
	// Output: true false
}
