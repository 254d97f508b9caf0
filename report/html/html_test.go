package html_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"beatplan/report"
	"beatplan/report/html"
	"beatplan/report/internal/sample"
)

func write(t *testing.T, d report.Document) string {
	t.Helper()
	b, err := html.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTwoRunsWriteTheSameBytes(t *testing.T) {
	if !bytes.Equal([]byte(write(t, sample.Everything())), []byte(write(t, sample.Everything()))) {
		t.Error("the same document gave other bytes")
	}
}

func TestThePageNeedsNothingElse(t *testing.T) {
	page := write(t, sample.Everything())
	if out := os.Getenv("BEATPLAN_KEEP"); out != "" {
		if err := os.WriteFile(out, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, outside := range []string{"http:", "https:", "<script", "<link", "<img", "url(", "@import"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page asks for something: %s", outside)
		}
	}
	for _, want := range []string{"Quay Street", "u1-s01", "22:15", "Lamp 14 lit again", "<svg", "OFFICIAL-SENSITIVE", "not by itself reasonable grounds"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// A page carries files whole, and under their names.
func TestThePageCarriesFiles(t *testing.T) {
	d := sample.Everything()
	d.Files = []report.File{{Label: "GPX", Name: `night "1".gpx`, Media: "application/gpx+xml", Body: []byte("<gpx/>")}}
	want := `<a download="night &#34;1&#34;.gpx" href="data:application/gpx&#43;xml;base64,PGdweC8&#43;">GPX</a>`
	if page := write(t, d); !strings.Contains(page, want) {
		t.Errorf("no %s in %.3000s", want, page[strings.Index(page, "<nav"):])
	}
}

func TestTextFromOutsideIsText(t *testing.T) {
	const evil = `<img src=x onerror="alert(1)">'"`
	d := sample.Everything()
	d.Title, d.Marking = evil, evil
	d.Pages[0].ID = evil
	d.Pages[0].Head = report.Head{Call: evil, Title: evil, Tag: evil, Lines: []string{evil}}
	d.Pages[0].Blocks = append(d.Pages[0].Blocks,
		report.Map{Height: 40, Alt: evil, Marks: []report.MapMark{{Sign: evil, Name: evil}}, Classes: report.Classes{Title: evil, Least: []string{evil}}},
		report.Table{Columns: []report.Column{{Head: evil, Width: 1}}, Rows: []report.Row{{Cells: []report.Cell{{Text: report.Plain(evil), Bar: &report.Bar{Share: 1, Colour: evil}}}}}},
		report.Rounds{Bands: []report.Band{{Time: []string{evil}, Tags: []string{evil}, Stops: []report.Stop{{ID: evil, Name: evil, Do: report.Plain(evil)}}}}},
	)
	if page := write(t, d); regexp.MustCompile(`<img|=x onerror="`).MatchString(page) {
		t.Error("text became markup")
	}
}

// A time of two ends has a dash between them, and a place says why it is visited to who asks.
func TestTimesAndReasons(t *testing.T) {
	d := sample.Everything()
	d.Pages[0].Blocks = append(d.Pages[0].Blocks, report.Rounds{Bands: []report.Band{{Time: []string{"21:11", "21:56"}, Stops: []report.Stop{{Name: "Quay Street", Why: []string{"rank 1 <of 9>"}}}}}})
	page := write(t, d)
	for _, want := range []string{"<span>21:11</span><br><span>21:56</span>", `.time span~span:before{content:"–"}`, "<details><summary>Why</summary><ul><li>rank 1 &lt;of 9&gt;</li></ul></details>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
