package zones_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/zones"
)

// threeAreas is a set of a High Street that touches Park Road, a Pier Hill far
// away and a pile, and its ground.
func threeAreas(t require) (zones.Set, *zones.Ground, zones.Input) {
	t.Helper()
	in := sixMonths(t)
	in.Settings.Mask, in.Settings.Cap, in.Settings.Floor = false, 6, 0.5
	cells, far, pile := line(t, 4), at(t, 0.6950, 51.5366), at(t, 0.7300, 51.5300)
	in.Offences = slices.Concat(
		recorded(t, cells[0], "High Street", 40, 300), recorded(t, cells[1], "Market Place", 40, 300),
		recorded(t, cells[2], "Park Road", 30, 100), recorded(t, cells[3], "Park Lane", 30, 100),
		recorded(t, far, "Pier Hill", 20, 50), recorded(t, around(t, far, 1)[0], "Marine Parade", 20, 50),
		recorded(t, pile, "Charter Way", 90, 20),
	)
	g, err := zones.Survey(in)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return drawn(t, in), g, in
}

func edited(t *testing.T) func(zones.Set, error) zones.Set {
	return func(s zones.Set, err error) zones.Set {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	set, g, in := threeAreas(t)
	const start = "primary High Street / Market Place; primary Park Lane / Park Road; primary Marine Parade / Pier Hill; one address: Charter Way"
	if got := names(set); got != start {
		t.Fatalf("%s", got)
	}
	tests := map[string]struct {
		edit   func() (zones.Set, error)
		want   string
		change string
	}{
		"tier": {
			func() (zones.Set, error) { return set.Retier("Z-02", zones.Tertiary, "the club has closed") },
			"primary High Street / Market Place; tertiary Park Lane / Park Road; primary Marine Parade / Pier Hill; one address: Charter Way",
			"Park Lane / Park Road: primary → tertiary",
		},
		"rename": {
			func() (zones.Set, error) { return set.Rename("Z-03", " The  Golden Mile") },
			"primary High Street / Market Place; primary Park Lane / Park Road; primary The Golden Mile; one address: Charter Way",
			"The Golden Mile: was called Marine Parade / Pier Hill",
		},
		"delete": {
			func() (zones.Set, error) { return set.Delete("Z-01") },
			"primary Park Lane / Park Road; primary Marine Parade / Pier Hill; one address: Charter Way",
			"High Street / Market Place: gone, was primary, 2.7 ha",
		},
		"strike out": {
			func() (zones.Set, error) { return set.Strike("Z-03", "a fairground, on its own licence") },
			"primary High Street / Market Place; primary Park Lane / Park Road; one address: Charter Way; struck out: Marine Parade / Pier Hill a fairground, on its own licence",
			"Marine Parade / Pier Hill: gone, was primary, 2.7 ha",
		},
		"merge": {
			func() (zones.Set, error) { return set.Merge(g, "Z-01", "Z-02") },
			"primary High Street / Market Place; primary Marine Parade / Pier Hill; one address: Charter Way",
			"High Street / Market Place: +2.7 ha; Park Lane / Park Road: gone, was primary, 2.7 ha",
		},
		"include": {
			func() (zones.Set, error) { return set.Include(g, "L-01", "the licensee asked for it") },
			"primary High Street / Market Place; primary Park Lane / Park Road; primary Marine Parade / Pier Hill; tertiary Charter Way",
			"Charter Way: new, tertiary, 1.3 ha",
		},
		"outline": {
			func() (zones.Set, error) { return set.Reshape(g, "Z-03", outline(t, set.Areas[2].Cells[:1])) },
			start, "Marine Parade / Pier Hill: -1.3 ha",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { // one after another: they share a ground
			before := names(set)
			got := edited(t)(tt.edit())
			if names(got) != tt.want {
				t.Errorf("got  %q\nwant %q", names(got), tt.want)
			}
			if names(set) != before {
				t.Errorf("the set that was edited has changed: %s", names(set))
			}
			changes, err := zones.Difference(set, got)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, c := range changes {
				said = append(said, c.String())
			}
			if s := strings.Join(said, "; "); s != tt.change {
				t.Errorf("difference %q, want %q", s, tt.change)
			}
		})
	}

	t.Run("drawn again, people's decisions hold", func(t *testing.T) {
		s := edited(t)(set.Strike("Z-03", "closed"))
		s = edited(t)(s.Include(g, "L-01", "asked for"))
		again := in
		again.Struck, again.Included = s.Struck, s.Chosen
		if got, want := names(drawn(t, again)), "primary High Street / Market Place; primary Park Lane / Park Road; primary Charter Way; struck out: Marine Parade / Pier Hill closed"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		s = edited(t)(s.Include(g, "L-02", "open again"))
		if len(s.Struck) != 0 || len(s.Chosen) != 2 {
			t.Errorf("struck %v, included %v", s.Struck, s.Chosen)
		}
	})
}

func TestMergedAreaIsMeasured(t *testing.T) {
	t.Parallel()
	set, g, _ := threeAreas(t)
	a, b := set.Areas[0], set.Areas[1]
	merged := edited(t)(set.Merge(g, "Z-02", "Z-01")).Areas[0]
	if merged.ID != "Z-02" || merged.Rank != 1 || merged.Count != a.Count+b.Count || merged.Harm != a.Harm+b.Harm || merged.Points != 4 || merged.Hot != 6 {
		t.Errorf("%+v", merged)
	}
}

// An outline that follows cells holds what the cells hold, and one that people
// draw around the same points too.
func TestMeasure(t *testing.T) {
	t.Parallel()
	set, g, _ := threeAreas(t)
	a := set.Areas[0]
	same, err := g.Measure(a.Outline)
	if err != nil {
		t.Fatal(err)
	}
	ignore := cmp.Options{
		cmpopts.IgnoreUnexported(zones.Area{}), cmpopts.IgnoreFields(zones.Area{}, "ID", "Rank", "Tier", "DistrictTier", "Name"),
		cmpopts.EquateApprox(1e-9, 1e-9),
	}
	if diff := cmp.Diff(a, same, ignore); diff != "" {
		t.Errorf("by its own outline:\n%s", diff)
	}
	wide, err := g.Measure(orb.MultiPolygon{a.Outline.Bound().Pad(0.0001).ToPolygon()})
	if err != nil {
		t.Fatal(err)
	}
	if wide.Count != a.Count || wide.Harm != a.Harm || wide.Top != a.Top {
		t.Errorf("in the box around it: %d offences, %g days, top %v; want %d, %g, %v", wide.Count, wide.Harm, wide.Top, a.Count, a.Harm, a.Top)
	}
	if wide.Hectares < a.Hectares || wide.Hectares > 3*a.Hectares {
		t.Errorf("the box has %g ha, the area in it %g", wide.Hectares, a.Hectares)
	}
}

func TestEditsThatAreRefused(t *testing.T) {
	t.Parallel()
	set, g, _ := threeAreas(t)
	high, pier := set.Areas[0], set.Areas[2]
	far := outline(t, []h3.Cell{at(t, -1.5, 53)})
	tests := map[string]struct {
		edit func() (zones.Set, error)
		want string
	}{
		"tier without a reason":   {func() (zones.Set, error) { return set.Retier("Z-01", zones.Tertiary, " ") }, "from primary to tertiary: give the reason"},
		"no such tier":            {func() (zones.Set, error) { return set.Retier("Z-01", "gold", "why") }, `tier "gold"`},
		"the tier it has":         {func() (zones.Set, error) { return set.Retier("Z-01", zones.Primary, "why") }, "is primary already"},
		"no such area":            {func() (zones.Set, error) { return set.Retier("Z-09", zones.Primary, "why") }, `no area "Z-09" in this set; there are Z-01, Z-02, Z-03`},
		"strike without a reason": {func() (zones.Set, error) { return set.Strike("Z-01", "") }, "struck out without a reason"},
		"include without one":     {func() (zones.Set, error) { return set.Include(g, "L-01", "") }, "included without a reason"},
		"nothing left out":        {func() (zones.Set, error) { return set.Include(g, "L-07", "why") }, "no place L-07 was left out"},
		"no name":                 {func() (zones.Set, error) { return set.Rename("Z-01", "  ") }, "a name cannot be empty"},
		"a name twice":            {func() (zones.Set, error) { return set.Rename("Z-01", "park lane / park road") }, "Z-02 is called Park Lane / Park Road already"},
		"merge far apart":         {func() (zones.Set, error) { return set.Merge(g, "Z-01", "Z-03") }, "do not touch"},
		"merge with itself":       {func() (zones.Set, error) { return set.Merge(g, "Z-01", "Z-01") }, "cannot be merged with itself"},
		"outline over another":    {func() (zones.Set, error) { return set.Reshape(g, "Z-01", pier.Outline) }, "overlaps Marine Parade / Pier Hill by 2.6"},
		"outline over the cap": {func() (zones.Set, error) {
			return set.Reshape(g, "Z-01", orb.MultiPolygon{high.Outline.Bound().Pad(0.002).ToPolygon()})
		}, "more than the cap of 6 ha"},
		"outline elsewhere":  {func() (zones.Set, error) { return set.Reshape(g, "Z-01", far) }, "100% of the outline of High Street / Market Place lies outside"},
		"outline of nothing": {func() (zones.Set, error) { return set.Reshape(g, "Z-01", nil) }, "outline of High Street / Market Place: an empty MultiPolygon"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { // one after another: they share a ground
			if _, err := tt.edit(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}

	small, _, in := threeAreas(t)
	in.Settings.Cap = 4
	tight, err := zones.Survey(in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := small.Merge(tight, "Z-01", "Z-02"); err == nil || !strings.Contains(err.Error(), "together have 5.3 ha, more than the cap of 4 ha") {
		t.Errorf("error %v", err)
	}
}

// TestOutlineBesideAnother edits areas that share borders with others, by corners to six
// decimals of a degree as an exported file has them: a common border is no overlap.
func TestOutlineBesideAnother(t *testing.T) {
	t.Parallel()
	p := plant(t, 1)
	g, err := zones.Survey(p.input(p.districts[0], true, 0))
	if err != nil {
		t.Fatal(err)
	}
	set, err := zones.Draw(g)
	if err != nil {
		t.Fatal(err)
	}
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	beside := 0
	for i, a := range set.Areas {
		for j, other := range set.Areas {
			if i != j && a.Outline.Bound().Intersects(other.Outline.Bound()) {
				beside++
			}
		}
		outline := orb.Clone(a.Outline).(orb.MultiPolygon)
		for _, polygon := range outline {
			for _, ring := range polygon {
				for k, at := range ring {
					ring[k] = orb.Point{round(at[0]), round(at[1])}
				}
			}
		}
		// A corner moves inward, so that it is an outline that people drew.
		ring, middle := outline[0][0], outline.Bound().Center()
		far := 0
		for k := range ring {
			if planar.Distance(ring[k], middle) > planar.Distance(ring[far], middle) {
				far = k
			}
		}
		moved := orb.Point{ring[far][0] + (middle[0]-ring[far][0])/10, ring[far][1] + (middle[1]-ring[far][1])/10}
		was := ring[far]
		for k := range ring {
			if ring[k] == was {
				ring[k] = moved
			}
		}
		if _, err := set.Reshape(g, a.ID, outline); err != nil {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	if beside == 0 {
		t.Error("no area is beside another")
	}
}
