package planner_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/planner"
)

// shape returns the name and JSON type of every member below v, such as
// "period.start string" or "why[] string".
func shape(name string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		var all []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, shape(strings.TrimPrefix(name+"."+key, "."), v[key])...)
		}
		return all
	case []any:
		var all []string
		for _, element := range v {
			all = append(all, shape(name+"[]", element)...)
		}
		return slices.Compact(all)
	}
	return []string{fmt.Sprintf("%s %T", name, v)}
}

// shapes returns the shape of the foreign member and of the first feature of
// each kind, with its type of geometry.
func shapes(t *testing.T, document []byte) map[string][]string {
	t.Helper()
	var c struct {
		Type     string
		BBox     []float64
		Plan     map[string]any
		Features []struct {
			Type, ID   string
			Geometry   struct{ Type string }
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(document, &c); err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{"plan": shape("", c.Plan), "collection": {c.Type, fmt.Sprint(len(c.BBox))}}
	for _, f := range c.Features {
		kind, _ := f.Properties["kind"].(string)
		if got[kind] == nil {
			got[kind] = append(shape("", f.Properties), f.Type, f.Geometry.Type)
		}
	}
	return got
}

func TestCollectionHasTheAgreedShape(t *testing.T) {
	t.Parallel()
	want := shapes(t, shared(t, "reference", "plan-example.geojson"))
	// An officer needs to know when the break is, what a place is called, why to go there
	// and what to do.
	want["patrol_stop"] = append(want["patrol_stop"], "place string", "do[] string")
	want["route"] = append(want["route"], "name string", "breaks[].from string", "breaks[].to string", "breaks[].minutes float64")
	want["engagement_stop"] = append(want["engagement_stop"], "name string", "why[] string", "depart string")
	// What people decide on a plan is laid over it when it is served.
	want["plan"] = slices.DeleteFunc(want["plan"], func(s string) bool { return s == "status string" || s == "approved_by <nil>" })
	p := southend(t)
	p.Spots[5].Rate = make([]float64, 8) // no harm: left out
	got := shapes(t, written(t, solve(t, p)))
	for _, s := range []map[string][]string{got, want} {
		for _, names := range s {
			slices.Sort(names)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shape (-example +plan):\n%s", diff)
	}
}

// TestReasonsGiveTheHarmOfTheStop, and no other, also where a visit covers less
// than the hours in which it is due.
func TestReasonsGiveTheHarmOfTheStop(t *testing.T) {
	t.Parallel()
	p := southend(t)
	stops := 0
	for _, r := range solve(t, p).Routes {
		for _, s := range r.Stops {
			if s.Kind != planner.PatrolStop {
				continue
			}
			stops++
			harm := fmt.Sprintf("%.1f days of harm present", s.Harm)
			if s.Harm < 1 {
				harm = fmt.Sprintf("%.2f days of harm present", s.Harm)
			}
			if !slices.ContainsFunc(s.Why, func(w string) bool { return strings.HasPrefix(w, harm) }) {
				t.Errorf("%v of %g: %q", s.Arrive, s.Harm, s.Why)
			}
		}
	}
	if stops == 0 {
		t.Error("no stop")
	}
}

func TestCollectionIsInOrder(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Spots[5].Rate = make([]float64, 8)
	c := solve(t, p).Collection(planner.About{ID: "x"})
	var ids []string
	known := map[string]bool{}
	for _, f := range c.Features {
		if known[f.ID] {
			t.Errorf("two features have the id %s", f.ID)
		}
		known[f.ID] = true
		if !strings.HasPrefix(f.ID, "u1-s") && !strings.HasPrefix(f.ID, "u2-s") {
			ids = append(ids, f.ID)
		}
	}
	var want []string
	calls := 0 // each by one unit or the other
	for unit := 1; unit <= 2; unit++ {
		want = append(want, fmt.Sprintf("unit-%d", unit))
		for n := 1; known[fmt.Sprintf("u%d-e%02d", unit, n)]; n++ {
			want = append(want, fmt.Sprintf("u%d-e%02d", unit, n))
			calls++
		}
	}
	want = append(want, "HS-001", "HS-002", "HS-003", "HS-004", "HS-005", "HS-006")
	if calls != 2 {
		t.Errorf("%d calls, want two", calls)
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if !known["u1-s01"] || !known["u2-s01"] {
		t.Errorf("no first patrol stops among %v", slices.Sorted(maps.Keys(known)))
	}
}

// On 26 October 2025 at 02:00 clocks go back to 01:00; on 29 March 2026 at 01:00
// they go on to 02:00.
func TestTimesOnTheNightsThatClocksChange(t *testing.T) {
	t.Parallel()
	zone := london(t)
	tests := map[string]struct {
		start, end time.Time
		hours      int
		from, to   string
	}{
		"back": {
			time.Date(2025, 10, 25, 22, 0, 0, 0, zone), time.Date(2025, 10, 26, 4, 0, 0, 0, zone), 7,
			"2025-10-25T22:00:00+01:00", "2025-10-26T04:00:00Z",
		},
		"on": {
			time.Date(2026, 3, 28, 22, 0, 0, 0, zone), time.Date(2026, 3, 29, 4, 0, 0, 0, zone), 5,
			"2026-03-28T22:00:00Z", "2026-03-29T04:00:00+01:00",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := southend(t)
			p.Start, p.End, p.Engagements = tt.start, tt.end, nil
			for i := range p.Spots {
				p.Spots[i].Rate = make([]float64, tt.hours)
				for h := range tt.hours {
					p.Spots[i].Rate[h] = 1
				}
			}
			plan := solve(t, p)
			var c struct {
				Features []struct {
					Properties struct {
						Start  string    `json:"shift_start"`
						End    string    `json:"shift_end"`
						Arrive time.Time `json:"arrive"`
						Depart time.Time `json:"depart"`
						Dwell  int       `json:"dwell_min"`
						Travel int       `json:"travel_min"`
						Break  int       `json:"break_min"`
						Slack  int       `json:"slack_min"`
					}
				}
			}
			if err := json.Unmarshal(written(t, plan), &c); err != nil {
				t.Fatal(err)
			}
			route := c.Features[0].Properties
			if sum := route.Dwell + route.Travel + route.Break + route.Slack; sum != 60*tt.hours {
				t.Errorf("minutes add up to %d, want %d", sum, 60*tt.hours)
			}
			if route.Start != tt.from || route.End != tt.to {
				t.Errorf("from %s to %s, want %s to %s", route.Start, route.End, tt.from, tt.to)
			}
			for _, f := range c.Features {
				if s := f.Properties; !s.Depart.IsZero() && s.Depart.Sub(s.Arrive) != time.Duration(s.Dwell)*time.Minute {
					t.Errorf("from %s to %s is not %d min", s.Arrive, s.Depart, s.Dwell)
				}
			}
		})
	}
}

// TestIntervalOfAStop compares with the exact 95% interval of a Poisson count of 12,
// 6.20 to 20.96 (Garwood 1936), and of 1, 0.025 to 5.57. Byar's approximation is
// within 0.02 of them.
func TestIntervalOfAStop(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Spots[1].Offences = 1
	want := map[string][2]float64{"HS-001": {6.20 / 12, 20.96 / 12}, "HS-002": {0.025, 5.57}}
	var c struct {
		Features []struct {
			Properties struct {
				Kind, Area string
				Harm       float64    `json:"harm_present"`
				Interval   [2]float64 `json:"interval"`
			}
		}
	}
	if err := json.Unmarshal(written(t, solve(t, p)), &c); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range c.Features {
		s := f.Properties
		ends, known := want[s.Area]
		if s.Kind != "patrol_stop" || !known {
			continue
		}
		found[s.Area] = true
		for i, end := range ends {
			if got := s.Interval[i] / s.Harm; got < end-0.02 || got > end+0.02 {
				t.Errorf("%s: %g days with an interval %v, want its ends at %v times that", s.Area, s.Harm, s.Interval, ends)
			}
		}
	}
	if len(found) != len(want) {
		t.Errorf("stops at %v alone", found)
	}
}

// TestPostsAreFeatures with a name, times and those who hold it.
func TestPostsAreFeatures(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Spots[0].Name = "Tindal Square"
	p.Posts = []planner.Post{{
		ID: "rank-1", Name: "High Street rank", At: p.Units[0].Start,
		Held: planner.Window{From: p.Start.Add(3 * time.Hour), To: p.Start.Add(4 * time.Hour)},
	}}
	document := string(written(t, solve(t, p)))
	for _, want := range []string{
		`"kind":"post"`, `"post_id":"rank-1","name":"High Street rank","arrive":"2025-10-03T21:00:00+01:00","depart":"2025-10-03T22:00:00+01:00","dwell_min":60,"units":1`,
		`"area":"HS-001","name":"Tindal Square"`,
	} {
		if !strings.Contains(document, want) {
			t.Errorf("want %s in %s", want, document)
		}
	}
}

// A place that a rule keeps out is listed with the reason and the harm, after the spots and
// without a place on the map, and is still when the problem is read again.
func TestWhatIsLeftOutIsListed(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.LeaveOut(planner.Spot{ID: "L-01", Name: "Cedar Close", At: p.Spots[0].At, Outline: p.Spots[0].Outline, Rate: []float64{0.5, 1.25}}, "no night-time economy near")
	kept, err := p.Keep()
	if err != nil {
		t.Fatal(err)
	}
	read, err := planner.ReadProblem(kept, p.Start.Location(), planner.CrowFly{})
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(solve(t, read).Collection(planner.About{ID: "x"}))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"type":"Feature","id":"L-01","geometry":null,"properties":{"kind":"area_not_covered","area":"L-01","name":"Cedar Close","reason":"no night-time economy near","harm_present":1.75}}`
	if !strings.HasSuffix(string(document), want+"]}") {
		t.Errorf("the document does not end with %s:\n%s", want, document[max(0, len(document)-600):])
	}
}
