package hotspot

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"beatplan/crime"
	"beatplan/geo"
)

// A Ranking is a way to order the cells of a lattice: by score, highest first.
type Ranking struct {
	Name   string
	Scores []float64 // in lattice order
}

// An Outcome is what came later in a cell: so many offences that are alike.
type Outcome struct {
	Cell     int     // position in the lattice
	Number   int     // offences, 1 or more
	Weight   float64 // of each, above 0: 1, its share of a clock's hours, or its harm
	Incident int     // above 0: of one incident with all others that have it; 0: each is an incident by itself
}

// Outcomes returns the offences that a question counts on a lattice, with what
// measure says of each: 1 for a count, its days for harm. Offences that have no
// hour are no outcome of a clock's question, nor are those of no weight.
func Outcomes(l geo.Lattice, offences []crime.Offence, q Question, measure func(crime.Offence) float64) []Outcome {
	clock := q.Clock
	if q.AllHours {
		clock, _ = crime.NamedClock("all")
	}
	isOfGroup := q.Group.Matcher()
	incidents := map[string]int{}
	var outcomes []Outcome
	for _, o := range offences {
		i, inside := l.Index(o.Cell)
		if !inside || !isOfGroup(o) {
			continue
		}
		share, _ := clock.Share(o, q.Zone)
		weight := share * measure(o)
		if !(weight > 0) {
			continue
		}
		outcome := Outcome{Cell: i, Number: 1 + o.More, Weight: weight}
		if o.Together != "" {
			if _, known := incidents[o.Together]; !known {
				incidents[o.Together] = len(incidents) + 1
			}
			outcome.Incident = incidents[o.Together]
		}
		outcomes = append(outcomes, outcome)
	}
	return outcomes
}

// A Tested ranking is its accuracy at one share of the area, with what later
// offences can and cannot say of it.
type Tested struct {
	Accuracy

	// The 95% interval of PAI: Clopper and Pearson's (1934) of the hit rate, for as many
	// incidents as those that came are worth. It never shrinks for a hit in part, and has
	// a width where nothing was hit, or everything.
	PAILow  float64 `json:"pai_low"`
	PAIHigh float64 `json:"pai_high"`

	// Recapture rate index as Levine (2008) has it: the hit rate of later offences
	// ÷ that of the earlier ones on the same ground. 1 is a ranking that holds; nil
	// where it flags none of the earlier ones.
	RRI *float64 `json:"rri"`
}

// BestOf returns a difference with an interval that allows for its ranking having been
// picked as the best of n: as much wider as Bonferroni's level asks of a normal
// distribution. The difference itself stays.
func (d Difference) BestOf(n int) Difference {
	if n < 2 {
		return d
	}
	wider := distuv.UnitNormal.Quantile(1-0.025/float64(n)) / distuv.UnitNormal.Quantile(0.975)
	widen := func(value, low, high float64) (float64, float64) {
		return value - wider*(value-low), value + wider*(high-value)
	}
	d.HitRateLow, d.HitRateHigh = widen(d.HitRate, d.HitRateLow, d.HitRateHigh)
	d.PAILow, d.PAIHigh = widen(d.PAI, d.PAILow, d.PAIHigh)
	d.Clear = d.Clear && (d.HitRateLow > 0 || d.HitRateHigh < 0)
	return d
}

// A Difference is how much better one ranking did than another on the same later
// offences, at one share of the area. Intervals are the middle 95% when those
// offences are drawn again, for both rankings at once.
type Difference struct {
	Area        float64 `json:"area"`
	Method      string  `json:"method"`
	Against     string  `json:"against"`
	HitRate     float64 `json:"hit_rate"` // of method less that of against
	HitRateLow  float64 `json:"hit_rate_low"`
	HitRateHigh float64 `json:"hit_rate_high"`
	PAI         float64 `json:"pai"`
	PAILow      float64 `json:"pai_low"`
	PAIHigh     float64 `json:"pai_high"`
	Clear       bool    `json:"clear"` // the interval leaves out 0
}

