package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/internal/fault"
)

func TestClocks(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := crime.ClockRule{Name: "rank", Version: 1, Rule: "Fri-Sat 22:00-03:00"}
	second := crime.ClockRule{Name: "rank", Version: 2, Rule: "Fri-Sat 23:00-04:00"}
	for _, r := range []crime.ClockRule{first, second} {
		if err := s.AddClock(t.Context(), r, "test"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddClock(t.Context(), second, "test"); fault.Of(err) != fault.Conflict {
		t.Errorf("the same version again: %v", err)
	}
	got, err := s.Clocks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]crime.ClockRule{second}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
