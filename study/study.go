// Package study counts recorded offences in an area: a [Study] is an area, a period, a
// group of offences and hours of the week, with what was counted on the cells of the
// area. The other parts of the package answer questions about a study: which cells stand
// out, where patrols should go and when, and how well a ranking predicted later offences.
//
// It reads nothing and keeps nothing. Errors are plain: who calls decides what kind of
// fault they are.
package study

import (
	"errors"
	"fmt"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// A Study is an area, a period, a group of offences and hours of the week, with what was
// counted there. The fields down to Offences are filled in by whoever reads the data;
// [Study.Count] fills in the rest. Once counted, a study is read and not changed, but
// for its notes and the cap on harm.
type Study struct {
	Area     geo.Area
	Lattice  geo.Lattice
	Water    geo.Lattice   // cells of the area that are in water; none of them is in Lattice
	Months   []crime.Month // of which a day is covered in the area, in order
	Loaded   Loaded        // which days of them are covered
	Period   crime.Period  // may include months without data
	Question hotspot.Question
	Types    []string        // of the offences that were read; none: all types
	Times    bool            // the offences were read with their times of day
	Places   bool            // the offences were read with their locations
	Heaps    []crime.Heap    // of offences at one minute, whose hours are taken for unknown
	Offences []crime.Offence // on and around Lattice and Water, in Period
	Towns    []string        // whose names are no streets
	Barred   map[int]bool    // positions in Lattice that no spot takes in: most that is recorded there is at a place never ranked

	Tally   hotspot.Tally
	HarmCap *hotspot.HarmCap // nil: no offence's harm is capped
	Notes   []string         // what a reader must know of the count, in sentences
}

// OffencesOf returns how many offences of another group there are on the lattice at the
// same hours, or at all hours where no time of day is known.
func (s *Study) OffencesOf(g crime.Group) float64 {
	q := s.Question
	q.Group = g
	t, err := hotspot.Count(s.Lattice, s.Offences, q)
	if err != nil {
		q.AllHours = true
		t, _ = hotspot.Count(s.Lattice, s.Offences, q) // which then has no reason to fail
	}
	return t.Offences
}

// Count counts the offences of the group on the lattice and writes the notes. The error
// is [hotspot.ErrHoursUnknown] where the clock needs times of day that no offence has.
// The cost is that of one pass over the offences.
func (s *Study) Count() error {
	var err error
	if s.Tally, err = hotspot.Count(s.Lattice, s.Offences, s.Question); err != nil {
		return err
	}
	s.Notes = append(s.Notes, Missing(s.Area.Name, s.Period, s.Months)...)
	s.Notes = append(s.Notes, s.Loaded.Notes(s.Period)...)
	s.Notes = append(s.Notes, s.Question.Harm.Mixes(crime.TypesOf(s.Question.Group, s.Offences))...)
	s.Notes = append(s.Notes, s.RuledOut()...)
	s.Notes = append(s.Notes, s.UnknownAttributes()...)
	if n := s.Tally.PoliceGenerated; n > 0 {
		s.Note("%d of the offences counted are police-generated: they show where officers looked", n)
	}
	if n := s.Tally.ASBMonthOnly; n > 0 {
		s.Note("%s of anti-social behaviour took no part: only the month is known", english.Count(float64(n), "incident"))
	}
	for _, h := range s.Heaps {
		s.Notes = append(s.Notes, h.Note())
	}
	if n := s.Tally.MonthOnly; n > 0 && len(s.Heaps) > 0 {
		s.Note("%s took no part: the hours are not known", english.Count(float64(n), "offence"))
	} else if n > 0 {
		s.Note("%s took no part: only the month is known", english.Count(float64(n), "offence"))
	}
	if n, err := s.InWater(); err != nil {
		return err
	} else if n > 0 {
		s.Note("%s in cells whose centres are in water took no part", english.Count(n, "offence"))
	}
	if n := s.Tally.Unweighted; n > 0 {
		s.Note("no harm is counted for %s of a type without a harm weight", english.Count(float64(n), "offence"))
	}
	return nil
}

// RemoveHeaps finds the heaps among the offences on the lattice, and takes the times of
// day of the offences in them for unknown.
func (s *Study) RemoveHeaps() {
	var m crime.Minutes
	for _, o := range s.Offences {
		_, inside := s.Lattice.Index(o.Cell)
		if inside && o.Precision == crime.Instant && o.Type != crime.AntiSocialBehaviour { // which is counted beside
			m.Add(o.From.In(s.Question.Zone), 1+o.More)
		}
	}
	s.Heaps = m.Heaps()
	s.Offences = crime.WithoutHours(s.Offences, s.Heaps, s.Question.Zone)
}

// Note adds a sentence to the notes.
func (s *Study) Note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}

