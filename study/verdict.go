package study

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// A TrialVerdict is what a trial found.
type TrialVerdict struct {
	ID        string        `json:"id"`
	Trial     string        `json:"trial"`
	Area      AreaRef       `json:"area"`
	Group     string        `json:"group"`
	Clock     string        `json:"clock"`
	Lattice   string        `json:"lattice"` // of the cells of the spots and the rings
	Cells     int           `json:"cells"`
	SpotDays  int           `json:"spot_days"`
	ZeroShare float64       `json:"zero_share"` // of the spot-days, those without an offence
	Settings  JudgeSettings `json:"settings"`

	From       string              `json:"from"` // first and last policing day
	To         string              `json:"to"`
	Compliance *hotspot.Compliance `json:"compliance"` // null: no visits were given
	Offences   *hotspot.Effect     `json:"offences"`   // in the spots; null where nothing happened
	Harm       *hotspot.Effect     `json:"harm"`       // days of imprisonment
	Rings      *hotspot.Effect     `json:"rings"`      // offences in the rings: more on treated days is crime that moved
	Untimed    int                 `json:"untimed"`    // took no part: only their month is known
	Long       int                 `json:"long"`       // of those that did, known to no better than six hours

	// Offences a spot-day when the spots were chosen, and on days without patrol.
	Before   float64  `json:"before_per_spot_day"`
	Control  float64  `json:"control_per_spot_day"`
	Verdict  string   `json:"verdict"`  // lower, higher, no effect shown, or nothing can be said
	Sentence string   `json:"sentence"` // the same with its interval
	Notes    []string `json:"notes"`
}

// JudgeSettings are what a trial is judged by.
type JudgeSettings struct {
	Analysis string  `json:"analysis"`
	Alpha    float64 `json:"alpha"`    // p below which an effect is more than chance
	Interval float64 `json:"interval"` // how much of the resamples lies between low and high
	Seed     uint64  `json:"seed"`
}

// What a trial comes to.
const (
	trialLower     = "lower"
	trialHigher    = "higher"
	trialNothing   = "no effect shown"
	trialUndecided = "nothing can be said"
)

// empty returns the share of spot-days on which nothing happened.
func empty(days [][]float64) float64 {
	var none, all float64
	for _, day := range days {
		for _, n := range day {
			all++
			if n == 0 {
				none++
			}
		}
	}
	return none / all
}

// judgedGround is a spot or a ring with what it had.
type judgedGround struct {
	ID              string  `json:"id"`
	Kind            string  `json:"kind"`         // spot, or ring
	TreatedDays     int     `json:"treated_days"` // drawn for a patrol
	ControlDays     int     `json:"control_days"`
	TreatedOffences float64 `json:"treated_offences"`
	ControlOffences float64 `json:"control_offences"`
	TreatedHarm     float64 `json:"treated_harm"` // days of imprisonment
	ControlHarm     float64 `json:"control_harm"`
}

// Features returns the spots of a trial and their rings, with the offences and the harm
// that each had on days drawn for a patrol and on the others.
func (v TrialVerdict) Features(t Trial, drawn hotspot.Allocation, happened Outcomes) (geo.Collection, error) {
	c := geo.Collection{Members: map[string]any{"verdict": v}}
	for k, s := range t.Spots {
		for _, g := range []struct {
			id, kind       string
			cells          []h3.Cell
			offences, harm [][]float64
		}{{s.ID, "spot", s.Cells, happened.counts, happened.harms}, {s.ID + "-ring", "ring", s.Ring, happened.rings, happened.ringHarms}} {
			if len(g.cells) == 0 {
				continue
			}
			outline, err := geo.Outline(g.cells)
			if err != nil {
				return c, err
			}
			ground := judgedGround{ID: g.id, Kind: g.kind}
			for d := range drawn {
				if drawn[d][k] {
					ground.TreatedDays++
					ground.TreatedOffences += g.offences[d][k]
					ground.TreatedHarm += g.harm[d][k]
				} else {
					ground.ControlDays++
					ground.ControlOffences += g.offences[d][k]
					ground.ControlHarm += g.harm[d][k]
				}
			}
			c.Features = append(c.Features, geo.Feature{ID: g.id, Geometry: outline, Properties: ground})
		}
	}
	return c, nil
}

