package study_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// example is what examples have for a test: they panic.
type example struct{ testing.TB }

func (example) Helper()           {}
func (example) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// expected is the forecast of the invented town for a year, with its harm.
func expected() (inventedTown, *study.Forecast) {
	s := town(example{})
	return s, s.forecast(example{}, 366)
}

// As much is expected in a planted cell as was recorded there, or nearly.
func ExampleForecast_Cell() {
	s, f := expected()
	fmt.Printf("%.0f of %.0f\n", f.Cell(s.planted[0]).Mean, s.Tally.Cells[s.planted[0]].Count)
	// Output: 142 of 149
}

func ExampleForecast_ExpectHarm() {
	s := town(example{})
	f, err := s.Forecast(s.learning, 366)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(f.Harm), f.ExpectHarm(), len(f.Harm) == len(s.Lattice.Cells))
	// Output: 0 <nil> true
}

func ExampleForecast_Set() {
	s, f := expected()
	offences, harm := f.Set(s.planted)
	fmt.Printf("about %.0f offences, %.0f days\n", offences.Mean, harm.Mean)
	// Output: about 422 offences, 154735 days
}

func ExampleForecast_Seen() {
	s, f := expected()
	fmt.Println(f.Seen(s.planted[0]))
	// Output: 149 0
}

func ExampleForecast_Order() {
	s, f := expected()
	first := f.Order(hotspot.ByHarm)[:3]
	slices.Sort(first)
	fmt.Println(slices.Equal(first, s.planted))
	// Output: true
}

func ExampleForecast_Scores() {
	s, f := expected()
	scores := f.Scores(hotspot.ByCount)
	fmt.Println(scores[s.planted[0]] > scores[0], len(scores) == len(s.Lattice.Cells))
	// Output: true true
}

func ExampleForecast_PriorScores() {
	s, f := expected()
	scores := f.PriorScores()
	fmt.Println(scores[s.planted[0]] > scores[0])
	// Output: true
}

// The best hundredth of some 250 cells are two.
func ExampleForecast_Hot() {
	s, f := expected()
	hot := f.Hot(study.FalseDiscoveryRate)
	fmt.Println(hot[s.planted[0]], hot[s.planted[1]], hot[s.planted[2]])
	// Output: true false true
}

func ExampleForecast_Values() {
	_, f := expected()
	most := 0.0
	for _, v := range f.Values() {
		most = max(most, v.Count)
	}
	fmt.Printf("at most %.0f in a cell\n", most)
	// Output: at most 142 in a cell
}

func ExampleStudy_AUC() {
	s := town(example{})
	auc, err := s.AUC(*s.Study, []hotspot.Ranking{{Name: "itself", Scores: s.Tally.Counts()}, {Name: "nothing", Scores: make([]float64, len(s.Lattice.Cells))}}, hotspot.ByCount)
	fmt.Printf("%.2f %.2f %v\n", auc["itself"], auc["nothing"], err)
	// Output: 0.76 0.50 <nil>
}

// stands are the statistics of the town, and what they are of.
func stands() (inventedTown, study.Basis, study.Statistics) {
	s := town(example{})
	excess, err := hotspot.ExcessOver(s.Tally.Counts(), slices.Repeat([]float64{1}, len(s.Lattice.Cells))) // as much is foretold everywhere
	if err != nil {
		panic(err)
	}
	basis := study.Basis{Measure: hotspot.ByCount, Values: s.Tally.Counts(), Excess: excess}
	found, err := s.Statistics(basis, s.Offences, &study.HotspotSettings{Kernel: hotspot.Quartic, Bandwidth: 200})
	if err != nil {
		panic(err)
	}
	return s, basis, found
}

func ExampleStudy_Statistics() {
	_, _, found := stands()
	fmt.Println("like lies beside like:", found.Global.P < 0.001)
	// Output: like lies beside like: true
}

func ExampleStudy_Density() {
	s := town(example{})
	d, err := s.Density(hotspot.ByCount, s.Offences, &study.HotspotSettings{Kernel: hotspot.Quartic, Bandwidth: 200})
	fmt.Println(d[s.planted[0]] > d[0], err)
	// Output: true <nil>
}

