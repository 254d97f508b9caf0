package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

func TestRowsAreThePropertiesInOrder(t *testing.T) {
	t.Parallel()
	type row struct {
		Name  string   `json:"name"`
		Harm  float64  `json:"harm"`
		Q     *float64 `json:"q"`
		Hot   bool     `json:"hot"`
		Cells []string `json:"cells"`
	}
	q := 0.25
	square := orb.Polygon{{{1, 50}, {3, 50}, {3, 51}, {1, 51}, {1, 50}}}
	got, err := rows(geo.Collection{Features: []geo.Feature{
		{Properties: row{`A "quoted", name`, 1.5, &q, true, []string{"a", "b"}}, Geometry: square},
		{Properties: row{Name: "B"}, Geometry: orb.Point{9, 9}},
	}})
	want := "name,harm,q,hot,cells,longitude,latitude\n" + `"A ""quoted"", name",1.5,0.25,true,"[""a"",""b""]",2.000000,50.500000` + "\nB,0,,false,,9.000000,9.000000\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

// Objects are flat in both kinds of file, wherever they are null.
func TestObjectsAreFlattened(t *testing.T) {
	t.Parallel()
	type figure struct {
		Mean float64 `json:"mean"`
		Low  int     `json:"low80"`
	}
	type row struct {
		Cell     string  `json:"cell"`
		Offences *figure `json:"offences"`
		Rank     int     `json:"rank"`
		Never    *figure `json:"never"`
	}
	c := geo.Collection{Features: []geo.Feature{
		{Properties: row{"a", nil, 1, nil}, Geometry: orb.Point{9, 9}},
		{Properties: row{"b", &figure{1.5, 2}, 2, nil}, Geometry: orb.Point{9, 9}},
	}}
	table, err := rows(c)
	want := "cell,offences_mean,offences_low80,rank,never,longitude,latitude\na,,,1,,9.000000,9.000000\nb,1.5,2,2,,9.000000,9.000000\n"
	if err != nil || string(table) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, table, want)
	}
	body, err := geoJSON(c)
	for _, want := range []string{
		`"properties":{"cell":"a","offences_mean":null,"offences_low80":null,"rank":1,"never":null}`,
		`"properties":{"cell":"b","offences_mean":1.5,"offences_low80":2,"rank":2,"never":null}`,
	} {
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%v: no %s in\n%s", err, want, body)
		}
	}
	if _, nested := c.Features[1].Properties.(row); !nested {
		t.Error("the features that were given are changed")
	}
}

func TestRowsOfNothingHaveAHead(t *testing.T) {
	t.Parallel()
	got, err := rows(geo.Collection{Blank: struct {
		Day  string `json:"day"`
		Role string `json:"role"`
	}{}})
	if want := "day,role,longitude,latitude\n"; err != nil || string(got) != want {
		t.Errorf("%v %q, want %q", err, got, want)
	}
}

func TestNameSaysWhatToWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, want := range map[string]string{
		"a.csv": "", "a.CSV": "", "a.geojson": "", "a.json": "",
		"a.shp": "end the name in .geojson or .json or .csv", "a": "end the name in .geojson", "a.csv.gz": "end the name in .geojson", "none/a.csv": "cannot write",
	} {
		err := tabular{Output: filepath.Join(dir, name)}.check()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	for _, name := range []string{"", "-", "/dev/null"} {
		if err := (tabular{Output: name}).check(); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}
