package planner

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// evenEnough is by how much the busiest unit may be busier than the idlest.
const evenEnough = time.Hour

// enough is the share of the harm that all units cover with which fewer suffice.
const enough = 0.99

// Draws sums up harm that random allocations cover, days.
type Draws struct {
	N               int
	Mean, Low, High float64 // Low and High are the ends of the middle 95%
}

// newDraws returns the mean of draws and the middle 95% of them.
func newDraws(harms []float64) Draws {
	slices.Sort(harms)
	d := Draws{N: len(harms)}
	for _, h := range harms {
		d.Mean += h / float64(len(harms))
	}
	at := func(share float64) float64 { return harms[int(math.Round(share*float64(len(harms)-1)))] }
	d.Low, d.High = at(0.025), at(0.975)
	return d
}

// HalfHour says who is where in half an hour of the shift.
type HalfHour struct {
	From    string  `json:"from"`      // 18:30
	Street  int     `json:"on_street"` // the fewest units on duty and not on break, at any time in it
	OnBreak int     `json:"on_break"`  // the most units on break at once
	Harm    float64 `json:"harm_present"`
}

// street returns the units on the street by half hour. Between two ends of breaks or
// shifts nothing changes, so it looks at each end.
func (p Plan) street() []HalfHour {
	var hours []HalfHour
	for from := p.Problem.Start; from.Before(p.Problem.End); from = from.Add(30 * time.Minute) {
		to := from.Add(30 * time.Minute)
		if to.After(p.Problem.End) {
			to = p.Problem.End
		}
		moments := []time.Time{from}
		for i, r := range p.Routes {
			shift := p.Problem.shift(p.Problem.Units[i])
			moments = append(moments, shift.From, shift.To)
			for _, s := range r.Stops {
				if s.Kind == BreakStop {
					moments = append(moments, s.Arrive, s.Depart)
				}
			}
		}
		h := HalfHour{From: p.Problem.clockTime(from), Street: len(p.Problem.Units)}
		for _, at := range moments {
			if !at.Before(from) && at.Before(to) {
				street, resting := p.onDuty(at)
				h.Street, h.OnBreak = min(h.Street, street), max(h.OnBreak, resting)
			}
		}
		for _, s := range p.Problem.Spots {
			h.Harm += s.present(int(from.Sub(p.Problem.Start)/time.Second), int(to.Sub(p.Problem.Start)/time.Second))
		}
		h.Harm = p.Problem.Policy.round(h.Harm)
		hours = append(hours, h)
	}
	return hours
}

// onDuty returns how many units are on the street and how many on break at a time.
func (p Plan) onDuty(at time.Time) (street, resting int) {
	for i, r := range p.Routes {
		shift := p.Problem.shift(p.Problem.Units[i])
		switch {
		case at.Before(shift.From) || !at.Before(shift.To):
		case slices.ContainsFunc(r.Stops, func(s Stop) bool {
			return s.Kind == BreakStop && !at.Before(s.Arrive) && at.Before(s.Depart)
		}):
			resting++
		default:
			street++
		}
	}
	return street, resting
}

// harmInBreaks returns the harm present in all spots during breaks, by the share of
// units that are on break, days.
func (p Plan) harmInBreaks() float64 {
	var sum float64
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind != BreakStop {
				continue
			}
			from, to := int(s.Arrive.Sub(p.Problem.Start)/time.Second), int(s.Depart.Sub(p.Problem.Start)/time.Second)
			for _, spot := range p.Problem.Spots {
				sum += spot.present(from, to) / float64(len(p.Problem.Units))
			}
		}
	}
	return sum
}

// busy returns how long a unit travels and is at stops, without its break.
func (p Plan) busy(i int) time.Duration {
	busy := p.Routes[i].Travel
	for _, s := range p.Routes[i].Stops {
		if s.Kind != BreakStop && s.Kind != AwayStop {
			busy += s.Depart.Sub(s.Arrive)
		}
	}
	return busy
}

// spread returns by how much the busiest unit is busier than the idlest, of those that
// are on duty to the end. What a duty keeps of a shift for calls beyond what the policy
// does is not idle.
func (p Plan) spread() time.Duration {
	var least, most time.Duration
	none := true
	for i, u := range p.Problem.Units {
		if !u.Lost.IsZero() {
			continue
		}
		kept := max(0, u.Duty.slack()-p.Problem.Policy.Slack) * float64(p.Problem.shift(u).length())
		busy := p.busy(i) + time.Duration(kept)
		if none {
			least, most, none = busy, busy, false
		}
		least, most = min(least, busy), max(most, busy)
	}
	return most - least
}

// Suffice returns how many of the units cover 99% of the harm that all cover; 0
// where there is no harm.
func (p Plan) Suffice() int {
	if p.Harm == 0 || len(p.ByUnits) == 0 {
		return 0
	}
	return 1 + slices.IndexFunc(p.ByUnits, func(harm float64) bool { return harm >= enough*p.Harm })
}

