package orienteering

import "math/rand/v2"

// Vary returns an answer that is drawn at random among those that collect at least a share
// of what another does, miss no more and are as tidy. It first wanders from that one, as far
// as the share lets it, for a quarter of the iterations, and climbs for the others to the
// nearest answer that cannot easily be improved; where that is less tidy it is the first
// one. Iterations cost as much as those of [Search].
func Vary(in *Instance, from Solution, share float64, set Settings) Solution {
	m := newModel(in)
	start := newState(m)
	start.set(pad(from.Routes, len(in.Units)))
	if len(in.Options) == 0 || start.broken {
		return start.solution()
	}
	w := newWorker(m, rand.New(rand.NewPCG(set.Seed, 3)).Uint64(), start)
	floor := start.prize - (1-share)*from.Prize
	enough := func(i int) bool { return set.Enough != nil && i%16 == 0 && set.Enough() }
	for i := 0; i < set.Iterations/4 && !enough(i); i++ {
		w.next.follow(w.cur)
		w.step(w.next)
		if !w.next.broken && w.next.prize >= floor {
			w.cur, w.next = w.next, w.cur
		}
	}
	key := w.cur.key()
	for i := 0; i < set.Iterations && !enough(i); i++ {
		w.next.follow(w.cur)
		w.step(w.next)
		if k := w.next.key(); !w.next.broken && w.next.prize >= floor && k >= key {
			w.cur, w.next = w.next, w.cur
			key = k
		}
	}
	if w.cur.soft() > start.soft()+m.mean/10 {
		return start.solution()
	}
	return w.cur.solution()
}
