package crime_test

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// ofEverybody is a group that everybody has.
func ofEverybody(name string) crime.Group {
	groups := crime.DefaultGroups()
	return groups[slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == name })]
}

// town is a cell of the lattice, and its offences: two of violence in public, one at home.
func town() (geo.Lattice, []crime.Offence) {
	cell, err := geo.CellAt(orb.Point{0.7075, 51.5459}, 10)
	if err != nil {
		panic(err)
	}
	at := orb.Point{0.7075, 51.5459}
	violence := crime.Offence{Type: "Violence and sexual offences", Place: "public", Cell: cell, At: &at}
	home := violence
	home.Place, home.Flags = "home", []string{crime.FlagDomestic}
	return geo.Lattice{Resolution: 10, Cells: []h3.Cell{cell}}, []crime.Offence{violence, violence, home}
}

func ExampleGroup_Validate() {
	fmt.Println(crime.Group{Name: "knife", Definition: "With a knife", Types: []string{"Robbery"}, Flags: []string{crime.FlagKnife}}.Validate())
	fmt.Println(crime.Group{Name: "knife", Definition: "With a knife", Types: []string{"Stabbing"}}.Validate())
	// Output:
	// <nil>
	// types/0: no offence type or category "Stabbing"; there are Anti-social behaviour, Violence and sexual offences, Public order, Criminal damage and arson, Shoplifting, Other theft, Vehicle crime, Burglary, Drugs, Theft from the person, Robbery, Possession of weapons, Bicycle theft, Other crime, and the subgroups of these
}

func ExampleGroup_AllTypes() {
	for _, t := range ofEverybody("burglary").AllTypes() {
		fmt.Println(t)
	}
	// Output:
	// Burglary
	// Domestic burglary
	// Non-domestic burglary
	// Non-residential burglary
	// Residential burglary
}

// The public data say burglary and no more: whether it was of a home is not known.
func ExampleGroup_Coarser() {
	homes := crime.Group{Types: []string{"Residential burglary"}}
	fmt.Println(homes.Coarser())
	// Output: [Burglary]
}

func ExampleGroup_Matcher() {
	isKnife := ofEverybody("knife").Matcher()
	o := crime.Offence{Type: "Robbery"}
	fmt.Println(isKnife(o))
	o.Flags = []string{crime.FlagKnife}
	fmt.Println(isKnife(o))
	// Output:
	// false
	// true
}

// Knives that officers find by searching show where officers looked.
func ExampleGroup_Targets() {
	weapons := ofEverybody("weapon-possession")
	found := crime.Offence{Type: "Possession of weapons", Flags: []string{crime.FlagPoliceGenerated}}
	fmt.Println(weapons.Matches(found), weapons.Targets().Matches(found))
	// Output: true false
}

func ExamplePoliceGenerated() {
	fmt.Println(crime.PoliceGenerated("Drugs"), crime.PoliceGenerated("Robbery"))
	// Output: true false
}

func ExampleTypesOf() {
	offences := []crime.Offence{{Type: "Robbery"}, {Type: "Bicycle theft"}, {Type: "Robbery"}}
	fmt.Println(crime.TypesOf(crime.Group{Types: []string{"Robbery"}}, offences))
	// Output: [Robbery]
}

func ExampleGroup_OfLand() {
	fmt.Println(crime.Group{RuralUrban: crime.Rural}.OfLand(), crime.Group{}.OfLand())
	// Output: true false
}

func ExampleGroup_Land() {
	fmt.Println(crime.Group{RuralUrban: crime.Rural, Beats: []string{"North beat"}}.Land())
	// Output: rural land in North beat
}

func ExampleIsClass() {
	fmt.Println(crime.IsClass("Larger rural: nearer to a major town or city", crime.Rural))
	fmt.Println(crime.IsClass("Urban: nearer to a major town or city", crime.Rural))
	// Output:
	// true
	// false
}

func ExampleGroup_RuledOut() {
	lattice, offences := town()
	for _, out := range ofEverybody("nte-violence").RuledOut(lattice, offences) {
		fmt.Println(out.Offences, out.Rule)
	}
	// Output: 1 flagged domestic
}

