package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"beatplan/demoshire"
	"beatplan/rtm"
)

// A finding is what came of the models of a trial.
type finding struct {
	trial  string
	world  demoshire.World
	given  exposure
	models int

	exact     int // models of the planted factors and of no other
	nothing   int // models without a factor
	clean     int // counties none of whose models has a factor
	counties  int
	missed    int     // planted factors that were not chosen
	invented  int     // chosen factors that were not planted
	found     int     // planted factors that were chosen
	sameReach int     // of them, at the planted reach
	nextReach int     // or one step of the ladder from it
	intervals int     // of the RRVs of factors that were found
	covering  int     // that hold the planted RRV
	strength  float64 // sum of log RRV ÷ that of the planted one, of factors that were found
	held      float64
	most      float64
	events    float64
	generated float64

	smooth bool // a field is in the world that no model knows
	drawn  int  // offences, where they are not the county's
}

// step is that of the ladder, metres.
const step = 75

// find adds up the outcomes of a trial.
func find(t trial, outcomes []outcome) finding {
	f := finding{trial: t.name, world: t.world, given: t.exposure, models: len(outcomes)}
	f.smooth, f.drawn = t.field > 0, t.offences
	chosen := map[uint64]int{} // terms, by seed
	for _, o := range outcomes {
		missed, invented := f.missed, f.invented
		f.add(o)
		if f.missed == missed && f.invented == invented {
			f.exact++
		}
		if len(o.terms) == 0 {
			f.nothing++
		}
		chosen[o.seed] += len(o.terms)
	}
	f.counties = len(chosen)
	for _, terms := range chosen {
		if terms == 0 {
			f.clean++
		}
	}
	return f
}

func (f *finding) add(o outcome) {
	f.held, f.most = f.held+o.held, f.most+o.most
	f.events, f.generated = f.events+o.events, f.generated+o.generated
	for _, p := range o.planted {
		i := slices.IndexFunc(o.terms, func(t rtm.Term) bool { return t.Factor == p.Category })
		if i < 0 {
			f.missed++
			continue
		}
		f.found++
		f.strength += o.terms[i].B / math.Log(p.Risk)
		switch off := math.Abs(o.terms[i].Reach - p.Reach); {
		case off == 0:
			f.sameReach++
			f.nextReach++
		case off <= step:
			f.nextReach++
		}
		if i < len(o.intervals) {
			f.intervals++
			if o.intervals[i].Low <= p.Risk && p.Risk <= o.intervals[i].High {
				f.covering++
			}
		}
	}
	for _, t := range o.terms {
		if !slices.ContainsFunc(o.planted, func(p demoshire.Influence) bool { return p.Category == t.Factor }) {
			f.invented++
		}
	}
}

// share writes a part of a whole.
func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole))
}

// table writes findings as a table of Markdown.
func table(findings []finding) string {
	var b strings.Builder
	b.WriteString("| world | models | the planted factors alone | missed, of a model | invented, of a model | planted reach | or the next | intervals that hold the planted RRV | strength | counties without a factor | on the first 1% of the area | at the most |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, f := range findings {
		n := float64(f.models)
		covering := share(f.covering, f.intervals)
		if f.intervals > 0 {
			covering += fmt.Sprintf(" of %d", f.intervals)
		}
		strength := "–"
		if f.found > 0 {
			strength = fmt.Sprintf("%.2f", f.strength/float64(f.found))
		}
		fmt.Fprintf(&b, "| %s | %d of %d counties | %s | %.2f | %.2f | %s | %s | %s | %s | %s | %.1f%% | %.1f%% |\n",
			f.trial, f.models, f.counties, share(f.exact, f.models), float64(f.missed)/n, float64(f.invented)/n,
			share(f.sameReach, f.found), share(f.nextReach, f.found), covering, strength, share(f.clean, f.counties), 100*f.held/n, 100*f.most/n)
	}
	return b.String()
}

// kept returns an error that says which promise is not kept.
func kept(findings []finding) error {
	for _, f := range findings {
		for _, promise := range f.promises() {
			if float64(promise.part) < promise.least*float64(promise.whole) {
				return fmt.Errorf("%s: %s in %d of %d, promised in %.0f%%", f.trial, promise.what, promise.part, promise.whole, 100*promise.least)
			}
		}
	}
	return nil
}

// A promise is a share that a figure is to reach.
type promise struct {
	what        string
	part, whole int
	least       float64
}

func (f finding) promises() []promise {
	switch {
	case f.world == demoshire.Planted && f.drawn == 0:
		return []promise{
			{"the planted factors and no other", f.exact, f.models, 0.9},
			{"the planted reach or the next step to it", f.nextReach, f.found, 0.9},
			{"intervals that hold the planted RRV", f.covering, f.intervals, 0.9},
		}
	case f.world == demoshire.Null && f.given == byResidents && !f.smooth:
		return []promise{{"nothing chosen in a county", f.clean, f.counties, 0.95}}
	case f.world == demoshire.Null && f.given == blurred:
		return []promise{{"nothing chosen in a county", f.clean, f.counties, 0.85}}
	case f.world == demoshire.Feedback:
		return []promise{{"offences that police work has brought about, which rtm fit refuses,", int(f.generated), int(f.events), 1}}
	}
	return nil
}
