package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestImportDays takes in one file of each kind as a user would, twice.
func TestImportDays(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	docs := filepath.Join("..", "..", "docs")
	calls := "Incident Number,Opening Code,Closing Code,Result,Call Date,Call Time,Easting,Northing,Beat Code,Location Type,Street Name,Caller Name\n" +
		"1,NOISE,ASB NUISANCE,NFA,03/10/2025,22:15,588500,185000,C1,STREET,High Street,Somebody\n"
	counts := "Place of Assault,LSOA,Reason,Month,Attendances\nThe Bell,,Assault,2025-03,<5\n"
	people := "area_code,residents\nE01015814,1378\nE01015815,*\n"
	power := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"pspo","authority":"Council","reference":"1","from":"2025-01-01"},` +
		`"geometry":{"type":"Polygon","coordinates":[[[0.7,51.5],[0.72,51.5],[0.72,51.52],[0.7,51.5]]]}}]}`
	events := "date,name,kind\n2025-12-25,Christmas Day,bank-holiday\n"
	for _, args := range [][]string{
		{"incidents", "--mapping", filepath.Join(docs, "incidents.example.yaml"), p.write("calls.csv", calls)},
		{"partner-counts", "--mapping", filepath.Join(docs, "partner-counts.example.yaml"), p.write("ed.csv", counts)},
		{"people", "--census", "2021", p.write("people.csv", people)},
		{"powers", p.write("powers.geojson", power)},
		{"events", p.write("events.csv", events)},
	} {
		first, again := p.figures(append([]string{"import"}, args...)...), p.figures(append([]string{"import"}, args...)...)
		if first["rejected"] != 0.0 || first["read"] == 0.0 || first["new"] != first["read"] || again["unchanged"] != first["read"] {
			t.Errorf("%s: first %v, then %v", args[0], first, again)
		}
	}
	got := p.must("events", "--from", "2025-12-24", "--to", "2025-12-25")
	for _, want := range []string{"Wed 2025-12-24 00:00", "Eve of Christmas Day", "bank-holiday"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

// TestImportPowersByTheLawInForce takes in an order that lasts longer than the Act says once the
// force's own table of laws lets it.
func TestImportPowersByTheLawInForce(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	file := p.write("powers.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"dispersal","authority":"Police","reference":"1","from":"2025-10-03 18:00","to":"2025-10-06 18:00"},`+
		`"geometry":{"type":"Polygon","coordinates":[[[0.7,51.5],[0.72,51.5],[0.72,51.52],[0.7,51.5]]]}}]}`)
	if status, _, said := p.run("import", "powers", file); status != 1 || !strings.Contains(said, "a dispersal lasts 48 hours at the most") {
		t.Errorf("status %d: %s", status, said)
	}
	p.must("laws", "set", "dispersal", "--checked", "2026-01-05", "--longest", "72 hours")
	if got := p.figures("import", "powers", file); got["new"] != 1.0 || got["rejected"] != 0.0 {
		t.Errorf("by the force's own law: %v", got)
	}
}

func TestImportDaysBadInput(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	table := p.write("table.csv", "a,b\n1,2\n")
	tests := map[string]struct {
		args []string
		want []string
	}{
		"incidents without a mapping": {[]string{"import", "incidents", table}, []string{"--mapping"}},
		"a mapping of offences":       {[]string{"import", "incidents", "--mapping", filepath.Join("..", "..", "docs", "mapping.example.yaml"), table}, []string{"table.csv", "is for offences, not for incidents"}},
		"no codes of areas":           {[]string{"import", "people", table}, []string{"table.csv", "--area-column"}},
		"no year of a census":         {[]string{"import", "people", "--census", "21", table}, []string{"census 21"}},
		"no powers":                   {[]string{"import", "powers", table}, []string{"table.csv", "not a GeoJSON feature collection"}},
		"no calendar":                 {[]string{"import", "events", table}, []string{"table.csv", "not a calendar"}},
		"an unknown kind of event":    {[]string{"import", "events", "--kind", "match", table}, []string{"--kind", `"match"`, "fixture"}},
		"no such day":                 {[]string{"events", "--from", "2025-02-30"}, []string{"--from", `"2025-02-30"`, "YYYY-MM-DD"}},
		"days that end first":         {[]string{"events", "--from", "2025-02-02", "--to", "2025-02-01"}, []string{"--to 2025-02-01 is before --from 2025-02-02"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := p.run(tt.args...)
			isOneLine(t, code, stderr, tt.want...)
		})
	}
}
