package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/study"
)

// A Site is one place of the register, as lists show it.
type Site struct {
	Source   string `json:"source"` // whose list it is from
	ID       string `json:"id"`     // the source's own
	Name     string `json:"name"`   // empty: it has none
	Category string `json:"category"`
	Capacity *int   `json:"capacity"` // people at the most; null: unknown
	Quality  string `json:"quality"`  // what is doubtful, separated by commas; empty: nothing
}

// Sites returns the sites in an area by category, or those of one category where that
// is not empty, and as points. Sites without a position are in no area.
func (a *App) Sites(ctx context.Context, area, category string) (study.AreaRef, []Site, geo.Collection, error) {
	fail := func(err error) (study.AreaRef, []Site, geo.Collection, error) {
		return study.AreaRef{}, nil, geo.Collection{}, err
	}
	found, err := a.Area(ctx, area)
	if err != nil {
		return fail(err)
	}
	near, err := a.store.Sites(ctx, found.Land.Bound())
	if err != nil {
		return fail(err)
	}
	within := geo.NewLocator([]orb.MultiPolygon{found.Land})
	sites, categories := []Site{}, map[string]bool{}
	features := geo.Collection{Members: map[string]any{"area": study.Ref(found)}, Blank: Site{}}
	for _, s := range near {
		if s.At == nil {
			continue
		}
		if _, in := within.At(*s.At); !in {
			continue
		}
		categories[s.Category] = true
		if category != "" && s.Category != category {
			continue
		}
		site := Site{Source: s.Source, ID: s.ID, Name: s.Name, Category: s.Category, Capacity: s.Capacity, Quality: strings.Join(s.Quality, ", ")}
		sites = append(sites, site)
		features.Features = append(features.Features, geo.Feature{ID: s.Source + ":" + s.ID, Geometry: *s.At, Properties: site})
	}
	if category != "" && !categories[category] {
		there := slices.Sorted(maps.Keys(categories))
		return fail(fault.New(fault.NotFound, "no site of category %q in %s; %s%s", category, found.Name, english.ThereAre(there), english.DidYouMean(category, there)))
	}
	return study.Ref(found), sites, features, nil
}
