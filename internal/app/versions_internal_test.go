package app

import (
	"context"
	"fmt"
	"testing"

	"beatplan/crime"
	"beatplan/internal/ledger"
)

// settled has two versions of a group beside what everybody has, the last of them retired.
type settled struct{ Store }

func (settled) Changes(_ context.Context, kind, name string) ([]ledger.Change, error) {
	if kind != "offence group" {
		return nil, nil
	}
	set := func(version int, definition string) ledger.Change {
		body := fmt.Appendf(nil, `{"name":%q,"version":%d,"definition":%q}`, name, version, definition)
		return ledger.Change{Setting: ledger.Setting{Name: name, Version: version, Body: body, Retired: version == 3}}
	}
	return []ledger.Change{set(3, "Robbery of late."), set(2, "Robbery for a while.")}, nil
}

func (s settled) Newest(ctx context.Context, kind string) ([]ledger.Setting, error) {
	all, err := s.Changes(ctx, kind, "robbery")
	if len(all) == 0 {
		return nil, err
	}
	return []ledger.Setting{all[0].Setting}, err
}

// TestInWords: a result is spoken of as the version has it that it was made by.
func TestInWords(t *testing.T) {
	t.Parallel()
	a := &App{store: settled{}}
	for version, want := range map[int]string{
		1: "Robbery, of persons and of businesses", 2: "Robbery for a while", 3: "Robbery of late", 0: "Robbery of late", 9: "Robbery of late",
	} {
		title, definition, err := a.inWords(t.Context(), pinned{"burglary", 1}, pinned{"robbery", version})
		if err != nil || title != "Op Meteor: burglary" || definition != want {
			t.Errorf("version %d: %q, %q, want %q (%v)", version, title, definition, want, err)
		}
	}
}

// TestLargestPoint: a location that may be the address of a home that was burgled has no name.
func TestLargestPoint(t *testing.T) {
	t.Parallel()
	groups := map[string]crime.Group{}
	for _, g := range crime.DefaultGroups() {
		groups[g.Name] = g
	}
	for name, tt := range map[string]struct{ group, kind, want string }{
		"violence":                      {"violence", "Violence and sexual offences", "4 Mill Cottages, 28% of its offences"},
		"shops that were burgled":       {"burglary", "Non-residential burglary", "4 Mill Cottages, 28% of its offences"},
		"homes that were burgled":       {"burglary", "Residential burglary", "28% of its offences"},
		"nobody knows what was burgled": {"burglary", "Burglary", "28% of its offences"},
		"homes beside all else":         {"all", "Residential burglary", "28% of its offences"},
		"burglary beside all else":      {"all", "Burglary", "4 Mill Cottages, 28% of its offences"},
	} {
		z := zoneProperties{Largest: largest{"4 Mill Cottages", 0.28}, Types: []counting{{tt.kind, 9}}}
		if got := z.largestPoint(groups[tt.group]); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
