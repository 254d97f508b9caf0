// Package zones draws the focus areas of the night-time economy: few, small
// places that hold much of the harm, each primary, secondary or tertiary.
//
// [Basins] starts from the harm of each cell of a lattice and works as water
// would on the upturned map. The harm of a cell and its neighbours together is
// the height of the land, so that a town centre is one hill though its offences
// were recorded at scattered points. Cells are taken from the highest down
// until they hold a set share of the area's harm. A cell that touches none taken
// before it begins a zone; the others join the zone of their highest neighbour.
// Where two zones meet, the lower joins the higher unless its own peak stands
// clear of the saddle between them: town centres stay apart, and ripples do not
// count (clustering by topological persistence: Chazal, Guibas, Oudot & Skraba
// 2013, doi 10.1145/2535927).
//
// Zones with too few cells or offences to mean anything are dropped. The rest
// are ranked by harm: the first that together hold half of the zones' harm are
// primary, those up to four fifths secondary, the others tertiary.
//
// [Draw] is the newer method, which replaces these basins: it works on points and
// on the licensed premises near them, so that it can tell an address, a prison or
// a hospital from a street that people go out in.
//
// A zone is a proposal. Its boundary follows cells, every number in it is a
// count of what was recorded, and people decide.
package zones
