package app

import (
	"context"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/study"
)

// forceAround returns the lattice of the force that a study's area is in, with the
// cells of the study; that of the study alone where no force is loaded, or its lattice
// would be too large.
func (a *App) forceAround(ctx context.Context, s *study.Study) (geo.Lattice, error) {
	force, err := a.forceOf(ctx, s)
	if err != nil || force == nil || study.Ref(*force) == study.Ref(s.Area) {
		return s.Lattice, err
	}
	parts, err := a.lattice(ctx, *force, s.Lattice.Resolution)
	if err != nil { // too large at this resolution
		return s.Lattice, nil
	}
	if parts.Land, _, err = a.onLand(ctx, parts.Land, s.Question.Group); err != nil {
		return s.Lattice, err
	}
	return geo.Union([]geo.Lattice{parts.Land, s.Lattice})
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