// The second offence is burglary, nobody says of what.
func ExampleGroup_Unknowns() {
	lattice, offences := town()
	offences[0].Type, offences[1].Type = "Residential burglary", "Burglary"
	homes := crime.Group{Types: []string{"Residential burglary"}}
	u := homes.Unknowns(lattice, offences[:2])
	fmt.Println(u.Offences, "counts;", u.Coarse, "may be of the group")
	// Output: 1 counts; 1 may be of the group
}

// No offence of the public data has a flag, so none can be said to be with a knife.
func ExampleGroup_Unflagged() {
	lattice, offences := town()
	fmt.Println(ofEverybody("knife").Unflagged(lattice, offences[:2]))
	offences[0].Flags = []string{crime.FlagAlcohol}
	fmt.Println(ofEverybody("knife").Unflagged(lattice, offences[:2]))
	// Output:
	// 2
	// 0
}

func ExamplePile_Suspect() {
	fmt.Println(crime.Pile{Offences: 18, Positions: 4, Largest: 12}.Suspect())
	fmt.Println(crime.Pile{Offences: 40, Positions: 20, Largest: 12}.Suspect())
	// Output:
	// true
	// false
}

func ExamplePiles() {
	lattice, offences := town()
	fmt.Printf("%+v\n", crime.Piles(lattice, crime.Group{Types: []string{"Violence and sexual offences"}}, offences)[lattice.Cells[0]])
	// Output: {Offences:3 Positions:1 Largest:3}
}

func ExamplePlainType() {
	fmt.Println(crime.PlainType("Criminal damage & arson"))
	// Output: criminaldamageandarson
}

func ExampleHarm_Mixes() {
	for _, note := range crime.DefaultHarm().Mixes([]string{"Burglary", "Residential burglary"}) {
		fmt.Println(note)
	}
	// Output: harm of «Burglary» is a national mix of its subgroups: 244.7 days for every one
}

func ExampleHarm_Capped() {
	capped := crime.DefaultHarm().Capped(100)
	fmt.Println(capped.Days("Residential burglary"))
	// Output: 100 true
}

func ExampleDefaultHarm() {
	h := crime.DefaultHarm()
	robbery, _ := h.Days("Robbery")
	shoplifting, _ := h.Days("Shoplifting")
	fmt.Printf("%.0f and %.0f days of imprisonment\n", robbery, shoplifting)
	// Output: 365 and 1 days of imprisonment
}

func ExampleEqualHarm() {
	fmt.Println(crime.EqualHarm().Days("Robbery"))
	fmt.Println(crime.EqualHarm().Days(crime.AntiSocialBehaviour))
	// Output:
	// 1 true
	// 1 true
}

func ExampleNeverPlaces() {
	for _, k := range crime.NeverPlaces(ofEverybody("knife")) {
		fmt.Println(k.Category)
	}
	// Output:
	// prison
	// hospital
	// police-station
	// custody-suite
	// airport
	// motorway-services
	// ferry-terminal
	// race-track
}

func ExampleKindAt() {
	kind, known := crime.KindAt("Supermarket", "")
	fmt.Println(kind.Category, known)
	_, known = crime.KindAt("High Street", "")
	fmt.Println(known)
	// Output:
	// supermarket true
	// false
}

func ExampleOpenAt() {
	hours, err := geo.ParseHours("Mo-Su 09:00-17:30")
	shop := geo.Site{Category: "shop", Opening: hours}
	fmt.Println(crime.OpenAt(shop, named("day")) == crime.Open, crime.OpenAt(shop, named("nte")) == crime.Shut, err)
	fmt.Println(crime.OpenAt(geo.Site{Category: "shop"}, named("nte")) == crime.Unknown)
	// Output:
	// true true <nil>
	// true
}

func ExampleGroup_Unweighted() {
	for _, g := range crime.DefaultGroups()[:2] {
		fmt.Println(g.Name, g.Unweighted())
	}
	// Output:
	// all false
	// asb true
}

func ExampleOperation_Validate() {
	sceptre := crime.DefaultOperations()[0]
	fmt.Println(sceptre.Validate())
	sceptre.Measure = "risk"
	fmt.Println(sceptre.Validate())
	// Output:
	// <nil>
	// measure "risk": it is harm or count
}

