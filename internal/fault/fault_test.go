package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"beatplan/internal/fault"
)

func TestOf(t *testing.T) {
	t.Parallel()
	missing := fault.New(fault.NotFound, "no surface %d", 7)
	tests := map[string]struct {
		err  error
		want fault.Kind
	}{
		"nil":                      {nil, ""},
		"plain":                    {errors.New("boom"), fault.Internal},
		"a fault":                  {missing, fault.NotFound},
		"wrapped":                  {fmt.Errorf("cells: %w", missing), fault.NotFound},
		"the outermost fault":      {fault.New(fault.Conflict, "again: %w", missing), fault.Conflict},
		"joined with plain ones":   {errors.Join(errors.New("boom"), missing), fault.NotFound},
		"a fault of a plain error": {fault.New(fault.Unavailable, "%w", fs.ErrPermission), fault.Unavailable},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := fault.Of(tt.err); got != tt.want {
				t.Errorf("Of(%v) = %q, want %q", tt.err, got, tt.want)
			}
		})
	}
}

func TestNewWraps(t *testing.T) {
	t.Parallel()
	err := fault.New(fault.Unavailable, "read %s: %w", "areas.geojson", fs.ErrNotExist)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v does not wrap fs.ErrNotExist", err)
	}
	if got, want := err.Error(), "read areas.geojson: file does not exist"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func ExampleNew() {
	err := fault.New(fault.NotFound, "no surface %d", 7)
	fmt.Println(fault.Of(err), "-", err)
	// Output: not-found - no surface 7
}
