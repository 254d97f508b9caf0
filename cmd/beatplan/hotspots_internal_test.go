package main

import (
	"fmt"
	"strings"
	"testing"

	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/study"
)

// What an evaluation says in JSON of concentration and of differences, it says in
// words too.
func TestEvaluationInWords(t *testing.T) {
	t.Parallel()
	gini := 0.75
	e := app.Evaluation{
		Holdout: hotspot.Holdout{Later: 90, Incidents: 60, Events: 90, Differences: []hotspot.Difference{
			{Area: 0.01, Method: "kde", Against: "prior", HitRate: 0.05, HitRateLow: -0.01, HitRateHigh: 0.11},
			{Area: 0.01, Method: "harm", Against: "prior", HitRate: -0.2, HitRateLow: -0.3, HitRateHigh: -0.1, Clear: true},
			{Area: 0.2, Method: "kde", Against: "prior", HitRate: 0.9},
		}},
		Test: "2025-03", Verdict: "it holds", Concentration: app.ConcentrationChange{GiniLater: &gini, CellsOfHalf: 7},
	}
	var text strings.Builder
	printEvaluation(&text, e)
	for _, want := range []string{
		"90 offences in 60 incidents", "on 1%, kde less prior: +5.0 points (-1.0 to +11.0), too few to tell them apart",
		"on 1%, harm less prior: -20.0 points (-30.0 to -10.0), clear", "Gini -, then 0.75 (generalised -); half of the later offences are in 7 cells", "it holds",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "90.0 points") || strings.Contains(text.String(), "Andresen") {
		t.Errorf("it says of 20%%, or of periods that cannot be compared:\n%s", text.String())
	}
}

// A rate has its columns, and its unit.
func TestHotspotsByRateInWords(t *testing.T) {
	t.Parallel()
	rate, people := 12.5, 80.
	found := study.Hotspots{
		Footing: study.Footing{Measure: hotspot.PerResident},
		Places:  []study.Place{{Cell: "8a1", Rank: 1, Count: 1, PlaceRates: &study.PlaceRates{PerResident: &rate, Residents: &people}}},
	}
	var text strings.Builder
	printHotspots(&text, found)
	if got := strings.Join(strings.Fields(text.String()), " "); !strings.Contains(got, "rank cell per 1,000 residents offences") || !strings.Contains(got, "1 8a1 12.5 80 1") {
		t.Errorf("%s", text.String())
	}
}

// A lattice with an offence is not all empty, in whatever digits.
func TestNearlyEmptyIsNotEmpty(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{1: "100.0% of them empty", 0.99998: "over 99.9% of them empty", 0.75: "75.0% of them empty"} {
		var text strings.Builder
		footing(&text, study.Footing{ZeroShare: share})
		if !strings.Contains(text.String(), want) {
			t.Errorf("%g: %s", share, text.String())
		}
	}
}

// The table shows the q that decides what is hot, and no hot cell is hidden by its rank.
func TestHotCellsAreShown(t *testing.T) {
	t.Parallel()
	found := study.Hotspots{Footing: study.Footing{Measure: hotspot.ByCount}, Settings: study.HotspotSettings{Rate: 0.05}}
	for rank := 1; rank <= shownRows+15; rank++ {
		p := study.Place{Cell: fmt.Sprintf("cell%d", rank), Rank: rank, Count: 50 - float64(rank), Q: 1e-9, Excess: 0.75, Stands: "does not stand out"}
		if rank > shownRows+2 {
			p.Excess, p.Stands = 0.001, hotspot.HotSpot
		}
		found.Places = append(found.Places, p)
	}
	var text strings.Builder
	printHotspots(&text, found)
	got := text.String()
	for _, want := range []string{"excess_q", "0.75", "hot cells further down: 10 of 13", "cell23", "cell32", "a cell is hot where its excess_q is at most 0.05"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, not := range []string{"1e-09", "cell21", "cell33", "by chance"} {
		if strings.Contains(got, not) {
			t.Errorf("%q in\n%s", not, got)
		}
	}
}

// Where no harm is expected no table of harm follows.
func TestForecastOfNothingHasNoTable(t *testing.T) {
	t.Parallel()
	f := app.Forecast{Footing: study.Footing{Measure: hotspot.ByHarm}, Verdict: "No days of harm", Cells: []app.ExpectedCell{{Cell: "8a1"}}}
	f.Total.Offences.Mean, f.Notes, f.ID = 12, []string{"a note"}, "forecast-1"
	var text strings.Builder
	printForecast(&text, f)
	if got := text.String(); strings.Contains(got, "8a1") || strings.Contains(got, "best share") || !strings.Contains(got, "No days of harm\nnote: a note\nforecast-1\n") {
		t.Errorf("%s", got)
	}
	f.Measure = hotspot.ByCount
	text.Reset()
	printForecast(&text, f)
	if !strings.Contains(text.String(), "8a1") {
		t.Errorf("no table of offences in\n%s", text.String())
	}
}
