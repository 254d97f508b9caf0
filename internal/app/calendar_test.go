package app_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/internal/app"
)

// calendar is a store that knows events alone.
type calendar struct {
	app.Store
	events []crime.Event
}

func (c calendar) Events(_ context.Context, from, to time.Time) ([]crime.Event, error) {
	var in []crime.Event
	for _, e := range c.events {
		if e.Overlaps(from, to) {
			in = append(in, e)
		}
	}
	return in, nil
}

func TestEvents(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return time.Date(2025, 12, day, hour, 0, 0, 0, time.UTC) }
	store := calendar{events: []crime.Event{
		{Kind: crime.BankHoliday, Key: "b", Name: "Boxing Day", From: at(26, 0), To: at(27, 0)},
		{Kind: crime.BankHoliday, Key: "c", Name: "Christmas Day", From: at(25, 0), To: at(26, 0)},
		{Kind: crime.Fixture, Key: "f", Name: "Derby", From: at(26, 15), To: at(26, 17)},
	}}
	a, err := app.New(store, "the test")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		from, to time.Time
		want     []string
	}{
		"no eve":                  {at(20, 0), at(24, 0), nil},
		"the eve of the day past": {at(24, 18), at(25, 0), []string{"Eve of Christmas Day"}},
		"a holiday and an eve":    {at(25, 0), at(26, 0), []string{"Christmas Day", "Eve of Boxing Day"}},
		"in order":                {at(24, 0), at(27, 0), []string{"Eve of Christmas Day", "Christmas Day", "Eve of Boxing Day", "Boxing Day", "Derby"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := a.Events(t.Context(), tt.from, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range events {
				got = append(got, e.Name)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
