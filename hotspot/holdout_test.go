package hotspot_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// outcomes makes single offences of counts.
func outcomes(counts []float64) []hotspot.Outcome {
	var o []hotspot.Outcome
	for i, n := range counts {
		if n > 0 {
			o = append(o, hotspot.Outcome{Cell: i, Number: int(n), Weight: 1})
		}
	}
	return o
}

// The reference is worked out on whole cells, ties as they come: PAI, PEI, RRI
// (Levine's), and PPAI.
func TestHoldOutMatchesSummary(t *testing.T) {
	t.Parallel()
	c := goldenColumns(t, "hotspot/pai_input.csv")
	var summary struct {
		HitRates []struct {
			Cells, Hits, PAI, PEI, RRI float64
			PPAI5                      float64 `json:"PPAI_0.5"`
			PPAI9                      float64 `json:"PPAI_0.9"`
		} `json:"hit_rates"`
	}
	unmarshal(t, goldenFile(t, "hotspot/pai_summary.json"), &summary)
	n := len(c["train"])
	inOrder := slices.Clone(c["train"])
	shares := make([]float64, len(summary.HitRates))
	for i := range inOrder {
		inOrder[i] -= float64(i) * 1e-9
	}
	for i, want := range summary.HitRates {
		shares[i] = want.Cells / float64(n)
	}
	rankings := []hotspot.Ranking{{Name: "prior", Scores: inOrder}}
	h, err := hotspot.HoldOut(rankings, ones(n), c["train"], outcomes(c["test"]), shares, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range summary.HitRates {
		got := h.Methods["prior"][i]
		if diff := cmp.Diff(
			[]float64{want.Hits, want.PAI, want.PEI, want.RRI, want.PPAI5, want.PPAI9},
			[]float64{got.Hits, got.PAI, got.PEI, *got.RRI, got.PPAI(0.5), got.PPAI(0.9)}, close9); diff != "" {
			t.Errorf("%g cells: hits, PAI, PEI, RRI, PPAI at 0.5 and 0.9 (-want +got)\n%s", want.Cells, diff)
		}
		// A share p of N offences has a standard deviation of √(p(1−p)/N).
		sd := math.Sqrt(got.HitRate*(1-got.HitRate)/h.Events) / got.Area
		if diff := cmp.Diff([]float64{got.PAI - 1.96*sd, got.PAI + 1.96*sd}, []float64{got.PAILow, got.PAIHigh},
			cmpopts.EquateApprox(0, 0.35*sd)); diff != "" {
			t.Errorf("%g cells: interval of PAI (-normal +got)\n%s", want.Cells, diff)
		}
	}
}

func TestHoldOutPairsItsDraws(t *testing.T) {
	t.Parallel()
	areas, later := ones(4), outcomes([]float64{30, 20, 10, 40})
	rankings := []hotspot.Ranking{
		{Name: "prior", Scores: []float64{4, 3, 2, 1}},
		{Name: "twin", Scores: []float64{8, 6, 4, 2}},
		{Name: "late", Scores: []float64{1, 2, 3, 4}},
	}
	h, err := hotspot.HoldOut(rankings, areas, ones(4), later, []float64{0.25, 1}, seeded(7))
	if err != nil {
		t.Fatal(err)
	}
	if h.Events != 100 || h.Later != 100 || len(h.Differences) != 6 {
		t.Fatalf("got %+v", h)
	}
	for _, d := range h.Differences {
		same := d.Method == "twin" || d.Area == 1 // the same cells are flagged
		if same && (d.HitRate != 0 || d.HitRateLow != 0 || d.HitRateHigh != 0 || d.Clear) {
			t.Errorf("rankings alike differ: %+v", d)
		}
		// 40 against 30 of 100: the difference has a variance of (0.7 − 0.1²)/100.
		if !same {
			sd := math.Sqrt((0.7 - 0.01) / 100)
			if diff := cmp.Diff([]float64{0.1, 0.1 - 1.96*sd, 0.1 + 1.96*sd},
				[]float64{d.HitRate, d.HitRateLow, d.HitRateHigh}, cmpopts.EquateApprox(0, 0.02)); diff != "" || d.Clear {
				t.Errorf("%s against %s (clear: %t; -want +got)\n%s", d.Method, d.Against, d.Clear, diff)
			}
		}
	}
}

// TestHoldOutDrawsIncidents plants incidents of k offences: as they are drawn again
// together, intervals are √k times as wide as those of as many offences alone.
func TestHoldOutDrawsIncidents(t *testing.T) {
	t.Parallel()
	const k, incidents, hit = 9, 400, 0.3
	rankings := []hotspot.Ranking{{Name: "prior", Scores: []float64{4, 3, 2, 1}}, {Name: "late", Scores: []float64{1, 2, 3, 4}}}
	var together, alone []hotspot.Outcome
	for i := range incidents {
		cell := 3
		if i < hit*incidents {
			cell = 0
		}
		alone = append(alone, hotspot.Outcome{Cell: cell, Number: k, Weight: 1})
		// One after another, or as several rows of the same incident.
		together = append(together, hotspot.Outcome{Cell: cell, Number: k - 2, Weight: 1, Incident: i + 1}, hotspot.Outcome{Cell: cell, Number: 2, Weight: 1, Incident: i + 1})
	}
	shares := []float64{0.25}
	judge := func(later []hotspot.Outcome) hotspot.Holdout {
		h, err := hotspot.HoldOut(rankings, ones(4), ones(4), later, shares, seeded(5))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	one, many := judge(alone), judge(together)
	if one.Later != k*incidents || one.Incidents != k*incidents || many.Later != k*incidents || many.Incidents != incidents {
		t.Fatalf("%d offences in %d incidents, and %d in %d", one.Later, one.Incidents, many.Later, many.Incidents)
	}
	narrow, wide := one.Methods["prior"][0], many.Methods["prior"][0]
	if diff := cmp.Diff(narrow.Accuracy, wide.Accuracy); diff != "" {
		t.Errorf("what was hit depends on incidents (-alone +together)\n%s", diff)
	}
	sd := math.Sqrt(hit*(1-hit)/incidents) / shares[0]
	want := []float64{4*hit - 1.96*sd, 4*hit + 1.96*sd}
	if diff := cmp.Diff(want, []float64{wide.PAILow, wide.PAIHigh}, cmpopts.EquateApprox(0, 0.25*sd)); diff != "" {
		t.Errorf("interval by incident (-normal +got)\n%s", diff)
	}
	if ratio := (wide.PAIHigh - wide.PAILow) / (narrow.PAIHigh - narrow.PAILow); math.Abs(ratio/math.Sqrt(k)-1) > 0.1 {
		t.Errorf("with %d offences to an incident the interval is %.2f times as wide, want about %.0f", k, ratio, math.Sqrt(k))
	}
	d, e := one.Differences[0], many.Differences[0]
	if ratio := (e.PAIHigh - e.PAILow) / (d.PAIHigh - d.PAILow); math.Abs(ratio/math.Sqrt(k)-1) > 0.1 {
		t.Errorf("and that of a difference %.2f times", ratio)
	}
	// An incident of several cells hits in part, and one incident says next to nothing.
	spread := judge([]hotspot.Outcome{{Cell: 0, Number: 1, Weight: 1, Incident: 1}, {Cell: 3, Number: 3, Weight: 1, Incident: 1}})
	if at := spread.Methods["prior"][0]; at.HitRate != 0.25 || at.PAILow > 0.01 || at.PAIHigh < 3.9 || spread.Incidents != 1 {
		t.Errorf("one incident, a quarter of it hit: %+v", at)
	}
}

func TestHoldOutLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "cells")
		scores := make([]float64, n)
		areas, earlier := make([]float64, n), make([]float64, n)
		var later []hotspot.Outcome
		for i := range n {
			scores[i] = float64(rapid.IntRange(-2, 2).Draw(t, "score"))
			areas[i] = float64(rapid.IntRange(1, 3).Draw(t, "area"))
			earlier[i] = float64(rapid.IntRange(0, 2).Draw(t, "earlier"))
			if number := rapid.IntRange(0, 3).Draw(t, "later"); number > 0 {
				later = append(later, hotspot.Outcome{
					Cell: i, Number: number, Weight: float64(rapid.IntRange(1, 5).Draw(t, "weight")), Incident: rapid.IntRange(0, 2).Draw(t, "incident"),
				})
			}
		}
		later = append(later, hotspot.Outcome{Cell: 0, Number: 1, Weight: 0.5})
		rankings := []hotspot.Ranking{{Name: "a", Scores: scores}, {Name: "b", Scores: earlier}}
		h, err := hotspot.HoldOut(rankings, areas, earlier, later, hotspot.AreaShares(), seeded(3))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := hotspot.HoldOut(rankings, areas, earlier, later, hotspot.AreaShares(), seeded(3))
		if diff := cmp.Diff(h, again); diff != "" {
			t.Fatalf("the same seed says otherwise:\n%s", diff)
		}
		for name, method := range h.Methods {
			for _, a := range method {
				if e := 1e-9; a.PAIMin > a.PAI+e || a.PAI > a.PAIMax+e || a.PAILow > a.PAIHigh+e || a.PAILow < 0 || a.PAIHigh*a.Area > 1+e {
					t.Fatalf("%s: bounds out of order: %+v", name, a)
				}
				if a.RRI != nil && (math.IsNaN(*a.RRI) || math.IsInf(*a.RRI, 0)) {
					t.Fatalf("%s: RRI %g", name, *a.RRI)
				}
			}
		}
	})
}

