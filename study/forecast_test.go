package study_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// borough returns a study of a part of an invented borough and six months of its
// robberies and burglaries, which gather in the cells of the part.
func borough(t *testing.T) (*study.Study, study.Months) {
	t.Helper()
	land := orb.MultiPolygon{{{{0.46, 51.73}, {0.48, 51.73}, {0.48, 51.74}, {0.46, 51.74}, {0.46, 51.73}}}}
	wide, err := geo.Cover(land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	s := market()
	s.Question.Group = crime.Group{Name: "theft", Types: []string{"Robbery", "Burglary"}}
	s.Lattice = wide.Subset([]int{3, 10, 11, 12, 40})
	rng := rand.New(rand.NewPCG(1, 1))
	m := study.Months{Lattice: wide}
	for range 6 {
		var offences []crime.Offence
		for i, c := range wide.Cells {
			mean := 0.3
			if _, inside := s.Lattice.Index(c); inside {
				mean = 4
			}
			for _, name := range []string{"Robbery", "Burglary", "Shoplifting"} {
				for range int(mean * 2 * rng.Float64() * float64(1+i%3)) {
					offences = append(offences, crime.Offence{Type: name, Cell: c, Precision: crime.InMonth})
				}
			}
		}
		m.Offences, m.Days = append(m.Offences, offences), append(m.Days, 30)
	}
	return &s, m
}

// What cells expect adds up, and a longer period expects more in proportion.
func TestForecast(t *testing.T) {
	t.Parallel()
	s, m := borough(t)
	month, err := s.Forecast(m, 30)
	if err != nil {
		t.Fatal(err)
	}
	quarter, err := s.Forecast(m, 90)
	if err != nil {
		t.Fatal(err)
	}
	if err := quarter.ExpectHarm(); err != nil {
		t.Fatal(err)
	}
	order := quarter.Order(hotspot.ByCount)
	all, harm := quarter.Set(order)
	var offences, days float64
	for i := range s.Lattice.Cells {
		offences += quarter.Cell(i).Mean
		days += quarter.Harm[i].Mean
		if got, want := quarter.Cell(i).Mean, 3*month.Cell(i).Mean; math.Abs(got-want) > 1e-9*want {
			t.Errorf("cell %d expects %g in three months and %g in one", i, got, want/3)
		}
	}
	if math.Abs(all.Mean-offences) > 1e-9*offences || math.Abs(harm.Mean-days) > 1e-9*days || !(days > offences) {
		t.Errorf("the cells expect %g offences and %g days, together %g and %g", offences, days, all.Mean, harm.Mean)
	}
	scores := quarter.Scores(hotspot.ByCount)
	for k := range order[1:] {
		if scores[order[k]] < scores[order[k+1]] {
			t.Errorf("%v is not by score %v", order, scores)
		}
	}
	for i, v := range quarter.Values() {
		if v.Cell != s.Lattice.Cells[i] || v.Count != quarter.Cell(i).Mean || v.Harm != quarter.Harm[i].Mean {
			t.Errorf("cell %d is shown with %+v", i, v)
		}
	}
}

// A category and its subgroups are not counted twice in the harm.
func TestForecastHarmOfMixedTypes(t *testing.T) {
	t.Parallel()
	s, m := borough(t)
	s.Question.Group.Types = []string{"Burglary"}
	plain, err := s.Forecast(m, 30)
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.ExpectHarm(); err != nil {
		t.Fatal(err)
	}
	weight, _ := s.Question.Harm.Days("Burglary")
	for i, e := range plain.Harm {
		if want := weight * plain.Cell(i).Mean; math.Abs(e.Mean-want) > 1e-9*want {
			t.Errorf("cell %d expects %g days of harm, want %g", i, e.Mean, want)
		}
	}
	// The same offences, half of them recorded by subgroup.
	for _, offences := range m.Offences {
		for i := range offences {
			if offences[i].Type == "Burglary" && i%2 == 0 {
				offences[i].Type = "Residential burglary"
			}
		}
	}
	mixed, err := s.Forecast(m, 30)
	if err != nil {
		t.Fatal(err)
	}
	if err := mixed.ExpectHarm(); err != nil {
		t.Fatal(err)
	}
	all, harm := mixed.Set(mixed.Order(hotspot.ByCount))
	subgroup, known := s.Question.Harm.Days("Residential burglary")
	if most := 1.2 * max(weight, subgroup) * all.Mean; !known || harm.Mean > most {
		t.Errorf("%g offences are expected to do %g days of harm, more than %g", all.Mean, harm.Mean, most)
	}
}

// Equal counts are ranked by other offences, and cells alike in both are level.
func TestPriorScores(t *testing.T) {
	t.Parallel()
	s, m := borough(t)
	f, err := s.Forecast(m, 30)
	if err != nil {
		t.Fatal(err)
	}
	scores := f.PriorScores()
	for i := range scores {
		for j := range scores {
			y, o := f.Seen(i)
			z, p := f.Seen(j)
			if above := y > z || y == z && o > p; above != (scores[i] > scores[j]) {
				t.Errorf("cell %d with %g and %g others scores %g, cell %d with %g and %g scores %g", i, y, o, scores[i], j, z, p, scores[j])
			}
		}
	}
}

func TestForecastOffTheLattice(t *testing.T) {
	t.Parallel()
	s, m := borough(t)
	m.Lattice = m.Lattice.Subset([]int{0, 1, 2})
	if f, err := s.Forecast(m, 30); err == nil {
		t.Errorf("a forecast of cells that it did not learn from: %+v", f)
	}
}

func ExampleStudy_Forecast() {
	s := market()
	march := study.Months{Lattice: s.Lattice, Days: []float64{31}, Offences: [][]crime.Offence{s.Offences}}
	f, err := s.Forecast(march, 30)
	if err != nil {
		fmt.Println(err)
		return
	}
	total, _ := f.Set(f.Order(hotspot.ByCount))
	low, high := total.Interval(0.8)
	fmt.Printf("about %.1f robberies in April, %d to %d\n", total.Mean, low, high)
	// Output: about 3.0 robberies in April, 0 to 6
}
