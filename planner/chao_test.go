package planner_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/planner"
)

// The instances are those of Chao, Golden & Wasil 1996: the plane, no windows,
// no time at a stop. One unit of distance is made twelve minutes, which keeps
// the longest route below a day and rounding to seconds below 0.002 units.
const unitOfDistance = 12 * time.Minute

// plane is travel at unit speed.
type plane struct{ planner.CrowFly }

func (plane) Legs(_ planner.Mode, places []orb.Point) ([][]planner.Leg, error) {
	legs := make([][]planner.Leg, len(places))
	for i, a := range places {
		for _, b := range places {
			d := math.Hypot(a[0]-b[0], a[1]-b[1])
			seconds := math.Ceil(d * unitOfDistance.Seconds())
			legs[i] = append(legs[i], planner.Leg{Time: time.Duration(seconds) * time.Second, Metres: d})
		}
	}
	return legs, nil
}

// shared returns a file of reference, or skips where there is none.
func shared(t testing.TB, name ...string) []byte {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

// bestKnown returns the best known scores of set 4, by instance, but for those
// whose end is out of reach: nothing can be scored there.
func bestKnown(t testing.TB) map[string]float64 {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(shared(t, "golden", "planner", "chao", "best-known.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	best := map[string]float64{}
	for _, row := range rows[1:] {
		score, err := strconv.ParseFloat(row[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(row[0], "p4.") && score > 0 {
			best[row[0]] = score
		}
	}
	return best
}

// instance reads one instance as a problem.
func instance(t testing.TB, name string) planner.Problem {
	t.Helper()
	var routes int
	var longest float64
	var places []orb.Point
	var scores []float64
	lines := bufio.NewScanner(bytes.NewReader(shared(t, "golden", "planner", "chao", name+".txt")))
	for lines.Scan() {
		var n int
		var x, y, score float64
		line := lines.Text()
		if _, err := fmt.Sscanf(line, "%g %g %g", &x, &y, &score); err == nil {
			places, scores = append(places, orb.Point{x, y}), append(scores, score)
			continue
		}
		for format, into := range map[string]any{"n %d": &n, "m %d": &routes, "tmax %g": &longest} {
			if _, err := fmt.Sscanf(line, format, into); err == nil {
				break
			}
		}
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	shift := time.Duration(longest * float64(unitOfDistance))
	p := planner.Problem{
		Start: start, End: start.Add(shift), Travel: plane{},
		Policy: planner.Policy{Name: "orienteering", Leaves: 1},
	}
	last := len(places) - 1
	for i := range routes {
		p.Units = append(p.Units, planner.Unit{
			ID: fmt.Sprint("unit-", i+1), Mode: planner.Foot, Start: places[0], End: places[last],
		})
	}
	for i := 1; i < last; i++ {
		rate := make([]float64, int(math.Ceil(shift.Hours())))
		for h := range rate {
			rate[h] = scores[i] / shift.Hours()
		}
		p.Spots = append(p.Spots, planner.Spot{ID: fmt.Sprint("node-", i+1), At: places[i], Rate: rate, Offences: 1})
	}
	return p
}

// reach solves an instance, proves the plan, and returns its share of the best
// known score.
func reach(t testing.TB, name string, best float64) float64 {
	t.Helper()
	plan, err := planner.Solve(instance(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := plan.Check(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if plan.Harm > best+1e-6 || plan.Bound < best-1e-6 {
		t.Errorf("%s: %g reached, %g best known, %g the bound", name, plan.Harm, best, plan.Bound)
	}
	return plan.Harm / best
}

func TestSolveOnOrienteeringInstances(t *testing.T) {
	t.Parallel()
	var sum float64
	known := bestKnown(t)
	for name, best := range known {
		sum += reach(t, name, best)
	}
	// Greedy insertion reached 0.866 when this was written. A solver that searches
	// belongs above 0.99.
	if mean := sum / float64(len(known)); mean < 0.86 {
		t.Errorf("%.3f of the best known score on the mean of %d instances", mean, len(known))
	}
}

func BenchmarkSolve(b *testing.B) {
	known := bestKnown(b)
	for b.Loop() {
		var sum float64
		for name, best := range known {
			sum += reach(b, name, best)
		}
		b.ReportMetric(sum/float64(len(known)), "of-best-known")
	}
}
