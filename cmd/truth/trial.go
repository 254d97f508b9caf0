package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/rtm"
)

// A trial is a world with what is made of it.
type trial struct {
	name     string
	world    demoshire.World
	targets  []target
	offences int      // drawn anew from what the truth expects; 0: those of the county
	exposure exposure // that the model is given
	field    float64  // log amplitude of a smooth field that multiplies what is expected, unknown to the model; 0: none
}

// A target is an offence group that models are made of, and a pattern whose causes are
// those of the group.
type target struct{ group, pattern string }

// An exposure is what a model takes offences to be in proportion to.
type exposure string

const (
	byResidents exposure = "residents"
	blurred     exposure = "blurred residents" // their mean over squares of blurSide
	alike       exposure = "none"
)

// blurSide is the side of the squares over which residents are known, metres: about a
// small area of the census in a town.
const blurSide = 600

// trials returns those that make truth runs: the worlds with the exposure that they
// have, worlds with nothing to find whose exposure is wrong, and planted ones with few
// and with many offences.
func trials() []trial {
	robbery, shoplifting := target{"robbery", "street robbery"}, target{"shoplifting", "shoplifting"}
	both, one := []target{robbery, shoplifting}, []target{robbery}
	return []trial{
		{name: "planted", world: demoshire.Planted, targets: both, exposure: byResidents},
		{name: "null", world: demoshire.Null, targets: both, exposure: byResidents},
		{name: "misspecified", world: demoshire.Misspecified, targets: both, exposure: byResidents},
		{name: "snapped", world: demoshire.Snapped, targets: both, exposure: byResidents},
		// What is found by searching, which rtm fit refuses unless it is allowed.
		{name: "feedback", world: demoshire.Feedback, targets: []target{{"weapon-possession", "found by searching"}}, exposure: byResidents},
		{name: "null, blurred residents", world: demoshire.Null, targets: one, exposure: blurred},
		{name: "null, smooth field", world: demoshire.Null, targets: one, exposure: byResidents, field: 1},
		{name: "null, no exposure", world: demoshire.Null, targets: one, exposure: alike},
		{name: "planted, 30 offences", world: demoshire.Planted, targets: one, exposure: byResidents, offences: 30},
		{name: "planted, 100 offences", world: demoshire.Planted, targets: one, exposure: byResidents, offences: 100},
		{name: "planted, 1,500 offences", world: demoshire.Planted, targets: one, exposure: byResidents, offences: 1500},
	}
}

// An outcome is what came of one model.
type outcome struct {
	seed      uint64
	events    float64
	generated float64 // of them, by police work
	planted   []demoshire.Influence
	terms     []rtm.Term
	intervals []rtm.Interval
	held      float64 // share of the offences to expect that lie on the 1% of the area which the model ranks first
	most      float64 // and on that which the truth does
}

// tryAll makes trials of one world with seeds from 1 on, as many at a time as there are
// processors: a county is invented once for all of them. It returns the outcomes of each.
func tryAll(ctx context.Context, trials []trial, seeds, resamples int) ([][]outcome, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	all, errs := make([][][]outcome, seeds), make([]error, seeds) // by seed, then by trial
	var workers sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				all[i], errs[i] = try(trials, uint64(i+1), resamples, zone)
			}
		})
	}
	for i := range seeds {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	outcomes := make([][]outcome, len(trials))
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("world %s, seed %d: %w", trials[0].world, i+1, err)
		}
		for t := range all[i] {
			outcomes[t] = append(outcomes[t], all[i][t]...)
		}
	}
	return outcomes, ctx.Err()
}

// A ground is a county with what models of it are made from.
type ground struct {
	demoshire.County
	cells  []orb.Point
	areas  []float64
	design *rtm.Design
}

// try invents a county and makes trials of it.
func try(trials []trial, seed uint64, resamples int, zone *time.Location) (outcomes [][]outcome, err error) {
	var g ground
	if g.County, err = demoshire.Found(demoshire.Options{Seed: seed, World: trials[0].world}, zone); err != nil {
		return nil, err
	}
	if g.cells, err = g.Truth.Lattice.Centres(); err != nil {
		return nil, err
	}
	if g.areas, err = g.Truth.Lattice.Areas(); err != nil {
		return nil, err
	}
	if g.design, err = rtm.NewDesign(g.cells, factors(g.Sites)); err != nil {
		return nil, err
	}
	for _, t := range trials {
		of, err := t.try(g, seed, resamples)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		outcomes = append(outcomes, of)
	}
	return outcomes, nil
}

