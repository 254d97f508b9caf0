package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/study"
)

// Areas returns the areas of a kind, or of every kind where it is empty.
func (a *App) Areas(ctx context.Context, kind geo.AreaKind) ([]study.AreaRef, error) {
	areas, err := a.store.Areas(ctx, kind)
	if err != nil {
		return nil, err
	}
	refs := make([]study.AreaRef, len(areas))
	for i, area := range areas {
		refs[i] = study.Ref(area)
	}
	return refs, nil
}

// AreaFeature returns one area with its land.
func (a *App) AreaFeature(ctx context.Context, name string) (geo.Collection, error) {
	area, err := a.Area(ctx, name)
	if err != nil {
		return geo.Collection{}, err
	}
	return geo.Collection{Features: []geo.Feature{{ID: area.Code, Geometry: area.Land, Properties: study.Ref(area)}}}, nil
}

// Area returns the area that a name means: a code, a name in any case, or
// kind:name or kind:code. A name that several areas bear is a fault that lists
// their codes; a name that none bears is one that lists what is near.
func (a *App) Area(ctx context.Context, name string) (geo.Area, error) {
	if strings.TrimSpace(name) == "" {
		return geo.Area{}, fault.New(fault.Invalid, "no area: give a code, a name, or kind:name")
	}
	kind, rest := geo.AreaKind(""), name
	if before, after, found := strings.Cut(name, ":"); found && slices.Contains(geo.AreaKinds(), geo.AreaKind(before)) {
		kind, rest = geo.AreaKind(before), after
	}
	areas, err := a.store.Areas(ctx, kind)
	if err != nil {
		return geo.Area{}, err
	}
	if len(areas) == 0 {
		return geo.Area{}, fault.New(fault.NotFound, "no area %q: none is loaded; import areas first", name)
	}
	var named, near []geo.Area
	for _, area := range areas {
		switch {
		case area.Code == rest:
			return area, nil
		case strings.EqualFold(area.Name, rest):
			named = append(named, area)
		case strings.Contains(strings.ToLower(area.Name), strings.ToLower(rest)):
			near = append(near, area)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1:
		help := "give the code"
		if named[0].Kind != named[len(named)-1].Kind {
			help += ", or kind:name"
		}
		districts, err := a.store.Areas(ctx, geo.District)
		if err != nil {
			return geo.Area{}, err
		}
		return geo.Area{}, fault.New(fault.Invalid, "area %q may be %s: %s", name, list(named, districts), help)
	case len(near) > 0:
		return geo.Area{}, fault.New(fault.NotFound, "no area %q; did you mean %s?", name, list(near, nil))
	}
	return geo.Area{}, fault.New(fault.NotFound, "no area %q among %s: take one of the areas that are loaded", name, list(areas, nil))
}

// list names areas for a message, a dozen at the most, and which of some districts
// the middle of a smaller one lies in.
func list(areas, districts []geo.Area) string {
	lands := make([]orb.MultiPolygon, len(districts))
	for i, d := range districts {
		lands[i] = d.Land
	}
	located := geo.NewLocator(lands)
	const most = 12
	var names []string
	for _, area := range areas[:min(most, len(areas))] {
		in := ""
		if middle, _ := planar.CentroidArea(area.Land); area.Kind == geo.Ward || area.Kind == geo.LSOA {
			if i, found := located.At(middle); found {
				in = " in " + districts[i].Name
			}
		}
		names = append(names, fmt.Sprintf("%s (%s %s%s)", area.Name, area.Kind, area.Code, in))
	}
	if more := len(areas) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// mostCells is how many cells a lattice has: those of Essex at resolution 11 or of
// its largest district at 12. With a million more a count takes minutes.
const mostCells = 2_500_000

// lattice returns the lattice of an area, without the cells whose centres are in
// water where waters are loaded.
func (a *App) lattice(ctx context.Context, area geo.Area, resolution int) (geo.Masking, error) {
	l, err := a.cover(ctx, area, resolution)
	if err != nil {
		return geo.Masking{}, err
	}
	least, err := h3.HexagonAreaAvgM2(resolution) // a pond in the middle of a cell makes no water of it
	if err != nil {
		return geo.Masking{}, err
	}
	waters, err := a.store.Water(ctx, orbgeo.BoundPad(area.Land.Bound(), geo.CoastReach), least)
	if err != nil {
		return geo.Masking{}, err
	}
	if len(waters) == 0 {
		return geo.Masking{Land: l}, nil
	}
	return l.Mask(geo.NewMask(waters))
}

// masked says what a reader must know of a lattice without its water.
func masked(m geo.Masking) []string {
	var notes []string
	if n := len(m.Water.Cells); n > 0 {
		notes = append(notes, fmt.Sprintf("%s in water left out of the lattice, %d of them at sea; without the water that is loaded its id would be another", english.Count(float64(n), "cell"), m.Sea))
	}
	if m.Undecided > 0 {
		notes = append(notes, fmt.Sprintf("%d cells count as land, though they may be in water: the coast breaks off near them, or nothing but water is there", m.Undecided))
	}
	return notes
}

// cover returns the lattice of an area: for a force that of its districts
// together where they are loaded.
func (a *App) cover(ctx context.Context, area geo.Area, resolution int) (geo.Lattice, error) {
	if err := geo.CheckResolution(resolution); err != nil {
		return geo.Lattice{}, fault.New(fault.Invalid, "%w", err)
	}
	lands := []orb.MultiPolygon{area.Land}
	districts, err := a.store.DistrictsWithin(ctx, area)
	if err != nil {
		return geo.Lattice{}, err
	}
	if len(districts) > 0 {
		lands = nil
		for _, d := range districts {
			lands = append(lands, d.Land)
		}
	}
	if err := checkSize(area.Name, lands, resolution); err != nil {
		return geo.Lattice{}, err
	}
	l, err := a.covers.cover(lands, resolution)
	if err != nil {
		return geo.Lattice{}, fmt.Errorf("lattice of %s: %w", area.Name, err)
	}
	return l, nil
}

// checkSize refuses a lattice that is too large, by the size of H3's cells on the
// mean over the globe: those of Britain are a tenth smaller.
func checkSize(name string, lands []orb.MultiPolygon, resolution int) error {
	size, err := h3.HexagonAreaAvgM2(resolution)
	if err != nil {
		return err
	}
	var cells float64
	for _, land := range lands {
		cells += orbgeo.Area(land) / size
	}
	if cells > mostCells {
		return fault.New(fault.Invalid, "%s has about %.1f million cells at resolution %d, more than %.1f: take a lower resolution or a smaller area",
			name, cells/1e6, resolution, mostCells/1e6)
	}
	return nil
}
