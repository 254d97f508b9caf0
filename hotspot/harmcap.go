package hotspot

import (
	"cmp"
	"fmt"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
)

// A HarmCap keeps one offence from making a map by itself.
type HarmCap struct {
	Share    float64  `json:"share"`    // the most of all harm that one offence may have
	Days     float64  `json:"days"`     // what the capped ones count for, days of imprisonment; 0: none is capped
	Offences int      `json:"offences"` // how many are capped
	Types    []string `json:"types"`    // of which types
	Removed  float64  `json:"removed"`  // days of harm that do not count
}

// CapHarm returns the cap under which no offence that a question counts on a
// lattice has more than a share of the harm that is then counted. Where so few
// offences count that none could hold (fewer than one over the share), or all
// weigh the same, there is no cap. The error names a share that is none.
func CapHarm(l geo.Lattice, offences []crime.Offence, q Question, share float64) (HarmCap, error) {
	c := HarmCap{Share: share, Types: []string{}}
	if !(share > 0 && share <= 1) {
		return c, fmt.Errorf("a cap of %g on the harm of one offence: it is a share above 0 and at most 1", share)
	}
	clock := q.Clock
	if q.AllHours {
		clock, _ = crime.NamedClock("all")
	}
	type weight struct {
		kind   string
		days   float64
		number int
		shares float64 // of the offences, at the hours of the clock
	}
	byType := map[string]*weight{}
	var weights []*weight
	var all float64
	isOfGroup := q.Group.Matcher()
	for _, o := range offences {
		_, inside := l.Index(o.Cell)
		part, known := clock.Share(o, q.Zone)
		days, _ := q.Harm.Days(o.Type)
		if !inside || !known || part == 0 || days == 0 || !isOfGroup(o) {
			continue
		}
		if byType[o.Type] == nil {
			byType[o.Type] = &weight{kind: o.Type, days: days}
			weights = append(weights, byType[o.Type])
		}
		w := byType[o.Type]
		w.number += 1 + o.More
		w.shares += part * float64(1+o.More)
		all += days * part * float64(1+o.More)
	}
	slices.SortFunc(weights, func(a, b *weight) int {
		return cmp.Or(cmp.Compare(b.days, a.days), cmp.Compare(a.kind, b.kind))
	})
	// With the heaviest offences at a level and the rest as they are, level = share ×
	// (capped × level + rest).
	none, capped, rest := c, 0.0, all
	for _, w := range weights {
		if share*capped >= 1 {
			break
		}
		if level := share * rest / (1 - share*capped); level >= w.days {
			if capped == 0 {
				break
			}
			c.Days, c.Removed = level, all-rest-level*capped
			return c, nil
		}
		capped += w.shares
		rest -= w.days * w.shares
		c.Offences += w.number
		c.Types = append(c.Types, w.kind)
	}
	return none, nil
}
