package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// EvaluationRequest asks how well rankings of the cells foretell later offences.
type EvaluationRequest struct {
	HotspotRequest          // but for its period
	Train          string   `json:"train"`     // YYYY-MM..YYYY-MM
	Test           string   `json:"test"`      // later months
	Methods        []string `json:"methods"`   // of [Methods]; none: all of them
	Bandwidth      float64  `json:"bandwidth"` // of kde, metres; 0: the default
	HarmCap        *float64 `json:"harm_cap"`  // of either period, the later one's beneath the earlier one's
	Seed           *uint64  `json:"seed"`      // of the intervals; nil: the default
}

// An Evaluation is how well rankings of the cells of an area, made from some
// months, foretold the offences of later ones.
type Evaluation struct {
	study.Footing // on the months that the rankings are made from
	hotspot.Holdout
	Train string `json:"train"`
	Test  string `json:"test"`

	AUC           map[string]float64  `json:"auc"` // of each ranking, over the whole area
	Concentration ConcentrationChange `json:"concentration"`
	Settings      EvaluationSettings  `json:"settings"`
	Verdict       string              `json:"verdict"`
}

// EvaluationSettings are what an evaluation was made with.
type EvaluationSettings struct {
	Bandwidth float64 `json:"bandwidth"` // metres
	Seed      uint64  `json:"seed"`
	Interval  float64 `json:"interval"` // how much of the resamples lies between low and high
	Ties      string  `json:"ties"`
	RRI       string  `json:"rri"`
}

// ConcentrationChange says how unevenly offences lie, and whether they stay where they
// are. What there is no number for is nil.
type ConcentrationChange struct {
	GiniEarlier *float64            `json:"gini_earlier"`
	GiniLater   *float64            `json:"gini_later"`
	Generalised *float64            `json:"generalised_gini_later"` // as even as so few offences can lie is 0
	CellsOfHalf int                 `json:"cells_of_half"`          // that hold half of the later offences
	Similarity  *hotspot.Similarity `json:"similarity"`             // Andresen's S of the two periods, exact
}

// The rankings that need nothing but the offences.
const (
	byPrior    = "prior"    // offences of the earlier months
	byTie      = "tie"      // the same, equal cells by all other offences
	byKDE      = "kde"      // their density
	byGiStar   = "gistar"   // their Gi*
	byHarm     = "harm"     // their harm
	byForecast = "forecast" // offences expected, or harm
)

// Methods returns the names of the rankings that can be evaluated.
func Methods() []string { return []string{byPrior, byTie, byKDE, byGiStar, byHarm, byForecast} }

// EvaluateRankings tries rankings of the cells on later months. The features are
// the cells that a ranking flags first, or that had an offence later.
func (a *App) EvaluateRankings(ctx context.Context, r EvaluationRequest) (Evaluation, geo.Collection, error) {
	methods, err := methodsOf(r)
	if err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if r.From != "" || r.To != "" {
		return Evaluation{}, geo.Collection{}, fault.New(fault.Invalid, "from, to: an evaluation has two periods; name the months that rankings are made from (train) and later ones (test)")
	}
	train, test, err := a.trainAndTest(ctx, ModelRequest{Train: r.Train, Test: r.Test})
	switch {
	case err != nil:
		return Evaluation{}, geo.Collection{}, err
	case test == nil:
		return Evaluation{}, geo.Collection{}, fault.New(fault.Invalid, "no test period: name the later months that the rankings are tried on")
	}
	r.From, r.To = train.From.String(), train.To.String()
	c, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if err := capHarm(&c, r.HarmCap); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	later, err := a.answerable(a.recount(ctx, c, c.Masking(), *test))
	if err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if err := capHarm(&later, r.HarmCap); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if err := step(ctx, 0.3); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	rankings, notes, err := a.rankings(ctx, c, methods, cmp.Or(r.Bandwidth, hotspot.DefaultBandwidth), measure, *test)
	if err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if err := step(ctx, 0.6); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	e := Evaluation{Train: train.String(), Test: test.String(), Settings: evaluationSettings(cmp.Or(r.Bandwidth, hotspot.DefaultBandwidth), valueOr(r.Seed, defaultSeed))}
	if e.Holdout, err = a.holdOut(ctx, &c, later, rankings, measure, hotspot.AreaShares(), e.Settings.Seed); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if e.Footing, err = a.footing(ctx, c, measure); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if err := step(ctx, 0.9); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	breaks, err := a.breakNotes(ctx, c.Period, *test)
	if err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	e.Notes = append(e.Notes, slices.Concat(notes, laterNotes(c, later), breaks)...)
	if slices.Contains(methods, byHarm) && alike(c.Tally) {
		e.Notes = append(e.Notes, "every offence counted weighs the same, so harm ranks the cells as prior does")
	}
	if e.AUC, err = c.AUC(later, rankings, measure); err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	e.Concentration = concentration(c.Tally, later.Tally)
	points, err := a.store.SnapPoints(ctx, c.Lattice, c.Period)
	if err != nil {
		return Evaluation{}, geo.Collection{}, err
	}
	if len(points) > 0 {
		e.Notes = append(e.Notes, snappedNote)
	}
	e.Verdict = e.verdict(methods, rankings)
	e.ID = "evaluation-" + result.Digest(Version, "evaluation", c.Inputs(), later.Inputs(), e)
	features, err := e.features(c, later, rankings, measure)
	return e, features, err
}

