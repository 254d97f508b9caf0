package ingest_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/unicode"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const (
	published = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"
	snake     = "crime_id,month,reported_by,falls_within,longitude,latitude,location,lsoa_code,lsoa_name,crime_type,last_outcome_category,context\n"
	burglary  = "abc,2025-01,Essex Police,Essex Police,0.47,51.73,On or near High Street,E01000001,Chelmsford 001A,Burglary,Under investigation,\n"
	nuisance  = ",2025-01,Essex Police,Essex Police,0.47,51.73,On or near High Street,E01000001,Chelmsford 001A,Anti-social behaviour,,\n"
)

// street returns a row with a position, a month and a type.
func street(longitude, latitude, month, crimeType string) string {
	return "," + month + ",Essex Police,Essex Police," + longitude + "," + latitude + ",,,," + crimeType + ",,\n"
}

// read returns the rows of a file and what ended them.
func read[T any](f *ingest.File[T]) (rows []T, err error) {
	for row, e := range f.Rows() {
		if e != nil {
			err = e
			continue
		}
		rows = append(rows, row)
	}
	return rows, err
}

// offences returns a street file whose rejected rows go to dir.
func offences(t testing.TB, text, dir string) *ingest.File[crime.Record] {
	t.Helper()
	return ingest.Offences(ingest.Body("street.csv", strings.NewReader(text)), dir, ingest.NewMemory(london(t)), time.Now())
}

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// rejects returns what KeepRejects writes, without its header.
func rejects[T any](t testing.TB, f *ingest.File[T]) [][]string {
	t.Helper()
	path, err := f.KeepRejects()
	if err != nil {
		t.Fatal(err)
	}
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func zipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOffences(t *testing.T) {
	t.Parallel()
	rows, err := read(offences(t, published+burglary, ""))
	if err != nil {
		t.Fatal(err)
	}
	at := orb.Point{0.47, 51.73}
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	want := []crime.Record{{
		Offence: crime.Offence{
			Type: "Burglary", Flags: []string{}, At: &at, Cell: cell, Precision: crime.InMonth,
			From: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC),
		},
		Source: "street (Essex Police)", Key: crime.DigestOf("street", "2025-01", "abc"), Month: 12 * 2025, Reference: "abc", AreaCode: "E01000001",
		Location: "On or near High Street", Outcome: "Under investigation",
	}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestOffencesInOtherDress(t *testing.T) {
	t.Parallel()
	want, err := read(offences(t, published+burglary+nuisance, ""))
	if err != nil || len(want) != 2 {
		t.Fatal(want, err)
	}
	tests := map[string]string{
		"snake case":    snake + burglary + nuisance,
		"mark":          "\ufeff" + published + burglary + nuisance,
		"CRLF":          strings.ReplaceAll(published+burglary+nuisance, "\n", "\r\n"),
		"quotes":        published + strings.ReplaceAll(burglary, "On or near High Street", `"On or near High Street"`) + nuisance,
		"empty lines":   published + "\n" + burglary + "\n\n" + nuisance,
		"no last break": strings.TrimSuffix(published+burglary+nuisance, "\n"),
		"gzip":          zipped(t, published+burglary+nuisance),
		"gzip and mark": zipped(t, "\ufeff"+snake+burglary+nuisance),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := read(offences(t, text, ""))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOffencesQuotedBreakAndComma(t *testing.T) {
	t.Parallel()
	rows, err := read(offences(t, published+strings.ReplaceAll(burglary, "On or near High Street", "\"High Street,\n\"\"A\"\" side\"")+nuisance, ""))
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	if got, want := rows[0].Location, "High Street,\n\"A\" side"; got != want {
		t.Errorf("location %q, want %q", got, want)
	}
}

func TestOffencesKeys(t *testing.T) {
	t.Parallel()
	later := strings.Replace(burglary, "Under investigation", "Charged", 1)
	rows, err := read(offences(t, published+nuisance+burglary+nuisance+later+strings.Replace(burglary, "2025-01", "2025-02", 1), ""))
	if err != nil {
		t.Fatal(err)
	}
	var got []crime.Digest
	for _, r := range rows {
		got = append(got, r.Key)
	}
	abc := crime.DigestOf("street", "2025-01", "abc")
	want := []crime.Digest{rows[0].Key, abc, rows[0].Key, abc, crime.DigestOf("street", "2025-02", "abc")}
	if diff := cmp.Diff(want, got); diff != "" || rows[0].Key == abc {
		t.Error(diff)
	}
}

func TestOffencesFlagsAndSummerTime(t *testing.T) {
	t.Parallel()
	rows, err := read(offences(t, published+street("0.5", "51.7", "2025-07", "Drugs")+street("0.5", "51.7", "2025-07", "Burglary"), ""))
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	if diff := cmp.Diff([]string{crime.FlagPoliceGenerated}, rows[0].Flags); diff != "" {
		t.Error(diff)
	}
	if len(rows[1].Flags) != 0 {
		t.Errorf("a burglary has the flags %q", rows[1].Flags)
	}
	if want := time.Date(2025, 6, 30, 23, 0, 0, 0, time.UTC); !rows[0].From.Equal(want) {
		t.Errorf("July begins at %v, want %v", rows[0].From, want)
	}
}

func TestOffencesWithoutPosition(t *testing.T) {
	t.Parallel()
	zero := []string{crime.QualityZero}
	tests := map[string]struct {
		x, y    string
		quality []string
	}{
		"empty": {"", "", nil}, "zero": {"0", "0", zero}, "zero in decimals": {"0.000000", "0.0", zero},
		"each in the other's place": {"51.7", "0.5", []string{crime.QualitySwapped}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(offences(t, published+street(tt.x, tt.y, "2025-01", "Burglary"), ""))
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			if rows[0].At != nil || rows[0].Cell != 0 {
				t.Errorf("at %v in %v, want no position", rows[0].At, rows[0].Cell)
			}
			if diff := cmp.Diff(tt.quality, rows[0].Quality); diff != "" {
				t.Errorf("quality (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOffencesRejects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ row, reason string }{
		"longitude is a word":  {street("east", "51.7", "2025-01", "Burglary"), `no longitude and latitude: "east", "51.7"`},
		"latitude is a word":   {street("0.5", "north", "2025-01", "Burglary"), `no longitude and latitude: "0.5", "north"`},
		"no longitude":         {street("", "51.7", "2025-01", "Burglary"), `no longitude and latitude: "", "51.7"`},
		"no latitude":          {street("0.5", "", "2025-01", "Burglary"), `no longitude and latitude: "0.5", ""`},
		"not a number":         {street("NaN", "51.7", "2025-01", "Burglary"), "no longitude and latitude"},
		"infinite":             {street("0.5", "Inf", "2025-01", "Burglary"), "no longitude and latitude"},
		"off the globe":        {street("0.5", "90.1", "2025-01", "Burglary"), "no longitude and latitude"},
		"metres":               {street("570000", "205000", "2025-01", "Burglary"), "no longitude and latitude"},
		"no month":             {street("0.5", "51.7", "", "Burglary"), `month ""`},
		"month 13":             {street("0.5", "51.7", "2025-13", "Burglary"), `month "2025-13"`},
		"a day":                {street("0.5", "51.7", "2025-01-02", "Burglary"), `month "2025-01-02"`},
		"month long ago":       {street("0.5", "51.7", "0025-01", "Burglary"), "month 0025-01 is not of our time"},
		"month to come":        {street("0.5", "51.7", "2199-01", "Burglary"), "month 2199-01 is yet to come"},
		"no type":              {street("0.5", "51.7", "2025-01", ""), "no crime type"},
		"a field too few":      {"abc,2025-01\n", "2 fields, and the header has 12"},
		"a field too many":     {strings.TrimSpace(nuisance) + ",x\n", "13 fields, and the header has 12"},
		"zero byte":            {strings.Replace(nuisance, "High", "Hi\x00gh", 1), "field 7 holds a zero byte"},
		"a quote never closed": {strings.Replace(nuisance, "On or", `"On or`, 1), `missing " in quoted-field`},
		"stray quote":          {strings.Replace(nuisance, "High", `Hi"gh`, 1), `bare "`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := offences(t, published+burglary+tt.row+nuisance, t.TempDir())
			rows, err := read(f)
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) != 2 {
				t.Errorf("%d rows, want the two beside the bad one", len(rows))
			}
			got := rejects(t, f)
			if _, rejected := f.Ended(); rejected != 1 || len(got) != 1 {
				t.Fatalf("%d rejected: %v", rejected, got)
			}
			if got[0][0] != "3" || !strings.Contains(got[0][1], tt.reason) {
				t.Errorf("%q, want line 3: %s", got[0], tt.reason)
			}
		})
	}
}

func TestOffencesNotUTF8(t *testing.T) {
	t.Parallel()
	rows, err := read(offences(t, published+strings.Replace(nuisance, "High", "Caf\xe9", 1), ""))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if got, want := rows[0].Location, "On or near Café Street"; got != want {
		t.Errorf("location %q, want %q", got, want)
	}
}

func TestOffencesNotAFile(t *testing.T) {
	t.Parallel()
	whole := zipped(t, published+strings.Repeat(burglary, 1000))
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(published + burglary)
	if err != nil {
		t.Fatal(err)
	}
	damaged := []byte(whole)
	damaged[len(damaged)-6] ^= 0xff // of the checksum
	tests := map[string]struct{ text, want string }{
		"empty":        {"", "the file is empty"},
		"empty gzip":   {zipped(t, ""), "the file is empty"},
		"only a mark":  {"\ufeff", "the file is empty"},
		"cut short":    {whole[:len(whole)-9], "the file is cut short or damaged"},
		"two bytes":    {"\x1f\x8b", "it begins as a gzip file does, and is cut short or damaged"},
		"damaged":      {string(damaged), "the file is cut short or damaged"},
		"wrong header": {"a,b,c\n1,2,3\n", "its header has no columns month, longitude, latitude, crime_type, only a,b,c"},
		"HTML":         {"<!DOCTYPE html>\n<html></html>\n", "its header has no columns month, longitude, latitude, crime_type, only <!DOCTYPE html>"},
		"zip":          {"PK\x03\x04....", "it is a zip archive, as a KMZ and a workbook are: unpack it"},
		"GeoPackage":   {"SQLite format 3\x00\x10\x00\x01\x01", "it is a database, as a GeoPackage is: export the layer as GeoJSON"},
		"shapefile":    {"\x00\x00\x27\x0a" + strings.Repeat("\x00", 96), "it is a shapefile: export it as GeoJSON"},
		"PDF":          {"%PDF-1.4\n", "it is a PDF"},
		"no text":      {"a\x01b,\x02\n", "not a street-level crime file of data.police.uk, and no mapping says what else it is: it is no text"},
		"cut in a row": {published + burglary + burglary[:40], "the file is cut short: line 3, its last, is the beginning of a row ("},
		"cut in half":  {wide[:len(wide)-len(burglary)/2*2-1], "the file is cut short or damaged"},
		"not text":     {"\xff\xfe\xfd\n", "its header has no columns month"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(offences(t, tt.text, ""))
			isOneLine(t, err, fault.Invalid, "street.csv", tt.want)
		})
	}
}

// isOneLine checks a fault's kind, and that its one line holds the parts.
func isOneLine(t *testing.T, err error, kind fault.Kind, parts ...string) {
	t.Helper()
	if fault.Of(err) != kind {
		t.Fatalf("%v is %q, want %q", err, fault.Of(err), kind)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not hold %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q has several lines", err)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := map[string]struct{ path, want string }{
		"missing":   {filepath.Join(dir, "none.csv"), "no file"},
		"directory": {dir, "is a directory"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ingest.Path(tt.path)
			isOneLine(t, err, fault.Invalid, tt.path, tt.want)
		})
	}
}

func TestEnded(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain": published + burglary,
		"gzip":  zipped(t, published+strings.Repeat(burglary, 5000)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "street")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			source, err := ingest.Path(path)
			if err != nil {
				t.Fatal(err)
			}
			f := ingest.Offences(source, "", ingest.NewMemory(london(t)), time.Now())
			if _, err := read(f); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256([]byte(text))
			if got, _ := f.Ended(); got != hex.EncodeToString(sum[:]) {
				t.Errorf("digest %s, want that of the file's bytes", got)
			}
		})
	}
}

