package app

import (
	"context"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// siblings are the areas that the scatter of an area's months is pooled with, and
// beside which it is held: the districts of the force.
type siblings struct {
	areas     []geo.Area             // compared
	own       [][]hotspot.MonthCount // by area compared
	districts []geo.Area
	months    [][]hotspot.MonthCount // by district
}

// siblings returns the districts of the force of an area, where one is loaded, with
// the months given. Those of a force have been counted with it.
func (a *App) siblings(ctx context.Context, c study.Study, areas []geo.Area, loaded []crime.Month, all monthly) (siblings, error) {
	s := siblings{areas: areas, own: all.months}
	if len(areas) > 1 {
		s.districts, s.months = areas[1:], all.months[1:]
		return s, nil
	}
	force, err := a.forceOf(ctx, &c)
	if err != nil || force == nil || study.Ref(*force) == study.Ref(c.Area) {
		return s, err
	}
	parts, err := a.parts(ctx, *force)
	if err != nil || len(parts) == 1 {
		return s, err
	}
	lattice, err := a.lattice(ctx, *force, c.Lattice.Resolution)
	if err != nil { // too large at this resolution: the area's own months will do
		return s, nil
	}
	if lattice.Land, _, err = a.onLand(ctx, lattice.Land, c.Question.Group); err != nil {
		return s, err
	}
	c.Lattice, c.Water = lattice.Land, lattice.Water
	counts, err := a.byMonth(ctx, c, loaded, parts)
	if err != nil {
		return s, err
	}
	s.districts, s.months = parts[1:], counts.months[1:]
	return s, nil
}

// of returns the months of the siblings of area i of those compared: of a force none,
// of a district the others.
func (s siblings) of(i int) [][]hotspot.MonthCount {
	if len(s.areas) > 1 && i == 0 {
		return nil
	}
	var others [][]hotspot.MonthCount
	for j, d := range s.districts {
		if study.Ref(d) != study.Ref(s.areas[i]) {
			others = append(others, s.months[j])
		}
	}
	return others
}

// changes compares two periods in each area.
func (s siblings) changes(before, after crime.Period) ([]DistrictChange, error) {
	var changes []DistrictChange
	for i, area := range s.areas {
		scatter := hotspot.MonthScatter(s.own[i], s.of(i), before, after)
		change, err := hotspot.CompareMonths(monthsIn(s.own[i], before), monthsIn(s.own[i], after), scatter)
		if err != nil {
			return nil, err
		}
		changes = append(changes, DistrictChange{Code: area.Code, Name: area.Name, Change: change})
	}
	return changes, s.beside(changes, after)
}

// beside says of each area but a force how its share of a period compares with the
// force's, of the months loaded up to its end; of none where they are too few.
func (s siblings) beside(changes []DistrictChange, p crime.Period) error {
	counts := make([][]float64, len(s.districts))
	recent := 0
	for j, months := range s.months {
		for _, m := range months {
			if m.Month > p.To {
				break
			}
			counts[j] = append(counts[j], m.Count)
			if j == 0 && m.Month >= p.From {
				recent++
			}
		}
	}
	if len(counts) < 2 || len(counts[0]) < hotspot.LeastEmergingMonths || recent == len(counts[0]) {
		return nil
	}
	emergence, err := hotspot.Emerge(counts, recent)
	if err != nil {
		return err
	}
	for i := range changes {
		at := slices.IndexFunc(s.districts, func(d geo.Area) bool { return study.Ref(d) == study.Ref(s.areas[i]) })
		if at < 0 {
			continue
		}
		e := emergence.Places[at]
		changes[i].Beside = &BesideForce{Change: e.Shift, P: e.P, Q: e.Q, Sentence: emergence.Sentence(at)}
	}
	return nil
}
