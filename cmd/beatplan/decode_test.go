package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

// fakeDecoder makes the process that decodes break down as a library does that panics
// in a goroutine of its own.
const fakeDecoder = "BEATPLAN_FAKE_DECODER"

func decodeAsFake() {
	os.Exit(decode(os.Stdin, os.Stderr, func(r io.Reader) error {
		go func() { panic("index out of range") }()
		time.Sleep(time.Minute)
		return nil
	}))
}

func TestAPanicWhileDecodingEndsNothing(t *testing.T) {
	t.Setenv(fakeDecoder, "yes")
	source := ingest.Body("county.osm.pbf", strings.NewReader("whatever"))
	err := decodable(t.Context(), source)
	if f, is := errors.AsType[*fault.Error](err); !is || f.Kind != fault.Invalid || !strings.Contains(err.Error(), "county.osm.pbf: it cannot be decoded") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v, want one line of a fault that is not tried again", err)
	}
	p := newProgram(t)
	code, _, stderr := p.run("import", "osm", p.write("county.osm.pbf", "whatever"))
	isOneLine(t, code, stderr, "county.osm.pbf", "cannot be decoded")
}

func TestDecodable(t *testing.T) {
	t.Parallel()
	err := decodable(t.Context(), ingest.Body("list.osm.pbf", strings.NewReader("Ref,Name\n")))
	if err == nil || !strings.Contains(err.Error(), "list.osm.pbf: not an extract of OpenStreetMap") {
		t.Errorf("a table: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "county")
	newProgram(t).must("demoshire", "write", "--offences", "100", "--years", "1", "--seed", "1", "--dir", dir)
	source, err := ingest.Path(filepath.Join(dir, "demoshire.osm.pbf"))
	if err == nil {
		err = decodable(t.Context(), source)
	}
	if err != nil {
		t.Errorf("an extract: %v", err)
	}
}
