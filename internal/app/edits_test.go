package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/zones"
)

// threePlaces is a town with violence at three places far apart, each of which is two
// points; records of later months make more.
func threePlaces(t *testing.T) (*app.App, *app.Importer) {
	t.Helper()
	a, m := verbs(t)
	streets(t, m)
	return a, m
}

// streets loads the town with its three places.
func streets(t *testing.T, m *app.Importer) {
	t.Helper()
	take(t, m.Areas, []geo.Area{newtown()})
	var records []crime.Record
	for month := january; month < january+3; month++ {
		for i := range 40 { // here and there
			records = append(records, violence(t, month, "Long Lane", 3.003+0.0008*float64(i), 52.004, 1)...)
		}
		records = append(records, violence(t, month, "High Street", 3.010, 52.010, 30)...)
		records = append(records, violence(t, month, "Station Road", 3.020, 52.010, 20)...)
		records = append(records, violence(t, month, "Quay Lane", 3.030, 52.010, 12)...)
	}
	take(t, m.Offences, records)
}

// violence returns so many offences of a month at each of two points of a street.
func violence(t *testing.T, month crime.Month, street string, lon, lat float64, each int) (records []crime.Record) {
	t.Helper()
	for i := range 2 * each {
		at := land(t, lon+0.0006*float64(i%2), lat)
		o := town{}.offence(month, 0)
		o.Type, o.At = "Violence with injury", &at
		r := record(t, fmt.Sprint(street, month, lon, i), o)
		r.Location = "On or near " + street
		records = append(records, r)
	}
	return records
}

func anyPlace() app.ZoneSetRequest {
	return app.ZoneSetRequest{Area: "T1", Operation: "nte", AllHours: true, AnyPlace: true}
}

func drawTown(t *testing.T, a *app.App) (app.ZoneSetResult, []byte) {
	t.Helper()
	set, body, err := a.DrawZones(t.Context(), anyPlace())
	if err != nil {
		t.Fatal(err)
	}
	return set, body
}

func edit(t *testing.T, a *app.App, set app.ZoneSetResult, why string, edits ...app.ZoneEdit) (app.ZoneSetResult, []byte) {
	t.Helper()
	next, body, err := a.EditZones(t.Context(), set.ID, app.ZoneEditsRequest{Edits: edits, Why: why})
	if err != nil {
		t.Fatal(err)
	}
	return next, body
}

// listed returns the tiers and names of the zones of a document, by rank.
func listed(t *testing.T, body []byte) string {
	t.Helper()
	var all []string
	for _, f := range features(t, body) {
		all = append(all, fmt.Sprint(f.Properties["tier"], " ", f.Properties["name"]))
	}
	return strings.Join(all, "; ")
}

func words(changes []app.ZoneChange) (all []string) {
	for _, c := range changes {
		all = append(all, c.Words)
	}
	return all
}

