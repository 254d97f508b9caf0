package orienteering

import "slices"

// A likeness says which units can make the same routes, but that each has options of its
// own, such as a break.
type likeness struct {
	class []int   // by unit: the first that is alike
	own   [][]int // by unit: the options that it alone can make, each of a group of its own
	nth   []int   // by option: its position among those of its unit, or -1
}

func newLikeness(m *model) likeness {
	l := likeness{own: make([][]int, len(m.Units)), nth: slices.Repeat([]int{-1}, len(m.Options))}
	for _, members := range m.members {
		if k, one := m.oneUnits(members); one && len(members) == 1 {
			if j := members[0]; m.Options[j].Uses == 0 && m.Options[j].With == 0 {
				l.nth[j] = len(l.own[k])
				l.own[k] = append(l.own[k], j)
			}
		}
	}
	for k := range m.Units {
		first := 0
		for !l.alike(m, first, k) {
			first++
		}
		l.class = append(l.class, first)
	}
	return l
}

// oneUnits returns the unit that alone can make the options, if there is one.
func (m *model) oneUnits(members []int) (unit int, one bool) {
	unit = -1
	for _, j := range members {
		units := m.Options[j].Units
		if units == nil {
			return -1, false
		}
		for k, may := range units {
			if may && unit >= 0 && unit != k {
				return -1, false
			}
			if may {
				unit = k
			}
		}
	}
	return unit, unit >= 0
}

func (l likeness) alike(m *model, a, b int) bool {
	u, v := &m.Units[a], &m.Units[b]
	if &u.Travel[0] != &v.Travel[0] || u.Start != v.Start || u.End != v.End || u.Open != v.Open || u.Close != v.Close || u.Limit != v.Limit {
		return false
	}
	for j, nth := range l.nth {
		if nth < 0 && m.may(a, j) != m.may(b, j) {
			return false
		}
	}
	return slices.EqualFunc(l.own[a], l.own[b], func(i, j int) bool {
		x, y := m.Options[i], m.Options[j]
		return x.Place == y.Place && x.Open == y.Open && x.Close == y.Close && x.Dwell == y.Dwell && x.Prize == y.Prize &&
			m.Groups[x.Group] == m.Groups[y.Group]
	})
}

// as returns an option, or where it is one of a unit's own, that of a unit that is alike.
func (l likeness) as(k, j int) int {
	if n := l.nth[j]; n >= 0 {
		return l.own[k][n]
	}
	return j
}
