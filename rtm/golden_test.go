package rtm_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/hotspot"
	"beatplan/rtm"
)

// The reference is R's (glm, and a stepwise choice written in R) on Chicago's
// burglaries of 2017: 14,079 squares of 200 m, four factors, 48 variables.

// reference returns the directory of the reference.
func reference() string {
	if root := os.Getenv("BEATPLAN_SHARED"); root != "" {
		return root
	}
	return filepath.Join("..", "..", "shared")
}

// chicago returns a file of the reference, or skips where there is none.
func chicago(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(reference(), "golden", "rtm", "chicago", name))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

// columns returns the columns of a table of the reference, as text.
func columns(t testing.TB, name string) map[string][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(chicago(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	c := map[string][]string{}
	for i, name := range records[0] {
		for _, record := range records[1:] {
			c[name] = append(c[name], record[i])
		}
	}
	return c
}

func numbers(t testing.TB, fields []string) []float64 {
	t.Helper()
	v := make([]float64, len(fields))
	for i, field := range fields {
		var err error
		if v[i], err = strconv.ParseFloat(field, 64); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

func points(t testing.TB, x, y []string) []orb.Point {
	t.Helper()
	xs, ys := numbers(t, x), numbers(t, y)
	p := make([]orb.Point, len(xs))
	for i := range p {
		p[i] = orb.Point{xs[i], ys[i]}
	}
	return p
}

// city returns the centres and counts of the cells, and the factors.
func city(t testing.TB) (cells []orb.Point, counts []float64, factors []rtm.Factor) {
	t.Helper()
	c := columns(t, "cells.csv")
	for _, name := range []string{"abandonBuildings", "liquorRetail", "sanitation", "streetLightsOut"} {
		xy := columns(t, name+"_xy.csv")
		factors = append(factors, rtm.Factor{
			Name: name, Features: points(t, xy["X"], xy["Y"]),
			Reaches:    rtm.Ladder(400, true, 3),
			Influences: []rtm.Influence{rtm.Proximity, rtm.Density},
		})
	}
	return points(t, c["x"], c["y"]), numbers(t, c["count"]), factors
}

// only narrows the factors to one variable each, by name.
func only(t testing.TB, factors []rtm.Factor, names ...string) []rtm.Factor {
	t.Helper()
	var narrowed []rtm.Factor
	for _, f := range factors {
		for _, name := range names {
			if rest, ok := strings.CutPrefix(name, f.Name+"_"); ok {
				f.Influences = []rtm.Influence{rtm.Proximity}
				if rest[0] == 'd' {
					f.Influences[0] = rtm.Density
				}
				f.Reaches = numbers(t, []string{rest[1:]})
				narrowed = append(narrowed, f)
			}
		}
	}
	if len(narrowed) != len(names) {
		t.Fatalf("no factors for some of %v", names)
	}
	return narrowed
}

func design(t testing.TB, cells []orb.Point, factors []rtm.Factor) *rtm.Design {
	t.Helper()
	d, err := rtm.NewDesign(cells, factors)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func fit(t testing.TB, d *rtm.Design, counts []float64, s rtm.Settings) *rtm.Model {
	t.Helper()
	m, err := rtm.Fit(d, counts, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func names(m *rtm.Model) []string {
	n := make([]string, len(m.Terms))
	for i, term := range m.Terms {
		n[i] = term.Name()
	}
	return n
}

// Most tests are of Poisson's family, which has closed forms.
var poisson = rtm.Settings{Families: []rtm.Family{rtm.Poisson}}

var relative6 = cmpopts.EquateApprox(1e-6, 0)

func approx(tolerance float64) cmp.Option { return cmpopts.EquateApprox(0, tolerance) }

// The stepwise choice of each family, step by step, and the risk of each cell
// under the one that wins.
func TestStepwiseMatchesR(t *testing.T) {
	t.Parallel()
	var golden struct {
		Families map[rtm.Family]struct {
			Selected      []string
			Path          []rtm.Step
			Coef, SE, RRV []float64
			LogLik        float64
			BIC, AIC      float64
			Extra         struct {
				Theta    float64
				LogSigma float64 `json:"log_sigma"`
			}
		}
		Winner rtm.Family
	}
	if err := json.Unmarshal(chicago(t, "golden_rtm_final.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	d := design(t, cells, factors)
	for _, cull := range rtm.Culls() {
		models, err := rtm.FitAll(d, counts, rtm.Settings{Families: rtm.Families(), Cull: cull})
		if err != nil {
			t.Fatal(err)
		}
		if best := rtm.Best(models); best.Family != golden.Winner {
			t.Errorf("%s wins, want %s", best.Family, golden.Winner)
		}
		for _, m := range models {
			t.Run(string(cull+" "+rtm.Cull(m.Family)), func(t *testing.T) {
				want := golden.Families[m.Family]
				if diff := cmp.Diff(want.Selected, names(m)); diff != "" {
					t.Fatalf("terms (-want +got)\n%s", diff)
				}
				if diff := cmp.Diff(want.Path, m.Path, approx(1e-4)); diff != "" {
					t.Errorf("path (-want +got)\n%s", diff)
				}
				b, se, rrv := []float64{m.Intercept}, []float64{m.InterceptSE}, []float64{}
				for _, term := range m.Terms {
					b, se, rrv = append(b, term.B), append(se, term.SE), append(rrv, term.RRV)
				}
				if diff := cmp.Diff(want.Coef, b, approx(1e-6)); diff != "" {
					t.Errorf("b (-want +got)\n%s", diff)
				}
				if diff := cmp.Diff(want.SE, se, approx(1e-5)); diff != "" {
					t.Errorf("se (-want +got)\n%s", diff)
				}
				if diff := cmp.Diff(want.RRV, rrv, approx(1e-5)); diff != "" {
					t.Errorf("rrv (-want +got)\n%s", diff)
				}
				if diff := cmp.Diff([]float64{want.LogLik, want.AIC, want.BIC}, []float64{m.LogLikelihood, m.AIC, m.BIC}, relative6); diff != "" {
					t.Errorf("log L, AIC, BIC (-want +got)\n%s", diff)
				}
				dispersion := map[rtm.Family]float64{rtm.NB2: 1 / want.Extra.Theta, rtm.NBII: math.Exp(want.Extra.LogSigma)}
				if got := m.Dispersion; (got == nil) != (m.Family == rtm.Poisson) || got != nil && math.Abs(*got-dispersion[m.Family]) > 1e-6 {
					t.Errorf("dispersion %v, want %g", got, dispersion[m.Family])
				}
			})
		}
	}
}

// A model of four given variables, with and without an exposure: each is the
// only one of its factor, and all of them lower the BIC.
func TestFitMatchesR(t *testing.T) {
	t.Parallel()
	type golden struct {
		Coef []struct {
			Term            string
			Estimate, SE, Z float64
			P               float64
		}
		LogLik, Deviance, AIC, BIC float64
		Pearson                    float64 `json:"pearson_chi2"`
		Cells                      int     `json:"nobs"`
	}
	var families struct {
		Plain  golden `json:"poisson"`
		Offset golden `json:"poisson_offset"`
		Null   golden `json:"null_poisson"`
	}
	if err := json.Unmarshal(chicago(t, "golden_poisson.json"), &families); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	exposure := numbers(t, columns(t, "cells.csv")["cell_id"])
	for i, id := range exposure {
		exposure[i] = 1 + math.Mod(id, 5)
	}
	far := []rtm.Factor{{Name: "nowhere", Reaches: []float64{100}}}
	chosen := only(t, factors, "abandonBuildings_d600", "liquorRetail_p400", "sanitation_p200", "streetLightsOut_d1000")
	tests := map[string]struct {
		factors  []rtm.Factor
		settings rtm.Settings
		want     golden
	}{
		"plain":  {chosen, poisson, families.Plain},
		"offset": {chosen, rtm.Settings{Exposure: exposure, Families: poisson.Families}, families.Offset},
		"null":   {far, poisson, families.Null},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := fit(t, design(t, cells, tt.factors), counts, tt.settings)
			slices.SortFunc(m.Terms, func(a, b rtm.Term) int { return strings.Compare(a.Name(), b.Name()) })
			got := golden{
				LogLik: m.LogLikelihood, Deviance: m.Deviance, AIC: m.AIC, BIC: m.BIC,
				Pearson: m.Pearson, Cells: m.Cells, Coef: slices.Clone(tt.want.Coef[:1]),
			}
			if tt.want.Pearson == 0 { // not in the reference
				got.Pearson = 0
			}
			got.Coef[0].Estimate = m.Intercept
			for i, term := range m.Terms {
				got.Coef = append(got.Coef, tt.want.Coef[i+1])
				c := &got.Coef[i+1]
				c.Term, c.Estimate, c.SE, c.Z, c.P = term.Name(), term.B, term.SE, term.Z, term.P
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateApprox(1e-6, 1e-6)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The same four variables under the negative binomial families, and none.
func TestNegativeBinomialMatchesR(t *testing.T) {
	t.Parallel()
	type glm struct {
		Coef               []struct{ Estimate, SE float64 }
		Theta, LogLik, BIC float64
		Sigma              float64
	}
	var golden struct {
		NB2      glm `json:"nb2_MASS"`
		NB2Null  glm `json:"nb2_null"`
		NBI      glm `json:"gamlss_NBI"`
		NBII     glm `json:"gamlss_NBII"`
		NBIINull glm `json:"gamlss_NBII_null"`
		Direct   struct {
			Estimate    []float64
			SE          []float64 `json:"se_observed_information"`
			LogLik, BIC float64
		} `json:"nbii_ml_direct"`
	}
	if err := json.Unmarshal(chicago(t, "golden_negbin.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	four := only(t, factors, "abandonBuildings_d600", "liquorRetail_p400", "sanitation_p200", "streetLightsOut_d1000")
	none := []rtm.Factor{{Name: "nowhere", Reaches: []float64{100}}}
	b := func(g glm) (b []float64) {
		for _, c := range g.Coef {
			b = append(b, c.Estimate)
		}
		return b
	}
	direct := golden.Direct
	var seMASS []float64
	for _, c := range golden.NB2.Coef {
		seMASS = append(seMASS, c.SE)
	}
	tests := map[string]struct {
		factors                 []rtm.Factor
		family                  rtm.Family
		b, se                   []float64 // none: not compared
		dispersion, logLik, bic float64
	}{
		"nb2":         {four, rtm.NB2, b(golden.NB2), seMASS, 1 / golden.NB2.Theta, golden.NB2.LogLik, golden.NB2.BIC},
		"nb2 null":    {none, rtm.NB2, b(golden.NB2Null), nil, 1 / golden.NB2Null.Theta, golden.NB2Null.LogLik, golden.NB2Null.BIC},
		"nb2, gamlss": {four, rtm.NB2, b(golden.NBI)[:5], nil, golden.NBI.Sigma, golden.NBI.LogLik, golden.NB2.BIC},
		"nbii":        {four, rtm.NBII, direct.Estimate[:5], direct.SE[:5], math.Exp(direct.Estimate[5]), direct.LogLik, direct.BIC},
		"nbii null":   {none, rtm.NBII, b(golden.NBIINull)[:1], nil, golden.NBIINull.Sigma, golden.NBIINull.LogLik, golden.NB2Null.BIC},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := fit(t, design(t, cells, tt.factors), counts, rtm.Settings{Families: []rtm.Family{tt.family}})
			slices.SortFunc(m.Terms, func(a, b rtm.Term) int { return strings.Compare(a.Name(), b.Name()) })
			b, se := []float64{m.Intercept}, []float64{m.InterceptSE}
			for _, term := range m.Terms {
				b, se = append(b, term.B), append(se, term.SE)
			}
			if diff := cmp.Diff(tt.b, b, approx(1e-6)); diff != "" {
				t.Errorf("b (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.se, se, approx(1e-5)); tt.se != nil && diff != "" {
				t.Errorf("se (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff([]float64{tt.dispersion, tt.logLik, tt.bic}, []float64{*m.Dispersion, m.LogLikelihood, m.BIC}, relative6); diff != "" {
				t.Errorf("dispersion, log L, BIC (-want +got)\n%s", diff)
			}
		})
	}
}

// Risk in each cell under the model that wins, and how well that ranks the events
// it was fitted to, with what the order of ties can do.
func TestRiskMatchesR(t *testing.T) {
	t.Parallel()
	type pai struct {
		Cells  int
		Hits   float64 `json:"hits_expected"`
		PAI    float64 `json:"PAI_expected"`
		PAIMin float64 `json:"PAI_min"`
		PAIMax float64 `json:"PAI_max"`
		PEI    float64 `json:"PEI_expected"`
	}
	var golden struct {
		PAI []pai `json:"pai_in_sample"`
	}
	if err := json.Unmarshal(chicago(t, "golden_rtm_final.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	d := design(t, cells, factors)
	m := fit(t, d, counts, rtm.Settings{Families: rtm.Families()})
	scores, err := m.Scores(d)
	if err != nil {
		t.Fatal(err)
	}
	want := columns(t, "final_rrs.csv")
	if diff := cmp.Diff(numbers(t, want["rrs"]), scores, relative6); diff != "" {
		t.Errorf("RRS (-want +got)\n%s", diff)
	}
	predicted := make([]float64, len(scores))
	for i, score := range scores {
		predicted[i] = math.Exp(m.Intercept) * score
	}
	if diff := cmp.Diff(numbers(t, want["prediction"]), predicted, relative6); diff != "" {
		t.Errorf("events to expect (-want +got)\n%s", diff)
	}
	for _, want := range golden.PAI {
		areas := slices.Repeat([]float64{1}, len(cells))
		got, err := hotspot.Evaluate(scores, areas, counts, []float64{float64(want.Cells) / float64(len(cells))})
		if err != nil {
			t.Fatal(err)
		}
		a := got[0]
		if diff := cmp.Diff([]float64{want.Hits, want.PAI, want.PAIMin, want.PAIMax, want.PEI}, []float64{a.Hits, a.PAI, a.PAIMin, a.PAIMax, a.PEI}, relative6); diff != "" {
			t.Errorf("%d cells: hits, PAI, least, most, PEI (-want +got)\n%s", want.Cells, diff)
		}
	}
}
