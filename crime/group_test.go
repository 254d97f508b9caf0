package crime_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/crime"
)

func TestDefaultGroupsAreDefinedInTheCatalogue(t *testing.T) {
	t.Parallel()
	var subgroups []string
	for _, s := range crime.Catalogue() {
		subgroups = append(subgroups, s.Name)
	}
	var names []string
	for _, g := range crime.DefaultGroups() {
		names = append(names, g.Name)
		if err := g.Validate(); err != nil {
			t.Error(err)
		}
		if g.Version != 1 {
			t.Errorf("group %s begins at version %d", g.Name, g.Version)
		}
		types := g.AllTypes()
		resolved := slices.ContainsFunc(types, func(s string) bool { return slices.Contains(subgroups, s) })
		if !resolved && g.Name != "all" && g.Name != crime.AntiSocial {
			t.Errorf("group %s takes in no subgroup: %v", g.Name, types)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(names)) != len(crime.DefaultGroups()) {
		t.Errorf("names should be sorted and differ: %v", names)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	const (
		injury   = "Violence with injury"
		category = "Violence and sexual offences"
		personal = "Robbery of personal property"
		weapons  = "Possession of weapons"
	)
	tests := map[string]struct {
		group   string
		offence crime.Offence
		want    bool
	}{
		"a type that nobody knows is an offence": {"all", crime.Offence{Type: "Piracy"}, true},
		"anti-social behaviour is none":          {"all", crime.Offence{Type: crime.AntiSocialBehaviour}, false},
		"a category takes its subgroups in":      {"violence", crime.Offence{Type: injury}, true},
		"a category takes itself in":             {"violence", crime.Offence{Type: category}, true},
		"a subgroup does not take its category":  {"street-robbery", crime.Offence{Type: "Robbery"}, false},
		"another category":                       {"violence", crime.Offence{Type: personal}, false},
		"violence with a knife":                  {"knife", crime.Offence{Type: injury, Flags: []string{"alcohol", "knife"}}, true},
		"a threat with a knife":                  {"knife", crime.Offence{Type: "Public order", Flags: []string{"knife"}}, true},
		"violence without a knife":               {"knife", crime.Offence{Type: injury}, false},
		"a knife found by searching":             {"knife", crime.Offence{Type: weapons, Flags: []string{"knife", "police-generated"}}, false},
		"a knife offence that officers made":     {"knife", crime.Offence{Type: injury, Flags: []string{"knife", "police-generated"}}, false},
		"possession stands by itself":            {"weapon-possession", crime.Offence{Type: weapons, Flags: []string{"police-generated"}}, true},
		"in the street":                          {"street-robbery", crime.Offence{Type: personal, Place: "public"}, true},
		"at home":                                {"street-robbery", crime.Offence{Type: personal, Place: "dwelling"}, false},
		"who knows where":                        {"street-robbery", crime.Offence{Type: personal}, true},
		"a fight in a pub":                       {"nte-violence", crime.Offence{Type: injury, Place: "licensed-premises"}, true},
		"a fight at home":                        {"nte-violence", crime.Offence{Type: injury, Flags: []string{"domestic"}}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := group(t, tt.group).Matches(tt.offence); got != tt.want {
				t.Errorf("group %s, %+v: %t, want %t", tt.group, tt.offence, got, tt.want)
			}
		})
	}
}

// What police generate themselves is never a target, and to be a target takes
// nothing else from a group.
func TestTargetsLeaveOutWhatPoliceGenerate(t *testing.T) {
	t.Parallel()
	var types []string
	for _, s := range crime.Catalogue() {
		types = append(types, s.Name, s.Category)
	}
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.SampledFrom(crime.DefaultGroups()).Draw(t, "group")
		o := crime.Offence{
			Type:  rapid.SampledFrom(types).Draw(t, "type"),
			Flags: rapid.SliceOf(rapid.SampledFrom(crime.Flags())).Draw(t, "flags"),
		}
		generated := slices.Contains(o.Flags, crime.FlagPoliceGenerated)
		if got, want := g.Targets().Matches(o), g.Matches(o) && !generated; got != want {
			t.Fatalf("group %s, %s %v is a target: %t, want %t", g.Name, o.Type, o.Flags, got, want)
		}
		if diff := cmp.Diff(g.Targets(), g.Targets().Targets()); diff != "" {
			t.Fatalf("the targets of targets differ:\n%s", diff)
		}
	})
	spare := append(make([]string, 0, 2), crime.FlagHate)
	g := crime.Group{WithoutFlags: spare}
	g.Targets()
	if spare[:2][1] != "" {
		t.Error("asking for targets wrote into the group's own flags")
	}
}

func TestPoliceGenerated(t *testing.T) {
	t.Parallel()
	want := []string{"Possession of drugs", "Trafficking of drugs", "Possession of weapons offences"}
	var got []string
	for _, s := range crime.Catalogue() {
		if crime.PoliceGenerated(s.Name) {
			got = append(got, s.Name)
		}
		if crime.PoliceGenerated(s.Category) != crime.PoliceGenerated(s.Name) {
			t.Errorf("%s and its category %s differ", s.Name, s.Category)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if crime.PoliceGenerated("Piracy") {
		t.Error("a type that nobody knows is not police-generated")
	}
}

func TestValidateNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		group crime.Group
		want  string // part of the error; empty: none
	}{
		"sound":              {crime.Group{Name: "hate", Definition: "x", Flags: []string{"hate"}}, ""},
		"no name":            {crime.Group{Definition: "x"}, `name "": 1 to 40`},
		"upper case":         {crime.Group{Name: "Knife", Definition: "x"}, `name "Knife": 1 to 40`},
		"too long":           {crime.Group{Name: strings.Repeat("a", 41), Definition: "x"}, "1 to 40"},
		"no definition":      {crime.Group{Name: "knife"}, "definition: say"},
		"no such flag":       {crime.Group{Name: "knife", Definition: "x", Flags: []string{"sword"}}, `no flag "sword"`},
		"no such flag to do": {crime.Group{Name: "knife", Definition: "x", WithoutFlags: []string{"sword"}}, `no flag "sword"`},
		"no such type":       {crime.Group{Name: "sea", Definition: "x", Types: []string{"Piracy"}}, `"Piracy"`},
		"incidents alone":    {crime.Group{Name: "asb", Definition: "x", Types: []string{crime.AntiSocialBehaviour}}, ""},
		"incidents and crime": {
			crime.Group{Name: "asb", Definition: "x", Types: []string{crime.AntiSocialBehaviour, "Robbery"}}, "no harm weight",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			switch err := tt.group.Validate(); {
			case tt.want == "" && err != nil:
				t.Errorf("have %v, want no error", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("have %v, want %q", err, tt.want)
			}
		})
	}
}

func TestTypesOf(t *testing.T) {
	t.Parallel()
	offences := []crime.Offence{{Type: "Robbery"}, {Type: "Arson"}, {Type: "Robbery"}, {Type: crime.AntiSocialBehaviour}}
	if diff := cmp.Diff([]string{"Arson", "Robbery"}, crime.TypesOf(group(t, "all"), offences)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := crime.TypesOf(group(t, "burglary"), offences); len(got) != 0 {
		t.Errorf("no burglary was put in, have %v", got)
	}
}