func TestKeepRejects(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "rejects")
	bad := `,2025-13,a,"b, c",,,,,,Burglary,,`
	f := offences(t, published+bad+"\n"+burglary, dir)
	if _, err := read(f); err != nil {
		t.Fatal(err)
	}
	path, err := f.KeepRejects()
	hash, _ := f.Ended()
	if err != nil || path != filepath.Join(dir, "street.csv."+hash[:8]+".rejects.csv") {
		t.Fatal(path, err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "line,reason,row\n2,\"month \"\"2025-13\"\": write it YYYY-MM\",,2025-13,a,\"b, c\",,,,,,Burglary,,\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%v in the directory: %v", left, err)
	}
}

// TestRejectsElsewhere has nowhere to write rejected rows: the file does not come
// in.
func TestRejectsElsewhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := read(offences(t, published+strings.Replace(burglary, "2025-01", "2025-13", 1)+burglary, file))
	if fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "name another directory (rejects)") {
		t.Errorf("error %v, want one that asks for another directory of rejects", err)
	}
}

func TestReceived(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "received")
	source, forget, err := ingest.Received("a/jan.csv", strings.NewReader("four"), dir)
	if err != nil || source.Name != "jan.csv" || source.Size != 4 {
		t.Fatalf("%+v, error %v", source, err)
	}
	body, err := source.Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(body)
	if err := errors.Join(err, body.Close()); err != nil || string(text) != "four" {
		t.Errorf("%q, error %v", text, err)
	}
	forget()
	if _, _, err := ingest.Received("feb.csv", iotest.ErrReader(errors.New("gone")), dir); fault.Of(err) != fault.Invalid {
		t.Errorf("error %v of a sender who has gone", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v are left (%v)", left, err)
	}
}

