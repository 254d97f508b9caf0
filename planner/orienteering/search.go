package orienteering

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// Settings says how long and by which draws to search.
type Settings struct {
	Seed       uint64
	Iterations int // of each of the two workers
	// Spent returns the share that is spent of a budget, such as one of CPU time. Where
	// it is given the search ends when that is 1, whatever Iterations says, and two runs
	// may differ. Both workers call it. Nil: iterations are counted.
	Spent func() float64
	// Between is called before each tenth of the work with the share that is done, 0
	// to less than 1. Where it returns false the search ends with the best so far.
	// Nil: nothing ends it.
	Between func(share float64) bool
	// Enough is asked now and then by both workers; where it is true the search ends with
	// the best so far. Nil: nothing ends it.
	Enough func() bool
}

// workers is how many search at the same time. It is part of the result: the same
// on any number of cores.
const workers = 2

// parts is how often at most the workers exchange what they found: not before each has
// made so many iterations since the last time.
const (
	parts = 30
	apart = 200
)

// Temperatures of the annealing, in mean prizes, and the prize given up for each
// unit of time, likewise. Windows leave fewer good answers, further from one another.
const (
	hot, cold               = 5.0, 0.1
	windowyHot, windowyCold = 0.7, 0.06
	later                   = 1e-4
)

// Greedy returns an answer made by inserting, again and again, the option with the
// most prize squared for the time that it adds: squared, rich stops come before
// near ones (Vansteenwegen et al. 2009). It starts from an answer, which may be
// empty. An insertion costs the options and the length of a route.
func Greedy(in *Instance, from Solution) Solution {
	m := newModel(in)
	s := newState(m)
	s.set(pad(from.Routes, len(in.Units)))
	w := newWorker(m, 0, nil)
	w.byWorth(s, 2, 0)
	return s.solution()
}

// InOrder returns an answer made by inserting options one after the other, where
// they fit, each for the unit that is least busy with it and where it costs that
// unit least. It starts from an answer, which may be empty.
func InOrder(in *Instance, from Solution, order []int) Solution {
	s := newState(newModel(in))
	s.set(pad(from.Routes, len(in.Units)))
	for _, j := range order {
		if !s.open(j) || s.gain(j) <= 0 {
			continue
		}
		best, least := -1, math.MaxInt
		for k, r := range s.routes {
			if m := s.move(k, j); m.at >= 0 && r.busy+m.cost < least {
				best, least = k, r.busy+m.cost
			}
		}
		if best >= 0 && (s.partner(j) < 0 || s.second(best, s.partner(j)) >= 0) {
			s.make(best, j)
		}
	}
	return s.solution()
}

// Search improves an answer. It never returns a worse one: more groups that must
// have an option and have none, or less prize. An iteration costs about ten
// insertions, and for each route that it changes the options that are not made times its
// length. Routes are combined after 200 iterations at the soonest, which costs sixty times
// the stops of the 3,000 and more routes that are kept.
func Search(in *Instance, from Solution, set Settings) Solution {
	m := newModel(in)
	start := newState(m)
	start.set(pad(from.Routes, len(in.Units)))
	if len(in.Options) == 0 || start.broken {
		return start.solution()
	}
	random := rand.New(rand.NewPCG(set.Seed, 0))
	joint := newPool(m)
	var team []*worker
	for range workers {
		w := newWorker(m, random.Uint64(), start)
		w.joint = joint
		team = append(team, w)
	}
	best := newState(m)
	best.copyFrom(start)
	const tenth = parts / 10
	last, exchanged := parts, 0
	if m.Sharing > 0 || m.Uneven > 0 {
		last -= tenth
	}
	for part := range parts {
		if set.Between != nil && part%tenth == 0 && !set.Between(float64(part)/parts) || set.Enough != nil && set.Enough() {
			break
		}
		tidy := part >= last
		var wait sync.WaitGroup
		for i, w := range team {
			if tidy {
				w.cur.copyFrom(best)
			}
			wait.Go(func() { w.run(i, part, set, tidy) })
		}
		wait.Wait()
		for _, w := range team {
			if w.best.better(best) {
				best.copyFrom(w.best)
			}
		}
		if done := team[0].done; part == last-1 || !tidy && done-exchanged >= apart {
			exchange(team, joint, best, random)
			exchanged = done
		}
	}
	return best.solution()
}

