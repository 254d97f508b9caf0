package sheet

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/report"
)

// Plans returns the sheets of a plan: the commander's page, then one posting sheet
// for each unit.
func Plans(p Plan, g Ground) report.Document {
	d := report.Document{
		Title:   fmt.Sprintf("Patrol plan %s, %s", p.District, p.Start.Format("Monday 2 January 2006")),
		Marking: p.Edition.marking(), Date: p.Start,
		Pages: []report.Page{commander(p, g)},
	}
	for i := range p.Units {
		d.Pages = append(d.Pages, posting(p, i, g))
	}
	return d
}

// boxes are what is logged at each stop.
func boxes() []string { return []string{"people engaged", "searches", "finds", "warnings"} }

// posting returns the sheet of one unit.
func posting(p Plan, unit int, g Ground) report.Page {
	u := p.Units[unit]
	mine := p.powersOf(u, g.Powers)
	numbers := numbered(u.Stops)
	page := report.Page{
		ID: "unit-" + slug(u.ID), Tight: true,
		Head: report.Head{
			Call: u.Call(), Title: shift(u.Start, u.End), Lines: []string{describe(u), p.District + ", " + p.Basis.Operation},
			Right: p.about(),
		},
		Foot: report.Foot{Left: sumOf(u).And(report.Plain(" "), p.rests(g)), Right: invented(p.Basis.Area.Invented) + "Destroy after duty"},
	}
	m := report.Map{
		Bound: boundOf(u), Height: 44, Most: 66, Source: g.source(), Features: append(g.features(), outlines(mine)...), Marks: marksOf(u, numbers),
		Alt: fmt.Sprintf("Map of the %s of %s.", english.Count(float64(len(numbers)), "place"), u.Call()),
	}
	m.Features = append(m.Features, p.around(u)...)
	beside := powerCards(mine, u, p.Start.Location())
	about := []report.Block{report.Paragraph{Title: "Who else is about", Text: report.Plain(others(p, unit))}}
	tonight := []report.Block{p.differs(u)}
	if len(beside) == 0 { // the room is free for them
		beside, about, tonight = append(about, tonight...), nil, nil
	}
	if len(u.Stops) == 0 {
		page.Blocks = append(page.Blocks, report.Paragraph{Style: report.Lead, Text: report.Plain("No stop is planned for this unit.")})
	} else {
		page.Blocks = append(page.Blocks, report.Columns{Share: 0.59, Left: []report.Block{m}, Right: beside})
	}
	if u.may() != civilians && p.Edition != Partner {
		page.Blocks = append(page.Blocks, report.Paragraph{Style: report.Banner, Text: report.Bold(groundsFor(mine))})
	}
	if len(u.Stops) == 0 {
		return page
	}
	page.Blocks = append(page.Blocks, report.Rounds{Boxes: boxes(), Bands: p.bands(u, numbers, mine)})
	if len(about) > 0 {
		page.Blocks = append(page.Blocks, report.Columns{Left: about, Right: tonight})
	}
	page.Blocks = append(page.Blocks,
		report.Paragraph{Style: report.Small, Text: report.Bold("Planned times, by the plan's stop ids: ").And(report.Plain(timetable(u)))},
	)
	return page
}

// around draws the spots of a unit and, where it follows streets, its way. Straight
// lines between stops show nobody where to go.
func (p Plan) around(u Unit) []report.MapFeature {
	const alongStreets = 4 // corners for each stop, at least
	var all []report.MapFeature
	visited := map[string]bool{}
	for _, s := range u.Stops {
		visited[s.Place] = true
	}
	for _, s := range p.Spots {
		if visited[s.ID] && s.Outline != nil {
			all = append(all, report.MapFeature{Geometry: s.Outline, Style: report.Filled, Colour: "#e3d7ee"})
		}
	}
	if len(u.Path) > alongStreets*len(u.Stops) {
		all = append(all, report.MapFeature{Geometry: u.Path, Style: report.Route})
	}
	return all
}

