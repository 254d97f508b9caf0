package app

import (
	"cmp"
	"context"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/study"
)

// Coverage is what is loaded, of all areas or of one.
type Coverage struct {
	Invented     bool               `json:"invented"`
	Offences     int                `json:"offences"` // that answers count
	Sites        int                `json:"sites"`
	From         string             `json:"from,omitempty"` // the first day that is covered, YYYY-MM-DD; empty: none
	To           string             `json:"to,omitempty"`   // the last
	Months       []CoverageMonth    `json:"months"`
	Districts    []CoverageDistrict `json:"districts"`
	Held         []CoverageCell     `json:"held"`
	Notes        []string           `json:"notes"`
	Attributions []string           `json:"attributions"`
}

// A CoverageMonth is what is loaded of a month, of all districts together.
type CoverageMonth struct {
	Month    crime.Month `json:"month"`
	Offences int         `json:"offences"` // that answers count, with incidents of anti-social behaviour
	Timed    int         `json:"timed"`    // of them with a day
	Days     string      `json:"days"`     // that are covered in every district: 1-7, 9-30
	Covered  int         `json:"covered"`  // how many these are
	Length   int         `json:"length"`   // days of the month
}

// A CoverageDistrict is a district of which something is loaded.
type CoverageDistrict struct {
	Code string `json:"code"` // empty: of no district, or position unknown
	Name string `json:"name"`
}

// A CoverageCell is what one source holds of a month in a district.
type CoverageCell struct {
	Month    crime.Month `json:"month"`
	District string      `json:"district"` // code
	Source   string      `json:"source"`
	Offences int         `json:"offences"`
	Timed    int         `json:"timed"`
	Days     string      `json:"days"` // that are covered
	Covered  int         `json:"covered"`
	Counted  bool        `json:"counted"`         // answers count it; false where they count another source
	Usual    *float64    `json:"usual,omitempty"` // where it has under half of this, what would be usual: the feed may have broken
}

// licence is what whoever shows the public's data has to say.
const licence = "Contains public sector information licensed under the Open Government Licence v3.0 and OS data © Crown copyright and database right"

// Coverage returns what is loaded, month by month and district by district; of an area,
// or where it is empty of all. Districts that overlap each have the offences in both, and
// the sums have them once.
func (a *App) Coverage(ctx context.Context, area string) (Coverage, error) {
	var of geo.Area
	var districts []string
	if area != "" {
		var err error
		if of, err = a.Area(ctx, area); err != nil {
			return Coverage{}, err
		}
		if districts, err = a.store.DistrictsOf(ctx, of); err != nil {
			return Coverage{}, err
		}
	}
	once, err := a.loadedIn(ctx, districts)
	if err != nil {
		return Coverage{}, err
	}
	beside, err := a.store.CoverageBeside(ctx, districts)
	if err != nil {
		return Coverage{}, err
	}
	each, err := a.named(ctx, once.Held.With(beside), districts)
	if err != nil {
		return Coverage{}, err
	}
	if len(districts) == 1 {
		once = each
	}
	each.Overlaps = once.Overlaps
	c := describe(each, once)
	overlaps, err := a.store.OverlappingAreas(ctx)
	if err != nil {
		return c, err
	}
	for _, o := range overlaps {
		if area == "" || o.Kind == of.Kind && o.Has(of.Code) || o.Kind == geo.District && of.Kind != geo.District && slices.ContainsFunc(districts, o.Has) {
			c.Notes = append(c.Notes, o.String()+" overlap: an offence in both stands here, and counts, in each")
		}
	}
	if c.Sites, err = a.store.CountSites(ctx); err != nil {
		return c, err
	}
	areas, err := a.store.Areas(ctx, "")
	for _, area := range areas {
		if area.Invented {
			c.Invented = true
		} else if len(c.Attributions) == 0 {
			c.Attributions = append(c.Attributions, licence)
		}
	}
	return c, err
}

