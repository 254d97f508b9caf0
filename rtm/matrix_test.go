package rtm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat/distuv"

	"beatplan/rtm"
)

func matrix(t testing.TB, text string) *rtm.Matrix {
	t.Helper()
	m, err := rtm.ReadMatrix(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestReadMatrix(t *testing.T) {
	t.Parallel()
	m := matrix(t, "\ufeffcell_id,count,offset,pub_p200, cash_machine_d150 ,pub_w200,lit\r\n"+
		"a,0,0,0,1,0,1\r\n"+
		"\"b\",2,0.6931471805599453,1,1.0,0,0\r\n"+
		"c,1e1, 0 ,1,0,1,1\r\n"+
		"d,0,0,0,0,0,0\r\n")
	want := []rtm.Variable{
		{Factor: "pub", Influence: rtm.Proximity, Reach: 200},
		{Factor: "cash_machine", Influence: rtm.Density, Reach: 150},
		{Factor: "pub", Influence: rtm.Dosage, Reach: 200},
		{Factor: "lit"},
	}
	if diff := cmp.Diff(want, m.Design.Variables()); diff != "" {
		t.Fatalf("variables (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([][]float64{{0, 2, 10, 0}, {1, 2, 1, 1}}, [][]float64{m.Counts, m.Exposure}, approx(1e-12)); diff != "" {
		t.Errorf("counts, exposure (-want +got)\n%s", diff)
	}
	under := map[string][]float64{"pub_p200": {0, 1, 1, 0}, "cash_machine_d150": {1, 1, 0, 0}, "pub_w200": {0, 0, 1, 0}, "lit": {1, 0, 1, 0}}
	for _, v := range m.Design.Variables() {
		if diff := cmp.Diff(under[v.Name()], m.Design.Under(v)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.Name(), diff)
		}
	}
	if diff := cmp.Diff([]string{"lit is taken for a factor of its own: its name does not end like _p200 or _d400"}, m.Design.Warnings); diff != "" {
		t.Errorf("warnings (-want +got)\n%s", diff)
	}
}

func TestReadMatrixRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"nothing":            {"", "the file is empty: it begins with a line cell_id,count,NAME_p200,…"},
		"no cells":           {"cell_id,count,pub_p200\n", "the file has no cells: a line for each follows the names of the columns"},
		"no names":           {"1,0,1\n2,1,0\n", `line 1: the first columns are cell_id and count, parted by a comma, not ["1" "0"]`},
		"semicolons":         {"cell_id;count;pub_p200\n1;0;1\n", `line 1: the first columns are cell_id and count, parted by a comma, not ["cell_id;count;pub_p200"]`},
		"one long name":      {strings.Repeat("x", 1e6), `line 1: the first columns are cell_id and count, parted by a comma, not ["` + strings.Repeat("x", 60) + `"]`},
		"a late offset":      {"cell_id,count,pub_p200,offset\n1,1,0,-0.3\n", "line 1: column 4 is named offset, which comes third, behind count"},
		"no variables":       {"cell_id,count,offset\n1,1,0\n", "line 1: no variables: name at least one column such as pub_p200"},
		"a name twice":       {"cell_id,count,pub_p200,bar_p200,pub_p200\n", "line 1: columns 3 and 5 are both named pub_p200"},
		"no name":            {"cell_id,count,,pub_p200\n", "line 1: column 3 has no name"},
		"no number":          {"cell_id,count,pub_p200\n1,NA,0\n", `line 2, column count: "NA" is no count: a whole number from 0 to 1000000000`},
		"not a number":       {"cell_id,count,pub_p200\n1,1,0\n2,NaN,1\n", `line 3, column count: "NaN" is no count: a whole number from 0 to 1000000000`},
		"less than nothing":  {"cell_id,count,pub_p200\n1,-1,0\n", `line 2, column count: "-1" is no count: a whole number from 0 to 1000000000`},
		"a share of one":     {"cell_id,count,pub_p200\n1,0.5,0\n", `line 2, column count: "0.5" is no count: a whole number from 0 to 1000000000`},
		"beyond all":         {"cell_id,count,pub_p200\n1,Inf,0\n", `line 2, column count: "Inf" is no count: a whole number from 0 to 1000000000`},
		"parted digits":      {"cell_id,count,pub_p200\n1,1_0,0\n", `line 2, column count: "1_0" is no count: a whole number from 0 to 1000000000`},
		"hexadecimal":        {"cell_id,count,pub_p200\n1,1,0x1p0\n", `line 2, column pub_p200: "0x1p0" is neither 0 nor 1`},
		"neither":            {"cell_id,count,pub_p200,bar_p200\n1,1,0,0\n\n2,1,1,2\n", `line 4, column bar_p200: "2" is neither 0 nor 1`},
		"a value is missing": {"cell_id,count,pub_p200\n1,1,\n", `line 2, column pub_p200: "" is neither 0 nor 1`},
		"no offset":          {"cell_id,count,offset,pub_p200\n1,1,-Inf,0\n", `line 2, column offset: "-Inf" is no offset: the log of an exposure, from −100 to 100`},
		"an id of blanks":    {"cell_id,count,pub_p200\n ,1,0\n", "line 2, column cell_id: a cell has no id"},
		"a cell twice, wide": {"cell_id,count,pub_p200\n7,1,0\n 7,1,0\n", `line 3, column cell_id: cell "7" is there twice`},
		"no id":              {"cell_id,count,pub_p200\n,1,0\n", "line 2, column cell_id: a cell has no id"},
		"a cell twice":       {"cell_id,count,pub_p200\n7,1,0\n7,1,0\n", `line 3, column cell_id: cell "7" is there twice`},
		"more columns":       {"cell_id,count,a_p1,b_p1,c_p1\n1,1,1,0,0\n2,1,0,1,1\n", "2 cells are too few for 3 variables: give more rows or fewer columns"},
		"a short line":       {"cell_id,count,pub_p200\n7,1\n", "record on line 2: wrong number of fields"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := rtm.ReadMatrix(strings.NewReader(tt.text)); fmt.Sprint(err) != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// What a matrix says is what a design of the same cells and factors says.
func TestMatrixIsTheDesign(t *testing.T) {
	t.Parallel()
	cells, counts, factors := city(t)
	m, err := rtm.ReadMatrix(bytes.NewReader(chicago(t, "design.csv")))
	if err != nil {
		t.Fatal(err)
	}
	d := design(t, cells, factors)
	if diff := cmp.Diff(d.Variables(), m.Design.Variables()); diff != "" {
		t.Fatalf("variables (-want +got)\n%s", diff)
	}
	want, got := fit(t, d, counts, rtm.Settings{}), fit(t, m.Design, m.Counts, rtm.Settings{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("model of the design and of the matrix (-want +got)\n%s", diff)
	}
}

// rows writes a matrix of n cells with a column for each name.
func rows(n int, names string, row func(i int) (count float64, x []int)) string {
	var s strings.Builder
	fmt.Fprintf(&s, "cell_id,count,%s\n", names)
	for i := range n {
		count, x := row(i)
		fmt.Fprintf(&s, "%d,%.0f", i, count)
		for _, v := range x {
			fmt.Fprintf(&s, ",%d", v)
		}
		s.WriteByte('\n')
	}
	return s.String()
}

// Matrices that are hard: every family either has a model, whose numbers can all
// be written, or says why not; and variables are left out by name.
func TestHardMatrices(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 9))
	draw := func(mean float64) float64 { return distuv.Poisson{Lambda: mean, Src: rng}.Rand() }
	on := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	tests := map[string]struct {
		text     string
		selected []string
		warnings []string // some of them, of all families
	}{
		"all zero but one": {
			rows(500, "a_p1,b_p1", func(i int) (float64, []int) { return float64(on(i == 7)), []int{i % 2, on(i%3 == 0)} }),
			nil,
			[]string{"a_p1 left out: every event is under its influence", "b_p1 left out: no event is under its influence"},
		},
		"fifty in one": {
			rows(500, "a_p1,b_p1", func(i int) (float64, []int) { return 50 * float64(on(i == 7)), []int{i % 2, on(i%3 == 0)} }),
			nil,
			[]string{"a_p1 left out: every event is under its influence", "b_p1 left out: no event is under its influence"},
		},
		"separated": {
			rows(500, "a_p1,b_p1", func(i int) (float64, []int) { return float64(i % 2 * (1 + i%3)), []int{i % 2, on(i%5 == 0)} }),
			nil,
			[]string{"a_p1 left out: every event is under its influence"},
		},
		"rank-deficient": {
			rows(2000, "a_p1,b_p1,both_p1,again_p1,all_p1,none_p1", func(i int) (float64, []int) {
				a, b := on(i%4 == 0), on(i%4 == 1)
				return draw(0.5 * float64(1+2*a+b)), []int{a, b, a + b, a, 1, 0}
			}),
			[]string{"a_p1", "both_p1"},
			[]string{
				"again_p1 left out: it covers the same cells as a_p1", "all_p1 left out: every cell is under its influence",
				"none_p1 left out: no cell is under its influence", "+b_p1 passed over: it is a combination of the variables chosen before it",
			},
		},
		"one column": {
			rows(500, "a_p1", func(i int) (float64, []int) { return draw(0.5 * float64(1+2*on(i%3 == 0))), []int{on(i%3 == 0)} }),
			[]string{"a_p1"},
			nil,
		},
		"counts that are all alike": {
			rows(500, "a_p1", func(i int) (float64, []int) { return 7, []int{i % 2} }), nil, nil,
		},
		"counts that the variable says exactly": {
			rows(500, "a_p1", func(i int) (float64, []int) { return float64(1 + i%2), []int{i % 2} }),
			[]string{"a_p1"},
			nil,
		},
		"counts by the million": {
			rows(500, "a_p1", func(i int) (float64, []int) { return math.Round(1e6 * float64(1+i%2) * rng.ExpFloat64()), []int{i % 2} }),
			[]string{"a_p1"},
			nil,
		},
		"Poisson's by the hundred million": {
			rows(500, "a_p1,b_p1", func(i int) (float64, []int) { return draw(3e8 * float64(1+i%2)), []int{i % 2, on(i%3 == 0)} }),
			[]string{"a_p1"},
			nil,
		},
		"four cells": {
			"cell_id,count,a_p1\n1,1,1\n2,0,0\n3,3,1\n4,1,0\n", nil, nil,
		},
	}
	for name, tt := range tests {
		for _, cull := range rtm.Culls() {
			t.Run(name+" "+string(cull), func(t *testing.T) {
				t.Parallel()
				m := matrix(t, tt.text)
				models, err := rtm.FitAll(m.Design, m.Counts, rtm.Settings{Families: rtm.Families(), Cull: cull})
				if err != nil {
					t.Fatal(err)
				}
				if len(models) != 3 {
					t.Errorf("%d families have a model: %q", len(models), models[0].Warnings)
				}
				for _, m := range models {
					if _, err := json.Marshal(m); err != nil { // NaN and infinity have no JSON
						t.Errorf("%s: %v", m.Family, err)
					}
				}
				best := rtm.Best(models)
				got := map[string]bool{}
				for _, n := range names(best) {
					got[n] = true
				}
				for _, want := range tt.selected {
					if !got[want] {
						t.Errorf("%s is not among %v", want, names(best))
					}
				}
				if len(got) != len(tt.selected) {
					t.Errorf("%v are chosen, want %v", names(best), tt.selected)
				}
				for _, want := range tt.warnings {
					if cull == rtm.ElasticNet && strings.HasPrefix(want, "+") { // it has gone before
						continue
					}
					if !strings.Contains(strings.Join(best.Warnings, "\n"), want) {
						t.Errorf("no warning %q among %q", want, best.Warnings)
					}
				}
			})
		}
	}
}

// Whatever a file holds, reading it ends with a matrix that can be fitted, with an
// error of one line, or with a fit's error.
func FuzzReadMatrix(f *testing.F) {
	for _, s := range []string{
		"cell_id,count,pub_p200\n1,0,0\n2,3,1\n3,1,1\n4,0,0\n",
		"cell_id,count,offset,pub_p200,bar_d100\n1,0,0.5,0,1\n2,3,-1,1,0\n3,1,0,1,1\n",
		"\ufeffcell_id,count,a_p1,b\r\n\"1\",2e3,1.0,0\r\n\"2\",0,0,1\r\n",
		"cell_id,count,a_p1e9\n1,NaN,0\n", "cell_id,count,_p\n1,1,1\n", "cell_id,count,a_w0.5,a_w.5\n1,999999999,1,1\n2,0,0,1\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := rtm.ReadMatrix(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, v := range m.Design.Variables() {
			for i, x := range m.Design.Under(v) {
				if x != 0 && x != 1 {
					t.Fatalf("%s is %g in cell %d", v.Name(), x, i)
				}
			}
		}
		models, err := rtm.FitAll(m.Design, m.Counts, rtm.Settings{Exposure: m.Exposure, Families: rtm.Families(), Cull: rtm.ElasticNet})
		if err != nil {
			return
		}
		for _, m := range models {
			if _, err := json.Marshal(m); err != nil {
				t.Fatalf("%s: %v", m.Family, err)
			}
		}
	})
}

func ExampleReadMatrix() {
	file := strings.NewReader(`cell_id,count,pub_p200,pub_p400,station_p200
a,4,1,1,0
b,6,1,1,0
c,5,1,1,1
d,1,0,1,0
e,0,0,1,0
f,1,0,0,1
g,0,0,0,0
h,1,0,0,0
`)
	m, err := rtm.ReadMatrix(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := rtm.Fit(m.Design, m.Counts, rtm.Settings{Families: []rtm.Family{rtm.Poisson}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, term := range model.Terms {
		fmt.Printf("%s: %.1f times the risk\n", term.Name(), term.RRV)
	}
	// Output:
	// pub_p200: 8.3 times the risk
}