// A Holdout is how well rankings made from earlier offences foretold later ones.
type Holdout struct {
	Events      float64             `json:"events"`    // later offences, or their harm; shares of a clock's hours add up
	Later       int                 `json:"later"`     // how many offences they are
	Incidents   int                 `json:"incidents"` // and how many incidents, which are what is drawn again
	Worth       float64             `json:"-"`         // as many incidents of equal weight would say as much
	Resamples   int                 `json:"resamples"` // behind the intervals of differences
	Methods     map[string][]Tested `json:"methods"`   // at each share of the area
	Differences []Difference        `json:"differences"`
}

// AreaShares returns the shares of the area at which rankings are judged: 0.5,
// 1, 2, 5, 10 and 20%.
func AreaShares() []float64 { return []float64{0.005, 0.01, 0.02, 0.05, 0.1, 0.2} }

// resamples is how often the later offences are drawn again. A percentile of a
// thousand is itself good to about a twentieth of the interval.
const resamples = 1000

// HoldOut judges rankings by the offences that came later, at shares of the area,
// and says which of two did better, each against those named before it. Earlier
// (in lattice order) is what they were made from, for RRI.
//
// The interval of a hit rate is exact for incidents of equal weight; of unequal ones,
// as of harm, as many count as Kish's effective size has it, (Σw)² ÷ Σw². A hit in part,
// of a cell at the cut, is a part of a hit.
//
// Intervals of differences come from drawing the later incidents again, as many as there
// are, with replacement: a multinomial over the incidents, since offences of one incident come
// or stay away together. Incidents whose offences every ranking flags alike at every
// share, and that weigh the same, are drawn as one class, which changes nothing and
// costs, for each resample, the number of classes and not that of incidents or cells.
// All rankings meet the same draws, so that differences are paired. The seed of rng
// decides them all.
func HoldOut(rankings []Ranking, areas, earlier []float64, later []Outcome, shares []float64, rng *rand.Rand) (Holdout, error) {
	if len(rankings) == 0 {
		return Holdout{}, errors.New("no ranking to evaluate")
	}
	events, offences, err := tallied(later, len(areas))
	if err != nil {
		return Holdout{}, err
	}
	if len(earlier) != len(areas) {
		return Holdout{}, fmt.Errorf("earlier events of %d cells and areas of %d are not of the same cells", len(earlier), len(areas))
	}
	h := Holdout{Later: offences, Resamples: resamples, Methods: map[string][]Tested{}, Differences: []Difference{}}
	cuts := make([][]cut, len(rankings))
	for i, r := range rankings {
		if _, twice := h.Methods[r.Name]; twice {
			return Holdout{}, fmt.Errorf("ranking %q is named twice", r.Name)
		}
		cells, err := pieces(r.Scores, areas, events)
		if err != nil {
			return Holdout{}, fmt.Errorf("ranking %s: %w", r.Name, err)
		}
		o := order(cells)
		accuracy, err := o.evaluate(shares)
		if err != nil {
			return Holdout{}, fmt.Errorf("ranking %s: %w", r.Name, err)
		}
		cuts[i] = o.cuts(shares)
		tested := make([]Tested, len(shares))
		for j, a := range accuracy {
			tested[j] = Tested{Accuracy: a, RRI: recapture(a.HitRate, r.Scores, earlier, cuts[i][j])}
		}
		h.Methods[r.Name] = tested
	}
	for _, e := range events {
		h.Events += e
	}
	units := classes(rankings, cuts, later)
	var weights, squares float64
	for _, c := range units {
		h.Incidents += c.number
		weights += float64(c.number) * c.weight
		squares += float64(c.number) * c.weight * c.weight
	}
	h.Worth = weights * weights / squares
	var drawn [][][]float64
	if len(rankings) > 1 { // there are differences
		drawn = resampleHitRates(units, h.Incidents, len(rankings), len(shares), rng)
	}
	for i, r := range rankings {
		for j, share := range shares {
			low, high := clopperPearson(h.Methods[r.Name][j].HitRate, h.Worth)
			h.Methods[r.Name][j].PAILow, h.Methods[r.Name][j].PAIHigh = low/share, high/share
		}
		for k, against := range rankings[:i] {
			for j := range shares {
				h.Differences = append(h.Differences, difference(
					h.Methods[r.Name][j].Accuracy, h.Methods[against.Name][j].Accuracy, r.Name, against.Name, drawn[i][j], drawn[k][j]))
			}
		}
	}
	return h, nil
}

