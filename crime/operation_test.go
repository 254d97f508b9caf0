package crime_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/crime"
	"beatplan/hotspot"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 0)
	here := l.Cells[0]
	flagged := crime.Offence{Type: "Violence with injury", Flags: []string{crime.FlagKnife}, Cell: here}
	found := crime.Offence{Type: "Possession of weapons", Flags: []string{crime.FlagKnife, crime.FlagPoliceGenerated}, Cell: here}
	robbery := crime.Offence{Type: "Robbery", Cell: here}
	few, many := slices.Repeat([]crime.Offence{flagged}, 3), slices.Repeat([]crime.Offence{flagged}, 10)
	robberies := slices.Repeat([]crime.Offence{robbery}, 12)
	all := crime.DefaultGroups()
	tests := map[string]struct {
		operation string
		groups    []crime.Group
		offences  []crime.Offence
		want      string // the group
		note      string // part of the note; empty: none
	}{
		"offences carry the flag":                    {"sceptre", all, []crime.Offence{robbery, flagged}, "knife", ""},
		"some carry it, and more are robberies":      {"sceptre", all, slices.Concat(robberies, few), "robbery", "only 3 offences of group knife count here, fewer than 10, so operation sceptre uses robbery"},
		"enough carry it, though more are robberies": {"sceptre", all, slices.Concat(robberies, many), "knife", ""},
		"none does":                        {"sceptre", all, []crime.Offence{robbery}, "robbery", "group knife needs, so operation sceptre uses robbery"},
		"none but those found by searches": {"sceptre", all, []crime.Offence{robbery, found}, "robbery", "uses robbery"},
		"nothing at all":                   {"sceptre", all, nil, "robbery", "uses robbery"},
		"no knife group":                   {"sceptre", []crime.Group{group(t, "robbery")}, []crime.Offence{flagged}, "robbery", "uses robbery"},
		"one group needs no offence":       {"nte", all, nil, "nte-violence", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, err := crime.NamedOperation(tt.operation)
			if err != nil {
				t.Fatal(err)
			}
			g, note, err := o.Choose(tt.groups, func(g crime.Group) float64 {
				tally, err := hotspot.Count(l, tt.offences, hotspot.Question{Group: g.Targets(), Harm: crime.DefaultHarm(), Clock: clock(t, "all"), Zone: time.UTC})
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
		o, err := crime.NamedOperation(name)
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
	if _, err := crime.NamedOperation("yewtree"); err == nil || !strings.Contains(err.Error(), `"yewtree"; there are nte and sceptre`) {
		t.Errorf("an unknown operation: %v", err)
	}
}
