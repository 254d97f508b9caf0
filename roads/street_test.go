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
		"a street":              {"highway=residential; name=High Street; maxspeed=30 mph; lit=yes", roads.Street{Name: "High Street", Class: "residential", Foot: both, Cycle: both, Vehicle: both, MaxSpeed: 48.28032, Lit: true}},
		"one way":               {"highway=tertiary; oneway=yes", roads.Street{Class: "tertiary", Foot: both, Cycle: roads.Forward, Vehicle: roads.Forward}},
		"against its nodes":     {"highway=tertiary; oneway=-1", roads.Street{Class: "tertiary", Foot: both, Cycle: roads.Backward, Vehicle: roads.Backward}},
		"cycles both ways":      {"highway=service; oneway=yes; oneway:bicycle=no", roads.Street{Class: "service", Foot: both, Cycle: both, Vehicle: roads.Forward}},
		"a roundabout":          {"highway=primary; junction=roundabout", roads.Street{Class: "primary", Foot: both, Cycle: roads.Forward, Vehicle: roads.Forward}},
		"a motorway":            {"highway=motorway; maxspeed=GB:motorway; bridge=viaduct", roads.Street{Class: "motorway", Vehicle: roads.Forward, MaxSpeed: 112.65408, Bridge: true}},
		"a motorway's slip":     {"highway=motorway_link; oneway=no", roads.Street{Class: "motorway_link", Vehicle: both}},
		"as if a motorway":      {"highway=trunk; motorroad=yes", roads.Street{Class: "trunk", Vehicle: both}},
		"a footway":             {"highway=footway; tunnel=yes", roads.Street{Class: "footway", Foot: both, Tunnel: true}},
		"a footway for cycles":  {"highway=footway; bicycle=designated", roads.Street{Class: "footway", Foot: both, Cycle: both}},
		"private but for feet":  {"highway=service; access=private; foot=permissive", roads.Street{Class: "service", Foot: both}},
		"no vehicles":           {"highway=residential; vehicle=no; bicycle=yes", roads.Street{Class: "residential", Foot: both, Cycle: both}},
		"no cars":               {"highway=residential; motorcar=no", roads.Street{Class: "residential", Foot: both, Cycle: both}},
		"a limit by its rule":   {"highway=residential; maxspeed:type=GB:urban", roads.Street{Class: "residential", Foot: both, Cycle: both, Vehicle: both, MaxSpeed: 48.28032}},
		"an unheard-of limit":   {"highway=road; maxspeed=walk", roads.Street{Class: "road", Foot: both, Cycle: both, Vehicle: both}},
		"a limit out of reason": {"highway=road; maxspeed=-1e9", roads.Street{Class: "road", Foot: both, Cycle: both, Vehicle: both}},
		"private":               {"highway=service; access=private", roads.Street{}},
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
