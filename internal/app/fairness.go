package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/planner"
	"beatplan/study"
)

// Fairness says on whom the patrol time of a plan falls, beside what is expected at its
// spots and who lives there.
type Fairness struct {
	Plan     string      `json:"plan"`
	Minutes  int         `json:"planned_minutes"` // at spots
	Spots    int         `json:"spots"`
	Deciles  []FairShare `json:"deciles"` // small areas by deprivation, the most deprived first; none where it is not loaded
	Wards    []FairShare `json:"wards"`   // the most minutes first; none where wards are not loaded
	Words    string      `json:"words"`   // the most patrolled of them, in a sentence
	Feedback string      `json:"feedback"`
	Sources  []string    `json:"sources"` // files of the figures
	Missing  []string    `json:"missing"` // what is not loaded, and the way out
}

// A FairShare is what a ward, or a tenth of England's small areas, has of a plan. Shares
// are 0 to 1, of the plan's area.
type FairShare struct {
	Of             string   `json:"of"`              // "not known": spots of which it is not
	Residents      *int     `json:"residents"`       // null: not known
	ResidentsShare *float64 `json:"residents_share"` // null where those of some part of the area are not known
	Minutes        int      `json:"planned_minutes"`
	MinutesShare   float64  `json:"minutes_share"`
	HarmShare      float64  `json:"harm_share"` // of what is expected at the plan's spots
	// Minutes for each resident beside the area's own: 1 is as many. Null: not known.
	ByResidents *float64 `json:"minutes_by_residents"`
}

const (
	notKnown = "not known"
	feedback = "Expected harm is made from recorded crime, and recorded crime follows where officers are: what patrols find draws the next patrol. " +
		"Offences found by searching are never a target, but no figure here can show how much of the rest is due to earlier patrols: compare with calls from the public, partner counts and a plan at random"
)

// fairUnits are the parts of an area that people are counted in: small areas or wards.
type fairUnits struct {
	of        []string // which group each belongs to
	residents []*float64
	lands     *geo.Locator
}

// fairSpot is what a plan has at a spot.
type fairSpot struct {
	at      orb.Point
	minutes int
	harm    float64 // expected, days
}

// Fairness says how the planned minutes of a plan fall on deprivation and wards.
func (a *App) Fairness(ctx context.Context, id string) (Fairness, error) {
	f := Fairness{Plan: id, Deciles: []FairShare{}, Wards: []FairShare{}, Feedback: feedback, Sources: []string{}, Missing: []string{}}
	p, _, err := a.Plan(ctx, id)
	if err != nil {
		return f, err
	}
	spots, err := a.fairSpots(ctx, id)
	if err != nil {
		return f, err
	}
	area, err := a.Area(ctx, fmt.Sprintf("%s:%s", p.Area.Kind, p.Area.Code))
	if err != nil {
		return f, err
	}
	for _, s := range spots {
		f.Minutes += s.minutes
		if s.minutes > 0 {
			f.Spots++
		}
	}
	small, err := a.areasIn(ctx, area, geo.LSOA)
	if err != nil {
		return f, err
	}
	wards, err := a.areasIn(ctx, area, geo.Ward)
	if err != nil {
		return f, err
	}
	figures := func(of []geo.Area, measure string) ([]*float64, error) {
		values, sources, err := a.figuresOf(ctx, of, measure)
		for _, s := range sources {
			if !slices.Contains(f.Sources, s) {
				f.Sources = append(f.Sources, s)
			}
		}
		return values, err
	}
	deciles, err := figures(small, imdDecile)
	if err != nil {
		return f, err
	}
	living, err := figures(small, study.Residents)
	if err != nil {
		return f, err
	}
	inWards, err := figures(wards, study.Residents)
	if err != nil {
		return f, err
	}
	f.lacks(small, wards, deciles, append(slices.Clone(living), inWards...))
	if known(deciles) {
		units := fairUnits{of: make([]string, len(small)), residents: living, lands: geo.NewLocator(landsOf(small))}
		for i, d := range deciles {
			units.of[i] = notKnown
			if d != nil {
				units.of[i] = fmt.Sprintf("deprivation decile %d", int(*d))
			}
		}
		f.Deciles = units.shares(spots)
		slices.SortStableFunc(f.Deciles, func(x, y FairShare) int { return cmp.Compare(decileOf(x.Of), decileOf(y.Of)) })
	}
	if len(wards) > 0 {
		units := fairUnits{of: tellApart(wards), residents: inWards, lands: geo.NewLocator(landsOf(wards))}
		if !known(inWards) {
			units.residents = units.sums(small, living)
		}
		f.Wards = units.shares(spots)
		slices.SortStableFunc(f.Wards, func(x, y FairShare) int { return cmp.Compare(y.Minutes, x.Minutes) })
	}
	f.Words = f.words(area.Name)
	return f, nil
}

