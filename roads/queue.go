package roads

// A queue yields junctions by cost, the least first; one may be in it several times.
type queue []queued

type queued struct {
	cost     cost
	junction int32
}

func (q *queue) push(c cost, junction int32) {
	*q = append(*q, queued{c, junction})
	h := *q
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 4
		if h[up].cost <= c {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = queued{c, junction}
}

func (q *queue) pop() (cost, int32) {
	h := *q
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return top.cost, top.junction
	}
	i := 0
	for {
		least := 4*i + 1
		if least >= len(h) {
			break
		}
		for k := least + 1; k < min(4*i+5, len(h)); k++ {
			if h[k].cost < h[least].cost {
				least = k
			}
		}
		if h[least].cost >= last.cost {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = last
	return top.cost, top.junction
}