// RuledOut says in one sentence, or none, what the group's rule leaves out of the offences
// of its types on the lattice.
func (s *Study) RuledOut() []string {
	var parts []string
	for _, l := range s.Question.Group.RuledOut(s.Lattice, s.Offences) {
		parts = append(parts, fmt.Sprintf("%d %s", l.Offences, l.Rule))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{"offences left out by the group's rule: " + english.And(parts)}
}

// UnknownAttributes says which parts of the group's rule the data cannot answer: the kind
// of place, the exact type, or a flag.
func (s *Study) UnknownAttributes() (notes []string) {
	u := s.Question.Group.Unknowns(s.Lattice, s.Offences)
	if u.Placeless > 0 {
		notes = append(notes, fmt.Sprintf("%d of %s have no kind of place recorded; they are counted",
			u.Placeless, english.Count(float64(u.Offences), "offence")))
	}
	if u.Coarse > 0 {
		notes = append(notes, fmt.Sprintf("%s of %s took no part: which of them are of group %s the data do not say",
			english.Count(float64(u.Coarse), "offence"), english.And(s.Question.Group.Coarser()), s.Question.Group.Name))
	}
	for _, f := range u.Flags {
		notes = append(notes, Unflagged(f))
	}
	return notes
}

// Unflagged is the note that no offence has a flag, so that a rule without it rules nothing out.
func Unflagged(flag string) string {
	return fmt.Sprintf("no offence is flagged %s: where the data do not say, those that were count too", flag)
}

// Answerable returns an [Unanswerable] error where the group asks for a flag that nobody
// recorded: then the number of its offences is unknown, and not 0.
func (s *Study) Answerable() error {
	g := s.Question.Group
	n := g.Unflagged(s.Lattice, s.Offences)
	if n == 0 {
		return nil
	}
	return unanswerable("how many offences of group %s there were in %s in %s is unknown: %s might be, and none of them says whether it is flagged %s, as the public data never do; load an export of the records system, which has flags, or take a group that needs none",
		g.Name, s.Area.Name, s.Period, english.Count(float64(n), "offence"), english.And(g.Flags))
}

// InWater returns how many offences are in cells whose centres are in water. They are
// not counted.
func (s *Study) InWater() (float64, error) {
	if len(s.Water.Cells) == 0 {
		return 0, nil
	}
	t, err := hotspot.Count(s.Water, s.Offences, s.Question)
	if errors.Is(err, hotspot.ErrHoursUnknown) { // no hours there, though there are on land
		return 0, nil
	}
	return t.Offences, err
}

// CapHarm caps the harm of each offence at a share of all harm, above 0 and at most 1,
// and counts again if any offence has more. A share of 0 is no cap.
func (s *Study) CapHarm(most float64) error {
	if most == 0 {
		return nil
	}
	limit, err := hotspot.CapHarm(s.Lattice, s.Offences, s.Question, most)
	if err != nil {
		return fmt.Errorf("%w; 0 is no cap", err)
	}
	if limit.Days == 0 {
		return nil
	}
	s.HarmCap = &limit
	s.Question.Harm = s.Question.Harm.Capped(limit.Days)
	s.Note("%s counted for %.0f days of harm each, so that none has more than %g%% of all: %.0f days do not count",
		english.AboutOffences(float64(limit.Offences)), limit.Days, 100*most, limit.Removed)
	s.Tally, err = hotspot.Count(s.Lattice, s.Offences, s.Question)
	return err
}
