package app_test

import (
	"strings"
	"testing"

	"beatplan/geo"
	"beatplan/internal/fault"
)

// TestZoneCard: a card names the powers that touch its area on the day; what has expired
// is listed apart, and what lies elsewhere is not named.
func TestZoneCard(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	takeWeekendPowers(t, m, 3.03, geo.Power{
		Kind: geo.CumulativeImpact, Authority: "Council", Reference: "C1", Text: "x", From: october(t, 1, 8), Land: aboutStreets(3.01),
	})
	set, _ := drawTown(t, a)
	c, err := a.ZoneCard(t.Context(), set.ID, "high street", "2025-10-03")
	if err != nil || c.Zone != "Z-01" || len(c.Powers) != 1 || c.Powers[0].Reference != "D1" || len(c.Expired) != 1 || c.Expired[0].Reference != "D0" || len(c.Card) < 5 {
		t.Errorf("%+v, error %v", c, err)
	}
	if len(c.Expired) > 0 && c.Expired[0].Import == 0 {
		t.Error("the import that brought an order that is over is not named")
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

// A force sets what the law says of a kind of power; cards have it from then on.
func TestALawOfOnesOwn(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	take(t, m.Powers, []geo.Power{dispersal("D1", october(t, 2, 20), october(t, 4, 20))})
	set, _ := drawTown(t, a)
	law, err := a.Law(t.Context(), geo.Dispersal)
	if err != nil {
		t.Fatal(err)
	}
	law.Checked, law.Source = "2026-01-05", ""
	if _, err := a.SetLaw(t.Context(), law); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), "source: ") {
		t.Errorf("a law without a source: %v", err)
	}
	for want, change := range map[string]func(*geo.Law){
		"Ask the inspector.":    func(l *geo.Law) { l.Says = "Ask the inspector." },
		"past its longest life": func(l *geo.Law) { l.Longest = "9 hours" },
	} {
		law.Source, law.Says, law.Longest = "An Act of 2026, s.1", "x", "48 hours"
		change(&law)
		set2, err := a.SetLaw(t.Context(), law)
		if err != nil || set2.Version < 2 {
			t.Fatalf("version %d, %v", set2.Version, err)
		}
		c, err := a.ZoneCard(t.Context(), set.ID, "Z-01", "2025-10-03")
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, p := range c.Powers {
			said += p.Says
		}
		for _, p := range c.Expired {
			said += p.Standing
		}
		if said != want {
			t.Errorf("the card says %q, want %q", said, want)
		}
	}
}
