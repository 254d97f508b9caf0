package hotspot

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
)

// An Occurrence is an event in the plane, metres, on a day, counted from any.
type Occurrence struct {
	At  orb.Point
	Day int
}

// Bands part pairs of events by how far apart they are: from each edge up to, not
// including, the next. Pairs nearer than the first or farther than the last take
// no part.
type Bands struct {
	Metres    []float64 // ascending from 0 or more
	Days      []int     // ascending from 0 or more
	Manhattan bool      // distances along the axes, not as the crow flies
}

// A KnoxCell is how many pairs of events are in one band of distance and one of
// time, and how many would be if the times had nothing to do with the places.
type KnoxCell struct {
	Observed int
	Expected float64
	Variance float64
	Z        float64 // 0 where nothing can vary
	Ratio    float64 // observed ÷ expected; 0 where nothing is expected
	P        float64 // of as many or more by chance: (1 + how many shuffles have) ÷ (1 + shuffles)
}

// mostPairs is how many near pairs of events a Knox test takes.
const mostPairs = 10_000_000

// Knox tests whether events near in space are near in time as well (Knox 1964, doi
// 10.2307/2985220), by the exact mean and variance over all ways to deal the times
// to the places (Barton & David 1966), and by so many random ones. Rows of the
// result are bands of distance, columns bands of time. Of one source of random
// numbers it makes the same answer.
//
// The cost grows with the number of pairs in the bands of distance, times shuffles. Between
// is called for each event and before each shuffle; its error, such as that of a context, ends the test.
func Knox(events []Occurrence, b Bands, shuffles int, r *rand.Rand, between func() error) ([][]KnoxCell, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	if len(events) < 4 {
		return nil, fmt.Errorf("%d events: a Knox test takes four or more", len(events))
	}
	if shuffles < 1 {
		return nil, fmt.Errorf("%d shuffles: a Knox test takes one or more", shuffles)
	}
	pairs, err := b.pairs(events, between)
	if err != nil {
		return nil, err
	}
	days := make([]int, len(events))
	for i, e := range events {
		days[i] = e.Day
	}
	rows, columns := len(b.Metres)-1, len(b.Days)-1
	space, time := make([]linked, rows), make([]linked, columns)
	for band, p := range pairs {
		degrees := make([]int, len(events))
		for _, pair := range p {
			degrees[pair[0]]++
			degrees[pair[1]]++
		}
		space[band] = link(degrees)
	}
	for band := range time {
		time[band] = link(neighboursInTime(days, b.Days[band], b.Days[band+1]))
	}
	observed := b.tally(pairs, days)
	cells := make([][]KnoxCell, rows)
	for s := range cells {
		cells[s] = make([]KnoxCell, columns)
		for t := range cells[s] {
			cells[s][t] = knoxCell(observed[s][t], space[s], time[t], float64(len(events)))
		}
	}
	reached := make([][]int, rows)
	for s := range reached {
		reached[s] = make([]int, columns)
	}
	dealt := slices.Clone(days)
	for range shuffles {
		if err := between(); err != nil {
			return nil, err
		}
		r.Shuffle(len(dealt), func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
		for s, row := range b.tally(pairs, dealt) {
			for t, n := range row {
				if n >= observed[s][t] {
					reached[s][t]++
				}
			}
		}
	}
	for s := range cells {
		for t := range cells[s] {
			cells[s][t].P = float64(reached[s][t]+1) / float64(shuffles+1)
		}
	}
	return cells, nil
}

// Validate returns an error that names what is wrong with the edges.
func (b Bands) Validate() error {
	if len(b.Metres) < 2 || len(b.Days) < 2 {
		return errors.New("bands of distance and of time have two edges or more")
	}
	for i, m := range b.Metres {
		if !(m >= 0) || math.IsInf(m, 0) || i > 0 && !(m > b.Metres[i-1]) {
			return fmt.Errorf("edges %v m: they ascend from 0 or more", b.Metres)
		}
	}
	for i, d := range b.Days {
		if d < 0 || i > 0 && d <= b.Days[i-1] {
			return fmt.Errorf("edges %v days: they ascend from 0 or more", b.Days)
		}
	}
	return nil
}

// pairs returns the pairs of events in each band of distance.
func (b Bands) pairs(events []Occurrence, between func() error) ([][][2]int32, error) {
	points := make([]orb.Point, len(events))
	for i, e := range events {
		points[i] = e.At
	}
	far := b.Metres[len(b.Metres)-1]
	index, err := newGrid(points, far)
	if err != nil {
		return nil, err
	}
	pairs := make([][][2]int32, len(b.Metres)-1)
	total := 0
	for i, p := range points {
		if err := between(); err != nil {
			return nil, err
		}
		index.near(p, func(j int32, d2 float64) {
			if int(j) <= i {
				return
			}
			d := math.Sqrt(d2)
			if b.Manhattan {
				d = math.Abs(p[0]-points[j][0]) + math.Abs(p[1]-points[j][1])
			}
			if band := bandOf(b.Metres, d); band >= 0 {
				pairs[band] = append(pairs[band], [2]int32{int32(i), j})
				total++
			}
		})
		if total > mostPairs {
			return nil, fmt.Errorf("more than %d million pairs of events are within %g m: take a smaller area, fewer months or shorter distances", mostPairs/1_000_000, far)
		}
	}
	return pairs, nil
}

// bandOf returns the band of a value, or −1.
func bandOf[T int | float64](edges []T, v T) int {
	for band := len(edges) - 2; band >= 0; band-- {
		if v >= edges[band] && v < edges[band+1] {
			return band
		}
	}
	return -1
}

// tally counts the pairs of each band of distance in each band of time.
func (b Bands) tally(pairs [][][2]int32, days []int) [][]int {
	counts := make([][]int, len(pairs))
	for s := range pairs {
		counts[s] = make([]int, len(b.Days)-1)
		for _, pair := range pairs[s] {
			apart := days[pair[0]] - days[pair[1]]
			if t := bandOf(b.Days, max(apart, -apart)); t >= 0 {
				counts[s][t]++
			}
		}
	}
	return counts
}

// linked is a graph of events: how many pairs it has, and how many pairs of pairs
// that share an event.
type linked struct{ pairs, sharing float64 }

func link(degrees []int) linked {
	var l linked
	for _, k := range degrees {
		l.pairs += float64(k) / 2
		l.sharing += float64(k) * float64(k-1) / 2
	}
	return l
}

// neighboursInTime returns how many others each event has at least so many and
// fewer than so many days away.
func neighboursInTime(days []int, from, to int) []int {
	ordered := slices.Sorted(slices.Values(days))
	before := func(day int) int { // how many are earlier
		n, _ := slices.BinarySearch(ordered, day)
		return n
	}
	degrees := make([]int, len(days))
	for i, d := range days {
		degrees[i] = before(d+to) - before(d+from) // later, from..to−1 days
		degrees[i] += before(d-from+1) - before(d-to+1)
		if from == 0 { // both halves have the day itself, and that the event itself
			degrees[i] -= before(d+1) - before(d) + 1
		}
	}
	return degrees
}

func knoxCell(observed int, space, time linked, n float64) KnoxCell {
	c := KnoxCell{Observed: observed, P: 1}
	c.Expected = space.pairs * time.pairs / (n * (n - 1) / 2)
	apart := func(l linked) float64 { return l.pairs*(l.pairs-1) - 2*l.sharing }
	c.Variance = c.Expected + 4*space.sharing*time.sharing/(n*(n-1)*(n-2)) +
		4*apart(space)*apart(time)/(n*(n-1)*(n-2)*(n-3)) - c.Expected*c.Expected
	if c.Expected > 0 {
		c.Ratio = float64(observed) / c.Expected
	}
	if c.Variance > negligible*max(1, c.Expected*c.Expected) {
		c.Z = (float64(observed) - c.Expected) / math.Sqrt(c.Variance)
	} else {
		c.Variance = 0
	}
	return c
}

// A Role is the part of an event among near repeats.
type Role string

// The roles. An event that is near a later one and an earlier one follows.
const (
	Alone      Role = ""
	Originator Role = "originator"  // the first: others near it follow
	Repeat     Role = "repeat"      // follows another at the same place
	NearRepeat Role = "near-repeat" // follows another near by
)

// NearRepeats returns the role of each event: it follows another that is at most
// so many metres away, as the crow flies, and at most so many days earlier; of two
// on one day the later in the list follows. The cost grows with the number of
// pairs that near.
func NearRepeats(events []Occurrence, metres float64, days int) ([]Role, error) {
	if err := checkReach("near repeats within a distance", metres); err != nil {
		return nil, err
	}
	if days < 0 {
		return nil, fmt.Errorf("near repeats within %d days: it is 0 days or more", days)
	}
	points := make([]orb.Point, len(events))
	for i, e := range events {
		points[i] = e.At
	}
	index, err := newGrid(points, metres)
	if err != nil {
		return nil, err
	}
	roles := make([]Role, len(events))
	for i, e := range events {
		index.near(e.At, func(j int32, d2 float64) {
			after := events[j].Day - e.Day
			if math.Sqrt(d2) > metres || after < 0 || after > days || after == 0 && int(j) <= i {
				return
			}
			if roles[i] == Alone {
				roles[i] = Originator
			}
			if d2 == 0 {
				roles[j] = Repeat
			} else if roles[j] != Repeat {
				roles[j] = NearRepeat
			}
		})
	}
	return roles, nil
}
