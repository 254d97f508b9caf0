// Package hotspot counts recorded crime where and when it happened, on cells
// that stay put, in numbers that say what they leave out.
//
// A count is never just a count. It is of an offence [Group] (a named, versioned
// rule over types and flags), in a period of whole months, on a [Clock] (hours
// of the week, Europe/London), over the cells of a geo.Lattice. [Count] takes
// those and offences, and returns a [Tally]: offences and harm for each cell,
// incidents of anti-social behaviour apart, and beside them every offence that
// took no part and why.
//
// Harm is the Cambridge Crime Harm Index: the days of imprisonment that a
// first offender would start from (Sherman, Neyroud & Neyroud 2016,
// doi 10.1093/police/paw003). [Catalogue] has the days of each recorded-crime
// subgroup. data.police.uk publishes coarser categories; their days are a mix
// of subgroups, which [Harm] states.
//
// Time is honest. An offence happened at an instant, or somewhere in an
// interval, in which case each hour gets its share (aoristic analysis,
// Ratcliffe & McCullagh 1998), or in a month, in which case nothing is known of
// its hour and no clock will take it.
//
// On the counts stand the rest. Where: [Ranks] first; then [GiStar], [Gi],
// [LocalMoran] over [Neighbours], adjusted over the whole map, with
// [PoissonExcess] beside them, which says when there are too few offences to
// tell; [Density] and [Rates]. [Spots] builds patrol spots of equal size from
// adjoining cells. Is it changing: [MannKendall], [CubeGiStar] and [Emerge], [Knox]
// and [NearRepeats], and [CompareMonths] for one period against another. When:
// [TimesOf]. Will it hold: [Evaluate] and [HoldOut] say how well rankings of cells
// foretold what came later. Did it work: [Allocate] draws a trial by lot, and
// [Displacement] compares places that nobody drew. Where nothing varies there is no result, which is said, and never NaN.
package hotspot
