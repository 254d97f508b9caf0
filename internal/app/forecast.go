package app

import (
	"context"
	"fmt"
	"math"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// ForecastRequest asks how many offences the cells of an area expect in months to come.
type ForecastRequest struct {
	HotspotRequest         // From and To are the months to come; empty: the three after the training months
	Train          string  `json:"train"` // YYYY-MM..YYYY-MM; empty: all months loaded of the area before those to come
	Share          float64 `json:"share"` // of the cells, the best of which are listed; 0: 1%
}

// A Forecast is how many offences and how much harm the cells of an area expect in
// months to come.
type Forecast struct {
	study.Footing                // on the training months
	Train         string         `json:"train"`
	Period        string         `json:"period"` // the months to come
	Days          float64        `json:"days"`   // in them
	Learned       Learned        `json:"learned"`
	Total         Expected       `json:"total"` // of the whole area
	Held          []ExpectedHeld `json:"held"`  // by the best shares of the area
	Verdict       string         `json:"verdict"`
	Surface       string         `json:"surface"` // of the map
	Tiles         string         `json:"tiles"`
	Cells         []ExpectedCell `json:"places"` // the best, by rank
}

// Learned are the two numbers that a forecast has learned from the training months.
type Learned struct {
	Weight     float64 `json:"k"`          // of the mean of places like this one, in offences
	Evidence   float64 `json:"delta"`      // how much of the evidence lasts, 0.1 to 1
	Dispersion float64 `json:"dispersion"` // of the months of a cell: 1 is Poisson
	Assumed    bool    `json:"assumed"`    // k and delta are the usual ones: there is too little to learn from
}

// Expected is a number of offences, and days of harm, with its intervals.
type Expected struct {
	Offences ExpectedFigure `json:"offences"`
	Harm     ExpectedFigure `json:"harm"`
}

// An ExpectedFigure is a mean with the whole numbers between which the outcome will be
// with a probability of about 80% and 95%.
type ExpectedFigure struct {
	Mean   float64 `json:"mean"`
	Low80  int     `json:"low80"`
	High80 int     `json:"high80"`
	Low95  int     `json:"low95"`
	High95 int     `json:"high95"`
}

// ExpectedHeld is what the cells of the best share of an area are expected to hold.
type ExpectedHeld struct {
	Share    float64 `json:"area"` // of the cells, which are of about equal size
	Cells    int     `json:"cells"`
	KM2      float64 `json:"km2"`
	HeldOf   float64 `json:"held"` // share of what is expected in the whole area
	Expected         // in these cells together
}

// ExpectedCell is what one cell expects.
type ExpectedCell struct {
	Cell string `json:"cell"`
	Rank int    `json:"rank"` // by the measure
	Expected
	Seen   float64 `json:"seen"`         // offences in the training months
	Others float64 `json:"others"`       // all other rows of those months, without those that police generate
	OneIn  float64 `json:"one_in_weeks"` // one offence in about so many weeks
}

// forecastShares are the best shares of an area whose offences are said.
var forecastShares = []float64{0.005, 0.01, 0.02, 0.05}

// usualMonthsAhead is how many months a forecast is for unless a request names others.
const usualMonthsAhead = 3

// ForecastHotspots says how many offences the cells of an area expect in months to
// come, and keeps the surface for the map. The features are the best cells.
func (a *App) ForecastHotspots(ctx context.Context, r ForecastRequest) (Forecast, geo.Collection, error) {
	fail := func(err error) (Forecast, geo.Collection, error) { return Forecast{}, geo.Collection{}, err }
	measure, err := amount(r.Measure)
	if err != nil {
		return fail(err)
	}
	if r.Share < 0 || r.Share > 1 {
		return fail(fault.New(fault.Invalid, "share %g: the share of the cells to list is above 0 and at most 1", r.Share))
	}
	training, ahead, err := a.monthsAhead(ctx, r)
	if err != nil {
		return fail(err)
	}
	r.From, r.To = training.From.String(), training.To.String()
	s, err := a.ask(ctx, r.surface())
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.3); err != nil {
		return fail(err)
	}
	if g := s.Question.Group; policeGenerated(g) {
		return fail(fault.New(fault.Unprocessable, "offences of group %s are there because officers looked: they are an output of patrols and are never forecast", g.Name))
	}
	f, err := a.forecast(ctx, &s, ahead)
	if err != nil {
		return fail(err)
	}
	if err := f.ExpectHarm(); err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.8); err != nil {
		return fail(err)
	}
	answer := Forecast{
		Train: training.String(), Period: ahead.String(), Days: f.Days,
		Learned: Learned{Weight: f.Of.K, Evidence: f.Of.Delta, Dispersion: f.Of.Dispersion, Assumed: !f.Of.Learned},
	}
	surface, err := a.keepForecast(ctx, s, f, ahead)
	if err != nil {
		return fail(err)
	}
	answer.Surface, answer.Tiles = surface.ID, surface.Tiles
	if answer.Footing, err = a.footing(ctx, s, measure); err != nil {
		return fail(err)
	}
	cells, err := answer.fill(&s, f, measure, r.Share)
	if err != nil {
		return fail(err)
	}
	answer.ID = "forecast-" + result.Digest(Version, "forecast", s.Inputs(), answer)
	features, err := cellFeatures(cells, func(i int) any { return answer.Cells[i] })
	about := answer
	about.Cells = nil
	features.Members, features.Blank = map[string]any{"forecast": about}, ExpectedCell{}
	return answer, features, err
}

