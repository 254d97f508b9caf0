package ingest_test

import (
	"os"
	"path/filepath"
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

const mappingText = `
name: records
columns:
  reference: Crime No
  incident: Incident No
  type: Offence
  from: [Date From, Time From]
  to: [Date To, Time To]
  easting: Easting
  northing: Northing
  precision: Accuracy
  area: Beat
  place: Premises
  location: Street Name
  outcome: Disposal
  marking: Marking
types:
  Robbery - Personal: Robbery of personal property
  Knife in public: Possession of weapons offences
places:
  PUB: licensed-premises
flags:
  knife: {column: Weapon, is: [Knife, Blade]}
  domestic: {column: DV}
drop: [Victim Name]
`

const recordsHeader = "Crime No,Incident No,Offence,Date From,Time From,Date To,Time To,Easting,Northing,Accuracy,Beat,Premises,Street Name,Disposal,Marking,Weapon,DV,Victim Name\n"

const personalRobbery = "42/1,INC/9,Robbery - Personal,07/06/2025,23:50,08/06/2025,00:10,588500,185000,10m,C1,PUB,The £1 Bar,NFA,OFFICIAL,KNIFE,N,Somebody\n"

// mapping writes a mapping file and reads it.
func mapping(t testing.TB, text string) ingest.Mapping {
	t.Helper()
	m, err := readMapping(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func readMapping(t testing.TB, text string) (ingest.Mapping, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mapping.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return ingest.ReadMapping(path)
}

func mapped(t *testing.T, text string) *ingest.File[crime.Record] {
	t.Helper()
	return ingest.MappedOffences(ingest.Body("records.csv", strings.NewReader(text)), t.TempDir(), mapping(t, mappingText), zone(t), utc("2025-12-31 00:00"))
}

func zone(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func utc(s string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return at
}

func TestMappedOffence(t *testing.T) {
	t.Parallel()
	rows, err := read(mapped(t, recordsHeader+personalRobbery))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	at := geo.FromGrid(orb.Point{588500, 185000})
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	want := crime.Record{
		Offence: crime.Offence{
			Type: "Robbery of personal property", Flags: []string{crime.FlagKnife}, Place: "licensed-premises",
			From: utc("2025-06-07 22:50"), To: utc("2025-06-07 23:10"), Precision: crime.Interval, At: &at, Cell: cell,
		},
		Source: "records", Key: crime.DigestOf("records", "42/1"), Month: 12*2025 + 5, Reference: "42/1", AreaCode: "C1", Location: "The £1 Bar", Outcome: "NFA",
		Incident: "INC/9", Marking: "OFFICIAL", Given: &geo.Given{X: 588500, Y: 185000, SRID: 27700},
	}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// with returns the robbery with some of its fields changed.
func with(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(personalRobbery)
}

func TestMappedTimes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		row       string
		from, to  string
		precision crime.Precision
	}{
		"an instant":                 {with("08/06/2025,00:10", ","), "2025-06-07 22:50", "2025-06-07 22:50", crime.Instant},
		"ends when it begins":        {with("08/06/2025,00:10", "07/06/2025,23:50"), "2025-06-07 22:50", "2025-06-07 22:50", crime.Instant},
		"some time that day":         {with("23:50,08/06/2025,00:10", ",,"), "2025-06-06 23:00", "2025-06-07 23:00", crime.Interval},
		"some time those two days":   {with("23:50", "", "00:10", ""), "2025-06-06 23:00", "2025-06-08 23:00", crime.Interval},
		"from a time, until a day":   {with("00:10", ""), "2025-06-07 22:50", "2025-06-08 23:00", crime.Interval},
		"until midnight, as 24:00":   {with("08/06/2025,00:10", "07/06/2025,24:00"), "2025-06-07 22:50", "2025-06-07 23:00", crime.Interval},
		"into the second hour of it": {with("07/06/2025,23:50,08/06/2025,00:10", "26/10/2025,01:45,26/10/2025,01:15"), "2025-10-26 00:45", "2025-10-26 01:15", crime.Interval},
		"the long night of October":  {with("07/06/2025,23:50", "26/10/2025,00:30", "08/06/2025,00:10", "26/10/2025,02:30"), "2025-10-25 23:30", "2025-10-26 02:30", crime.Interval},
		"from the hour that is not":  {with("07/06/2025,23:50,08/06/2025,00:10", "30/03/2025,01:30,30/03/2025,02:15"), "2025-03-30 01:00", "2025-03-30 01:15", crime.Interval},
		"no date for an end":         {with("08/06/2025,00:10", "01/01/1900,00:00"), "2025-06-07 22:50", "2025-06-07 22:50", crime.Instant},
		"24:00 of a day":             {with("23:50", "24:00", "08/06/2025,00:10", ","), "2025-06-07 23:00", "2025-06-07 23:00", crime.Instant},
		"the day of 23 hours, whole": {with("07/06/2025,23:50,08/06/2025,00:10", "30/03/2025,,,"), "2025-03-30 00:00", "2025-03-30 23:00", crime.Interval},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := mapped(t, recordsHeader+tt.row)
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err, rejects(t, f))
			}
			got := rows[0]
			if !got.From.Equal(utc(tt.from)) || !got.To.Equal(utc(tt.to)) || got.Precision != tt.precision {
				t.Errorf("%s to %s, %s; want %s to %s, %s", got.From, got.To, got.Precision, tt.from, tt.to, tt.precision)
			}
		})
	}
}

