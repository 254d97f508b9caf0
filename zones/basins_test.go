package zones_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/zones"
)

var close9 = cmpopts.EquateApprox(1e-9, 1e-9)

// require is what *testing.T and *rapid.T share.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

// at returns the cell of resolution 10 at a position in or near Southend.
func at(t require, lon, lat float64) h3.Cell {
	t.Helper()
	c, err := geo.CellAt(orb.Point{lon, lat}, 10)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

// around returns the cells at most so many steps from a cell, ascending.
func around(t require, c h3.Cell, steps int) []h3.Cell {
	t.Helper()
	cells, err := c.GridDisk(steps)
	if err != nil {
		t.Fatalf("%v", err)
	}
	slices.Sort(cells)
	return cells
}

// district returns 1,261 cells around the High Street, 17 km².
func district(t require) geo.Lattice {
	t.Helper()
	return geo.Lattice{Resolution: 10, Cells: around(t, at(t, 0.7143, 51.5366), 20)}
}

// town returns the offences of a town centre: so many in the middle, and half as
// many in each cell around it.
func town(t require, middle h3.Cell, n float64) map[h3.Cell]float64 {
	t.Helper()
	offences := map[h3.Cell]float64{}
	for _, c := range around(t, middle, 1) {
		offences[c] = n / 2
	}
	offences[middle] = n
	return offences
}

// tally returns the count of a lattice where every offence is one day's harm.
func tally(l geo.Lattice, places ...map[h3.Cell]float64) hotspot.Tally {
	t := hotspot.Tally{Cells: make([]crime.CellTally, len(l.Cells))}
	for i, c := range l.Cells {
		for _, offences := range places {
			t.Cells[i].Count += offences[c]
			t.Cells[i].Harm += offences[c]
		}
		t.Cells[i].ASB = 1
		t.Offences += t.Cells[i].Count
		t.Harm += t.Cells[i].Harm
	}
	return t
}

func draw(t require, l geo.Lattice, counted hotspot.Tally, s zones.BasinSettings) []zones.Basin {
	t.Helper()
	drawn, err := zones.Basins(l, counted, s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return drawn
}

func TestPlantedTownsAreFound(t *testing.T) {
	t.Parallel()
	l := district(t)
	plain := map[h3.Cell]float64{}
	for i := 0; i < len(l.Cells); i += 40 { // an offence here and there: no ground for a zone
		plain[l.Cells[i]] = 1
	}
	high, pier, station := at(t, 0.7143, 51.5366), at(t, 0.7250, 51.5300), at(t, 0.7050, 51.5430)
	s := zones.DefaultBasinSettings()
	s.HarmShare = 0.91 // of 393 days: the towns have 160, 120 and 80
	drawn := draw(t, l, tally(l, plain, town(t, high, 40), town(t, pier, 30), town(t, station, 20)), s)

	type found struct {
		Rank   int
		Tier   zones.Tier
		Middle h3.Cell
	}
	want := []found{{1, zones.Primary, high}, {2, zones.Primary, pier}, {3, zones.Secondary, station}}
	var got []found
	for _, z := range drawn {
		for _, w := range want {
			if slices.Contains(z.Cells, w.Middle) {
				got = append(got, found{z.Rank, z.Tier, w.Middle})
			}
		}
		if len(z.Cells) > 7+12 {
			t.Errorf("zone %d has %d cells: a town has 7, with what surrounds it 19", z.Rank, len(z.Cells))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(drawn) != len(want) {
		t.Errorf("%d zones (-want +got)\n%s", len(drawn), diff)
	}
}

// The nights are in one town, the days in another: the clock chooses. Without
// hours both are one question, and the tally says so.
func TestZonesFollowTheClock(t *testing.T) {
	t.Parallel()
	l := district(t)
	clubs, shops := at(t, 0.7143, 51.5366), at(t, 0.7250, 51.5300)
	var offences []crime.Offence
	for middle, hour := range map[h3.Cell]int{clubs: 23, shops: 12} {
		for _, c := range around(t, middle, 1) {
			from := time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) // a Friday
			o := crime.Offence{Type: "Violence with injury", From: from, To: from, Precision: crime.Instant, At: &orb.Point{}, Cell: c}
			offences = append(offences, slices.Repeat([]crime.Offence{o}, 5)...)
		}
	}
	count := func(offences []crime.Offence, clock string, allHours bool) hotspot.Tally {
		c, err := crime.NamedClock(clock)
		if err != nil {
			t.Fatal(err)
		}
		counted, err := hotspot.Count(l, offences, hotspot.Question{
			Group: crime.DefaultGroups()[0], Harm: crime.DefaultHarm(), Clock: c, AllHours: allHours, Zone: time.UTC,
		})
		if err != nil {
			t.Fatal(err)
		}
		return counted
	}
	s := zones.DefaultBasinSettings()
	s.HarmShare = 1
	for clock, middle := range map[string]h3.Cell{"nte": clubs, "day": shops} {
		if drawn := draw(t, l, count(offences, clock, false), s); len(drawn) != 1 || !slices.Contains(drawn[0].Cells, middle) {
			t.Errorf("%s: want one zone around %s, have %v", clock, middle, drawn)
		}
	}
	for i := range offences {
		offences[i].Precision = crime.InMonth
	}
	where := count(offences, "nte", true)
	if where.Hours != "hours unknown, not night-time" {
		t.Errorf("the label of a count without hours is %q", where.Hours)
	}
	all := draw(t, l, count(offences, "all", false), s)
	if diff := cmp.Diff(all, draw(t, l, where, s)); diff != "" || len(all) != 2 {
		t.Errorf("%d zones at all hours, want 2; without hours they differ:\n%s", len(all), diff)
	}
}

// Two towns with a dip between them are two zones for as long as the lower
// stands clear of the dip.
func TestProminence(t *testing.T) {
	t.Parallel()
	l := district(t)
	west := at(t, 0.7143, 51.5366)
	ring, err := west.GridRing(4)
	if err != nil {
		t.Fatal(err)
	}
	between, err := west.GridPath(ring[0])
	if err != nil {
		t.Fatal(err)
	}
	counted := tally(l, town(t, west, 40), town(t, ring[0], 30), map[h3.Cell]float64{between[2]: 1})
	for prominence, want := range map[float64]int{1: 2, 1.5: 2, 100: 1} {
		s := zones.DefaultBasinSettings()
		s.HarmShare, s.Prominence = 1, prominence
		drawn := draw(t, l, counted, s)
		if len(drawn) != want || drawn[0].Harm < 40+6*20 {
			t.Errorf("prominence %g: %d zones, the first with %g days; want %d", prominence, len(drawn), drawn[0].Harm, want)
		}
	}
}

// Offences at one point make the cells around it a hill with a flat top, which
// must not be cut by the order of its cells.
func TestAPointIsAZoneWhereverItLies(t *testing.T) {
	t.Parallel()
	l := district(t)
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.SampledFrom(around(t, at(t, 0.7143, 51.5366), 15)).Draw(t, "point")
		drawn := draw(t, l, tally(l, map[h3.Cell]float64{point: 20}), zones.DefaultBasinSettings())
		if diff := cmp.Diff([][]h3.Cell{around(t, point, 1)}, [][]h3.Cell{drawn[0].Cells}); diff != "" || len(drawn) != 1 {
			t.Fatalf("%d zones (-want +got)\n%s", len(drawn), diff)
		}
	})
}

func TestAllOfALatticeMayBeAZone(t *testing.T) {
	t.Parallel()
	middle := at(t, 0.7143, 51.5366)
	l := geo.Lattice{Resolution: 10, Cells: around(t, middle, 1)}
	s := zones.DefaultBasinSettings()
	s.HarmShare, s.AreaShare = 1, 1
	drawn := draw(t, l, tally(l, town(t, middle, 10)), s)
	if len(drawn) != 1 || len(drawn[0].Cells) != 7 || drawn[0].Share != 1 {
		t.Errorf("want one zone of 7 cells and all harm, have %+v", drawn)
	}
}

// Ten places of equal harm: five hold half of it, eight four fifths.
func TestTiers(t *testing.T) {
	t.Parallel()
	l := district(t)
	var places []map[h3.Cell]float64
	for i := range 10 {
		places = append(places, town(t, at(t, 0.690+float64(i%5)*0.012, 51.530+float64(i/5)*0.012), 10))
	}
	s := zones.DefaultBasinSettings()
	s.HarmShare, s.AreaShare = 1, 1
	var got []zones.Tier
	for _, z := range draw(t, l, tally(l, places...), s) {
		got = append(got, z.Tier)
	}
	want := slices.Concat(
		slices.Repeat([]zones.Tier{zones.Primary}, 5), slices.Repeat([]zones.Tier{zones.Secondary}, 3), slices.Repeat([]zones.Tier{zones.Tertiary}, 2),
	)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	s.MostZones = 4
	if n := len(draw(t, l, tally(l, places...), s)); n != 4 {
		t.Errorf("%d zones, want the 4 allowed", n)
	}
}

// What every set of zones must be, whatever the county and the settings.
func TestDraw(t *testing.T) {
	t.Parallel()
	l := geo.Lattice{Resolution: 10, Cells: around(t, at(t, 0.7143, 51.5366), 8)}
	areas, err := l.Areas()
	if err != nil {
		t.Fatal(err)
	}
	var ground float64
	for _, a := range areas {
		ground += a
	}
	rapid.Check(t, func(t *rapid.T) {
		offences := map[h3.Cell]float64{}
		for range rapid.IntRange(0, 60).Draw(t, "cells with offences") {
			offences[rapid.SampledFrom(l.Cells).Draw(t, "cell")] += float64(rapid.IntRange(1, 6).Draw(t, "offences"))
		}
		counted := tally(l, offences)
		s := zones.BasinSettings{
			HarmShare:     rapid.Float64Range(0, 1).Draw(t, "harm share"),
			AreaShare:     rapid.Float64Range(0, 1).Draw(t, "area share"),
			Prominence:    rapid.Float64Range(1, 3).Draw(t, "prominence"),
			LeastCells:    rapid.IntRange(1, 4).Draw(t, "least cells"),
			LeastOffences: rapid.Float64Range(0, 10).Draw(t, "least offences"),
			MostZones:     rapid.IntRange(1, 6).Draw(t, "most zones"),
			PrimaryUpTo:   0.5, SecondaryUpTo: 0.8,
		}
		drawn, err := zones.Basins(l, counted, s)
		if errors.Is(err, zones.ErrNoZone) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		order := []zones.Tier{zones.Primary, zones.Secondary, zones.Tertiary}
		seen := map[h3.Cell]bool{}
		var area float64
		for i, z := range drawn {
			want := zones.Basin{Rank: i + 1, Tier: z.Tier, Cells: z.Cells, Outline: z.Outline}
			for _, c := range z.Cells {
				n, in := l.Index(c)
				if !in || seen[c] {
					t.Fatalf("cell %s of zone %d is in another, or not in the lattice", c, z.Rank)
				}
				seen[c] = true
				want.Area += areas[n]
				want.Count += counted.Cells[n].Count
				want.Harm += counted.Cells[n].Harm
				want.ASB += counted.Cells[n].ASB
			}
			want.Share = want.Harm / counted.Harm
			if diff := cmp.Diff(want, z, close9); diff != "" {
				t.Fatalf("zone %d is not the sum of its cells (-want +got)\n%s", i+1, diff)
			}
			if len(z.Outline) != 1 || !slices.IsSorted(z.Cells) {
				t.Fatalf("zone %d has %d parts: its cells should hang together", z.Rank, len(z.Outline))
			}
			if len(z.Cells) < s.LeastCells || z.Count < s.LeastOffences {
				t.Fatalf("zone %d is too small: %d cells, %g offences", z.Rank, len(z.Cells), z.Count)
			}
			if i == 0 && z.Tier != zones.Primary ||
				i > 0 && (z.Harm > drawn[i-1].Harm || slices.Index(order, z.Tier) < slices.Index(order, drawn[i-1].Tier)) {
				t.Fatalf("zone %d, %s with %g days, is out of order", z.Rank, z.Tier, z.Harm)
			}
			area += z.Area
		}
		if len(drawn) == 0 || len(drawn) > s.MostZones || area > s.AreaShare*ground+1e-6 {
			t.Fatalf("%d zones on %g m², at most %d on %g", len(drawn), area, s.MostZones, s.AreaShare*ground)
		}
		if again := draw(t, l, counted, s); string(bytes(t, drawn)) != string(bytes(t, again)) {
			t.Fatalf("the same tally drew\n%s\nand then\n%s", bytes(t, drawn), bytes(t, again))
		}
	})
}

func bytes(t require, drawn []zones.Basin) []byte {
	t.Helper()
	b, err := json.Marshal(drawn)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

func TestDrawSaysWhyThereIsNoZone(t *testing.T) {
	t.Parallel()
	l := district(t)
	scattered := map[h3.Cell]float64{}
	for i := 0; i < len(l.Cells); i += 40 {
		scattered[l.Cells[i]] = 1
	}
	even := map[h3.Cell]float64{} // in all of it: no place stands out
	for _, c := range l.Cells {
		even[c] = 1
	}
	tests := map[string]struct {
		tally hotspot.Tally
		set   func(*zones.BasinSettings)
		want  string
		none  bool // it is ErrNoZone
	}{
		"everywhere alike":      {tally(l, even), nil, "no place stands out within harm_share 0.5 and area_share 0.03", true},
		"no offence":            {tally(l), nil, "no harm in any of 1261 cells", true},
		"too few":               {tally(l, town(t, l.Cells[600], 1)), nil, "no 3 adjoining cells have 10 offences", true},
		"here and there":        {tally(l, scattered), nil, "no 3 adjoining cells", true},
		"no area allowed":       {tally(l, town(t, l.Cells[600], 40)), func(s *zones.BasinSettings) { s.AreaShare = 0 }, "no place stands out within harm_share 0.5 and area_share 0", true},
		"of another lattice":    {hotspot.Tally{Harm: 1, Cells: make([]crime.CellTally, 3)}, nil, "tally of 3 cells", false},
		"more than the harm":    {tally(l), func(s *zones.BasinSettings) { s.HarmShare = 1.1 }, "harm_share 1.1", false},
		"less than no area":     {tally(l), func(s *zones.BasinSettings) { s.AreaShare = -0.1 }, "area_share -0.1", false},
		"primary past the end":  {tally(l), func(s *zones.BasinSettings) { s.PrimaryUpTo = 2 }, "primary_up_to 2", false},
		"secondary in primary":  {tally(l), func(s *zones.BasinSettings) { s.SecondaryUpTo = 0.4 }, "secondary_up_to 0.4", false},
		"lower than its saddle": {tally(l), func(s *zones.BasinSettings) { s.Prominence = 0.5 }, "prominence 0.5", false},
		"no zone allowed":       {tally(l), func(s *zones.BasinSettings) { s.MostZones = 0 }, "most_zones 0", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := zones.DefaultBasinSettings()
			if tt.set != nil {
				tt.set(&s)
			}
			_, err := zones.Basins(l, tt.tally, s)
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, zones.ErrNoZone) != tt.none {
				t.Errorf("have %v, want %q (no zone: %t)", err, tt.want, tt.none)
			}
		})
	}
}

func ExampleBasins() {
	middle, err := geo.CellAt(orb.Point{0.7143, 51.5366}, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	cells, err := middle.GridDisk(20)
	if err != nil {
		fmt.Println(err)
		return
	}
	slices.Sort(cells)
	lattice := geo.Lattice{Resolution: 10, Cells: cells}
	counted := hotspot.Tally{Cells: make([]crime.CellTally, len(cells)), Harm: 3650}
	i, _ := lattice.Index(middle)
	counted.Cells[i] = crime.CellTally{Count: 10, Harm: 3650} // robberies

	drawn, err := zones.Basins(lattice, counted, zones.DefaultBasinSettings())
	for _, z := range drawn {
		fmt.Printf("%d %s: %g offences, %g days, %.0f%% of the harm\n", z.Rank, z.Tier, z.Count, z.Harm, 100*z.Share)
	}
	fmt.Println(err)
	// Output:
	// 1 primary: 10 offences, 3650 days, 100% of the harm
	// <nil>
}
