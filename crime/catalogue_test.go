package crime_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
)

func TestCatalogueAddsUp(t *testing.T) {
	t.Parallel()
	shares, seen := map[string]float64{}, map[string]bool{}
	for _, s := range crime.Catalogue() {
		shares[s.Category] += s.Share
		if seen[s.Name] {
			t.Errorf("%s is twice in the catalogue", s.Name)
		}
		seen[s.Name] = true
		if s.Days <= 0 || s.Days > 5475 { // 15 years, the starting point for murder
			t.Errorf("%s: %g days", s.Name, s.Days)
		}
	}
	for category, sum := range shares {
		if !cmp.Equal(sum, 1., close9) {
			t.Errorf("the shares of %s add up to %g", category, sum)
		}
	}
	if len(shares) != 13 { // data.police.uk's, without anti-social behaviour
		t.Errorf("%d categories, want 13", len(shares))
	}
}

func TestHarmDays(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		days     float64
		weighted bool
	}{
		"Homicide":                  {5475, true},
		"Residential burglary":      {273.5, true},
		"Burglary":                  {0.68*273.5 + 0.32*183.5, true}, // a mix
		"Robbery":                   {365, true},                     // its subgroups weigh the same
		"Criminal damage and arson": {0.95*2 + 0.05*185, true},
		"Theft from the person":     {2, true}, // a subgroup and its category
		crime.AntiSocialBehaviour:   {0, false},
		"Piracy":                    {0, false},
		"Possession of weapons":     {273.75, true},
		"Death or serious injury - unlawful driving": {365, true},
	}
	harm := crime.DefaultHarm()
	for offenceType, want := range tests {
		days, weighted := harm.Days(offenceType)
		if weighted != want.weighted || !cmp.Equal(days, want.days, close9) {
			t.Errorf("%s: %g days, weighted: %t; want %g, %t", offenceType, days, weighted, want.days, want.weighted)
		}
	}
}

func TestMixesSaysWhichWeightsAreComposite(t *testing.T) {
	t.Parallel()
	var all []string
	for _, s := range crime.Catalogue() {
		all = append(all, s.Name)
	}
	harm := crime.DefaultHarm()
	if notes := harm.Mixes(append(all, "Robbery", "Shoplifting", crime.AntiSocialBehaviour)); len(notes) != 0 {
		t.Errorf("none of these is a mix: %v", notes)
	}
	want := []string{ // Σ share × days, by hand
		"harm of «Violence and sexual offences» is a national mix of its subgroups: 194.1 days for every one",
		"harm of «Burglary» is a national mix of its subgroups: 244.7 days for every one",
		"harm of «Criminal damage and arson» is a national mix of its subgroups: 11.2 days for every one",
		"harm of «Drugs» is a national mix of its subgroups: 3.7 days for every one",
	}
	got := harm.Mixes([]string{"Violence and sexual offences", "Burglary", "Criminal damage and arson", "Drugs"})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTypeName(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		want  string
		known bool
	}{
		"VIOLENCE AND SEXUAL OFFENCES":   {"Violence and sexual offences", true},
		"Violence & Sexual  Offences":    {"Violence and sexual offences", true},
		"anti social behaviour":          {crime.AntiSocialBehaviour, true},
		"Anti‑Social Behaviour":          {crime.AntiSocialBehaviour, true}, // a dash that does not break
		"Non residential burglary":       {"Non-residential burglary", true},
		"violent crime":                  {"Violent crime", true},
		"Other sexual offences – recent": {"Other sexual offences – recent", false},
		"":                               {"", false},
	}
	for given, tt := range tests {
		if got, known := crime.TypeName(given); got != tt.want || known != tt.known {
			t.Errorf("%q: got %q, %t; want %q, %t", given, got, known, tt.want, tt.known)
		}
	}
}

func TestRetiredTypes(t *testing.T) {
	t.Parallel()
	harm := crime.DefaultHarm()
	violence, _ := harm.Days("Violence and sexual offences")
	if days, weighted := harm.Days("Violent crime"); !weighted || days != violence {
		t.Errorf("violent crime: %g days, want those of violence and sexual offences: %g", days, violence)
	}
	if days, weighted := harm.Days("Public disorder and weapons"); weighted {
		t.Errorf("%g days, where the mix is not known", days)
	}
	for _, r := range crime.RetiredTypes() {
		for _, now := range r.Of {
			if _, weighted := harm.Days(now); !weighted {
				t.Errorf("%s has become %s, which is not in the catalogue", r.Name, now)
			}
		}
	}
	is := func(types []string, offenceType string) bool {
		return crime.Group{Types: types}.Matches(crime.Offence{Type: offenceType})
	}
	coarser := crime.Group{Types: []string{"Public order"}}.Coarser()
	if !cmp.Equal(coarser, []string{"Public disorder and weapons"}) || is([]string{"Public order"}, "Public disorder and weapons") {
		t.Errorf("public order: %v may hide some of it", coarser)
	}
	if !is([]string{"Public order", "possession of weapons"}, "Public disorder and weapons") || !is([]string{"violence and sexual offences"}, "Violent crime") ||
		!is([]string{"Burglary"}, "Domestic burglary") || is([]string{"Residential burglary"}, "Non-domestic burglary") {
		t.Error("a group does not take in what its types were called before")
	}
}
