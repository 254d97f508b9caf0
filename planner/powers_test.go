package planner_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/planner"
)

// friday is a plan for one unit, with powers over all of it: a dispersal authority from
// Friday 21:00, section 60 on Saturday from midnight to 06:00, an order that ended the day
// before and one that has no end but is older than three years.
func friday(t *testing.T, role planner.Role, designated bool) planner.Plan {
	t.Helper()
	p := southend(t)
	everywhere := orb.MultiPolygon{{{{0, 51}, {2, 51}, {2, 52}, {0, 52}, {0, 51}}}}
	midnight := time.Date(p.Start.Year(), p.Start.Month(), p.Start.Day()+1, 0, 0, 0, 0, p.Start.Location())
	power := func(kind geo.PowerKind, reference string, from, to time.Time) geo.Power {
		return geo.Power{Kind: kind, Authority: "Essex Police", Reference: reference, Text: "As the notice says.", From: from, To: to, Land: everywhere}
	}
	p.Powers = []geo.Power{
		power(geo.Dispersal, "D1", midnight.Add(-3*time.Hour), midnight.Add(45*time.Hour)),
		power(geo.Section60, "S1", midnight, midnight.Add(6*time.Hour)),
		power(geo.PSPO, "P1", midnight.AddDate(-1, 0, 0), midnight.AddDate(0, 0, -1)),
		power(geo.PSPO, "P2", midnight.AddDate(-4, 0, 0), time.Time{}),
		power(geo.CumulativeImpact, "C1", midnight.AddDate(-1, 0, 0), time.Time{}),
	}
	p.Units = p.Units[:1]
	p.Units[0].Role, p.Units[0].Officers, p.Units[0].Designated = role, 2, designated
	return solve(t, p)
}

type lawfulStop struct {
	Kind    string              `json:"kind"`
	Unit    string              `json:"unit"`
	Arrive  time.Time           `json:"arrive"`
	Depart  time.Time           `json:"depart"`
	Powers  []planner.PowerCard `json:"powers"`
	Grounds string              `json:"grounds"`
	Do      []string            `json:"do"`
}

func TestPowersOnCards(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		role       planner.Role
		designated bool
		cards      []string // that there are in the course of the night
		police     bool
	}{
		"constables":       {planner.Constable, false, []string{"", "D1", "D1 S1"}, true},
		"designated PCSOs": {planner.PCSO, true, []string{"", "D1"}, true},
		"other PCSOs":      {planner.PCSO, false, []string{""}, true},
		"wardens":          {planner.Warden, false, []string{""}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := friday(t, tt.role, tt.designated)
			current, expired, stops := lawful(t, plan)
			if references(current) != "D1 S1" || references(expired) != "P1 P2" {
				t.Errorf("in force: %s; expired: %s", references(current), references(expired))
			}
			start := plan.Problem.Start
			seen := map[string]bool{}
			for _, s := range stops {
				want := tt.cards[0]
				if late := s.Depart.After(start.Add(3 * time.Hour)); late && len(tt.cards) > 1 {
					want = tt.cards[1]
				}
				if late := s.Depart.After(start.Add(6 * time.Hour)); late && len(tt.cards) > 2 {
					want = tt.cards[2]
				}
				seen[want] = true
				if got := references(s.Powers); got != want {
					t.Errorf("at %s: powers %q, want %q", s.Arrive, got, want)
				}
				searches := tt.police && !strings.Contains(want, "S1")
				if got := strings.Contains(s.Grounds, "not by itself reasonable grounds"); got != searches {
					t.Errorf("at %s: says %q of searches", s.Arrive, s.Grounds)
				}
				if s.Kind == "patrol_stop" && len(s.Do) == 0 {
					t.Errorf("at %s: nothing to do", s.Arrive)
				}
			}
			if len(seen) != len(tt.cards) {
				t.Errorf("cards %v in the course of the night, want %v", seen, tt.cards)
			}
		})
	}
}

