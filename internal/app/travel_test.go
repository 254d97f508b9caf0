package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/planner"
	"beatplan/roads"
)

// grid is streets every 0.0025° over a part of the town.
func grid(west, south, east, north float64) (streets []roads.Street) {
	const step = 0.0025
	id := int64(0)
	add := func(a, b orb.Point, nodes ...int64) {
		id++
		streets = append(streets, roads.Street{
			ID: id, Name: fmt.Sprintf("Street %d", id), Class: "residential", Nodes: nodes, Line: orb.LineString{a, b},
			Foot: roads.Both, Cycle: roads.Both, Vehicle: roads.Both, Emergency: roads.Both,
		})
	}
	node := func(i, j int) int64 { return int64(1000*i + j + 1) }
	at := func(i, j int) orb.Point { return orb.Point{west + step*float64(i), south + step*float64(j)} }
	for i := 0; at(i, 0)[0] <= east+1e-9; i++ {
		for j := 0; at(i, j)[1] <= north+1e-9; j++ {
			if at(i+1, j)[0] <= east+1e-9 {
				add(at(i, j), at(i+1, j), node(i, j), node(i+1, j))
			}
			if at(i, j+1)[1] <= north+1e-9 {
				add(at(i, j), at(i, j+1), node(i, j), node(i, j+1))
			}
		}
	}
	return streets
}

func nightPlan(travel string) app.PlanRequest {
	return app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1, Seed: 1, Travel: travel}
}

// TestPlanAlongStreets: a plan goes along the streets where some are loaded, says so,
// says which, and can be planned anew from what is kept.
func TestPlanAlongStreets(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	before, _, err := a.MakePlan(t.Context(), nightPlan(""))
	if err != nil {
		t.Fatal(err)
	}
	const why = "since no streets are loaded in or around Newtown"
	if before.TravelBy != app.TravelStraight || !says(before.Notes, why) {
		t.Errorf("without streets by %q; notes %q", before.TravelBy, before.Notes)
	}
	if _, _, err := a.MakePlan(t.Context(), nightPlan("roads")); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no streets are loaded in or around Newtown; import") {
		t.Errorf("along streets of which there are none: %v", err)
	}
	take(t, m.Streets, grid(3, 52, 3.04, 52.02))
	p, document, err := a.MakePlan(t.Context(), nightPlan(""))
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Plan struct {
			Graph  string `json:"road_graph"`
			Engine string `json:"travel_engine"`
		} `json:"plan"`
	}
	if err := json.Unmarshal(document, &said); err != nil {
		t.Fatal(err)
	}
	if p.TravelBy != app.TravelRoads || p.Travel != "streets of OpenStreetMap" || said.Plan.Engine != p.Travel || len(said.Plan.Graph) != 16 || says(p.Notes, "straight lines") {
		t.Errorf("by %s, %q, on %q; notes %q", p.TravelBy, said.Plan.Engine, said.Plan.Graph, p.Notes)
	}
	for _, f := range features(t, document) {
		line, is := f.Geometry.(orb.LineString)
		if !is {
			continue
		}
		for i := 1; i < len(line); i++ {
			if d := [2]float64{line[i][0] - line[i-1][0], line[i][1] - line[i-1][1]}; d[0]*d[0] > 1e-14 && d[1]*d[1] > 1e-14 {
				t.Fatalf("from %v to %v is along no street", line[i-1], line[i])
			}
		}
	}
	if problem, err := a.PlanProblem(t.Context(), p.ID); err != nil || len(problem.Spots) != len(p.Metrics.Spots) {
		t.Errorf("it was planned from %d spots, error %v", len(problem.Spots), err)
	}
	straight, _, err := a.MakePlan(t.Context(), nightPlan("straight"))
	if err != nil || straight.TravelBy != app.TravelStraight || says(straight.Notes, why) {
		t.Errorf("straight on by %q, notes %q, error %v", straight.TravelBy, straight.Notes, err)
	}
	again, _, err := a.MakePlan(t.Context(), nightPlan("roads"))
	if err != nil || again.ID != p.ID {
		t.Errorf("%s, asked for by name %s, error %v", p.ID, again.ID, err)
	}
	take(t, m.Streets, []roads.Street{func() roads.Street { s := grid(3, 52, 3.04, 52.02)[0]; s.Vehicle = roads.Forward; return s }()})
	if _, err := a.PlanProblem(t.Context(), p.ID); err == nil || !strings.Contains(err.Error(), "plan it anew") {
		t.Errorf("on other streets than it was made with: %v", err)
	}
}

