package zones

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// The edits return a set that is changed in one way and leave the one they were
// given as it is. An area keeps its ID through edits; numbers of a new outline
// are measured on the ground.

// Retier gives an area another tier, with the reason.
func (s Set) Retier(id string, tier Tier, why string) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	a := s.Areas[i]
	switch {
	case !slices.Contains([]Tier{Primary, Secondary, Tertiary}, tier):
		return s, fmt.Errorf("tier %q of %s: there are primary, secondary and tertiary", tier, a.Name)
	case a.Tier == tier:
		return s, fmt.Errorf("%s is %s already", a.Name, tier)
	case strings.TrimSpace(why) == "":
		return s, fmt.Errorf("%s from %s to %s: give the reason", a.Name, a.Tier, tier)
	}
	a.Tier, a.TierWhy = tier, why
	return s.with(i, a), nil
}

// Rename gives an area another name, which no other area of the set has.
func (s Set) Rename(id, name string) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return s, fmt.Errorf("%s: a name cannot be empty", id)
	}
	for j, a := range s.Areas {
		if j != i && strings.EqualFold(a.Name, name) {
			return s, fmt.Errorf("%s is called %s already: two areas cannot have one name", a.ID, a.Name)
		}
	}
	a := s.Areas[i]
	a.Name = name
	return s.with(i, a), nil
}

// Delete takes an area out of this set. A later drawing may bring it back; Strike
// keeps it away.
func (s Set) Delete(id string) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	s.Areas = slices.Delete(slices.Clone(s.Areas), i, i+1)
	return s, nil
}

// Strike takes an area out of this set and of those drawn after it, with the
// reason.
func (s Set) Strike(id, why string) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	a := s.Areas[i]
	if strings.TrimSpace(why) == "" {
		return s, fmt.Errorf("%s is struck out without a reason: say why", a.Name)
	}
	if s, err = s.Delete(id); err != nil {
		return s, err
	}
	s.Chosen = slices.DeleteFunc(slices.Clone(s.Chosen), func(p Place) bool { return p.Name == a.Name })
	s.Struck = append(slices.Clone(s.Struck), Place{Name: a.Name, Reason: why, Outline: a.Outline})
	a.ID, a.Tier, a.DistrictTier, a.Rank = s.nextID("L"), "", "", 0
	s.LeftOut = append(slices.Clone(s.LeftOut), LeftOut{Area: a, Reason: StruckOut, Detail: why, At: a.Top.At, Pinned: true})
	return s, nil
}

// Include makes a place that was left out a tertiary area of this set, and keeps
// it in those drawn after it, with the reason. Ground that other areas have is
// left to them.
func (s Set) Include(g *Ground, id, why string) (Set, error) {
	i := slices.IndexFunc(s.LeftOut, func(l LeftOut) bool { return l.ID == id })
	if i < 0 {
		return s, fmt.Errorf("no place %s was left out of this set", id)
	}
	l := s.LeftOut[i]
	if strings.TrimSpace(why) == "" {
		return s, fmt.Errorf("%s is included without a reason: say why", l.Name)
	}
	place := Place{Name: l.Name, Reason: why, Outline: l.Outline}
	s.Struck = slices.DeleteFunc(slices.Clone(s.Struck), func(p Place) bool { return p.Name == l.Name })
	s.Chosen = append(slices.Clone(s.Chosen), place)
	in := g.in
	in.Struck, in.Included = s.Struck, s.Chosen
	ground, err := Survey(in)
	if err != nil {
		return s, err
	}
	cells := slices.DeleteFunc(slices.Clone(l.Cells), func(c h3.Cell) bool {
		return slices.ContainsFunc(s.Areas, func(a Area) bool { return contains(a.Cells, c) })
	})
	if len(cells) == 0 {
		return s, fmt.Errorf("%s lies inside areas of this set already", l.Name)
	}
	a, err := ground.measureCells(cells)
	if err != nil {
		return s, err
	}
	a.ID, a.Tier, a.DistrictTier, a.Included = s.nextID("Z"), Tertiary, Tertiary, why
	used := map[string]bool{}
	for _, other := range s.Areas {
		used[other.Name] = true
	}
	a.Name = g.nameFor(a, used)
	s.LeftOut = slices.Delete(slices.Clone(s.LeftOut), i, i+1)
	s.Areas = append(slices.Clone(s.Areas), a)
	s.rank()
	return s, nil
}

