package app

import (
	"io"
	"strings"

	"beatplan/internal/fault"
	"beatplan/rtm"
)

// MatrixRequest asks for models of a matrix that an analyst has made.
type MatrixRequest struct {
	Family string // one of rtm's, or all of them: the lowest BIC wins; empty: NBII
	Cull   string // one of rtm's; empty: the elastic net
	Seed   uint64 // of the folds of the elastic net
}

// A MatrixModel is the model of a matrix. Coefficients are named as its columns
// are.
type MatrixModel struct {
	Family        rtm.Family                 `json:"family"`
	Cells         int                        `json:"cells"`
	Events        int                        `json:"events"`
	Kept          []string                   `json:"kept"`
	Path          []rtm.Step                 `json:"path"`
	Selected      []string                   `json:"selected"`
	Intercept     Coefficient                `json:"intercept"`
	Coefficients  map[string]Coefficient     `json:"coefficients"`
	Dispersion    *float64                   `json:"dispersion"`
	LogLikelihood float64                    `json:"log_likelihood"`
	BIC           float64                    `json:"bic"`
	Warnings      []string                   `json:"warnings"`
	Families      map[rtm.Family]MatrixModel `json:"families,omitempty"` // all of them, if all were asked for
}

// A Coefficient is on the log scale; the RRV is its exponential.
type Coefficient struct {
	B   float64 `json:"b"`
	SE  float64 `json:"se"`
	P   float64 `json:"p"`
	RRV float64 `json:"rrv"`
}

// FitMatrix fits a matrix, as [rtm.ReadMatrix] reads it. It needs no database.
func FitMatrix(r io.Reader, ask MatrixRequest) (MatrixModel, error) {
	families, err := families(ask.Family)
	if err != nil {
		return MatrixModel{}, err
	}
	cull, err := cull(ask.Cull, rtm.ElasticNet)
	if err != nil {
		return MatrixModel{}, err
	}
	m, err := rtm.ReadMatrix(r)
	if err != nil {
		return MatrixModel{}, fault.New(fault.Invalid, "%w", err)
	}
	models, err := rtm.FitAll(m.Design, m.Counts, rtm.Settings{Exposure: m.Exposure, Families: families, Cull: cull, Seed: ask.Seed})
	if err != nil {
		return MatrixModel{}, fault.New(fault.Unprocessable, "%w", err)
	}
	best := matrixModel(rtm.Best(models))
	if ask.Family == allFamilies {
		best.Families = map[rtm.Family]MatrixModel{}
		for _, model := range models {
			best.Families[model.Family] = matrixModel(model)
		}
	}
	return best, nil
}

// allFamilies asks for a model of each family.
const allFamilies = "all"

// families returns the families that a name asks for.
func families(name string) ([]rtm.Family, error) {
	switch name {
	case allFamilies:
		return rtm.Families(), nil
	case "":
		return []rtm.Family{rtm.NBII}, nil
	}
	for _, f := range rtm.Families() {
		if string(f) == name {
			return []rtm.Family{f}, nil
		}
	}
	return nil, fault.New(fault.Invalid, "no family %q; there are %s and %s", name, listed(rtm.Families()), allFamilies)
}

// cull returns the cull of a name, or the usual one for none.
func cull(name string, usual rtm.Cull) (rtm.Cull, error) {
	if name == "" {
		return usual, nil
	}
	for _, c := range rtm.Culls() {
		if string(c) == name {
			return c, nil
		}
	}
	return "", fault.New(fault.Invalid, "no cull %q; there are %s", name, listed(rtm.Culls()))
}

// criterion returns the criterion of a name, or the usual one for none.
func criterion(name string, usual rtm.Criterion) (rtm.Criterion, error) {
	if name == "" {
		return usual, nil
	}
	for _, c := range rtm.Criteria() {
		if string(c) == name {
			return c, nil
		}
	}
	return "", fault.New(fault.Invalid, "no criterion %q; there are %s", name, listed(rtm.Criteria()))
}

func listed[S ~string](names []S) string {
	s := make([]string, len(names))
	for i, n := range names {
		s[i] = string(n)
	}
	return strings.Join(s, ", ")
}

func matrixModel(m *rtm.Model) MatrixModel {
	model := MatrixModel{
		Family: m.Family, Cells: m.Cells, Events: m.Events, Kept: m.Kept, Path: m.Path,
		Selected: []string{}, Coefficients: map[string]Coefficient{}, Dispersion: m.Dispersion,
		LogLikelihood: m.LogLikelihood, BIC: m.BIC, Warnings: m.Warnings,
	}
	intercept := m.Base()
	model.Intercept = Coefficient{intercept.B, intercept.SE, intercept.P, intercept.RRV}
	for _, t := range m.Terms {
		model.Selected = append(model.Selected, t.Name())
		model.Coefficients[t.Name()] = Coefficient{t.B, t.SE, t.P, t.RRV}
	}
	return model
}