func ExampleOperation_Weights() {
	fmt.Println(crime.Operation{Measure: crime.ByCount}.Weights().Days("Robbery"))
	fmt.Println(crime.Operation{Measure: crime.ByHarm}.Weights().Days("Residential burglary"))
	// Output:
	// 1 true
	// 273.5 true
}

// The public data flag no knives, so Op Sceptre looks at robbery instead.
func ExampleOperation_Choose() {
	o := crime.Operation{Name: "sceptre", Groups: []string{"knife", "robbery"}}
	counted := map[string]float64{"knife": 0, "robbery": 41}
	chosen, note, err := o.Choose(crime.DefaultGroups(), func(g crime.Group) float64 { return counted[g.Name] })
	fmt.Println(chosen.Name, err)
	fmt.Println(note)
	// Output:
	// robbery <nil>
	// no offence here carries what group knife needs, so operation sceptre uses robbery
}

func ExampleStrand_Validate() {
	fmt.Println(crime.DefaultStrands()[0].Validate())
	fmt.Println(crime.Strand{Name: "knife-crime", Title: "Knife crime"}.Validate())
	// Output:
	// <nil>
	// definition: say what we mean when we say it
}

func ExampleIsName() {
	fmt.Println(crime.IsName("street-robbery"), crime.IsName("Street robbery"))
	// Output: true false
}

// What a call turned out to be counts, and not what the caller said.
func ExampleIncident_Type() {
	call := crime.Incident{Opening: "noise"}
	fmt.Println(call.Type())
	call.Closing = "asb"
	fmt.Println(call.Type())
	// Output:
	// noise
	// asb
}

func ExampleMembers_District() {
	fmt.Println(crime.Members{ByCode: "E07000070", ByPosition: "E07000074"}.District())
	// Output: E07000070
}

func ExampleHolding_Timed() {
	h := crime.Holding{MonthOnly: 5}
	h.Days[0], h.Days[30] = 2, 1
	fmt.Println(h.Timed(), h.Offences())
	// Output: 3 8
}

func ExampleHolding_Offences() {
	fmt.Println(crime.Holding{MonthOnly: 5}.Offences())
	// Output: 5
}

func ExampleStreetSource() {
	fmt.Println(crime.StreetSource("Essex Police"))
	// Output: street (Essex Police)
}

func ExampleSystem() {
	fmt.Println(crime.System(crime.StreetSource("Essex Police")), crime.System("records"))
	// Output: street records
}

func ExampleIsStreet() {
	fmt.Println(crime.IsStreet(crime.StreetSource("Essex Police")), crime.IsStreet("records"))
	// Output: true false
}

// twoSystems hold January: the street files all of it, a records system nearly as much.
func twoSystems() crime.Coverage {
	january := month("2025-01")
	records := crime.Holding{Month: january, Source: "records", District: "E07000070"}
	for day := range records.Days {
		records.Days[day] = 3
	}
	return crime.Coverage{{Month: january, Source: crime.StreetSource("Essex Police"), District: "E07000070", MonthOnly: 100}, records}
}

func ExampleCoverage_Choose() {
	held := twoSystems()
	held.Choose(nil)
	fmt.Println(held.Counted()[0].Source)
	held.Choose([]string{crime.StreetFiles})
	fmt.Println(held.Counted()[0].Source)
	// Output:
	// records
	// street (Essex Police)
}

func ExampleCoverage_Counted() {
	held := twoSystems()
	held.Choose(nil)
	fmt.Println(len(held.Counted()), len(held.Counted("E07000070")), len(held.Counted("E07000074")))
	// Output: 1 1 0
}

func ExampleCoverage_With() {
	held := twoSystems()
	both := held.With(crime.Coverage{{Month: month("2025-01"), Source: "records", District: "E07000070", MonthOnly: 7}})
	fmt.Println(len(both), both.Offences()-held.Offences())
	// Output: 2 7
}

func ExampleCoverage_Offences() {
	fmt.Println(twoSystems().Offences())
	// Output: 193
}

