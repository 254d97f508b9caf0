// Package roads is the network of streets that officers move on.
//
// For now it knows single streets: what OpenStreetMap's tags say of who may use
// one, in which direction and how fast ([FromTags]). A street keeps the ids of its
// nodes, since streets that share one meet there, and streets that only cross on
// the map do not.
//
// Who may use a street follows from its class, then from access=, then from the
// tag of the mode itself, each of which overrules those before it:
//
//	class                                        foot   cycle  vehicle
//	motorway, motorway_link, motorroad=yes        no     no     yes
//	trunk … living_street, service, road          yes    yes    yes
//	pedestrian, footway, steps                    yes    no     no
//	path, bridleway, track, cycleway              yes    yes    no
//
// A one-way street, a roundabout and a motorway can be driven and cycled in one
// direction alone, unless oneway:bicycle=no; on foot one goes as one likes. A
// street that nobody may use is none.
package roads
