package app

import (
	"io"
	"slices"
	"strings"

	"beatplan/internal/fault"
	"beatplan/rtm"
)

// MatrixRequest asks for models of a matrix that an analyst has made.
type MatrixRequest struct {
	Family string // one of rtm's, or all of them: the lowest BIC wins; empty: NBII
	Cull   string // one of rtm's; empty: as rtm fit has it

	Criterion  string   // one of rtm's; empty: as rtm fit has it
	Protective []string // names of factors that are thought to make places safer
	Always     []string // names of factors that are in every model, with either sign
	Seed       uint64   // of the folds of the elastic net
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
	Families      map[rtm.Family]MatrixModel `json:"families,omitempty"`  // all of them, if all were asked for
	Shrinkage     float64                    `json:"shrinkage,omitempty"` // see rtm.Model
	Notes         []string                   `json:"notes"`
	Scores        []MatrixScore              `json:"-"` // of each cell
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
	s := FitSettings()
	s.Families, s.Seed, s.Always = families, ask.Seed, ask.Always
	if s.Cull, err = cull(ask.Cull, s.Cull); err != nil {
		return MatrixModel{}, err
	}
	if s.Criterion, err = criterion(ask.Criterion, s.Criterion); err != nil {
		return MatrixModel{}, err
	}
	m, err := rtm.ReadMatrix(r)
	if err != nil {
		return MatrixModel{}, fault.New(fault.Invalid, "%w", err)
	}
	for _, name := range slices.Concat(ask.Protective, ask.Always) {
		if !m.Design.Has(name) {
			return MatrixModel{}, fault.New(fault.Invalid, "no factor %s: no column is named %s_p200 or the like", name, name)
		}
	}
	m.Design.Protect(ask.Protective)
	s.Exposure = m.Exposure
	models, err := rtm.FitAll(m.Design, m.Counts, s)
	if err != nil {
		return MatrixModel{}, fault.New(fault.Unprocessable, "%w", err)
	}
	chosen := rtm.Best(models)
	best := matrixModel(chosen)
	if best.Scores, err = matrixScores(chosen, m); err != nil {
		return MatrixModel{}, err
	}
	if ask.Family == allFamilies {
		best.Families = map[rtm.Family]MatrixModel{}
		for _, model := range models {
			each := matrixModel(model)
			if each.Scores, err = matrixScores(model, m); err != nil {
				return MatrixModel{}, err
			}
			best.Families[model.Family] = each
		}
	}
	return best, nil
}

// A MatrixScore is what a model says of one cell of a matrix.
type MatrixScore struct {
	Cell     string
	Count    float64
	Score    float64 // relative risk
	Expected float64 // events
}

// matrixScores returns those of each cell, in the order of the file.
func matrixScores(model *rtm.Model, m *rtm.Matrix) ([]MatrixScore, error) {
	scores, err := model.Scores(m.Design)
	if err != nil {
		return nil, err
	}
	expected, err := model.Expected(m.Design, m.Exposure)
	if err != nil {
		return nil, err
	}
	all := make([]MatrixScore, len(scores))
	for i := range all {
		all[i] = MatrixScore{m.Cells[i], m.Counts[i], scores[i], expected[i]}
	}
	return all, nil
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
		LogLikelihood: m.LogLikelihood, BIC: m.BIC, Warnings: m.Warnings, Shrinkage: m.Shrinkage, Notes: append([]string{}, fitNotes(m)...),
	}
	intercept := m.Base()
	model.Intercept = Coefficient{intercept.B, intercept.SE, intercept.P, intercept.RRV}
	for _, t := range m.Terms {
		model.Selected = append(model.Selected, t.Name())
		model.Coefficients[t.Name()] = Coefficient{t.B, t.SE, t.P, t.RRV}
	}
	return model
}
