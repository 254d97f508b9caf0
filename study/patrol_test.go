package study_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// The first spot is what was planted: hot in every month, at the hours of the planting.
func TestSpots(t *testing.T) {
	t.Parallel()
	town := town(t)
	f := town.forecast(t, 366)
	rules := hotspot.SpotRules{Area: 45_000, Apart: 400}
	if err := town.CheckSpotArea(rules.Area); err != nil {
		t.Fatal(err)
	}
	if err := town.CheckSpotArea(100); err == nil || !strings.Contains(err.Error(), "take larger spots") {
		t.Errorf("spots smaller than a cell: %v", err)
	}
	for _, measure := range []hotspot.Measure{hotspot.ByCount, hotspot.ByHarm} {
		spots, err := town.Candidates(f, measure, rules, 5)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(spots[0].Cells, town.planted) {
			t.Errorf("by %s the first spot is %v, want %v", measure, spots[0].Cells, town.planted)
		}
		times, months := town.TimesInTop(measure, spots)
		if times[0] != 12 || months != 12 {
			t.Errorf("by %s the first spot is among the first twenty in %d of %d months", measure, times[0], months)
		}
		spot, ring, err := town.PatrolSpot(0, spots[0], measure, map[int]float64{town.planted[0]: 3}, 150)
		if err != nil {
			t.Fatal(err)
		}
		if spot.ID != "HS-001" || spot.Cells != 3 || spot.Incidents != 3 || spot.Peak == nil || spot.Peak.From != 22 || spot.BestHours != "22:00-00:00" || *spot.Certainty != 1 || spot.Outline == nil {
			t.Errorf("%+v, peak %+v", spot, spot.Peak)
		}
		if ring.ID != "HS-001-ring" || ring.Cells < 6 || ring.Count >= spot.Count {
			t.Errorf("%+v", ring)
		}
		if town.Rest(&spot, spots[0], f); spot.Hot != 12 || *spot.Expected < 0.8*spot.Count {
			t.Errorf("%+v", spot)
		}
	}
	if _, ring, err := town.PatrolSpot(0, hotspot.Spot{Cells: town.planted, Area: 45_000}, hotspot.ByCount, nil, 0); err != nil || ring.Cells != 0 || ring.Outline != nil {
		t.Errorf("without a buffer the ring is %+v (%v)", ring, err)
	}
	barred := map[int]bool{}
	if err := study.BarCells(town.Lattice, []string{town.Lattice.Cells[town.planted[0]].String()}, barred); err != nil || len(barred) != 1 || !barred[town.planted[0]] {
		t.Errorf("barred %v (%v)", barred, err)
	}
	if err := study.BarCells(town.Lattice, []string{"8a"}, barred); err == nil {
		t.Error("8a is no cell")
	}
	for i := range town.Lattice.Cells {
		barred[i] = true
	}
	rules.Barred = barred
	var unanswerable study.Unanswerable
	if _, err := town.Candidates(f, hotspot.ByCount, rules, 5); !errors.As(err, &unanswerable) {
		t.Errorf("with every cell barred: %v", err)
	}
}

func TestTiesAndFewerSpots(t *testing.T) {
	t.Parallel()
	spots := []hotspot.Spot{{Weight: 3}, {Weight: 2}, {Weight: 2}, {Weight: 2}, {Weight: 1}}
	if got := study.TiedWith(spots, 2); got != 2 {
		t.Errorf("%d spots expect as much as the second, want 2", got)
	}
	var s study.Study
	s.NoteFewer(5, spots)
	if s.NoteFewer(6, spots); len(s.Notes) != 1 || !strings.HasPrefix(s.Notes[0], "5 spots of the 6 asked for") {
		t.Errorf("%q", s.Notes)
	}
}