// loadedOf returns what is loaded of an area.
func (a *App) loadedOf(ctx context.Context, area geo.Area) (study.Loaded, error) {
	districts, err := a.heldUnder(ctx, area)
	if err != nil {
		return study.Loaded{}, err
	}
	return a.loadedIn(ctx, districts)
}

// heldUnder returns the districts under which offences in an area are held: those that it
// is of and, of a district, those that overlap it.
func (a *App) heldUnder(ctx context.Context, area geo.Area) ([]string, error) {
	districts, err := a.store.DistrictsOf(ctx, area)
	if err != nil || area.Kind != geo.District {
		return districts, err
	}
	beside, err := a.store.DistrictsBeside(ctx, area.Code)
	return append(districts, beside...), err
}

// loadedIn returns what is loaded of some districts; of none, of all.
func (a *App) loadedIn(ctx context.Context, districts []string) (study.Loaded, error) {
	held, err := a.store.Coverage(ctx)
	if err != nil {
		return study.Loaded{}, err
	}
	return a.named(ctx, held, districts)
}

// named returns what is held of some districts, whose names it knows; of none, of all.
func (a *App) named(ctx context.Context, held crime.Coverage, districts []string) (study.Loaded, error) {
	areas, err := a.store.Areas(ctx, geo.District)
	names := map[string]string{}
	for _, d := range areas {
		names[d.Code] = d.Name
	}
	return study.NewLoaded(held, districts, names), err
}

// describe returns what is loaded, by month, district and source: what each district has,
// and the sums of what has each offence once.
func describe(l, once study.Loaded) Coverage {
	out := Coverage{Months: []CoverageMonth{}, Districts: []CoverageDistrict{}, Held: []CoverageCell{}, Notes: []string{}, Attributions: []string{}}
	byMonth := map[crime.Month]*CoverageMonth{}
	for _, m := range l.Months {
		out.Months = append(out.Months, CoverageMonth{Month: m.Month, Days: m.Days.String(), Covered: m.Days.Len(), Length: m.Month.Days().Len()})
	}
	for i := range out.Months {
		byMonth[out.Months[i].Month] = &out.Months[i]
	}
	usual := map[crime.Slot]map[string]float64{}
	for _, s := range l.Suspicions {
		usual[crime.Slot{Month: s.Month, District: s.District}] = map[string]float64{s.Source: s.Usual}
	}
	in := map[string]bool{}
	for _, held := range l.Held.BySource() {
		days := held.Covered()
		for _, h := range held {
			if !l.Has(h.District) {
				continue
			}
			in[h.District] = true
			at := crime.Slot{Month: h.Month, District: h.District}
			cell := CoverageCell{
				Month: h.Month, District: h.District, Source: h.Source, Offences: h.Offences(), Timed: h.Timed(),
				Days: days[at].String(), Covered: days[at].Len(), Counted: h.Counted,
			}
			if n, suspect := usual[at][h.Source]; suspect {
				cell.Usual = &n
			}
			out.Held = append(out.Held, cell)
		}
	}
	for _, h := range once.Held {
		if m := byMonth[h.Month]; m != nil && h.Counted && once.Has(h.District) {
			m.Offences, m.Timed = m.Offences+h.Offences(), m.Timed+h.Timed()
			out.Offences += h.Offences()
		}
	}
	slices.SortFunc(out.Held, func(a, b CoverageCell) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.District, b.District), cmp.Compare(a.Source, b.Source))
	})
	for code := range in {
		out.Districts = append(out.Districts, CoverageDistrict{code, l.Name(code)})
	}
	slices.SortFunc(out.Districts, func(a, b CoverageDistrict) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	out.From, out.To = l.Ends()
	if n := len(l.Months); n > 0 {
		out.Notes = append(out.Notes, l.Notes(crime.Period{From: l.Months[0].Month, To: l.Months[n-1].Month})...)
	}
	return out
}
