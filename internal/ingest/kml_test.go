package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const (
	placemark = `<Placemark id="k1"><name>Station &amp; Co</name><description><![CDATA[<b onclick="x()">not read</b>]]></description>
	<ExtendedData><Data name="category"><displayName>What</displayName><value>taxi-rank</value></Data></ExtendedData>
	<Point><altitudeMode>absolute</altitudeMode><coordinates> 0.71,51.54,12.5 </coordinates></Point></Placemark>`

	folder = `<Folder><name>Beats</name><Placemark><name>Beat One</name><ExtendedData><SchemaData schemaUrl="#s">
	<SimpleData name="category">Beat</SimpleData><SimpleData name="BEAT_CODE">B1</SimpleData></SchemaData></ExtendedData>
	<MultiGeometry><Point><coordinates>0.5,51.5</coordinates></Point><Polygon>
	<outerBoundaryIs><LinearRing><coordinates>0,51,0 1,51,0
	1,52,0 0,52,0 0,51,0</coordinates></LinearRing></outerBoundaryIs>
	<innerBoundaryIs><LinearRing><coordinates>0.2,51.2 0.4,51.2 0.4,51.4 0.2,51.2</coordinates></LinearRing></innerBoundaryIs>
	</Polygon></MultiGeometry></Placemark></Folder>`
)

