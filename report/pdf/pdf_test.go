package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"beatplan/internal/pdftext"

	"beatplan/report"
	"beatplan/report/internal/sample"
	"beatplan/report/pdf"
)

func write(t *testing.T, d report.Document) []byte {
	t.Helper()
	b, err := pdf.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTwoRunsWriteTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample.Everything()), write(t, sample.Everything())) {
		t.Error("the same document gave other bytes")
	}
}

func TestTextIsText(t *testing.T) {
	b := write(t, sample.Everything())
	if out := os.Getenv("BEATPLAN_KEEP"); out != "" {
		if err := os.WriteFile(out, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := pdftext.Of(t, b, "-layout")
	for _, want := range []string{
		"OFFICIAL-SENSITIVE", "Quay Street", "Two late venues", "s.34 dispersal", "not by itself reasonable grounds", "412", "Lamp 14 lit again",
		"31.0%", "Station Parade", "00:40", "22:15", "Heron Lane", "© OpenStreetMap contributors", "1 of 1", "Harm expected",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text of the PDF lacks %q", want)
		}
	}
}

// A page says which signs its font has not, wherever the text is, and no other page does.
func TestSignsThatTheFontLacks(t *testing.T) {
	for where, change := range map[string]func(*report.Document){
		"in the head": func(d *report.Document) { d.Pages[0].Head.Title = "Pub 漢字 Lane" },
		"in a block": func(d *report.Document) {
			d.Pages[0].Blocks = []report.Block{report.Paragraph{Text: report.Plain("Pub 漢字 Lane")}}
		},
		"on a map": func(d *report.Document) {
			d.Pages[0].Blocks = []report.Block{report.Map{Height: 40, Marks: []report.MapMark{{Sign: "1", Name: "Pub 漢字 Lane"}}}}
		},
	} {
		d := sample.Everything()
		d.Title = "漢字" // which readers show in fonts of their own
		change(&d)
		pages := strings.Split(strings.TrimSuffix(pdftext.Of(t, write(t, d), "-layout"), "\f"), "\f")
		for i, page := range pages {
			text := strings.Join(strings.Fields(page), " ")
			if said := strings.Contains(text, "A ? stands for signs that this font lacks: U+6F22, U+5B57."); said != (i == 0) {
				t.Errorf("%s: page %d says it: %v", where, i+1, said)
			}
		}
		if !strings.Contains(pages[0], "Pub ?? Lane") {
			t.Errorf("%s: no Pub ?? Lane on\n%s", where, pages[0])
		}
	}
	d := sample.Everything()
	d.Pages[0].Head.Title = "Tŷ Ŵyn, Łódź, Αθήνα, Київ, e\u0301 \u200dJoined\ufe0f"
	if text := pdftext.Of(t, write(t, d), "-layout"); !strings.Contains(text, "Tŷ Ŵyn, Łódź, Αθήνα, Київ, é Joined") || strings.Contains(text, "this font lacks") {
		t.Errorf("letters of Europe:\n%s", text)
	}
}

func TestTextFromOutside(t *testing.T) {
	for _, name := range []string{
		strings.Repeat("Longest", 26), strings.Repeat("Long name ", 18), "<b>&amp;</b>", "Tŷ Ŵyn & Café “Ł”", "a\tb\nc\x00d", "e\u0301",
		"", "a\u00a0b", "(\\)", "\xff", "emoji 😀", "\U0010ffff",
	} {
		d := sample.Everything()
		d.Pages[0].Head.Title, d.Pages[0].Head.Tag = name, name
		d.Pages[0].Blocks = append(d.Pages[0].Blocks, report.Table{Columns: []report.Column{{Head: name, Width: 1}, {Width: 9, Right: true}}, Rows: []report.Row{{Cells: []report.Cell{{Text: report.Plain(name)}, {Text: report.Bold(name)}}}}})
		d.Pages[1].Blocks = append(d.Pages[1].Blocks, report.Rounds{Boxes: []string{name}, Bands: []report.Band{{Time: []string{"20–21"}, Stops: []report.Stop{{Name: name, Where: name, Manner: name}}}}})
		if b, err := pdf.Write(d); err == nil && len(b) == 0 || err != nil && !strings.Contains(err.Error(), "the text") {
			t.Errorf("%q: %d bytes, error %v", name, len(b), err)
		}
	}
}

func TestALongTableGoesOnToTheNextSheetWithItsHeads(t *testing.T) {
	var rows []report.Row
	for i := range 150 {
		rows = append(rows, report.Row{Cells: []report.Cell{{Text: report.Plain(fmt.Sprintf("row %d.", i))}}})
	}
	d := report.Document{Title: "Long", Pages: []report.Page{{Head: report.Head{Title: "Long"}, Blocks: []report.Block{report.Table{Columns: []report.Column{{Head: "the head", Width: 1}}, Rows: rows}}}}}
	text := pdftext.Of(t, write(t, d), "-layout")
	for i := range rows {
		if n := strings.Count(text, fmt.Sprintf("row %d.", i)); n != 1 {
			t.Fatalf("row %d is there %d times", i, n)
		}
	}
	sheets := strings.Count(text, "\f")
	if n := strings.Count(text, "the head"); sheets < 3 || n != sheets || !strings.Contains(text, fmt.Sprintf("%d of %d", sheets, sheets)) {
		t.Errorf("%d sheets, %d of them with heads", sheets, n)
	}
}

func TestAnEmptyDocumentHasNoPages(t *testing.T) {
	if _, err := pdf.Write(report.Document{Title: "Nothing", Pages: []report.Page{{}}}); err != nil {
		t.Error(err)
	}
}