func groundsFor(mine []geo.Power) string {
	if len(mine) == 0 {
		return strings.Replace(GroundsLine, "Anywhere else: being", "No power is in force on this sheet. Being", 1)
	}
	return GroundsLine
}

// shift writes when a shift is: Friday 3 October 2025, 18:00–02:00.
func shift(from, to time.Time) string {
	return from.Format("Monday 2 January 2006, 15:04") + to.Format("–15:04")
}

func describe(u Unit) string {
	who := cmp.Or(u.Staff, "Unit"+map[string]string{"foot": " on foot", "cycle": " on cycles", "vehicle": " in a vehicle"}[u.Mode])
	if u.Station != "" {
		who += ", from " + u.Station
	}
	if u.Agency != "" && u.Agency != "police" {
		who += ", " + u.Agency
	}
	return english.UpperFirst(who)
}

// about says which plan a sheet is from, by the end of its id, and what was decided on it. The
// foot has all of the id.
func (p Plan) about() []report.Text {
	return []report.Text{report.Plain("Plan ").And(report.Bold(p.ID[strings.LastIndexByte(p.ID, '-')+1:])), report.Plain(p.Decision.Words())}
}

// rests says what a plan rests on.
func (p Plan) rests(g Ground) report.Text {
	b := p.Basis
	said := fmt.Sprintf("Plan %s. Counted: %s, %s; %s. Travel: %s.", p.ID, b.Group, english.Months(b.From, b.To), cmp.Or(b.Hours, "hours not said"), cmp.Or(b.Travel, "not said"))
	if g.Register != "" {
		said += " Premises: " + sentence(g.Register)
	}
	if p.Edition != Partner {
		said += p.Decision.despite()
	}
	return report.Plain(said)
}

func invented(yes bool) string {
	if yes {
		return "The county is invented. "
	}
	return ""
}

// sumOf says how a unit's minutes add up to its shift.
func sumOf(u Unit) report.Text {
	posts, visits := 0, 0
	for _, s := range u.Stops {
		switch minutes := int(s.Depart.Sub(s.Arrive).Minutes()); s.Kind {
		case "post":
			posts += minutes
		case "break":
		default:
			visits += minutes
		}
	}
	parts := []string{fmt.Sprintf("visits %d", visits)}
	if posts > 0 {
		parts = append(parts, fmt.Sprintf("posts %d", posts))
	}
	parts = append(parts, fmt.Sprintf("travel %d", u.Travel), fmt.Sprintf("break %d", u.Break))
	all := int(u.End.Sub(u.Start).Minutes())
	if yours := all - visits - posts - u.Travel - u.Break; yours != 0 {
		parts = append(parts, fmt.Sprintf("yours for calls and writing up %d", yours))
	}
	return report.Bold(fmt.Sprintf("Adds to %d min: ", all)).And(report.Plain(strings.Join(parts, ", ") + "."))
}

// numbered gives each place of a unit a number, in the order of its first visits.
func numbered(stops []Stop) map[string]int {
	numbers := map[string]int{}
	for _, s := range stops {
		if _, known := numbers[s.key()]; !known && s.Kind != "break" {
			numbers[s.key()] = len(numbers) + 1
		}
	}
	return numbers
}

// key tells places apart.
func (s Stop) key() string { return s.Kind + " " + s.Place }

func shapeOf(s Stop) report.MarkShape {
	switch s.Kind {
	case "post":
		return report.Square
	case "break":
		return report.Ring
	}
	return report.Round
}

func marksOf(u Unit, numbers map[string]int) []report.MapMark {
	var marks []report.MapMark
	drawn := map[string]bool{}
	for _, s := range u.Stops {
		if s.hidden() || drawn[s.key()] {
			continue
		}
		drawn[s.key()] = true
		marks = append(marks, report.MapMark{At: s.At, Sign: fmt.Sprint(numbers[s.key()]), Shape: shapeOf(s), Name: s.Name})
	}
	if u.Station != "" && len(u.Path) > 0 {
		marks = append(marks, report.MapMark{At: u.Path[0], Sign: "P", Shape: report.Plate, Name: u.Station})
	}
	return marks
}