// TestAPlaceOffTheStreets: what must be visited and is off the streets is an error that names
// it, and no reason to plan as if there were none.
func TestAPlaceOffTheStreets(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	take(t, m.Streets, grid(3, 52, 3.04, 52.02))
	for want, change := range map[string]func(*app.PlanRequest){
		"Island cannot be reached: ":              func(r *app.PlanRequest) { r.Must = []app.MustRequest{{Place: "Island@3.02,52.05"}} },
		"the start of unit-1 cannot be reached: ": func(r *app.PlanRequest) { r.Station = "Buoy@3.02,52.05" },
		"post Raft cannot be reached: ":           func(r *app.PlanRequest) { r.Posts = []app.PostRequest{{Place: "Raft@3.02,52.05", Held: "19:00-20:00"}} },
	} {
		r := nightPlan("")
		change(&r)
		_, _, err := a.MakePlan(t.Context(), r)
		if fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(fmt.Sprint(err), want) || !strings.Contains(err.Error(), "m away, and 1000 m is the most") {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestPlanNamesWhatItCannotReach has streets in half of the town.
func TestPlanNamesWhatItCannotReach(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	take(t, m.Streets, grid(3.001, 52.001, 3.016, 52.019))
	p, _, err := a.MakePlan(t.Context(), nightPlan("roads"))
	if err != nil {
		t.Fatal(err)
	}
	if !says(p.Notes, "left out, since they cannot be reached: spot ") || !says(p.Notes, "m away, and 1000 m is the most") {
		t.Errorf("notes %q", p.Notes)
	}
}

// TestPlanByAnother asks a service at a URL, where one is wired, and nowhere else.
func TestPlanByAnother(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	if _, _, err := a.MakePlan(t.Context(), nightPlan("http://127.0.0.1:1")); fault.Of(err) != fault.Invalid {
		t.Errorf("a URL without a router: %v", err)
	}
	var asked []string
	routed := a.WithRouter(func(_ context.Context, url string) (planner.Travel, error) {
		asked = append(asked, url)
		if len(asked) > 1 {
			return nil, errors.New("nobody is there")
		}
		return planner.CrowFly{}, nil
	})
	p, _, err := routed.MakePlan(t.Context(), nightPlan("http://127.0.0.1:1"))
	if err != nil || p.TravelBy != "http://127.0.0.1:1" {
		t.Errorf("by %q, error %v", p.TravelBy, err)
	}
	if _, _, err := routed.MakePlan(t.Context(), nightPlan("http://127.0.0.1:2")); err == nil || !strings.Contains(err.Error(), "nobody is there") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff([]string{"http://127.0.0.1:1", "http://127.0.0.1:2"}, asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A brokenServer is travel by a server that answers so many questions, and no more.
type brokenServer struct {
	planner.CrowFly
	answers *int
}

func (s brokenServer) Reach(planner.Mode, orb.Point) (string, error) { return "", s.asked() }

func (s brokenServer) Legs(m planner.Mode, places []orb.Point) ([][]planner.Leg, error) {
	if err := s.asked(); err != nil {
		return nil, err
	}
	return s.CrowFly.Legs(m, places)
}

func (s brokenServer) Path(m planner.Mode, from, to orb.Point) (orb.LineString, error) {
	if err := s.asked(); err != nil {
		return nil, err
	}
	return s.CrowFly.Path(m, from, to)
}

func (s brokenServer) asked() error {
	if *s.answers--; *s.answers < 0 {
		return fault.New(fault.Unavailable, "the server breaks off")
	}
	return nil
}

// TestServerThatBreaksOff ends a plan with one error, wherever it does.
func TestServerThatBreaksOff(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	plan := func(answers int) (left int, err error) {
		left = answers
		routed := a.WithRouter(func(context.Context, string) (planner.Travel, error) { return brokenServer{answers: &left}, nil })
		_, _, err = routed.MakePlan(t.Context(), nightPlan("http://127.0.0.1:1"))
		return left, err
	}
	const many = 10_000
	left, err := plan(many)
	if err != nil {
		t.Fatal(err)
	}
	for _, answers := range []int{0, 1, (many - left) / 2, many - left - 1} {
		if _, err := plan(answers); fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "the server breaks off") {
			t.Errorf("after %d answers: %s, %v", answers, fault.Of(err), err)
		}
	}
}

// TestModelAlongStreets measures along streets: less is within reach of a pub than by
// straight lines, the model says so, and its scores are explained by the same measure.
func TestModelAlongStreets(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	ask := app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-03", Factors: []string{"pub"}}
	straight, err := a.FitModel(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	ask.Distance = app.NetworkDistance
	if _, err := a.FitModel(t.Context(), ask); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no street on foot is loaded in or around Newtown") {
		t.Errorf("without streets: %v", err)
	}
	take(t, m.Streets, grid(3, 52, 3.04, 52.02))
	along, err := a.FitModel(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if along.ID == straight.ID || along.Distance != app.NetworkDistance || straight.Distance != "" || !says(along.Notes, "distances are along streets on foot") {
		t.Errorf("%s by %q, notes %q", along.ID, along.Distance, along.Notes)
	}
	if len(along.Terms) != 1 || along.Terms[0].Factor != "pub" {
		t.Fatalf("terms %+v", along.Terms)
	}
	for _, r := range along.Reasons {
		if len(r.Reasons) == 0 {
			t.Errorf("no reason for %s", r.Cell)
			continue
		}
		why, err := a.Explain(t.Context(), along.ID, r.Cell.String())
		if err != nil {
			t.Fatal(err)
		}
		if len(why.Influences) != 1 || why.Influences[0].Within != r.Reasons[0].Within || len(why.Influences[0].Nearest) == 0 || why.Influences[0].Nearest[0].Distance > r.Reasons[0].Distance+0.5 {
			t.Errorf("%+v, and the model says %+v", why.Influences, r.Reasons)
		}
	}
	ask.Distance = "by air"
	if _, err := a.FitModel(t.Context(), ask); err == nil || err.Error() != `no distance "by air"; there are straight and network` {
		t.Errorf("error %v", err)
	}
}
