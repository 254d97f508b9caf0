// Package markdown writes documents of package report as Markdown, to be read as
// plain text or put into a wiki. Maps and charts are given as the sentence that says
// what they show.
package markdown

import (
	"fmt"
	"strings"

	"beatplan/report"
)

// Write returns a document as Markdown.
func Write(d report.Document) ([]byte, error) {
	w := &writer{}
	if d.Marking != "" {
		w.line("**" + escaped(d.Marking) + "**")
	}
	for _, p := range d.Pages {
		w.line("# " + escaped(strings.TrimSpace(p.Head.Call+" "+p.Head.Title)))
		for _, l := range p.Head.Lines {
			w.line(escaped(l))
		}
		for _, t := range p.Head.Right {
			w.line(text(t))
		}
		for _, b := range p.Blocks {
			w.block(b)
		}
		w.line(text(p.Foot.Left))
	}
	return []byte(strings.TrimSpace(w.b.String()) + "\n"), nil
}

type writer struct{ b strings.Builder }

// line writes a paragraph.
func (w *writer) line(s string) {
	if s != "" {
		w.b.WriteString(s + "\n\n")
	}
}

func (w *writer) block(b report.Block) {
	switch b := b.(type) {
	case report.Heading:
		w.line("## " + escaped(b.Text))
		w.line(escaped(b.Note))
	case report.Paragraph:
		prefix := ""
		if b.Style == report.Boxed || b.Style == report.Banner || b.Style == report.Aside {
			prefix = "> "
		}
		if b.Title != "" {
			w.line(prefix + "**" + escaped(b.Title) + "**")
		}
		w.line(prefix + text(b.Text))
	case report.Table:
		w.table(b)
	case report.Figures:
		for _, f := range b {
			w.line("**" + escaped(f.Value) + "** " + escaped(f.Text))
		}
	case report.Columns:
		for _, c := range append(append([]report.Block{}, b.Left...), b.Right...) {
			w.block(c)
		}
	case report.Answers:
		for _, p := range b.Prompts {
			w.line(escaped(p.Text) + " ____")
		}
	case report.Rounds:
		for _, band := range b.Bands {
			for _, s := range band.Stops {
				w.line(fmt.Sprintf("%s: **%s** %s %s (%d min)", escaped(strings.Join(band.Time, "–")), escaped(s.Name), escaped(s.Where), text(s.Do), s.Minutes))
			}
		}
	case report.Picture:
		w.line("*" + escaped(b.Say()) + "*")
	}
}

func (w *writer) table(t report.Table) {
	row := func(cells []string) { w.b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	heads, rules := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i], rules[i] = escaped(c.Head), "---"
		if c.Right {
			rules[i] = "---:"
		}
	}
	row(heads)
	row(rules)
	for _, r := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i := range min(len(r.Cells), len(cells)) {
			cells[i] = text(r.Cells[i].Text)
		}
		row(cells)
	}
	w.b.WriteString("\n")
}

func text(t report.Text) string {
	s := ""
	for _, r := range t {
		if r.Bold && strings.TrimSpace(r.Text) != "" {
			s += "**" + escaped(strings.TrimSpace(r.Text)) + "** "
			continue
		}
		s += escaped(r.Text)
	}
	return strings.TrimSpace(s)
}

// escaped keeps signs that Markdown would read, and keeps a text in its line.
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "<", `\<`, "`", "\\`", "#", `\#`, "\n", " ", "\r", " ").Replace(s)
}
