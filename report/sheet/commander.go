package sheet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/report"
)

// commander returns the page of who leads the shift.
func commander(p Plan, g Ground) report.Page {
	m := p.Basis.Metrics
	page := report.Page{
		ID: "commander", Tab: "Commander", OneSheet: true,
		Head: report.Head{
			Title: shift(p.Start, p.End), Lines: []string{"Commander's page · " + p.District + " · " + p.Basis.Operation},
			Right: p.about(),
		},
		Blocks: []report.Block{report.Paragraph{Style: report.Lead, Text: report.Plain(p.headline())}, p.timeline()},
		Foot: report.Foot{
			Left: p.meaning().And(p.rests(g),
				report.Plain(fmt.Sprintf(" Seed %d: same input, same plan.", p.Basis.Seed))),
			Right: strings.TrimSpace(invented(p.Basis.Area.Invented)),
		},
	}
	page.Blocks = append(page.Blocks, p.replanned()...)
	covers := []report.Block{report.Heading{Text: "What it covers"}, p.covers()}
	if m.RandomHigh > 0 {
		covers = append(covers, report.Paragraph{Style: report.Small, Text: report.Plain(fmt.Sprintf("of %s %s expected; at random: the mean of %s of the same units, and 95%% of them", report.Amount(m.Present), p.Basis.unit(), m.draws()))})
	}
	covers = append(covers, report.Paragraph{Style: report.Small, Text: report.Plain(p.accuracy())})
	var worth []report.Block
	if len(m.ByUnits) > 0 {
		worth = append(worth, report.Heading{Text: "What each unit more is worth", Note: p.Basis.unit() + " covered"}, p.worth())
	}
	if m.Suffice > 0 && m.Suffice < len(p.Units) {
		worth = append(worth, report.Paragraph{Style: report.Small, Text: report.Plain(fmt.Sprintf("%s would do the same visits.", english.Count(float64(m.Suffice), "unit")))})
	}
	left := append([]report.Block{report.Heading{Text: p.leftWords()}}, p.notCovered()...)
	left = append(left, p.delivered(g.Delivered)...)
	var right []report.Block
	if p.Edition != Partner {
		right = append([]report.Block{report.Heading{Text: "Powers tonight", Note: lawChecked(g.Powers)}}, p.powers(g.Powers)...)
	}
	right = append(right, report.Heading{Text: "Longest unseen", Note: "between visits"}, report.Paragraph{Text: report.Plain(p.unseen())})
	right = append(p.losses(), right...)
	page.Blocks = append(page.Blocks,
		report.Columns{Left: covers, Right: worth},
		report.Columns{Left: left, Right: right},
		report.Heading{Text: "Minutes", Note: p.hours()}, p.minutes(),
	)
	return page
}

// draws counts random allocations: 40 draws. A plan that does not say has draws.
func (m Metrics) draws() string {
	if m.Draws == 0 {
		return "draws"
	}
	return english.Count(float64(m.Draws), "draw")
}

// meaning says what the page's harm is.
func (p Plan) meaning() report.Text {
	if p.Basis.byCount() {
		return report.Bold("Offences expected").And(report.Plain(" are what past offences say there would be if nobody came, each as grave as any other; they are not offences prevented. "))
	}
	return report.Bold("Harm").And(report.Plain(" is what past offences say would be there if nobody came, in days of imprisonment (" + harmIndex + "); it is not harm prevented. "))
}

// delivered says what became of this plan and of the last, and what time was lost to. Partners
// do not have it: it may say of few visits that they are few.
func (p Plan) delivered(all []Delivered) []report.Block {
	if len(all) == 0 || p.Edition == Partner {
		return nil
	}
	t := report.Table{Columns: []report.Column{{Head: "plan for", Width: 3}, {Head: "min planned", Width: 2, Right: true}, {Head: "min made", Width: 2.6, Right: true}, {Head: "person-hours lost, and why", Width: 5}}}
	for _, d := range all {
		lost := make([]string, min(shown, len(d.Lost)))
		for i := range lost {
			lost[i] = fmt.Sprintf("%.1f %s", d.Lost[i].Hours, d.Lost[i].Why)
		}
		if more := len(d.Lost) - shown; more > 0 {
			lost = append(lost, fmt.Sprintf("and %d more", more))
		}
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{
			{Text: report.Bold(d.Date)},
			{Text: report.Plain(fmt.Sprint(d.Planned))},
			{Text: report.Plain(fmt.Sprint(d.Made))},
			{Text: report.Plain(cmp.Or(strings.Join(lost, " · "), "none is logged"))},
		}})
	}
	return []report.Block{report.Heading{Text: "Delivered", Note: "at spots, as logged"}, t}
}

