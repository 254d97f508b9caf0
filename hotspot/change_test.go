package hotspot_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/hotspot"
)

type wddGolden struct {
	WDD []struct {
		Input struct {
			Control, Treated []float64
			RingControl      []float64 `json:"disp_control"`
			RingTreated      []float64 `json:"disp_treated"`
			Times            []float64 `json:"time_weights"`
			Areas            []float64 `json:"area_weights"`
			Alpha            float64
		}
		Out struct {
			Local       float64 `json:"Est_Local"`
			LocalSE     float64 `json:"SE_Local"`
			Displaced   float64 `json:"Est_Displace"`
			DisplacedSE float64 `json:"SE_Displace"`
			Total       float64 `json:"Est_Total"`
			SE          float64 `json:"SE_Total"`
			Z           float64
			Low         float64 `json:"LowCI"`
			High        float64 `json:"HighCI"`
		}
	}
	Harm struct {
		Est, SE, Weight []float64
		Out             struct {
			HarmEst float64
			SE      float64 `json:"SE_HarmEst"`
			Z       float64
			Low     float64 `json:"LowCI"`
			High    float64 `json:"HighCI"`
		}
	} `json:"wdd_harm"`
	ETest []eTestCase                      `json:"e_test"`
	SqrtZ []struct{ Pre, Post, Z float64 } `json:"poisson_sqrt_z"`
	Exact []struct {
		K, T          []float64
		P             float64 `json:"ctest_p"`
		Ratio, Lo, Hi float64
	} `json:"conditional_poisson_test"`
}

type eTestCase struct {
	K1, K2    int
	N1, N2, D float64
	P         float64
	Score     float64 `json:"pooled_tiesafe"`
	Exact     float64 `json:"cond_exact"`
}

func TestDifferencesMatchReference(t *testing.T) {
	t.Parallel()
	var golden wddGolden
	reference, err := os.ReadFile("testdata/wdd_etest.json") // of the R package ptools, by Wheeler
	if err != nil {
		t.Fatal(err)
	}
	unmarshal(t, reference, &golden)
	if len(golden.WDD) != 6 {
		t.Fatalf("%d differences in the reference", len(golden.WDD))
	}
	pair := func(v []float64) (b hotspot.BeforeAfter) {
		if v != nil {
			b = hotspot.BeforeAfter{Before: v[0], After: v[1]}
		}
		return b
	}
	for i, g := range golden.WDD {
		c := hotspot.PlaceContrast{
			Treated: pair(g.Input.Treated), Control: pair(g.Input.Control),
			TreatedRing: pair(g.Input.RingTreated), ControlRing: pair(g.Input.RingControl),
		}
		if w := g.Input.Times; w != nil {
			c.TimeBefore, c.TimeAfter = w[0], w[1]
		}
		if w := g.Input.Areas; w != nil {
			c.ControlArea, c.TreatedArea, c.ControlRingArea, c.TreatedRingArea = w[0], w[1], w[2], w[3]
		}
		confidence := 0.9 // ptools' own
		if g.Input.Alpha != 0 {
			confidence = 1 - g.Input.Alpha
		}
		got, err := hotspot.Displacement(c, confidence)
		if err != nil {
			t.Fatal(err)
		}
		o := g.Out
		want := hotspot.WDD{Local: o.Local, LocalSE: o.LocalSE, Displaced: o.Displaced, DisplacedSE: o.DisplacedSE, Total: o.Total, SE: o.SE, Z: o.Z, Low: o.Low, High: o.High}
		if diff := cmp.Diff(want, got, close9); diff != "" {
			t.Errorf("case %d (-want +got)\n%s", i, diff)
		}
	}

	var each []hotspot.WDD
	for i := range golden.Harm.Est {
		each = append(each, hotspot.WDD{Total: golden.Harm.Est[i], SE: golden.Harm.SE[i]})
	}
	harm, err := hotspot.HarmDisplacement(each, golden.Harm.Weight, 0.9, 0)
	if err != nil {
		t.Fatal(err)
	}
	o := golden.Harm.Out
	if diff := cmp.Diff([]float64{o.HarmEst, o.SE, o.Z, o.Low, o.High}, []float64{harm.Total, harm.SE, harm.Z, harm.Low, harm.High}, close9); diff != "" {
		t.Errorf("harm (-want +got)\n%s", diff)
	}
	for _, g := range golden.SqrtZ {
		if got := hotspot.SqrtZ(g.Pre, g.Post); math.Abs(got-g.Z) > 1e-9 {
			t.Errorf("%g to %g: z %g, want %g", g.Pre, g.Post, got, g.Z)
		}
	}
	for _, g := range golden.Exact {
		got := hotspot.CompareRates(g.K[0], g.K[1], g.T[0], g.T[1])
		if diff := cmp.Diff([]float64{g.P, g.Ratio, g.Lo, g.Hi}, []float64{got.P, *got.Ratio, got.Low, *got.High}, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
			t.Errorf("%v in %v: p, ratio, interval (-want +got)\n%s", g.K, g.T, diff)
		}
	}
	eTests(t, golden.ETest, func(c eTestCase) float64 { return c.P })
}

