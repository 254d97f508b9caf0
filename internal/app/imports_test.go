package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/internal/ledger"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

const street = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"

func importer(t *testing.T) (*app.Importer, *store.Store) {
	t.Helper()
	s, err := store.Open(t.Context(), pgtest.ServerURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return app.NewImporter(s, "the test"), s
}

// offences returns a street file of rows.
func offences(t *testing.T, name, rejects string, rows ...string) app.File[crime.Record] {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	text := street + strings.Join(rows, "\n")
	return ingest.Offences(ingest.Body(name, strings.NewReader(text)), rejects, ingest.NewMemory(london), time.Now())
}

// TestImport follows a street file through ingest and store into the ledger.
func TestImport(t *testing.T) {
	t.Parallel()
	m, s := importer(t)
	const (
		robbery  = "ref,2025-01,,,0.7,51.5,,,,Robbery,Under investigation,"
		charged  = "ref,2025-01,,,0.7,51.5,,,,Robbery,Charged,"
		nuisance = ",2025-01,,,,,,,,Anti-social behaviour,,"
		later    = ",2025-02,,,,,,,,Anti-social behaviour,,"
		bad      = ",2025-13,,,,,,,,Anti-social behaviour,,"
	)
	steps := []struct {
		name string
		rows []string
		want ledger.Figures
	}{
		{"first", []string{robbery, nuisance, nuisance}, ledger.Figures{Read: 3, New: 3}},
		{"again", []string{robbery, nuisance, nuisance}, ledger.Figures{Read: 3, Unchanged: 3}},
		{"in another order", []string{nuisance, robbery, nuisance}, ledger.Figures{Read: 3, Unchanged: 3}},
		{"changed", []string{charged, nuisance, bad}, ledger.Figures{Read: 3, Updated: 1, Unchanged: 1, Rejected: 1}},
		{"equal rows of another month", []string{later, later}, ledger.Figures{Read: 2, New: 2}},
		{"header alone", nil, ledger.Figures{}},
	}
	dir := t.TempDir()
	for _, step := range steps {
		imports, err := m.Offences(t.Context(), offences(t, step.name, dir, step.rows...))
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		got := imports[0]
		if diff := cmp.Diff(step.want, got.Figures); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if got.Kind != "offences" || got.Filename != step.name || got.Principal != "the test" || len(got.SHA256) != 64 || got.ImportedAt.IsZero() {
			t.Errorf("%s: the ledger says %+v", step.name, got)
		}
		if _, err := os.Stat(got.RejectsFile); (err == nil) != (step.want.Rejected > 0) {
			t.Errorf("%s: rejects file %q: %v", step.name, got.RejectsFile, err)
		}
		if has := got.Kept["rejects"] > 0; has != (step.want.Rejected > 0) {
			t.Errorf("%s: kept %v", step.name, got.Kept)
		}
	}
	ledger, err := app.NewLedger(s, "the test").Imports(t.Context())
	if err != nil || len(ledger) != len(steps) || ledger[0].Filename != "header alone" {
		t.Errorf("the ledger has %d entries, want %d, newest first (%v)", len(ledger), len(steps), err)
	}
	held, err := s.Coverage(t.Context())
	got := map[crime.Month]int{}
	for _, h := range held {
		got[h.Month] += h.MonthOnly
	}
	if diff := cmp.Diff(map[crime.Month]int{12 * 2025: 3, 12*2025 + 1: 2}, got); diff != "" || err != nil {
		t.Errorf("months (-want +got):\n%s%v", diff, err)
	}
}

// TestImportAllOrNothing has a good file followed by a bad one.
func TestImportAllOrNothing(t *testing.T) {
	t.Parallel()
	m, s := importer(t)
	dir := filepath.Join(t.TempDir(), "rejects")
	good := offences(t, "good.csv", dir, "too,few", ",2025-01,,,,,,,,Burglary,,")
	bad := ingest.Offences(ingest.Body("bad.csv", strings.NewReader("a,b\n")), dir, ingest.NewMemory(time.UTC), time.Now())
	_, err := m.Offences(t.Context(), good, bad)
	if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "bad.csv") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want one line about bad.csv", err)
	}
	held, err := s.Coverage(t.Context())
	if err != nil || len(held) > 0 {
		t.Errorf("loaded %v, error %v; want nothing", held, err)
	}
	ledger, err := app.NewLedger(s, "the test").Imports(t.Context())
	if err != nil || len(ledger) > 0 {
		t.Errorf("ledger %v, error %v; want nothing", ledger, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("rejected rows of a file that is not in: %v, error %v", left, err)
	}
}

