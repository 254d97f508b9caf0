package crime_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
)

func TestHeaps(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		at   map[string]int // offences by HH:MM:SS
		want []string
	}{
		"midnight":                    {map[string]int{"00:00:00": 40, "18:17:00": 7, "23:00:00": 3}, []string{"40 of 50 offences are at 00:00 to the minute"}},
		"a minute after and noon":     {map[string]int{"00:01:00": 12, "12:00:00": 10, "09:30:00": 3}, []string{"12 of 25 offences are at 00:01 to the minute", "10 of 25 offences are at 12:00 to the minute"}},
		"all hours are rounded":       {map[string]int{"00:00:00": 40, "23:00:00": 30, "01:00:00": 25}, nil},
		"too few":                     {map[string]int{"00:00:00": 9}, nil},
		"three times as many":         {map[string]int{"12:00:00": 30, "17:00:00": 10}, nil},
		"a busy minute of no meaning": {map[string]int{"22:15:00": 40}, nil},
		"with seconds":                {map[string]int{"00:00:07": 40}, nil},
	}
	for name, tt := range tests {
		var offences []crime.Offence
		for at, n := range tt.at {
			from, err := time.Parse(time.DateTime, "2025-01-13 "+at)
			if err != nil {
				t.Fatal(err)
			}
			offences = append(offences, crime.Offence{From: from, To: from, Precision: crime.Instant, More: n - 1})
		}
		offences = append(offences, crime.Offence{Precision: crime.Interval, More: 99}) // of which no minute is known
		heaps := crime.Heaps(offences, time.UTC)
		var got []string
		for _, h := range heaps {
			got = append(got, h.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		unknown := 0
		for _, o := range crime.WithoutHours(offences, heaps, time.UTC) {
			if o.Precision == crime.InMonth {
				unknown += 1 + o.More
			}
		}
		sum := 0
		for _, h := range heaps {
			sum += h.Offences
		}
		if unknown != sum {
			t.Errorf("%s: %d without an hour, want %d", name, unknown, sum)
		}
	}
}
