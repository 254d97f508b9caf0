package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/hotspot"
	"beatplan/report"
)

// Editions of a page. A partner's has no intelligence, no name of an officer, no count
// under five and no address that was left out.
const (
	PoliceEdition  = "police"
	PartnerEdition = "partner"
)

// A Page is what lies on the table at a meeting.
type Page struct {
	Meeting   Meeting     `json:"meeting"`
	Edition   string      `json:"edition"`
	AreaName  string      `json:"area_name"`
	DataTo    string      `json:"data_to"` // the last day of which offences are loaded
	Invented  bool        `json:"invented"`
	Last      *Meeting    `json:"last"`            // the meeting before; null: this is the first
	Since     []SinceLine `json:"since"`           // of what the last one decided
	Planned   int         `json:"planned_minutes"` // of the plans that the last one approved
	Target    int         `json:"target_minutes"`
	Delivered int         `json:"delivered_minutes"`
	Return    Return      `json:"return"` // since the last one
	Areas     []AreaLine  `json:"areas"`
	ZoneSet   string      `json:"zone_set,omitempty"` // that the areas are of: the newest
	Gone      []string    `json:"gone"`               // areas that were agreed last and are drawn no more, with their tiers
	AreaNote  string      `json:"area_note"`
	LeftOut   []string    `json:"left_out"` // addresses that go to their owners; empty for partners
	Actions   []Action    `json:"actions"`  // all that are open, and those completed since
	Items     []string    `json:"intelligence"`
}

// A SinceLine is something that the last meeting decided.
type SinceLine struct {
	Decided string `json:"decided"`
	Done    string `json:"done"`
	Changed string `json:"changed"`
}

// An AreaLine is a focus area to agree.
type AreaLine struct {
	Name     string  `json:"name"`
	Tier     string  `json:"tier"`
	Harm     float64 `json:"harm"`  // days
	Taken    float64 `json:"-"`     // of them those taken for the operation, which rank; 0: not said
	Share    float64 `json:"share"` // of the harm of the whole area, 0 to 1
	Hectares float64 `json:"hectares"`
	Changed  string  `json:"changed"` // recorded since the last meeting, against as many days before
	Since    string  `json:"since"`   // what is other than in the set agreed last
}

// Change says how a count of some days compares with the one of as many days before:
// "Comparable: 261 against 205". Small withholds counts under five.
func Change(before, after, days int, small bool) (string, error) {
	if days < 1 {
		return "", nil
	}
	scatter := hotspot.MonthScatter(nil, nil, crime.Period{}, crime.Period{})
	change, err := hotspot.CompareMonths(
		[]hotspot.MonthCount{{Count: float64(before), Days: float64(days)}}, []hotspot.MonthCount{{Count: float64(after), Days: float64(days)}}, scatter)
	if err != nil {
		return "", fmt.Errorf("%d against %d in %d days: %w", after, before, days, err)
	}
	said := fmt.Sprintf("%s: %s against %s", change.Verdict, Few(after, small), Few(before, small))
	return english.UpperFirst(said), nil
}

// Few writes a count, or that it is under five.
func Few(n int, small bool) string {
	if small && n > 0 && n < Small {
		return fmt.Sprintf("under %d", Small)
	}
	return fmt.Sprint(n)
}

// hiddenAction is what a partner edition says of a decision on an action at an address that
// is not for partners.
const hiddenAction = "An action at an address, with its owner"

