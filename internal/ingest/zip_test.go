package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

// packed writes a ZIP archive of files, by turns a name and a text.
func packed(t testing.TB, files ...string) ingest.Input {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "police.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ingest.Path(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMembers(t *testing.T) {
	t.Parallel()
	s := packed(t, "2025-08/2025-08-essex-street.csv", published+street("0.7", "51.5", "2025-08", "Robbery"), "2025-08/2025-08-essex-outcomes.csv", "x",
		"__MACOSX/._2025-08-essex-street.csv", "x", "2025-09/2025-09-kent-street.csv", published+street("0.7", "51.5", "2025-08", "Robbery"))
	got, err := ingest.Members(s, "-street.csv")
	var names []string
	for _, m := range got {
		names = append(names, m.Name)
		rows, err := read(ingest.Offences(m, "", ingest.NewMemory(london(t)), utc("2026-01-01 00:00")))
		if err != nil || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", m.Name, len(rows), err)
		}
	}
	if diff := cmp.Diff([]string{"2025-08-essex-street.csv", "2025-09-kent-street.csv"}, names); diff != "" || err != nil {
		t.Errorf("%v: %s", err, diff)
	}
	alone := ingest.Input{Name: "a.csv", Open: s.Open}
	if received, err := ingest.Members(alone, "-street.csv"); err != nil || len(received) != 2 {
		t.Errorf("an archive of another name: %d, %v", len(received), err)
	}
}

func TestArchivesThatDoHarm(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 10_000 {
		many = append(many, fmt.Sprintf("%d-street.csv", i), "")
	}
	tests := map[string]struct {
		files []string
		want  string
	}{
		"out of it":      {[]string{"a-street.csv", "x", "../../etc/passwd", "x"}, `"../../etc/passwd" leads out of the archive`},
		"from the root":  {[]string{"/a-street.csv", "x"}, "leads out of the archive"},
		"as Windows has": {[]string{`..\a-street.csv`, "x"}, "leads out of the archive"},
		"many":           {many, "it has 10000 files, more than 9999"},
		"a bomb":         {[]string{"a-street.csv", strings.Repeat("0", 10<<20)}, "a-street.csv unpacks to more than 100 times its size"},
		"a workbook":     {[]string{"[Content_Types].xml", "x", "xl/workbook.xml", "x"}, "it is a workbook: save the sheet as CSV"},
		"none":           {[]string{"readme.txt", "x"}, "no file whose name ends in -street.csv"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ingest.Members(packed(t, tt.files...), "-street.csv")
			isOneLine(t, err, fault.Invalid, "police.zip: ", tt.want)
		})
	}
}

// TestMembersFor takes of an archive what an import of a kind reads.
func TestMembersFor(t *testing.T) {
	t.Parallel()
	s := packed(t, "2025-08-essex-street.csv", "x", "2025-08-essex-outcomes.csv", "x", "2025-08-essex-stop-and-search.csv", "x")
	for _, tt := range []struct {
		kind   string
		mapped bool
		want   []string
	}{
		{"offences", false, []string{"2025-08-essex-street.csv"}},
		{"searches", false, []string{"2025-08-essex-stop-and-search.csv"}},
		{"searches", true, []string{"2025-08-essex-outcomes.csv", "2025-08-essex-stop-and-search.csv", "2025-08-essex-street.csv"}},
		{"sites", true, []string{"police.zip"}},
	} {
		files, err := ingest.MembersFor(s, tt.kind, tt.mapped)
		var names []string
		for _, f := range files {
			names = append(names, f.Name)
		}
		slices.Sort(names)
		if !slices.Equal(names, tt.want) || err != nil {
			t.Errorf("%s, mapped %v: %q, %v; want %q", tt.kind, tt.mapped, names, err, tt.want)
		}
	}
}

func FuzzMembers(f *testing.F) {
	seed := packed(f, "2025-08-essex-street.csv", "Month,Longitude,Latitude,Crime type\n2025-08,0.7,51.5,Robbery\n")
	body, err := seed.Open()
	if err != nil {
		f.Fatal(err)
	}
	defer body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(body); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, archive []byte) {
		path := filepath.Join(t.TempDir(), "a.zip")
		if err := os.WriteFile(path, archive, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := ingest.Path(path)
		if err != nil {
			t.Fatal(err)
		}
		members, err := ingest.Members(s, "-street.csv")
		if err == nil && len(members) == 0 {
			t.Error("neither a file nor an error")
		}
		for _, m := range members {
			if strings.ContainsAny(m.Name, `/\`) {
				t.Errorf("a name that leads elsewhere: %q", m.Name)
			}
			_, _ = read(ingest.Offences(m, "", ingest.NewMemory(london(t)), utc("2026-01-01 00:00")))
		}
	})
}
