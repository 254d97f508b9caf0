package zones

import (
	"fmt"

	"github.com/paulmach/orb"
)

// A Refusal says why an edit cannot be made, and which part of it is wrong.
type Refusal struct {
	Field string // of the edit: zone, with, place, name, tier, outline, budget, why
	err   error
}

func refuse(field, format string, args ...any) error {
	return &Refusal{field, fmt.Errorf(format, args...)}
}

// Error returns what is wrong, without the field.
func (r *Refusal) Error() string { return r.err.Error() }

// Unwrap leads to what the refusal wraps.
func (r *Refusal) Unwrap() error { return r.err }

// An EditKind says what an edit does.
type EditKind string

// The kinds of edit.
const (
	EditTier    EditKind = "tier"
	EditName    EditKind = "rename"
	EditOutline EditKind = "outline"
	EditMerge   EditKind = "merge"
	EditDelete  EditKind = "delete"
	EditStrike  EditKind = "strike"
	EditInclude EditKind = "include"
	EditAdd     EditKind = "add"
	EditBudget  EditKind = "budget"
)

// An Edit is one change that people make to a set.
type Edit struct {
	Kind    EditKind
	Zone    string // ID or name of the area; of merge the first
	With    string // of merge: the other area
	Place   string // of include: ID of the place that was left out
	Name    string // of rename and add
	Tier    Tier   // of tier and add
	Outline orb.MultiPolygon
	Budget  *PerTier[int] // of budget: areas of a district; nil: as before
	Force   *PerTier[int] // of budget: areas of all districts together; nil: as before
	Why     string
}

// Apply returns the set after an edit.
func (s Set) Apply(g *Ground, e Edit) (Set, error) {
	switch e.Kind {
	case EditTier:
		return s.Retier(e.Zone, e.Tier, e.Why)
	case EditName:
		return s.Rename(e.Zone, e.Name)
	case EditOutline:
		return s.Reshape(g, e.Zone, e.Outline)
	case EditMerge:
		return s.Merge(g, e.Zone, e.With)
	case EditDelete:
		return s.Delete(e.Zone)
	case EditStrike:
		return s.Strike(e.Zone, e.Why)
	case EditInclude:
		return s.Include(g, e.Place, e.Why)
	case EditAdd:
		return s.Add(g, e.Name, e.Tier, e.Outline, e.Why)
	case EditBudget:
		budget, force := s.Settings.Budget, s.Settings.Force
		if e.Budget != nil {
			budget = *e.Budget
		}
		if e.Force != nil {
			force = *e.Force
		}
		return s.Rebudget(g, budget, force)
	}
	return s, refuse("kind", "no edit %q", e.Kind)
}

// Remeasure returns the set with its areas measured on another ground: outlines,
// names and tiers stay as people know them, and what was left out stays as it was
// when the set was drawn.
func (s Set) Remeasure(g *Ground) (Set, error) {
	areas := make([]Area, len(s.Areas))
	for i, a := range s.Areas {
		now, err := g.Measure(a.Outline)
		if err != nil {
			return s, fmt.Errorf("%s: %w", a.Name, err)
		}
		areas[i] = now.as(a)
	}
	s.Areas = areas
	s.Raw, s.Hectares = 0, 0
	for _, t := range g.total {
		s.Raw, s.Hectares = s.Raw+t.raw, s.Hectares+t.hectares
	}
	s.Unknown, _ = g.Unknown()
	s.Notes = g.notes()
	s.rank()
	return s, nil
}