// ForPartners returns the page as partners have it. Hidden are the numbers of the actions at
// addresses that were left out, at homes and at places of health: neither the actions nor
// what was decided on them is printed.
func (p Page) ForPartners(hidden []string) Page {
	p.Edition, p.Items, p.LeftOut = PartnerEdition, nil, nil
	p.Return.All, p.Return.Lines = p.Return.All.withoutSmall(), []ReturnLine{} // which would give a small count away
	p.Actions = slices.DeleteFunc(slices.Clone(p.Actions), func(a Action) bool { return slices.Contains(hidden, a.ID) })
	for i := range p.Actions {
		p.Actions[i].Owner = "" // may be an officer
	}
	secret := func(d Decision) bool { return d.Kind == ActionSet && slices.Contains(hidden, d.Of) }
	p.Since = slices.Clone(p.Since)
	for i := range p.Since {
		if p.Last != nil && i < len(p.Last.Decisions) && secret(p.Last.Decisions[i]) {
			p.Since[i].Decided = hiddenAction
			p.Since[i].Done, _, _ = strings.Cut(p.Since[i].Done, ":") // the evidence may name it
		}
	}
	p.Meeting = p.Meeting.without(secret)
	if p.Last != nil {
		last := p.Last.without(secret)
		p.Last = &last
	}
	return p
}

// without returns the meeting with nothing said of some decisions.
func (m Meeting) without(secret func(Decision) bool) Meeting {
	m.Decisions = slices.Clone(m.Decisions)
	for i, d := range m.Decisions {
		if secret(d) {
			m.Decisions[i] = Decision{Kind: Otherwise, Words: hiddenAction}
		}
	}
	return m
}

// maskSmall leaves out counts under five: none of them is printed.
func maskSmall(outputs map[string]int) map[string]int {
	masked := map[string]int{}
	for name, n := range outputs {
		if n >= Small {
			masked[name] = n
		}
	}
	return masked
}

// Document lays the page out, on one sheet.
func (p Page) Document() report.Document {
	marking := "OFFICIAL-SENSITIVE"
	if p.Edition == PartnerEdition {
		marking = "OFFICIAL"
	}
	date, _ := time.Parse(time.DateOnly, p.Meeting.Date) // Validate has read it
	lines := fmt.Sprintf("Meeting %s · %s", p.Meeting.ID, date.Format("Monday 2 January 2006"))
	if p.Meeting.Chair != "" {
		lines += " · chair: " + p.Meeting.Chair
	}
	rests := report.Bold("Above, comparable, lower").And(report.Plain(": offences since the last meeting against as many days before, tested on the counts; where only months are known, the last of them beside the rest of the district. Outputs are printed side by side; nothing is derived from them. "))
	if p.Edition == PartnerEdition {
		rests = rests.And(report.Plain("Counts under five are not printed."))
	}
	right := ""
	if p.Invented {
		right = "Demoshire is invented"
	}
	return report.Document{
		Title: p.Meeting.Title, Marking: marking, Date: date,
		Pages: []report.Page{{
			OneSheet: true, ID: "meeting",
			Head: report.Head{
				Title: cmp.Or(strings.TrimSuffix(p.Meeting.Title+", "+p.AreaName, ", "), "Meeting"), Lines: []string{lines},
				Right: []report.Text{report.Plain(english.UpperFirst(p.Edition) + " edition · data to " + cmp.Or(english.Aged(p.DataTo, date), "no day"))},
			},
			Blocks: slices.Concat(p.since(), p.areas(), p.actions(), p.intelligence(), p.decided()),
			Foot:   report.Foot{Left: rests, Right: right},
		}},
	}
}

// DayOf writes a day as people do: 30 September 2025.
func DayOf(day string) string {
	if at, err := time.Parse(time.DateOnly, day); err == nil {
		return at.Format("2 January 2006")
	}
	return "no day"
}

// ShortDay writes a day for a narrow column of a paper of another day: 15 Aug, and 15 Aug 2025
// where the years differ.
func ShortDay(day, paper string) string {
	at, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return ""
	case len(paper) >= 4 && day[:4] == paper[:4]:
		return at.Format("2 Jan")
	}
	return at.Format("2 Jan 2006")
}

func text(s string) report.Cell { return report.Cell{Text: report.Plain(s)} }

