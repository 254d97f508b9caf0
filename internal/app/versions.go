package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"beatplan/english"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// Versions keeps the versions of what people set: groups, clocks, actions, operations
// and strands, each under its name.
type Versions interface {
	// Newest returns the newest version of each name of a kind, retired ones too, by name.
	Newest(ctx context.Context, kind string) ([]ledger.Setting, error)
	// Changes returns the versions of a name, newest first.
	Changes(ctx context.Context, kind, name string) ([]ledger.Change, error)
	// AllVersions returns every version of every name of a kind, the oldest first.
	AllVersions(ctx context.Context, kind string) ([]ledger.Change, error)
	// AddVersion adds one. Where there is such a version already it is a fault.Conflict.
	// With an order of sources it counts anew what answers count.
	AddVersion(ctx context.Context, kind string, s ledger.Setting, principal string) error
	// Live returns the ids of results that are approved and whose summary has a value.
	Live(ctx context.Context, member, value string) ([]string, error)
}

// A setting is a kind of what people set.
type setting[T any] struct {
	kind    string // offence group
	builtIn []T    // what everybody has, by name
	name    func(*T) (name *string, version *int)
}

// newest returns the newest version of each name, retired or not, by name: those that
// everybody has, and in their place those of people's own.
func (k setting[T]) newest(ctx context.Context, v Versions) ([]ledger.Setting, []T, error) {
	own, err := v.Newest(ctx, k.kind)
	if err != nil {
		return nil, nil, err
	}
	values := map[string]T{}
	for _, b := range k.builtIn {
		name, version := k.name(&b)
		values[*name] = b
		if !slices.ContainsFunc(own, func(s ledger.Setting) bool { return s.Name == *name }) {
			own = append(own, ledger.Setting{Name: *name, Version: *version})
		}
	}
	slices.SortFunc(own, func(x, y ledger.Setting) int { return cmp.Compare(x.Name, y.Name) })
	all := make([]T, len(own))
	for i, s := range own {
		all[i] = values[s.Name]
		if s.Body == nil {
			continue
		}
		var value T
		if err := json.Unmarshal(s.Body, &value); err != nil {
			return nil, nil, fmt.Errorf("%s %s, version %d: %w", k.kind, s.Name, s.Version, err)
		}
		all[i] = value
	}
	return own, all, nil
}

// A pinned name is one of its versions.
type pinned struct {
	name    string
	version int
}

// version returns a pinned version, retired or not: the newest of its name where there is none of
// its number, as where a document of old does not say it. False where the name is unknown.
func (k setting[T]) version(ctx context.Context, v Versions, e pinned) (T, bool, error) {
	var none T
	for _, b := range k.builtIn {
		if name, version := k.name(&b); *name == e.name && *version == e.version {
			return b, true, nil
		}
	}
	changes, err := v.Changes(ctx, k.kind, e.name)
	if err != nil {
		return none, false, err
	}
	for _, c := range changes {
		if c.Version != e.version {
			continue
		}
		var value T
		if err := json.Unmarshal(c.Body, &value); err != nil {
			return none, false, fmt.Errorf("%s %s, version %d: %w", k.kind, e.name, e.version, err)
		}
		return value, true, nil
	}
	_, all, err := k.newest(ctx, v)
	for i := range all {
		if name, _ := k.name(&all[i]); *name == e.name {
			return all[i], true, nil
		}
	}
	return none, false, err
}

// inForce returns the newest version of each name that is not retired, by name.
func (k setting[T]) inForce(ctx context.Context, v Versions) ([]T, error) {
	settings, values, err := k.newest(ctx, v)
	all := []T{}
	for i, s := range settings {
		if !s.Retired {
			all = append(all, values[i])
		}
	}
	return all, err
}

// find returns the one in force of a name. Where there is none the fault says what
// there is.
func (k setting[T]) find(ctx context.Context, v Versions, name string) (T, error) {
	all, err := k.inForce(ctx, v)
	if err != nil {
		return *new(T), err
	}
	names := make([]string, len(all))
	for i := range all {
		n, _ := k.name(&all[i])
		if *n == name {
			return all[i], nil
		}
		names[i] = *n
	}
	return *new(T), fault.New(fault.NotFound, "no %s %q; %s", k.kind, name, english.ThereAre(names))
}

// set puts a value in force as the next version of its name and returns it.
func (k setting[T]) set(ctx context.Context, v Versions, value T, principal string) (T, error) {
	return value, k.add(ctx, v, &value, false, principal)
}

// retire ends a name: it is listed no more, and can be set again.
func (k setting[T]) retire(ctx context.Context, v Versions, name, principal string) error {
	value, err := k.find(ctx, v, name)
	if err != nil {
		return err
	}
	return k.add(ctx, v, &value, true, principal)
}

// add adds the next version of a value's name, and numbers the value.
func (k setting[T]) add(ctx context.Context, v Versions, value *T, retired bool, principal string) error {
	settings, _, err := k.newest(ctx, v)
	if err != nil {
		return err
	}
	name, version := k.name(value)
	*version = 1
	for _, s := range settings {
		if s.Name == *name {
			*version = s.Version + 1
		}
	}
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("%s %s: %w", k.kind, *name, err)
	}
	return v.AddVersion(ctx, k.kind, ledger.Setting{Name: *name, Version: *version, Body: body, Retired: retired}, principal)
}

// unused returns a fault where a result that is approved uses a name, by the member of
// its summary that has it.
func (a *App) unused(ctx context.Context, member, name string) error {
	live, err := a.store.Live(ctx, member, name)
	if err != nil || len(live) == 0 {
		return err
	}
	return fault.New(fault.Unprocessable, "%s: %s is in use by %s, which %s approved: withdraw the approval first", member, name, strings.Join(live, ", "), isOrAre(len(live)))
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// named returns a fault where something in force still names what is to be retired.
func named(member, name, what string, by []string) error {
	if len(by) == 0 {
		return nil
	}
	return fault.New(fault.Unprocessable, "%s: %s is named by %s %s: change or retire that first", member, name, what, strings.Join(by, ", "))
}
