package sheet

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/geo"
	"beatplan/report"
)

// GroundsLine stands on every police sheet.
const GroundsLine = "Anywhere else: being in this place is not by itself reasonable grounds for a search."

// A drawing is how the outline of a kind of power is drawn.
type drawing struct {
	sign  string // the line, in characters
	words string
	style report.MapStyle
}

func drawingOf(kind geo.PowerKind) drawing {
	switch kind {
	case geo.Dispersal:
		return drawing{"- - -", "Dashed on the map.", report.Dashed}
	case geo.Section60:
		return drawing{"/ / /", "Hatched on the map.", report.Hatched}
	}
	return drawing{". . .", "Dotted on the map.", report.Dotted}
}

// A staff says which powers people may use.
type staff string

const (
	constables staff = "constables"
	pcsos      staff = "PCSOs"
	civilians  staff = "no police powers" // wardens, door teams, pastors, marshals
)

// may reports whether some staff may use a power. Whether PCSOs are designated is not
// known here: the card says that they must be.
func (by staff) may(l geo.Law) bool {
	switch by {
	case constables:
		return l.MayUse("constable", false)
	case pcsos:
		return l.MayUse("pcso", true)
	}
	return false
}

// usable returns the powers that are in force between two times and that some staff
// may use, by their beginning.
func usable(all []geo.Power, from, to time.Time, by staff) []geo.Power {
	var found []geo.Power
	for _, p := range all {
		if p.Status(from, to) == geo.InForce && by.may(p.Terms()) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b geo.Power) int { return a.From.Compare(b.From) })
	return found
}

// powersOf returns the powers of a unit's sheet: those that its plan says it may use at
// a stop, or where the plan does not say any that its staff may use. Their land is that
// of the powers that are loaded now.
func (p Plan) powersOf(u Unit, loaded []geo.Power) []geo.Power {
	if !p.KnowsLaw {
		return usable(loaded, u.Start, u.End, u.may())
	}
	var all []geo.Power
	same := func(a, b geo.Power) bool { return a.Authority == b.Authority && a.Reference == b.Reference }
	for _, s := range u.Stops {
		for _, power := range s.Powers {
			if slices.ContainsFunc(all, func(known geo.Power) bool { return same(known, power) }) {
				continue
			}
			for _, l := range loaded {
				if same(l, power) {
					power.Land, power.Law = l.Land, l.Law
				}
			}
			all = append(all, power)
		}
	}
	slices.SortStableFunc(all, func(a, b geo.Power) int { return a.From.Compare(b.From) })
	return all
}

// card returns what a sheet prints of a power: with its name as a title, or in line
// where room is short.
func card(p geo.Power, zone *time.Location, inLine bool) report.Paragraph {
	l, drawn := p.Terms(), drawingOf(p.Kind)
	says := []string{drawn.words, sentence(l.Says)}
	if p.Kind == geo.PSPO || p.Kind == geo.Closure {
		says = append(says, sentence(p.Text))
	}
	says = append(says, sentence(l.Who), "Authorised: "+sentence(p.Authority))
	if inLine {
		return report.Paragraph{Style: report.Boxed, Text: report.Bold(l.Short + ", " + span(p, zone) + ". ").And(report.Plain(strings.Join(says, " ")))}
	}
	return report.Paragraph{
		Style: report.Boxed, Title: l.Short, Sign: drawn.sign,
		Text: report.Bold(span(p, zone) + ". ").And(report.Plain(strings.Join(says, " "))),
	}
}

// features returns the outlines of powers.
func outlines(powers []geo.Power) []report.MapFeature {
	var all []report.MapFeature
	for _, p := range powers {
		all = append(all, report.MapFeature{Geometry: p.Land, Style: drawingOf(p.Kind).style, Name: firstWord(p)})
	}
	return all
}

// firstWord names a power where there is room for a word: s.34.
func firstWord(p geo.Power) string {
	name, _, _ := strings.Cut(p.Terms().Short, " ")
	return name
}

// span writes from when until when: Fri 3 Oct 21:00 to Sun 5 Oct 21:00.
func span(p geo.Power, zone *time.Location) string {
	if p.To.IsZero() {
		return "From " + moment(p.From.In(zone))
	}
	from, to := p.From.In(zone), p.To.In(zone)
	if from.Year() != to.Year() {
		const day = "2 Jan 2006"
		return from.Format(day) + " to " + to.Format(day+" 15:04")
	}
	return moment(from) + " to " + moment(to)
}

func moment(t time.Time) string { return t.Format("Mon 2 Jan 15:04") }

// sentence returns a text with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// powerRows lists powers for a commander, those that no card prints too, with why.
func powerRows(all []geo.Power, from, to time.Time, sheets func(geo.Power) string) []report.Row {
	zone := from.Location()
	var rows []report.Row
	all = slices.Clone(all)
	inForce := map[bool]int{true: 0, false: 1}
	slices.SortStableFunc(all, func(a, b geo.Power) int {
		return inForce[a.Status(from, to) == geo.InForce] - inForce[b.Status(from, to) == geo.InForce]
	})
	for _, p := range all {
		on := string(p.Status(from, to))
		if on == string(geo.InForce) {
			on = sheets(p)
		} else {
			on = fmt.Sprintf("nobody: %s", on)
		}
		if over := p.Ends(); !over.IsZero() && !over.After(from) && p.Import > 0 {
			on += fmt.Sprintf(" (import %d)", p.Import)
		}
		rows = append(rows, report.Row{Cells: []report.Cell{
			{Text: report.Bold(p.Terms().Short).And(report.Plain(" " + p.Reference))}, {Text: report.Plain(span(p, zone))}, {Text: report.Plain(on)},
		}})
	}
	return rows
}

// lawChecked says when somebody last held what is printed of powers against the law: the
// longest ago.
func lawChecked(all []geo.Power) string {
	oldest := ""
	for _, p := range all {
		if checked := p.Terms().Checked; oldest == "" || checked < oldest {
			oldest = checked
		}
	}
	if oldest == "" {
		return ""
	}
	return "law as checked " + oldest
}

// sources names the Acts behind powers, each once.
func sources(all []geo.Power) string {
	var said []string
	for _, p := range all {
		l := p.Terms()
		if line := fmt.Sprintf("%s: %s (checked %s)", l.Short, l.Source, l.Checked); !slices.Contains(said, line) {
			said = append(said, line)
		}
	}
	return strings.Join(said, ". ")
}
