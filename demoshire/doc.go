// Package demoshire invents a county: its coast, its districts and towns, the
// places in them, and a year of offences whose causes are known.
//
// Nothing here exists. Demoshire lies in the North Sea, east of Essex, where no
// map has land; its codes begin with DEMO, its areas say that they are invented,
// and a name that a real place bears too does so by chance. [Generate] makes it
// from a seed: the same seed gives the same county, byte for byte.
//
// What the county is for is its [Truth]. Offences are not scattered to look
// right, they are drawn from an intensity that can be written down. On the H3
// cells of resolution 10 that cover the land, a pattern of offences (robbery,
// burglary, disorder) has
//
//	expected(cell) ∝ residents(cell) × Π risk of the influences the cell is under
//
// and a cell is under an influence when its centre is at most the influence's
// reach, in metres on the British National Grid, from the nearest site of a
// category. This is what the package rtm assumes of the world, so a model fitted
// with residents as its exposure should find these categories, these reaches and
// these relative risks, and no others: the remaining categories are decoys.
// They stand where people live, so a model that knows nothing of residents will
// take some of them for causes, as it may in a real county.
//
// Time is drawn apart from place, from an hour-of-week profile for each pattern,
// but for one thing: in the centres of the two largest towns the nights of
// Thursday to Sunday multiply disorder ([NightCluster]). An offence happens
// anywhere on the land of its cell, at an instant or at an unknown moment of an
// interval, in 2025.
package demoshire
