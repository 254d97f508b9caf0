package ingest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/internal/ingest"
)

func TestVisits(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	tests := map[string]struct {
		file  string
		want  []crime.Visit
		error string
	}{
		"visits":        {"Spot,minutes,Day\nHS-001,15,2026-01-09\n HS-002 ,20,2026-01-10\n", []crime.Visit{{Spot: "HS-001", Day: day(9)}, {Spot: "HS-002", Day: day(10)}}, ""},
		"none":          {"spot,day\n", []crime.Visit{}, ""},
		"empty":         {"", nil, "a list of visits has the columns spot and day: EOF"},
		"other columns": {"place,day\n", nil, "a list of visits has the columns spot and day; this one has place, day"},
		"no day":        {"spot,day\nHS-001,2026-01-09\nHS-001,9 January\n", nil, `visits, line 3: day "9 January": write it YYYY-MM-DD`},
		"no spot":       {"spot,day\n,2026-01-09\n", nil, "visits, line 2: no spot"},
		"cut short":     {"spot,day\nHS-001\n", nil, "visits: record on line 2: wrong number of fields"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ingest.Visits(strings.NewReader(tt.file))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if tt.error != "" && fmt.Sprint(err) != tt.error || tt.error == "" && err != nil {
				t.Errorf("got %v, want %s", err, tt.error)
			}
		})
	}
}

func FuzzVisits(f *testing.F) {
	f.Add("spot,day\nHS-001,2026-01-09\n")
	f.Fuzz(func(t *testing.T, file string) {
		visits, err := ingest.Visits(strings.NewReader(file))
		if (err == nil) != (visits != nil) {
			t.Errorf("%d visits and %v", len(visits), err)
		}
		for _, v := range visits {
			if v.Spot == "" || v.Day.IsZero() && v.Day.Year() != 1 {
				t.Errorf("%+v", v)
			}
		}
	})
}
