package ingest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const incidentsMapping = `
name: calls
kind: incidents
columns:
  reference: Incident Number
  opening: Opening Code
  closing: Closing Code
  disposal: Result
  from: [Call Date, Call Time]
  easting: Easting
  northing: Northing
  area: Beat
  place: Premises
  location: Street Name
types:
  ASB NUISANCE: Anti-social behaviour
places:
  PUB: licensed-premises
disposals:
  To Community Team: cpt
withdrawn: {column: Result, is: [Duplicate]}
drop: [Caller Name]
`

const (
	incidentsHeader = "Incident Number,Opening Code,Closing Code,Result,Call Date,Call Time,Easting,Northing,Beat,Premises,Street Name,Caller Name\n"
	noise           = "EP-9,NOISE,ASB NUISANCE,To Community Team,26/10/2025,01:30,588500,185000,C1,PUB,High Street,Somebody\n"
)

func incidents(t testing.TB, text, mappingText string) *ingest.File[crime.IncidentRecord] {
	t.Helper()
	return ingest.MappedIncidents(ingest.Body("calls.csv", strings.NewReader(text)), t.TempDir(), mapping(t, mappingText), zone(t), utc("2025-12-31 00:00"))
}

func TestMappedIncident(t *testing.T) {
	t.Parallel()
	rows, err := read(incidents(t, incidentsHeader+noise, incidentsMapping))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	at := geo.FromGrid(orb.Point{588500, 185000})
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	want := crime.IncidentRecord{
		Incident: crime.Incident{
			Reference: "EP-9", Opening: "NOISE", Closing: crime.AntiSocialBehaviour, Disposal: crime.CommunityPolicing, Place: "licensed-premises",
			From: utc("2025-10-26 00:30"), To: utc("2025-10-26 00:30"), Precision: crime.Instant, At: &at, Cell: cell,
		},
		Source: "incidents", Key: crime.DigestOf("incidents", "EP-9"), AreaCode: "C1", Location: "High Street",
		Given: &geo.Given{X: 588500, Y: 185000, SRID: 27700}, Quality: []string{crime.QualityRepeatedHour},
	}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestIncidentsInOtherWords reads what an export may say of one call.
func TestIncidentsInOtherWords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		row       string
		counted   string // under which code
		disposal  crime.Disposal
		withdrawn bool
		placed    bool
	}{
		"as it is":                {noise, crime.AntiSocialBehaviour, crime.CommunityPolicing, false, true},
		"still open":              {strings.Replace(noise, "ASB NUISANCE,To Community Team", ",", 1), "NOISE", "", false, true},
		"a disposal in our words": {strings.Replace(noise, "To Community Team", "LPT", 1), crime.AntiSocialBehaviour, crime.LocalPolicing, false, true},
		"a disposal in others":    {strings.Replace(noise, "To Community Team", "Fire brigade", 1), crime.AntiSocialBehaviour, "Fire brigade", false, true},
		"not an incident":         {strings.Replace(noise, "To Community Team", "duplicate", 1), crime.AntiSocialBehaviour, "duplicate", true, true},
		"without a position":      {strings.Replace(noise, "588500,185000", ",", 1), crime.AntiSocialBehaviour, crime.CommunityPolicing, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := incidents(t, incidentsHeader+tt.row, incidentsMapping)
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err, rejects(t, f))
			}
			got := rows[0]
			if got.Type() != tt.counted || got.Disposal != tt.disposal || got.Withdrawn != tt.withdrawn || (got.At != nil) != tt.placed {
				t.Errorf("%+v, want %+v", got, tt)
			}
		})
	}
}