func TestMappedQuality(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		row    string
		placed bool
		want   []string
	}{
		"good":                      {personalRobbery, true, nil},
		"no position":               {with("588500,185000", ","), false, nil},
		"zero":                      {with("588500,185000", "0,0"), false, []string{crime.QualityZero}},
		"degrees":                   {with("588500,185000", "0.71,51.5"), false, []string{crime.QualityNotMetres}},
		"100 m":                     {with("10m", "100"), true, []string{crime.QualityCoarse}},
		"the repeated hour":         {with("07/06/2025,23:50,08/06/2025,00:10", "26/10/2025,01:30,,"), true, []string{crime.QualityRepeatedHour}},
		"the missing hour":          {with("07/06/2025,23:50,08/06/2025,00:10", "30/03/2025,01:30,,"), true, []string{crime.QualityMissingHour}},
		"an end in the second hour": {with("07/06/2025,23:50,08/06/2025,00:10", "26/10/2025,01:45,26/10/2025,01:15"), true, []string{crime.QualityRepeatedHour}},
		"both, and the zero":        {with("07/06/2025,23:50,08/06/2025,00:10", "30/03/2025,01:30,26/10/2025,01:30", "588500,185000", "0,0"), false, []string{crime.QualityMissingHour, crime.QualityRepeatedHour, crime.QualityZero}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := mapped(t, recordsHeader+tt.row)
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err, rejects(t, f))
			}
			if diff := cmp.Diff(tt.want, rows[0].Quality); diff != "" || (rows[0].At != nil) != tt.placed {
				t.Errorf("at %v (-want +got):\n%s", rows[0].At, diff)
			}
		})
	}
}

