package study_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// An inventedTown is a year of robberies and thefts in some 250 cells. Three cells that
// adjoin, the planted ones, have twelve robberies each in every month, on Friday and
// Saturday nights at 22:00 and 23:00; in all others something happens now and then, at any
// hour.
type inventedTown struct {
	*study.Study
	planted  []int // cells of the lattice
	learning study.Months
}

const (
	plantedAMonth = 12
	townMonths    = 12
)

func town(t testing.TB) inventedTown {
	t.Helper()
	land := orb.MultiPolygon{{{{0.46, 51.72}, {0.49, 51.72}, {0.49, 51.735}, {0.46, 51.735}, {0.46, 51.72}}}}
	lattice, err := geo.Cover(land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	always, err := crime.NamedClock("all")
	if err != nil {
		t.Fatal(err)
	}
	first := crime.Month(2024 * 12)
	s := &study.Study{
		Area: geo.Area{Kind: geo.District, Code: "D1", Name: "Town", Land: land}, Lattice: lattice,
		Period:   crime.Period{From: first, To: first + townMonths - 1},
		Question: hotspot.Question{Group: crime.Group{Name: "theft", Types: []string{"Robbery", "Shoplifting"}}, Harm: crime.DefaultHarm(), Clock: always, Zone: time.UTC},
	}
	middle := len(lattice.Cells) / 2
	neighbours, err := hotspot.LatticeNeighbours(lattice)
	if err != nil {
		t.Fatal(err)
	}
	for len(neighbours.Of(middle)) < 6 {
		middle++
	}
	beside := neighbours.Of(middle)
	third := slices.IndexFunc(beside, func(j int32) bool { return j != beside[0] && slices.Contains(neighbours.Of(int(j)), beside[0]) })
	town := inventedTown{Study: s, planted: []int{middle, int(beside[0]), int(beside[third])}, learning: study.Months{Lattice: lattice}}
	slices.Sort(town.planted)
	rng := rand.New(rand.NewPCG(7, 7))
	for m := range crime.Month(townMonths) {
		month := first + m
		start := month.Start(time.UTC)
		var offences []crime.Offence
		add := func(cell int, kind string, at time.Time, street string) {
			position, err := geo.Centre(lattice.Cells[cell])
			if err != nil {
				t.Fatal(err)
			}
			position = orb.Point{position[0] + 2e-4*(rng.Float64()-0.5), position[1] + 1e-4*(rng.Float64()-0.5)}
			offences = append(offences, crime.Offence{Type: kind, Flags: []string{}, From: at, To: at, Precision: crime.Instant, At: &position, Cell: lattice.Cells[cell], Location: street})
		}
		for i := range lattice.Cells {
			if rng.IntN(4) == 0 {
				add(i, []string{"Robbery", "Shoplifting"}[rng.IntN(2)], start.Add(time.Duration(rng.IntN(28*24))*time.Hour+17*time.Minute), "On or near Side Street")
			}
		}
		friday := start.AddDate(0, 0, (int(time.Friday)-int(start.Weekday())+7)%7)
		for _, i := range town.planted {
			for n := range plantedAMonth {
				night := friday.AddDate(0, 0, 7*(n%3)+n%2)
				add(i, "Robbery", night.Add(time.Duration(22+n/6)*time.Hour+time.Duration(n)*time.Minute), "On or near High Street")
			}
		}
		s.Offences, s.Months = append(s.Offences, offences...), append(s.Months, month)
		town.learning.Offences, town.learning.Days = append(town.learning.Offences, offences), append(town.learning.Days, float64(month.Days().Len()))
	}
	if err := s.Count(); err != nil {
		t.Fatal(err)
	}
	return town
}

// forecast returns what the town expects in a period of so many days, with its harm.
func (town inventedTown) forecast(t testing.TB, days float64) *study.Forecast {
	t.Helper()
	f, err := town.Forecast(town.learning, days)
	if err == nil {
		err = f.ExpectHarm()
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What is planted stands out, is one cluster, and comes first.
func TestHotspotsFindWhatIsPlanted(t *testing.T) {
	t.Parallel()
	town := town(t)
	values := town.Tally.By(hotspot.ByCount)
	excess, err := hotspot.ExcessOver(town.Tally.Counts(), slices.Repeat([]float64{1}, len(values))) // as much is foretold everywhere
	if err != nil {
		t.Fatal(err)
	}
	basis := study.Basis{Measure: hotspot.ByCount, Values: values, Excess: excess}
	settings := study.HotspotSettings{Kernel: hotspot.Quartic, Rule: true}
	found, err := town.Statistics(basis, town.Offences, &settings)
	if err != nil {
		t.Fatal(err)
	}
	if settings.Bandwidth <= 0 || found.Global == nil || found.Global.Z < 3 {
		t.Errorf("bandwidth by rule %g m, Moran's I %+v", settings.Bandwidth, found.Global)
	}
	var h study.Hotspots
	clusterOf := h.Cluster(town.Study, hotspot.ByCount, found)
	cells := h.List(town.Study, values, found, func(p *study.Place, i, listed int) { p.Cluster = clusterOf[i] })
	h.Concentrations(basis)
	all := 0
	for _, n := range h.Standing {
		all += n
	}
	if all != len(values) || len(cells) != len(h.Places) || len(h.Places) > len(values) {
		t.Errorf("%d of %d cells stand somehow, %d are listed", all, len(values), len(h.Places))
	}
	for _, i := range town.planted {
		if clusterOf[i] != 1 {
			t.Errorf("the planted cell %d is in cluster %d", i, clusterOf[i])
		}
	}
	if c := h.Clusters[0]; c.Cells < 3 || c.Count < 3*plantedAMonth*townMonths {
		t.Errorf("the first cluster %+v", c)
	}
	for k, p := range h.Places[:3] {
		i, known := town.Lattice.Index(cells[k])
		if !known || !slices.Contains(town.planted, i) || p.Rank > 3 || p.Stands != hotspot.HotSpot || p.Excess > study.FalseDiscoveryRate || p.Around < p.Count || p.Positions == 0 || p.Piled {
			t.Errorf("place %d is cell %d: %+v", k, i, p)
		}
		if p.Density <= h.Places[len(h.Places)-1].Density {
			t.Errorf("the density at place %d is %g, no more than elsewhere", k, p.Density)
		}
	}
	if last := h.Lorenz[len(h.Lorenz)-1]; h.Concentration == nil || h.Concentration.Gini < 0.5 || last.Held != 1 {
		t.Errorf("concentration %+v, of which the last point is %+v", h.Concentration, last)
	}
	var rates study.Hotspots
	if rates.Concentrations(study.Basis{Measure: hotspot.PerResident, Values: values}); rates.Concentration != nil || len(rates.Lorenz) != 0 {
		t.Errorf("rates do not add up: %+v", rates.Concentration)
	}

	footing := town.Footing(hotspot.ByCount, 5)
	if footing.Offences != town.Tally.Offences || footing.Cells != len(values) || footing.Unplaced != 5 || footing.Area.BBox != [4]float64{0.46, 51.72, 0.49, 51.735} || footing.ZeroShare <= 0 || footing.ZeroShare >= 1 {
		t.Errorf("%+v", footing)
	}
}

// A cell whose offences share one position is piled, and the notes say so.
func TestNotePiles(t *testing.T) {
	t.Parallel()
	town := town(t)
	town.NotePiles(map[h3.Cell]crime.Pile{town.Lattice.Cells[0]: {Offences: 40, Positions: 1, Largest: 40}, town.Lattice.Cells[1]: {Offences: 2, Positions: 2, Largest: 1}})
	if n := len(town.Notes); n < 2 || !strings.HasPrefix(town.Notes[n-2], "42 offences share 3 positions") || !strings.HasPrefix(town.Notes[n-1], "in 1 cell most offences") {
		t.Errorf("%q", town.Notes)
	}
}

// Where all cells have the same nothing stands out, and a note says why.
func TestNothingStandsOutWhereAllAreAlike(t *testing.T) {
	t.Parallel()
	town := town(t)
	values := make([]float64, len(town.Lattice.Cells))
	found, err := town.Statistics(study.Basis{Measure: hotspot.ByCount, Values: values, Excess: town.forecast(t, 366).Excess()}, town.Offences, &study.HotspotSettings{Kernel: hotspot.Quartic, Bandwidth: 200})
	if err != nil || found.Global != nil || !slices.ContainsFunc(town.Notes, func(n string) bool { return strings.Contains(n, "none can stand out") }) {
		t.Errorf("%+v, notes %q (%v)", found.Global, town.Notes, err)
	}
	if _, err := town.Density(hotspot.ByCount, nil, &study.HotspotSettings{Kernel: hotspot.Quartic, Rule: true}); err == nil {
		t.Error("a bandwidth by rule of no offence")
	}
}

// Contrasts are cell by cell, and there is no ratio to nothing.
func TestContrasts(t *testing.T) {
	t.Parallel()
	got, err := study.Contrasts([]float64{2e-6, 1e-6}, []float64{1e-6, 0})
	if err != nil || got[0].Against != 1 || got[0].Ratio == nil || math.Abs(*got[0].Ratio-2) > 1e-9 || got[1].Ratio != nil {
		t.Errorf("%+v (%v)", got, err)
	}
	if _, err := study.Contrasts([]float64{1}, nil); err == nil {
		t.Error("densities of different lattices")
	}
}

// Rates divide what cells have by who lives there and by the length of their streets, and
// a cell that is not known to have enough has none.
func TestRates(t *testing.T) {
	t.Parallel()
	town := town(t)
	values := town.Tally.By(hotspot.ByCount)
	people, streets := make([]float64, len(values)), make([]float64, len(values))
	known := make([]bool, len(values))
	for i := range values {
		people[i], streets[i], known[i] = 100, 0.5, i > 1
	}
	people[2], streets[3] = 9, 0.01
	rates, err := town.Rates(values, people, known, streets)
	if err != nil {
		t.Fatal(err)
	}
	i := town.planted[0]
	if p := rates.Of(i); *p.PerResident != 10*values[i] || *p.PerStreet != 2*values[i] || *p.Residents != 100 || *p.StreetKM != 0.5 {
		t.Errorf("%g per 1,000 residents and %g per km of %g offences", *p.PerResident, *p.PerStreet, values[i])
	}
	if p := rates.Of(0); p.Residents != nil || p.PerResident != nil {
		t.Errorf("where nothing is known there is %+v", p)
	}
	if p := rates.Of(2); p.Residents == nil || p.PerResident != nil {
		t.Errorf("of nine residents: %+v", p)
	}
	limited := *town.Study
	base, basis, err := limited.Rated(hotspot.PerResident, &rates)
	if err != nil {
		t.Fatal(err)
	}
	if base.Cells != len(values)-3 || base.Unknown != 2 || base.Below != 1 || base.Offences != values[0]+values[1]+values[2] || len(basis.Values) != base.Cells || len(limited.Lattice.Cells) != base.Cells {
		t.Errorf("%+v of %d cells", base, len(values))
	}
	if found, err := limited.Statistics(basis, limited.Offences, &study.HotspotSettings{Kernel: hotspot.Gaussian, Bandwidth: 200}); err != nil || len(found.Listed) == 0 {
		t.Errorf("statistics of a rate: %v", err)
	}
	streetBase, _, err := town.Rated(hotspot.PerStreet, &study.CellRates{})
	if err == nil || !strings.Contains(err.Error(), "50 m of street") || !strings.Contains(err.Error(), study.WithoutStreets) {
		t.Errorf("%+v (%v)", streetBase, err)
	}
	notes := len(town.Notes)
	if none, err := town.Rates(values, nil, nil, nil); err != nil || len(town.Notes) != notes+2 || *none.Of(0) != (study.PlaceRates{}) {
		t.Errorf("with nothing loaded: %q (%v)", town.Notes[notes:], err)
	}
}

// The cells of the study, the ring around some, and what is counted in them.
func TestCellsOfAStudy(t *testing.T) {
	t.Parallel()
	town, again := town(t), town(t)
	ring, err := town.Ring(town.planted, 200)
	if err != nil || len(ring) < 9 || slices.ContainsFunc(ring, func(i int) bool { return slices.Contains(town.planted, i) }) {
		t.Errorf("the ring of %v is %v (%v)", town.planted, ring, err)
	}
	area, err := town.AreaKM2(town.planted)
	if err != nil || area < 0.03 || area > 0.05 { // three hexagons of about 0.0133 km²
		t.Errorf("%g km² (%v)", area, err)
	}
	robberies, err := town.TallyOfType("Robbery")
	if err != nil {
		t.Fatal(err)
	}
	thefts, err := town.TallyOfType("Shoplifting")
	if err != nil || robberies.Offences+thefts.Offences != town.Tally.Offences || thefts.Offences == 0 {
		t.Errorf("%g robberies and %g thefts of %g offences (%v)", robberies.Offences, thefts.Offences, town.Tally.Offences, err)
	}
	if got := town.OffencesOf(crime.Group{Name: "robbery", Types: []string{"Robbery"}}); got != robberies.Offences {
		t.Errorf("%g robberies, want %g", got, robberies.Offences)
	}
	if m := town.Masking(); m.Land.ID() != town.Lattice.ID() || len(m.Water.Cells) != 0 {
		t.Errorf("masking %+v", m)
	}
	counts, split := town.WholeCounts()
	if !slices.Equal(counts, town.Tally.By(hotspot.ByCount)) || split != 0 {
		t.Errorf("of instants whole counts are the counts; %d are split", split)
	}
	auc, err := town.AUC(*town.Study, []hotspot.Ranking{{Name: "itself", Scores: town.Tally.By(hotspot.ByCount)}, {Name: "none", Scores: make([]float64, len(counts))}}, hotspot.ByCount)
	if err != nil || auc["itself"] < 0.7 || math.Abs(auc["none"]-0.5) > 1e-9 {
		t.Errorf("%v (%v)", auc, err)
	}
	digest := func(s *study.Study) any { inputs := s.Inputs(); return inputs[len(inputs)-1] }
	if digest(town.Study) != digest(again.Study) {
		t.Error("the same offences have other digests")
	}
	if again.Offences[0].More++; digest(town.Study) == digest(again.Study) {
		t.Error("another offence has the same digest")
	}
}

// What a count has to say: heaps, hours unknown, water, caps on harm and rules.
func TestNotesOfACount(t *testing.T) {
	t.Parallel()
	noted := func(s *study.Study, want string) {
		t.Helper()
		if !slices.ContainsFunc(s.Notes, func(n string) bool { return strings.Contains(n, want) }) {
			t.Errorf("%q is not noted in %q", want, s.Notes)
		}
	}
	s := market()
	midnight := time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC)
	s.Offences = append(s.Offences, crime.Offence{Type: "Robbery", From: midnight, To: midnight, Precision: crime.Instant, Cell: s.Lattice.Cells[0], More: 19})
	if s.RemoveHeaps(); len(s.Heaps) != 1 || s.Heaps[0].Minute != 0 {
		t.Fatalf("heaps %+v", s.Heaps)
	}
	night, err := crime.NamedClock("night")
	if err != nil {
		t.Fatal(err)
	}
	s.Question.Clock = night
	if err := s.Count(); err != nil {
		t.Fatal(err)
	}
	noted(&s, "20 offences took no part: the hours are not known")

	s = market()
	s.Water = s.Lattice.Subset([]int{1})
	s.Lattice = s.Lattice.Subset([]int{0, 2, 3})
	if err := s.Count(); err != nil {
		t.Fatal(err)
	}
	noted(&s, "1 offence in cells whose centres are in water took no part")
	if err := s.CapHarm(2); err == nil || !strings.Contains(err.Error(), "0 is no cap") {
		t.Errorf("a cap of twice all harm: %v", err)
	}
	if err := s.CapHarm(0); err != nil || s.HarmCap != nil {
		t.Errorf("no cap: %+v (%v)", s.HarmCap, err)
	}

	capped := town(t)
	capped.Question.Group = crime.Group{Name: "all"}
	capped.Offences = append(capped.Offences, crime.Offence{Type: "Homicide", Precision: crime.Instant, From: midnight, To: midnight, Cell: capped.Lattice.Cells[0]})
	if err := capped.Count(); err != nil {
		t.Fatal(err)
	}
	before := capped.Tally.Harm
	if err := capped.CapHarm(0.01); err != nil || capped.HarmCap == nil || !(capped.Tally.Harm < before) {
		t.Fatalf("%+v leaves %g of %g days (%v)", capped.HarmCap, capped.Tally.Harm, before, err)
	}
	noted(capped.Study, "so that none has more than 1% of all")

	s = market()
	s.Question.Group = crime.Group{Name: "knife", Types: []string{"Robbery"}, Flags: []string{crime.FlagKnife}}
	var unknown study.Unanswerable
	if err := s.Answerable(); err == nil || !strings.Contains(err.Error(), "3 offences might be") {
		t.Errorf("nobody said whether there was a knife: %v (%T)", err, unknown)
	}
	s.Question.Group = crime.Group{Name: "street", Types: []string{"Robbery"}, Places: []string{"public"}, WithoutFlags: []string{crime.FlagDomestic}}
	s.Notes = s.UnknownAttributes()
	noted(&s, "3 of 3 offences have no kind of place recorded")
	noted(&s, "no offence is flagged domestic")
	if err := s.Answerable(); err != nil {
		t.Errorf("a group without flags: %v", err)
	}
}
