package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// imdDecile is the measure of deprivation: deciles of England, of which 1 is the most
// deprived.
const imdDecile = "imd_decile"

// An Audit says on whom the cells of highest risk fall. Deprivation takes no part in a
// model: the audit looks at what came of it.
type Audit struct {
	Quintiles []Quintile `json:"quintiles"` // most deprived first; none where figures are missing
	Sources   []string   `json:"sources"`   // files of the figures
	Missing   []string   `json:"missing"`   // what it lacks
}

// Quintile is a fifth of England's small areas by deprivation; 0 is those of which it
// is not known. Shares are 0 to 1, of all of the area.
type Quintile struct {
	Quintile  int      `json:"quintile"` // 1 is the most deprived
	Cells     float64  `json:"cells"`
	Residents *float64 `json:"residents"` // null: not known
	Top1      float64  `json:"top_1"`     // of the cells of highest risk on 1% of the area
	Top5      float64  `json:"top_5"`     // likewise 5%
	// Of the quintile's residents, who live in the top 5%; they are spread evenly over
	// the cells of their small area. Null: not known.
	ResidentsTop5 *float64 `json:"residents_top_5"`
}

// audited is what an audit adds up.
type audited struct {
	values    []crime.CellValue
	quintile  map[h3.Cell]int
	residents []float64
	known     []bool
}

// audit says how the cells of highest risk are spread over the small areas of the
// census, by deprivation. The cost is that of covering those areas with cells.
func (a *App) audit(ctx context.Context, m ModelResult, values []crime.CellValue) (Audit, error) {
	audit := Audit{Quintiles: []Quintile{}, Sources: []string{}, Missing: []string{}}
	areas, err := a.store.Areas(ctx, geo.LSOA)
	if err != nil {
		return audit, err
	}
	bound := orb.Bound{Min: orb.Point{m.Area.BBox[0], m.Area.BBox[1]}, Max: orb.Point{m.Area.BBox[2], m.Area.BBox[3]}}
	areas = slices.DeleteFunc(areas, func(area geo.Area) bool { return !area.Land.Bound().Intersects(bound) })
	if len(areas) == 0 {
		audit.Missing = append(audit.Missing, fmt.Sprintf("areas of kind %s: import areas", geo.LSOA))
	}
	codes := make([]string, len(areas))
	for i, area := range areas {
		codes[i] = area.Code
	}
	figures := map[string]map[string]*float64{}
	for _, measure := range []string{imdDecile, study.Residents} {
		found, err := a.store.People(ctx, codes, measure)
		if err != nil {
			return audit, err
		}
		figures[measure] = map[string]*float64{}
		for _, f := range found {
			figures[measure][f.AreaCode] = f.Value
			if !slices.Contains(audit.Sources, f.Source) {
				audit.Sources = append(audit.Sources, f.Source)
			}
		}
		if len(found) == 0 {
			audit.Missing = append(audit.Missing, fmt.Sprintf("%s of the area's small areas: import people", measure))
		}
	}
	if len(figures[imdDecile]) == 0 {
		return audit, nil
	}
	in := audited{values: values, quintile: map[h3.Cell]int{}}
	lands, people := make([]orb.MultiPolygon, len(areas)), make([]*float64, len(areas))
	for i, area := range areas {
		lands[i], people[i] = area.Land, figures[study.Residents][area.Code]
	}
	lattice := latticeOf(values, m.Resolution)
	locator := geo.NewLocator(lands)
	for _, c := range lattice.Cells {
		centre, err := geo.Centre(c)
		if err != nil {
			return audit, err
		}
		if i, inside := locator.At(centre); inside {
			if decile := figures[imdDecile][areas[i].Code]; decile != nil && *decile >= 1 && *decile <= 10 {
				in.quintile[c] = (int(*decile) + 1) / 2
			}
		}
	}
	if in.residents, in.known, err = hotspot.Spread(lattice, lands, people); err != nil {
		return audit, err
	}
	audit.Quintiles, err = in.quintiles(lattice)
	return audit, err
}

func latticeOf(values []crime.CellValue, resolution int) geo.Lattice {
	l := geo.Lattice{Resolution: resolution, Cells: make([]h3.Cell, len(values))}
	for i, v := range values {
		l.Cells[i] = v.Cell
	}
	return l
}

// quintiles adds up the cells and their residents by quintile.
func (in audited) quintiles(l geo.Lattice) ([]Quintile, error) {
	areas, err := l.Areas()
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(in.values))
	for i, v := range in.values {
		if v.Risk != nil {
			scores[i] = *v.Risk
		}
	}
	var all float64
	someone := slices.Contains(in.known, true)
	for i, known := range in.known {
		if known {
			all += in.residents[i]
		}
	}
	const fifths = 5
	sums := make([]Quintile, fifths+1)
	there, high := make([]float64, fifths+1), make([]float64, fifths+1)
	for i, cell := range l.Cells {
		q := in.quintile[cell]
		sums[q].Cells += 1 / float64(len(l.Cells))
		if in.known[i] {
			there[q] += in.residents[i]
		}
	}
	for share, of := range map[float64]func(*Quintile) *float64{
		0.01: func(q *Quintile) *float64 { return &q.Top1 }, 0.05: func(q *Quintile) *float64 { return &q.Top5 },
	} {
		weights, total := inTop(scores, areas, share)
		for i, w := range weights {
			q := in.quintile[l.Cells[i]]
			*of(&sums[q]) += w / total
			if share == 0.05 && in.known[i] {
				high[q] += w * in.residents[i]
			}
		}
	}
	quintiles := []Quintile{}
	for q := range sums {
		sums[q].Quintile = q
		for _, v := range []*float64{&sums[q].Cells, &sums[q].Top1, &sums[q].Top5} {
			*v = round(*v, 6)
		}
		if someone && all > 0 {
			part := round(there[q]/all, 6)
			sums[q].Residents = &part
		}
		if someone && there[q] > 0 {
			part := round(high[q]/there[q], 6)
			sums[q].ResidentsTop5 = &part
		}
		if q > 0 {
			quintiles = append(quintiles, sums[q])
		}
	}
	if sums[0].Cells > 0 {
		quintiles = append(quintiles, sums[0])
	}
	return quintiles, nil
}

// inTop returns how much of each cell, 0 to 1, is among the riskiest that go into a
// share of the area, and the sum of that. Cells that score the same are alike in it.
func inTop(scores, areas []float64, share float64) (weights []float64, total float64) {
	var room float64
	for _, a := range areas {
		room += share * a
	}
	weights = make([]float64, len(scores))
	order := descending(scores)
	for from := 0; from < len(order) && room > 0; {
		to, size := from, 0.0
		for ; to < len(order) && scores[order[to]] == scores[order[from]]; to++ {
			size += areas[order[to]]
		}
		for _, i := range order[from:to] {
			weights[i] = min(1, room/size)
			total += weights[i]
		}
		room -= size
		from = to
	}
	return weights, total
}
