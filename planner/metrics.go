package planner

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// longStop is how long units stay in trials that reduced crime (Koper 1995).
const longStop = 15 * time.Minute

// Metrics is what a plan says about itself. Harm is in days of imprisonment,
// shares are 0 to 1.
type Metrics struct {
	HarmCovered float64 `json:"harm_covered"`    // the worth of all visits: see Policy.Measure
	HarmBest    float64 `json:"harm_best"`       // what the best plan that was found covers: this one is drawn among those near it
	UpperBound  float64 `json:"upper_bound"`     // no plan covers more
	GapPct      float64 `json:"gap_pct"`         // what is missing to the bound, per cent of it
	HarmPresent float64 `json:"harm_present"`    // in all spots, in the whole shift
	HarmShare   float64 `json:"harm_hour_share"` // of HarmPresent, what the visits cover, each in full

	HarmPerHour  float64 `json:"harm_covered_per_patrol_hour"` // of the units' shifts
	TravelShare  float64 `json:"travel_share"`                 // of the units' shifts
	DosageMet    float64 `json:"dosage_met_share"`             // spots with all their target visits and minutes
	MaxSpotShare float64 `json:"max_area_share_of_minutes"`    // the most that one spot has of the patrol minutes
	OrderEntropy float64 `json:"order_entropy"`                // of moves from spot to spot: 1 none repeats, 0 all are the same

	RandomMean   float64 `json:"random_mean"` // harm that random allocations of the same units cover
	RandomLow    float64 `json:"random_low"`  // the ends of the middle 95% of them
	RandomHigh   float64 `json:"random_high"`
	RandomDraws  int     `json:"random_draws,omitempty"` // how many there are; 0: an old plan does not say
	HarmInBreaks float64 `json:"harm_present_in_breaks"` // by the share of units on break
	KeptByOne    float64 `json:"spots_kept_by_one_unit"` // share of the spots with a visit
	Spread       int     `json:"busy_spread_min"`        // by how much the busiest unit is busier than the idlest
	Suffice      int     `json:"units_that_suffice"`     // for 99% of the harm covered; 0 where there is none

	ByUnits []float64  `json:"harm_covered_by_units"` // by the first unit, the first two …
	Street  []HalfHour `json:"street"`                // by half hour

	Fairness *Fairness `json:"fairness,omitempty"` // what a cap on the visits of a ward costs
	Wards    []Portion `json:"wards"`              // where the wards of spots are known
	Deciles  []Portion `json:"deciles"`            // of deprivation, likewise
	Standby  []Standby `json:"response"`           // units that have places, not routes

	Visits          int      `json:"visits"`
	EngagementStops int      `json:"engagement_stops"`
	TravelMinutes   int      `json:"travel_min"`
	LongStops       *int     `json:"stops_of_15_min,omitempty"`         // visits, calls and posts that last as long, or longer; a visit by two units is one. Nil in an old plan
	OfficerHours    float64  `json:"officer_hours,omitempty"`           // of the units' shifts, by their officers; one where nobody says. 0: an old plan does not say
	OfficersThere   *float64 `json:"officer_hours_at_places,omitempty"` // of these, at stops; nil in an old plan
	TravelMetres    float64  `json:"travel_m"`
	TravelEngine    string   `json:"travel_engine"`

	Units []UnitMetrics `json:"unit_metrics"`
	Spots []SpotMetrics `json:"spot_metrics"`
}

// UnitMetrics are the minutes of one unit. Travel, dwell, break and slack add up
// to its shift.
type UnitMetrics struct {
	Unit            string  `json:"unit"`
	Visits          int     `json:"visits"`
	EngagementStops int     `json:"engagement_stops"`
	TravelMinutes   int     `json:"travel_min"`
	DwellMinutes    int     `json:"dwell_min"`
	BreakMinutes    int     `json:"break_min"`
	SlackMinutes    int     `json:"slack_min"`
	TravelMetres    float64 `json:"travel_m"`
	Utilisation     float64 `json:"utilisation"`          // share of the shift in travel and at stops
	HarmWithout     float64 `json:"harm_covered_without"` // by the others' routes as they are, if it drops out
}

// SpotMetrics are the visits of one spot: targeted and planned.
type SpotMetrics struct {
	Area          string  `json:"area"`
	TargetVisits  int     `json:"target_visits"`
	Visits        int     `json:"planned_visits"`
	TargetMinutes int     `json:"target_minutes"`
	Minutes       int     `json:"planned_minutes"`
	CapMinutes    int     `json:"cap_minutes"`
	HarmPresent   float64 `json:"harm_present"`
	HarmCovered   float64 `json:"harm_covered"`
	Unseen        int     `json:"longest_unseen_min"` // the longest time within the shift without a patrol
}

