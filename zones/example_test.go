package zones_test

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/hotspot"
	"beatplan/zones"
)

func ExampleTownOf() {
	fmt.Println(zones.TownOf("12-14 High St, Ashford, Kent, TN24 8TD"))
	// Output: Ashford
}

func ExampleStreetIn() {
	fmt.Println(zones.StreetIn("12 HIGH STREET, ASHFORD, TN24 8TD"))
	fmt.Printf("%q\n", zones.StreetIn("near The Crown"))
	// Output:
	// High Street
	// ""
}

// Two registers list the same pub; the heavier entry stays.
func ExampleDistinct() {
	at := orb.Point{0.7143, 51.5366}
	premises := zones.Distinct([]zones.Premises{
		{Name: "The Anchor", At: at, Weight: 0.5, Register: "fhrs"},
		{Name: "the anchor", At: at, Weight: 1, Register: "licensing"},
		{Name: "The Bell", At: at, Weight: 1, Register: "licensing"},
	})
	for _, p := range premises {
		fmt.Println(p.Name, p.Weight, p.Register)
	}
	// Output:
	// The Anchor 1 fhrs
	// The Bell 1 licensing
}

func ExampleArea_Across() {
	fmt.Printf("%.0f m\n", zones.Area{Hectares: 8}.Across())
	// Output: 319 m
}

func ExampleBand_String() {
	fmt.Println(zones.Band{From: 4*24 + 22, Hours: 4})
	// Output: Fri 22:00-02:00
}

// A cell where 40 offences of 300 days are recorded, among pubs, is a focus area.
func ExampleSurvey() {
	in := sixMonths(example{})
	cell := line(example{}, 1)[0]
	in.Offences = recorded(example{}, cell, "High Street", 40, 300)
	ground, err := zones.Survey(in)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(ground.Points()), "point with", ground.Points()[0].Count, "offences")
	in.Settings.Cap = 0
	_, err = zones.Survey(in)
	fmt.Println(err)
	// Output:
	// 1 point with 40 offences
	// cap_ha 0: two cells have 2.7 ha, which is the least
}

func ExampleGround_Points() {
	_, ground, _ := threeAreas(example{})
	for _, p := range ground.Points()[:2] {
		fmt.Println(p.Name, p.Count)
	}
	// Output:
	// Marine Parade 20
	// Pier Hill 20
}

func ExampleGround_Unknown() {
	_, ground, _ := threeAreas(example{})
	unknown, all := ground.Unknown()
	fmt.Println(unknown, "of", all, "have no hour")
	// Output: 270 of 270 have no hour
}

func ExampleGround_Measure() {
	set, ground, _ := threeAreas(example{})
	area, err := ground.Measure(set.Areas[0].Outline)
	fmt.Printf("%d offences on %.1f ha, %v\n", area.Count, area.Hectares, err)
	// Output: 80 offences on 2.7 ha, <nil>
}

func ExampleDraw() {
	_, ground, _ := threeAreas(example{})
	set, err := zones.Draw(ground)
	for _, a := range set.Areas {
		fmt.Printf("%s %s: %s, %d offences\n", a.ID, a.Name, a.Tier, a.Count)
	}
	for _, l := range set.LeftOut {
		fmt.Printf("%s %s is left out: %s\n", l.ID, l.Name, l.Reason)
	}
	fmt.Println(err)
	// Output:
	// Z-01 High Street / Market Place: primary, 80 offences
	// Z-02 Park Lane / Park Road: primary, 60 offences
	// Z-03 Marine Parade / Pier Hill: primary, 40 offences
	// L-01 Charter Way is left out: one address
	// <nil>
}

func ExampleGround_Trends() {
	set, ground, _ := threeAreas(example{})
	trends, err := ground.Trends(set)
	for i, t := range trends {
		fmt.Println(set.Areas[i].Name, t.Change)
	}
	fmt.Println(err)
	// Output:
	// High Street / Market Place no change shown
	// Park Lane / Park Road no change shown
	// Marine Parade / Pier Hill no change shown
	// <nil>
}

