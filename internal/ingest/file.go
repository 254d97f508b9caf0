package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/unicode"

	"beatplan/crime"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// A File is one file to import as rows of T. It is read once.
type File[T any] struct {
	name      string
	open      func() (io.ReadCloser, error)
	parse     func(r io.Reader, s *sink[T]) error
	mapping   string // SHA-256 of the mapping file
	part      string // of the file, where others of it are read apart
	hash      string
	rejects   rejects
	strange   counter // types of offence without a weight of harm
	positions placing
	held      func(T, *placing) T // holds a row's position against the ground, and marks it; nil: it has none
	minutes   crime.Minutes       // of the day, at which offences are known to be
	allowed   tolerance
	received  bool  // by a server: it is kept with its rows
	size      int64 // bytes; 0: unknown
	bytes     atomic.Int64
	rows      atomic.Int64
	doing     atomic.Pointer[string]
}

// A sink takes what a parser finds.
type sink[T any] struct {
	yield     func(T, error) bool
	rows      *atomic.Int64
	rejects   *rejects
	strange   counter
	minutes   *crime.Minutes
	positions *placing
	held      func(T, *placing) T
}

// errStopped says that nobody wants further rows.
var errStopped = errors.New("stopped")

func (s *sink[T]) accept(row T) error {
	s.rows.Add(1)
	if s.held != nil {
		row = s.held(row, s.positions)
	}
	if !s.yield(row, nil) {
		return errStopped
	}
	return nil
}

// weigh takes note of an offence whose type has no weight of harm.
func (s *sink[T]) weigh(t offenceType) {
	const most = 10_000 // words; with more, the column is no type
	if t.strange && (len(s.strange) < most || s.strange[t.name] != nil) {
		s.strange.add(t.name, 0)
	}
}

// reject leaves a row out, for a reason. That a site is no longer there is none to doubt
// the file: such rows are counted apart.
func (s *sink[T]) reject(line int, row []string, reason error) {
	s.rows.Add(1)
	if errors.Is(reason, errGone) {
		s.rejects.gone++
		return
	}
	s.rejects.add(line, row, reason)
}

// An Input says where a file comes from.
type Input struct {
	Name string // under which it is remembered
	Size int64  // bytes; 0: unknown
	Open func() (io.ReadCloser, error)

	Received bool // by a server: the file is kept with its rows, and Open may be called again
}

// Path returns the file at a path. That it is there, and a file, is checked now,
// before anything is begun: the error is a fault.Invalid.
func Path(path string) (Input, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Input{}, fault.New(fault.Invalid, "no file %s", path)
	case err != nil:
		return Input{}, fault.New(fault.Invalid, "cannot read %s: %w", path, err)
	case info.IsDir():
		return Input{}, fault.New(fault.Invalid, "%s is a directory: name the files in it", path)
	}
	return Input{Name: filepath.Base(path), Size: info.Size(), Open: func() (io.ReadCloser, error) { return os.Open(path) }}, nil
}

// Body returns a file that is being received.
func Body(name string, body io.Reader) Input {
	return Input{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return io.NopCloser(body), nil }}
}

// Received waits until a file has been received, so that nothing else has to, and
// keeps it in a directory until forget is called. It has no name there: whatever
// becomes of the program, nothing is left of it.
func Received(name string, body io.Reader, dir string) (s Input, forget func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return s, nil, fault.New(fault.Unavailable, "no place for %s: %w", name, err)
	}
	f, err := os.CreateTemp(dir, "received-*")
	if err == nil {
		err = os.Remove(f.Name())
	}
	if err != nil {
		return s, nil, fault.New(fault.Unavailable, "no place for %s: %w", name, err)
	}
	forget = func() { _ = f.Close() }
	size, err := io.Copy(f, body)
	if err != nil {
		forget()
		return s, nil, fault.New(blame(err), "%s: %w", name, err)
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(f, 0, size)), nil }
	return Input{Name: filepath.Base(name), Size: size, Open: open}, forget, nil
}

// blame says whose fault it is that a file was not received: the disk's, or the
// sender's.
func blame(err error) fault.Kind {
	if kind := fault.Of(err); kind != fault.Internal {
		return kind
	}
	if disk, is := errors.AsType[*fs.PathError](err); is && disk.Op == "write" {
		return fault.Unavailable
	}
	return fault.Invalid
}