// Metrics measures the plan.
func (p Plan) Metrics() Metrics {
	harm := p.Problem.Policy.round
	m := Metrics{HarmCovered: harm(p.Harm), HarmBest: harm(p.Best), UpperBound: harm(p.Bound), GapPct: p.gap()}
	m.TravelEngine, _ = p.Problem.Travel.Engine()
	m.Spots = p.spotMetrics()
	m.RandomMean, m.RandomLow, m.RandomHigh = harm(p.Random.Mean), harm(p.Random.Low), harm(p.Random.High)
	m.RandomDraws = p.Random.N
	m.HarmInBreaks, m.KeptByOne = harm(p.harmInBreaks()), p.kept()
	m.Spread, m.Suffice, m.Street = minutes(p.spread()), p.Suffice(), p.street()
	m.Fairness, m.Wards, m.Deciles, m.Standby = p.Fairness, p.portions(ward), p.portions(decile), p.standby()
	m.ByUnits = []float64{}
	for _, covered := range p.ByUnits {
		m.ByUnits = append(m.ByUnits, harm(covered))
	}
	var shift, travel time.Duration
	var minutesOnSpots, visited, present, there float64
	long := 0
	for i, r := range p.Routes {
		u := p.unitMetrics(i)
		m.Units = append(m.Units, u)
		m.Visits += u.Visits
		m.EngagementStops += u.EngagementStops
		m.TravelMinutes += u.TravelMinutes
		m.TravelMetres += u.TravelMetres
		whole := p.Problem.shift(p.Problem.Units[i]).length()
		officers := float64(max(1, p.Problem.Units[i].Officers))
		m.OfficerHours += officers * whole.Hours()
		there += officers * float64(u.DwellMinutes) / 60
		shift += whole
		travel += r.Travel
		for _, s := range r.Stops {
			visited += s.Harm
			if stay := s.Depart.Sub(s.Arrive); s.Kind != BreakStop && s.Kind != AwayStop && !s.Second && stay >= longStop {
				long++
			}
			if s.Second {
				m.Visits--
			}
		}
	}
	met, most := 0, 0
	for i, s := range m.Spots {
		present += p.Problem.HarmPresent(i)
		minutesOnSpots += float64(s.Minutes)
		most = max(most, s.Minutes)
		if s.Visits >= s.TargetVisits && s.Minutes >= s.TargetMinutes {
			met++
		}
	}
	m.HarmPresent = harm(present)
	there = round(there, 2)
	m.LongStops, m.OfficerHours, m.OfficersThere = &long, round(m.OfficerHours, 2), &there
	m.HarmShare = share(visited, present)
	m.HarmPerHour = harm(p.Harm / shift.Hours())
	m.TravelShare = share(float64(travel), float64(shift))
	m.DosageMet = share(float64(met), float64(len(m.Spots)))
	m.MaxSpotShare = share(float64(most), minutesOnSpots)
	m.OrderEntropy = p.orderEntropy()
	return m
}

// gap returns what is missing to the bound, per cent of it.
func (p Plan) gap() float64 {
	if p.Bound == 0 {
		return 0
	}
	return round(100*max(0, p.Bound-p.Harm)/p.Bound, 1) // the two are sums in different orders
}

func (p Plan) unitMetrics(i int) UnitMetrics {
	r, unit := p.Routes[i], p.Problem.Units[i]
	u := UnitMetrics{
		Unit: unit.ID, TravelMinutes: minutes(r.Travel), BreakMinutes: minutes(unit.Break), TravelMetres: round(r.Metres, 0),
	}
	for _, s := range r.Stops {
		switch s.Kind {
		case PatrolStop:
			u.Visits++
		case EngagementStop:
			u.EngagementStops++
		case BreakStop, AwayStop:
			continue
		}
		u.DwellMinutes += minutes(s.Depart.Sub(s.Arrive))
	}
	u.HarmWithout = p.Problem.Policy.round(p.without(i))
	shift := minutes(p.Problem.shift(unit).length())
	u.SlackMinutes = shift - u.TravelMinutes - u.DwellMinutes - u.BreakMinutes
	u.Utilisation = share(float64(u.TravelMinutes+u.DwellMinutes), float64(shift))
	return u
}

func (p Plan) spotMetrics() []SpotMetrics {
	shift := p.Problem.End.Sub(p.Problem.Start)
	unseen := p.unseen()
	spots := make([]SpotMetrics, len(p.Problem.Spots))
	harms := make([][]float64, len(spots))
	for i, s := range p.Problem.Spots {
		target := p.Problem.target(i)
		spots[i] = SpotMetrics{
			Unseen: minutes(unseen[i]),
			Area:   s.ID, TargetVisits: target,
			TargetMinutes: target * minutes(p.Problem.Policy.MinDwell), CapMinutes: target * minutes(p.Problem.Policy.MaxDwell),
			HarmPresent: p.Problem.Policy.round(s.present(0, int(shift/time.Second))),
		}
	}
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop && !s.Second { // the spot is seen once, whoever is with it
				spots[s.Of].Visits++
				spots[s.Of].Minutes += minutes(s.Depart.Sub(s.Arrive))
				harms[s.Of] = append(harms[s.Of], s.Harm)
			}
		}
	}
	for i := range spots {
		slices.SortFunc(harms[i], func(a, b float64) int { return cmp.Compare(b, a) })
		spots[i].HarmCovered = p.Problem.Policy.round(p.Problem.Policy.worth(harms[i]))
	}
	return spots
}

// orderEntropy returns the entropy of the moves from spot to spot, as a share of
// what it would be if no move were repeated; 0 for fewer than two moves.
func (p Plan) orderEntropy() float64 {
	times := map[[2]int]int{}
	var moves [][2]int // the different ones, in order: a sum must not depend on a map's
	total := 0
	for _, r := range p.Routes {
		from := -1
		for _, s := range r.Stops {
			if s.Kind != PatrolStop {
				continue
			}
			if move := [2]int{from, s.Of}; from >= 0 {
				if times[move] == 0 {
					moves = append(moves, move)
				}
				times[move]++
				total++
			}
			from = s.Of
		}
	}
	if total < 2 {
		return 0
	}
	var entropy float64
	for _, move := range moves {
		share := float64(times[move]) / float64(total)
		entropy -= share * math.Log(share)
	}
	return round(entropy/math.Log(float64(total)), 2)
}

// share returns part of whole to two decimals, and 0 of nothing.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return round(part/whole, 2)
}

// round returns v with so many decimals.
func round(v float64, decimals int) float64 {
	scale := math.Pow(10, float64(decimals))
	return math.Round(v*scale) / scale
}