// try fits a model to each target.
func (t trial) try(county ground, seed uint64, resamples int) ([]outcome, error) {
	cells, areas, design := county.cells, county.areas, county.design
	given := t.given(cells, county.Truth.Residents)
	var outcomes []outcome
	for _, target := range t.targets {
		i := slices.IndexFunc(county.Truth.Patterns, func(p demoshire.Pattern) bool { return p.Name == target.pattern })
		pattern := county.Truth.Patterns[i]
		o := outcome{seed: seed, planted: pattern.Influences}
		expected := t.expected(pattern.Expected, cells, seed)
		counts, err := t.count(county, target.group, expected, &o)
		if err != nil {
			return nil, err
		}
		for _, n := range counts {
			o.events += n
		}
		ranking, err := o.fit(design, cells, counts, given, resamples)
		if err == nil {
			o.held, err = onFirst(ranking, areas, expected)
		}
		if err == nil {
			o.most, err = onFirst(expected, areas, expected)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", target.group, err)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// given returns the exposure that the model is given; nil is none.
func (t trial) given(cells []orb.Point, residents []float64) []float64 {
	if t.exposure == alike {
		return nil
	}
	if t.exposure == byResidents {
		return residents
	}
	squares := rtm.Blocks(cells, blurSide)
	sums, numbers := map[int]float64{}, map[int]float64{}
	for i, square := range squares {
		sums[square] += residents[i]
		numbers[square]++
	}
	mean := make([]float64, len(cells))
	for i, square := range squares {
		mean[i] = sums[square] / numbers[square]
	}
	return mean
}

// expected returns what the truth expects, times the field: four waves of 2 to 6 km in
// directions and at phases drawn by the seed.
func (t trial) expected(of []float64, cells []orb.Point, seed uint64) []float64 {
	if t.field == 0 {
		return of
	}
	rng := rand.New(rand.NewPCG(seed, 11))
	field := make([]float64, len(cells))
	for range 4 {
		angle, phase, length := 2*math.Pi*rng.Float64(), 2*math.Pi*rng.Float64(), 2000+4000*rng.Float64()
		for i, c := range cells {
			field[i] += t.field * math.Sin(2*math.Pi*(c[0]*math.Cos(angle)+c[1]*math.Sin(angle))/length+phase) / 2
		}
	}
	expected := make([]float64, len(of))
	for i, e := range of {
		expected[i] = e * math.Exp(field[i])
	}
	return expected
}

// count counts the offences of a group in each cell, and in the outcome those of them
// that police work has brought about; or draws them from what is expected.
func (t trial) count(county ground, group string, expected []float64, o *outcome) ([]float64, error) {
	counts := make([]float64, len(expected))
	if t.offences > 0 || t.field > 0 {
		return counts, t.draw(expected, counts, o.seed)
	}
	groups := crime.DefaultGroups()
	matches := groups[slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == group })].Matcher()
	for r, err := range county.Offences() {
		if err != nil {
			return nil, err
		}
		if i, inside := county.Truth.Lattice.Index(r.Cell); inside && matches(r.Offence) {
			counts[i]++
			if slices.Contains(r.Flags, crime.FlagPoliceGenerated) {
				o.generated++
			}
		}
	}
	return counts, nil
}

// usualOffences is how many robberies the usual county has.
const usualOffences = 670

// draw draws offences from what is expected of each cell.
func (t trial) draw(expected, counts []float64, seed uint64) error {
	sums, total := make([]float64, len(expected)), 0.0
	for i, e := range expected {
		total += e
		sums[i] = total
	}
	if !(total > 0) {
		return errors.New("nothing is expected anywhere")
	}
	rng := rand.New(rand.NewPCG(seed, 12))
	for range cmp.Or(t.offences, usualOffences) {
		i, _ := slices.BinarySearch(sums, rng.Float64()*total)
		counts[min(i, len(counts)-1)]++
	}
	return nil
}

// fit fits a model as rtm fit does, and returns the offences to expect in each cell.
func (o *outcome) fit(design *rtm.Design, cells []orb.Point, counts, exposure []float64, resamples int) ([]float64, error) {
	settings := app.FitSettings()
	settings.Families, settings.Exposure = []rtm.Family{rtm.NBII}, exposure
	m, err := rtm.Fit(design, counts, settings)
	if err != nil { // of few offences NBII may have no dispersion, and rtm fit says to take another family
		settings.Families = []rtm.Family{rtm.Poisson}
		m, err = rtm.Fit(design, counts, settings)
	}
	if err != nil {
		return nil, err
	}
	if o.terms = m.Terms; len(m.Terms) > 0 && len(o.planted) > 0 && resamples > 0 {
		if o.intervals, err = m.Intervals(design, counts, settings, app.Squares(cells), resamples); err != nil {
			return nil, err
		}
	}
	return m.Expected(design, exposure)
}

// onFirst returns the share of the offences to expect that lies on the 1% of the area
// which a ranking puts first.
func onFirst(ranking, areas, expected []float64) (float64, error) {
	accuracy, err := hotspot.Evaluate(ranking, areas, expected, []float64{0.01})
	if err != nil {
		return 0, err
	}
	return accuracy[0].HitRate, nil
}

// factors returns a factor for each category of sites, as rtm fit tries them.
func factors(sites []geo.Site) []rtm.Factor {
	of := map[string][]orb.Point{}
	for _, s := range sites {
		of[s.Category] = append(of[s.Category], geo.ToGrid(*s.At))
	}
	var all []rtm.Factor
	for _, category := range slices.Sorted(maps.Keys(of)) {
		f := app.UsualFactor(category)
		f.Features = of[category]
		all = append(all, f)
	}
	return all
}
