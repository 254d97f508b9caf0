package report_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/report"
)

func ExampleAmount() {
	fmt.Println(report.Amount(12.4), report.Amount(9.96), report.Amount(9.4), report.Amount(3), report.Amount(0.297))
	// Output: 12 10 9.4 3 0.30
}

func ExampleText() {
	t := report.Plain("Lamp 14 ").And(report.Bold("at risk"), report.Muted(" (council)"))
	fmt.Println(t)
	// Output: Lamp 14 at risk (council)
}

// texts returns the labels of a drawing in one line.
func texts(d report.Drawing) string {
	var all []string
	for _, l := range d.Labels {
		all = append(all, l.Text)
	}
	return strings.Join(all, "|")
}

// sizeOf returns how wide and how high a shape is.
func sizeOf(s report.Shape) (width, height float64) {
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, ring := range s.Rings {
		for _, at := range ring {
			b = b.Extend(at)
		}
	}
	return b.Max[0] - b.Min[0], b.Max[1] - b.Min[1]
}

// Hours are drawn from 06:00 to 06:00: what happens at 01:00 on Saturday stands in
// Friday's row. A public edition has three shades and no numbers.
func TestHours(t *testing.T) {
	t.Parallel()
	const saturday = 5 * 24
	h := report.Hours{Alt: "Friday night"}
	h.Week[saturday+1], h.Week[saturday+2], h.Week[saturday+3] = 12, 6, 4
	h.Peak[saturday+1] = true
	d := h.Draw(190, 0)
	if h.Say() != "Friday night" || h.Growth() != 0 || len(d.Shapes) != 7*24+1 { // a frame around the peak
		t.Errorf("%q, grows by %g, %d shapes", h.Say(), h.Growth(), len(d.Shapes))
	}
	if want := "06|09|12|15|18|21|00|03|Mon|Tue|Wed|Thu|12|6|4|Fri|Sat|Sun"; texts(d) != want {
		t.Errorf("%s, want %s", texts(d), want)
	}
	for _, l := range d.Labels {
		if peak := l.Text == "Fri" || l.Text == "12" && l.Size == 7.5; peak != l.Bold {
			t.Errorf("%q is bold: %t", l.Text, l.Bold)
		}
	}
	h.Shades = true
	public := h.Draw(190, 0)
	if got := texts(public); strings.ContainsAny(strings.Join(strings.Split(got, "|")[8:], ""), "0123456789") {
		t.Errorf("a public edition prints numbers: %s", got)
	}
	fills := map[report.Colour]int{}
	for _, s := range public.Shapes {
		fills[s.Fill]++
	}
	want := map[report.Colour]int{report.Wash: 7*24 - 2, report.Shade(2, 5): 1, report.Shade(4, 5): 1, "": 1} // of 4, of 6, of 12, and the frame
	for colour, n := range want {
		if fills[colour] != n {
			t.Errorf("%d hours are %q, want %d", fills[colour], colour, n)
		}
	}
}

// A bar is as high as its number says, and what is not there yet is hollow.
func TestBars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1000), 1, 20).Draw(t, "values")
		b := report.Bars{Height: 40, Alt: "by month"}
		for i, v := range values {
			b.Bars = append(b.Bars, report.Upright{Label: fmt.Sprint(i), Value: v, Hollow: i == 0})
		}
		d := b.Draw(rapid.Float64Range(40, 190).Draw(t, "width"), 0)
		if d.Height != 40 || len(d.Shapes) != len(values) || len(d.Labels) != 2*len(values) || b.Growth() != 0 || b.Say() != "by month" {
			t.Fatalf("%g high with %d shapes and %d labels for %d bars", d.Height, len(d.Shapes), len(d.Labels), len(values))
		}
		highest := slices.Max(values)
		for i, v := range values {
			_, high := sizeOf(d.Shapes[i])
			want := 0.0
			if highest > 0 {
				want = (40 - 4.5 - 4.5) * v / highest
			}
			if math.Abs(high-want) > 1e-9 || (len(d.Shapes[i].Dash) > 0) != (i == 0) {
				t.Fatalf("bar %d of %g is %g mm high, want %g; dashes %v", i, v, high, want, d.Shapes[i].Dash)
			}
		}
	})
	if d := (report.Bars{Height: 10}).Draw(100, 0); len(d.Shapes)+len(d.Labels) != 0 {
		t.Errorf("no bars are drawn as %+v", d)
	}
}

