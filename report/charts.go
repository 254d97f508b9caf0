package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

const hoursOfDay, daysOfWeek = 24, 7

// Hours are the hours of the week, each day from 06:00 to 06:00.
type Hours struct {
	Week   [daysOfWeek * hoursOfDay]float64 // from Monday 00:00
	Peak   [daysOfWeek * hoursOfDay]bool    // hours with a frame around them
	Shades bool                             // three shades and no numbers: pale under 5, middle 5 to 9, dark 10 and more
	Alt    string
}

func (Hours) block() {}

// Say says what the hours show.
func (h Hours) Say() string { return h.Alt }

// Growth is 0.
func (Hours) Growth() float64 { return 0 }

// fewest is the count below which a number is not printed in a public edition.
const fewest = 5

// Draw draws a row for each day.
func (h Hours) Draw(width, _ float64) Drawing {
	const left, top, row, first = 9.0, 4.2, 4.5, 6
	cell := (width - left) / hoursOfDay
	d := Drawing{Width: width, Height: top + daysOfWeek*row}
	for hour := 0; hour < hoursOfDay; hour += 3 {
		d.label(Label{At: orb.Point{left + float64(hour)*cell, 3}, Text: fmt.Sprintf("%02d", (hour+first)%hoursOfDay), Size: 8.5, Ink: Ink})
	}
	highest := slices.Max(h.Week[:])
	for day, name := range [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		y := top + float64(day)*row
		busy := false
		for hour := range hoursOfDay {
			at := (day*hoursOfDay + first + hour) % len(h.Week)
			x := left + float64(hour)*cell
			fill, ink := h.fill(h.Week[at], highest)
			d.add(Shape{Rings: rectangle(x+0.15, y+0.15, cell-0.3, row-0.3), Fill: fill})
			if h.Peak[at] {
				busy = true
				d.add(Shape{Rings: rectangle(x+0.3, y+0.3, cell-0.6, row-0.6), Stroke: Ink, Line: 0.6})
			}
			if n := math.Round(h.Week[at]); n >= 1 && !h.Shades {
				d.label(Label{At: orb.Point{x + cell/2, y + row*0.5 + 1.05}, Text: fmt.Sprintf("%.0f", n), Size: 7.5, Bold: h.Peak[at], Ink: ink, Align: 0.5})
			}
		}
		d.label(Label{At: orb.Point{0, y + row*0.5 + 1.2}, Text: name, Size: 9, Bold: busy, Ink: Ink})
	}
	return d
}

func (h Hours) fill(n, highest float64) (fill, ink Colour) {
	class := 0
	switch {
	case h.Shades && n >= 2*fewest:
		class = 4
	case h.Shades && n >= fewest:
		class = 2
	case !h.Shades && highest > 0 && n > 0:
		class = 1 + min(3, int(4*n/(highest*1.0001)))
	}
	if class == 0 {
		return Wash, Ink
	}
	if class >= 4 {
		return Shade(class, len(ramp)), White
	}
	return Shade(class, len(ramp)), Ink
}

// Bars are upright bars, one for each number.
type Bars struct {
	Bars   []Upright
	Height float64 // millimetres
	Alt    string
}

// An Upright is one of them.
type Upright struct {
	Label  string
	Value  float64
	Hollow bool // what is not there yet
}

func (Bars) block() {}

// Say says what the bars show.
func (b Bars) Say() string { return b.Alt }

// Growth is 0.
func (Bars) Growth() float64 { return 0 }

// Draw draws the bars, each with its number above and its label below.
func (b Bars) Draw(width, _ float64) Drawing {
	const above, below = 4.5, 4.5
	d := Drawing{Width: width, Height: b.Height}
	if len(b.Bars) == 0 {
		return d
	}
	highest := 0.0
	for _, u := range b.Bars {
		highest = max(highest, u.Value)
	}
	step := min(width/float64(len(b.Bars)), 14)
	room := b.Height - above - below
	for i, u := range b.Bars {
		x, high := step*float64(i), 0.0
		if highest > 0 {
			high = room * u.Value / highest
		}
		s := Shape{Rings: rectangle(x+0.12*step, above+room-high, 0.76*step, high), Fill: Accent}
		if u.Hollow {
			s.Fill, s.Stroke, s.Line, s.Dash = White, Accent, 0.35, []float64{1, 0.8}
		}
		d.add(s)
		d.label(
			Label{At: orb.Point{x + step/2, above + room - high - 1}, Text: Amount(u.Value), Size: 9, Bold: true, Ink: Ink, Align: 0.5},
			Label{At: orb.Point{x + step/2, b.Height - 0.8}, Text: u.Label, Size: 8.5, Ink: Ink, Align: 0.5},
		)
	}
	return d
}

