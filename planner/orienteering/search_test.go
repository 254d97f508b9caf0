package orienteering_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/planner/orienteering"
)

// follow walks a route and returns what is wrong with it.
func follow(in *orienteering.Instance, k int, stops []int) error {
	u := in.Units[k]
	at, now, busy := u.Start, u.Open, 0
	for _, j := range stops {
		o := in.Options[j]
		now = max(now+u.Travel[at][o.Place], o.Open)
		busy += u.Travel[at][o.Place] + o.Dwell
		if now > o.Close {
			return fmt.Errorf("unit %d begins option %d at %d, after %d", k, j, now, o.Close)
		}
		if o.Units != nil && !o.Units[k] {
			return fmt.Errorf("unit %d may not make option %d", k, j)
		}
		now, at = now+o.Dwell, o.Place
	}
	now, busy = now+u.Travel[at][u.End], busy+u.Travel[at][u.End]
	if now > u.Close || busy > u.Limit {
		return fmt.Errorf("unit %d is back at %d of %d and busy for %d of %d", k, now, u.Close, busy, u.Limit)
	}
	return nil
}

// feasible returns the first rule of the instance that a solution breaks.
func feasible(in *orienteering.Instance, s orienteering.Solution) error {
	made, used := make([]bool, len(in.Options)), make([]int, len(in.Capacity)+1)
	for k, stops := range s.Routes {
		if err := follow(in, k, stops); err != nil {
			return err
		}
		for _, j := range stops {
			if made[j] {
				return fmt.Errorf("option %d is made twice", j)
			}
			made[j] = true
			used[in.Options[j].Uses]++
		}
	}
	for j, o := range in.Options {
		if o.With > 0 && made[j] != made[o.With-1] {
			return fmt.Errorf("option %d is made without option %d", j, o.With-1)
		}
	}
	for g, group := range in.Groups {
		n := 0
		for j, o := range in.Options {
			if o.Group == g && made[j] {
				n++
			}
		}
		if n > group.Most {
			return fmt.Errorf("group %d has %d options made, of %d", g, n, group.Most)
		}
	}
	for i, most := range in.Capacity {
		if used[i+1] > most {
			return fmt.Errorf("thing %d is used %d times, of %d", i+1, used[i+1], most)
		}
	}
	return nil
}

// tiny draws instances that can be solved by trying everything.
func tiny(options, units int) *rapid.Generator[*orienteering.Instance] {
	return rapid.Custom(func(t *rapid.T) *orienteering.Instance {
		n := rapid.IntRange(1, options).Draw(t, "options")
		xs := rapid.SliceOfN(rapid.IntRange(0, 60), n+1, n+1).Draw(t, "x")
		ys := rapid.SliceOfN(rapid.IntRange(0, 60), n+1, n+1).Draw(t, "y")
		travel := make([][]int, n+1)
		for i := range xs {
			for j := range xs {
				travel[i] = append(travel[i], int(math.Ceil(math.Hypot(float64(xs[i]-xs[j]), float64(ys[i]-ys[j])))))
			}
		}
		in := &orienteering.Instance{Capacity: []int{1}}
		m := rapid.IntRange(1, units).Draw(t, "units")
		for range m {
			in.Units = append(in.Units, orienteering.Unit{
				Travel: travel, Close: rapid.IntRange(60, 200).Draw(t, "close"), Limit: rapid.IntRange(60, 200).Draw(t, "limit"),
			})
		}
		for range rapid.IntRange(1, n).Draw(t, "groups") {
			in.Groups = append(in.Groups, orienteering.Group{
				Leaves: rapid.SampledFrom([]float64{0, 0.5, 0.8, 1}).Draw(t, "leaves"),
				Most:   rapid.IntRange(1, 3).Draw(t, "most"),
				Must:   rapid.IntRange(0, 9).Draw(t, "must") == 0,
			})
		}
		for i := range n {
			open := rapid.IntRange(0, 150).Draw(t, "open")
			o := orienteering.Option{
				Place: i + 1, Open: open, Close: open + rapid.IntRange(0, 150).Draw(t, "window"),
				Dwell: rapid.IntRange(0, 30).Draw(t, "dwell"), Prize: float64(rapid.IntRange(0, 50).Draw(t, "prize")),
				Group: rapid.IntRange(0, len(in.Groups)-1).Draw(t, "group"),
				Uses:  rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "uses"),
			}
			if rapid.IntRange(0, 3).Draw(t, "some") == 0 {
				o.Units = rapid.SliceOfN(rapid.Bool(), m, m).Draw(t, "may")
			}
			in.Options = append(in.Options, o)
		}
		if rapid.IntRange(0, 2).Draw(t, "pair") == 0 {
			pair(in, rapid.IntRange(0, n-1).Draw(t, "together"))
		}
		return in
	})
}

