// Package crime has the words of a force's records: what is recorded, when,
// and how it is grouped, weighed and timed.
//
// An [Offence] has a type, a place and a time: an instant, an interval or only
// a month. A [Record] is an offence as a file brings it, with its reference and
// its marks of quality; an [Incident] is a call to the police, and an [Event] a
// day of the calendar.
//
// A [Group] is a named, versioned rule over types and flags. [Harm] gives each
// type its days of imprisonment: the Cambridge Crime Harm Index, the sentence
// that a first offender would start from (Sherman, Neyroud & Neyroud 2016,
// doi 10.1093/police/paw003). [Catalogue] lists the days of each recorded-crime
// subgroup; data.police.uk publishes coarser categories, whose days are a mix of
// subgroups that [Harm] states.
//
// [PlaceKinds] lists the kinds of place that are no streets, and says at which of
// them offences never begin or rank an area or a spot.
//
// A [Clock] is a choice of hours of the week, Europe/London. An offence in an
// interval gives each hour its share (aoristic analysis, Ratcliffe & McCullagh
// 1998); of an offence with only a month no hour is known, so no clock takes it.
package crime
