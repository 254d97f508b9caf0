package ingest_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const (
	premises = "fhrsid,name,business_type,longitude,latitude,postcode\n"
	stations = `"stationName","lat","long","crsCode","ltla24_name"` + "\n"
)

const registerText = `
name: licensing
kind: sites
columns:
  reference: Licence No
  name: Premises Name
  category: Type
  easting: Easting
  northing: Northing
  hours: { Mo-Th: Weekdays, "Fr,Sa": Weekend }
  terminal: Terminal Hour
  capacity: Capacity
categories:
  Public house: pub
  Night club: nightclub
drop: [Licence Holder]
`

const register = "Licence No,Premises Name,Type,Easting,Northing,Weekdays,Weekend,Terminal Hour,Capacity,Licence Holder\n"

const bell = "PL/1,The £ Bell,Public house,588500,185000,11:00-23:00,11:00-01:00,\"Mo-Th 23:00; Fr,Sa 01:00\",\"1,200\",A. Person\n"

func knownMapping(t testing.TB, name string) ingest.Mapping {
	t.Helper()
	m, err := ingest.KnownMapping(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sites(t testing.TB, text string, m ingest.Mapping) *ingest.File[geo.Site] {
	t.Helper()
	return ingest.Sites(ingest.Body("sites.csv", strings.NewReader(text)), t.TempDir(), m)
}

// opening returns what the register says of The £ Bell.
func opening() (geo.Hours, geo.Terminal) {
	hours, terminal := geo.Hours{}, geo.Terminal{}
	for _, day := range []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday} {
		hours[day], terminal[day] = []geo.Span{{From: 11 * 60, To: 23 * 60}}, 23*60
	}
	for _, day := range []time.Weekday{time.Friday, time.Saturday} {
		hours[day], terminal[day] = []geo.Span{{From: 11 * 60, To: 25 * 60}}, 25*60
	}
	return hours, terminal
}

func TestSites(t *testing.T) {
	t.Parallel()
	at, inMetres := orb.Point{0.99, 51.85}, geo.FromGrid(orb.Point{588500, 185000})
	given, givenMetres := &geo.Given{X: 0.99, Y: 51.85, SRID: 4326}, &geo.Given{X: 588500, Y: 185000, SRID: 27700}
	hours, terminal := opening()
	capacity := 1200
	fhrs, rail, licensing := knownMapping(t, "fhrs"), knownMapping(t, "rail"), mapping(t, registerText)
	tests := map[string]struct {
		mapping ingest.Mapping
		text    string
		want    geo.Site
	}{
		"pub":              {fhrs, premises + "1,The Bell,Pub/bar/nightclub,0.99,51.85,CM8 1AA\n", geo.Site{Source: "fhrs", ID: "1", Name: "The Bell", Address: "CM8 1AA", Category: "pub", At: &at, Given: given}},
		"another business": {fhrs, premises + "1,Moon,Space ports & co,0.99,51.85,\n", geo.Site{Source: "fhrs", ID: "1", Name: "Moon", Category: "space-ports-co", At: &at, Given: given}},
		"no position":      {fhrs, premises + "1,Van,Mobile caterer,,,\n", geo.Site{Source: "fhrs", ID: "1", Name: "Van", Category: "mobile-caterer"}},
		"an address": {
			fhrs, "fhrsid,name,business_type,address,postcode,longitude,latitude\n" + `1,The Bell,Pub/bar/nightclub,"12  High Street, Witham ,",CM8 1AA,0.99,51.85` + "\n",
			geo.Site{Source: "fhrs", ID: "1", Name: "The Bell", Address: "12 High Street, Witham, CM8 1AA", Category: "pub", At: &at, Given: given},
		},
		"published header":       {fhrs, "FHRSID,Name,Business Type,Longitude,Latitude\n1,A,Farmers/growers,0.99,51.85\n", geo.Site{Source: "fhrs", ID: "1", Name: "A", Category: "farm", At: &at, Given: given}},
		"station":                {rail, stations + `"Alresford",51.85,0.99,"ALR",Tendring`, geo.Site{Source: "rail", ID: "ALR", Name: "Alresford", Category: "station", At: &at, Given: given}},
		"licensed":               {licensing, register + bell, geo.Site{Source: "licensing", ID: "PL/1", Name: "The £ Bell", Category: "pub", At: &inMetres, Given: givenMetres, Opening: hours, Terminal: terminal, Capacity: &capacity}},
		"nothing but what it is": {licensing, register + "PL/2,,Night club,,,,,,,\n", geo.Site{Source: "licensing", ID: "PL/2", Category: "nightclub"}},
		"hours in words": {
			licensing, register + "PL/2,X,Night club,,,see licence,,on request,,\n",
			geo.Site{Source: "licensing", ID: "PL/2", Name: "X", Category: "nightclub", Quality: []string{geo.QualityUnreadHours}},
		},
		"one day in words": {
			licensing, register + "PL/2,X,Night club,0,0,till late,closed,,many,\n",
			geo.Site{
				Source: "licensing", ID: "PL/2", Name: "X", Category: "nightclub", Given: &geo.Given{SRID: 27700}, Opening: geo.Hours{time.Friday: {}, time.Saturday: {}},
				Quality: []string{crime.QualityZero, geo.QualityUnreadHours, geo.QualityUnreadCapacity},
			},
		},
		"hours of another day": {
			licensing, register + "PL/2,X,Night club,,,Mo 10:00-11:00,,,,\n",
			geo.Site{Source: "licensing", ID: "PL/2", Name: "X", Category: "nightclub", Opening: geo.Hours{time.Monday: {{From: 600, To: 660}}}, Quality: []string{geo.QualityUnreadHours}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(sites(t, tt.text, tt.mapping))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]geo.Site{tt.want}, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSitesCapacity holds that what is no number of people is never one.
func TestSitesCapacity(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]int{
		"": 0, "0": -1, "-5": -1, "1.5": -1, "250": 250, "250 persons": -1, "60-100": -1, "1e300": -1, "NaN": 0, "enough": -1, "120.0": 120, "2000000": -1,
	} {
		rows, err := read(sites(t, register+"PL/2,X,Night club,,,,,,"+field+",\n", mapping(t, registerText)))
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		unread := slices.Contains(rows[0].Quality, geo.QualityUnreadCapacity)
		if got := rows[0].Capacity; (got != nil) != (want > 0) || got != nil && *got != want || unread != (want < 0) {
			t.Errorf("%q: %v, unread %t", field, got, unread)
		}
	}
}

// TestSitesWithoutReference: such sites are known by name and position, so that
// none is lost and each is found again.
func TestSitesWithoutReference(t *testing.T) {
	t.Parallel()
	ranks := mapping(t, "name: ranks\nkind: sites\ncategory: taxi-rank\ncolumns: {name: Rank, longitude: X, latitude: Y}\n")
	const text = "Rank,X,Y\nHigh Street,0.7,51.5\nHigh Street,0.8,51.5\n,0.7,51.5\nHigh Street,0.7,51.5\n,,\nStation,,\n"
	once := sites(t, text, ranks)
	rows, err := read(once)
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	ids := map[string]bool{}
	for _, s := range rows {
		ids[s.ID] = true
	}
	if len(ids) != 4 {
		t.Errorf("%d ids of 4 sites", len(ids))
	}
	got := rejects(t, once)
	if len(got) != 2 || !strings.Contains(got[0][1], `"High Street" at the same place again`) || !strings.Contains(got[1][1], "nothing tells it from others") {
		t.Errorf("%q", got)
	}
	again, err := read(sites(t, text, ranks))
	if diff := cmp.Diff(rows, again); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestSitesRejects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ row, reason string }{
		"id again":        {"1,A,Mobile caterer,0.9,51.8,", "FHRSID 1 again"},
		"no category":     {"2,A,,0.9,51.8,", "no Business Type"},
		"half a position": {"2,A,Mobile caterer,0.9,,", "no two numbers for a position"},
		"off the globe":   {"2,A,Mobile caterer,181,51.8,", "no longitude and latitude"},
		"too few fields":  {"2,A\n", "2 fields, and the header has 6"},
		"a zero byte":     {"2,A\x00,Mobile caterer,0.9,51.8,", "field 2 holds a zero byte"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := sites(t, premises+"1,The Bell,Pub/bar/nightclub,0.99,51.85,\n"+tt.row, knownMapping(t, "fhrs"))
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			got := rejects(t, f)
			if len(got) != 1 || got[0][0] != "3" || !strings.Contains(got[0][1], tt.reason) {
				t.Errorf("%q, want line 3: %s", got, tt.reason)
			}
		})
	}
}

// TestSitesEncodings reads the same row in the encodings that registers come in.
func TestSitesEncodings(t *testing.T) {
	t.Parallel()
	text := register + bell
	encode := func(encoded string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	for name, text := range map[string]string{
		"marked":       "\ufeff" + text,
		"UTF-16":       encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)),
		"Windows 1252": encode(charmap.Windows1252.NewEncoder().String(text)),
		"zipped":       zipped(t, text),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(sites(t, text, mapping(t, registerText)))
			if err != nil || len(rows) != 1 || rows[0].Name != "The £ Bell" {
				t.Error(rows, err)
			}
		})
	}
}

