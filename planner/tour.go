package planner

import "slices"

// An option is a stop that can be made. Times are seconds from the start of the
// shift.
type option struct {
	kind  StopKind
	of    int // spot, engagement or unit
	place int // in the matrix of legs
	open  int // the earliest that it may begin
	close int // the latest
	dwell int
	until int     // of a patrol stop: the end of its band, which begins at open
	harm  float64 // of a patrol stop: that it covers, days
	value float64 // of an engagement stop: what it is worth beside harm, days
	must  bool
}

// A tour is the route of one unit in the making. It keeps for each stop when it
// begins and how much later it may begin, so that an insertion is tested in
// constant time.
type tour struct {
	unit        int
	seconds     [][]int // travel by the unit's mode
	start, end  int     // places
	open, close int     // the unit's shift
	limit       int     // most seconds of travel and dwell: the rest is slack
	options     []option

	stops []int // options, in order
	begin []int // when each stop begins; the last is the arrival at the end
	room  []int // how much later each could
	busy  int   // seconds of travel and dwell
}

// A move puts an option before a stop of a tour.
type move struct {
	fits  bool
	at    int // before this stop
	added int // seconds of travel and dwell
}

// place returns where stop i is: the end beyond the last, the start before the
// first.
func (t *tour) place(i int) int {
	switch {
	case i < 0:
		return t.start
	case i == len(t.stops):
		return t.end
	}
	return t.options[t.stops[i]].place
}

// free returns when stop i is over, and the shift's beginning for the start.
func (t *tour) free(i int) int {
	if i < 0 {
		return t.open
	}
	return t.begin[i] + t.options[t.stops[i]].dwell
}

// cheapest returns the move of an option that adds least, the first of equals,
// if one fits. The cost is that of the tour's length.
func (t *tour) cheapest(j int) (best move) {
	o := t.options[j]
	if o.kind == BreakStop && o.of != t.unit {
		return best
	}
	for at := 0; at <= len(t.stops); at++ {
		from, to := t.place(at-1), t.place(at)
		begin := max(t.free(at-1)+t.seconds[from][o.place], o.open)
		if begin > o.close {
			break // later in the tour it only begins later
		}
		added := t.seconds[from][o.place] + o.dwell + t.seconds[o.place][to] - t.seconds[from][to]
		next := begin + o.dwell + t.seconds[o.place][to]
		if next <= t.begin[at]+t.room[at] && t.busy+added <= t.limit && (!best.fits || added < best.added) {
			best = move{true, at, added}
		}
	}
	return best
}

// insert puts option j before a stop.
func (t *tour) insert(j, at int) {
	t.stops = slices.Insert(t.stops, at, j)
	t.time()
}

// time works out the timetable from the stops.
func (t *tour) time() {
	n := len(t.stops)
	t.begin, t.room = make([]int, n+1), make([]int, n+1)
	wait := make([]int, n+1)
	t.busy = 0
	for i := range n + 1 {
		leg := t.seconds[t.place(i-1)][t.place(i)]
		t.begin[i] = t.free(i-1) + leg
		t.busy += leg
		if i < n {
			o := t.options[t.stops[i]]
			wait[i] = max(0, o.open-t.begin[i])
			t.begin[i] += wait[i]
			t.busy += o.dwell
		}
	}
	t.room[n] = t.close - t.begin[n]
	for i := n - 1; i >= 0; i-- {
		t.room[i] = min(t.options[t.stops[i]].close-t.begin[i], wait[i+1]+t.room[i+1])
	}
}