// Offences at a kind of place are known by the words of their location.
func TestMonthsWithoutPlaces(t *testing.T) {
	t.Parallel()
	m := study.Months{Offences: [][]crime.Offence{{{Location: "On or near Hospital"}, {Location: "On or near High Street"}}, {{Location: "On or near Hospital"}}}}
	left := m.Without(study.AtPlaces([]string{"hospital"}))
	if len(left.Offences[0]) != 1 || left.Offences[0][0].Location != "On or near High Street" || len(left.Offences[1]) != 0 || len(m.Offences[0]) != 2 {
		t.Errorf("%+v of %+v", left.Offences, m.Offences)
	}
}

// A shift on a Friday night is sent where and when the harm was planted.
func TestShiftSpots(t *testing.T) {
	t.Parallel()
	town := town(t)
	f, err := town.ShiftForecast(town.learning)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2025, 1, 3, 18, 0, 0, 0, time.UTC) // a Friday
	spots, left, err := town.ShiftSpots(f, start, start.Add(7*time.Hour+30*time.Minute), 6, nil)
	if err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
	without, left, err := town.ShiftSpots(f, start, start.Add(7*time.Hour+30*time.Minute), 6, func(s study.ShiftSpot) bool { return s.At == spots[0].At || s.At == spots[2].At })
	if err != nil || len(without) != 6 || without[0].At != spots[1].At || without[0].ID != "HS-001" || !strings.HasPrefix(without[0].Why[0], "rank 1 of 6 ") {
		t.Errorf("without the first and the third: %+v (%v)", without, err)
	}
	if len(left) != 2 || left[0].ID != "L-01" || left[0].Name != spots[0].Name || left[1].At != spots[2].At {
		t.Errorf("left out: %+v", left)
	}
	asked := 0
	far, left, err := town.ShiftSpots(f, start, start.Add(time.Hour), 1, func(s study.ShiftSpot) bool {
		asked++
		return slices.ContainsFunc(spots, func(heavier study.ShiftSpot) bool { return heavier.At == s.At })
	})
	if err != nil || len(far) != 1 || far[0].ID != "HS-001" || len(left) != 1 || asked != 7 {
		t.Errorf("the seventh, far down: %+v, without %+v, asked of %d spots (%v)", far, left, asked, err)
	}
	first := spots[0]
	at, err := geo.CellAt(first.At, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	if i, _ := town.Lattice.Index(at); !slices.Contains(town.planted, i) || first.ID != "HS-001" || first.Name != "High Street" || len(first.Rate) != 8 || len(spots) != 6 {
		t.Errorf("%+v", first)
	}
	if busiest := slices.Index(first.Rate, slices.Max(first.Rate)); busiest != 4 && busiest != 5 { // 22:00 or 23:00
		t.Errorf("harm by hours from 18:00: %v", first.Rate)
	}
	names := map[string]bool{}
	for _, s := range spots {
		if names[s.Name] || len(s.Why) != 1 || !strings.HasPrefix(s.Why[0], "rank ") {
			t.Errorf("%s is %q, because %q", s.ID, s.Name, s.Why)
		}
		names[s.Name] = true
	}
	notes := town.ShiftNotes(start, start.Add(8*time.Hour), spots)
	if len(notes) == 0 || notes[0] != fmt.Sprintf("when harm is present rests on %.0f offences at these hours in all of Town: every spot has the same hours", town.Tally.Offences) {
		t.Errorf("%q", notes)
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	twice := time.Date(2025, 10, 26, 0, 30, 0, 0, time.UTC).In(london) // 01:30, for the first time
	thin := []study.ShiftSpot{{Offences: 1}, {Offences: 5}}
	said := strings.Join(town.ShiftNotes(twice, twice.Add(4*time.Hour), thin), "; ")
	if !strings.Contains(said, "01:30 comes twice on 26 October 2025: the first is meant") || !strings.Contains(said, "1 of 2 spots have fewer than 2 offences") {
		t.Error(said)
	}
	if said := town.ShiftNotes(start, start.Add(time.Hour), thin[:1]); !slices.ContainsFunc(said, func(n string) bool { return strings.HasPrefix(n, "no spot has 2 offences") }) {
		t.Errorf("%q", said)
	}
	town.Question.AllHours = true
	even, _, err := town.ShiftSpots(f, start, start.Add(2*time.Hour), 1, nil)
	if err != nil || math.Abs(even[0].Rate[0]-even[0].Rate[1]) > 1e-12 || even[0].Rate[0] <= 0 {
		t.Errorf("where hours are unknown all are alike: %+v (%v)", even, err)
	}
	town.Question.Group = crime.Group{Name: "drugs", Types: []string{"Drugs"}}
	if err := town.Count(); err != nil {
		t.Fatal(err)
	}
	none, err := town.ShiftForecast(town.learning)
	if err != nil {
		t.Fatal(err)
	}
	var unanswerable study.Unanswerable
	if _, _, err := town.ShiftSpots(none, start, start.Add(time.Hour), 1, nil); !errors.As(err, &unanswerable) {
		t.Errorf("a shift against nothing: %v", err)
	}
}

// trial draws lots for forty days over four spots, half of them treated each day, with a
// ring of one cell around the first.
func trial(t testing.TB, town inventedTown) (study.Trial, time.Time) {
	t.Helper()
	start := time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC)
	tr := study.Trial{Footing: town.Footing(hotspot.ByCount, 0), Seed: 3, Treated: 2, Settings: study.SpotSettings{Buffer: 150}}
	tr.ID, tr.Clock = "trial-1", "all"
	var spots []hotspot.Spot
	for _, i := range []int{10, 60, 110, 160} {
		spots = append(spots, hotspot.Spot{Cells: []int{i}, Area: 15_000})
	}
	if err := tr.Draw(town.Study, spots, start, 40); err != nil {
		t.Fatal(err)
	}
	return tr, start
}