func ExampleCoverage_Months() {
	fmt.Println(twoSystems().Months())
	// Output: [2025-01]
}

func ExampleCoverage_Systems() {
	fmt.Println(twoSystems().Systems())
	// Output: [records street]
}

func ExampleCoverage_BySource() {
	for source, held := range twoSystems().BySource() {
		if source == "records" {
			fmt.Println(held.Offences())
		}
	}
	// Output: 93
}

// What is loaded of records ends on 20 January: the rest of the month is not covered.
func ExampleCoverage_Covered() {
	held := twoSystems()[1:]
	for day := 20; day < 31; day++ {
		held[0].Days[day] = 0
	}
	for slot, days := range held.Covered() {
		fmt.Println(slot.Month, slot.District, days)
	}
	// Output: 2025-01 E07000070 1-20
}

func ExampleCoverage_Of() {
	held := twoSystems()
	held.Choose(nil)
	for _, m := range held.Of("E07000070") {
		fmt.Println(m.Month, m.Days.Len(), "days")
	}
	// Output: 2025-01 31 days
}

func ExampleCoverage_Overlaps() {
	held := twoSystems()
	held.Choose(nil)
	for _, o := range held.Overlaps() {
		fmt.Println(o.Month, "counts", o.Counted, "and leaves", o.LeftOut[0].Offences(), "of", o.LeftOut[0].Source)
	}
	// Output: 2025-01 counts records and leaves 100 of street (Essex Police)
}

// The feed of April broke: it has a quarter of what is usual.
func ExampleCoverage_Suspicions() {
	var held crime.Coverage
	for i, offences := range []int{120, 110, 115, 30} {
		held = append(held, crime.Holding{Month: month("2025-01") + crime.Month(i), Source: crime.StreetSource("Essex Police"), District: "E07000070", MonthOnly: offences, Counted: true})
	}
	for _, s := range held.Suspicions() {
		fmt.Printf("%s: %d, about %.0f are usual\n", s.Month, s.Offences(), s.Usual)
	}
	// Output: 2025-04: 30, about 116 are usual
}

func ExampleSourceOrder_Validate() {
	fmt.Println(crime.SourceOrder{Systems: []string{"records", "street"}}.Validate(twoSystems()))
	fmt.Println(crime.SourceOrder{Systems: []string{"ledger"}}.Validate(twoSystems()))
	// Output:
	// <nil>
	// systems/0: nothing is loaded of a system "ledger"; there are records, street
}

func ExampleRetiredTypes() {
	for _, t := range crime.RetiredTypes() {
		fmt.Println(t.Name, "until", t.Until)
	}
	// Output:
	// Violent crime until 2013-04
	// Public disorder and weapons until 2013-04
	// Domestic burglary until 2017-03
	// Non-domestic burglary until 2017-03
}

func ExampleDefaultGroups() {
	for _, g := range crime.DefaultGroups() {
		fmt.Print(g.Name, " ")
	}
	// Output: all asb burglary business criminal-damage knife nte-violence robbery rural shoplifting street-robbery theft-from-person vehicle-crime violence weapon-possession
}

func ExamplePlaceKinds() {
	for _, k := range crime.PlaceKinds() {
		if k.Role == crime.Night {
			fmt.Println(k.Category)
		}
	}
	// Output: nightclub
}

func ExampleDefaultOperations() {
	for _, o := range crime.DefaultOperations() {
		fmt.Println(o.Name, o.Groups, o.Measure)
	}
	// Output:
	// asb [asb] count
	// burglary [burglary] harm
	// business [business] harm
	// nte [nte-violence] harm
	// rural [rural] harm
	// sceptre [knife robbery] harm
	// vehicle-crime [vehicle-crime] harm
}

func ExampleDefaultStrands() {
	for _, s := range crime.DefaultStrands() {
		fmt.Println(s.Name, s.Operations)
	}
	// Output:
	// anti-social-behaviour [asb]
	// burglary [burglary]
	// business-crime [business]
	// knife-crime [sceptre]
	// night-time-economy [nte]
	// rural-crime [rural]
	// vehicle-crime [vehicle-crime]
}
