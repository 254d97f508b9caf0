package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/osm"
)

// lake returns the pieces of a lake from 0, 0 to 4, 4 in three ways, an island in it
// in two, a pond on the island, and another part of the lake: node ids are 10 × x + y.
func lake() map[int64]piece {
	line := func(points ...orb.Point) piece {
		id := func(p orb.Point) int64 { return int64(10*p[0] + p[1]) }
		return piece{id(points[0]), id(points[len(points)-1]), points}
	}
	return map[int64]piece{
		1: line(orb.Point{0, 0}, orb.Point{4, 0}, orb.Point{4, 4}),
		2: line(orb.Point{0, 4}, orb.Point{4, 4}), // against the others
		3: line(orb.Point{0, 4}, orb.Point{0, 0}),
		4: line(orb.Point{1, 1}, orb.Point{1, 3}, orb.Point{3, 3}),
		5: line(orb.Point{1, 1}, orb.Point{3, 1}, orb.Point{3, 3}),
		6: line(orb.Point{1.5, 1.5}, orb.Point{2.5, 1.5}, orb.Point{2.5, 2.5}, orb.Point{1.5, 1.5}),
		7: line(orb.Point{6, 0}, orb.Point{7, 0}, orb.Point{7, 1}, orb.Point{6, 0}),
	}
}

func TestAssemble(t *testing.T) {
	t.Parallel()
	members := func(roles map[int64]string, refs ...int64) osm.Members {
		all := osm.Members{{Type: osm.TypeNode, Ref: 1, Role: "label"}}
		for _, ref := range refs {
			all = append(all, osm.Member{Type: osm.TypeWay, Ref: ref, Role: roles[ref]})
		}
		return all
	}
	island := map[int64]string{1: "outer", 2: "outer", 3: "outer", 4: "inner", 5: "inner", 6: "outer", 7: ""}
	tests := map[string]struct {
		members osm.Members
		area    float64
		in, out []orb.Point
		says    string
	}{
		"an island, a pond on it and another part": {
			members(island, 1, 4, 7, 2, 5, 3, 6), 16 - 4 + 0.5 + 0.5,
			[]orb.Point{{0.5, 0.5}, {2.4, 1.6}, {6.9, 0.5}},
			[]orb.Point{{2, 2.8}, {5, 0.5}},
			"",
		},
		"without its island":      {members(island, 3, 2, 1), 16, []orb.Point{{2, 2}}, []orb.Point{{5, 5}}, ""},
		"a way that is not there": {members(island, 1, 2, 3, 8), 0, nil, nil, "way 8 of it is not in the file"},
		"a ring that is open":     {members(island, 1, 2), 0, nil, nil, "open at node 4"},
		"nothing but an island":   {members(island, 4, 5), 0, nil, nil, "without an outer ring"},
		"an island outside":       {members(island, 7, 4, 5), 0, nil, nil, "outside every outer one"},
		"no way at all":           {members(island), 0, nil, nil, "without an outer ring"},
		"the same way once more":  {members(island, 7, 7), 1, nil, nil, ""},
		"an island that is open":  {members(island, 7, 5), 0, nil, nil, "open at node 33"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shape, err := assemble(tt.members, lake())
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%v, error %v; want one that says %q", shape, err, tt.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := planar.Area(shape); got != tt.area {
				t.Errorf("area %g, want %g", got, tt.area)
			}
			for _, p := range tt.in {
				if !planar.MultiPolygonContains(shape, p) {
					t.Errorf("%v is outside", p)
				}
			}
			for _, p := range tt.out {
				if planar.MultiPolygonContains(shape, p) {
					t.Errorf("%v is inside", p)
				}
			}
		})
	}
}

func TestCheckShape(t *testing.T) {
	t.Parallel()
	says := map[string]string{}
	for name, shape := range map[string]orb.Geometry{
		"a line":             orb.LineString{{0, 0}, {1, 1}},
		"a point of a line":  orb.LineString{{0, 0}},
		"a line to nowhere":  orb.LineString{{0, 0}, {0, 0}},
		"a triangle":         orb.MultiPolygon{{{{0, 0}, {1, 0}, {0, 1}, {0, 0}}}},
		"an open outline":    orb.MultiPolygon{{{{0, 0}, {1, 0}, {0, 1}, {0, 2}}}},
		"a flat outline":     orb.MultiPolygon{{{{0, 0}, {1, 0}, {2, 0}, {0, 0}}}},
		"an outline of none": orb.MultiPolygon{{{}}},
	} {
		says[name] = ""
		if err := checkShape(shape); err != nil {
			says[name] = err.Error()
		}
	}
	if diff := cmp.Diff(map[string]string{
		"a line": "", "a triangle": "",
		"a point of a line": "a way of fewer than two nodes", "a line to nowhere": "a way of fewer than two nodes",
		"an open outline": "an outline that is not closed", "an outline of none": "an outline that is not closed",
		"a flat outline": "an outline that encloses nothing",
	}, says); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
