package benchmark

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"beatplan/planner/orienteering"
)

// precision is how many units of time one unit of distance has: the sums of rounded
// legs are then within 0.00001 of the true ones.
const precision = 1e7

// Chao reads a team orienteering instance: the lines n, m and tmax, then x, y and score
// of each node, the first of which is the start and the last the end. Distances are
// Euclidean, and tmax is the longest that each of m routes may be.
func Chao(r io.Reader) (Problem, error) {
	var n, routes int
	var longest float64
	var xs, ys, scores []float64
	lines := bufio.NewScanner(r)
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
	if err := lines.Err(); err != nil {
		return Problem{}, err
	}
	switch {
	case n < 2 || n != len(xs):
		return Problem{}, fmt.Errorf("n is %d, and there are %d nodes", n, len(xs))
	case routes < 1 || routes > n:
		return Problem{}, fmt.Errorf("m is %d: a number of routes from 1 to %d is expected", routes, n)
	case !(longest >= 0 && longest < math.MaxInt32):
		return Problem{}, fmt.Errorf("tmax is %g: a length of 0 or more is expected", longest)
	}
	travel := make([][]int, n)
	for i := range n {
		for j := range n {
			travel[i] = append(travel[i], int(math.Round(precision*math.Hypot(xs[i]-xs[j], ys[i]-ys[j]))))
		}
	}
	p := Problem{Instance: &orienteering.Instance{}}
	length := int(precision * (longest + 1e-6))
	for range routes {
		p.Units = append(p.Units, orienteering.Unit{Travel: travel, Start: 0, End: n - 1, Close: length, Limit: length})
	}
	for i := 1; i < n-1; i++ {
		if scores[i] > 0 && travel[0][i]+travel[i][n-1] <= length {
			p.Options = append(p.Options, orienteering.Option{Place: i, Close: length, Prize: scores[i], Group: len(p.Groups)})
			p.Groups = append(p.Groups, orienteering.Group{Leaves: 1, Most: 1})
			p.names = append(p.names, i)
		}
	}
	return p, nil
}

// BestKnown reads a table with the columns instance and best_known.
func BestKnown(r io.Reader) (map[string]float64, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	instance, best := -1, -1
	if len(rows) > 0 {
		for i, name := range rows[0] {
			switch name {
			case "instance":
				instance = i
			case "best_known":
				best = i
			}
		}
	}
	if instance < 0 || best < 0 {
		return nil, errors.New("its first line must name the columns instance and best_known")
	}
	known := map[string]float64{}
	for i, row := range rows[1:] {
		score, err := strconv.ParseFloat(row[best], 64)
		if err != nil {
			return nil, fmt.Errorf("row %d: best_known is %q, and a number is expected", i+2, row[best])
		}
		known[row[instance]] = score
	}
	return known, nil
}
