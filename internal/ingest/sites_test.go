package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const (
	premises = "fhrsid,name,business_type,longitude,latitude\n"
	stations = `"stationName","lat","long","crsCode"` + "\n"
)

func sites(t testing.TB, text, mapping string) *ingest.File[geo.Site] {
	t.Helper()
	f, err := ingest.Sites(ingest.Body("sites.csv", strings.NewReader(text)), t.TempDir(), mapping)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSites(t *testing.T) {
	t.Parallel()
	at := orb.Point{0.99, 51.85}
	tests := map[string]struct {
		mapping, text string
		want          geo.Site
	}{
		"pub":              {"fhrs", premises + "1,The Bell,Pub/bar/nightclub,0.99,51.85\n", geo.Site{Source: "fhrs", ID: "1", Name: "The Bell", Category: "pub", At: &at}},
		"another business": {"fhrs", premises + "1,Moon,Space ports & co,0.99,51.85\n", geo.Site{Source: "fhrs", ID: "1", Name: "Moon", Category: "space-ports-co", At: &at}},
		"no position":      {"fhrs", premises + "1,Van,Mobile caterer,,\n", geo.Site{Source: "fhrs", ID: "1", Name: "Van", Category: "mobile-caterer"}},
		"published header": {"fhrs", "FHRSID,Name,Business Type,Longitude,Latitude\n1,A,Farmers/growers,0.99,51.85\n", geo.Site{Source: "fhrs", ID: "1", Name: "A", Category: "farm", At: &at}},
		"station":          {"rail", stations + `"Alresford",51.85,0.99,"ALR"`, geo.Site{Source: "rail", ID: "ALR", Name: "Alresford", Category: "station", At: &at}},
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

func TestSitesRejects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ row, reason string }{
		"no id":           {",A,Mobile caterer,0.9,51.8", "no fhrsid"},
		"id again":        {"1,A,Mobile caterer,0.9,51.8", "fhrsid 1 again"},
		"no category":     {"2,A,,0.9,51.8", "no category"},
		"half a position": {"2,A,Mobile caterer,0.9,", "no longitude and latitude"},
		"off the globe":   {"2,A,Mobile caterer,181,51.8", "no longitude and latitude"},
		"too few fields":  {"2,A", "2 fields, and the header has 5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := sites(t, premises+"1,The Bell,Pub/bar/nightclub,0.99,51.85\n"+tt.row, "fhrs")
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

func TestSitesUnknown(t *testing.T) {
	t.Parallel()
	_, err := ingest.Sites(ingest.Body("sites.csv", strings.NewReader("")), "", "pubs")
	isOneLine(t, err, fault.Invalid, `no mapping "pubs" of sites; there are fhrs, rail`)
	_, err = read(sites(t, stations, "fhrs"))
	isOneLine(t, err, fault.Invalid, "sites.csv", "not a list of food premises (fhrs): its header has no column fhrsid")
}

func FuzzSites(f *testing.F) {
	f.Add(premises+"1,The Bell,Pub/bar/nightclub,0.99,51.85\n1,x,,,\n", true)
	f.Add(stations+`"Alresford",51.85,0.99,"ALR"`, false)
	f.Fuzz(func(t *testing.T, text string, food bool) {
		mapping := map[bool]string{true: "fhrs", false: "rail"}[food]
		file, err := ingest.Sites(ingest.Body("sites.csv", strings.NewReader(text)), "", mapping)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := read(file)
		if _, rejected := file.Ended(); err == nil && len(rows)+rejected >= 1+strings.Count(text, "\n") && !strings.HasPrefix(text, "\x1f\x8b") {
			t.Errorf("%d rows and %d rejected of %q", len(rows), rejected, text)
		}
		ids := map[string]bool{}
		for _, s := range rows {
			if s.ID == "" || ids[s.ID] || s.Source != mapping || s.Category == "" {
				t.Errorf("%+v (again: %t)", s, ids[s.ID])
			}
			ids[s.ID] = true
			if s.At != nil && !geo.OnGlobe(*s.At) {
				t.Errorf("at %v", *s.At)
			}
		}
	})
}
