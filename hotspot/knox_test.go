package hotspot_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/hotspot"
)

func knoxEvents(t *testing.T) []hotspot.Occurrence {
	t.Helper()
	input := goldenTable(t, "hotspot/knox_input.csv")
	points, days := input.points(t, "x", "y"), input.numbers(t, "day")
	events := make([]hotspot.Occurrence, len(points))
	for i := range points {
		events[i] = hotspot.Occurrence{At: points[i], Day: int(days[i])}
	}
	return events
}

// The exact moments of Barton and David, and the simulations of NearRepeat.
func TestGoldenKnox(t *testing.T) {
	t.Parallel()
	type reference struct {
		Observed, Expected, Variance, Z [][]float64
		Ratio                           [][]float64 `json:"knox_ratio"`
		P                               [][]float64 `json:"p_mc_9999"`
	}
	var want struct {
		Metres   []float64 `json:"sds"`
		Days     []int     `json:"tds"`
		Shuffles int       `json:"mc_replications"`
		Tables   map[string]reference
	}
	goldenJSON(t, "hotspot/knox.json", &want)
	events := knoxEvents(t)
	for name, reference := range want.Tables {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := hotspot.Bands{Metres: want.Metres, Days: want.Days, Manhattan: name == "manhattan"}
			got, err := hotspot.Knox(events, b, want.Shuffles, rand.New(rand.NewPCG(2026, 1)), goOn)
			if err != nil {
				t.Fatal(err)
			}
			for s, row := range got {
				near6(t, "observed", each(row, func(c hotspot.KnoxCell) float64 { return float64(c.Observed) }), reference.Observed[s])
				near6(t, "expected", each(row, func(c hotspot.KnoxCell) float64 { return c.Expected }), reference.Expected[s])
				near6(t, "variance", each(row, func(c hotspot.KnoxCell) float64 { return c.Variance }), reference.Variance[s])
				near6(t, "z", each(row, func(c hotspot.KnoxCell) float64 { return c.Z }), reference.Z[s])
				near6(t, "ratio", each(row, func(c hotspot.KnoxCell) float64 { return c.Ratio }), reference.Ratio[s])
				for k, c := range row {
					p, r := reference.P[s][k], float64(want.Shuffles)
					if tolerance := 4*math.Sqrt(p*(1-p)/r) + 1/(r+1); math.Abs(c.P-p) > tolerance {
						t.Errorf("p[%d][%d] is %g, want %g give or take %g", s, k, c.P, p, tolerance)
					}
				}
			}
		})
	}
}

// Esri's classes for 400 m and 14 days.
func TestGoldenNearRepeats(t *testing.T) {
	t.Parallel()
	roles, err := hotspot.NearRepeats(knoxEvents(t), 400, 14)
	if err != nil {
		t.Fatal(err)
	}
	short := map[string]hotspot.Role{"": hotspot.Alone, "O": hotspot.Originator, "R": hotspot.Repeat, "NR": hotspot.NearRepeat}
	for i, class := range goldenTable(t, "hotspot/near_repeat_class.csv")["class"] {
		if roles[i] != short[class] {
			t.Errorf("event %d is %q, want %q", i, roles[i], class)
		}
	}
}

// What was seen is one of the draws: of twelve places, each with two events on its own day,
// next to no shuffle keeps all pairs, so that P is 1 ÷ (1 + shuffles), and never zero.
func TestKnoxCountsWhatWasSeen(t *testing.T) {
	t.Parallel()
	var events []hotspot.Occurrence
	for i := range 12 {
		one := hotspot.Occurrence{At: orb.Point{1000 * float64(i)}, Day: 30 * i}
		events = append(events, one, one)
	}
	got, err := hotspot.Knox(events, hotspot.Bands{Metres: []float64{0, 100}, Days: []int{0, 2}}, 99, rand.New(rand.NewPCG(1, 1)), goOn)
	if err != nil || got[0][0].Observed != 12 || got[0][0].P != 0.01 {
		t.Errorf("%+v (%v), want 12 pairs with P 0.01", got, err)
	}
}

