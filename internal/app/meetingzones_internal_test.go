package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/meeting"
	"beatplan/zones"
)

// Areas of two sets are the same where their ground is, whatever they are called.
func TestSinceAgreed(t *testing.T) {
	t.Parallel()
	square := func(west, side float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 51.53}, {west + side, 51.53}, {west + side, 51.53 + side}, {west, 51.53 + side}, {west, 51.53}}}}
	}
	zone := func(name string, tier zones.Tier, west float64) keptZone {
		return keptZone{Name: name, Tier: tier, Area: 80_000, land: square(west, 0.004)}
	}
	was := keptZones{zones: []keptZone{
		zone("High Street, Southend", zones.Primary, 0.70), zone("Pier Hill, Southend", zones.Primary, 0.72),
		zone("London Road", zones.Secondary, 0.74), zone("Ness Road", zones.Tertiary, 0.76), zone("Mill Lane", zones.Secondary, 0.78),
	}}
	now := keptZones{zones: []keptZone{
		zone("Queens Road, Southend", zones.Primary, 0.70), zone("London Road", zones.Primary, 0.74),
		zone("Ness Road", zones.Tertiary, 0.76), zone("Mill Street", zones.Primary, 0.78), zone("Pier Hill, Southend", zones.Tertiary, 0.80),
	}}
	changes, err := zones.Difference(was.drawn(), now.drawn())
	if err != nil {
		t.Fatal(err)
	}
	b := paging{page: &meeting.Page{AreaName: "Southend"}}
	since, became := map[string]string{}, map[string]string{}
	for _, z := range now.zones {
		since[z.Name] = b.sinceAgreed(changes, z.Name)
	}
	for _, z := range was.zones {
		became[z.Name] = becameOf(changes, z.Name)
	}
	if diff := cmp.Diff(map[string]string{
		"Queens Road, Southend": "was called High Street", "London Road": "secondary → primary", "Ness Road": "no change",
		"Mill Street": "was called Mill Lane, secondary → primary", "Pier Hill, Southend": "new",
	}, since); diff != "" {
		t.Errorf("what an area was (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{
		"High Street, Southend": "High Street, Southend is called Queens Road, Southend now", "Pier Hill, Southend": "Pier Hill, Southend is drawn no more",
		"London Road": "London Road is primary now", "Ness Road": "", "Mill Lane": "Mill Lane is called Mill Street now, and is primary",
	}, became); diff != "" {
		t.Errorf("what became of an area (-want +got):\n%s", diff)
	}
}