func boundOf(u Unit) orb.Bound { return Plan{Units: []Unit{{Stops: u.Stops}}}.Bound() }

// powerCards returns the powers of a unit, with a word of caution where the plan does
// not say who is in it.
func powerCards(mine []geo.Power, u Unit, zone *time.Location) []report.Block {
	const most = 3
	var cards []report.Block
	for _, p := range mine[:min(most, len(mine))] {
		cards = append(cards, card(p, zone, false))
	}
	if more := len(mine) - most; more > 0 {
		cards = append(cards, report.Paragraph{Style: report.Small, Text: report.Plain(english.Count(float64(more), "more power") + ": ask control.")})
	}
	return cards
}

// bands returns the stops of a unit by the hour that they are planned in. Posts and
// breaks have their own times. What is done alike at several places is said at the first.
func (p Plan) bands(u Unit, numbers map[string]int, mine []geo.Power) []report.Band {
	var all []report.Band
	seen := map[string]bool{}
	said := map[string]int{} // what to do: the number of the stop that says it in full
	last := time.Time{}
	for _, s := range u.Stops {
		hour := s.Arrive.Truncate(time.Hour)
		exact := s.Kind == "post" || s.Kind == "break" || s.With != ""
		if exact || !hour.Equal(last) {
			b := report.Band{Hour: hour.Hour(), Time: []string{hour.Format("15") + "–" + hour.Add(time.Hour).Format("15")}}
			if exact {
				b.Time = []string{s.Arrive.Format("15:04"), s.Depart.Format("15:04")}
			}
			for _, p := range mine { // a power is named where it begins
				if from := p.From.In(u.Start.Location()); !from.Before(s.Arrive.Truncate(time.Hour)) && from.Before(s.Depart) && from.After(u.Start) {
					b.Tags = append(b.Tags, firstWord(p)+" from "+from.Format("15:04"))
				}
			}
			all = append(all, b)
		}
		last = hour
		if exact {
			last = time.Time{}
		}
		band := &all[len(all)-1]
		r := onPaper(s, numbers[s.key()], seen[s.key()])
		if s.Kind == "break" {
			r.Do = report.Plain(p.meanwhile(u, s))
		}
		what := r.Manner + r.Do.String()
		if at, known := said[what]; known && r.Where == "" {
			r.Do, r.Where = nil, fmt.Sprintf("as at %d", at)
		} else if s.Kind != "break" {
			said[what] = numbers[s.key()]
		}
		band.Stops = append(band.Stops, r)
		seen[s.key()] = true
	}
	return all
}

// meanwhile says who stays out while a unit has its break.
func (p Plan) meanwhile(u Unit, rest Stop) string {
	var away []string
	for _, other := range p.Units {
		for _, s := range other.Stops {
			if other.ID != u.ID && s.Kind == "break" && s.Arrive.Before(rest.Depart) && rest.Arrive.Before(s.Depart) {
				away = append(away, other.Call())
			}
		}
	}
	switch {
	case len(away) > 0 && len(away) == len(p.Units)-1:
		return english.And(away) + " away too: nobody else is out."
	case len(away) > 0:
		return english.And(away) + " away too; the others stay out."
	case len(p.Units) == 1:
		return "Nobody else is out."
	}
	return "The other units stay out."
}

