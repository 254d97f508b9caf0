package hotspot

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Accuracy is how well a ranking of cells foretold events, at one share of the
// area. Where the cut falls among cells of equal score, hits are what is
// expected if their order is drawn by lot, and the least and most say how far
// another order could take them.
type Accuracy struct {
	Area  float64 `json:"area"`  // share of the area flagged, above 0, at most 1
	Cells float64 `json:"cells"` // cells flagged; the last one in part
	Hits  float64 `json:"hits"`  // events in them

	HitRate    float64 `json:"hit_rate"` // share of all events, 0 to 1
	HitRateMin float64 `json:"hit_rate_min"`
	HitRateMax float64 `json:"hit_rate_max"`

	// Predictive accuracy index: hit rate ÷ area. 1 is no better than chance.
	PAI    float64 `json:"pai"`
	PAIMin float64 `json:"pai_min"`
	PAIMax float64 `json:"pai_max"`

	// Predictive efficiency index: hits ÷ the most that any ranking could have
	// on as much ground, 0 to 1.
	PEI float64 `json:"pei"`

	// Predicted is the sum of the scores flagged: what was foretold, where scores
	// are numbers of events.
	Predicted float64 `json:"-"`
}

// Reliability returns Wheeler's recapture rate index: events foretold ÷ events
// that came, on the ground flagged. It is a number only where scores are numbers
// of events and some came. [Tested.RRI] is the other index of that name.
func (a Accuracy) Reliability() (rri float64, known bool) {
	if a.Hits == 0 {
		return 0, false
	}
	return a.Predicted / a.Hits, true
}

// PPAI returns the penalised predictive accuracy index, hit rate ÷ area^alpha
// (Joshi et al. 2021): the lower alpha is, from 1 to 0, the less a method gains
// by flagging next to nothing.
func (a Accuracy) PPAI(alpha float64) float64 { return a.HitRate / math.Pow(a.Area, alpha) }

// Evaluate judges a ranking of cells, highest score first, by the events that
// came later (weighted by harm, if need be), at each of the given shares of the
// area. What is flagged is that share exactly: the cell at the cut counts in
// part, and so do its events. Scores, areas (square metres) and events are those
// of the same cells. The error names what cannot be evaluated, or says that
// there are no events. The cost is that of sorting the cells.
//
// PAI is Chainey, Tompson and Uhlig's (2008, doi 10.1057/palgrave.sj.8350066);
// PEI is Hunt's (2016).
func Evaluate(scores, areas, events, shares []float64) ([]Accuracy, error) {
	cells, err := pieces(scores, areas, events)
	if err != nil {
		return nil, err
	}
	return order(cells).evaluate(shares)
}

// An ordered ranking is its ground from the highest score down, three ways.
type ordered struct {
	all         piece
	expected    []piece // cells of equal score as one piece
	least, most []piece // the fewest events first among equal scores, or the most
	ideal       []piece // of the best ranking that there could be; without what has no events
}

// order sorts cells by score.
func order(cells []piece) ordered {
	slices.SortFunc(cells, byScore)
	o := ordered{all: sum(cells)}
	for _, c := range cells {
		if c.events > 0 {
			o.ideal = append(o.ideal, c)
		}
	}
	slices.SortFunc(o.ideal, byDensity)
	for len(cells) > 0 {
		n := 1
		for n < len(cells) && cells[n].score == cells[0].score {
			n++
		}
		group := sum(cells[:n])
		group.score = cells[0].score
		o.expected = append(o.expected, group)
		best := densest(cells[:n])
		o.most = append(o.most, best...)
		slices.Reverse(best)
		o.least = append(o.least, best...)
		cells = cells[n:]
	}
	return o
}

// densest returns cells with the most events on the ground first, and those
// without any as one piece.
func densest(cells []piece) []piece {
	var some []piece
	var none piece
	for _, c := range cells {
		if c.events > 0 {
			some = append(some, c)
		} else {
			none = none.plus(c, 1)
		}
	}
	slices.SortFunc(some, byDensity)
	if none.area > 0 {
		some = append(some, none)
	}
	return some
}

func (o ordered) evaluate(shares []float64) ([]Accuracy, error) {
	if o.all.events == 0 {
		return nil, errors.New("no events to evaluate a ranking by: take a longer test period")
	}
	results := make([]Accuracy, len(shares))
	for i, share := range shares {
		if !(share > 0 && share <= 1) {
			return nil, fmt.Errorf("shares[%d] is %g: a share of the area is above 0 and at most 1", i, share)
		}
		area := share * o.all.area
		flagged := take(o.expected, area)
		rate := func(pieces []piece) float64 { return take(pieces, area).events / o.all.events }
		a := Accuracy{
			Area: share, Cells: flagged.cells, Hits: flagged.events,
			HitRate: rate(o.expected), HitRateMin: rate(o.least), HitRateMax: rate(o.most),
			Predicted: flagged.predicted,
		}
		a.PAI, a.PAIMin, a.PAIMax = a.HitRate/share, a.HitRateMin/share, a.HitRateMax/share
		a.PEI = a.HitRate / rate(o.ideal)
		results[i] = a
	}
	return results, nil
}

// A piece is ground that is flagged as a whole or in part: one cell, or several
// of equal score.
type piece struct{ score, area, events, cells, predicted float64 }

func pieces(scores, areas, events []float64) ([]piece, error) {
	if len(areas) != len(scores) || len(events) != len(scores) {
		return nil, fmt.Errorf("%d scores, %d areas and events of %d cells are not of the same cells", len(scores), len(areas), len(events))
	}
	p := make([]piece, len(scores))
	for i, score := range scores {
		p[i] = piece{score, areas[i], events[i], 1, score}
		switch {
		case math.IsNaN(score):
			return nil, fmt.Errorf("scores[%d] is not a number", i)
		case !(areas[i] > 0) || math.IsInf(areas[i], 0):
			return nil, fmt.Errorf("areas[%d] is %g: an area is above 0 m²", i, areas[i])
		case !(events[i] >= 0) || math.IsInf(events[i], 0):
			return nil, fmt.Errorf("events[%d] is %g: events are 0 or more", i, events[i])
		}
	}
	return p, nil
}

// Higher scores first.
func byScore(a, b piece) int { return cmp.Compare(b.score, a.score) }

// Most events on the ground first.
func byDensity(a, b piece) int { return cmp.Compare(b.events/b.area, a.events/a.area) }

func sum(pieces []piece) (s piece) {
	for _, p := range pieces {
		s = s.plus(p, 1)
	}
	return s
}

// take returns what lies on the first so many square metres.
func take(pieces []piece, area float64) (taken piece) {
	for _, p := range pieces {
		if area <= 0 {
			break
		}
		taken = taken.plus(p, min(1, area/p.area))
		area -= p.area
	}
	return taken
}

// plus adds a part of q.
func (p piece) plus(q piece, part float64) piece {
	return piece{
		area: p.area + part*q.area, events: p.events + part*q.events, cells: p.cells + part*q.cells,
		predicted: p.predicted + part*q.predicted,
	}
}
