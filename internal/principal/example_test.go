package principal_test

import (
	"context"
	"fmt"

	"beatplan/internal/principal"
)

// A name is kept in one form, and one that looks like another's is refused.
func ExampleParse() {
	fmt.Println(principal.Parse("  A.   Sergeant "))
	_, err := principal.Parse("r\u043eot") // with a Cyrillic o
	fmt.Println(err != nil)
	// Output:
	// A. Sergeant <nil>
	// true
}

func ExampleSame() {
	fmt.Println(principal.Same("root", "Root"), principal.Same("A. Sergeant", "B. Sergeant"))
	// Output: true false
}

func ExampleWith() {
	fmt.Println(principal.From(principal.With(context.Background(), "A. Sergeant")))
	// Output: A. Sergeant
}

func ExampleFrom() {
	fmt.Printf("%q\n", principal.From(context.Background()))
	// Output: ""
}
