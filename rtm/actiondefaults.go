package rtm

import (
	"slices"
	"strings"
)

// Who can act.
const (
	licensing  = "licensing authority"
	premises   = "premises"
	council    = "local authority"
	police     = "community policing team"
	transport  = "British Transport Police and rail operator"
	buses      = "bus operator"
	landlords  = "landlords and residents"
	businesses = "business crime partnership"
)

// What actions are for: the groups that everybody has, by what stops them.
func onPeople() []string {
	return []string{"knife", "nte-violence", "robbery", "street-robbery", "theft-from-person", "violence", "weapon-possession"}
}
func onOrder() []string  { return append(onPeople(), "asb", "criminal-damage", "all") }
func onGoods() []string  { return []string{"shoplifting", "robbery", "all"} }
func onStreet() []string { return append(onOrder(), "vehicle-crime") }

// byGroup returns the actions that an offence group leads to near any kind of place. They
// see to it that no pair of a factor and a group that everybody has is without one.
func byGroup() []Action {
	return []Action{
		{police, "Protect", "survey the doors, windows and rear access of homes and premises around; property marking", []string{"burglary", "business", "rural"}},
		{landlords, "Protect", "locks, lighting and alley gates; who looks after empty buildings", []string{"burglary"}},
		{council, "Protect", "light and overlook where vehicles are left; the Safer Parking Scheme", []string{"vehicle-crime"}},
		{police, "Prepare", "tell drivers nearby what is taken: keys, tools, number plates, catalytic converters", []string{"vehicle-crime"}},
		{businesses, "Prepare", "share warnings and bans among premises", []string{"shoplifting", "business"}},
		{police, "Pursue", "collect evidence from premises nearby and name repeat offenders to them", []string{"shoplifting", "business"}},
		{police, "Prepare", "mark plant, tools and fuel tanks; have farms and villages warn one another", []string{"rural"}},
		{council, "Prevent", "gates and barriers where vehicles leave the road; clear dumped waste at once", []string{"rural"}},
		{council, "Prevent", "repair and clean at once; ask who is there when it happens", []string{"criminal-damage", "asb"}},
		{police, "Prevent", "visible patrol at the hours when it happens", []string{"all", "asb", "criminal-damage", "knife", "nte-violence", "robbery", "street-robbery", "theft-from-person", "violence", "weapon-possession"}},
	}
}

// forGroups returns actions for some offence groups.
func forGroups(groups []string, actions []Action) []Action {
	for i := range actions {
		actions[i].Groups = groups
	}
	return actions
}

// DefaultActions returns the actions that a new database starts with, by factor.
// They are proposals to talk about, not findings: first what the kind of place leads to, then what the offence group does.
func DefaultActions() []Actions {
	var all []Actions
	for _, of := range []map[string][]Action{ofVenues(), ofWays()} {
		for factor, actions := range of {
			all = append(all, Actions{Factor: factor, Version: 1, Actions: slices.Concat(actions, byGroup())})
		}
	}
	slices.SortFunc(all, func(a, b Actions) int { return strings.Compare(a.Factor, b.Factor) })
	return all
}

// ofVenues returns what kinds of place where people drink, eat, stay and shop lead to.
func ofVenues() map[string][]Action {
	drink := forGroups(onOrder(), []Action{
		{licensing, "Prevent", "review the licence and its conditions; agree staggered closing", nil},
		{premises, "Protect", "door staff, searches on entry and CCTV that covers the way out", nil},
		{police, "Pursue", "visit at closing time; act on breaches of the licence with the licensing authority", nil},
		{"pubwatch and street pastors", "Prepare", "share bans; agree who does what on busy nights", nil},
	})
	shop := forGroups(onGoods(), []Action{
		{premises, "Protect", "move what is stolen into sight; staff at the door; CCTV", nil},
		{police, "Pursue", "collect evidence from the premises and name repeat offenders to it", nil},
		{"business crime partnership", "Prepare", "share warnings and bans among premises", nil},
	})
	hotel := []Action{
		{premises, "Protect", "staff and CCTV at the door and in the car park", nil},
		{police, "Prepare", "staff who know the signs of exploitation and whom to call", nil},
	}
	inside := []Action{
		{premises, "Protect", "lighting and CCTV at the door and where people wait; staff who know whom to call", nil},
	}
	yard := []Action{
		{premises, "Protect", "fences, lighting, locks and alarms; nothing of worth left outside", nil},
		{police, "Prepare", "a watch scheme of the businesses or farms around", nil},
	}
	return map[string][]Action{
		"pub": drink, "bar": drink, "nightclub": drink,
		"casino": drink,
		"takeaway": forGroups(onOrder(), []Action{
			{licensing, "Prevent", "review late-night refreshment: hours, staff at the door, litter", nil},
			{premises, "Protect", "CCTV at the counter and the queue", nil},
			{police, "Prevent", "visible patrol when pubs close", nil},
		}),
		"off-licence": forGroups(append(onOrder(), "shoplifting"), []Action{
			{licensing, "Prevent", "review the licence: hours, single cans, proof of age", nil},
			{"trading standards", "Pursue", "test purchases", nil},
			{premises, "Protect", "CCTV and staff at the door", nil},
		}),
		"cash-machine": forGroups(onPeople(), []Action{
			{"bank or operator of the machine", "Protect", "lighting, mirrors and CCTV; move the machine indoors", nil},
			{council, "Protect", "light the way to it; mark a space to stand back", nil},
			{police, "Prevent", "visible patrol on the evenings on which it is used most", nil},
		}),
		"bank": forGroups(onPeople(), []Action{
			{"bank", "Protect", "CCTV; staff that look out for people watched as they draw cash", nil},
			{police, "Prepare", "agree with staff how they call for help", nil},
		}),
		"supermarket": shop, "shop": shop, "convenience-store": shop, "betting-shop": shop,
		"forecourt": forGroups(append(onGoods(), "vehicle-crime"), []Action{
			{premises, "Protect", "number-plate recognition, payment before fuel, staff in sight", nil},
			{police, "Pursue", "act on number plates", nil},
		}),
		"hotel": hotel, "hostel": hotel,
		"restaurant": inside, "cafe": inside, "catering": inside, "mobile-caterer": inside, "cinema": inside, "theatre": inside,
		"library": inside, "community-centre": inside, "place-of-worship": inside, "toilets": inside, "cctv": inside, "prison": inside, "police-station": inside, "custody-suite": inside,
		"manufacturer": yard, "distributor": yard, "importer": yard, "farm": yard,
	}
}

