package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/ingest"
	"beatplan/internal/long"
)

// command runs one that needs no database.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// What is written is read by the mapping that comes with it as it was drawn:
// place, time, flags, type and all; several victims to an incident and snapped
// places too.
func TestDemoshireIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	long.Test(t)
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for _, world := range []demoshire.World{demoshire.Misspecified, demoshire.Snapped} {
		t.Run(string(world), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new", "W")
			code, _, stderr := command(t, "demoshire", "write", "--offences", "40500", "--world", string(world), "--seed", "3", "--dir", dir)
			if code != 0 {
				t.Fatal(stderr)
			}
			county, err := demoshire.Found(demoshire.Options{Seed: 3, World: world, Offences: 40_500}, zone)
			if err != nil {
				t.Fatal(err)
			}
			mapping, err := ingest.ReadMapping(filepath.Join(dir, "mapping.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			source, err := ingest.Path(filepath.Join(dir, "offences.csv"))
			if err != nil {
				t.Fatal(err)
			}
			file := ingest.MappedOffences(source, t.TempDir(), mapping, zone, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
			var read []crime.Record
			for r, err := range file.Rows() {
				if err != nil {
					t.Fatal(err)
				}
				read = append(read, r)
			}
			i := 0
			for want, err := range county.Offences() {
				if err != nil {
					t.Fatal(err)
				}
				if i == len(read) {
					t.Fatalf("only %d offences are read", i)
				}
				if q := read[i].Quality; len(q) > 0 && !slices.Equal(q, []string{crime.QualityRepeatedHour}) {
					t.Errorf("%s is doubtful: %v", want.Reference, q)
				}
				read[i].Given, read[i].Quality = nil, nil
				if !reflect.DeepEqual(want, read[i]) {
					t.Fatal(cmp.Diff(want, read[i]))
				}
				i++
			}
			if i != len(read) {
				t.Errorf("%d offences are read, of %d", len(read), i)
			}
		})
	}
}

// Of all sites that are written each is read once, as it was drawn; those that
// need a licence with their hours.
func TestDemoshireSitesAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	long.Test(t)
	dir := filepath.Join(t.TempDir(), "W")
	if code, _, stderr := command(t, "demoshire", "write", "--offences", "1", "--seed", "3", "--dir", dir); code != 0 {
		t.Fatal(stderr)
	}
	county, err := demoshire.Found(demoshire.Options{Seed: 3, Offences: 1}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]geo.Site{}
	for _, list := range []string{"licensing", "places"} {
		mapping, err := ingest.ReadMapping(filepath.Join(dir, list+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		source, err := ingest.Path(filepath.Join(dir, list+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		file := ingest.Sites(source, t.TempDir(), mapping)
		for s, err := range file.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			licensed := list == "licensing"
			if (s.Opening != nil) != licensed || (s.Terminal != nil) != licensed || s.Quality != nil {
				t.Errorf("%s: opening %v, terminal %v, quality %v", s.ID, s.Opening, s.Terminal, s.Quality)
			}
			if _, twice := read[s.ID]; twice {
				t.Errorf("%s comes twice", s.ID)
			}
			s.Opening, s.Terminal, s.Capacity, s.Given = nil, nil, nil, nil
			read[s.ID] = s
		}
		if _, rejected := file.Ended(); rejected > 0 {
			t.Errorf("%d of %s rejected", rejected, list)
		}
	}
	if len(read) != len(county.Sites) {
		t.Errorf("%d sites are read, of %d", len(read), len(county.Sites))
	}
	for _, want := range county.Sites {
		if diff := cmp.Diff(want, read[want.ID]); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestDemoshireWriteRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine")
	if err := os.Mkdir(mine, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"offences.csv", "file"} {
		path := filepath.Join(mine, name)
		if name == "file" {
			path = filepath.Join(dir, name)
		}
		if err := os.WriteFile(path, []byte("of mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		args []string
		err  string
	}{
		"somebody's directory": {[]string{"--dir", mine}, "holds other files, such as offences.csv: name a new directory"},
		"a file":               {[]string{"--dir", filepath.Join(dir, "file")}, "not a directory"},
		"no directory":         {nil, "--dir"},
		"no such world":        {[]string{"--dir", filepath.Join(dir, "W"), "--world", "flat"}, `--world: no world "flat"; there are planted, null`},
		"no offences":          {[]string{"--dir", filepath.Join(dir, "W"), "--offences", "0"}, "--offences 0: a county has 1 or more"},
		"many years":           {[]string{"--dir", filepath.Join(dir, "W"), "--years", "99"}, "99 years: a county has from 1 to 50"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := command(t, append([]string{"demoshire", "write"}, tt.args...)...)
			if code != 1 && code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, tt.err) {
				t.Errorf("exit %d: %s", code, stderr)
			}
		})
	}
	if kept, err := os.ReadFile(filepath.Join(mine, "offences.csv")); err != nil || string(kept) != "of mine" {
		t.Errorf("the file is now %q (%v)", kept, err)
	}
}

// A directory is written whole or not at all, and nothing is left beside it.
func TestWriteDirIsWholeOrNot(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "W")
	files := func(text string, err error) []demoshire.File {
		return []demoshire.File{
			{Name: "truth.json", Write: func(w io.Writer) error { _, e := io.WriteString(w, text); return e }},
			{Name: "offences.csv", Write: func(io.Writer) error { return err }},
		}
	}
	full := errors.New("no space left on device")
	steps := []struct {
		text string
		err  error
		want string // what the directory holds afterwards; empty: it is not there
	}{
		{"first", full, ""},
		{"second", nil, "second"},
		{"third", full, "second"},
		{"fourth", nil, "fourth"},
	}
	for _, step := range steps {
		if err := writeDir(t.Context(), dir, files(step.text, step.err)); !errors.Is(err, step.err) {
			t.Fatalf("%s: %v", step.text, err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
		if string(text) != step.want || step.want == "" && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: the directory holds %q (%v)", step.text, text, err)
		}
		entries, err := os.ReadDir(parent)
		if err != nil || len(entries) > 1 {
			t.Errorf("%s: beside it there are %v (%v)", step.text, entries, err)
		}
	}
}
