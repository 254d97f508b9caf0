package zones_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/zones"
)

// centre returns the centre of a cell.
func centre(t require, c h3.Cell) orb.Point {
	t.Helper()
	p, err := geo.Centre(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

// line returns n cells of the district, each touching the next.
func line(t require, n int) []h3.Cell {
	t.Helper()
	from, to := at(t, 0.7143, 51.5366), at(t, 0.7400, 51.5366)
	path, err := from.GridPath(to)
	if err != nil || len(path) < n {
		t.Fatalf("a line of %d cells: %v", n, err)
	}
	return path[:n]
}

// recorded returns n offences at the centre of a cell, spread over six months.
func recorded(t require, c h3.Cell, street string, n int, days float64) []zones.Offence {
	t.Helper()
	var out []zones.Offence
	for i := range n {
		out = append(out, zones.Offence{At: centre(t, c), Location: street, Month: i % 6, Weight: days})
	}
	return out
}

// pubs returns n pubs at the centre of a cell.
func pubs(t require, c h3.Cell, street string, n int) []zones.Premises {
	t.Helper()
	var out []zones.Premises
	for i := range n {
		out = append(out, zones.Premises{At: centre(t, c), Weight: zones.PubWeight, Name: fmt.Sprintf("Pub %d", i), Street: street, Town: "Southend"})
	}
	return out
}

// sixMonths is an input of one district and no offence.
//
// A month is hot with two offences: a district with no more than one area has
// nothing to be hotter than.
func sixMonths(t require) zones.Input {
	s := zones.NightTimeEconomy()
	s.HotTimes = 0
	return zones.Input{
		Districts: []zones.District{{Code: "E1", Name: "Southend", Lattice: district(t)}},
		Months:    6, Never: never(), Kinds: kinds(), Settings: s,
	}
}

func names(s zones.Set) string {
	var out []string
	for _, a := range s.Areas {
		out = append(out, fmt.Sprintf("%s %s", a.Tier, a.Name))
	}
	for _, l := range s.LeftOut {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s: %s %s", l.Reason, l.Name, l.Detail)))
	}
	return strings.Join(out, "; ")
}

func TestReasonsAndEdges(t *testing.T) {
	t.Parallel()
	cells := line(t, 5)
	far := at(t, 0.6950, 51.5366)
	two := func(t require, n, m int, days float64) []zones.Offence { // two points, so that none is an address
		return slices.Concat(recorded(t, cells[0], "High Street", n, days), recorded(t, cells[1], "Park Road", m, days))
	}
	four := pubs(t, cells[0], "High Street", 4)
	tests := map[string]struct {
		change func(*zones.Input)
		want   string
		note   string
	}{
		"no offence":        {func(*zones.Input) {}, "", "no offence to draw areas from"},
		"an area":           {func(in *zones.Input) { in.Offences, in.Premises = two(t, 24, 24, 100), four }, "primary High Street, Southend", "hours unknown"},
		"all weights equal": {func(in *zones.Input) { in.Offences, in.Premises = two(t, 24, 24, 0.5), four }, "primary High Street, Southend", ""},
		"only excluded places": {func(in *zones.Input) {
			in.Offences, in.Premises = slices.Concat(recorded(t, cells[0], "Prison", 30, 200), recorded(t, cells[1], "Hospital", 5, 200)), four
		}, "excluded place: Prison", ""},
		"one point":                    {func(in *zones.Input) { in.Offences, in.Premises = recorded(t, cells[0], "High Street", 24, 100), four }, "one address: High Street, Southend", ""},
		"a pile of exactly half stays": {func(in *zones.Input) { in.Offences, in.Premises = two(t, 36, 36, 100), four }, "primary High Street, Southend", ""},
		"a pile of one more":           {func(in *zones.Input) { in.Offences, in.Premises = two(t, 37, 36, 100), four }, "one address: High Street, Southend; one address: Park Road, Southend", ""},
		"a pile that grows into none, past the floor": {func(in *zones.Input) {
			in.Offences = slices.Concat(recorded(t, cells[0], "High Street", 24, 300), recorded(t, cells[1], "Park Road", 24, 10))
			in.Premises = four
		}, "primary High Street, Southend", ""},
		"too little": {func(in *zones.Input) {
			in.Offences, in.Premises = two(t, 6, 6, 100), slices.Concat(four)
			in.Settings.Least.Tertiary, in.Settings.HotLeast = 2, 1
		}, "too little: High Street, Southend", ""},
		"few licensed premises near": {
			func(in *zones.Input) {
				in.Offences, in.Premises = two(t, 30, 30, 100), pubs(t, cells[0], "High Street", 2)
			},
			"few licensed premises near: High Street, Southend", "",
		},
		"no premises at all": {
			func(in *zones.Input) { in.Offences = two(t, 30, 30, 100) },
			"no night-time economy near: High Street; no night-time economy near: Park Road", "",
		},
		"premises in another district count": {func(in *zones.Input) {
			in.Offences, in.Premises = two(t, 24, 24, 100), four
			l := &in.Districts[0].Lattice
			l.Cells = slices.DeleteFunc(slices.Clone(l.Cells), func(c h3.Cell) bool { return c == cells[0] })
			in.Offences = slices.Concat(in.Offences, recorded(t, cells[2], "Pier Hill", 24, 100))
		}, "secondary Park Road, Southend", ""},
		"one month does not recur": {func(in *zones.Input) {
			in.Offences, in.Premises = two(t, 24, 24, 100), four
			for i := range in.Offences {
				in.Offences[i].Month = 2
			}
		}, "does not recur: High Street, Southend", ""},
		"three months tell": {func(in *zones.Input) {
			in.Offences, in.Premises, in.Months, in.Settings.HotShare = two(t, 24, 24, 100), four, 3, 0.5
			for i := range in.Offences {
				in.Offences[i].Month = 1
			}
		}, "does not recur: High Street, Southend", ""},
		"hot in just as many months as it takes": {func(in *zones.Input) {
			in.Offences, in.Premises, in.Settings.HotShare = two(t, 24, 24, 100), four, 0.5
			for i := range in.Offences {
				in.Offences[i].Month = i % 3
			}
		}, "primary High Street, Southend", ""},
		"two months do not tell": {func(in *zones.Input) {
			in.Offences, in.Premises, in.Months = two(t, 24, 24, 100), four, 2
			for i := range in.Offences {
				in.Offences[i].Month = 1
			}
		}, "primary High Street, Southend", "2 of the 3 months"},
		"fringe": {func(in *zones.Input) {
			in.Offences = slices.Concat(two(t, 40, 40, 300), recorded(t, cells[2], "Pier Hill", 9, 20), recorded(t, cells[3], "Marine Parade", 9, 20))
			in.Premises, in.Settings.HotTimes, in.Settings.HotShare = slices.Concat(four, pubs(t, cells[3], "", 4)), 0, 0
		}, "primary High Street, Southend; fringe: Pier Hill / Marine Parade, Southend High Street, Southend", ""},
		"fringe of the second, far from the first": {func(in *zones.Input) {
			beyond := around(t, far, 1)[0]
			in.Offences = slices.Concat(two(t, 40, 40, 300), recorded(t, far, "Sea Road", 40, 400), recorded(t, beyond, "Hill Road", 40, 400),
				recorded(t, cells[2], "Pier Hill", 9, 20), recorded(t, cells[3], "Marine Parade", 9, 20))
			in.Premises = slices.Concat(four, pubs(t, cells[3], "", 4), pubs(t, far, "", 4))
			in.Settings.HotTimes, in.Settings.HotShare = 0, 0
		}, "primary Sea Road / Hill Road, Southend; primary High Street, Southend; fringe: Pier Hill / Marine Parade, Southend High Street, Southend", ""},
		"two far apart, ties by cell": {func(in *zones.Input) {
			in.Offences = slices.Concat(two(t, 24, 24, 100), recorded(t, far, "Pier Hill", 24, 100), recorded(t, around(t, far, 1)[0], "Marine Parade", 24, 100))
			in.Settings.Mask = false
		}, "primary Marine Parade / Pier Hill; primary High Street / Park Road", ""},
		"a location that no list has": {func(in *zones.Input) {
			in.Offences, in.Premises = slices.Concat(recorded(t, cells[0], "Pedestrian Subway", 24, 100), recorded(t, cells[1], "A127", 24, 100)), pubs(t, cells[0], "", 4)
		}, "primary Pedestrian Subway / A127, Southend", ""},
		"no location": {func(in *zones.Input) {
			in.Offences, in.Premises = slices.Concat(recorded(t, cells[0], "", 24, 100), recorded(t, cells[1], "", 24, 100)), pubs(t, cells[0], "", 4)
		}, "primary Southend", ""},
		"no street": {func(in *zones.Input) {
			in.Offences, in.Premises = slices.Concat(recorded(t, cells[0], "Parking Area", 24, 100), recorded(t, cells[1], "Nightclub", 24, 100)), pubs(t, cells[0], "", 4)
		}, "primary parking area, Southend", ""},
		"one long sentence counts for a year": {func(in *zones.Input) {
			in.Offences = slices.Concat(two(t, 12, 12, 10), recorded(t, far, "Pier Hill", 12, 40), recorded(t, around(t, far, 1)[0], "Marine Parade", 12, 40))
			in.Offences[0].Weight, in.Settings.Mask = 5475, false // 595 days against 960
		}, "primary Marine Parade / Pier Hill; primary High Street / Park Road", ""},
		"struck out": {func(in *zones.Input) {
			in.Offences, in.Premises = two(t, 24, 24, 100), four
			in.Struck = []zones.Place{{Name: "High Street", Reason: "pedestrian works", Outline: outline(t, cells[:2])}}
		}, "struck out: High Street pedestrian works", ""},
		"included": {func(in *zones.Input) {
			in.Offences = slices.Concat(recorded(t, cells[0], "Prison", 30, 200), recorded(t, cells[1], "Park Road", 12, 200))
			in.Included = []zones.Place{{Name: "prison", Reason: "asked for by the board", Outline: outline(t, cells[:1])}}
		}, "primary prison; no night-time economy near: Park Road", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := sixMonths(t)
			tt.change(&in)
			set := drawn(t, in)
			if got := names(set); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if notes := strings.Join(set.Notes, "; "); !strings.Contains(notes, tt.note) {
				t.Errorf("notes %q, want %q", notes, tt.note)
			}
		})
	}
}

// TestJustEnough draws an area again under the very rate that it has, and asks for as many
// premises as are near it: that is enough.
func TestJustEnough(t *testing.T) {
	t.Parallel()
	cells := line(t, 2)
	in := sixMonths(t)
	in.Offences = slices.Concat(recorded(t, cells[0], "High Street", 24, 100), recorded(t, cells[1], "Park Road", 24, 100))
	in.Premises = pubs(t, cells[0], "High Street", 4)
	has := drawn(t, in).Areas[0]
	for name, tt := range map[string]struct {
		rate     float64
		premises float64
		want     int
	}{
		"enough":                {has.Rate, has.Premises, 1},
		"a little less of rate": {has.Rate * 1.001, has.Premises, 0},
		"a premises too few":    {has.Rate, has.Premises + 1, 0},
	} {
		l := &in.Settings.Least
		l.Primary, l.Secondary, l.Tertiary = tt.rate, tt.rate, tt.rate
		in.Settings.LeastPremises = tt.premises
		if set := drawn(t, in); len(set.Areas) != tt.want {
			t.Errorf("%s: %d areas, want %d: %s", name, len(set.Areas), tt.want, names(set))
		}
	}
}

func outline(t require, cells []h3.Cell) orb.MultiPolygon {
	t.Helper()
	m, err := geo.Outline(cells)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return m
}

func TestCapAdmitsACellExactly(t *testing.T) {
	t.Parallel()
	cells := line(t, 5)
	in := sixMonths(t)
	for i, c := range cells {
		in.Offences = append(in.Offences, recorded(t, c, fmt.Sprintf("Street %d", i), 12, 100)...)
	}
	in.Settings.Mask, in.Settings.Cap = false, 1e3
	whole := drawn(t, in).Areas[0]
	if len(whole.Cells) != 5 {
		t.Fatalf("%d cells, want 5", len(whole.Cells))
	}
	in.Settings.Cap = whole.Hectares
	if got := drawn(t, in).Areas[0]; len(got.Cells) != 5 {
		t.Errorf("a cap of exactly five cells admits %d", len(got.Cells))
	}
	in.Settings.Cap = whole.Hectares - 0.001
	if got := drawn(t, in).Areas[0]; len(got.Cells) != 4 {
		t.Errorf("a cap of a little less than five cells admits %d", len(got.Cells))
	}
}

// A cell joins when five of its six neighbours are inside: that fills a hole of
// one cell or two.
func TestHoleOfThreeCellsStays(t *testing.T) {
	t.Parallel()
	in := sixMonths(t)
	in.Settings.Mask, in.Settings.Cap = false, 20
	middle := at(t, 0.7143, 51.5366)
	ring := around(t, middle, 1)
	ring = slices.DeleteFunc(ring, func(c h3.Cell) bool { return c == middle })
	hole := map[h3.Cell]bool{middle: true, ring[0]: true}
	for _, c := range ring[1:] {
		if slices.Contains(around(t, ring[0], 1), c) {
			hole[c] = true
			break
		}
	}
	around3 := map[h3.Cell]bool{}
	for c := range hole {
		for _, n := range around(t, c, 1) {
			if !hole[n] && !around3[n] {
				around3[n] = true
				in.Offences = append(in.Offences, recorded(t, n, n.String(), 12, 100)...)
			}
		}
	}
	set := drawn(t, in)
	if len(around3) != 9 || len(set.Areas) != 1 || len(set.Areas[0].Cells) != 9 || len(set.Areas[0].Outline[0]) != 2 {
		t.Fatalf("%d cells around a hole of three: %s", len(around3), names(set))
	}
}

func TestHoleOfOneCellIsFilled(t *testing.T) {
	t.Parallel()
	in := sixMonths(t)
	middle := at(t, 0.7143, 51.5366)
	for _, c := range around(t, middle, 1) {
		if c != middle {
			in.Offences = append(in.Offences, recorded(t, c, c.String(), 12, 100)...)
		}
	}
	in.Settings.Mask = false
	if got := drawn(t, in).Areas[0]; len(got.Cells) != 7 || len(got.Outline[0]) != 1 {
		t.Errorf("%d cells and %d rings, want 7 and 1", len(got.Cells), len(got.Outline[0]))
	}
}

// timed gives each offence a share at the hours of the clock.
func timed(offences []zones.Offence, share float64) []zones.Offence {
	for i := range offences {
		offences[i].Share = &share
	}
	return offences
}

func TestClockStandsForPremises(t *testing.T) {
	t.Parallel()
	cells := line(t, 4)
	in := sixMonths(t)
	night := timed(slices.Concat(recorded(t, cells[0], "High Street", 24, 100), recorded(t, cells[1], "Park Road", 24, 100)), 1)
	day := timed(recorded(t, cells[2], "Market Place", 60, 300), 0)
	untimed := recorded(t, cells[0], "High Street", 12, 100)
	in.Offences = slices.Concat(night, day, untimed)
	set := drawn(t, in)
	if got, want := names(set), "one address: High Street / Park Road"; got != want { // 36 of 60
		t.Errorf("got %q, want %q", got, want)
	}
	in.Offences = slices.Concat(night, day, untimed[:1])
	set = drawn(t, in)
	if got, want := names(set), "one address: High Street / Park Road"; got != want { // 25 of 49
		t.Errorf("got %q, want %q", got, want)
	}
	in.Offences = slices.Concat(night, day, untimed[:1], recorded(t, cells[1], "Park Road", 1, 100))
	set = drawn(t, in)
	if got, want := names(set), "primary High Street / Park Road"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	a := set.Areas[0]
	if a.Count != 50 || a.Weighted != 48 || a.Harm != 4800 || a.Unknown != 2 || !set.Timed || set.Masked {
		t.Errorf("%d offences, %g weighted, %g days, %d unknown: hours stand for premises, and without premises nothing of unknown hour counts", a.Count, a.Weighted, a.Harm, a.Unknown)
	}
	if notes := strings.Join(set.Notes, ""); !strings.Contains(notes, "2 of 110 offences (2%) is unknown") {
		t.Errorf("notes %q", notes)
	}
}

func TestForceHasATierOfItsOwn(t *testing.T) {
	t.Parallel()
	in := sixMonths(t)
	all := in.Districts[0].Lattice
	west, east := geo.Lattice{Resolution: 10}, geo.Lattice{Resolution: 10}
	for _, c := range all.Cells {
		if centre(t, c)[0] < 0.7143 {
			west.Cells = append(west.Cells, c)
		} else {
			east.Cells = append(east.Cells, c)
		}
	}
	in.Districts = []zones.District{{Code: "W", Name: "West", Lattice: west}, {Code: "E", Name: "East", Lattice: east}}
	harm := 200.0
	for _, x := range []float64{0.694, 0.700, 0.706, 0.7125, 0.7165, 0.722, 0.728} { // four in the west, three in the east; two touch
		a := at(t, x, 51.5366)
		b := around(t, a, 1)
		other := b[0]
		if centre(t, other)[0] < 0.7143 != (x < 0.7143) {
			other = b[len(b)-1]
		}
		in.Offences = append(in.Offences, recorded(t, a, fmt.Sprintf("Street %g", x), 24, harm)...)
		in.Offences = append(in.Offences, recorded(t, other, fmt.Sprintf("Lane %g", x), 24, harm)...)
		in.Premises = append(in.Premises, pubs(t, a, "", 12)...)
		harm -= 10
	}
	in.Settings.Budget = zones.PerTier[int]{Primary: 2, Secondary: 1, Tertiary: 1}
	in.Settings.Force = zones.PerTier[int]{Primary: 5, Secondary: 2, Tertiary: 2}
	set := drawn(t, in)
	var got []string
	for _, a := range set.Areas {
		got = append(got, fmt.Sprintf("%s %s/%s", a.District, a.Tier, a.DistrictTier))
	}
	want := []string{
		"W primary/primary", "W primary/primary", "W secondary/secondary", "W secondary/tertiary",
		"E primary/primary", "E primary/primary", "E tertiary/secondary",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	seen := map[h3.Cell]bool{}
	for _, a := range set.Areas {
		for _, c := range a.Cells {
			if seen[c] {
				t.Errorf("cell %s is in two areas", c)
			}
			seen[c] = true
		}
	}
}

func TestSettingsOutOfRange(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*zones.Input)
		want   string
	}{
		"cap below two cells": {func(in *zones.Input) { in.Settings.Cap = 2 }, "cap_ha 2: two cells have 2."},
		"no cap":              {func(in *zones.Input) { in.Settings.Cap = math.NaN() }, "cap_ha NaN"},
		"pile":                {func(in *zones.Input) { in.Settings.Pile = 1.1 }, "pile 1.1: a share is 0 to 1"},
		"no budget":           {func(in *zones.Input) { in.Settings.Budget = zones.PerTier[int]{} }, "budget: ask for at least one area"},
		"budget":              {func(in *zones.Input) { in.Settings.Budget.Primary = -1 }, "budget.primary -1"},
		"tiers":               {func(in *zones.Input) { in.Settings.Least.Secondary = 5 }, "a higher tier cannot ask for fewer"},
		"month":               {func(in *zones.Input) { in.Offences = []zones.Offence{{Month: 6}} }, "offence 0 is of month 7 of 6"},
		"weight":              {func(in *zones.Input) { in.Offences = []zones.Offence{{Weight: math.NaN()}} }, "offence 0 has a harm of NaN days"},
		"no months":           {func(in *zones.Input) { in.Months = 0 }, "0 months"},
		"no district":         {func(in *zones.Input) { in.Districts = nil }, "no district"},
		"struck out without a reason": {
			func(in *zones.Input) { in.Struck = []zones.Place{{Name: "Lucy Road", Outline: outline(t, line(t, 2))}} },
			"Lucy Road is struck out or included without a reason",
		},
		"struck out and included": {func(in *zones.Input) {
			in.Struck = []zones.Place{{Name: "Lucy Road", Reason: "a", Outline: outline(t, line(t, 2))}}
			in.Included = []zones.Place{{Name: "Pier Hill", Reason: "b", Outline: outline(t, line(t, 1))}}
		}, "Pier Hill is included, but some of it is struck out"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := sixMonths(t)
			tt.change(&in)
			if _, err := zones.Survey(in); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestASingleEventCountsForAYear(t *testing.T) {
	t.Parallel()
	in := sixMonths(t)
	in.Offences = append(recorded(t, at(t, 0.7143, 51.5366), "High Street", 60, 365), recorded(t, at(t, 0.7143, 51.5366), "High Street", 1, 5475)...)
	const want = "1 offence of more than 365 days of harm counted as 365 each: no single event makes an area"
	if set := drawn(t, in); !slices.Contains(set.Notes, want) {
		t.Errorf("notes %q, want %q", set.Notes, want)
	}
}

func TestDistinctPremises(t *testing.T) {
	t.Parallel()
	here := orb.Point{0.7143, 51.5366}
	beside := orb.Point{0.7144, 51.5366} // 7 m
	away := orb.Point{0.7147, 51.5366}   // 28 m
	got := zones.Distinct([]zones.Premises{
		{At: here, Weight: 1, Name: "The Ship", Town: "Southend"},
		{At: beside, Weight: 3, Name: "the  ship", Street: "High Street"},
		{At: away, Weight: 1, Name: "The Ship"},
		{At: here, Weight: 1},
		{At: here, Weight: 1},
	})
	if len(got) != 4 || got[0].Weight != 3 || got[0].Street != "High Street" || got[0].Town != "Southend" {
		t.Errorf("got %+v", got)
	}
}

// Homes and places of health are not marked on a map.
func TestPins(t *testing.T) {
	t.Parallel()
	cells := line(t, 2)
	in := sixMonths(t)
	far, farther := at(t, 0.6950, 51.5366), at(t, 0.7300, 51.5300)
	in.Offences = slices.Concat(
		recorded(t, cells[0], "Hospital", 20, 100), recorded(t, cells[1], "Prison", 20, 100),
		recorded(t, far, "Charter Way", 90, 20), recorded(t, farther, "High Street", 40, 20),
	)
	in.Premises = pubs(t, farther, "High Street", 4)
	got := map[string]bool{}
	for _, l := range drawn(t, in).LeftOut {
		got[l.Name] = l.Pinned
	}
	want := map[string]bool{"Hospital": false, "Prison": true, "Charter Way": false, "High Street, Southend": true}
	if !maps.Equal(got, want) {
		t.Errorf("pinned %v, want %v", got, want)
	}
}
