package app

import (
	"cmp"
	"context"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// EmergingRequest asks what is becoming of places.
type EmergingRequest struct {
	HotspotRequest
	HarmCap *float64 `json:"harm_cap"`
}

// EmergingHotspots says which places rise or fall beside the rest of the area.
type EmergingHotspots struct {
	study.Footing
	Settings EmergingSettings `json:"settings"`
	Months   []MonthCount     `json:"months"`
	Trend    hotspot.Trend    `json:"trend"`   // of the offences of all of the area
	Changes  map[string]int   `json:"changes"` // cells with an offence, by change
	Classes  map[string]int   `json:"classes"` // and by class
	Places   []EmergingPlace  `json:"places"`
}

// EmergingSettings are what places were judged by.
type EmergingSettings struct {
	Rate       float64 `json:"false_discovery_rate"`
	Recent     int     `json:"recent_months"`
	Share      float64 `json:"recent_share"` // of the offences of the area, those of the recent months
	Dispersion float64 `json:"dispersion"`   // of months, pooled over the cells: 1 is Poisson
	Tested     int     `json:"tested"`       // cells with offences enough to show a change
	Hot        string  `json:"hot"`          // which cells are hot now
}

// A MonthCount is what was counted in a month.
type MonthCount struct {
	Month    crime.Month `json:"month"`
	Offences float64     `json:"offences"`
	Harm     float64     `json:"harm"`
}

// An EmergingPlace is a cell that has a class, or rises or falls.
type EmergingPlace struct {
	Cell       string                `json:"cell"`
	Class      hotspot.EmergingClass `json:"class"`
	Change     hotspot.Shift         `json:"change"`
	Hot        bool                  `json:"hot"`    // now
	Recent     float64               `json:"recent"` // offences of the recent months
	Count      float64               `json:"count"`
	Around     float64               `json:"around"` // offences in the cell and those that touch it
	Harm       float64               `json:"harm"`
	Dispersion float64               `json:"dispersion"` // so many offences count as one
	P          float64               `json:"p"`
	Q          float64               `json:"q"`   // p adjusted for all cells tested
	Tau        float64               `json:"tau"` // Kendall's, of its months, −1 to 1
	Sen        float64               `json:"sen"` // Sen's slope: offences a month, each month
	Sentence   string                `json:"sentence"`
}

// FindEmerging says which cells of an area rise or fall beside the rest of it. The
// features are the cells that have a class, or rise or fall, those of most offences
// first within each class.
func (a *App) FindEmerging(ctx context.Context, r EmergingRequest) (EmergingHotspots, geo.Collection, error) {
	fail := func(err error) (EmergingHotspots, geo.Collection, error) {
		return EmergingHotspots{}, geo.Collection{}, err
	}
	if err := countsAlone(r.Measure, "what changed is told from counts; ask for the count, which has the harm beside it"); err != nil {
		return fail(err)
	}
	c, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return fail(err)
	}
	if err := capHarm(&c, r.HarmCap); err != nil {
		return fail(err)
	}
	months, e, err := a.monthly(ctx, c)
	if err != nil {
		return fail(err)
	}
	if len(months) < hotspot.LeastEmergingMonths {
		return fail(fault.New(fault.Unprocessable, "%d months of %s are loaded whole: emerging places take %d or more, since fewer show no change", len(months), c.Period, hotspot.LeastEmergingMonths))
	}
	if c.Tally.Offences == 0 {
		return fail(fault.New(fault.Unprocessable, "no offence of group %s in %s: none can emerge", c.Question.Group.Name, c.Period))
	}
	if err := step(ctx, 0.3); err != nil {
		return fail(err)
	}
	cells, counts := withOffences(months)
	emergence, err := hotspot.Emerge(counts, 0)
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.6); err != nil {
		return fail(err)
	}
	f, err := a.forecast(ctx, &c, c.Period)
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.9); err != nil {
		return fail(err)
	}
	hot := f.Hot(study.FalseDiscoveryRate)
	e.Settings = EmergingSettings{
		Rate: study.FalseDiscoveryRate, Recent: emergence.Recent, Share: emergence.Share, Dispersion: emergence.Dispersion,
		Hot: "the best hundredth of the cells by the forecast, and those with more offences than their surroundings foretell",
	}
	if e.Footing, err = a.footing(ctx, c, measure); err != nil {
		return fail(err)
	}
	neighbours, err := hotspot.LatticeNeighbours(c.Lattice)
	if err != nil {
		return fail(err)
	}
	listed := e.list(&c, emergence, cells, counts, neighbours, hot)
	if e.Settings.Tested == 0 {
		e.Notes = append(e.Notes, "no cell has offences enough to show a change: ask for larger cells or more months")
	}
	breaks, err := a.breakNotes(ctx, c.Period)
	if err != nil {
		return fail(err)
	}
	e.Notes = append(e.Notes, breaks...)
	e.ID = "emerging-" + result.Digest(Version, "emerging", c.Inputs(), e)
	features, err := cellFeatures(listed, func(i int) any { return e.Places[i] })
	about := e
	about.Places = nil
	features.Members, features.Blank = map[string]any{"emerging": about}, EmergingPlace{}
	return e, features, err
}

