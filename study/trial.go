package study

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// A Trial says where and when patrols go by lot, before the first of them.
type Trial struct {
	Footing               // of the months that the spots were chosen by
	Settings SpotSettings `json:"settings"`
	Rule     string       `json:"rule"` // of the clock
	Seed     uint64       `json:"seed"`
	Treated  int          `json:"treated"` // spots patrolled each day
	Days     []TrialDay   `json:"days"`
	Spots    []TrialSpot  `json:"spots"`

	// What the spots may expect at hours of the clock if they go on as they did, and
	// the ratio that a trial of it would find four times in five: a fall smaller than
	// that will mostly be missed. Null where nothing is to be expected.
	Before     float64  `json:"before_per_spot_day"`
	Expected   float64  `json:"expected_each_arm"`
	Detectable *float64 `json:"detectable_ratio"`
}

// A TrialDay is one policing day, with the spots drawn for a patrol.
type TrialDay struct {
	Day   string   `json:"day"`
	Spots []string `json:"spots"`
}

// A TrialSpot is a spot of a trial, its cells and those of the ring around it.
type TrialSpot struct {
	ID     string    `json:"id"`
	Cells  []h3.Cell `json:"cells"`
	Ring   []h3.Cell `json:"ring"`
	Before float64   `json:"before"` // offences by which it was chosen
}

// trialSpot names a spot and the ring around it.
func (s *Study) trialSpot(k int, h hotspot.Spot, buffer float64) (TrialSpot, error) {
	spot := TrialSpot{ID: fmt.Sprintf("HS-%03d", k+1), Cells: s.Lattice.Subset(h.Cells).Cells, Ring: []h3.Cell{}}
	for _, i := range h.Cells {
		spot.Before += s.Tally.Cells[i].Count
	}
	if buffer == 0 {
		return spot, nil
	}
	ring, err := h.Ring(s.Lattice, buffer)
	spot.Ring = append(spot.Ring, s.Lattice.Subset(ring).Cells...)
	return spot, err
}

// Draw draws lots for some days from a first one, and lists the spots and the rings around
// them. The trial has its settings, seed and number of treated spots already. The error
// is [Unanswerable] where so many spots or days cannot be drawn.
func (t *Trial) Draw(s *Study, spots []hotspot.Spot, start time.Time, days int) error {
	drawn, err := hotspot.Allocate(days, len(spots), t.Treated, rand.New(rand.NewPCG(t.Seed, t.Seed)))
	if err != nil {
		return unanswerable("%v", err)
	}
	for k, h := range spots {
		spot, err := s.trialSpot(k, h, t.Settings.Buffer)
		if err != nil {
			return err
		}
		t.Spots = append(t.Spots, spot)
		t.Before += spot.Before
	}
	for d, day := range drawn {
		on := TrialDay{Day: start.AddDate(0, 0, d).Format(time.DateOnly), Spots: []string{}}
		for k, treated := range day {
			if treated {
				on.Spots = append(on.Spots, t.Spots[k].ID)
			}
		}
		t.Days = append(t.Days, on)
	}
	return nil
}

// Predict says how many offences the trial may expect, what effect it would find, and
// what must be known of it.
func (t *Trial) Predict(s *Study, start time.Time) {
	days := s.Loaded.Days(s.Period, s.Question.Zone)
	t.Before /= days * float64(len(t.Spots))
	arm := min(t.Treated, len(t.Spots)-t.Treated) * len(t.Days)
	t.Expected = t.Before * float64(arm)
	if ratio, err := hotspot.Detectable(t.Expected); err == nil {
		t.Detectable = &ratio
	}
	t.Notes = append(t.Notes, "the spots were chosen for having had the most: they will have less, patrolled or not (regression to the mean), so compare their days with each other and never with the months before")
	if (s.Period.To + 1).Start(s.Question.Zone).After(start) {
		t.Notes = append(t.Notes, fmt.Sprintf("the months that the spots were chosen by reach to %s, into the trial: choose them by earlier ones, or what they had before is in part of the trial itself", s.Period.To))
	}
	if !slices.ContainsFunc(s.Offences, func(o crime.Offence) bool { return o.Precision != crime.InMonth }) {
		t.Notes = append(t.Notes, "these offences carry no time of day: the trial can be judged only by offences that do")
	}
}

// A TrialSummary is a trial among others.
type TrialSummary struct {
	ID      string  `json:"id"`
	Area    AreaRef `json:"area"`
	Group   string  `json:"group"`
	Clock   string  `json:"clock"`
	Start   string  `json:"start"` // first and last policing day
	End     string  `json:"end"`
	Spots   int     `json:"spot_count"`
	Treated int     `json:"treated"` // spots patrolled each day
	Seed    uint64  `json:"seed"`
}

