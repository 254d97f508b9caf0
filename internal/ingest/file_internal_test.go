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