func TestMappedIncidentsRejects(t *testing.T) {
	t.Parallel()
	f := incidents(t, incidentsHeader+noise+
		strings.Replace(noise, "NOISE,", ",", 1)+strings.Replace(noise, "26/10/2025", "26/10/2026", 1)+
		strings.Replace(noise, "588500", "here", 1)+"EP-10,NOISE\n", incidentsMapping)
	rows, err := read(f)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	var got [][]string
	for _, r := range rejects(t, f) {
		got = append(got, r[:2])
	}
	want := [][]string{
		{"3", "no Opening Code"},
		{"4", "it begins 2026-10-26 01:30, which is yet to come"},
		{"5", `no two numbers for a position: "here", "185000"`},
		{"6", "2 fields, and the header has 12"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMappingOfAnotherKind(t *testing.T) {
	t.Parallel()
	_, err := read(incidents(t, incidentsHeader+noise, mappingText))
	isOneLine(t, err, fault.Invalid, "calls.csv", "mapping records is for offences, not for incidents, as its kind says")
	_, err = read(incidents(t, strings.Replace(incidentsHeader, "Beat", "Suspect", 1)+noise, strings.Replace(incidentsMapping, "Beat", "Suspect", 1)))
	isOneLine(t, err, fault.Invalid, "columns Suspect look personal")
}

func TestMappingKindsThatAreNot(t *testing.T) {
	t.Parallel()
	change := func(text, from, to string) string { return strings.Replace(text, from, to, 1) }
	tests := map[string]struct{ text, want string }{
		"an unknown kind":          {change(incidentsMapping, "kind: incidents", "kind: calls"), `no kind "calls"; there are offences, incidents, partner-counts, sites`},
		"incidents, no opening":    {change(incidentsMapping, "  opening: Opening Code\n", ""), "columns: no opening"},
		"incidents with a type":    {change(incidentsMapping, "  area:", "  type: Crime\n  area:"), "type is for offences, partner-counts, searches, and this mapping for incidents"},
		"incidents with flags":     {incidentsMapping + "flags: {knife: {column: Knife}}\n", "flags is for offences, and this mapping for incidents"},
		"no such disposal":         {change(incidentsMapping, ": cpt", ": council"), `disposals: To Community Team is no disposal "council"; there are cpt, local-authority, lpt, none`},
		"offences with an opening": {change(mappingText, "  area:", "  opening: Code\n  area:"), "opening is for incidents, and this mapping for offences"},
		"counts of no place":       {change(change(countsMapping, "  venue: Venue\n", ""), "  area: LSOA\n", ""), "columns: no venue, no area and no position"},
		"counts withdrawn":         {countsMapping + "withdrawn: {column: Status}\n", "withdrawn is for offences, incidents, sites, and this mapping for partner-counts"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readMapping(t, tt.text)
			isOneLine(t, err, fault.Invalid, "mapping.yaml", tt.want)
		})
	}
}

// TestExampleMappings reads the documented examples.
func TestExampleMappings(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"incidents", "partner-counts"} {
		m, err := ingest.ReadMapping(filepath.Join("..", "..", "docs", name+".example.yaml"))
		if err != nil || string(m.Kind) != name {
			t.Errorf("%s: kind %q, %v", name, m.Kind, err)
		}
	}
}

func TestCheckMapped(t *testing.T) {
	t.Parallel()
	check := func(mappingText, text string) ingest.Report {
		t.Helper()
		got, err := ingest.CheckMapped(ingest.Body("calls.csv", strings.NewReader(text)), mapping(t, mappingText), zone(t), utc("2025-12-31 00:00"), nil, ingest.Bounds{})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	none := []ingest.Counted{}
	want := ingest.Report{
		Read: 3, Accepted: 2, Rejected: 1, From: 12*2025 + 9, To: 12*2025 + 9, Unplaced: 1, Repeated: 1,
		Precisions: []ingest.Counted{{What: "instant", Rows: 2}}, Quality: []ingest.Counted{{What: crime.QualityRepeatedHour, Rows: 2}},
		StrangeType: none, Disposals: []ingest.Counted{{What: "cpt", Rows: 2}}, Reasons: []ingest.Counted{{What: "no Opening Code", Rows: 1, Line: 4}},
	}
	got := check(incidentsMapping, incidentsHeader+noise+strings.Replace(noise, "588500,185000", ",", 1)+strings.Replace(noise, "NOISE", "", 1))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("incidents (-want +got):\n%s", diff)
	}
	want = ingest.Report{
		Read: 1, Accepted: 1, From: 12*2025 + 2, To: 12*2025 + 2, Precisions: []ingest.Counted{{What: "month", Rows: 1}},
		Quality: []ingest.Counted{{What: crime.QualitySuppressed, Rows: 1}}, StrangeType: none, Disposals: none, Reasons: none,
	}
	if diff := cmp.Diff(want, check(countsMapping, countsHeader+"The Bell,,,2025-03,<5\n"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if got := check(mappingText, recordsHeader+personalRobbery); got.Accepted != 1 {
		t.Errorf("offences: %+v", got)
	}
}

func FuzzMappedIncidents(f *testing.F) {
	f.Add(noise)
	f.Add(`,NOISE,,,2025-03,,,,,,,"`)
	m, zone := mapping(f, incidentsMapping), zone(f)
	f.Fuzz(func(t *testing.T, row string) {
		rows, err := read(ingest.MappedIncidents(ingest.Body("calls.csv", strings.NewReader(incidentsHeader+row)), "", m, zone, utc("2025-12-31 00:00")))
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.To.Before(r.From) || r.Opening == "" || r.Type() == "" || (r.At == nil) != (r.Cell == 0) {
				t.Errorf("%q became %+v", row, r)
			}
		}
	})
}
