package study

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// PatrolSpots are places of patrol size where the most offences or harm are expected.
type PatrolSpots struct {
	Footing
	Settings SpotSettings `json:"settings"`
	Spots    []PatrolSpot `json:"spots"`
	Held     float64      `json:"held"`       // share of the measure that the spots hold, 0 to 1
	AreaHeld float64      `json:"area_share"` // share of the cells, which are of equal size, that they cover, 0 to 1
}

// SpotSettings are what spots were built with.
type SpotSettings struct {
	Spots   int      `json:"spots"`
	Area    float64  `json:"area_m2"`
	Apart   float64  `json:"apart_m"`
	Buffer  float64  `json:"buffer_m"`
	Exclude []string `json:"exclude"`
	Around  float64  `json:"exclude_within_m"`
	Sites   int      `json:"excluded_sites"` // found
	Cells   int      `json:"excluded_cells"`
}

// A PatrolSpot is one place to patrol, or the ring around it.
type PatrolSpot struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind"` // spot, or ring
	Rank      int           `json:"rank"` // by what the forecast expects of the measure; 1 + how many have more
	Cells     int           `json:"cells"`
	Area      float64       `json:"area_m2"`
	Count     float64       `json:"count"`
	Harm      float64       `json:"harm"`
	ASB       float64       `json:"asb"`       // incidents of anti-social behaviour
	Incidents float64       `json:"incidents"` // calls to the police
	BestHours string        `json:"best_hours"`
	Peak      *hotspot.Peak `json:"peak"`            // null where hours are unknown
	Certainty *float64      `json:"certainty"`       // share of the timed offences known to six hours or better; null where none is timed
	Basis     string        `json:"basis,omitempty"` // of a spot: what it rests on, in words
	Hot       int           `json:"months_with"`     // months with an offence, of those counted
	Expected  *float64      `json:"expected"`        // offences that the forecast expects in as many days as were counted; null of a ring
	Bands     *HourBands    `json:"expected_at"`     // Expected, by hours; null of a ring, and where no hour is known
	InTop     int           `json:"months_in_top_20"`
	Months    int           `json:"months"` // that were looked at
	Outline   orb.Geometry  `json:"-"`      // WGS 84; nil where there are no cells
}

// HourBands are offences expected in bands of four hours of the day, from the hour that
// policing days begin at.
type HourBands struct {
	From06 float64 `json:"06_10"`
	From10 float64 `json:"10_14"`
	From14 float64 `json:"14_18"`
	From18 float64 `json:"18_22"`
	From22 float64 `json:"22_02"`
	From02 float64 `json:"02_06"`
}

// hourBands is how many bands of four hours there are.
const hourBands = crime.HoursInDay / 4

// ExpectHours says of each spot how many offences are expected in each band of hours: those
// of the forecast, by the spot's own hours drawn to those of the whole area (see
// [hotspot.Profiles]). Where no hour is known no spot has any, and a note says so: an even
// day is never assumed. Spots are described as they were built. The cost is that of the
// hours of all offences.
func (s *Study) ExpectHours(described []PatrolSpot, spots []hotspot.Spot) error {
	placeOf := map[int]int{} // cell → spot, or a place of its own
	for k, h := range spots {
		for _, i := range h.Cells {
			placeOf[i] = k
		}
	}
	counts := make([][]float64, len(spots))
	for k := range counts {
		counts[k] = make([]float64, hourBands)
	}
	hours := hotspot.HoursByCell(s.Lattice, s.Offences, s.Question)
	if len(hours) == 0 {
		s.Note("no hour is known of these offences, so none is expected of a spot: a plan may be given a declared profile of hours")
		return nil
	}
	for _, i := range slices.Sorted(maps.Keys(hours)) {
		k, of := placeOf[i]
		if !of {
			k = len(counts)
			counts = append(counts, make([]float64, hourBands))
		}
		for hour, n := range hours[i] {
			counts[k][(hour+crime.HoursInDay-crime.DayBegins)%crime.HoursInDay/4] += n
		}
	}
	shares, weight, err := hotspot.Profiles(counts)
	if err != nil {
		return err
	}
	for k := range described {
		e, p := *described[k].Expected, shares[k]
		described[k].Bands = &HourBands{e * p[0], e * p[1], e * p[2], e * p[3], e * p[4], e * p[5]}
	}
	s.Note("the hours of a spot come from its own offences and from those of all %s, which count as %.0f more", s.Area.Name, weight)
	return nil
}

// CheckSpotArea refuses spots that are smaller than a cell of the lattice. The area is in
// square metres.
func (s *Study) CheckSpotArea(area float64) error {
	cell, err := s.Lattice.AreaOf(0)
	if err == nil && cell > area {
		return fmt.Errorf("spots of %g m²: a cell of resolution %d has %.0f m² and goes into none; take larger spots (area_m2) or finer cells (resolution)", area, s.Lattice.Resolution, cell)
	}
	return err
}

