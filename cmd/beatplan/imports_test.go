package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLedger imports, mends, undoes, keeps and disposes, as a user would.
func TestLedger(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for name, outcome := range map[string]string{"first.csv": "Under investigation", "second.csv": "Charged"} {
		p.write(name, "Crime ID,Month,Longitude,Latitude,Crime type,Last outcome category\nabc,2025-01,0.5,51.7,Burglary,"+outcome+"\n")
	}
	p.write("twice.csv", "Crime ID,Month,Longitude,Latitude,Crime type\nabd,2025-01,0.5,51.7,Burglary\nabd,2025-01,,,Burglary\nabd,2025-01,0.5,51.7,Robbery\n")
	for _, step := range []struct {
		args string
		want string // in what is printed
		exit int
	}{
		{"import offences " + p.file("first.csv"), "1    1        0          0         0  first.csv", 0},
		{"import offences " + p.file("second.csv"), "1    0        1          0         0  second.csv", 0},
		{"imports list", "offences  1     1    0        0          0                 first.csv", 0},
		{"imports show 2", "versions it replaced  1", 0},
		{"imports history abc", "offences, import 1 of first.csv, ", 0},
		{"imports history abc", "by analyst: replaced by import 2\n", 0},
		{"imports history abc", "by analyst: in force\n  outcome: \"Under investigation\" -> \"Charged\"\n", 0},
		{"imports history abd", `no offence, incident or partner count has the reference "abd"`, 1},
		{"imports delete 2 --why mistaken", "beatplan: 1 row of import 2 (offences of second.csv) would be removed, and 1 older version that it replaced would come back where nothing newer is: add --yes to do it\n", 1},
		{"imports show 2", "rows in force         1", 0},
		{"imports delete 2 --why mistaken --yes", "import 2 of second.csv is undone: 1 row removed", 0},
		{"imports delete 2 --why mistaken", "beatplan: the rows of import 2 have been deleted already", 1},
		{"imports delete 7 --why mistaken", "beatplan: no import 7 in the ledger: look for it in the list of imports", 1},
		{"imports show 1", "rows in force         1", 0},
		{"imports history abc", "by analyst: in force\n  cell: 62", 0},
		{"imports show 7", "no import 7 in the ledger", 1},
		{"imports show seven", `"seven" is no number of an import`, 1},
		{"imports delete 1 --yes --why=", "no reason", 1},
		{"imports keep 1 --class six-years --review 2031-13-01", "--review \"2031-13-01\": write the day YYYY-MM-DD", 1},
		{"imports keep 1 --class six-years --review 2031-02-01", "2031-02-01", 0},
		{"dispose --on 2031-01-31", "nothing is due on 2031-01-31", 0},
		{"dispose --on 2031-02-01", "--yes removes the rows for good", 0},
		{"imports show 1", "rows in force         1", 0},
		{"dispose --on 2031-02-01 --yes", "disposed", 0},
		{"imports show 1", "its day of review has come", 0},
		{"imports show 1", "rows in force         0", 0},
		{"import offences " + p.file("twice.csv"), "note: 2 rows of twice.csv repeat an earlier row; all are counted\n", 0},
		{"imports show 3", "rows like an earlier one  2", 0},
	} {
		exit, stdout, stderr := p.run(strings.Fields(step.args)...)
		if exit != step.exit || !strings.Contains(stdout+stderr, step.want) {
			t.Fatalf("%s: exit %d, want %d; printed %s%s, want %q", step.args, exit, step.exit, stdout, stderr, step.want)
		}
	}
}

