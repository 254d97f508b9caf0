package app

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// numbered puts a new value in force under the next number of its kind, counted from 1.
func (k setting[T]) numbered(ctx context.Context, v Versions, value T, principal string) (T, error) {
	name, _ := k.name(&value)
	const tries = 5 // others may take a number at the same time
	var err error
	for range tries {
		all, _, listed := k.newest(ctx, v)
		if listed != nil {
			return value, listed
		}
		last := 0
		for _, s := range all {
			if n, err := strconv.Atoi(s.Name); err == nil {
				last = max(last, n)
			}
		}
		*name = strconv.Itoa(last + 1)
		if err = k.add(ctx, v, &value, false, principal); fault.Of(err) != fault.Conflict {
			break
		}
	}
	return value, err
}

// byNumber returns values in the order of the numbers that are their names.
func (k setting[T]) byNumber(all []T) []T {
	number := func(value T) int {
		name, _ := k.name(&value)
		n, _ := strconv.Atoi(*name)
		return n
	}
	slices.SortFunc(all, func(x, y T) int { return cmp.Compare(number(x), number(y)) })
	return all
}

// latest returns the newest version of each name of a kind, with who set it and when.
func latest(ctx context.Context, v Versions, kind string) (map[string]ledger.Change, error) {
	all, err := v.AllVersions(ctx, kind)
	last := map[string]ledger.Change{}
	for _, c := range all {
		if c.Version > last[c.Name].Version {
			last[c.Name] = c
		}
	}
	return last, err
}