// The lots are those of the seed, every day has as many treated spots, and the lists, the
// map and the allocation say the same.
func TestTrialDraw(t *testing.T) {
	t.Parallel()
	town := town(t)
	tr, start := trial(t, town)
	again, _ := trial(t, town)
	drawn := tr.Allocation()
	treated := 0
	for d, day := range tr.Days {
		if len(day.Spots) != 2 || !slices.Equal(day.Spots, again.Days[d].Spots) || day.Day != start.AddDate(0, 0, d).Format(time.DateOnly) {
			t.Errorf("%+v and %+v", day, again.Days[d])
		}
		for k, on := range drawn[d] {
			if on != slices.Contains(day.Spots, tr.Spots[k].ID) {
				t.Errorf("day %d, spot %d: %t", d, k, on)
			}
			if on {
				treated++
			}
		}
	}
	rows := tr.Rows()
	listed := 0
	for _, f := range rows.Features {
		if f.Properties.(study.TrialRow).Treated {
			listed++
		}
	}
	if treated != 80 || listed != 80 || len(rows.Features) != 160 {
		t.Errorf("%d spot-days are drawn, %d of %d rows", treated, listed, len(rows.Features))
	}
	summary := tr.Summary()
	if summary.Start != "2025-01-06" || summary.End != "2025-02-14" || summary.Spots != 4 || summary.Treated != 2 {
		t.Errorf("%+v", summary)
	}
	shown, err := tr.Features()
	if err != nil || len(shown.Features) != 8 || shown.Features[1].ID != "HS-001-ring" {
		t.Errorf("%d features (%v)", len(shown.Features), err)
	}
	if l, spotOf, ringOf := tr.Ground(); len(spotOf) != 4 || len(l.Cells) != len(spotOf)+len(ringOf) || !slices.IsSorted(l.Cells) {
		t.Errorf("%d cells, %d of spots and %d of rings", len(l.Cells), len(spotOf), len(ringOf))
	}
	tr.Predict(town.Study, start)
	var sum float64
	for _, s := range tr.Spots {
		sum += s.Before
	}
	if want := sum / 366 / 4; math.Abs(tr.Before-want) > 1e-9 || math.Abs(tr.Expected-80*want) > 1e-9 || tr.Detectable == nil || len(tr.Notes) == 0 {
		t.Errorf("%g offences a spot-day, want %g; %g are expected", tr.Before, want, tr.Expected)
	}
	late := tr
	late.Notes = nil
	if late.Predict(town.Study, time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC)); len(late.Notes) != 2 || !strings.Contains(late.Notes[1], "into the trial") {
		t.Errorf("%q", late.Notes)
	}
	if err := (&study.Trial{Treated: 9}).Draw(town.Study, []hotspot.Spot{{Cells: []int{0}}}, start, 3); err == nil {
		t.Error("nine of one spot are treated")
	}
	made, err := tr.Delivered([]crime.Visit{{Spot: "HS-002", Day: start}})
	if err != nil || !made[0][1] || made[0][0] || made[1][1] {
		t.Errorf("%v (%v)", made, err)
	}
	if _, err := tr.Delivered([]crime.Visit{{Spot: "HS-002", Day: start.AddDate(1, 0, 0)}}); err == nil || !strings.Contains(err.Error(), "spots HS-001 to HS-004") {
		t.Errorf("a visit in another year: %v", err)
	}
}

