package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const ranksKML = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>Station</name><Point><coordinates>0.71,51.54</coordinates></Point></Placemark>
<Placemark><name>High Street</name><Point><coordinates>0.72,51.54</coordinates></Point></Placemark></Document></kml>`

// TestImportSites brings in what people have lists of: a register by the
// documented example, KML, GeoJSON.
func TestImportSites(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	register := "Licence Number,Premises Name,Premises Type,Easting,Northing,Open Mon to Thu,Open Fri and Sat,Open Sun,Terminal Hour,Capacity,Licence Holder\n" +
		"PL1,The Bell,Public House,588500,185000,11:00-23:00,11:00-01:00,off,01:00,220,Somebody\n"
	beat := `<kml><Placemark><name>B1</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0.7,51.5 0.72,51.5 0.72,51.52 0.7,51.5</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`
	hospital := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"hospital22_name":"General"},"geometry":{"type":"Point","coordinates":[0.68,51.55]}}]}`
	for _, args := range [][]string{
		{"sites", "--mapping", filepath.Join("..", "..", "docs", "sites.example.yaml"), p.write("register.csv", register)},
		{"sites", "--category", "taxi-rank", p.write("ranks.kml", ranksKML)},
		{"sites", "--category", "hospital", "--source", "nhs", p.write("hospitals.geojson", hospital)},
		{"areas", "--kind", "ward", "--id-property", "name", p.write("beats.kml", beat)},
	} {
		first, again := p.figures(append([]string{"import"}, args...)...), p.figures(append([]string{"import"}, args...)...)
		if first["rejected"] != 0.0 || first["read"] == 0.0 || first["new"] != first["read"] || again["unchanged"] != first["read"] {
			t.Errorf("%v: first %v, then %v", args, first, again)
		}
	}
}

// TestImportReplacedSites has a new edition of a list, which no longer has a place, and says
// what became of those of the last.
func TestImportReplacedSites(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	lines := []string{"Ref,Name,Kind,Lon,Lat", "1,The Ship,pub,0.7,51.5", "2,The Bell,pub,0.71,51.5", "3,The Crown,pub,0.72,51.5", "4,The Swan,pub,0.73,51.5", "5,The Bull,pub,0.74,51.5", ""}
	mapping := p.write("list.yaml", "name: list\nkind: sites\ncolumns: {reference: Ref, name: Name, category: Kind, longitude: Lon, latitude: Lat}\n")
	load := func(name string, lines []string, flags ...string) string {
		return p.must(append([]string{"import", "sites", "--mapping", mapping, p.write(name, strings.Join(lines, "\n"))}, flags...)...)
	}
	load("first.csv", lines)
	if said := load("first.csv", lines); strings.Contains(said, "publishes again") {
		t.Errorf("the same list: %s", said)
	}
	for n, tt := range []struct {
		name  string
		lines []string
		flags []string
		want  string
	}{
		{"second.csv", append([]string{lines[0]}, lines[2:]...), nil, "second.csv publishes again list: no rows replaced, 0 added, 1 gone (imports delete 3 brings them back)"},
		{"part.csv", []string{lines[0], lines[2], ""}, nil, "part.csv has some of a list that is loaded and lacks 3 sites of it, kept: to take ALL other sites of this source and these categories away, load every file of it together with --replaces"},
		{"third.csv", []string{lines[0], strings.Replace(lines[2], "Bell", "Blue Bell", 1), ""}, []string{"--replaces"}, "third.csv publishes again list: 1 row replaced, 0 added, 3 gone (imports delete 5 brings them back)"},
	} {
		if said := load(tt.name, tt.lines, tt.flags...); !strings.Contains(said, tt.want) {
			t.Errorf("no %q in %s", tt.want, said)
		}
		if said := p.must("imports", "show", strconv.Itoa(n+3)); !strings.Contains(said, tt.want) {
			t.Errorf("no %q in %s", tt.want, said)
		}
	}
	if said := p.must("imports", "delete", "5", "--why", "a test", "--yes"); !strings.Contains(said, "4 that it had replaced are back") {
		t.Error(said)
	}
	others := []string{lines[0], "6,The Hare,pub,0.75,51.5", "7,The Hound,pub,0.76,51.5", "8,The Fox,pub,0.77,51.5", ""}
	load("others.csv", others)
	if said := load("both.csv", []string{lines[0], lines[2], others[1], ""}); !strings.Contains(said, "lacks 5 sites of it, kept\n") {
		t.Errorf("of two lists: %s", said)
	}
}

