package report_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"beatplan/report"
	"beatplan/report/docx"
	"beatplan/report/html"
	"beatplan/report/pdf"
)

// One document, three files. Documents are plain values; give the date, so that two
// runs write the same bytes.
func Example() {
	d := report.Document{
		Title: "Crime Reduction Group, Ostermouth", Marking: "OFFICIAL", Date: time.Date(2025, 10, 2, 10, 0, 0, 0, time.UTC),
		Pages: []report.Page{{
			ID:   "meeting",
			Head: report.Head{Title: "Crime Reduction Group, Ostermouth", Lines: []string{"Meeting 7, Thursday 2 October 2025"}},
			Blocks: []report.Block{
				report.Heading{Number: 1, Text: "Actions", Note: "one open"},
				report.Table{
					Columns: []report.Column{{Head: "action", Width: 3}, {Head: "status", Width: 1}},
					Rows: []report.Row{{Cells: []report.Cell{
						{Text: report.Plain("Lamp 14 lit again by ").And(report.Bold("24 October"))},
						{Text: report.Plain("At risk"), Mark: report.AtRisk},
					}}},
				},
				report.Answers{Prompts: []report.Prompt{{Text: "Quay Street primary", Choices: []string{"yes", "no"}}}},
			},
			Foot: report.Foot{Left: report.Plain("Data to 30 September 2025."), Right: "Next: 30 October"},
		}},
	}
	printed, err := pdf.Write(d)
	if err != nil {
		log.Fatal(err)
	}
	page, err := html.Write(d)
	if err != nil {
		log.Fatal(err)
	}
	word, err := docx.Write(d, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(printed[:5]), strings.Contains(string(page), "Lamp 14"), string(word[:2]))
	// Output: %PDF- true PK
}
