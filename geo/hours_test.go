package geo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/geo"
)

const hour = geo.TimeOfDay(60)

// always returns the same spans for days.
func always(days []time.Weekday, spans ...geo.Span) geo.Hours {
	h := geo.Hours{}
	for _, d := range days {
		h[d] = spans
	}
	return h
}

func everyDay() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func TestParseHours(t *testing.T) {
	t.Parallel()
	evening, late := geo.Span{From: 10 * hour, To: 23 * hour}, geo.Span{From: 10 * hour, To: 26 * hour}
	week := always([]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday}, evening)
	week[time.Friday], week[time.Saturday] = []geo.Span{late}, []geo.Span{late}
	tests := map[string]struct {
		text, written string
		want          geo.Hours
	}{
		"a pub":             {"Mo-Th 10:00-23:00; Fr,Sa 10:00-02:00", "", week}, // Sunday is not said
		"days written out":  {"monday-thurs 1000-2300; FRI, Saturday 10.00-26:00;", "Mo-Th 10:00-23:00; Fr,Sa 10:00-02:00", week},
		"closed":            {"Su off", "", geo.Hours{time.Sunday: {}}},
		"closed, in words":  {"Sunday closed", "Su off", geo.Hours{time.Sunday: {}}},
		"every day":         {"10:00-23:00", "Mo-Su 10:00-23:00", always(everyDay(), evening)},
		"never closed":      {"24/7", "Mo-Su 00:00-24:00", always(everyDay(), geo.Span{To: geo.Day})},
		"twice a day":       {"Mo 17:00-23:00,09:00-14:00", "Mo 09:00-14:00,17:00-23:00", geo.Hours{time.Monday: {{From: 9 * hour, To: 14 * hour}, {From: 17 * hour, To: 23 * hour}}}},
		"over the week end": {"Sa-Mo 10:00-23:00", "Mo,Sa,Su 10:00-23:00", always([]time.Weekday{time.Saturday, time.Sunday, time.Monday}, evening)},
		"a later rule":      {"Mo,Tu off; Tu 10:00-23:00", "Mo off; Tu 10:00-23:00", geo.Hours{time.Monday: {}, time.Tuesday: {evening}}},
		"to midnight":       {"Mo 10:00-00:00", "Mo 10:00-24:00", geo.Hours{time.Monday: {{From: 10 * hour, To: geo.Day}}}},
		"with seconds":      {"Mo 10:00:00-23:00:00", "Mo 10:00-23:00", geo.Hours{time.Monday: {evening}}},
		"after a comma":     {"Mo-Th 10:00-23:00, Fr,Sa 10:00-02:00", "Mo-Th 10:00-23:00; Fr,Sa 10:00-02:00", week},
		"and holidays":      {"Mo,PH 10:00-23:00; PH off, SH,PH closed", "Mo 10:00-23:00", geo.Hours{time.Monday: {evening}}},
		"a whole day":       {"Mo 10:00-10:00", "", geo.Hours{time.Monday: {{From: 10 * hour, To: 34 * hour}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := geo.ParseHours(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if tt.written == "" {
				tt.written = tt.text
			}
			if got.String() != tt.written {
				t.Errorf("written %q, want %q", got, tt.written)
			}
		})
	}
}

func TestParseHoursRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", ";", "Mo", "10:00", "Mo 10:00", "Mo 10:00-", "Mo 25:00-26:00", "Mo 10:60-11:00", "Mo 10:00:30-11:00", "Mo 10:00-48:01", "24:00-25:00", "Mo 11:00-36:00",
		"Mo-Xy 10:00-11:00", "M 10:00-11:00", "PH off", "Mo-Fr 10:00-18:00 || \"by appointment\"", "sunrise-sunset", "Mo 10:00-11:00;;Tu off",
		"PH,SH 10:00-11:00", "PH", "Mo 09:00-12:00, Mo 13:00-17:00", "Mo-PH 10:00-11:00", "Mo 10:00-11:00,", "Mo 10:00-11:00, by appointment",
		"See licence", strings.Repeat("see licence", 100),
	} {
		if h, err := geo.ParseHours(text); err == nil || len(err.Error()) > 200 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, error %v; want one short line", text, h, err)
		}
	}
}

