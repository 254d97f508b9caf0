package sheet

import (
	"cmp"
	"fmt"
	"strings"

	"beatplan/english"
	"beatplan/report"
)

// Order returns the operation order of a plan in the headings of IIMARCH:
// information, intention, method, administration, risk assessment, communications,
// human rights. What the plan cannot know is left to the force to write, and says so.
func Order(p Plan, g Ground) report.Document {
	page := report.Page{
		ID: "order",
		Head: report.Head{
			Title: "Operation order", Lines: []string{p.Basis.Operation + ", " + p.District, shift(p.Start, p.End)},
			Right: p.about(),
		},
		Foot: report.Foot{Left: p.rests(g), Right: strings.TrimSpace(invented(p.Basis.Area.Invented))},
	}
	say := func(heading string, blocks ...report.Block) {
		page.Blocks = append(page.Blocks, report.Heading{Text: heading})
		page.Blocks = append(page.Blocks, blocks...)
	}
	plain := func(s string) report.Block { return report.Paragraph{Text: report.Plain(s)} }
	toWrite := func(s string) report.Block {
		return report.Paragraph{Style: report.Boxed, Text: report.Muted("To be written by the force: " + s)}
	}
	say("1. Information", append([]report.Block{plain(p.headline())}, notesOf(p)...)...)
	say("2. Intention",
		plain("Be seen where and when harm is expected, reassure people who are out, and deal with small things early. Engage, explain and encourage first; enforce last."))
	say("3. Method", plain(fmt.Sprintf("%s follow the rounds below. Stops inside an hour may be made in any order; posts and breaks have their times.", english.Count(float64(len(p.Units)), "unit"))))
	for _, u := range p.Units {
		page.Blocks = append(page.Blocks, report.Paragraph{Text: report.Bold(u.Call()).And(report.Plain(": " + describe(u) + ", " + shift(u.Start, u.End) + ". " + sumOf(u).String()))}, p.stopsOf(u))
	}
	lawful := append(p.powers(g.Powers), report.Paragraph{Style: report.Banner, Text: report.Bold(GroundsLine)})
	if law := sources(g.Powers); law != "" {
		lawful = append(lawful, report.Paragraph{Style: report.Small, Text: report.Plain(sentence(law))})
	}
	say("Powers", lawful...)
	say("Not covered, and why", p.notCovered()...)
	say("4. Administration",
		plain(fmt.Sprintf("Plan %s: %s. Keep a log of each stop: people engaged, searches, finds, warnings.%s", p.ID, english.LowerFirst(p.Decision.Words()), disposed(p))),
		toWrite("names and collar numbers, vehicles, meals, overtime."))
	say("5. Risk assessment",
		plain("Own time in each unit's shift is kept for calls. When a unit drops out the plan is remade around what is done."),
		toWrite("hazards, controls, who reviews them."))
	say("6. Communications", contacts(g.Contacts), toWrite("talk group, call signs, command structure."))
	say("7. Human rights",
		plain("Powers are used only where they are in force and each use has its own grounds. Being in a place is not by itself reasonable grounds for a search; nobody is chosen by who they are. The plan ranks places by recorded offences and knows nothing of persons."),
		toWrite("why the operation is necessary, proportionate and lawful."))
	return report.Document{Title: "Operation order " + p.ID, Marking: Police.marking(), Date: p.Start, Pages: []report.Page{page}}
}

func disposed(p Plan) string {
	if p.Until == "" {
		return ""
	}
	return " To be disposed of by " + p.Until + "."
}

func notesOf(p Plan) []report.Block {
	var all []report.Block
	for _, n := range p.Basis.Notes {
		all = append(all, report.Paragraph{Style: report.Small, Text: report.Plain(sentence(english.UpperFirst(n)))})
	}
	return all
}

// stopsOf lists the stops of a unit with the plan's ids and times.
func (p Plan) stopsOf(u Unit) report.Table {
	t := report.Table{Columns: []report.Column{{Head: "time", Width: 2}, {Head: "stop", Width: 1.3}, {Head: "where", Width: 4}, {Head: "what", Width: 5}, {Head: "min", Width: 0.8, Right: true}}}
	numbers, seen, said := numbered(u.Stops), map[string]bool{}, map[string]string{}
	for _, s := range u.Stops {
		r := onPaper(s, numbers[s.key()], seen[s.key()])
		seen[s.key()] = true
		if s.Kind == "break" {
			r.Do = report.Plain(p.meanwhile(u, s))
		}
		what := strings.TrimSpace(cmp.Or(r.Do.String(), r.Where) + " " + r.Manner)
		if first, known := said[what]; known && len(r.Do) > 0 && s.Kind != "break" {
			what = "as at " + first
		} else {
			said[what] = s.ID
		}
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{
			{Text: report.Plain(s.Arrive.Format("15:04") + s.Depart.Format("–15:04"))},
			{Text: report.Plain(cmp.Or(s.ID, s.Kind))},
			{Text: report.Bold(s.Name)},
			{Text: report.Plain(what)},
			{Text: report.Plain(fmt.Sprint(r.Minutes))},
		}})
	}
	return t
}

// contacts lists whom to ask, by role.
func contacts(all []Contact) report.Block {
	t := report.Table{Columns: []report.Column{{Width: 1}, {Width: 2}}}
	for _, c := range all {
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Plain(c.For)}, {Text: report.Plain(c.Who)}}})
	}
	if len(t.Rows) == 0 {
		return report.Paragraph{Style: report.Small, Text: report.Plain("No contacts are set.")}
	}
	return t
}