// TestLedgerEntry says everything of an import of a records system's export, and
// follows one of its offences through an update and a withdrawal.
func TestLedgerEntry(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	mapping := p.write("force.yaml", `
name: force
source: rms
columns: {reference: Ref, type: Type, from: [From], longitude: Lon, latitude: Lat}
withdrawn: {column: State, is: [NO CRIME]}
`)
	const header = "Ref,Type,From,Lon,Lat,State\n"
	var files []string
	for name, rows := range map[string]string{
		"1.csv": "42/1,Burglary,2025-03-01 21:00,0.5,51.7,\n42/2,Burglary,2025-03-04,0.5,51.7,\n42/3,Burglary,soon,0.5,51.7,\n",
		"2.csv": "42/1,Robbery,2025-04-01 21:00,0.5,51.7,\n",
		"3.csv": "42/1,Robbery,2025-04-01 21:00,0.5,51.7,NO CRIME\n",
	} {
		files = append(files, p.write(name, header+rows))
	}
	slices.Sort(files)
	began := time.Now().Add(-time.Minute)
	for _, file := range files {
		p.must("import", "offences", "--mapping", mapping, file)
	}
	hash := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", sha256.Sum256(text))
	}
	entry := p.figures("imports", "show", "1")
	when, err := time.Parse(time.RFC3339, entry["imported_at"].(string))
	if err != nil || when.Before(began) || when.After(time.Now().Add(time.Minute)) {
		t.Errorf("imported %v, error %v", entry["imported_at"], err)
	}
	delete(entry, "imported_at")
	if diff := cmp.Diff(map[string]any{
		"id": "1", "kind": "offences", "filename": "1.csv", "sha256": hash(files[0]), "mapping_sha256": hash(mapping), "principal": "analyst",
		"cut_off": "2025-03-04", "read": 3., "new": 2., "updated": 0., "unchanged": 0., "rejected": 1., "retention": "unclassified",
		"in_force": 1., "replaced": 0., "superseded": 1., "kept": map[string]any{"rejects": 73.},
	}, entry); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var history []string
	for _, v := range p.figures("imports", "history", "42/1")["versions"].([]any) {
		v := v.(map[string]any)
		line := fmt.Sprint(v["import"], " until ", v["replaced_by"], ":")
		for _, c := range v["changes"].([]any) {
			if c := c.(map[string]any); c["column"] == "type" || c["column"] == "withdrawn" || c["column"] == "month" {
				line += fmt.Sprint(" ", c["column"], " ", c["to"])
			}
		}
		history = append(history, line)
	}
	if diff := cmp.Diff([]string{
		"1 until 2: month 2025-03-01 type Burglary withdrawn false",
		"2 until 3: month 2025-04-01 type Robbery",
		"3 until <nil>: withdrawn true",
	}, history); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestImportOSM loads a street corner, twice, and what is no map.
func TestImportOSM(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	corner := filepath.Join("..", "..", "internal", "ingest", "testdata", "corner.osm.pbf")
	for _, want := range []string{`"read":7,"new":5,"updated":0,"unchanged":0,"rejected":2`, `"read":7,"new":0,"updated":0,"unchanged":5,"rejected":2`} {
		if got := p.must("import", "osm", corner, "--json"); !strings.Contains(got, want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	said := p.must("import", "osm", filepath.Join(filepath.Dir(corner), "no-streets.osm.pbf"))
	for _, want := range []string{"note: no-streets.osm.pbf has no streets\nnote: no way in it is a street: plans travel in straight lines", "has no water\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s; want %q", said, want)
		}
	}
	for args, want := range map[string]struct {
		exit int
		says string
	}{
		p.write("map.osm.pbf", "not a map at all"): {1, "map.osm.pbf: not an extract of OpenStreetMap"},
		p.file("nowhere.osm.pbf"):                  {2, "no file"},
		p.write("empty.osm.pbf", ""):               {1, "the file is empty"},
	} {
		if exit, _, stderr := p.run("import", "osm", args); exit != want.exit || !strings.Contains(stderr, want.says) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit %d: %s", args, exit, stderr)
		}
	}
}

// TestReferencesOfAnotherYear has numbers that start again each year.
func TestReferencesOfAnotherYear(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	rows := func(year string, longitude float64) string {
		text := "Ref,Offence,From,X,Y\n"
		for i := range 50 {
			text += fmt.Sprintf("%d,Robbery,0%d/03/%s 12:00,%.3f,51.55\n", i+1, i%9+1, year, longitude)
		}
		return text
	}
	mapping := p.write("rms.yaml", "name: records\nsource: rms\ncolumns: { reference: Ref, type: Offence, from: From, longitude: X, latitude: Y }\n")
	p.must("import", "offences", "--mapping", mapping, p.write("2024.csv", rows("2024", 0.6)))
	const note = "note: 50 of 50 known references changed month and place: where numbers start again each year, name the year as well (reference: [Number, Year]); imports delete 2 brings back what they stood for\n"
	if out := p.must("import", "offences", "--mapping", mapping, p.write("2025.csv", rows("2025", 0.7))); !strings.Contains(out, note) {
		t.Errorf("%s; want %s", out, note)
	}
	if out := p.must("imports", "show", "2"); !strings.Contains(out, "50 of 50 known references changed month and place") {
		t.Error(out)
	}
}
