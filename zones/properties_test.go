package zones_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
	"beatplan/zones"
)

// anyInput draws offences and pubs in a small district.
func anyInput(t *rapid.T, l geo.Lattice) zones.Input {
	in := zones.Input{
		Districts: []zones.District{{Code: "E1", Name: "Southend", Lattice: l}},
		Months:    rapid.IntRange(1, 6).Draw(t, "months"), Never: never(), Kinds: kinds(), Settings: zones.NightTimeEconomy(),
	}
	in.Settings.Cap = rapid.Float64Range(2.8, 12).Draw(t, "cap")
	in.Settings.Mask = rapid.Bool().Draw(t, "mask")
	in.Settings.HotShare = rapid.Float64Range(0, 0.5).Draw(t, "hot share")
	places := rapid.SampledFrom([]string{"High Street", "Park Road", "Prison", "Nightclub", "Pier Hill", ""})
	for range rapid.IntRange(0, 40).Draw(t, "points") {
		p := centre(t, rapid.SampledFrom(l.Cells).Draw(t, "cell"))
		place := places.Draw(t, "location")
		for range rapid.IntRange(1, 12).Draw(t, "offences") {
			in.Offences = append(in.Offences, zones.Offence{
				At: p, Location: place, Month: rapid.IntRange(0, in.Months-1).Draw(t, "month"), Weight: rapid.Float64Range(0, 500).Draw(t, "days"),
			})
		}
	}
	for range rapid.IntRange(0, 30).Draw(t, "pubs") {
		in.Premises = append(in.Premises, zones.Premises{At: centre(t, rapid.SampledFrom(l.Cells).Draw(t, "pub")), Weight: 1, Street: "High Street", Town: "Southend"})
	}
	return in
}

func TestAreasAreDisjointAndBounded(t *testing.T) {
	t.Parallel()
	l := geo.Lattice{Resolution: 10, Cells: around(t, at(t, 0.7143, 51.5366), 4)}
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, l)
		set := drawn(t, in)
		seen := map[h3.Cell]bool{}
		used := map[string]bool{}
		var share, size float64
		tiers := map[zones.Tier]int{}
		for i, a := range set.Areas {
			if i > 0 && a.Harm > set.Areas[i-1].Harm {
				t.Fatalf("area %d has more harm than the one before", i+1)
			}
			for _, c := range a.Cells {
				if _, in := l.Index(c); !in || seen[c] {
					t.Fatalf("cell %s is outside the district, or in two areas", c)
				}
				seen[c] = true
			}
			if a.Hectares > in.Settings.Cap+1e-9 || len(a.Outline) != 1 || a.Name == "" || used[a.Name] {
				t.Fatalf("%q has %g ha in %d pieces; the cap is %g", a.Name, a.Hectares, len(a.Outline), in.Settings.Cap)
			}
			if a.Top.Share > in.Settings.Pile || a.Rate < 1 || a.Harm > a.Raw+1e-6 || a.Weighted > float64(a.Count)+1e-9 {
				t.Fatalf("%+v", a)
			}
			used[a.Name] = true
			share, size = share+a.HarmShare, size+a.AreaShare
			tiers[a.Tier]++
		}
		if share > 1+1e-9 || size > 1+1e-9 {
			t.Fatalf("areas hold %g of the harm on %g of the district", share, size)
		}
		if b := in.Settings.Budget; tiers[zones.Primary] > b.Primary || tiers[zones.Secondary] > b.Secondary || tiers[zones.Tertiary] > b.Tertiary {
			t.Fatalf("more areas than asked for: %v", tiers)
		}
	})
}

func TestStruckPlaceNeverReturns(t *testing.T) {
	t.Parallel()
	l := geo.Lattice{Resolution: 10, Cells: around(t, at(t, 0.7143, 51.5366), 4)}
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, l)
		in.Settings.Mask, in.Settings.HotShare = false, 0
		set := drawn(t, in)
		if len(set.Areas) == 0 {
			return
		}
		gone := rapid.SampledFrom(set.Areas).Draw(t, "struck")
		in.Struck = []zones.Place{{Name: gone.Name, Reason: "a reason", Outline: gone.Outline}}
		in.Offences = append(in.Offences, anyInput(t, l).Offences...)
		for i := range in.Offences {
			in.Offences[i].Month %= in.Months
		}
		again := drawn(t, in)
		for _, a := range again.Areas {
			for _, c := range gone.Cells {
				if slices.Contains(a.Cells, c) {
					t.Fatalf("%s came back in %s", gone.Name, a.Name)
				}
			}
		}
		if want := "struck out: " + gone.Name + " a reason"; !strings.Contains(names(again), want) {
			t.Fatalf("no %q in %q", want, names(again))
		}
	})
}

// Another budget takes no area away for good: what the tiers hold adds up to what the
// areas hold, never above all, and the old budget brings the old areas back.
func TestRebudgetLaws(t *testing.T) {
	t.Parallel()
	l := geo.Lattice{Resolution: 10, Cells: around(t, at(t, 0.7143, 51.5366), 4)}
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, l)
		in.Settings.Mask = false
		g, err := zones.Survey(in)
		if err != nil {
			t.Fatalf("%v", err)
		}
		set := drawn(t, in)
		any := rapid.IntRange(0, 4)
		budget := zones.PerTier[int]{Primary: any.Draw(t, "primary"), Secondary: any.Draw(t, "secondary"), Tertiary: 1 + any.Draw(t, "tertiary")}
		other, err := set.Rebudget(g, budget, in.Settings.Force)
		if err != nil {
			t.Fatalf("%v", err)
		}
		var sum zones.Hold
		for _, tier := range []zones.Tier{zones.Primary, zones.Secondary, zones.Tertiary} {
			h := other.Held(tier)
			sum.Areas, sum.HarmShare, sum.AreaShare = sum.Areas+h.Areas, sum.HarmShare+h.HarmShare, sum.AreaShare+h.AreaShare
		}
		if sum.Areas != len(other.Areas) || sum.HarmShare > 1+1e-9 || sum.AreaShare > 1+1e-9 {
			t.Fatalf("tiers hold %+v of %d areas", sum, len(other.Areas))
		}
		ranks := other.HeldByRank()
		for i := 1; i < len(ranks); i++ {
			if ranks[i].HarmShare < ranks[i-1].HarmShare || ranks[i].Areas != i+1 {
				t.Fatalf("rank %d holds less than the one before: %v", i+1, ranks)
			}
		}
		back, err := other.Rebudget(g, set.Settings.Budget, set.Settings.Force)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if changes, err := zones.Difference(set, back); err != nil || len(changes) > 0 {
			t.Fatalf("changes %v, error %v", changes, err)
		}
	})
}
