// Package hotspot finds statistically significant concentrations of recorded
// crime on an H3 lattice, in space and in time, and says what it left out.
//
// A [Question] names an offence group, a clock and the weights of harm (package
// crime). [Count] takes it and offences, and returns a [Tally]: offences and harm
// for each cell of a geo.Lattice, incidents of anti-social behaviour apart, and
// beside them every offence that took no part and why.
//
// On the counts stand the rest. Where: [Ranks] first; then [GiStar], [Gi],
// [LocalMoran] over [Neighbours], adjusted over the whole map, with
// [Standings] beside them, by what the surroundings of a place foretell; [Density] and [Rates]. [Spots] builds patrol spots of equal size from
// adjoining cells. Is it changing: [MannKendall], [Emerge], [Knox]
// and [NearRepeats], and [CompareMonths] with [MonthScatter] for one period against another. When:
// [TimesOf]. How many to expect, and at what hours: [NewForecast], [Profiles]. Will it hold: [Evaluate] and [HoldOut] say how well rankings of cells
// foretold what came later. Did it work: [Allocate] draws a trial by lot, and
// [Displacement] compares places that nobody drew. If all places are equal the result is empty, with a note, and never NaN.
package hotspot
