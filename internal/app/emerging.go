package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
)

// EmergingRequest asks what is becoming of places.
type EmergingRequest struct {
	HotspotRequest
	HarmCap *float64 `json:"harm_cap"`
}

// EmergingHotspots says which places are becoming hot, have always been, or no
// longer are.
type EmergingHotspots struct {
	Footing
	Settings EmergingSettings `json:"settings"`
	Months   []MonthCount     `json:"months"`
	Trend    hotspot.Trend    `json:"trend"`   // of the measure, in all of the area
	Classes  map[string]int   `json:"classes"` // cells by class
	Places   []EmergingPlace  `json:"places"`
}

// EmergingSettings are what places were classed with.
type EmergingSettings struct {
	Rate       float64 `json:"false_discovery_rate"`
	Alpha      float64 `json:"trend_alpha"`
	Neighbours string  `json:"neighbours"`
}

// A MonthCount is what was counted in a month.
type MonthCount struct {
	Month    crime.Month `json:"month"`
	Offences float64     `json:"offences"`
	Harm     float64     `json:"harm"`
}

// An EmergingPlace is a cell that has been hot or cold in some month.
type EmergingPlace struct {
	Cell       string            `json:"cell"`
	Class      hotspot.Emergence `json:"class"`
	HotMonths  int               `json:"hot_months"`
	ColdMonths int               `json:"cold_months"`
	Around     float64           `json:"around"` // offences in the cell and those that touch it
	Count      float64           `json:"count"`
	Harm       float64           `json:"harm"`
	GiStar     float64           `json:"gi_star"` // in the last month, standard deviations
	Tau        float64           `json:"tau"`     // of Gi* over the months from the second on, −1 to 1
	P          float64           `json:"trend_p"`
	Sen        float64           `json:"sen"` // change of Gi* a month
}

// leastMonths is how many months make a trend that can be significant.
const leastMonths = 5

// FindEmerging classes the cells of an area by how hot they have been, month by
// month. The features are the cells that have a class, those of most offences
// first within each.
func (a *App) FindEmerging(ctx context.Context, r EmergingRequest) (EmergingHotspots, geo.Collection, error) {
	fail := func(err error) (EmergingHotspots, geo.Collection, error) {
		return EmergingHotspots{}, geo.Collection{}, err
	}
	c, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return fail(err)
	}
	if err := c.capHarm(r.HarmCap); err != nil {
		return fail(err)
	}
	months, e, err := a.monthly(ctx, c, c.period.Months(), measure)
	if err != nil {
		return fail(err)
	}
	if len(months) < leastMonths {
		return fail(fault.New(fault.Unprocessable, "%d months of %s are loaded: emerging places take %d or more, since fewer show no trend", len(months), c.period, leastMonths))
	}
	e.Settings = EmergingSettings{Rate: falseDiscoveryRate, Alpha: falseDiscoveryRate, Neighbours: touching + ", in the month and the one before"}
	neighbours, err := hotspot.LatticeNeighbours(c.lattice)
	if err != nil {
		return fail(err)
	}
	cube, few, err := cubeOf(months, measure, neighbours)
	if errors.Is(err, hotspot.ErrAlike) {
		return fail(fault.New(fault.Unprocessable, "all cells have the same in every month of %s: none can emerge", c.period))
	}
	if err != nil {
		return fail(err)
	}
	if few > 0 {
		c.notes = append(c.notes, fmt.Sprintf("in %d cases a cell was hot in a month by Gi* on too few offences to tell: they count as not hot", few))
	}
	if e.Footing, err = a.footing(ctx, c, measure); err != nil {
		return fail(err)
	}
	var cells []h3.Cell
	sign := func(l hotspot.Local) int { return l.Sign(falseDiscoveryRate) }
	places := hotspot.Emerge(cube, hotspot.EmergeRules{Significant: sign, Alpha: falseDiscoveryRate, TrendFrom: 1})
	e.Classes = map[string]int{}
	var order []int
	counts, around := c.tally.Counts(), make([]float64, len(places))
	for i, p := range places {
		e.Classes[string(p.Class)]++
		if p.Class != hotspot.NoPattern {
			order = append(order, i)
			around[i] = neighbours.Around(counts, i)
		}
	}
	classes := hotspot.Emergences()
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(
			cmp.Compare(slices.Index(classes, places[i].Class), slices.Index(classes, places[j].Class)),
			cmp.Compare(around[j], around[i]),
		)
	})
	e.Places = []EmergingPlace{}
	for _, i := range order {
		p, t := places[i], c.tally.Cells[i]
		cells = append(cells, c.lattice.Cells[i])
		e.Places = append(e.Places, EmergingPlace{
			Cell: c.lattice.Cells[i].String(), Class: p.Class, HotMonths: p.Hot, ColdMonths: p.Cold, Around: around[i], Count: t.Count, Harm: t.Harm,
			GiStar: cube[len(cube)-1][i].Z, Tau: p.Trend.Tau, P: p.Trend.P, Sen: p.Trend.Sen,
		})
	}
	e.ID = "emerging-" + result.Digest(Version, "emerging", c.inputs(), e)
	features, err := cellFeatures(cells, func(i int) any { return e.Places[i] })
	about := e
	about.Places = nil
	features.Members, features.Blank = map[string]any{"emerging": about}, EmergingPlace{}
	return e, features, err
}

// monthly counts the last so many of the months that are loaded of a count's
// period, each by itself. Months that are not loaded are not months of nothing:
// they are left out. It sets the months and the trend of a measure.
func (a *App) monthly(ctx context.Context, c counted, most int, measure hotspot.Measure) ([]counted, EmergingHotspots, error) {
	var e EmergingHotspots
	loaded := within(c.period, c.months)
	months := make([]counted, 0, most)
	var totals []float64
	for _, m := range loaded[max(0, len(loaded)-most):] {
		month, err := a.recount(ctx, c, geo.Masking{Land: c.lattice, Water: c.water}, crime.Period{From: m, To: m})
		if err != nil {
			return nil, e, err
		}
		months = append(months, month)
		e.Months = append(e.Months, MonthCount{Month: m, Offences: month.tally.Offences, Harm: month.tally.Harm})
		if measure == hotspot.ByHarm {
			totals = append(totals, month.tally.Harm)
		} else {
			totals = append(totals, month.tally.Offences)
		}
	}
	e.Trend = hotspot.MannKendall(totals)
	return months, e, nil
}

// cubeOf returns Gi* of each cell in each month, in which what is hot on too few
// offences is not significant; and how often that was so.
func cubeOf(months []counted, measure hotspot.Measure, neighbours hotspot.Neighbours) (cube [][]hotspot.Local, few int, err error) {
	values, counts := make([][]float64, len(months)), make([][]float64, len(months))
	for m := range months {
		values[m], counts[m] = months[m].tally.By(measure), months[m].tally.Counts()
	}
	if cube, err = hotspot.CubeGiStar(values, neighbours); err != nil {
		return nil, 0, err
	}
	excess, err := hotspot.CubeExcess(counts, neighbours)
	if err != nil {
		return nil, 0, err
	}
	for m := range cube {
		for i := range cube[m] {
			if hotspot.Stand(cube[m][i], excess[m][i], falseDiscoveryRate) == hotspot.TooFewToTell {
				cube[m][i].Q = 1
				few++
			}
		}
	}
	return cube, few, nil
}