// Merge makes one area of two that touch. It keeps the ID, the name and the tier
// of the first, and its outline follows cells.
func (s Set) Merge(g *Ground, first, second string) (Set, error) {
	i, err := s.find(first)
	if err != nil {
		return s, err
	}
	j, err := s.find(second)
	if err != nil {
		return s, err
	}
	a, b := s.Areas[i], s.Areas[j]
	if i == j {
		return s, fmt.Errorf("%s cannot be merged with itself", a.Name)
	}
	touch, err := touching(a.Cells, b.Cells)
	if err != nil {
		return s, err
	}
	if !touch {
		return s, fmt.Errorf("%s and %s do not touch: replace the outline of one with what both should cover, and delete the other", a.Name, b.Name)
	}
	cells := slices.Concat(a.Cells, b.Cells)
	slices.Sort(cells)
	merged, err := g.measureCells(slices.Compact(cells))
	if err != nil {
		return s, err
	}
	if most := g.in.Settings.Cap; merged.Hectares > most+rounding {
		return s, fmt.Errorf("%s and %s together have %.1f ha, more than the cap of %g ha", a.Name, b.Name, merged.Hectares, most)
	}
	s = s.with(i, merged.as(a))
	if s, err = s.Delete(second); err != nil {
		return s, err
	}
	s.rank()
	return s, nil
}

// Reshape gives an area the outline that people drew. It may have no more than
// the cap, overlap no other area, and lie inside the districts but for a tenth.
func (s Set) Reshape(g *Ground, id string, outline orb.MultiPolygon) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	a, err := g.Measure(outline)
	if err != nil {
		return s, fmt.Errorf("outline of %s: %w", s.Areas[i].Name, err)
	}
	name, most := s.Areas[i].Name, g.in.Settings.Cap
	if a.Hectares > most+rounding {
		return s, fmt.Errorf("the outline of %s has %.1f ha, more than the cap of %g ha", name, a.Hectares, most)
	}
	fine, err := fineCells(a.Outline)
	if err != nil {
		return s, err
	}
	outside := 0
	for c := range fine {
		if g.districtOf(geo.Parent(c, g.resolution())) < 0 {
			outside++
		}
	}
	if share := float64(outside) / float64(len(fine)); share > 0.1 {
		return s, fmt.Errorf("%.0f%% of the outline of %s lies outside of the district", 100*share, name)
	}
	for j, other := range s.Areas {
		if j == i {
			continue
		}
		theirs, err := fineCells(other.Outline)
		if err != nil {
			return s, err
		}
		if ha := a.Hectares * float64(shared(fine, theirs)) / float64(len(fine)); ha > 0.05 {
			return s, fmt.Errorf("the outline of %s overlaps %s by %.2f ha", name, other.Name, ha)
		}
	}
	s = s.with(i, a.as(s.Areas[i]))
	s.rank()
	return s, nil
}

// find returns the position of an area.
func (s Set) find(id string) (int, error) {
	i := slices.IndexFunc(s.Areas, func(a Area) bool { return a.ID == id })
	if i >= 0 {
		return i, nil
	}
	if len(s.Areas) == 0 {
		return i, errors.New("this set has no areas")
	}
	ids := make([]string, len(s.Areas))
	for k, a := range s.Areas {
		ids[k] = a.ID
	}
	return i, fmt.Errorf("no area %q in this set; there are %s", id, geo.Names(ids))
}

// with returns the set with another area at a position.
func (s Set) with(i int, a Area) Set {
	s.Areas = slices.Clone(s.Areas)
	s.Areas[i] = a
	return s
}

// as returns what was measured with what people know an area by.
func (a Area) as(known Area) Area {
	a.ID, a.Name, a.Tier, a.DistrictTier = known.ID, known.Name, known.Tier, known.DistrictTier
	a.TierWhy, a.Included = known.TierWhy, known.Included
	return a
}

// rank orders the areas by harm.
func (s Set) rank() {
	slices.SortStableFunc(s.Areas, func(a, b Area) int { return cmp.Compare(b.Harm, a.Harm) })
	for i := range s.Areas {
		s.Areas[i].Rank = i + 1
	}
}

// nextID returns an ID that neither an area nor a place left out has.
func (s Set) nextID(letter string) string {
	for n := 1; ; n++ {
		id := fmt.Sprintf("%s-%02d", letter, n)
		if !slices.ContainsFunc(s.Areas, func(a Area) bool { return a.ID == id }) &&
			!slices.ContainsFunc(s.LeftOut, func(l LeftOut) bool { return l.ID == id }) {
			return id
		}
	}
}

// touching reports whether a cell of one set touches a cell of the other.
func touching(a, b []h3.Cell) (bool, error) {
	for _, c := range a {
		disk, err := c.GridDisk(1)
		if err != nil {
			return false, fmt.Errorf("neighbours of cell %s: %w", c, err)
		}
		if slices.ContainsFunc(disk, func(n h3.Cell) bool { return contains(b, n) }) {
			return true, nil
		}
	}
	return false, nil
}
