package app_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/study"
)

// written is a collection as it leaves, in which nothing may be NaN.
func written(t *testing.T, c geo.Collection) string {
	t.Helper()
	body, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// find is FindHotspots, which must not fail.
func find(t *testing.T, a *app.App, r app.FindRequest) (study.Hotspots, string) {
	t.Helper()
	found, features, err := a.FindHotspots(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return found, written(t, features)
}

func says(notes []string, words string) bool {
	return slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, words) })
}

func TestFindRanksPlacesAndSaysWhichStandOut(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	r := app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Measure: "harm"}}
	found, _ := find(t, a, r)
	if found.Lattice == "" || found.Offences != 180 || found.Cells < 300 || !(found.ZeroShare > 0.5 && found.ZeroShare < 1) || found.Measure != hotspot.ByHarm {
		t.Errorf("it rests on %+v", found.Footing)
	}
	// The busiest cell is among busy ones, which foretell what it has.
	if first := found.Places[0]; first.Rank != 1 || first.Stands != hotspot.NotSignificant || !says(found.Notes, "no cell has clearly more offences than is foretold") || first.Quadrant != hotspot.HighHigh || !(first.Density > 0) || first.Around < first.Count {
		t.Errorf("the first place is %+v", first)
	}
	all := 0
	for _, n := range found.Standing {
		all += n
	}
	if all != found.Cells || found.Concentration == nil || !(found.Concentration.Gini > 0.5) {
		t.Errorf("of %d cells: %v, concentrated %+v", found.Cells, found.Standing, found.Concentration)
	}
	hot, inClusters := 0, 0
	for _, p := range found.Places {
		if (p.Cluster > 0) != (p.Stands == hotspot.HotSpot) {
			t.Errorf("%s %s and is of cluster %d", p.Cell, p.Stands, p.Cluster)
		}
		if p.Cluster > 0 {
			hot++
		}
	}
	for k, cluster := range found.Clusters {
		inClusters += cluster.Cells
		if cluster.Number != k+1 || k > 0 && cluster.Harm > found.Clusters[k-1].Harm {
			t.Errorf("cluster %d is %+v", k, cluster)
		}
	}
	if hot != 0 || inClusters != hot || found.GlobalMoran == nil || !(found.GlobalMoran.Z > 5) || len(found.Lorenz) != 101 {
		t.Errorf("%d hot cells, %d in clusters; %+v; %d points of Lorenz's curve", hot, inClusters, found.GlobalMoran, len(found.Lorenz))
	}
	var offences, harm, around float64
	for i, p := range found.Places {
		offences, harm, around = offences+p.Count, harm+p.Harm, max(around, p.Around)
		if before := found.Places[max(0, i-1)]; p.Rank > 0 && (p.Harm > before.Harm || (p.Rank == before.Rank) != (p.Harm == before.Harm)) {
			t.Errorf("place %d has rank %d and %g days, the one before %d and %g", i, p.Rank, p.Harm, before.Rank, before.Harm)
		}
	}
	if offences != found.Offences || math.Abs(harm-found.Harm) > 1e-6 || around < 20 {
		t.Errorf("the places hold %g offences and %g days, of %g and %g; the fullest %g around", offences, harm, found.Offences, found.Harm, around)
	}
	r.Area = "T1"
	if again, _ := find(t, a, r); again.ID != found.ID {
		t.Errorf("the same question is %s and %s", found.ID, again.ID)
	}
	r.Bandwidth = "rule"
	wide, _ := find(t, a, r)
	if wide.Settings.Bandwidth <= found.Settings.Bandwidth || !wide.Settings.Rule || wide.ID == found.ID {
		t.Errorf("by rule: %+v", wide.Settings)
	}
}

func TestFindWithoutOffencesFindsNothing(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	r := app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "burglary"}}
	found, document := find(t, a, r)
	if found.Standing[string(hotspot.NotSignificant)] != found.Cells || found.ZeroShare != 1 || found.Concentration != nil || !says(found.Notes, "none can stand out") {
		t.Errorf("without a burglary: %+v", found)
	}
	if strings.Contains(document, "NaN") || !strings.Contains(document, `"concentration":null`) {
		t.Errorf("%.300s", document)
	}
	r.Bandwidth = "rule"
	_, _, err := a.FindHotspots(t.Context(), r)
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no spread") {
		t.Errorf("a bandwidth by rule of nothing: %v", err)
	}
}

