package app_test

import (
	"strings"
	"testing"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/rtm"
)

// A category that is spelt almost as one that is known is refused wherever one is named,
// with what was meant. One that nobody has heard of may be loaded later.
func TestCategoriesAreSpelt(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{}.app(t)
	item, action := theft(), marshals()
	item.Categories, action.Factor = []string{"pub", "pharmcy"}, "takaway"
	for says, ask := range map[string]func() error{
		"categories/1: no category pharmcy is loaded or known; did you mean pharmacy?": func() error { _, err := a.AddItem(ctx, item); return err },
		"factor: no category takaway is loaded or known; did you mean takeaway?":       func() error { _, err := a.AddAction(ctx, action); return err },
		"factor: no category pubs is loaded or known; did you mean pub?": func() error {
			_, err := a.SetActions(ctx, "pubs", []rtm.Action{{Agency: "Council", FourP: "Prevent", Does: "Visit"}})
			return err
		},
		"exclude/0: no category hopsital is loaded or known; did you mean hospital?": func() error {
			_, _, err := a.BuildSpots(ctx, app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}, Exclude: []string{"hopsital"}})
			return err
		},
		`no site of category "pubs" in Newtown; there are pub, shop; did you mean pub?`: func() error {
			_, err := a.Sites(ctx, app.SiteRequest{Area: "Newtown", SiteQuery: geo.SiteQuery{Category: "pubs"}})
			return err
		},
		`no sites of category "shops" in or around Newtown; there are pub, shop; did you mean shop?`: func() error {
			_, err := a.FitModel(ctx, app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-03", Factors: []string{"shops"}})
			return err
		},
	} {
		if err := ask(); fault.Of(err) == fault.Internal || err == nil || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%v, want %s", err, says)
		}
	}
	item.Categories = []string{"5g-mast"}
	if got, err := a.AddItem(ctx, item); err != nil || got.Nothing != "no 5g mast is loaded: this raises nothing" {
		t.Errorf("of a category that may come: %q, %v", got.Nothing, err)
	}
}