// Candidates returns the spots that the rules allow, those first that the forecast expects
// the most of the measure in: at least most of them, where there are as many. Spots begin
// where something was recorded, of whatever type. The error is [Unanswerable] where there
// is no spot.
func (s *Study) Candidates(f *Forecast, measure hotspot.Measure, rules hotspot.SpotRules, most int) ([]hotspot.Spot, error) {
	weights := make([]float64, len(s.Lattice.Cells))
	rules.Begins = make([]bool, len(weights))
	for i := range weights {
		offences, others := f.Seen(i)
		rules.Begins[i] = offences+others > 0
		weights[i] = f.Cell(i).Mean
		if measure == hotspot.ByHarm {
			weights[i] = f.Harm[i].Mean
		}
	}
	all, err := hotspot.Spots(s.Lattice, weights, rules, thinSpots*most)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, unanswerable("no offence of group %s to patrol in %s in %s, %s, outside of what is excluded%s",
			s.Question.Group.Name, s.Area.Name, s.Period, s.Tally.Hours, s.untargeted())
	}
	if !slices.ContainsFunc(all, func(h hotspot.Spot) bool { return s.offencesIn(h) >= leastSpotOffences }) {
		s.Note("no spot has %d offences: these say little of where the next will be; count more months", leastSpotOffences)
	}
	return all, nil
}

// AtPlaces returns a function that says whether an offence was recorded at one of some kinds
// of place, by its own words.
func AtPlaces(categories []string) func(crime.Offence) bool {
	return func(o crime.Offence) bool {
		k, found := crime.KindAt(crime.Street(o.Location), o.Place)
		return found && slices.Contains(categories, k.Category)
	}
}

// Without returns the months without some of the offences.
func (m Months) Without(left func(crime.Offence) bool) Months {
	months := make([][]crime.Offence, len(m.Offences))
	for i, offences := range m.Offences {
		months[i] = slices.DeleteFunc(slices.Clone(offences), left)
	}
	m.Offences = months
	return m
}

// untargeted says which offences the rule of the group leaves out, and what the data do
// not say about them.
func (s *Study) untargeted() (said string) {
	for _, note := range slices.Concat(s.RuledOut(), s.UnknownAttributes()) {
		said += "; " + note
	}
	return said
}

// NoteFewer notes that there are fewer spots than were asked for.
func (s *Study) NoteFewer(asked int, all []hotspot.Spot) {
	if len(all) < asked {
		s.Note("%s of the %d asked for: no other place holds enough, as far from these and outside of what is excluded", english.Count(float64(len(all)), "spot"), asked)
	}
}

// TiedWith returns how many spots after the first n expect as much as the n-th.
func TiedWith(spots []hotspot.Spot, n int) int {
	tied := 0
	for _, h := range spots[n:] {
		if h.Weight == spots[n-1].Weight {
			tied++
		}
	}
	return tied
}

// TimesInTop returns in how many of the last twelve months with data each spot was among
// the top twenty, and how many months there were.
func (s *Study) TimesInTop(measure hotspot.Measure, spots []hotspot.Spot) ([]int, int) {
	months := Within(s.Period, s.Months)
	months = months[max(0, len(months)-lastMonths):]
	spotOf := map[int]int{}
	for k, h := range spots {
		for _, i := range h.Cells {
			spotOf[i] = k
		}
	}
	byMonth := map[crime.Month][]crime.Offence{}
	for _, o := range s.Offences {
		month := crime.MonthOf(o.From.In(s.Question.Zone))
		byMonth[month] = append(byMonth[month], o)
	}
	held := make([][]float64, len(months))
	for m, month := range months {
		held[m] = make([]float64, len(spots))
		for _, o := range hotspot.Outcomes(s.Lattice, byMonth[month], s.Question, s.Weight(measure)) {
			if k, in := spotOf[o.Cell]; in {
				held[m][k] += float64(o.Number) * o.Weight
			}
		}
	}
	return hotspot.TimesInTop(held, topSpots), len(months)
}

