// Package planner makes Patrol and Engagement Plans: which unit is where, when,
// for how long, and why.
//
// The problem is a team orienteering problem with time windows. A [Problem] has
// units that travel, spots where harm is present, and sites to call at. Each
// spot's shift is cut into bands of about [Policy].Every, at places drawn anew
// for each seed so that the round cannot be learned; each band may have one
// visit, or, under [Policy].Once, one of them. A visit covers the harm present in
// its spot and band, and in a longer band no more than [Policy].Every's part of it,
// by whichever policy. Within one spot the richest visit counts in full and each
// further one [Policy].Leaves times as much as the one before: the order of driving
// does not matter. It is harm present where a patrol is, never harm prevented.
//
// [Solve] inserts greedily: of all visits that still fit, the one with most
// worth for the time it adds, where it adds least. An insertion is tested in
// constant time, since each stop knows how much later it may begin
// (Vansteenwegen et al. 2009, doi 10.1016/j.cor.2009.03.008). Breaks and fixed
// engagement stops go in before all else; where one cannot be met, Solve names
// it and makes no plan. A further unit never makes a plan worse. Every plan
// carries an upper bound, and [Plan.Check] proves it against the problem.
//
// Travel times come from a [Travel]; [CrowFly] is the one that knows no streets,
// and every plan says which it used. The presets rest on Koper 1995 (10 to 16
// minutes) and on Essex's own trial in Southend (15 to 20 minutes, once a day,
// at spots drawn at random: Basford et al. 2021, doi 10.1007/s41887-021-00067-2).
package planner
