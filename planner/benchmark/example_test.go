package benchmark_test

import (
	"fmt"
	"strings"

	"beatplan/planner/benchmark"
	"beatplan/planner/orienteering"
)

// read is the square of three stops, and an answer to it.
func read() (benchmark.Problem, orienteering.Solution) {
	p, err := benchmark.Chao(strings.NewReader(square))
	if err != nil {
		panic(err)
	}
	return p, p.Greedy()
}

func ExampleChao() {
	p, err := benchmark.Chao(strings.NewReader(square))
	fmt.Println(len(p.Options), "stops,", len(p.Units), "route,", err)
	_, err = benchmark.Chao(strings.NewReader("n 2\nm 0\ntmax 3\n0 0 0\n1 1 1\n"))
	fmt.Println(err)
	// Output:
	// 3 stops, 1 route, <nil>
	// m is 0: a number of routes from 1 to 2 is expected
}

func ExampleBestKnown() {
	fmt.Println(benchmark.BestKnown(strings.NewReader("instance,best_known\np4.2.a,206\n")))
	// Output: map[p4.2.a:206] <nil>
}

func ExampleProblem_Greedy() {
	_, answer := read()
	fmt.Println(answer.Prize)
	// Output: 12
}

func ExampleProblem_Routes() {
	p, answer := read()
	routes, err := p.Routes(answer)
	fmt.Println(string(routes), err)
	// Output: {"routes":[[1,2]]} <nil>
}

func ExampleProblem_Feasible() {
	p, answer := read()
	fmt.Println(p.Feasible(answer))
	fmt.Println(p.Feasible(orienteering.Solution{Routes: [][]int{{0, 0}}}))
	// Output:
	// <nil>
	// stop 1 is made twice
}

func ExampleDistrict() {
	p, err := benchmark.District([]byte(line), false)
	fmt.Println(len(p.Options), "options,", len(p.Units), "unit,", err)
	// Output: 4 options, 1 unit, <nil>
}

func ExampleProblem_Visits() {
	p, err := benchmark.District([]byte(line), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	flat, falling, visits := p.Visits(orienteering.Search(p.Instance, p.Greedy(), orienteering.Settings{Seed: 1, Iterations: 100}))
	fmt.Println(flat, falling, visits)
	// Output: 19 15 3
}
