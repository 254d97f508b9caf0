package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"beatplan/internal/fault"
)

// output is where a command says what it has done.
type output struct {
	json           bool
	stdout, stderr io.Writer
}

// report prints figures as one JSON object, or what text writes.
func (o *output) report(figures any, text func(io.Writer)) error {
	if !o.json {
		text(o.stdout)
		return nil
	}
	body, err := json.Marshal(figures)
	if err != nil {
		return fmt.Errorf("figures: %w", err)
	}
	_, err = fmt.Fprintf(o.stdout, "%s\n", body)
	return err
}

// notes prints what a reader must know of a result.
func notes(w io.Writer, notes []string) {
	for _, n := range notes {
		fmt.Fprintln(w, "note: "+n)
	}
}

// leftOut prints the first of a model's warnings, and how many more there are.
func leftOut(w io.Writer, warnings []string) {
	const shown = 3
	notes(w, warnings[:min(shown, len(warnings))])
	if more := len(warnings) - shown; more > 0 {
		notes(w, []string{fmt.Sprintf("%d more variables were left out: the model's warnings list them", more)})
	}
}

// exporting is the flag of commands whose result can be written to a file.
type exporting struct {
	Output string `short:"o" help:"Write the result to a GeoJSON file." placeholder:"FILE"`
}

// check returns an error if the file could not be written, before any work is
// done for it.
func (e exporting) check() error {
	if e.Output == "" {
		return nil
	}
	if info, err := os.Stat(e.Output); err == nil && info.IsDir() {
		return fault.New(fault.Invalid, "%s is a directory: name a file", e.Output)
	}
	if _, err := os.Stat(filepath.Dir(e.Output)); err != nil {
		return fault.New(fault.Invalid, "cannot write %s: there is no directory %s", e.Output, filepath.Dir(e.Output))
	}
	return nil
}

// write puts a document into the file, whole or not at all.
func (e exporting) write(document []byte) error {
	if e.Output == "" {
		return nil
	}
	if info, err := os.Stat(e.Output); err == nil && !info.Mode().IsRegular() { // /dev/stdout, a pipe
		return os.WriteFile(e.Output, document, 0)
	}
	temporary, err := os.CreateTemp(filepath.Dir(e.Output), "."+filepath.Base(e.Output)+"-*")
	if err != nil {
		return fault.New(fault.Unavailable, "write %s: %w", e.Output, err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(document)
	if err == nil {
		err = temporary.Chmod(0o644)
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), e.Output)
	}
	if err != nil {
		return fault.New(fault.Unavailable, "write %s: %w", e.Output, err)
	}
	return nil
}