// exchange combines the routes that all workers have seen, and hands the best
// answer to all.
func exchange(team []*worker, joint *pool, best *state, random *rand.Rand) {
	for _, w := range team {
		joint.merge(w.pool)
	}
	if routes := joint.pack(best.prize); routes != nil {
		s := newState(joint.model)
		s.set(routes)
		s.unpair()
		team[0].byWorth(s, 1, 0)
		if !s.broken && s.better(best) {
			best.copyFrom(s)
		}
	}
	joint.trim()
	for i, w := range team {
		w.best.copyFrom(best)
		if i == 0 && random.IntN(2) == 0 {
			w.cur.copyFrom(best)
		}
	}
}

func pad(routes [][]int, units int) [][]int {
	return append(slices.Clone(routes), make([][]int, max(0, units-len(routes)))...)
}

func newWorker(m *model, seed uint64, start *state) *worker {
	w := &worker{
		model: m, random: rand.New(rand.NewPCG(seed, 1)), pool: newPool(m),
		around: make([][]int, len(m.Options)), close: make([]bool, len(m.Options)), own: math.Inf(-1),
	}
	w.joint = w.pool
	if start != nil {
		w.cur, w.next, w.best = newState(m), newState(m), newState(m)
		w.cur.copyFrom(start)
		w.best.copyFrom(start)
	}
	return w
}

// better reports whether s collects more, or as much and is tidier.
func (s *state) better(t *state) bool {
	within := 1e-9 * (s.mean + math.Abs(t.prize))
	switch {
	case s.prize > t.prize+within:
		return true
	case s.prize < t.prize-within:
		return false
	}
	return s.key() > t.key()+within
}

// key is what the annealing climbs: the prize, less a little for time and for what
// is soft.
func (s *state) key() float64 {
	return s.prize - s.soft() - later*s.mean*float64(s.travel)/float64(s.Units[0].Limit+1)
}

// run does one of the parts of the work. Both workers cool once where there are windows; else
// the second begins afresh at a third and at two thirds. To be tidy is to give up no prize, and to take
// whatever is tidier.
func (w *worker) run(i, part int, set Settings, tidy bool) {
	cycles := 1.0
	hot, cold := hot, cold
	switch {
	case w.windows:
		hot, cold = windowyHot, windowyCold
	case i > 0:
		cycles = 3
	}
	floor := w.cur.prize - 1e-9*math.Abs(w.cur.prize)
	curKey := w.cur.key()
	for end := float64(part+1) / parts; ; w.done++ {
		before := w.share
		if w.share = set.share(w.done, before); w.share >= end {
			return
		}
		place := w.share * cycles
		if int(place) != int(before*cycles) {
			w.own = math.Inf(-1)
		}
		temperature := w.mean * hot * math.Pow(cold/hot, place-math.Floor(place))
		w.next.follow(w.cur)
		w.step(w.next)
		if w.next.broken {
			continue
		}
		key := w.next.key()
		if w.own < key {
			w.own = key
		}
		if key >= w.own-4*w.mean {
			w.pool.add(w.next)
		}
		if w.next.better(w.best) {
			w.best.copyFrom(w.next)
		}
		accept := key >= curKey || key > curKey+temperature*math.Log(w.random.Float64())
		if tidy {
			accept = key >= curKey && w.next.prize >= floor
		}
		if accept {
			w.cur, w.next = w.next, w.cur
			curKey = key
		}
	}
}

// share returns what share of the work is done after so many iterations of a worker.
// It looks at a budget now and then, and between takes what it was.
func (set Settings) share(iterations int, before float64) float64 {
	const often = 16
	switch {
	case set.Enough != nil && iterations%often == 0 && set.Enough():
		return 1
	case set.Spent == nil:
		return float64(iterations) / float64(max(1, set.Iterations))
	case iterations%often == 0:
		return set.Spent()
	}
	return before
}

// step is one iteration: ruin, recreate, and where it is worth it, improve and fill
// what that frees.
func (w *worker) step(s *state) {
	before := s.prize
	w.ruin(s)
	s.unpair()
	w.focus(s)
	w.recreate(s)
	if !s.broken && s.prize >= before-2*w.mean && w.tidies() && w.improve(s) {
		w.recreate(s)
	}
	w.focused = false
}

// tidies draws whether an answer is worth improving: two in three, and one in five where there
// are windows, which let few stretches be turned or moved.
func (w *worker) tidies() bool {
	if w.windows {
		return w.random.IntN(5) == 0
	}
	return w.random.IntN(3) > 0
}
