package demoshire_test

import (
	"fmt"
	"strings"
	"testing"

	"beatplan/demoshire"
)

func ExampleParseWorld() {
	fmt.Println(demoshire.ParseWorld("null"))
	_, err := demoshire.ParseWorld("flat")
	fmt.Println(err)
	// Output:
	// null <nil>
	// no world "flat"; there are planted, null, misspecified, feedback, snapped
}

// example is what examples have for a test: they panic.
type example struct{ testing.TB }

func (example) Helper()                          {}
func (example) Fatal(args ...any)                { panic(fmt.Sprint(args...)) }
func (example) Skipf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func ExampleCounty_Files() {
	for _, f := range county(example{}).Files() {
		if strings.HasSuffix(f.Name, ".csv") {
			fmt.Println(f.Name)
		}
	}
	// Output:
	// people.csv
	// licensing.csv
	// places.csv
	// events.csv
	// calls.csv
	// offences.csv
}

// Offences come in batches of a year's number; the first ten are of January.
func ExampleCounty_Offences() {
	n := 0
	for r, err := range county(example{}).Offences() {
		if err != nil {
			fmt.Println(err)
			return
		}
		if n++; n == 10 {
			fmt.Println(r.Month)
			return
		}
	}
	// Output: 2025-01
}

// A county has everything but its offences, which are drawn as they are asked for.
func ExampleFound() {
	c, err := demoshire.Found(demoshire.Options{Seed: 1}, london(example{}))
	fmt.Println(c.Areas[0].Name, len(c.Areas) > 1, len(c.Records), err)
	// Output: Demoshire true 0 <nil>
}