func TestSitesFilesThatAreNot(t *testing.T) {
	t.Parallel()
	licensing := mapping(t, registerText)
	tests := map[string]struct{ text, want string }{
		"a column short":     {strings.Replace(register, "Capacity,", "", 1), "not what mapping licensing says: its header has no column capacity"},
		"a column twice":     {strings.Replace(register, "Capacity,", "Capacity,CAPACITY,", 1), "its header has column capacity twice"},
		"a licensee":         {strings.TrimSpace(register) + ",Premises Licence Holder Name,DPS\n", "columns Premises Licence Holder Name, DPS look personal"},
		"an applicant":       {strings.TrimSpace(register) + ",Applicant\n", "columns Applicant look personal"},
		"a phone":            {strings.TrimSpace(register) + ",Telephone 1\n", "columns Telephone 1 look personal"},
		"a name of somebody": {strings.TrimSpace(register) + ",Name,Full Name of Site\n", "columns Name, Full Name of Site look personal"},
		"nothing":            {"", "the file is empty"},
		"one long line":      {register + strings.Repeat("x", 2<<20), "line 2, its last, is longer than"},
		"an archive":         {"PK\x03\x04", "zip archive"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(sites(t, tt.text, licensing))
			isOneLine(t, err, fault.Invalid, "sites.csv", tt.want)
		})
	}
	if _, err := read(sites(t, strings.TrimSpace(register)+",Ward Name,Trading Name,Postcode\n", licensing)); err != nil {
		t.Error("columns of places:", err)
	}
	_, err := read(sites(t, recordsHeader, mapping(t, mappingText)))
	isOneLine(t, err, fault.Invalid, "mapping records is for offences, not for sites")
}