// since is what was decided, done and changed.
func (p Page) since() []report.Block {
	if p.Last == nil {
		return []report.Block{report.Heading{Number: 1, Text: "Since last time"}, report.Paragraph{Text: report.Plain("This is the first meeting: nothing was decided before.")}}
	}
	last, _ := time.Parse(time.DateOnly, p.Last.Date)
	table := report.Table{Columns: []report.Column{{Head: "decided", Width: 3}, {Head: "done", Width: 4}, {Head: "changed", Width: 3.4}}}
	for _, l := range p.Since {
		table.Rows = append(table.Rows, report.Row{Cells: []report.Cell{{Text: report.Bold(l.Decided)}, text(l.Done), text(l.Changed)}})
	}
	blocks := []report.Block{report.Heading{Number: 1, Text: "Since " + last.Format("2 January")}}
	if len(table.Rows) > 0 {
		blocks = append(blocks, table)
	} else {
		blocks = append(blocks, report.Paragraph{Text: report.Plain("The last meeting decided nothing.")})
	}
	return append(blocks, p.figures())
}

// figures are the three that open the page: minutes, outputs, actions.
func (p Page) figures() report.Figures {
	minutes := report.Figure{Value: "–", Text: "of planned minutes: no plan was decided on"}
	lost := 0
	var reasons []string
	for _, l := range p.Return.Lost {
		lost += l.Minutes
		reasons = append(reasons, fmt.Sprintf("%s %d", l.Why, l.Minutes))
	}
	said := fmt.Sprintf("%.1f person-hours in all.", p.Return.All.Hours)
	if lost > 0 {
		if len(reasons) == 1 {
			reasons[0] = p.Return.Lost[0].Why
		}
		said += fmt.Sprintf(" Lost: %d minutes to %s.", lost, english.And(reasons))
	}
	if p.Planned > 0 {
		minutes = report.Figure{Value: fmt.Sprintf("%.0f%%", percent(p.Delivered, p.Planned)), Text: "of planned minutes delivered, " + said}
	} else if !p.Return.All.none() {
		minutes.Text += "; " + said
	}
	done := 0
	for _, a := range p.Actions {
		if a.Status == Completed {
			done++
		}
	}
	engaged := p.Return.All.Outputs["people-engaged"]
	rest := ReturnLine{Outputs: map[string]int{}}
	for name, n := range p.Return.All.Outputs {
		if name != "people-engaged" {
			rest.Outputs[name] = n
		}
	}
	others := rest.OutputWords()
	switch {
	case len(rest.Outputs) > 0:
	case p.Edition == PartnerEdition: // what is under five is not known here
		others = fmt.Sprintf("no other output of %d or more", Small)
	case engaged > 0:
		others = "no other output"
	}
	people := report.Figure{Value: fmt.Sprint(engaged), Text: "people engaged. " + sentenceOf(others) + " Outputs of patrol, not results."}
	switch {
	case p.Return.All.none():
		people = report.Figure{Value: "–", Text: "no visit is logged since then, so none is known of."}
	case engaged == 0:
		people = report.Figure{Value: p.Return.All.PatrolWords(), Text: "visits. " + sentenceOf(others) + " Outputs of patrol, not results."}
	}
	return report.Figures{minutes, people, {Value: fmt.Sprintf("%d of %d", done, len(p.Actions)), Text: "actions completed. " + StatusWords(p.Actions) + "."}}
}