func TestHoldOutRefuses(t *testing.T) {
	t.Parallel()
	one := []hotspot.Ranking{{Name: "prior", Scores: ones(2)}}
	some := []hotspot.Outcome{{Cell: 1, Number: 1, Weight: 1}}
	tests := map[string]struct {
		rankings []hotspot.Ranking
		earlier  []float64
		later    []hotspot.Outcome
		want     string
	}{
		"no ranking":    {nil, ones(2), some, "no ranking to evaluate"},
		"twice":         {append(one, one...), ones(2), some, `ranking "prior" is named twice`},
		"nothing later": {one, ones(2), nil, "ranking prior: no events to evaluate a ranking by: take a longer test period"},
		"other cells":   {one, ones(3), some, "earlier events of 3 cells and areas of 2 are not of the same cells"},
		"off the map":   {one, ones(2), []hotspot.Outcome{{Cell: 2, Number: 1, Weight: 1}}, "outcome 0 is in cell 2 of 2"},
		"none of it":    {one, ones(2), []hotspot.Outcome{{Cell: 1, Weight: 1}}, "outcome 0 is 0 offences: 1 or more"},
		"no weight":     {one, ones(2), []hotspot.Outcome{{Cell: 1, Number: 1}}, "outcome 0 weighs 0: above 0"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := hotspot.HoldOut(tt.rankings, ones(2), tt.earlier, tt.later, hotspot.AreaShares(), seeded(1)); fmt.Sprint(err) != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// One cell, and cells of equal scores, have an answer: chance.
func TestHoldOutOfTies(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 5} {
		h, err := hotspot.HoldOut([]hotspot.Ranking{{Name: "flat", Scores: make([]float64, n)}}, ones(n), make([]float64, n), outcomes(ones(n)), []float64{0.2}, seeded(1))
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Methods["flat"][0]; math.Abs(got.PAI-1) > 1e-9 || got.RRI != nil {
			t.Errorf("%d cells alike: %+v", n, got)
		}
	}
}

func TestOutcomesAreWhatIsCounted(t *testing.T) {
	t.Parallel()
	cells := []h3.Cell{0x8a194ad30007fff, 0x8a194ad3000ffff}
	l := geo.Lattice{Resolution: 10, Cells: cells}
	group := crime.Group{Types: []string{"Robbery"}}
	at := local(t, "2026-11-20 22:00")
	offences := []crime.Offence{
		{Type: "Robbery", Cell: cells[0], From: at, To: at, Precision: crime.Instant, More: 2},
		{Type: "Robbery", Cell: cells[1], From: local(t, "2026-11-20 18:00"), To: local(t, "2026-11-20 20:00"), Precision: crime.Interval},
		{Type: "Robbery", Cell: cells[1], From: at, To: at, Precision: crime.InMonth},
		{Type: "Robbery", Cell: 0x8a194ad30017fff, From: at, To: at, Precision: crime.Instant},
		{Type: "Burglary", Cell: cells[0], From: at, To: at, Precision: crime.Instant},
	}
	q := hotspot.Question{Group: group, Harm: crime.DefaultHarm(), Clock: clock(t, "nte"), Zone: london(t)}
	days, _ := q.Harm.Days("Robbery")
	harm := func(o crime.Offence) float64 { d, _ := q.Harm.Days(o.Type); return d }
	want := []hotspot.Outcome{{Cell: 0, Number: 3, Weight: days}, {Cell: 1, Number: 1, Weight: days / 2}}
	if diff := cmp.Diff(want, hotspot.Outcomes(l, offences, q, harm), close9); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	q.AllHours = true
	if got := hotspot.Outcomes(l, offences, q, func(crime.Offence) float64 { return 1 }); len(got) != 3 {
		t.Errorf("at all hours: %+v", got)
	}
}

// Of ten robberies that came later, the count of earlier ones foretold six.
func ExampleHoldOut() {
	areas := []float64{13_300, 13_300, 13_300, 13_300, 13_300}
	earlier := []float64{7, 1, 1, 0, 0}
	later := []hotspot.Outcome{{Cell: 0, Number: 6, Weight: 1}, {Cell: 3, Number: 4, Weight: 1}}
	h, err := hotspot.HoldOut([]hotspot.Ranking{{Name: "prior", Scores: earlier}}, areas, earlier, later, []float64{0.2}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	a := h.Methods["prior"][0]
	fmt.Printf("PAI %.1f (%.1f to %.1f), RRI %.2f\n", a.PAI, a.PAILow, a.PAIHigh, *a.RRI)
	// Output:
	// PAI 3.0 (1.3 to 4.4), RRI 0.77
}

// Four rankings of the whole Essex lattice by 3,000 later offences, beside sorting
// those rankings, which no evaluation can do without.
func BenchmarkHoldOut(b *testing.B) {
	const n = 275_000
	rng := seeded(1)
	rankings := make([]hotspot.Ranking, 4)
	for i := range rankings {
		rankings[i] = hotspot.Ranking{Name: fmt.Sprint(i), Scores: make([]float64, n)}
		for j := range n {
			rankings[i].Scores[j] = math.Floor(rng.ExpFloat64() * 1000 * float64(i))
		}
	}
	counts := make([]float64, n)
	for range 3000 {
		counts[rng.IntN(n)]++
	}
	areas, later := ones(n), outcomes(counts)
	b.Run("sorting alone", func(b *testing.B) {
		for b.Loop() {
			for _, r := range rankings {
				_ = slices.Sorted(slices.Values(r.Scores))
			}
		}
	})
	b.Run("hold out", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := hotspot.HoldOut(rankings, areas, counts, later, hotspot.AreaShares(), seeded(1)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestBestOf: the interval of the best of several is wider, about the same difference, and
// a gain that one comparison would show may not be clear.
func TestBestOf(t *testing.T) {
	t.Parallel()
	d := hotspot.Difference{HitRate: 0.1, HitRateLow: 0.01, HitRateHigh: 0.19, PAI: 10, PAILow: 1, PAIHigh: 19, Clear: true}
	if got := d.BestOf(1); got != d {
		t.Errorf("of one: %+v", got)
	}
	got := d.BestOf(5) // z of 0.995 ÷ z of 0.975
	if wider := 2.5758293035489 / 1.9599639845401; math.Abs(got.HitRateLow-(0.1-0.09*wider)) > 1e-9 || math.Abs(got.PAIHigh-(10+9*wider)) > 1e-9 || got.HitRate != 0.1 || got.Clear {
		t.Errorf("of five: %+v", got)
	}
	d.HitRateLow = 0.05
	if !d.BestOf(5).Clear {
		t.Error("a large gain is not clear")
	}
}