func TestSiteMappingsThatAreNot(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string { return strings.Replace(registerText, from, to, 1) }
	tests := map[string]struct{ text, want string }{
		"no category":             {change("  category: Type\n", ""), "say what the sites are one way"},
		"two categories":          {registerText + "category: pub\n", "say what the sites are one way"},
		"a table without column":  {change("  category: Type\n", "") + "category: pub\n", "categories translates a column"},
		"a category of theirs":    {change("Night club: nightclub", "Night club: Night Club"), `no category "Night Club": write it in lower case with hyphens, like night-club`},
		"a day that is none":      {change("Mo-Th:", "Caturday:"), `no days of the week: "Caturday"`},
		"a day twice":             {change("Mo-Th:", "Mo-Fr:"), "two columns speak of Friday"},
		"a list of hours":         {change("terminal: Terminal Hour", "terminal: [A, B]"), "yaml"},
		"a date":                  {change("  capacity:", "  from: Date\n  capacity:"), "from is for offences, incidents, partner-counts, searches, and this mapping for sites"},
		"types for categories":    {strings.Replace(registerText, "categories:", "types:", 1), "types is for"},
		"a capacity of offences":  {strings.Replace(mappingText, "  area:", "  capacity: N\n  area:", 1), "capacity is for sites, and this mapping for offences"},
		"a zero byte":             {registerText + "\x00", "control characters are not allowed"},
		"other than UTF-8":        {change("Night club", "Caf\xe9"), "UTF-8"},
		"the same thing twice":    {registerText + "name: other\n", "already"},
		"longer than any mapping": {registerText + strings.Repeat("# and so on\n", 100_000), "longer than 1 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readMapping(t, tt.text)
			isOneLine(t, err, fault.Invalid, "mapping.yaml", tt.want)
		})
	}
	_, err := ingest.FindMapping("pubs")
	isOneLine(t, err, fault.Invalid, `no mapping "pubs", nor a file of that name; there are fhrs, naptan, rail`)
	_, err = ingest.KnownMapping(filepath.Join("..", "..", "docs", "mapping.example.yaml"))
	isOneLine(t, err, fault.Invalid, "no mapping", "fhrs, naptan, rail")
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(registerText)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{wide, "\ufeff" + registerText, strings.ReplaceAll(registerText, "\n", "\r\n")} {
		if m, err := readMapping(t, text); err != nil || m.Name != "licensing" {
			t.Errorf("%q: %v", text[:10], err)
		}
	}
}

