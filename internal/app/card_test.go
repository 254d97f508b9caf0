package app_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/rtm"
	"beatplan/study"
)

var updateCard = flag.Bool("update-card", false, "write testdata/card.md anew")

// quarters are the town's land cut in two halves by longitude, of which the west is
// among the most deprived fifth of small areas and the east among the least.
func quarters() ([]geo.Area, []geo.Figure) {
	half := func(code string, west, east float64) geo.Area {
		return geo.Area{Kind: geo.LSOA, Code: code, Name: code, Invented: true, Land: orb.MultiPolygon{{{{west, 52}, {east, 52}, {east, 52.02}, {west, 52.02}, {west, 52}}}}}
	}
	figure := func(code, measure string, value float64) geo.Figure {
		return geo.Figure{AreaCode: code, Measure: measure, Year: 2025, Value: &value}
	}
	return []geo.Area{half("L1", 3, 3.02), half("L2", 3.02, 3.04)}, []geo.Figure{
		figure("L1", "imd_decile", 2), figure("L1", "total_residents", 3000),
		figure("L2", "imd_decile", 9), figure("L2", "total_residents", 1000),
	}
}

// TestCard holds the card of the town's model against a golden file. What it says of
// people, and the model's id, change from run to run.
func TestCard(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	model, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02", Test: "2025-03"})
	if err != nil {
		t.Fatal(err)
	}
	bare, err := a.Card(t.Context(), model.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"areas of kind lsoa: import areas", "imd_decile of the area's small areas: import people", "total_residents of the area's small areas: import people"}
	if diff := cmp.Diff(want, bare.Audit.Missing); diff != "" || len(bare.Audit.Quintiles) > 0 {
		t.Errorf("an audit without figures: missing (-want +got):\n%s%+v", diff, bare.Audit.Quintiles)
	}

	areas, people := quarters()
	take(t, m.Areas, areas)
	take(t, m.People, people)
	card, err := a.Card(t.Context(), model.ID)
	if err != nil {
		t.Fatal(err)
	}
	sums := app.Quintile{}
	residents := 0.0
	for _, q := range card.Audit.Quintiles {
		sums.Cells, sums.Top1, sums.Top5 = sums.Cells+q.Cells, sums.Top1+q.Top1, sums.Top5+q.Top5
		if q.Residents != nil {
			residents += *q.Residents
		}
	}
	for what, sum := range map[string]float64{"cells": sums.Cells, "top 1%": sums.Top1, "top 5%": sums.Top5, "residents": residents} {
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("shares of %s sum to %g", what, sum)
		}
	}
	if q := card.Audit.Quintiles; math.Abs(*q[0].Residents-0.75) > 0.01 || math.Abs(*q[4].Residents-0.25) > 0.01 || q[1].Cells != 0 {
		t.Errorf("three quarters live in the west: %+v", q)
	}
	kinds := map[string]int{}
	for _, s := range card.Data.Sources {
		kinds[s.Kind] += s.Rows
	}
	if kinds["offences"] < model.Events || kinds["sites"] != 30 || kinds["areas"] != 1 {
		t.Errorf("made from %v", kinds)
	}
	again, err := a.Card(t.Context(), model.ID)
	if err != nil || !bytes.Equal(card.Markdown(), again.Markdown()) {
		t.Errorf("another card of the same model, error %v", err)
	}
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: model.ID, Verdict: "approved", Why: "agreed", As: "Second"}); err != nil {
		t.Fatal(err)
	}
	decided, err := a.Card(t.Context(), model.ID)
	if err != nil || decided.People.Decision.Status != "approved" || decided.People.MadeBy != "the test" || decided.People.Decisions[0].By != "Second" {
		t.Errorf("%+v, error %v", decided.People, err)
	}
	isTransparent(t, a, decided)
	decided.People = card.People
	if diff := cmp.Diff(card, decided); diff != "" {
		t.Errorf("a decision changes more of the card than who decided (-before +after):\n%s", diff)
	}

	got := regexp.MustCompile(`Made by the test on [^;]*`).ReplaceAll(card.Markdown(), []byte("Made by the test"))
	got = regexp.MustCompile(`model-[0-9a-f]{16}`).ReplaceAll(got, []byte("model-ID"))
	const golden = "testdata/card.md"
	if *updateCard {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), string(got)); diff != "" {
		t.Errorf("the card (-golden +got):\n%s", diff)
	}
	card.Warnings = []string{"pub_p600 left out: every cell is under its influence"}
	if got := string(card.Markdown()); !strings.HasSuffix(got, "\n## Variables that took no part\n\n* "+card.Warnings[0]+"\n") {
		t.Errorf("what was left out is not in the card:\n%s", got)
	}
}

// TestActions edits the table of actions, whose versions count up, and asks what a
// factor leads to that nobody has an action for.
func TestNamesStandForThemselvesInACard(t *testing.T) {
	t.Parallel()
	name := `Bar <b>"A&B"</b> | [x](http://x) \|`
	card := app.Card{Group: name, Narrative: name, Area: study.AreaRef{Name: name}}
	card.Settings.Factors = []app.FactorTried{{Name: name}}
	card.Data.Sources = []ledger.Source{{File: name}}
	got := string(card.Markdown())
	want := `Bar &lt;b>"A&amp;B"&lt;/b> \| \[x](http://x) \\\|`
	if n := strings.Count(got, want); n < 5 || strings.Contains(got, "<b>") || strings.Contains(got, " [x]") {
		t.Errorf("escaped %d times in\n%s", n, got)
	}
}

