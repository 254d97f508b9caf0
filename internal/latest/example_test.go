package latest_test

import (
	"errors"
	"fmt"

	"beatplan/internal/latest"
)

// room is a memory for two short texts: a value takes 300 bytes beside its own.
func room() *latest.Memory[string, string] {
	return latest.Of[string](700, func(v string) int { return len(v) })
}

// What nobody has asked for the longest goes first.
func ExampleOf() {
	m := room()
	m.Keep("a", "12")
	m.Keep("b", "12")
	m.Get("a")
	m.Keep("c", "12")
	_, a := m.Get("a")
	_, b := m.Get("b")
	fmt.Println(a, b)
	// Output: true false
}

func ExampleMemory_Get() {
	m := room()
	m.Keep("a", "12")
	fmt.Println(m.Get("a"))
	_, known := m.Get("b")
	fmt.Println(known)
	// Output:
	// 12 true
	// false
}

// What is there stays: a key says all that its value depends on.
func ExampleMemory_Keep() {
	m := room()
	m.Keep("a", "12")
	m.Keep("a", "34")
	fmt.Println(m.Get("a"))
	// Output: 12 true
}

func ExampleMemory_Make() {
	m := room()
	for range 2 {
		fmt.Println(m.Make("a", func() (string, error) {
			fmt.Println("made")
			return "12", nil
		}))
	}
	_, err := m.Make("b", func() (string, error) { return "", errors.New("no such thing") })
	fmt.Println(err)
	// Output:
	// made
	// 12 <nil>
	// 12 <nil>
	// no such thing
}
