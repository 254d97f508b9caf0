package pdf

import (
	"github.com/paulmach/orb"

	"beatplan/report"
)

// rectangle fills a rectangle.
func (w *writer) rectangle(x, y, wide, high float64, fill report.Colour) {
	if w.measure {
		return
	}
	w.f.SetFillColor(rgb(fill))
	w.f.Rect(x, y, wide, high, "F")
}

// frame draws the edge of a rectangle.
func (w *writer) frame(x, y, wide, high, line float64, stroke report.Colour) {
	if w.measure {
		return
	}
	w.f.SetDrawColor(rgb(stroke))
	w.f.SetLineWidth(line)
	w.f.Rect(x, y, wide, high, "D")
}

// picture draws a map or a chart and returns where it ends. It grows into the room
// that the page has to spare.
func (w *writer) picture(p report.Picture, x, y, width float64) float64 {
	grow := min(p.Growth(), max(w.spare, w.beside))
	w.spare -= max(0, grow-w.beside)
	d := p.Draw(width, grow)
	if w.measure { // its texts are checked
		for _, l := range d.Labels {
			w.checked(l.Text)
		}
		return y + d.Height
	}
	for _, s := range d.Shapes {
		w.shape(s, x, y)
	}
	w.f.SetDashPattern([]float64{}, 0)
	for _, l := range d.Labels {
		w.label(l, x, y)
	}
	return y + d.Height
}

func (w *writer) shape(s report.Shape, x, y float64) {
	style := ""
	if s.Fill != "" && !s.Open {
		w.f.SetFillColor(rgb(s.Fill))
		style = "F*"
	}
	if s.Stroke != "" {
		w.f.SetDrawColor(rgb(s.Stroke))
		w.f.SetLineWidth(s.Line)
		w.f.SetDashPattern(append([]float64{}, s.Dash...), 0)
		if style = "D"; s.Fill != "" && !s.Open {
			style = "FD*"
		}
	}
	if style == "" || !w.path(s, x, y) {
		return
	}
	w.f.DrawPath(style)
}

// path lays out the rings of a shape, and reports whether there are any.
func (w *writer) path(s report.Shape, x, y float64) bool {
	laid := false
	for _, ring := range s.Rings {
		if len(ring) < 2 {
			continue
		}
		laid = true
		w.f.MoveTo(x+ring[0][0], y+ring[0][1])
		for _, at := range ring[1:] {
			w.f.LineTo(x+at[0], y+at[1])
		}
		if !s.Open {
			w.f.ClosePath()
		}
	}
	return laid
}

func (w *writer) label(l report.Label, x, y float64) {
	at := orb.Point{x + l.At[0], y + l.At[1]}
	text := w.checked(l.Text)
	if text == "" {
		return
	}
	if l.Angle != 0 {
		w.f.TransformBegin()
		w.f.TransformRotate(l.Angle, at[0], at[1])
		defer func() {
			w.f.TransformEnd()
			w.forget()
		}()
	}
	at[0] -= l.Align * w.width(text, l.Size, l.Bold)
	if l.Halo { // readers of the text see letters that lie on one another once
		const stroked, filled = 1, 0
		w.f.SetTextRenderingMode(stroked)
		w.f.SetDrawColor(rgb(report.White))
		w.f.SetLineWidth(l.Size * 0.075)
		w.put(at[0], at[1], text, l.Size, l.Bold, l.Ink)
		w.f.SetTextRenderingMode(filled)
	}
	w.put(at[0], at[1], text, l.Size, l.Bold, l.Ink)
}