func TestParseTerminal(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		want    geo.Terminal
		written string
	}{
		"Mo-We 23:30; Fr,Sa 02:00": {geo.Terminal{time.Monday: 23*hour + 30, time.Tuesday: 23*hour + 30, time.Wednesday: 23*hour + 30, time.Friday: 26 * hour, time.Saturday: 26 * hour}, ""},
		"Fr 0600; Sa 00:00":        {geo.Terminal{time.Friday: 30 * hour, time.Saturday: geo.Day}, "Fr 06:00; Sa 24:00"},
		"Su 12:00; Mo 11:59":       {geo.Terminal{time.Sunday: 12 * hour, time.Monday: 36*hour - 1}, "Mo 11:59; Su 12:00"},
	}
	for text, tt := range tests {
		got, err := geo.ParseTerminal(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if tt.written == "" {
			tt.written = text
		}
		if got.String() != tt.written {
			t.Errorf("%s: written %q, want %q", text, got, tt.written)
		}
	}
	for _, text := range []string{"", "off", "Fr", "36:00", "Fr 10:00-02:00", "none"} {
		if got, err := geo.ParseTerminal(text); err == nil || !strings.Contains(err.Error(), "no terminal hour") {
			t.Errorf("%q: %v, error %v", text, got, err)
		}
	}
}

func TestParseDays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]time.Weekday{
		"":         everyDay(),
		" Mo ":     {time.Monday},
		"FRIDAY":   {time.Friday},
		"Sa-Mo,Th": {time.Saturday, time.Sunday, time.Monday, time.Thursday},
	} {
		if got, err := geo.ParseDays(text); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%q: %v, error %v", text, got, err)
		}
	}
	for _, text := range []string{"M", "Mo;Tu", "PH", "Mo 10:00", "Mo-"} {
		if got, err := geo.ParseDays(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestHoursLaw: whatever is written is read as what it was.
func TestHoursLaw(t *testing.T) {
	t.Parallel()
	day := rapid.SampledFrom(everyDay())
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Custom(func(t *rapid.T) geo.Span {
			from := rapid.IntRange(0, 24*60-1).Draw(t, "from")
			return geo.Span{From: geo.TimeOfDay(from), To: geo.TimeOfDay(from + rapid.IntRange(1, 24*60).Draw(t, "minutes"))}
		})
		known := rapid.MapOfN(day, rapid.SliceOfN(span, 0, 1), 1, 7).Draw(t, "hours")
		if got, err := geo.ParseHours(geo.Hours(known).String()); err != nil || !cmp.Equal(geo.Hours(known), got) {
			t.Fatalf("%v became %v, error %v", geo.Hours(known), got, err)
		}
		ends := geo.Terminal(rapid.MapOfN(day, rapid.Map(rapid.IntRange(12*60, 36*60-1), func(m int) geo.TimeOfDay { return geo.TimeOfDay(m) }), 1, 7).Draw(t, "terminal"))
		if got, err := geo.ParseTerminal(ends.String()); err != nil || !cmp.Equal(ends, got) {
			t.Fatalf("%v became %v, error %v", ends, got, err)
		}
	})
}

func FuzzHours(f *testing.F) {
	for _, s := range []string{"Mo-Th 10:00-23:00; Fr,Sa 10:00-02:00; Su off", "24/7", "1000-1000", "Sa-Mo 23:30", ";–;,-", "Mo 10:00-14:00,17:00-02:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := geo.ParseHours(s); err == nil {
			again, err := geo.ParseHours(h.String())
			if err != nil || !cmp.Equal(h, again) || len(h) == 0 {
				t.Errorf("%q is %v, written %q, read as %v, error %v", s, map[time.Weekday][]geo.Span(h), h, map[time.Weekday][]geo.Span(again), err)
			}
		}
		if h, err := geo.ParseTerminal(s); err == nil {
			again, err := geo.ParseTerminal(h.String())
			if err != nil || !cmp.Equal(h, again) || len(h) == 0 {
				t.Errorf("%q is %v, read as %v, error %v", s, h, again, err)
			}
		}
	})
}
