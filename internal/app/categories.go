package app

import (
	"context"
	"fmt"
	"slices"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/internal/fault"
	"beatplan/planner"
)

// checkSpelling returns a fault where a category of sites, each named in a field, is neither
// loaded nor known, and spelt almost as one that is. Another that nobody has heard of may be
// loaded later.
func (a *App) checkSpelling(ctx context.Context, fields, categories []string) error {
	if len(categories) == 0 {
		return nil
	}
	known, err := a.knownCategories(ctx)
	if err != nil {
		return err
	}
	for i, category := range categories {
		if meant := english.DidYouMean(category, known); meant != "" && !slices.Contains(known, category) {
			return fault.New(fault.Unprocessable, "%s: no category %s is loaded or known%s", fields[i], category, meant)
		}
	}
	return nil
}

// knownCategories returns the categories of the sites that are loaded, and those that the
// program has something to say of: calls, actions, places that are never ranked.
func (a *App) knownCategories(ctx context.Context) ([]string, error) {
	sites, err := a.allSites(ctx)
	if err != nil {
		return nil, err
	}
	known := planner.CallCategories()
	for _, s := range sites {
		known = append(known, s.Category)
	}
	for _, k := range crime.PlaceKinds() {
		known = append(known, k.Category)
	}
	factors, err := a.Actions(ctx)
	for _, f := range factors {
		known = append(known, f.Factor)
	}
	slices.Sort(known)
	return slices.Compact(known), err
}

// members returns the names of the members of a list: categories/0, categories/1.
func members(field string, of []string) []string {
	names := make([]string, len(of))
	for i := range of {
		names[i] = fmt.Sprintf("%s/%d", field, i)
	}
	return names
}
