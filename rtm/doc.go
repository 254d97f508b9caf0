// Package rtm is risk terrain modelling: which features of places go with
// crime, how far they reach, and how risky that makes each place.
//
// The method is Caplan and Kennedy's, with the statistics of the RTMDx utility
// (Heffner 2013). A [Factor] is a kind of feature (pubs, stations) and the
// distances at which it is tried, its ladder. [NewDesign] turns factors into
// variables that are 0 or 1 in each cell: near a feature (proximity), or where
// features crowd (density), or crowd by weight (dosage). [Fit] then chooses among them for a model of the
// counts, Poisson's or a negative binomial one ([Family]). A non-negative elastic
// net may cull them first ([ElasticNet]). From no variable at all, it adds or
// removes the one that makes
//
//	BIC = −2 log L + k ln(cells)
//
// lowest, k counting the coefficients and the dispersion, with at most one variable
// of a factor, every coefficient positive and every Wald p at most 0.05, until no
// step lowers it. A [Model] says the rest: the relative risk value of a term,
// RRV = exp(b), and through [Model.Scores] the relative risk score of a cell,
// RRS = Π RRV over the influences it is under, so 1 is a cell under none.
//
// Cells are points of the plane in metres, the centres of hexagons or squares
// alike. Nothing is left out silently: see Design.Warnings and Model.Warnings.
//
// A design made elsewhere is read by [ReadMatrix].
//
// The cost is small because variables are binary. A factor's distances are
// found once, in a k-d tree, whatever the length of its ladder. Cells that are
// alike in all variables, in exposure and in events are one unit with their number,
// which is exact under every family; trying a variable takes one pass over the units
// and a fit to a few dozen patterns of them. County-sized designs (275,000 cells,
// 144 variables) take seconds.
package rtm