// onPaper returns a stop as the sheet has it.
func onPaper(s Stop, number int, before bool) report.Stop {
	r := report.Stop{
		ID: s.ID, Sign: fmt.Sprint(number), Shape: shapeOf(s), Name: s.Name, Manner: strings.Join(s.FourE, " · "),
		Why: s.Why, Minutes: int(s.Depart.Sub(s.Arrive).Minutes()),
	}
	switch {
	case s.Kind == "break":
		r.Sign, r.Shaded, r.NoBoxes = "II", true, true
	case s.Kind == "post":
		r.Where, r.Shaded, r.Do = "HOLD", true, report.Plain(does(s, "Stand where the queue sees you. Enforce last."))
	case before:
		r.Where = "as before"
	case s.Kind == "engagement_stop":
		r.Where = english.Category(s.Category)
		r.Do = report.Plain(does(s, calling(s.Category)))
	default:
		r.Do = report.Plain(does(s, "Park in sight, walk it both ways, speak to people."))
	}
	if s.With != "" {
		r.Where = "WITH " + strings.ToUpper(strings.ReplaceAll(s.With, "-", " "))
	}
	return r
}

// does says what to do at a stop: what the plan says, or else something.
func does(s Stop, otherwise string) string {
	said := otherwise
	if len(s.Do) > 0 {
		said = ""
		for _, do := range s.Do {
			said += sentence(english.UpperFirst(do)) + " "
		}
	}
	if len(s.There) > 0 {
		said = strings.TrimSpace(said) + " There: " + strings.Join(s.There, ", ") + "."
	}
	return strings.TrimSpace(said)
}

// calling returns what to do at a site of a category.
func calling(category string) string {
	switch category {
	case "pub", "bar", "nightclub":
		return "Door team and manager: no sales to drunk people."
	case "takeaway", "late-night-refreshment", "fast-food":
		return "Staff: trouble in the queue? How to call us, what the CCTV sees."
	case "station":
		return "Staff: the last train? Who is waiting alone?"
	case "pharmacy":
		return "Staff: deliveries, odd callers, keys at closing."
	case "cash-machine":
		return "Look for skimmers; is it lit; who stands near?"
	case "supermarket", "shop":
		return "Staff: repeat offenders, lone workers, reports made."
	}
	return "Whoever is in charge: what worries them?"
}

// others says who else is on duty, those that are alike together: Unit 2 and Unit 3: 2
// constables, by vehicle.
func others(p Plan, unit int) string {
	var kinds []string
	calls := map[string][]string{}
	for i, u := range p.Units {
		if i == unit {
			continue
		}
		kind := cmp.Or(u.Staff, u.Mode)
		if !u.Start.Equal(p.Start) || !u.End.Equal(p.End) {
			kind += u.Start.Format(", 15:04") + u.End.Format("–15:04")
		}
		if calls[kind] == nil {
			kinds = append(kinds, kind)
		}
		calls[kind] = append(calls[kind], u.Call())
	}
	if len(kinds) == 0 {
		return "No other unit is on this plan."
	}
	var all []string
	for _, kind := range kinds {
		who := calls[kind]
		each := ""
		if len(who) > 1 {
			each = " each"
		}
		const most = 12
		if more := len(who) - most; more > 0 {
			who = append(who[:most:most], fmt.Sprintf("%d more", more))
		}
		all = append(all, fmt.Sprintf("%s: %s%s.", english.And(who), kind, each))
	}
	return strings.Join(all, " ")
}

// differs says what is different this time, and what a unit's own time is for.
func (p Plan) differs(u Unit) report.Paragraph {
	text := report.Text{}
	for _, d := range p.Basis.Differs {
		text = text.And(report.Plain(sentence(d) + " "))
	}
	if u.Slack > 0 {
		text = text.And(report.Bold(english.Count(float64(u.Slack), "minute")), report.Plain(" are yours for calls and writing up. "))
	}
	return report.Paragraph{Title: "Tonight", Text: text.And(report.Plain("Arrest? Tell control: the plan is remade."))}
}

// timetable writes the planned times of a unit's stops with their ids.
func timetable(u Unit) string {
	var all []string
	for _, s := range u.Stops {
		if s.Kind != "break" {
			all = append(all, fmt.Sprintf("%s %s–%s", s.ID, s.Arrive.Format("15:04"), s.Depart.Format("15:04")))
		}
	}
	return strings.Join(all, " · ")
}

// slug returns a name for a link.
func slug(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s)
}
