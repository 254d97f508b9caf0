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
			o := operation(t, tt.operation)
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

func operation(t *testing.T, name string) crime.Operation {
	t.Helper()
	all := crime.DefaultOperations()
	i := slices.IndexFunc(all, func(o crime.Operation) bool { return o.Name == name })
	if i < 0 {
		t.Fatalf("no operation %s", name)
	}
	return all[i]
}

func TestDefaultOperations(t *testing.T) {
	t.Parallel()
	var names []string
	for _, o := range crime.DefaultOperations() {
		names = append(names, o.Name)
		if err := o.Validate(); err != nil || o.Version != 1 {
			t.Errorf("%s, version %d: %v", o.Name, o.Version, err)
		}
		for _, g := range o.Groups {
			group(t, g) // fails where there is none
		}
		if o.Clock != "" {
			clock(t, o.Clock)
		}
		if !slices.Contains(o.Never, "hospital") || slices.Contains(o.Never, "airport") == (o.Name == "asb") {
			t.Errorf("%s never ranks %v", o.Name, o.Never)
		}
		if _, _, err := o.Choose(nil, nil); err == nil || !strings.Contains(err.Error(), o.Groups[0]) {
			t.Errorf("%s without groups: want an error that names them, have %v", o.Name, err)
		}
		if days, weighted := o.Weights().Days(crime.AntiSocialBehaviour); weighted != (o.Measure == crime.ByCount) || weighted && days != 1 {
			t.Errorf("%s by %s: an incident weighs %g", o.Name, o.Measure, days)
		}
	}
	if !operation(t, "nte").Premises || operation(t, "sceptre").Premises {
		t.Error("the night-time economy is where licensed premises are, and knives are not")
	}
	if want := []string{"asb", "burglary", "business", "nte", "rural", "sceptre", "vehicle-crime"}; !slices.Equal(names, want) {
		t.Errorf("operations %v, want %v", names, want)
	}
	for _, s := range crime.DefaultStrands() {
		if err := s.Validate(); err != nil {
			t.Errorf("strand %s: %v", s.Name, err)
		}
		for _, o := range s.Operations {
			operation(t, o)
		}
		for _, g := range s.Groups {
			group(t, g)
		}
	}
}

// TestInvalid names the field that is wrong, and what would do.
func TestInvalid(t *testing.T) {
	t.Parallel()
	type valid interface{ Validate() error }
	with := func(change func(*crime.Operation)) crime.Operation {
		o := operation(t, "nte")
		change(&o)
		return o
	}
	strand := crime.DefaultStrands()[0]
	tests := map[string]struct {
		of   valid
		says string
	}{
		"a name with a capital": {with(func(o *crime.Operation) { o.Name = "NTE" }), "name \"NTE\": 1 to 40 lower-case"},
		"no title":              {with(func(o *crime.Operation) { o.Title = "" }), "title: say"},
		"no groups":             {with(func(o *crime.Operation) { o.Groups = nil }), "groups: name at least one"},
		"another measure":       {with(func(o *crime.Operation) { o.Measure = "risk" }), "measure \"risk\": it is harm or count"},
		"no areas":              {with(func(o *crime.Operation) { o.Areas = 0 }), "areas 0: a budget is 1 to 100"},
		"too many areas":        {with(func(o *crime.Operation) { o.Areas = 101 }), "areas 101"},
		"no kind of place":      {with(func(o *crime.Operation) { o.Never = []string{"prison", "pub"} }), "never/1: no kind of place \"pub\"; there are prison"},
		"a strand's name":       {crime.Strand{Name: "1"}, "name \"1\""},
		"a strand's title":      {crime.Strand{Name: "a"}, "title: say"},
		"a strand's definition": {crime.Strand{Name: "a", Title: strand.Title}, "definition: say"},
		"a title of spaces":     {with(func(o *crime.Operation) { o.Title = " " }), "title: say"},
		"a strand of spaces":    {crime.Strand{Name: "a", Title: "A", Definition: "  "}, "definition: say"},
		"a group of spaces":     {crime.Group{Name: "a", Definition: "  "}, "definition: say"},
		"a flag and not":        {crime.Group{Name: "a", Definition: "b", Flags: []string{"knife"}, WithoutFlags: []string{"hate", "knife"}}, "without_flags/1: flags asks for knife: no offence has it"},
		"a group's type":        {crime.Group{Name: "a", Definition: "b", Types: []string{"Robbery", "Piracy"}}, "types/1: no offence type or category \"Piracy\"; there are Anti-social behaviour, Violence and sexual offences, "},
		"a group's flag":        {crime.Group{Name: "a", Definition: "b", Flags: []string{"red"}}, "flags/0: no flag \"red\"; there are knife"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := tt.of.Validate(); err == nil || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("%v, want %s", err, tt.says)
			}
		})
	}
}
