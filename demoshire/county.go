package demoshire

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
)

// A County is everything that there is to know of an invented county.
type County struct {
	Areas   []geo.Area // the force, then its districts, its wards and its small areas
	Towns   []Town     // in each district the main town first, then its villages
	Sites   []geo.Site // every one with a position
	Streets []Street
	River   orb.LineString // WGS 84, towards the sea
	Records []crime.Record
	Truth   Truth

	options Options
	people  *people
	zone    *time.Location
}

// Options say which county to invent. None at all is the usual year of the county
// of seed 0.
type Options struct {
	Seed     uint64 // another seed gives another county
	World    World  // how its offences come about; empty: Planted
	Offences int    // how many, 1 or more; 0: as many as it has in a usual year, 40,000
	Years    int    // calendar years that they happen in, 1 to 50, of which 2025 is the last; 0: 1
}

const (
	lastYear  = 2025
	mostYears = 50
)

func (o Options) validate() (Options, error) {
	if o.World == "" {
		o.World = Planted
	}
	if o.Offences == 0 {
		o.Offences = usual()
	}
	if o.Years == 0 {
		o.Years = 1
	}
	if _, err := ParseWorld(string(o.World)); err != nil {
		return o, err
	}
	if o.Offences < 0 {
		return o, fmt.Errorf("%d offences: a county has 1 or more", o.Offences)
	}
	if o.Years < 1 || o.Years > mostYears {
		return o, fmt.Errorf("%d years: a county has from 1 to %d", o.Years, mostYears)
	}
	return o, nil
}

// stream returns the randomness of a step. Each has its own, so that a change to
// one leaves the others' draws alone.
func (o Options) stream(step uint64) *rand.Rand { return rand.New(rand.NewPCG(o.Seed, step)) }

// Found invents a county but for its offences, which [County.Offences] draws.
// Hours and days are those of zone, which is Europe/London anywhere but in tests.
// An error says what is wrong with the options, that the zone is missing or that
// a computation on H3 cells failed.
//
// It takes one to two seconds.
func Found(o Options, zone *time.Location) (County, error) {
	o, err := o.validate()
	if err == nil && zone == nil {
		err = errors.New("a time zone is needed")
	}
	if err != nil {
		return County{}, fmt.Errorf("county of seed %d: %w", o.Seed, err)
	}
	ground := raise(o.Seed)
	towns, parishes := settle(ground, o.stream(1))
	areas := divideCounty(ground, parishes, o.Seed)
	people, err := populate(areas, towns, o.Seed)
	if err != nil {
		return County{}, fmt.Errorf("county of seed %d: %w", o.Seed, err)
	}
	for _, a := range people.small {
		areas = append(areas, a.Area)
	}
	c := County{Areas: areas, Towns: towns, options: o, people: people, zone: zone}
	if c.Sites, err = people.build(towns, o.stream(2)); err != nil {
		return County{}, fmt.Errorf("sites of seed %d: %w", o.Seed, err)
	}
	course := flow(ground, towns[0], o.Seed)
	for _, p := range course {
		c.River = append(c.River, rounded(geo.FromGrid(p)))
	}
	if c.Streets, err = people.pave(towns, c.Sites, course, o.stream(7)); err != nil {
		return County{}, fmt.Errorf("streets of seed %d: %w", o.Seed, err)
	}
	if c.Truth, err = reveal(o, people, towns, c.Sites); err != nil {
		return County{}, fmt.Errorf("truth of seed %d: %w", o.Seed, err)
	}
	return c, nil
}

// Generate invents the county of a seed with the offences of its usual year, in
// the order of their times. Errors are those of [Found].
func Generate(seed uint64, zone *time.Location) (County, error) {
	c, err := Found(Options{Seed: seed}, zone)
	if err != nil {
		return County{}, err
	}
	for r, err := range c.Offences() {
		if err != nil {
			return County{}, err
		}
		c.Records = append(c.Records, r)
	}
	return c, nil
}
