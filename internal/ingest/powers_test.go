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

const ring = `[[[0.7,51.5],[0.72,51.5],[0.72,51.52],[0.7,51.5]]]`

// power returns a feature with properties.
func power(properties string) string {
	return `{"type":"Feature","properties":{` + properties + `},"geometry":{"type":"Polygon","coordinates":` + ring + `}}`
}

func powers(t testing.TB, features ...string) *ingest.File[geo.Power] {
	t.Helper()
	text := `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	return ingest.Powers(ingest.Body("powers.geojson", strings.NewReader(text)), t.TempDir(), london(t), nil)
}

const dispersal = `"kind":"dispersal","authority":"Essex Police","reference":"D/1","from":"2025-10-03 18:00","to":"2025-10-05 18:00","text":"High Street"`

func TestPowers(t *testing.T) {
	t.Parallel()
	rows, err := read(powers(t, power(dispersal),
		power(`"kind":"s60","authority":"Essex Police","reference":"S/1","from":"2025-10-25T20:00","to":"2025-10-27T19:00","extended":true`),
		power(`"kind":"pspo","authority":"Southend","reference":7,"from":"01/04/2025","to":"31/03/2028"`),
		power(`"kind":"cumulative-impact","authority":"Southend","reference":"CIP","from":"2024-01","to":null`)))
	if err != nil {
		t.Fatal(err)
	}
	land := orb.MultiPolygon{{{{0.7, 51.5}, {0.72, 51.5}, {0.72, 51.52}, {0.7, 51.5}}}}
	want := []geo.Power{
		{Kind: geo.Dispersal, Authority: "Essex Police", Reference: "D/1", Text: "High Street", From: utc("2025-10-03 17:00"), To: utc("2025-10-05 17:00"), Land: land},
		{Kind: geo.Section60, Authority: "Essex Police", Reference: "S/1", From: utc("2025-10-25 19:00"), To: utc("2025-10-27 19:00"), Extended: true, Land: land},
		{Kind: geo.PSPO, Authority: "Southend", Reference: "7", From: utc("2025-03-31 23:00"), To: utc("2028-03-31 23:00"), Land: land},
		{Kind: geo.CumulativeImpact, Authority: "Southend", Reference: "CIP", From: utc("2024-01-01 00:00"), Land: land},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPowersRejects(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string { return power(strings.Replace(dispersal, from, to, 1)) }
	other := func(feature string) string { return strings.Replace(feature, "D/1", "D/2", 1) }
	tests := map[string]struct{ feature, reason string }{
		"over 48 hours":           {other(change("10-05 18:00", "10-05 18:01")), "it lasts 48h1m0s: a dispersal lasts 48 hours at the most"},
		"by the clocks, 49 hours": {other(change(`"2025-10-03 18:00","to":"2025-10-05 18:00"`, `"2025-10-24 18:00","to":"2025-10-26 18:00"`)), "it lasts 49h0m0s"},
		"no end":                  {other(change(`,"to":"2025-10-05 18:00"`, "")), "no to: a dispersal lasts"},
		"no such date":            {other(change("2025-10-03", "2025-13-03")), "from: no date"},
		"an unknown kind":         {other(change(`"dispersal"`, `"curfew"`)), `no kind of power "curfew"`},
		"no authority":            {other(change(`"Essex Police"`, `""`)), "no authority"},
		"the reference again":     {power(dispersal), "reference D/1 of Essex Police again: make one MultiPolygon"},
		"extended, in words":      {other(power(dispersal + `,"extended":"maybe"`)), "extended: neither true nor false: maybe"},
		"no area":                 {other(strings.Replace(power(dispersal), `{"type":"Polygon","coordinates":`+ring+`}`, `{"type":"Point","coordinates":[0.7,51.5]}`, 1)), "a Point: an area needs a Polygon"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := powers(t, power(dispersal), tt.feature)
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			if got := rejects(t, f); len(got) != 1 || got[0][0] != "2" || !strings.Contains(got[0][1], tt.reason) {
				t.Errorf("%q, want feature 2: %s", got, tt.reason)
			}
		})
	}
}

// A power may last as long as the force's own law says, which is asked for once the file is read.
func TestPowersByLaw(t *testing.T) {
	t.Parallel()
	laws := []geo.Law{}
	longer := strings.Replace(dispersal, "10-05 18:00", "10-06 18:00", 1) // 72 hours
	f := ingest.Powers(ingest.Body("powers.geojson", strings.NewReader(`{"type":"FeatureCollection","features":[`+
		power(longer)+","+power(strings.ReplaceAll(strings.Replace(longer, "10-06 18:00", "10-06 19:00", 1), "D/1", "D/2"))+`]}`)), t.TempDir(), london(t), func() []geo.Law { return laws })
	laws = append(laws, geo.Law{Kind: geo.Dispersal, Longest: "72 hours"})
	rows, err := read(f)
	if err != nil || len(rows) != 1 || rows[0].Reference != "D/1" || rows[0].Law != nil {
		t.Errorf("%+v, %v; want D/1 alone", rows, err)
	}
	if got := rejects(t, f); len(got) != 1 || !strings.Contains(got[0][1], "it lasts 73h0m0s: a dispersal lasts 72 hours at the most") {
		t.Errorf("rejected: %q", got)
	}
}

func TestPowersThatAreNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file *ingest.File[geo.Power]
		want string
	}{
		"empty":        {powers(t), "the feature collection is empty"},
		"null":         {powers(t, "null"), "feature 1 is null"},
		"cut short":    {powers(t, power(dispersal)[:40]), "not a GeoJSON feature collection"},
		"none of them": {powers(t, power(`"name":"Milton"`)), `none of its 1 features is a power: feature 1: no kind of power ""`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(tt.file)
			isOneLine(t, err, fault.Invalid, "powers.geojson", tt.want)
		})
	}
}

func FuzzPowers(f *testing.F) {
	f.Add(`{"type":"FeatureCollection","features":[` + power(dispersal) + `]}`)
	f.Add(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"from":45000.5,"extended":1},"geometry":{"type":"GeometryCollection","geometries":[null]}}]}`)
	zone := london(f)
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := read(ingest.Powers(ingest.Body("powers.geojson", strings.NewReader(text)), "", zone, nil))
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q", err)
		}
		for _, p := range rows {
			if p.Validate() != nil || len(p.Land) == 0 {
				t.Errorf("%+v", p)
			}
		}
	})
}
