package demoshire

import (
	"container/heap"
	"math"
)

// unreached is what comes before a node that a walk starts at or does not reach.
const unreached = -1

// walk finds the cheapest ways from starts to every node of n (Dijkstra 1959): how
// far each is, +Inf where there is no way, and which node comes before it.
func walk(n int, starts []int, edges func(node int, visit func(next int, cost float64))) (far []float64, before []int) {
	far, before = make([]float64, n), make([]int, n)
	for node := range far {
		far[node], before[node] = math.Inf(1), unreached
	}
	var q queue
	for _, s := range starts {
		far[s] = 0
		heap.Push(&q, stop{0, s})
	}
	for len(q) > 0 {
		s := heap.Pop(&q).(stop)
		if s.far > far[s.node] { // a cheaper way was found since
			continue
		}
		edges(s.node, func(next int, cost float64) {
			if d := s.far + cost; d < far[next] {
				far[next], before[next] = d, s.node
				heap.Push(&q, stop{d, next})
			}
		})
	}
	return far, before
}

// back returns the nodes from one to the start of its way.
func back(from int, before []int) []int {
	way := []int{from}
	for before[from] != unreached {
		from = before[from]
		way = append(way, from)
	}
	return way
}

type stop struct {
	far  float64
	node int
}

// A queue has the nearest stop first.
type queue []stop

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].far < q[j].far || q[i].far == q[j].far && q[i].node < q[j].node
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(s any)   { *q = append(*q, s.(stop)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	s := (*q)[last]
	*q = (*q)[:last]
	return s
}

// A forest tells which nodes are joined.
type forest []int // the parent of each; itself at the root

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) root(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// join joins two and reports whether they were apart.
func (f forest) join(i, j int) bool {
	i, j = f.root(i), f.root(j)
	f[i] = j
	return i != j
}