func total(days [][]float64) float64 {
	var sum float64
	for _, day := range days {
		for _, v := range day {
			sum += v
		}
	}
	return sum
}

// Outcomes are what happened on each day (first index) in each spot (second), and in the
// rings around them: offences, and their harm in days of imprisonment.
type Outcomes struct {
	counts, harms, rings, ringHarms [][]float64

	Untimed int // offences that took no part: only their month is known
	Long    int // of those that did, known to no better than six hours
}

// OutcomeMatrix shares the offences out over the days and the spots of the trial. The study
// has the question and the months of the trial; start is the beginning of its first day in
// local time.
func (t Trial) OutcomeMatrix(s *Study, start time.Time, offences []crime.Offence) (Outcomes, error) {
	var out Outcomes
	for range t.Days {
		zeros := func() []float64 { return make([]float64, len(t.Spots)) }
		for _, each := range []*[][]float64{&out.counts, &out.harms, &out.rings, &out.ringHarms} {
			*each = append(*each, zeros())
		}
	}
	_, spotOf, ringOf := t.Ground()
	first := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, time.UTC)
	timed := 0
	matches := s.Question.Group.Matcher()
	for _, o := range offences {
		spot, inSpot := spotOf[o.Cell]
		ring, inRing := ringOf[o.Cell]
		if !inSpot && !inRing || !matches(o) {
			continue
		}
		shares, known := hotspot.DayShares(o, s.Question.Clock, s.Question.Zone)
		if !known {
			if m := crime.MonthOf(o.From.In(s.Question.Zone)); s.Period.From <= m && m <= s.Period.To {
				out.Untimed += 1 + o.More
			}
			continue
		}
		timed++
		days, _ := s.Question.Harm.Days(o.Type)
		took := false
		for day, share := range shares {
			d := int(day.Sub(first) / (24 * time.Hour))
			if day.Before(first) || d >= len(t.Days) {
				continue
			}
			took = true
			number := share * float64(1+o.More)
			if inSpot {
				out.counts[d][spot] += number
				out.harms[d][spot] += number * days
			} else {
				out.rings[d][ring] += number
				out.ringHarms[d][ring] += number * days
			}
		}
		if took && o.To.Sub(o.From) > 6*time.Hour {
			out.Long += 1 + o.More
		}
	}
	if timed == 0 && out.Untimed > 0 {
		return out, unanswerable("trial %s: %v, so the days cannot be told apart; load an export of the records system, which has them", t.ID, hotspot.ErrHoursUnknown)
	}
	return out, nil
}

// NewVerdict returns the verdict on a trial before anything is known of it.
func NewVerdict(t Trial) TrialVerdict {
	ground, _, _ := t.Ground()
	return TrialVerdict{
		Trial: t.ID, Area: t.Area, Group: t.Group, Clock: t.Clock, Lattice: ground.ID(), Cells: len(ground.Cells), SpotDays: len(t.Spots) * len(t.Days),
		Settings: JudgeSettings{Analysis: "intention to treat", Alpha: trialSignificance, Interval: Confidence, Seed: t.Seed},
		From:     t.Days[0].Day, To: t.Days[len(t.Days)-1].Day, Before: t.Before, Notes: []string{},
	}
}

