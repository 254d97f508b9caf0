package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/long"
	"beatplan/internal/store"
)

// ground is what PostGIS makes of a position: inland water that is at least @least
// square metres large, or the sea, where no island holds it and the coast is near.
const ground = `
SELECT EXISTS (SELECT FROM water WHERE kind = 'inland' AND area >= $3 AND ST_Contains(geom, p)),
    NOT EXISTS (SELECT FROM islands WHERE ST_Contains(geom, p)) AND EXISTS (SELECT FROM islands WHERE ST_DWithin(geom::geography, p::geography, 5100))
FROM (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326) AS p) AS position`

// TestWaterMask imports Demoshire's map and holds the lattices that it leaves
// against PostGIS.
func TestWaterMask(t *testing.T) {
	t.Parallel()
	long.Test(t)
	p := newProgram(t)
	dir := p.file("county")
	p.must("demoshire", "write", "--offences", "4000", "--seed", "1", "--dir", dir)
	p.must("import", "areas", "--kind", "force", dir+"/forces.geojson")
	p.must("import", "areas", "--kind", "district", dir+"/districts.geojson")
	p.must("import", "offences", "--mapping", dir+"/mapping.yaml", dir+"/offences.csv")
	// An area of land, sea and river: around the river's mouth.
	type surface struct {
		Cells    int
		Lattice  string
		Offences float64
		Notes    []string
	}
	cells := func(area string) (s surface) {
		t.Helper()
		if err := json.Unmarshal([]byte(p.must("cells", "--area", area, "--group", "all", "--json")), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	mouth := mouthOf(p, dir)
	p.must("import", "areas", "--kind", "ward", p.write("mouth.geojson", mouth))
	before := map[string]surface{"DEMO-D01": cells("DEMO-D01"), "MOUTH": cells("MOUTH")}
	p.must("import", "osm", dir+"/demoshire.osm.pbf")
	p.must("import", "osm", dir+"/demoshire.osm.pbf") // again: nothing of this changes
	for area, was := range before {
		is := cells(area)
		notes := strings.Join(is.Notes, "; ")
		t.Logf("%s: %d cells of %d; %s", area, is.Cells, was.Cells, notes)
		if is.Lattice == was.Lattice || is.Cells >= was.Cells || !strings.Contains(notes, "in water left out of the lattice") {
			t.Errorf("%s: lattice %s of %s, notes %q", area, is.Lattice, was.Lattice, notes)
		}
		if is.Offences > was.Offences || is.Offences < was.Offences && !strings.Contains(notes, "in cells whose centres are in water took no part") {
			t.Errorf("%s: %g offences, %g before; notes %q", area, is.Offences, was.Offences, notes)
		}
	}
	p.agree("ward", "MOUTH")
	p.agree("district", "DEMO-D01")
}

// mouthOf returns a square around the mouth of Demoshire's river, an area.
func mouthOf(p program, dir string) string {
	p.t.Helper()
	other := newProgram(p.t)
	other.must("import", "osm", dir+"/demoshire.osm.pbf")
	// The widest end of the river's banks is nearest to the sea.
	box := query[string](other, `
SELECT ST_AsGeoJSON(ST_Expand(end_, 0.04, 0.025))
FROM water AS river, LATERAL (SELECT ST_PointN(ST_ExteriorRing(ST_GeometryN(geom, 1)), n) AS end_ FROM generate_series(1, ST_NPoints(geom)) AS n) AS nodes,
    (SELECT ST_Collect(geom) AS sea FROM water WHERE kind = 'coast') AS coast
WHERE river.kind = 'inland'
ORDER BY ST_Distance(end_, sea)
LIMIT 1`)[0]
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"MOUTH","name":"Mouth"},"geometry":` + box + `}]}`
}

// agree holds the lattice of an area against what PostGIS says of every cell.
func (p program) agree(kind, code string) {
	p.t.Helper()
	ctx := p.t.Context()
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `
CREATE TEMPORARY TABLE islands AS
SELECT ST_MakePolygon(geom) AS geom FROM (SELECT (ST_Dump(ST_LineMerge(ST_Collect(geom)))).geom FROM water WHERE kind = 'coast') AS lines`); err != nil {
		p.t.Fatal(err)
	}
	s, err := store.Open(ctx, p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close()
	a, err := app.New(s, "test")
	if err != nil {
		p.t.Fatal(err)
	}
	area, err := a.Area(ctx, kind+":"+code)
	if err != nil {
		p.t.Fatal(err)
	}
	whole, err := geo.Cover(area.Land, geo.DefaultResolution)
	if err != nil {
		p.t.Fatal(err)
	}
	const least = 15_047.5 // the mean size of a cell at resolution 10, in square metres
	waters, err := s.Water(ctx, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, least)
	if err != nil {
		p.t.Fatal(err)
	}
	parts, err := whole.Mask(geo.NewMask(waters))
	if err != nil {
		p.t.Fatal(err)
	}
	atSea, inWater := 0, 0
	for _, c := range whole.Cells {
		at, err := geo.Centre(c)
		if err != nil {
			p.t.Fatal(err)
		}
		var inland, sea bool
		if err := conn.QueryRow(ctx, ground, at[0], at[1], least).Scan(&inland, &sea); err != nil {
			p.t.Fatal(err)
		}
		if inland {
			inWater++
		}
		if sea && !inland {
			atSea++
		}
		if _, got := parts.Water.Index(c); got != (inland || sea) {
			p.t.Errorf("%s: cell %s at %v is water: %t; PostGIS: inland %t, sea %t", code, c, at, got, inland, sea)
		}
	}
	if inWater+parts.Sea != len(parts.Water.Cells) || atSea != parts.Sea || inWater == 0 {
		p.t.Errorf("%s: %d cells at sea and %d of inland water; PostGIS: %d and %d", code, parts.Sea, len(parts.Water.Cells)-parts.Sea, atSea, inWater)
	}
	p.t.Logf("%s: %d cells, %d at sea, %d in inland water", code, len(whole.Cells), atSea, inWater)
}
