package demoshire

import (
	"slices"

	"beatplan/crime"
)

// The rates of the hours of a policing day.
const (
	always   = "556666666665555544443333"
	daytime  = "124899998888764321000000"
	evening  = "111123334456667766543211"
	late     = "111122223334567899986421"
	darkness = "654432222223345678899887"
	drinks   = "111112222334455667775321"
	revels   = "111122233445678899999974"
)

// kinds returns the patterns of the county. Robbery and knife crime have the
// same causes, so that any mix of them has too. Numbers are those of a usual year:
// they follow a county of its size in the year to March 2025.
func kinds() []kind { return slices.Concat(violence(), thefts(), burglaries()) }

// violence is robbery and what else is done to people, or against order.
func violence() []kind {
	street := []Influence{{"cash-machine", 150, 3}, {"nightclub", 225, 3}, {station, 300, 2.5}}
	public := []chance{{"public", 0.86}, {"transport", 0.14}}
	inShops := []chance{{"shop", 1}}
	atHome := []chance{{"dwelling", 0.92}, {"public", 0.08}}
	outdoors := []chance{{"public", 0.7}, {"dwelling", 0.3}}
	return []kind{
		{
			Pattern:  Pattern{Name: "street robbery", Quotas: []Quota{{"Robbery of personal property", 560}}, Influences: street},
			workdays: evening, weekend: late, places: public, flags: []chance{{crime.FlagKnife, 0.3}}, span: span{0.05, 0.5},
			patrolled: true,
		},
		{
			Pattern:  Pattern{Name: "business robbery", Quotas: []Quota{{"Robbery of business property", 110}}, Influences: street},
			workdays: evening, weekend: evening, places: inShops,
			flags: []chance{{crime.FlagBusiness, 1}, {crime.FlagKnife, 0.35}}, patrolled: true,
		},
		{
			Pattern: Pattern{
				Name: "knife crime", Influences: street,
				Quotas: []Quota{{"Violence with injury", 330}, {"Violence without injury", 240}, {"Public order offences", 150}, {"Other sexual offences", 10}, {"Homicide", 4}},
			},
			workdays: evening, weekend: late,
			places: []chance{{"public", 0.72}, {"transport", 0.1}, {"licensed-premises", 0.06}, {"dwelling", 0.12}},
			flags:  []chance{{crime.FlagKnife, 1}, {crime.FlagAlcohol, 0.2}}, patrolled: true,
		},
		{
			Pattern: Pattern{
				Name: "disorder", Influences: []Influence{{"pub", 150, 2.5}, {"nightclub", 225, 3}, {"takeaway", 75, 1.8}}, Nightly: true,
				Quotas: []Quota{{"Violence with injury", 1_100}, {"Violence without injury", 1_500}, {"Public order offences", 2_900}, {"Criminal damage", 700}},
			},
			workdays: drinks, weekend: revels,
			places: []chance{{"public", 0.6}, {"licensed-premises", 0.25}, {"transport", 0.07}, {"shop", 0.08}},
			flags:  []chance{{crime.FlagAlcohol, 0.45}, {crime.FlagHate, 0.03}}, span: span{0.12, 1},
		},
		{
			Pattern: Pattern{
				Name:   "domestic abuse",
				Quotas: []Quota{{"Violence with injury", 1_200}, {"Violence without injury", 2_300}, {"Stalking and harassment", 2_900}, {"Criminal damage", 500}, {"Rape offences", 150}},
			},
			workdays: evening, weekend: late, places: atHome,
			flags: []chance{{crime.FlagDomestic, 1}, {crime.FlagAlcohol, 0.25}}, span: span{0.25, 6},
		},
		{
			Pattern: Pattern{
				Name:   "other offences against the person",
				Quotas: []Quota{{"Stalking and harassment", 1_000}, {"Rape offences", 270}, {"Other sexual offences", 790}},
			},
			workdays: evening, weekend: late, places: outdoors, span: span{0.5, 12},
		},
		{
			Pattern:  Pattern{Name: "damage", Quotas: []Quota{{"Criminal damage", 2_200}, {"Arson", 160}}, Influences: []Influence{{"takeaway", 150, 1.6}}},
			workdays: darkness, weekend: darkness, places: outdoors, span: span{0.55, 8},
		},
	}
}

