package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/internal/long"
)

// everywhere is land that holds all of Demoshire.
const everywhere = `{"type":"Polygon","coordinates":[[[-6,49],[4,49],[4,56],[-6,56],[-6,49]]]}`

// TestACommandersFriday plans a Friday night in two districts, loses a unit, and reviews on
// Monday what was delivered.
func TestACommandersFriday(t *testing.T) {
	t.Parallel()
	long.Test(t)
	p := newProgram(t)
	p.must("demoshire", "load")
	p.must("areas", "make", "Ostermouth and Marlhaven command", "--of", "Ostermouth", "--of", "Marlhaven")
	power := func(kind, reference, from, to string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"kind":%q,"authority":"Demoshire","reference":%q,"from":%q,"to":%q,"text":"text"},"geometry":%s}`, kind, reference, from, to, everywhere)
	}
	p.must("import", "powers", p.write("powers.geojson", `{"type":"FeatureCollection","features":[`+strings.Join([]string{
		power("dispersal", "S34/1", "2026-01-09 21:00", "2026-01-11 21:00"), power("s60", "S60/1", "2026-01-10 00:00", "2026-01-10 06:00"), power("pspo", "PSPO/1", "2024-01-01", "2026-01-08"),
	}, ",")+`]}`))
	said := p.must("plan", "make", "--area", "Ostermouth and Marlhaven command", "--operation", "nte", "--date", "2026-01-09", "--shift", "18:00-02:00",
		"--crew", "2*constable", "--crew", "pcso:designated:foot", "--crew", "warden:foot", "-o", p.file("friday.geojson"))
	friday := p.plan("friday.geojson")
	friday.powers(t)
	friday.shapeOfMinutes(t)
	lines := strings.Split(strings.TrimSpace(said), "\n")
	id := lines[len(lines)-1]

	// At ten past eleven a pair takes somebody to custody.
	at := time.Date(2026, 1, 9, 23, 10, 0, 0, time.UTC)
	said = p.must("plan", "replan", id, "--at", "23:10", "--lose", "Unit 2", "-o", p.file("replanned.geojson"))
	if !strings.Contains(said, "\nlost: ") || !strings.Contains(said, "Unit 2 is off duty") {
		t.Errorf("nothing is lost: %s", said)
	}
	replanned := p.plan("replanned.geojson")
	for stop, made := range friday.stops {
		if made.unit == "unit-2" && made.depart.After(at) {
			continue // it leaves this one before its time
		}
		if after := replanned.stops[stop]; made.arrive.Before(at) && (after.unit != made.unit || !after.arrive.Equal(made.arrive)) {
			t.Errorf("%s of unit %s was done at %s; now it is of %q at %s", stop, made.unit, made.arrive, after.unit, after.arrive)
		}
	}
	for stop, made := range replanned.stops {
		if made.unit == "unit-2" && !made.arrive.Before(at) {
			t.Errorf("%s is made by a unit that is lost", stop)
		}
	}
	friday.review(t, p, id)
}

// A friday is a plan as its file has it.
type friday struct {
	body     []byte
	features []*geojson.Feature
	stops    map[string]fridayStop
}

type fridayStop struct {
	unit           string
	arrive, depart time.Time
}

func (p program) plan(name string) friday {
	p.t.Helper()
	f := friday{body: p.exported(name), stops: map[string]fridayStop{}}
	c, err := geojson.UnmarshalFeatureCollection(f.body)
	if err != nil {
		p.t.Fatal(err)
	}
	f.features = c.Features
	for _, s := range f.features {
		arrive, err1 := time.Parse(time.RFC3339, s.Properties.MustString("arrive", ""))
		depart, err2 := time.Parse(time.RFC3339, s.Properties.MustString("depart", ""))
		if err1 == nil && err2 == nil {
			f.stops[fmt.Sprint(s.Properties["area"], s.Properties["premises_id"], " ", arrive.Format("15:04"))] = fridayStop{s.Properties.MustString("unit"), arrive, depart}
		}
	}
	return f
}

// powers checks who has which on the cards: constables section 34, and section 60 in its
// hours, designated PCSOs section 34, wardens neither, and nobody an order that is over.
func (f friday) powers(t *testing.T) {
	t.Helper()
	shown := map[string]int{}
	for _, s := range f.features {
		if s.Properties["powers"] == nil {
			continue
		}
		var kinds []string
		for _, c := range s.Properties["powers"].([]any) {
			kinds = append(kinds, c.(map[string]any)["kind"].(string))
		}
		arrive, err1 := time.Parse(time.RFC3339, s.Properties.MustString("arrive"))
		depart, err2 := time.Parse(time.RFC3339, s.Properties.MustString("depart"))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		unit := s.Properties.MustString("unit")
		constables, pcsos := unit == "unit-1" || unit == "unit-2", unit == "unit-3"
		var want []string
		if (constables || pcsos) && depart.After(time.Date(2026, 1, 9, 21, 0, 0, 0, time.UTC)) {
			want = append(want, "dispersal")
		}
		if constables && depart.After(time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)) {
			want = append(want, "s60")
		}
		slices.Sort(kinds)
		if !slices.Equal(kinds, want) {
			t.Errorf("unit %s at %s has %v on its card, want %v", unit, arrive.Format("15:04"), kinds, want)
		}
		for _, k := range kinds {
			shown[unit+k]++
		}
	}
	for _, must := range []string{"unit-1dispersal", "unit-1s60", "unit-3dispersal"} {
		if shown[must] == 0 {
			t.Errorf("no card shows %s: %v", must, shown)
		}
	}
	var document struct {
		Plan struct {
			Powers struct {
				Expired []struct {
					Reference string `json:"reference"`
				} `json:"expired"`
			} `json:"powers"`
		} `json:"plan"`
	}
	if err := json.Unmarshal(f.body, &document); err != nil || len(document.Plan.Powers.Expired) != 1 || document.Plan.Powers.Expired[0].Reference != "PSPO/1" {
		t.Errorf("expired are %+v, %v", document.Plan.Powers.Expired, err)
	}
}

// shapeOfMinutes checks that travel, dwell, break and slack are the shift to the minute.
func (f friday) shapeOfMinutes(t *testing.T) {
	t.Helper()
	units := 0
	for _, s := range f.features {
		if s.Properties["kind"] != "route" {
			continue
		}
		units++
		sum := 0
		for _, part := range []string{"travel_min", "dwell_min", "break_min", "slack_min"} {
			sum += s.Properties.MustInt(part)
		}
		if sum != 480 {
			t.Errorf("unit %v has %d of 480 min", s.Properties["unit"], sum)
		}
	}
	if units != 4 {
		t.Errorf("%d units", units)
	}
}

// review delivers 55% of the minutes by positions, four visits and what came of them by hand.
func (f friday) review(t *testing.T, p program, id string) {
	t.Helper()
	planned := 0
	for _, s := range f.features {
		if s.Properties["kind"] == "patrol_stop" {
			planned += s.Properties.MustInt("dwell_min")
		}
	}
	left := planned * 55 / 100
	rows := []string{"unit,time,longitude,latitude"}
	for _, s := range f.features {
		const least = 5
		if s.Properties["kind"] != "patrol_stop" || left < least {
			continue
		}
		stay := min(left, s.Properties.MustInt("dwell_min"))
		left -= stay
		arrive, err := time.Parse(time.RFC3339, s.Properties.MustString("arrive"))
		if err != nil {
			t.Fatal(err)
		}
		at := s.Geometry.(orb.Point)
		for m := range stay + 1 {
			rows = append(rows, fmt.Sprintf("%s,%s,%v,%v", s.Properties["unit"], arrive.Add(time.Duration(m)*time.Minute).Format(time.RFC3339), at[0], at[1]))
		}
	}
	positions := p.write("radio.csv", strings.Join(rows, "\n")+"\n")
	for _, want := range []string{" added, 0 changed, 0 there already", " 0 added, 0 changed, "} {
		if said := p.must("visits", "positions", positions, "--plan", id, "--agency", "Police", "--officers", "2"); !strings.Contains(said, want) {
			t.Errorf("positions: %s", said)
		}
	}
	d := p.figures("report", "delivery", id)
	if share := d["delivered_minutes"].(float64) / d["planned_minutes"].(float64); d["planned_minutes"] != float64(planned) || share < 0.54 || share > 0.56 {
		t.Errorf("%v of %v min are delivered, want 55%% of %d", d["delivered_minutes"], d["planned_minutes"], planned)
	}
	for i, searches := range []int{5, 4, 3, 0} { // on the Saturday, by pairs
		args := []string{"visits", "add", "--agency", "Police", "--unit", "EB21", "--officers", "2", "--minutes", "15", "--place", "Pier", "--from", fmt.Sprintf("2026-01-12T%d:00", 18+i)}
		if searches > 0 {
			args = append(args, "--output", fmt.Sprint("searches=", searches), "--output", "finds=1")
		}
		p.must(args...)
		p.must(args...) // again adds nothing
	}
	all := p.figures("report", "return", "--from", "2026-01-12", "--to", "2026-01-12")["all"].(map[string]any)
	outputs := all["outputs"].(map[string]any)
	if all["person_hours"] != 2.0 || all["patrols"] != 4.0 || outputs["searches"] != 12.0 || outputs["finds"] != 3.0 {
		t.Errorf("the return has %v", all)
	}
	p.must("returns", "set", "funder", "--title", "Hotspot grant", "--column", "week=Week, from Monday", "--column", "person-hours=Officer hours", "--column", "searches")
	filed := p.must("report", "return", "--from", "2026-01-12", "--to", "2026-01-12", "--template", "funder")
	if want := "2026-01-12         2.0            12\nall                2.0            12\n"; !strings.Contains(filed, want) {
		t.Errorf("in the funder's form the return is\n%s, want\n%s", filed, want)
	}
}