// ofWays returns what kinds of place where people move, learn and are cared for lead to.
func ofWays() map[string][]Action {
	road := forGroups(onStreet(), []Action{
		{council, "Protect", "lighting, sight lines and CCTV", nil},
		{police, "Prevent", "visible patrol when people come and go", nil},
	})
	care := forGroups(onOrder(), []Action{
		{"NHS and its security management", "Protect", "access, alarms and safe storage", nil},
		{police, "Prepare", "agree how staff call for help and what officers do", nil},
	})
	school := forGroups(onOrder(), []Action{
		{"school or college", "Prevent", "lessons on knives; staff outside when the day ends", nil},
		{police, "Prevent", "visible patrol on the ways home", nil},
		{"transport provider", "Protect", "staff at the stops when the day ends", nil},
	})
	air := []Action{
		{"operator and the police of the port", "Protect", "staff and CCTV at the entrances and in the car parks", nil},
	}
	station := []Action{
		{transport, "Protect", "staff and CCTV on platforms, ways out and in the car park", nil},
		{transport, "Prevent", "visible patrol, joint with the force, at the busy trains", nil},
		{council, "Protect", "light the ways to and from it", nil},
	}
	coaches := []Action{
		{buses, "Protect", "staff and CCTV to the last bus", nil},
		{council, "Protect", "lighting and sight lines", nil},
		{police, "Prevent", "visible patrol when schools and pubs close", nil},
	}
	return map[string][]Action{
		"station": station, "station-entrance": station, "platform": station, "metro-station": station,
		"airport": air, "airport-entrance": air, "ferry-terminal": air, "ferry-terminal-entrance": air, "ferry-berth": air,
		"bus-stop": {
			{buses, "Protect", "CCTV on buses; stops in sight", nil},
			{council, "Protect", "light the stop and the ways to it, cut back what hides it", nil},
		},
		"bus-station": coaches, "bus-station-entrance": coaches,
		"taxi-rank": {
			{council, "Protect", "marshals at closing time; CCTV and lighting", nil},
			{"taxi operators", "Prevent", "enough cars at closing time", nil},
		},
		"pharmacy": {
			{"pharmacy and NHS", "Protect", "safes, alarms, controlled entry", nil},
			{police, "Prepare", "warn of thefts of medicines; agree how staff call for help", nil},
		},
		"hospital": care, "clinic": care, "surgery": care, "care": care,
		"school": school, "college": school, "university": school,
		"car-park":  append([]Action{{"owner of the car park", "Protect", "barriers, lighting and CCTV; the Safer Parking Scheme", nil}}, road...),
		"main-road": road,
		"footpath": {
			{council, "Protect", "lighting; cut back what hides the way; CCTV where ways meet", nil},
			{police, "Prevent", "visible patrol on foot or by cycle", nil},
		},
		"waterfront": {
			{council, "Protect", "lighting and sight lines along the water", nil},
			{police, "Prevent", "visible patrol on foot or by cycle", nil},
		},
		"park": forGroups(onOrder(), []Action{
			{council, "Protect", "lighting, sight lines; close what can be closed at night", nil},
			{police, "Prevent", "knife sweeps and visible patrol", nil},
			{"youth service", "Prevent", "workers where young people meet", nil},
		}),
	}
}
