package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
)

// TestZoneCard: a card names the powers that touch its area on the day; what has expired
// is listed apart, and what lies elsewhere is not named.
func TestZoneCard(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	at := func(day, hour int) time.Time { return time.Date(2025, 10, day, hour, 0, 0, 0, london(t)).UTC() }
	land := func(lon float64) orb.MultiPolygon {
		return orb.MultiPolygon{orb.Bound{Min: orb.Point{lon - 0.003, 52.008}, Max: orb.Point{lon + 0.003, 52.012}}.ToPolygon()}
	}
	take(t, m.Powers, []geo.Power{
		{Kind: geo.Dispersal, Authority: "Insp. One", Reference: "D1", Text: "x", From: at(3, 20), To: at(5, 20), Land: land(3.01)},
		{Kind: geo.Dispersal, Authority: "Insp. One", Reference: "D0", Text: "x", From: at(1, 8), To: at(2, 8), Land: land(3.01)},
		{Kind: geo.Section60, Authority: "Insp. Two", Reference: "S1", Text: "x", From: at(3, 20), To: at(4, 20), Land: land(3.03)},
		{Kind: geo.CumulativeImpact, Authority: "Council", Reference: "C1", Text: "x", From: at(1, 8), Land: land(3.01)},
	})
	set, _ := drawTown(t, a)
	c, err := a.ZoneCard(t.Context(), set.ID, "high street", "2025-10-03")
	if err != nil || c.Zone != "Z-01" || len(c.Powers) != 1 || c.Powers[0].Reference != "D1" || len(c.Expired) != 1 || c.Expired[0].Reference != "D0" || len(c.Card) < 5 {
		t.Errorf("%+v, error %v", c, err)
	}
	if c, err = a.ZoneCard(t.Context(), set.ID, "Z-01", "2025-10-20"); err != nil || len(c.Powers)+len(c.Expired) != 0 {
		t.Errorf("long after: %+v, error %v", c, err)
	}
	if _, err := a.ZoneCard(t.Context(), set.ID, "Z-99", "2025-10-03"); fault.Of(err) != fault.NotFound || !strings.Contains(err.Error(), "there are Z-01") {
		t.Errorf("no such zone: %v", err)
	}
	if _, err := a.ZoneCard(t.Context(), set.ID, "Z-01", "3 October"); fault.Of(err) != fault.Invalid {
		t.Errorf("no day: %v", err)
	}
}
