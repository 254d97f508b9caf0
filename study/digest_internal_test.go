package study

import (
	"reflect"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
)

// TestDigestOf has offences that differ in one field each: none may be left out of
// what stands for them.
func TestDigestOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 2, 3, 4, 5, 6, time.UTC)
	others := map[string]crime.Offence{
		"nothing":   {},
		"Type":      {Type: "a"},
		"Flags":     {Flags: []string{"a"}},
		"Place":     {Place: "a"},
		"Location":  {Location: "a"},
		"From":      {From: at},
		"To":        {To: at},
		"Precision": {Precision: "a"},
		"At":        {At: &orb.Point{}},
		"Cell":      {Cell: 1},
		"Together":  {Together: "a"},
		"More":      {More: 1},
	}
	if fields := reflect.TypeFor[crime.Offence]().NumField(); len(others) != 1+fields {
		t.Fatalf("%d fields are tried, and an offence has %d", len(others)-1, fields)
	}
	seen := map[string]string{}
	for name, o := range others {
		digest := digestOf([]crime.Offence{o})
		if other, same := seen[digest]; same {
			t.Errorf("%s and %s look the same", name, other)
		}
		seen[digest] = name
		if two := digestOf([]crime.Offence{o, o}); two == digest {
			t.Errorf("%s: two look like one", name)
		}
	}
}
