package store_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

func TestPeople(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := func(n float64) *float64 { return &n }
	figure := func(area string, year int, value *float64, class string) geo.Figure {
		return geo.Figure{AreaCode: area, Measure: "residents", Year: year, Value: value, Class: class}
	}
	first := []geo.Figure{figure("E1", 0, number(7), ""), figure("E1", 2011, number(8), ""), figure("E2", 2021, nil, ""), figure("E3", 0, nil, "Rural")}
	entries, err := s.ImportPeople(t.Context(), sources(first), "test")
	same(t, ledger.Figures{Read: 4, New: 4}, figures(t, entries, err))
	// A figure comes in, one is corrected, one is not known any more, one stays.
	second := []geo.Figure{figure("E1", 2021, number(9), ""), figure("E2", 2021, number(0), ""), figure("E3", 0, nil, ""), figure("E1", 0, number(7), "")}
	entries, err = s.ImportPeople(t.Context(), sources(second), "test")
	same(t, ledger.Figures{Read: 4, New: 1, Updated: 2, Unchanged: 1}, figures(t, entries, err))

	got, err := s.People(t.Context(), []string{"E3", "E1", "E2", "E9"}, "residents")
	if err != nil {
		t.Fatal(err)
	}
	want := []geo.Figure{figure("E1", 2021, number(9), ""), figure("E2", 2021, number(0), ""), figure("E3", 0, nil, "")}
	for i := range want {
		want[i].Source = "file"
	}
	same(t, want, got)
	got, err = s.People(t.Context(), []string{"E1"}, "households")
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestPowersAt(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := func(day, hour int) time.Time { return time.Date(2025, 10, day, hour, 0, 0, 0, time.UTC) }
	dispersal := geo.Power{
		Kind: geo.Dispersal, Authority: "Police", Reference: "D1", Text: "High Street", From: at(3, 17), To: at(5, 17), Land: rectangle(0.7, 51.5, 0.72, 51.52),
	}
	order := geo.Power{Kind: geo.PSPO, Authority: "Council", Reference: "P1", From: at(1, 0), Land: rectangle(0.71, 51.5, 0.75, 51.52)}
	far := geo.Power{Kind: geo.Section60, Authority: "Police", Reference: "S1", From: at(3, 0), To: at(5, 0), Extended: true, Land: rectangle(0.2, 51.5, 0.3, 51.6)}
	for _, want := range []ledger.Figures{{Read: 3, New: 3}, {Read: 3, Unchanged: 3}} {
		entries, err := s.ImportPowers(t.Context(), sources([]geo.Power{dispersal, order, far}), "test")
		same(t, want, figures(t, entries, err))
	}
	for _, p := range []*geo.Power{&dispersal, &order, &far} {
		p.Import = 1 // the first, which brought them
	}
	town := orb.Bound{Min: orb.Point{0.69, 51.49}, Max: orb.Point{0.73, 51.53}}
	tests := map[string]struct {
		from, to time.Time
		bound    orb.Bound
		want     []geo.Power
	}{
		"both":                 {at(4, 18), at(5, 2), town, []geo.Power{dispersal, order}},
		"when one is over":     {at(5, 17), at(5, 20), town, []geo.Power{order}},
		"when one is to begin": {at(3, 10), at(3, 17), town, []geo.Power{order}},
		"before":               {at(-1, 0), at(1, 0), town, []geo.Power{}},
		"in another place":     {at(4, 18), at(5, 2), orb.Bound{Min: orb.Point{0.1, 51}, Max: orb.Point{0.25, 52}}, []geo.Power{far}},
		"at a corner":          {at(4, 18), at(5, 2), orb.Bound{Min: orb.Point{0.75, 51.4}, Max: orb.Point{0.8, 51.5}}, []geo.Power{order}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := s.PowersAt(t.Context(), tt.from, tt.to, tt.bound)
			if err != nil {
				t.Fatal(err)
			}
			same(t, tt.want, got)
		})
	}
}

func TestImportPowersWithoutExtent(t *testing.T) {
	t.Parallel()
	s := open(t)
	line := geo.Power{
		Kind: geo.PSPO, Authority: "Council", Reference: "P1", From: time.Unix(0, 0).UTC(), Land: orb.MultiPolygon{{{{0, 0}, {1, 1}, {2, 2}, {0, 0}}}},
	}
	_, err := s.ImportPowers(t.Context(), sources([]geo.Power{line}), "test")
	if fault.Of(err) != fault.Unprocessable {
		t.Errorf("%v", err)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := func(hour int) time.Time { return time.Date(2025, 10, 4, hour, 0, 0, 0, time.UTC) }
	match := crime.Event{Key: "1", Kind: crime.Fixture, Name: "Derby", From: at(14), To: at(16), Venue: "Roots Hall", AreaCode: "E07"}
	carols := crime.Event{Key: "1", Kind: crime.Festival, Name: "Carols", From: at(18), To: at(18)}
	entries, err := s.ImportEvents(t.Context(), sources([]crime.Event{match, carols}), "test")
	same(t, ledger.Figures{Read: 2, New: 2}, figures(t, entries, err))
	match.From = at(15) // postponed
	entries, err = s.ImportEvents(t.Context(), sources([]crime.Event{match}), "test")
	same(t, ledger.Figures{Read: 1, Updated: 1}, figures(t, entries, err))

	tests := map[string]struct {
		from, to int
		want     []crime.Event
	}{
		"both":                    {0, 24, []crime.Event{match, carols}},
		"what is under way":       {15, 16, []crime.Event{match}},
		"what is over":            {16, 18, []crime.Event{}},
		"what begins, end unsaid": {18, 19, []crime.Event{carols}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := s.Events(t.Context(), at(tt.from), at(tt.to))
			if err != nil {
				t.Fatal(err)
			}
			same(t, tt.want, got)
			for _, e := range []crime.Event{match, carols} {
				in := false
				for _, g := range got {
					in = in || g == e
				}
				if in != e.Overlaps(at(tt.from), at(tt.to)) {
					t.Errorf("%s: the database and Overlaps disagree", e.Name)
				}
			}
		})
	}
}
