package docx_test

import (
	"fmt"

	"beatplan/report"
	"beatplan/report/docx"
)

func ExampleWrite() {
	file, err := docx.Write(report.Document{Title: "Actions", Marking: "OFFICIAL", Pages: []report.Page{{ID: "actions", Head: report.Head{Title: "Actions"}}}}, nil)
	fmt.Println(string(file[:2]), err)
	_, err = docx.Write(report.Document{Title: "Actions"}, []byte("no Word file"))
	fmt.Println(err)
	// Output:
	// PK <nil>
	// the template is no Word file: zip: not a valid zip file
}