func TestOneHomicideDoesNotMakeTheMap(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	at := land(t, 3.005, 52.003)
	take(t, m.Offences, []crime.Record{record(t, "homicide", crime.Offence{
		Type: "Homicide", From: january.Start(london(t)), To: (january + 1).Start(london(t)), Precision: crime.InMonth, At: &at,
	})})
	r := app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "all", Measure: "harm"}, HarmCap: new(float64)}
	*r.HarmCap = 0.01
	found, _ := find(t, a, r)
	var most float64
	for _, p := range found.Places {
		if p.Count > 0 {
			most = max(most, p.Harm/p.Count) // the mean of a cell, at most that of its gravest offence
		}
	}
	if found.HarmCap == nil || found.HarmCap.Offences != 1 || !says(found.Notes, "1 offence counted for") || most > 0.01*found.Harm+1e-6 {
		t.Errorf("%+v; the gravest cell has %g of %g days; notes %v", found.HarmCap, most, found.Harm, found.Notes)
	}
	*r.HarmCap = 0
	if open, _ := find(t, a, r); open.HarmCap != nil || math.Abs(open.Harm-found.Harm-found.HarmCap.Removed) > 1e-6 {
		t.Errorf("without a cap %+v, %g days; with one %g and %g removed", open.HarmCap, open.Harm, found.Harm, found.HarmCap.Removed)
	}
}

func TestFindListsWhatTheRuleLeavesOut(t *testing.T) {
	t.Parallel()
	a := town{flags: []string{crime.FlagPoliceGenerated}}.app(t)
	found, _ := find(t, a, app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "knife"}})
	if found.Offences != 0 || len(found.RuledOut) != 2 || found.RuledOut[0].Rule != "flagged police-generated" || found.RuledOut[0].Offences < 100 {
		t.Errorf("%g offences, left out %+v", found.Offences, found.RuledOut)
	}
	counted, err := a.Cells(t.Context(), app.SurfaceRequest{Area: "Newtown", Group: "knife"})
	want := fmt.Sprintf("offences left out by the group's rule: %d flagged police-generated and %d %s", found.RuledOut[0].Offences, found.RuledOut[1].Offences, found.RuledOut[1].Rule)
	if err != nil || !slices.Contains(counted.Notes, want) || !slices.Contains(found.Notes, want) {
		t.Errorf("cells notes %q, find notes %q, error %v; want %q in both", counted.Notes, found.Notes, err, want)
	}
}

// A rule that the data cannot answer is not taken for kept.
func TestFindSaysWhatTheDataDoNot(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	for group, not := range map[string]bool{"nte-violence": true, "violence": false} {
		found, _ := find(t, a, app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: group}})
		if says(found.Notes, "180 of 180 offences have no kind of place recorded; they are counted") != not || says(found.Notes, "no offence is flagged domestic") != not {
			t.Errorf("%s: %v", group, found.Notes)
		}
	}
	found, _ := find(t, a, app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "street-robbery"}})
	if found.Offences != 0 || !says(found.Notes, "offences of Robbery took no part: which of them are of group street-robbery the data do not say") {
		t.Errorf("%g offences; %v", found.Offences, found.Notes)
	}
}

