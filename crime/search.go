package crime

import "github.com/paulmach/orb"

// A Search is a stop and search that the force has published. It is an output of patrol,
// never a target: where officers searched. Nothing else of it is kept.
type Search struct {
	Key     Digest // of all the rest; searches that are alike share it
	Month   Month
	At      *orb.Point // WGS 84, an anonymous point near the place; nil: unknown
	Object  string     // what was searched for, in the file's own words; empty: not said
	Outcome string     // empty: not said
}
