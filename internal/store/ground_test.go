package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/internal/store"
	"beatplan/roads"
)

// withStreets loads two streets, a railway, a tram, a town and a hamlet, and two waters of the west, one
// of them too small to be seen from afar.
func withStreets(t *testing.T, s *store.Store) {
	t.Helper()
	streets := []roads.Street{
		{ID: 1, Name: "Quay Street", Class: "primary_link", Nodes: []int64{1, 2}, Line: orb.LineString{{0.521, 51.521}, {0.529, 51.521}}, Foot: roads.Both},
		{ID: 3, Name: "Quay Line", Class: "rail", Nodes: []int64{4, 5}, Line: orb.LineString{{0.521, 51.5211}, {0.529, 51.5211}}, Bridge: true},
		{ID: 4, Class: "tram", Nodes: []int64{5, 6}, Line: orb.LineString{{0.522, 51.5211}, {0.523, 51.522}}},
		{ID: 2, Name: "Back Alley", Class: "footway", Nodes: []int64{2, 3}, Line: orb.LineString{{0.522, 51.521}, {0.522, 51.522}}, Foot: roads.Both},
	}
	waters := []geo.Water{
		{ID: "w1", Kind: geo.Inland, Name: "The Mere", Shape: rectangle(0.5, 51.5, 0.54, 51.51)},
		{ID: "w2", Kind: geo.Inland, Name: "A pond", Shape: rectangle(0.52, 51.52, 0.5205, 51.5205)},
	}
	names := []geo.Settlement{
		{ID: "n1", Kind: "hamlet", Name: "Mere End", At: orb.Point{0.525, 51.5215}},
		{ID: "n2", Kind: "town", Name: "Westing", Residents: 9_000, At: orb.Point{0.525, 51.522}},
	}
	if _, err := s.ImportMap(t.Context(), nil, sources(streets), sources(waters), sources(names), "test"); err != nil {
		t.Fatal(err)
	}
}

// TestGroundTile draws streets by class and names settlements by kind as the view comes near, and
// large waters from afar.
func TestGroundTile(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	withStreets(t, s)
	tests := map[string]struct {
		zoom                          maptile.Zoom
		streets, water, rails, places []any
	}{
		"far":  {8, []any{"Quay Street"}, []any{"The Mere"}, []any{"rail"}, []any{"Westing"}},
		"near": {14, []any{"Back Alley", "Quay Street"}, []any{"The Mere", "A pond"}, []any{"rail", "tram"}, []any{"Westing", "Mere End"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mvt, err := s.GroundTile(t.Context(), maptile.At(orb.Point{0.5251, 51.522}, tt.zoom))
			got := layers(t, mvt, err)
			same(t, tt.streets, named(got["streets"], "name"))
			same(t, tt.water, named(got["water"], "name"))
			same(t, tt.rails, named(got["rails"], "class"))
			same(t, tt.places, named(got["places"], "name"))
			for _, f := range got["streets"] {
				if f.Properties["name"] == "Quay Street" && f.Properties["class"] != "primary" {
					t.Errorf("a link has class %v, want its street's", f.Properties["class"])
				}
			}
		})
	}
}

// TestNamesStandOnce has a name in one tile alone, however many its water lies in, and
// whichever of them hold the offences that tell of a street.
func TestNamesStandOnce(t *testing.T) {
	t.Parallel()
	at := orb.Point{0.52, 51.505}
	tile := maptile.At(at, 14)
	edge := tile.Bound().Max.Lon()
	around := func(s *store.Store, layer string) (tiles int, names []any) {
		for x := tile.X - 3; x <= tile.X+3; x++ {
			for y := tile.Y - 2; y <= tile.Y+2; y++ {
				mvt, err := s.GroundTile(t.Context(), maptile.New(x, y, 14))
				drawn := layers(t, mvt, err)
				if len(drawn["water"]) > 0 {
					tiles++
				}
				names = append(names, named(drawn[layer], "name")...)
			}
		}
		return tiles, names
	}
	t.Run("a water", func(t *testing.T) {
		t.Parallel()
		s := withCounty(t)
		mere := geo.Water{ID: "w1", Kind: geo.Inland, Name: "The Mere", Shape: rectangle(0.5, 51.5, 0.54, 51.51)}
		ditch := geo.Water{ID: "w2", Kind: geo.Inland, Shape: rectangle(0.5, 51.52, 0.54, 51.53)}
		if _, err := s.ImportMap(t.Context(), nil, nil, sources([]geo.Water{mere, ditch}), nil, "test"); err != nil {
			t.Fatal(err)
		}
		tiles, names := around(s, "water-names")
		if tiles < 2 {
			t.Fatalf("the water lies in %d tiles, want several", tiles)
		}
		same(t, []any{"The Mere"}, names)
	})
	t.Run("a street", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		var records []crime.Record
		for i, lon := range []float64{edge - 0.0004, edge - 0.0003, edge + 0.0003} {
			r := record(fmt.Sprint(i), "Robbery", &orb.Point{lon, at[1]}, geo.DefaultResolution)
			r.Location = "On or near High Street"
			records = append(records, r)
		}
		load(t, s, records)
		_, names := around(s, "street-names")
		same(t, []any{"High Street"}, names)
	})
}

