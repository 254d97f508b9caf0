package pdf

import (
	"fmt"

	"beatplan/report"
)

// block draws a block and returns where it ends.
func (w *writer) block(b report.Block, x, y, width float64) float64 {
	here := func(y, _ float64) float64 { return y }
	switch b := b.(type) {
	case report.Heading:
		return w.heading(b, x, y, width)
	case report.Paragraph:
		return w.paragraph(b, x, y, width)
	case report.Table:
		return w.table(b, x, y, width, here)
	case report.Figures:
		return w.figures(b, x, y, width)
	case report.Columns:
		return w.columns(b, x, y, width)
	case report.Answers:
		return w.answers(b, x, y, width)
	case report.Rounds:
		return w.rounds(b, y, here)
	case report.Picture:
		return w.picture(b, x, y, width)
	}
	panic(fmt.Sprintf("no block %T", b))
}

func (w *writer) heading(h report.Heading, x, y, width float64) float64 {
	const size, note = 12, 9
	y += 0.8
	if h.Number > 0 {
		number := fmt.Sprint(h.Number)
		w.disc(x+2.6, y+2.4, 2.6)
		w.put(x+2.6-w.width(number, 9, true)/2, y+3.6, number, 9, true, report.White)
		x, width = x+7.4, width-7.4
	}
	for i, l := range w.wrap(report.Bold(h.Text), width, size) {
		if i > 0 {
			y += leading(size)
		}
		w.line(l, x, y+rise(size)+0.7, size, report.Ink)
		if used := l.width + 2; h.Note != "" && used+w.width(h.Note, note, false) <= width {
			w.put(x+used, y+rise(size)+0.7, h.Note, note, false, report.Mute)
			h.Note = ""
		}
	}
	y += leading(size)
	if h.Note != "" {
		y = w.lines(report.Muted(h.Note), x, y, width, note, report.Mute)
	}
	return y - 0.6
}

func (w *writer) disc(x, y, radius float64) {
	if !w.measure {
		w.f.SetFillColor(rgb(report.Ink))
		w.f.Circle(x, y, radius, "F")
	}
}

func (w *writer) paragraph(p report.Paragraph, x, y, width float64) float64 {
	size, ink, inset, top := 9.8, report.Ink, 0.0, y
	switch p.Style {
	case report.Lead:
		size = 13
	case report.Small:
		size, ink = 8.2, report.Mute
	case report.Aside:
		size, inset = 10.5, 3.6
	case report.Boxed:
		inset = 2.2
	case report.Banner:
		size, ink, inset = 10.6, report.White, 2.4
	}
	boxed := p.Style == report.Boxed || p.Style == report.Banner
	if boxed {
		y += 1.5
	}
	// What is behind the text is drawn first, and its height known before.
	if !w.measure && (boxed || p.Style == report.Aside) {
		w.behind(p.Style, x, top, width, w.high(p, width))
	}
	if p.Title != "" {
		w.put(x+width-inset-w.width(p.Sign, 10.5, true), y+rise(11.5)+0.6, p.Sign, 10.5, true, ink)
		y = w.lines(report.Bold(p.Title), x+inset, y, width-2*inset-w.width(p.Sign, 10.5, true), 11.2, ink)
	}
	y = w.lines(p.Text, x+inset, y, width-2*inset, size, ink)
	if boxed {
		y += 1.3
	}
	return y
}

func (w *writer) behind(s report.Style, x, y, width, high float64) {
	switch s {
	case report.Aside:
		w.rectangle(x, y, 1.1, high, report.Ink)
	case report.Boxed:
		w.frame(x, y, width, high, 0.4, report.Ink)
	case report.Banner:
		w.rectangle(x, y, width, high, report.Ink)
	}
}

func (w *writer) figures(all report.Figures, x, y, width float64) float64 {
	if len(all) == 0 {
		return y
	}
	const between, inset, value, size = 4.0, 2.6, 20.0, 9.6
	each := (width - between*float64(len(all)-1)) / float64(len(all))
	high := 0.0
	for _, f := range all {
		n := len(w.wrap(report.Plain(f.Text), each-2*inset, size))
		high = max(high, leading(value)+float64(n)*leading(size)+3)
	}
	for i, f := range all {
		left := x + float64(i)*(each+between)
		w.rectangle(left, y, each, high, report.Wash)
		fitted := value
		for fitted > size && w.width(f.Value, fitted, true) > each-2*inset {
			fitted--
		}
		w.put(left+inset, y+rise(value)+2.2, f.Value, fitted, true, report.Ink)
		w.lines(report.Plain(f.Text), left+inset, y+leading(value)+1.2, each-2*inset, size, report.Ink)
	}
	return y + high
}

func (w *writer) columns(c report.Columns, x, y, width float64) float64 {
	const between = 5.0
	share := c.Share
	if share <= 0 || share >= 1 {
		share = 0.5
	}
	left := (width - between) * share
	// A picture at the left grows to the foot of what is at the right.
	right := width - between - left
	w.beside = max(0, w.stackHigh(c.Right, right)-w.stackHigh(c.Left, left))
	end := w.stack(c.Left, x, y, left)
	w.beside = 0
	return max(end, w.stack(c.Right, x+left+between, y, right))
}

// stackHigh returns how high blocks below one another are, with pictures at their least.
func (w *writer) stackHigh(blocks []report.Block, width float64) float64 {
	measure, spare, beside := w.measure, w.spare, w.beside
	w.measure, w.spare, w.beside = true, 0, 0
	high := w.stack(blocks, margin, 0, width)
	w.measure, w.spare, w.beside = measure, spare, beside
	return high
}

// stack draws blocks below one another.
func (w *writer) stack(blocks []report.Block, x, y, width float64) float64 {
	for i, b := range blocks {
		if i > 0 {
			y += gap * 0.8
		}
		y = w.block(b, x, y, width)
	}
	return y
}

func (w *writer) answers(a report.Answers, x, y, width float64) float64 {
	const size, high, between = 9.8, 8.2, 8.0
	half := (width - between) / 2
	rule := func(x, y, width float64) { w.rectangle(x, y, width, 0.25, report.Mute) }
	for i := 0; i < len(a.Prompts); i += 2 {
		tall := high
		for j, p := range a.Prompts[i:min(i+2, len(a.Prompts))] {
			left := x + float64(j)*(half+between)
			lines := w.wrap(report.Plain(p.Text), half-float64(len(p.Choices))*18, size)
			tall = max(tall, 3+float64(len(lines))*leading(size))
			for k, l := range lines {
				w.line(l, left, y+6+float64(k)*leading(size), size, report.Ink)
			}
			at := left + 4
			if len(lines) > 0 {
				at += lines[0].width
			}
			for _, choice := range p.Choices {
				w.frame(at, y+2.7, 3.5, 3.5, 0.3, report.Ink)
				w.put(at+4.6, y+6, choice, size, false, report.Ink)
				at += 8.5 + w.width(choice, size, false)
			}
		}
		y += tall
		for j := range a.Prompts[i:min(i+2, len(a.Prompts))] {
			rule(x+float64(j)*(half+between), y, half)
		}
	}
	for range a.Blank {
		y += high
		rule(x, y, width)
	}
	return y + 0.3
}