// PatrolSpot describes the k-th spot, counted from 0, and the ring around it. Calls is the
// number of calls to the police in each cell; buffer is the width of the ring in metres.
func (s *Study) PatrolSpot(k int, h hotspot.Spot, measure hotspot.Measure, calls map[int]float64, buffer float64) (spot, ring PatrolSpot, err error) {
	name := fmt.Sprintf("HS-%03d", k+1)
	around, err := h.Ring(s.Lattice, buffer)
	if err != nil {
		return spot, ring, err
	}
	if buffer == 0 {
		around = nil
	}
	if spot, err = s.patrolGround(name, "spot", k, h.Cells, calls); err != nil {
		return spot, ring, err
	}
	if ring, err = s.patrolGround(name+"-ring", "ring", k, around, calls); err != nil {
		return spot, ring, err
	}
	times, err := hotspot.TimesOf(s.Lattice.Subset(h.Cells), s.Offences, s.Question, s.Weight(measure))
	switch {
	case errors.Is(err, hotspot.ErrHoursUnknown):
		spot.BestHours = "unknown"
		return spot, ring, nil
	case err != nil:
		return spot, ring, err
	}
	if times.Timed > 0 {
		certain := 1 - times.LongShare
		spot.Certainty = &certain
	}
	switch spot.Peak = times.Peak; {
	case times.Peak == nil:
		spot.BestHours = "none"
	case times.Peak.Clear:
		spot.BestHours = fmt.Sprintf("%02d:00-%02d:00", times.Peak.From, times.Peak.To%24)
	default:
		spot.BestHours = fmt.Sprintf("%02d:00-%02d:00, too few to tell", times.Peak.From, times.Peak.To%24)
	}
	return spot, ring, nil
}

// Rest says what a spot rests on: its offences by month, how many places like it have, which
// is the mean of the forecast that does not see the spot's own count, and what the forecast
// makes of both.
func (s *Study) Rest(spot *PatrolSpot, h hotspot.Spot, f *Forecast) {
	inside := map[int]bool{}
	expected, around := 0.0, 0.0
	for _, i := range h.Cells {
		inside[i] = true
		expected += f.Cell(i).Mean
		around += f.Of.Means[f.wide(i)]
	}
	months, hot := Within(s.Period, s.Months), map[crime.Month]bool{}
	matches := s.Question.Group.Matcher()
	for _, o := range s.Offences {
		if i, in := s.Lattice.Index(o.Cell); in && inside[i] && matches(o) {
			hot[crime.MonthOf(o.From.In(s.Question.Zone))] = true
		}
	}
	spot.Hot, spot.Expected = len(hot), &expected
	counted := fmt.Sprintf("drawn from %s of %s in %d of", english.Count(spot.Count, "offence"), s.Question.Group.Name, spot.Hot)
	if spot.Count == 0 {
		counted = fmt.Sprintf("no offence of %s in", s.Question.Group.Name)
	}
	spot.Basis = fmt.Sprintf("%s %s; places like it have %.1f; forecast for as long: %.1f", counted, english.Count(float64(len(months)), "month"), around, expected)
}

// patrolGround describes some cells of the lattice as a spot or a ring.
func (s *Study) patrolGround(id, kind string, k int, cells []int, calls map[int]float64) (PatrolSpot, error) {
	g := PatrolSpot{ID: id, Kind: kind, Rank: k + 1, Cells: len(cells)}
	if len(cells) == 0 {
		return g, nil
	}
	for _, i := range cells {
		area, err := s.Lattice.AreaOf(i)
		if err != nil {
			return g, err
		}
		t := s.Tally.Cells[i]
		g.Area += area
		g.Count, g.Harm, g.ASB, g.Incidents = g.Count+t.Count, g.Harm+t.Harm, g.ASB+t.ASB, g.Incidents+calls[i]
	}
	outline, err := geo.Outline(s.Lattice.Subset(cells).Cells)
	g.Outline = outline
	return g, err
}

// BarCells adds to barred the cells of a lattice that lie in some H3 cells, given by name.
func BarCells(l geo.Lattice, names []string, barred map[int]bool) error {
	for _, name := range names {
		c := h3.CellFromString(name)
		if !c.IsValid() || c.Resolution() > l.Resolution {
			return fmt.Errorf("excluded cell %q: name H3 cells of resolution %d or less", name, l.Resolution)
		}
		first, last := geo.Descendants(c, l.Resolution)
		from, _ := l.Index(first)
		for i := from; i < len(l.Cells) && l.Cells[i] <= last; i++ {
			barred[i] = true
		}
	}
	return nil
}

// thin returns 1 for a spot with fewer than two offences, and 0 for any other.
func (s *Study) thin(h hotspot.Spot) int {
	if s.offencesIn(h) < leastSpotOffences {
		return 1
	}
	return 0
}

// offencesIn returns how many offences a spot has.
func (s *Study) offencesIn(h hotspot.Spot) float64 {
	var offences float64
	for _, j := range h.Cells {
		offences += s.Tally.Cells[j].Count
	}
	return offences
}

const (
	// leastSpotOffences is how many offences make a spot firm: one alone, however
	// harmful, says little of where the next will be. So more spots are looked at than
	// wanted, and thin ones taken only where there are not enough others.
	leastSpotOffences = 2
	thinSpots         = 4
	topSpots          = 20 // among which a spot is looked for, month by month
	lastMonths        = 12 // that are looked at
)