func evaluationSettings(bandwidth float64, seed uint64) EvaluationSettings {
	return EvaluationSettings{
		Bandwidth: bandwidth, Seed: seed, Interval: 0.95,
		Ties: "expected of an order drawn by lot; min and max are the worst and the best order",
		RRI:  "Levine: hit rate of the later offences ÷ that of the earlier ones on the same ground",
	}
}

// methodsOf returns the methods that a request wants, in its order.
func methodsOf(r EvaluationRequest) ([]string, error) {
	if err := checkBandwidth(cmp.Or(r.Bandwidth, hotspot.DefaultBandwidth)); err != nil {
		return nil, err
	}
	if len(r.Methods) == 0 {
		return Methods(), nil
	}
	for i, m := range r.Methods {
		if !slices.Contains(Methods(), m) {
			return nil, fault.New(fault.Invalid, "no method %q; there are %s", m, strings.Join(Methods(), ", "))
		}
		if slices.Contains(r.Methods[:i], m) {
			return nil, fault.New(fault.Invalid, "method %s is named twice", m)
		}
	}
	return r.Methods, nil
}

// rankings scores the cells by what was counted in and around them. Notes say what
// a reader must know of a score.
func (a *App) rankings(ctx context.Context, c study.Study, methods []string, bandwidth float64, measure hotspot.Measure, later crime.Period) ([]hotspot.Ranking, []string, error) {
	var rankings []hotspot.Ranking
	var notes []string
	var forecast *study.Forecast
	if slices.Contains(methods, byForecast) || slices.Contains(methods, byTie) {
		var err error
		if forecast, err = a.forecast(ctx, &c, later); err != nil {
			return nil, nil, err
		}
		notes = append(notes, forecast.Of.Notes...)
		if measure == hotspot.ByHarm {
			if err := forecast.ExpectHarm(); err != nil {
				return nil, nil, err
			}
		}
	}
	for i, m := range methods {
		if err := step(ctx, 0.3+0.3*float64(i)/float64(len(methods))); err != nil {
			return nil, nil, err
		}
		ranking := hotspot.Ranking{Name: m}
		switch m {
		case byPrior:
			ranking.Scores = c.Tally.Counts()
		case byTie:
			ranking.Scores = forecast.PriorScores()
		case byForecast:
			ranking.Scores = forecast.Scores(measure)
		case byHarm:
			ranking.Scores = c.Tally.Harms()
		case byGiStar:
			neighbours, err := hotspot.LatticeNeighbours(c.Lattice)
			if err != nil {
				return nil, nil, err
			}
			locals, err := hotspot.GiStar(c.Tally.Counts(), neighbours)
			if errors.Is(err, hotspot.ErrAlike) {
				notes = append(notes, "all cells have the same: gistar ranks none above another")
				err = nil
			}
			if err != nil {
				return nil, nil, err
			}
			ranking.Scores = make([]float64, len(c.Lattice.Cells))
			for i := range ranking.Scores {
				ranking.Scores[i] = locals.Of(i).Z
			}
		case byKDE:
			located, err := a.located(ctx, c)
			if err != nil {
				return nil, nil, err
			}
			settings := study.HotspotSettings{Kernel: hotspot.Quartic, Bandwidth: bandwidth}
			if ranking.Scores, err = c.Density(hotspot.ByCount, located, &settings); err != nil {
				return nil, nil, err
			}
		}
		rankings = append(rankings, ranking)
	}
	return rankings, notes, nil
}