// kept returns the share of the spots with a visit that one unit visits alone; 0 of
// none.
func (p Plan) kept() float64 {
	by := make([]map[int]bool, len(p.Problem.Spots))
	for i, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop {
				if by[s.Of] == nil {
					by[s.Of] = map[int]bool{}
				}
				by[s.Of][i] = true
			}
		}
	}
	var visited, alone float64
	for _, units := range by {
		if len(units) > 0 {
			visited++
		}
		if len(units) == 1 {
			alone++
		}
	}
	return share(alone, visited)
}

// without returns the harm that the routes of all units but one cover, days.
func (p Plan) without(unit int) float64 {
	harms := make([][]float64, len(p.Problem.Spots))
	for i, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop && i != unit && s.With != p.Problem.Units[unit].ID {
				harms[s.Of] = append(harms[s.Of], s.Harm)
			}
		}
	}
	var sum float64
	for _, h := range harms {
		slices.SortFunc(h, func(a, b float64) int { return cmp.Compare(b, a) })
		sum += p.Problem.Policy.worth(h)
	}
	return sum
}

// leansOn says which unit the plan can least do without, and what is left without it.
func (p Plan) leansOn() []string {
	if len(p.Routes) < 2 || p.Harm == 0 {
		return nil
	}
	least, unit := math.Inf(1), 0
	for i := range p.Routes {
		if left := p.without(i); left < least {
			least, unit = left, i
		}
	}
	return []string{fmt.Sprintf("if %s drops out, the routes of the others cover %.0f%% of %s as they are; no other unit is missed more",
		p.Problem.Units[unit].Call(), 100*least/p.Harm, p.Problem.Policy.speech().that)}
}

// unseen returns for each spot the longest time within the shift that no patrol is
// there.
func (p Plan) unseen() []time.Duration {
	visits := make([][]Stop, len(p.Problem.Spots))
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop {
				visits[s.Of] = append(visits[s.Of], s)
			}
		}
	}
	longest := make([]time.Duration, len(visits))
	for i, stops := range visits {
		slices.SortFunc(stops, func(a, b Stop) int { return a.Arrive.Compare(b.Arrive) })
		last := p.Problem.Start
		for _, s := range stops {
			longest[i] = max(longest[i], s.Arrive.Sub(last))
			last = s.Depart
		}
		longest[i] = max(longest[i], p.Problem.End.Sub(last))
	}
	return longest
}

// Notes says in plain English what whoever approves the plan should know of it:
// units too many, work unevenly shared, hours that are not known, and how it compares
// with a random allocation.
func (p Plan) Notes() []string {
	var notes []string
	policy, n, units := p.Problem.Policy, p.Suffice(), len(p.Problem.Units)
	if n > 0 && n < units {
		notes = append(notes, fmt.Sprintf("%s of %d would suffice: they cover %.0f%% of the %s that all %d cover; plan with fewer, on more months or for a larger area",
			count(n, "unit"), units, 100*min(1, p.ByUnits[n-1]/p.Harm), p.Problem.Policy.speech().harm, units)) // a draw for fewer may cover more
	}
	if spread := p.spread(); spread > evenEnough && (n == 0 || n == units) {
		notes = append(notes, fmt.Sprintf("the busiest unit is busy for %s more than the idlest: no fairer plan was found that covers as much", span(spread)))
	}
	unknown := 0
	for _, s := range p.Problem.Spots {
		if s.AnyHour {
			unknown++
		}
	}
	if unknown > 0 {
		notes = append(notes, fmt.Sprintf("for %d of %d spots nothing says at which hours %s: they have no hour band", unknown, len(p.Problem.Spots), policy.speech().isPresent))
	}
	notes = slices.Concat(notes, p.leansOn(), p.fairNotes(), p.standbyNotes())
	if p.Problem.Policy.Drawn {
		return append(notes, "random by design: spots are drawn, whatever their harm, so no gain over a random allocation is claimed")
	}
	if p.Problem.Policy.Vary > 0 && p.Best > 0 && p.Problem.Now.IsZero() {
		notes = append(notes, fmt.Sprintf("drawn by seed %d among plans within %g%% of the best found, so that nobody can work it out: it covers %.1f%% of what the best does",
			p.Problem.Seed, 100*p.Problem.Policy.Vary, 100*p.Harm/p.Best))
	}
	if p.Random.Mean > 0 {
		notes = append(notes, fmt.Sprintf("%d random allocations of the same units cover %s %s on the mean, 95%% of them %s to %s; this plan covers %s",
			p.Random.N, policy.sum(p.Random.Mean), policy.speech().unit, policy.sum(p.Random.Low), policy.sum(p.Random.High), policy.sum(p.Harm)))
	}
	return notes
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// clockTime writes the time of day in the zone of the shift's start.
func (p Problem) clockTime(t time.Time) string { return t.In(p.Start.Location()).Format("15:04") }
