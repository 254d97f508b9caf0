package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/report"
)

// A QuarterStrand is a strand of the quarterly paper.
type QuarterStrand struct {
	crime.Strand
	Row     StrandRow `json:"row"`     // of the twelve months
	Quarter *int      `json:"quarter"` // offences in the quarter; null: not known
	PerDay  float64   `json:"per_day"` // of them; 0 where they are not known
	Actions []Action  `json:"actions"`
}

// A Quarter is the quarterly paper of a force.
type Quarter struct {
	Area      string          `json:"area"`
	Edition   string          `json:"edition"` // police, or public
	From      crime.Month     `json:"from"`
	To        crime.Month     `json:"to"`
	Missing   []string        `json:"missing_weeks"` // first days of the weeks of which a day is not loaded
	Trends    StrandTable     `json:"trends"`
	Strands   []QuarterStrand `json:"strands"`
	Return    Return          `json:"return"`
	Searches  *int            `json:"searches"` // stop and searches that were published; null: none is loaded
	Dashboard Dashboard       `json:"dashboard"`
	Risks     []string        `json:"risks"`
	Case      *Action         `json:"case"` // an action that was completed, with its evidence; null: none
	Date      time.Time       `json:"date"` // when the quarter ended
}

// MissingWeeks returns the Mondays of the weeks of a period of which a day is not loaded.
func MissingWeeks(p crime.Period, zone *time.Location, loaded func(day time.Time) bool) []string {
	missing := []string{}
	for day := p.From.Start(zone); day.Before((p.To + 1).Start(zone)); day = day.AddDate(0, 0, 1) {
		monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7).Format(time.DateOnly)
		if !loaded(day) && (len(missing) == 0 || missing[len(missing)-1] != monday) {
			missing = append(missing, monday)
		}
	}
	return missing
}

// Count fills in the offences of the quarter, and how many these are a day.
func (s *QuarterStrand) Count(t Tally, quarter crime.Period, p Periods) {
	if t.Unknown != "" || !p.whole(quarter) {
		return
	}
	n := t.Counts.in(quarter)
	s.Quarter, s.PerDay = &n, float64(n)/(quarter.Duration(p.Zone).Hours()/24)
}

// Public returns the paper as the public has it: no count under five, no owner and no
// risk.
func (q Quarter) Public() Quarter {
	q.Edition, q.Trends, q.Return, q.Risks = PublicEdition, q.Trends.Public(), q.Return.Public(), []string{}
	strands := slices.Clone(q.Strands)
	for i := range strands {
		s := &strands[i]
		s.Row = q.Trends.Strands[i]
		if s.Row.After == nil || s.Quarter != nil && *s.Quarter > 0 && *s.Quarter < Small {
			s.Quarter, s.PerDay = nil, 0
		}
		s.Actions = slices.Clone(s.Actions)
		for j := range s.Actions {
			s.Actions[j].Owner, s.Actions[j].Notes, s.Actions[j].Risks = "", "", ""
		}
	}
	q.Strands = strands
	return q
}

// Table is the strand table of the paper, with the weeks that are missing.
func (q Quarter) Table() Table {
	t := q.Trends.Table()
	if len(q.Missing) > 0 {
		t.Notes = append(slices.Clone(t.Notes), "not all is loaded of the weeks from "+english.And(q.Missing))
	}
	return t
}

// picture says in a sentence what the quarter and the year were like.
func (s QuarterStrand) picture(q Quarter) string {
	when := english.Months(q.From.String(), q.To.String())
	said := when + ": not known."
	if s.Quarter != nil {
		said = fmt.Sprintf("%s: %s, %s a day.", when, english.Thousands(float64(*s.Quarter), cmp.Or(s.Row.noun, "offence")), perDay(s.PerDay))
	}
	r := s.Row
	switch {
	case r.Difference != nil:
		said += fmt.Sprintf(" Twelve months: %s against %s", thousands(float64(*r.After)), thousands(float64(*r.Before)))
		if r.Percent != "" { // there is none of nothing
			said += " (" + r.Percent + ")"
		}
		said += ": " + r.Verdict + "."
	case r.After != nil:
		said += fmt.Sprintf(" Twelve months: %s; the twelve before are not loaded whole.", thousands(float64(*r.After)))
	case r.Note == withheldNote, s.Quarter == nil && r.Note != "": // the note says why
	default:
		said += " The twelve months are not loaded whole."
	}
	if r.Note != "" {
		said += " " + sentenceOf(r.Note)
	}
	return said
}

// perDay writes a daily rate as the report does: 3, or 0.4 where there are few.
func perDay(rate float64) string {
	if rate >= 2 {
		return fmt.Sprintf("%.0f", rate)
	}
	return fmt.Sprintf("%.1f", rate)
}