// withOffences returns the cells that have an offence in any month, and how many each
// has in each.
func withOffences(months []study.Study) (cells []int, counts [][]float64) {
	for i := range months[0].Tally.Cells {
		row := make([]float64, len(months))
		some := false
		for m := range months {
			row[m] = months[m].Tally.Cells[i].Count
			some = some || row[m] > 0
		}
		if some {
			cells, counts = append(cells, i), append(counts, row)
		}
	}
	return cells, counts
}

// list counts cells by change and by class, and lists those that have a class, or rise
// or fall.
func (e *EmergingHotspots) list(c *study.Study, emergence hotspot.Emergence, cells []int, counts [][]float64, neighbours hotspot.Neighbours, hot []bool) []h3.Cell {
	e.Changes, e.Classes, e.Places = map[string]int{}, map[string]int{}, []EmergingPlace{}
	all := c.Tally.Counts()
	for k, i := range cells {
		p := emergence.Places[k]
		class := p.Class(hot[i])
		e.Changes[string(p.Shift)]++
		e.Classes[string(class)]++
		if p.Shift != hotspot.ShiftUnknown {
			e.Settings.Tested++
		}
		if class == hotspot.NoClass && p.Shift != hotspot.Rising && p.Shift != hotspot.Falling {
			continue
		}
		trend := hotspot.MannKendall(counts[k])
		e.Places = append(e.Places, EmergingPlace{
			Cell: c.Lattice.Cells[i].String(), Class: class, Change: p.Shift, Hot: hot[i], Recent: p.Recent, Count: p.Offences,
			Around: neighbours.Around(all, i), Harm: c.Tally.Cells[i].Harm, Dispersion: p.Dispersion, P: p.P, Q: p.Q,
			Tau: trend.Tau, Sen: trend.Sen, Sentence: emergence.Sentence(k),
		})
	}
	classes := hotspot.EmergingClasses()
	slices.SortStableFunc(e.Places, func(p, q EmergingPlace) int {
		return cmp.Or(cmp.Compare(slices.Index(classes, p.Class), slices.Index(classes, q.Class)), cmp.Compare(q.Count, p.Count))
	})
	listed := make([]h3.Cell, len(e.Places))
	for k, p := range e.Places {
		listed[k] = h3.CellFromString(p.Cell)
	}
	return listed
}

// monthly counts the months that are loaded of a count's period, each by itself.
// Months that are not loaded are not months of nothing, and months loaded in part are
// not months of less: they are left out. It sets the months and the trend of their offences.
func (a *App) monthly(ctx context.Context, c study.Study) ([]study.Study, EmergingHotspots, error) {
	var e EmergingHotspots
	var months []study.Study
	var totals []float64
	for _, m := range c.Loaded.Whole(study.Within(c.Period, c.Months)) {
		month, err := a.recount(ctx, c, geo.Masking{Land: c.Lattice, Water: c.Water}, crime.Period{From: m, To: m})
		if err != nil {
			return nil, e, err
		}
		months = append(months, month)
		e.Months = append(e.Months, MonthCount{Month: m, Offences: month.Tally.Offences, Harm: month.Tally.Harm})
		totals = append(totals, month.Tally.Offences)
	}
	e.Trend = hotspot.MannKendall(totals)
	return months, e, nil
}
