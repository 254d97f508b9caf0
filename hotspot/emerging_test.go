package hotspot_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"beatplan/hotspot"
)

func emerge(t require, places [][]float64, recent int) hotspot.Emergence {
	t.Helper()
	e, err := hotspot.Emerge(places, recent)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return e
}

// TestEmergeReference holds twelve places of nine months against the reference.
func TestEmergeReference(t *testing.T) {
	t.Parallel()
	var want struct {
		Counts   [][]float64
		Recent   int
		Expected struct {
			Share      float64 `json:"area_recent_share"`
			Pooled     float64 `json:"pooled_unrest"`
			Steps      int
			Tarone     int `json:"tarone_k"`
			Dispersion []float64
			P, Q       []float64
			Tested     []bool
			Word       []string
		}
	}
	goldenJSON(t, "forecast/emerging.json", &want)
	got := emerge(t, want.Counts, want.Recent)
	closeTo(t, "recent share and pooled dispersion", []float64{got.Share, got.Dispersion}, []float64{want.Expected.Share, want.Expected.Pooled})
	if got.Steps != want.Expected.Steps || got.Tarone != want.Expected.Tarone || got.Recent != want.Recent {
		t.Errorf("%d steps, K %d, %d recent months; want %d, %d and %d", got.Steps, got.Tarone, got.Recent, want.Expected.Steps, want.Expected.Tarone, want.Recent)
	}
	closeTo(t, "dispersion", each(got.Places, func(e hotspot.Emerging) float64 { return e.Dispersion }), want.Expected.Dispersion)
	closeTo(t, "p", each(got.Places, func(e hotspot.Emerging) float64 { return e.P }), want.Expected.P)
	closeTo(t, "q", each(got.Places, func(e hotspot.Emerging) float64 { return e.Q }), want.Expected.Q)
	for i, e := range got.Places {
		if string(e.Shift) != want.Expected.Word[i] || (e.Shift != hotspot.ShiftUnknown) != want.Expected.Tested[i] {
			t.Errorf("place %d is %s, want %s", i, e.Shift, want.Expected.Word[i])
		}
	}
	if said := got.Sentence(0); said != "21 of its 32 offences came in the last 3 of 9 months; the area had 31%" {
		t.Errorf("said: %s", said)
	}
}

// closeTo reports values that are off by more than a millionth of those wanted.
func closeTo(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-6*math.Abs(want[i])) {
			t.Errorf("%s[%d] is %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
}

func TestEmergingClasses(t *testing.T) {
	t.Parallel()
	place := func(shift hotspot.Shift, offences, recent float64) hotspot.Emerging {
		return hotspot.Emerging{Offences: offences, Recent: recent, Shift: shift}
	}
	for _, tt := range []struct {
		place      hotspot.Emerging
		hot, else_ hotspot.EmergingClass
	}{
		{place(hotspot.Rising, 9, 9), hotspot.NewHot, hotspot.NewHot},
		{place(hotspot.Rising, 10, 9), hotspot.Intensifying, hotspot.NoClass},
		{place(hotspot.Falling, 40, 2), hotspot.Diminishing, hotspot.NoClass},
		{place(hotspot.NoChangeShown, 40, 13), hotspot.Persistent, hotspot.NoClass},
		{place(hotspot.ShiftUnknown, 2, 2), hotspot.NoClass, hotspot.NoClass},
	} {
		if hot, cool := tt.place.Class(true), tt.place.Class(false); hot != tt.hot || cool != tt.else_ {
			t.Errorf("%+v is %s where it is hot and %s where not, want %s and %s", tt.place, hot, cool, tt.hot, tt.else_)
		}
	}
}

// TestEmergeProperties: what is true whatever the counts.
func TestEmergeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		months, places := rapid.IntRange(5, 14).Draw(t, "months"), rapid.IntRange(1, 12).Draw(t, "places")
		counts := make([][]float64, places)
		for i := range counts {
			counts[i] = make([]float64, months)
			for m := range counts[i] {
				counts[i][m] = float64(rapid.IntRange(0, 30).Draw(t, "n")/2) / 2
			}
		}
		e := emerge(t, counts, 0)
		for i, p := range e.Places {
			if !(p.P >= 0 && p.P <= p.Q && p.Q <= 1 && p.Dispersion >= 1) {
				t.Fatalf("place %d: %+v", i, p)
			}
			if above := p.Recent > e.Share*p.Offences; p.Shift == hotspot.Rising && !above || p.Shift == hotspot.Falling && above || (p.Shift == hotspot.Rising || p.Shift == hotspot.Falling) != (p.Q <= 0.05) {
				t.Fatalf("place %d of a recent share of %g is %s: %+v", i, e.Share, p.Shift, p)
			}
		}
		// the area is the place that every other one is held against
		whole := make([]float64, months)
		for _, row := range counts {
			for m, n := range row {
				whole[m] += n
			}
		}
		if all := emerge(t, [][]float64{whole}, 0).Places[0]; all.Shift == hotspot.Rising || all.Shift == hotspot.Falling {
			t.Fatalf("the area beside itself is %s", all.Shift)
		}
	})
}

// TestEmergeOfNothing: an area without offences, or with none before or since, shows no
// change anywhere.
func TestEmergeOfNothing(t *testing.T) {
	t.Parallel()
	for name, months := range map[string][]float64{
		"nothing": {0, 0, 0, 0, 0, 0, 0, 0, 0}, "nothing since": {9, 9, 9, 9, 9, 9, 0, 0, 0}, "nothing before": {0, 0, 0, 0, 0, 0, 9, 9, 9},
	} {
		e := emerge(t, [][]float64{months, slices.Clone(months)}, 0)
		for _, p := range e.Places {
			if p.Shift != hotspot.ShiftUnknown || p.P != 1 || p.Q != 1 {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
	for want, places := range map[string][][]float64{
		"5 months or more": {{1, 2, 3, 4}}, "takes places": nil,
		"place 1 has 5 months": {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5}}, "-1 offences in month 2": {{1, 2, -1, 4, 5}},
	} {
		if _, err := hotspot.Emerge(places, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one of %q", err, want)
		}
	}
	if _, err := hotspot.Emerge([][]float64{{1, 2, 3, 4, 5}}, 5); err == nil {
		t.Error("all months are recent, and none is before them")
	}
}

// TestEmergeFindsWhatIsPlanted triples a place of ten offences a month in the last
// three of nine months, among 300 that do not change.
func TestEmergeFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 2))
	found, others := 0, 0
	const tries = 40
	for range tries {
		places := make([][]float64, 301)
		for i := range places {
			places[i] = make([]float64, 9)
			for m := range places[i] {
				mean := float64(1 + i%5)
				if i == 300 {
					mean = 10
					if m >= 6 {
						mean = 30
					}
				}
				places[i][m] = poissonDraw(mean, rng)
			}
		}
		for i, p := range emerge(t, places, 0).Places {
			switch {
			case i == 300 && p.Shift == hotspot.Rising:
				found++
			case i < 300 && (p.Shift == hotspot.Rising || p.Shift == hotspot.Falling):
				others++
			}
		}
	}
	if found < tries*9/10 || others > tries/5 {
		t.Errorf("the place that tripled is found in %d of %d maps, and %d others are", found, tries, others)
	}
}

// poissonDraw draws a count.
func poissonDraw(mean float64, rng *rand.Rand) (n float64) {
	for at := rng.ExpFloat64(); at < mean; at += rng.ExpFloat64() {
		n++
	}
	return n
}