func TestImportDoubtfulSites(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	list := p.write("list.csv", "Ref,Name,Kind,Lon,Lat,Open\n1,The Ship,pub,0.7,51.5,dusk to dawn\n2,The Bell,pub,,,\n3,The Crown,pub,0.7,51.5,Fr 18:00-02:00\n")
	mapping := p.write("list.yaml", "name: list\nkind: sites\ncolumns: {reference: Ref, name: Name, category: Kind, longitude: Lon, latitude: Lat, hours: Open}\n")
	said := p.must("import", "sites", "--mapping", mapping, list)
	for _, want := range []string{"doubtful, no-position: 1\n", "doubtful, unread-hours: 1\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
	if said = p.must("imports", "show", "1"); !strings.Contains(said, "doubtful: no-position") {
		t.Errorf("no-position is not in %s", said)
	}
}

func TestCheckSites(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for _, args := range [][]string{
		{"--mapping", "rail", p.write("rail.csv", "stationName,lat,long,crsCode\nAlresford,51.85,0.99,ALR\nNowhere,,,NWH\n")},
		{"--category", "station", p.write("stations.kml", strings.Replace(ranksKML, "<coordinates>0.71,51.54</coordinates>", "<coordinates>0,0</coordinates>", 1))},
	} {
		got := p.must(append([]string{"import", "check"}, args...)...)
		for _, want := range []string{"2 rows: 2 would be accepted, 0 rejected", "1 without a place", "category", "2  station"} {
			if !strings.Contains(got, want) {
				t.Errorf("%v: no %q in %s", args, want, got)
			}
		}
		if strings.Contains(got, "from ") {
			t.Errorf("%v: sites have no time: %s", args, got)
		}
	}
}

// TestCheckFlags: a check takes what the imports of what it checks take, but for a place to
// write the rejected rows.
func TestCheckFlags(t *testing.T) {
	t.Parallel()
	var c commands
	parser, err := kong.New(&c, kong.ValueFormatter(withDefault))
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string][]string{}
	for _, verb := range parser.Model.Children {
		if verb.Name != "import" {
			continue
		}
		for _, of := range verb.Children {
			for _, flag := range of.Flags {
				flags[of.Name] = append(flags[of.Name], flag.Name)
			}
		}
	}
	for _, kind := range []string{"offences", "incidents", "partner-counts", "searches", "sites"} {
		if len(flags[kind]) == 0 {
			t.Errorf("import %s has no flags", kind)
		}
		for _, flag := range flags[kind] {
			if flag != "rejects" && !slices.Contains(flags["check"], flag) {
				t.Errorf("import check has no --%s, which import %s has", flag, kind)
			}
		}
	}
}

func TestImportSitesBadInput(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	table, ranks := p.write("table.csv", "a,b\n1,2\n"), p.write("ranks.kml", ranksKML)
	personal := p.write("owners.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"Owner":"x"},"geometry":null}]}`)
	tests := map[string]struct {
		args []string
		want []string
	}{
		"a table without a mapping": {[]string{"sites", "--category", "cctv", table}, []string{"table.csv", "neither GeoJSON nor KML", "--mapping"}},
		"no category":               {[]string{"sites", ranks}, []string{"ranks.kml", "--category"}},
		"a category of theirs":      {[]string{"sites", "--category", "Taxi Rank", ranks}, []string{`"Taxi Rank"`, "taxi-rank"}},
		"a mapping and flags":       {[]string{"sites", "--mapping", "rail", "--category", "cctv", ranks}, []string{"the mapping says what category", "leave these out"}},
		"a mapping of offences":     {[]string{"sites", "--mapping", filepath.Join("..", "..", "docs", "mapping.example.yaml"), table}, []string{"table.csv", "is for offences, not for sites"}},
		"sites for offences":        {[]string{"offences", "--mapping", filepath.Join("..", "..", "docs", "sites.example.yaml"), table}, []string{"table.csv", "is for sites, not for offences"}},
		"an owner":                  {[]string{"sites", "--category", "cctv", personal}, []string{"owners.geojson", "columns Owner look personal", "--drop"}},
		"a KMZ":                     {[]string{"sites", "--category", "cctv", p.write("ranks.kmz", "PK\x03\x04")}, []string{"ranks.kmz", "KMZ", "unpack it"}},
		"a check with flags":        {[]string{"check", "--mapping", "rail", "--category", "cctv", ranks}, []string{"the mapping says what category", "leave these out"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := p.run(append([]string{"import"}, tt.args...)...)
			isOneLine(t, code, stderr, tt.want...)
		})
	}
}
