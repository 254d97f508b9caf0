package demoshire_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/rtm"
)

func ExampleGenerate() {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		fmt.Println(err)
		return
	}
	county, err := demoshire.Generate(1, zone)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(county.Areas[0].Name, "has", len(county.Records), "offences and incidents a year")
	robbery := county.Truth.Patterns[0]
	fmt.Printf("%s: %d\n", robbery.Name, robbery.Quotas[0].Number)
	for _, i := range robbery.Influences {
		fmt.Printf("within %g m of a %s: %g times\n", i.Reach, i.Category, i.Risk)
	}
	for _, n := range county.Truth.Nights {
		fmt.Printf("nights within %g m of %s: %g times\n", n.Radius, n.Town, n.Times)
	}
	// Output:
	// Demoshire has 40000 offences and incidents a year
	// street robbery: 560
	// within 150 m of a cash-machine: 3 times
	// within 225 m of a nightclub: 3 times
	// within 300 m of a station: 2.5 times
	// nights within 450 m of Ostermouth: 8 times
	// nights within 350 m of Marlhaven: 12 times
}

// positions returns the sites of each category, National Grid, metres.
func positions(sites []geo.Site) map[string][]orb.Point {
	at := map[string][]orb.Point{}
	for _, s := range sites {
		at[s.Category] = append(at[s.Category], geo.ToGrid(*s.At))
	}
	return at
}

func centres(t *testing.T, l geo.Lattice) []orb.Point {
	t.Helper()
	c, err := l.Centres()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func within(c orb.Point, reach float64, sites []orb.Point) bool {
	return slices.ContainsFunc(sites, func(s orb.Point) bool { return math.Hypot(c[0]-s[0], c[1]-s[1]) <= reach })
}

// The truth is worked out again from what anyone can see, and the offences are
// counted by the influences that their cells are under. Only patterns with a
// type of their own can be told from the records.
func TestOffencesFollowTheTruth(t *testing.T) {
	t.Parallel()
	c := county(t)
	cells, sites := centres(t, c.Truth.Lattice), positions(c.Sites)
	own := map[string]string{
		"street robbery": "Robbery of personal property", "business robbery": "Robbery of business property",
		"shoplifting": "Shoplifting", "theft from the person": "Theft from the person", "bicycle theft": "Bicycle theft",
		"vehicle crime": "Vehicle offences", "burglary of businesses": "Non-residential burglary", "found by searching": "Possession of drugs",
	}
	tested := 0
	for _, p := range c.Truth.Patterns {
		offence, ok := own[p.Name]
		if !ok {
			continue
		}
		i := slices.IndexFunc(p.Quotas, func(s demoshire.Quota) bool { return s.Type == offence })
		observed := map[h3.Cell]float64{}
		for _, r := range c.Records {
			if r.Type == offence {
				observed[r.Cell]++
			}
		}
		type class struct{ residents, risk, observed float64 }
		classes := map[int]*class{}
		total := 0.0
		for n, cell := range cells {
			under, risk := 0, 1.0
			for bit, influence := range p.Influences {
				if within(cell, influence.Reach, sites[influence.Category]) {
					under |= 1 << bit
					risk *= influence.Risk
				}
			}
			k := classes[under]
			if k == nil {
				k = &class{risk: risk}
				classes[under] = k
			}
			k.residents += c.Truth.Residents[n]
			k.observed += observed[c.Truth.Lattice.Cells[n]]
			total += risk * c.Truth.Residents[n]
		}
		for _, under := range slices.Sorted(maps.Keys(classes)) {
			k := classes[under]
			expected := float64(p.Quotas[i].Number) * k.risk * k.residents / total
			if math.Abs(k.observed-expected) > 4*math.Sqrt(expected)+1 {
				t.Errorf("%s under influences %b: %g offences, %.1f to be expected", p.Name, under, k.observed, expected)
			}
			tested++
		}
	}
	if tested < 20 {
		t.Errorf("%d classes of cells are tested", tested)
	}
}

func group(t *testing.T, name string) crime.Group {
	t.Helper()
	groups := crime.DefaultGroups()
	i := slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == name })
	if i < 0 {
		t.Fatalf("no offence group %s", name)
	}
	return groups[i]
}

func offences(c demoshire.County) []crime.Offence {
	all := make([]crime.Offence, len(c.Records))
	for i, r := range c.Records {
		all[i] = r.Offence
	}
	return all
}