// Offences on untreated days alone are an effect; none at all say nothing; months alone
// cannot be judged.
func TestTrialVerdict(t *testing.T) {
	t.Parallel()
	town := town(t)
	tr, start := trial(t, town)
	drawn := tr.Allocation()
	judge := func(offences []crime.Offence, made *hotspot.Compliance) study.TrialVerdict {
		t.Helper()
		happened, err := tr.OutcomeMatrix(town.Study, start, offences)
		if err != nil {
			t.Fatal(err)
		}
		v := study.NewVerdict(tr)
		v.Compliance, v.Untimed = made, happened.Untimed
		if err := v.Judge(drawn, happened); err != nil {
			t.Fatal(err)
		}
		features, err := v.Features(tr, drawn, happened)
		if err != nil || len(features.Features) != 8 {
			t.Errorf("%d features (%v)", len(features.Features), err)
		}
		return v
	}
	on := func(want bool, cellOf func(study.TrialSpot) h3.Cell) (offences []crime.Offence) {
		for d, day := range drawn {
			for k, treated := range day {
				if at := start.AddDate(0, 0, d).Add(20 * time.Hour); treated == want {
					offences = append(offences, crime.Offence{Type: "Robbery", Precision: crime.Instant, From: at, To: at, Cell: cellOf(tr.Spots[k])})
				}
			}
		}
		return offences
	}
	spot := func(s study.TrialSpot) h3.Cell { return s.Cells[0] }
	lower := judge(append(on(false, spot), on(true, spot)[:20]...), &hotspot.Compliance{Share: 0.5, SpiltRate: 0.1})
	if lower.Verdict != "lower" || lower.Offences.Control != 80 || lower.Offences.Treated != 20 || lower.ZeroShare != 0.375 || !strings.Contains(lower.Sentence, "0.25 times as many") || !strings.Contains(lower.Sentence, "patrols lowered it") {
		t.Errorf("%s: %s", lower.Verdict, lower.Sentence)
	}
	if !slices.ContainsFunc(lower.Notes, func(n string) bool { return strings.HasPrefix(n, "compliance: 50% of the patrols drawn were made") }) {
		t.Errorf("%q", lower.Notes)
	}
	moved := judge(append(on(false, spot), on(true, func(s study.TrialSpot) h3.Cell { return s.Ring[0] })...), nil)
	if moved.Verdict != "lower" || moved.Rings == nil || !slices.ContainsFunc(moved.Notes, func(n string) bool { return strings.HasPrefix(n, "compliance is unknown") }) {
		t.Errorf("%+v: %q", moved.Rings, moved.Notes)
	}
	if higher := judge(append(on(true, spot), on(false, spot)[:20]...), nil); higher.Verdict != "higher" || !strings.Contains(higher.Sentence, "more was recorded where patrols were to go") {
		t.Errorf("%s: %s", higher.Verdict, higher.Sentence)
	}
	if same := judge(append(on(true, spot), on(false, spot)...), nil); same.Verdict != "no effect shown" || *same.Offences.Ratio != 1 {
		t.Errorf("%s: %s", same.Verdict, same.Sentence)
	}
	if none := judge(nil, nil); none.Verdict != "nothing can be said" || none.Offences != nil || none.ZeroShare != 1 {
		t.Errorf("%s: %s", none.Verdict, none.Sentence)
	}
	month := crime.Offence{Type: "Robbery", Precision: crime.InMonth, From: town.Period.To.Start(time.UTC), To: (town.Period.To + 1).Start(time.UTC), Cell: tr.Spots[0].Cells[0]}
	if v := judge(append(on(false, spot), month), nil); v.Untimed != 1 || !slices.Contains(v.Notes, "1 offence took no part: only the month is known") {
		t.Errorf("%d untimed: %q", v.Untimed, v.Notes)
	}
	var unanswerable study.Unanswerable
	if _, err := tr.OutcomeMatrix(town.Study, start, []crime.Offence{month}); !errors.As(err, &unanswerable) {
		t.Errorf("of months alone: %v", err)
	}
	night := crime.Offence{Type: "Robbery", Precision: crime.Interval, From: start.Add(18 * time.Hour), To: start.Add(30 * time.Hour), Cell: tr.Spots[0].Cells[0]}
	if happened, err := tr.OutcomeMatrix(town.Study, start, []crime.Offence{night}); err != nil || happened.Long != 1 {
		t.Errorf("%d offences are known to no better than six hours (%v)", happened.Long, err)
	}
}

