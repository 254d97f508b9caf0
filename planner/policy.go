package planner

import (
	"fmt"
	"time"
)

// A Policy says how a spot is patrolled.
type Policy struct {
	Name     string
	MinDwell time.Duration // a visit is of whole minutes, at least MinDwell; where time is left it is drawn
	MaxDwell time.Duration // at random how much longer it is, up to MaxDwell
	Every    time.Duration // a visit covers at most this long, and a shift has a band for each; 0: all of the shift
	Once     bool          // a spot has one visit in a shift, not one in each band
	Gap      time.Duration // least time between leaving a spot and the next visit, by any unit
	Leaves   float64       // a further visit counts this much of the one before, above 0 to 1
	Drawn    bool          // spots are drawn at random, whatever their worth
	Engage   float64       // an optional engagement stop is worth this much of a mean visit
	Slack    float64       // share of a unit's shift that is kept for response, 0 to less than 1
	Vary     float64       // share of the best plan's harm that a plan may give up to be drawn at random, 0 to less than 1
	Source   string        // why this long, for the officer
	ByCount  bool          // harm is a number of offences, each as grave as any other, not days of imprisonment
}

// NamedPolicy returns a preset:
//
//	koper  10 to 16 minutes about every two hours
//	essex  15 to 20 minutes once a shift, at spots and hours drawn at random
//
// In both a visit covers at most two hours, so that their plans can be compared. That is
// as long as Koper would have a spot left alone, and a judgement: nobody has
// watched one for so long after a visit.
//
// Both keep 10% of each shift free for response, as is usual for dedicated
// patrols, and count an optional engagement stop as a fifth of a mean visit: two
// judgements. Koper 1995 saw disorder within 30 minutes of 4% of such stops and
// of 15% of drives past. So koper does not come back within 30 minutes; and since
// a stop takes about a fifth from two hours' disorder, a further visit counts 0.8.
//
// A plan of koper is drawn at random among those within 2% of the best that is found, so
// that nobody can work it out.
func NamedPolicy(name string) (Policy, error) {
	switch name {
	case "koper":
		return Policy{
			Name: name, MinDwell: 10 * time.Minute, MaxDwell: 16 * time.Minute,
			Every: 2 * time.Hour, Gap: 30 * time.Minute, Leaves: 0.8, Engage: 0.2, Slack: 0.1, Vary: 0.02,
			Source: "stops of 10 to 16 min keep disorder away longest (Koper 1995)",
		}, nil
	case "essex":
		return Policy{
			Name: name, MinDwell: 15 * time.Minute, MaxDwell: 20 * time.Minute,
			Every: 2 * time.Hour, Once: true, Leaves: 1, Drawn: true, Engage: 0.2, Slack: 0.1,
			Source: "15 to 20 min on foot once a day, as in the Southend trial (Basford et al. 2021)",
		}, nil
	}
	return Policy{}, fmt.Errorf("no patrol policy %q; there are koper and essex", name)
}

// Measure says in one sentence what the worth of visits is.
func (p Policy) Measure() string {
	if p.Every == 0 {
		return p.speech().covered + " in the hours of a visit's shift"
	}
	further := ""
	if !p.Once && p.Leaves < 1 {
		further = fmt.Sprintf("; each further visit to the same spot counts %.0f%% less than the one before", 100*(1-p.Leaves))
	}
	return fmt.Sprintf("%s in the %s around each visit, not %s prevented%s", p.speech().covered, span(p.Every), p.speech().harm, further)
}

// speech is how a plan speaks of harm. Where it is a number of offences, days of it would
// be untrue.
type speech struct{ harm, that, isPresent, covered, unit, weighed, present string }

func (p Policy) speech() speech {
	if p.ByCount {
		return speech{"offences", "those offences", "offences are expected", "offences covered are those expected", "offences", "offences", "offences expected"}
	}
	return speech{"harm", "that harm", "harm is present", "harm covered is harm present", "days", "days of harm", "days of harm present"}
}

// sum writes a sum of harm.
func (p Policy) sum(harm float64) string {
	if p.ByCount {
		return fmt.Sprintf("%.3g", harm)
	}
	return fmt.Sprintf("%.2f", harm)
}

// round returns harm with as many decimals as a plan has: at one spot in one shift, offences
// are few.
func (p Policy) round(harm float64) float64 {
	if p.ByCount {
		return round(harm, 4)
	}
	return round(harm, 2)
}

// worth returns what visits of one spot are worth together, given what each
// covers, most first.
func (p Policy) worth(harms []float64) float64 {
	var sum float64
	share := 1.0
	for _, h := range harms {
		sum += share * h
		share *= p.Leaves
	}
	return sum
}
