package rtm_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/stat/distuv"

	"beatplan/rtm"
)

// A planted influence makes places riskier by a known factor.
type planted struct {
	rtm.Variable
	rrv float64
}

// world returns the design of an invented town, 6 km across, and offences drawn at
// the rate that the truth says. Factors that it leaves out are noise.
func world(seed uint64, truth ...planted) (d *rtm.Design, counts []float64, err error) {
	rng := rand.New(rand.NewPCG(seed, 7))
	cells := grid(60)
	var factors []rtm.Factor
	for _, f := range []struct {
		name     string
		features int
	}{{"bench", 60}, {"cash", 90}, {"pub", 60}, {"school", 30}, {"station", 20}} {
		features := make([]orb.Point, f.features)
		for i := range features {
			features[i] = orb.Point{6000 * rng.Float64(), 6000 * rng.Float64()}
		}
		factors = append(factors, rtm.Factor{
			Name: f.name, Features: features, Reaches: rtm.Ladder(200, true, 3),
			Influences: []rtm.Influence{rtm.Proximity, rtm.Density},
		})
	}
	if d, err = rtm.NewDesign(cells, factors); err != nil {
		return nil, nil, err
	}
	rate := slices.Repeat([]float64{0.3}, len(cells))
	for _, p := range truth {
		for i, under := range d.Under(p.Variable) {
			rate[i] *= 1 + under*(p.rrv-1)
		}
	}
	for _, r := range rate {
		counts = append(counts, distuv.Poisson{Lambda: r, Src: rng}.Rand())
	}
	return d, counts, nil
}

func TestPlantedTruthIsFound(t *testing.T) {
	t.Parallel()
	truth := []planted{
		{rtm.Variable{Factor: "cash", Influence: rtm.Density, Reach: 300}, 2},
		{rtm.Variable{Factor: "pub", Influence: rtm.Proximity, Reach: 200}, 3},
		{rtm.Variable{Factor: "station", Influence: rtm.Proximity, Reach: 400}, 1.7},
	}
	const seeds = 40
	covered, others := 0, 0
	for seed := range uint64(seeds) {
		d, counts, err := world(seed, truth...)
		if err != nil {
			t.Fatal(err)
		}
		m := fit(t, d, counts, rtm.Settings{})
		for _, p := range truth {
			i := slices.IndexFunc(m.Terms, func(t rtm.Term) bool { return t.Variable == p.Variable })
			if i < 0 {
				t.Fatalf("seed %d: %s is not among %v", seed, p.Name(), names(m))
			}
			if math.Abs(m.Terms[i].B-math.Log(p.rrv)) <= 1.96*m.Terms[i].SE {
				covered++
			}
		}
		others += len(m.Terms) - len(truth)
	}
	// 95% intervals, and choices as rarely wrong as in a world without influences.
	if planted := seeds * len(truth); covered < planted*9/10 {
		t.Errorf("%d of %d intervals hold the planted risk", covered, planted)
	}
	if others > seeds/10 {
		t.Errorf("%d terms in %d models that nobody planted", others, seeds)
	}
}

// The BIC asks for z > √ln 3600 = 2.9 of the best of 60 variables: where nothing
// matters, it is fooled now and then.
func TestNullWorldHasNoFactors(t *testing.T) {
	t.Parallel()
	const seeds = 100
	fooled := 0
	for seed := range uint64(seeds) {
		d, counts, err := world(seed)
		if err != nil {
			t.Fatal(err)
		}
		if m := fit(t, d, counts, rtm.Settings{}); len(m.Terms) > 0 {
			fooled++
		}
	}
	if fooled > seeds/10 {
		t.Errorf("factors are found in %d of %d worlds that have none", fooled, seeds)
	}
}

// A proxy is chosen first, and goes when what it stood for has come.
func TestNeedlessVariableIsDropped(t *testing.T) {
	t.Parallel()
	// A town of 100 cells with a risky place of 30 cells at either end.
	counts := slices.Repeat([]float64{1}, 1000)
	for i := range 100 {
		switch {
		case i < 30, i >= 70:
			counts[i] = 3
		case i < 46:
			counts[i] = 2
		}
	}
	d := design(t, row(1000), []rtm.Factor{around("left", 1450, 1450), around("right", 8450, 1450), around("town", 4950, 4950)})
	m := fit(t, d, counts, rtm.Settings{})
	var actions []string
	for _, step := range m.Path {
		actions = append(actions, step.Action)
	}
	if diff := cmp.Diff([]string{"null", "+town_p4950", "+left_p1450", "+right_p1450", "-town_p4950"}, actions); diff != "" {
		t.Errorf("path (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"left_p1450", "right_p1450"}, names(m)); diff != "" {
		t.Errorf("terms (-want +got)\n%s", diff)
	}
}