// TestPeopleDecide goes the way of a meeting: a set is drawn, edited, proposed and
// approved by a second person, and what is struck out stays out of later drawings.
func TestPeopleDecide(t *testing.T) {
	t.Parallel()
	a, m := threePlaces(t)
	drawn, asDrawn := drawTown(t, a)
	if got := listed(t, asDrawn); got != "primary High Street; primary Station Road; primary Quay Lane" {
		t.Fatalf("drawn: %s", got)
	}
	held := 0.0
	for _, h := range drawn.Tiers {
		held += h.HarmShare
	}
	if last := drawn.ByRank[len(drawn.ByRank)-1]; held != drawn.HarmShare || last.HarmShare != drawn.HarmShare || last.Zones != 3 || held < 0.5 {
		t.Errorf("tiers hold %v, ranks %v, all %g", drawn.Tiers, drawn.ByRank, drawn.HarmShare)
	}

	tiered, body := edit(t, a, drawn, "the club has closed", app.ZoneEdit{Kind: "tier", Zone: "Station Road", Tier: zones.Secondary}, app.ZoneEdit{Kind: "rename", Zone: "Z-03", Name: "The Quay"})
	if got := listed(t, body); got != "primary High Street; secondary Station Road; primary The Quay" {
		t.Errorf("edited: %s", got)
	}
	want := []string{"Station Road: primary → secondary", "The Quay: was called Quay Lane"}
	if got := words(tiered.Changes); !slices.Equal(got, want) || tiered.Version != 2 || tiered.Parent != drawn.ID || tiered.Edits[0].Why != "the club has closed" {
		t.Errorf("version %d of %s, changes %q, edits %+v", tiered.Version, tiered.Parent, got, tiered.Edits)
	}
	if _, again, err := a.ZoneSet(t.Context(), drawn.ID); err != nil || !bytes.Equal(again, asDrawn) {
		t.Errorf("the set that was edited has changed, error %v", err)
	}

	struck, body := edit(t, a, tiered, "a fairground, on its own licence", app.ZoneEdit{Kind: "strike", Zone: "Z-03"})
	if got := listed(t, body); got != "primary High Street; secondary Station Road" {
		t.Errorf("struck out: %s", got)
	}
	decideOn(t, a, struck.ID, result.Proposed, "the test", "")
	decideOn(t, a, struck.ID, result.Approved, "THE TEST", fault.Conflict)
	decideOn(t, a, struck.ID, result.Approved, "A. Sergeant", "")
	_, approved, err := a.ZoneSet(t.Context(), struck.ID)
	if err != nil {
		t.Fatal(err)
	}

	take(t, m.Offences, slices.Concat(violence(t, january+3, "Mill Way", 3.015, 52.016, 30), violence(t, january+4, "Mill Way", 3.015, 52.016, 30)))
	redrawn, body := drawTown(t, a)
	if got := listed(t, body); got != "primary High Street; primary Mill Way; primary Station Road" {
		t.Errorf("drawn again: %s", got)
	}
	if !slices.Contains(redrawn.Notes, "The Quay stays out, as people struck it out: a fairground, on its own licence") {
		t.Errorf("notes %q", redrawn.Notes)
	}
	d, err := a.ZoneSetDifference(t.Context(), redrawn.ID, "")
	want = []string{"Mill Way: new, primary, 2.6 ha", "Station Road: secondary → primary"}
	if got := words(d.Changes); err != nil || d.Against != struck.ID || d.Decision.Status != result.Approved || !slices.Equal(got, want) {
		t.Errorf("proposed against %s: %q, error %v", d.Against, got, err)
	}
	if _, now, err := a.ZoneSet(t.Context(), struck.ID); err != nil || !bytes.Equal(now, approved) {
		t.Errorf("the approved set has changed, error %v", err)
	}

	versions, err := a.ZoneSetVersions(t.Context(), tiered.ID)
	var numbers []string
	for _, v := range versions {
		var s app.ZoneSetResult
		if err := json.Unmarshal(v, &s); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, fmt.Sprint(s.Version, s.Decision.Status))
	}
	if err != nil || strings.Join(numbers, " ") != "1draft 2draft 3approved" {
		t.Errorf("versions %q, error %v", numbers, err)
	}
}

func decideOn(t *testing.T, a *app.App, id string, verdict result.Status, as string, want fault.Kind) {
	t.Helper()
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: id, Verdict: verdict, Why: "agreed", Despite: "a test", As: as}); fault.Of(err) != want {
		t.Errorf("%s by %s: error %v, want %q", verdict, as, err, want)
	}
}

// TestUndo takes an edit back: with it goes what it struck out, and comes what it had
// lifted.
func TestUndo(t *testing.T) {
	t.Parallel()
	a, _ := threePlaces(t)
	drawn, asDrawn := drawTown(t, a)
	if _, _, err := a.EditZones(t.Context(), drawn.ID, undo()); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "nothing to undo") {
		t.Errorf("undo of a drawing: %v", err)
	}
	struck, body := edit(t, a, drawn, "closed", app.ZoneEdit{Kind: "strike", Zone: "Z-02"})
	inForce(t, a, "struck Station Road")
	var left struct {
		LeftOut []struct{ ID, Reason string } `json:"left_out"`
	}
	if err := json.Unmarshal(body, &left); err != nil {
		t.Fatal(err)
	}
	place := left.LeftOut[slices.IndexFunc(left.LeftOut, func(l struct{ ID, Reason string }) bool { return l.Reason == "struck out" })].ID
	included, _ := edit(t, a, struck, "open again", app.ZoneEdit{Kind: "include", Place: place})
	inForce(t, a, "included Station Road")

	back, _, err := a.EditZones(t.Context(), included.ID, undo())
	if err != nil {
		t.Fatal(err)
	}
	inForce(t, a, "struck Station Road")
	again, body, err := a.EditZones(t.Context(), back.ID, undo()) // takes the undoing back
	if err != nil || again.Version != 5 || again.Parent != back.ID {
		t.Fatalf("version %d of %s, error %v", again.Version, again.Parent, err)
	}
	inForce(t, a, "included Station Road")
	if got := listed(t, body); got != "primary High Street; primary Quay Lane; tertiary Station Road" && got != "primary High Street; tertiary Station Road; primary Quay Lane" {
		t.Errorf("after undoing the undo: %s", got)
	}

	_, _, err = a.EditZones(t.Context(), drawn.ID, app.ZoneEditsRequest{Edits: []app.ZoneEdit{{Kind: "delete", Zone: "Z-01"}}})
	if fault.Of(err) != fault.Stale || !strings.Contains(err.Error(), again.ID) {
		t.Errorf("an edit of an old version: %v, want a fault that names %s", err, again.ID)
	}
	if _, now, err := a.ZoneSet(t.Context(), drawn.ID); err != nil || !bytes.Equal(now, asDrawn) {
		t.Errorf("the drawing has changed, error %v", err)
	}
}