func newFile[T any](s Input, rejectsDir string, parse func(io.Reader, *sink[T]) error) *File[T] {
	return &File[T]{
		name: s.Name, open: s.Open, received: s.Received, size: s.Size, parse: parse, rejects: rejects{dir: rejectsDir}, strange: counter{}, allowed: usual(),
		positions: placing{share: MisplacedShare, known: map[orb.Point]bool{}, remedies: make([]int, len(remedies()))},
	}
}

// Hold has the positions of the file held against a ground; nil is none. More
// misplaced ones than a share, from 0 to 1, refuse the file, unless all are allowed.
func (f *File[T]) Hold(g *Ground, share float64, allowed bool) {
	f.positions.ground, f.positions.share, f.positions.allowed = g, share, allowed
}

// Allow sets the share of the rows, from 0 to 1, that may be rejected before the
// file is refused as a whole.
func (f *File[T]) Allow(share float64) { f.allowed = tolerance{share: share} }

// Bound does both, as somebody asked.
func (f *File[T]) Bound(g *Ground, b Bounds) {
	f.Hold(g, b.misplaced(), b.Allow)
	f.allowed = b.rejected()
}

// Name returns the name under which the file is remembered.
func (f *File[T]) Name() string { return f.name }

// Mapping returns the SHA-256 of the mapping file by which the file is read, or
// nothing where its layout is one that the program knows.
func (f *File[T]) Mapping() string { return f.mapping }

// Ended returns the SHA-256 of the file as it came and how many of its rows were
// rejected. It is known when Rows has ended.
func (f *File[T]) Ended() (sha string, rejected int) { return f.hash, f.rejects.count }

// Files returns what is kept with the rows. It is known when Rows has ended, and can be
// read until KeepRejects or DropRejects.
func (f *File[T]) Files() []ledger.File {
	var files []ledger.File
	if f.rejects.file != nil {
		files = append(files, ledger.File{What: ledger.Rejects, Open: f.rejects.open})
	}
	if f.received {
		files = append(files, ledger.File{What: ledger.Received, Open: f.open})
	}
	return files
}

// Notes says what the program did not know of the rows that it took. They are known
// when Rows has ended.
func (f *File[T]) Notes() []string {
	var notes []string
	if len(f.strange) > 0 {
		rows, names := 0, []string{}
		for _, t := range f.strange {
			rows += t.Rows
		}
		const most = 5
		for _, t := range f.strange.most()[:min(most, len(f.strange))] {
			names = append(names, "«"+brief(t.What)+"»")
		}
		if len(f.strange) > most {
			names = append(names, "…")
		}
		notes = append(notes, fmt.Sprintf("no harm weight: %s of %s (%s): they count as no harm, and in no group but all",
			count(rows, "row"), count(len(f.strange), "word"), strings.Join(names, ", ")))
	}
	if f.rejects.gone > 0 {
		notes = append(notes, count(f.rejects.gone, "row")+" left out: the site is no longer there")
	}
	notes = append(notes, f.positions.note()...)
	for _, h := range f.minutes.Heaps() {
		notes = append(notes, h.Note())
	}
	return notes
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Progress returns how many bytes of how many, as they lie in storage, and how
// many rows have been read; a size of 0 is unknown. It may be called at any time.
func (f *File[T]) Progress() (bytes, size, rows int64) { return f.bytes.Load(), f.size, f.rows.Load() }

// Does takes what is done with the rows once they have been read, and how much of that,
// from 0 to 1, is done.
func (f *File[T]) Does(what string, share float64) {
	if share > 0 {
		what += fmt.Sprintf(", %.0f%%", 100*share)
	}
	f.doing.Store(&what)
}

// Doing returns what is done with the rows; empty while they are being read. It may be
// called at any time.
func (f *File[T]) Doing() string {
	if what := f.doing.Load(); what != nil {
		return *what
	}
	return ""
}

// KeepRejects writes the rejected rows to a CSV file in the directory for them,
// whole or not at all, and returns its path. Without such rows, or a directory, it
// forgets them.
func (f *File[T]) KeepRejects() (string, error) { return f.rejects.keep() }

// DropRejects forgets the rejected rows, if they have not been kept.
func (f *File[T]) DropRejects() { f.rejects.drop() }

// Rows returns the rows that could be parsed. An error, which names the file,
// ends them.
func (f *File[T]) Rows() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := f.read(&sink[T]{yield, &f.rows, &f.rejects, f.strange, &f.minutes, &f.positions, f.held})
		if err != nil && !errors.Is(err, errStopped) {
			kind := fault.Invalid
			if known, is := errors.AsType[*fault.Error](err); is {
				kind = known.Kind
			}
			var none T
			yield(none, fault.New(kind, "%s: %w", f.name, err))
		}
	}
}