// kml returns a document of placemarks.
func kml(placemarks ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>A map</name><Style id="s"><IconStyle/></Style>` +
		strings.Join(placemarks, "\n") + "</Document></kml>"
}

func TestKMLSites(t *testing.T) {
	t.Parallel()
	at := orb.Point{0.71, 51.54}
	station := geo.Site{Source: "ranks", ID: "k1", Name: "Station & Co", Category: "taxi-rank", At: &at, Given: &geo.Given{X: 0.71, Y: 51.54, SRID: 4326}}
	latin := func(s string) string {
		out, err := charmap.Windows1252.NewEncoder().String(strings.Replace(s, "UTF-8", "windows-1252", 1))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wide, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(strings.Replace(kml(placemark), "UTF-8", "UTF-16", 1))
	if err != nil {
		t.Fatal(err)
	}
	cafe := station
	cafe.Name = "Café £1"
	zero := station
	zero.At, zero.Given, zero.Quality = nil, &geo.Given{SRID: 4326}, []string{crime.QualityZero}
	tests := map[string]struct {
		text string
		want geo.Site
	}{
		"plain":         {kml(placemark), station},
		"in folders":    {kml("<Folder><Folder>" + placemark + "</Folder></Folder>"), station},
		"marked":        {"\ufeff" + kml(placemark), station},
		"UTF-16":        {wide, station},
		"Windows 1252":  {latin(kml(strings.Replace(placemark, "Station &amp; Co", "Café £1", 1))), cafe},
		"with a prefix": {strings.NewReplacer("<kml xmlns=", "<k:kml xmlns:k=", "</kml>", "</k:kml>", "<Placemark", "<k:Placemark", "</Placemark", "</k:Placemark").Replace(kml(placemark)), station},
		"at 0, 0":       {kml(strings.Replace(placemark, "0.71,51.54,12.5", "0,0,0", 1)), zero},
		"zipped":        {zipped(t, kml(placemark)), station},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(siteFeatures(t, tt.text, ingest.SiteProperties{}))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]geo.Site{tt.want}, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKMLAreas(t *testing.T) {
	t.Parallel()
	want := geo.Area{Kind: geo.Ward, Code: "B1", Name: "Beat One", Land: orb.MultiPolygon{{
		{{0, 51}, {1, 51}, {1, 52}, {0, 52}, {0, 51}}, {{0.2, 51.2}, {0.4, 51.2}, {0.4, 51.4}, {0.2, 51.2}},
	}}}
	f := areas(t, kml(folder, strings.Replace(placemark, "What", "", 1)), geo.Ward, ingest.AreaProperties{Code: "BEAT_CODE"})
	rows, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]geo.Area{want}, rows); diff != "" {
		t.Error(diff)
	}
	if got := rejects(t, f); len(got) != 1 || got[0][0] != "9" || got[0][1] != "no property BEAT_CODE" {
		t.Errorf("%q, want the placemark of line 9", got)
	}
	_, err = read(areas(t, kml(placemark), geo.Ward, ingest.AreaProperties{}))
	isOneLine(t, err, fault.Invalid, "none of its 1 features is an area", "a Point: an area needs a Polygon")
	_, err = read(areas(t, kml(strings.Replace(folder, "BEAT_CODE", "B", 1)), geo.Ward, ingest.AreaProperties{}))
	isOneLine(t, err, fault.Invalid, "cannot tell which property is the id of a ward among B, category, name")
}

func TestKMLPowers(t *testing.T) {
	t.Parallel()
	data := func(extended string) string {
		return strings.Replace(folder, "<SimpleData name=\"category\">Beat</SimpleData>", `<SimpleData name="kind">s60</SimpleData><SimpleData name="authority">Essex Police</SimpleData>
		<SimpleData name="reference">S/1</SimpleData><SimpleData name="from">2025-10-25T20:00</SimpleData><SimpleData name="to">2025-10-27T19:00</SimpleData><SimpleData name="extended">`+extended+`</SimpleData>`, 1)
	}
	powers := func(extended string) ([]geo.Power, error) {
		return read(ingest.Powers(ingest.Body("powers.kml", strings.NewReader(kml(data(extended)))), "", london(t), nil))
	}
	rows, err := powers("true")
	if err != nil || len(rows) != 1 || !rows[0].Extended || len(rows[0].Land) != 1 {
		t.Error(rows, err)
	}
	_, err = powers("perhaps")
	isOneLine(t, err, fault.Invalid, "powers.kml", "extended: neither true nor false: perhaps")
}

func TestKMLRejects(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string {
		return strings.NewReplacer(`id="k1"`, `id="k2"`, from, to).Replace(placemark)
	}
	const point = "<coordinates> 0.71,51.54,12.5 </coordinates>"
	tests := map[string]struct{ placemark, reason string }{
		"the same again":     {placemark, "id k1 again"},
		"spaces in the pair": {change("0.71,51.54,12.5", "0.71, 51.54"), `no coordinates: "0.71,"; write longitude,latitude`},
		"words":              {change("0.71,51.54,12.5", "here,there"), `no coordinates: "here,there"`},
		"no number":          {change("0.71,51.54,12.5", "NaN,51.54"), `no coordinates: "NaN,51.54"`},
		"beyond numbers":     {change("0.71,51.54,12.5", "1e999,51.54"), `no coordinates: "1e999,51.54"`},
		"off the globe":      {change("0.71,51.54,12.5", "181,51.54"), "no longitude and latitude"},
		"two points":         {change(point, "<coordinates>0.71,51.54 0.72,51.55</coordinates>"), "a MultiPoint: a site is a Point"},
		"a line of a point":  {change("<Point>", "<LineString><coordinates>0,51</coordinates></LineString><Point>"), "line 1 has 1 points: two are the least"},
		"a line off":         {change("<Point>", "<LineString><coordinates>0,51 181,51</coordinates></LineString><Point>"), "line 1 has the point [181 51]"},
		"an empty polygon":   {change("<Point>", "<Polygon/><Point>"), "ring 1 of polygon 1 has 0 points"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := siteFeatures(t, kml(placemark, tt.placemark), ingest.SiteProperties{})
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			if got := rejects(t, f); len(got) != 1 || got[0][0] != "5" || !strings.Contains(got[0][1], tt.reason) || strings.Contains(got[0][2], "onclick") {
				t.Errorf("%q, want line 5: %s", got, tt.reason)
			}
		})
	}
}

func TestKMLThatIsNone(t *testing.T) {
	t.Parallel()
	bomb := `<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + strings.Replace(kml(placemark)[len(`<?xml version="1.0" encoding="UTF-8"?>`):], "A map", "&b;", 1)
	tests := map[string]struct{ text, want string }{
		"an entity bomb":       {bomb, "it has a document type"},
		"an unknown entity":    {kml(strings.Replace(placemark, "&amp;", "&nbsp;", 1)), "line 2: invalid character entity &nbsp;"},
		"a page":               {"<html><body/></html>", "not KML: its root is <html>"},
		"another XML":          {`<?xml version="1.0"?><gpx/>`, "not KML: its root is <gpx>"},
		"no placemark":         {kml(), "the KML file has no placemark"},
		"a link to another":    {kml(`<NetworkLink><Link><href>http://localhost/</href></Link></NetworkLink>`), "the KML file has no placemark"},
		"cut short":            {kml(placemark)[:400], "unexpected EOF"},
		"crossed tags":         {kml("<Folder><Placemark></Folder></Placemark>"), "element <Placemark> closed by </Folder>"},
		"HTML unescaped":       {kml(strings.Replace(placemark, "<![CDATA[<b onclick=\"x()\">not read</b>]]>", "one<br>two", 1)), "element <br> closed by </description>"},
		"a zero byte":          {kml("<name>\x00</name>"), "illegal character code U+0000"},
		"a strange encoding":   {strings.Replace(kml(placemark), "UTF-8", "EBCDIC", 1), "encoding EBCDIC: save it as UTF-8"},
		"too deep":             {kml(strings.Repeat("<Folder>", 200)), "line 2: elements lie more than 100 deep in one another"},
		"too deep, geometry":   {kml("<Placemark>" + strings.Repeat("<MultiGeometry>", 200)), "elements lie more than 100 deep"},
		"longer than any":      {kml("<!--"+strings.Repeat("x", 65<<20)+"-->", placemark), "the file is longer than 64 MiB: split it"},
		"a KMZ":                {"PK\x03\x04...", "it is a zip archive, as a KMZ and a workbook are: unpack it"},
		"a damaged gzip":       {zipped(t, kml(placemark))[:150], "cut short or damaged"},
		"nothing after XML":    {`<?xml version="1.0"?>`, "the KML file has no placemark"},
		"a bomb of attributes": {`<kml ` + strings.Repeat("a='b' ", 10) + `<`, "cut short or damaged"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(siteFeatures(t, tt.text, ingest.SiteProperties{Category: "cctv"}))
			isOneLine(t, err, fault.Invalid, "ranks.2025.geojson", tt.want)
		})
	}
}

func FuzzKML(f *testing.F) {
	f.Add(kml(folder, folder, placemark))
	f.Add(kml(`<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`))
	f.Add("<kml><Placemark/></kml>")
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.HasPrefix(text, "<") {
			return // FuzzAreas has these
		}
		rows, err := read(areas(t, text, geo.Ward, ingest.AreaProperties{Code: "BEAT_CODE", Name: "name"}))
		if err == nil && len(rows) == 0 {
			t.Error("no area and no error")
		}
		for _, a := range rows {
			if _, err := geo.Polygons(a.Land); a.Code == "" || a.Name == "" || err != nil {
				t.Errorf("%q %q: %v", a.Code, a.Name, err)
			}
		}
	})
}
