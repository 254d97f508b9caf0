package app

import (
	"strings"
	"testing"

	"beatplan/internal/fault"
	"beatplan/report"
)

// TestWritePDF has a text that no font of pages can show: it is for people to change, and
// no defect.
func TestWritePDF(t *testing.T) {
	t.Parallel()
	d := report.Document{Title: "A page", Pages: []report.Page{{Head: report.Head{Title: "Ostermouth \U000c4028"}}}}
	if _, err := writePDF(d); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no sign for") {
		t.Errorf("%v", err)
	}
}
