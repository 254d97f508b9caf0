package ingest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/osm"

	"beatplan/geo"
)

func TestOSMSiteHours(t *testing.T) {
	t.Parallel()
	evening := []geo.Span{{From: 18 * 60, To: 26 * 60}}
	tests := map[string]struct {
		hours   string
		opening geo.Hours
		quality []string
	}{
		"known":       {"Fr,Sa 18:00-02:00; PH off", geo.Hours{time.Friday: evening, time.Saturday: evening}, nil},
		"unread":      {"dusk-dawn", nil, []string{geo.QualityUnreadHours}},
		"not said":    {"", nil, nil},
		"by holidays": {"PH 10:00-12:00", nil, []string{geo.QualityUnreadHours}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tags := osm.Tags{{Key: "amenity", Value: "pub"}, {Key: "name", Value: "The Ship"}}
			if tt.hours != "" {
				tags = append(tags, osm.Tag{Key: "opening_hours", Value: tt.hours})
			}
			want := geo.Site{Source: "osm", ID: "n1", Name: "The Ship", Category: "pub", Opening: tt.opening, Quality: tt.quality}
			if diff := cmp.Diff(want, osmSite("n1", tags)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A way may carry the positions of its nodes, and its file not the nodes.
func TestLinesOfWaysThatCarryPositions(t *testing.T) {
	t.Parallel()
	at := positions{ids: []int64{1, 2}, points: []point{{x: 7_000_000, y: 515_000_000, known: true}, {}}}
	way := &osm.Way{Nodes: osm.WayNodes{{ID: 1}, {ID: 2, Lon: 0.71, Lat: 51.51}, {ID: 3, Lon: 0.72, Lat: 51.52}}}
	line, err := at.line(way)
	if diff := cmp.Diff(orb.LineString{{0.7, 51.5}, {0.71, 51.51}, {0.72, 51.52}}, line); diff != "" || err != nil {
		t.Errorf("%v: %s", err, diff)
	}
	if line, err := at.line(&osm.Way{Nodes: osm.WayNodes{{ID: 1}, {ID: 2}}}); err == nil {
		t.Errorf("a node that is nowhere is at %v", line)
	}
}
