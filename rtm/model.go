package rtm

import "math"

// A Model says which variables go with events, and by how much.
type Model struct {
	Family      Family   `json:"family"`
	Intercept   float64  `json:"intercept"` // log of the expected events per unit of exposure in a cell under no influence
	InterceptSE float64  `json:"intercept_se"`
	Dispersion  *float64 `json:"dispersion"` // see [Family]; none for Poisson, which has no such parameter
	Kept        []string `json:"kept"`       // the variables that were tried, as none is left out that the cull kept
	Terms       []Term   `json:"terms"`      // in the order in which they were chosen
	Path        []Step   `json:"path"`       // how they were chosen; the first step is "null"

	LogLikelihood float64 `json:"log_likelihood"`
	AIC           float64 `json:"aic"`
	BIC           float64 `json:"bic"`
	Deviance      float64 `json:"deviance"` // Poisson's, of the expected events
	Pearson       float64 `json:"pearson"`  // Σ (y−μ)²/μ; divided by cells − coefficients it is 1 if counts vary as Poisson's do

	Cells  int `json:"cells"`
	Events int `json:"events"`

	// Shrinkage is what the coefficients of the chosen terms, and their standard errors, were
	// multiplied by, since there are few events: above 0 and below 1. 0: they were not.
	Shrinkage float64 `json:"shrinkage,omitempty"`

	Warnings []string `json:"warnings"` // what was left out, of the design and of the fit, and why
}

// A Term is a variable of a model and its coefficient.
type Term struct {
	Variable
	B   float64 `json:"b"`   // coefficient on the log scale, above 0
	SE  float64 `json:"se"`  // its standard error; too small, as the data chose the variable
	Z   float64 `json:"z"`   // B/SE
	P   float64 `json:"p"`   // Wald's, two-sided; too small as well
	RRV float64 `json:"rrv"` // relative risk value, exp(B): above 1, for a protective factor the times by which it lowers risk

	// RobustSE is the standard error that allows for likeness among the cells of a block and
	// for any dispersion; see [Model.Robust]. 0: not worked out.
	RobustSE float64 `json:"robust_se,omitempty"`

	Longest    bool `json:"end_of_ladder,omitempty"` // its reach is the longest that was tried: it may reach farther
	Adjustment bool `json:"adjustment,omitempty"`    // it was in from the start, and may have either sign
}

// Base returns the intercept as a term. Its RRV is the expected events per unit of
// exposure in a cell under no influence.
func (m *Model) Base() Term {
	z := m.Intercept / m.InterceptSE
	return Term{B: m.Intercept, SE: m.InterceptSE, Z: z, P: twoSided(z), RRV: math.Exp(m.Intercept)}
}

// A Step is one move of the stepwise choice: "+pub_p150" or "-pub_p150".
type Step struct {
	Action string  `json:"action"`
	BIC    float64 `json:"bic"` // after it
}

// Scores returns the relative risk score of each cell of a design: the product
// of the terms' relative risk values over the influences that it is under,
// protective ones dividing, adjustments included. 1 is a cell under no influence. Expected events are
// exposure × exp(Intercept) × score. On other cells than those of the fit, what
// counts as a crowd is taken from the new ones. The error names a term whose
// variable the design lacks.
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
