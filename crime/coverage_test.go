package crime_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/crime"
)

const august = crime.Month(12*2025 + 7)

// daily returns a holding of so many offences on each of some days, from 1.
func daily(m crime.Month, source, district string, each, from, to int) crime.Holding {
	h := crime.Holding{Month: m, Source: source, District: district, Counted: true}
	for day := from; day <= to; day++ {
		h.Days[day-1] = each
	}
	return h
}

func monthly(m crime.Month, source, district string, n int) crime.Holding {
	return crime.Holding{Month: m, Source: source, District: district, MonthOnly: n, Counted: true}
}

func TestCoverageOf(t *testing.T) {
	t.Parallel()
	gap := daily(august, "rms", "W", 20, 1, 31)
	gap.Days[9] = 0
	sparse := crime.Holding{Month: august, Source: "rms", District: "W", Counted: true}
	sparse.Days[4], sparse.Days[16], sparse.Days[27] = 1, 1, 1
	tests := map[string]struct {
		held      crime.Coverage
		districts []string
		want      map[string]string // the days of months
		short     []string          // districts, in the last month
	}{
		"a month in part": {
			held: crime.Coverage{daily(august, "rms", "W", 2, 1, 31), daily(august+1, "rms", "W", 2, 1, 7)},
			want: map[string]string{"2025-08": "1-31", "2025-09": "1-7"},
		},
		"a day that is missing":               {held: crime.Coverage{gap}, want: map[string]string{"2025-08": "1-9, 11-31"}},
		"few, which leave days empty":         {held: crime.Coverage{sparse}, want: map[string]string{"2025-08": "1-31"}},
		"one offence says nothing of ends":    {held: crime.Coverage{daily(august, "rms", "W", 1, 7, 7)}, want: map[string]string{"2025-08": "1-31"}},
		"many on one day are an export of it": {held: crime.Coverage{daily(august, "rms", "W", 9, 7, 7)}, want: map[string]string{"2025-08": "7"}},
		"months alone": {
			held: crime.Coverage{monthly(august, "street", "W", 5), monthly(august+2, "street", "W", 5)},
			want: map[string]string{"2025-08": "1-31", "2025-10": "1-31"},
		},
		"a district without a month of hundreds": {
			held:      crime.Coverage{monthly(august, "street", "W", 500), monthly(august, "street", "E", 500), monthly(august+1, "street", "E", 500)},
			districts: []string{"W", "E"},
			want:      map[string]string{"2025-08": "1-31", "2025-09": ""}, short: []string{"W"},
		},
		"a district with a gap of its own": {
			held:      crime.Coverage{daily(august, "rms", "W", 9, 1, 20), daily(august, "rms", "E", 9, 1, 31)},
			districts: []string{"W", "E"}, want: map[string]string{"2025-08": "1-20"}, short: []string{"W"},
		},
		"not what is left out": {
			held: crime.Coverage{daily(august, "rms", "W", 9, 1, 20), {Month: august, Source: "street", District: "W", MonthOnly: 400}},
			want: map[string]string{"2025-08": "1-20"},
		},
		"a district of which nothing is known": {held: crime.Coverage{monthly(august, "street", "", 5)}, districts: []string{"W"}, want: map[string]string{"2025-08": "1-31"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := map[string]string{}
			var short []string
			for _, m := range tt.held.Of(tt.districts...) {
				got[m.Month.String()], short = m.Days.String(), m.Short
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("days (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.short, short); diff != "" {
				t.Errorf("districts that lack days (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCoveredSplit: what is covered does not depend on how a month came in.
func TestCoveredSplit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var whole, parts crime.Coverage
		for _, district := range []string{"W", "E"} {
			h := crime.Holding{Month: august, Source: "rms", District: district, Counted: true}
			one, other := h, h
			for day := range h.Days {
				h.Days[day] = rapid.IntRange(0, 5).Draw(t, "offences")
				one.Days[day] = rapid.IntRange(0, h.Days[day]).Draw(t, "of one file")
				other.Days[day] = h.Days[day] - one.Days[day]
			}
			whole, parts = append(whole, h), append(parts, other, one)
		}
		if diff := cmp.Diff(whole.Covered(), parts.Covered()); diff != "" {
			t.Errorf("(-whole +parts):\n%s", diff)
		}
	})
}

func TestSuspicions(t *testing.T) {
	t.Parallel()
	months := func(counts ...int) (c crime.Coverage) {
		for i, n := range counts {
			c = append(c, monthly(august+crime.Month(i), "street", "W", n))
		}
		return c
	}
	tests := map[string]struct {
		held crime.Coverage
		want []crime.Month
	}{
		"under half":          {months(100, 110, 90, 44), []crime.Month{august + 3}},
		"a half":              {months(100, 100, 100, 50), nil},
		"two other months":    {months(100, 100, 10), nil},
		"few, halved by luck": {months(6, 6, 6, 2), nil},
		"nothing, and something of another district": {
			append(months(100, 100, 100), monthly(august+3, "street", "E", 100)), []crime.Month{august + 3},
		},
		"nothing of few":                      {append(months(6, 6, 6), monthly(august+3, "street", "E", 100)), nil},
		"nothing, and another source counts":  {append(months(100, 100, 100), monthly(august+3, "street", "E", 100), monthly(august+3, "rms", "W", 100)), nil},
		"nothing anywhere of a month between": {append(months(100, 100, 100), monthly(august+4, "street", "W", 100)), nil},
		"a part, and as many a day": {
			crime.Coverage{daily(august, "rms", "W", 5, 1, 31), daily(august+1, "rms", "W", 5, 1, 30), daily(august+2, "rms", "W", 5, 1, 31), daily(august+3, "rms", "W", 5, 1, 7)}, nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []crime.Month
			for _, s := range tt.held.Suspicions() {
				got = append(got, s.Month)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestChooseSources(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		held  map[string]int // of a month of a district, by source
		order []string
		want  []string
	}{
		"one":                         {map[string]int{"street": 5}, nil, []string{"street"}},
		"records before street files": {map[string]int{"street": 40, "rms": 40}, nil, []string{"rms"}},
		"records of a few alone":      {map[string]int{"street": 40, "rms": 19}, nil, []string{"street"}},
		"half is enough":              {map[string]int{"street": 40, "rms": 20}, nil, []string{"rms"}},
		"an order of one's own":       {map[string]int{"street": 40, "rms": 40}, []string{"street", "rms"}, []string{"street"}},
		"an order, however few":       {map[string]int{"street": 40, "rms": 1}, []string{"rms"}, []string{"rms"}},
		"street files of two forces":  {map[string]int{"street (A)": 40, "street (B)": 2}, nil, []string{"street (A)", "street (B)"}},
		"the larger of two records":   {map[string]int{"a": 30, "b": 40}, nil, []string{"b"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c crime.Coverage
			for source, n := range tt.held {
				c = append(c, crime.Holding{Month: august, Source: source, District: "W", MonthOnly: n})
			}
			c.Choose(tt.order)
			got := c.Counted("W")
			names := map[string]bool{}
			for _, h := range got {
				names[h.Source] = true
			}
			want := map[string]bool{}
			for _, name := range tt.want {
				want[name] = true
			}
			if diff := cmp.Diff(want, names); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if left := len(tt.held) - len(tt.want); (len(c.Overlaps()) > 0) != (left > 0) {
				t.Errorf("overlaps %v, with %d sources left out", c.Overlaps(), left)
			}
		})
	}
}

// TestOverlapInNoDistrict has street rows without a position beside a system whose rows all
// have one: they go by the month, and the system that is counted is named.
func TestOverlapInNoDistrict(t *testing.T) {
	t.Parallel()
	c := crime.Coverage{
		monthly(august, "cad", "W", 100),
		monthly(august, "street (Testshire Police)", "", 10),
	}
	c.Choose(nil)
	got := c.Overlaps()
	if len(got) != 1 || got[0].Counted != "cad" || len(got[0].LeftOut) != 1 {
		t.Errorf("%+v; want that cad is counted and the street files left out", got)
	}
}
