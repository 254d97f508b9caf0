package zones_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/zones"
)

// An edit by its kind does what the verb of that name does.
func TestApply(t *testing.T) {
	t.Parallel()
	set, g, _ := threeAreas(t)
	budget := zones.PerTier[int]{Primary: 1, Secondary: 1}
	tests := map[string]struct {
		edit zones.Edit
		verb func() (zones.Set, error)
	}{
		"tier":             {zones.Edit{Kind: zones.EditTier, Zone: "Z-02", Tier: zones.Tertiary, Why: "closed"}, func() (zones.Set, error) { return set.Retier("Z-02", zones.Tertiary, "closed") }},
		"name":             {zones.Edit{Kind: zones.EditName, Zone: "Z-03", Name: "Golden Mile"}, func() (zones.Set, error) { return set.Rename("Z-03", "Golden Mile") }},
		"outline":          {zones.Edit{Kind: zones.EditOutline, Zone: "Z-03", Outline: set.Areas[2].Outline}, func() (zones.Set, error) { return set.Reshape(g, "Z-03", set.Areas[2].Outline) }},
		"merge":            {zones.Edit{Kind: zones.EditMerge, Zone: "Z-01", With: "Z-02"}, func() (zones.Set, error) { return set.Merge(g, "Z-01", "Z-02") }},
		"delete":           {zones.Edit{Kind: zones.EditDelete, Zone: "Z-01"}, func() (zones.Set, error) { return set.Delete("Z-01") }},
		"strike":           {zones.Edit{Kind: zones.EditStrike, Zone: "Z-03", Why: "a fair"}, func() (zones.Set, error) { return set.Strike("Z-03", "a fair") }},
		"include":          {zones.Edit{Kind: zones.EditInclude, Place: "L-01", Why: "asked for"}, func() (zones.Set, error) { return set.Include(g, "L-01", "asked for") }},
		"budget":           {zones.Edit{Kind: zones.EditBudget, Budget: &budget}, func() (zones.Set, error) { return set.Rebudget(g, budget, set.Settings.Force) }},
		"of all districts": {zones.Edit{Kind: zones.EditBudget, Force: &budget}, func() (zones.Set, error) { return set.Rebudget(g, set.Settings.Budget, budget) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := edited(t)(tt.verb())
			got := edited(t)(set.Apply(g, tt.edit))
			if names(got) != names(want) {
				t.Errorf("%s, want %s", names(got), names(want))
			}
		})
	}
	if _, err := set.Apply(g, zones.Edit{Kind: "wish"}); fmt.Sprint(err) != `kind: no edit "wish"` && !strings.Contains(fmt.Sprint(err), `no edit "wish"`) {
		t.Errorf("a wish: %v", err)
	}
}

