package store_test

import (
	"testing"

	"beatplan/crime"
	"beatplan/internal/fault"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := crime.DefaultGroups()
	for _, g := range first {
		if err := s.AddGroup(t.Context(), g, "test"); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, first, got) // whose order is by name

	narrower := first[1]
	narrower.Version, narrower.Definition = 2, "Burglary of homes"
	if err := s.AddGroup(t.Context(), narrower, "test"); err != nil {
		t.Fatal(err)
	}
	if err := s.AddGroup(t.Context(), narrower, "test"); fault.Of(err) != fault.Conflict {
		t.Errorf("a version again: %v, want a fault.Conflict", err)
	}
	if got, err = s.Groups(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, narrower, got[1])
}
