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
}

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
	all := sum(cells)
	if all.events == 0 {
		return nil, errors.New("no events to evaluate a ranking by: take a longer test period")
	}
	least := ranked(cells, func(a, b piece) int { return cmp.Or(byScore(a, b), byDensity(b, a)) })
	most := ranked(cells, func(a, b piece) int { return cmp.Or(byScore(a, b), byDensity(a, b)) })
	ideal := ranked(cells, byDensity)
	expected := mergeTies(most)

	results := make([]Accuracy, len(shares))
	for i, share := range shares {
		if !(share > 0 && share <= 1) {
			return nil, fmt.Errorf("shares[%d] is %g: a share of the area is above 0 and at most 1", i, share)
		}
		area := share * all.area
		flagged := take(expected, area)
		rate := func(pieces []piece) float64 { return take(pieces, area).events / all.events }
		a := Accuracy{
			Area: share, Cells: flagged.cells, Hits: flagged.events,
			HitRate: rate(expected), HitRateMin: rate(least), HitRateMax: rate(most),
		}
		a.PAI, a.PAIMin, a.PAIMax = a.HitRate/share, a.HitRateMin/share, a.HitRateMax/share
		a.PEI = a.HitRate / rate(ideal)
		results[i] = a
	}
	return results, nil
}

// A piece is ground that is flagged as a whole or in part: one cell, or several
// of equal score.
type piece struct{ score, area, events, cells float64 }

func pieces(scores, areas, events []float64) ([]piece, error) {
	if len(areas) != len(scores) || len(events) != len(scores) {
		return nil, fmt.Errorf("%d scores, %d areas and events of %d cells are not of the same cells", len(scores), len(areas), len(events))
	}
	p := make([]piece, len(scores))
	for i, score := range scores {
		p[i] = piece{score, areas[i], events[i], 1}
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

func ranked(pieces []piece, compare func(a, b piece) int) []piece {
	return slices.SortedStableFunc(slices.Values(pieces), compare)
}

// mergeTies makes one piece of neighbours with equal scores, so that each part
// of its ground holds the same share of its events.
func mergeTies(pieces []piece) []piece {
	var merged []piece
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].score == pieces[0].score {
			n++
		}
		merged = append(merged, sum(pieces[:n]))
		pieces = pieces[n:]
	}
	return merged
}

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
	return piece{area: p.area + part*q.area, events: p.events + part*q.events, cells: p.cells + part*q.cells}
}
