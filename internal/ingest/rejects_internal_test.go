package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"beatplan/internal/fault"
)

func TestRejectsCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rejected, read int
		tolerance      tolerance
		refused        bool
	}{
		"none":              {0, 50, usual(), false},
		"all of four":       {4, 4, usual(), false},
		"all of five":       {5, 5, usual(), true},
		"all but one":       {99, 100, usual(), false},
		"a tenth of many":   {200, 2000, usual(), false},
		"more than a tenth": {201, 2000, usual(), true},
		"all, as allowed":   {2000, 2000, tolerance{share: 1}, false},
		"one, none allowed": {1, 2000, tolerance{}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rejects{dir: t.TempDir(), name: rejectsName("export.csv", "0123456789")}
			for line := range tt.rejected {
				r.add(line+2, []string{"=A1", "b"}, errors.New("no date"))
			}
			err := r.check(tt.read, tt.tolerance)
			if (err != nil) != tt.refused {
				t.Fatalf("refused with %v, want %t", err, tt.refused)
			}
			if err == nil {
				return
			}
			if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "line 2: no date") {
				t.Errorf("%v", err)
			}
			kept, err := os.ReadFile(r.dir + "/export.csv.01234567.rejects.csv")
			if err != nil || strings.Count(string(kept), "\n") != tt.rejected+1 || !strings.Contains(string(kept), "\n2,no date,'=A1,b\n") {
				t.Errorf("%v: %.100s", err, kept)
			}
		})
	}
}

// TestRejectsDropped looks that nothing is left of rows of a file that did not
// come in.
func TestRejectsDropped(t *testing.T) {
	t.Parallel()
	r := rejects{dir: t.TempDir(), name: "export.csv"}
	r.add(2, []string{"a"}, errors.New("no date"))
	r.drop()
	left, err := os.ReadDir(r.dir)
	if len(left) > 0 || err != nil {
		t.Errorf("left: %v, error %v", left, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestInflated unpacks as much as a real table would, and then without end.
func TestInflated(t *testing.T) {
	t.Parallel()
	for packed, refused := range map[int64]bool{1 << 20: false, 1 << 10: true} {
		var read atomic.Int64
		read.Store(packed)
		n, err := io.CopyN(io.Discard, &inflated{Reader: endless{}, packed: &read}, 128<<20)
		if (err != nil) != refused || (refused && n < 64<<20) {
			t.Errorf("%d bytes of %d packed: %v, want refused %t", n, packed, err, refused)
		}
	}
}

// TestRejectsDiskFull has a disk that is full before the first of few rows is
// written: the file must not come in without them.
func TestRejectsDiskFull(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	f := newFile(Body("few.csv", strings.NewReader("a")), t.TempDir(), func(_ io.Reader, s *sink[int]) error {
		s.rejects.file, s.rejects.csv = full, csv.NewWriter(full)
		s.reject(2, []string{"b"}, errors.New("no date"))
		return nil
	})
	for _, err = range f.Rows() {
		break
	}
	if fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "none is loaded") {
		t.Errorf("%v", err)
	}
}
