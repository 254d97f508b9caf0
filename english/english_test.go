package english_test

import (
	"testing"
	"time"

	"beatplan/english"
)

func TestSentences(t *testing.T) {
	t.Parallel()
	for n, want := range map[string]string{
		english.Some(1, "pub"): "a pub", english.Some(1, "off licence"): "an off licence", english.Some(2, "pharmacy"): "two pharmacies", english.Some(9, "bus stop"): "nine bus stops",
		english.Some(12, "licensed premises"): "12 licensed premises", english.Count(0, "offence"): "no offences", english.Count(1, "offence"): "1 offence", english.Count(12_345_678, "row"): "12345678 rows", english.Count(2.25, "offence"): "2.25 offences",
		english.Some(3, "surgery"): "three surgeries", english.And([]string{"a", "b", "c"}): "a, b and c", english.Ratio(18.4): "18", english.Ratio(1.84): "1.8", english.Ratio(0.452): "0.45",
		english.Some(4, english.Category("care")): "four care places", english.Category("cash-machine"): "cash machine",
		english.Some(1, "university"): "a university", english.Some(2, "takeaway"): "two takeaways", english.Some(2, "bus"): "two buses",
	} {
		if n != want {
			t.Errorf("%q, want %q", n, want)
		}
	}
}

func TestAboutOffences(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]string{
		0: "0 offences", 1: "1 offence", 3: "3 offences", 2.6: "about 3 offences", 1.2: "about one offence", 0.2: "about one offence",
	} {
		if got := english.AboutOffences(n); got != want {
			t.Errorf("AboutOffences(%g) = %q, want %q", n, got, want)
		}
	}
}

func TestThereAre(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{"there is none": nil, "there are a": {"a"}, "there are a, b": {"a", "b"}} {
		if got := english.ThereAre(names); got != want {
			t.Errorf("ThereAre(%q) = %q, want %q", names, got, want)
		}
	}
}

func TestPoints(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{0.0123: "+1.2", -0.25: "-25.0", 0: "+0.0", -1e-17: "+0.0", -0.0004: "+0.0", -0.0006: "-0.1"} {
		if got := english.Points(share); got != want {
			t.Errorf("Points(%g) = %q, want %q", share, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]string{0: "no days", 1: "1 day", 999.6: "1,000 days", 168758: "168,758 days", 1234567: "1,234,567 days", 12: "12 days", -1000: "-1,000 days", -100: "-100 days"} {
		if got := english.Thousands(n, "day"); got != want {
			t.Errorf("%g: %q, want %q", n, got, want)
		}
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"2025-01", "2025-09", "January to September 2025"}, {"2024-10", "2025-09", "October 2024 to September 2025"}, {"2025-09", "2025-09", "September 2025"}, {"", "2025-09", " to 2025-09"},
	} {
		if got := english.Months(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%s to %s is %q, want %q", tt[0], tt[1], got, tt[2])
		}
	}
}

func TestFirstLetter(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][2]string{"": {"", ""}, "élan": {"Élan", "élan"}, "Çatalhöyük": {"Çatalhöyük", "çatalhöyük"}, "7 sites": {"7 sites", "7 sites"}} {
		if got := [2]string{english.UpperFirst(s), english.LowerFirst(s)}; got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestAged(t *testing.T) {
	t.Parallel()
	on := time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC)
	for day, want := range map[string]string{
		"2025-09-30": "30 September 2025, 14 months old", "2026-12-04": "4 December 2026, 1 day old", "2026-10-06": "6 October 2026, 60 days old",
		"2026-12-05": "5 December 2026", "2027-01-01": "1 January 2027", "soon": "soon", "": "",
	} {
		if got := english.Aged(day, on); got != want {
			t.Errorf("%q on %s: %q, want %q", day, on.Format(time.DateOnly), got, want)
		}
	}
}
