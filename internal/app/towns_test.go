package app_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A spot is not named after a town: that is what the addresses of many premises say, and
// of a few it may as well be the name of a street.
func TestSpotsAreNotNamedAfterTowns(t *testing.T) {
	t.Parallel()
	for premises, named := range map[int]bool{19: true, 20: false} {
		t.Run(fmt.Sprint(premises, " premises"), func(t *testing.T) {
			t.Parallel()
			a, m := barsAndHomes(t, 4)
			middle := orb.Point{3.02, 52.01}
			var sites []geo.Site
			for n := range premises {
				sites = append(sites, geo.Site{
					Source: "register", ID: fmt.Sprint(n), Name: fmt.Sprint("Shop ", n), Category: "shop", At: &middle,
					Address: "1 High Street, Cedar Close, Kent, TN24 8TD",
				})
			}
			take(t, m.Sites, sites)
			_, document, err := a.MakePlan(t.Context(), nightShift())
			if err != nil {
				t.Fatal(err)
			}
			_, left := spotsIn(t, document)
			if _, there := left["Cedar Close"]; len(left) != 1 || there != named {
				t.Errorf("left out: %v", left)
			}
		})
	}
}
