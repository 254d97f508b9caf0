package ingest

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"beatplan/internal/fault"
)

// Bounds of a ZIP archive. The whole archive of data.police.uk has some 5,000
// files, which unpack to 5 to 15 times their size.
const (
	mostMembers = 9_999
	mostRatio   = 100     // times its packed size
	ratioGrace  = 1 << 20 // bytes, below which a member may be anything
)

// Members returns the files of an archive whose names end in one of some endings, each
// as a source of its own, or the source itself where it is no archive. Nothing is
// unpacked but what is read. An archive of names that lead out of it, of too many files or of one
// that unpacks to far more than it is, is a fault.Invalid.
func Members(s Input, endings ...string) ([]Input, error) {
	body, err := s.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	head := make([]byte, 4)
	if n, _ := io.ReadFull(body, head); n < 4 || string(head) != "PK\x03\x04" {
		return []Input{s}, nil
	}
	file, size, err := seekable(s)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s: it begins as a ZIP archive does, and is cut short or damaged: copy it again", s.Name)
	}
	members, err := members(archive, endings)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s: %w", s.Name, err)
	}
	for i := range members {
		members[i].Received = s.Received
	}
	return members, nil
}

// MembersFor returns the files that an import of a kind reads of a source: all tables of an
// archive by a mapping, without one those of its kind as data.police.uk names them.
func MembersFor(s Input, kind string, mapped bool) ([]Input, error) {
	switch {
	case kind != "offences" && kind != "searches":
		return []Input{s}, nil
	case mapped:
		return Members(s, ".csv")
	case kind == "searches":
		return Members(s, "-stop-and-search.csv")
	}
	return Members(s, "-street.csv")
}

// seekable returns an archive so that it can be read at any place: a file as it is,
// and what is received otherwise in a file without a name.
func seekable(s Input) (io.ReaderAt, int64, error) {
	body, err := s.Open()
	if err != nil {
		return nil, 0, err
	}
	if f, is := body.(*os.File); is { // closed when nothing holds it any more
		info, err := f.Stat()
		if err != nil {
			return nil, 0, err
		}
		return f, info.Size(), nil
	}
	defer body.Close()
	f, err := os.CreateTemp("", "archive-*")
	if err == nil {
		err = os.Remove(f.Name())
	}
	if err != nil {
		return nil, 0, fault.New(fault.Unavailable, "no place for %s: %w", s.Name, err)
	}
	size, err := io.Copy(f, body)
	if err != nil {
		return nil, 0, fault.New(blame(err), "%s: %w", s.Name, err)
	}
	return f, size, nil
}

func members(archive *zip.Reader, endings []string) ([]Input, error) {
	if n := len(archive.File); n > mostMembers {
		return nil, fmt.Errorf("it has %d files, more than %d: unpack it and name those that are meant", n, mostMembers)
	}
	var found []Input
	for _, f := range archive.File {
		if !within(f.Name) {
			return nil, fmt.Errorf("its file %q leads out of the archive: this is no download of data.police.uk", brief(f.Name))
		}
		base := path.Base(f.Name)
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || !endsInOne(base, endings) {
			continue
		}
		if f.UncompressedSize64 > ratioGrace && f.UncompressedSize64 > mostRatio*max(f.CompressedSize64, 1) {
			return nil, fmt.Errorf("its file %s unpacks to more than %d times its size: this is no table", brief(base), mostRatio)
		}
		found = append(found, Input{Name: base, Size: int64(f.UncompressedSize64), Open: func() (io.ReadCloser, error) {
			r, err := f.Open()
			if err != nil {
				return nil, errors.New("it is packed in a way that cannot be read: pack it again")
			}
			return &member{r, int64(f.UncompressedSize64)}, nil
		}})
	}
	if len(found) == 0 && slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "xl/workbook.xml" }) {
		return nil, errors.New("it is a workbook: save the sheet as CSV")
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the archive has no file whose name ends in %s", strings.Join(endings, " or "))
	}
	return found, nil
}

// within reports whether a name stays in the archive.
func within(name string) bool {
	clean := path.Clean(strings.ReplaceAll(name, `\`, "/"))
	return name != "" && !path.IsAbs(clean) && clean != ".." && !strings.HasPrefix(clean, "../") && !strings.Contains(clean, ":")
}

func endsInOne(name string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(strings.ToLower(name), e) {
			return true
		}
	}
	return false
}

// A member is a file of an archive, of no more bytes than the archive says.
type member struct {
	io.ReadCloser
	left int64
}

func (m *member) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	if m.left -= int64(n); m.left < 0 {
		return 0, errors.New("it unpacks to more than the archive says: this is no table")
	}
	return n, err
}
