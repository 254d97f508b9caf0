package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// ComparisonRequest asks how a period changed against an earlier one. Only counts
// can be compared.
type ComparisonRequest struct {
	HotspotRequest
	With string `json:"with"` // YYYY-MM..YYYY-MM; empty: the same months a year before
}

// A Comparison is a period of an area against an earlier one.
type Comparison struct {
	study.Footing                    // on the later period
	With          string             `json:"with"`
	Settings      ComparisonSettings `json:"settings"`
	hotspot.Change
	HarmBefore float64              `json:"harm_before"` // days of imprisonment
	HarmAfter  float64              `json:"harm_after"`
	Earlier    []hotspot.MonthCount `json:"months_before"`
	Later      []hotspot.MonthCount `json:"months_after"`
	Sentence   string               `json:"sentence"`
	Beside     *BesideForce         `json:"beside_force"` // of a force itself, and where too few months are loaded: null
	Districts  []DistrictChange     `json:"districts"`    // of a force, by code
}

// BesideForce says whether the share of an area's offences that came in the later
// period is above or below that of the whole force, of the months loaded up to its end.
type BesideForce struct {
	Change   hotspot.Shift `json:"change"`
	P        float64       `json:"p"`
	Q        float64       `json:"q"` // p adjusted for all areas asked of
	Sentence string        `json:"sentence"`
}

// ComparisonSettings are what periods are compared by.
type ComparisonSettings struct {
	Test     string  `json:"test"`
	Alpha    float64 `json:"alpha"`    // p below which a change is more than chance
	Interval float64 `json:"interval"` // how often the interval of the ratio holds the truth
}

// A DistrictChange is the change in one district of a force.
type DistrictChange struct {
	Code string `json:"code"`
	Name string `json:"name"`
	hotspot.Change
	Beside *BesideForce `json:"beside_force"` // null where too few months are loaded
}

// CompareHotspots says whether a period has fewer offences than an earlier one, as
// many, or more, or too few to tell; for a force, in each of its districts too. The
// features are the areas compared.
func (a *App) CompareHotspots(ctx context.Context, r ComparisonRequest) (Comparison, geo.Collection, error) {
	if err := countsAlone(r.Measure, "an exact comparison is one of counts; ask for the count, which has the harm beside it"); err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	c, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	with, err := earlier(r.With, c)
	if err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	if len(c.Question.Group.Flags) > 0 {
		if _, err := a.answerable(a.recount(ctx, c, c.Masking(), with)); err != nil {
			return Comparison{}, geo.Collection{}, err
		}
	}
	if err := step(ctx, 0.3); err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	areas, err := a.parts(ctx, c.Area)
	if err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	const most = 5 * year // months that say how far they scatter
	loaded := study.Within(crime.Period{From: min(with.From, c.Period.To-most+1), To: c.Months[len(c.Months)-1]}, c.Months)
	all, err := a.byMonth(ctx, c, loaded, areas)
	if err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	if err := step(ctx, 0.6); err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	siblings, err := a.siblings(ctx, c, areas, loaded, all)
	if err != nil {
		return Comparison{}, geo.Collection{}, err
	}
	out := Comparison{
		With: with.String(), HarmBefore: all.harmIn(with), HarmAfter: all.harmIn(c.Period), Earlier: monthsIn(all.months[0], with), Later: monthsIn(all.months[0], c.Period),
		Districts: []DistrictChange{},
		Settings:  ComparisonSettings{Test: "Jeffreys's interval of the ratio of daily rates, as wide as the scatter of months makes it", Alpha: hotspot.Significance, Interval: study.Confidence},
	}
	if out.Footing, err = a.footing(ctx, c, measure); err != nil {
		return out, geo.Collection{}, err
	}
	if err := step(ctx, 0.8); err != nil {
		return out, geo.Collection{}, err
	}
	changes, err := siblings.changes(with, c.Period)
	if err != nil {
		return out, geo.Collection{}, err
	}
	out.Change, out.Beside = changes[0].Change, changes[0].Beside
	out.Sentence = sentence(c, with, out.Change)
	out.Districts = append(out.Districts, changes[1:]...)
	out.Notes = append(out.Notes, comparisonNotes(c, with, len(out.Districts))...)
	breaks, err := a.breakNotes(ctx, with, c.Period)
	if err != nil {
		return out, geo.Collection{}, err
	}
	out.Notes = append(append(out.Notes, out.Scatter.Note()), breaks...)
	out.ID = "comparison-" + result.Digest(Version, "comparison", c.Inputs(), out)
	features := geo.Collection{Features: make([]geo.Feature, len(areas))}
	for i, area := range areas {
		features.Features[i] = geo.Feature{ID: area.Code, Geometry: area.Land, Properties: changes[i]}
	}
	about := out
	about.Districts = nil
	features.Members = map[string]any{"comparison": about}
	return out, features, nil
}