// holdOut judges rankings of the cells of a count by what was counted later, which
// it reads again to know which offences are of one incident. The same request gets
// the same intervals.
func (a *App) holdOut(ctx context.Context, c *study.Study, later study.Study, rankings []hotspot.Ranking, m hotspot.Measure, shares []float64, seed uint64) (hotspot.Holdout, error) {
	areas, err := c.Lattice.Areas()
	if err != nil {
		return hotspot.Holdout{}, err
	}
	offences, err := a.store.Offences(ctx, later.Lattice, later.Period, later.Types, crime.Detail{Times: later.Times, Incidents: true})
	if err != nil {
		return hotspot.Holdout{}, err
	}
	offences = crime.WithoutHours(offences, later.Heaps, a.zone)
	outcomes := hotspot.Outcomes(later.Lattice, offences, later.Question, later.Weight(m))
	if len(outcomes) == 0 {
		return hotspot.Holdout{}, fault.New(fault.Unprocessable, "nothing of group %s on the land of %s in %s (%s, by %s): nothing can be evaluated, so take a longer test period",
			later.Question.Group.Name, c.Area.Name, later.Period, later.Tally.Hours, m)
	}
	return hotspot.HoldOut(rankings, areas, c.Tally.By(m), outcomes, shares, rand.New(rand.NewPCG(seed, seed)))
}

// laterNotes returns what a reader must know of the later months alone.
func laterNotes(c, later study.Study) []string {
	var notes []string
	for _, note := range later.Notes {
		if !slices.Contains(c.Notes, note) {
			notes = append(notes, "test period: "+note)
		}
	}
	return notes
}

// alike reports whether each offence of a tally has the same harm.
func alike(t hotspot.Tally) bool {
	for _, c := range t.Cells {
		if math.Abs(c.Harm*t.Offences-c.Count*t.Harm) > 1e-9*t.Harm*t.Offences {
			return false
		}
	}
	return true
}

// concentration compares where offences lay in two periods.
func concentration(earlier, later hotspot.Tally) ConcentrationChange {
	known := func(v float64, known bool) *float64 {
		if !known {
			return nil
		}
		return &v
	}
	c := ConcentrationChange{
		GiniEarlier: known(hotspot.Gini(earlier.Counts())), GiniLater: known(hotspot.Gini(later.Counts())),
		Generalised: known(hotspot.GeneralisedGini(later.Counts())),
		CellsOfHalf: hotspot.CellsHolding(later.Counts(), 0.5),
	}
	base, whole1 := wholes(earlier.Counts())
	test, whole2 := wholes(later.Counts())
	if whole1 && whole2 {
		if s, known := hotspot.Andresen(base, test); known {
			c.Similarity = &s
		}
	}
	return c
}

// wholes returns counts as whole numbers, unless a clock has left parts of them.
func wholes(counts []float64) (whole []int, all bool) {
	whole = make([]int, len(counts))
	for i, n := range counts {
		whole[i] = int(n)
		if float64(whole[i]) != n {
			return nil, false
		}
	}
	return whole, true
}

// verdictShare is the share of the area at which an evaluation is summed up: about
// what a force can patrol.
const verdictShare = 0.01

