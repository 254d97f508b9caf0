package ingest_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ingest"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden holds what becomes of each row of dirty files against files that
// people have read: those that are accepted, with where, when and what is
// doubtful, and those that are rejected, with the reason.
func TestGolden(t *testing.T) {
	t.Parallel()
	register := mapping(t, registerText)
	cameras := mapping(t, "name: cameras\nkind: sites\ncategory: cctv\ncolumns: {reference: Camera, name: Street, longitude: Lon, latitude: Lat}\n")
	zone, now := london(t), utc("2026-01-01 00:00")
	rank := ingest.SiteProperties{Category: "taxi-rank"}
	for name, check := range map[string]func(t *testing.T, s ingest.Input, dir string){
		"street.csv": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.Offences(s, dir, ingest.NewMemory(zone), now), told)
		},
		"records.csv": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.MappedOffences(s, dir, mapping(t, mappingText), zone, now), told)
		},
		"register.csv": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.Sites(s, dir, register), toldSite)
		},
		"cameras.csv": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.Sites(s, dir, cameras), toldSite)
		},
		"ranks.geojson": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.SiteFeatures(s, dir, rank), toldSite)
		},
		"ranks.kml": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.SiteFeatures(s, dir, rank), toldSite)
		},
		"beats.kml": func(t *testing.T, s ingest.Input, dir string) {
			goldenFile(t, ingest.Areas(s, dir, geo.Ward, ingest.AreaProperties{Code: "code"}), func(a geo.Area) string {
				return fmt.Sprintf("%s | %s | %d polygons", a.Code, a.Name, len(a.Land))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, err := ingest.Path(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			check(t, source, t.TempDir())
		})
	}
}

// goldenFile compares what becomes of a file with its golden files.
func goldenFile[T any](t *testing.T, f *ingest.File[T], told func(T) string) {
	t.Helper()
	f.Allow(1)
	rows, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	var accepted strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&accepted, "%s\n", told(r))
	}
	path, err := f.KeepRejects()
	if err != nil {
		t.Fatal(err)
	}
	rejected, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimSuffix(f.Name(), ".csv")
	golden(t, name+".accepted", accepted.String())
	golden(t, name+".rejects.csv", string(rejected))
}

// toldSite returns a site in a line.
func toldSite(s geo.Site) string {
	at, capacity := "unknown", "unknown"
	if s.At != nil {
		at = fmt.Sprintf("%.4f %.4f", s.At.Lon(), s.At.Lat())
	}
	if s.Shape != nil {
		at += " of a " + s.Shape.GeoJSONType()
	}
	if s.Capacity != nil {
		capacity = fmt.Sprint(*s.Capacity)
	}
	return fmt.Sprintf("%s | %s | %s | %s | open %s | until %s | %s people | %v", s.ID, s.Name, s.Category, at, s.Opening, s.Terminal, capacity, s.Quality)
}

// told returns a record in a line.
func told(r crime.Record) string {
	at := "unknown"
	if r.At != nil {
		at = fmt.Sprintf("%.4f %.4f", r.At.Lon(), r.At.Lat())
	}
	const minute = "2006-01-02T15:04Z"
	return fmt.Sprintf("%s | %s | %s to %s, %s | %s | %v", r.Reference, r.Type, r.From.Format(minute), r.To.Format(minute), r.Precision, at, r.Quality)
}

// golden compares a text with a golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
