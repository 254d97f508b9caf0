package geo_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"beatplan/geo"
)

// Each kind of power has one law, that holds together and says where it is from.
func TestDefaultLaws(t *testing.T) {
	t.Parallel()
	var kinds []geo.PowerKind
	for _, l := range geo.DefaultLaws() {
		kinds = append(kinds, l.Kind)
		if err := l.Validate(); err != nil {
			t.Errorf("%s: %v", l.Kind, err)
		}
		if l.IsPower() != (l.Kind != geo.CumulativeImpact) {
			t.Errorf("%s is a power: %v", l.Kind, l.IsPower())
		}
	}
	if !slices.Equal(kinds, geo.PowerKinds()) {
		t.Errorf("laws of %v", kinds)
	}
}

func TestLawValidate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*geo.Law)
		want   string
	}{
		"as it is":               {func(*geo.Law) {}, ""},
		"a day":                  {func(l *geo.Law) { l.Checked = "2026-01-05" }, ""},
		"a kind that is none":    {func(l *geo.Law) { l.Kind = "curfew" }, "kind: no kind of power"},
		"no source":              {func(l *geo.Law) { l.Source = " " }, "source: say it in a few words"},
		"checked lately":         {func(l *geo.Law) { l.Checked = "lately" }, `checked: "lately" is no day`},
		"a life without a unit":  {func(l *geo.Law) { l.Longest = "48" }, `longest: "48": write it as 48 hours`},
		"a life of nothing":      {func(l *geo.Law) { l.Extended = "0 hours" }, `extended: "0 hours"`},
		"a role that is none":    {func(l *geo.Law) { l.Use = []string{"constable", "vicar"} }, `use/1: "vicar"`},
		"a role that is twice":   {func(l *geo.Law) { l.Designated = []string{"pcso", "pcso"} }, `designated/1: "pcso"`},
		"nobody may use it":      {func(l *geo.Law) { l.Use, l.Designated = nil, nil }, ""},
		"no limit of its own":    {func(l *geo.Law) { l.Longest = "" }, ""},
		"as its own text has it": {func(l *geo.Law) { l.Longest = geo.AsItSays }, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := geo.DefaultLaws()[0]
			tt.change(&l)
			holds(t, l.Validate(), tt.want)
		})
	}
}

// A month without such a day ends with its last, by the calendar of the time's zone: a
// closure from midnight of 1 September in London is over at midnight of 1 December.
func TestLifeOfMonths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		life       geo.Life
		from, over string
	}{
		{"3 months", "2025-08-31T23:00:00Z", "2025-11-30T23:00:00Z"},
		{"3 months", "2025-11-30T00:00:00Z", "2026-02-28T00:00:00Z"},
		{"6 months", "2025-08-31T23:00:00Z", "2026-02-28T23:00:00Z"},
		{"3 months", "2025-01-15T12:00:00Z", "2025-04-15T12:00:00Z"},
		{"3 years", "2024-02-29T00:00:00Z", "2027-02-28T00:00:00Z"},
		{"48 hours", "2025-10-03T20:00:00Z", "2025-10-05T20:00:00Z"},
	} {
		from, err := time.Parse(time.RFC3339, tt.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.life.After(from).Format(time.RFC3339); got != tt.over {
			t.Errorf("%s after %s is %s, want %s", tt.life, tt.from, got, tt.over)
		}
	}
}

func TestPowerStanding(t *testing.T) {
	t.Parallel()
	from := time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	tests := map[string]struct {
		power geo.Power
		at    time.Time
		want  geo.PowerStatus
	}{
		"before it":                   {geo.Power{Kind: geo.Dispersal}, from.Add(-10 * time.Hour), geo.NotYet},
		"in its life":                 {geo.Power{Kind: geo.Dispersal, To: from.Add(2 * day)}, from.Add(47 * time.Hour), geo.InForce},
		"over":                        {geo.Power{Kind: geo.Dispersal, To: from.Add(day)}, from.Add(day), geo.Expired},
		"longer than the law allows":  {geo.Power{Kind: geo.Dispersal, To: from.Add(5 * day)}, from.Add(2 * day), geo.TooLong},
		"s60 after a day":             {geo.Power{Kind: geo.Section60, To: from.Add(2 * day)}, from.Add(day), geo.TooLong},
		"s60 after a day, extended":   {geo.Power{Kind: geo.Section60, To: from.Add(2 * day), Extended: true}, from.Add(day), geo.InForce},
		"an order of four years":      {geo.Power{Kind: geo.PSPO}, from.AddDate(4, 0, 0), geo.TooLong},
		"the same, extended":          {geo.Power{Kind: geo.PSPO, Extended: true}, from.AddDate(4, 0, 0), geo.InForce},
		"a closure after four months": {geo.Power{Kind: geo.Closure}, from.AddDate(0, 4, 0), geo.TooLong},
		"cumulative impact":           {geo.Power{Kind: geo.CumulativeImpact}, from, geo.NoPower},
		"a law of one's own":          {geo.Power{Kind: geo.Dispersal, Law: &geo.Law{Longest: "12 hours", Use: []string{"constable"}}}, from.Add(12 * time.Hour), geo.TooLong},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.power.From = from
			if got := tt.power.Status(tt.at, tt.at.Add(8*time.Hour)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// A power is never in force after its own end, nor after the longest that its law gives it.
func TestPowersEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC)
		hours := func(name string) time.Time {
			return from.Add(time.Duration(rapid.IntRange(-50, 50_000).Draw(t, name)) * time.Hour)
		}
		p := geo.Power{Kind: rapid.SampledFrom(geo.PowerKinds()).Draw(t, "kind"), From: from, Extended: rapid.Bool().Draw(t, "extended")}
		if rapid.Bool().Draw(t, "ends") {
			p.To = hours("to")
		}
		at := hours("at")
		if p.Status(at, at.Add(time.Hour)) != geo.InForce {
			return
		}
		if ends := p.Ends(); !ends.IsZero() && !ends.After(at) || !p.To.IsZero() && !p.To.After(at) || !p.From.Before(at.Add(time.Hour)) {
			t.Fatalf("%+v is in force at %s and ends %s", p, at, ends)
		}
	})
}
