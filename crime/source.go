package crime

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beatplan/geo"
)

// StreetFiles is the system of data.police.uk's street-level crime files.
const StreetFiles = "street"

// StreetSource returns the source of a street file that a force publishes; of one that
// does not say, the system.
func StreetSource(publisher string) string {
	if publisher == "" {
		return StreetFiles
	}
	return StreetFiles + " (" + publisher + ")"
}

// System returns the system that a source belongs to: the street files of all forces are
// of one. Sources of one system do not hold the same offences.
func System(source string) string {
	if IsStreet(source) {
		return StreetFiles
	}
	return source
}

// IsStreet reports whether a source is of the street files.
func IsStreet(source string) bool {
	return source == StreetFiles || strings.HasPrefix(source, StreetFiles+" (")
}

// A SourceOrder is the order in which people have answers count systems, where several
// hold a month of a district.
type SourceOrder struct {
	Version int      `json:"version"` // counts up from 1 with every change; 0: nobody has set any
	Systems []string `json:"systems"` // first those that are counted first; empty: as [Coverage.Choose] does by itself
}

// Validate returns an error that begins with the member that is listed twice or that no
// holding is of, and ends with the systems that there are.
func (o SourceOrder) Validate(held Coverage) error {
	for i, system := range o.Systems {
		if slices.Contains(o.Systems[:i], system) {
			return fmt.Errorf("systems/%d: %q is listed twice: name it once", i, system)
		}
		if there := held.Systems(); !slices.Contains(there, system) {
			return fmt.Errorf("systems/%d: nothing is loaded of a system %q; there are %s", i, system, cmp.Or(geo.Names(there), "none"))
		}
	}
	return nil
}

// Systems returns the systems that hold something, by name.
func (c Coverage) Systems() []string {
	of := map[string]bool{}
	for _, h := range c {
		of[System(h.Source)] = true
	}
	return slices.Sorted(maps.Keys(of))
}

// Choose marks the holdings that answers count. Where several systems hold a month of a
// district, it is the one that comes first in an order of systems or, where this names
// none of them, of those with at least half as many offences as the one with most: a
// records system before the street files, more offences before fewer, and by name. What
// is in no district goes by the month as a whole.
func (c Coverage) Choose(order []string) {
	totals := map[Slot]map[string]int{}
	add := func(at Slot, h Holding) {
		if totals[at] == nil {
			totals[at] = map[string]int{}
		}
		totals[at][System(h.Source)] += h.Offences()
	}
	for _, h := range c {
		add(Slot{Month: h.Month}, h)
		if h.District != "" {
			add(Slot{h.Month, h.District}, h)
		}
	}
	for i, h := range c {
		c[i].Counted = System(h.Source) == chosen(totals[Slot{h.Month, h.District}], order)
	}
}

// chosen returns the system to count, of those that hold so many offences.
func chosen(held map[string]int, order []string) string {
	for _, system := range order {
		if held[system] > 0 {
			return system
		}
	}
	most := 0
	for _, n := range held {
		most = max(most, n)
	}
	var best string
	for system, n := range held {
		if 2*n >= most && (best == "" || before(system, n, best, held[best]) < 0) {
			best = system
		}
	}
	return best
}

// before says whether a system with n offences comes before another with m.
func before(system string, n int, other string, m int) int {
	street := func(s string) int {
		if s == StreetFiles {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(street(system), street(other)), cmp.Compare(m, n), cmp.Compare(system, other))
}

// An Overlap is a month that several systems hold in one district.
type Overlap struct {
	Slot
	Counted string // the system that answers count
	LeftOut []Holding
}

// countedIn returns the system of which answers count most in a month.
func (c Coverage) countedIn(m Month) string {
	counted := map[string]int{}
	for _, h := range c {
		if h.Month == m && h.Counted {
			counted[System(h.Source)] += h.Offences()
		}
	}
	var most string
	for _, system := range slices.Sorted(maps.Keys(counted)) {
		if most == "" || counted[system] > counted[most] {
			most = system
		}
	}
	return most
}

// Overlaps returns where answers leave out what a source holds, by district and month.
func (c Coverage) Overlaps() []Overlap {
	bySlot := map[Slot]*Overlap{}
	for _, h := range c {
		if h.Counted {
			continue
		}
		at := Slot{h.Month, h.District}
		if bySlot[at] == nil {
			bySlot[at] = &Overlap{Slot: at}
		}
		bySlot[at].LeftOut = append(bySlot[at].LeftOut, h)
	}
	for _, h := range c {
		if o := bySlot[Slot{h.Month, h.District}]; o != nil && h.Counted {
			o.Counted = System(h.Source)
		}
	}
	var all []Overlap
	for _, o := range bySlot {
		if o.Counted == "" { // what is in no district goes by the month as a whole
			o.Counted = c.countedIn(o.Month)
		}
		all = append(all, *o)
	}
	slices.SortFunc(all, func(a, b Overlap) int {
		return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(a.Month, b.Month))
	})
	return all
}