func TestActions(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	set, err := a.SetActions(t.Context(), "pub", []rtm.Action{{Agency: "licensing authority", FourP: "Prevent", Does: "close at 23:00"}})
	if err != nil || set.Version != 2 {
		t.Fatalf("version %d, error %v", set.Version, err)
	}
	all, err := a.Actions(t.Context())
	if err != nil || len(all) != len(rtm.DefaultActions()) {
		t.Errorf("%d factors, error %v", len(all), err)
	}
	for factor, says := range map[string]string{"Pub": "a name is", "pub": "no action"} {
		if _, err := a.SetActions(t.Context(), factor, nil); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want %s", factor, err, says)
		}
	}
	model, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-03", Factors: []string{"pub"}})
	if err != nil {
		t.Fatal(err)
	}
	card, err := a.Card(t.Context(), model.ID)
	if err != nil || len(card.Actions) != 1 || card.Actions[0].Version != 2 || card.Actions[0].Actions[0].Does != "close at 23:00" {
		t.Errorf("%+v, error %v", card.Actions, err)
	}
}

// TestLeftOut: what police generate takes no part, and the model says how much that is.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	var found []crime.Record
	for i := range 7 {
		o := town{}.offence(january, 0)
		at := land(t, 3.01+0.001*float64(i), 52.01)
		o.Type, o.Flags, o.At = "Robbery", []string{crime.FlagPoliceGenerated}, &at
		found = append(found, record(t, "searched"+string(rune('a'+i)), o))
	}
	unplaced := robbery()
	unplaced.Key = crime.DigestOf("nowhere")
	if _, err := m.Offences(t.Context(), app.Made("searches", "another digest", append(found, unplaced))); err != nil {
		t.Fatal(err)
	}
	model, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(app.LeftOut{PoliceGenerated: 7, Unplaced: 1}, model.LeftOut); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTransparencyOfFiles: a list of sites that is known by the name of its file alone is
// counted and not named; lists that everybody knows are.
func TestTransparencyOfFiles(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	at := orb.Point{3.011, 52.011}
	for file, source := range map[string]string{"Licences_J_Smith.csv": "Licences_J_Smith", "map.osm.pbf": "osm"} {
		if _, err := m.Sites(t.Context(), app.Made(file, file, []geo.Site{{Source: source, ID: "1", Name: "The Bell", Category: "pub", At: &at}})); err != nil {
			t.Fatal(err)
		}
	}
	model, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02", Factors: []string{"pub"}})
	if err != nil {
		t.Fatal(err)
	}
	card, err := a.Card(t.Context(), model.ID)
	if err != nil {
		t.Fatal(err)
	}
	card.Data.LeftOut.Elsewhen, card.Data.LeftOut.InWater = 12.3456, 1.5
	card.People.Decision = result.Decision{Status: result.Proposed, At: time.Date(2025, 6, 2, 0, 0, 0, 0, time.UTC)}
	values := map[string]string{}
	for _, f := range card.Transparency().Fields {
		if f.Value != nil {
			values[f.Name] = *f.Value
		}
	}
	for name, want := range map[string]string{
		"Data quantities": "sites: 1 row; ", "Data sources": "sites: 1 row from osm", "Human decisions and review": "It was proposed on 2 June 2025; names are not verified.",
		"Data completeness and representativeness": "no police-generated offences, 0 without a position, 0 whose hour is not known where hours are needed, 12 at other hours, 2 in water.",
	} {
		if !strings.Contains(values[name]+"; ", want) {
			t.Errorf("%s is %q, without %q", name, values[name], want)
		}
	}
	if whole := fmt.Sprint(values); strings.Contains(whole, "Smith") {
		t.Errorf("the record names a file: %s", whole)
	}
}

// isTransparent fails if the record of a model is not made from its card, names a person or
// a file, or fills in what only the force can answer.
func isTransparent(t *testing.T, a *app.App, card app.Card) {
	t.Helper()
	record, err := a.Transparency(t.Context(), card.Model)
	if err != nil {
		t.Fatal(err)
	}
	values, asked := map[string]string{}, 0
	for _, f := range record.Fields {
		if (f.Value == nil) == (f.Ask == "") || f.Value != nil && *f.Value == "" {
			t.Errorf("%s, %s: a field has a value or says what is asked of the force: %+v", f.Section, f.Name, f)
		}
		if f.Value == nil {
			asked++
			continue
		}
		values[f.Name] += *f.Value
	}
	if len(record.ToFill) != asked || !slices.Contains(record.ToFill, "Owner and responsibility: Senior responsible owner") || !slices.Contains(record.ToFill, "Risks, mitigations and impact assessments: Impact assessments") {
		t.Errorf("for the force: %q", record.ToFill)
	}
	for name, want := range map[string]string{
		"Name": "robbery in Newtown", "Description": card.Narrative, "Model version": card.Program, "Model performance": card.Validation.Verdict,
		"Alternatives considered": card.Validation.Verdict, "Human decisions and review": "under another name than its maker's; names are not verified.", "Data quantities": "sites: 30 rows",
		"Risks and mitigations": "The most deprived fifth of small areas has ", "Data description": card.Data.Train,
	} {
		if !strings.Contains(values[name], want) {
			t.Errorf("%s is %q, without %q", name, values[name], want)
		}
	}
	whole := fmt.Sprint(values)
	for _, not := range []string{card.People.MadeBy + " ", card.People.Decision.By + " ", card.Data.Sources[0].File, "from town"} {
		if strings.Contains(whole, not) {
			t.Errorf("the record names %q", not)
		}
	}
	card.Validation = nil
	if untried := card.Transparency().ToFill; !slices.Contains(untried, "Tool specification: Model performance") {
		t.Errorf("a model that was not tried says how well it foretells: %q", untried)
	}
	if _, err := a.Transparency(t.Context(), "model-0000000000000000"); err == nil || !strings.Contains(err.Error(), "no model") {
		t.Errorf("a model that is not here: %v", err)
	}
}