// pair lets two units make an option at once.
func pair(in *orienteering.Instance, j int) {
	o := &in.Options[j]
	o.Close, o.Dwell, o.With = o.Open, max(1, o.Dwell), len(in.Options)+1
	second := *o
	second.Prize, second.Uses, second.With, second.Group = 0, 0, j+1, len(in.Groups)
	in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 1, Home: true})
	in.Options = append(in.Options, second)
}

// optimum returns the best solution by trying every order of every choice.
func optimum(in *orienteering.Instance) orienteering.Solution {
	routes := make([][]int, len(in.Units))
	made := make([]bool, len(in.Options))
	best := orienteering.Solution{Missed: math.MaxInt}
	var visit func(k int)
	visit = func(k int) {
		if k == len(in.Units) {
			s := orienteering.Solution{Routes: routes}
			if s.Prize, s.Missed = in.Value(routes); feasible(in, s) == nil &&
				(s.Missed < best.Missed || s.Missed == best.Missed && s.Prize > best.Prize) {
				best = orienteering.Solution{Prize: s.Prize, Missed: s.Missed}
			}
			return
		}
		visit(k + 1)
		for j := range in.Options {
			if made[j] {
				continue
			}
			routes[k] = append(routes[k], j)
			if follow(in, k, routes[k]) == nil {
				made[j] = true
				visit(k)
				made[j] = false
			}
			routes[k] = routes[k][:len(routes[k])-1]
		}
	}
	visit(0)
	return best
}

func TestSearchReachesTheOptimumAndNonePassesTheBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		in := tiny(5, 2).Draw(rt, "instance")
		if err := in.Validate(); err != nil {
			rt.Fatal(err)
		}
		best := optimum(in)
		if best.Missed == math.MaxInt {
			rt.Skip("a unit cannot even go home")
		}
		greedy := orienteering.Greedy(in, orienteering.Solution{})
		got := orienteering.Search(in, greedy, orienteering.Settings{Seed: rapid.Uint64().Draw(rt, "seed"), Iterations: 300})
		order := rapid.Permutation(slices.Collect(func(yield func(int) bool) {
			for j := range in.Options {
				if !yield(j) {
					return
				}
			}
		})).Draw(rt, "order")
		drawn := orienteering.InOrder(in, orienteering.Solution{}, order)
		for name, s := range map[string]orienteering.Solution{"greedy": greedy, "search": got, "in order": drawn} {
			if err := feasible(in, s); err != nil {
				rt.Fatalf("%s: %v", name, err)
			}
			if prize, missed := in.Value(s.Routes); prize != s.Prize || missed != s.Missed {
				rt.Fatalf("%s says %g and %d, and is %g and %d", name, s.Prize, s.Missed, prize, missed)
			}
		}
		if got.Missed != best.Missed || math.Abs(got.Prize-best.Prize) > 1e-9 {
			rt.Fatalf("search collects %g and misses %d, the optimum %g and %d", got.Prize, got.Missed, best.Prize, best.Missed)
		}
		for _, known := range []float64{0, got.Prize} {
			if bound := orienteering.Bound(in, known); best.Missed == 0 && bound < best.Prize-1e-9 {
				rt.Fatalf("a bound of %g, and %g can be collected", bound, best.Prize)
			} else if routes := orienteering.RouteBound(in, known, nil); routes > bound+1e-9 || best.Missed == 0 && routes < best.Prize-1e-9 {
				rt.Fatalf("a bound of %g by routes, of %g without, and %g can be collected", routes, bound, best.Prize)
			}
		}
	})
}

