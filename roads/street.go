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

// A Street is a stretch of road or path between two or more nodes, or of rails, which
// are there to be drawn.
type Street struct {
	ID    int64  // of the way in OpenStreetMap
	Name  string // empty where it has none
	Class string // OpenStreetMap's word: residential, footway, rail
	Nodes []int64
	Line  orb.LineString // WGS 84; a point for each node

	Foot, Cycle, Vehicle Way
	// Emergency is where police may drive when they use their exemptions: where
	// vehicles may, and where bus=, psv= or emergency= lets somebody.
	Emergency Way
	Private   bool    // to drive here needs leave: an estate, a yard, a retail park at night
	Floods    bool    // a ford or a tidal road, which can be under water
	MaxSpeed  float64 // km/h; 0 where it is not known
	// Closed says of each node whom a barrier there stops; nil where no node has one.
	Closed              []Modes
	Bridge, Tunnel, Lit bool
}

// FromTags returns the street that a way with these tags is, without id, nodes,
// barriers and line, and whether it is one.
func FromTags(tags map[string]string) (Street, bool) {
	s := Street{Name: tags["name"], Class: tags["highway"]}
	if s.Class == "" && tags["railway"] == "platform" {
		s.Class = "platform"
	}
	if s.Class == "" && tags["service"] == "" && IsRail(tags["railway"]) {
		s.Class, s.Bridge, s.Tunnel = tags["railway"], is(tags["bridge"]), is(tags["tunnel"])
		return s, true
	}
	switch strings.TrimSuffix(s.Class, "_link") {
	case "motorway":
		s.Vehicle = Both
	case "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "road", "track":
		s.Foot, s.Cycle, s.Vehicle = Both, Both, Both
		if tags["motorroad"] == "yes" {
			s.Foot, s.Cycle = 0, 0
		}
	case "pedestrian", "footway", "steps", "platform", "corridor":
		s.Foot = Both
	case "path", "bridleway", "cycleway":
		s.Foot, s.Cycle = Both, Both
	default:
		return Street{}, false
	}
	drivable := s.Vehicle
	var said permit
	s.Foot, _ = allowed(s.Foot, tags, "access", "foot")
	s.Cycle, _ = allowed(s.Cycle, tags, "access", "vehicle", "bicycle")
	s.Vehicle, said = allowed(s.Vehicle, tags, "access", "vehicle", "motor_vehicle", "motorcar")
	s.Private = said == private && drivable != 0
	s.Emergency = s.Vehicle
	if exempt(tags) {
		s.Emergency = Both
	}
	direction := oneWay(tags)
	s.Vehicle &= direction
	if tags["oneway:bicycle"] != "no" {
		s.Cycle &= direction
	}
	if tags["oneway:bus"] != "no" && tags["oneway:psv"] != "no" {
		s.Emergency &= direction
	}
	switch tags["oneway:foot"] {
	case "yes":
		s.Foot &= Forward
	case "-1":
		s.Foot &= Backward
	}
	for _, key := range []string{"maxspeed", "maxspeed:type", "source:maxspeed", "zone:traffic"} { // the limit, or which rule says it
		if s.MaxSpeed == 0 {
			s.MaxSpeed = speed(tags[key])
		}
	}
	s.Floods = is(tags["ford"]) || is(tags["tidal"])
	s.Bridge, s.Tunnel, s.Lit = is(tags["bridge"]), is(tags["tunnel"]), is(tags["lit"])
	return s, s.Foot|s.Cycle|s.Vehicle|s.Emergency != 0 || s.Private
}

// Rails returns the classes of rails: lines of the map that nobody walks or drives along.
func Rails() []string { return []string{"rail", "light_rail", "subway", "tram"} }

// IsRail reports whether a class is of rails.
func IsRail(class string) bool { return slices.Contains(Rails(), class) }

// A permit is what the value of an access tag says.
type permit uint8

const (
	unstated permit = iota
	open            // to all
	shut            // to all
	private         // to all who have no leave
)

func permitOf(value string) permit {
	switch value {
	case "yes", "permissive", "designated", "destination", "customers", "delivery", "public":
		return open
	case "private", "permit", "residents", "military":
		return private
	case "no", "agricultural", "forestry", "use_sidepath":
		return shut
	}
	return unstated
}

// allowed applies tags to what the class of a street says, the last of those that
// are there before all others, and returns what that one says.
func allowed(w Way, tags map[string]string, keys ...string) (Way, permit) {
	last := unstated
	for _, key := range keys {
		switch p := permitOf(tags[key]); p {
		case unstated:
		case open:
			w, last = Both, p
		default:
			w, last = 0, p
		}
	}
	return w, last
}

// exempt reports whether buses or emergency vehicles are let through.
func exempt(tags map[string]string) bool {
	return slices.ContainsFunc([]string{"bus", "psv", "emergency"}, func(key string) bool {
		return slices.Contains([]string{"yes", "designated", "official", "permissive"}, tags[key])
	})
}

// oneWay returns the directions in which traffic may flow.
func oneWay(tags map[string]string) Way {
	switch tags["oneway"] {
	case "yes", "1", "true":
		return Forward
	case "-1", "reverse":
		return Backward
	case "no", "alternating": // at lights
		return Both
	case "reversible": // by hours that are not known
		return 0
	}
	if tags["junction"] == "roundabout" || tags["junction"] == "circular" || strings.HasPrefix(tags["highway"], "motorway") {
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
	case "GB:zone20", "GB:zone:20", "GB:20_zone":
		return 20 * kmPerMile
	case "GB:urban", "GB:nsl_restricted", "GB:zone30", "GB:zone:30": // streets with lamps
		return 30 * kmPerMile
	case "GB:nsl_single", "GB:rural":
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
