package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

// testshire is an invented force, 0.6 to 0.8 E and 51.5 to 51.6 N.
func testshire() *ingest.Ground {
	land := orb.Bound{Min: orb.Point{0.6, 51.5}, Max: orb.Point{0.8, 51.6}}.ToPolygon()
	return ingest.NewGround([]geo.Area{
		{Kind: geo.Force, Name: "Testshire", Land: orb.MultiPolygon{land}},
		{Kind: geo.District, Name: "Elsewhere", Land: orb.MultiPolygon{orb.Bound{Min: orb.Point{-1, 51}, Max: orb.Point{0, 52}}.ToPolygon()}},
	})
}

// offencesAt returns a file of offences at positions, ten of each.
func offencesAt(t *testing.T, columns string, positions ...string) *ingest.File[crime.Record] {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("Ref,Offence,From,A,B\n")
	for i, p := range positions {
		for j := range 10 {
			fmt.Fprintf(&rows, "%d/%d,Robbery,13/08/2025 21:30,%s\n", i, j, p)
		}
	}
	m := mapping(t, "name: plain\ncolumns: {reference: Ref, type: Offence, from: From, "+columns+"}\n")
	return ingest.MappedOffences(ingest.Body("export.csv", strings.NewReader(rows.String())), t.TempDir(), m, zone(t), utc("2025-12-31 00:00"))
}

const (
	onGrid    = "easting: A, northing: B"
	inDegrees = "longitude: A, latitude: B"
)

func TestMisplacedFilesAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		columns, position string
		want              string // of the message
		quality           string // of a row, once the file is allowed
	}{
		"exchanged eastings":   {onGrid, "186000,588000", "10 are outside every area that is loaded (Testshire), of which 10 would be inside with easting and northing exchanged", crime.QualitySwapped},
		"a lost sign":          {inDegrees, "-0.7,51.55", "of which 10 would be inside with the other sign of the longitude", ""},
		"exchanged degrees":    {inDegrees, "51.55,0.7", "10 have longitude and latitude, or easting and northing, in each other's place", crime.QualitySwapped},
		"kilometres":           {onGrid, "588,186", "10 are in degrees or kilometres, not metres", crime.QualityNotMetres},
		"another place":        {inDegrees, "-3.2,55.9", "10 are outside every area that is loaded (Testshire): more than 20%", ""},
		"the sea":              {inDegrees, "2.2,52.2", "10 are outside every area", ""},
		"another continent":    {inDegrees, "-90.05,35.15", "10 are beyond the National Grid", crime.QualityOffGrid},
		"metres where degrees": {inDegrees, "588000,186000", "10 are in metres, not degrees", crime.QualityNotDegrees},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := offencesAt(t, tt.columns, tt.position)
			f.Hold(testshire(), ingest.MisplacedShare, false)
			_, err := read(f)
			isOneLine(t, err, fault.Unprocessable, "of 10 positions", tt.want, "(allow)")

			f = offencesAt(t, tt.columns, tt.position)
			f.Hold(testshire(), ingest.MisplacedShare, true)
			rows, err := read(f)
			if err != nil || len(rows) != 10 || len(f.Notes()) != 1 || !strings.HasPrefix(f.Notes()[0], "of 10 positions, 10 ") {
				t.Fatalf("allowed: %d rows, %v; notes %q", len(rows), err, f.Notes())
			}
			if got := strings.Join(rows[0].Quality, " "); got != tt.quality || (rows[0].At == nil) != (tt.quality != "") || rows[0].Given == nil {
				t.Errorf("at %v, marked %q; want %q", rows[0].At, got, tt.quality)
			}
		})
	}
}

func TestMisplacedPositionsAreNamed(t *testing.T) {
	t.Parallel()
	inside := []string{"0.61,51.51", "0.62,51.52", "0.63,51.53", "0.64,51.54", "0.65,51.55"}
	f := offencesAt(t, inDegrees, append(inside, "-3.2,55.9")...)
	f.Hold(testshire(), 0.2, false)
	rows, err := read(f)
	if err != nil || len(rows) != 60 || len(f.Notes()) != 1 || f.Notes()[0] != "of 60 positions, 10 are outside every area that is loaded (Testshire)" {
		t.Errorf("%d rows, %v; notes %q", len(rows), err, f.Notes())
	}
	f = offencesAt(t, inDegrees, append(inside, "-3.2,55.9")...)
	f.Hold(testshire(), 0.1, false)
	_, err = read(f)
	isOneLine(t, err, fault.Unprocessable, "more than 10%")
	f = offencesAt(t, inDegrees, "-3.2,55.9")
	f.Hold(nil, 0.2, false)
	if rows, err := read(f); err != nil || len(rows) != 10 || len(f.Notes()) != 0 {
		t.Errorf("without an area: %d rows, %v; notes %q", len(rows), err, f.Notes())
	}
}

// Street files of a force whose area is not loaded are no mistake.
func TestStreetFilesOfOtherForces(t *testing.T) {
	t.Parallel()
	for force, want := range map[string]string{"Kent Police": "", "Testshire Constabulary": "10 are outside every area that is loaded (Testshire)"} {
		var rows strings.Builder
		rows.WriteString("Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n")
		for i := range 10 {
			fmt.Fprintf(&rows, "%d,2025-08,%[2]s,%[2]s,0.5,51.2,On or near A,E01,A 001,Robbery,,\n", i, force)
		}
		f := offences(t, rows.String(), t.TempDir())
		f.Hold(testshire(), ingest.MisplacedShare, false)
		got, err := read(f)
		if want == "" {
			if err != nil || len(got) != 10 || len(f.Notes()) != 1 || !strings.Contains(f.Notes()[0], "10 positions outside every area that is loaded (Testshire): of other forces") {
				t.Errorf("%s: %d rows, %v; notes %q", force, len(got), err, f.Notes())
			}
			continue
		}
		isOneLine(t, err, fault.Unprocessable, want)
	}
}

func TestSitesOffTheGrid(t *testing.T) {
	t.Parallel()
	f := ingest.SiteFeatures(ingest.Body("a.geojson", strings.NewReader(collection(
		feature(`{"name":"Memphis"}`, `{"type":"Point","coordinates":[-90.05,35.15]}`), feature(`{"name":"Here"}`, `{"type":"Point","coordinates":[0.7,51.55]}`)))),
		t.TempDir(), ingest.SiteProperties{Category: "cctv"})
	rows, err := read(f)
	if err != nil || len(rows) != 2 || rows[0].At != nil || strings.Join(rows[0].Quality, " ") != crime.QualityOffGrid || rows[1].At == nil {
		t.Errorf("%+v, %v", rows, err)
	}
}
