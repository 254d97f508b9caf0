package pdf_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"beatplan/internal/pdftext"
	"beatplan/report"
	"beatplan/report/pdf"
)

// A tight page is drawn smaller where that saves a sheet, and at its usual size where it
// does not.
func TestTight(t *testing.T) {
	t.Parallel()
	sheets := func(stops int, tight bool) int {
		var band report.Band
		band.Time = []string{"20–21"}
		for i := range stops {
			band.Stops = append(band.Stops, report.Stop{Name: "Quay Street", Sign: fmt.Sprint(i + 1), Where: "as before", Minutes: 10})
		}
		b, err := pdf.Write(report.Document{Title: "x", Date: time.Unix(0, 0), Pages: []report.Page{{
			ID: "a", Tight: tight, Head: report.Head{Title: "Friday"}, Blocks: []report.Block{report.Rounds{Boxes: []string{"finds"}, Bands: []report.Band{band}}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(pdftext.Of(t, b), "\f")
	}
	one := 1
	for sheets(one+1, false) == 1 { // the most that fit at the usual size
		one++
	}
	for _, tt := range []struct {
		stops   int
		tight   bool
		want    int
		because string
	}{
		{one, true, 1, "they fit"},
		{one + 1, false, 2, "the page is not tight"},
		{one + 1, true, 1, "a little smaller they fit"},
		{one + one/2, true, 2, "they would be too small"},
		{2*one + 1, true, 2, "both sides hold them a little smaller"},
	} {
		if got := sheets(tt.stops, tt.tight); got != tt.want {
			t.Errorf("%d stops take %d sheets, want %d: %s", tt.stops, got, tt.want, tt.because)
		}
	}
	if one < 24 {
		t.Errorf("%d stops that were described before fit one sheet, want 24", one)
	}
}
