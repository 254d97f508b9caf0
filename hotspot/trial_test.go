package hotspot_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/hotspot"
)

func TestAllocationIsAsTheSeedSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		days, spots := rapid.IntRange(1, 40).Draw(t, "days"), rapid.IntRange(2, 20).Draw(t, "spots")
		treated := rapid.IntRange(1, spots-1).Draw(t, "treated")
		seed := rapid.Uint64().Draw(t, "seed")
		a, err := hotspot.Allocate(days, spots, treated, seeded(seed))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := hotspot.Allocate(days, spots, treated, seeded(seed))
		if diff := cmp.Diff(a, again); diff != "" {
			t.Fatalf("the same seed draws otherwise:\n%s", diff)
		}
		for d, day := range a {
			n := 0
			for _, drawn := range day {
				if drawn {
					n++
				}
			}
			if n != treated || len(day) != spots {
				t.Fatalf("day %d: %d of %d spots", d, n, len(day))
			}
		}
	})
}

func TestAllocateRefuses(t *testing.T) {
	t.Parallel()
	for _, v := range [][3]int{{0, 5, 2}, {5, 1, 1}, {5, 5, 0}, {5, 5, 5}} {
		if a, err := hotspot.Allocate(v[0], v[1], v[2], seeded(1)); err == nil {
			t.Errorf("%v: %v", v, a)
		}
	}
}

func TestCompliance(t *testing.T) {
	t.Parallel()
	a := hotspot.Allocation{{true, false}, {false, true}, {true, false}}
	got, err := a.Comply([][]bool{{true, false}, {true, true}, {false, false}})
	want := hotspot.Compliance{Treated: 3, Delivered: 2, Control: 3, Spilt: 1, Share: 2. / 3, SpiltRate: 1. / 3}
	if err != nil || got != want {
		t.Errorf("%+v (%v), want %+v", got, err, want)
	}
	for _, made := range [][][]bool{nil, {{true}, {true}, {true}}} {
		if _, err := a.Comply(made); err == nil {
			t.Errorf("patrols %v fit", made)
		}
	}
}

