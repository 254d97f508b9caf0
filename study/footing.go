package study

import (
	"fmt"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// AreaRef is an area as results name it.
type AreaRef struct {
	Kind     geo.AreaKind `json:"kind"`
	Code     string       `json:"code"`
	Name     string       `json:"name"`
	BBox     [4]float64   `json:"bbox"` // west, south, east, north
	Invented bool         `json:"invented"`
}

// Ref names an area as results do.
func Ref(a geo.Area) AreaRef {
	b := a.Land.Bound()
	return AreaRef{Kind: a.Kind, Code: a.Code, Name: a.Name, BBox: [4]float64{b.Left(), b.Bottom(), b.Right(), b.Top()}, Invented: a.Invented}
}

// A Footing is what an answer about hotspots rests on.
type Footing struct {
	ID           string           `json:"id"`
	Area         AreaRef          `json:"area"`
	Group        string           `json:"group"`
	GroupVersion int              `json:"group_version"`
	From         crime.Month      `json:"from"`
	To           crime.Month      `json:"to"`
	Clock        string           `json:"clock"`
	Hours        string           `json:"hours"`
	Measure      hotspot.Measure  `json:"measure"`
	Resolution   int              `json:"resolution"`
	Lattice      string           `json:"lattice"`
	Cells        int              `json:"cells"`
	ZeroShare    float64          `json:"zero_share"` // of the cells, those without an offence
	Offences     float64          `json:"offences"`
	Harm         float64          `json:"harm"` // days of imprisonment
	Elsewhen     float64          `json:"elsewhen"`
	Unplaced     int              `json:"unplaced"`
	MonthOnly    int              `json:"left_out"`           // month-only, where the clock needs hours
	RuledOut     []crime.RuledOut `json:"ruled_out"`          // of the group's types, what its rule leaves out
	HarmCap      *hotspot.HarmCap `json:"harm_cap,omitempty"` // where one offence's share of the harm is capped
	Notes        []string         `json:"notes"`
}

// Footing describes the study: what an answer about it rests on. Unplaced is how many
// offences of the group have no position.
func (s *Study) Footing(m hotspot.Measure, unplaced int) Footing {
	t := s.Tally
	return Footing{
		Area: Ref(s.Area), Group: s.Question.Group.Name, GroupVersion: s.Question.Group.Version,
		From: s.Period.From, To: s.Period.To, Clock: s.Question.Clock.Name, Hours: t.Hours, Measure: m,
		Resolution: s.Lattice.Resolution, Lattice: s.Lattice.ID(),
		Cells: len(s.Lattice.Cells), ZeroShare: 1 - float64(t.Nonzero())/float64(len(s.Lattice.Cells)),
		Offences: t.Offences, Harm: t.Harm, Elsewhen: t.Elsewhen, Unplaced: unplaced, MonthOnly: t.MonthOnly,
		RuledOut: s.Question.Group.RuledOut(s.Lattice, s.Offences), HarmCap: s.HarmCap,
		Notes: append([]string{}, s.Notes...),
	}
}

// Unanswerable says why the data that are loaded cannot answer a question.
type Unanswerable string

func (u Unanswerable) Error() string { return string(u) }

// unanswerable returns an [Unanswerable].
func unanswerable(format string, args ...any) error {
	return Unanswerable(fmt.Sprintf(format, args...))
}
