package app

import (
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/planner"
)

func TestPlaceCalled(t *testing.T) {
	at := func(x, y float64) *orb.Point { return &orb.Point{x, y} }
	sites := []geo.Site{
		{Source: "s", ID: "1", Name: "Central", Category: "pub", At: at(0.7, 51.5)},
		{Source: "s", ID: "2", Name: "Central Police Station", Category: "police-station", At: at(0.8, 51.6)},
		{Source: "s", ID: "3", Name: "Leigh Station", Category: "station", At: at(0.65, 51.54)},
		{Source: "s", ID: "4", Name: "Without a position", Category: "station"},
	}
	near := orb.Point{0.7, 51.5}
	tests := map[string]struct{ called, name string }{
		"the police station of that name": {"central", "Central Police Station"},
		"a part of a name":                {"leigh", "Leigh Station"},
		"a position":                      {"Rank@0.71,51.54", "Rank"},
		"a position that is none":         {"Rank@0.71", ""},
		"a position off the globe":        {"Rank@0.71,151.54", ""},
		"nothing of that name":            {"Scotland Yard", ""},
		"something that has no position":  {"without", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, _, err := placeCalled(tt.called, sites, near)
			if got != tt.name || (err == nil) != (tt.name != "") {
				t.Errorf("%q, %v; want %q", got, err, tt.name)
			}
		})
	}
}

func TestRequestedUnits(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2025, 10, 3, 18, 0, 0, 0, zone)
	p := planner.Problem{Start: start, End: start.Add(8 * time.Hour), Spots: []planner.Spot{{ID: "HS-001", At: orb.Point{0.7, 51.5}, Rate: []float64{1}}}}
	r := PlanRequest{Mode: "vehicle", Station: "Central@0.71,51.54", Crews: []Crew{
		{Role: "constable", Count: 2}, {Role: "pcso", Designated: true, Mode: "foot"}, {Role: "warden", Officers: 3, Station: "Civic@0.72,51.55"},
	}}
	if n, err := r.checkUnits(); n != 4 || err != nil {
		t.Errorf("%d units, %v; want 4", n, err)
	}
	units, err := r.units(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range units {
		got = append(got, u.Label()+" "+u.Agency+" "+u.Station)
	}
	want := "Unit 1 (2 constables, by vehicle) police Central; Unit 2 (2 constables, by vehicle) police Central; " +
		"Unit 3 (2 pcsos, on foot) police Central; Unit 4 (3 wardens, by vehicle) council Civic"
	if s := strings.Join(got, "; "); !strings.EqualFold(s, want) {
		t.Errorf("units %s\nwant %s", s, want)
	}
	if !units[2].Designated || units[1].Designated {
		t.Error("the PCSOs alone are designated")
	}
	for name, wrong := range map[string]PlanRequest{
		"no units":       {Mode: "foot"},
		"too many":       {Mode: "foot", Units: 51},
		"no such role":   {Mode: "foot", Crews: []Crew{{Role: "sheriff"}}},
		"no such mode":   {Mode: "foot", Crews: []Crew{{Role: "pcso", Mode: "boat"}}},
		"two totals":     {Mode: "foot", Units: 3, Crews: []Crew{{Role: "pcso"}}},
		"fewer than one": {Mode: "foot", Crews: []Crew{{Role: "pcso", Count: -1}}},
	} {
		if _, err := wrong.checkUnits(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	r.Posts = []PostRequest{{Place: "Rank@0.7,51.5", Held: "00:30-01:30", Units: 2}}
	posts, err := r.posts(p, nil, orb.Point{})
	if err != nil || len(posts) != 1 || posts[0].Held.From.Sub(start) != 390*time.Minute || posts[0].Units != 2 {
		t.Errorf("posts %+v, %v", posts, err)
	}
	r.Posts[0].Held = "03:00-04:00"
	if _, err := r.posts(p, nil, orb.Point{}); err == nil {
		t.Error("a post after the shift is not refused")
	}
}