// What patrols do is found, and where they do nothing, nothing is: 5% of trials
// without an effect have a p below 0.05.
func TestIntentToTreat(t *testing.T) {
	t.Parallel()
	const days, spots = 60, 10
	trial := func(seed uint64, effect float64) hotspot.Effect {
		rng := seeded(seed)
		a, err := hotspot.Allocate(days, spots, 5, rng)
		if err != nil {
			t.Fatal(err)
		}
		happened := make([][]float64, days)
		for d := range happened {
			happened[d] = make([]float64, spots)
			busy := 0.2 + rng.ExpFloat64() // some nights are busy everywhere
			for s := range happened[d] {
				rate := busy
				if a[d][s] {
					rate *= effect
				}
				for limit, p := math.Exp(-rate), rng.Float64(); p > limit; p *= rng.Float64() {
					happened[d][s]++
				}
			}
		}
		e, err := a.IntentToTreat(happened, rng)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := trial(1, 0.5)
	if e.P > 0.01 || *e.Low > 0.5 || *e.High < 0.5 || *e.High > 0.8 || e.TreatedDays != 300 || e.ControlDays != 300 {
		t.Errorf("half as much: %s", effect(e))
	}
	if again := trial(1, 0.5); effect(again) != effect(e) {
		t.Errorf("the same seed: %s and %s", effect(e), effect(again))
	}
	found, covered := 0, 0
	const trials = 40
	for seed := range uint64(trials) {
		e := trial(seed+100, 1)
		if e.P < 0.05 {
			found++
		}
		if *e.Low <= 1 && *e.High >= 1 {
			covered++
		}
	}
	if found > 7 || covered < 33 { // binomial: beyond these in 1 of 500
		t.Errorf("of %d trials without an effect %d found one, and %d intervals hold 1", trials, found, covered)
	}
}

// What was seen is one of the draws: where no other draw comes near it, p is 1 ÷ (1 + draws),
// and never zero.
func TestTrialCountsWhatWasSeen(t *testing.T) {
	t.Parallel()
	a, err := hotspot.Allocate(60, 10, 5, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make([][]float64, len(a))
	for d, spots := range a {
		outcomes[d] = make([]float64, len(spots))
		for s, treated := range spots {
			if !treated {
				outcomes[d][s] = 1
			}
		}
	}
	e, err := a.IntentToTreat(outcomes, seeded(2))
	if want := 1 / float64(e.Permutations+1); err != nil || e.P != want {
		t.Errorf("p %g (%v), want %g", e.P, err, want)
	}
}

func effect(e hotspot.Effect) string {
	return fmt.Sprintf("%g of %d against %g of %d: %.3f (%.3f to %.3f), p %.4f", e.Treated, e.TreatedDays, e.Control, e.ControlDays, *e.Ratio, *e.Low, *e.High, e.P)
}

func TestIntentToTreatRefuses(t *testing.T) {
	t.Parallel()
	a := hotspot.Allocation{{true, false}, {false, true}}
	tests := map[string]struct {
		a        hotspot.Allocation
		happened [][]float64
		want     string
	}{
		"other days":    {a, [][]float64{{1, 1}}, "outcomes of 1 days and an allocation of 2"},
		"other spots":   {a, [][]float64{{1, 1}, {1}}, "day 1: outcomes of 1 spots and an allocation of 2"},
		"no trial":      {nil, nil, "outcomes of 0 days"},
		"less than 0":   {a, [][]float64{{1, 1}, {1, -1}}, "day 1, spot 1: -1 happened: 0 or more"},
		"no number":     {a, [][]float64{{1, 1}, {1, math.NaN()}}, "day 1, spot 1: NaN happened: 0 or more"},
		"nothing":       {a, [][]float64{{0, 0}, {0, 0}}, "nothing happened on any spot-day"},
		"all patrolled": {hotspot.Allocation{{true, true}}, [][]float64{{1, 0}}, "nothing was drawn for a patrol, or everything"},
	}
	for name, tt := range tests {
		if _, err := tt.a.IntentToTreat(tt.happened, seeded(1)); !strings.HasPrefix(fmt.Sprint(err), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Where no other spot-day had anything there is no ratio, and never a NaN.
	e, err := a.IntentToTreat([][]float64{{2, 0}, {0, 3}}, seeded(1))
	if err != nil || e.Ratio != nil || e.High != nil || e.P < 0.2 {
		t.Errorf("all on treated days: %+v (%v)", e, err)
	}
}

func TestDetectable(t *testing.T) {
	t.Parallel()
	few, err1 := hotspot.Detectable(10)
	many, err2 := hotspot.Detectable(1000)
	if err1 != nil || err2 != nil || !(few < many && many < 1) || math.Abs(many-0.8822) > 0.001 {
		t.Errorf("10 offences tell %g, 1000 tell %g (%v, %v)", few, many, err1, err2)
	}
	if _, err := hotspot.Detectable(0); err == nil {
		t.Error("nothing tells something")
	}
}

// Twenty spots, ten of them drawn for a patrol on each of thirty days.
func ExampleAllocate() {
	a, err := hotspot.Allocate(30, 20, 10, seeded(2026))
	if err != nil {
		fmt.Println(err)
		return
	}
	drawn := 0
	for _, day := range a {
		if day[0] {
			drawn++
		}
	}
	fmt.Printf("%d days; the first spot is patrolled on %d of them\n", len(a), drawn)
	// Output:
	// 30 days; the first spot is patrolled on 14 of them
}

func TestDaySharesAreTheClocks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := interval(t)
		c := clock(t, rapid.SampledFrom(crime.ClockNames()).Draw(t, "clock"))
		shares, known := hotspot.DayShares(o, c, london(t))
		var sum float64
		for day, share := range shares {
			sum += share
			if !day.Equal(day.Truncate(24 * time.Hour)) {
				t.Fatalf("%s is no date", day)
			}
		}
		if want, _ := c.Share(o, london(t)); !known || !cmp.Equal(want, sum, close9) {
			t.Fatalf("days add up to %g, the clock takes %g", sum, want)
		}
	})
	night, _ := hotspot.DayShares(robbery(t, "2026-11-20 22:00", "2026-11-21 02:00"), clock(t, "all"), london(t))
	if len(night) != 1 || night[time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)] != 1 {
		t.Errorf("Friday's night is on %v", night)
	}
	if shares, known := hotspot.DayShares(crime.Offence{Precision: crime.InMonth}, clock(t, "all"), london(t)); known || shares != nil {
		t.Errorf("a month has days %v", shares)
	}
}
