package html_test

import (
	"fmt"
	"strings"

	"beatplan/report"
	"beatplan/report/html"
)

func ExampleWrite() {
	page, err := html.Write(report.Document{Title: "Actions", Marking: "OFFICIAL", Pages: []report.Page{{ID: "actions", Head: report.Head{Title: "Actions"}, Blocks: []report.Block{report.Heading{Text: "Quay Street", Note: "one open"}}}}})
	fmt.Println(strings.Contains(string(page), "Quay Street"), err)
	// Output: true <nil>
}
