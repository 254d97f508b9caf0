package zones

import (
	"fmt"
	"maps"
	"slices"
)

// A Tier says how much attention a focus area gets.
type Tier string

// The tiers, most harm first.
const (
	Primary   Tier = "primary"
	Secondary Tier = "secondary"
	Tertiary  Tier = "tertiary"
)

// tiers are all of them, most harm first.
func tiers() []Tier { return []Tier{Primary, Secondary, Tertiary} }

// A PerTier has one number for each tier.
type PerTier[N int | float64] struct {
	Primary   N `json:"primary"`
	Secondary N `json:"secondary"`
	Tertiary  N `json:"tertiary"`
}

// of returns the number of the ith tier, the primary first.
func (p PerTier[N]) of(i int) N { return [...]N{p.Primary, p.Secondary, p.Tertiary}[i] }

func (p PerTier[N]) sum() N { return p.Primary + p.Secondary + p.Tertiary }

// Settings say what makes a focus area. Every share is 0 to 1.
type Settings struct {
	Mask  bool    `json:"mask"`    // where hours are unknown, licensed premises near stand for them
	Reach float64 `json:"reach_m"` // metres within which premises count
	Half  float64 `json:"half"`    // weight of premises near at which half of the offences are taken for night-time economy

	Cap    float64 `json:"cap_ha"` // hectares, the most of one area; at least two cells
	Floor  float64 `json:"floor"`  // a cell joins with this share of the area's harm a hectare
	Fringe float64 `json:"fringe"` // a neighbour of an area with less than this share of its harm a hectare is its fringe
	Pile   float64 `json:"pile"`   // an area with more than this share of its offences at one point is an address; 1: none is

	HotTimes      float64 `json:"hot_times"`      // a hot month has this many times the usual offences a hectare of the district
	HotLeast      float64 `json:"hot_least"`      // and at least so many offences
	HotShare      float64 `json:"hot_share"`      // of the months that must be hot
	LeastPremises float64 `json:"least_premises"` // weight of premises near an area's best point

	Least    PerTier[float64] `json:"least"`           // offences a month taken for night-time economy
	Budget   PerTier[int]     `json:"budget"`          // areas of a district
	Force    PerTier[int]     `json:"force_budget"`    // areas of all districts together, if there are several
	SingleIs float64          `json:"single_event_is"` // days of imprisonment, the most that one offence counts for
}

// NightTimeEconomy returns the settings for a district's night-time economy at
// resolution 10.
func NightTimeEconomy() Settings {
	return Settings{
		Mask: true, Reach: 250, Half: 3,
		Cap: 15, Floor: 0.15, Fringe: 0.1, Pile: 0.5,
		HotTimes: 1.25, HotLeast: 2, HotShare: 1.0 / 3, LeastPremises: 3,
		Least:    PerTier[float64]{4, 2, 1},
		Budget:   PerTier[int]{3, 3, 4},
		Force:    PerTier[int]{10, 15, 20},
		SingleIs: 365,
	}
}

// StreetRobbery returns the settings for knife crime and robbery, which are few:
// small areas, no premises asked for, and a month is hot with one offence.
func StreetRobbery() Settings {
	s := NightTimeEconomy()
	s.Mask, s.Cap, s.Floor, s.Pile = false, 7, 0.2, 1
	s.HotTimes, s.HotLeast = 0, 1
	s.Least = PerTier[float64]{0.6, 0.45, 0.33}
	return s
}

// WithBudget returns the settings for a number of areas of a district: at most three
// primary and three secondary, the others tertiary.
func (s Settings) WithBudget(areas int) Settings {
	const each = 3
	s.Budget.Primary = min(areas, each)
	s.Budget.Secondary = min(areas-s.Budget.Primary, each)
	s.Budget.Tertiary = areas - s.Budget.Primary - s.Budget.Secondary
	return s
}

// check returns an error that names a setting out of its range. Largest is the
// area in square metres of the largest cell.
func (s Settings) check(largest float64) error {
	shares := map[string]float64{"floor": s.Floor, "fringe": s.Fringe, "pile": s.Pile, "hot_share": s.HotShare}
	for _, name := range slices.Sorted(maps.Keys(shares)) {
		if v := shares[name]; !(v >= 0 && v <= 1) {
			return fmt.Errorf("%s %g: a share is 0 to 1", name, v)
		}
	}
	counts := map[string]float64{
		"hot_times": s.HotTimes, "hot_least": s.HotLeast, "least_premises": s.LeastPremises,
		"least.primary": s.Least.Primary, "least.secondary": s.Least.Secondary, "least.tertiary": s.Least.Tertiary,
		"budget.primary": float64(s.Budget.Primary), "budget.secondary": float64(s.Budget.Secondary), "budget.tertiary": float64(s.Budget.Tertiary),
		"force_budget.primary": float64(s.Force.Primary), "force_budget.secondary": float64(s.Force.Secondary), "force_budget.tertiary": float64(s.Force.Tertiary),
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if v := counts[name]; !(v >= 0) {
			return fmt.Errorf("%s %g: it cannot be less than 0", name, v)
		}
	}
	switch {
	case !(s.Reach > 0 && s.Reach <= 5000):
		return fmt.Errorf("reach_m %g: above 0 and at most 5,000 metres", s.Reach)
	case !(s.Half > 0):
		return fmt.Errorf("half %g: the weight of premises must be above 0", s.Half)
	case !(s.SingleIs > 0):
		return fmt.Errorf("single_event_is %g: days above 0", s.SingleIs)
	case !(s.Cap >= 2*largest/squareMetres):
		return fmt.Errorf("cap_ha %g: two cells have %.1f ha, which is the least", s.Cap, 2*largest/squareMetres)
	case s.Budget.sum() == 0:
		return fmt.Errorf("budget: ask for at least one area")
	case s.Least.Primary < s.Least.Secondary || s.Least.Secondary < s.Least.Tertiary:
		return fmt.Errorf("least %g, %g, %g: a higher tier cannot ask for fewer offences than a lower one", s.Least.Primary, s.Least.Secondary, s.Least.Tertiary)
	}
	return nil
}

// squareMetres of a hectare.
const squareMetres = 1e4
