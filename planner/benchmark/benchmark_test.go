package benchmark_test

import (
	"strings"
	"testing"

	"beatplan/planner/benchmark"
	"beatplan/planner/orienteering"
)

// square is a start and an end at one point and four nodes: a route of length 4 can have
// those at 1, 0 and 1, 1 and no third.
const square = `n 6
m 1
tmax 4.0
0 0 0
1 0 5
1 1 7
-1 0 4
9 9 100
0 0 0
`

func TestChao(t *testing.T) {
	p, err := benchmark.Chao(strings.NewReader(square))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Options) != 3 { // the node at 9, 9 is too far for any route
		t.Errorf("%d options, want 3", len(p.Options))
	}
	got := orienteering.Search(p.Instance, p.Greedy(), orienteering.Settings{Seed: 1, Iterations: 200})
	if err := p.Feasible(got); err != nil {
		t.Error(err)
	}
	if got.Prize != 12 { // there, up and back: 1 + 1 + √2
		t.Errorf("prize %g, want 12", got.Prize)
	}
	routes, err := p.Routes(got)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(routes); s != `{"routes":[[1,2]]}` && s != `{"routes":[[2,1]]}` {
		t.Errorf("routes %s", s)
	}
}

func TestChaoRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no nodes":       "n 0\nm 1\ntmax 3\n",
		"too few nodes":  "n 3\nm 1\ntmax 3\n0 0 0\n1 1 1\n",
		"no routes":      "n 2\nm 0\ntmax 3\n0 0 0\n1 1 1\n",
		"no length":      "n 2\nm 1\ntmax NaN\n0 0 0\n1 1 1\n",
		"something else": "instance,best_known\n",
	} {
		if _, err := benchmark.Chao(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestBestKnown(t *testing.T) {
	known, err := benchmark.BestKnown(strings.NewReader("best_known,instance\n206,p4.2.a\n"))
	if err != nil || known["p4.2.a"] != 206 {
		t.Errorf("%v, %v", known, err)
	}
	for _, text := range []string{"", "instance,score\na,1\n", "instance,best_known\na,many\n"} {
		if _, err := benchmark.BestKnown(strings.NewReader(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// line is a street of three places, a minute apart: a spot in two bands at place 1, a
// site that must be called at at place 2, and a unit that has its break at place 0.
const line = `{"leaves": 0.5,
"travel": {"foot": [[0, 60, 120], [60, 0, 60], [120, 60, 0]]},
"options": [
 {"id": "s0.0", "place": 1, "spot": 0, "open": 0, "close": 1000, "dwell": 600, "prize": 8, "must": false},
 {"id": "s0.1", "place": 1, "spot": 0, "open": 2000, "close": 3000, "dwell": 600, "prize": 10, "must": false},
 {"id": "e0", "place": 2, "spot": -1, "open": 0, "close": 4000, "dwell": 300, "prize": 1, "must": true}],
"units": [{"mode": "foot", "start": 0, "end": 0, "shift": [0, 7200], "brk": {"place": 0, "open": 3600, "close": 5400, "dwell": 900}}]}`

func TestDistrict(t *testing.T) {
	p, err := benchmark.District([]byte(line), false)
	if err != nil {
		t.Fatal(err)
	}
	got := orienteering.Search(p.Instance, p.Greedy(), orienteering.Settings{Seed: 1, Iterations: 100})
	if err := p.Feasible(got); err != nil {
		t.Error(err)
	}
	flat, falling, visits := p.Visits(got)
	if flat != 19 || falling != 10+4+1 || visits != 3 {
		t.Errorf("flat %g, falling %g, %d visits; want 19, 15, 3", flat, falling, visits)
	}
	if err := p.Feasible(orienteering.Solution{Routes: [][]int{{0}}}); err == nil {
		t.Error("an answer without the break and the site that must be called at is feasible")
	}
	if err := p.Feasible(orienteering.Solution{Routes: [][]int{{0, 0}}}); err == nil {
		t.Error("an answer that makes a stop twice is feasible")
	}
}

func TestDistrictRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":        `{`,
		"no such mode":   strings.Replace(line, `"mode": "foot"`, `"mode": "boat"`, 1),
		"a short row":    strings.Replace(line, `[120, 60, 0]`, `[120, 60]`, 1),
		"no such place":  strings.Replace(line, `"place": 2, "spot"`, `"place": 7, "spot"`, 1),
		"less than none": strings.Replace(line, `"dwell": 600`, `"dwell": -600`, 1),
	} {
		if _, err := benchmark.District([]byte(text), false); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestBudget checks that a search ends when its budget is spent, however many iterations
// that allows.
func TestBudget(t *testing.T) {
	p, err := benchmark.District([]byte(line), true)
	if err != nil {
		t.Fatal(err)
	}
	calls := make(chan struct{}, 1_000_000)
	got := orienteering.Search(p.Instance, p.Greedy(), orienteering.Settings{Seed: 1, Spent: func() float64 {
		calls <- struct{}{}
		return float64(len(calls)) / 200
	}})
	if err := p.Feasible(got); err != nil || len(calls) < 200 || len(calls) > 220 {
		t.Errorf("%v after %d looks at the budget; want about 200", err, len(calls))
	}
}
