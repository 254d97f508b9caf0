package ingest

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"beatplan/internal/fault"
)

// TestBlame has files that are not received for either reason. /dev/full is a
// disk that is.
func TestBlame(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	if _, err := io.Copy(full, strings.NewReader("four")); blame(err) != fault.Unavailable {
		t.Errorf("a full disk: %v is %s", err, blame(err))
	}
	if err := errors.New("the body stopped coming"); blame(err) != fault.Invalid {
		t.Errorf("%v is %s", err, blame(err))
	}
}

// TestFileChanged reads files of another length than they had when they were named,
// cut or longer at the end of a row: nothing in them says so.
func TestFileChanged(t *testing.T) {
	t.Parallel()
	const size = 4
	for text, fine := range map[string]bool{"a,b\n": true, "a\n": false, "a,b\nc,d\n": false} {
		s := Body("grown.csv", strings.NewReader(text))
		s.Size = size
		f := newFile(s, "", func(r io.Reader, _ *sink[int]) error {
			_, err := io.Copy(io.Discard, r)
			return err
		})
		var err error
		for _, err = range f.Rows() {
			break
		}
		if changed := err != nil && strings.Contains(err.Error(), "it changed while it was read"); changed == fine {
			t.Errorf("%q: %v", text, err)
		}
	}
}