func TestKeepRejectsOfNone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "rejects")
	f := offences(t, published+burglary, dir)
	if _, err := read(f); err != nil {
		t.Fatal(err)
	}
	if path, err := f.KeepRejects(); path != "" || err != nil {
		t.Errorf("%q, %v; want nothing", path, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the directory is there: %v", err)
	}
}

func FuzzOffences(f *testing.F) {
	f.Add(published + burglary + nuisance)
	f.Add(snake + street("1e309", "x", "2025-13", "") + "\"open\n" + nuisance)
	f.Add("\x1f\x8b")
	f.Fuzz(func(t *testing.T, text string) {
		file := offences(t, text, "")
		rows, err := read(file)
		if _, rejected := file.Ended(); err == nil && len(rows)+rejected >= 1+strings.Count(text, "\n") && !strings.HasPrefix(text, "\x1f\x8b") {
			t.Errorf("%d rows and %d rejected of %d lines with a header", len(rows), rejected, 1+strings.Count(text, "\n"))
		}
		for _, r := range rows {
			if r.At != nil && !geo.OnGlobe(*r.At) || (r.At == nil) != (r.Cell == 0) {
				t.Errorf("at %v in %v", r.At, r.Cell)
			}
			if r.Key == (crime.Digest{}) || r.Type == "" || !r.From.Before(r.To) {
				t.Errorf("key %q, type %q, from %v to %v", r.Key, r.Type, r.From, r.To)
			}
		}
	})
}
