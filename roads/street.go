package roads

import (
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// A Way says in which directions a mode may use a street.
type Way uint8

// The directions, along the street's nodes and against them. They add up: 0 is
// neither, 3 both.
const (
	Forward  Way = 1
	Backward Way = 2
	Both         = Forward | Backward
)

// A Street is a stretch of road or path between two or more nodes.
type Street struct {
	ID    int64  // of the way in OpenStreetMap
	Name  string // empty where it has none
	Class string // OpenStreetMap's word: residential, footway
	Nodes []int64
	Line  orb.LineString // WGS 84; a point for each node

	Foot, Cycle, Vehicle Way
	MaxSpeed             float64 // km/h; 0 where it is not known
	Bridge, Tunnel, Lit  bool
}

// FromTags returns the street that a way with these tags is, without id, nodes
// and line, and whether it is one.
func FromTags(tags map[string]string) (Street, bool) {
	s := Street{Name: tags["name"], Class: tags["highway"]}
	switch strings.TrimSuffix(s.Class, "_link") {
	case "motorway":
		s.Vehicle = Both
	case "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "road":
		s.Foot, s.Cycle, s.Vehicle = Both, Both, Both
		if tags["motorroad"] == "yes" {
			s.Foot, s.Cycle = 0, 0
		}
	case "pedestrian", "footway", "steps":
		s.Foot = Both
	case "path", "bridleway", "track", "cycleway":
		s.Foot, s.Cycle = Both, Both
	default:
		return Street{}, false
	}
	s.Foot = allowed(s.Foot, tags, "access", "foot")
	s.Cycle = allowed(s.Cycle, tags, "access", "vehicle", "bicycle")
	s.Vehicle = allowed(s.Vehicle, tags, "access", "vehicle", "motor_vehicle", "motorcar")
	direction := oneWay(tags)
	if s.Vehicle &= direction; tags["oneway:bicycle"] != "no" {
		s.Cycle &= direction
	}
	if s.MaxSpeed = speed(tags["maxspeed"]); s.MaxSpeed == 0 { // or which rule says it
		s.MaxSpeed = speed(tags["maxspeed:type"])
	}
	s.Bridge, s.Tunnel, s.Lit = is(tags["bridge"]), is(tags["tunnel"]), is(tags["lit"])
	return s, s.Foot|s.Cycle|s.Vehicle != 0
}

// allowed applies tags to what the class of a street says, the last of those that
// are there before all others.
func allowed(w Way, tags map[string]string, keys ...string) Way {
	for _, key := range keys {
		switch value := tags[key]; {
		case slices.Contains([]string{"yes", "permissive", "designated", "destination", "customers", "delivery"}, value):
			w = Both
		case slices.Contains([]string{"no", "private", "agricultural", "forestry", "use_sidepath"}, value):
			w = 0
		}
	}
	return w
}

// oneWay returns the directions in which traffic may flow.
func oneWay(tags map[string]string) Way {
	switch tags["oneway"] {
	case "yes", "1", "true":
		return Forward
	case "-1", "reverse":
		return Backward
	case "no":
		return Both
	}
	if tags["junction"] == "roundabout" || strings.HasPrefix(tags["highway"], "motorway") {
		return Forward
	}
	return Both
}

// is reports whether a tag says yes, in one of the ways in which people do.
func is(value string) bool { return value != "" && value != "no" }

const kmPerMile = 1.609344

// speed reads a speed limit: 50, 30 mph, or Britain's national limits.
func speed(value string) float64 {
	switch value {
	case "GB:urban", "GB:nsl_restricted": // streets with lamps
		return 30 * kmPerMile
	case "GB:nsl_single":
		return 60 * kmPerMile
	case "GB:nsl_dual", "GB:motorway", "GB:nsl_motorway":
		return 70 * kmPerMile
	}
	number, mph := strings.CutSuffix(value, "mph")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(v > 0 && v <= 300) {
		return 0
	}
	if mph {
		v *= kmPerMile
	}
	return v
}
