package zones

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// The edits return a set that is changed in one way and leave the one they were
// given as it is. An area keeps its ID through edits; numbers of a new outline
// are measured on the ground. Areas are named by their ID or their name. What is
// refused is a [*Refusal].

// Retier gives an area another tier, with the reason.
func (s Set) Retier(id string, tier Tier, why string) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	a := s.Areas[i]
	switch {
	case !slices.Contains(tiers(), tier):
		return s, refuse("tier", "tier %q of %s: there are primary, secondary and tertiary", tier, a.Name)
	case a.Tier == tier:
		return s, refuse("tier", "%s is %s already", a.Name, tier)
	case strings.TrimSpace(why) == "":
		return s, refuse("why", "%s from %s to %s: give the reason", a.Name, a.Tier, tier)
	}
	if a.DistrictTier == a.Tier { // as in every set of one district
		a.DistrictTier = tier
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
		return s, refuse("name", "%s: a name cannot be empty", id)
	}
	if err := s.unnamed(name, i); err != nil {
		return s, err
	}
	a := s.Areas[i]
	a.Name = name
	return s.chosen(s.Areas[i], &a).with(i, a), nil
}

// unnamed refuses a name that another area than the ith has.
func (s Set) unnamed(name string, i int) error {
	for j, a := range s.Areas {
		if j != i && strings.EqualFold(a.Name, name) {
			return refuse("name", "%s is called %s already: two areas cannot have one name", a.ID, a.Name)
		}
	}
	return nil
}

// Delete takes an area out of this set. A later drawing may bring it back, unless
// people had included it; Strike keeps it away.
func (s Set) Delete(id string) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	s = s.chosen(s.Areas[i], nil)
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
		return s, refuse("why", "%s is struck out without a reason: say why", a.Name)
	}
	if s, err = s.Delete(a.ID); err != nil {
		return s, err
	}
	kept := []Place{}
	for _, p := range s.Chosen {
		apart, err := Disjoint(p.Outline, a.Outline)
		if err != nil {
			return s, err
		}
		if apart {
			kept = append(kept, p)
		}
	}
	s.Chosen = kept
	s.Struck = append(slices.Clone(s.Struck), Place{Name: a.Name, Reason: why, Outline: a.Outline})
	a.ID, a.Tier, a.DistrictTier, a.Rank = s.nextID("L"), "", "", 0
	s.LeftOut = append(slices.Clone(s.LeftOut), Rejected{Area: a, Reason: StruckOut, Detail: why, At: a.Top.At, Pinned: true})
	return s, nil
}

// Include makes a place that was left out a tertiary area of this set, and keeps
// it in those drawn after it, with the reason. Ground that other areas have is
// left to them.
func (s Set) Include(g *Ground, id, why string) (Set, error) {
	i := slices.IndexFunc(s.LeftOut, func(l Rejected) bool { return l.ID == id })
	if i < 0 {
		return s, refuse("place", "no place %s was left out of this set", id)
	}
	l := s.LeftOut[i]
	if strings.TrimSpace(why) == "" {
		return s, refuse("why", "%s is included without a reason: say why", l.Name)
	}
	s.Struck = slices.DeleteFunc(slices.Clone(s.Struck), func(p Place) bool { return sameVertices(p.Outline, l.Outline) })
	at := len(s.Chosen)
	s.Chosen = append(slices.Clone(s.Chosen), Place{Name: l.Name, Reason: why, Outline: l.Outline})
	in := g.in
	in.Struck, in.Included = s.Struck, s.Chosen
	ground, err := Survey(in)
	if err != nil {
		return s, refuse("place", "%w", err)
	}
	cells := slices.DeleteFunc(slices.Clone(l.Cells), func(c h3.Cell) bool {
		return slices.ContainsFunc(s.Areas, func(a Area) bool { return contains(a.Cells, c) })
	})
	if len(cells) == 0 {
		return s, refuse("place", "%s lies inside areas of this set already", l.Name)
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
	s.Chosen[at].Name, s.Chosen[at].Outline = a.Name, a.Outline
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
		return s, refuse("with", "%s cannot be merged with itself", a.Name)
	}
	touch, err := touching(a.Cells, b.Cells)
	if err != nil {
		return s, err
	}
	if !touch {
		return s, refuse("with", "%s and %s do not touch: replace the outline of one with what both should cover, and delete the other", a.Name, b.Name)
	}
	cells := slices.Concat(a.Cells, b.Cells)
	slices.Sort(cells)
	merged, err := g.measureCells(slices.Compact(cells))
	if err != nil {
		return s, err
	}
	if most := g.in.Settings.Cap; merged.Hectares > most+rounding {
		return s, refuse("with", "%s and %s together have %.1f ha, more than the cap of %g ha", a.Name, b.Name, merged.Hectares, most)
	}
	merged = merged.as(a)
	s = s.chosen(a, &merged).with(i, merged)
	if s, err = s.Delete(b.ID); err != nil {
		return s, err
	}
	s.rank()
	return s, nil
}