// comparisonNotes says what else than crime may make two periods differ, or seem to.
func comparisonNotes(c study.Study, with crime.Period, districts int) []string {
	var notes []string
	if districts > 0 {
		notes = append(notes, fmt.Sprintf("of %d districts compared, one in twenty may seem changed by chance", districts))
	}
	if int(with.From)%year != int(c.Period.From)%year || with.Months() != c.Period.Months() {
		notes = append(notes, "the periods are of different seasons: some of a change may be the time of year")
	}
	notes = append(notes, c.Loaded.Notes(with)...)
	if len(c.Loaded.Partial(with))+len(c.Loaded.Partial(c.Period)) > 0 {
		notes = append(notes, "rates are of the days that are loaded")
	}
	return notes
}

// year is how many months one has.
const year = 12

// earlier reads the period to compare with. It has to be over before the other
// begins, and no month of either may be missing, or it would count as empty.
func earlier(with string, c study.Study) (crime.Period, error) {
	p := crime.Period{From: c.Period.From - year, To: c.Period.To - year}
	if with != "" {
		var err error
		if p, err = crime.ParsePeriod(with); err != nil {
			return p, fault.New(fault.Invalid, "with: %w", err)
		}
	}
	if p.To >= c.Period.From {
		return p, fault.New(fault.Invalid, "%s is not earlier than %s: name a period with both ends (from, to), and one before it to compare with (with)", p, c.Period)
	}
	for _, q := range []crime.Period{p, c.Period} {
		if err := c.Loaded.Even(q); err != nil {
			return p, fault.New(fault.Unprocessable, "%w", err)
		}
		if gaps := study.Missing("", q, c.Months); len(gaps) > 0 {
			gap := gaps[0]
			if !slices.Equal(gaps, study.Missing("", q, nil)) { // not all of it
				gap += " of " + q.String()
			}
			return p, fault.New(fault.Unprocessable, "%s: compare periods that are loaded whole (from, to, with); there are %s", gap, study.Span(c.Months))
		}
	}
	return p, nil
}

// parts returns an area, and the districts of a force after it.
func (a *App) parts(ctx context.Context, area geo.Area) ([]geo.Area, error) {
	districts, err := a.store.DistrictsWithin(ctx, area)
	return append([]geo.Area{area}, districts...), err
}

// monthly is what was counted in each month, in an area and its districts.
type monthly struct {
	months [][]hotspot.MonthCount
	harm   []float64 // of the area, days of imprisonment
}

// harmIn returns the harm of the months of a period.
func (m monthly) harmIn(p crime.Period) (sum float64) {
	for i, month := range m.months[0] {
		if p.From <= month.Month && month.Month <= p.To {
			sum += m.harm[i]
		}
	}
	return sum
}

// monthsIn returns the months that are in a period.
func monthsIn(months []hotspot.MonthCount, p crime.Period) (in []hotspot.MonthCount) {
	for _, m := range months {
		if p.From <= m.Month && m.Month <= p.To {
			in = append(in, m)
		}
	}
	return in
}

// byMonth asks the question of a count of each of some months, in an area and in the
// districts after it. A cell is in the district that its centre lies in.
func (a *App) byMonth(ctx context.Context, c study.Study, months []crime.Month, areas []geo.Area) (monthly, error) {
	var lands []orb.MultiPolygon
	for _, area := range areas[1:] {
		lands = append(lands, area.Land)
	}
	districts := geo.NewLocator(lands)
	m := monthly{months: make([][]hotspot.MonthCount, len(areas))}
	for at, month := range months {
		one := crime.Period{From: month, To: month}
		counted, err := a.recount(ctx, c, c.Masking(), one)
		if err != nil {
			return m, err
		}
		for i := range areas {
			m.months[i] = append(m.months[i], hotspot.MonthCount{Month: month, Days: c.Loaded.Days(one, a.zone)})
		}
		m.months[0][at].Count = counted.Tally.Offences
		m.harm = append(m.harm, counted.Tally.Harm)
		for i, t := range counted.Tally.Cells {
			if t.Count == 0 || len(lands) == 0 {
				continue
			}
			centre, err := geo.Centre(c.Lattice.Cells[i])
			if err != nil {
				return m, err
			}
			if land, found := districts.At(centre); found {
				m.months[1+land][at].Count += t.Count
			}
		}
	}
	return m, nil
}

// sentence says what a comparison comes to.
func sentence(c study.Study, with crime.Period, d hotspot.Change) string {
	said := fmt.Sprintf("%s in %s, %s against %s: %s; %.6g against %.6g offences", c.Question.Group.Name, c.Area.Name, c.Period, with, d.Words(), d.After, d.Before)
	if d.Percent != "" {
		said += " (" + d.Percent
		if d.DaysBefore != d.DaysAfter && d.Percent != hotspot.PercentChange(d.Before, d.After) {
			said += " a day"
		}
		said += ")"
	}
	switch {
	case d.Ratio != nil:
		said += fmt.Sprintf(", a daily rate %.2f times as high (%.2f to %.2f)", *d.Ratio, d.RatioLow, d.RatioHigh)
	case d.After > 0:
		said += fmt.Sprintf(", a daily rate at least %.2f times as high", d.RatioLow)
	}
	return said
}