// headline says in a sentence what the plan covers and against what.
func (p Plan) headline() string {
	m := p.Basis.Metrics
	visits := 0
	for _, u := range p.Units {
		for _, s := range u.Stops {
			if s.Kind != "break" {
				visits++
			}
		}
	}
	who := english.Count(float64(len(p.Units)), "unit")
	if m.Present <= 0 {
		return fmt.Sprintf("%s, %s. The plan does not say how much harm is expected.", who, english.Count(float64(visits), "stop"))
	}
	said := fmt.Sprintf("%s cover %s of the %s %s expected in this shift, %.0f%%", who, report.Amount(m.Covered), report.Amount(m.Present), p.Basis.weighed(), 100*m.Covered/m.Present)
	var against []string
	if last := p.lastInTheseHours(); last > 0 {
		against = append(against, fmt.Sprintf("%s at the rate of the last plan (%s)", report.Amount(last), p.Basis.Last.Date))
	}
	if m.RandomMean > 0 {
		against = append(against, report.Amount(m.RandomMean)+" at random")
	}
	if len(against) > 0 {
		said += ", against " + english.And(against)
	}
	said += "."
	if len(p.Basis.Differs) > 0 {
		said += " This one differs because " + english.And(p.Basis.Differs) + "."
	}
	return said
}

// accuracy says how well the spots are placed, and for how long officers are at them.
func (p Plan) accuracy() string {
	said := "PAI and PEI are not known: " + cmp.Or(p.Basis.Unmeasured, "the plan was made before the harm of its whole area was kept") + "."
	if a := p.Basis.Accuracy; a != nil {
		said = fmt.Sprintf("The spots visited have %s%% of the %s expected in the shift on all land that the group counts on, and take %s%% of it: PAI %s, PEI %s.",
			english.Ratio(100*a.HitRate), p.Basis.harm(), english.Ratio(100*a.Area), english.Ratio(a.PAI), english.Ratio(a.PEI))
	}
	if m := p.Basis.Metrics; m.Officers > 0 {
		said += fmt.Sprintf(" %.1f of %.1f officer-hours at places, %s of 15 minutes or more.", m.There, m.Officers, english.Count(float64(m.LongStops), "stop"))
	}
	return said
}

