// Package zones draws focus areas: few, small areas of streets that hold much of
// the harm of a night-time economy, each primary, secondary or tertiary.
//
// [Survey] lays out the input: the points that offences were recorded at, how much
// of each is taken for night-time economy, and the cells that hold them. With hours
// that is what the clock takes. Without, licensed premises near stand for it: of a
// point with three pubs at the door half counts. Prisons, hospitals and police
// stations, where offences are recorded that were committed elsewhere, do not count.
//
// [Draw] grows an area from each peak of harm, cell by cell, up to a cap in
// hectares, and refuses what is one address, has few premises near, does not recur,
// is too little, or is the fringe of another. The rest are ranked by harm and get
// tiers by a budget. What was left out is listed with its reason.
//
// People decide: edits of a [Set] change tiers, names and outlines, merge, strike
// out and include, and [Difference] says what changed between two versions. Places
// struck out or included stay so when areas are drawn anew.
//
// [FindSpots] finds spots of patrol size for an offence that is too rare to count.
package zones