// clopperPearson returns the exact 95% interval of a share that was found of n
// incidents; neither n nor how many that is need be whole.
func clopperPearson(share, n float64) (low, high float64) {
	const tail, rounding = 0.025, 1e-12 // of sums of parts
	hits := n * share
	low, high = 0, 1
	if share > rounding {
		low = mathext.InvRegIncBeta(hits, n-hits+1, tail)
	}
	if share < 1-rounding {
		high = mathext.InvRegIncBeta(hits+1, n-hits, 1-tail)
	}
	return low, high
}

// tallied adds outcomes up by cell, and counts them.
func tallied(later []Outcome, cells int) (events []float64, offences int, err error) {
	events = make([]float64, cells)
	for i, o := range later {
		switch {
		case o.Cell < 0 || o.Cell >= cells:
			return nil, 0, fmt.Errorf("outcome %d is in cell %d of %d", i, o.Cell, cells)
		case o.Number < 1:
			return nil, 0, fmt.Errorf("outcome %d is %d offences: 1 or more", i, o.Number)
		case !(o.Weight > 0) || math.IsInf(o.Weight, 0):
			return nil, 0, fmt.Errorf("outcome %d weighs %g: above 0", i, o.Weight)
		case o.Incident < 0:
			return nil, 0, fmt.Errorf("outcome %d is of incident %d: 0 or more", i, o.Incident)
		}
		events[o.Cell] += float64(o.Number) * o.Weight
		offences += o.Number
	}
	return events, offences, nil
}

// Flagged returns the part of each cell, 0 to 1, that a ranking flags at a share of
// the area; of cells of equal score at the cut, each the same part.
func Flagged(scores, areas []float64, share float64) ([]float64, error) {
	cells, err := pieces(scores, areas, make([]float64, len(scores)))
	if err != nil {
		return nil, err
	}
	at := order(cells).cuts([]float64{share})[0]
	parts := make([]float64, len(scores))
	for i, score := range scores {
		parts[i] = at.flags(score)
	}
	return parts, nil
}

// A cut is where the ground that a ranking flags ends: cells that score higher are
// flagged whole, those at the score in part.
type cut struct{ score, part float64 }

// flags returns the part of a cell of so high a score that is flagged.
func (c cut) flags(score float64) float64 {
	switch {
	case score > c.score:
		return 1
	case score == c.score:
		return c.part
	}
	return 0
}

// cuts returns the cut at each share of the area.
func (o ordered) cuts(shares []float64) []cut {
	cuts := make([]cut, len(shares))
	for j, share := range shares {
		left := share * o.all.area
		for _, p := range o.expected {
			if left <= 0 {
				break
			}
			cuts[j] = cut{p.score, min(1, left/p.area)}
			left -= p.area
		}
	}
	return cuts
}

// recapture returns the hit rate ÷ that of earlier events on the same ground.
func recapture(hitRate float64, scores, earlier []float64, c cut) *float64 {
	var hits, all float64
	for i, e := range earlier {
		all += e
		hits += e * c.flags(scores[i])
	}
	if hits == 0 {
		return nil
	}
	rri := hitRate / (hits / all)
	return &rri
}

// A class is incidents that count alike, whatever ranking is judged.
type class struct {
	number int
	weight float64     // of each
	hits   [][]float64 // the part of the weight that is flagged, by ranking and share
}

// plus adds so many offences that weigh alike, of which parts are flagged.
func (c *class) plus(number int, weight float64, flagged [][]float64) {
	w := float64(number) * weight
	c.weight += w
	if c.hits == nil {
		c.hits = make([][]float64, len(flagged))
		for i := range flagged {
			c.hits[i] = make([]float64, len(flagged[i]))
		}
	}
	for i := range flagged {
		for j, part := range flagged[i] {
			c.hits[i][j] += w * part
		}
	}
}