// timeline puts harm expected and units on one axis of time.
func (p Plan) timeline() report.Timeline {
	t := report.Timeline{
		Title: english.UpperFirst(p.Basis.harm()) + " expected", Note: p.Basis.unit() + ", each half hour", Count: "Units on the street",
		Alt: fmt.Sprintf("%s expected and units on the street by half hour, %s.", english.UpperFirst(p.Basis.harm()), shift(p.Start, p.End)),
	}
	if strings.Contains(p.Basis.Hours, "unknown") {
		t.Note = p.Basis.unit() + "; hours unknown"
	}
	for at := p.Start; at.Before(p.End); at = at.Add(time.Hour) {
		t.Hours = append(t.Hours, at.Format("15"))
	}
	for _, s := range p.Basis.Metrics.Street {
		t.Expect = append(t.Expect, s.Present)
		t.Counts = append(t.Counts, s.On)
	}
	from := func(at time.Time) float64 { return at.Sub(p.Start).Hours() }
	for _, u := range p.Units {
		who, _, _ := strings.Cut(cmp.Or(u.Staff, u.Mode), ",")
		row := report.TimelineRow{Label: u.Call(), Note: who, On: report.Stretch{From: from(u.Start), To: from(u.End)}}
		for _, s := range u.Stops {
			switch stretch := (report.Stretch{From: from(s.Arrive), To: from(s.Depart), Label: s.Name}); s.Kind {
			case "break":
				stretch.Label = "break"
				row.Away = append(row.Away, stretch)
			case "post":
				row.Held = append(row.Held, stretch)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// lastInTheseHours returns what the plan before would cover in as many patrol hours; 0 where
// there is none.
func (p Plan) lastInTheseHours() float64 {
	m := p.Basis.Metrics
	if p.Basis.Last == nil || m.PerHour <= 0 {
		return 0
	}
	return m.Covered / m.PerHour * p.Basis.Last.PerHour
}

// replanned says what has happened on the night, and what is lost for it. Partners do not
// have it: it may name a place of health.
func (p Plan) replanned() []report.Block {
	r := p.Basis.Replan
	if r == nil || p.Edition == Partner {
		return nil
	}
	said := report.Bold("Replanned").And(report.Plain(r.At.In(p.Start.Location()).Format(" at 15:04: ") + strings.Join(r.What, "; ") + ". "))
	if r.Before.Visits > 0 {
		said = said.And(report.Plain(fmt.Sprintf("%s to %s %s covered, %d to %d visits, %d to %d minutes of patrol. ",
			report.Amount(r.Before.Harm), report.Amount(r.After.Harm), p.Basis.unit(), r.Before.Visits, r.After.Visits, r.Before.Minutes, r.After.Minutes)))
	}
	if len(r.Lost) == 0 {
		return []report.Block{report.Paragraph{Style: report.Boxed, Text: said.And(report.Plain("Nothing is lost."))}}
	}
	lost := strings.Join(r.Lost[:min(shown, len(r.Lost))], "; ")
	for _, s := range p.Spots { // its id is for programs
		lost = strings.ReplaceAll(lost, " ("+s.ID+")", "")
	}
	if more := len(r.Lost) - shown; more > 0 {
		lost += fmt.Sprintf("; and %d more, which the plan's file lists", more)
	}
	return []report.Block{report.Paragraph{Style: report.Boxed, Text: said.And(report.Bold("Lost: "), report.Plain(lost+"."))}}
}

func (p Plan) covers() report.Spans {
	m := p.Basis.Metrics
	s := report.Spans{Limit: m.Bound, Alt: p.headline(), Spans: []report.Span{{Label: "This plan", Value: m.Covered, Main: true}}}
	if last := p.lastInTheseHours(); last > 0 {
		s.Spans = append(s.Spans, report.Span{Label: "Last plan", Value: last})
	}
	if m.RandomMean > 0 {
		s.Spans = append(s.Spans, report.Span{Label: "At random", Value: m.RandomMean, Low: m.RandomLow, High: m.RandomHigh})
	}
	return s
}

func (p Plan) worth() report.Bars {
	b := report.Bars{Height: 25, Alt: english.UpperFirst(p.Basis.harm()) + " covered by the first unit, the first two, and so on."}
	for i, v := range p.Basis.Metrics.ByUnits {
		b.Bars = append(b.Bars, report.Upright{Label: fmt.Sprint(i + 1), Value: v})
	}
	return b
}

// shown is the most rows of a table on the commander's page.
const shown = 6

// leftWords says how much harm is not covered, of which the list below gives the parts.
func (p Plan) leftWords() string {
	if m := p.Basis.Metrics; m.Present > 0 {
		return fmt.Sprintf("Not covered: %s %s, and why", report.Amount(m.Present-m.Covered), p.Basis.unit())
	}
	return "Not covered, and why"
}

// notCovered lists what is left: spots that nobody visits, with the reason, and how
// much is left at those that somebody does.
func (p Plan) notCovered() []report.Block {
	m := p.Basis.Metrics
	present, covered := map[string]float64{}, map[string]float64{}
	for _, s := range m.Spots {
		present[s.Area], covered[s.Area] = s.Present, s.Covered
	}
	t := report.Table{Columns: []report.Column{{Head: "where", Width: 4}, {Head: p.Basis.unit(), Width: 1, Right: true}, {Head: "why", Width: 5}}}
	visited, left := 0, 0.0
	var missed []Spot
	ruled := map[string][]Spot{} // by the reason for which no unit was to go there
	for _, s := range p.Spots {
		_, planned := present[s.ID]
		switch {
		case s.Reason == "":
			visited++
			left += present[s.ID] - covered[s.ID]
		case !planned && len(present) > 0:
			ruled[s.Reason] = append(ruled[s.Reason], s)
		default:
			missed = append(missed, s)
		}
	}
	slices.SortStableFunc(missed, func(a, b Spot) int { return cmp.Compare(present[b.ID], present[a.ID]) })
	row := func(name, days, why string) {
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Bold(name)}, {Text: report.Plain(days)}, {Text: report.Plain(why)}}})
	}
	if visited > 0 && len(present) > 0 {
		row("Covered, other hours", report.Amount(left), english.Count(float64(visited), "spot")+", nobody there then")
	}
	for _, s := range missed[:min(shown, len(missed))] {
		row(cmp.Or(s.Name, s.ID), report.Amount(present[s.ID]), s.Reason)
	}
	blocks := []report.Block{t}
	if more := len(missed) - shown; more > 0 {
		rest := 0.0
		for _, s := range missed[shown:] {
			rest += present[s.ID]
		}
		blocks = append(blocks, report.Paragraph{Style: report.Small, Text: report.Plain(fmt.Sprintf("%s with %s %s; the plan's file lists them.", english.Count(float64(more), "more spot"), report.Amount(rest), p.Basis.unit()))})
	}
	if len(t.Rows) == 0 {
		blocks = []report.Block{report.Paragraph{Text: report.Plain("No spot is left without a visit.")}}
	}
	for _, why := range slices.Sorted(maps.Keys(ruled)) {
		blocks = append(blocks, leftOut(ruled[why], why, p.Basis.unit()))
	}
	return blocks
}

