package meeting

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"beatplan/internal/sheet"
)

// A Table is what a report prints in rows. Every row is as long as the header.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string
	Notes  []string // what a reader must know of it
	None   string   // what to print in place of a table without rows; empty: its header
}

// CSV writes the header and the rows, without a field that a spreadsheet takes for a
// formula.
func (t Table) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		if err := w.Write(sheet.HarmlessRow(row)); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// Markdown writes the title, the rows and the notes.
func (t Table) Markdown() string {
	var b strings.Builder
	if t.Title != "" {
		fmt.Fprintf(&b, "## %s\n\n", markdown(t.Title))
	}
	row := func(cells []string) {
		b.WriteByte('|')
		for _, c := range cells {
			fmt.Fprintf(&b, " %s |", markdown(c))
		}
		b.WriteByte('\n')
	}
	row(t.Header)
	b.WriteString("|" + strings.Repeat(" --- |", len(t.Header)) + "\n")
	for _, r := range t.Rows {
		row(r)
	}
	if len(t.Notes) > 0 {
		b.WriteByte('\n')
	}
	for _, n := range t.Notes {
		fmt.Fprintf(&b, "- %s\n", markdown(n))
	}
	return b.String()
}

// markdown writes text so that nothing in it is markup, and a row stays a row.
func markdown(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`).Replace(s)
}

// Print writes the table in aligned columns, and its notes.
func (t Table) Print(w io.Writer) {
	if t.Title != "" {
		fmt.Fprintln(w, t.Title)
	}
	if len(t.Rows) == 0 && t.None != "" {
		t.Header = []string{t.None}
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		fmt.Fprintln(columns, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	columns.Flush() // what w does with the bytes is for w to say
	for _, n := range t.Notes {
		fmt.Fprintln(w, "note: "+n)
	}
}