func ExampleSet_Card() {
	set, _, _ := threeAreas(example{})
	trend := zones.Trend{Change: hotspot.NoChangeShown, Sentence: "as it was"}
	for _, line := range set.Card(set.Areas[0], trend, nil, nil) {
		fmt.Println(line)
	}
	// Output:
	// 2.7 ha, about 180 m across
	// 13.3 offences a month
	// hot in 6 of 6 months
	// 71.0% of the harm recorded in its district, on 0.16% of its land
	// hours unknown
	// largest point: Market Place, 50% of its offences: see whether it is one address
	// no change shown: as it was
}

func ExampleGround_Funded() {
	set, ground, _ := threeAreas(example{})
	report, err := ground.Funded([]zones.Place{
		{Name: "High Street", Reason: "funded", Outline: set.Areas[0].Outline},
		{Name: "The Park", Reason: "funded", Outline: outline(example{}, []h3.Cell{at(example{}, 0.7200, 51.5450)})},
	}, 200, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range report.Places {
		fmt.Println(p.Name, p.Count, p.Standing)
	}
	fmt.Println("missed:", report.Missed[0].Name, report.Missed[0].Count)
	// Output:
	// High Street 80 still hot
	// The Park 0 too few to tell
	// missed: Charter Way 90
}

func ExampleDifference() {
	before, ground, _ := threeAreas(example{})
	after, err := before.Merge(ground, "Z-01", "Z-02")
	if err != nil {
		fmt.Println(err)
		return
	}
	changes, err := zones.Difference(before, after)
	for _, c := range changes {
		fmt.Println(c)
	}
	fmt.Println(err)
	// Output:
	// High Street / Market Place: +2.7 ha
	// Park Lane / Park Road: gone, was primary, 2.7 ha
	// <nil>
}

func ExampleChange_String() {
	fmt.Println(zones.Change{Name: "Lucy Road", Before: zones.Secondary, After: zones.Primary, Hectares: 0.8, Shared: 0.7})
	// Output: Lucy Road: secondary → primary, +0.8 ha
}

func ExampleSet_Retier() {
	set, _, _ := threeAreas(example{})
	set, err := set.Retier("Z-02", zones.Tertiary, "the club has closed")
	fmt.Println(set.Areas[1].Tier, err)
	_, err = set.Retier("Z-01", zones.Tertiary, "")
	fmt.Println(err)
	// Output:
	// tertiary <nil>
	// High Street / Market Place from primary to tertiary: give the reason
}

func ExampleSet_Rename() {
	set, _, _ := threeAreas(example{})
	set, err := set.Rename("Z-03", " The  Golden Mile")
	fmt.Println(set.Areas[2].Name, err)
	_, err = set.Rename("Z-01", "the golden mile")
	fmt.Println(err)
	// Output:
	// The Golden Mile <nil>
	// Z-03 is called The Golden Mile already: two areas cannot have one name
}

func ExampleSet_Delete() {
	set, _, _ := threeAreas(example{})
	after, err := set.Delete("Z-01")
	fmt.Println(len(set.Areas), len(after.Areas), err)
	// Output: 3 2 <nil>
}

// What is struck out stays out of the sets that are drawn after this one.
func ExampleSet_Strike() {
	set, _, in := threeAreas(example{})
	set, err := set.Strike("Z-03", "a fairground, on its own licence")
	if err != nil {
		fmt.Println(err)
		return
	}
	in.Struck = set.Struck
	fmt.Println(names(drawn(example{}, in)))
	// Output: primary High Street / Market Place; primary Park Lane / Park Road; one address: Charter Way; struck out: Marine Parade / Pier Hill a fairground, on its own licence
}

func ExampleSet_Include() {
	set, ground, _ := threeAreas(example{})
	set, err := set.Include(ground, "L-01", "the licensee asked for it")
	last := set.Areas[len(set.Areas)-1]
	fmt.Println(last.Name, last.Tier, err)
	// Output: Charter Way tertiary <nil>
}

func ExampleSet_Merge() {
	set, ground, _ := threeAreas(example{})
	merged, err := set.Merge(ground, "Z-01", "Z-02")
	fmt.Printf("%.1f and %.1f ha are %.1f ha, %v\n", set.Areas[0].Hectares, set.Areas[1].Hectares, merged.Areas[0].Hectares, err)
	_, err = set.Merge(ground, "Z-01", "Z-03")
	fmt.Println(err)
	// Output:
	// 2.7 and 2.7 ha are 5.3 ha, <nil>
	// High Street / Market Place and Marine Parade / Pier Hill do not touch: replace the outline of one with what both should cover, and delete the other
}

func ExampleSet_Reshape() {
	set, ground, _ := threeAreas(example{})
	smaller, err := set.Reshape(ground, "Z-03", outline(example{}, set.Areas[2].Cells[:1]))
	fmt.Printf("%.1f ha, was %.1f; %v\n", smaller.Areas[2].Hectares, set.Areas[2].Hectares, err)
	_, err = set.Reshape(ground, "Z-03", set.Areas[0].Outline)
	fmt.Println(err)
	// Output:
	// 1.3 ha, was 2.7; <nil>
	// the outline of Marine Parade / Pier Hill overlaps High Street / Market Place by 2.66 ha
}

func ExampleSet_Add() {
	set, ground, _ := threeAreas(example{})
	set, err := set.Add(ground, "The Park", zones.Tertiary, outline(example{}, []h3.Cell{at(example{}, 0.7200, 51.5450)}), "concerts all summer")
	last := set.Areas[len(set.Areas)-1]
	fmt.Println(last.Name, last.Count, last.Tier, err)
	// Output: The Park 0 tertiary <nil>
}

func ExampleSet_Apply() {
	set, ground, _ := threeAreas(example{})
	set, err := set.Apply(ground, zones.Edit{Kind: zones.EditName, Zone: "Z-01", Name: "High Street"})
	fmt.Println(set.Areas[0].Name, err)
	_, err = set.Apply(ground, zones.Edit{Kind: "paint", Zone: "Z-01"})
	fmt.Println(err)
	// Output:
	// High Street <nil>
	// no edit "paint"
}

// The first two months alone, on the areas that six months gave.
func ExampleSet_Remeasure() {
	set, _, in := threeAreas(example{})
	in.Offences = slices.DeleteFunc(in.Offences, func(o zones.Offence) bool { return o.Month > 1 })
	in.Months = 2
	ground, err := zones.Survey(in)
	if err != nil {
		fmt.Println(err)
		return
	}
	later, err := set.Remeasure(ground)
	fmt.Println(set.Areas[0].Count, later.Areas[0].Count, later.Areas[0].Name, err)
	// Output: 80 28 High Street / Market Place <nil>
}

func ExampleSet_Rebudget() {
	set, ground, _ := threeAreas(example{})
	set, err := set.Rebudget(ground, zones.PerTier[int]{Primary: 1, Secondary: 1, Tertiary: 5}, set.Settings.Force)
	fmt.Println(names(set), err)
	// Output: primary High Street / Market Place; secondary Park Lane / Park Road; tertiary Marine Parade / Pier Hill; one address: Charter Way <nil>
}

func ExampleSet_Held() {
	set, _, _ := threeAreas(example{})
	h := set.Held(zones.Primary)
	fmt.Printf("%d areas hold %.0f%% of the harm on %.1f%% of the land\n", h.Areas, 100*h.HarmShare, 100*h.AreaShare)
	// Output: 3 areas hold 95% of the harm on 0.5% of the land
}

func ExampleSet_HeldByRank() {
	set, _, _ := threeAreas(example{})
	for _, h := range set.HeldByRank() {
		fmt.Printf("%d: %.0f%%\n", h.Areas, 100*h.HarmShare)
	}
	// Output:
	// 1: 71%
	// 2: 89%
	// 3: 95%
}

func ExampleDisjoint() {
	square := func(west float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 51.5}, {west + 0.01, 51.5}, {west + 0.01, 51.51}, {west, 51.51}, {west, 51.5}}}}
	}
	fmt.Println(zones.Disjoint(square(0.70), square(0.72)))
	fmt.Println(zones.Disjoint(square(0.70), square(0.705)))
	// Output:
	// true <nil>
	// false <nil>
}