// lawful reads the powers and the stops of a plan from its GeoJSON.
func lawful(t *testing.T, plan planner.Plan) (current, expired []planner.PowerCard, stops []lawfulStop) {
	t.Helper()
	body, err := json.Marshal(plan.Collection(planner.About{ID: "p"}))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Plan struct {
			Powers struct {
				InForce []planner.PowerCard `json:"in_force"`
				Expired []planner.PowerCard `json:"expired"`
			} `json:"powers"`
		} `json:"plan"`
		Features []struct {
			Properties lawfulStop `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(body, &document); err != nil {
		t.Fatal(err)
	}
	for _, f := range document.Features {
		if kind := f.Properties.Kind; kind == "patrol_stop" || kind == "engagement_stop" {
			stops = append(stops, f.Properties)
		}
	}
	return document.Plan.Powers.InForce, document.Plan.Powers.Expired, stops
}

func references(cards []planner.PowerCard) string {
	var all []string
	for _, c := range cards {
		all = append(all, c.Reference)
	}
	return strings.Join(all, " ")
}

func TestParseRole(t *testing.T) {
	for name, want := range map[string]planner.Role{"constable": planner.Constable, "PCSO": planner.PCSO, "warden": planner.Warden} {
		if got, err := planner.ParseRole(name); got != want || err != nil {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	for name, why := range map[string]string{"door-team": "no route is planned", "cctv": "no route is planned", "sheriff": "there are constable, pcso and warden"} {
		if _, err := planner.ParseRole(name); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDescribe tells places apart by what is there.
func TestDescribe(t *testing.T) {
	p := southend(t)
	for i := range p.Spots {
		p.Spots[i].Name = ""
	}
	near := func(spot int) *orb.Point {
		at := p.Spots[spot].At
		at[1] += 0.0002 // 22 m
		return &at
	}
	friday := geo.Terminal{p.Start.Weekday(): 25 * 60} // 01:00 the morning after
	sites := []geo.Site{
		{Source: "s", ID: "1", Name: "Club Zero", Category: "nightclub", At: near(0), Terminal: friday},
		{Source: "s", ID: "2", Name: "Camera 7", Category: "cctv", At: near(0)},
		{Source: "s", ID: "3", Name: "The Grove", Category: "care", At: near(1)},
		{Source: "s", ID: "4", Name: "Central", Category: "station", At: near(2)},
		{Source: "s", ID: "5", Name: "Corner Store", Category: "shop", At: near(2)},
		{Source: "s", ID: "6", Name: "Nowhere", Category: "pub"},
	}
	spots := planner.Describe(p, sites)
	for i, want := range []string{"pubs and clubs", "", "station"} {
		if spots[i].Ground != want {
			t.Errorf("spot %d is %q, want %q", i, spots[i].Ground, want)
		}
	}
	if got := strings.Join(spots[0].There, ", "); got != "CCTV (Camera 7)" {
		t.Errorf("known to be there: %s", got)
	}
	if c := spots[0].Closings; len(c) != 1 || c[0].Name != "Club Zero" || c[0].At.Hour() != 1 {
		t.Errorf("closings %v", c)
	}
	if spots[0].Name == "" || spots[2].Name != "near Central" {
		t.Errorf("names %q and %q", spots[0].Name, spots[2].Name)
	}
	if len(p.Spots[0].There) != 0 {
		t.Error("the problem's own spots have changed")
	}
}

// TestClosingHour is the hour in which most premises stop serving, and no break is in it.
func TestClosingHour(t *testing.T) {
	t.Parallel()
	p := southend(t)
	if _, n := planner.ClosingHour(p); n != 0 {
		t.Errorf("%d premises close, and none is known", n)
	}
	close := func(spot int, name string, after time.Duration) {
		p.Spots[spot].Closings = append(p.Spots[spot].Closings, planner.Closing{Name: name, At: p.Start.Add(after)})
	}
	for i, name := range []string{"A", "B", "C", "D"} {
		close(i, name, 4*time.Hour)
		close(i, name+"2", 5*time.Hour)
	}
	close(0, "E", 3*time.Hour)
	hour, n := planner.ClosingHour(p)
	if n != 4 || hour.From.Sub(p.Start) != 285*time.Minute || hour.To.Sub(p.Start) != 345*time.Minute {
		t.Errorf("%d premises from %s to %s, want 4 from 22:45 to 23:45", n, hour.From, hour.To)
	}
	p.NoBreaks = []planner.Window{hour}
	for _, r := range solve(t, p).Routes {
		for _, s := range r.Stops {
			if s.Kind == planner.BreakStop && s.Arrive.Before(hour.To) && s.Depart.After(hour.From) {
				t.Errorf("a break from %s to %s", s.Arrive, s.Depart)
			}
		}
	}
}