// fairSpots returns the spots of a plan with what is planned and expected there.
func (a *App) fairSpots(ctx context.Context, id string) ([]fairSpot, error) {
	kept, err := a.store.Problem(ctx, id)
	if err != nil {
		return nil, err
	}
	problem, err := planner.ReadProblem(kept, a.zone, nil)
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", id, err)
	}
	plan, err := a.planned(ctx, id)
	if err != nil {
		return nil, err
	}
	minutes := map[string]int{}
	for _, s := range plan.places {
		minutes[s.Place] = s.Planned
	}
	spots := make([]fairSpot, len(problem.Spots))
	for i, s := range problem.Spots {
		spots[i] = fairSpot{at: s.At, minutes: minutes[s.ID], harm: problem.HarmPresent(i)}
	}
	return spots, nil
}

// areasIn returns the areas of a kind whose middle is in an area, by name.
func (a *App) areasIn(ctx context.Context, area geo.Area, kind geo.AreaKind) ([]geo.Area, error) {
	all, err := a.store.Areas(ctx, kind)
	all = slices.DeleteFunc(all, func(of geo.Area) bool {
		middle, _ := planar.CentroidArea(of.Land)
		return !area.Land.Bound().Contains(middle) || !planar.MultiPolygonContains(area.Land, middle)
	})
	slices.SortStableFunc(all, func(x, y geo.Area) int { return cmp.Compare(x.Name, y.Name) })
	return all, err
}

// figuresOf returns a measure of areas, nil where it is not known, and the files it is from.
func (a *App) figuresOf(ctx context.Context, areas []geo.Area, measure string) (values []*float64, sources []string, err error) {
	codes := make([]string, len(areas))
	for i, area := range areas {
		codes[i] = area.Code
	}
	found, err := a.store.People(ctx, codes, measure)
	values = make([]*float64, len(areas))
	for _, f := range found {
		values[slices.Index(codes, f.AreaCode)] = f.Value
		sources = append(sources, f.Source)
	}
	return values, sources, err
}

// tellApart returns the names of areas, with the code where others have the same: a force has
// several wards called Central.
func tellApart(areas []geo.Area) []string {
	times := map[string]int{}
	for _, area := range areas {
		times[area.Name]++
	}
	names := make([]string, len(areas))
	for i, area := range areas {
		names[i] = area.Name
		if times[area.Name] > 1 {
			names[i] = fmt.Sprintf("%s (%s)", area.Name, area.Code)
		}
	}
	return names
}

func landsOf(areas []geo.Area) []orb.MultiPolygon {
	lands := make([]orb.MultiPolygon, len(areas))
	for i, area := range areas {
		lands[i] = area.Land
	}
	return lands
}

func known(figures []*float64) bool {
	return slices.ContainsFunc(figures, func(v *float64) bool { return v != nil })
}

// lacks says what would have to be loaded to know more.
func (f *Fairness) lacks(small, wards []geo.Area, deciles, residents []*float64) {
	lack := func(is bool, what string) {
		if is {
			f.Missing = append(f.Missing, what)
		}
	}
	lack(len(wards) == 0, "wards are not loaded: import areas of kind ward")
	lack(len(small) == 0, "small areas are not loaded: import areas of kind lsoa")
	lack(len(small) > 0 && !known(deciles), "deprivation is not loaded: import people with the measure imd_decile")
	lack(len(small)+len(wards) > 0 && !known(residents), "residents are not loaded: import people with the measure residents")
}

