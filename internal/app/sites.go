package app

import (
	"context"
	"slices"
	"strings"

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

// A SiteRequest asks for sites of an area; its query's area is left empty.
type SiteRequest struct {
	Area string
	geo.SiteQuery
}

// A SiteList is a page of the sites of an area, and the same as points.
type SiteList struct {
	Area     study.AreaRef  `json:"area"`
	Sites    []Site         `json:"sites"`
	Features geo.Collection `json:"-"`
	More     bool           `json:"-"` // there are others after these
}

// Sites returns the sites in an area by category, or those of one category where that
// is not empty. Sites without a position are in no area.
func (a *App) Sites(ctx context.Context, r SiteRequest) (SiteList, error) {
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return SiteList{}, err
	}
	q := r.SiteQuery
	q.Area = area
	if r.Limit > 0 {
		q.Limit++ // to see whether there are more
	}
	found, err := a.store.SitesIn(ctx, q)
	if err != nil {
		return SiteList{}, err
	}
	if len(found) == 0 && r.Category != "" {
		there, err := a.store.SiteCategories(ctx, area)
		if err != nil {
			return SiteList{}, err
		}
		if !slices.Contains(there, r.Category) {
			return SiteList{}, fault.New(fault.NotFound, "no site of category %q in %s; %s%s", r.Category, area.Name, english.ThereAre(there), english.DidYouMean(r.Category, there))
		}
	}
	list := SiteList{Area: study.Ref(area), Sites: []Site{}, Features: geo.Collection{Members: map[string]any{"area": study.Ref(area)}, Blank: Site{}}}
	if list.More = r.Limit > 0 && len(found) > r.Limit; list.More {
		found = found[:r.Limit]
	}
	for _, s := range found {
		site := Site{Source: s.Source, ID: s.ID, Name: s.Name, Category: s.Category, Capacity: s.Capacity, Quality: strings.Join(s.Quality, ", ")}
		list.Sites = append(list.Sites, site)
		list.Features.Features = append(list.Features.Features, geo.Feature{ID: s.Key(), Geometry: *s.At, Properties: site})
	}
	return list, nil
}