func TestETestMatchesReference(t *testing.T) {
	t.Parallel()
	var golden struct{ Cases []eTestCase }
	unmarshal(t, goldenFile(t, "hotspot/etest_ref.json"), &golden)
	eTests(t, golden.Cases, func(c eTestCase) float64 { return c.Score })
	for _, c := range golden.Cases {
		if c.D != 0 {
			continue
		}
		if got := hotspot.CompareRates(float64(c.K1), float64(c.K2), c.N1, c.N2).P; math.Abs(got-c.Exact) > 1e-6 {
			t.Errorf("%d in %g against %d in %g: exact p %g, want %g", c.K1, c.N1, c.K2, c.N2, got, c.Exact)
		}
	}
}

// eTests compares the cases of no difference under the null; the reference has one
// of another, which is not offered.
func eTests(t *testing.T, cases []eTestCase, want func(eTestCase) float64) {
	t.Helper()
	compared := 0
	for _, c := range cases {
		if c.D != 0 {
			continue
		}
		compared++
		if got := hotspot.ETest(c.K1, c.K2, c.N1, c.N2); math.Abs(got-want(c)) > 1e-9 {
			t.Errorf("%d in %g against %d in %g: p %.15g, want %.15g", c.K1, c.N1, c.K2, c.N2, got, want(c))
		}
	}
	if compared < 11 {
		t.Errorf("only %d cases", compared)
	}
}