// thefts is what is stolen from shops, people and vehicles.
func thefts() []kind {
	public := []chance{{"public", 0.86}, {"transport", 0.14}}
	business := []chance{{crime.FlagBusiness, 1}}
	inShops := []chance{{"shop", 1}}
	return []kind{
		{
			Pattern: Pattern{
				Name: "shoplifting", Quotas: []Quota{{"Shoplifting", 4_300}},
				Influences: []Influence{{"supermarket", 150, 12}, {"shop", 75, 6}, {"forecourt", 75, 4}},
			},
			workdays: daytime, weekend: daytime, places: inShops, flags: business, span: span{0.1, 2},
		},
		{
			Pattern: Pattern{
				Name:   "theft and the rest",
				Quotas: []Quota{{"Other theft offences", 3_000}, {"Miscellaneous crimes against society", 806}, {"Death or serious injury - unlawful driving", 10}},
			},
			workdays: always, weekend: always, places: []chance{{"public", 1}}, span: span{0.5, 6},
		},
		{
			Pattern: Pattern{
				Name: "theft from the person", Quotas: []Quota{{"Theft from the person", 450}},
				Influences: []Influence{{"nightclub", 225, 3}, {station, 300, 2}},
			},
			workdays: daytime, weekend: late, places: public, span: span{0.4, 2},
		},
		{
			Pattern:  Pattern{Name: "bicycle theft", Quotas: []Quota{{"Bicycle theft", 380}}, Influences: []Influence{{station, 150, 5}}},
			workdays: daytime, weekend: always, places: public, span: span{0.85, 8},
		},
		{
			Pattern:  Pattern{Name: "vehicle crime", Quotas: []Quota{{"Vehicle offences", 3_000}}},
			workdays: darkness, weekend: darkness, places: []chance{{"public", 1}}, span: span{0.85, 9},
		},
	}
}

// burglaries is burglary, and what searches and complaints bring to light.
func burglaries() []kind {
	public := []chance{{"public", 0.86}, {"transport", 0.14}}
	business := []chance{{crime.FlagBusiness, 1}}
	inShops := []chance{{"shop", 1}}
	outdoors := []chance{{"public", 0.7}, {"dwelling", 0.3}}
	return []kind{
		{
			Pattern:  Pattern{Name: "burglary of homes", Quotas: []Quota{{"Residential burglary", 1_050}}},
			workdays: always, weekend: evening, places: []chance{{"dwelling", 1}}, span: span{0.8, 7},
		},
		{
			Pattern: Pattern{
				Name: "burglary of businesses", Quotas: []Quota{{"Non-residential burglary", 480}},
				Influences: []Influence{{"shop", 150, 3}},
			},
			workdays: darkness, weekend: darkness, places: inShops, flags: business, span: span{0.85, 11},
		},
		{
			Pattern: Pattern{
				Name: "found by searching", Searched: true, Influences: []Influence{{"nightclub", 225, 3}, {station, 300, 2}},
				Quotas: []Quota{{"Possession of drugs", 900}, {"Trafficking of drugs", 330}, {"Possession of weapons offences", 320}},
			},
			workdays: evening, weekend: late, places: public, flags: []chance{{crime.FlagPoliceGenerated, 1}},
		},
		{
			Pattern: Pattern{
				Name: "anti-social behaviour", Quotas: []Quota{{crime.AntiSocialBehaviour, 5_900}}, Nightly: true,
				Influences: []Influence{{"takeaway", 75, 1.8}, {"supermarket", 150, 2}},
			},
			workdays: evening, weekend: late, places: outdoors,
		},
	}
}
