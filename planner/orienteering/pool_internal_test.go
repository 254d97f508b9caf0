package orienteering

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPackFindsTheBestRoutesThatGoTogether tries every choice of routes, and has units whose
// routes collect little beside others whose routes collect much, and breaks.
func TestPackFindsTheBestRoutesThatGoTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		in := &Instance{}
		here := [][]int{{0}}
		for range rapid.IntRange(1, 4).Draw(rt, "units") {
			in.Units = append(in.Units, Unit{Travel: here, Close: rapid.IntRange(1, 2).Draw(rt, "class"), Limit: 1})
		}
		n := rapid.IntRange(1, 9).Draw(rt, "options")
		for j := range n {
			in.Options = append(in.Options, Option{Prize: float64(rapid.IntRange(0, 30).Draw(rt, "prize")), Group: j})
			in.Groups = append(in.Groups, Group{Leaves: 1, Most: 1, Must: rapid.IntRange(0, 5).Draw(rt, "must") == 0})
		}
		for k := range in.Units {
			only := make([]bool, len(in.Units))
			only[k] = true
			in.Options = append(in.Options, Option{Prize: float64(rapid.IntRange(1, 2).Draw(rt, "break")), Group: n + k, Units: only})
			in.Groups = append(in.Groups, Group{Leaves: 1, Most: 1, Must: true})
		}
		p := newPool(newModel(in))
		for range rapid.IntRange(0, 20).Draw(rt, "routes") {
			stops := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID[int]).Draw(rt, "stops")
			k := rapid.IntRange(0, len(in.Units)-1).Draw(rt, "unit")
			if len(in.Units) > 1 && rapid.Bool().Draw(rt, "rests") {
				stops = append(stops, n+k)
			}
			p.put(p.class[k], stops, 0)
		}
		p.trim()
		best := together(p, 0, nil)
		got := p.pack(-1)
		if best == 0 && got == nil {
			return
		}
		var sum float64
		var made []int
		for k, stops := range got {
			if slices.ContainsFunc(stops, func(j int) bool { return !p.may(k, j) }) {
				rt.Fatalf("unit %d cannot make %v", k, stops)
			}
			sum += p.alone(stops)
			made = append(made, stops...)
		}
		slices.Sort(made)
		if len(slices.Compact(slices.Clone(made))) < len(made) || math.Abs(sum-best) > 1e-9 {
			rt.Fatalf("%v collect %g, the best together %g", got, sum, best)
		}
		if more := p.pack(best); more != nil {
			rt.Fatalf("%v are said to collect more than %g", more, best)
		}
	})
}

// together returns the most that units from the k-th on collect beside what is made.
func together(p *pool, k int, made []int) float64 {
	if k == len(p.Units) {
		return 0
	}
	most := together(p, k+1, made)
	for _, r := range p.routes {
		if r.class != p.class[k] || slices.ContainsFunc(r.stops, func(j int) bool { return p.nth[j] < 0 && slices.Contains(made, j) }) {
			continue
		}
		most = max(most, r.prize+together(p, k+1, slices.Concat(made, r.stops)))
	}
	return most
}

// TestPoolKeepsRoutesOfEachKindOfUnit has far more routes of a unit that collects much than
// the pool holds, and some of one that collects little.
func TestPoolKeepsRoutesOfEachKindOfUnit(t *testing.T) {
	t.Parallel()
	in := &Instance{Units: []Unit{{Travel: [][]int{{0}}, Close: 1}, {Travel: [][]int{{0}}, Close: 2}}}
	for j := range 20 {
		prize := 100.0
		if j >= 16 {
			prize = 1
		}
		in.Options = append(in.Options, Option{Prize: prize, Group: j})
		in.Groups = append(in.Groups, Group{Leaves: 1, Most: 1})
	}
	p := newPool(newModel(in))
	for set := 1; set < 2*poolSize; set++ {
		var stops []int
		for j := range 16 {
			if set&(1<<j) != 0 {
				stops = append(stops, j)
			}
		}
		p.put(p.class[0], stops, 0)
	}
	p.put(p.class[1], []int{16, 17, 18, 19}, 0)
	p.trim()
	if got := p.pack(0); got == nil || len(got[1]) != 4 {
		t.Errorf("the second unit has no route: %v", got)
	}
}

// TestUnitsAreAlikeButForTheirBreaks has two units with a break each, and a stop for both
// or for one.
func TestUnitsAreAlikeButForTheirBreaks(t *testing.T) {
	t.Parallel()
	first, second := []bool{true, false}, []bool{false, true}
	tests := map[string]struct {
		breaks []Option
		stop   []bool
		class  int // of the second unit
	}{
		"alike":                    {[]Option{{Close: 5, Dwell: 1, Group: 1, Units: first}, {Close: 5, Dwell: 1, Group: 2, Units: second}}, nil, 0},
		"one rests later":          {[]Option{{Close: 5, Dwell: 1, Group: 1, Units: first}, {Close: 6, Dwell: 1, Group: 2, Units: second}}, nil, 1},
		"one rests not at all":     {[]Option{{Close: 5, Dwell: 1, Group: 1, Units: first}}, nil, 1},
		"one alone makes the stop": {[]Option{{Close: 5, Dwell: 1, Group: 1, Units: first}, {Close: 5, Dwell: 1, Group: 2, Units: second}}, second, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := Unit{Travel: [][]int{{0}}, Close: 9, Limit: 9}
			in := &Instance{Units: []Unit{u, u}, Groups: slices.Repeat([]Group{{Leaves: 1, Most: 1}}, 3)}
			in.Options = append([]Option{{Close: 8, Units: tt.stop}}, tt.breaks...)
			if got := newModel(in).class[1]; got != tt.class {
				t.Errorf("the second unit is like unit %d, want %d", got, tt.class)
			}
		})
	}
}
