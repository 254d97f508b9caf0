package hotspot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/hotspot"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 0)
	here := l.Cells[0]
	flagged := hotspot.Offence{Type: "Violence with injury", Flags: []string{hotspot.FlagKnife}, Cell: here}
	found := hotspot.Offence{Type: "Possession of weapons", Flags: []string{hotspot.FlagKnife, hotspot.FlagPoliceGenerated}, Cell: here}
	robbery := hotspot.Offence{Type: "Robbery", Cell: here}
	few, many := slices.Repeat([]hotspot.Offence{flagged}, 3), slices.Repeat([]hotspot.Offence{flagged}, 10)
	robberies := slices.Repeat([]hotspot.Offence{robbery}, 12)
	all := hotspot.DefaultGroups()
	tests := map[string]struct {
		operation string
		groups    []hotspot.Group
		offences  []hotspot.Offence
		want      string // the group
		note      string // part of the note; empty: none
	}{
		"offences carry the flag":                    {"sceptre", all, []hotspot.Offence{robbery, flagged}, "knife", ""},
		"some carry it, and more are robberies":      {"sceptre", all, slices.Concat(robberies, few), "robbery", "only 3 offences of group knife count here, fewer than 10, so operation sceptre uses robbery"},
		"enough carry it, though more are robberies": {"sceptre", all, slices.Concat(robberies, many), "knife", ""},
		"none does":                        {"sceptre", all, []hotspot.Offence{robbery}, "robbery", "group knife needs, so operation sceptre uses robbery"},
		"none but those found by searches": {"sceptre", all, []hotspot.Offence{robbery, found}, "robbery", "uses robbery"},
		"nothing at all":                   {"sceptre", all, nil, "robbery", "uses robbery"},
		"no knife group":                   {"sceptre", []hotspot.Group{group(t, "robbery")}, []hotspot.Offence{flagged}, "robbery", "uses robbery"},
		"one group needs no offence":       {"nte", all, nil, "nte-violence", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, err := hotspot.NamedOperation(tt.operation)
			if err != nil {
				t.Fatal(err)
			}
			g, note, err := o.Choose(tt.groups, func(g hotspot.Group) float64 {
				tally, err := hotspot.Count(l, tt.offences, hotspot.Question{Group: g.Targets(), Harm: hotspot.DefaultHarm(), Clock: clock(t, "all"), Zone: time.UTC})
				if err != nil {
					t.Fatal(err)
				}
				return tally.Offences
			})
			if err != nil || g.Name != tt.want {
				t.Errorf("group %s (%v), want %s", g.Name, err, tt.want)
			}
			if (note == "") != (tt.note == "") || !strings.Contains(note, tt.note) {
				t.Errorf("note %q, want %q", note, tt.note)
			}
		})
	}
}

func TestOperationsRestOnGroupsAndClocks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"nte", "sceptre"} {
		o, err := hotspot.NamedOperation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range o.Groups {
			group(t, g) // fails where there is none
		}
		if o.Clock != "" {
			clock(t, o.Clock)
		}
		if _, _, err := o.Choose(nil, nil); err == nil || !strings.Contains(err.Error(), o.Groups[0]) {
			t.Errorf("%s without groups: want an error that names them, have %v", name, err)
		}
	}
	if _, err := hotspot.NamedOperation("yewtree"); err == nil || !strings.Contains(err.Error(), `"yewtree"; there are nte and sceptre`) {
		t.Errorf("an unknown operation: %v", err)
	}
}