// TestNamesOfOffences has the data's own names of streets on the ground and in the
// search while no map is loaded, and no kinds of place.
func TestNamesOfOffences(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.55, 51.55}
	var records []crime.Record
	for i, location := range []string{"On or near High Street", "On or near High Street", "On or near Supermarket", "On or near Mill_Lane", ""} {
		r := record(fmt.Sprint(i), "Robbery", &at, geo.DefaultResolution)
		r.Location = location
		records = append(records, r)
	}
	load(t, s, records)
	mvt, err := s.GroundTile(t.Context(), maptile.At(at, 14))
	names := layers(t, mvt, err)["street-names"]
	same(t, []any{"High Street", "Mill_Lane"}, named(names, "name"))
	if offences := names[0].Properties["offences"]; fmt.Sprint(offences) != "2" {
		t.Errorf("High Street has %v offences, want 2", offences)
	}
	mvt, err = s.GroundTile(t.Context(), maptile.At(at, 12))
	same(t, 0, len(layers(t, mvt, err)["street-names"]))
	for text, want := range map[string][]string{"hig": {"High Street"}, "street": nil, "supermarket": nil, "mill_l": {"Mill_Lane"}, "mill%": nil} {
		same(t, want, found(t, s, text))
	}
}

// TestTooManyPlaces: a tile says that it leaves something out where that is settlements.
func TestTooManyPlaces(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	names := make([]geo.Settlement, 6001)
	for i := range names {
		names[i] = geo.Settlement{ID: fmt.Sprintf("n%d", i), Kind: "hamlet", Name: fmt.Sprintf("Mere %d", i), At: orb.Point{0.525, 51.5215}}
	}
	if _, err := s.ImportMap(t.Context(), nil, sources([]roads.Street{}), sources([]geo.Water{}), sources(names), "test"); err != nil {
		t.Fatal(err)
	}
	for zoom, more := range map[maptile.Zoom]bool{12: false, 14: true} {
		if tile, err := s.GroundTile(t.Context(), maptile.At(names[0].At, zoom)); err != nil || tile.More != more {
			t.Errorf("zoom %d: more is %t, want %t (%v)", zoom, tile.More, more, err)
		}
	}
}

// TestFindPlaces finds areas, settlements, waters, streets and sites by the beginning of a
// word, those that begin with the text first.
func TestFindPlaces(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	withStreets(t, s)
	for text, want := range map[string][]string{"qu": {"Quay Street"}, "alley": {"Back Alley"}, "county": {"County"}, "_": nil, "mere": {"Mere End", "The Mere"}, "pond": {"A pond"}, "west": {"West", "Westing"}} {
		same(t, want, found(t, s, text))
	}
}

// TestRailsAreNoStreets keeps rails out of what is walked, driven and named.
func TestRailsAreNoStreets(t *testing.T) {
	t.Parallel()
	s := open(t)
	withStreets(t, s)
	streets, err := s.Streets(t.Context(), orb.Bound{Min: orb.Point{0.5, 51.5}, Max: orb.Point{0.6, 51.6}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, 2, len(streets))
	names, err := s.StreetNames(t.Context(), []orb.Point{{0.525, 51.5211}}, 100)
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"Quay Street"}, names)
	same(t, []string{"Quay Street"}, found(t, s, "quay"))
}

// TestRailsAlone loads a railway and no street: the locations of offences still stand for
// streets, and a plan rests on none.
func TestRailsAlone(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	rail := roads.Street{ID: 3, Name: "Quay Line", Class: "rail", Nodes: []int64{4, 5}, Line: orb.LineString{{0.521, 51.5211}, {0.529, 51.5211}}}
	if _, err := s.ImportMap(t.Context(), nil, sources([]roads.Street{rail}), nil, nil, "test"); err != nil {
		t.Fatal(err)
	}
	robbery := record("r1", "Robbery", &orb.Point{0.55, 51.55}, geo.DefaultResolution)
	robbery.Location = "On or near High Street"
	load(t, s, []crime.Record{robbery})
	same(t, []string{"High Street"}, found(t, s, "high"))
	if _, err := s.ImportAreas(t.Context(), sources(county()), "test"); err != nil {
		t.Fatal(err)
	}
	reach := ledger.Inputs{Bound: orb.Bound{Min: orb.Point{0.5, 51.5}, Max: orb.Point{0.6, 51.6}}, Streets: true}
	if err := s.KeepResults(t.Context(), []result.Result{plan("plan-1", west())}, reach, "test"); err != nil {
		t.Fatal(err)
	}
	var streets int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM lineage WHERE kind = 'streets'").Scan(&streets); err != nil || streets != 0 {
		t.Errorf("a plan rests on %d files of streets, error %v; want none", streets, err)
	}
}

// TestRailClasses: the statements name the classes that the map's ways are told apart by.
func TestRailClasses(t *testing.T) {
	t.Parallel()
	same(t, "class NOT IN ('"+strings.Join(roads.Rails(), "', '")+"')", store.NotRail)
}

func found(t *testing.T, s *store.Store, text string) []string {
	t.Helper()
	places, err := s.FindPlaces(t.Context(), text, 10)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range places {
		names = append(names, p.Name)
	}
	return names
}