func ExamplePatrolSpots() {
	rules := zones.PatrolSpots(20)
	fmt.Println(rules.Radius, rules.Apart, rules.Most)
	// Output: 75 150 20
}

// Counts as small as these rank little more than chance: each is drawn to what the violence
// around leads to expect.
func ExampleFindSpots() {
	robberies := slices.Concat(times(4, east(0), "High Street"), times(5, east(1000), "Mill Lane"))
	violence := slices.Concat(times(30, east(50), "Pier Hill"), times(20, east(1074), "Mill Lane"))
	spots, err := zones.FindSpots(robberies, violence, 9, zones.PatrolSpots(2))
	for _, s := range spots {
		fmt.Printf("%s: %s; score %.1f\n", s.Name, s.Basis("robbery", "robberies"), s.Score)
	}
	fmt.Println(err)
	// Output:
	// Mill Lane: 5 robberies in 3 of 9 months; 3.6 expected from the violence around; score 4.7
	// High Street: 4 robberies in 3 of 9 months; 5.4 expected from the violence around; score 4.2
	// <nil>
}

func ExampleSpot_Basis() {
	fmt.Println(zones.Spot{Count: 4, Hot: 3, Months: 9, Expected: 1.2}.Basis("robbery", "robberies"))
	// Output: 4 robberies in 3 of 9 months; 1.2 expected from the violence around
}

