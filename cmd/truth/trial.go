package main

import (
	"context"
	"fmt"
	"maps"
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

// A target is an offence group that models are made of, and a pattern whose causes are
// those of the group.
type target struct{ group, pattern string }

// targets returns those of a world. Of feedback it is what is found by searching, which
// rtm fit refuses unless it is allowed.
func targets(world demoshire.World) []target {
	if world == demoshire.Feedback {
		return []target{{"weapon-possession", "found by searching"}}
	}
	return []target{{"robbery", "street robbery"}, {"shoplifting", "shoplifting"}}
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

// tryAll tries a world with seeds from 1 on, as many at a time as there are
// processors.
func tryAll(ctx context.Context, world demoshire.World, seeds, resamples int) ([]outcome, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	all, errs := make([][]outcome, seeds), make([]error, seeds)
	var workers sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				all[i], errs[i] = try(world, uint64(i+1), resamples, zone)
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
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("world %s, seed %d: %w", world, i+1, err)
		}
	}
	return slices.Concat(all...), ctx.Err()
}

// try invents a county and fits a model to each target.
func try(world demoshire.World, seed uint64, resamples int, zone *time.Location) ([]outcome, error) {
	county, err := demoshire.Found(demoshire.Options{Seed: seed, World: world}, zone)
	if err != nil {
		return nil, err
	}
	lattice := county.Truth.Lattice
	cells, err := lattice.Centres()
	if err != nil {
		return nil, err
	}
	areas, err := lattice.Areas()
	if err != nil {
		return nil, err
	}
	design, err := rtm.NewDesign(cells, factors(county.Sites))
	if err != nil {
		return nil, err
	}
	var outcomes []outcome
	for _, target := range targets(world) {
		counts, generated, err := count(county, target.group)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(county.Truth.Patterns, func(p demoshire.Pattern) bool { return p.Name == target.pattern })
		pattern := county.Truth.Patterns[i]
		o := outcome{seed: seed, planted: pattern.Influences, generated: generated}
		for _, n := range counts {
			o.events += n
		}
		expected, err := o.fit(design, cells, counts, county.Truth.Residents, resamples)
		if err == nil {
			o.held, err = onFirst(expected, areas, pattern.Expected)
		}
		if err == nil {
			o.most, err = onFirst(pattern.Expected, areas, pattern.Expected)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", target.group, err)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// count counts the offences of a group in each cell, and those of them that police work
// has brought about.
func count(county demoshire.County, group string) (counts []float64, generated float64, err error) {
	groups := crime.DefaultGroups()
	g := groups[slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == group })]
	counts = make([]float64, len(county.Truth.Lattice.Cells))
	for r, err := range county.Offences() {
		if err != nil {
			return nil, 0, err
		}
		if i, inside := county.Truth.Lattice.Index(r.Cell); inside && g.Matches(r.Offence) {
			counts[i]++
			if slices.Contains(r.Flags, crime.FlagPoliceGenerated) {
				generated++
			}
		}
	}
	return counts, generated, nil
}

// fit fits a model as rtm fit does, and returns the offences to expect in each cell.
func (o *outcome) fit(design *rtm.Design, cells []orb.Point, counts, residents []float64, resamples int) ([]float64, error) {
	settings := app.FitSettings()
	settings.Families, settings.Exposure = []rtm.Family{rtm.NBII}, residents
	m, err := rtm.Fit(design, counts, settings)
	if err != nil {
		return nil, err
	}
	if o.terms = m.Terms; len(m.Terms) > 0 && resamples > 0 {
		if o.intervals, err = m.Intervals(design, counts, settings, app.Squares(cells), resamples); err != nil {
			return nil, err
		}
	}
	return m.Expected(design, residents)
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
