package demoshire

import (
	"fmt"
	"math/rand/v2"
	"time"

	"beatplan/geo"
	"beatplan/hotspot"
)

// A County is everything that there is to know of an invented county.
type County struct {
	Areas   []geo.Area // the force, then its districts, then its wards
	Towns   []Town     // in each district the main town first, then its villages
	Sites   []geo.Site // every one with a position
	Records []hotspot.Record
	Truth   Truth
}

// Generate invents the county of a seed. Hours and days are those of zone, which
// is Europe/London anywhere but in tests. An error says that the zone is missing
// or that a computation on H3 cells failed.
//
// It takes one to two seconds.
func Generate(seed uint64, zone *time.Location) (County, error) {
	if zone == nil {
		return County{}, fmt.Errorf("county of seed %d: a time zone is needed", seed)
	}
	// Each step has randomness of its own, so that a change to one leaves the
	// others' draws alone.
	stream := func(step uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, step)) }
	ground := raise(seed)
	towns, parishes := settle(ground, stream(1))
	areas := divideCounty(ground, parishes, seed)
	people, err := populate(areas, towns, seed)
	if err != nil {
		return County{}, fmt.Errorf("county of seed %d: %w", seed, err)
	}
	c := County{Areas: areas, Towns: towns}
	if c.Sites, err = people.build(towns, stream(2)); err != nil {
		return County{}, fmt.Errorf("sites of seed %d: %w", seed, err)
	}
	if c.Truth, err = reveal(people, towns, c.Sites); err != nil {
		return County{}, fmt.Errorf("truth of seed %d: %w", seed, err)
	}
	if c.Records, err = people.offend(c.Truth, c.Sites, zone, stream(3)); err != nil {
		return County{}, fmt.Errorf("offences of seed %d: %w", seed, err)
	}
	return c, nil
}