// TestImportMade loads what the program has made itself, twice.
func TestImportMade(t *testing.T) {
	t.Parallel()
	m, s := importer(t)
	square := orb.MultiPolygon{{{{3, 52}, {3.1, 52}, {3.1, 52.1}, {3, 52.1}, {3, 52}}}}
	areas := app.Made("demoshire", "digest", []geo.Area{{Kind: geo.Force, Code: "D1", Name: "Demoshire", Invented: true, Land: square}})
	sites := app.Made("demoshire", "digest", []geo.Site{
		{Source: "demoshire", ID: "1", Name: "The Ship", Category: "pub", At: &orb.Point{3.05, 52.05}},
		{Source: "demoshire", ID: "2", Name: "The Van", Category: "mobile-caterer"},
	})
	for _, want := range []ledger.Figures{{Read: 3, New: 3}, {Read: 3, Unchanged: 3}} {
		first, err := m.Areas(t.Context(), areas)
		if err != nil {
			t.Fatal(err)
		}
		second, err := m.Sites(t.Context(), sites)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, app.Total(append(first, second...))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if first[0].SHA256 != "digest" || first[0].RejectsFile != "" {
			t.Errorf("the ledger says %+v", first[0])
		}
	}
	if n, err := s.CountSites(t.Context()); n != 2 || err != nil {
		t.Errorf("%d sites, error %v; want 2", n, err)
	}
}

// unkept is a file whose rejected rows cannot be written.
type unkept struct{ app.File[crime.Record] }

func (unkept) KeepRejects() (string, error) { return "", errors.New("disk full") }

type imports = app.Imports // whose method has its name

// ledgerOnly is a store that reads no row.
type ledgerOnly struct{ imports }

func (ledgerOnly) ImportOffences(_ context.Context, files []app.Incoming[crime.Record], _ string) ([]json.RawMessage, error) {
	entries := make([]json.RawMessage, len(files))
	for i := range files {
		entries[i] = json.RawMessage(`{"id":"1","read":5,"new":3,"rejected":2}`)
	}
	return entries, nil
}

func TestImportRejectsUnkept(t *testing.T) {
	t.Parallel()
	m := app.NewImporter(ledgerOnly{}, "the test")
	imports, err := m.Offences(t.Context(), unkept{app.Made[crime.Record]("jan.csv", "", nil)})
	const want = "jan.csv is imported, but its 2 rejected rows could not be written: disk full"
	if fault.Of(err) != fault.Unavailable || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if len(imports) != 1 || imports[0].New != 3 {
		t.Errorf("imports %+v: what is in must still be told", imports)
	}
}

func TestImportEssex(t *testing.T) {
	t.Parallel()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	paths, err := filepath.Glob(filepath.Join(root, "data", "essex", "offences", "*.csv.gz"))
	if err != nil || len(paths) == 0 {
		t.Skipf("no offences of Essex in %s (set BEATPLAN_SHARED)", root)
	}
	m, s := importer(t)
	for _, want := range []ledger.Figures{{Read: 119392, New: 119392}, {Read: 119392, Unchanged: 119392}} {
		var files []app.File[crime.Record]
		for _, path := range paths {
			source, err := ingest.Path(path)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, ingest.Offences(source, "", ingest.NewMemory(time.UTC), time.Now()))
		}
		imports, err := m.Offences(t.Context(), files...)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, app.Total(imports)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	held, err := s.Coverage(t.Context())
	if err != nil || len(held.Months()) != len(paths) {
		t.Errorf("%d months, error %v; want %d", len(held.Months()), err, len(paths))
	}
}

func TestImportRequestCheck(t *testing.T) {
	t.Parallel()
	for share, fine := range map[float64]bool{0: true, 100: true, -0.1: false, 100.1: false, math.NaN(): false} {
		err := app.ImportRequest{Kind: "offences", MaxRejected: &share}.Check()
		if (err == nil) != fine {
			t.Errorf("%g: %v", share, err)
		}
	}
}

// TestImportFile takes the files of imports from the ledger, and asks for such as are not
// there.
func TestImportFile(t *testing.T) {
	t.Parallel()
	m, s := importer(t)
	l := app.NewLedger(s, "the test")
	const bad = ",2025-13,,,,,=1+2,,,Burglary,,"
	text := street + bad + "\n,2025-01,,,,,,,,Burglary,,"
	source := ingest.Input{Name: "jan.csv", Received: true, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	sent, err := m.Offences(t.Context(), ingest.Offences(source, "", ingest.NewMemory(time.UTC), time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	here, err := m.Offences(t.Context(), offences(t, "feb.csv", "", ",2025-02,,,,,,,,Burglary,,"))
	if err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]string{"file": text, "rejects": "line,reason,row\n2,\"month \"\"2025-13\"\": write it YYYY-MM\",,2025-13,,,,,'=1+2,,,Burglary,,\n"} {
		kept, err := l.File(t.Context(), sent[0].ID, what)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(kept)
		if err != nil || string(got) != want || kept.Size != int64(len(want)) || !strings.HasPrefix(kept.Name, "jan.csv") {
			t.Errorf("%s %s, error %v: %s", what, kept.Name, err, cmp.Diff(want, string(got)))
		}
	}
	refused := func(id, what, want string) {
		t.Helper()
		if _, err := l.File(t.Context(), id, what); fault.Of(err) != fault.NotFound || !strings.Contains(err.Error(), want) {
			t.Errorf("%s of import %s: %v, want %s", what, id, err, want)
		}
	}
	refused(here[0].ID, "rejects", "feb.csv has no rejected rows")
	refused(here[0].ID, "file", "feb.csv has no copy of its file")
	refused("99", "file", "no import 99")
	if _, err := l.Delete(t.Context(), sent[0].ID, "a test"); err != nil {
		t.Fatal(err)
	}
	refused(sent[0].ID, "file", "were deleted, and its files with them")
}
