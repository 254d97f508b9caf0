// Package roads is the network of streets that officers move on.
//
// [FromTags] and [ClosedBy] say what OpenStreetMap's tags mean in Britain: who may use
// a street, in which direction and how fast, and whom a barrier stops. A street keeps
// the ids of its nodes, since streets that share one meet there, and streets that
// only cross on the map do not. Rails are kept beside the streets, for the map alone.
//
// Who may use a street follows from its class, then from access=, then from the
// tag of the mode itself, each of which overrules those before it:
//
//	class                                        foot   cycle  vehicle
//	motorway, motorway_link, motorroad=yes        no     no     yes
//	trunk … living_street, service, road, track   yes    yes    yes
//	pedestrian, footway, steps                    yes    no     no
//	platform (railway= too), corridor             yes    no     no
//	path, bridleway, cycleway                     yes    yes    no
//
// A one-way street, a roundabout and a motorway can be driven and cycled in one
// direction alone, unless oneway:bicycle=no; on foot one goes as one likes, unless
// oneway:foot says otherwise. oneway=reversible is closed to traffic, since its hours are
// not known. A street that nobody may use is none, unless it is private: who is called
// to it is taken to its gate.
//
// A [Network] is what one mode can use of the streets around an area. It finds where
// points are reached ([Network.Place]), the quickest ways between many of them
// ([Network.Legs]) and their lines ([Network.Path]), and what is within a time
// ([Network.Reach]), all by a contraction hierarchy, which gives what Dijkstra's search
// gives. It does not know turn restrictions, traffic, lights or ferries.
package roads