func undo() app.ZoneEditsRequest { return app.ZoneEditsRequest{Edits: []app.ZoneEdit{{Kind: "undo"}}} }

// inForce compares the decisions on places in force.
func inForce(t *testing.T, a *app.App, want ...string) {
	t.Helper()
	found, err := a.Strikes(t.Context(), "Newtown", "nte", false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found.Features {
		d := f.Properties.(result.PlaceDecision)
		got = append(got, fmt.Sprint(d.Verdict, " ", d.Name))
	}
	if !slices.Equal(got, want) {
		t.Errorf("in force %q, want %q", got, want)
	}
}

// TestStrikesWithoutASet: a place may be struck out before anything is drawn, and lifted.
func TestStrikesWithoutASet(t *testing.T) {
	t.Parallel()
	a, _ := threePlaces(t)
	around := func(lon float64) json.RawMessage {
		return geometry(t, orb.Bound{Min: orb.Point{lon - 0.002, 52.008}, Max: orb.Point{lon + 0.003, 52.012}}.ToPolygon())
	}
	r := app.StrikeRequest{Area: "T1", Operation: "nte", Verdict: result.Struck, Name: "Station", Why: "the railway's own police", Outline: around(3.02)}
	d, err := a.Strike(t.Context(), r)
	if err != nil || !d.InForce() || d.By != "the test" || d.AreaCode != "T1" {
		t.Fatalf("%+v, error %v", d, err)
	}
	if _, body := drawTown(t, a); listed(t, body) != "primary High Street; primary Quay Lane" {
		t.Errorf("drawn: %s", listed(t, body))
	}
	tests := map[string]struct {
		change func(*app.StrikeRequest)
		want   string
	}{
		"no reason":         {func(r *app.StrikeRequest) { r.Why = " " }, "why: Station is struck without a reason"},
		"no name":           {func(r *app.StrikeRequest) { r.Name = "" }, "name: say what"},
		"no such verdict":   {func(r *app.StrikeRequest) { r.Verdict = "gone" }, `verdict "gone"`},
		"no such operation": {func(r *app.StrikeRequest) { r.Operation = "nothing" }, "operation"},
		"elsewhere":         {func(r *app.StrikeRequest) { r.Outline = around(-1) }, "outline: Station lies outside of Newtown"},
		"the opposite":      {func(r *app.StrikeRequest) { r.Verdict = result.Included }, "overlaps Station, which is struck (decision 1): lift that first"},
		"an outline that is not closed": {func(r *app.StrikeRequest) {
			r.Outline = json.RawMessage(`{"type":"Polygon","coordinates":[[[3,52],[3.01,52],[3.01,52.01],[3,52.01]]]}`)
		}, "outline: polygon 1, ring 1: it is not closed"},
	}
	for name, tt := range tests {
		bad := r
		tt.change(&bad)
		if _, err := a.Strike(t.Context(), bad); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if _, err := a.LiftStrike(t.Context(), d.ID, app.LiftRequest{}); fault.Of(err) != fault.Unprocessable {
		t.Errorf("lifted without a reason: %v", err)
	}
	d, err = a.LiftStrike(t.Context(), d.ID, app.LiftRequest{Why: "agreed with them", As: "B. Inspector"})
	if err != nil || d.InForce() || d.LiftedBy != "B. Inspector" || d.LiftedWhy != "agreed with them" {
		t.Errorf("lifted: %+v, error %v", d, err)
	}
	if _, err := a.LiftStrike(t.Context(), d.ID, app.LiftRequest{Why: "again"}); fault.Of(err) != fault.Conflict {
		t.Errorf("lifted twice: %v", err)
	}
	if _, err := a.LiftStrike(t.Context(), 999, app.LiftRequest{Why: "none"}); fault.Of(err) != fault.NotFound {
		t.Errorf("lifted what is not there: %v", err)
	}
	if _, body := drawTown(t, a); listed(t, body) != "primary High Street; primary Station Road; primary Quay Lane" {
		t.Errorf("after lifting: %s", listed(t, body))
	}
}

func geometry(t *testing.T, p orb.Polygon) json.RawMessage {
	t.Helper()
	body, err := json.Marshal(map[string]any{"type": "Polygon", "coordinates": p})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestEditsThatAreRefused says which edit is wrong, and which part of it.
func TestEditsThatAreRefused(t *testing.T) {
	t.Parallel()
	a, _ := threePlaces(t)
	drawn, _ := drawTown(t, a)
	box := func(w, s, e, n float64) json.RawMessage {
		return geometry(t, orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}}.ToPolygon())
	}
	var many orb.Ring
	for i := range 10_001 {
		many = append(many, orb.Point{3.02 + float64(i)*1e-7, 52.015})
	}
	many = append(many, orb.Point{3.0205, 52.016}, many[0])
	tests := map[string]struct {
		edits []app.ZoneEdit
		want  string
	}{
		"a tier without a reason":   {[]app.ZoneEdit{{Kind: "tier", Zone: "Z-01", Tier: zones.Tertiary}}, "edits/0/why: High Street from primary to tertiary: give the reason"},
		"a strike without a reason": {[]app.ZoneEdit{{Kind: "rename", Zone: "Z-01", Name: "X"}, {Kind: "strike", Zone: "Z-02"}}, "edits/1/why: Station Road is struck out without a reason"},
		"no such area":              {[]app.ZoneEdit{{Kind: "delete", Zone: "Z-09"}}, "edits/0/zone: no area"},
		"no such kind":              {[]app.ZoneEdit{{Kind: "paint"}}, "edits/0/kind: no edit"},
		"nothing":                   {nil, "edits: say what to change"},
		"undo among others":         {[]app.ZoneEdit{{Kind: "undo"}, {Kind: "delete", Zone: "Z-01"}}, "edits/0: undo stands alone"},
		"no outline":                {[]app.ZoneEdit{{Kind: "outline", Zone: "Z-01"}}, "edits/0/outline: give the outline"},
		"a bow tie":                 {[]app.ZoneEdit{{Kind: "outline", Zone: "Z-01", Outline: json.RawMessage(`{"type":"Polygon","coordinates":[[[3.01,52.01],[3.011,52.011],[3.011,52.01],[3.01,52.011],[3.01,52.01]]]}`)}}, "edits/0/outline: it crosses itself at 3.010500, 52.010500"},
		"outside":                   {[]app.ZoneEdit{{Kind: "outline", Zone: "Z-01", Outline: box(3.05, 52.01, 3.052, 52.012)}}, "edits/0/outline: 100% of the outline of High Street lies outside"},
		"over another":              {[]app.ZoneEdit{{Kind: "outline", Zone: "Z-01", Outline: box(3.019, 52.0095, 3.0215, 52.0105)}}, "edits/0/outline: the outline of High Street overlaps Station Road"},
		"over the cap":              {[]app.ZoneEdit{{Kind: "outline", Zone: "Z-01", Outline: box(3.005, 52.005, 3.015, 52.015)}}, "edits/0/outline: the outline of High Street has 76.1 ha, more than the cap of 15 ha"},
		"too many points":           {[]app.ZoneEdit{{Kind: "outline", Zone: "Z-01", Outline: geometry(t, orb.Polygon{many})}}, "edits/0/outline: too many points: more than 10000: draw it more simply, or allow it"},
		"a budget of none":          {[]app.ZoneEdit{{Kind: "budget", Budget: &zones.PerTier[int]{}}}, "edits/0/budget: budget: ask for at least one area"},
		"apart":                     {[]app.ZoneEdit{{Kind: "merge", Zone: "Z-01", With: "Z-02"}}, "edits/0/with: High Street and Station Road do not touch"},
	}
	for name, tt := range tests {
		if _, _, err := a.EditZones(t.Context(), drawn.ID, app.ZoneEditsRequest{Edits: tt.edits}); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	large := app.ZoneEdit{Kind: "outline", Zone: "Z-01", Outline: geometry(t, orb.Polygon{many}), AllowLarge: true}
	edit(t, a, drawn, "", large)

	small := anyPlace()
	small.Cap = new(float64)
	*small.Cap = 2
	if _, _, err := a.DrawZones(t.Context(), small); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "cap_ha 2: two cells have") {
		t.Errorf("a cap below two cells: %v", err)
	}
}

// TestBudgetAndOutlines: another number of areas, and an outline that people drew, which
// a later drawing keeps when it is one that they added.
func TestBudgetAndOutlines(t *testing.T) {
	t.Parallel()
	a, _ := threePlaces(t)
	drawn, _ := drawTown(t, a)
	one, body := edit(t, a, drawn, "", app.ZoneEdit{Kind: "budget", Budget: &zones.PerTier[int]{Primary: 1, Secondary: 1}})
	if got := listed(t, body); got != "primary High Street; secondary Station Road" || len(one.ByRank) != 3 || one.Settings.Budget.Primary != 1 {
		t.Errorf("%s; by rank %v, settings %+v", got, one.ByRank, one.Settings)
	}
	three, body := edit(t, a, one, "", app.ZoneEdit{Kind: "budget", Budget: &zones.PerTier[int]{Primary: 1, Secondary: 1, Tertiary: 1}})
	if got := listed(t, body); got != "primary High Street; secondary Station Road; tertiary Quay Lane" || three.HarmShare != drawn.HarmShare {
		t.Errorf("%s; %g of the harm", got, three.HarmShare)
	}
	drew := geometry(t, orb.Bound{Min: orb.Point{3.034, 52.015}, Max: orb.Point{3.036, 52.016}}.ToPolygon())
	edit(t, a, three, "the new bars open in May", app.ZoneEdit{Kind: "add", Name: "The Wharf", Tier: zones.Secondary, Outline: drew})
	_, body = drawTown(t, a)
	if got := listed(t, body); got != "primary High Street; primary Station Road; primary Quay Lane; tertiary The Wharf" {
		t.Errorf("drawn again: %s", got)
	}
}

// TestFocusAreas: in each district the set that was approved last.
func TestFocusAreas(t *testing.T) {
	t.Parallel()
	a, _ := threePlaces(t)
	drawn, _ := drawTown(t, a)
	view := func() (app.FocusAreas, int) {
		c, err := a.FocusAreas(t.Context(), "nte")
		if err != nil {
			t.Fatal(err)
		}
		return c.Members["focus_areas"].(app.FocusAreas), len(c.Features)
	}
	if v, n := view(); n != 0 || len(v.Districts) != 1 || v.Districts[0].ZoneSet != "" {
		t.Errorf("before an approval: %+v, %d areas", v, n)
	}
	decideOn(t, a, drawn.ID, result.Approved, "Second", "")
	v, n := view()
	if d := v.Districts[0]; n != 3 || d.ZoneSet != drawn.ID || d.Tiers[zones.Primary] != 3 || d.Decision.By != "Second" || d.Hectares < 5 {
		t.Errorf("after it: %+v, %d areas", v, n)
	}
	fewer, _ := edit(t, a, drawn, "", app.ZoneEdit{Kind: "delete", Zone: "Z-03"})
	decideOn(t, a, fewer.ID, result.Approved, "Second", "")
	if v, n := view(); n != 2 || v.Districts[0].ZoneSet != fewer.ID {
		t.Errorf("after another: %+v, %d areas", v, n)
	}
	decideOn(t, a, fewer.ID, result.Withdrawn, "Second", "")
	if v, n := view(); n != 3 || v.Districts[0].ZoneSet != drawn.ID {
		t.Errorf("after its withdrawal: %+v, %d areas", v, n)
	}
	if _, err := a.FocusAreas(t.Context(), "nothing"); fault.Of(err) != fault.Unprocessable {
		t.Errorf("an operation that is not there: %v", err)
	}
}