// Burglaries that come back within a week and a street are near repeats; those that are
// anywhere at any time are not.
func TestNearRepeats(t *testing.T) {
	t.Parallel()
	town := town(t)
	day := func(d int) time.Time { return time.Date(2024, 1, 1, 20, 0, 0, 0, time.UTC).AddDate(0, 0, d) }
	at := func(i int) crime.Offence {
		position, err := geo.Centre(town.Lattice.Cells[i])
		if err != nil {
			t.Fatal(err)
		}
		return crime.Offence{Type: "Robbery", Precision: crime.Instant, Cell: town.Lattice.Cells[i], At: &position}
	}
	var offences []crime.Offence
	for k := range 40 {
		o := at(6 * k)
		o.From, o.To = day(9*k), day(9*k)
		again := o
		again.From, again.To = o.From.AddDate(0, 0, 2), o.To.AddDate(0, 0, 2)
		offences = append(offences, o, again)
	}
	long := at(0)
	long.Precision, long.From, long.To = crime.Interval, day(0), day(5)
	month := at(0)
	month.Precision = crime.InMonth
	n := study.NearRepeats{Settings: study.RepeatSettings{Metres: []float64{0, 100, 400}, Days: []int{0, 7, 14}, Near: 100, NearDays: 7, Shuffles: 99, Seed: 1}}
	dated := town.Dated(append(offences, long, month), &n)
	if len(dated) != 80 || n.Dated != 80 || n.Undated != 2 {
		t.Fatalf("%d dated and %d not", n.Dated, n.Undated)
	}
	roles, err := n.Test(town.Study, dated, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if n.Near.Observed != 40 || n.Near.P != 0.01 || !strings.HasPrefix(n.Verdict, "near repeats: 40 pairs up to 100 m and 7 days apart") || len(n.Bands) != 4 {
		t.Errorf("%+v: %s", n.Near, n.Verdict)
	}
	followed := n.Follow(dated, roles)
	if n.Roles["originator"] != 40 || len(followed.Features) != 80 {
		t.Errorf("roles %v of %d features", n.Roles, len(followed.Features))
	}
	stopped := errors.New("stopped")
	if _, err := n.Test(town.Study, dated, func() error { return stopped }); !errors.Is(err, stopped) {
		t.Errorf("a test that is stopped: %v", err)
	}
	n.Settings.Shuffles = 0
	var unanswerable study.Unanswerable
	if _, err := n.Test(town.Study, dated, func() error { return nil }); !errors.As(err, &unanswerable) {
		t.Errorf("without shuffles: %v", err)
	}
}

// What is loaded in part is named: days, districts, systems that hold the same, and feeds
// that may have broken.
func TestLoadedInPart(t *testing.T) {
	t.Parallel()
	january := crime.Month(2025 * 12)
	var held crime.Coverage
	hold := func(m crime.Month, district, source string, days, each int) {
		h := crime.Holding{Month: m, Source: source, District: district, Counted: true}
		for d := range days {
			h.Days[d] = each
		}
		held = append(held, h)
	}
	hold(january, "E", "records", 31, 9)
	hold(january, "W", "records", 31, 9)
	hold(january+1, "E", "records", 28, 9)
	hold(january+1, "W", "records", 14, 9) // the feed of the west stops
	hold(january+2, "E", "records", 10, 9)
	l := study.NewLoaded(held, []string{"E", "W"}, map[string]string{"W": "West"})
	period := crime.Period{From: january, To: january + 2}
	if got := l.Partial(period); len(got) != 2 || !strings.Contains(got[0], "2025-02 is loaded in part: not all days of West are") || !strings.Contains(got[1], "2025-03") {
		t.Errorf("%q", got)
	}
	all := []crime.Month{january, january + 1, january + 2}
	if got := l.Short(all); !slices.Equal(got, []string{"W"}) || l.Name("W") != "West" || l.Name("E") != "E" {
		t.Errorf("short: %v", got)
	}
	if got := l.Whole(slices.Clone(all)); !slices.Equal(got, all[:1]) {
		t.Errorf("whole: %v", got)
	}
	if got := l.Alike(all[:2]); !slices.Equal(got, all[:2]) { // one of two is fewer than two thirds
		t.Errorf("alike: %v", got)
	}
	if got := l.Days(period, time.UTC); got != 31+28+10 {
		t.Errorf("%g days", got)
	}
	if from, to := l.Ends(); from != "2025-01-01" || to != "2025-03-10" {
		t.Errorf("from %s to %s", from, to)
	}
	day := func(m time.Month, d int) time.Time { return time.Date(2025, m, d, 0, 0, 0, 0, time.UTC) }
	if got := l.MissingDay(day(1, 1), day(3, 1)); got != "2025-02-15" {
		t.Errorf("%q is the first day that is missing", got)
	}
	if got := l.MissingDay(day(1, 1), day(2, 1)); got != "" {
		t.Errorf("%q is missing in January", got)
	}
	if err := l.Even(crime.Period{From: january, To: january}); err != nil {
		t.Errorf("January: %v", err)
	}
	if err := l.Even(period); err == nil || !strings.Contains(err.Error(), "ask for its districts by themselves") {
		t.Errorf("February: %v", err)
	}
	if got := study.NewLoaded(nil, nil, nil).Days(crime.Period{From: january, To: january}, time.UTC); got != 31 {
		t.Errorf("%g days where nothing is known", got)
	}

	var twice crime.Coverage
	for m := range crime.Month(5) {
		n := 100
		if m == 4 {
			n = 20
		}
		twice = append(twice,
			crime.Holding{Month: january + m, Source: "street", District: "E", MonthOnly: n, Counted: true},
			crime.Holding{Month: january + m, Source: "records", District: "E", MonthOnly: 7})
	}
	notes := study.NewLoaded(twice, []string{"E"}, map[string]string{"E": "East"}).Notes(crime.Period{From: january, To: january + 4})
	said := strings.Join(notes, "; ")
	if !strings.Contains(said, "two sources, ") || !strings.Contains(said, "35 offences of records left out") || !strings.Contains(said, "may have broken: 2025-05 has 20 offences of all types in East, and about 1") {
		t.Error(said)
	}
}

func ExampleSpan() {
	months := []crime.Month{crime.Month(2025 * 12), crime.Month(2025*12 + 2)}
	fmt.Println(study.Span(months), study.Missing("Basildon", study.Span(months), months))
	// Output: 2025-01..2025-03 [nothing is loaded of Basildon for 2025-02]
}
