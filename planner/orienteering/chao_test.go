package orienteering_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"beatplan/planner/orienteering"
)

// shared returns a file of reference, or skips where there is none.
func shared(t testing.TB, name ...string) []byte {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

// A chao is an instance of Chao, Golden & Wasil 1996 with the best score known.
type chao struct {
	name string
	best float64
}

func chaoSets(t testing.TB) []chao {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(shared(t, "golden", "planner", "chao", "best-known.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []chao
	for _, row := range rows[1:] {
		best, err := strconv.ParseFloat(row[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		if best > 0 {
			all = append(all, chao{row[0], best})
		}
	}
	return all
}

// precision is how many units of time one unit of distance has: the sums of
// rounded legs are then within 0.00001 of the true ones.
const precision = 1e7

func readChao(t testing.TB, name string) *orienteering.Instance {
	t.Helper()
	var n, routes int
	var longest float64
	var xs, ys, scores []float64
	lines := bufio.NewScanner(bytes.NewReader(shared(t, "golden", "planner", "chao", name+".txt")))
	for lines.Scan() {
		var x, y, score float64
		if _, err := fmt.Sscanf(lines.Text(), "%g %g %g", &x, &y, &score); err == nil {
			xs, ys, scores = append(xs, x), append(ys, y), append(scores, score)
			continue
		}
		for format, into := range map[string]any{"n %d": &n, "m %d": &routes, "tmax %g": &longest} {
			if _, err := fmt.Sscanf(lines.Text(), format, into); err == nil {
				break
			}
		}
	}
	if n != len(xs) {
		t.Fatalf("%s: %d nodes of %d", name, len(xs), n)
	}
	travel := make([][]int, n)
	for i := range n {
		for j := range n {
			travel[i] = append(travel[i], int(math.Round(precision*math.Hypot(xs[i]-xs[j], ys[i]-ys[j]))))
		}
	}
	length := int(precision * (longest + 1e-6))
	in := &orienteering.Instance{}
	for range routes {
		in.Units = append(in.Units, orienteering.Unit{Travel: travel, Start: 0, End: n - 1, Close: length, Limit: length})
	}
	for i := 1; i < n-1; i++ {
		if scores[i] > 0 && travel[0][i]+travel[i][n-1] <= length {
			in.Options = append(in.Options, orienteering.Option{Place: i, Close: length, Prize: scores[i], Group: len(in.Groups)})
			in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 1})
		}
	}
	return in
}

// TestChao solves a few instances with few iterations or, with BEATPLAN_LONG set,
// all of them with 60,000 of each worker: about two CPU seconds an instance.
func TestChao(t *testing.T) {
	t.Parallel()
	iterations, every, meanGap, worstGap := 2000, 13, 0.4, 2.0
	if os.Getenv("BEATPLAN_LONG") != "" {
		iterations, every, meanGap, worstGap = 60_000, 1, 0.05, 1.5
	}
	var sum, worst float64
	tried, reached := 0, 0
	bySet := map[string][]float64{}
	for i, c := range chaoSets(t) {
		if i%every != 0 {
			continue
		}
		in := readChao(t, c.name)
		got := orienteering.Search(in, orienteering.Greedy(in, orienteering.Solution{}), orienteering.Settings{Seed: 1, Iterations: iterations})
		if err := feasible(in, got); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		gap := 100 * (1 - got.Prize/c.best)
		if gap < -1e-9 {
			t.Errorf("%s: %g is above the best known %g", c.name, got.Prize, c.best)
		}
		if gap < 1e-9 {
			reached++
		} else {
			t.Logf("%s %g of %g: %.3f%%", c.name, got.Prize, c.best, gap)
		}
		tried++
		sum, worst = sum+gap, max(worst, gap)
		bySet[c.name[:2]] = append(bySet[c.name[:2]], gap)
	}
	for _, set := range slices.Sorted(maps.Keys(bySet)) {
		var of float64
		for _, gap := range bySet[set] {
			of += gap
		}
		t.Logf("%s: mean gap %.3f%% of %d", set, of/float64(len(bySet[set])), len(bySet[set]))
	}
	t.Logf("mean gap %.3f%%, worst %.2f%%, %d of %d at the best known", sum/float64(tried), worst, reached, tried)
	if sum/float64(tried) > meanGap || worst > worstGap {
		t.Errorf("mean gap %.3f%%, worst %.2f%%; want at most %g%% and %g%%", sum/float64(tried), worst, meanGap, worstGap)
	}
}