// The report's own tables: the differences and the percentages as it prints them.
func TestStrandsAsThePaperPrintsThem(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(strings.NewReader(string(goldenFile(t, "strands/twelve-months-to-march.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		before, err1 := strconv.ParseFloat(row[1], 64)
		after, err2 := strconv.ParseFloat(row[2], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		c, err := hotspot.CompareMonths([]hotspot.MonthCount{{Count: before, Days: 365}}, []hotspot.MonthCount{{Count: after, Days: 366}}, certain)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%.0f %s", c.Difference, c.Percent); got != row[3]+" "+row[4] {
			t.Errorf("%s: %s, printed %s %s", row[0], got, row[3], row[4])
		}
	}
	for want, v := range map[string][2]float64{"": {0, 5}, "0%": {1000, 1000}, "-100%": {3, 0}, "+0.1%": {1000, 1001}} {
		if got := hotspot.PercentChange(v[0], v[1]); got != want {
			t.Errorf("%g to %g: %q, want %q", v[0], v[1], got, want)
		}
	}
}

// months makes months of 30 days.
func months(counts ...float64) []hotspot.MonthCount {
	var m []hotspot.MonthCount
	for i, c := range counts {
		m = append(m, hotspot.MonthCount{Month: crime.Month(24300 + i), Count: c, Days: 30})
	}
	return m
}

// certain is a scatter of chance alone, as well as known.
var certain = hotspot.Scatter{Dispersion: 1, Freedom: 1e6}

func compareMonths(t require, before, after []hotspot.MonthCount, s hotspot.Scatter) hotspot.Change {
	t.Helper()
	c, err := hotspot.CompareMonths(before, after, s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func TestCompareMonths(t *testing.T) {
	t.Parallel()
	wild := hotspot.Scatter{Dispersion: 20, Freedom: 40}
	tests := map[string]struct {
		before, after []hotspot.MonthCount
		scatter       hotspot.Scatter
		want          string
	}{
		"robbery of business premises":    {months(8), months(9), certain, "comparable"},
		"the other way round":             {months(9), months(8), certain, "comparable"},
		"lower and stable":                {months(52, 48, 50), months(30, 28, 32), certain, "lower (and stable)"},
		"above, and no trend since":       {months(20, 20, 20), months(45, 44, 46), certain, "above (steady at that level)"},
		"above, month after month":        {months(20, 20, 20), months(30, 45, 60), certain, "above"},
		"comparable and stable":           {months(30, 32, 28), months(31, 29, 30), certain, "comparable (and stable)"},
		"half as long, half as many":      {months(20, 20, 20, 20), months(20, 20), certain, "comparable"},
		"three in all cannot tell":        {months(3), months(0), certain, "comparable (too few to tell)"},
		"six can":                         {months(6), months(0), certain, "lower"},
		"six that count as less cannot":   {months(6), months(0), wild, "comparable (too few to tell)"},
		"one month of a year, and none":   {months(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), months(0), certain, "comparable (too few to tell)"},
		"nothing at all":                  {months(0, 0), months(0, 0), certain, "comparable (too few to tell)"},
		"a wild night is no trend":        {months(100, 100, 100), months(60, 110, 120), wild, "comparable (and stable)"},
		"chance sees it, clusters do not": {months(60, 60, 60), months(90, 90, 90), wild, "comparable (and stable)"},
		"a month does not make it stable": {months(100), months(50), certain, "lower"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := compareMonths(t, tt.before, tt.after, tt.scatter); got.Words() != tt.want {
				t.Errorf("%s, want %s: %+v", got.Words(), tt.want, got)
			}
		})
	}
	if _, err := hotspot.CompareMonths(nil, months(1), certain); fmt.Sprint(err) != "a period without months cannot be compared" {
		t.Errorf("no months: %v", err)
	}
	if _, err := hotspot.CompareMonths([]hotspot.MonthCount{{Count: 1}}, months(1), certain); fmt.Sprint(err) != "periods of 0 and 30 days cannot be compared" {
		t.Errorf("no days: %v", err)
	}
}

// TestCompareReference holds intervals and verdicts against the reference.
func TestCompareReference(t *testing.T) {
	t.Parallel()
	rows := goldenColumns(t, "forecast/compare.csv")
	verdicts := goldenTable(t, "forecast/compare.csv")["verdict"]
	for i := range verdicts {
		scatter := hotspot.Scatter{Dispersion: rows["dispersion"][i], Freedom: rows["df"][i]}
		c := compareMonths(t,
			[]hotspot.MonthCount{{Count: rows["before"][i], Days: rows["days_before"][i]}},
			[]hotspot.MonthCount{{Count: rows["after"][i], Days: rows["days_after"][i]}}, scatter)
		closeTo(t, fmt.Sprint("row ", i), []float64{scatter.Each(), c.RatioLow, c.RatioHigh}, []float64{rows["each"][i], rows["ratio_low"][i], rows["ratio_high"][i]})
		if c.Verdict != verdicts[i] || (c.P < 0.05) != (verdicts[i] != hotspot.Comparable) {
			t.Errorf("row %d is %s, p %g; want %s", i, c.Verdict, c.P, verdicts[i])
		}
	}
}

func TestCompareMonthsLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) []hotspot.MonthCount {
			var counts []float64
			for range rapid.IntRange(1, 6).Draw(t, name+" months") {
				counts = append(counts, float64(rapid.IntRange(0, 40).Draw(t, name)))
			}
			return months(counts...)
		}
		before, after := draw("before"), draw("after")
		scatter := hotspot.Scatter{Dispersion: rapid.Float64Range(1, 9).Draw(t, "dispersion"), Freedom: rapid.Float64Range(2./3, 90).Draw(t, "freedom")}
		c, mirror := compareMonths(t, before, after, scatter), compareMonths(t, after, before, scatter)
		opposite := map[string]string{hotspot.Lower: hotspot.Above, hotspot.Above: hotspot.Lower, hotspot.Comparable: hotspot.Comparable, hotspot.TooFew: hotspot.TooFew}
		if opposite[c.Verdict] != mirror.Verdict || math.Abs(c.P-mirror.P) > 1e-7 || math.Abs(c.RatioLow*mirror.RatioHigh-1) > 1e-6 {
			t.Fatalf("%s (p %g, from %g), and the other way round %s (p %g, to %g)", c.Verdict, c.P, c.RatioLow, mirror.Verdict, mirror.P, mirror.RatioHigh)
		}
		for _, v := range []float64{c.RatioLow, c.RatioHigh, c.P} {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
				t.Fatalf("%+v", c)
			}
		}
		if changed := c.Verdict == hotspot.Lower || c.Verdict == hotspot.Above; changed != (c.P < 0.05 && c.Verdict != hotspot.TooFew) {
			t.Fatalf("%s with a p of %g", c.Verdict, c.P)
		}
	})
}