// leftOut says which places no unit was to go to, and for what reason: those with the most
// harm by name.
func leftOut(places []Spot, why, unit string) report.Block {
	const most = 4
	places = slices.SortedStableFunc(slices.Values(places), func(a, b Spot) int { return cmp.Compare(b.Harm, a.Harm) })
	var names []string
	harm := 0.0
	for _, s := range places {
		if harm += s.Harm; len(names) < most && s.Name != "" {
			names = append(names, s.Name)
		}
	}
	switch more := len(places) - len(names); {
	case len(names) == 0:
		names = []string{"none has a name"}
	case more > 0:
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return report.Paragraph{Style: report.Small, Text: report.Plain(fmt.Sprintf("Left out, and not counted above: %s with %s %s, %s: %s.",
		english.Count(float64(len(places)), "place"), report.Amount(harm), unit, why, english.And(names)))}
}

func (p Plan) powers(all []geo.Power) []report.Block {
	rows := powerRows(all, p.Start, p.End, func(power geo.Power) string {
		var on []string
		for _, u := range p.Units {
			if slices.ContainsFunc(p.powersOf(u, all), func(of geo.Power) bool { return of.Authority == power.Authority && of.Reference == power.Reference }) {
				on = append(on, u.Call())
			}
		}
		if len(on) == 0 {
			return "nobody"
		}
		if len(on) == len(p.Units) {
			return "all units"
		}
		return strings.Join(on, ", ")
	})
	if len(rows) == 0 {
		return []report.Block{report.Paragraph{Text: report.Plain("None is loaded for these places and hours.")}}
	}
	return []report.Block{
		report.Table{Columns: []report.Column{{Head: "power", Width: 3}, {Head: "from – to", Width: 4}, {Head: "on sheets of", Width: 2.6}}, Rows: rows[:min(shown, len(rows))]},
	}
}

// losses says what is left if a unit drops out and the others go on as they are, and which
// spots only that unit visits.
func (p Plan) losses() []report.Block {
	visitors := map[string]map[string]bool{} // by spot
	for _, u := range p.Units {
		for _, s := range u.Stops {
			if s.Kind == "patrol_stop" {
				if visitors[s.Place] == nil {
					visitors[s.Place] = map[string]bool{}
				}
				visitors[s.Place][u.ID] = true
			}
		}
	}
	t := report.Table{Columns: []report.Column{{Head: "", Width: 2}, {Head: "left", Width: 1, Right: true}, {Head: "seen by it alone", Width: 5}}}
	for _, m := range p.Basis.Metrics.Units {
		if m.Without == nil || len(t.Rows) == shown || p.lost(m.Unit) {
			continue
		}
		var alone []string
		for _, s := range p.Spots {
			if len(visitors[s.ID]) == 1 && visitors[s.ID][m.Unit] {
				alone = append(alone, cmp.Or(s.Name, s.ID))
			}
		}
		const named = 3
		said := english.And(alone[:min(named, len(alone))])
		if more := len(alone) - named; more > 0 {
			said = fmt.Sprintf("%s and %d more", strings.Join(alone[:named], ", "), more)
		}
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Bold(p.called(m.Unit))}, {Text: report.Plain(report.Amount(*m.Without))}, {Text: report.Plain(cmp.Or(said, "no spot"))}}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []report.Block{report.Heading{Text: "If a unit is lost", Note: p.Basis.unit() + " covered, before a re-plan"}, t}
}

