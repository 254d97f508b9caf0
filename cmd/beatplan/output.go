package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

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

// usage is an error of the command line itself.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// failed prints an error, as one line or as one JSON object, and returns the exit
// status: 2 for an error of the command line, 1 for any other.
func (o *output) failed(err error) int {
	kind, status := string(fault.Of(err)), 1
	if errors.Is(err, context.Canceled) {
		err, kind = errors.New("stopped"), "stopped"
	}
	if _, wrong := errors.AsType[usage](err); wrong {
		kind, status = "usage", 2
	}
	line := strings.Join(strings.Fields(err.Error()), " ")
	if !o.json {
		fmt.Fprintln(o.stderr, "beatplan: "+line)
		return status
	}
	type problem struct {
		Kind   string `json:"kind"`
		Detail string `json:"detail"`
	}
	body, _ := json.Marshal(map[string]problem{"error": {kind, line}}) // strings have JSON
	fmt.Fprintf(o.stderr, "%s\n", body)
	return status
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
	Output string `short:"o" help:"Write the result to a GeoJSON file; - is standard output." placeholder:"FILE"`
}

// check returns an error if the file could not be written, before any work is
// done for it.
func (e exporting) check() error {
	if e.Output == "" || e.toStdout() || e.streams() {
		return nil
	}
	temporary, err := e.temporary()
	if err != nil {
		return err
	}
	return errors.Join(temporary.Close(), os.Remove(temporary.Name()))
}

// endsIn refuses the name of a file whose ending is none of those that are written.
// What is no file, such as standard output, may have any name.
func (e exporting) endsIn(endings ...string) error {
	info, err := os.Stat(e.Output)
	directory := err == nil && info.IsDir() // of which check speaks
	if e.Output == "" || e.toStdout() || e.streams() || directory || slices.Contains(endings, strings.ToLower(filepath.Ext(e.Output))) {
		return nil
	}
	return usage{fmt.Errorf("%s: end the name in %s: that is what is written", e.Output, strings.Join(endings, " or "))}
}

// write puts a document into the file, whole or not at all.
func (e exporting) write(document []byte) error { return e.copy(bytes.NewReader(document)) }

// copy does the same with a document that is being read.
func (e exporting) copy(document io.Reader) error {
	switch {
	case e.Output == "":
		return nil
	case e.toStdout():
		_, err := io.Copy(os.Stdout, document)
		return err
	case e.streams():
		f, err := os.OpenFile(e.Output, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, document)
		return errors.Join(err, f.Close())
	}
	temporary, err := e.temporary()
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err = io.Copy(temporary, document); fault.Of(err) != "" && fault.Of(err) != fault.Internal {
		return errors.Join(err, temporary.Close()) // of reading it
	}
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), e.path())
	}
	if err != nil {
		return fault.New(fault.Unavailable, "write %s: %w", e.Output, err)
	}
	return nil
}

// toStdout reports whether the document goes where figures usually go.
func (e exporting) toStdout() bool {
	if e.Output == "-" {
		return true
	}
	there, err1 := os.Stat(e.Output)
	stdout, err2 := os.Stdout.Stat()
	return err1 == nil && err2 == nil && os.SameFile(there, stdout)
}

// beside returns where the figures of an export go: not among the document.
func (e exporting) beside(out *output) *output {
	if e.toStdout() {
		return &output{json: out.json, stdout: out.stderr, stderr: out.stderr}
	}
	return out
}

// streams reports whether the file is /dev/stdout, a pipe or the like, which
// cannot be replaced.
func (e exporting) streams() bool {
	info, err := os.Stat(e.Output)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// path returns the file itself where a link is named.
func (e exporting) path() string {
	if path, err := filepath.EvalSymlinks(e.Output); err == nil {
		return path
	}
	return e.Output
}

// temporary makes the file that takes the place of the other once it is whole.
func (e exporting) temporary() (*os.File, error) {
	path := e.path()
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fault.New(fault.Invalid, "%s is a directory: name a file", e.Output)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, fault.New(fault.Invalid, "cannot write %s: %w; name a file in a directory that is there and that you may write to", e.Output, errors.Unwrap(err))
	}
	return f, nil
}
