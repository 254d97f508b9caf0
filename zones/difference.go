package zones

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// A Change is what became of one area between two versions of a set.
type Change struct {
	Name     string  // in the later version, or the earlier if it is gone
	Was      string  // its earlier name if it has another now; empty otherwise
	Before   Tier    // empty: it is new
	After    Tier    // empty: it is gone
	Hectares float64 // more than before
	Shared   float64 // of the land of both versions, what they have in common; 0 to 1
}

// String returns the change in words: "Lucy Road: secondary → primary, +0.8 ha".
func (c Change) String() string {
	switch {
	case c.Before == "":
		return fmt.Sprintf("%s: new, %s, %.1f ha", c.Name, c.After, c.Hectares)
	case c.After == "":
		return fmt.Sprintf("%s: gone, was %s, %.1f ha", c.Name, c.Before, -c.Hectares)
	}
	var parts []string
	if c.Was != "" {
		parts = append(parts, "was called "+c.Was)
	}
	if c.Before != c.After {
		parts = append(parts, fmt.Sprintf("%s → %s", c.Before, c.After))
	}
	switch {
	case math.Abs(c.Hectares) >= leastHectares:
		parts = append(parts, fmt.Sprintf("%+.1f ha", c.Hectares))
	case c.Shared < sameLand:
		parts = append(parts, fmt.Sprintf("%.0f%% of its land is the same", 100*c.Shared))
	}
	return c.Name + ": " + strings.Join(parts, ", ")
}

const (
	leastHectares = 0.05 // less is no change
	sameLand      = 0.99 // as much in common is no change
)

// Difference returns what changed between two versions of a set, in the order of
// the later one, then what is gone. Areas are the same where their land overlaps:
// the pairs with most in common first. The cost grows with the product of the
// numbers of areas.
func Difference(before, after Set) ([]Change, error) {
	was, err := land(before)
	if err != nil {
		return nil, err
	}
	is, err := land(after)
	if err != nil {
		return nil, err
	}
	type pair struct {
		i, j   int
		shared float64
	}
	var pairs []pair
	for i := range was {
		for j := range is {
			if n := shared(was[i], is[j]); n > 0 {
				pairs = append(pairs, pair{i, j, float64(n) / float64(len(was[i])+len(is[j])-n)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.shared, a.shared) })
	partner := map[int]pair{} // of the later areas
	taken := map[int]bool{}   // earlier areas
	for _, p := range pairs {
		if _, has := partner[p.j]; !has && !taken[p.i] {
			partner[p.j], taken[p.i] = p, true
		}
	}
	var changes []Change
	for j, now := range after.Areas {
		p, has := partner[j]
		if !has {
			changes = append(changes, Change{Name: now.Name, After: now.Tier, Hectares: now.Hectares})
			continue
		}
		old := before.Areas[p.i]
		c := Change{Name: now.Name, Before: old.Tier, After: now.Tier, Hectares: now.Hectares - old.Hectares, Shared: p.shared}
		if old.Name != now.Name {
			c.Was = old.Name
		}
		if c.Was != "" || c.Before != c.After || math.Abs(c.Hectares) >= leastHectares || c.Shared < sameLand {
			changes = append(changes, c)
		}
	}
	for i, old := range before.Areas {
		if !taken[i] {
			changes = append(changes, Change{Name: old.Name, Before: old.Tier, Hectares: -old.Hectares})
		}
	}
	return changes, nil
}

// land returns the fine cells of each area.
func land(s Set) ([]map[h3.Cell]bool, error) {
	all := make([]map[h3.Cell]bool, len(s.Areas))
	for i, a := range s.Areas {
		var err error
		if all[i], err = fineCells(a.Outline); err != nil {
			return nil, fmt.Errorf("outline of %s: %w", a.Name, err)
		}
	}
	return all, nil
}

// fineCells returns the cells of 300 m² whose centres an outline holds.
func fineCells(outline orb.MultiPolygon) (map[h3.Cell]bool, error) {
	const resolution = 12
	l, err := geo.Cover(outline, resolution)
	if err != nil {
		return nil, err
	}
	set := make(map[h3.Cell]bool, len(l.Cells))
	for _, c := range l.Cells {
		set[c] = true
	}
	return set, nil
}

// shared returns how many cells two sets have in common.
func shared(a, b map[h3.Cell]bool) int {
	n := 0
	for c := range a {
		if b[c] {
			n++
		}
	}
	return n
}
