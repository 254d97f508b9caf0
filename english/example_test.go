package english_test

import (
	"fmt"
	"time"

	"beatplan/english"
)

func ExampleCount() {
	fmt.Println(english.Count(1, "offence"), english.Count(2.5, "burglary"), english.Count(0, "call"))
	// Output: 1 offence 2.5 burglaries no calls
}

func ExampleSome() {
	fmt.Println(english.Some(1, "pub"), english.Some(2, "pub"), english.Some(10, "pub"))
	// Output: a pub two pubs 10 pubs
}

func ExampleAnd() {
	fmt.Println(english.And([]string{"Quay Street"}), english.And([]string{"one", "two", "three"}))
	// Output: Quay Street one, two and three
}

func ExampleCategory() {
	fmt.Println(english.Category("cash-machine"), english.Category("care"))
	// Output: cash machine care place
}

func ExampleDidYouMean() {
	fmt.Println("no category pharmcy" + english.DidYouMean("pharmcy", []string{"pub", "pharmacy"}))
	// Output: no category pharmcy; did you mean pharmacy?
}

func ExampleThereAre() {
	fmt.Println(english.ThereAre([]string{"nte", "sceptre"}), "·", english.ThereAre(nil))
	// Output: there are nte, sceptre · there is none
}

func ExampleUpperFirst() {
	fmt.Println(english.UpperFirst("église"))
	// Output: Église
}

func ExampleLowerFirst() {
	fmt.Println(english.LowerFirst("Approved all the same"))
	// Output: approved all the same
}

func ExampleAged() {
	fmt.Println(english.Aged("2025-09-30", time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)))
	// Output: 30 September 2025, 14 months old
}