// An area that people draw has a name, a tier, a reason and land of its own; later edits
// change it or take it away, with what was noted of it.
func TestAdd(t *testing.T) {
	t.Parallel()
	set, g, _ := threeAreas(t)
	free := at(t, 0.7000, 51.5450)
	outline, err := geo.Outline([]h3.Cell{free})
	if err != nil {
		t.Fatal(err)
	}
	big, err := geo.Outline(around(t, free, 3))
	if err != nil {
		t.Fatal(err)
	}
	refusals := map[string]struct {
		name, why string
		tier      zones.Tier
		outline   orb.MultiPolygon
		field     string
	}{
		"no name":      {" ", "asked for", zones.Tertiary, outline, "name"},
		"another tier": {"Station", "asked for", "first", outline, "tier"},
		"no reason":    {"Station", " ", zones.Tertiary, outline, "why"},
		"a name twice": {set.Areas[0].Name, "asked for", zones.Tertiary, outline, "name"},
		"too large":    {"Station", "asked for", zones.Tertiary, big, "outline"},
		"no land":      {"Station", "asked for", zones.Tertiary, nil, "outline"},
	}
	for name, tt := range refusals {
		_, err := set.Add(g, tt.name, tt.tier, tt.outline, tt.why)
		var refusal *zones.Refusal
		if !errors.As(err, &refusal) || refusal.Field != tt.field {
			t.Errorf("%s: %v, want a refusal of %s", name, err, tt.field)
		}
	}
	added := edited(t)(set.Add(g, " Station  Road ", zones.Secondary, outline, "asked for"))
	if len(added.Areas) != 4 || len(added.Chosen) != 1 || len(set.Areas) != 3 {
		t.Fatalf("%s", names(added))
	}
	last := added.Areas[3]
	if last.Name != "Station Road" || last.Tier != zones.Secondary || last.Included != "asked for" || last.ID == "" {
		t.Errorf("%+v", last)
	}
	renamed := edited(t)(added.Rename(last.ID, "The Station"))
	if renamed.Chosen[0].Name != "The Station" || added.Chosen[0].Name != "Station Road" {
		t.Errorf("chosen %+v", renamed.Chosen)
	}
	if gone := edited(t)(added.Delete(last.ID)); len(gone.Chosen) != 0 || len(gone.Areas) != 3 {
		t.Errorf("chosen %+v of %d areas", gone.Chosen, len(gone.Areas))
	}
	struck := edited(t)(added.Strike(set.Areas[0].ID, "a fair"))
	if len(struck.Chosen) != 1 || len(struck.Struck) != 1 {
		t.Errorf("what lies apart from an area that is struck out stays chosen: %+v", struck.Chosen)
	}
	if apart, err := zones.Disjoint(last.Outline, set.Areas[0].Outline); err != nil || !apart {
		t.Errorf("%t (%v)", apart, err)
	}
	if apart, err := zones.Disjoint(big, outline); err != nil || apart {
		t.Errorf("%t (%v)", apart, err)
	}
	unknown, all := g.Unknown()
	if unknown != all || all != 270 || len(g.Points()) == 0 {
		t.Errorf("%d of %d offences have no hour, want all 270; at %d points", unknown, all, len(g.Points()))
	}
}

func ExampleSettings_WithBudget() {
	for _, areas := range []int{2, 5, 20} {
		b := zones.NightTimeEconomy().WithBudget(areas).Budget
		fmt.Println(b.Primary, b.Secondary, b.Tertiary)
	}
	// Output:
	// 2 0 0
	// 3 2 0
	// 3 3 14
}

// Two offences at one nightclub are one place.
func ExampleNightclubs() {
	clubs := zones.Nightclubs([]zones.Offence{
		{Location: "Nightclub", At: orb.Point{0.7, 51.5}}, {Location: "Nightclub", At: orb.Point{0.7, 51.5}}, {Location: "Park Road", At: orb.Point{0.7, 51.5}}, {Location: "Nightclub", At: orb.Point{0.71, 51.5}},
	})
	fmt.Println(len(clubs), clubs[0].Kind)
	// Output: 2 nightclub
}

func ExampleStreetOf() {
	fmt.Println(zones.StreetOf("12 High Street, Southend-on-Sea, SS1 1AA"))
	fmt.Println(zones.TownOf("12 High Street, Southend-on-Sea, SS1 1AA"))
	// Output:
	// High Street
	// Southend-on-Sea
}

// The fewest hours that hold half of the harm, as bands.
func ExamplePeakBands() {
	var week [168]float64
	for _, hour := range []int{4*24 + 22, 4*24 + 23, 5*24 + 22} {
		week[hour] = 10
	}
	fmt.Println(zones.PeakBands(week))
	// Output: [Fri 22:00-00:00]
}

func TestRefusalSaysTheField(t *testing.T) {
	t.Parallel()
	set, _, _ := threeAreas(t)
	_, err := set.Rename("Z-99", "x")
	var refusal *zones.Refusal
	if !errors.As(err, &refusal) || refusal.Field != "zone" || errors.Unwrap(refusal) == nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(refusal.Error(), err.Error()); diff != "" {
		t.Error(diff)
	}
}