// Amount writes a number as pages do: whole from 10, with one decimal below, and with two
// figures where that would leave one or none.
func Amount(v float64) string {
	switch size := math.Abs(v); {
	case v != 0 && size < 0.0001: // for which %g would write a power of ten
		return fmt.Sprintf("%.*f", 1-int(math.Floor(math.Log10(size))), v)
	case v != 0 && size < 0.95:
		return fmt.Sprintf("%#.2g", v)
	}
	if math.Abs(v) >= 9.95 || v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

// Spans are bars that lie, with the interval of each, on one axis from 0.
type Spans struct {
	Spans []Span
	Limit float64 // a line that none can pass; 0: none
	Alt   string
}

// A Span is one of them.
type Span struct {
	Label     string
	Value     float64
	Low, High float64 // of the interval; both 0: none
	Main      bool
}

func (Spans) block() {}

// Say says what the spans show.
func (s Spans) Say() string { return s.Alt }

// Growth is 0.
func (Spans) Growth() float64 { return 0 }

// Draw draws a row for each.
func (s Spans) Draw(width, _ float64) Drawing {
	const left, row, bar = 24.0, 6.6, 4.6
	d := Drawing{Width: width, Height: row*float64(len(s.Spans)) + 3}
	highest := s.Limit
	for _, span := range s.Spans {
		highest = max(highest, span.Value, span.High)
	}
	if highest <= 0 {
		highest = 1
	}
	scale := (width - left - 16) / highest
	for i, span := range s.Spans {
		y := row * float64(i)
		fill, ink := Soft, Ink
		if span.Main {
			fill, ink = Accent, White
		}
		d.add(Shape{Rings: rectangle(left, y, scale*span.Value, bar), Fill: fill})
		d.label(Label{At: orb.Point{0, y + 3.4}, Text: span.Label, Size: 8.8, Bold: span.Main, Ink: Ink})
		value := Label{At: orb.Point{left + 1, y + 3.4}, Text: Amount(span.Value), Size: 8.8, Bold: true, Ink: ink}
		if scale*span.Value < value.width()+2 {
			value.At[0], value.Ink = left+scale*max(span.Value, span.High)+1, Ink
		}
		d.label(value)
		if span.High > span.Low {
			low, high, middle := left+scale*span.Low, left+scale*span.High, y+bar/2
			d.add(Shape{Rings: [][]orb.Point{
				{{low, middle}, {high, middle}}, {{low, middle - 1.1}, {low, middle + 1.1}}, {{high, middle - 1.1}, {high, middle + 1.1}},
			}, Open: true, Stroke: Ink, Line: 0.35})
		}
	}
	if s.Limit > 0 {
		x := left + scale*s.Limit
		d.add(Shape{Rings: line(orb.Point{x, -0.5}, orb.Point{x, d.Height - 3}), Open: true, Stroke: Primary, Line: 0.4, Dash: []float64{1, 0.7}})
		d.label(Label{At: orb.Point{x, d.Height - 0.2}, Text: "limit " + Amount(s.Limit), Size: 8, Bold: true, Ink: Primary, Align: 0.5})
	}
	return d
}

// Timeline is a shift on one axis: what is expected in each part of it, what each
// unit does, and how many are on the street.
type Timeline struct {
	Title  string    // of what is expected
	Note   string    // its unit
	Expect []float64 // of each part; nil: not known
	Hours  []string  // heads, one for each hour; the parts are halves of these
	Rows   []TimelineRow
	Counts []int // at the foot, one for each part
	Count  string
	Closed []Stretch // hours in which nobody should be away
	Alt    string
}

// A TimelineRow is one unit.
type TimelineRow struct {
	Label, Note string
	On          Stretch   // the unit's shift
	Away        []Stretch // breaks
	Held        []Stretch // posts
}

// A Stretch is a time from the beginning of the shift, in hours.
type Stretch struct {
	From, To float64
	Label    string
}

func (Timeline) block() {}

// Say says what the timeline shows.
func (t Timeline) Say() string { return t.Alt }

// Growth is 0.
func (Timeline) Growth() float64 { return 0 }

// Draw draws the expected harm above the units, on the same axis.
func (t Timeline) Draw(width, _ float64) Drawing {
	const left, bars, head, row = 38.0, 15.0, 5.0, 6.0
	hours := float64(max(1, len(t.Hours)))
	scale := (width - left) / hours
	top := 0.0
	if len(t.Expect) > 0 {
		top = bars + 3
	}
	d := Drawing{Width: width, Height: top + head + row*float64(len(t.Rows)) + 7}
	rows := top + head
	for _, c := range t.Closed {
		d.add(Shape{Rings: rectangle(left+scale*c.From, rows, scale*(c.To-c.From), row*float64(len(t.Rows))), Fill: "#fdeee6"})
	}
	for i, h := range t.Hours {
		x := left + scale*float64(i)
		d.add(Shape{Rings: line(orb.Point{x, top}, orb.Point{x, d.Height}), Open: true, Stroke: Hair, Line: 0.2})
		d.label(Label{At: orb.Point{x + 0.8, top + 3.8}, Text: h, Size: 9, Bold: true, Ink: Ink})
	}
	t.expected(&d, left, scale/2, bars+3)
	for i, r := range t.Rows {
		y := rows + row*float64(i)
		r.draw(&d, left, scale, y)
	}
	foot := rows + row*float64(len(t.Rows)) + 4.6
	d.label(Label{At: orb.Point{0, foot}, Text: t.Count, Size: 8.8, Bold: true, Ink: Ink})
	for i, n := range t.Counts {
		d.label(Label{At: orb.Point{left + scale/2*(float64(i)+0.5), foot}, Text: fmt.Sprint(n), Size: 9.5, Bold: true, Ink: Ink, Align: 0.5})
	}
	return d
}

func (t Timeline) expected(d *Drawing, left, step, room float64) {
	if len(t.Expect) == 0 {
		return
	}
	highest := slices.Max(t.Expect)
	for i, v := range t.Expect {
		high := 0.0
		if highest > 0 {
			high = (room - 5) * v / highest
		}
		x := left + step*float64(i)
		d.add(Shape{Rings: rectangle(x+0.2, room-high, step-0.4, high), Fill: "#eb9f93"})
		d.label(Label{At: orb.Point{x + step/2, room - high - 0.8}, Text: Amount(v), Size: 7.5, Ink: Ink, Align: 0.5})
	}
	d.label(
		Label{At: orb.Point{0, room - 4.5}, Text: t.Title, Size: 9, Bold: true, Ink: Ink},
		Label{At: orb.Point{0, room - 0.8}, Text: t.Note, Size: 8, Ink: Mute},
	)
}

func (r TimelineRow) draw(d *Drawing, left, scale, y float64) {
	const bar = 4.2
	d.label(Label{At: orb.Point{0, y + 3.6}, Text: r.Label, Size: 9, Bold: true, Ink: Ink})
	if note := (Label{At: orb.Point{textWidth(r.Label, 9) + 2.5, y + 3.6}, Text: r.Note, Size: 8, Ink: Mute}); note.At[0]+note.width() < left {
		d.label(note)
	}
	d.add(Shape{Rings: rectangle(left+scale*r.On.From, y+0.6, scale*(r.On.To-r.On.From), bar), Fill: Accent})
	put := func(s Stretch, shape Shape, ink Colour) {
		shape.Rings = rectangle(left+scale*s.From, y+0.6, scale*(s.To-s.From), bar)
		d.add(shape)
		l := Label{At: orb.Point{left + scale*(s.From+s.To)/2, y + 3.5}, Text: s.Label, Size: 7.5, Bold: true, Ink: ink, Align: 0.5}
		if l.width() < scale*(s.To-s.From) {
			d.label(l)
		}
	}
	for _, s := range r.Held {
		put(s, Shape{Fill: Ink}, White)
	}
	for _, s := range r.Away {
		put(s, Shape{Fill: White, Stroke: Ink, Line: 0.35}, Ink)
	}
}
