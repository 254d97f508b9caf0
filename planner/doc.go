// Package planner makes Patrol and Engagement Plans: which unit is where, when,
// for how long, and why.
//
// The problem is a team orienteering problem with time windows. A [Problem] has
// units that travel, spots where harm is present, sites to call at and posts to
// hold. Each spot's shift is cut into bands of about [Policy].Every; each band may
// have one visit, or, under [Policy].Once, one of them. A visit covers the harm
// present in its spot and band. Within one spot the richest visit counts in full and
// each further one [Policy].Leaves times as much as the one before: the order of
// driving does not matter. It is harm present where a patrol is, never harm
// prevented. Spots with few offences have fewer visits, so that visits follow harm.
//
// [Solve] plans by a greedy start and a search (package orienteering). Fixed stops,
// posts and breaks must be met; where one cannot be, Solve names it and makes no
// plan. No more of the units are on break at once than [Problem].Breaks lets: half, if
// nothing else is set. Among plans that cover
// as much, units keep their own spots and work alike. Every plan carries an upper
// bound that holds for any seed, what each number of units covers, and what random
// allocations cover; [Plan.Check] proves it against the problem, and [Plan.Notes]
// says what whoever approves it should know.
//
// The seed draws arrivals and stays from the time that the routes leave, so that the
// round cannot be learned.
//
// Travel times come from a [Travel]; [CrowFly] is the one that knows no streets,
// and every plan says which it used. The presets rest on Koper 1995 (10 to 16
// minutes) and on Essex's own trial in Southend (15 to 20 minutes, once a day,
// at spots drawn at random: Basford et al. 2021, doi 10.1007/s41887-021-00067-2).
//
// A spot that needs two units at once is visited by both or by nobody, at a time at which
// they meet; its harm counts once.
package planner
