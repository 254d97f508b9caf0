package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/english"
	"beatplan/report"
)

// Markings of papers.
const (
	official  = "OFFICIAL"
	sensitive = "OFFICIAL-SENSITIVE"
)

// paper lays blocks out as a document of one page, which goes on to further sheets where
// it must. The day is the last that the paper is about, YYYY-MM-DD; empty or another text: none is known.
func paper(id, marking, title, day string, lines []string, notes []string, blocks ...report.Block) report.Document {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		date = time.Unix(0, 0).UTC() // a file has some date, and the same paper the same one
	}
	for _, n := range notes {
		blocks = append(blocks, report.Paragraph{Style: report.Small, Text: report.Plain(sentenceOf(n))})
	}
	return report.Document{
		Title: title, Marking: marking, Date: date,
		Pages: []report.Page{{ID: id, Head: report.Head{Title: title, Lines: lines}, Blocks: blocks}},
	}
}

// sentenceOf writes a note as a sentence.
func sentenceOf(note string) string {
	if note == "" {
		return ""
	}
	return english.UpperFirst(note) + "."
}

// filled returns the table without the columns that are empty or 0 in every row, but for
// the first.
func (t Table) filled() Table {
	var keep []int
	for c := range t.Header {
		if t.keeps(c) {
			keep = append(keep, c)
		}
	}
	return t.columns(keep...)
}

// keeps reports whether a column is the first or has something in a row.
func (t Table) keeps(c int) bool {
	return c == 0 || slices.ContainsFunc(t.Rows, func(row []string) bool { return row[c] != "" && row[c] != "0" })
}

// headings names the columns of which something is true.
func (t Table) headings(is func(column int) bool) string {
	var all []string
	for c, heading := range t.Header {
		if is(c) {
			all = append(all, heading)
		}
	}
	return strings.Join(all, ", ")
}

// columns returns the table with some of its columns.
func (t Table) columns(keep ...int) Table {
	pick := func(row []string) []string {
		cells := make([]string, len(keep))
		for i, c := range keep {
			cells[i] = row[c]
		}
		return cells
	}
	t.Header = pick(t.Header)
	rows := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = pick(row)
	}
	t.Rows = rows
	return t
}

// turned returns the table with its columns as rows: paper has no room for many columns.
func (t Table) turned() Table {
	turned := Table{Title: t.Title, Notes: t.Notes, Header: append([]string{t.Header[0]}, make([]string, len(t.Rows))...)}
	for i, row := range t.Rows {
		turned.Header[i+1] = row[0]
	}
	for c := 1; c < len(t.Header); c++ {
		row := []string{t.Header[c]}
		for _, r := range t.Rows {
			row = append(row, r[c])
		}
		turned.Rows = append(turned.Rows, row)
	}
	return turned
}

// printed returns the table as a block whose columns are as wide as what they hold asks,
// numbers to the right.
func (t Table) printed() report.Table {
	const narrow, wide, margin, head = 5, 40, 3, 14 // letters
	b := t.block(len(t.Header))
	for c := range b.Columns {
		longest, numbers := min(len([]rune(t.Header[c])), head), c > 0 && len(t.Rows) > 0
		for _, row := range t.Rows {
			longest, numbers = max(longest, len([]rune(row[c]))), numbers && isFigure(row[c])
		}
		b.Columns[c].Width, b.Columns[c].Right = float64(min(max(longest, narrow), wide)+margin), numbers
	}
	return b
}

// isFigure reports whether a cell is a number, a percentage or nothing.
func isFigure(cell string) bool { return strings.Trim(cell, "+-0123456789.%") == "" }

// Document lays the table out to print.
func (t StrandTable) Document() report.Document {
	marking := sensitive
	if t.Edition == PublicEdition {
		marking = official
	}
	all, types := t, t
	all.Types, types.Strands = nil, nil
	blocks := []report.Block{report.Heading{Text: "Strands"}, all.Table().filled().printed()}
	if len(t.Types) > 0 {
		blocks = append(blocks, report.Heading{Text: "Offence types"}, types.Table().filled().printed())
	}
	return paper("strands", marking, "Strand table", "", []string{t.Table().Title}, t.Notes, blocks...)
}

