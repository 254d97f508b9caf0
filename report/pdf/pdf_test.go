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

func TestTextThatTheFontLacksIsNamed(t *testing.T) {
	for _, where := range []func(*report.Document){
		func(d *report.Document) { d.Pages[0].Head.Title = "Pub 漢字 Lane" },
		func(d *report.Document) {
			d.Pages[0].Blocks = []report.Block{report.Paragraph{Text: report.Plain("Pub 漢字 Lane")}}
		},
		func(d *report.Document) {
			d.Pages[0].Blocks = []report.Block{report.Map{Height: 40, Marks: []report.MapMark{{Sign: "1", Name: "Pub 漢字 Lane"}}}}
		},
		func(d *report.Document) { d.Title = "Pub 漢字 Lane" },
	} {
		d := sample.Everything()
		where(&d)
		_, err := pdf.Write(d)
		if err == nil || !strings.Contains(err.Error(), "Pub 漢字 Lane") || !strings.Contains(err.Error(), "U+6F22") {
			t.Errorf("the error is %v; it should name the text and U+6F22", err)
		}
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