// TestBound has three stops of one place, and a limit that allows some of them.
func TestBound(t *testing.T) {
	t.Parallel()
	one := func(limit, options int) *orienteering.Instance {
		in := &orienteering.Instance{Units: []orienteering.Unit{{Travel: [][]int{{0, 0}, {0, 0}}, Close: 100, Limit: limit}}}
		for j := range options {
			in.Options = append(in.Options, orienteering.Option{Place: 1, Close: 100, Dwell: 10, Prize: 6, Group: j})
			in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 1})
		}
		return in
	}
	// Each stop is 5 from the start, and 10 from the others.
	star := func(limit, shut int) *orienteering.Instance {
		in := one(limit, 3)
		in.Units[0].Travel = [][]int{{0, 5, 5, 5}, {5, 0, 10, 10}, {5, 10, 0, 10}, {5, 10, 10, 0}}
		in.Units[0].Close = shut
		for j := range in.Options {
			in.Options[j].Place = j + 1
		}
		return in
	}
	tests := map[string]struct {
		in   *orienteering.Instance
		want float64
	}{
		"legs":                {star(35, 100), 14}, // 15 for each stop: two and a third
		"legs on the clock":   {star(100, 35), 12}, // two after one another
		"all fit":             {one(100, 3), 18},
		"two of three":        {one(20, 3), 12},
		"two and a half":      {one(25, 3), 15}, // part of a stop: a relaxation
		"none can be reached": {one(9, 3), 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := orienteering.Bound(tt.in, 0.97*tt.want); math.Abs(got-tt.want) > 0.1 {
				t.Errorf("bound %g, want %g", got, tt.want)
			}
		})
	}
}

// TestRouteBound has two units, each with time for two stops and a part of a third: all
// their time together allows more than four.
func TestRouteBound(t *testing.T) {
	t.Parallel()
	// Six stops 20 from each other and from the start, of 10 each.
	travel := make([][]int, 7)
	for i := range travel {
		travel[i] = slices.Repeat([]int{20}, 7)
		travel[i][i] = 0
	}
	in := &orienteering.Instance{}
	for range 2 {
		in.Units = append(in.Units, orienteering.Unit{Travel: travel, Close: 90, Limit: 90})
	}
	for j := range 6 {
		in.Options = append(in.Options, orienteering.Option{Place: j + 1, Close: 80, Dwell: 10, Prize: 6, Group: j})
		in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 1})
	}
	// Of 90 each two stops take 80, three would take 110.
	if pool := orienteering.Bound(in, 24); pool < 25 {
		t.Errorf("all the time together allows %g: the test shows nothing", pool)
	}
	if got := orienteering.RouteBound(in, 24, nil); math.Abs(got-24) > 0.3 {
		t.Errorf("bound %g, want 24", got)
	}
	if got, whole := orienteering.RouteBound(in, 24, func() bool { return true }), orienteering.Bound(in, 24); got != whole {
		t.Errorf("ended at once it is %g, not %g", got, whole)
	}
}

// busy returns an instance of n options for m units, half of them in groups of
// four, with windows.
func busy(n, m int) *orienteering.Instance {
	in := &orienteering.Instance{}
	travel := make([][]int, n+1)
	x, y := func(i int) float64 { return float64(i * 37 % 101) }, func(i int) float64 { return float64(i * 53 % 97) }
	for i := range travel {
		for j := range travel {
			travel[i] = append(travel[i], int(math.Ceil(math.Hypot(x(i)-x(j), y(i)-y(j)))))
		}
	}
	for range m {
		in.Units = append(in.Units, orienteering.Unit{Travel: travel, Close: 480, Limit: 430})
	}
	for i := range n {
		group := n + i/4
		if i%2 == 0 {
			group = i
		}
		in.Options = append(in.Options, orienteering.Option{
			Place: i + 1, Open: i * 29 % 300, Close: i*29%300 + 100, Dwell: 12, Prize: float64(1 + i*17%40), Group: group,
		})
	}
	for range n + n/4 + 1 {
		in.Groups = append(in.Groups, orienteering.Group{Leaves: 0.8, Most: 4})
	}
	return in
}