func TestSpotsSayWhatIsKnownOfEach(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	r := app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Clock: "all"}, Spots: new(5), Exclude: []string{"shop"}}
	spots, features, err := a.BuildSpots(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	document := written(t, features)
	if len(spots.Spots) != 5 || strings.Count(document, `"kind":"ring"`) != 5 || spots.Settings.Sites != 15 || spots.Settings.Cells < 15 {
		t.Errorf("%d spots, %d rings; excluded %+v", len(spots.Spots), strings.Count(document, `"kind":"ring"`), spots.Settings)
	}
	var offences float64
	for i, s := range spots.Spots {
		offences += s.Count
		if b := s.Bands; b == nil || math.Abs(b.From06+b.From10+b.From14+b.From18+b.From22+b.From02-*s.Expected) > 1e-9 {
			t.Errorf("spot %d expects %g, by hours %+v", i, *s.Expected, b)
		}
		if s.Area > hotspot.PatrolSpotArea || s.Months != 3 || s.Certainty == nil || *s.Certainty != 1 || s.Expected == nil || i > 0 && *s.Expected > *spots.Spots[i-1].Expected {
			t.Errorf("spot %d is %+v", i, s)
		}
	}
	if first := spots.Spots[0]; first.InTop < 2 || first.BestHours == "unknown" || first.Rank != 1 {
		t.Errorf("the first spot is %+v", first)
	}
	if math.Abs(spots.Held-offences/spots.Offences) > 1e-9 || !(spots.AreaHeld > 0 && spots.AreaHeld < 0.05) {
		t.Errorf("they hold %g of %g offences: %g; on %g of the area", offences, spots.Offences, spots.Held, spots.AreaHeld)
	}
	// Cells that are excluded by name are in no spot.
	best := spots.Spots[0]
	r.Cells = []string{parentOf(t, features, best.ID)}
	without, _, err := a.BuildSpots(t.Context(), r)
	if err != nil || without.Settings.Cells <= spots.Settings.Cells || without.Spots[0].Count == best.Count && without.Held >= spots.Held {
		t.Errorf("without %s: %+v, %v", r.Cells, without.Spots[0], err)
	}
	r.Cells = nil
	// The rule of a trial costs weight.
	r.Apart = hotspot.TrialDistance
	apart, _, err := a.BuildSpots(t.Context(), r)
	if err != nil || !(apart.Held < spots.Held) || apart.ID == spots.ID {
		t.Errorf("500 m apart they hold %g, otherwise %g: %v", apart.Held, spots.Held, err)
	}
	// Where there are fewer than were asked for, it is said.
	r.Apart = 50_000
	alone, _, err := a.BuildSpots(t.Context(), r)
	if err != nil || len(alone.Spots) != 1 || !says(alone.Notes, "1 spot of the 5 asked for") || says(apart.Notes, "asked for") {
		t.Errorf("50 km apart: %d spots, notes %v and before %v (%v)", len(alone.Spots), alone.Notes, apart.Notes, err)
	}
}

