package hotspot_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

func forecast(t require, training hotspot.Training) *hotspot.Forecast {
	t.Helper()
	f, err := hotspot.NewForecast(training)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return f
}

// TestForecastOfEssex holds the forecast of real crime against the reference method:
// k and δ of January to September, and the share of July to September that is in the
// best 1% of Essex by a forecast from January to June.
func TestForecastOfEssex(t *testing.T) {
	t.Parallel()
	e := essexOf2025(t)
	for _, want := range []struct {
		category        string
		k, delta, share float64
	}{
		{"Robbery", 7.9947, 0.3123, 0.709},
		{"Burglary", 7.9331, 0.2284, 0.421},
		{"Vehicle crime", 3.8710, 0.4245, 0.446},
		{"Violence and sexual offences", 1.2518, 0.3177, 0.562},
		{"Criminal damage and arson", 5.3257, 0.3428, 0.540},
		{"Theft from the person", 5.2225, 0.4581, 0.769},
		{"Anti-social behaviour", 2.0507, 0.4429, 0.612},
		{"Shoplifting", 0.24644, 0.1292, 0.974},
	} {
		t.Run(want.category, func(t *testing.T) {
			t.Parallel()
			f := forecast(t, e.training(want.category, 0, 9))
			if math.Abs(f.K/want.k-1) > 0.01 || math.Abs(f.Delta/want.delta-1) > 0.01 || len(f.Notes) > 0 {
				t.Errorf("k %g, δ %g, notes %q; want %g, %g and none", f.K, f.Delta, f.Notes, want.k, want.delta)
			}
			const quarter = 92 // days
			f, later := forecast(t, e.training(want.category, 0, 6)), e.counts(want.category, 6, 9)
			if got := evaluate(t, f.Expected(quarter), e.areas, later, 0.01).HitRate; math.Abs(got-want.share) > 0.002 {
				t.Errorf("the best 1%% hold %.4f of the later offences, want %.3f", got, want.share)
			}
			prior := evaluate(t, e.counts(want.category, 0, 6), e.areas, later, 0.01).HitRate
			if got := evaluate(t, f.Expected(quarter), e.areas, later, 0.01).HitRate; got < prior-0.002 {
				t.Errorf("the best 1%% hold %.4f of the later offences, those by prior counts %.4f", got, prior)
			}
			holdsAsMeant(t, f, later, quarter)
		})
	}
}

// holdsAsMeant reports 80% intervals of cells that do not hold 76 to 84% of the
// outcomes, and a sum of the best 200 cells that is off by more than a quarter when
// the level of all cells is taken out.
func holdsAsMeant(t *testing.T, f *hotspot.Forecast, later []float64, days float64) {
	t.Helper()
	for _, least := range []float64{0, 0.1} { // offences that a cell expects
		cells, held := 0., 0.
		for i, came := range later {
			if e := f.Cell(i, days); e.Mean >= least {
				cells++
				held += e.Holds(int(came), 0.8)
			}
		}
		if share := held / cells; share < 0.76 || share > 0.84 {
			t.Errorf("80%% intervals of the %g cells that expect %g or more hold %.3f", cells, least, share)
		}
	}
	seen := 0.
	best := f.Order(nil)[:200]
	for _, i := range best {
		seen += later[i]
	}
	level := total(later) / total(f.Expected(days))
	if expected := level * f.Set(best, days).Mean; math.Abs(expected/seen-1) > 0.25 {
		t.Errorf("the best 200 cells expect %.1f at the level that came; seen %g", expected, seen)
	}
}

// town is a disk of cells where offences of each of six months fall near its centre,
// and others with them.
func town(t require, offences, others int) (geo.Lattice, [][]crime.Offence) {
	t.Helper()
	l := disk(t, 10, 12)
	rng := rand.New(rand.NewPCG(3, 5))
	months := make([][]crime.Offence, 6)
	neighbours := latticeNeighbours(t, l)
	for m := range months {
		for _, kind := range []struct {
			number int
			name   string
		}{{offences, "Robbery"}, {others, "Shoplifting"}} {
			for range kind.number {
				at := len(l.Cells) / 2
				for range rng.IntN(8) { // a short walk from the middle
					touching := neighbours.Of(at)
					at = int(touching[rng.IntN(len(touching))])
				}
				months[m] = append(months[m], crime.Offence{Type: kind.name, Precision: crime.InMonth, Cell: l.Cells[at]})
			}
		}
	}
	return l, months
}