// sums adds up the residents of small areas by the unit that their middle is in; of a unit
// in which those of one are not known, or which has none, they are not known.
func (u fairUnits) sums(small []geo.Area, living []*float64) []*float64 {
	sums, unknown := make([]*float64, len(u.of)), map[int]bool{}
	for i, area := range small {
		middle, _ := planar.CentroidArea(area.Land)
		at, in := u.lands.At(middle)
		if !in {
			continue
		}
		if living[i] == nil {
			unknown[at] = true
			continue
		}
		if sums[at] == nil {
			sums[at] = new(float64)
		}
		*sums[at] += *living[i]
	}
	for i := range unknown {
		sums[i] = nil
	}
	return sums
}

// shares adds up units and spots by group, in the order of the units.
func (u fairUnits) shares(spots []fairSpot) []FairShare {
	var names []string
	people, nobodyKnows := map[string]float64{}, map[string]bool{}
	var all float64
	for i, of := range u.of {
		if !slices.Contains(names, of) {
			names = append(names, of)
		}
		if r := u.residents[i]; r != nil {
			people[of] += *r
			all += *r
		} else {
			nobodyKnows[of] = true
		}
	}
	minutes, harm := map[string]int{}, map[string]float64{}
	var allMinutes int
	var allHarm float64
	for _, s := range spots {
		of := notKnown
		if i, in := u.lands.At(s.at); in {
			of = u.of[i]
		}
		if !slices.Contains(names, of) {
			names = append(names, of)
			nobodyKnows[of] = true
		}
		minutes[of] += s.minutes
		harm[of] += s.harm
		allMinutes += s.minutes
		allHarm += s.harm
	}
	whole := !slices.ContainsFunc(u.residents, func(v *float64) bool { return v == nil }) && all > 0
	shares := make([]FairShare, len(names))
	for i, of := range names {
		s := FairShare{Of: of, Minutes: minutes[of], MinutesShare: part(float64(minutes[of]), float64(allMinutes)), HarmShare: part(harm[of], allHarm)}
		if !nobodyKnows[of] {
			n := int(math.Round(people[of]))
			s.Residents = &n
			if whole {
				share := part(people[of], all)
				s.ResidentsShare = &share
			}
			if whole && n > 0 {
				ratio := round(part(float64(minutes[of]), float64(allMinutes))/(people[of]/all), 2)
				s.ByResidents = &ratio
			}
		}
		shares[i] = s
	}
	return shares
}

func part(of, all float64) float64 {
	if all == 0 {
		return 0
	}
	return round(of/all, 4)
}

// decileOf returns the tenth that a share is of; what is not known comes last.
func decileOf(of string) int {
	n := 0
	if _, err := fmt.Sscanf(of, "deprivation decile %d", &n); err != nil {
		return math.MaxInt
	}
	return n
}

// words says of the most patrolled tenth, or ward, what it has.
func (f Fairness) words(area string) string {
	shares := f.Deciles
	if len(shares) == 0 {
		shares = f.Wards
	}
	shares = slices.DeleteFunc(slices.Clone(shares), func(s FairShare) bool { return s.Of == notKnown })
	if len(shares) == 0 || f.Minutes == 0 {
		return ""
	}
	most := slices.MaxFunc(shares, func(x, y FairShare) int { return cmp.Compare(x.Minutes, y.Minutes) })
	words := fmt.Sprintf("%s has %.0f%% of the %s at spots and %.0f%% of the harm expected at them", most.Of, 100*most.MinutesShare, english.Thousands(float64(f.Minutes), "planned minute"), 100*most.HarmShare)
	if most.ResidentsShare == nil || most.ByResidents == nil {
		return words + "; how many live there beside the rest is not known"
	}
	return words + fmt.Sprintf("; %.0f%% of the residents of %s live there, so that each of them has %.1f times the minutes of the average resident", 100**most.ResidentsShare, area, *most.ByResidents)
}
