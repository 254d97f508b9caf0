// Package demoshire invents a county: its coast and its river, its districts and
// towns, the streets and places in them, and offences whose causes are known.
//
// Nothing here exists. Demoshire lies in the North Sea, east of Essex, where no
// map has land; its codes begin with DEMO, its areas say that they are invented,
// and a name that a real place bears too does so by chance. [Generate] makes it
// with a usual year of offences from a seed, [Found] for any number of them, which
// [County.Offences] draws as they are asked for, and [County.Files] writes it down
// as authorities would hand it over. The same seed and options give the same
// county, byte for byte.
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
// interval, in 2025 and, if so wished, in years before it.
//
// That is the [Planted] world. A model can also be tried where its assumptions do
// not hold: where there is nothing to find ([Null]), where the truth has another
// form ([Misspecified]), where the police find what they look for ([Feedback]) and
// where places are blurred ([Snapped]).
//
// Streets run along the sides of a triangulation (a crossing in each inhabited
// cell of the lattice) but for the longest of each triangle, which leaves a
// shortest spanning tree whole, as in a relative neighbourhood graph (Toussaint
// 1980). Roads between towns are the shortest spanning tree of ways over land
// (Mehlhorn 1988) and some loops. The river cuts them but at bridges, and one can
// still go from anywhere to anywhere.
package demoshire