// Document lays the paper out in the report's own headings. What nobody has set is named.
func (q Quarter) Document() report.Document {
	var blocks []report.Block
	add := func(b ...report.Block) { blocks = append(blocks, b...) }
	heading := func(s string) { add(report.Heading{Text: s}) }
	para := func(title, s string) { add(report.Paragraph{Title: title, Text: report.Plain(s)}) }
	if len(q.Missing) > 0 {
		add(report.Paragraph{Style: report.Banner, Text: report.Bold("Not all of the quarter is loaded. ").And(report.Plain("Days are missing in the weeks from " + english.And(q.Missing) + "."))})
	}
	for _, s := range q.Strands {
		heading(s.Title)
		para("Picture", s.picture(q))
		para("Definition", fmt.Sprintf("%s (version %d).", s.Definition, s.Version))
		para("Aim", cmp.Or(s.Aim, "No aim is set for "+s.Title+"."))
		para("Objectives", cmp.Or(s.Objectives, "No objectives are set for "+s.Title+"."))
		para("Delivery", sentenceOf(StatusWords(s.Actions)))
		para("Measure", cmp.Or(s.Measure, "No measure of success is set for "+s.Title+"."))
	}
	heading("Trends")
	if t := q.Trends.Table(); t.counts() {
		add(t.block(5))
	} else {
		para("", "No twelve months are loaded whole: there is nothing to compare.")
	}
	for _, n := range q.Trends.Notes {
		add(report.Paragraph{Style: report.Small, Text: report.Plain(sentenceOf(n))})
	}
	heading("Performance")
	if q.Return.All.none() {
		para("", "No visit is logged of this quarter.")
	} else {
		para("", fmt.Sprintf("%.1f person-hours of patrol in %s. %s", q.Return.All.Hours, q.Return.All.visits(), sentenceOf(q.Return.All.OutputWords())))
	}
	if q.Searches != nil {
		para("", fmt.Sprintf("%s published by the force, an output of patrol beside those of visits.", english.Thousands(float64(*q.Searches), "stop and search")))
	}
	if len(q.Return.Lines) > 0 {
		add(q.Return.Table().block(4))
	}
	heading("Dashboard")
	if d := q.titled(); d.All.Actions > 0 {
		add(d.Table().printed())
	} else {
		para("", "No action is set.")
	}
	if q.Edition != PublicEdition {
		heading("Risks")
	}
	if len(q.Risks) == 0 && q.Edition != PublicEdition {
		para("", "No action has a risk written against it.")
	}
	for _, r := range q.Risks {
		para("", r)
	}
	heading("A case study")
	if q.Case == nil {
		para("", "No action was completed with evidence: write the case study here.")
	} else {
		where := cmp.Or(q.Case.Zone, q.Case.Place, q.title(q.Case.Strand), q.Case.Factor)
		para("", fmt.Sprintf("%s: %s, led by %s. %s", where, q.Case.Does, q.Case.Agency, q.Case.Evidence))
	}
	return report.Document{
		Title: "Quarterly report, " + q.Area, Marking: "OFFICIAL", Date: q.Date,
		Pages: []report.Page{{
			ID: "quarter", Head: report.Head{Title: q.Area + ": quarterly report", Lines: []string{english.Months(q.From.String(), q.To.String())}}, Blocks: blocks,
			Foot: report.Foot{Left: report.Plain("Counts are of offences and incidents as loaded; lower, comparable and above allow for the scatter of months.")},
		}},
	}
}

// counts reports whether a strand table has a count.
func (t Table) counts() bool {
	return slices.ContainsFunc(t.Rows, func(row []string) bool { return row[1] != "" || row[2] != "" })
}

// title returns what people call a strand of the paper, or its name where it is none.
func (q Quarter) title(strand string) string {
	for _, s := range q.Strands {
		if s.Name == strand {
			return s.Title
		}
	}
	return strand
}

// titled returns the dashboard with the titles of strands.
func (q Quarter) titled() Dashboard {
	d := q.Dashboard
	d.Strands = slices.Clone(d.Strands)
	for i := range d.Strands {
		d.Strands[i].Name = q.title(d.Strands[i].Name)
	}
	return d
}

// block returns the first columns of a table for a page.
func (t Table) block(columns int) report.Table {
	var b report.Table
	for i, head := range t.Header[:columns] {
		width := 1.0
		if i == 0 {
			width = 2
		}
		b.Columns = append(b.Columns, report.Column{Head: head, Width: width})
	}
	for _, row := range t.Rows {
		var cells []report.Cell
		for _, c := range row[:columns] {
			cells = append(cells, text(c))
		}
		b.Rows = append(b.Rows, report.Row{Cells: cells})
	}
	return b
}
