// Package rtm is risk terrain modelling: which features of places go with
// crime, how far they reach, and how risky that makes each place.
//
// The method is Caplan and Kennedy's, with the statistics of the RTMDx utility
// (Heffner 2013). A [Factor] is a kind of feature (pubs, stations) and the
// distances at which it is tried, its ladder. [NewDesign] turns factors into
// variables that are 0 or 1 in each cell: near a feature (proximity), or where
// features crowd (density). [Fit] then chooses among them for a Poisson model
// of the counts: from no variable at all, it adds or removes the one that makes
//
//	BIC = −2 log L + k ln(cells)
//
// lowest, with at most one variable of a factor, every coefficient positive and
// every Wald p at most 0.05, until no step lowers it. A [Model] says the rest:
// the relative risk value of a term, RRV = exp(b), and through [Model.Scores]
// the relative risk score of a cell, RRS = Π RRV over the influences it is
// under, so 1 is a cell under none.
//
// Cells are points of the plane in metres, the centres of hexagons or squares
// alike. Nothing is left out silently: see Design.Warnings and Model.Warnings.
//
// The cost is small because variables are binary. A factor's distances are
// found once, in a k-d tree, whatever the length of its ladder. Cells that are
// alike in all variables of a model are one observation with their exposure and
// events summed, which for a Poisson model is exact; trying a variable takes
// one pass over the cells under its influence and a fit to a few dozen such
// patterns. County-sized designs (275,000 cells, 144 variables) take seconds.
package rtm