// TestSpotsKeepOffGrounds has a hospital on the corner of the grounds where the violence
// is: of its middle alone a hundred metres are left out, of its outline all of it.
func TestSpotsKeepOffGrounds(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	r := app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence"}, Spots: new(1), Exclude: []string{"hospital"}}
	at := orb.Point{3.022, 52.012}
	ward := geo.Site{Source: "town", ID: "h", Name: "The Hospital", Category: "hospital", At: &at}
	var held []float64
	var cells []int
	for _, shape := range []orb.Geometry{nil, orb.MultiPolygon{{{{3.017, 52.007}, {3.023, 52.007}, {3.023, 52.013}, {3.017, 52.013}, {3.017, 52.007}}}}} {
		ward.Shape = shape
		take(t, m.Sites, []geo.Site{ward})
		spots, _, err := a.BuildSpots(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		held, cells = append(held, spots.Spots[0].Count), append(cells, spots.Settings.Cells)
	}
	if cells[1] < 4*cells[0] || held[1] > held[0]/2 {
		t.Errorf("of its middle %d cells are left out and a spot holds %g offences, of its outline %d and %g", cells[0], held[0], cells[1], held[1])
	}
}

// parentOf returns the name of the cell at resolution 8 in which a feature is.
func parentOf(t *testing.T, c geo.Collection, id string) string {
	t.Helper()
	for _, f := range c.Features {
		if f.ID == id {
			cell, err := geo.CellAt(f.Geometry.Bound().Center(), 8)
			if err != nil {
				t.Fatal(err)
			}
			return cell.String()
		}
	}
	t.Fatalf("no feature %s", id)
	return ""
}

func TestSpotsOfMonthsKnowNoHour(t *testing.T) {
	t.Parallel()
	spots, _, err := town{}.app(t).BuildSpots(t.Context(), app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range spots.Spots {
		if s.BestHours != "unknown" || s.Certainty != nil || s.Peak != nil || s.Bands != nil {
			t.Errorf("%+v", s)
		}
	}
	if !says(spots.Notes, "no hour is known of these offences") {
		t.Errorf("nothing is said of hours that are not known: %v", spots.Notes)
	}
	if !says(spots.Notes, "no site of the categories prison") {
		t.Errorf("nothing is said of sites that are not loaded: %v", spots.Notes)
	}
}

// A town whose violence begins in a new place in the last months.
func TestEmergingFindsWhatIsNew(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{newtown()})
	var records []crime.Record
	for month := january; month < january+12; month++ {
		at := func(n int, lon, lat float64) {
			for range n {
				p := land(t, lon, lat)
				records = append(records, record(t, month.String()+string(rune('a'+len(records)%20))+string(rune('a'+len(records)/20)), crime.Offence{
					Type: "Robbery", From: month.Start(london(t)), To: (month + 1).Start(london(t)), Precision: crime.InMonth, At: &p,
				}))
			}
		}
		at(6, 3.01, 52.01)
		if month >= january+10 {
			at(7, 3.03, 52.005)
		}
	}
	take(t, m.Offences, records)
	emerging, features, err := a.FindEmerging(t.Context(), app.EmergingRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}})
	if err != nil {
		t.Fatal(err)
	}
	written(t, features)
	class := func(lon, lat float64) hotspot.EmergingClass {
		cell, err := geo.CellAt(land(t, lon, lat), geo.DefaultResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range emerging.Places {
			if p.Cell == cell.String() {
				return p.Class
			}
		}
		return ""
	}
	if old, now := class(3.01, 52.01), class(3.03, 52.005); old != hotspot.Diminishing || now != hotspot.NewHot {
		t.Errorf("the old place is %q, the new one %q; classes %v", old, now, emerging.Classes)
	}
	if len(emerging.Months) != 12 || emerging.Months[11].Offences != 13 || emerging.Trend.S <= 0 {
		t.Errorf("months %+v, trend %+v", emerging.Months, emerging.Trend)
	}
	_, _, err = a.FindEmerging(t.Context(), app.EmergingRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", To: "2025-04"}})
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "take 5 or more") {
		t.Errorf("four months: %v", err)
	}
	_, _, err = a.FindEmerging(t.Context(), app.EmergingRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "burglary"}})
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "none can emerge") {
		t.Errorf("nothing: %v", err)
	}
}

// Every robbery is followed by two within days, 40 m away.
func TestRepeatsFindsWhatFollows(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{newtown()})
	var records []crime.Record
	for n := range 40 {
		first := january.Start(london(t)).AddDate(0, 0, 7*n%90).Add(20 * 60 * 60 * 1e9)
		for k := range 3 {
			p := land(t, 3.002+0.036*float64(n*7%40)/40, 52.002+0.016*float64(n*11%40)/40+0.0004*float64(k))
			at := first.AddDate(0, 0, k)
			records = append(records, record(t, first.String()+string(rune('a'+k))+string(rune('A'+n)), crime.Offence{
				Type: "Robbery", From: at, To: at, Precision: crime.Instant, At: &p,
			}))
		}
	}
	take(t, m.Offences, records)
	r := app.RepeatsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}}
	repeats, features, err := a.FindRepeats(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if repeats.Dated != 120 || repeats.Roles["near-repeat"] < 80 || !strings.HasPrefix(repeats.Verdict, "near repeats: ") || repeats.Near.Observed < 40 || repeats.Near.P > 0.01 {
		t.Errorf("%d dated, roles %v: %s", repeats.Dated, repeats.Roles, repeats.Verdict)
	}
	again, more, err := a.FindRepeats(t.Context(), r)
	if err != nil || written(t, more) != written(t, features) || again.ID != repeats.ID {
		t.Errorf("a second time it is another: %v", err)
	}
	for name, change := range map[string]func(*app.RepeatsRequest){
		"edges that descend": func(r *app.RepeatsRequest) { r.Metres = []float64{100, 0} },
		"no distance":        func(r *app.RepeatsRequest) { r.Near = new(0.0) },
		"too many shuffles":  func(r *app.RepeatsRequest) { r.Shuffles = new(1_000_000) },
		"no shuffle":         func(r *app.RepeatsRequest) { r.Shuffles = new(0) },
		"days below 0":       func(r *app.RepeatsRequest) { r.NearDays = new(-1) },
		"another measure":    func(r *app.RepeatsRequest) { r.Measure = "weight" },
		"nothing":            func(r *app.RepeatsRequest) { r.Group = "burglary" },
	} {
		bad := r
		change(&bad)
		if _, _, err := a.FindRepeats(t.Context(), bad); fault.Of(err) == fault.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRepeatsNeedTheDay(t *testing.T) {
	t.Parallel()
	_, _, err := town{}.app(t).FindRepeats(t.Context(), app.RepeatsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}})
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "only months are known") {
		t.Errorf("%v", err)
	}
}