func ExampleSpot_Remarks() {
	for _, r := range (zones.Spot{Count: 10, Retail: 0.8, Top: zones.Top{Name: "Supermarket", Count: 8, Share: 0.8}}).Remarks() {
		fmt.Println(r)
	}
	// Output:
	// 8 of 10 at the public data's point Supermarket, which stands for all addresses around
	// mostly at shops, so probably robbery of businesses or theft with force: a Protect visit in opening hours, not a night patrol
}

func ExampleOverlapping() {
	knife := []zones.Spot{{At: east(0), Hectares: 2}}
	busy := []zones.Spot{{At: east(2000), Hectares: 2}}
	robberies := slices.Concat(times(2, east(70), ""), times(3, east(2000), ""), times(5, east(5000), ""))
	overlap, err := zones.Overlapping(knife, busy, robberies, 75, 100)
	fmt.Printf("%d of %d robberies are at spots of knife crime, %v\n", overlap.Inside, overlap.Offences, err)
	fmt.Println(overlap.Verdict())
	// Output:
	// 2 of 10 robberies are at spots of knife crime, <nil>
	// more than chance, but no more than busy places have: no overlap of the two in particular is shown
}

func ExampleOverlap_Verdict() {
	fmt.Println(zones.Overlap{Offences: 1000, Inside: 500, Share: 0.5, ByArea: 0.1, ByDensity: 0.4}.Verdict())
	fmt.Println(zones.Overlap{Offences: 9, Share: 0.1, ByArea: 0.1}.Verdict())
	// Output:
	// more than busy places have
	// no more than chance
}

func ExampleSettled() {
	hectares, err := zones.Settled(slices.Concat(times(9, east(0), ""), times(2, east(1000), "")))
	fmt.Printf("two cells: %.1f ha, %v\n", hectares, err)
	// Output: two cells: 2.7 ha, <nil>
}

// Robbery with a knife is rare: small areas, wherever they are.
func ExampleStreetRobbery() {
	s := zones.StreetRobbery()
	fmt.Println(s.Mask, s.Cap, "ha")
	// Output: false 7 ha
}
