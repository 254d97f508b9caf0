package hotspot_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// disk returns the cells around Southend's High Street, so many rings of them.
func disk(t require, resolution, rings int) geo.Lattice {
	t.Helper()
	centre, err := geo.CellAt(orb.Point{0.7143, 51.5366}, resolution)
	if err != nil {
		t.Fatalf("%v", err)
	}
	cells, err := centre.GridDisk(rings)
	if err != nil {
		t.Fatalf("%v", err)
	}
	slices.Sort(cells)
	return geo.Lattice{Resolution: resolution, Cells: cells}
}

func group(t require, name string) crime.Group {
	t.Helper()
	groups := crime.DefaultGroups()
	i := slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == name })
	if i < 0 {
		t.Fatalf("no group %s", name)
	}
	return groups[i]
}

// question is what most tests ask: every offence, on a clock.
func question(t require, clockName string) hotspot.Question {
	t.Helper()
	return hotspot.Question{Group: group(t, "all"), Harm: crime.DefaultHarm(), Clock: clock(t, clockName), Zone: london(t)}
}

// offence returns one at an instant of Friday 20 November 2026.
func offence(t require, cell h3.Cell, offenceType, hour string, flags ...string) crime.Offence {
	t.Helper()
	at := local(t, "2026-11-20 "+hour)
	return crime.Offence{Type: offenceType, Flags: flags, From: at, To: at, Precision: crime.Instant, At: &orb.Point{}, Cell: cell}
}

func TestCountSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	outside := disk(t, 10, 2).Cells
	far := outside[slices.IndexFunc(outside, func(c h3.Cell) bool { _, in := l.Index(c); return !in })]

	half := offence(t, l.Cells[1], "Arson", "18:00") // an hour on either side of 19:00
	half.To, half.Precision = half.From.Add(2*time.Hour), crime.Interval
	month := offence(t, l.Cells[1], "Shoplifting", "00:00")
	month.Precision = crime.InMonth
	unplaced := offence(t, 0, "Shoplifting", "20:00")
	unplaced.At = nil
	offences := []crime.Offence{
		offence(t, l.Cells[0], "Robbery", "20:00"),
		offence(t, l.Cells[0], "Possession of weapons", "21:00", crime.FlagPoliceGenerated),
		offence(t, l.Cells[0], "Piracy", "22:00"),
		half,
		month,
		unplaced,
		offence(t, far, "Shoplifting", "20:00"),
		offence(t, l.Cells[2], "Drugs", "12:00", crime.FlagPoliceGenerated),
		offence(t, l.Cells[2], "Smuggling", "12:00"),
		offence(t, l.Cells[2], crime.AntiSocialBehaviour, "23:00"),
		offence(t, l.Cells[2], crime.AntiSocialBehaviour, "12:00"),
		offence(t, far, crime.AntiSocialBehaviour, "23:00"),
	}
	const robbery, weapons, arson, drugs, shoplifting = 365, 273.75, 185, 0.67*3 + 0.33*5, 1
	tests := map[string]struct {
		ask  func(*hotspot.Question)
		want hotspot.Tally
	}{
		"all hours": {
			func(*hotspot.Question) {},
			hotspot.Tally{
				Cells: []crime.CellTally{
					{Count: 3, Harm: robbery + weapons}, {Count: 2, Harm: arson + shoplifting}, {Count: 2, Harm: drugs, ASB: 2}, {}, {}, {}, {},
				},
				Offences: 7, Harm: robbery + weapons + arson + shoplifting + drugs, ASB: 2,
				Unplaced: 1, Outside: 1, PoliceGenerated: 2, Unweighted: 2, Hours: "all hours",
			},
		},
		"the nights": {
			func(q *hotspot.Question) { q.Clock = clock(t, "nte") },
			hotspot.Tally{
				Cells: []crime.CellTally{
					{Count: 3, Harm: robbery + weapons}, {Count: 0.5, Harm: arson / 2.}, {ASB: 1}, {}, {}, {}, {},
				},
				Offences: 3.5, Harm: robbery + weapons + arson/2., ASB: 1,
				Elsewhen: 2.5, Unplaced: 1, Outside: 1, MonthOnly: 1, PoliceGenerated: 1, Unweighted: 1, Hours: "nte hours",
			},
		},
		"the nights, whatever the hour": {
			func(q *hotspot.Question) { q.Clock, q.AllHours = clock(t, "nte"), true },
			hotspot.Tally{
				Cells: []crime.CellTally{
					{Count: 3, Harm: robbery + weapons}, {Count: 2, Harm: arson + shoplifting}, {Count: 2, Harm: drugs, ASB: 2}, {}, {}, {}, {},
				},
				Offences: 7, Harm: robbery + weapons + arson + shoplifting + drugs, ASB: 2,
				Unplaced: 1, Outside: 1, PoliceGenerated: 2, Unweighted: 2, Hours: "all hours, not night-time",
			},
		},
		"one group": {
			func(q *hotspot.Question) { q.Group = group(t, "robbery") },
			hotspot.Tally{
				Cells:    []crime.CellTally{{Count: 1, Harm: robbery}, {}, {ASB: 2}, {}, {}, {}, {}},
				Offences: 1, Harm: robbery, ASB: 2, Hours: "all hours",
			},
		},
		"anti-social behaviour itself": {
			func(q *hotspot.Question) { q.Group = crime.Group{Types: []string{crime.AntiSocialBehaviour}} },
			hotspot.Tally{
				Cells:    []crime.CellTally{{}, {}, {Count: 2, ASB: 2}, {}, {}, {}, {}},
				Offences: 2, ASB: 2, Outside: 1, Unweighted: 2, Hours: "all hours",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := question(t, "all")
			tt.ask(&q)
			got, err := hotspot.Count(l, offences, q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, close9); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMonthsHaveNoHours(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 0)
	month := offence(t, l.Cells[0], "Robbery", "00:00")
	month.Precision = crime.InMonth
	offences := []crime.Offence{month, month}

	q := question(t, "nte")
	if _, err := hotspot.Count(l, offences, q); !errors.Is(err, hotspot.ErrHoursUnknown) {
		t.Errorf("the nights of months: %v, want ErrHoursUnknown", err)
	}
	q.AllHours = true
	got, err := hotspot.Count(l, offences, q)
	if err != nil || got.Offences != 2 || got.MonthOnly != 0 || got.Hours != "hours unknown, not night-time" {
		t.Errorf("counted where alone: %g offences, %d left out, %q (%v)", got.Offences, got.MonthOnly, got.Hours, err)
	}
	q = question(t, "all")
	if got, err := hotspot.Count(l, offences, q); err != nil || got.Offences != 2 || got.Hours != "all hours" {
		t.Errorf("all hours of months: %g offences, %q (%v)", got.Offences, got.Hours, err)
	}
}

// TestAlikeCountAsMany counts offences one by one, and those alike as one.
func TestAlikeCountAsMany(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 2)
	rapid.Check(t, func(rt *rapid.T) {
		var together, apart []crime.Offence
		for _, o := range offencesOn(rt, l) {
			o.More = rapid.IntRange(0, 3).Draw(rt, "more")
			together = append(together, o)
			more := o.More
			o.More = 0
			apart = append(apart, slices.Repeat([]crime.Offence{o}, 1+more)...)
		}
		q := question(t, rapid.SampledFrom([]string{"all", "nte"}).Draw(rt, "clock"))
		one, err1 := hotspot.Count(l, apart, q)
		other, err2 := hotspot.Count(l, together, q)
		if (err1 == nil) != (err2 == nil) {
			rt.Fatalf("%v, and together %v", err1, err2)
		}
		if diff := cmp.Diff(one, other, cmpopts.EquateApprox(1e-12, 1e-9)); diff != "" {
			rt.Error(diff)
		}
	})
}

func TestNothingHasNoUnknownHours(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 0)
	got, err := hotspot.Count(l, nil, question(t, "nte"))
	if err != nil || got.Hours != "nte hours" {
		t.Errorf("no offence at all: %q (%v)", got.Hours, err)
	}
	nuisance := offence(t, l.Cells[0], crime.AntiSocialBehaviour, "00:00")
	nuisance.Precision = crime.InMonth
	got, err = hotspot.Count(l, []crime.Offence{nuisance, offence(t, l.Cells[0], "Robbery", "23:00")}, question(t, "nte"))
	if err != nil || got.ASB != 0 || got.ASBMonthOnly != 1 {
		t.Errorf("%g incidents counted, %d left out (%v); want the one left out", got.ASB, got.ASBMonthOnly, err)
	}
}

