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

// A law is what a kind of power means to who may use it.
type law struct {
	name  string
	sign  string // how its outline is drawn
	style report.MapStyle
	who   string
	says  string
	pcso  bool          // PCSOs may use it if designated
	most  time.Duration // its longest life; 0: years, and not checked here
}

// laws returns the kinds of power that a card prints. A cumulative impact assessment
// is no power: it belongs to licensing. Checked against the Acts in September 2025.
func laws() map[geo.PowerKind]law {
	const day = 24 * time.Hour
	return map[geo.PowerKind]law{
		geo.Dispersal: {
			name: "s.34 dispersal", sign: "- - -", style: report.Dashed, who: "Constables in uniform; PCSOs if designated.", pcso: true, most: 2 * day,
			says: "In the dashed line you may direct a person to leave (s.35). Every direction needs its own grounds; give it in writing.",
		},
		geo.Section60: {
			name: "s.60 search", sign: "/ / /", style: report.Hatched, who: "Constables in uniform.", most: 2 * day,
			says: "Hatched area only. No suspicion is needed to search for weapons. Never choose by who somebody is.",
		},
		geo.PSPO: {
			name: "PSPO", sign: ". . .", style: report.Dotted, who: "Constables, designated PCSOs, authorised council officers.", pcso: true, most: 3 * 366 * day,
			says: "In the dotted line.",
		},
		geo.Closure: {
			name: "Closure", sign: ". . .", style: report.Dotted, who: "As the notice says.", most: 184 * day,
			says: "The premises in the dotted line.",
		},
	}
}

// Standing is how a power stands at some time.
type standing string

const (
	inForce   standing = "in force"
	expired   standing = "expired"
	notYet    standing = "not yet"
	tooLong   standing = "past its longest life"
	noPowerAt standing = "no power"
)

// standingOf returns how a power stands between two times. An order that was made
// for longer than the law allows ends when the law says.
func standingOf(p geo.Power, from, to time.Time) standing {
	l, known := laws()[p.Kind]
	switch {
	case !known:
		return noPowerAt
	case !p.From.Before(to):
		return notYet
	case !p.To.IsZero() && !p.To.After(from):
		return expired
	case l.most > 0 && !p.Extended && !p.From.Add(l.most).After(from):
		return tooLong
	}
	return inForce
}

// A staff says which powers people may use.
type staff string

const (
	constables staff = "constables"
	pcsos      staff = "PCSOs"
	civilians  staff = "no police powers" // wardens, door teams, pastors, marshals
)

// usable returns the powers that are in force between two times and that some staff
// may use, by their beginning.
func usable(all []geo.Power, from, to time.Time, by staff) []geo.Power {
	var found []geo.Power
	for _, p := range all {
		l := laws()[p.Kind]
		if standingOf(p, from, to) != inForce || by == civilians || by == pcsos && !l.pcso {
			continue
		}
		found = append(found, p)
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
					power.Land = l.Land
				}
			}
			all = append(all, power)
		}
	}
	return usable(all, u.Start, u.End, constables)
}

// card returns what a sheet prints of a power: with its name as a title, or in line
// where room is short.
func card(p geo.Power, zone *time.Location, inLine bool) report.Paragraph {
	l := laws()[p.Kind]
	says := []string{l.says}
	if p.Kind == geo.PSPO || p.Kind == geo.Closure {
		says = append(says, sentence(p.Text))
	}
	says = append(says, l.who, "Authorised: "+sentence(p.Authority))
	if inLine {
		return report.Paragraph{Style: report.Boxed, Text: report.Bold(l.name + ", " + span(p, zone) + ". ").And(report.Plain(strings.Join(says, " ")))}
	}
	return report.Paragraph{
		Style: report.Boxed, Title: l.name, Sign: l.sign,
		Text: report.Bold(span(p, zone) + ". ").And(report.Plain(strings.Join(says, " "))),
	}
}

// features returns the outlines of powers.
func outlines(powers []geo.Power) []report.MapFeature {
	var all []report.MapFeature
	for _, p := range powers {
		name, _, _ := strings.Cut(laws()[p.Kind].name, " ")
		all = append(all, report.MapFeature{Geometry: p.Land, Style: laws()[p.Kind].style, Name: name})
	}
	return all
}

// span writes from when until when: Fri 3 Oct 21:00 to Sun 5 Oct 21:00.
func span(p geo.Power, zone *time.Location) string {
	if p.To.IsZero() {
		return "From " + moment(p.From.In(zone))
	}
	return moment(p.From.In(zone)) + " to " + moment(p.To.In(zone))
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
	for _, p := range all {
		l, known := laws()[p.Kind]
		name := l.name
		if !known {
			name = "Cumulative impact"
		}
		on := string(standingOf(p, from, to))
		if on == string(inForce) {
			on = sheets(p)
		} else {
			on = fmt.Sprintf("nobody: %s", on)
		}
		rows = append(rows, report.Row{Cells: []report.Cell{
			{Text: report.Bold(name).And(report.Plain(" " + p.Reference))}, {Text: report.Plain(span(p, zone))}, {Text: report.Plain(on)},
		}})
	}
	return rows
}