func TestHotspotsRefuse(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ask := app.HotspotRequest{Area: "Newtown", Group: "robbery"}
	refused := func(name, words string, err error) {
		t.Helper()
		if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", name, err, words)
		}
	}
	for name, r := range map[string]app.FindRequest{
		"bandwidth": {HotspotRequest: ask, Bandwidth: "0"},
		"bandwidt":  {HotspotRequest: ask, Bandwidth: "-200"},
		"bandwid":   {HotspotRequest: ask, Bandwidth: "wide"},
		"bandwi":    {HotspotRequest: ask, Bandwidth: "NaN"},
		"at most":   {HotspotRequest: ask, Bandwidth: "1e9"},
		"itself":    {HotspotRequest: ask, Against: "robbery"},
		"kernel":    {HotspotRequest: ask, Kernel: "triangle"},
	} {
		_, _, err := a.FindHotspots(t.Context(), r)
		refused(name, name, err)
	}
	cap2 := 2.0
	_, _, err := a.FindHotspots(t.Context(), app.FindRequest{HotspotRequest: ask, HarmCap: &cap2})
	refused("a cap of 2", "a cap of 2", err)
	less, nan := -1.0, math.NaN()
	for name, r := range map[string]app.SpotsRequest{
		"-3 spots":               {HotspotRequest: ask, Spots: new(-3)},
		"0 spots":                {HotspotRequest: ask, Spots: new(0)},
		"spots of 0 m²":          {HotspotRequest: ask, Area: new(0.0)},
		"spots of -1 m²":         {HotspotRequest: ask, Area: new(-1.0)},
		"spots of NaN m²":        {HotspotRequest: ask, Area: new(nan)},
		"spots -1 m apart":       {HotspotRequest: ask, Apart: -1},
		"a buffer of -1 m":       {HotspotRequest: ask, Buffer: &less},
		"excluded within NaN":    {HotspotRequest: ask, Around: &nan},
		"spots of 500 m²":        {HotspotRequest: ask, Area: new(500.0)},
		"a cell of resolution 9": {HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", Resolution: 9}},
		"excluded cell":          {HotspotRequest: ask, Cells: []string{"8a194"}},
		"no measure":             {HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", Measure: "fear"}},
		"ends before it":         {HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", From: "2025-03", To: "2025-01"}},
	} {
		_, _, err := a.BuildSpots(t.Context(), r)
		refused(name, name, err)
	}
	harm, allHours := ask, ask
	harm.Measure, allHours.AllHours = "harm", true
	for words, r := range map[string]app.HotspotRequest{"pairs of offences, whatever their harm": harm, "near repeats need the day": allHours} {
		_, _, err := a.FindRepeats(t.Context(), app.RepeatsRequest{HotspotRequest: r})
		refused("repeats", words, err)
	}
	for words, r := range map[string]app.RepeatsRequest{
		"edges [100 50] m": {HotspotRequest: ask, Metres: []float64{100, 50}},
		"edges [3 3] days": {HotspotRequest: ask, Days: []int{3, 3}},
		"two edges":        {HotspotRequest: ask, Days: []int{3}},
	} {
		_, _, err := a.FindRepeats(t.Context(), r)
		refused("repeats", words, err)
	}
	_, _, err = a.BuildSpots(t.Context(), app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "burglary"}})
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no offence of group burglary") {
		t.Errorf("no burglary: %v", err)
	}
	for group, words := range map[string]string{"knife": "none of them says whether it is flagged knife", "street-robbery": "which of them are of group street-robbery the data do not say"} {
		_, _, err = a.BuildSpots(t.Context(), app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: group}})
		if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), words) {
			t.Errorf("no %s: %v", group, err)
		}
	}
}
