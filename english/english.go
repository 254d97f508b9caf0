// Package english writes counts, lists and ratios as an English sentence has them:
// "1 offence", "a pub, a club and a bar", "two pharmacies". It knows nothing of police
// work, and every function is pure.
package english

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Category returns the name of a category of sites as words that can be counted:
// cash-machine is "cash machine", care is "care place".
func Category(kebab string) string {
	words := strings.ReplaceAll(kebab, "-", " ")
	if words == "care" || words == "catering" {
		words += " place"
	}
	return words
}

// Plural returns the plural of a noun that has a regular one. A noun that ends in
// s, as premises does, is taken for a plural.
func Plural(noun string) string {
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

// UpperFirst returns a text with its first letter as a capital.
func UpperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// LowerFirst returns a text with its first letter in lower case.
func LowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// Some returns so many of a noun: a pub, two pubs, 10 pubs.
func Some(n int, noun string) string {
	numerals := []string{"no", "", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	switch {
	case n == 1 && noun != "" && strings.ContainsRune("aeio", rune(noun[0])):
		return "an " + noun
	case n == 1:
		return "a " + noun
	case n < len(numerals):
		return numerals[n] + " " + Plural(noun)
	}
	return strconv.Itoa(n) + " " + Plural(noun)
}

// Count returns a number of a noun: 1 offence, 2.5 offences, no offences.
func Count(n float64, noun string) string {
	switch n {
	case 0:
		return "no " + Plural(noun)
	case 1:
		return "1 " + noun
	}
	if n == math.Trunc(n) {
		return fmt.Sprintf("%.0f %s", n, Plural(noun))
	}
	return fmt.Sprintf("%.6g %s", n, Plural(noun))
}

// Thousands returns a whole number of a noun with commas: 168,758 days.
func Thousands(n float64, noun string) string {
	words := Count(math.Round(n), noun)
	number, rest, _ := strings.Cut(words, " ")
	for i := len(number) - 3; i > 0 && number[i-1] != '-' && number != "no"; i -= 3 {
		number = number[:i] + "," + number[i:]
	}
	return number + " " + rest
}

// And joins words as a sentence does.
func And(parts []string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// Months writes a run of months, each as 2025-01: January to September 2025. What is no
// month stays as it is.
func Months(from, to string) string {
	first, err1 := time.Parse("2006-01", from)
	last, err2 := time.Parse("2006-01", to)
	switch {
	case err1 != nil || err2 != nil:
		return from + " to " + to
	case first.Equal(last):
		return first.Format("January 2006")
	case first.Year() == last.Year():
		return first.Format("January") + last.Format(" to January 2006")
	}
	return first.Format("January 2006") + last.Format(" to January 2006")
}

// HoursOfWeek writes a run of hours of the week that begins at from, 0 being Monday
// 00:00: "Fri 22:00–03:00", and "Fri night 01:00–02:00" on Saturday, since a night is
// that of the day before midnight. It takes 0 <= from < 168.
func HoursOfWeek(from, hours int) string {
	days := [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	day, hour := (from+7*24-6)/24%7, from%24
	night := ""
	if hour < 6 {
		night = " night"
	}
	return fmt.Sprintf("%s%s %02d:00–%02d:00", days[day], night, hour, (from+hours)%24)
}

// Ratio writes a ratio to two figures, but whole from 10 on.
func Ratio(ratio float64) string {
	if ratio >= 10 {
		return fmt.Sprintf("%.0f", ratio)
	}
	return fmt.Sprintf("%.2g", ratio)
}

// Points writes a difference of shares in percentage points, with its sign: +1.2. What
// rounds to nothing is +0.0, on whichever side of it.
func Points(share float64) string {
	return fmt.Sprintf("%+.1f", math.Round(1000*share)/10+0)
}

// AboutOffences writes a number of offences, which may have been counted in parts:
// "3 offences", "about 3 offences", "about one offence". n is 0 or more.
func AboutOffences(offences float64) string {
	whole := math.Round(offences)
	switch exact := math.Abs(offences-whole) < 1e-6; {
	case exact && whole == 1:
		return "1 offence"
	case exact:
		return fmt.Sprintf("%.0f offences", whole)
	case whole <= 1:
		return "about one offence"
	}
	return fmt.Sprintf("about %.0f offences", whole)
}

// ThereAre says what there is to choose from: "there are a, b", "there is none".
func ThereAre(names []string) string {
	if len(names) == 0 {
		return "there is none"
	}
	return "there are " + strings.Join(names, ", ")
}

// Aged writes a day, as 2025-09-30, with how old it is on another as the map does: 30 September
// 2025, 14 months old; months from two of them on. What is no day stays as it is.
func Aged(day string, on time.Time) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	const daysOfMonth = 30.44
	y, m, d := on.Date()
	days := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(at) / (24 * time.Hour))
	said := at.Format("2 January 2006")
	switch {
	case days <= 0:
		return said
	case float64(days) >= 2*daysOfMonth:
		return fmt.Sprintf("%s, %s old", said, Count(math.Floor(float64(days)/daysOfMonth), "month"))
	}
	return fmt.Sprintf("%s, %s old", said, Count(float64(days), "day"))
}