func TestMappedRejects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ row, reason string }{
		"no type":              {with("Robbery - Personal", ""), "no Offence"},
		"no date":              {with("07/06/2025,23:50", ","), "no Date From"},
		"a time without date":  {with("07/06/2025", ""), `Time From "23:50" without Date From`},
		"no such date":         {with("07/06/2025", "31/06/2025"), `Date From: no date: "31/06/2025"`},
		"no century":           {with("07/06/2025", "07/06/25"), `Date From: no date: "07/06/25": write the year in four digits`},
		"no century, in words": {with("07/06/2025", "07-JUN-25"), `Date From: no date: "07-JUN-25": write the year in four digits`},
		"month first":          {with("07/06/2025", "06/30/2025"), `Date From: no date: "06/30/2025"`},
		"no such time":         {with("23:50", "25:50"), `Date From: no time of day: "25:50"`},
		"ends too early":       {with("08/06/2025", "07/06/2025"), "it ends 2025-06-07 00:10, before it begins 2025-06-07 23:50"},
		"yet to come":          {with("07/06/2025", "07/06/2027", "08/06/2025", "08/06/2027"), "it begins 2027-06-07 23:50, which is yet to come"},
		"off the grid":         {with("588500", "1588500"), `not on the National Grid: easting "1588500"`},
		"half a position":      {with("185000", ""), "no two numbers for a position"},
		"words":                {with("588500", "here"), "no two numbers for a position"},
		"precision in words":   {with("10m", "good"), `Accuracy: no number of metres: "good"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := mapped(t, recordsHeader+tt.row+personalRobbery)
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			if got := rejects(t, f); len(got) != 1 || got[0][0] != "2" || !strings.Contains(got[0][1], tt.reason) {
				t.Errorf("%q, want line 2: %s", got, tt.reason)
			}
		})
	}
}

// TestMappedEncodings reads the same row in the encodings that exports come in.
func TestMappedEncodings(t *testing.T) {
	t.Parallel()
	text := recordsHeader + personalRobbery
	encode := func(encoded string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	tests := map[string]string{
		"UTF-8":                      text,
		"UTF-8 with byte order mark": "\ufeff" + text,
		"UTF-16, little end first":   encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)),
		"UTF-16, big end first":      encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)),
		"Windows 1252":               encode(charmap.Windows1252.NewEncoder().String(text)),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(mapped(t, text))
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			if rows[0].Location != "The £1 Bar" {
				t.Errorf("%q", rows[0].Location)
			}
		})
	}
}

func TestMappedFilesThatAreNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"a column short":      {strings.Replace(recordsHeader, "Beat,", "", 1), "its header has no column beat"},
		"a column twice":      {strings.Replace(recordsHeader, "Beat,", "Beat,beat,", 1), "its header has column beat twice"},
		"personal":            {strings.TrimSpace(recordsHeader) + ",Suspect DOB,Ethnicity\n", "columns Suspect DOB, Ethnicity look personal: leave them out of the export, or list them under drop in mapping records"},
		"an empty file":       {"", "the file is empty"},
		"semicolons":          {strings.ReplaceAll(recordsHeader, ",", ";"), "its columns are parted by semicolons, not by commas: save it as CSV with commas"},
		"tabs":                {strings.ReplaceAll(recordsHeader, ",", "\t"), "its columns are parted by tabs"},
		"bars":                {strings.ReplaceAll(recordsHeader, ",", "|"), "its columns are parted by bars"},
		"some other document": {"<html>", "its header has no column"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(mapped(t, tt.text))
			isOneLine(t, err, fault.Invalid, "records.csv", tt.want)
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	got, err := ingest.Check(mapped(t, recordsHeader+personalRobbery+
		with("Robbery - Personal", "Bad manners", "588500,185000", "0,0")+
		with("07/06/2025,23:50,08/06/2025,00:10", "01/03/2025,12:00,,")+
		with("23:50", "25:50")+with("588500", "1588500")+with("588500", "1588500")), nil, ingest.Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	want := ingest.Report{
		Read: 6, Accepted: 3, Rejected: 3, From: 12*2025 + 2, To: 12*2025 + 5, Unplaced: 1, Repeated: 2,
		Precisions:  []ingest.Counted{{What: "interval", Rows: 2}, {What: "instant", Rows: 1}},
		Quality:     []ingest.Counted{{What: crime.QualityZero, Rows: 1}},
		StrangeType: []ingest.Counted{{What: "Bad manners", Rows: 1}},
		Disposals:   []ingest.Counted{},
		Reasons: []ingest.Counted{
			{What: `not on the National Grid: easting "1588500", northing "185000"; if they are in feet, export metres`, Rows: 2, Line: 6},
			{What: `Date From: no time of day: "25:50"`, Rows: 1, Line: 5},
		},
		Notes: []string{"no harm weight: 1 row of 1 word («Bad manners»): they count as no harm, and in no group but all"},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCheckRefusal: what an import would refuse as a whole, its check says it will.
func TestCheckRefusal(t *testing.T) {
	t.Parallel()
	text := recordsHeader + personalRobbery + strings.Repeat(with("23:50", "25:50"), 4)
	half, all := 50.0, 100.0
	for _, tt := range []struct {
		bounds ingest.Bounds
		want   string
	}{
		{ingest.Bounds{}, ""}, // four are few
		{ingest.Bounds{Rejected: &half}, "an import will refuse the file: 4 of 5 rows cannot be read, more than 50%"},
		{ingest.Bounds{Rejected: &all}, ""},
	} {
		got, err := ingest.Check(mapped(t, text), nil, tt.bounds)
		if err != nil || got.Rejected != 4 || strings.Contains(strings.Join(got.Notes, " "), "refuse") != (tt.want != "") || !strings.Contains(strings.Join(got.Notes, " "), tt.want) {
			t.Errorf("%+v, error %v; want %q", got, err, tt.want)
		}
	}

	// Rows of sites that are gone are rows of the file: four of ten are not half of it.
	stops := mapping(t, "name: stops\nkind: sites\ncategory: bus-stop\ncolumns: {reference: Ref, name: Name, easting: E, northing: N}\nwithdrawn: {column: Status, is: [inactive]}\n")
	text = "Ref,Name,E,N,Status\n1,Quay,588500,185000,active\n" + strings.Repeat("2,Lane,,,inactive\n", 5) + strings.Repeat("3,Hill,x,y,active\n", 4)
	got, err := ingest.CheckSites(sites(t, text, stops), nil, ingest.Bounds{Rejected: &half})
	if err != nil || got.Rejected != 4 || strings.Contains(strings.Join(got.Notes, " "), "refuse") {
		t.Errorf("%+v, error %v", got, err)
	}
	loaded := sites(t, text, stops)
	loaded.Allow(half / 100)
	if rows, err := read(loaded); err != nil || len(rows) != 1 {
		t.Errorf("%+v, error %v: the import does not do as its check says", rows, err)
	}
}

func FuzzMappedOffences(f *testing.F) {
	f.Add(personalRobbery)
	f.Add(`,,x,45746.5,,,,588500,185000,,,,,,,,,"`)
	m, zone := mapping(f, mappingText), zone(f)
	f.Fuzz(func(t *testing.T, row string) {
		file := ingest.MappedOffences(ingest.Body("records.csv", strings.NewReader(recordsHeader+row)), "", m, zone, utc("2025-12-31 00:00"))
		rows, err := read(file)
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.To.Before(r.From) || r.Key == (crime.Digest{}) || (r.At == nil) != (r.Cell == 0) {
				t.Errorf("%q became %+v", row, r)
			}
		}
	})
}