func ExampleStudy_NotePiles() {
	s := counted()
	s.Notes = nil
	s.NotePiles(map[h3.Cell]crime.Pile{s.Lattice.Cells[0]: {Offences: 40, Positions: 1, Largest: 40}})
	for _, n := range s.Notes {
		fmt.Println(n)
	}
	// Output:
	// 40 offences share 1 position: they are moved to the nearest of a set of points, and a cell may have those of a wider place
	// in 1 cell most offences, ten or more, are at one position: look at what is there before sending anybody
}

func ExampleHotspots_Concentrations() {
	_, basis, _ := stands()
	var h study.Hotspots
	h.Concentrations(basis)
	fmt.Printf("Gini %.2f\n", h.Concentration.Gini)
	// Output: Gini 0.52
}

func ExampleHotspots_Cluster() {
	s, _, found := stands()
	var h study.Hotspots
	of := h.Cluster(s.Study, hotspot.ByCount, found)
	fmt.Println(of[s.planted[0]], of[s.planted[1]], of[s.planted[2]])
	// Output: 1 1 1
}

func ExampleHotspots_List() {
	s, basis, found := stands()
	var h study.Hotspots
	cells := h.List(s.Study, basis.Values, found, func(*study.Place, int, int) {})
	first, _ := s.Lattice.Index(cells[0])
	fmt.Println(slices.Contains(s.planted, first), h.Places[0].Rank, h.Places[0].Stands)
	// Output: true 1 hot
}

// spotsOf are three patrol spots of the town.
func spotsOf(s inventedTown, f *study.Forecast) []hotspot.Spot {
	spots, err := s.Candidates(f, hotspot.ByHarm, hotspot.SpotRules{Area: 45_000, Apart: 400}, 3)
	if err != nil {
		panic(err)
	}
	return spots
}

// The first spot are the planted cells.
func ExampleStudy_Candidates() {
	s, f := expected()
	spots, err := s.Candidates(f, hotspot.ByHarm, hotspot.SpotRules{Area: 45_000, Apart: 400}, 3)
	fmt.Println(len(spots) >= 3, slices.Equal(spots[0].Cells, s.planted), err)
	// Output: true true <nil>
}

func ExampleStudy_TimesInTop() {
	s, f := expected()
	times, months := s.TimesInTop(hotspot.ByCount, spotsOf(s, f))
	fmt.Println(times[0], "of", months)
	// Output: 12 of 12
}

func ExampleStudy_PatrolSpot() {
	s, f := expected()
	spot, ring, err := s.PatrolSpot(0, spotsOf(s, f)[0], hotspot.ByCount, nil, 150)
	fmt.Println(spot.ID, spot.BestHours, ring.ID, err)
	// Output: HS-001 22:00-00:00 HS-001-ring <nil>
}

func ExampleStudy_Rest() {
	s, f := expected()
	first := spotsOf(s, f)[0]
	spot, _, err := s.PatrolSpot(0, first, hotspot.ByCount, nil, 150)
	s.Rest(&spot, first, f)
	fmt.Println(spot.Basis, err)
	// Output: drawn from 443 offences of theft in 12 of 12 months; places like it have 242.9; forecast for as long: 422.3 <nil>
}

func ExampleStudy_ExpectHours() {
	s, f := expected()
	first := spotsOf(s, f)[:1]
	spot, _, err := s.PatrolSpot(0, first[0], hotspot.ByCount, nil, 150)
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Rest(&spot, first[0], f)
	described := []study.PatrolSpot{spot}
	err = s.ExpectHours(described, first)
	fmt.Println(described[0].Bands.From22 > 10*described[0].Bands.From10, err)
	// Output: true <nil>
}

// friday is the Friday night that a shift is planned for.
var friday = time.Date(2025, 1, 3, 18, 0, 0, 0, time.UTC)

func ExampleStudy_ShiftForecast() {
	s := town(example{})
	f, err := s.ShiftForecast(s.learning)
	fmt.Println(f.Days, "days,", err)
	// Output: 7 days, <nil>
}

