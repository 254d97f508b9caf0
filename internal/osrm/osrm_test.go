package osrm_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/internal/fault"
	"beatplan/internal/osrm"
	"beatplan/planner"
)

// server answers as OSRM does, in a world in which a degree of longitude takes 1000
// seconds and 2000 metres.
func server(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, service string, places []orb.Point) bool) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // table/v1/foot/lon,lat;…
		if len(parts) != 4 || parts[1] != "v1" {
			http.NotFound(w, r)
			return
		}
		var places []orb.Point
		for _, word := range strings.Split(parts[3], ";") {
			var p orb.Point
			if _, err := fmt.Sscanf(word, "%f,%f", &p[0], &p[1]); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			places = append(places, p)
		}
		if handle != nil && handle(w, r, parts[0], places) {
			return
		}
		answer(w, r, parts[0], places)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func answer(w http.ResponseWriter, r *http.Request, service string, places []orb.Point) {
	body := map[string]any{"code": "Ok"}
	switch service {
	case "table":
		if len(places) > 100 {
			body["code"] = "TooBig"
		}
		sources, targets := strings.Split(r.URL.Query().Get("sources"), ";"), strings.Split(r.URL.Query().Get("destinations"), ";")
		var durations, distances [][]float64
		for i := range sources {
			var seconds, metres []float64
			for j := range targets {
				apart := math.Round(1000 * math.Abs(places[len(sources)+j][0]-places[i][0]))
				seconds, metres = append(seconds, apart), append(metres, 2*apart)
			}
			durations, distances = append(durations, seconds), append(distances, metres)
		}
		body["durations"], body["distances"] = durations, distances
	case "nearest":
		body["waypoints"] = []any{map[string]any{"distance": 12.5}}
	case "route":
		middle := orb.Point{(places[0][0] + places[1][0]) / 2, 52}
		body["routes"] = []any{map[string]any{"geometry": map[string]any{"coordinates": []orb.Point{places[0], middle, places[1]}}}}
	}
	_ = json.NewEncoder(w).Encode(body)
}

func connect(t *testing.T, url string) *osrm.Server {
	t.Helper()
	s, err := osrm.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLegs asks for more places than a server takes at once.
func TestLegs(t *testing.T) {
	t.Parallel()
	var places []orb.Point
	for i := range 120 {
		places = append(places, orb.Point{float64(i) / 10, 51})
	}
	var modes []string
	s := connect(t, server(t, func(_ http.ResponseWriter, r *http.Request, _ string, _ []orb.Point) bool {
		modes = append(modes, strings.Split(r.URL.Path, "/")[3])
		return false
	})+"/")
	legs, err := s.Legs(planner.Foot, places)
	if err != nil {
		t.Fatal(err)
	}
	for i := range places {
		for j := range places {
			want := planner.Leg{}
			if i != j {
				apart := max(i-j, j-i) // tenths of a degree: 100 s, 200 m
				want = planner.Leg{Time: time.Duration((100*apart+59)/60) * time.Minute, Metres: 200 * float64(apart)}
			}
			if diff := legs[i][j].Metres - want.Metres; legs[i][j].Time != want.Time || diff > 1e-6 || diff < -1e-6 {
				t.Fatalf("from %d to %d %+v, want %+v", i, j, legs[i][j], want)
			}
		}
	}
	if len(modes) != 9 || modes[0] != "foot" {
		t.Errorf("asked %v", modes)
	}
}

func TestPathAndReach(t *testing.T) {
	t.Parallel()
	s := connect(t, server(t, nil))
	line, err := s.Path(planner.Vehicle, orb.Point{0, 51}, orb.Point{1, 51})
	if diff := cmp.Diff(orb.LineString{{0, 51}, {0.5, 52}, {1, 51}}, line); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if note, err := s.Reach(planner.Vehicle, orb.Point{0, 51}); note != "" || err != nil {
		t.Errorf("%q, error %v", note, err)
	}
	if name, _ := s.Engine(); !strings.HasPrefix(name, "the OSRM server http://127.0.0.1:") {
		t.Errorf("it is %q", name)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	says := func(status int, body string) func(http.ResponseWriter, *http.Request, string, []orb.Point) bool {
		return func(w http.ResponseWriter, _ *http.Request, _ string, _ []orb.Point) bool {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
			return true
		}
	}
	legs := func(s *osrm.Server) error {
		_, err := s.Legs(planner.Foot, []orb.Point{{0, 51}, {1, 51}})
		return err
	}
	tests := map[string]struct {
		answer func(http.ResponseWriter, *http.Request, string, []orb.Point) bool
		ask    func(*osrm.Server) error
		kind   fault.Kind
		want   string
	}{
		"no way":          {says(200, `{"code":"Ok","durations":[[0,null],[5,0]],"distances":[[0,null],[5,0]]}`), legs, fault.Unprocessable, "knows no way from 0.000000,51.000000 to 1.000000,51.000000"},
		"no distances":    {says(200, `{"code":"Ok","durations":[[0,5],[5,0]]}`), legs, fault.Unavailable, "OSRM 5.22 or later"},
		"its own refusal": {says(400, `{"code":"NoSegment","message":"Could not find a matching segment"}`), legs, fault.Unprocessable, `says NoSegment: "Could not find a matching segment"`},
		"another server":  {says(200, `<html>`), legs, fault.Unavailable, "is no OSRM server: it answers table with 200 OK"},
		"another answer":  {says(200, `{"code":"Ok","durations":"none"}`), legs, fault.Unavailable, "its answer cannot be read"},
		"no route": {says(200, `{"code":"Ok","routes":[]}`), func(s *osrm.Server) error {
			_, err := s.Path(planner.Foot, orb.Point{0, 51}, orb.Point{1, 51})
			return err
		}, fault.Unprocessable, "knows no way"},
		"off the network": {says(200, `{"code":"Ok","waypoints":[{"distance":2400.2}]}`), func(s *osrm.Server) error {
			_, err := s.Reach(planner.Foot, orb.Point{0, 51})
			return err
		}, fault.Internal, "the nearest street is 2400 m away, and 1000 m is the most"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.ask(connect(t, server(t, tt.answer)))
			if err == nil || !strings.Contains(err.Error(), tt.want) || fault.Of(err) != tt.kind {
				t.Errorf("%v (%s), want %s (%s)", err, fault.Of(err), tt.want, tt.kind)
			}
		})
	}
	s := connect(t, "http://127.0.0.1:1")
	if err := legs(s); fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "http://127.0.0.1:1 does not answer") {
		t.Errorf("where nobody listens: %v", err)
	}
	for _, url := range []string{"", "router:5000", "file:///etc/passwd", "http://", "http://name:word@router", "http://router?x=1"} {
		if _, err := osrm.New(t.Context(), url); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", url, err)
		}
	}
}
