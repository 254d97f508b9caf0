package ingest_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/roads"
)

// corner is a street corner: a one-way street, a footway that meets it, a service
// road that leaves the extract, another of one node, a pub, a cash machine, a
// pharmacy as a building, a river, and a café whose outline is not closed.
func corner(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "corner.osm.pbf"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func extract(text []byte) ingest.Input {
	return ingest.Input{Name: "map.osm.pbf", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}

func TestOSMSites(t *testing.T) {
	t.Parallel()
	got, err := read(ingest.OSMSites(extract(corner(t)), ""))
	if err != nil {
		t.Fatal(err)
	}
	want := []geo.Site{
		{Source: "osm", ID: "n4", Category: "cash-machine", At: &orb.Point{0.713, 51.541}},
		{Source: "osm", ID: "n20", Name: "The Ship", Category: "pub", At: &orb.Point{0.714, 51.542}},
		{Source: "osm", ID: "w110", Name: "The Pharmacy", Category: "pharmacy", At: &orb.Point{0.7102, 51.5402}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-7)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOSMStreets(t *testing.T) {
	t.Parallel()
	f := ingest.OSMStreets(extract(corner(t)), t.TempDir())
	got, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	want := []roads.Street{
		{
			ID: 100, Name: "Quay Street", Class: "residential", Nodes: []int64{1, 2, 3},
			Line: orb.LineString{{0.71, 51.54}, {0.711, 51.54}, {0.712, 51.5405}},
			Foot: roads.Both, Cycle: roads.Forward, Vehicle: roads.Forward, Emergency: roads.Forward, MaxSpeed: 32.18688,
		},
		{ID: 101, Class: "footway", Nodes: []int64{2, 4}, Line: orb.LineString{{0.711, 51.54}, {0.713, 51.541}}, Foot: roads.Both},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-7)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	left := rejects(t, f)
	if len(left) != 2 || !strings.Contains(left[0][1], "node 99 of it is not in the file") || !strings.Contains(left[1][1], "fewer than two nodes") {
		t.Errorf("rejected %q", left)
	}
}

func TestOSMNotAFile(t *testing.T) {
	t.Parallel()
	whole := corner(t)
	tests := map[string][]byte{
		"empty":       {},
		"text":        []byte(published),
		"cut short":   whole[:len(whole)-7],
		"cut at once": whole[:5],
		"damaged":     append(bytes.Clone(whole[:len(whole)/2]), bytes.Repeat([]byte{0xff}, len(whole)/2)...),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if waters, err := read(ingest.OSMWater(extract(text), "")); fault.Of(err) != fault.Invalid {
				t.Errorf("%d waters, error %v", len(waters), err)
			}
			rows, err := read(ingest.OSMStreets(extract(text), ""))
			if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "map.osm.pbf: ") {
				t.Errorf("%d rows, error %v; want one line that names the file", len(rows), err)
			}
		})
	}
}

// TestOSMDelaware reads a real extract, that of the module which reads them, where
// the module cache has it.
func TestOSMDelaware(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(filepath.Join(moduleCache(t), "github.com", "paulmach", "osm@*", "testdata", "delaware-latest.osm.pbf"))
	if err != nil || len(found) == 0 {
		t.Skip("no extract of Delaware in the module cache")
	}
	source, err := ingest.Path(found[0])
	if err != nil {
		t.Fatal(err)
	}
	places, err := read(ingest.OSMSites(source, ""))
	if err != nil {
		t.Fatal(err)
	}
	var open, unread, grounds int
	for _, p := range places {
		if p.Category == "park" && p.Shape != nil {
			grounds++
		}
		if p.Category == "pub" && p.Shape != nil || p.Shape != nil && !p.Shape.Bound().Contains(*p.At) {
			t.Errorf("%s %s of %v has the shape %v", p.Category, p.ID, *p.At, p.Shape)
		}
		if p.Opening != nil {
			open++
		}
		unread += len(p.Quality)
	}
	if grounds == 0 {
		t.Error("no park has an outline")
	}
	if open < 15 || unread > 5 {
		t.Errorf("opening hours of %d places are known, of %d they are in words that say nothing", open, unread)
	}
	streets, err := read(ingest.OSMStreets(source, ""))
	if err != nil {
		t.Fatal(err)
	}
	waters := ingest.OSMWater(source, t.TempDir())
	kinds := map[geo.WaterKind]int{}
	var all []geo.Water
	for w, err := range waters.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		kinds[w.Kind]++
		all = append(all, w)
	}
	if _, rejected := waters.Ended(); kinds[geo.Coast] < 50 || kinds[geo.Inland] < 500 || rejected > 20 {
		t.Errorf("%v, %d rejected", kinds, rejected)
	}
	mask := geo.NewMask(all)
	for place, tt := range map[string]struct {
		at   orb.Point
		want geo.Ground
	}{
		"Dover":                       {orb.Point{-75.5244, 39.1582}, geo.OnLand},
		"Rehoboth Beach":              {orb.Point{-75.0830, 38.7168}, geo.OnLand},
		"the sea off Rehoboth Beach":  {orb.Point{-75.0600, 38.7168}, geo.AtSea},
		"the bay off Slaughter Beach": {orb.Point{-75.2800, 38.9200}, geo.AtSea},
		"the land behind it":          {orb.Point{-75.3200, 38.9100}, geo.OnLand},
		"Lums Pond":                   {orb.Point{-75.7230, 39.5600}, geo.InWater},
		"the fields around Lums Pond": {orb.Point{-75.7600, 39.5600}, geo.OnLand},
		"Bethany Beach":               {orb.Point{-75.0600, 38.5390}, geo.OnLand},
	} {
		if got := mask.At(tt.at); got != tt.want {
			t.Errorf("%s is ground %d, want %d", place, got, tt.want)
		}
	}
	settlements, err := read(ingest.OSMSettlements(source, ""))
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for _, s := range settlements {
		of[s.Kind]++
		if s.Name == "Dover" && (s.Kind != "city" || s.Residents < 30_000 || !(orb.Bound{Min: orb.Point{-75.6, 39.1}, Max: orb.Point{-75.4, 39.2}}).Contains(s.At)) {
			t.Errorf("the capital is %+v", s)
		}
	}
	// As many nodes of the extract have a name and place=city, town, village or hamlet.
	if diff := cmp.Diff(map[string]int{"city": 2, "town": 7, "village": 49, "hamlet": 1489}, of); diff != "" {
		t.Errorf("settlements (-want +got):\n%s", diff)
	}
	if len(places) < 2000 || len(streets) < 50_000 {
		t.Errorf("%d places and %d streets", len(places), len(streets))
	}
	delaware := orb.Bound{Min: orb.Point{-76.2, 38.1}, Max: orb.Point{-74.5, 40.2}} // with what reaches out of it
	var barriers, private, rails int
	for _, s := range streets {
		if s.Closed != nil {
			barriers++
		}
		if s.Private {
			private++
		}
		if roads.IsRail(s.Class) {
			rails++
		}
		if s.Closed != nil && len(s.Closed) != len(s.Nodes) || len(s.Nodes) != len(s.Line) || len(s.Line) < 2 || !delaware.Contains(s.Line[0]) {
			t.Fatalf("%+v", s)
		}
	}
	if barriers < 20 || private < 100 || rails < 50 {
		t.Errorf("%d streets with barriers, %d private ones and %d rails", barriers, private, rails)
	}
}

func moduleCache(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skipf("no home directory to look for modules in: %v", err)
	}
	return filepath.Join(home, "go", "pkg", "mod")
}

func FuzzOSM(f *testing.F) {
	f.Add(corner(f))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := read(ingest.OSMStreets(extract(text), ""))
		for _, s := range rows {
			if err == nil && (len(s.Line) < 2 || len(s.Line) != len(s.Nodes)) {
				t.Errorf("%+v", s)
			}
		}
		waters, err := read(ingest.OSMWater(extract(text), ""))
		for _, w := range waters {
			if err == nil && (w.ID == "" || w.Shape == nil || w.Shape.Bound().IsEmpty()) {
				t.Errorf("%+v", w)
			}
		}
	})
}