// lost reports whether a unit has gone off duty before its time.
func (p Plan) lost(id string) bool {
	return slices.ContainsFunc(p.Units, func(u Unit) bool { return u.ID == id && u.Lost })
}

// unseen says which visited spots are longest without a visit.
func (p Plan) unseen() string {
	names := map[string]string{}
	for _, s := range p.Spots {
		if s.Reason == "" {
			names[s.ID] = cmp.Or(s.Name, s.ID)
		}
	}
	spots := slices.DeleteFunc(slices.Clone(p.Basis.Metrics.Spots), func(s SpotMetrics) bool { return names[s.Area] == "" || s.Unseen <= 0 })
	if len(spots) == 0 {
		return "The plan does not say."
	}
	var all []string
	for _, s := range spots[:min(5, len(spots))] { // most harm first
		all = append(all, fmt.Sprintf("%s %d h %02d", names[s.Area], s.Unseen/60, s.Unseen%60))
	}
	return strings.Join(all, " · ") + "."
}

// hours says how long units are on duty, and how many hours of persons that is, by agency:
// 41 unit-hours, 82 person-hours: police 74, council 8.
func (p Plan) hours() string {
	units, persons, byAgency := 0.0, 0.0, map[string]float64{}
	for _, u := range p.Units {
		hours := u.End.Sub(u.Start).Hours()
		units += hours
		persons += hours * float64(u.Officers)
		byAgency[u.Agency] += hours * float64(u.Officers)
	}
	said := report.Amount(units) + " unit-hours"
	if slices.ContainsFunc(p.Units, func(u Unit) bool { return u.Officers == 0 }) {
		return said + "; the plan does not say how many officers"
	}
	var agencies []string
	for _, agency := range slices.Sorted(maps.Keys(byAgency)) {
		agencies = append(agencies, strings.TrimSpace(agency+" "+report.Amount(byAgency[agency])))
	}
	return fmt.Sprintf("%s, %s person-hours: %s", said, report.Amount(persons), strings.Join(agencies, ", "))
}

// minutes shows how each unit's time adds up.
func (p Plan) minutes() report.Table {
	t := report.Table{Columns: []report.Column{
		{Head: "", Width: 2},
		{Head: "stops", Width: 1, Right: true},
		{Head: "visits and posts", Width: 1.4, Right: true},
		{Head: "travel", Width: 1, Right: true},
		{Head: "break", Width: 1, Right: true},
		{Head: "own", Width: 1, Right: true},
		{Head: "shift", Width: 1, Right: true},
	}}
	var all [6]int
	row := func(name string, of [6]int, total bool) {
		cells := []report.Cell{{Text: report.Bold(name)}}
		for _, v := range of {
			cells = append(cells, report.Cell{Text: report.Plain(fmt.Sprint(v))})
		}
		t.Rows = append(t.Rows, report.Row{Cells: cells, Total: total})
	}
	for _, u := range p.Units {
		dwell, stops := 0, 0
		for _, s := range u.Stops {
			if s.Kind != "break" {
				dwell += int(s.Depart.Sub(s.Arrive).Minutes())
				stops++
			}
		}
		whole := int(u.End.Sub(u.Start).Minutes())
		of := [6]int{stops, dwell, u.Travel, u.Break, whole - dwell - u.Travel - u.Break, whole}
		for i, v := range of {
			all[i] += v
		}
		row(u.Call(), of, false)
	}
	row("All", all, true)
	return t
}