// Judge estimates the effects and says what they come to. The cost is that of the
// permutations of hotspot.Allocation.IntentToTreat, three times.
func (v *TrialVerdict) Judge(drawn hotspot.Allocation, happened Outcomes) error {
	v.ZeroShare = empty(happened.counts)
	for _, e := range []struct {
		into *(*hotspot.Effect)
		days [][]float64
	}{{&v.Offences, happened.counts}, {&v.Harm, happened.harms}, {&v.Rings, happened.rings}} {
		if total(e.days) == 0 {
			continue
		}
		effect, err := drawn.IntentToTreat(e.days, rand.New(rand.NewPCG(v.Settings.Seed, v.Settings.Seed)))
		if err != nil {
			return unanswerable("trial %s: %v", v.Trial, err)
		}
		*e.into = &effect
	}
	v.summarise()
	return nil
}

// summarise says in a sentence what the trial found, and notes what it is not.
func (v *TrialVerdict) summarise() {
	if v.Untimed > 0 {
		v.Notes = append(v.Notes, english.Count(float64(v.Untimed), "offence")+" took no part: only the month is known")
	}
	switch c := v.Compliance; {
	case c == nil:
		v.Notes = append(v.Notes, "compliance is unknown: no visits were given, so nobody can say whether patrols were made")
	case c.Share < 0.8 || c.SpiltRate > 0.2:
		v.Notes = append(v.Notes, fmt.Sprintf("compliance: %.0f%% of the patrols drawn were made, and spots drawn for none were patrolled on %.0f%% of their days: what was found is of the draw, and makes the effect of a patrol look smaller",
			100*c.Share, 100*c.SpiltRate))
	}
	e := v.Offences
	if e == nil {
		v.Verdict = trialUndecided
		v.Sentence = fmt.Sprintf("nothing happened in the spots at the trial's hours from %s to %s: nothing can be said", v.From, v.To)
		return
	}
	v.Control = e.Control / float64(e.ControlDays)
	v.Notes = append(v.Notes, fmt.Sprintf("regression to the mean: the spots had %.3f offences a day each when they were chosen and %.3f on days drawn for no patrol; that change is none of the patrols' doing", v.Before, v.Control))
	v.Verdict, v.Sentence = effectWords(*e)
	if r := v.Rings; r != nil && r.P < trialSignificance && r.Ratio != nil {
		v.Notes = append(v.Notes, fmt.Sprintf("the rings around the spots had %.2f times as much on treated days (p %.2g): some of it may have moved, or the benefit spread", *r.Ratio, r.P))
	}
}

// trialSignificance is what makes an effect more than chance.
const trialSignificance = 0.05

// effectWords says what an effect comes to, in a word and in a sentence.
func effectWords(e hotspot.Effect) (verdict, sentence string) {
	said := fmt.Sprintf("by intention to treat, %.4g offences on the %d spot-days drawn for a patrol against %.4g on %d drawn for none", e.Treated, e.TreatedDays, e.Control, e.ControlDays)
	if e.Ratio != nil {
		said += fmt.Sprintf(": %.2f times as many (%s)", *e.Ratio, interval(e))
	}
	switch {
	case e.P >= trialSignificance:
		return trialNothing, said + fmt.Sprintf(", which chance alone would give in %.0f%% of trials: no effect is shown", 100*e.P)
	case e.Ratio != nil && *e.Ratio < 1:
		return trialLower, said + fmt.Sprintf(", fewer than chance would give (p %.2g): patrols lowered it", e.P)
	}
	return trialHigher, said + fmt.Sprintf(", more than chance would give (p %.2g): more was recorded where patrols were to go", e.P)
}

// interval writes that of a ratio.
func interval(e hotspot.Effect) string {
	switch {
	case e.Low != nil && e.High != nil:
		return fmt.Sprintf("95%%: %.2f to %.2f", *e.Low, *e.High)
	case e.Low != nil:
		return fmt.Sprintf("95%%: %.2f or more", *e.Low)
	case e.High != nil:
		return fmt.Sprintf("95%%: at most %.2f", *e.High)
	}
	return "too few for an interval"
}

// Confidence is how often an interval holds the truth.
const Confidence = 0.95