func TestNothingInAnExport(t *testing.T) {
	t.Parallel()
	const text = "name: dv\nnothing: [ZZ]\ncolumns: {reference: [Number, Year], type: Offence, from: [Day, Time], to: Until, longitude: X, latitude: Y, place: Premises}\n" +
		"types: {robbery-personal: Robbery of personal property}\nplaces: {Unknown: public}\nflags: {domestic: {column: DV}, knife: {column: Weapon, is: [Not known]}}\n"
	const rows = "Number,Year,Offence,Day,Time,Until,X,Y,Premises,DV,Weapon\n" +
		"42,25,ROBBERY PERSONAL,13/08/2025,2330,01/01/1900,0.63,51.53,Unknown,NULL,\n" +
		"42,26,Violence & sexual offences,13/08/2025,45,(null),#N/A,n/a,-,zz,Not known\n" +
		"43,NULL,affray,13/08/2025,(null),,0.63,51.53,N/K,Y,\n" +
		"44,25,Unknown,13/08/2025,0,,0.63,51.53,,,\n" +
		"45,25,Robbery,01/01/1970,0,,0.63,51.53,,,\n"
	f := ingest.MappedOffences(ingest.Body("dv.csv", strings.NewReader(rows)), t.TempDir(), mapping(t, text), zone(t), utc("2025-12-31 00:00"))
	got, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	type known struct {
		reference, offence, place, flags, from, precision string
		placed                                            bool
	}
	var said []known
	for _, r := range got {
		said = append(said, known{r.Reference, r.Type, r.Offence.Place, strings.Join(r.Flags, " "), r.From.Format("01-02 15:04"), string(r.Precision), r.At != nil})
	}
	want := []known{
		{"42/25", "Robbery of personal property", "public", "", "08-13 22:30", "instant", true},
		{"42/26", "Violence and sexual offences", "", "knife", "08-12 23:45", "instant", false},
		{"", "affray", "", "domestic", "08-12 23:00", "interval", true},
	}
	if diff := cmp.Diff(want, said, cmp.AllowUnexported(known{})); diff != "" {
		t.Error(diff)
	}
	if _, rejected := f.Ended(); rejected != 2 {
		t.Errorf("%d rejected, want the one without a type and the one without a date", rejected)
	}
	if notes := f.Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "no harm weight: 1 row of 1 word («affray»)") {
		t.Errorf("notes %q", notes)
	}
}