// Summary returns the trial as lists show it.
func (t Trial) Summary() TrialSummary {
	return TrialSummary{
		ID: t.ID, Area: t.Area, Group: t.Group, Clock: t.Clock, Start: t.Days[0].Day, End: t.Days[len(t.Days)-1].Day,
		Spots: len(t.Spots), Treated: t.Treated, Seed: t.Seed,
	}
}

// trialGround is a spot or a ring on the map.
type trialGround struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"` // spot, or ring
	Before float64  `json:"before"`
	Days   []string `json:"days"` // drawn for a patrol
}

// Features returns the outlines of the spots and of their rings, with the trial as a
// foreign member.
func (t Trial) Features() (geo.Collection, error) {
	about := t
	about.Spots = nil
	c := geo.Collection{Members: map[string]any{"trial": about}}
	for _, s := range t.Spots {
		days := []string{}
		for _, d := range t.Days {
			if slices.Contains(d.Spots, s.ID) {
				days = append(days, d.Day)
			}
		}
		for _, g := range []struct {
			trialGround
			cells []h3.Cell
		}{{trialGround{s.ID, "spot", s.Before, days}, s.Cells}, {trialGround{s.ID + "-ring", "ring", 0, []string{}}, s.Ring}} {
			if len(g.cells) == 0 {
				continue
			}
			outline, err := geo.Outline(g.cells)
			if err != nil {
				return c, err
			}
			c.Features = append(c.Features, geo.Feature{ID: g.ID, Geometry: outline, Properties: g.trialGround})
		}
	}
	return c, nil
}

// A TrialRow is a day and a spot of a trial's posting list.
type TrialRow struct {
	Day     string `json:"day"`
	Spot    string `json:"spot"`
	Treated bool   `json:"treated"`
}

// Rows returns the trial as a list of days and spots.
func (t Trial) Rows() geo.Collection {
	var c geo.Collection
	for _, d := range t.Days {
		for _, s := range t.Spots {
			c.Features = append(c.Features, geo.Feature{Properties: TrialRow{d.Day, s.ID, slices.Contains(d.Spots, s.ID)}})
		}
	}
	return c
}

// Allocation returns which spots were drawn for a patrol, by day and spot.
func (t Trial) Allocation() hotspot.Allocation {
	drawn := make(hotspot.Allocation, len(t.Days))
	for d, day := range t.Days {
		for _, s := range t.Spots {
			drawn[d] = append(drawn[d], slices.Contains(day.Spots, s.ID))
		}
	}
	return drawn
}

// Delivered returns which patrols were made, by day and spot. A visit to another spot or
// on another day is an error.
func (t Trial) Delivered(visits []crime.Visit) ([][]bool, error) {
	delivered := make([][]bool, len(t.Days))
	for d := range delivered {
		delivered[d] = make([]bool, len(t.Spots))
	}
	for _, visit := range visits {
		day := visit.Day.Format(time.DateOnly)
		d := slices.IndexFunc(t.Days, func(on TrialDay) bool { return on.Day == day })
		s := slices.IndexFunc(t.Spots, func(s TrialSpot) bool { return s.ID == visit.Spot })
		if d < 0 || s < 0 {
			return nil, fmt.Errorf("a visit to %s on %s is none of the trial, which has spots %s to %s and days %s to %s",
				visit.Spot, day, t.Spots[0].ID, t.Spots[len(t.Spots)-1].ID, t.Days[0].Day, t.Days[len(t.Days)-1].Day)
		}
		delivered[d][s] = true
	}
	return delivered, nil
}

// Ground returns the cells of the spots and the rings, and which spot or ring each belongs
// to. A cell of two rings belongs to the first.
func (t Trial) Ground() (l geo.Lattice, spotOf, ringOf map[h3.Cell]int) {
	l.Resolution = t.Resolution
	spotOf, ringOf = map[h3.Cell]int{}, map[h3.Cell]int{}
	for k, s := range t.Spots {
		for _, c := range s.Cells {
			spotOf[c] = k
			l.Cells = append(l.Cells, c)
		}
	}
	for k, s := range t.Spots {
		for _, c := range s.Ring {
			_, taken := spotOf[c]
			if _, ringed := ringOf[c]; !taken && !ringed {
				ringOf[c] = k
				l.Cells = append(l.Cells, c)
			}
		}
	}
	slices.Sort(l.Cells)
	return l, spotOf, ringOf
}