// TestSearchKeepsCapacity shares something of which each unit alone would use most, as visits
// do a ward whose share is capped: routes that are combined use no more than there is.
func TestSearchKeepsCapacity(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		in := busy(40, 4)
		in.Capacity = []int{12}
		for j := range in.Options {
			if j%3 > 0 {
				in.Options[j].Uses = 1
			}
		}
		s := orienteering.Search(in, orienteering.Greedy(in, orienteering.Solution{}), orienteering.Settings{Seed: seed, Iterations: 2000})
		if err := feasible(in, s); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func TestSearchIsTheSameFromTheSameSeed(t *testing.T) {
	t.Parallel()
	in := busy(60, 3)
	solve := func(seed uint64) orienteering.Solution {
		return orienteering.Search(in, orienteering.Solution{}, orienteering.Settings{Seed: seed, Iterations: 500})
	}
	first := solve(1)
	if diff := cmp.Diff(first, solve(1)); diff != "" {
		t.Errorf("the same seed gave another answer (-first +again):\n%s", diff)
	}
	if cmp.Equal(first.Routes, solve(2).Routes) {
		t.Error("another seed gave the same routes")
	}
	if err := feasible(in, first); err != nil {
		t.Error(err)
	}
	if greedy := orienteering.Greedy(in, orienteering.Solution{}); first.Prize <= greedy.Prize {
		t.Errorf("search collects %g, greedy %g", first.Prize, greedy.Prize)
	}
}

// Stops that two of three units make at once are made by both or by neither, whoever plans.
func TestPairsAreMadeByTwo(t *testing.T) {
	t.Parallel()
	in := busy(40, 3)
	for j := 0; j < 40; j += 5 {
		in.Options[j].Prize += 100 // worth two units
		pair(in, j)
	}
	if err := in.Validate(); err != nil {
		t.Fatal(err)
	}
	greedy := orienteering.Greedy(in, orienteering.Solution{})
	best := orienteering.Search(in, greedy, orienteering.Settings{Seed: 1, Iterations: 1000})
	for name, s := range map[string]orienteering.Solution{
		"greedy": greedy, "search": best, "in order": orienteering.InOrder(in, orienteering.Solution{}, []int{0, 1, 40, 5, 2, 10, 3}),
		"varied": orienteering.Vary(in, best, 0.9, orienteering.Settings{Seed: 2, Iterations: 500}),
	} {
		pairs := 0
		for _, stops := range s.Routes {
			for _, j := range stops {
				if in.Options[j].With > 0 {
					pairs++
				}
			}
		}
		if err := feasible(in, s); err != nil || pairs == 0 {
			t.Errorf("%s: %d stops of pairs, %v", name, pairs, err)
		}
	}
	if best.Prize < greedy.Prize {
		t.Errorf("search collects %g, greedy %g", best.Prize, greedy.Prize)
	}
	in.Options[len(in.Options)-1].Prize = 1
	if err := in.Validate(); err == nil {
		t.Error("the second of a pair has a prize")
	}
}

func TestBetweenEndsTheSearchWithTheBestSoFar(t *testing.T) {
	t.Parallel()
	in := busy(60, 3)
	greedy := orienteering.Greedy(in, orienteering.Solution{})
	for _, parts := range []int{0, 1, 4} {
		var shares []float64
		got := orienteering.Search(in, greedy, orienteering.Settings{Seed: 1, Iterations: 400, Between: func(share float64) bool {
			shares = append(shares, share)
			return len(shares) <= parts
		}})
		if len(shares) != parts+1 || shares[parts] != float64(parts)/10 {
			t.Errorf("asked at %v, want to be asked %d times", shares, parts+1)
		}
		if got.Prize < greedy.Prize || parts == 0 && got.Prize != greedy.Prize || feasible(in, got) != nil {
			t.Errorf("after %d parts %g, greedy %g, %v", parts, got.Prize, greedy.Prize, feasible(in, got))
		}
	}
}

// TestGreedyTakesRichStopsBeforeNearOnes has time for one of two stops: one with a
// prize of 3 that takes 5, and one with a prize of 10 that takes 20. Worth for time
// prefers the first, worth squared the second.
func TestGreedyTakesRichStopsBeforeNearOnes(t *testing.T) {
	t.Parallel()
	in := &orienteering.Instance{
		Units:   []orienteering.Unit{{Travel: [][]int{{0}}, Close: 20, Limit: 20}},
		Options: []orienteering.Option{{Close: 20, Dwell: 5, Prize: 3}, {Close: 20, Dwell: 20, Prize: 10, Group: 1}},
		Groups:  []orienteering.Group{{Leaves: 1, Most: 1}, {Leaves: 1, Most: 1}},
	}
	want := orienteering.Solution{Routes: [][]int{{1}}, Prize: 10}
	if diff := cmp.Diff(want, orienteering.Greedy(in, orienteering.Solution{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInOrderSharesTheWork has six stops of one place for three units.
func TestInOrderSharesTheWork(t *testing.T) {
	t.Parallel()
	in := &orienteering.Instance{}
	for range 3 {
		in.Units = append(in.Units, orienteering.Unit{Travel: [][]int{{0}}, Close: 100, Limit: 100})
	}
	for j := range 6 {
		in.Options = append(in.Options, orienteering.Option{Close: 100, Dwell: 10, Prize: 1, Group: j})
		in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 1})
	}
	got := orienteering.InOrder(in, orienteering.Solution{}, []int{5, 4, 3, 2, 1, 0})
	for k, stops := range got.Routes {
		if len(stops) != 2 {
			t.Errorf("unit %d makes %v, want two stops", k, stops)
		}
		if !in.Fits(k, stops) || in.Fits(k, slices.Repeat(stops, 6)) {
			t.Errorf("want %v to fit unit %d, and six times as many not", stops, k)
		}
	}
}

// TestSoftTermsCostNoPrize has two spots at opposite ends, each to be visited four
// times by two units that have time enough for everything.
func TestSoftTermsCostNoPrize(t *testing.T) {
	t.Parallel()
	in := &orienteering.Instance{Sharing: 0.1, Uneven: 0.01}
	travel := [][]int{{0, 10, 10}, {10, 0, 20}, {10, 20, 0}}
	for range 2 {
		in.Units = append(in.Units, orienteering.Unit{Travel: travel, Close: 480, Limit: 480})
		in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 4})
	}
	for j := range 8 {
		in.Options = append(in.Options, orienteering.Option{
			Place: 1 + j%2, Open: j / 2 * 100, Close: j/2*100 + 80, Dwell: 10, Prize: 5, Group: j % 2,
		})
	}
	got := orienteering.Search(in, orienteering.Solution{}, orienteering.Settings{Seed: 1, Iterations: 500})
	if got.Prize != 40 {
		t.Fatalf("a prize of %g, want all 40", got.Prize)
	}
	for k, stops := range got.Routes {
		if len(stops) != 4 || slices.ContainsFunc(stops, func(j int) bool { return j%2 != stops[0]%2 }) {
			t.Errorf("unit %d makes %v: want the four visits of one spot", k, stops)
		}
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func(*orienteering.Instance)
		want  string
	}{
		"no units":    {func(in *orienteering.Instance) { in.Units = nil }, "no units"},
		"no place":    {func(in *orienteering.Instance) { in.Options[2].Place = 99 }, "option 2: place 99 is not among the 11 places"},
		"no group":    {func(in *orienteering.Instance) { in.Options[1].Group = -1 }, "option 1: group -1"},
		"no start":    {func(in *orienteering.Instance) { in.Units[0].Start = 50 }, "unit 0: its start and end"},
		"nothing":     {func(in *orienteering.Instance) { in.Options[0].Uses = 1 }, "option 0: it uses thing 1 of 0"},
		"a loss":      {func(in *orienteering.Instance) { in.Options[0].Prize = math.NaN() }, "option 0: prize NaN"},
		"other units": {func(in *orienteering.Instance) { in.Options[0].Units = []bool{true} }, "option 0: 1 units are named, and there are 2"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := busy(10, 2)
			tt.spoil(in)
			if err := in.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("have %v, want %q", err, tt.want)
			}
		})
	}
	if err := busy(10, 2).Validate(); err != nil {
		t.Error(err)
	}
}
