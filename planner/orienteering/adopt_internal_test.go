package orienteering

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestAdoptedRoutesKeepTheAnswer adopts routes of other answers again and again: each stop is
// made once, by a unit that can, routes fit, and the prize is that of what is made.
func TestAdoptedRoutesKeepTheAnswer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		in := &Instance{Groups: []Group{{Leaves: 0.5, Most: 2}, {Leaves: 1, Most: 1}}}
		at := make([]int, 8)
		for i := range at {
			at[i] = rapid.IntRange(0, 9).Draw(rt, "place")
		}
		travel := make([][]int, len(at))
		for i := range at {
			for j := range at {
				travel[i] = append(travel[i], max(at[i]-at[j], at[j]-at[i]))
			}
		}
		units := rapid.IntRange(2, 3).Draw(rt, "units")
		for range units {
			in.Units = append(in.Units, Unit{Travel: travel, Close: 30, Limit: 30})
		}
		for j := range rapid.IntRange(4, 12).Draw(rt, "options") {
			group := len(in.Groups)
			if j%3 == 0 {
				group = rapid.IntRange(0, 1).Draw(rt, "group")
			} else {
				in.Groups = append(in.Groups, Group{Leaves: 1, Most: 1})
			}
			open := rapid.IntRange(0, 20).Draw(rt, "open")
			o := Option{Place: j % len(at), Open: open, Close: open + 9, Dwell: 2, Prize: float64(1 + j), Group: group}
			if rapid.IntRange(0, 4).Draw(rt, "own") == 0 {
				o.Units = make([]bool, units)
				o.Units[rapid.IntRange(0, units-1).Draw(rt, "only")] = true
			}
			in.Options = append(in.Options, o)
		}
		m := newModel(in)
		w := newWorker(m, 1, newState(m))
		random := rand.New(rand.NewPCG(2, 3))
		for range 20 { // answers that differ
			s := newState(m)
			for range 20 {
				if j := random.IntN(len(in.Options)); s.open(j) && s.gain(j) > 0 {
					w.place(s, j)
				}
			}
			w.joint.add(s)
		}
		w.joint.trim()
		s := newState(m)
		for range 30 {
			w.marked = w.marked[:0]
			w.adopt(s)
			by := make([]int, len(in.Options))
			for j := range by {
				by[j] = -1
			}
			for k, r := range s.routes {
				if !in.Fits(k, r.stops) {
					rt.Fatalf("unit %d cannot make %v", k, r.stops)
				}
				for _, j := range r.stops {
					if by[j] >= 0 {
						rt.Fatalf("option %d is made twice", j)
					}
					by[j] = k
				}
			}
			for j := range by {
				if by[j] != s.by[j] {
					rt.Fatalf("option %d is made by unit %d, and %d is noted", j, by[j], s.by[j])
				}
			}
			for g, most := range in.Groups {
				if s.count[g] > most.Most {
					rt.Fatalf("group %d has %d options made", g, s.count[g])
				}
			}
			if want := s.solution().Prize; math.Abs(s.prize-want) > 1e-9 {
				rt.Fatalf("the prize is %g, and %g is noted", want, s.prize)
			}
		}
	})
}

// TestPromises has a pool that makes one of three options, and one that is empty.
func TestPromises(t *testing.T) {
	t.Parallel()
	in := &Instance{Units: []Unit{{Travel: [][]int{{0}}, Close: 9, Limit: 9}}}
	for j := range 3 {
		in.Options = append(in.Options, Option{Open: j, Close: j, Dwell: 1, Prize: 1, Group: j})
		in.Groups = append(in.Groups, Group{Leaves: 1, Most: 1})
	}
	p := newPool(newModel(in))
	if !p.promises(0) || !p.promises(2) {
		t.Error("an empty pool leaves options out")
	}
	p.put(0, []int{0}, 1)
	p.trim()
	if !p.promises(0) || p.promises(1) || p.promises(2) {
		t.Error("only what a route makes promises something")
	}
}
