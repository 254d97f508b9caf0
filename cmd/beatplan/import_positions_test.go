package main

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// TestImportPositions has positions held against the areas that are loaded, at an
// import and in a check.
func TestImportPositions(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	force := p.write("force.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"PFA23CD":"E23000099","PFA23NM":"Testshire"},
		"geometry":{"type":"Polygon","coordinates":[[[0.6,51.5],[0.8,51.5],[0.8,51.6],[0.6,51.6],[0.6,51.5]]]}}]}`)
	p.must("import", "areas", "--kind", "force", force)
	var rows, ranks strings.Builder
	rows.WriteString("Ref,Offence,From,X,Y\n")
	for i := range 8 {
		fmt.Fprintf(&rows, "%d,Robbery,13/08/2025 21:30,-0.7,51.55\n", i)
		fmt.Fprintf(&ranks, `{"type":"Feature","properties":{"id":%d},"geometry":{"type":"Point","coordinates":[-0.7,51.55]}},`, i)
	}
	mapping := p.write("m.yaml", "name: plain\ncolumns: {reference: Ref, type: Offence, from: From, longitude: X, latitude: Y}\n")
	export := p.write("export.csv", rows.String())
	sites := p.write("ranks.geojson", `{"type":"FeatureCollection","features":[`+strings.TrimSuffix(ranks.String(), ",")+`]}`)

	const outside = "of 8 positions, 8 are outside every area that is loaded (Testshire), of which 8 would be inside with the other sign of the longitude"
	for _, args := range [][]string{{"offences", "--mapping", mapping, export}, {"sites", "--category", "taxi-rank", sites}} {
		args = append([]string{"import"}, args...)
		code, _, stderr := p.run(args...)
		isOneLine(t, code, stderr, outside, "--allow")
		for _, allowing := range [][]string{{"--allow"}, {"--max-misplaced", "100"}} {
			if said := p.must(append(args, allowing...)...); !strings.Contains(said, "note: "+outside) {
				t.Errorf("%v %v: %s", args, allowing, said)
			}
		}
	}
	if said := p.must("import", "check", "--mapping", mapping, export); !strings.Contains(said, "note: "+outside) || !strings.Contains(said, "an import will refuse the file") {
		t.Errorf("a check says %s", said)
	}
}

// TestOverlappingAreasAreNamed imports a merged district beside one that it replaced.
func TestOverlappingAreasAreNamed(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	district := func(code string, west, east float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"LAD24CD":%q,"LAD24NM":%q},"geometry":{"type":"Polygon","coordinates":[[[%[3]g,51.5],[%[4]g,51.5],[%[4]g,51.6],[%[3]g,51.6],[%[3]g,51.5]]]}}`,
			code, "District "+code, west, east)
	}
	collection := func(features ...string) string {
		return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	}
	if said := p.must("import", "areas", "--kind", "district", p.write("old.geojson", collection(district("E1", 0.6, 0.7), district("E2", 0.7, 0.8)))); strings.Contains(said, "overlap") {
		t.Errorf("neighbours: %s", said)
	}
	said := p.must("import", "areas", "--kind", "district", p.write("new.geojson", collection(district("E3", 0.55, 0.72))))
	if !strings.Contains(said, "note: District E1 (E1) and District E3 (E3) overlap") || strings.Contains(said, "E2") {
		t.Errorf("a merged one: %s", said)
	}
	mapping := p.write("m.yaml", "name: plain\ncolumns: {reference: Ref, type: Offence, from: From, longitude: X, latitude: Y}\n")
	p.must("import", "offences", "--mapping", mapping, p.write("export.csv",
		"Ref,Offence,From,X,Y\n1,Robbery,13/08/2025 21:30,0.65,51.55\n2,Robbery,13/08/2025 21:30,0.71,51.55\n3,Robbery,13/08/2025 21:30,0.75,51.55\n4,Robbery,13/08/2025 21:30,0.56,51.55\n"))
	figures := p.figures("districts")
	got := map[string]float64{"": figures["offences"].(float64)}
	for _, d := range figures["districts"].([]any) {
		district := d.(map[string]any)
		got[district["code"].(string)] = district["offences"].(float64)
	}
	// E3 reaches into E2 but is not of another vintage: neither holds the other's middle.
	if want := (map[string]float64{"": 4, "E1": 1, "E2": 2, "E3": 2}); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestAnotherGrid has a file whose positions are all on another grid than the mapping says:
// it is refused, and the grid is named.
func TestAnotherGrid(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	mapping := p.write("m.yaml", "name: plain\ncolumns: {reference: Ref, type: Offence, from: From, easting: X, northing: Y}\n")
	for name, at := range map[string]string{"Web Mercator": "72357,6719165", "UTM": "337000,5713000"} {
		rows := "Ref,Offence,From,X,Y\n"
		for i := range 12 {
			rows += fmt.Sprintf("%d,Robbery,13/08/2025 21:30,%s\n", i, at)
		}
		code, _, stderr := p.run("import", "offences", "--mapping", mapping, p.write("export.csv", rows))
		isOneLine(t, code, stderr, "export.csv: none of its rows can be read", "they look like "+name, "export longitude and latitude")
	}
}
