package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"beatplan/internal/fault"
	"beatplan/internal/sheet"
)

// A tolerance is how many rows of a file may be rejected: with more, the file is
// not what it is taken for.
type tolerance struct {
	rows  int     // whatever their share
	share float64 // of the file, from 0 to 1
}

// usual is the tolerance where none is asked for.
func usual() tolerance { return tolerance{100, 0.1} }

// rejects are the rows of a file that could not be parsed. They go to a temporary
// file as they come, from which the ledger takes them, and which keep gives its name.
type rejects struct {
	dir, name string // where kept, and as what; no directory: nowhere, and the file has no name
	count     int

	linesAlone bool // nothing of what is in the rows is kept
	gone       int  // rows of sites that are no longer there, which are not among these
	reasons    counter
	file       *os.File
	csv        *csv.Writer
	err        error // the first of writing
}

func (r *rejects) add(line int, row []string, reason error) {
	r.count++
	if r.reasons == nil {
		r.reasons = counter{}
	}
	r.reasons.add(reason.Error(), line)
	if r.err != nil {
		return
	}
	if r.file == nil {
		if r.err = r.begin(); r.err != nil {
			return
		}
	}
	fields := []string{strconv.Itoa(line), reason.Error()}
	if r.linesAlone {
		row = nil
	}
	for _, field := range row {
		fields = append(fields, utf8Text(field))
	}
	r.err = r.csv.Write(sheet.HarmlessRow(fields))
}

func (r *rejects) begin() error {
	var err error
	if r.dir != "" {
		err = os.MkdirAll(r.dir, 0o700)
	}
	if err == nil {
		r.file, err = os.CreateTemp(r.dir, ".rejects-*")
	}
	if err == nil && r.dir == "" { // whatever becomes of the program, nothing is left of it
		err = os.Remove(r.file.Name())
	}
	if err != nil {
		return err
	}
	r.csv = csv.NewWriter(r.file)
	return r.csv.Write([]string{"line", "reason", "row"})
}

// written sees to it that all rows are in the file, and returns why they are not.
func (r *rejects) written() error {
	if r.file != nil && r.err == nil {
		r.csv.Flush()
		r.err = r.csv.Error()
	}
	return r.err
}

// open returns all rows that have been written.
func (r *rejects) open() (io.ReadCloser, error) {
	info, err := r.file.Stat()
	if err != nil {
		return nil, err
	}
	return io.NopCloser(io.NewSectionReader(r.file, 0, info.Size())), nil
}

// rejectsName names the file for the rejected rows of a file: after it, and after
// its contents, so that files of one name do not get in each other's way.
func rejectsName(name, hash string) string {
	const most = 150 // bytes; names may have 255
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "")
	}
	return fmt.Sprintf("%s.%.8s.rejects.csv", name, hash)
}

// keep gives the file its name and returns its path, or nothing without rows or a
// directory.
func (r *rejects) keep() (string, error) {
	if r.file == nil {
		return "", r.err
	}
	if r.dir == "" {
		r.drop()
		return "", nil
	}
	err := errors.Join(r.written(), r.file.Close())
	temporary, path := r.file.Name(), filepath.Join(r.dir, r.name)
	r.file = nil
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(temporary))
	}
	return path, nil
}

// drop removes the file, if it is there and was not kept.
func (r *rejects) drop() {
	if r.file != nil {
		_ = r.file.Close()
		if r.dir != "" {
			_ = os.Remove(r.file.Name())
		}
		r.file = nil
	}
}

// check returns an error where too many of the rows read have been rejected, or all, and
// keeps these, if there is a directory, so that one can see why.
func (r *rejects) check(read int, t tolerance) error {
	const few = 5 // rows, of which all may be broken
	none := r.count >= few && r.count == read && t.share < 1
	if !none && (r.count <= t.rows || float64(r.count) <= t.share*float64(read)) {
		return nil
	}
	message := fmt.Sprintf("%d of %d rows cannot be read, more than %g%%, so none is loaded", r.count, read, 100*t.share)
	if none {
		message = "none of its rows can be read"
	}
	first := r.reasons.most()[0]
	message += fmt.Sprintf("; the first at line %d: %s", first.Line, first.What)
	path, err := r.keep()
	switch {
	case err != nil:
		message += "; nor could they be written: " + err.Error()
	case path != "":
		message += "; all are in " + path
	}
	return fault.New(fault.Unprocessable, "%s", message)
}