func (f *File[T]) read(s *sink[T]) error {
	body, err := f.open()
	if err != nil {
		return err
	}
	defer body.Close()
	hash := sha256.New()
	whole := bufio.NewReader(io.TeeReader(counted{body, &f.bytes}, hash))
	text, err := plain(whole, &f.bytes)
	if err != nil {
		return err
	}
	if err := f.parse(text, s); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, whole); err != nil {
		return err
	}
	if n := f.bytes.Load(); f.size > 0 && n != f.size {
		return fmt.Errorf("it changed while it was read: of %d bytes there came %d; import it again", f.size, n)
	}
	f.hash = hex.EncodeToString(hash.Sum(nil))
	f.rejects.name = rejectsName(f.name+f.part, f.hash)
	if err := f.rejects.written(); err != nil {
		return fault.New(fault.Unavailable, "rejected rows cannot be written, so none is loaded: %w; name another directory (rejects)", err)
	}
	if err := f.rejects.check(int(f.rows.Load()), f.allowed); err != nil {
		return err
	}
	return f.positions.check()
}

// counted counts the bytes that are read.
type counted struct {
	io.Reader
	n *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// plain returns the text of a file that may be compressed, or UTF-16 with a byte
// order mark, without that mark.
func plain(r *bufio.Reader, packed *atomic.Int64) (io.Reader, error) {
	head, err := r.Peek(2)
	switch {
	case len(head) == 0 && errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty")
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("the file is cut short or damaged: %w", err)
	}
	if bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(r)
		if err != nil {
			return nil, errors.New("it begins as a gzip file does, and is cut short or damaged: copy it again")
		}
		r = bufio.NewReader(&inflated{Reader: unzipped, packed: packed})
	}
	if head, _ := r.Peek(4); bytes.Equal(head, []byte("PK\x03\x04")) {
		return nil, errors.New("it is a zip archive, as a KMZ and a workbook are: unpack it and name the file in it, or save the sheet as CSV")
	}
	if head, _ := r.Peek(5); string(head) == "%PDF-" {
		return nil, errors.New("it is a PDF: ask for what is in it as data, a table as CSV")
	}
	if head, _ := r.Peek(15); string(head) == "SQLite format 3" {
		return nil, errors.New("it is a database, as a GeoPackage is: export the layer as GeoJSON in WGS 84, a table as CSV")
	}
	if head, _ := r.Peek(4); bytes.Equal(head, []byte{0, 0, 0x27, 0x0a}) {
		return nil, errors.New("it is a shapefile: export it as GeoJSON in WGS 84")
	}
	if mark, _ := r.Peek(2); bytes.Equal(mark, []byte("\xff\xfe")) || bytes.Equal(mark, []byte("\xfe\xff")) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(&pairs{Reader: r}), nil
	}
	if mark, _ := r.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := r.Discard(len(mark)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// A pairs reader fails at the end of a file that has half a character of UTF-16 there.
type pairs struct {
	io.Reader
	odd bool
}

func (p *pairs) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	p.odd = p.odd != (n%2 == 1)
	if errors.Is(err, io.EOF) && p.odd {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// An inflated reader refuses a file that unpacks to so much more than it is that
// only a file made to do harm does.
type inflated struct {
	io.Reader
	packed *atomic.Int64
	n      int64
}

func (i *inflated) Read(p []byte) (int, error) {
	const grace, most = 64 << 20, 200 // bytes, and times; tables of offences unpack to 5 to 20 times
	n, err := i.Reader.Read(p)
	if i.n += int64(n); i.n > grace && i.n > most*i.packed.Load() {
		return 0, fmt.Errorf("it unpacks to more than %d times its size: this is no table", most)
	}
	return n, err
}