// verdict says in a sentence which ranking did best where patrols would go, and
// whether it can be told apart from the first that was asked for.
func (e Evaluation) verdict(methods []string, rankings []hotspot.Ranking) string {
	if !slices.ContainsFunc(rankings, func(r hotspot.Ranking) bool { return slices.Min(r.Scores) < slices.Max(r.Scores) }) {
		return fmt.Sprintf("nothing of %s puts one cell before another: there is no ranking to try on %s", e.Train, e.Test)
	}
	at := slices.IndexFunc(e.Methods[methods[0]], func(t hotspot.Tested) bool { return t.Area == verdictShare })
	best := methods[0]
	for _, m := range methods[1:] {
		if e.Methods[m][at].HitRate > e.Methods[best][at].HitRate {
			best = m
		}
	}
	t := e.Methods[best][at]
	said := fmt.Sprintf("on %g%% of the area %s holds %.1f%% of the later %s: PAI %.1f (%.1f to %.1f)", 100*t.Area, best, 100*t.HitRate, noun(e.Measure), t.PAI, t.PAILow, t.PAIHigh)
	if best == methods[0] {
		if len(methods) > 1 {
			return said + "; no other ranking holds more"
		}
		return said
	}
	i := slices.IndexFunc(e.Differences, func(d hotspot.Difference) bool {
		return d.Area == t.Area && d.Method == best && d.Against == methods[0]
	})
	d := e.Differences[i].BestOf(len(methods) - 1)
	said += fmt.Sprintf("; that is %.1f points more than %s (%.1f to %.1f)", 100*d.HitRate, d.Against, 100*d.HitRateLow, 100*d.HitRateHigh)
	if n := len(methods) - 1; n > 1 {
		said += fmt.Sprintf(", allowing for its being the best of %d", n)
	}
	if !d.Clear {
		said += ", too few to tell them apart"
	}
	return said
}

// snappedNote says what an evaluation on the public data is worth.
const snappedNote = "the offences stand at the public data's snap points: part of what a ranking holds is knowing those points, and at 5% of the area most of it; the verdict is on 1%"

// noun returns what a measure counts.
func noun(m hotspot.Measure) string {
	if m == hotspot.ByHarm {
		return "harm"
	}
	return "offences"
}

// features returns the cells that a ranking flags whole at the share of the
// verdict, or that had an offence later.
func (e Evaluation) features(c, later study.Study, rankings []hotspot.Ranking, m hotspot.Measure) (geo.Collection, error) {
	areas, err := c.Lattice.Areas()
	if err != nil {
		return geo.Collection{}, err
	}
	flagged := make([][]string, len(areas))
	for _, r := range rankings {
		parts, err := hotspot.Flagged(r.Scores, areas, verdictShare)
		if err != nil {
			return geo.Collection{}, err
		}
		for i, part := range parts {
			if part == 1 {
				flagged[i] = append(flagged[i], r.Name)
			}
		}
	}
	var cells []h3.Cell
	var properties []map[string]any
	for i, came := range later.Tally.By(m) {
		if came == 0 && len(flagged[i]) == 0 {
			continue
		}
		p := map[string]any{"cell": c.Lattice.Cells[i].String(), "later": came, "flagged_by": strings.Join(flagged[i], " ")}
		for _, r := range rankings {
			p["score_"+r.Name] = r.Scores[i]
		}
		cells, properties = append(cells, c.Lattice.Cells[i]), append(properties, p)
	}
	f, err := cellFeatures(cells, func(i int) any { return properties[i] })
	f.Members = map[string]any{"evaluation": e}
	return f, err
}

// A TestedRow is a row of an evaluation's table.
type TestedRow struct {
	Method string `json:"method"`
	hotspot.Tested
}

// Rows returns the evaluation as a table, by method and share of the area.
func (e Evaluation) Rows() []TestedRow { return rowsOf(e.Holdout, Methods()) }

// rowsOf returns what a holdout says of methods, in their order.
func rowsOf(h hotspot.Holdout, methods []string) []TestedRow {
	var rows []TestedRow
	for _, m := range methods {
		for _, t := range h.Methods[m] {
			rows = append(rows, TestedRow{m, t})
		}
	}
	return rows
}