// The exact moments are those over all ways to deal five days to five places.
func TestKnoxMomentsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		events := make([]hotspot.Occurrence, 5)
		for i := range events {
			events[i] = hotspot.Occurrence{At: orb.Point{rapid.Float64Range(0, 300).Draw(t, "x")}, Day: rapid.IntRange(0, 9).Draw(t, "day")}
		}
		b := hotspot.Bands{Metres: []float64{0, 100, 200}, Days: []int{0, 2, 5}}
		got, err := hotspot.Knox(events, b, 1, rand.New(rand.NewPCG(1, 1)), goOn)
		if err != nil {
			t.Fatalf("%v", err)
		}
		var sum, squares [2][2]float64
		deals := 0.0
		var deal func(k int)
		days := make([]int, len(events))
		for i, e := range events {
			days[i] = e.Day
		}
		deal = func(k int) {
			if k == len(days) {
				deals++
				var pairs [2][2]float64
				for i := range events {
					for j := range i {
						s, d := math.Abs(events[i].At[0]-events[j].At[0]), math.Abs(float64(days[i]-days[j]))
						if s < 200 && d < 5 {
							row, column := 0, 0
							if s >= 100 {
								row = 1
							}
							if d >= 2 {
								column = 1
							}
							pairs[row][column]++
						}
					}
				}
				for s := range pairs {
					for c, n := range pairs[s] {
						sum[s][c] += n
						squares[s][c] += n * n
					}
				}
				return
			}
			for i := k; i < len(days); i++ {
				days[k], days[i] = days[i], days[k]
				deal(k + 1)
				days[k], days[i] = days[i], days[k]
			}
		}
		deal(0)
		for s := range sum {
			for c := range sum[s] {
				mean := sum[s][c] / deals
				variance := squares[s][c]/deals - mean*mean
				if k := got[s][c]; math.Abs(k.Expected-mean) > 1e-9 || math.Abs(k.Variance-variance) > 1e-9 {
					t.Fatalf("band %d, %d has mean %g and variance %g, want %g and %g", s, c, k.Expected, k.Variance, mean, variance)
				}
				if k := got[s][c]; math.IsNaN(k.Z + k.Ratio + k.P) {
					t.Fatalf("%+v", k)
				}
			}
		}
	})
}

func TestKnoxIsSeeded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	var events []hotspot.Occurrence
	for range 60 {
		events = append(events, hotspot.Occurrence{At: orb.Point{1000 * r.Float64(), 1000 * r.Float64()}, Day: r.IntN(60)})
	}
	ask := func(seed uint64) [][]hotspot.KnoxCell {
		cells, err := hotspot.Knox(events, hotspot.Bands{Metres: []float64{0, 100, 300}, Days: []int{0, 7, 14}}, 99, rand.New(rand.NewPCG(seed, 0)), goOn)
		if err != nil {
			t.Fatal(err)
		}
		return cells
	}
	if a, b := ask(1), ask(1); !reflect.DeepEqual(a, b) {
		t.Errorf("one seed gives %v and %v", a, b)
	}
	if a, b := ask(1), ask(2); reflect.DeepEqual(a, b) {
		t.Error("two seeds give the same")
	}
}

func TestKnoxRefuses(t *testing.T) {
	t.Parallel()
	events := make([]hotspot.Occurrence, 5)
	good := hotspot.Bands{Metres: []float64{0, 100}, Days: []int{0, 7}}
	for name, tt := range map[string]struct {
		events   []hotspot.Occurrence
		bands    hotspot.Bands
		shuffles int
	}{
		"three events":       {events[:3], good, 9},
		"no shuffle":         {events, good, 0},
		"one edge":           {events, hotspot.Bands{Metres: []float64{0}, Days: []int{0, 7}}, 9},
		"edges that descend": {events, hotspot.Bands{Metres: []float64{100, 0}, Days: []int{0, 7}}, 9},
		"an edge below 0":    {events, hotspot.Bands{Metres: []float64{0, 100}, Days: []int{-1, 7}}, 9},
		"an edge of NaN":     {events, hotspot.Bands{Metres: []float64{0, math.NaN()}, Days: []int{0, 7}}, 9},
		"too many pairs":     {make([]hotspot.Occurrence, 5000), good, 9},
	} {
		if cells, err := hotspot.Knox(tt.events, tt.bands, tt.shuffles, rand.New(rand.NewPCG(1, 1)), goOn); err == nil {
			t.Errorf("%s: %v", name, cells)
		}
	}
	// All in one place on one day: nothing can vary, and it is said without NaN.
	cells, err := hotspot.Knox(events, good, 9, rand.New(rand.NewPCG(1, 1)), goOn)
	if want := (hotspot.KnoxCell{Observed: 10, Expected: 10, Ratio: 1, P: 1}); err != nil || cells[0][0] != want {
		t.Errorf("%v: %+v, want %+v", err, cells, want)
	}
	if _, err := hotspot.NearRepeats(events, 0, 7); err == nil {
		t.Error("near repeats within 0 m")
	}
	if _, err := hotspot.NearRepeats(events, 100, -1); err == nil {
		t.Error("near repeats within −1 days")
	}
}

// goOn ends nothing.
func goOn() error { return nil }
