package rtm

import "math"

// A Model says which variables go with events, and by how much.
type Model struct {
	Family    string      `json:"family"` // "poisson"
	Intercept Coefficient `json:"intercept"`
	Terms     []Term      `json:"terms"` // in the order in which they were chosen
	Path      []Step      `json:"path"`  // how they were chosen; the first step is "null"

	LogLikelihood float64 `json:"log_likelihood"`
	AIC           float64 `json:"aic"`
	BIC           float64 `json:"bic"`
	Deviance      float64 `json:"deviance"`
	Pearson       float64 `json:"pearson"` // Σ (y−μ)²/μ; divided by cells − coefficients it is 1 if counts vary as Poisson's do

	Cells    int      `json:"cells"`
	Events   int      `json:"events"`
	Warnings []string `json:"warnings"` // what was left out, of the design and of the fit, and why
}

// A Coefficient is an estimate on the log scale.
type Coefficient struct {
	B  float64 `json:"b"`
	SE float64 `json:"se"`
	Z  float64 `json:"z"` // B/SE
	P  float64 `json:"p"` // Wald's, two-sided; too small after selection, as SE is
}

// A Term is a variable of a model and its coefficient, which is above 0.
type Term struct {
	Variable
	Coefficient
	RRV float64 `json:"rrv"` // relative risk value, exp(B): above 1, for a protective factor the times by which it lowers risk
}

// A Step is one move of the stepwise choice: "+pub_p150" or "-pub_p150".
type Step struct {
	Action string  `json:"action"`
	BIC    float64 `json:"bic"` // after it
}

// Scores returns the relative risk score of each cell of a design: the product
// of the terms' relative risk values over the influences that it is under,
// protective ones dividing. 1 is a cell under no influence. The error names a
// term whose variable the design lacks.
func (m *Model) Scores(d *Design) ([]float64, error) {
	scores := make([]float64, d.cells)
	for i := range scores {
		scores[i] = 1
	}
	for _, t := range m.Terms {
		c, err := d.column(t.Variable)
		if err != nil {
			return nil, err
		}
		times := math.Exp(t.sign() * t.B)
		for i := range c.on.all {
			scores[i] *= times
		}
	}
	return scores, nil
}
