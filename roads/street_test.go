package roads_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/roads"
)

func TestFromTags(t *testing.T) {
	t.Parallel()
	const both = roads.Both
	tests := map[string]struct {
		tags string // key=value; …
		want roads.Street
	}{
		"a street":              {"highway=residential; name=High Street; maxspeed=30 mph; lit=yes", roads.Street{Name: "High Street", Class: "residential", Foot: both, Cycle: both, Vehicle: both, Emergency: both, MaxSpeed: 48.28032, Lit: true}},
		"one way":               {"highway=tertiary; oneway=yes", roads.Street{Class: "tertiary", Foot: both, Cycle: roads.Forward, Vehicle: roads.Forward, Emergency: roads.Forward}},
		"against its nodes":     {"highway=tertiary; oneway=-1", roads.Street{Class: "tertiary", Foot: both, Cycle: roads.Backward, Vehicle: roads.Backward, Emergency: roads.Backward}},
		"cycles both ways":      {"highway=service; oneway=yes; oneway:bicycle=no", roads.Street{Class: "service", Foot: both, Cycle: both, Vehicle: roads.Forward, Emergency: roads.Forward}},
		"a roundabout":          {"highway=primary; junction=roundabout", roads.Street{Class: "primary", Foot: both, Cycle: roads.Forward, Vehicle: roads.Forward, Emergency: roads.Forward}},
		"a motorway":            {"highway=motorway; maxspeed=GB:motorway; bridge=viaduct", roads.Street{Class: "motorway", Vehicle: roads.Forward, Emergency: roads.Forward, MaxSpeed: 112.65408, Bridge: true}},
		"a motorway's slip":     {"highway=motorway_link; oneway=no", roads.Street{Class: "motorway_link", Vehicle: both, Emergency: both}},
		"as if a motorway":      {"highway=trunk; motorroad=yes", roads.Street{Class: "trunk", Vehicle: both, Emergency: both}},
		"a footway":             {"highway=footway; tunnel=yes", roads.Street{Class: "footway", Foot: both, Tunnel: true}},
		"a footway for cycles":  {"highway=footway; bicycle=designated", roads.Street{Class: "footway", Foot: both, Cycle: both}},
		"private but for feet":  {"highway=service; access=private; foot=permissive", roads.Street{Class: "service", Foot: both, Private: true}},
		"no vehicles":           {"highway=residential; vehicle=no; bicycle=yes", roads.Street{Class: "residential", Foot: both, Cycle: both}},
		"no cars":               {"highway=residential; motorcar=no", roads.Street{Class: "residential", Foot: both, Cycle: both}},
		"a limit by its rule":   {"highway=residential; maxspeed:type=GB:urban", roads.Street{Class: "residential", Foot: both, Cycle: both, Vehicle: both, Emergency: both, MaxSpeed: 48.28032}},
		"an unheard-of limit":   {"highway=road; maxspeed=walk", roads.Street{Class: "road", Foot: both, Cycle: both, Vehicle: both, Emergency: both}},
		"a limit out of reason": {"highway=road; maxspeed=-1e9", roads.Street{Class: "road", Foot: both, Cycle: both, Vehicle: both, Emergency: both}},
		"private":               {"highway=service; access=private", roads.Street{Class: "service", Private: true}},
		"closed to all":         {"highway=service; access=no", roads.Street{}},
		"a bus gate":            {"highway=tertiary; motor_vehicle=no; bus=yes", roads.Street{Class: "tertiary", Foot: both, Cycle: both, Emergency: both}},
		"a bus gate one way":    {"highway=tertiary; motor_vehicle=no; psv=designated; oneway=yes", roads.Street{Class: "tertiary", Foot: both, Cycle: roads.Forward, Emergency: roads.Forward}},
		"a bus lane against":    {"highway=tertiary; oneway=yes; bus=yes; oneway:bus=no", roads.Street{Class: "tertiary", Foot: both, Cycle: roads.Forward, Vehicle: roads.Forward, Emergency: both}},
		"for emergencies":       {"highway=service; access=no; emergency=yes", roads.Street{Class: "service", Emergency: both}},
		"a farm track":          {"highway=track", roads.Street{Class: "track", Foot: both, Cycle: both, Vehicle: both, Emergency: both}},
		"a station's platform":  {"railway=platform; name=Platform 1", roads.Street{Name: "Platform 1", Class: "platform", Foot: both}},
		"a railway":             {"railway=rail; name=Coast Line; bridge=yes; usage=main", roads.Street{Name: "Coast Line", Class: "rail", Bridge: true}},
		"a tunnel of trams":     {"railway=tram; tunnel=yes", roads.Street{Class: "tram", Tunnel: true}},
		"rails in a street":     {"railway=tram; highway=residential", roads.Street{Class: "residential", Foot: both, Cycle: both, Vehicle: both, Emergency: both}},
		"a siding":              {"railway=rail; service=siding", roads.Street{}},
		"rails taken up":        {"railway=abandoned", roads.Street{}},
		"a shopping mall":       {"highway=corridor", roads.Street{Class: "corridor", Foot: both}},
		"a circular junction":   {"highway=primary; junction=circular", roads.Street{Class: "primary", Foot: both, Cycle: roads.Forward, Vehicle: roads.Forward, Emergency: roads.Forward}},
		"a tidal-flow lane":     {"highway=primary; oneway=reversible", roads.Street{Class: "primary", Foot: both}},
		"one way on foot too":   {"highway=footway; oneway:foot=yes", roads.Street{Class: "footway", Foot: roads.Forward}},
		"under water at times":  {"highway=secondary; tidal=yes", roads.Street{Class: "secondary", Foot: both, Cycle: both, Vehicle: both, Emergency: both, Floods: true}},
		"a ford":                {"highway=track; ford=yes", roads.Street{Class: "track", Foot: both, Cycle: both, Vehicle: both, Emergency: both, Floods: true}},
		"the national limit":    {"highway=residential; maxspeed:type=GB:nsl_restricted", roads.Street{Class: "residential", Foot: both, Cycle: both, Vehicle: both, Emergency: both, MaxSpeed: 48.28032}},
		"yet to be built":       {"highway=proposed", roads.Street{}},
		"a river":               {"waterway=river", roads.Street{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tags := map[string]string{}
			for _, tag := range strings.Split(tt.tags, "; ") {
				key, value, _ := strings.Cut(tag, "=")
				tags[key] = value
			}
			got, is := roads.FromTags(tags)
			if is != (tt.want.Class != "") {
				t.Fatalf("a street: %t", is)
			}
			if diff := cmp.Diff(tt.want, got); is && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestClosedBy(t *testing.T) {
	t.Parallel()
	const driving = roads.ByVehicle | roads.WithEmergency
	tests := map[string]struct {
		tags map[string]string
		want roads.Modes
	}{
		"no barrier":                 {map[string]string{"highway": "crossing", "access": "no"}, 0},
		"a bollard":                  {map[string]string{"barrier": "bollard"}, driving},
		"a bollard for the fire van": {map[string]string{"barrier": "bollard", "emergency": "yes"}, roads.ByVehicle},
		"a rising bollard for buses": {map[string]string{"barrier": "rising_bollard", "bus": "yes"}, roads.ByVehicle},
		"a block":                    {map[string]string{"barrier": "block"}, driving},
		"a stile":                    {map[string]string{"barrier": "stile"}, driving | roads.ByCycle},
		"a kissing gate":             {map[string]string{"barrier": "kissing_gate", "bicycle": "yes"}, driving},
		"a gate":                     {map[string]string{"barrier": "gate"}, 0},
		"a private gate":             {map[string]string{"barrier": "gate", "access": "private"}, driving | roads.ByCycle},
		"a locked gate":              {map[string]string{"barrier": "lift_gate", "locked": "yes"}, driving | roads.ByCycle},
		"a gate but for cars":        {map[string]string{"barrier": "gate", "access": "private", "motor_vehicle": "destination"}, roads.ByCycle},
		"a gate for cars only":       {map[string]string{"barrier": "gate", "foot": "no"}, roads.OnFoot},
		"a cattle grid":              {map[string]string{"barrier": "cattle_grid"}, 0},
		"a barrier unheard of":       {map[string]string{"barrier": "yes"}, driving},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := roads.ClosedBy(tt.tags); got != tt.want {
				t.Errorf("%v closes to %b, not to %b", tt.tags, got, tt.want)
			}
		})
	}
}