// areas are the focus areas to agree.
func (p Page) areas() []report.Block {
	blocks := []report.Block{report.Heading{Number: 2, Text: "Areas to agree today", Note: p.AreaNote}}
	if len(p.Areas) == 0 {
		return append(blocks, report.Paragraph{Text: report.Plain("No focus areas are drawn.")})
	}
	taken := slices.ContainsFunc(p.Areas, func(a AreaLine) bool { return a.Taken > 0 && thousands(a.Taken) != thousands(a.Harm) })
	table := report.Table{Columns: []report.Column{
		{Head: "area and tier", Width: 3.3},
		{Head: "days", Width: 1.1, Right: true},
		{Head: "share", Width: 1.7},
		{Head: "ha", Width: 0.7, Right: true},
		{Head: "days/ha", Width: 0.9, Right: true},
		{Head: "changed", Width: 2.8},
		{Head: "against the set agreed last", Width: 2.7},
	}}
	row := func(first, share report.Cell, a AreaLine) report.Row {
		r := report.Row{Cells: []report.Cell{first, text(thousands(a.Harm)), share, text(fmt.Sprintf("%.1f", a.Hectares)), text(a.dense()), text(a.Changed), text(a.Since)}}
		if taken {
			r.Cells = slices.Insert(r.Cells, 1, text(thousands(a.Taken)))
		}
		return r
	}
	if taken {
		table.Columns = slices.Insert(table.Columns, 1, report.Column{Head: "days that rank", Width: 1.1, Right: true})
	}
	marks := map[string]report.Mark{"primary": report.PrimaryMark, "secondary": report.SecondaryMark, "tertiary": report.TertiaryMark}
	colours := map[string]report.Colour{"primary": report.Primary, "secondary": report.Secondary, "tertiary": report.Tertiary}
	highest, all := 0.0, AreaLine{}
	for _, a := range p.Areas {
		highest = max(highest, a.Share)
		all.Harm, all.Taken, all.Share, all.Hectares = all.Harm+a.Harm, all.Taken+a.Taken, all.Share+a.Share, all.Hectares+a.Hectares
	}
	for _, a := range p.Areas {
		share := report.Cell{Text: report.Plain(fmt.Sprintf("%.1f%%", 100*a.Share))}
		if highest > 0 {
			share.Bar = &report.Bar{Share: a.Share / highest, Colour: colours[a.Tier]}
		}
		name := report.Cell{Text: report.Bold(p.short(a.Name)).And(report.Muted(" " + a.Tier)), Mark: marks[a.Tier]}
		table.Rows = append(table.Rows, row(name, share, a))
	}
	all.Changed = fmt.Sprintf("%.1f%% is elsewhere", 100*(1-all.Share))
	sum := row(text(english.Count(float64(len(p.Areas)), "area")), text(fmt.Sprintf("%.1f%%", 100*all.Share)), all)
	sum.Total = true
	table.Rows = append(table.Rows, sum)
	blocks = append(blocks, table)
	if taken {
		blocks = append(blocks, report.Paragraph{Style: report.Small, Text: report.Bold("Days that rank ").And(report.Plain("are the part of an area's days that is taken for the operation: areas stand in their order."))})
	}
	if len(p.Gone) > 0 {
		gone := make([]string, len(p.Gone))
		for i, name := range p.Gone {
			gone[i] = strings.Replace(name, ", "+p.AreaName+" (", " (", 1)
		}
		blocks = append(blocks, report.Paragraph{Style: report.Small, Text: report.Bold("Agreed last time, drawn no more: ").And(report.Plain(english.And(gone) + "."))})
	}
	if len(p.LeftOut) > 0 {
		const most = 8
		left := make([]string, min(most, len(p.LeftOut)))
		for i := range left {
			left[i] = p.short(p.LeftOut[i])
		}
		if more := len(p.LeftOut) - most; more > 0 {
			left = append(left, fmt.Sprintf("and %d more", more))
		}
		blocks = append(blocks, report.Paragraph{Style: report.Small, Text: report.Bold("Left out, most offences first: ").And(report.Plain(strings.Join(left, "; ") + ". They go to their owners as problems to solve."))})
	}
	return blocks
}

// short returns the name of a place without the name of the area that the page is of.
func (p Page) short(name string) string { return strings.TrimSuffix(name, ", "+p.AreaName) }

// dense returns the days of harm of an area on each hectare.
func (a AreaLine) dense() string {
	if a.Hectares <= 0 {
		return ""
	}
	return thousands(a.Harm / a.Hectares)
}

// thousands writes a whole number with commas.
func thousands(v float64) string {
	number, _, _ := strings.Cut(english.Thousands(v, ""), " ")
	return strings.Replace(number, "no", "0", 1)
}