// classes puts incidents together that count alike, in order of first appearance.
func classes(rankings []Ranking, cuts [][]cut, later []Outcome) []class {
	incidents := map[int][]Outcome{}
	for _, o := range later {
		if o.Incident > 0 {
			incidents[o.Incident] = append(incidents[o.Incident], o)
		}
	}
	var all []class
	index := map[string]int{}
	add := func(key string, number int, of []Outcome) {
		at, known := index[key]
		if !known {
			at = len(all)
			index[key] = at
			all = append(all, class{})
			for _, o := range of {
				all[at].plus(o.Number, o.Weight, hitsOf(rankings, cuts, o.Cell))
			}
		}
		all[at].number += number
	}
	for _, o := range later {
		number := o.Number
		if o.Incident == 0 {
			o.Number = 1
			add(signature(rankings, cuts, o), number, []Outcome{o})
			continue
		}
		var parts []string
		for _, part := range incidents[o.Incident] {
			parts = append(parts, signature(rankings, cuts, part))
		}
		if parts != nil { // the first of its outcomes stands for all of them
			slices.Sort(parts)
			add(strings.Join(parts, "+"), 1, incidents[o.Incident])
			delete(incidents, o.Incident)
		}
	}
	return all
}

// signature is the same for outcomes that count alike.
func signature(rankings []Ranking, cuts [][]cut, o Outcome) string {
	key := fmt.Appendf(nil, "%d %x ", o.Number, math.Float64bits(o.Weight))
	for i, r := range rankings {
		for _, c := range cuts[i] {
			key = append(key, "<=>"[1+cmp.Compare(r.Scores[o.Cell], c.score)])
		}
	}
	return string(key)
}

func hitsOf(rankings []Ranking, cuts [][]cut, cell int) [][]float64 {
	hits := make([][]float64, len(rankings))
	for i, r := range rankings {
		hits[i] = make([]float64, len(cuts[i]))
		for j, c := range cuts[i] {
			hits[i][j] = c.flags(r.Scores[cell])
		}
	}
	return hits
}

// resampleHitRates draws n incidents from their classes again and again, and returns the hit
// rates by ranking, share and resample.
func resampleHitRates(all []class, n, rankings, shares int, rng *rand.Rand) [][][]float64 {
	rates := make([][][]float64, rankings)
	for i := range rates {
		rates[i] = make([][]float64, shares)
		for j := range rates[i] {
			rates[i][j] = make([]float64, resamples)
		}
	}
	for b := range resamples {
		weight := 0.
		left, pool := n, n
		for _, c := range all {
			number := left // the last class gets the rest
			if c.number < pool {
				number = binomial(left, float64(c.number)/float64(pool), rng)
			}
			left -= number
			pool -= c.number
			if number == 0 {
				continue
			}
			weight += float64(number) * c.weight
			for i, hits := range c.hits {
				for j, hit := range hits {
					rates[i][j][b] += float64(number) * hit
				}
			}
		}
		for i := range rates {
			for j := range rates[i] {
				rates[i][j][b] /= weight
			}
		}
	}
	return rates
}

// binomial draws how many of n happen, each with chance p, 0 < p < 1.
func binomial(n int, p float64, rng *rand.Rand) int {
	if n == 0 {
		return 0
	}
	return int(distuv.Binomial{N: float64(n), P: p, Src: rng}.Rand())
}

// percentileInterval returns the bounds of the middle 95% of values, which it leaves as they
// are.
func percentileInterval(values []float64) (low, high float64) {
	sorted := slices.Sorted(slices.Values(values))
	return quantile(sorted, 0.025), quantile(sorted, 0.975)
}

// quantile returns a quantile of ascending values, between neighbours in a
// straight line (type 7 of Hyndman & Fan 1996).
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func difference(a, b Accuracy, method, against string, drawnA, drawnB []float64) Difference {
	d := Difference{Area: a.Area, Method: method, Against: against, HitRate: a.HitRate - b.HitRate}
	paired := make([]float64, len(drawnA))
	for i := range paired {
		paired[i] = drawnA[i] - drawnB[i]
	}
	d.HitRateLow, d.HitRateHigh = percentileInterval(paired)
	d.PAI, d.PAILow, d.PAIHigh = d.HitRate/a.Area, d.HitRateLow/a.Area, d.HitRateHigh/a.Area
	d.Clear = d.HitRateLow > 0 || d.HitRateHigh < 0
	return d
}