// Spans share one axis from 0: a bar, its interval and the limit are to scale.
func TestSpans(t *testing.T) {
	t.Parallel()
	s := report.Spans{Limit: 20, Alt: "hits", Spans: []report.Span{
		{Label: "model", Value: 10, Low: 8, High: 12, Main: true},
		{Label: "chance", Value: 0.5},
	}}
	d := s.Draw(140, 0) // 24 for labels, 16 at the right: 5 mm for each of 20
	widths := make([]float64, len(d.Shapes))
	for i, shape := range d.Shapes {
		widths[i], _ = sizeOf(shape)
	}
	if want := []float64{50, 20, 2.5, 0}; !slices.EqualFunc(widths, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
		t.Errorf("the bar, its interval, the other bar and the limit are %v mm wide, want %v", widths, want)
	}
	if texts(d) != "model|10|chance|0.50|limit 20" || s.Say() != "hits" || s.Growth() != 0 {
		t.Errorf("%s (%s)", texts(d), s.Say())
	}
	at := map[string]report.Label{}
	for _, l := range d.Labels {
		at[l.Text] = l
	}
	if at["10"].At[0] != 25 || at["10"].Ink != report.White || at["0.50"].At[0] != 27.5 || at["0.50"].Ink != report.Ink {
		t.Errorf("numbers stand in their bar or, where it is short, beside it: %+v, %+v", at["10"], at["0.50"])
	}
	if d := (report.Spans{Spans: []report.Span{{Label: "none"}}}).Draw(140, 0); len(d.Shapes) != 1 || texts(d) != "none|0" {
		t.Errorf("a span of nothing: %+v", d)
	}
}

// A shift of four hours at 25 mm each: what units do stands where the hours say, and
// a label only where it has room.
func TestTimeline(t *testing.T) {
	t.Parallel()
	line := report.Timeline{
		Title: "harm expected", Note: "days", Expect: []float64{0, 4, 2, 0, 0, 0, 0, 0}, Hours: []string{"20", "21", "22", "23"},
		Rows: []report.TimelineRow{{
			Label: "Foot 1", Note: "2 officers", On: report.Stretch{To: 4},
			Away: []report.Stretch{{From: 1, To: 2, Label: "break"}}, Held: []report.Stretch{{From: 3, To: 3.1, Label: "High Street"}},
		}},
		Counts: []int{1, 1, 0, 0, 1, 1, 1, 1}, Count: "on the street", Closed: []report.Stretch{{From: 2, To: 4}}, Alt: "the shift",
	}
	d := line.Draw(138, 0)
	if want := "20|21|22|23|0|4|2|0|0|0|0|0|harm expected|days|Foot 1|2 officers|break|on the street|1|1|0|0|1|1|1|1"; texts(d) != want {
		t.Errorf("%s, want %s", texts(d), want)
	}
	type box struct{ left, width float64 }
	found := map[report.Colour]box{}
	for _, s := range d.Shapes {
		if !s.Open && s.Fill != "#eb9f93" {
			w, _ := sizeOf(s)
			found[s.Fill] = box{math.Round(10*s.Rings[0][0][0]) / 10, math.Round(10*w) / 10}
		}
	}
	want := map[report.Colour]box{"#fdeee6": {88, 50}, report.Accent: {38, 100}, report.Ink: {113, 2.5}, report.White: {63, 25}}
	for colour, b := range want {
		if found[colour] != b {
			t.Errorf("%s is at %v, want %v", colour, found[colour], b)
		}
	}
	var highs []float64
	for _, s := range d.Shapes {
		if s.Fill == "#eb9f93" {
			_, high := sizeOf(s)
			highs = append(highs, math.Round(10*high)/10)
		}
	}
	if !slices.Equal(highs, []float64{0, 13, 6.5, 0, 0, 0, 0, 0}) {
		t.Errorf("what is expected is %v mm high", highs)
	}
	line.Expect = nil
	if without := line.Draw(138, 0); without.Height != d.Height-18 || strings.Contains(texts(without), "harm") || line.Say() != "the shift" || line.Growth() != 0 {
		t.Errorf("with nothing known of what to expect: %g mm, %s", without.Height, texts(without))
	}
}
