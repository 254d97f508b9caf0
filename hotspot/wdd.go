package hotspot

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// BeforeAfter is what places had before and after patrols began.
type BeforeAfter struct {
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// A PlaceContrast is what treated places and others had, with the rings around both into
// which crime could have moved. Times and areas weigh counts that come from unequal
// ones: a weight of 2 is twice as long, or as large. Zero weights mean 1.
type PlaceContrast struct {
	Treated, Control         BeforeAfter
	TreatedRing, ControlRing BeforeAfter // all zero: none

	TimeBefore, TimeAfter                                      float64
	TreatedArea, ControlArea, TreatedRingArea, ControlRingArea float64

	// Dispersion is how many times as much as Poisson numbers counts vary (see
	// [MonthScatter]); 0 means 1. Variances are multiplied by it, as quasi-Poisson ones
	// are (McCullagh & Nelder 1989, section 6.2.3). Freedom is how well it is known, in
	// degrees of freedom: the interval is then Student's; 0 means exactly.
	Dispersion, Freedom float64
}

// A WDD is a weighted displacement difference: how many offences fewer (below 0) the
// treated places had than the others' change foretells, and the rings with them.
type WDD struct {
	Local       float64 `json:"local"` // in the places
	LocalSE     float64 `json:"local_se"`
	Displaced   float64 `json:"displaced"` // in the rings: below 0 is benefit that spread, above 0 crime that moved
	DisplacedSE float64 `json:"displaced_se"`
	Total       float64 `json:"total"`
	SE          float64 `json:"se"`
	Z           float64 `json:"z"`
	Low         float64 `json:"low"`
	High        float64 `json:"high"`
}

// Displacement returns the weighted displacement difference with an interval that
// holds the truth with the given confidence, 0 to 1 (Wheeler & Ratcliffe 2018,
// doi 10.1186/s40163-018-0085-5). Counts are taken as Poisson, or to vary so many
// times as much: where they come in clusters and no dispersion says so, the interval
// is too narrow. With areas as weights the difference is one of densities. Places
// were not drawn by lot, so a difference has other causes to rule out. Without any
// offence there is no result.
func Displacement(c PlaceContrast, confidence float64) (WDD, error) {
	if !(confidence > 0 && confidence < 1) {
		return WDD{}, fmt.Errorf("confidence %g: above 0 and below 1", confidence)
	}
	each := orOne(c.Dispersion)
	if !(each > 0) || math.IsInf(each, 0) {
		return WDD{}, fmt.Errorf("a dispersion of %g: above 0", each)
	}
	var w WDD
	var local, displaced float64 // variances
	add := func(estimate, variance *float64, sign float64, n BeforeAfter, area float64) error {
		for _, side := range []struct{ sign, count, time float64 }{{-1, n.Before, c.TimeBefore}, {1, n.After, c.TimeAfter}} {
			weight := orOne(side.time) * orOne(area)
			if !(side.count >= 0) || math.IsInf(side.count, 0) || !(weight > 0) || math.IsInf(weight, 0) {
				return fmt.Errorf("%g offences at a weight of %g: offences are 0 or more, and weights above 0", side.count, weight)
			}
			*estimate += sign * side.sign * side.count / weight
			*variance += each * side.count / (weight * weight)
		}
		return nil
	}
	err := errors.Join(
		add(&w.Local, &local, 1, c.Treated, c.TreatedArea), add(&w.Local, &local, -1, c.Control, c.ControlArea),
		add(&w.Displaced, &displaced, 1, c.TreatedRing, c.TreatedRingArea), add(&w.Displaced, &displaced, -1, c.ControlRing, c.ControlRingArea),
	)
	if err != nil {
		return WDD{}, err
	}
	if local+displaced == 0 {
		return WDD{}, errors.New("no offence in any of the places, before or after: nothing can be said")
	}
	w.LocalSE, w.DisplacedSE = math.Sqrt(local), math.Sqrt(displaced)
	w.Total, w.SE = w.Local+w.Displaced, math.Sqrt(local+displaced)
	w.bound(confidence, c.Freedom)
	return w, nil
}

// bound sets Z and the interval.
func (w *WDD) bound(confidence, freedom float64) {
	q := math.Sqrt2 * math.Erfinv(confidence)
	if freedom > 0 {
		q = distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile((1 + confidence) / 2)
	}
	w.Z, w.Low, w.High = w.Total/w.SE, w.Total-q*w.SE, w.Total+q*w.SE
}

func orOne(weight float64) float64 {
	if weight == 0 {
		return 1
	}
	return weight
}

// HarmDisplacement adds differences in offences of several types up to one in harm:
// each at its days of imprisonment. Types without any offence have none to add. Freedom
// is that of the dispersion that they were reckoned with; 0: it is known exactly.
func HarmDisplacement(each []WDD, days []float64, confidence, freedom float64) (WDD, error) {
	if len(each) != len(days) {
		return WDD{}, fmt.Errorf("%d differences and the harm of %d types", len(each), len(days))
	}
	if !(confidence > 0 && confidence < 1) {
		return WDD{}, fmt.Errorf("confidence %g: above 0 and below 1", confidence)
	}
	var w WDD
	var local, displaced, all float64
	for i, d := range each {
		w.Local += days[i] * d.Local
		w.Displaced += days[i] * d.Displaced
		w.Total += days[i] * d.Total
		local += days[i] * days[i] * d.LocalSE * d.LocalSE
		displaced += days[i] * days[i] * d.DisplacedSE * d.DisplacedSE
		all += days[i] * days[i] * d.SE * d.SE
	}
	if !(all > 0) {
		return WDD{}, errors.New("no offence of any harm, before or after: nothing can be said")
	}
	w.LocalSE, w.DisplacedSE, w.SE = math.Sqrt(local), math.Sqrt(displaced), math.Sqrt(all)
	w.bound(confidence, freedom)
	return w, nil
}
