package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/zones"
)

func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}.ToPolygon()}
}

// TestFunded loads two funded areas, one on a busy street and one where nothing is.
func TestFunded(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	ask := app.FundedRequest{Area: "T1", Group: "violence", AllHours: true}
	if _, _, err := a.Funded(t.Context(), ask); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "area: no funded area lies in Newtown") {
		t.Errorf("before any is loaded: %v", err)
	}
	take(t, m.Areas, []geo.Area{
		{Kind: geo.Funded, Code: "F1", Name: "Town", Land: box(3.009, 52.009, 3.012, 52.011)},
		{Kind: geo.Funded, Code: "F2", Name: "Fields", Land: box(3.012, 52.015, 3.018, 52.019)},
		{Kind: geo.Funded, Code: "F3", Name: "Another county", Land: box(1, 51, 1.01, 51.01)},
	})
	f, c, err := a.Funded(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Places) != 2 || f.Places[0].Code != "F1" || f.Places[0].Standing != zones.StillHot || f.Places[0].Offences != 180 || f.Places[1].Standing != zones.Cooled {
		t.Errorf("%+v", f.Places)
	}
	if f.Offences != 612 || f.Inside != 180 || f.Share != 0.2941 || f.Best < f.Inside || len(c.Features) != 2 || len(f.Missed) == 0 || f.Missed[0].Name != "Station Road" {
		t.Errorf("%d of %d offences, best %d, missed %+v", f.Inside, f.Offences, f.Best, f.Missed)
	}
	ask.Group = "robbery"
	if _, _, err := a.Funded(t.Context(), ask); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "group: no offence of robbery") {
		t.Errorf("a group of nothing: %v", err)
	}
}

// TestCommand makes a command of two districts and draws its focus areas: one set with a
// budget of its own, in which each area has the tier by its district's.
func TestCommand(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	take(t, m.Areas, []geo.Area{{Kind: geo.District, Code: "T2", Name: "Oldtown", Invented: true, Land: box(3.04, 52, 3.08, 52.02)}})
	var records []crime.Record
	for month := january; month < january+3; month++ {
		for i := range 20 {
			r := violence(t, month, "Far Lane", 3.003+0.0008*float64(i), 52.018, 1) // in Newtown; moved below
			records = append(records, east(t, r)...)
		}
		records = append(records, east(t, violence(t, month, "Church Street", 3.02, 52.01, 25))...)
	}
	take(t, m.Offences, records)
	of := []string{"Newtown", "Oldtown"}
	made, err := m.MakeArea(t.Context(), a, app.UnionRequest{Name: " Both  towns command", Of: of})
	if err != nil || made.Code != "both-towns-command" || made.Name != "Both towns command" || made.Kind != geo.Command || !made.Invented {
		t.Fatalf("%+v, error %v", made, err)
	}
	if land, err := a.Area(t.Context(), made.Code); err != nil || len(land.Land) != 1 {
		t.Fatalf("%d polygons, error %v", len(land.Land), err)
	}
	r := anyPlace()
	r.Area, r.ForceBudget = "Both towns command", &zones.PerTier[int]{Primary: 1, Secondary: 2}
	_, body, err := a.DrawZones(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range features(t, body) {
		p := f.Properties
		got = append(got, strings.Join([]string{p["tier"].(string), p["district_tier"].(string), p["district"].(string), p["name"].(string)}, " "))
	}
	want := []string{"primary primary T1 High Street", "secondary primary T2 Church Street", "secondary primary T1 Station Road"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	// Plans and reports take the command by its name or its code.
	plan, _, err := a.MakePlan(t.Context(), app.PlanRequest{
		Area: made.Code, Operation: "nte", Date: "2025-04-04", Shift: "20:00-02:00", Units: 2, Station: "Desk@3.02,52.01",
	})
	if err != nil || plan.Area.Code != made.Code {
		t.Errorf("a plan of %s, error %v", plan.Area.Code, err)
	}
	table, err := a.StrandTable(t.Context(), "Both towns command", "2025-03", 12)
	if err != nil || table.Area != "Both towns command" {
		t.Errorf("a table of %s, error %v", table.Area, err)
	}
	overlap, _, err := a.Overlap(t.Context(), app.OverlapRequest{Area: "Both towns command", A: "nte-violence", B: "robbery"})
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no offence of robbery in Both towns command") {
		t.Errorf("overlap %+v, error %v", overlap, err)
	}
	for name, tt := range map[string]struct {
		r    app.UnionRequest
		want string
	}{
		"without a name": {app.UnionRequest{Kind: geo.Command, Of: of}, "name: say"},
		"of nothing":     {app.UnionRequest{Name: "X", Kind: geo.Command}, "of: name the areas"},
		"twice the same": {app.UnionRequest{Name: "X", Kind: geo.Command, Of: []string{"T1", "Newtown"}}, "of: Newtown is named twice"},
		"of a command":   {app.UnionRequest{Name: "X", Kind: geo.Command, Of: []string{"Both towns command"}}, "a command is made of districts"},
	} {
		if _, err := m.MakeArea(t.Context(), a, tt.r); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// east returns records moved from Newtown to the district beside it.
func east(t *testing.T, records []crime.Record) []crime.Record {
	t.Helper()
	for i, r := range records {
		at := orb.Point{r.At[0] + 0.04, r.At[1]}
		o := r.Offence
		o.At = &at
		moved := record(t, "east "+string(r.Key[:]), o)
		moved.Location = r.Location
		records[i] = moved
	}
	return records
}
