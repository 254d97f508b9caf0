package store_test

import (
	"context"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/fault"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

// open returns a store on a new database of the test's own.
func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// A file is a source of rows that are in memory.
type file[T any] struct {
	name     string
	rows     []T
	err      error // after the rows
	rejected int
}

func (f file[T]) Name() string         { return f.name }
func (f file[T]) Ended() (string, int) { return "sha-of-" + f.name, f.rejected }
func (f file[T]) Rows() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, r := range f.rows {
			if !yield(r, nil) {
				return
			}
		}
		if f.err != nil {
			var zero T
			yield(zero, f.err)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		url  string
		kind fault.Kind
		want string
	}{
		"not a URL": {"postgres://%", fault.Invalid, ""},
		"no server": {"postgres://nobody@127.0.0.1:1/nothing?connect_timeout=2", fault.Unavailable, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Open(context.Background(), tt.url)
			if diff := cmp.Diff(tt.kind, fault.Of(err)); diff != "" {
				t.Errorf("%v: %s", err, diff)
			}
			t.Log(err)
		})
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}
