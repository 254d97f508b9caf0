package sheet_test

import (
	"fmt"

	"beatplan/internal/sheet"
)

// A formula is made a text; a negative number stays one.
func ExampleHarmlessRow() {
	fmt.Println(sheet.HarmlessRow([]string{"=HYPERLINK(\"x\")", "-2.5", "High Street"}))
	// Output: ['=HYPERLINK("x") -2.5 High Street]
}

func ExampleHarmless() {
	fmt.Println(sheet.Harmless("+44 1245 491491"), sheet.Harmless("-2.5"))
	// Output: '+44 1245 491491 -2.5
}
