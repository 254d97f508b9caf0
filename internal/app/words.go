package app

import (
	"fmt"
	"strconv"
	"strings"
)

// category returns the name of a category as words that can be counted: cash machine,
// care place.
func category(kebab string) string {
	words := strings.ReplaceAll(kebab, "-", " ")
	if words == "care" || words == "catering" {
		words += " place"
	}
	return words
}

// pluralOf returns the plural of a noun that has a regular one. A noun that ends in
// s, as premises does, is taken for a plural.
func pluralOf(noun string) string {
	ends := func(endings ...string) bool {
		for _, e := range endings {
			if strings.HasSuffix(noun, e) {
				return true
			}
		}
		return false
	}
	switch {
	case ends("ss", "us", "x", "ch", "sh"):
		return noun + "es"
	case ends("s"):
		return noun
	case ends("y") && !ends("ay", "ey", "oy", "uy"):
		return strings.TrimSuffix(noun, "y") + "ies"
	}
	return noun + "s"
}

// some returns so many of a noun: a pub, two pubs, 10 pubs.
func some(n int, noun string) string {
	numerals := []string{"no", "", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	switch {
	case n == 1 && noun != "" && strings.ContainsRune("aeio", rune(noun[0])):
		return "an " + noun
	case n == 1:
		return "a " + noun
	case n < len(numerals):
		return numerals[n] + " " + pluralOf(noun)
	}
	return strconv.Itoa(n) + " " + pluralOf(noun)
}

// plural returns a number of a noun: 1 offence, 2.5 offences, no offences.
func plural(n float64, noun string) string {
	switch n {
	case 0:
		return "no " + pluralOf(noun)
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%.6g %s", n, pluralOf(noun))
}

// and joins words as a sentence does.
func and(parts []string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// times writes a ratio to two figures, but whole from 10 on.
func times(ratio float64) string {
	if ratio >= 10 {
		return fmt.Sprintf("%.0f", ratio)
	}
	return fmt.Sprintf("%.2g", ratio)
}
