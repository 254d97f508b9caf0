package report_test

import (
	"fmt"

	"beatplan/report"
)

func ExamplePlain() {
	fmt.Printf("%+v\n", report.Plain("Lamp 14"))
	// Output: Lamp 14
}

func ExampleBold() {
	fmt.Printf("%+v\n", report.Bold("at risk"))
	// Output: at risk
}

func ExampleMuted() {
	fmt.Printf("%+v\n", report.Muted("(council)"))
	// Output: (council)
}

func ExampleText_And() {
	fmt.Println(report.Plain("Lamp 14 ").And(report.Bold("at risk"), report.Muted(" (council)")))
	// Output: Lamp 14 at risk (council)
}

// The first class is the lightest, the last the darkest.
func ExampleShade() {
	fmt.Println(report.Shade(0, 5), report.Shade(4, 5))
	// Output: #f4efe6 #a5133f
}