// Reshape gives an area the outline that people drew. It may have no more than
// the cap, overlap no other area, and lie inside one district but for a tenth.
func (s Set) Reshape(g *Ground, id string, outline orb.MultiPolygon) (Set, error) {
	i, err := s.find(id)
	if err != nil {
		return s, err
	}
	a, err := s.drawn(g, s.Areas[i].Name, outline, i)
	if err != nil {
		return s, err
	}
	a = a.as(s.Areas[i])
	s = s.chosen(s.Areas[i], &a).with(i, a)
	s.rank()
	return s, nil
}

// Add makes an area of an outline that people drew, under the same conditions as
// Reshape, with the tier that they give it and the reason.
func (s Set) Add(g *Ground, name string, tier Tier, outline orb.MultiPolygon, why string) (Set, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return s, refuse("name", "an area that people draw has a name: give it one")
	case !slices.Contains(tiers(), tier):
		return s, refuse("tier", "tier %q of %s: there are primary, secondary and tertiary", tier, name)
	case strings.TrimSpace(why) == "":
		return s, refuse("why", "%s is added without a reason: say why", name)
	}
	if err := s.unnamed(name, -1); err != nil {
		return s, err
	}
	a, err := s.drawn(g, name, outline, -1)
	if err != nil {
		return s, err
	}
	whole, err := g.measureCells(a.Cells)
	if err != nil {
		return s, err
	}
	if most := g.in.Settings.Cap; whole.Hectares > most+rounding { // a later drawing has it in whole cells
		return s, refuse("outline", "the outline of %s covers cells of %.1f ha, more than the cap of %g ha", name, whole.Hectares, most)
	}
	a.ID, a.Name, a.Tier, a.DistrictTier, a.TierWhy, a.Included = s.nextID("Z"), name, tier, tier, why, why
	s.Areas = append(slices.Clone(s.Areas), a)
	s.Chosen = append(slices.Clone(s.Chosen), Place{Name: name, Reason: why, Outline: a.Outline})
	s.rank()
	return s, nil
}

// drawn measures an outline that people drew for the ith area, or for a new one
// where i is -1, and refuses what cannot be one.
func (s Set) drawn(g *Ground, name string, outline orb.MultiPolygon, i int) (Area, error) {
	a, err := g.Measure(outline)
	if err != nil {
		return a, refuse("outline", "outline of %s: %w", name, err)
	}
	if most := g.in.Settings.Cap; a.Hectares > most+rounding {
		return a, refuse("outline", "the outline of %s has %.1f ha, more than the cap of %g ha", name, a.Hectares, most)
	}
	fine, err := fineCells(a.Outline)
	if err != nil {
		return a, err
	}
	if len(fine) == 0 {
		return a, refuse("outline", "the outline of %s has hardly any area: draw it larger", name)
	}
	if err := g.within(&a, name, fine); err != nil {
		return a, err
	}
	for j, other := range s.Areas {
		if j == i {
			continue
		}
		theirs, err := fineCells(other.Outline)
		if err != nil {
			return a, err
		}
		common, inside, err := overlap(a.Outline, fine, theirs)
		if err != nil {
			return a, err
		}
		ha := func(cells int) float64 { return a.Hectares * float64(cells) / float64(len(fine)) }
		if ha(inside) > 0.05 {
			return a, refuse("outline", "the outline of %s overlaps %s by %.2f ha", name, other.Name, ha(common))
		}
	}
	return a, nil
}