// monthsAhead reads the training months and the months to come of a request.
func (a *App) monthsAhead(ctx context.Context, r ForecastRequest) (training, ahead crime.Period, err error) {
	months, err := a.months(ctx)
	if err != nil {
		return training, ahead, err
	}
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return training, ahead, err
	}
	loaded, err := a.loadedOf(ctx, area)
	if err != nil {
		return training, ahead, err
	}
	months = loaded.Covered(months)
	training = study.Span(months)
	if r.Train != "" {
		if training, err = crime.ParsePeriod(r.Train); err != nil {
			return training, ahead, fault.New(fault.Invalid, "train: %w", err)
		}
	}
	first := training.To + 1
	if r.From != "" {
		if first, err = crime.ParseMonth(r.From); err != nil {
			return training, ahead, fault.New(fault.Invalid, "from: %w", err)
		}
	}
	ahead = crime.Period{From: first, To: first + usualMonthsAhead - 1}
	if r.To != "" {
		if ahead.To, err = crime.ParseMonth(r.To); err != nil {
			return training, ahead, fault.New(fault.Invalid, "to: %w", err)
		}
	}
	if err := ahead.Validate(); err != nil {
		return training, ahead, fault.New(fault.Invalid, "%w", err)
	}
	if r.Train == "" {
		training.To = min(training.To, ahead.From-1)
	}
	switch {
	case ahead.From <= training.From || training.To < training.From:
		return training, ahead, fault.New(fault.Invalid, "%s is not after the months to learn from, %s: a forecast is for later months", ahead, study.Span(months))
	case ahead.Overlaps(training):
		return training, ahead, fault.New(fault.Invalid, "the months to forecast, %s, overlap the training months %s: a forecast is for months that it has not seen", ahead, training)
	case ahead.To > training.To+monthsAhead:
		return training, ahead, fault.New(fault.Invalid, "%s is more than %d months after the training months %s: nobody can say what happens so far ahead", ahead, monthsAhead, training)
	}
	return training, ahead, checkPeriod(training, months)
}

// forecast learns what the cells of a study expect in a period to come. It learns from
// the months of the study on the whole force, so that a cell expects the same in every
// map.
func (a *App) forecast(ctx context.Context, s *study.Study, ahead crime.Period) (*study.Forecast, error) {
	wide, err := a.forceAround(ctx, s)
	if err != nil {
		return nil, err
	}
	months, err := a.monthsOf(ctx, s, wide)
	if err != nil {
		return nil, err
	}
	var note string
	if months.Risk, note, err = a.modelMean(ctx, s, wide); err != nil {
		return nil, err
	}
	f, err := s.Forecast(months, a.days(ahead))
	if err != nil {
		return nil, fmt.Errorf("forecast of %s in %s: %w", s.Question.Group.Name, s.Area.Name, err)
	}
	if note != "" {
		f.Of.Notes = append(f.Of.Notes, note)
	}
	return f, nil
}

// monthsOf reads what a forecast learns from: the offences of every type in the months of
// a study, on a lattice around it. A month that is loaded of some districts of the area alone
// is left out, unless few would remain: the others are not known to have had none.
func (a *App) monthsOf(ctx context.Context, s *study.Study, wide geo.Lattice) (study.Months, error) {
	months := study.Months{Lattice: wide}
	for _, m := range s.Loaded.Alike(study.Within(s.Period, s.Months)) {
		one := crime.Period{From: m, To: m}
		offences, err := a.store.Offences(ctx, wide, one, nil, crime.Detail{Times: s.Times, Places: s.Places})
		if err != nil {
			return months, err
		}
		months.Offences = append(months.Offences, offences)
		months.Days = append(months.Days, math.Round(s.Loaded.Days(one, a.zone)))
	}
	return months, nil
}