func trainingOf(t require, l geo.Lattice, months [][]crime.Offence) hotspot.Training {
	t.Helper()
	return hotspot.Training{
		Neighbours: latticeNeighbours(t, l), Days: slices.Repeat([]float64{30}, len(months)),
		Counts: hotspot.CellMonths(l, months, hotspot.Question{Group: group(t, "robbery"), Clock: clock(t, "all")}),
	}
}

// TestForecastIgnoresFinds plants possession of weapons and drugs where patrols were:
// no forecast may move, or the patrols would foretell themselves.
func TestForecastIgnoresFinds(t *testing.T) {
	t.Parallel()
	l, months := town(t, 60, 90)
	before := forecast(t, trainingOf(t, l, months)).Expected(90)
	patrolled := months[3][0].Cell
	for m := range months {
		for range 25 {
			months[m] = append(months[m],
				crime.Offence{Type: "Possession of weapons", Precision: crime.InMonth, Cell: patrolled},
				crime.Offence{Type: "Possession of drugs", Precision: crime.InMonth, Cell: patrolled},
				crime.Offence{Type: "Robbery", Flags: []string{crime.FlagPoliceGenerated}, Precision: crime.InMonth, Cell: patrolled})
		}
	}
	if after := forecast(t, trainingOf(t, l, months)).Expected(90); !slices.Equal(before, after) {
		t.Error("what officers found has moved the forecast")
	}
	months[0] = append(months[0], crime.Offence{Type: "Burglary", Precision: crime.InMonth, Cell: patrolled})
	if after := forecast(t, trainingOf(t, l, months)).Expected(90); slices.Equal(before, after) {
		t.Error("a burglary has moved no forecast: what is counted beside the group has no effect")
	}
}

// TestForecastOfFew gives each kind of poor training its stated answer.
func TestForecastOfFew(t *testing.T) {
	t.Parallel()
	l, many := town(t, 60, 90)
	_, fewer := town(t, 8, 90)
	_, alone := town(t, 60, 0)
	_, fewAlone := town(t, 8, 0)
	_, none := town(t, 0, 90)
	const few, byOthers, sayNothing = "too few to learn from", "the order is that of all other offences", ""
	piled := make([][]crime.Offence, 6)
	for m := range piled {
		for range 40 {
			piled[m] = append(piled[m], crime.Offence{Type: "Robbery", Precision: crime.InMonth, Cell: l.Cells[7]})
		}
	}
	tests := map[string]struct {
		months [][]crime.Offence
		note   string
		fitted bool // by regression
		learns bool // k and δ
	}{
		"many":                     {many, sayNothing, true, true},
		"one month":                {many[:1], byOthers, false, false},
		"two months":               {slices.Concat(many[:1], [][]crime.Offence{slices.Concat(many[1:]...)}), few, true, false},
		"under 150":                {fewer, "48 offences: " + byOthers, false, false},
		"no others":                {alone, sayNothing, true, true},
		"under 150 and no others":  {fewAlone, sayNothing, true, true},
		"few early and no others":  {fewAlone[:3], few, true, false},
		"no offence":               {none, "no offence: nothing is expected, and " + byOthers, false, false},
		"nothing":                  {make([][]crime.Offence, 6), "no offence of any kind", false, false},
		"all in one cell":          {piled, sayNothing, true, true},
		"all late":                 {slices.Concat(none[:4], many[4:]), byOthers, false, false},
		"all late, and many":       {slices.Concat(none[:4], [][]crime.Offence{slices.Concat(many[:3]...), slices.Concat(many[3:]...)}), few, true, false},
		"none of the later months": {slices.Concat([][]crime.Offence{slices.Concat(many[:3]...), slices.Concat(many[3:]...)}, none[:4]), few, true, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := forecast(t, trainingOf(t, l, tt.months))
			if said := strings.Join(f.Notes, "; "); !strings.Contains(said, tt.note) || (said == "") != (tt.note == sayNothing) {
				t.Errorf("notes: %q, want %q", said, tt.note)
			}
			if fitted := f.Coefficients != nil; fitted != tt.fitted || f.Learned != tt.learns || !f.Learned && (f.K != 5 || f.Delta != 0.3) {
				t.Errorf("fitted %t, learned %t, k %g, δ %g", fitted, f.Learned, f.K, f.Delta)
			}
			sane(t, f)
		})
	}
}

