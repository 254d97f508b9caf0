package crime_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"beatplan/crime"
)

func TestMonthIsAMonthOfItsZone(t *testing.T) {
	t.Parallel()
	m := crime.MonthOf(local(t, "2026-06-01 00:30"))
	if m.String() != "2026-06" {
		t.Errorf("half past midnight on 1 June in London is in %s", m)
	}
	if utc := crime.MonthOf(local(t, "2026-06-01 00:30").UTC()); utc != m-1 {
		t.Errorf("and in %s by UTC, want %s", utc, m-1)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := crime.Month(rapid.IntRange(0, 12*10_000-1).Draw(t, "month"))
		if back := crime.MonthOf(m.Start(london(t))); back != m {
			t.Fatalf("%s begins in %s", m, back)
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back crime.Month
		if err := json.Unmarshal(text, &back); err != nil || back != m {
			t.Fatalf("%s came back from %s as %s (%v)", m, text, back, err)
		}
	})
	var wrong crime.Month
	if err := json.Unmarshal([]byte(`"May"`), &wrong); err == nil || !strings.Contains(err.Error(), `month "May": write it YYYY-MM`) {
		t.Errorf("May: %v", err)
	}
}

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		months int
		err    string // part of it; empty: none
	}{
		"a year":       {"2025-04..2026-03", 12, ""},
		"one month":    {"2026-02", 1, ""},
		"the same":     {"2026-02..2026-02", 1, ""},
		"backwards":    {"2026-02..2026-01", 0, "from 2026-02 to 2026-01 ends before it begins"},
		"nothing":      {"", 0, `period "": write it YYYY-MM..YYYY-MM`},
		"no such":      {"2026-13", 0, `period "2026-13"`},
		"one digit":    {"2026-1", 0, `period "2026-1"`},
		"a dash":       {"2026-01--2026-02", 0, "write it"},
		"a day":        {"2026-01-01", 0, "write it"},
		"half a range": {"2026-01..", 0, "write it"},
		"three":        {"2026-01..2026-02..2026-03", 0, "write it"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := crime.ParsePeriod(tt.text)
			switch {
			case tt.err == "" && (err != nil || p.Months() != tt.months):
				t.Errorf("%s has %d months (%v), want %d", tt.text, p.Months(), err, tt.months)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("have %v, want %q", err, tt.err)
			}
		})
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, seed := range []string{"2025-04..2026-03", "2026-02", "0000-01", "9999-12..0000-01", "2026-1..2026-02", "+026-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := crime.ParsePeriod(text)
		if err != nil {
			return
		}
		if back, err := crime.ParsePeriod(p.String()); err != nil || back != p || p.Months() < 1 {
			t.Errorf("%q is %s of %d months, which is %s (%v)", text, p, p.Months(), back, err)
		}
	})
}

func TestDurationKnowsLeapDaysAndSummerTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{ // hours
		"2024-02":          29 * 24,
		"2026-02":          28 * 24,
		"2026-03":          31*24 - 1,
		"2026-10":          31*24 + 1,
		"2025-04..2026-03": 365 * 24,
	} {
		p, err := crime.ParsePeriod(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Duration(london(t)); got != time.Duration(want)*time.Hour {
			t.Errorf("%s lasts %s, want %d h", text, got, want)
		}
	}
}

// Two periods overlap when a month is in both.
func TestOverlaps(t *testing.T) {
	t.Parallel()
	period := rapid.Custom(func(t *rapid.T) crime.Period {
		from := crime.Month(rapid.IntRange(0, 9).Draw(t, "from"))
		return crime.Period{From: from, To: from + crime.Month(rapid.IntRange(0, 5).Draw(t, "more"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		p, q := period.Draw(t, "p"), period.Draw(t, "q")
		want := false
		for m := p.From; m <= p.To; m++ {
			want = want || q.From <= m && m <= q.To
		}
		if p.Overlaps(q) != want || q.Overlaps(p) != want {
			t.Fatalf("%s and %s overlap: %t and %t, want %t", p, q, p.Overlaps(q), q.Overlaps(p), want)
		}
	})
}