func ExampleStudy_ShiftSpots() {
	s := town(example{})
	f, err := s.ShiftForecast(s.learning)
	if err != nil {
		fmt.Println(err)
		return
	}
	spots, _, err := s.ShiftSpots(f, friday, friday.Add(8*time.Hour), 2, nil)
	fmt.Println(spots[0].ID, spots[0].Name, err)
	fmt.Println(spots[0].Rate[0] < spots[0].Rate[4]) // 18:00 and 22:00
	// Output:
	// HS-001 High Street <nil>
	// true
}

// All spots have no more harm than the best ground of their size.
func ExampleStudy_WholeOf() {
	s := town(example{})
	f, err := s.ShiftForecast(s.learning)
	if err != nil {
		fmt.Println(err)
		return
	}
	end := friday.Add(8 * time.Hour)
	spots, _, err := s.ShiftSpots(f, friday, end, 2, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	whole, err := s.WholeOf(f, spots, friday, end)
	var in, most float64
	for i, c := range whole.Cells {
		if c.Spot != "" {
			in += c.Harm
		}
		if i < len(spots[0].Cells)+len(spots[1].Cells) {
			most += c.Harm
		}
	}
	fmt.Println(in <= most, most <= whole.Harm, err)
	// Output: true true <nil>
}

func ExampleStudy_ShiftNotes() {
	s := town(example{})
	for _, note := range s.ShiftNotes(friday, friday.Add(8*time.Hour), nil) {
		fmt.Println(note)
	}
	// Output:
	// when harm is present rests on 1242 offences at these hours in all of Town: every spot has the same hours
	// no spot has 2 offences: these say little of where the next will be; count more months
}

// burglaries are forty that come back after two days, in the same cell.
func burglaries(s inventedTown) (dated []study.DatedOffence, n study.NearRepeats) {
	var offences []crime.Offence
	for k := range 40 {
		at, err := geo.Centre(s.Lattice.Cells[6*k])
		if err != nil {
			panic(err)
		}
		o := crime.Offence{Type: "Robbery", Precision: crime.Instant, Cell: s.Lattice.Cells[6*k], At: &at}
		for _, days := range []int{0, 2} {
			o.From = time.Date(2024, 1, 1, 20, 0, 0, 0, time.UTC).AddDate(0, 0, 9*k+days)
			o.To = o.From
			offences = append(offences, o)
		}
	}
	n.Settings = study.RepeatSettings{Metres: []float64{0, 100, 400}, Days: []int{0, 7, 14}, Near: 100, NearDays: 7, Shuffles: 99, Seed: 1}
	return s.Dated(offences, &n), n
}

func ExampleStudy_Dated() {
	dated, n := burglaries(town(example{}))
	fmt.Println(len(dated), n.Dated, n.Undated)
	// Output: 80 80 0
}

func ExampleNearRepeats_Test() {
	s := town(example{})
	dated, n := burglaries(s)
	_, err := n.Test(s.Study, dated, func() error { return nil })
	fmt.Println(n.Near.Observed, n.Near.P, err)
	// Output: 40 0.01 <nil>
}

func ExampleNearRepeats_Follow() {
	s := town(example{})
	dated, n := burglaries(s)
	roles, err := n.Test(s.Study, dated, func() error { return nil })
	features := n.Follow(dated, roles).Features
	fmt.Println(len(features), n.Roles["originator"], err)
	// Output: 80 40 <nil>
}

func ExampleTrial_Draw() {
	t, _ := trial(example{}, town(example{}))
	fmt.Println(len(t.Days), "days,", len(t.Days[0].Spots), "of", len(t.Spots), "spots each day")
	// Output: 40 days, 2 of 4 spots each day
}

// A trial that may expect half an offence in each arm can find nothing.
func ExampleTrial_Predict() {
	s := town(example{})
	t, start := trial(example{}, s)
	t.Predict(s.Study, start)
	fmt.Printf("%.1f offences in each arm; a ratio of %.2f would be found\n", t.Expected, *t.Detectable)
	// Output: 0.5 offences in each arm; a ratio of 0.00 would be found
}

func ExampleTrial_Summary() {
	t, _ := trial(example{}, town(example{}))
	fmt.Println(t.Summary().Start, t.Summary().End, t.Summary().Spots, t.Summary().Treated)
	// Output: 2025-01-06 2025-02-14 4 2
}

func ExampleTrial_Features() {
	t, _ := trial(example{}, town(example{}))
	c, err := t.Features()
	fmt.Println(len(c.Features), err)
	// Output: 8 <nil>
}

func ExampleTrial_Rows() {
	t, _ := trial(example{}, town(example{}))
	rows := t.Rows().Features
	fmt.Printf("%d rows, %+v\n", len(rows), rows[0].Properties)
	// Output: 160 rows, {Day:2025-01-06 Spot:HS-001 Treated:true}
}

func ExampleTrial_Allocation() {
	t, _ := trial(example{}, town(example{}))
	fmt.Println(len(t.Allocation()), len(t.Allocation()[0]))
	// Output: 40 4
}

func ExampleTrial_Delivered() {
	t, start := trial(example{}, town(example{}))
	made, err := t.Delivered([]crime.Visit{{Spot: t.Spots[1].ID, Day: start}})
	fmt.Println(made[0], err)
	_, err = t.Delivered([]crime.Visit{{Spot: "HS-099", Day: start}})
	fmt.Println(err)
	// Output:
	// [false true false false] <nil>
	// a visit to HS-099 on 2025-01-06 is none of the trial, which has spots HS-001 to HS-004 and days 2025-01-06 to 2025-02-14
}

func ExampleTrial_Ground() {
	t, _ := trial(example{}, town(example{}))
	l, spotOf, ringOf := t.Ground()
	fmt.Println(len(l.Cells) == len(spotOf)+len(ringOf), len(spotOf))
	// Output: true 4
}

// judged is the verdict on a trial in which only the spots without a patrol had a robbery.
func judged() (study.Trial, hotspot.Allocation, study.Outcomes, study.TrialVerdict) {
	s := town(example{})
	t, start := trial(example{}, s)
	drawn := t.Allocation()
	var offences []crime.Offence
	for d, day := range drawn {
		for k, treated := range day {
			if at := start.AddDate(0, 0, d).Add(20 * time.Hour); !treated {
				offences = append(offences, crime.Offence{Type: "Robbery", Precision: crime.Instant, From: at, To: at, Cell: t.Spots[k].Cells[0]})
			}
		}
	}
	happened, err := t.OutcomeMatrix(s.Study, start, offences)
	if err != nil {
		panic(err)
	}
	v := study.NewVerdict(t)
	if err := v.Judge(drawn, happened); err != nil {
		panic(err)
	}
	return t, drawn, happened, v
}

// Every offence has a time of day and takes part.
func ExampleTrial_OutcomeMatrix() {
	_, _, happened, _ := judged()
	fmt.Println(happened.Untimed, happened.Long)
	// Output: 0 0
}

func ExampleNewVerdict() {
	t, _ := trial(example{}, town(example{}))
	v := study.NewVerdict(t)
	fmt.Println(v.Trial, v.SpotDays, v.From)
	// Output: trial-1 160 2025-01-06
}

func ExampleTrialVerdict_Judge() {
	_, _, _, v := judged()
	fmt.Println(v.Verdict)
	fmt.Println(v.Sentence)
	// Output:
	// lower
	// by intention to treat, 0 offences on the 80 spot-days drawn for a patrol against 80 on 80 drawn for none: 0.00 times as many (95%: 0.00 to 0.05), fewer than chance would give (p 0.0005): patrols lowered it
}

func ExampleTrialVerdict_Features() {
	t, drawn, happened, v := judged()
	c, err := v.Features(t, drawn, happened)
	fmt.Println(len(c.Features), err)
	// Output: 8 <nil>
}

// The first cell had two robberies before patrols went there and none after; the second, in
// which none went, had one each time.
func ExampleDisplace() {
	before, after := counted(), counted()
	after.Offences = after.Offences[2:]
	if err := after.Count(); err != nil {
		fmt.Println(err)
		return
	}
	d, err := study.Displace(before, after, study.ContrastPlaces{{0}, {1}, {}, {}}, 1, hotspot.Scatter{Dispersion: 1, Freedom: 30, Known: hotspot.KnownFromMonths})
	fmt.Println(d.Counts.Local, err)
	// Output: -2 <nil>
}