// actions are those that are open and those completed since, by the agency that leads.
func (p Page) actions() []report.Block {
	open := 0
	for _, a := range p.Actions {
		if a.Status != Completed {
			open++
		}
	}
	blocks := []report.Block{report.Heading{Number: 3, Text: "Actions, by agency", Note: fmt.Sprintf("%d open", open)}}
	if len(p.Actions) == 0 {
		return append(blocks, report.Paragraph{Text: report.Plain("No action is set.")})
	}
	table := report.Table{Columns: []report.Column{
		{Head: "agency", Width: 2.2}, {Head: "4P", Width: 1}, {Head: "action", Width: 4}, {Head: "for", Width: 2.6}, {Head: "due", Width: 1.3}, {Head: "status", Width: 2},
	}}
	marks := map[string]report.Mark{NotStarted: report.NotStarted, InProgress: report.InProgress, AtRisk: report.AtRisk, Completed: report.Completed}
	ordered := slices.Clone(p.Actions)
	slices.SortStableFunc(ordered, func(x, y Action) int { return cmp.Or(cmp.Compare(x.Agency, y.Agency), cmp.Compare(x.Due, y.Due)) })
	before := ""
	for _, a := range ordered {
		agency := report.Text{}
		if a.Agency != before {
			agency = report.Bold(a.Agency)
		}
		before = a.Agency
		if a.Owner != "" {
			agency = agency.And(report.Muted(" " + a.Owner))
		}
		does := report.Plain(a.Does)
		if a.Meeting == p.Meeting.ID {
			does = does.And(report.Bold(" new"))
		}
		status := english.UpperFirst(a.Status)
		if a.Overdue(p.Meeting.Date) {
			status += ", overdue"
		}
		table.Rows = append(table.Rows, report.Row{Cells: []report.Cell{
			{Text: agency}, text(a.FourP), {Text: does}, text(p.short(a.Where())), text(ShortDay(a.Due, p.Meeting.Date)), {Text: report.Bold(status), Mark: marks[a.Status]},
		}})
	}
	return append(blocks, table)
}

// intelligence answers of each item whether it came here.
func (p Page) intelligence() []report.Block {
	if p.Edition == PartnerEdition || len(p.Items) == 0 {
		return nil
	}
	blocks := []report.Block{report.Heading{Number: 4, Text: "Intelligence: did it come here?", Note: "police edition only"}}
	for _, item := range p.Items {
		blocks = append(blocks, report.Paragraph{Text: report.Plain(item)})
	}
	return blocks
}

// decided is what was decided, or where it is open lines to write on.
func (p Page) decided() []report.Block {
	number := 5
	if p.Edition == PartnerEdition || len(p.Items) == 0 {
		number = 4
	}
	heading := report.Heading{Number: number, Text: "Decided today", Note: "it opens the next page"}
	if p.Meeting.Closed {
		blocks := []report.Block{heading}
		for _, d := range p.Meeting.Decisions {
			blocks = append(blocks, report.Paragraph{Text: report.Plain(d.Words)})
		}
		return blocks
	}
	heading.Note = "write here; it opens the next page"
	a := report.Answers{Blank: 1}
	for _, d := range p.Meeting.Decisions {
		a.Prompts = append(a.Prompts, report.Prompt{Text: d.Words})
	}
	const most = 12 // areas with a line of their own
	yesNo := []string{"yes", "no"}
	for _, area := range p.Areas[:min(most, len(p.Areas))] {
		a.Prompts = append(a.Prompts, report.Prompt{Text: p.short(area.Name) + " " + area.Tier, Choices: yesNo})
	}
	if more := len(p.Areas) - most; more > 0 {
		a.Prompts = append(a.Prompts, report.Prompt{Text: fmt.Sprintf("The last %s of the table, as drawn", english.Some(more, "area")), Choices: yesNo})
	}
	a.Prompts = append(a.Prompts, report.Prompt{Text: "Owner and date for new actions:"}, report.Prompt{Text: "Struck or added, and why:"})
	return []report.Block{heading, a}
}
