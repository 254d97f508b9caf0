package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// october returns an instant of October 2025, as a clock in London has it.
func october(t *testing.T, day, hour int) time.Time {
	t.Helper()
	return time.Date(2025, 10, day, hour, 0, 0, 0, london(t)).UTC()
}

// aboutStreets is land about a longitude of the three places.
func aboutStreets(lon float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{lon - 0.003, 52.008}, Max: orb.Point{lon + 0.003, 52.012}}.ToPolygon()}
}

// dispersal returns one about the High Street.
func dispersal(reference string, from, to time.Time) geo.Power {
	return geo.Power{Kind: geo.Dispersal, Authority: "Insp. One", Reference: reference, Text: "x", From: from, To: to, Land: aboutStreets(3.01)}
}

// takeWeekendPowers imports a dispersal of the weekend of 3 October, one that is over before it,
// a section 60 authorisation elsewhere, and more.
func takeWeekendPowers(t *testing.T, m *app.Importer, elsewhere float64, more ...geo.Power) {
	t.Helper()
	take(t, m.Powers, append([]geo.Power{
		dispersal("D1", october(t, 3, 20), october(t, 5, 20)),
		dispersal("D0", october(t, 1, 8), october(t, 2, 8)),
		{Kind: geo.Section60, Authority: "Insp. Two", Reference: "S1", Text: "x", From: october(t, 3, 20), To: october(t, 4, 20), Land: aboutStreets(elsewhere)},
	}, more...))
}

// TestPowers: the powers over an area on a day come with where they hold; those that are over
// are told from those in force, and what lies elsewhere is not there.
func TestPowers(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	takeWeekendPowers(t, m, 9)
	standing := func(on string) map[string]string {
		t.Helper()
		c, err := a.Powers(t.Context(), "Newtown", on)
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Features []struct {
				ID         string
				Geometry   struct{ Type string }
				Properties struct{ Standing string }
			}
		}
		if err := json.Unmarshal(body, &read); err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, f := range read.Features {
			found[f.ID] = f.Geometry.Type + " " + f.Properties.Standing
		}
		return found
	}
	night := standing("2025-10-03")
	if len(night) != 2 || night["Insp. One: D1"] != "MultiPolygon in force" || night["Insp. One: D0"] != "MultiPolygon expired" {
		t.Errorf("on the night: %v", night)
	}
	if later := standing("2025-10-20"); len(later) != 0 {
		t.Errorf("long after: %v", later)
	}
	if _, err := a.Powers(t.Context(), "Newtown", "3 October"); fault.Of(err) != fault.Invalid {
		t.Errorf("no day: %v", err)
	}
	if _, err := a.Powers(t.Context(), "Nowhere", "2025-10-03"); fault.Of(err) != fault.NotFound {
		t.Errorf("no area: %v", err)
	}
}