func tally(t *testing.T, c demoshire.County, groupName, clockName string) hotspot.Tally {
	t.Helper()
	clock, err := crime.NamedClock(clockName)
	if err != nil {
		t.Fatal(err)
	}
	n, err := hotspot.Count(c.Truth.Lattice, offences(c), hotspot.Question{
		Group: group(t, groupName), Harm: crime.DefaultHarm(), Clock: clock, Zone: london(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// design puts every category of sites up for selection.
func design(t *testing.T, c demoshire.County) *rtm.Design {
	t.Helper()
	var factors []rtm.Factor
	for category, at := range positions(c.Sites) {
		factors = append(factors, rtm.Factor{
			Name: category, Features: at, Reaches: rtm.Ladder(150, true, 4), Influences: []rtm.Influence{rtm.Proximity},
		})
	}
	d, err := rtm.NewDesign(centres(t, c.Truth.Lattice), factors)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Given residents, a model picks what was planted and leaves the decoys; of
// vehicle crime, which has no causes here, it says nothing.
func TestModelsFindThePlantedFactors(t *testing.T) {
	t.Parallel()
	c := county(t)
	design := design(t, c)
	street := c.Truth.Patterns[0].Influences
	tests := map[string]struct {
		group string
		want  []demoshire.Influence
	}{
		"robbery":       {"robbery", street},
		"knife crime":   {"knife", street},
		"shoplifting":   {"shoplifting", []demoshire.Influence{{"supermarket", 150, 12}, {"shop", 75, 6}, {"forecourt", 75, 4}}},
		"vehicle crime": {"vehicle-crime", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := rtm.Fit(design, tally(t, c, tt.group, "all").Counts(), rtm.Settings{Exposure: c.Truth.Residents})
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Terms) != len(tt.want) {
				t.Errorf("%d factors, %d were planted", len(m.Terms), len(tt.want))
			}
			for _, term := range m.Terms {
				i := slices.IndexFunc(tt.want, func(p demoshire.Influence) bool { return p.Category == term.Factor && p.Reach == term.Reach })
				if i < 0 {
					t.Errorf("%s was not planted", term.Name())
				} else if z := (term.B - math.Log(tt.want[i].Risk)) / term.SE; math.Abs(z) > 3 {
					t.Errorf("%s: relative risk %.2f, %g was planted: %.1f standard errors off", term.Name(), term.RRV, tt.want[i].Risk, z)
				}
			}
		})
	}
}

// In a cluster the odds of a night are its multiplier times those elsewhere.
// Violence with injury, neither domestic nor with a knife, is disorder alone.
func TestNightsAreWorseInTheClusters(t *testing.T) {
	t.Parallel()
	c, zone := county(t), london(t)
	night, err := crime.NamedClock("nte")
	if err != nil {
		t.Fatal(err)
	}
	where := func(r crime.Record) int {
		i, _ := c.Truth.Lattice.Index(r.Cell)
		centre, err := geo.Centre(c.Truth.Lattice.Cells[i])
		if err != nil {
			t.Fatal(err)
		}
		for n, cluster := range c.Truth.Nights {
			if within(geo.ToGrid(centre), cluster.Radius, []orb.Point{geo.ToGrid(cluster.Centre)}) {
				return n
			}
		}
		return len(c.Truth.Nights)
	}
	nights, days := make([]float64, len(c.Truth.Nights)+1), make([]float64, len(c.Truth.Nights)+1)
	for _, r := range c.Records {
		disorder := slices.Contains([]string{"Violence with injury", "Violence without injury", "Public order offences"}, r.Type)
		if !disorder || r.Precision != crime.Instant ||
			slices.Contains(r.Flags, crime.FlagDomestic) || slices.Contains(r.Flags, crime.FlagKnife) {
			continue
		}
		if share, _ := night.Share(r.Offence, zone); share == 1 {
			nights[where(r)]++
		} else {
			days[where(r)]++
		}
	}
	elsewhere := len(c.Truth.Nights)
	for i, cluster := range c.Truth.Nights {
		times := nights[i] / days[i] / (nights[elsewhere] / days[elsewhere])
		se := math.Sqrt(1/nights[i] + 1/days[i] + 1/nights[elsewhere] + 1/days[elsewhere])
		if z := math.Log(times/cluster.Times) / se; math.Abs(z) > 3 {
			t.Errorf("nights are %.1f times worse in %s, %g was planted: %.1f standard errors off", times, cluster.Town, cluster.Times, z)
		}
	}
}

func TestNightSpotsAreInTheClusters(t *testing.T) {
	t.Parallel()
	c := county(t)
	at := centres(t, c.Truth.Lattice)
	counts := tally(t, c, "nte-violence", "nte").Counts()
	spots, err := hotspot.Spots(c.Truth.Lattice, counts, hotspot.SpotRules{Area: hotspot.PatrolSpotArea}, 10)
	if err != nil {
		t.Fatal(err)
	}
	hit := map[string]bool{}
	for _, spot := range spots {
		for _, n := range c.Truth.Nights {
			if within(at[spot.Cells[0]], n.Radius, []orb.Point{geo.ToGrid(n.Centre)}) {
				hit[n.Town] = true
			}
		}
	}
	if len(hit) != len(c.Truth.Nights) {
		t.Errorf("of the ten heaviest spots of the night, the clusters hold those of the clusters of %v alone", hit)
	}
}

// Nothing is stolen from shops that are shut, from midnight to six by London's
// clock. In summer that is not so by UTC.
func TestTimesKeepToLondonsClock(t *testing.T) {
	t.Parallel()
	c, zone := county(t), london(t)
	summerMornings := 0
	for _, r := range c.Records {
		if r.Type != "Shoplifting" || r.Precision != crime.Instant {
			continue
		}
		if hour := r.From.In(zone).Hour(); hour < 6 {
			t.Fatalf("%s: shoplifting at %s", r.Reference, r.From.In(zone))
		}
		if r.From.Hour() < 6 {
			summerMornings++
		}
	}
	if summerMornings == 0 {
		t.Error("summer time makes no difference")
	}
}
