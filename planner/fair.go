package planner

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Fairness says what it costs that no ward has too many of the visits.
type Fairness struct {
	Share float64 `json:"share"`        // of the visits of the plan without the cap, at most, for each ward
	Most  int     `json:"most_visits"`  // so many in a ward
	Free  float64 `json:"harm_without"` // that a plan without the cap covers, days
}

// capWards lets each ward have no more than a share of so many visits. Wards are shared
// things of which visits use one each; spots whose ward is not known are not capped.
func (m *model) capWards(visits int) int {
	most := max(1, int(m.Fair*float64(visits)))
	uses := map[string]int{}
	for j, o := range m.options {
		if o.kind != PatrolStop || m.follows(j) {
			continue
		}
		ward := m.Spots[o.of].Ward
		if ward == "" {
			continue
		}
		if uses[ward] == 0 {
			m.in.Capacity = append(m.in.Capacity, most)
			uses[ward] = len(m.in.Capacity)
		}
		m.in.Options[j].Uses = uses[ward]
	}
	return most
}

// solveFairly solves the problem and, where it has a cap, again with it.
func (m *model) solveFairly() (routes [][]int, byUnits []float64, fair *Fairness, err error) {
	routes, byUnits, err = m.solve()
	if err != nil || m.Fair == 0 || !m.Now.IsZero() {
		return routes, byUnits, nil, err
	}
	free, visits := m.harm(routes), 0
	for _, stops := range routes {
		for _, j := range stops {
			if m.options[j].kind == PatrolStop && !m.follows(j) {
				visits++
			}
		}
	}
	fair = &Fairness{Share: m.Fair, Most: m.capWards(visits), Free: m.Policy.round(free)}
	routes, byUnits, err = m.solve()
	return routes, byUnits, fair, err
}

// HarmPresent returns the harm present in a spot in the whole shift, in days.
func (p Problem) HarmPresent(spot int) float64 {
	return p.Spots[spot].present(0, int(p.End.Sub(p.Start)/time.Second))
}

// A Portion is what a ward, or a tenth of England by deprivation, has of the harm present
// and of the minutes of patrol. Shares are 0 to 1.
type Portion struct {
	Of           string   `json:"of"`
	HarmShare    float64  `json:"harm_share"`
	MinutesShare float64  `json:"minutes_share"`
	Ratio        *float64 `json:"minutes_by_harm,omitempty"` // 1: as many as its harm; none where it has no harm
}

// portions returns those of all values that spots have, in order of the least harm last.
func (p Plan) portions(of func(Spot) string) []Portion {
	harm, long := map[string]float64{}, map[string]float64{}
	var allHarm, allLong float64
	for i, m := range p.spotMetrics() {
		name := of(p.Problem.Spots[i])
		if name == "" {
			continue
		}
		harm[name] += m.HarmPresent
		long[name] += float64(m.Minutes)
		allHarm += m.HarmPresent
		allLong += float64(m.Minutes)
	}
	portions := []Portion{}
	for name := range harm {
		portion := Portion{Of: name, HarmShare: share(harm[name], allHarm), MinutesShare: share(long[name], allLong)}
		if portion.HarmShare > 0 {
			ratio := share(portion.MinutesShare, portion.HarmShare)
			portion.Ratio = &ratio
		}
		portions = append(portions, portion)
	}
	slices.SortFunc(portions, func(a, b Portion) int {
		return cmp.Or(cmp.Compare(b.HarmShare, a.HarmShare), cmp.Compare(a.Of, b.Of))
	})
	return portions
}

func ward(s Spot) string { return s.Ward }

func decile(s Spot) string {
	if s.Decile == 0 {
		return ""
	}
	return fmt.Sprintf("deprivation decile %d", s.Decile)
}

// fairNotes says what the cap costs.
func (p Plan) fairNotes() []string {
	f := p.Fairness
	if f == nil {
		return nil
	}
	cost := max(0, f.Free-p.Harm)
	return []string{fmt.Sprintf("no ward has more than %s, %.0f%% of those of a plan without this cap: it costs %s %s covered, %.1f%%",
		count(f.Most, "visit"), 100*f.Share, p.Problem.Policy.sum(cost), p.Problem.Policy.speech().weighed, 100*cost/max(f.Free, 1e-9))}
}
