package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportKeepsWhatIsThere: a command that fails leaves the file as it was.
func TestExportKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	path := p.write("cells.geojson", "precious")
	code, _, stderr := p.run("cells", "--area", "Atlantis", "--group", "robbery", "-o", path)
	isOneLine(t, code, stderr, "Atlantis")
	if body, err := os.ReadFile(path); err != nil || string(body) != "precious" {
		t.Errorf("%q, %v", body, err)
	}
}

// TestWrite puts a document where -o says.
func TestWrite(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name string // in a directory with the file old and the links to it and to nothing
		want string // the file that holds the document then; empty: an error
	}{
		"a new file":            {"new", "new"},
		"over another":          {"old", "old"},
		"through a link":        {"link", "old"},
		"instead of a dead one": {"dead", "dead"},
		"a directory":           {".", ""},
		"in no directory":       {"none/new", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			err := errors.Join(
				os.WriteFile(filepath.Join(dir, "old"), []byte("a longer document than the new one"), 0o600),
				os.Symlink("old", filepath.Join(dir, "link")), os.Symlink("nothing", filepath.Join(dir, "dead")),
			)
			if err != nil {
				t.Fatal(err)
			}
			e := exporting{filepath.Join(dir, tt.name)}
			if checked, err := e.check(), e.write([]byte("document")); (checked == nil) != (err == nil) || (err == nil) != (tt.want != "") {
				t.Fatalf("before the work: %v; after it: %v", checked, err)
			}
			if body, err := os.ReadFile(filepath.Join(dir, tt.want)); tt.want != "" && (err != nil || string(body) != "document") {
				t.Errorf("%q, %v", body, err)
			}
			if info, err := os.Lstat(filepath.Join(dir, "link")); err != nil || info.Mode().IsRegular() {
				t.Errorf("the link is no link any more: %v, %v", info, err)
			}
			entries, err := os.ReadDir(dir)
			if most := 4; err != nil || len(entries) > most {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

// TestWriteToPipe: what cannot be replaced is written to.
func TestWriteToPipe(t *testing.T) {
	t.Parallel()
	e := exporting{os.DevNull}
	before, err := os.Stat(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(e.check(), e.write([]byte("document"))); err != nil {
		t.Error(err)
	}
	if after, err := os.Stat(os.DevNull); err != nil || !os.SameFile(before, after) {
		t.Errorf("%s is another file: %v", os.DevNull, err)
	}
}

// TestOneObject: every command prints one JSON object when it is asked to, and
// something for people when it is not.
func TestOneObject(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	commands := map[string]struct {
		args  []string
		field string
	}{
		"version":      {[]string{"version"}, "version"},
		"groups":       {[]string{"groups"}, "groups"},
		"areas":        {[]string{"areas", "--kind", "force"}, "areas"},
		"migrate":      {[]string{"migrate"}, "schema"},
		"import":       {[]string{"import", "offences", p.write("street.csv", street)}, "imports"},
		"import check": {[]string{"import", "check", p.file("street.csv")}, "accepted"},
	}
	for name, tt := range commands {
		t.Run(name, func(t *testing.T) {
			p := program{t, p.url, p.dir}
			if figures := p.figures(tt.args...); figures[tt.field] == nil {
				t.Errorf("no %s in %v", tt.field, figures)
			}
			if text := p.must(tt.args...); strings.HasPrefix(text, "{") {
				t.Errorf("prints %s to people", text)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	p := program{t: t, dir: t.TempDir()}
	for _, args := range [][]string{{"--help"}, {"plan", "make", "--help"}} {
		if help := p.must(args...); !strings.HasPrefix(help, "Usage: beatplan") {
			t.Errorf("beatplan %v: %s", args, help)
		}
	}
}

func TestHelpSaysDefaults(t *testing.T) {
	t.Parallel()
	p := program{t: t, dir: t.TempDir()}
	for command, can := range map[string]bool{"find": true, "spots": true, "compare": true, "hours": false, "repeats": false} {
		if help := p.must("hotspots", command, "--help"); strings.Contains(help, "--all-hours") != can {
			t.Errorf("hotspots %s without hours: %t, and its help says\n%s", command, can, help)
		}
	}
	help := strings.Join(strings.Fields(p.must("hotspots", "trial", "draw", "--help")), " ")
	for _, want := range []string{"Least distance between spots, metres (default: 500).", "Spots patrolled each day (default: half).", "First policing day."} {
		if !strings.Contains(help, want) {
			t.Errorf("no %q in %s", want, help)
		}
	}
}
