package hotspot_test

import (
	"time"

	"pgregory.net/rapid"

	"beatplan/crime"
)

func london(t require) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return zone
}

// local reads a moment by London's clock.
func local(t require, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, london(t))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return at
}

func clock(t require, name string) crime.Clock {
	t.Helper()
	c, err := crime.NamedClock(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

// interval draws an offence at some time in up to ten days of 2026.
func interval(t *rapid.T) crime.Offence {
	from := time.Date(2026, 1, 1, 0, 0, rapid.IntRange(0, 364*24*3600).Draw(t, "from"), 0, time.UTC)
	length := time.Duration(rapid.IntRange(1, 10*24*3600).Draw(t, "seconds")) * time.Second
	return crime.Offence{From: from, To: from.Add(length), Precision: crime.Interval}
}
