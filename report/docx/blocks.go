package docx

import (
	"fmt"
	"strings"

	"beatplan/report"
)

// A writer writes the body of a Word file.
type writer struct{ b strings.Builder }

// paragraph writes a paragraph in a style of the template.
func (w *writer) paragraph(style string, right bool, t report.Text) {
	w.b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>`)
	if right {
		w.b.WriteString(`<w:jc w:val="right"/>`)
	}
	w.b.WriteString(`</w:pPr>`)
	for _, r := range t {
		w.run(r)
	}
	w.b.WriteString(`</w:p>`)
}

func (w *writer) run(r report.Run) {
	if r.Text == "" {
		return
	}
	look := ""
	if r.Bold {
		look += `<w:b/>`
	}
	if r.Muted {
		look += `<w:color w:val="55626F"/>`
	}
	if look != "" {
		look = `<w:rPr>` + look + `</w:rPr>`
	}
	w.b.WriteString(`<w:r>` + look + `<w:t xml:space="preserve">` + escaped(r.Text) + `</w:t></w:r>`)
}

func (w *writer) page(p report.Page, anew bool) {
	if anew {
		w.b.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	}
	title := p.Head.Title
	if p.Head.Call != "" {
		title = p.Head.Call + ": " + title
	}
	if p.Head.Tag != "" {
		title += " (" + p.Head.Tag + ")"
	}
	if title != "" {
		w.paragraph("Title", false, report.Plain(title))
	}
	for _, l := range p.Head.Lines {
		w.paragraph("Subtitle", false, report.Plain(l))
	}
	for _, t := range p.Head.Right {
		w.paragraph("Small", false, t)
	}
	for _, b := range p.Blocks {
		w.block(b)
	}
	if len(p.Foot.Left) > 0 {
		w.paragraph("Small", false, p.Foot.Left)
	}
	if p.Foot.Right != "" {
		w.paragraph("Small", false, report.Plain(p.Foot.Right))
	}
}

var styles = map[report.Style]string{
	report.Lead: "Lead", report.Small: "Small", report.Aside: "Aside", report.Boxed: "Boxed", report.Banner: "Banner",
}

func (w *writer) block(b report.Block) {
	switch b := b.(type) {
	case report.Heading:
		text := report.Plain(b.Text)
		if b.Number > 0 {
			text = report.Plain(fmt.Sprintf("%d  %s", b.Number, b.Text))
		}
		w.paragraph("Heading1", false, text)
		if b.Note != "" {
			w.paragraph("Small", false, report.Plain(b.Note))
		}
	case report.Paragraph:
		style, known := styles[b.Style]
		if !known {
			style = "Normal"
		}
		if b.Title != "" {
			w.paragraph(style, false, report.Bold(b.Title))
		}
		w.paragraph(style, false, b.Text)
	case report.Table:
		w.table(b)
	case report.Figures:
		t := report.Table{Columns: []report.Column{{Width: 1}, {Width: 4}}}
		for _, f := range b {
			t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Bold(f.Value)}, {Text: report.Plain(f.Text)}}})
		}
		w.table(t)
	case report.Columns:
		for _, c := range append(append([]report.Block{}, b.Left...), b.Right...) {
			w.block(c)
		}
	case report.Answers:
		w.answers(b)
	case report.Rounds:
		w.rounds(b)
	case report.Picture:
		w.paragraph("Small", false, report.Plain(b.Say()))
	}
}

func (w *writer) answers(a report.Answers) {
	const box, rule = "☐ ", "______________________________"
	for _, p := range a.Prompts {
		text := p.Text + " "
		for _, choice := range p.Choices {
			text += " " + box + choice
		}
		w.paragraph("Normal", false, report.Plain(text+"  "+rule))
	}
	for range a.Blank {
		w.paragraph("Normal", false, report.Plain(rule+rule))
	}
}

// rounds writes the stops of a unit as a table, with the boxes that they have on
// paper.
func (w *writer) rounds(r report.Rounds) {
	t := report.Table{Columns: []report.Column{{Head: "Between", Width: 1.4}, {Head: "Stop", Width: 0.7}, {Head: "Where, and what to do", Width: 6}, {Head: "min", Width: 0.7, Right: true}}}
	for _, box := range r.Boxes {
		t.Columns = append(t.Columns, report.Column{Head: box, Width: 1})
	}
	for _, b := range r.Bands {
		for i, s := range b.Stops {
			when := strings.Join(append([]string{strings.Join(b.Time, "–")}, b.Tags...), ", ")
			if i > 0 {
				when = ""
			}
			where := report.Bold(s.Name)
			for _, more := range []string{s.Where, s.Manner} {
				if more != "" {
					where = where.And(report.Plain(", " + more))
				}
			}
			t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{
				{Text: report.Bold(when)}, {Text: report.Plain(s.Sign)}, {Text: where.And(report.Plain(". "), s.Do)}, {Text: report.Plain(fmt.Sprint(s.Minutes))},
			}})
		}
	}
	w.table(t)
}

const textWidth = 9638 // of the page, in twentieths of a point

func (w *writer) table(t report.Table) {
	sum, headed := 0.0, false
	for _, c := range t.Columns {
		sum += c.Width
		headed = headed || c.Head != ""
	}
	w.b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="` + fmt.Sprint(textWidth) + `" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = int(textWidth * c.Width / max(sum, 1e-9))
		fmt.Fprintf(&w.b, `<w:gridCol w:w="%d"/>`, widths[i])
	}
	w.b.WriteString(`</w:tblGrid>`)
	if headed {
		w.b.WriteString(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		for i, c := range t.Columns {
			w.cell(widths[i], "TableHead", c.Right, report.Plain(c.Head))
		}
		w.b.WriteString(`</w:tr>`)
	}
	for _, r := range t.Rows {
		w.b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, c := range t.Columns {
			var text report.Text
			if i < len(r.Cells) {
				text = append(text, r.Cells[i].Text...)
			}
			if r.Total {
				for k := range text {
					text[k].Bold = true
				}
			}
			w.cell(widths[i], "TableText", c.Right, text)
		}
		w.b.WriteString(`</w:tr>`)
	}
	w.b.WriteString(`</w:tbl>`)
	w.paragraph("Small", false, nil) // two tables with nothing between them would be one
}

func (w *writer) cell(width int, style string, right bool, t report.Text) {
	fmt.Fprintf(&w.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
	w.paragraph(style, right, t)
	w.b.WriteString(`</w:tc>`)
}