// Document lays the triage out on a page: owners, premises and the top fifteen places.
func (t Triage) Document() report.Document {
	owners := t
	owners.Premises, owners.Places = nil, nil
	blocks := []report.Block{report.Heading{Text: "Who took the calls on"}, owners.Table().printed()}
	marking := sensitive
	if t.Edition == PublicEdition {
		marking = official
	} else {
		blocks = append(blocks,
			report.Columns{
				Left:  append([]report.Block{report.Heading{Text: "Premises behind them"}}, premisesBlock(t.Premises)...),
				Right: append([]report.Block{report.Heading{Text: "Top fifteen places"}}, placesBlock(t.Places)...),
				Share: 0.66,
			})
	}
	d := paper("triage", marking, "Calls about anti-social behaviour", t.Week, []string{t.Table().Title}, t.Notes, blocks...)
	d.Pages[0].OneSheet = true
	return d
}

func premisesBlock(all []Premises) []report.Block {
	if len(all) == 0 {
		return []report.Block{report.Paragraph{Text: report.Plain("No premises of the register is behind them.")}}
	}
	t := Table{Header: []string{"rank", "premises", "category", "calls", "terminal hour"}}
	for i, p := range all {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), p.Name, p.Category, fmt.Sprint(p.Calls), p.Terminal})
	}
	return []report.Block{t.filled().printed()}
}

func placesBlock(all []PlaceCount) []report.Block {
	if len(all) == 0 {
		return []report.Block{report.Paragraph{Text: report.Plain("No location is given.")}}
	}
	t := Table{Header: []string{"rank", "place", "count"}}
	for i, p := range all {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), p.Place, fmt.Sprint(p.Count)})
	}
	return []report.Block{t.printed()}
}

// Document lays the list out: the twenty premises, and the top fifteen places on a page.
func (l PremisesList) Document() report.Document {
	t := l.Table()
	d := paper("premises", sensitive, "Premises of concern", l.To, []string{t.Title}, t.Notes,
		report.Heading{Text: "The premises at which most happened"}, t.columns(0, 1, 2, 3, 4, 5, 6, 7, 8).printed())
	places := paper("places", sensitive, "Top fifteen places", l.To, []string{t.Title}, []string{"places are as the files name them; homes are in none"}, placesBlock(l.Places)...)
	d.Pages = append(d.Pages, places.Pages...)
	return d
}

// Document lays the chronology out, with the months and the hours before the lines.
func (c Chronology) Document() report.Document {
	months := Table{Header: []string{"month", "count"}}
	for _, m := range c.Premises.Months {
		months.Rows = append(months.Rows, []string{m.Month.String(), fmt.Sprint(m.Count)})
	}
	hours := Table{Header: []string{"hour", "count"}}
	for h := range 24 {
		if n := c.Premises.Hours[h]; n > 0 {
			hours.Rows = append(hours.Rows, []string{fmt.Sprintf("%02d:00", h), fmt.Sprint(n)})
		}
	}
	lines := []string{c.Table().Title}
	if c.Premises.Terminal != "" {
		lines = append(lines, "terminal hours: "+c.Premises.Terminal)
	}
	if c.Premises.LastVisit != "" {
		lines = append(lines, "last visit: "+c.Premises.LastVisit)
	}
	day := ""
	if len(c.Lines) > 0 {
		day = c.Lines[len(c.Lines)-1].Date[:min(len(time.DateOnly), len(c.Lines[len(c.Lines)-1].Date))]
	}
	return paper("chronology", sensitive, c.Premises.Name+": chronology", day, lines, nil,
		report.Columns{Left: []report.Block{report.Heading{Text: "By month"}, months.printed()}, Right: []report.Block{report.Heading{Text: "By hour"}, hours.printed()}},
		report.Heading{Text: "What happened, in order"}, c.Table().filled().printed())
}

// Document lays the delivery out.
func (d Delivery) Document() report.Document {
	t := d.Table()
	return paper("delivery", sensitive, "Delivery", "", []string{t.Title}, t.Notes, t.columns(1, 2, 3, 4, 5, 6).printed())
}

// Document lays the dashboard out.
func (d Dashboard) Document() report.Document {
	t := d.Table()
	return paper("dashboard", official, "Delivery dashboard", d.Day, []string{t.Title}, t.Notes, t.printed())
}

// Document lays the list out to print.
func (l ActionList) Document() report.Document { return l.Table().document("actions", "Actions") }

// Document lays the suggestions out to print.
func (s Suggestions) Document() report.Document {
	return s.Table().document("suggestions", "Actions suggested")
}

// Document lays the log out to print.
func (l VisitList) Document() report.Document { return l.Table().document("visits", "Visits") }

// document lays a table out under a title.
func (t Table) document(id, title string) report.Document {
	return paper(id, sensitive, title, "", nil, t.Notes, t.filled().printed())
}