// TestMonthScatterReference holds the dispersion of four districts, and what each
// comparison then comes to, against the reference. Its earlier period begins in a month
// whose step it keeps, so here a period that begins with the first month stands for it.
func TestMonthScatterReference(t *testing.T) {
	t.Parallel()
	var want struct {
		Days     []float64
		Counts   [][]float64
		Expected []struct{ Dispersion, DF, Ratio, Low, High float64 }
	}
	goldenJSON(t, "forecast/compare-dispersion.json", &want)
	districts := make([][]hotspot.MonthCount, len(want.Counts))
	for j, counts := range want.Counts {
		for m, n := range counts {
			districts[j] = append(districts[j], hotspot.MonthCount{Month: crime.Month(24300 + m), Count: n, Days: want.Days[m]})
		}
	}
	before, after := crime.Period{From: 24300, To: 24305}, crime.Period{From: 24306, To: 24308}
	for j, w := range want.Expected {
		siblings := slices.Concat(districts[:j], districts[j+1:])
		s := hotspot.MonthScatter(districts[j], siblings, before, after)
		c := compareMonths(t, districts[j][3:6], districts[j][6:], s)
		closeTo(t, fmt.Sprint("district ", j), []float64{s.Dispersion, s.Freedom, *c.Ratio, c.RatioLow, c.RatioHigh}, []float64{w.Dispersion, w.DF, w.Ratio, w.Low, w.High})
		if s.Known != hotspot.KnownFromBoth {
			t.Errorf("known from %s", s.Known)
		}
	}
}

// TestMonthScatter: a change between the periods, a month that is missing and months
// without an offence are no scatter, and where no step is left other areas say it, or
// nobody.
func TestMonthScatter(t *testing.T) {
	t.Parallel()
	before, after := crime.Period{From: 24303, To: 24305}, crime.Period{From: 24306, To: 24308}
	level := months(20, 20, 20, 60, 60, 60, 5, 5, 5)
	if s := hotspot.MonthScatter(level, nil, before, after); s.Dispersion != 1 || math.Abs(s.Freedom-4) > 1e-12 || s.Known != hotspot.KnownFromMonths {
		t.Errorf("level months that change twice: %+v", s)
	}
	gap := append(months(5), hotspot.MonthCount{Month: 24302, Count: 90, Days: 30}, hotspot.MonthCount{Month: 24303, Count: 90, Days: 30})
	if s := hotspot.MonthScatter(gap, nil, crime.Period{From: 24300, To: 24300}, crime.Period{From: 24310, To: 24310}); s.Dispersion != 1 || s.Freedom > 0.7 {
		t.Errorf("a month is missing: %+v", s)
	}
	if s := hotspot.MonthScatter(months(0, 0, 0, 0, 0), nil, before, after); s.Dispersion != 1 || math.Abs(s.Freedom-2) > 1e-12 {
		t.Errorf("no offence: %+v", s)
	}
	first, second := crime.Period{From: 24300, To: 24300}, crime.Period{From: 24301, To: 24301}
	if s := hotspot.MonthScatter(months(9, 4), nil, first, second); s != (hotspot.Scatter{Dispersion: 2.5, Freedom: 5, Known: hotspot.NotKnown}) {
		t.Errorf("two months of one area: %+v", s)
	}
	// 30 of 60 and 10 of 40 offences against 40 of 100: χ² 6.25 on one degree of freedom.
	if s := hotspot.MonthScatter(months(9, 4), [][]hotspot.MonthCount{months(30, 30), months(30, 10), months(0, 0)}, first, second); math.Abs(s.Dispersion-6.25) > 1e-9 || s.Freedom != 1 || s.Known != hotspot.KnownFromSiblings {
		t.Errorf("two months and three other areas: %+v", s)
	}
}

func TestDisplacementLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := func(name string) hotspot.BeforeAfter {
			n := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 50).Draw(t, "n")) })
			return hotspot.BeforeAfter{Before: n.Draw(t, name+" before"), After: n.Draw(t, name+" after")}
		}
		c := hotspot.PlaceContrast{
			Treated: of("treated"), Control: of("control"), TreatedRing: of("treated ring"), ControlRing: of("control ring"),
			TimeBefore: rapid.Float64Range(0.5, 3).Draw(t, "time"),
		}
		c.Treated.After++
		plain, err := hotspot.Displacement(c, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		same := cmpopts.EquateApprox(1e-9, 1e-9)
		// Counts that vary four times as much are known half as well, and are no other counts.
		wide := c
		wide.Dispersion = 4
		got, err := hotspot.Displacement(wide, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		want := plain
		want.LocalSE, want.DisplacedSE, want.SE, want.Z = 2*plain.LocalSE, 2*plain.DisplacedSE, 2*plain.SE, plain.Z/2
		want.Low, want.High = plain.Total-2*(plain.Total-plain.Low), plain.Total+2*(plain.High-plain.Total)
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Fatalf("a dispersion of 4 (-want +got)\n%s", diff)
		}
		// Areas of one size change the unit, and no z.
		area := rapid.Float64Range(0.1, 10).Draw(t, "km²")
		dense := c
		dense.TreatedArea, dense.ControlArea, dense.TreatedRingArea, dense.ControlRingArea = area, area, area, area
		per, err := hotspot.Displacement(dense, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]float64{plain.Z, plain.Total, plain.SE, plain.Low}, []float64{per.Z, per.Total * area, per.SE * area, per.Low * area}, same); diff != "" {
			t.Fatalf("each km² (-want +got)\n%s", diff)
		}
		// Places that change as their size foretells differ in nothing, whatever their size.
		twice := hotspot.PlaceContrast{
			Treated: c.Treated, Control: hotspot.BeforeAfter{Before: 2 * c.Treated.Before, After: 2 * c.Treated.After}, TreatedArea: 1, ControlArea: 2,
		}
		if w, err := hotspot.Displacement(twice, 0.95); err != nil || math.Abs(w.Total) > 1e-9 {
			t.Fatalf("twice as large and twice as many: %+v, %v", w, err)
		}
	})
}

func TestDisplacementRefuses(t *testing.T) {
	t.Parallel()
	some := hotspot.BeforeAfter{Before: 3, After: 2}
	tests := map[string]struct {
		c          hotspot.PlaceContrast
		confidence float64
		want       string
	}{
		"nothing":       {hotspot.PlaceContrast{}, 0.95, "no offence in any of the places, before or after: nothing can be said"},
		"below nothing": {hotspot.PlaceContrast{Treated: hotspot.BeforeAfter{Before: -1}}, 0.95, "-1 offences at a weight of 1: offences are 0 or more, and weights above 0"},
		"no time":       {hotspot.PlaceContrast{Treated: some, TimeAfter: -1}, 0.95, "2 offences at a weight of -1: offences are 0 or more, and weights above 0\n0 offences at a weight of -1: offences are 0 or more, and weights above 0"},
		"no variance":   {hotspot.PlaceContrast{Treated: some, Dispersion: -1}, 0.95, "a dispersion of -1: above 0"},
		"certainty":     {hotspot.PlaceContrast{Treated: some}, 1, "confidence 1: above 0 and below 1"},
	}
	for name, tt := range tests {
		if _, err := hotspot.Displacement(tt.c, tt.confidence); !strings.HasPrefix(fmt.Sprint(err), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := hotspot.HarmDisplacement(make([]hotspot.WDD, 1), []float64{3}, 0.95, 0); err == nil {
		t.Error("no harm has a difference")
	}
	if _, err := hotspot.HarmDisplacement(make([]hotspot.WDD, 1), nil, 0.95, 0); err == nil {
		t.Error("types without harm have a difference")
	}
}

// Robbery of business premises: 9 against 8 is comparable.
func ExampleCompareMonths() {
	before := []hotspot.MonthCount{{Count: 3, Days: 30}, {Count: 2, Days: 31}, {Count: 3, Days: 30}}
	after := []hotspot.MonthCount{{Count: 2, Days: 30}, {Count: 4, Days: 31}, {Count: 3, Days: 30}}
	c, err := hotspot.CompareMonths(before, after, hotspot.Scatter{Dispersion: 1.2, Freedom: 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f against %.0f: %s, ratio %.2f (%.2f to %.2f)\n", c.After, c.Before, c.Verdict, *c.Ratio, c.RatioLow, c.RatioHigh)
	// Output:
	// 9 against 8: comparable, ratio 1.12 (0.37 to 3.46)
}