// sane reports numbers of a forecast that no forecast may have.
func sane(t require, f *hotspot.Forecast) {
	t.Helper()
	if sum := total(f.Means); !(math.Abs(sum-f.Offences) <= 1e-6*f.Offences) {
		t.Fatalf("the prior means add up to %g; there are %g offences", sum, f.Offences)
	}
	if !(f.K >= math.Exp(-5) && f.K <= math.Exp(6)) || !(f.Delta >= 0.1 && f.Delta <= 1) || !(f.Dispersion >= 1) || math.IsInf(f.Dispersion, 0) {
		t.Fatalf("k %g, δ %g, dispersion %g", f.K, f.Delta, f.Dispersion)
	}
	order := f.Order(nil)
	for k, i := range order {
		e := f.Cell(i, 30)
		low, high := e.Interval(0.8)
		wideLow, wideHigh := e.Interval(0.95)
		// Cantelli's inequality bounds each quantile by mean and variance, however skew the
		// distribution is. The mean itself may lie above the 90th percentile.
		for p, q := range map[float64]int{0.025: wideLow, 0.1: low, 0.9: high, 0.975: wideHigh} {
			sd := math.Sqrt(e.Variance)
			least, most := e.Mean-sd*math.Sqrt((1-p)/p), e.Mean+sd*math.Sqrt(p/(1-p))
			if float64(q) < least-1e-6 || float64(q) > most+1 {
				t.Fatalf("cell %d expects %+v, and its %g quantile is %d: it is %g to %g", i, e, p, q, least, most)
			}
		}
		if !(e.Mean >= 0) || !(e.Variance >= e.Mean) || math.IsInf(e.Variance, 0) || low < wideLow || low > high || high > wideHigh {
			t.Fatalf("cell %d expects %+v, %d to %d and %d to %d", i, e, low, high, wideLow, wideHigh)
		}
		if k > 0 && f.Cell(order[k-1], 30).Mean < e.Mean {
			t.Fatalf("cell %d is after %d, and expects more", i, order[k-1])
		}
	}
	if set := f.Set(order, 30); !(math.Abs(set.Mean-total(f.Expected(30))) <= 1e-9*(1+set.Mean)) {
		t.Fatalf("all cells expect %g together", set.Mean)
	}
}

func TestForecastsAreNumbers(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 3)
	neighbours := latticeNeighbours(t, l)
	rapid.Check(t, func(t *rapid.T) {
		training := hotspot.Training{Neighbours: neighbours, Days: rapid.SliceOfN(rapid.Float64Range(0.1, 400), 1, 7).Draw(t, "days")}
		scale := rapid.SampledFrom([]float64{0.25, 1, 40}).Draw(t, "scale") // shares of offences, or many
		for cell := range neighbours.Len() {
			for month := range training.Days {
				n := rapid.IntRange(0, 6).Draw(t, "offences")
				training.Counts = append(training.Counts, hotspot.CellMonth{Cell: cell, Month: month, Offences: scale * float64(max(0, n-3)), Others: float64(rapid.IntRange(0, 9).Draw(t, "others"))})
			}
		}
		sane(t, forecast(t, training))
	})
}

