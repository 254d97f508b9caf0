package pdf_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

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

// Rounds that would take a second sheet are places by hours where that saves it: a place is
// there once, with the minutes of each visit under its hour.
func TestRoundsByPlace(t *testing.T) {
	t.Parallel()
	var r report.Rounds
	for hour := range 8 {
		b := report.Band{Hour: (18 + hour) % 24, Time: []string{fmt.Sprint(18 + hour)}}
		if hour == 3 {
			b.Tags = []string{"s.34 from 21:00"}
		}
		for place := range 5 {
			s := report.Stop{Name: fmt.Sprintf("Street %c", 'A'+place), Sign: fmt.Sprint(place + 1), Minutes: 10 + hour}
			if hour == 0 {
				s.Do = report.Plain("Walk it from end to end, on foot, and speak to people who are out.")
			}
			b.Stops = append(b.Stops, s)
		}
		r.Bands = append(r.Bands, b)
	}
	r.Bands = append(r.Bands, report.Band{Hour: 1, Time: []string{"01:15", "01:45"}, Stops: []report.Stop{{Name: "Break", Sign: "II", Minutes: 30, Shaded: true, NoBoxes: true}}})
	b, err := pdf.Write(report.Document{Title: "x", Date: time.Unix(0, 0), Pages: []report.Page{{ID: "a", Tight: true, Head: report.Head{Title: "Friday"}, Blocks: []report.Block{r}}}})
	if err != nil {
		t.Fatal(err)
	}
	text := pdftext.Of(t, b)
	if n := strings.Count(text, "\f"); n != 1 {
		t.Errorf("40 visits to five places take %d sheets, want 1", n)
	}
	words := strings.Join(strings.Fields(text), " ")
	if n := strings.Count(words, "Street C"); n != 1 {
		t.Errorf("a place is named %d times, want once", n)
	}
	for _, want := range []string{"18 19 20 21 22 23 00 01", "10 11 12 13 14 15 16 17", "s.34", "01:15–01:45 Break"} {
		if !strings.Contains(words, want) {
			t.Errorf("the sheet lacks %q:\n%s", want, text)
		}
	}
}

// Where rounds by place take one sheet fewer and a little smaller one fewer still, the page
// is drawn smaller too.
func TestTheFewestSheets(t *testing.T) {
	t.Parallel()
	sheets := func(places int, tight bool) int {
		var r report.Rounds
		for hour := range 8 {
			b := report.Band{Hour: (18 + hour) % 24, Time: []string{fmt.Sprint(18 + hour)}}
			for place := range places {
				b.Stops = append(b.Stops, report.Stop{Name: fmt.Sprintf("Street %c", 'A'+place), Sign: fmt.Sprint(place + 1), Minutes: 10})
			}
			r.Bands = append(r.Bands, b)
		}
		b, err := pdf.Write(report.Document{Title: "x", Date: time.Unix(0, 0), Pages: []report.Page{{ID: "a", Tight: tight, Head: report.Head{Title: "Friday"}, Blocks: []report.Block{r}}}})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(pdftext.Of(t, b), "\f")
	}
	most := 1
	for sheets(most+1, true) == 1 {
		most++
	}
	const usual = 29 // at its usual size
	if before := sheets(most, false); before < 3 || most < usual*11/10 {
		t.Errorf("%d places on one sheet, of %d before: want a tenth more than %d", most, before, usual)
	}
}

// A picture beside what is higher than it grows to the foot of that, and the page is no longer for it.
func TestAPictureGrowsBesideWhatIsHigher(t *testing.T) {
	t.Parallel()
	sheets := func(most float64) string {
		facts := report.Table{Columns: []report.Column{{Width: 1}}}
		for range 20 {
			facts.Rows = append(facts.Rows, report.Row{Cells: []report.Cell{{Text: report.Plain("a fact")}}})
		}
		m := report.Map{Height: 40, Most: most, Bound: orb.Bound{Min: orb.Point{0.71, 51.53}, Max: orb.Point{0.72, 51.54}}, Names: []report.MapName{{At: orb.Point{0.715, 51.535}, Text: "Middle"}}}
		page := report.Page{ID: "a", Head: report.Head{Title: "Friday"}, Blocks: []report.Block{
			report.Columns{Left: []report.Block{m}, Right: []report.Block{facts}}, report.Paragraph{Text: report.Plain("Below")},
		}}
		for range 60 { // no room is left at the foot
			page.Blocks = append(page.Blocks, report.Paragraph{Text: report.Plain("more")})
		}
		b, err := pdf.Write(report.Document{Title: "x", Date: time.Unix(0, 0), Pages: []report.Page{page}})
		if err != nil {
			t.Fatal(err)
		}
		return pdftext.Of(t, b, "-bbox")
	}
	at := func(text, word string) (top float64) {
		_, rest, _ := strings.Cut(text, ">"+word+"</word>")
		before := strings.TrimSuffix(text, rest)
		at := strings.LastIndex(before, `yMin="`)
		if _, err := fmt.Sscanf(before[at:], `yMin="%f"`, &top); err != nil {
			t.Fatal(err)
		}
		return top
	}
	small, grown := sheets(40), sheets(90)
	if at(grown, "Middle") < at(small, "Middle")+20 || at(grown, "Below") != at(small, "Below") {
		t.Errorf("the middle of the map is at %g and %g points, what is below at %g and %g", at(small, "Middle"), at(grown, "Middle"), at(small, "Below"), at(grown, "Below"))
	}
}

// No figure of a table is broken in two, however little its column asks for.
func TestFiguresStayWhole(t *testing.T) {
	t.Parallel()
	table := report.Table{Columns: []report.Column{{Head: "where", Width: 4}, {Head: "offences", Width: 0.4, Right: true}, {Head: "why", Width: 5}}}
	for range 2 {
		table.Rows = append(table.Rows, report.Row{Cells: []report.Cell{
			{Text: report.Bold("Parking Area near Greengates Close")}, {Text: report.Plain("0.0047")}, {Text: report.Plain("27 min from the nearest stop; first for a unit 5")},
		}})
	}
	side := []report.Block{table}
	b, err := pdf.Write(report.Document{Title: "x", Date: time.Unix(0, 0), Pages: []report.Page{{
		ID: "a", Head: report.Head{Title: "Friday"}, Blocks: []report.Block{report.Columns{Left: side, Right: side}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	text := pdftext.Of(t, b)
	for word, want := range map[string]int{"offences": 2, "0.0047": 4} {
		if got := strings.Count(text, word); got != want {
			t.Errorf("%q is there %d times, want %d:\n%s", word, got, want, text)
		}
	}
}
