package hotspot

import "errors"

// ErrNothing says that there is nothing whose concentration could be measured.
var ErrNothing = errors.New("nothing was counted: there is no concentration of it")

// A LorenzPoint says what share of everything the fullest places hold.
type LorenzPoint struct {
	Places float64 `json:"places"` // share of the places, fullest first, 0 to 1
	Held   float64 `json:"held"`   // share of the total that they hold, 0 to 1
}

// A Concentration says how unevenly something is spread over places of equal size.
type Concentration struct {
	Gini    float64 `json:"gini"` // 0: every place has the same; near 1: one has all
	Quarter float64 `json:"places_with_25_percent"`
	Half    float64 `json:"places_with_50_percent"`
	Most    float64 `json:"places_with_80_percent"` // the least share of the places that holds so much, 0 to 1
	Top     float64 `json:"held_by_20_percent"`     // share of the total that the fullest fifth of the places holds
}

// Concentrated measures the concentration of values, 0 or more, over places of
// equal size. Without any above 0 the error is ErrNothing. The cost is that of
// sorting those that are not 0.
func Concentrated(values []float64) (Concentration, error) {
	curve, err := Lorenz(values, 5)
	if err != nil {
		return Concentration{}, err
	}
	c := Concentration{Top: curve[1].Held}
	c.Gini, _ = Gini(values)
	n := float64(len(values))
	c.Quarter, c.Half, c.Most = float64(CellsHolding(values, 0.25))/n, float64(CellsHolding(values, 0.5))/n, float64(CellsHolding(values, 0.8))/n
	return c, nil
}

// Lorenz returns the curve of what the fullest places hold, from none of them to
// all, in so many steps. Values are 0 or more; without any above 0 the error is
// ErrNothing.
func Lorenz(values []float64, steps int) ([]LorenzPoint, error) {
	some := nonzero(values)
	total := 0.0
	for _, v := range some {
		if !(v >= 0) {
			return nil, errors.New("a value below 0 has no share of the total")
		}
		total += v
	}
	if total == 0 || !finite(total) {
		return nil, ErrNothing
	}
	steps = max(1, steps)
	curve := make([]LorenzPoint, steps+1)
	held, taken := 0.0, 0
	for s := range curve {
		for ; taken < len(values)*s/steps; taken++ {
			if taken < len(some) {
				held += some[taken]
			}
		}
		curve[s] = LorenzPoint{Places: float64(taken) / float64(len(values)), Held: min(held/total, 1)}
	}
	return curve, nil
}
