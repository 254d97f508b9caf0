package app

import (
	"context"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/study"
)

// forceAround returns the lattice of the force that a study's area is in, with the
// cells of the study; that of the study alone where no force is loaded, or its lattice
// would be too large. Other districts that lack days of the study's months are left out:
// what is not loaded of them is no zero.
func (a *App) forceAround(ctx context.Context, s *study.Study) (geo.Lattice, error) {
	force, err := a.forceOf(ctx, s)
	if err != nil || force == nil || study.Ref(*force) == study.Ref(s.Area) {
		return s.Lattice, err
	}
	parts, err := a.lattice(ctx, *force, s.Lattice.Resolution)
	if err != nil { // too large at this resolution
		return s.Lattice, nil
	}
	if parts.Land, err = a.coveredOf(ctx, *force, parts.Land, s); err != nil {
		return s.Lattice, err
	}
	if parts.Land, _, err = a.onLand(ctx, parts.Land, s.Question.Group); err != nil {
		return s.Lattice, err
	}
	return geo.Union([]geo.Lattice{parts.Land, s.Lattice})
}

// coveredOf returns the cells of a force without those of districts that lack days, in the
// months of a study, that others have.
func (a *App) coveredOf(ctx context.Context, force geo.Area, all geo.Lattice, s *study.Study) (geo.Lattice, error) {
	loaded, err := a.loadedOf(ctx, force)
	if err != nil {
		return all, err
	}
	short := loaded.Short(study.Within(s.Period, s.Months))
	if len(short) == 0 {
		return all, nil
	}
	districts, err := a.store.DistrictsWithin(ctx, force)
	if err != nil {
		return all, err
	}
	left := map[h3.Cell]bool{}
	for _, d := range districts {
		if !slices.Contains(short, d.Code) {
			continue
		}
		parts, err := a.lattice(ctx, d, all.Resolution)
		if err != nil {
			return all, err
		}
		for _, c := range parts.Land.Cells {
			left[c] = true
		}
	}
	all.Cells = slices.DeleteFunc(slices.Clone(all.Cells), func(c h3.Cell) bool { return left[c] })
	return all, nil
}

// forceOf returns the force that the middle cell of a study is in; nil where none is
// loaded.
func (a *App) forceOf(ctx context.Context, s *study.Study) (*geo.Area, error) {
	forces, err := a.store.Areas(ctx, geo.Force)
	if err != nil {
		return nil, err
	}
	lands := make([]orb.MultiPolygon, len(forces))
	for i, f := range forces {
		lands[i] = f.Land
	}
	middle, err := geo.Centre(s.Lattice.Cells[len(s.Lattice.Cells)/2])
	if err != nil {
		return nil, err
	}
	if at, found := geo.NewLocator(lands).At(middle); found {
		return &forces[at], nil
	}
	return nil, nil
}
