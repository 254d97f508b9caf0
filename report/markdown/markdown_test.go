package markdown_test

import (
	"strings"
	"testing"

	"beatplan/report"
	"beatplan/report/internal/sample"
	"beatplan/report/markdown"
)

func TestWrite(t *testing.T) {
	b, err := markdown.Write(sample.Everything())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Quay Street", "## When", "| action | share | status |\n| --- | --- | --- |\n| Lamp 14 lit again | 31.0% | **At risk** |", "**412** people engaged", "Quay Street and the streets around it."} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the text lacks %q:\n%s", want, b)
		}
	}
}

func TestTextFromOutsideIsText(t *testing.T) {
	d := report.Document{Pages: []report.Page{{Head: report.Head{Title: "a\n# b"}, Blocks: []report.Block{
		report.Table{Columns: []report.Column{{Head: "x|y"}}, Rows: []report.Row{{Cells: []report.Cell{{Text: report.Plain("<b>|**")}}}}},
	}}}}
	b, err := markdown.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	if want := "# a \\# b\n\n| x\\|y |\n| --- |\n| \\<b>\\|\\*\\* |\n"; string(b) != want {
		t.Errorf("got %q, want %q", b, want)
	}
}
