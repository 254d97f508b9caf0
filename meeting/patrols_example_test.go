package meeting_test

import (
	"fmt"

	"beatplan/meeting"
)

func ExampleReturnLine_PatrolWords() {
	twelve := 12
	fmt.Println(meeting.ReturnLine{Patrols: &twelve}.PatrolWords())
	fmt.Println(meeting.ReturnLine{}.PatrolWords()) // from 1 to 4, which is withheld
	// Output:
	// 12
	// under 5
}