// TestForecastTies orders equal cells by their own count, then by other offences,
// then by where they are in the lattice.
func TestForecastTies(t *testing.T) {
	t.Parallel()
	neighbours, err := hotspot.NewNeighbours([][]int{{}, {}, {}, {}, {}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var counts []hotspot.CellMonth
	for cell, others := range []float64{0, 3, 0, 9, 3} {
		counts = append(counts, hotspot.CellMonth{Cell: cell, Others: others})
	}
	f := forecast(t, hotspot.Training{Neighbours: neighbours, Days: []float64{31}, Counts: counts})
	if got, want := f.Order(nil), []int{3, 1, 4, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("without an offence the order is %v, want %v", got, want)
	}
	if got, want := f.Order([]int{0, 2, 4}), []int{4, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("of three cells the order is %v, want %v", got, want)
	}
}

// TestForecastTakesARisk gives a terrain model's mean as a sixth covariate: its unit
// does not matter, it says nothing where it is the same everywhere, and it moves the
// forecast where it is right.
func TestForecastTakesARisk(t *testing.T) {
	t.Parallel()
	l, months := town(t, 60, 90)
	training := trainingOf(t, l, months)
	without := forecast(t, training)
	training.Risk = slices.Repeat([]float64{0.02}, len(l.Cells))
	nearly(t, "expected under a constant risk", forecast(t, training).Expected(90), without.Expected(90), 1e-6)

	for i := range training.Risk {
		training.Risk[i] = 0.001 + without.Means[i]*without.Means[i]
	}
	with := forecast(t, training)
	if b := with.Coefficients; len(b) != 7 || b[6] == 0 {
		t.Errorf("coefficients %v: want seven, the last of the risk", b)
	}
	for i := range training.Risk {
		training.Risk[i] *= 1000
	}
	nearly(t, "expected in another unit", forecast(t, training).Expected(90), with.Expected(90), 1e-6)
}

// TestForecastGrowsWithThePeriod: twice the days expect twice as many offences.
func TestForecastGrowsWithThePeriod(t *testing.T) {
	t.Parallel()
	l, months := town(t, 60, 90)
	f := forecast(t, trainingOf(t, l, months))
	month, half := f.Expected(30), f.Expected(15)
	for i := range month {
		if math.Abs(month[i]-2*half[i]) > 1e-12 {
			t.Fatalf("cell %d expects %g in 30 days and %g in 15", i, month[i], half[i])
		}
	}
	if narrow, wide := f.Set(f.Order(nil)[:20], 30), f.Cell(f.Order(nil)[0], 30); !(narrow.Variance > 0.04*narrow.Mean*narrow.Mean) || !(wide.Variance > wide.Mean) {
		t.Errorf("variances of %+v and %+v", narrow, wide)
	}
}

func TestExpectedHarm(t *testing.T) {
	t.Parallel()
	got, err := hotspot.ExpectedHarm([]hotspot.Expectation{{Mean: 2, Variance: 3}, {Mean: 10, Variance: 12}}, []float64{365, 2})
	if want := (hotspot.Expectation{Mean: 750, Variance: 3*365*365 + 48}); err != nil || got != want {
		t.Errorf("expected harm %+v, %v; want %+v", got, err, want)
	}
	if low, high := got.Interval(0.8); !(low < 750 && high > 750) {
		t.Errorf("between %d and %d days", low, high)
	}
	if _, err := hotspot.ExpectedHarm([]hotspot.Expectation{{}}, nil); err == nil {
		t.Error("a category without a weight is taken")
	}
}

func TestForecastNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	good := hotspot.Training{Neighbours: latticeNeighbours(t, l), Days: []float64{31, 28}}
	tests := map[string]func(*hotspot.Training){
		"cells":                      func(t *hotspot.Training) { t.Neighbours = hotspot.Neighbours{} },
		"at least one month":         func(t *hotspot.Training) { t.Days = nil },
		"month 1 has 0 days":         func(t *hotspot.Training) { t.Days = []float64{31, 0} },
		"cell 7 in month 0":          func(t *hotspot.Training) { t.Counts = []hotspot.CellMonth{{Cell: 7}} },
		"cell 0 in month 2":          func(t *hotspot.Training) { t.Counts = []hotspot.CellMonth{{Month: 2}} },
		"-1 offences and 0 others":   func(t *hotspot.Training) { t.Counts = []hotspot.CellMonth{{Offences: -1}} },
		"0 offences and NaN others":  func(t *hotspot.Training) { t.Counts = []hotspot.CellMonth{{Others: math.NaN()}} },
		"risk of 1 cells; there are": func(t *hotspot.Training) { t.Risk = []float64{1} },
		"risk of cell 0 is 0":        func(t *hotspot.Training) { t.Risk = make([]float64, 7) },
	}
	for want, spoil := range tests {
		training := good
		spoil(&training)
		if _, err := hotspot.NewForecast(training); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one of %q", err, want)
		}
	}
	forecast(t, good)
}

// TestCellMonths counts shares of hours for a clock, everything else as others, and
// nothing off the lattice.
func TestCellMonths(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	night := hotspot.Question{Group: group(t, "robbery"), Clock: clock(t, "nte"), Zone: london(t)}
	friday := offence(t, l.Cells[0], "Robbery of personal property", "23:30")
	noon := offence(t, l.Cells[0], "Robbery", "12:00")
	asb := crime.Offence{Type: crime.AntiSocialBehaviour, Precision: crime.InMonth, Cell: l.Cells[2], More: 4}
	weapon := crime.Offence{Type: "Possession of weapons", Precision: crime.InMonth, Cell: l.Cells[3]}
	away := crime.Offence{Type: "Robbery", Precision: crime.InMonth}
	got := hotspot.CellMonths(l, [][]crime.Offence{{friday, noon, weapon, away}, {asb, friday}}, night)
	want := []hotspot.CellMonth{{Cell: 0, Month: 0, Offences: 1, Others: 1}, {Cell: 2, Month: 1, Others: 5}, {Cell: 0, Month: 1, Offences: 1}}
	if !slices.Equal(got, want) {
		t.Errorf("counts\n%+v, want\n%+v", got, want)
	}
	every := hotspot.CellMonths(l, [][]crime.Offence{{friday, asb, weapon}}, hotspot.Question{Group: group(t, "all"), Clock: clock(t, "all")})
	if want := []hotspot.CellMonth{{Cell: 0, Offences: 1}, {Cell: 2, Others: 5}}; !slices.Equal(every, want) {
		t.Errorf("of all offences\n%+v, want\n%+v", every, want)
	}
}