// overlap returns how many fine cells an outline has in common with another, and how many
// of them have their centres off its border: where two areas share a border, a cell on it
// is in both or in neither by the last digit of a corner. The cost is that of one pass over
// the border for each cell in common.
func overlap(outline orb.MultiPolygon, fine, theirs map[h3.Cell]bool) (common, inside int, err error) {
	const border = 1e-5 // degrees, about a metre
	for c := range fine {
		if !theirs[c] {
			continue
		}
		common++
		centre, err := geo.Centre(c)
		if err != nil {
			return 0, 0, err
		}
		on := false
		for _, polygon := range outline {
			for _, ring := range polygon {
				on = on || planar.DistanceFrom(orb.LineString(ring), centre) < border
			}
		}
		if !on {
			inside++
		}
	}
	return common, inside, nil
}

// within sees that an outline lies in one district, but for a tenth, and says in
// which.
func (g *Ground) within(a *Area, name string, fine map[h3.Cell]bool) error {
	cells := make([]int, len(g.in.Districts))
	outside := 0
	for c := range fine {
		if d := g.districtOf(geo.Parent(c, g.resolution())); d >= 0 {
			cells[d]++
		} else {
			outside++
		}
	}
	const border = 0.1
	most := slices.Index(cells, slices.Max(cells))
	switch share := 1 - float64(cells[most])/float64(len(fine)); {
	case share <= border:
	case float64(outside) > border*float64(len(fine)):
		return refuse("outline", "%.0f%% of the outline of %s lies outside of the district", 100*float64(outside)/float64(len(fine)), name)
	default:
		return refuse("outline", "%.0f%% of the outline of %s lies outside of %s: draw one area in each district", 100*share, name, g.in.Districts[most].Name)
	}
	a.district, a.District = most, g.in.Districts[most].Code
	g.finish(a)
	return nil
}

// find returns the position of an area by its ID or its name.
func (s Set) find(id string) (int, error) {
	i := slices.IndexFunc(s.Areas, func(a Area) bool { return a.ID == id || strings.EqualFold(a.Name, id) })
	if i >= 0 {
		return i, nil
	}
	if len(s.Areas) == 0 {
		return i, refuse("zone", "this set has no areas")
	}
	ids := make([]string, len(s.Areas))
	for k, a := range s.Areas {
		ids[k] = a.ID
	}
	return i, refuse("zone", "no area %q in this set; there are %s", id, geo.Names(ids))
}

// chosen returns the set in which a place that people included is the area as it is
// now; nil: it is no area any more.
func (s Set) chosen(was Area, is *Area) Set {
	i := slices.IndexFunc(s.Chosen, func(p Place) bool { return was.Included != "" && sameVertices(p.Outline, was.Outline) })
	if i < 0 {
		return s
	}
	s.Chosen = slices.Clone(s.Chosen)
	if is == nil {
		s.Chosen = slices.Delete(s.Chosen, i, i+1)
	} else {
		s.Chosen[i].Name, s.Chosen[i].Outline = is.Name, is.Outline
	}
	return s
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
			!slices.ContainsFunc(s.LeftOut, func(l Rejected) bool { return l.ID == id }) {
			return id
		}
	}
}

// Disjoint reports whether two outlines share no land.
func Disjoint(a, b orb.MultiPolygon) (bool, error) {
	if !a.Bound().Intersects(b.Bound()) {
		return true, nil
	}
	one, err := fineCells(a)
	if err != nil {
		return false, err
	}
	other, err := fineCells(b)
	return shared(one, other) == 0, err
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
