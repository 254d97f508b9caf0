package pdf_test

import (
	"fmt"

	"beatplan/report"
	"beatplan/report/pdf"
)

func ExampleWrite() {
	file, err := pdf.Write(report.Document{Title: "Actions", Marking: "OFFICIAL", Pages: []report.Page{{ID: "actions", Head: report.Head{Title: "Actions"}}}})
	fmt.Println(string(file[:5]), err)
	// Output: %PDF- <nil>
}
