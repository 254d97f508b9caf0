package rtm_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/rtm"
)

func TestElasticNetMatchesGlmnet(t *testing.T) {
	t.Parallel()
	var golden struct {
		Runs []struct {
			Alpha             float64
			Standardize       bool
			Lower             any
			Lambda, Objective []float64
			Coef              []map[string]float64
		}
	}
	if err := json.Unmarshal(chicago(t, "golden_glmnet.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	d := design(t, cells, factors)
	for _, run := range golden.Runs {
		name := fmt.Sprintf("alpha %g, standardize %t, lower %v", run.Alpha, run.Standardize, run.Lower)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			net := rtm.NewNet(d, counts, run.Standardize, run.Lower == "none")
			b, objective, _, residual, err := net.Solve(run.Alpha, run.Lambda...)
			if err != nil {
				t.Fatal(err)
			}
			if residual > 1e-8 {
				t.Errorf("the conditions of a minimum are missed by %g", residual)
			}
			for i, want := range run.Coef {
				if diff := cmp.Diff(want, net.Named(b[i]), approx(1e-6)); diff != "" {
					t.Errorf("λ %g (-want +got)\n%s", run.Lambda[i], diff)
				}
			}
			if diff := cmp.Diff(run.Objective, objective, approx(1e-8)); diff != "" {
				t.Errorf("objective (-want +got)\n%s", diff)
			}
		})
	}
}

func TestElasticNetMatchesPenalized(t *testing.T) {
	t.Parallel()
	var golden struct {
		Runs []struct {
			Lambda1, Lambda2, LogLik float64
			Coef                     map[string]float64
		}
	}
	if err := json.Unmarshal(chicago(t, "golden_penalized.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	d := design(t, cells, factors)
	net := rtm.NewNet(d, counts, false, false)
	for _, run := range golden.Runs {
		sum := run.Lambda1 + run.Lambda2
		b, _, likelihood, _, err := net.Solve(run.Lambda1/sum, sum/float64(len(cells)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(run.Coef, net.Named(b[0]), approx(1e-6)); diff != "" {
			t.Errorf("λ1 %g, λ2 %g (-want +got)\n%s", run.Lambda1, run.Lambda2, diff)
		}
		if diff := cmp.Diff(run.LogLik, likelihood[0], relative6); diff != "" {
			t.Errorf("log L (-want +got)\n%s", diff)
		}
	}
}

// given returns the folds of the reference, from 0.
func given(t *testing.T) []int {
	var fold []int
	for _, f := range numbers(t, columns(t, "folds5_stratified.csv")["fold"]) {
		fold = append(fold, int(f)-1)
	}
	return fold
}

func TestCrossValidationMatchesGlmnet(t *testing.T) {
	t.Parallel()
	cells, counts, factors := city(t)
	net := rtm.NewNet(design(t, cells, factors), counts, true, false)
	saturated := logLikelihoodOfEach(counts)
	for _, mix := range []float64{1, 0.95, 0.8} {
		t.Run(fmt.Sprint(mix), func(t *testing.T) {
			t.Parallel()
			want := columns(t, fmt.Sprintf("cv_glmnet_alpha%g.csv", mix))
			lambdas := numbers(t, want["lambda"])
			if diff := cmp.Diff(lambdas, net.Path(mix), relative6); diff != "" {
				t.Errorf("λ (-want +got)\n%s", diff)
			}
			deviance, err := net.CrossValidateAsR(given(t), mix, lambdas...)
			if err != nil {
				t.Fatal(err)
			}
			for i, score := range deviance {
				deviance[i] = 2 * (saturated - score) / float64(len(cells))
			}
			if diff := cmp.Diff(numbers(t, want["cvm"]), deviance, approx(1e-6)); diff != "" {
				t.Errorf("deviance of a held-out cell (-want +got)\n%s", diff)
			}
		})
	}
}

// The best penalties, and what they keep.
func TestBestPenaltiesMatchGlmnet(t *testing.T) {
	t.Parallel()
	var golden struct {
		CV []struct {
			Alpha     float64
			LambdaMin float64            `json:"lambda.min"`
			Coef      map[string]float64 `json:"coef_min"`
		}
	}
	if err := json.Unmarshal(chicago(t, "golden_cv_glmnet.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	d := design(t, cells, factors)
	net := rtm.NewNet(d, counts, true, false)
	for _, want := range golden.CV {
		lambdas := net.Path(want.Alpha)
		scores, err := net.CrossValidateAsR(given(t), want.Alpha, lambdas...)
		if err != nil {
			t.Fatal(err)
		}
		best := 0
		for i, score := range scores {
			if score > scores[best] {
				best = i
			}
		}
		if diff := cmp.Diff(want.LambdaMin, lambdas[best], relative6); diff != "" {
			t.Errorf("mix %g: best λ (-want +got)\n%s", want.Alpha, diff)
		}
		b, _, _, _, err := net.Solve(want.Alpha, lambdas[:best+1]...)
		if err != nil {
			t.Fatal(err)
		}
		// Two columns that hold nearly all cells are told apart by little: the
		// reference stops 1.3e-4 short of the minimum in them.
		if diff := cmp.Diff(want.Coef, net.Named(b[best]), approx(2e-4)); diff != "" {
			t.Errorf("mix %g (-want +got)\n%s", want.Alpha, diff)
		}
	}
}

func TestCrossValidationMatchesPenalized(t *testing.T) {
	t.Parallel()
	var golden struct {
		CVL []struct{ Lambda1, Lambda2, CVL float64 }
	}
	if err := json.Unmarshal(chicago(t, "golden_penalized_cvl.json"), &golden); err != nil {
		t.Fatal(err)
	}
	cells, counts, factors := city(t)
	net := rtm.NewNet(design(t, cells, factors), counts, false, false)
	for _, want := range golden.CVL {
		got, err := net.CrossValidateAt(given(t), want.Lambda1, want.Lambda2)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.CVL, got, relative6); diff != "" {
			t.Errorf("λ1 %g, λ2 %g (-want +got)\n%s", want.Lambda1, want.Lambda2, diff)
		}
	}
}

// logLikelihoodOfEach is Poisson's where each count is what was expected.
func logLikelihoodOfEach(counts []float64) (sum float64) {
	for _, y := range counts {
		if y > 0 {
			factorial, _ := math.Lgamma(y + 1)
			sum += y*math.Log(y) - y - factorial
		}
	}
	return sum
}

// Giving up early finds the same best penalty.
func TestCrossValidationGivesUpPastTheBest(t *testing.T) {
	t.Parallel()
	cells, counts, factors := city(t)
	net := rtm.NewNet(design(t, cells, factors), counts, false, false)
	lambdas := net.Path(0.95)
	whole, err := net.CrossValidate(given(t), 0.95, lambdas...)
	if err != nil {
		t.Fatal(err)
	}
	part, err := net.CrossValidateWith(3, given(t), 0.95, lambdas...)
	if err != nil {
		t.Fatal(err)
	}
	if len(whole) != len(lambdas) || len(part) >= len(whole) {
		t.Fatalf("%d penalties tried of %d, and %d with less patience", len(whole), len(lambdas), len(part))
	}
	if diff := cmp.Diff(whole[:len(part)], part); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if a, b := slices.Index(whole, slices.Max(whole)), slices.Index(part, slices.Max(part)); a != b {
		t.Errorf("best is number %d, and %d with less patience", a, b)
	}
}