func TestCheckSites(t *testing.T) {
	t.Parallel()
	text := register + bell + "PL/2,X,Night club,0,0,late,,,,\nPL/2,X,Night club,0,0,late,,,,\n"
	got, err := ingest.CheckMapped(ingest.Body("sites.csv", strings.NewReader(text)), mapping(t, registerText), london(t), time.Time{}, nil, ingest.Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	want := ingest.Report{
		Read: 3, Accepted: 2, Rejected: 1, Unplaced: 1,
		Quality:    []ingest.Counted{{What: geo.QualityUnreadHours, Rows: 1}, {What: crime.QualityZero, Rows: 1}},
		Categories: []ingest.Counted{{What: "nightclub", Rows: 1}, {What: "pub", Rows: 1}},
		Known:      []ingest.Counted{{What: "capacity", Rows: 1}, {What: "opening hours", Rows: 1}, {What: "terminal hours", Rows: 1}},
		Reasons:    []ingest.Counted{{What: "Licence No PL/2 again", Rows: 1, Line: 4}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const (
	ranks  = `{"type":"Feature","id":"R1","properties":{"name":"High Street","capacity":12,"hours":"Fr,Sa 22:00-04:00"},"geometry":{"type":"Point","coordinates":[0.71,51.54]}}`
	yard   = `{"type":"Feature","properties":{"id":"R2","name":"The Yard","description":null},"geometry":{"type":"Polygon","coordinates":[[[0.5,51],[1,51],[1,52],[0.5,52],[0.5,51]]]}}`
	placed = `,"geometry":{"type":"Point","coordinates":[0.71,51.54]}}`
)

func FuzzSites(f *testing.F) {
	f.Add("1,The Bell,Public house,588500,185000,11:00-23:00,off,23:00,12,x\n1,x,,,\n")
	f.Add("\"PL/2\r\n\",X,Night club,0.7,51,Mo 10:00-11:00,24/7,Fr 02:00,1e9,\n")
	m := mapping(f, registerText)
	f.Fuzz(func(t *testing.T, rows string) {
		file := ingest.Sites(ingest.Body("sites.csv", strings.NewReader(register+rows)), "", m)
		found, err := read(file)
		if err != nil {
			return
		}
		areSites(t, found)
	})
}

// areSites holds sites against what every site must be.
func areSites(t *testing.T, found []geo.Site) {
	t.Helper()
	ids := map[string]bool{}
	for _, s := range found {
		if s.ID == "" || ids[s.ID] || s.Source == "" || s.Category == "" {
			t.Errorf("%+v (again: %t)", s, ids[s.ID])
		}
		ids[s.ID] = true
		if s.At != nil && !geo.OnGlobe(*s.At) {
			t.Errorf("at %v", *s.At)
		}
		if s.Capacity != nil && *s.Capacity < 1 {
			t.Errorf("a capacity of %d", *s.Capacity)
		}
		if again, err := geo.ParseHours(s.Opening.String()); len(s.Opening) > 0 && (err != nil || !cmp.Equal(s.Opening, again)) {
			t.Errorf("hours %v are stored as %v, error %v", s.Opening, again, err)
		}
		if again, err := geo.ParseTerminal(s.Terminal.String()); len(s.Terminal) > 0 && (err != nil || !cmp.Equal(s.Terminal, again)) {
			t.Errorf("terminal hours %v are stored as %v, error %v", s.Terminal, again, err)
		}
	}
}
