package demoshire

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
)

// Truth is the intensity that offences are drawn from. An offence group mixes
// patterns; where all of them have the same influences (robbery, knife crime,
// shoplifting, vehicle crime) these are the group's.
type Truth struct {
	World     World
	Lattice   geo.Lattice // the land of the county, resolution 10
	Residents []float64   // of each cell, above 0: what every pattern is in proportion to
	Residue   []float64   // of each cell: what else multiplies every pattern, 1 in the mean; nil where nothing does
	Patterns  []Pattern
	Nights    []NightCluster
	Decoys    []string       // categories of sites that are in no pattern's influences
	Victims   float64        // offences to an incident, in the mean
	Loud      []LoudPremises // that calls about anti-social behaviour come from, the loudest first; none in the null world
	Snaps     []orb.Point    // WGS 84; the only places that offences are said to be at. None: where they were
}

// A Pattern is a kind of offending: offences with the same causes.
type Pattern struct {
	Name       string
	Quotas     []Quota      // what types its offences are of
	Influences []Influence  // what multiplies the risk of a cell
	Nightly    bool         // whether night clusters multiply it too
	Searched   bool         // its offences are where patrols were in the months before; see Feedback
	Week       [168]float64 // share of the offences by hour of the week from Monday 00:00, away from clusters; the sum is 1
	Expected   []float64    // offences in each cell, before they are snapped; the sum is that of Quotas
}

// A Quota is how many offences of a type a pattern has.
type Quota struct {
	Type   string
	Number int
}

// An Influence is a planted cause. In the misspecified world its risk at d metres
// is Risk to the power of exp(-d/Reach): it fades, and has no edge.
type Influence struct {
	Category string  // of sites
	Reach    float64 // metres from the centre of a cell to the nearest site, at most
	Risk     float64 // relative risk of a cell within reach, above 1
}

// A NightCluster is a town centre where nights are worse.
type NightCluster struct {
	Town   string
	Centre orb.Point // WGS 84
	Radius float64   // metres, to the centre of a cell, at most
	Times  float64   // what the nights of Thursday to Sunday, 19:00 to 05:00, multiply nightly patterns by
}

// reveal works out the truth of a world from the people and the sites.
func reveal(o Options, p *people, towns []Town, sites []geo.Site) (Truth, error) {
	night, err := nightHours()
	if err != nil {
		return Truth{}, err
	}
	t := Truth{World: o.World, Lattice: p.lattice, Residents: p.residents, Victims: 1}
	switch o.World {
	case Misspecified:
		t.Residue, t.Victims = residue(p, o.Seed, o.stream(4)), 1/(1-anotherVictim)
	case Snapped:
		if t.Snaps, err = p.snaps(o.stream(5)); err != nil {
			return Truth{}, err
		}
	}
	if o.World != Null {
		t.Nights, t.Loud = nights(towns), loud(sites, o.stream(8))
	}
	times := t.times(p.centres)
	distances := distances{cells: p.centres, sites: sites, known: map[string][]float64{}}
	quotas := share(o.Offences)
	patrolled := make([]float64, len(p.centres))
	for i, k := range kinds() {
		pattern := o.World.causes(k.Pattern)
		pattern.Week = k.week()
		pattern.Quotas = slices.Clone(k.Quotas)
		for q := range pattern.Quotas {
			pattern.Quotas[q].Number = quotas[i][q]
		}
		if pattern.Searched {
			pattern.Expected = slices.Clone(patrolled)
		} else {
			pattern.Expected = t.intensity(pattern, distances, times, night)
		}
		pattern.scale()
		if k.patrolled {
			for cell, e := range pattern.Expected {
				patrolled[cell] += e
			}
		}
		t.Patterns = append(t.Patterns, pattern)
	}
	t.Decoys = decoys(t.Patterns)
	return t, nil
}

// nights returns the clusters, in the centres of the two largest towns.
func nights(towns []Town) []NightCluster {
	largest := slices.SortedStableFunc(slices.Values(towns), func(a, b Town) int { return cmp.Compare(b.Residents, a.Residents) })
	return []NightCluster{
		{Town: largest[0].Name, Centre: largest[0].Centre, Radius: 450, Times: 8},
		{Town: largest[1].Name, Centre: largest[1].Centre, Radius: 350, Times: 12},
	}
}

// times returns what the nights multiply nightly patterns by in each cell.
func (t Truth) times(centres []orb.Point) []float64 {
	times := slices.Repeat([]float64{1}, len(centres))
	for _, n := range t.Nights {
		middle := geo.ToGrid(n.Centre)
		for i, c := range centres {
			if planarDistance(c, middle) <= n.Radius {
				times[i] = n.Times
			}
		}
	}
	return times
}

// intensity returns what the offences of a pattern are in proportion to in each
// cell.
func (t Truth) intensity(p Pattern, d distances, times []float64, night [168]bool) []float64 {
	cells := slices.Clone(t.Residents)
	for i, rest := range t.Residue {
		cells[i] *= rest
	}
	for _, influence := range p.Influences {
		for i, metres := range d.to(influence.Category) {
			cells[i] *= t.World.risk(influence, metres)
		}
	}
	if p.Nightly {
		share := 0.0 // of the offences away from clusters that happen on these nights
		for hour, w := range p.Week {
			if night[hour] {
				share += w
			}
		}
		for i := range cells {
			cells[i] *= 1 + (times[i]-1)*share
		}
	}
	return cells
}

// scale makes the offences that are expected as many as the quotas have.
func (p *Pattern) scale() {
	sum, total := 0.0, 0
	for _, e := range p.Expected {
		sum += e
	}
	for _, q := range p.Quotas {
		total += q.Number
	}
	for i := range p.Expected {
		p.Expected[i] *= float64(total) / sum
	}
}

// nightHours says of each hour of the week whether clusters multiply it.
func nightHours() (night [168]bool, err error) {
	clock, err := crime.NamedClock("nte")
	if err != nil {
		return night, err
	}
	monday := time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC)
	for hour := range night {
		at := crime.Offence{From: monday.Add(time.Duration(hour) * time.Hour), Precision: crime.Instant}
		share, _ := clock.Share(at, time.UTC)
		night[hour] = share > 0
	}
	return night, nil
}

// decoys returns the categories of sites that no pattern heeds, in the order of
// trades.
func decoys(patterns []Pattern) []string {
	heeded := map[string]bool{}
	for _, p := range patterns {
		for _, i := range p.Influences {
			heeded[i.Category] = true
		}
	}
	var rest []string
	for _, t := range trades() {
		if !heeded[t.category] {
			rest = append(rest, t.category)
		}
	}
	return rest
}

// distances knows how far cells are from sites.
type distances struct {
	cells []orb.Point // National Grid, metres
	sites []geo.Site
	known map[string][]float64
}

// to returns the metres from each cell to the nearest site of a category.
func (d distances) to(category string) []float64 {
	if known, ok := d.known[category]; ok {
		return known
	}
	var there []orb.Point
	for _, s := range d.sites {
		if s.Category == category {
			there = append(there, geo.ToGrid(*s.At))
		}
	}
	metres := make([]float64, len(d.cells))
	for i, c := range d.cells {
		least := math.Inf(1)
		for _, p := range there {
			dx, dy := c[0]-p[0], c[1]-p[1]
			least = min(least, dx*dx+dy*dy)
		}
		metres[i] = math.Sqrt(least)
	}
	d.known[category] = metres
	return metres
}
