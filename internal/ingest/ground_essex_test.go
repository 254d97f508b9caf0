package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

// TestPositionsAgainstEssex makes the mistakes that exports have with positions all over
// Essex: each is named, in an import and in a check, whatever the rows are.
func TestPositionsAgainstEssex(t *testing.T) {
	t.Parallel()
	forces, err := read(ingest.Areas(essex(t, "areas/pfa20_essex.geojson")[0], "", geo.Force, ingest.AreaProperties{}))
	if err != nil {
		t.Fatal(err)
	}
	ground := ingest.NewGround(forces)
	places := [][2]float64{ // eastings and northings: Harlow, Basildon, Chelmsford, Braintree, Colchester, Harwich
		{544700, 210200}, {570500, 188800}, {570900, 206700}, {575800, 223000}, {599700, 225200}, {625700, 231800},
	}
	degrees := func(e, n float64) (lon, lat float64) {
		at := geo.FromGrid([2]float64{e, n})
		return at[0], at[1]
	}
	tests := map[string]struct {
		columns string
		write   func(e, n float64) string
		want    string // of all the rows
	}{
		"as they should be": {onGrid, func(e, n float64) string { return fmt.Sprintf("%.0f,%.0f", e, n) }, ""},
		"the sea":           {onGrid, func(e, n float64) string { return fmt.Sprintf("%.0f,%.0f", e+90_000, n) }, "are outside every area that is loaded"},
		"exchanged":         {onGrid, func(e, n float64) string { return fmt.Sprintf("%.0f,%.0f", n, e) }, "would be inside with easting and northing exchanged"},
		"kilometres":        {onGrid, func(e, n float64) string { return fmt.Sprintf("%.3f,%.3f", e/1000, n/1000) }, "are in degrees or kilometres, not metres"},
		"degrees":           {onGrid, func(e, n float64) string { lon, lat := degrees(e, n); return fmt.Sprintf("%.5f,%.5f", lon, lat) }, "are in degrees or kilometres, not metres"},
		"a lost sign":       {inDegrees, func(e, n float64) string { lon, lat := degrees(e, n); return fmt.Sprintf("%.5f,%.5f", -lon, lat) }, "would be inside with the other sign of the longitude"},
		"exchanged degrees": {inDegrees, func(e, n float64) string { lon, lat := degrees(e, n); return fmt.Sprintf("%.5f,%.5f", lat, lon) }, "in each other's place"},
		"metres":            {inDegrees, func(e, n float64) string { return fmt.Sprintf("%.0f,%.0f", e, n) }, "are in metres, not degrees"},
		"another force":     {onGrid, func(e, n float64) string { return fmt.Sprintf("%.0f,%.0f", e-200_000, n+200_000) }, "are outside every area that is loaded"},
	}
	for name, tt := range tests {
		for kind, in := range kindsWithPositions(t, ground, tt.columns) {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				var rows strings.Builder
				for i, p := range places {
					fmt.Fprintf(&rows, "%d,Robbery,13/08/2025 21:30,%s\n", i, tt.write(p[0], p[1]))
				}
				err := in.load(rows.String())
				report, checked := in.check(rows.String())
				if checked != nil {
					t.Fatal(checked)
				}
				notes := strings.Join(report.Notes, "\n")
				if tt.want == "" {
					if err != nil || strings.Contains(notes, "position") {
						t.Errorf("import: %v; check: %s", err, notes)
					}
					return
				}
				isOneLine(t, err, fault.Unprocessable, "of 6 positions, ", "6 ", tt.want)
				if !strings.Contains(notes, "of 6 positions, ") || !strings.Contains(notes, tt.want) || !strings.Contains(notes, "an import will refuse the file") {
					t.Errorf("check: %q", notes)
				}
			})
		}
	}
}

// A loading is how rows of a kind come in, and how they are checked.
type loading struct {
	load  func(rows string) error
	check func(rows string) (ingest.Report, error)
}

// kindsWithPositions returns them by the kind, of rows of a number, a word, a time and two
// numbers for a position.
func kindsWithPositions(t *testing.T, ground *ingest.Ground, columns string) map[string]loading {
	t.Helper()
	const header = "Ref,What,When,A,B\n"
	body := func(rows string) ingest.Input { return ingest.Body("export.csv", strings.NewReader(header+rows)) }
	now, london := utc("2025-12-31 00:00"), zone(t)
	of := func(text string, load func(s ingest.Input, m ingest.Mapping) error) loading {
		m := mapping(t, "name: plain\n"+text+", "+columns+"}\n")
		return loading{
			func(rows string) error { return load(body(rows), m) },
			func(rows string) (ingest.Report, error) {
				return ingest.CheckMapped(body(rows), m, london, now, ground, ingest.Bounds{})
			},
		}
	}
	return map[string]loading{
		"offences": of("columns: {reference: Ref, type: What, from: When", func(s ingest.Input, m ingest.Mapping) error {
			return held(ingest.MappedOffences(s, t.TempDir(), m, london, now), ground)
		}),
		"incidents": of("kind: incidents\ncolumns: {reference: Ref, opening: What, from: When", func(s ingest.Input, m ingest.Mapping) error {
			return held(ingest.MappedIncidents(s, t.TempDir(), m, london, now), ground)
		}),
		"sites": of("kind: sites\nsource: list\ncategory: pub\ncolumns: {reference: Ref, name: What", func(s ingest.Input, m ingest.Mapping) error {
			return held(ingest.Sites(s, t.TempDir(), m), ground)
		}),
	}
}

// held reads a file whose positions are held against a ground.
func held[T any](f *ingest.File[T], ground *ingest.Ground) error {
	f.Hold(ground, ingest.MisplacedShare, false)
	_, err := read(f)
	return err
}