// offencesOn draws offences of all sorts on a lattice and beyond it.
func offencesOn(t *rapid.T, l geo.Lattice) []crime.Offence {
	types := []string{"Robbery", "Violence with injury", "Shoplifting", "Piracy", crime.AntiSocialBehaviour}
	one := rapid.Custom(func(t *rapid.T) crime.Offence {
		o := interval(t)
		o.Type = rapid.SampledFrom(types).Draw(t, "type")
		o.Precision = rapid.SampledFrom([]crime.Precision{crime.Instant, crime.Interval, crime.InMonth}).Draw(t, "precision")
		if n := rapid.IntRange(0, len(l.Cells)+1).Draw(t, "cell"); n < len(l.Cells) {
			o.At, o.Cell = &orb.Point{}, l.Cells[n]
		} else if n == len(l.Cells) {
			o.At, o.Cell = &orb.Point{}, l.Cells[0]+1 // outside
		}
		return o
	})
	return rapid.SliceOfN(one, 0, 30).Draw(t, "offences")
}

// Every offence of the group is accounted for once, and the cells add up.
func TestCountKeepsEveryOffence(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	rapid.Check(t, func(t *rapid.T) {
		offences := offencesOn(t, l)
		q := question(t, rapid.SampledFrom(crime.ClockNames()).Draw(t, "clock"))
		q.AllHours = rapid.Bool().Draw(t, "all hours")
		matches := q.Group.Matcher()
		got, err := hotspot.Count(l, offences, q)
		if errors.Is(err, hotspot.ErrHoursUnknown) {
			if timed := slices.ContainsFunc(offences, func(o crime.Offence) bool {
				return matches(o) && o.Precision != crime.InMonth
			}); timed || q.AllHours || q.Clock.All() {
				t.Fatalf("clock %s, all hours %t, some timed: %t, and yet: %v", q.Clock.Name, q.AllHours, timed, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		ofGroup := 0
		for _, o := range offences {
			if matches(o) {
				ofGroup++
			}
		}
		accounted := got.Offences + got.Elsewhen + float64(got.Unplaced+got.Outside+got.MonthOnly)
		if !cmp.Equal(accounted, float64(ofGroup), close9) {
			t.Fatalf("%d offences of the group, %g accounted for: %+v", ofGroup, accounted, got)
		}
		var sum crime.CellTally
		for _, c := range got.Cells {
			sum.Count, sum.Harm, sum.ASB = sum.Count+c.Count, sum.Harm+c.Harm, sum.ASB+c.ASB
		}
		if diff := cmp.Diff(crime.CellTally{Count: got.Offences, Harm: got.Harm, ASB: got.ASB}, sum, close9); diff != "" {
			t.Fatalf("totals and the sums of the cells (-totals +sums)\n%s", diff)
		}
	})
}

func TestCountDoesNotMindTheOrder(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	rapid.Check(t, func(t *rapid.T) {
		offences := offencesOn(t, l)
		q := question(t, "night")
		want, err := hotspot.Count(l, offences, q)
		got, err2 := hotspot.Count(l, rapid.Permutation(offences).Draw(t, "shuffled"), q)
		if diff := cmp.Diff(want, got, close9); diff != "" || (err == nil) != (err2 == nil) {
			t.Fatalf("%v, %v (-before +after)\n%s", err, err2, diff)
		}
	})
}

func TestTallyByCell(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	tally := hotspot.Tally{Cells: []crime.CellTally{{}, {Count: 2, Harm: 10}, {ASB: 1}, {Count: 0.5}, {}, {}, {}}}
	if diff := cmp.Diff([]float64{0, 2, 0, 0.5, 0, 0, 0}, tally.Counts()); diff != "" {
		t.Errorf("counts (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]float64{0, 10, 0, 0, 0, 0, 0}, tally.Harms()); diff != "" {
		t.Errorf("harm (-want +got)\n%s", diff)
	}
	if n := tally.Nonzero(); n != 2 {
		t.Errorf("%d cells with an offence, want 2", n)
	}
	want := []crime.CellValue{
		{Cell: l.Cells[1], CellTally: tally.Cells[1]}, {Cell: l.Cells[2], CellTally: tally.Cells[2]}, {Cell: l.Cells[3], CellTally: tally.Cells[3]},
	}
	if diff := cmp.Diff(want, tally.Values(l)); diff != "" {
		t.Errorf("cells with anything (-want +got)\n%s", diff)
	}
}

func TestCoarserKeepsSumsAndTheHighestRisk(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 3)
	rapid.Check(t, func(t *rapid.T) {
		var values []crime.CellValue
		for _, c := range l.Cells {
			v := crime.CellValue{Cell: c, CellTally: crime.CellTally{Count: 1, Harm: 2, ASB: 3}}
			if rapid.Bool().Draw(t, "scored") {
				risk := rapid.Float64Range(1, 100).Draw(t, "risk")
				v.Risk = &risk
			}
			values = append(values, v)
		}
		resolution := rapid.IntRange(geo.CoarsestShown, 10).Draw(t, "resolution")
		want := map[h3.Cell]crime.CellValue{}
		for _, v := range values {
			parent := geo.Parent(v.Cell, resolution)
			w := want[parent]
			w.Cell, w.Count, w.Harm, w.ASB = parent, w.Count+1, w.Harm+2, w.ASB+3
			if v.Risk != nil && (w.Risk == nil || *v.Risk > *w.Risk) {
				w.Risk = v.Risk
			}
			want[parent] = w
		}
		got := hotspot.Coarser(values, resolution)
		for i, v := range got {
			if i > 0 && v.Cell <= got[i-1].Cell {
				t.Fatalf("%s comes after %s", v.Cell, got[i-1].Cell)
			}
			if diff := cmp.Diff(want[v.Cell], v); diff != "" {
				t.Fatalf("%s (-want +got)\n%s", v.Cell, diff)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d cells, want %d", len(got), len(want))
		}
	})
}

func TestBreaks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		values []float64
		n      int
		want   []float64
	}{
		"nothing":                    {[]float64{0, 0}, 3, []float64{}},
		"no values":                  {nil, 3, []float64{}},
		"one class":                  {[]float64{3, 1, 2}, 1, []float64{1}},
		"two that sum alike":         {[]float64{1, 1, 1, 3}, 2, []float64{1, 3}},
		"as many as values differ":   {[]float64{0, 7, 7, 7}, 3, []float64{7}},
		"equal sums, not equal tens": {[]float64{6, 1, 2, 3, 0}, 4, []float64{1, 3, 6}},
		"tenths":                     {[]float64{0.21, 0.68, 0.96, 1.04, 1.08}, 5, []float64{0.2, 0.9, 1}},
		"whole from a hundred":       {[]float64{99.97, 100.2, 100.9, 365.25}, 4, []float64{99.9, 100}},
		"less than a tenth":          {[]float64{0.02, 0.04, 0.5, 0.96}, 4, []float64{0.02, 0.9}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, hotspot.Breaks(tt.values, tt.n)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64Range(0, 1e6)).Draw(t, "values")
		n := rapid.IntRange(1, 9).Draw(t, "n")
		got := hotspot.Breaks(values, n)
		if len(got) > n {
			t.Fatalf("%d boundaries, want at most %d", len(got), n)
		}
		for i, b := range got {
			if b <= 0 || i > 0 && b <= got[i-1] {
				t.Fatalf("%v are not ascending above 0", got)
			}
			step := 0.1 // what the map's legend shows
			if b >= 100 {
				step = 1
			}
			if steps := b / step; b >= 0.1 && math.Abs(steps-math.Round(steps)) > 1e-9 {
				t.Fatalf("%v has more digits than are shown", b)
			}
			inside := func(v float64) bool { return v >= b && (i+1 == len(got) || v < got[i+1]) }
			if !slices.ContainsFunc(values, inside) {
				t.Fatalf("the class from %v in %v is empty", b, got)
			}
		}
	})
}

// The figures of a district year on a town's lattice. The baseline is the least
// that counting can be: a map from the cell to its offences, without group,
// hours, harm or account of what is left out.
func BenchmarkCount(b *testing.B) {
	l := disk(b, 10, 40)
	rng := rand.New(rand.NewPCG(1, 2))
	offences := make([]crime.Offence, 50_000)
	for i := range offences {
		from := time.Date(2026, 1, 1, 0, rng.IntN(365*24*60), 0, 0, time.UTC)
		offences[i] = crime.Offence{
			Type: "Violence with injury", From: from, To: from, Precision: crime.Instant, At: &orb.Point{}, Cell: l.Cells[rng.IntN(len(l.Cells))],
		}
		if i%3 == 0 {
			offences[i].To, offences[i].Precision = from.Add(time.Duration(1+rng.IntN(12))*time.Hour), crime.Interval
		}
	}
	for _, name := range []string{"all", "nte"} {
		b.Run(name, func(b *testing.B) {
			q := question(b, name)
			var counted, baseline time.Duration
			for b.Loop() {
				start := time.Now()
				tally, err := hotspot.Count(l, offences, q)
				counted += time.Since(start)
				start = time.Now()
				byCell := map[h3.Cell]int{}
				for _, o := range offences {
					byCell[o.Cell]++
				}
				baseline += time.Since(start)
				if err != nil || tally.Nonzero() > len(byCell) {
					b.Fatalf("%d cells with offences, the map has %d (%v)", tally.Nonzero(), len(byCell), err)
				}
			}
			b.ReportMetric(float64(counted)/float64(baseline), "of-a-map")
		})
	}
}

func ExampleCount() {
	centre, err := geo.CellAt(orb.Point{0.7143, 51.5366}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	lattice := geo.Lattice{Resolution: 10, Cells: []h3.Cell{centre}}
	at := func(hour int) crime.Offence {
		from := time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) // a Friday
		return crime.Offence{Type: "Robbery", From: from, To: from, Precision: crime.Instant, At: &orb.Point{0.7143, 51.5366}, Cell: centre}
	}
	nights, err := crime.NamedClock("nte")
	if err != nil {
		fmt.Println(err)
		return
	}
	tally, err := hotspot.Count(lattice, []crime.Offence{at(12), at(22), at(23)}, hotspot.Question{
		Group: crime.DefaultGroups()[0], Harm: crime.DefaultHarm(), Clock: nights, Zone: time.UTC,
	})
	fmt.Printf("%g offences, %g days, %g at other hours, %s (%v)\n", tally.Offences, tally.Harm, tally.Elsewhen, tally.Hours, err)
	// Output: 2 offences, 730 days, 1 at other hours, nte hours (<nil>)
}