// days returns how many days a period has.
func (a *App) days(p crime.Period) float64 { return math.Round(p.Duration(a.zone).Hours() / 24) }

// policeGenerated reports whether every type of a group is police-generated.
func policeGenerated(g crime.Group) bool {
	for _, t := range g.Types {
		if !crime.PoliceGenerated(t) {
			return false
		}
	}
	return len(g.Types) > 0
}

// keepForecast keeps a forecast as a surface.
func (a *App) keepForecast(ctx context.Context, s study.Study, f *study.Forecast, ahead crime.Period) (SurfaceResult, error) {
	values := f.Values()
	surface := surfaceOf(&s, values)
	surface.Kind, surface.From, surface.To = "forecast", ahead.From, ahead.To
	total, harm := f.Set(f.Order(hotspot.ByCount))
	surface.Offences, surface.Harm, surface.ASB, surface.Nonzero = total.Mean, harm.Mean, 0, len(values)
	surface.Notes = append([]string{fmt.Sprintf("expected offences of %s, learned from %s", ahead, s.Period)}, f.Of.Notes...)
	surface.ID = "forecast-" + result.Digest(Version, "forecast surface", s.Inputs(), surface)
	surface.Tiles = "/tiles/" + surface.ID + ".json"
	return surface, a.keepSurface(ctx, s, surface, values)
}

// fill works out the figures of an answer, and returns the cells that are listed.
func (f *Forecast) fill(s *study.Study, of *study.Forecast, measure hotspot.Measure, share float64) ([]h3.Cell, error) {
	order := of.Order(measure)
	areas, err := s.Lattice.Areas()
	if err != nil {
		return nil, err
	}
	f.Total = expected(of.Set(order))
	for _, best := range forecastShares {
		n := max(1, int(math.Round(best*float64(len(order)))))
		held := ExpectedHeld{Share: best, Cells: n, Expected: expected(of.Set(order[:n]))}
		for _, i := range order[:n] {
			held.KM2 += areas[i] / 1e6
		}
		if total := f.Total.of(measure).Mean; total > 0 {
			held.HeldOf = held.of(measure).Mean / total
		}
		f.Held = append(f.Held, held)
	}
	if share == 0 {
		share = 0.01
	}
	list := order[:max(1, int(math.Round(share*float64(len(order)))))]
	cells := make([]h3.Cell, len(list))
	f.Cells = make([]ExpectedCell, len(list))
	for rank, i := range list {
		c := ExpectedCell{Cell: s.Lattice.Cells[i].String(), Rank: rank + 1, Expected: expected(of.Cell(i), of.Harm[i])}
		c.Seen, c.Others = of.Seen(i)
		if c.Offences.Mean > 0 {
			c.OneIn = of.Days / 7 / c.Offences.Mean
		}
		cells[rank], f.Cells[rank] = s.Lattice.Cells[i], c
	}
	f.Notes = append(f.Notes, of.Of.Notes...)
	f.Verdict = f.sentence()
	return cells, nil
}

// of returns the figure of a measure.
func (e Expected) of(m hotspot.Measure) ExpectedFigure {
	if m == hotspot.ByHarm {
		return e.Harm
	}
	return e.Offences
}

func expected(offences, harm hotspot.Expectation) Expected {
	return Expected{Offences: figure(offences), Harm: figure(harm)}
}

func figure(e hotspot.Expectation) ExpectedFigure {
	f := ExpectedFigure{Mean: e.Mean}
	f.Low80, f.High80 = e.Interval(0.8)
	f.Low95, f.High95 = e.Interval(0.95)
	return f
}

// sentence says what a forecast comes to.
func (f *Forecast) sentence() string {
	unit := "offences of " + f.Group
	if f.Measure == hotspot.ByHarm {
		unit = "days of harm by " + f.Group
	}
	total := f.Total.of(f.Measure)
	if total.Mean == 0 {
		return fmt.Sprintf("No %s in the training months: no number is expected in %s.", unit, f.Area.Name)
	}
	best := f.Held[1]
	return fmt.Sprintf("About %s %s are expected in %s in %s (80%%: %d to %d). The best 1%% of it, %.3g km², is expected to hold about %s of them (80%%: %d to %d).",
		roughly(total.Mean), unit, f.Area.Name, f.Period, total.Low80, total.High80,
		best.KM2, roughly(best.of(f.Measure).Mean), best.of(f.Measure).Low80, best.of(f.Measure).High80)
}

// roughly writes a number with as many digits as a forecast has.
func roughly(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}
