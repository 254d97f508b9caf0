package ingest

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"beatplan/internal/fault"
)

// mostRejected is how many bytes of rejected rows a file may have: with more it
// is not the kind of file that it was taken for, and the memory has better uses.
const mostRejected = 64 << 20

// An Opener opens a file's bytes as they came.
type Opener func() (io.ReadCloser, error)

// Path opens the file at a path. Its errors are faults.
func Path(path string) Opener {
	return func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.NotFound, "no file %s", path)
		}
		if err != nil {
			return nil, fault.New(fault.Unavailable, "%w", err)
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			f.Close()
			return nil, fault.New(fault.Invalid, "%s is a directory: name the files in it", path)
		}
		return f, nil
	}
}

// Body opens what a caller has open already, once.
func Body(r io.Reader) Opener {
	return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
}

// A Reject is a row that could not be parsed.
type Reject struct {
	Line   int // from 1, the header's; of GeoJSON, which feature
	Reason string
	Row    string // as it came
}

// A File reads rows of one kind.
type File[T any] struct {
	name    string
	open    Opener
	parse   func(in *bufio.Reader, out output[T]) error
	dir     string // for rejected rows
	digest  string
	rejects []Reject
}

// output is where a parser puts what it reads. An error ends the reading.
type output[T any] struct {
	keep   func(T) error
	reject func(Reject) error
}

// Name returns the name by which the file is known.
func (f *File[T]) Name() string { return f.name }

// Ended returns the SHA-256 of the file as it came, in hexadecimal digits, and
// how many rows were rejected, once Rows has ended.
func (f *File[T]) Ended() (digest string, rejected int) { return f.digest, len(f.rejects) }

// Rejects returns the rejected rows, once Rows has ended.
func (f *File[T]) Rejects() []Reject { return f.rejects }

var errStopped = errors.New("the caller wants no more rows")

// Rows opens the file and returns its rows. An error comes last: it is a fault
// that names the file.
func (f *File[T]) Rows() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := f.read(func(row T) error {
			if !yield(row, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			var none T
			yield(none, err)
		}
	}
}

func (f *File[T]) read(keep func(T) error) error {
	file, err := f.open()
	if err != nil {
		return err
	}
	defer file.Close()
	f.digest, f.rejects = "", nil
	size := 0
	reject := func(r Reject) error {
		if size += len(r.Row); size > mostRejected {
			return fmt.Errorf("%d rows and more cannot be parsed, the last one because: %s", len(f.rejects), r.Reason)
		}
		f.rejects = append(f.rejects, r)
		return nil
	}
	hash := sha256.New()
	whole := io.TeeReader(file, hash)
	text, err := plain(whole)
	if err == nil {
		err = f.parse(text, output[T]{keep, reject})
	}
	if err == nil {
		_, err = io.Copy(io.Discard, whole) // the digest is of every byte
	}
	f.digest = hex.EncodeToString(hash.Sum(nil))
	return f.trouble(err)
}

// plain returns the text of a file that is plain or gzip.
func plain(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case len(magic) >= 2 && string(magic[:2]) == "\x1f\x8b":
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		return bufio.NewReaderSize(unzipped, 1<<16), nil
	case string(magic) == "PK\x03\x04":
		return nil, errors.New("it is a zip archive: unpack it first")
	case len(magic) >= 2 && (string(magic[:2]) == "\xff\xfe" || string(magic[:2]) == "\xfe\xff"):
		return nil, errors.New("it is UTF-16: save it as UTF-8")
	}
	return in, nil
}

// trouble makes a fault of what ended the reading.
func (f *File[T]) trouble(err error) error {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	kind := fault.Of(err)
	switch {
	case err == nil, errors.Is(err, errStopped):
		return err
	case kind != fault.Internal:
		return fault.New(kind, "%s: %w", f.name, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Invalid, "%s is cut short: fetch it again", f.name)
	case corrupt, errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return fault.New(fault.Invalid, "%s is damaged (%w): fetch it again", f.name, err)
	}
	return fault.New(fault.Invalid, "%s: %w", f.name, err)
}

// KeepRejects writes the rejected rows to NAME.rejects.csv in the directory that
// the file was given, under columns line, reason and row, and returns the path.
// Where none was rejected it writes nothing and returns nothing.
func (f *File[T]) KeepRejects() (string, error) {
	if len(f.rejects) == 0 {
		return "", nil
	}
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return "", err
	}
	unfinished, err := os.CreateTemp(f.dir, ".rejects-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(unfinished.Name()) // unless it has its name by then
	w := csv.NewWriter(unfinished)
	rows := [][]string{{"line", "reason", "row"}}
	for _, r := range f.rejects {
		rows = append(rows, []string{strconv.Itoa(r.Line), r.Reason, r.Row})
	}
	if err := errors.Join(w.WriteAll(rows), unfinished.Close()); err != nil {
		return "", err
	}
	path := filepath.Join(f.dir, filepath.Base(f.name)+".rejects.csv")
	return path, os.Rename(unfinished.Name(), path)
}
