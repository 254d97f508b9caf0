package app

import (
	"fmt"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/hotspot"
	"beatplan/planner"
	"beatplan/study"
)

// PlanAccuracy is how much of the harm that a whole area expects in a shift is at the spots
// that a plan visits, in the words of [hotspot.Accuracy]. It is of where, not of when.
type PlanAccuracy struct {
	Harm    float64 `json:"harm_expected"` // in the whole area in the shift, without excluded places: days of imprisonment, or offences where the operation counts them
	Whole   float64 `json:"area_m2"`       // of the whole area: all land that the group counts on, excluded places with it
	HitRate float64 `json:"hit_rate"`      // share of the harm that is at the spots visited
	Area    float64 `json:"area"`          // share of the ground that they take
	PAI     float64 `json:"pai"`           // hit rate ÷ area
	PEI     float64 `json:"pei"`           // hit rate ÷ the most that any cells of as much ground hold
}

// wholeOf hands the whole area of a shift to its planner.
func wholeOf(w study.Whole) *planner.Whole {
	whole := planner.Whole{Area: w.Area, Harm: w.Harm}
	for _, c := range w.Cells {
		whole.Cells = append(whole.Cells, planner.WholeCell(c))
	}
	return &whole
}

// measure says how accurate a plan is, or why that is not known.
func (p *PlanResult) measure(solved planner.Plan) error {
	p.Accuracy, p.Unmeasured = nil, ""
	whole, visited := solved.Problem.Whole, solved.Visited()
	switch {
	case whole == nil:
		p.Unmeasured = unkept
	case whole.Harm == 0:
		p.Unmeasured = "no harm is expected in the area in this shift"
	case len(visited) == 0:
		p.Unmeasured = "the plan visits no spot"
	}
	if p.Unmeasured != "" {
		return nil
	}
	var scores, areas, harm []float64
	var ground float64
	rest := planner.WholeCell{Area: whole.Area, Harm: whole.Harm}
	add := func(c planner.WholeCell, score float64) {
		scores, areas, harm = append(scores, score), append(areas, c.Area), append(harm, max(0, c.Harm))
		rest.Area, rest.Harm = rest.Area-c.Area, rest.Harm-c.Harm
	}
	for _, c := range whole.Cells {
		if visited[c.Spot] {
			ground += c.Area
			add(c, 1)
		} else {
			add(c, 0)
		}
	}
	if rest.Area > 0 { // each of these cells has less harm on the ground than any ideal ground
		add(rest, 0)
	}
	found, err := hotspot.Evaluate(scores, areas, harm, []float64{min(1, ground/whole.Area)})
	if err != nil {
		return fmt.Errorf("accuracy of plan %s: %w", p.ID, err)
	}
	a := found[0]
	p.Accuracy = &PlanAccuracy{Harm: whole.Harm, Whole: whole.Area, HitRate: a.HitRate, Area: a.Area, PAI: a.PAI, PEI: a.PEI}
	return nil
}

// unkept says why an old plan has no accuracy.
const unkept = "the plan was made before the harm of its whole area was kept: make it anew"

// AccuracyWords says how accurate a plan is in a line, or why that is not known.
func (p PlanResult) AccuracyWords() string {
	a := p.Accuracy
	if a == nil {
		why := p.Unmeasured
		if why == "" {
			why = unkept
		}
		return "PAI and PEI are not known: " + why
	}
	return fmt.Sprintf("the spots visited have %s%% of the %s expected in the shift on all land that the group counts on, and take %s%% of it: PAI %s, PEI %s",
		english.Ratio(100*a.HitRate), p.expected(), english.Ratio(100*a.Area), english.Ratio(a.PAI), english.Ratio(a.PEI))
}

// expected names what is expected at a plan's spots.
func (p PlanResult) expected() string {
	if p.Measure == crime.ByCount {
		return "offences"
	}
	return "harm"
}
