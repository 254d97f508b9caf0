package rtm_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/rtm"
)

func TestLadder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		half bool
		want []float64
	}{
		"blocks":      {false, []float64{400, 800, 1200}},
		"half blocks": {true, []float64{200, 400, 600, 800, 1000, 1200}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, rtm.Ladder(400, tt.half, 3)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The rule of thumb: crowd if features are clustered, and otherwise nearness.
func TestInfluenceIsChosenByHowFarFeaturesAreApart(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		features []orb.Point
		want     rtm.Influence
	}{
		"one":             {[]orb.Point{{0, 0}}, rtm.Proximity},
		"apart":           {[]orb.Point{{0, 0}, {500, 0}, {1000, 0}}, rtm.Proximity},
		"within the last": {[]orb.Point{{0, 0}, {200, 0}, {400, 0}}, rtm.Density},
		"in one building": {[]orb.Point{{0, 0}, {0, 0}}, rtm.Density},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := design(t, row(20), []rtm.Factor{{Name: "pub", Features: tt.features, Reaches: []float64{200}}})
			if diff := cmp.Diff([]rtm.Variable{{Factor: "pub", Influence: tt.want, Reach: 200}}, d.Variables()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestProximityIncludesItsReach(t *testing.T) {
	t.Parallel()
	d := design(t, row(4), []rtm.Factor{atStart(200)})
	if diff := cmp.Diff([]float64{1, 1, 1, 0}, d.Under(d.Variables()[0])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Epanechnikov's kernel in the plane, 2/(πh²)·(1−d²/h²), holds each feature whole.
func TestDensity(t *testing.T) {
	t.Parallel()
	peak := 2 / (math.Pi * 200 * 200)
	features := []orb.Point{{0, 0}, {0, 0}, {300, 0}}
	got := rtm.Densities(row(6), features, []float64{200})[0]
	if diff := cmp.Diff([]float64{2 * peak, 1.5 * peak, 0.75 * peak, peak, 0.75 * peak, 0}, got, approx(1e-15)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for r, density := range rtm.Densities(grid(60), []orb.Point{{3000, 3000}, {2600, 3100}}, []float64{500, 1000}) {
		if features := sum(density) * 100 * 100; math.Abs(features-2) > 0.02 {
			t.Errorf("density %d holds %g features, want 2", r, features)
		}
	}
}

// Only the feature's own cell is two standard deviations above the mean of
// 0.078: at 0.58 of the peak, where its neighbour has 0.56.
func TestDensityMarksTheCrowded(t *testing.T) {
	t.Parallel()
	f := atStart(150)
	f.Influences = []rtm.Influence{rtm.Density}
	d := design(t, row(20), []rtm.Factor{f})
	want := make([]float64, 20)
	want[0] = 1
	if diff := cmp.Diff(want, d.Under(d.Variables()[0])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestUselessVariablesAreNamed(t *testing.T) {
	t.Parallel()
	named := func(f rtm.Factor, name string, influences ...rtm.Influence) rtm.Factor {
		f.Name, f.Influences = name, influences
		return f
	}
	tests := map[string]struct {
		factors []rtm.Factor
		counts  []float64
		want    []string
	}{
		"nothing to say": {
			[]rtm.Factor{atStart(200)}, []float64{4, 5, 3, 1, 0, 1, 1, 0}, []string{},
		},
		"no feature": {
			[]rtm.Factor{{Name: "pub", Reaches: []float64{100}}},
			[]float64{1, 0, 0, 0, 0, 0, 0, 0},
			[]string{"factor pub left out: none of its 0 features lies within 100 m of a cell"},
		},
		"out of reach": {
			[]rtm.Factor{{Name: "pub", Features: []orb.Point{{-200, 0}}, Reaches: []float64{50, 100}}},
			[]float64{1, 0, 0, 0, 0, 0, 0, 0},
			[]string{"factor pub left out: none of its 1 features lies within 100 m of a cell"},
		},
		"everywhere": {
			[]rtm.Factor{atStart(200, 700)},
			[]float64{4, 5, 3, 1, 0, 1, 1, 0},
			[]string{"pub_p700 left out: every cell is under its influence"},
		},
		"nowhere at first": {
			[]rtm.Factor{{Name: "pub", Features: []orb.Point{{-50, 0}}, Reaches: []float64{40, 200}}},
			[]float64{4, 5, 3, 1, 0, 1, 1, 0},
			[]string{"pub_p40 left out: no cell is under its influence"},
		},
		"the same cells twice": {
			[]rtm.Factor{atStart(200, 250), named(atStart(200), "bar", rtm.Proximity)},
			[]float64{4, 5, 3, 1, 0, 1, 1, 0},
			[]string{"pub_p200 left out: it covers the same cells as bar_p200", "pub_p250 left out: it covers the same cells as bar_p200"},
		},
		"the same cells, for better and for worse": {
			[]rtm.Factor{atStart(200), {Name: "camera", Features: []orb.Point{{0, 0}}, Reaches: []float64{200}, Protective: true}},
			[]float64{4, 5, 3, 1, 0, 1, 1, 0},
			[]string{"+camera_p200 passed over: it is a combination of the variables chosen before it"},
		},
		"no event under": {
			[]rtm.Factor{atStart(200)},
			[]float64{0, 0, 0, 1, 0, 1, 1, 0},
			[]string{"pub_p200 left out: no event is under its influence"},
		},
		"every event under": {
			[]rtm.Factor{atStart(200)},
			[]float64{0, 1, 7, 0, 0, 0, 0, 0},
			[]string{"pub_p200 left out: every event is under its influence"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := design(t, row(8), tt.factors)
			m := fit(t, d, tt.counts, poisson)
			if diff := cmp.Diff(tt.want, m.Warnings); diff != "" {
				t.Errorf("warnings (-want +got)\n%s", diff)
			}
			if _, err := m.Scores(d); err != nil {
				t.Error(err)
			}
		})
	}
}

// Every event is under one of two influences that do not meet. Either can be
// estimated, and both together cannot: the risk of all other places would be 0.
func TestVariablesThatPartEventsTogetherAreNamed(t *testing.T) {
	t.Parallel()
	counts := slices.Concat(slices.Repeat([]float64{9}, 30), slices.Repeat([]float64{4}, 30), make([]float64, 60))
	m := fit(t, design(t, row(120), []rtm.Factor{around("left", 0, 2950), around("right", 4450, 1450)}), counts, poisson)
	if diff := cmp.Diff([]string{"left_p2950"}, names(m)); diff != "" {
		t.Errorf("terms (-want +got)\n%s", diff)
	}
	want := []string{"+right_p1450 passed over: its fit does not converge: events and influence part too cleanly"}
	if diff := cmp.Diff(want, m.Warnings); diff != "" {
		t.Errorf("warnings (-want +got)\n%s", diff)
	}
}

// A column that is the sum of two others adds nothing once they are chosen.
func TestVariablesThatCombineAreNamed(t *testing.T) {
	t.Parallel()
	counts := slices.Concat(slices.Repeat([]float64{12}, 30), slices.Repeat([]float64{5}, 30), slices.Repeat([]float64{1}, 60))
	factors := []rtm.Factor{around("both", 0, 5950), around("left", 0, 2950), around("right", 4450, 1450)}
	m := fit(t, design(t, row(120), factors), counts, poisson)
	if len(m.Terms) != 2 || len(m.Warnings) != 1 || !strings.HasSuffix(m.Warnings[0], "passed over: it is a combination of the variables chosen before it") {
		t.Errorf("terms %v, warnings %q", names(m), m.Warnings)
	}
}

func TestProtectiveFactorLowersRisk(t *testing.T) {
	t.Parallel()
	f := atStart(400)
	f.Protective = true
	counts := []float64{1, 0, 1, 0, 1, 6, 4, 5, 7, 5}
	d := design(t, row(10), []rtm.Factor{f})
	m := fit(t, d, counts, poisson)
	scores, err := m.Scores(d)
	if err != nil {
		t.Fatal(err)
	}
	rates := 5.4 / 0.6
	want := []float64{rates, 1 / rates, 1}
	if diff := cmp.Diff(want, []float64{m.Terms[0].RRV, scores[0], scores[9]}, approx(1e-9)); diff != "" {
		t.Errorf("RRV, score under, score out (-want +got)\n%s", diff)
	}
}

func TestNewDesignRefuses(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	with := func(change func(*rtm.Factor)) []rtm.Factor {
		f := atStart(100, 200)
		change(&f)
		return []rtm.Factor{f}
	}
	tests := map[string]struct {
		cells   []orb.Point
		factors []rtm.Factor
		want    string
	}{
		"no cells":           {nil, []rtm.Factor{atStart(100)}, "no cells to model: take another area"},
		"no factors":         {row(3), nil, "no factors to choose from: name at least one kind of feature"},
		"a cell nowhere":     {[]orb.Point{{0, 0}, {nan, 0}}, []rtm.Factor{atStart(100)}, "cells[1] has no position: [NaN 0]"},
		"a feature nowhere":  {row(3), with(func(f *rtm.Factor) { f.Features = []orb.Point{{0, math.Inf(1)}} }), "factor pub: features[0] has no position: [0 +Inf]"},
		"no name":            {row(3), with(func(f *rtm.Factor) { f.Name = "" }), "a factor has no name"},
		"a name twice":       {row(3), []rtm.Factor{atStart(100), atStart(200)}, "two factors are named pub"},
		"no reaches":         {row(3), with(func(f *rtm.Factor) { f.Reaches = nil }), "factor pub has no reaches: give it a ladder in metres"},
		"no reach":           {row(3), with(func(f *rtm.Factor) { f.Reaches[0] = 0 }), "factor pub: reaches [0 200] must be above 0 metres and ascend"},
		"a reach twice":      {row(3), with(func(f *rtm.Factor) { f.Reaches[0] = 200 }), "factor pub: reaches [200 200] must be above 0 metres and ascend"},
		"reaches descending": {row(3), with(func(f *rtm.Factor) { f.Reaches[1] = 50 }), "factor pub: reaches [100 50] must be above 0 metres and ascend"},
		"a reach of NaN":     {row(3), with(func(f *rtm.Factor) { f.Reaches[1] = nan }), "factor pub: reaches [100 NaN] must be above 0 metres and ascend"},
		"another influence":  {row(3), with(func(f *rtm.Factor) { f.Influences = []rtm.Influence{"charm"} }), `factor pub: no influence "charm"; there are proximity, density and dosage`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := rtm.NewDesign(tt.cells, tt.factors); fmt.Sprint(err) != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestFitRefuses(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	tests := map[string]struct {
		counts, exposure []float64
		want             string
	}{
		"other cells":           {[]float64{1, 2}, nil, "2 counts and 2 exposures for a design of 3 cells"},
		"other exposures":       {[]float64{1, 2, 3}, []float64{1}, "3 counts and 1 exposures for a design of 3 cells"},
		"no events":             {[]float64{0, 0, 0}, nil, "no events in 3 cells: take a longer period, a wider offence group or a larger area"},
		"a share of an offence": {[]float64{1, 0.5, 0}, nil, "counts[1] is 0.5: a count is a whole number, 0 or more"},
		"less than nothing":     {[]float64{1, 0, -1}, nil, "counts[2] is -1: a count is a whole number, 0 or more"},
		"no count":              {[]float64{nan, 0, 1}, nil, "counts[0] is NaN: a count is a whole number, 0 or more"},
		"nobody lives there":    {[]float64{1, 0, 1}, []float64{10, 0, 20}, "exposure[1] is 0: an exposure is above 0"},
		"too many variables":    {[]float64{3, 2, 1}, nil, "3 cells are too few for 4 variables: take smaller cells, a larger area or fewer reaches"},
	}
	many := []rtm.Factor{around("a", 0, 60), around("b", 100, 60), around("c", 200, 60), around("d", -100, 200)}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := rtm.Fit(design(t, row(3), many), tt.counts, rtm.Settings{Exposure: tt.exposure, Families: poisson.Families})
			if fmt.Sprint(err) != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestScoresRefuseAnotherDesign(t *testing.T) {
	t.Parallel()
	m := fit(t, design(t, row(8), []rtm.Factor{atStart(200)}), []float64{4, 5, 3, 1, 0, 1, 1, 0}, poisson)
	_, err := m.Scores(design(t, row(8), []rtm.Factor{atStart(300)}))
	if want := "the design has no variable pub_p200"; fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// A place of one cell has nothing to compare; that is no reason to fail, but with more
// variables than cells, and be it that none of them can be estimated.
func TestOneCell(t *testing.T) {
	t.Parallel()
	f := atStart(200)
	f.Influences = []rtm.Influence{rtm.Proximity}
	m := fit(t, design(t, row(1), []rtm.Factor{f}), []float64{3}, poisson)
	if len(m.Terms) != 0 || len(m.Warnings) != 1 || math.Abs(m.Intercept-math.Log(3)) > 1e-9 {
		t.Errorf("terms %v, warnings %q, intercept %g", names(m), m.Warnings, m.Intercept)
	}
	f.Influences = []rtm.Influence{rtm.Proximity, rtm.Density}
	_, err := rtm.Fit(design(t, row(1), []rtm.Factor{f}), []float64{3}, poisson)
	if want := "1 cells are too few for 2 variables: take smaller cells, a larger area or fewer reaches"; fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// The coefficients and the highest score of an RTMDx report: burglary in Leeds
// in 2011, by bus stops within 500 m and by the density of a second factor.
func TestScoresMatchRTMDx(t *testing.T) {
	t.Parallel()
	crowd := around("crowd", 0, 150)
	crowd.Influences[0] = rtm.Density
	d := design(t, row(20), []rtm.Factor{around("stops", 0, 500), crowd})
	v := d.Variables()
	m := rtm.Model{Terms: []rtm.Term{{Variable: v[1], B: 3.0617}, {Variable: v[0], B: 2.1578}}}
	scores, err := m.Scores(d)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{184.84, 21.36, 1}, []float64{scores[0], scores[5], scores[6]}, approx(0.005)); diff != "" {
		t.Errorf("score under both, under stops, under none (-want +got)\n%s", diff)
	}
}
